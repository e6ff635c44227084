"""Figures of findings that lack this or that, mark by mark: `more.txt`, as `scenes.txt`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import samples
from sample_sequential import with_view
from test_scenes_as_drawn import compare, told

from living_review import figures
from living_review.figures.funnel import Funnel, funnel_scene
from living_review.findings import Arm, Finding, PersonTime, RiskOfBias, SequentialLook

DIRECTIONS = ("favours_intervention", "favours_control", "little_difference", "unknown")
PEOPLE = (None, 1.0, 99.0, 100.0, 300.0, 301.0)


def each_trial(finding: Finding, **values: Any) -> Finding:
    """Give a finding whose trials are otherwise; what is a function gives a value by the place."""
    trials = (
        trial.model_copy(
            update={key: each(place) if callable(each) else each for key, each in values.items()}
        )
        for place, trial in enumerate(finding.trials)
    )
    return finding.model_copy(update={"trials": tuple(trials)})


def rates(place: int) -> tuple[Arm, ...]:
    first = Arm(role="intervention", n=20.0, events=3.0 + place, time_at_risk=120.5)
    second = Arm(role="control", n=22.0, events=None if place == 1 else 9.0, time_at_risk=None)
    return (first,) if place == 2 else (first, second)


def counts(place: int) -> tuple[Arm, ...]:
    first = Arm(role="intervention", n=None, events=4.0)
    second = Arm(role="control", n=30.0, events=None if place == 1 else 0.0)
    return (first,) if place == 2 else (first, second)


def tools(place: int) -> RiskOfBias:
    if place % 2:
        return RiskOfBias(tool="RoB1", overall="unclear", domains={"sequence": "low"})
    return RiskOfBias(tool="RoB2", overall="high", domains={"D1": "some concerns"})


def forests() -> Iterator[tuple[str, Finding]]:
    own = samples.recovery()
    timed = {"measure": "IRR", "person_time": PersonTime(unit="person-years", per=100)}
    yield "without weights", each_trial(own, weight_percent=None)
    yield "of one weight", each_trial(own, weight_percent=lambda place: 100.0 if place else None)
    yield "without judgements", each_trial(own, risk_of_bias=None)
    yield "of two tools", each_trial(own, risk_of_bias=tools)
    yield "without arms", each_trial(own, arms=())
    yield "of rates", each_trial(own, arms=rates).model_copy(update=timed)
    bare = {"measure": "IRD", "person_time": None}
    yield "of rates in no unit", each_trial(own, arms=rates).model_copy(update=bare)
    yield "of counts", each_trial(own, arms=counts).model_copy(update={"measure": "RR"})
    yield "without heterogeneity", own.model_copy(update={"heterogeneity": None})
    yield "without prediction", own.model_copy(update={"prediction": None})
    yield "lower is better", own.model_copy(update={"better": "lower"})


def directions() -> Finding:
    """Give one finding whose trials are of every size and point every way."""
    first = samples.unpooled()
    kinds = list(product(DIRECTIONS, PEOPLE))
    trial = first.trials[0]
    return first.model_copy(
        update={
            "narrative": None,
            "trials": tuple(
                trial.model_copy(
                    update={
                        "trial_id": f"t{place}",
                        "label": f"Trial {place}",
                        "direction": direction,
                        "n": n,
                        "risk_of_bias": tools(place) if place % 3 else None,
                    }
                )
                for place, (direction, n) in enumerate(kinds)
            ),
        }
    )


def several(number: int) -> list[Finding]:
    return [
        samples.unpooled().model_copy(update={"outcome": f"o{place}", "timepoint": f"at{place}"})
        for place in range(number)
    ]


def funnels() -> Iterator[tuple[str, Funnel]]:
    errors = (0.1, 0.15, 0.2, 0.3, 0.45)
    trials = tuple((0.1 * place, error) for place, error in enumerate(errors))
    yield "differences", Funnel("F", trials, 0.2, False, "across and down")
    ratios = tuple((2.0**estimate, error) for estimate, error in trials)
    yield "ratios", Funnel("F", ratios, 1.2, True, "across and down")
    yield "exact", Funnel("F", ((0.1, 0.0), (0.2, 0.0)), 0.1, False, "across and down")


Look = tuple[float, float | None, float | None, bool]
# The required size; of each look the people, z, the boundary, and whether that is crossed.
VIEWS: dict[str, tuple[float, list[Look]]] = {
    "small": (400.0, [(99.0, 1.0, None, False), (100.0, 3.4, 8.0, False)]),
    "a quarter": (400.0, [(50.0, None, None, False), (100.0, -3.5, 8.1, False)]),
    "less than a quarter": (401.0, [(50.0, 2.0, 7.9, False), (100.0, 8.6, 5.0, True)]),
    "enough": (
        200.0,
        [(50.0, 8.8, 12.0, False), (150.0, 9.0, 3.0, True), (200.0, 1.9, 2.0, False)],
    ),
    "three times": (100.0, [(100.0, 2.1, 2.0, True), (300.0, 2.1, 2.0, True)]),
    "more than three times": (100.0, [(100.0, -2.1, 2.0, True), (301.0, 30.0, None, False)]),
    "one look": (300.0, [(150.0, 10.0, 3.0, False)]),
    "far boundaries": (300.0, [(50.0, 1.0, 40.0, False), (250.0, 1.0, 20.0, False)]),
}


def views() -> Iterator[tuple[str, Finding]]:
    found = with_view(samples.recovery())
    view = found.sequential
    assert view is not None
    for name, (required, looks) in VIEWS.items():
        made = tuple(
            SequentialLook(
                trials=("A",), year=2000 + place, k=place + 1, participants=people, fraction=None,
                estimate=0.1, z=z, boundary=boundary, crossed=crossed,
                state="early" if boundary is None else "monitored",
            )
            for place, (people, z, boundary, crossed) in enumerate(looks)
        )  # fmt: skip
        seen = view.model_copy(update={"adjusted": required, "looks": made})
        better = "lower" if name == "enough" else found.better
        yield name, found.model_copy(update={"sequential": seen, "better": better})


def every(scene_of: Callable[..., Any]) -> Iterator[str]:
    for name, finding in forests():
        drawn = scene_of(figures.forest_plot, finding)
        yield "\n".join(told(f"forest {name}", drawn, figures.forest_plot_alt(finding)))
    for name, found in {
        "every size": [directions()],
        **{f"{number} outcomes": several(number) for number in (0, 1, 7, 8, 15)},
    }.items():
        drawn = scene_of(figures.effect_direction_plot, found)
        alt = figures.effect_direction_plot_alt(found)
        yield "\n".join(told(f"directions, {name}", drawn, alt))
    for name, found in views():
        for compact in (False, True):
            drawn = scene_of(figures.sequential_plot, found, compact=compact)
            alt = "" if compact else figures.sequential_plot_alt(found)
            yield "\n".join(told(f"sequential, {name}{', compact' * compact}", drawn, alt))
    for name, funnel in funnels():
        yield "\n".join(told(f"funnel of {name}", funnel_scene(funnel), ""))


def test_figures_of_what_is_lacking_are_drawn_as_they_were(scene_of: Callable[..., Any]) -> None:
    compare("more.txt", "\n".join(every(scene_of)))


def test_a_sequential_view_takes_looks_and_a_size() -> None:
    found = with_view(samples.recovery())
    view = found.sequential
    assert view is not None
    assert figures.sequential_plot(found) is not None
    for seen in (
        None,
        view.model_copy(update={"looks": ()}),
        view.model_copy(update={"adjusted": None}),
    ):
        assert figures.sequential_plot(found.model_copy(update={"sequential": seen})) is None


def test_a_funnel_takes_ten_trials_with_errors_and_a_pool() -> None:
    found = samples.bcg()
    trials = found.trials
    for number, drawn in ((9, False), (10, True)):
        few = found.model_copy(update={"trials": trials[:number]})
        assert (figures.funnel_plot(few) is not None) == drawn
    for update in ({"in_pool": False}, {"se": None}, {"estimate": None}):
        nine = (*trials[:9], trials[9].model_copy(update=update))
        assert figures.funnel_plot(found.model_copy(update={"trials": nine})) is None
    assert figures.funnel_plot(found.model_copy(update={"pooled": None})) is None
