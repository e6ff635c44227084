"""An outcome is told with its instrument, weeks, good direction and starting point."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest

from living_review.certainty import measured_words as words
from living_review.findings import Arm, StratumResult

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


def strata(*arms):
    """Give strata with these people and means with the comparator."""
    bare = dict.fromkeys(("estimate", "se", "n_intervention", "n_control"))
    return tuple(
        StratumResult(
            stratum=f"s{place}",
            arms=(Arm(role="intervention", n=5, mean=99), Arm(role="control", n=n, mean=mean)),
            **bare,
        )
        for place, (n, mean) in enumerate(arms)
    )


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        (((10, 20.0), (30, 28.0)), "means from 26 to 30"),
        (((10, 20.0),), "means from 20 to 30"),
        (((10, 20.0), (30, None)), "mean 30"),
        (((10, None), (30, None)), "mean 30"),
        (((10, 20.0), (None, 28.0)), "mean 30"),
        (((10, 20.0), (0, 28.0)), "mean 30"),
    ],
)
def test_the_mean_of_a_trial_of_strata_is_that_of_all_their_people(told, arms, said):
    found = told()
    first = found.trials[0].model_copy(update={"strata": strata(*arms)})
    found = found.model_copy(update={"trials": (first, *found.trials[1:])})
    assert words.comparator_mean(found) == said


def test_how_an_outcome_was_measured_is_said_as_far_as_it_is_known(told):
    for scales, weeks, measure, means in product(
        (("X",) * 3, ("X", "Y", "X"), (None,) * 3),
        ((12.0,) * 3, (None,) * 3),
        ("SMD", "MD", "RR"),
        ((30.0,) * 3, (None,) * 3),
    ):
        found = told(scales=scales, weeks=weeks, measure=measure, means=means)
        said = words.measured_sentence(found)
        named = " and ".join(sorted({each for each in scales if each}))
        assert (named in said) or not named
        assert ("12 weeks" in said) == (weeks[0] is not None)
        assert ("is better" in said) == (measure != "RR")
        beside = bool(words.comparator_mean(found))
        assert ("groups with usual care: mean 30." in said) == beside
        assert bool(said) == bool(named or weeks[0] or measure != "RR" or beside)
    assert words.measured_sentence(told().model_copy(update={"trials": ()})) == ""


@pytest.mark.parametrize("units", [("kg",) * 3, ("kg", "g", "kg"), ("kg", None, "kg")])
def test_a_unit_in_the_place_of_an_instrument_is_that_of_the_mean(told, units):
    found = told(scales=units)
    assert words.instruments(found) == ()
    alike = len({each for each in units if each}) == 1
    one = len(set(units)) == 1
    assert words.comparator_mean(found) == ("mean 30 kg" if one else "")
    by_unit = told(scales=units, measure="MD", unit="stones")
    assert words.comparator_mean(by_unit) == ("mean 30 stones" if alike else "")
    assert (words.measurement(found)) == "higher is better"


@pytest.mark.parametrize("apart", range(1, 7))
def test_of_many_trials_apart_some_are_told_and_the_others_counted(told, apart):
    found = told().model_copy(update={"pooled": None, "synthesis": "narrative"})
    trials = tuple(
        found.trials[0].model_copy(update={"label": f"Trial {place}."}) for place in range(apart)
    )
    (said,) = words.unpooled_results(found.model_copy(update={"trials": trials}))
    assert said.count("Trial ") == min(apart, words.MOST_TOLD)
    assert ("further" in said or "more" in said) == (apart > words.MOST_TOLD)


def test_what_stands_elsewhere_is_not_told_as_a_result_apart(told):
    found = told().model_copy(update={"pooled": None, "synthesis": "single"})
    only = found.trials[:1]
    lost = tuple(each.model_copy(update={"estimate": None}) for each in only)
    for synthesis, trials, alike, is_told in (
        ("single", only, None, False),
        ("single", lost, None, True),
        ("single", found.trials, None, True),
        ("narrative", only, None, True),
        ("narrative", (), None, False),
        ("narrative", found.trials, SimpleNamespace(), False),
    ):
        update = {"synthesis": synthesis, "trials": trials, "all_alike": alike}
        assert bool(words.unpooled_results(found.model_copy(update=update))) == is_told


NONE_LEFT = {"estimate": None, "ci_low": None, "ci_high": None}
BOTH = ("intervention", "control")


@pytest.mark.parametrize("lost", [*NONE_LEFT, None])
@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("favours_intervention", "favours support"),
        ("favours_control", "favours usual care"),
        ("little_difference", "little to no difference"),
        ("unknown", "no result that can be weighed"),
    ],
)
def test_a_result_without_an_interval_is_told_by_what_it_favours(told, direction, said, lost):
    found = told(measure="RR").model_copy(update={"pooled": None, "synthesis": "narrative"})
    update = {"direction": direction} | ({} if lost is None else {lost: None})
    one = found.trials[0].model_copy(update=update)
    (told_of,) = words.unpooled_results(found.model_copy(update={"trials": (one,)}))
    assert (said in told_of) == (lost is not None)
    assert ("95% CI" in told_of) == (lost is None)
    for had, events in (("nobody", 0), ("everybody", 20)):
        arms = tuple(Arm(role=role, n=20, events=events) for role in BOTH)
        none = one.model_copy(update={**NONE_LEFT, "arms": arms, "n": 40.0})
        (told_of,) = words.unpooled_results(found.model_copy(update={"trials": (none,)}))
        assert "favours" not in told_of
        assert "40" in told_of
        assert had[:5] in told_of or "none" in told_of or "all" in told_of


def test_people_with_the_event_stand_behind_a_result_where_both_groups_are_known(told):
    found = told(measure="RR").model_copy(update={"pooled": None, "synthesis": "narrative"})
    full = {role: {"n": 20, "events": place + 3} for place, role in enumerate(BOTH)}
    ways = ({}, {"events": None}, {"n": None}, {"n": 0}, {"time_at_risk": 9.0}, None)
    for first, second in product(ways, repeat=2):
        changes = zip(BOTH, (first, second), strict=True)
        arms = tuple(
            Arm(role=role, **full[role] | change) for role, change in changes if change is not None
        )
        one = found.trials[0].model_copy(update={"arms": arms})
        (said,) = words.unpooled_results(found.model_copy(update={"trials": (one,)}))
        assert ("3 of 20 people against 4 of 20" in said) == (first == second == {})
        assert "people against" not in said or first == second == {}
