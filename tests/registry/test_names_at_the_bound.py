"""Where a name, a filter or a row is told of, and which of several: at the bound."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.registry.conftest import PROTOCOL, arm, contrast, faultless, raw_tables, trial
from tests.registry.one_check import Rows, pair, told

from living_review.ground.errors import RegistryError
from living_review.protocol import parse_protocol
from living_review.registry import read
from living_review.registry.checks import (
    duplicates,
    filters,
    groups,
    instrument_names,
    instruments,
    origins,
    outcomes,
    results,
    weeks,
)
from living_review.registry.checks.origins import _is_multiple
from living_review.registry.frames import typed
from living_review.registry.losses import losses
from living_review.registry.row_file import write_rows
from living_review.registry.signed_rows import SIGNATURE, rows_in, until
from living_review.sources import RawTables

SCALE = "    instruments: {Mood Scale: {range: [0, 100], higher_is_better: true}}\n"
LEAST = "value: 2, sd: 8, sd_source: us, method: m, source: us"


def said_of(keys: str) -> str:
    return PROTOCOL.replace(SCALE, "".join(f"    {line}\n" for line in keys.splitlines()))


@pytest.mark.parametrize(
    ("keys", "paths"),
    [
        ("scores_on: abcdefghij", ["scores_on"]),
        ("scores_on: something else", ["scores_on"]),
        ("scores_on: abcdefghix", []),
        ("familiar: {instrument: abcdefghij, sd: 8, source: us}", ["familiar.instrument"]),
        ("familiar: {instrument: abcdefgxij x, sd: 8, source: us}", []),
        (
            "familiar: {instrument: abcdefghij, sd: 8, source: us}\nscores_on: abcdefghix",
            [],
        ),
        (
            f"minimal_important_differences: [{{instrument: other, {LEAST}}}, "
            f"{{instrument: abcdefghij, {LEAST}}}]",
            ["minimal_important_differences[2].instrument"],
        ),
        ("instruments: {abcdefghij: {}}", ["instruments.abcdefghij"]),
        ("instruments: {abcdefghij: {}, abcdefghix: {}}", []),
        # One that is listed by its own name may still be what another key means.
        (
            "instruments: {abcdefghix: {}}\nfamiliar: {instrument: abcdefghij, sd: 8, source: us}",
            ["familiar.instrument"],
        ),
    ],
)
def test_a_name_that_nine_letters_of_ten_share_is_asked_about(keys: str, paths: list[str]) -> None:
    # Nine of ten letters in their order are just enough.
    found = told(
        instrument_names.named_as_measured,
        pair(instrument="abcdefghix"),
        [contrast("A", "0.3", instrument="")],
        said=said_of(keys),
    )
    rule = "instrument-called-otherwise"
    assert [each.rsplit(" ", 2)[:2] for each in found] == [
        [f"outcomes[mood].{path}", rule] for path in paths
    ]


def test_of_several_names_the_one_most_alike_is_told() -> None:
    there = {"mood scale 1": "Mood Scale 1", "mood scales": "Mood Scales"}
    assert instrument_names._nearest("Mood Scale", there) == "Mood Scales"
    # A word that is often there counts as every other.
    long = "a" * 250
    assert instrument_names._nearest(f"{long}b", {f"{long}c": "C"}) == "C"


def test_a_partner_names_the_first_row_that_was_set_aside() -> None:
    tables = faultless()
    rows = [arm("A", "intervention", "", name=f"group {i}") for i in range(3)]
    tables["arms"] = [*rows, arm("A", "control", "52"), arm("A", "control", "", name="other")]
    found = read(raw_tables(tables), parse_protocol(PROTOCOL)).quarantine
    reasons = {each.row: each.reason for each in found if each.rule == "arm-without-partner"}
    assert {*reasons} == {5}
    assert reasons[5].startswith("the arm in row 2 belongs to the same comparison")


def test_without_a_row_set_aside_no_arm_lost_its_partner() -> None:
    registry = typed(raw_tables(faultless()))
    results.locate(registry, parse_protocol(PROTOCOL))
    assert [*groups.arm_without_partner(registry)] == []


@pytest.mark.parametrize(
    ("own", "said"),
    [(("mmHg",), False), (("kg", "mmHg"), True), (("Scale",), True), (("",), True), ((), False)],
)
def test_a_unit_in_the_place_of_every_instrument_names_the_points(
    own: Sequence[str], said: bool
) -> None:
    weight = [
        {**row, "outcome": "weight", "higher_is_better": "false"}
        for name in own
        for row in pair(instrument=name)
    ]
    others = pair(outcome="pain", instrument="Pain Scale")
    found = told(outcomes.units_named, [*weight, *others])
    assert [each.split()[1] for each in found] == ["unit-missing"] * said


def rates(small: str, *risks: tuple[str, str]) -> list[str]:
    said = PROTOCOL.replace(
        "person_time: {unit: person-years, per: 100}",
        f"person_time: {{unit: person-years, per: 100}}\n    thresholds: {{{small}, source: us}}",
    )
    cells: dict[str, Any] = {"outcome": "falls", "sd": "", "higher_is_better": "false"}
    arms = [
        arm(trial_id, role, "", events=events, time_at_risk=time, timepoint="post", **cells)
        for trial_id, (events, time) in zip("ABC", risks, strict=False)
        for role in ("intervention", "control")
    ]
    protocol = parse_protocol(said)
    registry = typed(raw_tables({**faultless(), "arms": arms}))
    return [each.reason for each in outcomes.thresholds_in_reach(registry, protocol)]


@pytest.mark.parametrize(
    ("small", "beyond"),
    [("small: 12", "no benefit could reach"), ("small: 11.9", "even a benefit that halves"),
     ("small: 6", ""), ("small: 6.1", "even a benefit that halves")],
)  # fmt: skip
def test_a_threshold_of_a_rate_lies_below_the_median_rate(small: str, beyond: str) -> None:
    # 12 events in 100 person-years, by the median of three trials; one without events is none.
    found = rates(small, ("12", "100"), ("3", "10"), ("1", "20"))
    assert [beyond in each for each in found] == [True] * bool(beyond)
    if beyond:
        assert "at the rates of the trials (12)" in found[0]
        assert "ratio" not in found[0].partition(";")[0]


@pytest.mark.parametrize(
    ("people", "first"),
    [(("50", "50", "50"), False), (("51", "50", "50"), True), (("51", "50", "51"), False),
     (("60", "50", "40"), True)],
)  # fmt: skip
def test_why_an_instrument_comes_first_is_told(people: Sequence[str], first: bool) -> None:
    cells = {"outcome": "pain", "higher_is_better": "false"}
    arms = [
        row
        for name, n in zip(("A scale", "B scale", "C scale"), people, strict=True)
        for row in pair(instrument=name, n=n, **cells)
    ]
    registry = typed(raw_tables({**faultless(), "arms": arms}))
    protocol = parse_protocol(PROTOCOL)
    results.locate(registry, protocol)
    [mark] = instruments.instruments_not_in_order(registry, protocol)
    assert ("it has the most people" in mark.reason) is first
    assert ("its name comes first" in mark.reason) is not first
    others = "B scale and C scale" if people[2] <= people[1] else "C scale and B scale"
    assert f"also on {others}, and the protocol" in mark.reason


def test_the_people_of_both_sides_of_a_contrast_put_it_first() -> None:
    cells = {"outcome": "pain", "measure": "MD", "higher_is_better": "false"}
    rows = [
        contrast("A", "2", instrument=name, n_intervention=n, n_control=m, **cells)
        for name, n, m in (("A scale", "60", "10"), ("B scale", "40", "40"))
    ]
    found = told(instruments.instruments_not_in_order, contrasts=rows)
    assert found == ["instrument instruments-not-in-order 3"]


@pytest.mark.parametrize(
    ("sd", "n", "fits"),
    [
        *((10.5, 1, True), (0.01, 1, True), (0.02, 1, True), (0.005, 1, False)),
        *((10.2, 4, True), (10.21, 4, False), (9.940699, 47, True), (9.9407, 47, True)),
        *((9.941, 47, True), (9.9417, 47, False), (9.940699123, 47, False)),
    ],
)
def test_a_deviation_is_a_multiple_to_its_last_digit(sd: float, n: int, fits: bool) -> None:
    import numpy as np

    found, chance = _is_multiple(np.array([sd]), np.array([n]))
    decimals = len(str(sd).partition(".")[2].removesuffix("0"))
    assert found.tolist() == [fits]
    assert chance.tolist() == pytest.approx([min(1.0, 10.0**-decimals / (0.01 * n**0.5))])


def test_deviations_of_one_person_or_beside_an_error_are_not_looked_at() -> None:
    rows: Rows = [
        {**row, "n": n, "sd": sd, "se": se}
        for n, sd, se in (("1", "1.450001", ""), ("47", "9.940699", "1.45"), ("47", "9.940699", ""))
        for row in pair(trial_id="A", instrument=f"{n}{se}")
    ]
    assert told(origins.from_rounded_error, rows) == [
        f"sd sd-from-rounded-se {row}" for row in (6, 7)
    ]


@pytest.mark.parametrize("added", [0, 1])
def test_five_trials_of_few_weeks_count_months(added: int) -> None:
    names = "DEFGH"[: 4 + added]
    site = {"source": "https://x.org/a"}
    rows = [row for name in names for row in pair(trial_id=name, weeks="3", **site)]
    rows += [
        row for name in names for row in pair(trial_id=name, weeks="0", outcome="pain", **site)
    ]
    trials = [trial(name) for name in names]
    said = PROTOCOL.replace("weeks: [0, 60]", "weeks: [0, 40]")
    found = told(weeks.months_by_source, rows, [contrast("D", "", weeks="", **site)], trials, said)
    assert found == [f"weeks months-as-weeks {2 + 2 * i}" for i in range(5 * added)]


def test_week_0_beside_notes_of_0_months_is_no_month() -> None:
    for week, many in (("0", 0), ("1", 2)):
        rows = pair(weeks=week, notes=f"seen {week} months after")
        assert len(told(weeks.months_named, rows)) == many


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("abcdefghijklmnopqrst", "abcdefghijklmnopqxyz", True),  # 17 of 20 letters
        ("abcdefghijklmnopqrst", "abcdefghijklmnopxxyz", False),
        ("abcd", "abcd 2", False),
        ("Abcd 2012", "abcd-2012", True),
        ("abc 2012", "abc 2012", True),
        ("abce 2012", "abcé, 2012", True),
        ("abcd 2012a", "abcd 2012b", False),
    ],
)
def test_labels_are_alike_from_seventeen_letters_of_twenty(
    one: str, other: str, alike: bool
) -> None:
    trials = [trial("A", label=one, doi=""), trial("B", label=other, doi="")]
    found = told(duplicates.duplicated_trials, trials=trials)
    assert found == [f"label duplicate-report {row}" for row in (2, 3) if alike]


def test_short_labels_of_one_year_are_compared_as_they_are() -> None:
    for label, other, told_of in (("abc", "abd", 0), ("abcdefgh", "abcdefgx", 2)):
        trials = [trial("A", label=label), trial("B", label=other)]
        assert len(told(duplicates.duplicated_trials, trials=trials)) == told_of
    many = [trial(f"T{i}", label=f"label of many {chr(97 + i // 26)}{chr(97 + i % 26)}")
            for i in range(201)]  # fmt: skip
    assert len(told(duplicates.duplicated_trials, trials=many[:200])) == 200
    assert told(duplicates.duplicated_trials, trials=many) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("group; peer", "write one of 'group', 'peer' alone"),
        ("group; other", "write one of 'group' alone"),
        ("zzz; other", "the nearest that are named are"),
        ("group x", "the nearest that are named are"),
        ("", "fill it in (the protocol names 'group', 'peer')"),
        ("x" * 70, "the nearest that are named are"),
    ],
)
def test_a_cell_of_several_values_is_told_from_one_that_is_another(value: str, said: str) -> None:
    assert said in filters._why(value, ("Main",), ("peer", "group"))


def test_long_names_are_cut_where_a_filter_is_told_of() -> None:
    label, word = "L" * 90, "w" * 70
    found = filters._why("zzz", (label,), (word,))
    assert f"'{'L' * 79}…'" in found
    assert f"'{'w' * 59}…'" in found


def file_of(*names: str) -> RawTables:
    from dataclasses import replace

    return replace(raw_tables(faultless()), columns=names)


@pytest.mark.parametrize(
    ("before", "now", "lost"),
    [
        (("a", "b"), ("a", "b"), []),
        (("a", "b"), ("b",), ["the column a of the file that it is made from"]),
        (("a", "b", ""), ("c",), ["the columns a, b of the file that it is made from"]),
        (("a", "b"), (), []),
        ((), ("a",), []),
    ],
)
def test_a_column_of_the_file_that_is_gone_is_lost(
    before: Sequence[str], now: Sequence[str], lost: list[str]
) -> None:
    assert [*losses(file_of(*before), file_of(*now))] == lost


@pytest.mark.parametrize(
    ("there", "after"),
    [
        (None, b"a,b\n1,2 3\n,4\n"),
        (b"a,b\nx,y", b"a,b\nx,y\n1,2 3\n,4\n"),
        (b"a,b\nx,y\n", b"a,b\nx,y\n1,2 3\n,4\n"),
        (b"a;b\r\nx;y", b"a;b\r\nx;y\r\n1;2 3\r\n;4\r\n"),
        (b"b,a\r\n", b"b,a\r\n2 3,1\r\n4,\r\n"),
    ],
)
def test_rows_are_added_as_the_file_is_written(
    there: bytes | None, after: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "queries.csv"
    if there is not None:
        path.write_bytes(there)
    write_rows(path, [{"a": "1", "b": "2\n 3"}, {"b": "4"}], ("a", "b"))
    assert path.read_bytes() == after
    for header, said in (
        (b"a,c\n", "unknown column 'c'; the columns are a, b."),
        (b"a,b,b\n", "the column 'b' is there twice; keep one of the two."),
        (b"a\n", "the column 'b' is missing; add it."),
    ):
        path.write_bytes(header)
        with pytest.raises(RegistryError, match=re.escape(said)):
            write_rows(path, [], ("a", "b"))


def test_what_was_signed_by_a_day_is_kept_and_what_has_no_day_too() -> None:
    content = b"reason,by,date\nr,b,2026-11-20\nr,b,2026-11-21\nr,b,soon\n"
    rows = rows_in(content, Path("queries.csv"), SIGNATURE)
    assert [row.line for row in until(rows, None)] == [2, 3, 4]
    for day, kept in ((19, [4]), (20, [2, 4]), (21, [2, 3, 4])):
        assert [row.line for row in until(rows, dt.date(2026, 11, day))] == kept
