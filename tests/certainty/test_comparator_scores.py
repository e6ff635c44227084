"""What people with the comparator scored: one instrument, final scores, hand-computed."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from living_review.certainty import measured_words as words
from living_review.certainty.comparator_scores import comparator_scores
from living_review.findings import Arm, StratumResult
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts.arms import ChangeScores
from living_review.language.facts.trial_notes import Reversed

FAMILIAR = {"instrument": "RAS, total", "sd": 13.7, "source": "us"}
# Two trials of the shipped registry: (231 × 90.0 + 172 × 91.01) / 403 and
# √((230 × 13.7² + 171 × 14.36²) / 401), worked out by hand.
WRAP, BRIDGES = (231, 90.0, 13.7), (172, 91.01, 14.36)
MEAN, SD = 90.431067, 13.985256


@pytest.fixture
def scored(finding, outcome):
    """Make a finding of trials, each (instrument, (n, mean, sd) or more), and its outcome."""

    def made(*trials, measure="SMD", pooled=True, **keys):
        asked = outcome(measure, **keys)
        base = finding(asked, (0.4, 0.2, 0.6), trials=[(0.5, 0.2, 0.8)] * len(trials))
        told = tuple(
            each.model_copy(update={"instrument": instrument, "arms": _control(*group), **more})
            for each, (instrument, group, *rest) in zip(base.trials, trials, strict=True)
            for more in ({**(rest[0] if rest else {})},)
        )
        update = {"trials": told, "measure": measure, "unit": keys.get("unit")}
        if not pooled:
            update |= {"pooled": None, "synthesis": "narrative"}
        return base.model_copy(update=update), asked

    return made


def _control(n=None, mean=None, sd=None):
    return (
        Arm(role="intervention", n=99, mean=1.0, sd=1.0),
        Arm(role="control", n=n, mean=mean, sd=sd),
    )


def test_mean_and_sd_are_those_worked_out_by_hand(scored):
    found = comparator_scores(
        *scored(
            ("RAS, total", WRAP), ("RAS, total", BRIDGES), ("QPR", (50, 3, 1)), familiar=FAMILIAR
        )
    )
    assert found is not None
    assert found.mean == pytest.approx(MEAN, abs=1e-6)
    assert found.sd == pytest.approx(SD, abs=1e-6)
    assert (found.n, found.trials, found.of) == (403, 2, 3)
    assert (found.instrument, found.unit) == ("RAS, total", "points")


def test_one_trial_has_its_own_mean_and_sd(scored):
    found = comparator_scores(*scored(("BSI", (234, 0.85, 0.7))))
    assert (found.mean, found.sd) == pytest.approx((0.85, 0.7))
    assert (found.instrument, found.unit) == ("BSI", None)


CHANGES = {"notes": (say(ChangeScores()),)}
NOT_KNOWN = {
    "several instruments and no rule": ([("A", WRAP), ("B", BRIDGES)], {}),
    "one trial names no instrument": ([("A", WRAP), (None, BRIDGES)], {}),
    "no trial names one": ([(None, WRAP), (None, BRIDGES)], {}),
    "a familiar instrument that no trial used": ([("A", WRAP)], {"familiar": FAMILIAR}),
    "a name that no trial has": ([("A", WRAP)], {"scores_on": "B"}),
    "changes from baseline": ([("A", WRAP, CHANGES)], {}),
    "changes, told as data": ([("A", WRAP, {"means_are": "changes"})], {}),
    "a mean without its SD": ([("A", (231, 90.0, None))], {}),
    "an SD without its mean": ([("A", (231, None, 13.7))], {}),
    "nobody knows how many people": ([("A", (None, 90.0, 13.7))], {}),
    "one person": ([("A", (1, 90.0, 13.7))], {}),
    "a scale that runs against the outcome": (
        [("A", WRAP, {"notes": (say(Reversed()),)}), ("A", BRIDGES)],
        {},
    ),
    "no groups, only a difference": ([("A", WRAP, {"arms": ()})], {}),
    "events": ([("A", WRAP)], {"measure": "RR"}),
    "a ratio of means without an instrument": ([(None, WRAP)], {"measure": "ROM"}),
    "a difference without a unit": ([(None, WRAP)], {"measure": "MD"}),
}


@pytest.mark.parametrize("why", NOT_KNOWN)
def test_nothing_is_told_where_it_is_not_certain(scored, why):
    trials, keys = NOT_KNOWN[why]
    found = comparator_scores(*scored(*trials, **keys))
    assert found is None


def test_changes_and_other_instruments_are_left_out_and_counted(scored):
    trials = [("A", WRAP), ("A", (40, -3.0, 5.0), CHANGES), ("B", BRIDGES), ("a ", (2, 80, 10))]
    found = comparator_scores(*scored(*trials, scores_on="A"))
    assert (found.trials, found.of, found.n) == (2, 4, 233)
    assert found.mean == pytest.approx((231 * 90.0 + 2 * 80) / 233)


def test_without_a_pool_all_trials_are_behind_it_and_with_one_those_in_it(scored):
    out = {"in_pool": False}
    pooled = comparator_scores(*scored(("A", WRAP), ("A", BRIDGES, out)))
    assert (pooled.n, pooled.of) == (231, 1)
    apart = comparator_scores(*scored(("A", WRAP), ("A", BRIDGES, out), pooled=False))
    assert (apart.n, apart.of) == (403, 2)


def test_a_difference_in_a_unit_needs_no_instrument(scored):
    found = comparator_scores(
        *scored((None, (20, 80, 9)), (None, (30, 82, 9)), measure="MD", unit="kg")
    )
    assert (found.mean, found.unit, found.instrument) == (pytest.approx(81.2), "kg", None)
    unit = comparator_scores(*scored(("mmHg", (20, 80, 9)), measure="ROM"))
    assert (unit.unit, unit.instrument) == ("mmHg", None)


def test_each_stratum_counts_as_a_group_and_none_may_lack_a_figure(scored):
    def strata(*groups):
        return tuple(
            StratumResult(
                stratum=str(place),
                estimate=0.1,
                se=0.1,
                n_intervention=9,
                n_control=9,
                arms=_control(*each),
            )
            for place, each in enumerate(groups)
        )

    whole = {"arms": (), "strata": strata(WRAP, BRIDGES)}
    found = comparator_scores(*scored(("A", WRAP, whole)))
    assert (found.mean, found.sd) == (pytest.approx(MEAN), pytest.approx(SD))
    assert (found.trials, found.of) == (1, 1)
    lacking = {"arms": (), "strata": strata(WRAP, (172, 91.01, None))}
    assert comparator_scores(*scored(("A", WRAP, lacking))) is None


GROUPS = st.lists(
    st.tuples(st.integers(2, 500), st.floats(-99, 99), st.floats(0.1, 50)), min_size=1, max_size=6
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=GROUPS, shift=st.floats(-50, 50))
def test_the_laws_of_a_mean_and_a_pooled_sd_hold(scored, groups, shift):
    def of(chosen):
        return comparator_scores(*scored(*(("A", each) for each in chosen)))

    found, turned = of(groups), of(groups[::-1])
    moved = of([(n, mean + shift, sd) for n, mean, sd in groups])
    assert (turned.mean, turned.sd) == (pytest.approx(found.mean), pytest.approx(found.sd))
    assert moved.mean == pytest.approx(found.mean + shift, abs=1e-9)
    assert moved.sd == pytest.approx(found.sd)
    for value, place in ((found.mean, 1), (found.sd, 2)):
        own = [each[place] for each in groups]
        assert min(own) - 1e-9 <= value <= max(own) + 1e-9


@pytest.mark.parametrize(
    ("mean", "sd", "written"),
    [
        (MEAN, SD, ("90.4", "14.0")),
        (0.85, 0.7, ("0.85", "0.70")),
        (3.701, 0.0461, ("3.701", "0.046")),
        (5231.4, 812.6, ("5,231", "813")),
        (-0.04, 9.96, ("0.0", "10.0")),
        (3.0, 0.0, ("3.0", "0.0")),
    ],
)
def test_mean_and_sd_are_written_with_the_same_decimals(mean, sd, written):
    assert numbers.mean_and_sd(mean, sd) == written


def test_the_instrument_is_named_unless_it_stands_beside(scored):
    found, asked = scored(("RAS, total", WRAP), ("QPR", BRIDGES), scores_on="RAS, total")
    known = {"comparator_scores": comparator_scores(found, asked), "familiar": None}
    found = found.model_copy(update=known)
    assert words.reference(found) == "mean 90.0 (SD 13.7) on the RAS, total, from 1 of 2 trials"
    assert "mean 90.0 (SD 13.7) on the RAS, total" in words.measured_sentence(found)
    alone, asked = scored(("RAS, total", WRAP))
    alone = alone.model_copy(update={"comparator_scores": comparator_scores(alone, asked)})
    assert words.reference(alone) == "mean 90.0 (SD 13.7)"
    assert math.isclose(alone.comparator_scores.n, 231)
