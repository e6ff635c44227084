"""Where trials lie in figures: on the row or point that is theirs, wide and narrow alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import bubble_samples
import pytest
import samples

from living_review import figures
from living_review.figures import canvas
from living_review.figures.scene import Place, Scene, Stamps, Words, around
from living_review.ground.lit import MOST_LIT

LONG = "A trial of peer-led self-management for people who have used services for many years " * 2
Draw = Callable[..., Any]


def _long(finding: Any) -> Any:
    trials = tuple(
        trial.model_copy(update={"label": f"{place} {LONG}"})
        for place, trial in enumerate(finding.trials)
    )
    return finding.model_copy(update={"trials": trials})


def _by_allocation(draw: Draw) -> Draw:
    subgroup, membership = samples.bcg_allocation()
    return lambda finding: draw(finding, subgroup=subgroup, membership=membership)


def _outcomes(count: int) -> list[Any]:
    return [samples.unpooled(outcome=f"outcome-{n}") for n in range(count)]


FINDINGS = {
    "bcg": samples.bcg(),
    "recovery": samples.recovery(),
    "unpooled": samples.unpooled(),
    "many": samples.many(60),
    "long names": _long(samples.bcg()),
}
ROWS: dict[str, tuple[Draw, Draw, Any]] = {
    **{
        f"forest of {name}": (figures.forest_plot, figures.forest_plot_narrow, finding)
        for name, finding in FINDINGS.items()
    },
    "forest by subgroup": (
        _by_allocation(figures.forest_plot),
        _by_allocation(figures.forest_plot_narrow),
        samples.bcg(),
    ),
    **{
        name: (draw, lambda finding, draw=draw: draw(finding, narrow=True), given)
        for name, draw, given in (
            ("leave one out", figures.leave_one_out_plot, samples.bcg_with_series()),
            ("cumulative", figures.cumulative_plot, samples.bcg_with_series()),
            ("directions", figures.effect_direction_plot, _outcomes(2)),
            ("directions in panels", figures.effect_direction_plot, _outcomes(16)),
            ("risk of bias", figures.risk_of_bias_traffic_light, samples.records()),
            ("risk of bias, long", figures.risk_of_bias_traffic_light, samples.records(80)),
        )
    },
}
POINTS = ("funnel", "bubble")


def _scenes(found: Any) -> list[Scene]:
    return list(found) if isinstance(found, tuple) else [found]


def _inside(place: Place, scene: Scene) -> bool:
    across = 0 <= place.left < place.right <= scene.width
    return across and 0 <= place.top < place.bottom <= scene.height


def _names(given: Any) -> dict[str, str]:
    """The names of trials by their ids, however a figure was given them."""
    if isinstance(given, list):
        given = given[0]
    if isinstance(given, tuple):
        trials = given
    else:
        trials = (*given.trials, *given.cumulative, *given.leave_one_out)
    return {trial.trial_id: " ".join(trial.label.split()) for trial in trials}


def _labels_in(place: Place, scene: Scene) -> str:
    lines = [
        mark.text
        for mark in scene.marks
        if isinstance(mark, Words)
        and mark.kind == "label"
        and place.top <= mark.box[1]
        and mark.box[3] <= place.bottom
    ]
    return " ".join(lines)


def _overlapping(places: tuple[Place, ...]) -> Iterator[tuple[Place, Place]]:
    for one, other in pairwise(places):
        if other.top < one.bottom - 0.01:
            yield one, other


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_is_the_place_of_the_trial_whose_name_is_in_it(
    kind: str, scene_of: Callable[..., Any]
) -> None:
    wide, narrow, given = ROWS[kind]
    names = _names(given)
    lit: list[list[str]] = []
    for draw in (wide, narrow):
        scenes = _scenes(scene_of(draw, given))
        lit.append(sorted({place.trial for scene in scenes for place in scene.places}))
        for scene in scenes:
            assert not list(_overlapping(scene.places))
            for place in scene.places:
                assert _inside(place, scene), place
                said = _labels_in(place, scene).split("…")[0].strip()
                name = names[place.trial]
                assert said, place
                assert name.startswith(said) or said.startswith(name), (place, said)
    assert lit[0] == lit[1], "a narrow screen shows the same trials"
    assert set(lit[0]) <= set(names)
    assert lit[0], "no trial has a place"


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", POINTS)
def test_a_point_lies_in_the_middle_of_the_place_of_its_trial(
    kind: str, narrow: bool, scene_of: Callable[..., Any]
) -> None:
    if kind == "funnel":
        finding = samples.bcg()
        scene = scene_of(figures.funnel_plot, finding, narrow=narrow)
    else:
        finding = bubble_samples.regressed()
        given = finding, finding.moderators[0], bubble_samples.records()
        scene = scene_of(figures.bubble_plot, *given, compact=narrow)
    centres = [
        centre
        for mark in scene.marks
        if isinstance(mark, Stamps) and mark.kind == "trial"
        for centre in mark.centres
    ]
    middles = [
        ((each.left + each.right) / 2, (each.top + each.bottom) / 2) for each in scene.places
    ]
    for told, drawn in zip(sorted(middles), sorted(centres), strict=True):
        assert told == pytest.approx(drawn)
    assert len({each.trial for each in scene.places}) == len(centres) > 1
    assert {each.trial for each in scene.places} <= {each.trial_id for each in finding.trials}
    if kind == "funnel":
        effects = {each.trial_id: each.estimate for each in finding.trials}
        in_turn = sorted(scene.places, key=lambda each: effects[each.trial] or 0)
        assert in_turn == sorted(in_turn, key=lambda each: each.left)


def _told(svg: str) -> dict[str, tuple[int, ...]]:
    found = re.search(r' data-trials="([^"]*)" data-places="([^"]*)"', svg)
    if found is None:
        return {}
    names = found[1].split()
    numbers = [tuple(map(int, each.split(","))) for each in found[2].split()]
    return {names[each[0]]: each[1:] for each in numbers}


def test_an_svg_tells_places_in_thousandths_and_draws_none(scene_of: Callable[..., Any]) -> None:
    scene = scene_of(figures.forest_plot, samples.bcg())
    told = _told(canvas.svg(scene))
    assert told == {
        each.trial: (
            round(1000 * each.top / scene.height),
            round(1000 * each.bottom / scene.height),
        )
        for each in scene.places
    }
    points = _told(canvas.svg(scene_of(figures.funnel_plot, samples.bcg())))
    assert {len(each) for each in points.values()} == {4}
    bare = canvas.svg(Scene(scene.width, scene.height, scene.title, scene.marks))
    assert re.sub(r" data-(trials|places)=\"[^\"]*\"", "", canvas.svg(scene)) == bare


def test_of_very_many_trials_no_place_is_told() -> None:
    assert len(_told(figures.forest_plot(samples.many(MOST_LIT)))) == MOST_LIT
    assert not _told(figures.forest_plot(samples.many(MOST_LIT + 1)))
    # Their parts have fewer rows than that.
    parts = figures.risk_of_bias_traffic_light(samples.records(MOST_LIT + 1))
    assert len(parts) > 1
    assert not any(map(_told, parts))
    assert all(map(_told, figures.risk_of_bias_traffic_light(samples.records(40))))
    assert not any(map(_told, figures.risk_of_bias_traffic_light(samples.records(40), lit=False)))


@pytest.mark.parametrize("name", ['a"b', "a b", "", "<i>", "a,b", "a;b"])
def test_what_is_no_id_has_no_place(name: str) -> None:
    scene = Scene(100.0, 50.0, "T", (), (Place(name, 0.0, 0.0, 100.0, 10.0),))
    assert "data-trials" not in canvas.svg(scene)


@pytest.mark.parametrize(("radius", "reach"), [(0.5, 6.0), (3.9, 6.0), (4.1, 6.1), (20.0, 22.0)])
def test_a_place_around_a_point_is_as_large_as_a_hand_needs(radius: float, reach: float) -> None:
    place = around("T", (50.0, 40.0), radius)
    assert (place.trial, place.left) == ("T", pytest.approx(50 - reach))
    assert (place.top, place.right, place.bottom) == pytest.approx(
        (40 - reach, 50 + reach, 40 + reach)
    )
