"""Checks at the very figure where they begin to speak: at the bound nothing, just beyond it a word.

The figures are such that a bound is met exactly, as figures of reports are round. Each case is one
small registry that only the check of its group reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.registry.conftest import PROTOCOL, arm, contrast, trial
from tests.registry.one_check import Rows, pair, told

from living_review.registry.checks import (
    log_rank,
    people,
    person_time,
    precision,
    ranges,
    signs,
    spreads,
    weeks,
)

LATER = PROTOCOL.replace(
    "  - {id: post, label: Post, weeks: [0, 60]}",
    "  - {id: post, label: Post, weeks: [0, 8]}\n  - {id: later, label: Later, weeks: [9, 60]}",
)
WINDOW = PROTOCOL.replace("weeks: [0, 60]", "weeks: [20, 60]")
IN_WEEKS = PROTOCOL.replace("unit: person-years, per: 100", "unit: person-weeks, per: 100")
RANGES = ("[0, 100]", "[-10, 90]")
RULE = {
    "range": ranges.instrument_range,
    "spread": spreads.unlike_other_trials,
    "people": people.more_than_randomised,
    "window": weeks.outside_window,
    "order": weeks.weeks_out_of_order,
    "after": weeks.after_the_end,
    "sign": signs.sign_unlike_others,
    "time": person_time.person_time_given,
    "each": person_time.time_for_each_person,
    "uneven": precision.uneven_interval,
    "rank": log_rank.log_rank_against_estimate,
}


@pytest.mark.parametrize(
    ("n", "sd", "small"),
    [
        *(("8", "1", False), ("9", "1", True)),  # so few people tell nothing
        *(("100", "4", False), ("100", "3.99", True)),  # a 25th of the range
        *(("256", "3.125", False), ("255", "3.125", True)),  # by the root of n half the range
    ],
)
def test_a_spread_is_tiny_in_its_range_from_here_on(n: str, sd: str, small: bool) -> None:
    said = ["sd sd-looks-like-se 2", "sd sd-looks-like-se 3"] if small else []
    for range_ in RANGES:
        protocol = PROTOCOL.replace("range: [0, 100]", f"range: {range_}")
        assert told(RULE["spread"], pair(n=n, sd=sd), said=protocol) == said


@pytest.mark.parametrize("score", ["change", "endpoint"])
def test_only_scores_have_a_range(score: str) -> None:
    said = told(RULE["range"], pair(mean="100.1", score=score))
    assert said == (["mean outside-range 2"] if score == "endpoint" else [])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"mean": "0"}, []),
        ({"mean": "100"}, []),
        ({"mean": "-0.1"}, ["mean outside-range 2", "mean outside-range 3"]),
        ({"mean": "100.1"}, ["mean outside-range 2", "mean outside-range 3"]),
        ({"median": "100"}, []),
        ({"median": "100.1"}, ["median outside-range 2", "median outside-range 3"]),
        ({"min": "0", "max": "100"}, []),
        ({"min": "-1", "max": "100"}, ["min outside-range 2", "min outside-range 3"]),
        ({"q1": "0", "q3": "100.5"}, ["q3 outside-range 2", "q3 outside-range 3"]),
        ({"sd": "50", "n": "1"}, []),
        ({"sd": "50.1", "n": "1"}, ["sd sd-beyond-range 2", "sd sd-beyond-range 3"]),
        ({"sd": "50.5", "n": "50"}, []),
        ({"sd": "50.51", "n": "50"}, ["sd sd-beyond-range 2", "sd sd-beyond-range 3"]),
        ({"sd": "70.7", "n": "2"}, []),
        ({"sd": "70.8", "n": "2"}, ["sd sd-beyond-range 2", "sd sd-beyond-range 3"]),
    ],
)
def test_the_range_of_an_instrument_holds_its_ends(cells: dict[str, str], said: list[str]) -> None:
    rows = pair()
    assert told(RULE["range"], [{**row, "sd": "10", **cells} for row in rows]) == said


@pytest.mark.parametrize(
    ("estimate", "se", "design", "said"),
    [
        *(("100", "3", "", []), ("-100", "3", "", [])),
        ("100.1", "3", "", ["estimate outside-range 2"]),
        ("-100.1", "3", "", ["estimate outside-range 2"]),
        # By 50 and 50 people an error of 10.5 implies a spread of half the range and a 20th more.
        *(("9", "10.49", "", []), ("9", "10.51", "", ["se sd-beyond-range 2"])),
        *(("9", "20.99", "cluster", []), ("9", "21.01", "cluster", ["se sd-beyond-range 2"])),
        # Differences within 50 people: the whole range, by the root of 50/49.
        *(("9", "14.99", "crossover", []), ("9", "15.01", "crossover", ["se sd-beyond-range 2"])),
    ],
)
def test_a_difference_has_room_in_the_range(
    estimate: str, se: str, design: str, said: list[str]
) -> None:
    people_in = {"n_intervention": "50", "n_control": "50"}
    rows = [contrast("A", estimate, se=se, measure="MD", **people_in)]
    trials = [trial("A", design=design or "parallel")]
    for range_ in RANGES:
        protocol = PROTOCOL.replace("range: [0, 100]", f"range: {range_}")
        assert told(RULE["range"], contrasts=rows, trials=trials, said=protocol) == said


@pytest.mark.parametrize(
    ("randomised", "design", "n", "rows"),
    [
        *(("100", "parallel", "50", 0), ("99", "parallel", "50", 2)),
        *(("50", "crossover", "50", 0), ("49", "crossover", "50", 2)),
        *(("", "parallel", "50", 0), ("100", "parallel", "51", 2)),
    ],
)
def test_no_more_people_than_were_randomised(
    randomised: str, design: str, n: str, rows: int
) -> None:
    # That another trial does not say how many it randomised changes nothing.
    trials = [
        trial("A", n_randomised=randomised, design=design),
        trial("B", n_randomised=""),
        trial("C", n_randomised="", design="parallel"),
    ]
    said = told(RULE["people"], pair(n=n), trials=trials)
    assert said == [f"n more-than-randomised {row}" for row in (2, 3)[:rows]]
    one = [contrast("A", "0.3", n_intervention=n, n_control=n)]
    said = told(RULE["people"], contrasts=one, trials=trials)
    assert said == ["n_intervention more-than-randomised 2"] * bool(rows)


@pytest.mark.parametrize(
    ("week", "rule"),
    [
        *(("20", ""), ("60", ""), ("60.5", "weeks-outside-window")),
        *(("19.9", "weeks-outside-window"), ("4.5", "weeks-outside-window")),
        *(("4.6", "months-as-weeks"), ("13.7", "months-as-weeks")),
        *(("13.9", "weeks-outside-window"), ("0", "weeks-outside-window")),
    ],
)
def test_a_window_holds_its_ends_and_months_are_known_in_it(week: str, rule: str) -> None:
    said = told(RULE["window"], pair(weeks=week), said=WINDOW)
    assert said == ([f"weeks {rule} {row}" for row in (2, 3)] if rule else [])
    said = told(RULE["window"], contrasts=[contrast("A", "0.3", weeks=week)], said=WINDOW)
    assert said == ([f"weeks {rule} 2"] if rule else [])


@pytest.mark.parametrize(
    ("first", "second", "later"),
    [
        *(("8", "12", True), ("8", "11.9", False)),  # four weeks
        *(("6", "10", True), ("6", "9.9", False)),
        *(("40", "60", True), ("41", "60", False), ("40", "60.5", False)),  # half as much again
        *(("5", "9", True), ("4", "8.9", False)),  # the window of the later time point
    ],
)
def test_an_outcome_is_of_a_later_time_point_from_here_on(
    first: str, second: str, later: bool
) -> None:
    rows = [*pair(weeks=first), *pair("30", "33", outcome="pain", weeks=second)]
    said = told(RULE["after"], rows, said=LATER)
    assert said == [f"weeks later-than-its-time-point {row}" for row in (4, 5) if later]


@pytest.mark.parametrize(("second", "odd"), [("8", True), ("7", True), ("8.1", False)])
def test_a_later_time_point_is_measured_later(second: str, odd: bool) -> None:
    rows = [*pair(weeks="8"), *pair(weeks=second, timepoint="later")]
    said = told(RULE["order"], rows, said=LATER)
    assert said == [f"weeks weeks-out-of-order {row}" for row in (4, 5) if odd]


@pytest.mark.parametrize(
    ("signs_of", "rows"),
    [
        (("-5", "5", "5"), [2, 3]),
        (("-5", "5"), []),
        (("-5", "-5", "5"), []),
        (("5", "5", "5"), []),
    ],
)
def test_a_lone_negative_mean_is_doubted_beside_two_trials(
    signs_of: Sequence[str], rows: list[int]
) -> None:
    arms = [
        row for name, mean in zip("ABC", signs_of, strict=False) for row in pair(mean, mean, name)
    ]
    assert told(RULE["sign"], arms) == [f"mean sign-unlike-others {row}" for row in rows]


def rate(own: str, other: str = "", *, weeks: str = "", n: str = "7") -> Rows:
    cells: dict[str, Any] = {"outcome": "falls", "events": "3", "n": n, "sd": "", "weeks": weeks}
    return [
        arm("A", "intervention", "", time_at_risk=own, **cells),
        arm("A", "control", "", time_at_risk=other or own, **cells),
    ]


@pytest.mark.parametrize(
    ("time", "rows"),
    [("1", ()), ("0.99", (2, 3)), ("36525", ()), ("36526", (2, 3)), ("", (2, 3))],
)
def test_a_person_is_followed_for_a_day_and_no_longer_than_a_life(
    time: str, rows: Sequence[int]
) -> None:
    rule = "person-time-impossible" if time else "person-time-missing"
    said = told(RULE["time"], rate(time), said=IN_WEEKS)
    assert said == [f"time_at_risk {rule} {row}" for row in rows]


@pytest.mark.parametrize(
    ("own", "other", "weeks", "odd"),
    [
        *(("7", "", "", False), ("6.99", "", "", True)),  # a week
        *(("10957.5", "", "", False), ("10958", "", "", True)),  # thirty years
        *(("14", "", "10", False), ("13.9", "", "10", True)),  # a fifth of the weeks
        *(("84", "", "10", False), ("84.1", "", "10", True)),  # a fifth more than the weeks
        *(("21", "7", "", False), ("21.1", "7", "", True), ("7", "21.1", "", True)),  # three times
        ("70", "", "0", False),
    ],
)
def test_time_for_each_person_fits_from_here_to_there(
    own: str, other: str, weeks: str, odd: bool
) -> None:
    said = told(RULE["each"], rate(own, other, weeks=weeks), said=IN_WEEKS)
    assert said == [f"time_at_risk person-time-implausible {row}" for row in (2, 3) if odd]


def test_of_an_arm_whose_people_are_not_told_nothing_is_for_each() -> None:
    arms = [*rate("21", "7"), {**rate("7")[1], "arm": "another", "n": ""}]
    said = told(RULE["each"], arms, said=IN_WEEKS)
    assert said == []
    arms[0]["time_at_risk"] = "21.1"
    said = told(RULE["each"], arms, said=IN_WEEKS)
    assert said == [f"time_at_risk person-time-implausible {row}" for row in (2, 3)]


@pytest.mark.parametrize(
    ("sd", "cells", "rows"),
    [
        *(("29.9", {}, []), ("30.1", {}, [2, 3])),
        # One person has no interval, so that arm gives no spread in any cell.
        ("16", {"n": "1", "sd": "", "ci_low": "50", "ci_high": "56"}, []),
        ("30.1", {"n": "1", "sd": "", "ci_low": "50", "ci_high": "56"}, [2, 3]),
        # By its error 13.4 is like 10 and 16, and 10.6 is unlike 16.
        ("16", {"sd": "", "se": "1.9"}, []),
        ("16", {"sd": "", "se": "1.5"}, [4]),
    ],
)
def test_spreads_of_arms_differ_from_here_on(
    sd: str, cells: dict[str, str], rows: list[int]
) -> None:
    arms = pair(sd="10", n="400")
    arms[1]["sd"] = sd
    if cells:
        arms.append({**arms[1], "arm": "another", "n": "50", **cells})
    said = told(spreads.arms_sd_differ, arms)
    assert [int(each.split()[-1]) for each in said] == rows


@pytest.mark.parametrize(
    ("estimate", "uneven"), [("13", False), ("7", False), ("13.01", True), ("6.99", True)]
)
def test_an_estimate_may_miss_the_middle_by_so_much(estimate: str, uneven: bool) -> None:
    limits = {"ci_low": "0", "ci_high": "20"}
    said = told(RULE["uneven"], pair(estimate, "10", sd="", **limits))
    assert said == ["mean interval-uneven 2"] * uneven
    rows = [contrast("A", estimate, measure="MD", se="", **limits)]
    assert told(RULE["uneven"], contrasts=rows) == ["estimate interval-uneven 2"] * uneven


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"estimate": "1", "o_minus_e": "1", "variance": "4", "se": "0.5"}, ""),
        ({"estimate": "1", "o_minus_e": "-1", "variance": "4", "se": "0.5"}, ""),
        ({"estimate": "1", "o_minus_e": "1.01", "variance": "4", "se": "0.5"}, "contradicts"),
        ({"estimate": "1", "o_minus_e": "0", "variance": "4", "se": "0.625"}, ""),
        ({"estimate": "1", "o_minus_e": "0", "variance": "4", "se": "0.626"}, "contradicts"),
        ({"estimate": "1", "o_minus_e": "0", "variance": "4", "se": "0.4"}, ""),
        ({"estimate": "1", "o_minus_e": "0", "variance": "4", "se": "0.399"}, "contradicts"),
        ({"estimate": "1", "o_minus_e": "1", "variance": ""}, "incomplete"),
        ({"estimate": "1", "o_minus_e": "", "variance": "4"}, "incomplete"),
        ({"estimate": "", "o_minus_e": "1", "variance": ""}, ""),
    ],
)
def test_a_log_rank_test_may_differ_from_its_estimate_by_so_much(
    cells: dict[str, str], rule: str
) -> None:
    named = {
        "": [],
        "contradicts": ["o_minus_e log-rank-contradicts-estimate 2"],
        "incomplete": ["o_minus_e log-rank-incomplete 2"],
    }
    row = {**contrast("C", "", outcome="death", measure="HR", instrument=""), **cells}
    assert told(RULE["rank"], contrasts=[row]) == named[rule]


@pytest.mark.parametrize(
    ("se", "odd"), [("0.625", False), ("0.626", True), ("0.4", False), ("0.399", True)]
)
def test_an_error_may_differ_so_much_from_that_of_a_log_rank_test(se: str, odd: bool) -> None:
    row = contrast("C", "1", outcome="death", measure="HR", instrument="")
    rows = [{**row, "o_minus_e": "0", "variance": "4", "se": se}]
    said = told(precision.se_against_interval, contrasts=rows)
    assert said == ["se se-contradicts-interval 2"] * odd
