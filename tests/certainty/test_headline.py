"""On what a finding stands: its estimate, its interval, and what is said of no difference."""

from __future__ import annotations

import math
from itertools import product
from statistics import NormalDist
from typing import Any

import pytest

from living_review.certainty.case import headline, no_difference, within_trials
from living_review.certainty.conclusions import by_level
from living_review.certainty.indirectness import distances
from living_review.findings import Certainty, Conclusion, TrialRecord

PARTS = ("estimate", "ci_low", "ci_high")


def with_(what: Any, **values: Any) -> Any:
    return what.model_copy(update=values)


def test_a_finding_stands_on_its_pool_or_on_the_only_trial_it_has(finding, outcome):
    pool = finding(outcome(), (0.3, 0.2, 0.4), judgements=["low"] * 3)
    [first, *_] = pool.trials
    for synthesis, count, lost in product(
        ("pooled", "narrative", "single", "none"), (0, 1, 2), (None, *PARTS)
    ):
        trial = with_(first, **({} if lost is None else {lost: None}))
        told = {"synthesis": synthesis, "trials": (trial,) * count}
        assert headline(with_(pool, **told)) == (0.3, 0.2, 0.4)
        alone = synthesis == "single" and count == 1 and lost is None
        own = tuple(getattr(first, each) for each in PARTS) if alone else None
        assert headline(with_(pool, pooled=None, **told)) == own


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(
    ("measure", "log", "estimate"),
    [("SMD", False, 0.3), ("RR", True, 0.7), ("RR", False, 0.7), ("RD", False, -0.05)],
)
def test_were_trials_to_differ_by_chance_alone_the_interval_is_that_of_their_people(
    finding, outcome, measure, log, estimate, level
):
    """The normal interval of the inverse of the sum of what the trials of the pool know."""
    found = finding(outcome(measure), (estimate, -9.0, 9.0), judgements=["low"] * 5)
    errors, inside = (0.1, 0.2, 0.0, None, 0.05), (True, True, True, True, False)
    trials = tuple(
        with_(trial, se=se, in_pool=so)
        for trial, se, so in zip(found.trials, errors, inside, strict=True)
    )
    mean = math.log(estimate) if measure == "RR" else estimate
    pool = with_(found.pooled, level=level, log_estimate=mean if log else None)
    reach = NormalDist().inv_cdf(0.5 + level / 2) / math.sqrt(1 / 0.1**2 + 1 / 0.2**2)
    back = math.exp if measure == "RR" else float
    low, high = back(mean - reach), back(mean + reach)
    asked = with_(found, trials=trials, pooled=pool)
    assert within_trials(asked) == pytest.approx((estimate, low, high))
    # It is never wider than the interval that is told.
    for own_low, own_high in product((low - 0.01, low + 0.001), (high + 0.01, high - 0.001)):
        narrow = with_(asked, pooled=with_(pool, ci_low=own_low, ci_high=own_high))
        told = (estimate, max(low, own_low), min(high, own_high))
        assert within_trials(narrow) == pytest.approx(told)
    told = (estimate, -9.0, 9.0)
    assert within_trials(with_(asked, pooled=with_(pool, model="common"))) == told
    assert within_trials(with_(asked, trials=trials[2:])) == told, "of none an error is known"
    assert within_trials(with_(asked, pooled=None)) is None
    alone = with_(asked, pooled=None, synthesis="single", trials=trials[:1])
    assert within_trials(alone) == headline(alone) == told


@pytest.mark.parametrize(
    ("measure", "estimate", "none"),
    [
        *(("SMD", each, abs(each) < 0.005) for each in (0.0, 0.004, -0.004, 0.006, -0.006, 1.0)),
        *(("RR", each, abs(each - 1) < 0.005) for each in (1.0, 1.004, 0.996, 1.006, 0.99, 0.1)),
    ],
)
def test_an_estimate_that_prints_as_none_is_no_difference(
    finding, outcome, measure, estimate, none
):
    found = finding(outcome(measure), (estimate, -9.0, 9.0), judgements=["low"] * 3)
    assert no_difference(found) is none
    assert not no_difference(with_(found, pooled=None, synthesis="narrative"))


def test_what_an_older_version_says_of_a_finding_stands_at_its_certainty(finding, outcome):
    bare = finding(outcome(), (0.3, 0.2, 0.4), judgements=["low"] * 3)
    rating = Certainty(level="low", start="high", target="", domains=(), provisional=False)
    one, other = (Conclusion(level=each, kind="without_size") for each in ("high", "low"))
    for certainty, statement, kept in product(
        (None, rating), (None, "It may help."), ((), (one, other, one))
    ):
        found = with_(bare, certainty=certainty, statement=statement, conclusions=kept)
        if kept:
            assert by_level(found) == (("high", (one, one)), ("low", (other,)))
        elif certainty and statement:
            stated = Conclusion(level="low", kind="stated", text=statement)
            assert by_level(found) == (("low", (stated,)),)
        else:
            assert by_level(found) == ()


def test_each_part_of_the_question_stands_beside_what_the_trials_have(finding, outcome):
    """Of the trials in the pool, or of all where none is in one; of those that are known."""
    base: dict[str, Any] = {"label": "A", "year": 2000, "status": "included"}
    base["date_added"] = "2020-01-01"
    kinds = (("groups", "online"), ("groups", None), (None, "online"), (None, None), ("", ""))
    records = {
        f"t{place}": TrialRecord(
            trial_id=f"t{place}", category=category, delivery=delivery, country="Chile", **base
        )
        for place, (category, delivery) in enumerate(kinds)
    }
    found = finding(outcome(), judgements=["low"] * 6)
    trials = tuple(with_(each, instrument="RAS", weeks=8.0) for each in found.trials)

    def laid(*inside: bool) -> dict[str, tuple[str, str]]:
        own = tuple(with_(e, in_pool=so) for e, so in zip(trials, inside, strict=True))
        parts = distances(with_(found, trials=own), records, {"setting": "Any"})
        return {each.part: (each.asked, each.found) for each in parts}

    every = laid(*[True] * 6)
    assert every == laid(*[False] * 6)
    assert list(every) == ["people", "intervention", "comparator", "outcome", "time", "setting"]
    assert every["intervention"][1].split("; ") == [
        "not reported (two)",
        "groups, online (one)",
        "groups (one)",
        "online (one)",
    ]
    assert every["people"] == ("", "not reported (five)")
    assert every["outcome"] == (found.outcome_label, "RAS (six)")
    assert every["setting"] == ("Any", "Chile (five)")
    assert laid(*[True] * 2, *[False] * 4)["intervention"][1].count("one") == 2
    assert laid(*[False] * 5, True)["setting"] == ("Any", "")
