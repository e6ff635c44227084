"""Which test for small-study effects fits a measure, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from living_review.findings import Arm
from living_review.synthesis.small_study import small_study
from living_review.synthesis.trial_effects import Crossover, TrialEffect

SIZES = [20, 30, 44, 60, 75, 90, 120, 200, 300, 500, 640, 900]
EFFECTS = [-0.9, -0.2, -0.5, 0.1, -0.3, -0.6, -0.2, -0.1, -0.3, -0.15, -0.2, -0.1]


def effects(measure, sizes=SIZES, *, counted=True, people=True, timed=True, factor=1.0):
    made = []
    for place, (n, y) in enumerate(zip(sizes, EFFECTS, strict=False)):
        half = n / 2
        counts = (max(1.0, n // 9), half, n // 7 + 1.0, half)
        arms = tuple(
            Arm(
                role=role,
                n=half,
                events=events if measure in ("OR", "RR", "RD", "IRR", "IRD") else None,
                time_at_risk=half * 1.5 if timed and measure in ("IRR", "IRD") else None,
            )
            for role, events in (("intervention", counts[0]), ("control", counts[2]))
        )
        made.append(
            TrialEffect(
                trial_id=f"t{place}",
                origin="arms",
                estimate=y,
                variance=factor * 4.0 / n,
                arms=arms,
                counts=counts if counted and measure in ("OR", "RR", "RD") else None,
                n_intervention=half if people else None,
                n_control=half if people else None,
            )
        )
    return made


def examined(measure, *args, **more):
    members = [SimpleNamespace(effect=each) for each in effects(measure, *args, **more)]
    return small_study(SimpleNamespace(usable=members, outcome=SimpleNamespace(measure=measure)))


MEASURES = {
    "OR": "harbord",
    "RR": "peters",
    "RD": "size",
    "HR": "size",
    "ROM": "size",
    "IRR": "person-time",
    "IRD": "person-time",
    "SMD": "egger-smd",
    "MD": "egger",
}


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_has_the_test_that_fits_it(measure):
    found = examined(measure)
    assert (found.test, found.reason) == (MEASURES[measure], None)
    assert set(found.egger) == {"intercept", "se", "statistic", "df", "p"}


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_ratios_that_are_not_from_counts_are_tested_by_size(measure):
    assert examined(measure, counted=False).test == "size"


@pytest.mark.parametrize("measure", MEASURES)
def test_trials_of_one_size_are_not_tested(measure):
    for sizes in ([100] * 12, [100, 120, 150, 180] * 3, [100] * 11 + [400]):
        found = examined(measure, sizes)
        assert found.egger is None
        assert "too alike in size" in found.reason
    assert examined(measure, [100] * 11 + [420]).egger is not None


@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "HR", "ROM", "SMD"])
def test_without_sizes_nothing_is_tested_by_the_standard_error(measure):
    found = examined(measure, counted=False, people=False)
    assert found.egger is None
    assert "how many people it had" in found.reason


@pytest.mark.parametrize("measure", ["IRR", "IRD"])
def test_without_person_time_rates_are_not_tested(measure):
    assert "person-time" in examined(measure, timed=False).reason


@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "HR", "ROM", "IRR", "IRD"])
def test_no_standard_error_goes_into_a_test_by_size(measure):
    assert examined(measure).egger == examined(measure, factor=7.0).egger


def test_trials_without_events_do_not_make_ten():
    made = effects("RR")
    silent = [
        TrialEffect(**{**vars(each), "counts": (0.0, each.n_control, 0.0, each.n_control)})
        for each in made[:3]
    ]
    members = [SimpleNamespace(effect=each) for each in silent + made[3:]]
    found = small_study(SimpleNamespace(usable=members, outcome=SimpleNamespace(measure="RR")))
    assert found.reason.startswith("Fewer than ten trials have events")


def of(measure, made):
    members = [SimpleNamespace(effect=each) for each in made]
    return small_study(SimpleNamespace(usable=members, outcome=SimpleNamespace(measure=measure)))


@pytest.mark.parametrize("measure", MEASURES)
def test_ten_trials_are_the_least_and_they_must_differ(measure):
    made = effects(measure)
    assert of(measure, made[:10]).reason is None
    assert of(measure, made[:9]).reason == "There are fewer than ten trials."
    alike = [replace(each, estimate=0.3) for each in made]
    assert "found the same effect" in of(measure, alike).reason
    nearly = [replace(alike[0], estimate=0.3 * (1 + 2e-15)), *alike[1:]]
    assert "found the same effect" in of(measure, nearly).reason
    one_apart = [replace(alike[0], estimate=0.31), *alike[1:]]
    assert of(measure, one_apart).reason is None


@pytest.mark.parametrize("measure", ["IRR", "IRD"])
@pytest.mark.parametrize(
    ("lost", "said"), [("events", "the events of both groups"), ("time_at_risk", "person-time")]
)
@pytest.mark.parametrize("place", [0, 1])
def test_rates_are_tested_where_every_group_has_its_events_and_its_time(measure, lost, said, place):
    first, *others = effects(measure)
    arms = list(first.arms)
    arms[place] = arms[place].model_copy(update={lost: None})
    assert said in of(measure, [replace(first, arms=tuple(arms)), *others]).reason
    assert "person-time" in of(measure, [replace(first, arms=first.arms[:1]), *others]).reason


def test_the_sizes_of_a_standardised_difference_are_those_of_two_groups_that_say_as_much():
    """Pairs of people say as much as more of them in two groups."""
    made = effects("SMD")
    plain = of("SMD", made)
    assert plain.egger == of("SMD", [replace(each, crossover=Crossover()) for each in made]).egger
    paired = [
        replace(
            made[0],
            crossover=Crossover(correlation=0.5),
            n_intervention=made[0].n_intervention / 2,
            n_control=made[0].n_control / 2,
        ),
        *made[1:],
    ]
    assert of("SMD", paired).egger == pytest.approx(plain.egger)
