"""An outcome is told with its instrument, weeks, good direction and starting point."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest

from living_review.certainty import measured_words as words
from living_review.findings import Arm

MEANS = ("SMD", "MD", "ROM")
MEASURES = (*MEANS, "OR", "RR", "RD", "HR", "IRR", "IRD")


@pytest.fixture
def told(finding, outcome):
    spans = [(0.5, 0.2, 0.8), (0.4, 0.1, 0.7), (0.3, 0.0, 0.6)]
    base = finding(outcome("SMD"), (0.4, 0.2, 0.6), trials=spans)

    def made(scales=("X",) * 3, weeks=(12.0,) * 3, means=(30.0,) * 3, notes="", **update):
        trials = tuple(
            trial.model_copy(
                update={
                    "instrument": scale,
                    "weeks": week,
                    "notes": (notes,) if notes else (),
                    "arms": (Arm(role="control", n=20, mean=mean, sd=3),),
                }
            )
            for trial, scale, week, mean in zip(base.trials, scales, weeks, means, strict=True)
        )
        return base.model_copy(update={"trials": trials, **update})

    return made


@pytest.mark.parametrize(("measure", "better"), list(product(MEASURES, ("higher", "lower"))))
def test_the_good_direction_is_said_of_means_and_only_of_means(told, measure, better):
    found = told(measure=measure, better=better)
    assert (f"{better} is better" in words.measured_sentence(found)) == (measure in MEANS)
    assert (words.measurement(found) == f"X; {better} is better") == (measure in MEANS)
    named = found.model_copy(update={"event": "drop out"})
    assert (words.measurement(named) == "people who drop out") == (measure not in MEANS)


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ((12.0, 12.0, 12.0), "12 weeks"),
        ((6.0, 12.0, 24.0), "6 to 24 weeks"),
        ((1.0, 1.0, None), "1 week"),
        ((None, None, None), ""),
    ],
)
def test_the_weeks_are_those_of_the_trials(told, weeks, said):
    found = told(weeks=weeks, timepoint_label="After")
    assert words.weeks(found) == said
    assert words.follow_up(found) == (f"After ({said})" if said else "After")
    assert words.follow_up(found.model_copy(update={"timepoint_label": "6 months"})) == "6 months"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "mean 30"),
        ({"means": (28.0, 30.0, 31.5)}, "means from 28 to 31.5"),
        ({"scales": ("X", "Y", "X")}, ""),
        ({"notes": "Change from baseline, not the score at the time point."}, ""),
        ({"scales": (None,) * 3}, ""),
        ({"measure": "RR"}, ""),
        ({"measure": "MD", "unit": "kg", "scales": (None,) * 3}, "mean 30 kg"),
    ],
)
def test_means_with_the_comparator_are_of_one_scale(told, change, said):
    assert words.comparator_mean(told(**change)) == said


def test_what_single_trials_found_is_told_with_interval_and_instrument(told):
    apart = told().model_copy(update={"pooled": None, "synthesis": "narrative"})
    (said,) = words.unpooled_results(apart)
    assert said.count("(X), SMD ") == 3
    assert said.count("95% CI") == 3
    pooled = told()
    out = pooled.trials[0].model_copy(update={"in_pool": False})
    told_of = words.unpooled_results(
        pooled.model_copy(update={"trials": (out, *pooled.trials[1:])})
    )
    assert told_of[0].count("(X), SMD ") == 1
    assert words.unpooled_results(pooled) == ()


@pytest.mark.parametrize(
    ("funding", "so"),
    [
        (("Industry", "A pharma company", "The manufacturer"), True),
        (("Industry", "public", "Industry"), False),
        (("Industry", None, "Industry"), False),
    ],
)
def test_industry_is_named_where_it_paid_for_every_trial(told, funding, so):
    found = told()
    paid = zip(found.trials, funding, strict=True)
    records = [SimpleNamespace(trial_id=trial.trial_id, funding=name) for trial, name in paid]
    assert bool(words.paid_by_industry(found, records)) == so


def test_what_is_pooled_is_told_before_what_is_not(told):
    found = told()
    said = words.known(
        found.model_copy(
            update={"narrative": SimpleNamespace(statement="One further trial reported it.")}
        )
    )
    assert said.index("were pooled") < said.index("One further trial")


@pytest.mark.parametrize("familiar", [None, "X", "Y"])
@pytest.mark.parametrize("scales", [("X",) * 3, ("X", "Y", "X"), ("X", "X", None), (None,) * 3])
@pytest.mark.parametrize("measure", ["SMD", "MD"])
def test_the_mean_of_the_comparator_stands_beside_a_standardised_difference_in_its_own_units(
    told, measure, scales, familiar
):
    """A mean on one instrument says nothing beside a difference in points of another."""
    points = familiar and SimpleNamespace(instrument=familiar)
    found = told(scales=scales, measure=measure, familiar=points, comparator_scores=None)
    alike = measure == "MD" or {each for each in scales if each} == {familiar}
    assert words.reference(found) == (words.comparator_mean(found) if alike else "")
