"""Directions are told by shape, size tells participants, and no trial is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import (
    effect_direction_plot,
    effect_direction_plot_alt,
    effect_directions,
)
from living_review.figures.scene import Shape
from living_review.findings import NarrativeDirection


def pointing(direction: str, **changes: Any) -> Any:
    trial = samples.recovery().trials[0].model_copy(update={"direction": direction, **changes})
    return samples.unpooled(trials=(trial,), narrative=None)


def first(scene_of: Callable[..., Any], finding: Any) -> Shape:
    picture = scene_of(effect_direction_plot, [finding])
    return next(m for m in picture.marks if m.kind.startswith("direction-"))


@pytest.mark.parametrize(
    ("direction", "polygons"),
    [("favours_intervention", 1), ("favours_control", 1), ("little_difference", 2)],
)
def test_each_direction_has_its_own_shape(
    direction: str, polygons: int, scene_of: Callable[..., Any]
) -> None:
    shape = first(scene_of, pointing(direction))
    assert shape.kind == f"direction-{direction}"
    assert len(shape.lines) == polygons


def test_up_favours_the_intervention_and_down_the_control(scene_of: Callable[..., Any]) -> None:
    for direction, side in (("favours_intervention", min), ("favours_control", max)):
        (points,) = first(scene_of, pointing(direction)).lines
        tip = side(points, key=lambda point: point[1])
        assert [y for _, y in points].count(tip[1]) == 1


def test_arrows_grow_with_participants(scene_of: Callable[..., Any]) -> None:
    widths = []
    for n in (20, 100, 400):
        finding = pointing("favours_intervention", n=2 * n)
        xs = [x for x, _ in first(scene_of, finding).lines[0]]
        widths.append(max(xs) - min(xs))
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("direction", ["favours_intervention", "favours_control"])
def test_a_trial_of_unknown_size_is_not_drawn_as_a_small_one(
    direction: str, scene_of: Callable[..., Any]
) -> None:
    legend = "hollow: number of participants not known"
    unknown, small = (pointing(direction, n=n) for n in (None, 40))
    hollow, filled = (first(scene_of, finding) for finding in (unknown, small))
    assert (hollow.fill, hollow.stroke) == ("paper", filled.fill)
    assert hollow.lines != filled.lines
    for finding, told in ((unknown, True), (small, False), (pointing("unknown", n=None), False)):
        words = [getattr(m, "text", "") for m in scene_of(effect_direction_plot, [finding]).marks]
        assert (legend in words) is told


def test_an_unknown_direction_is_a_question_mark(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(effect_direction_plot, [pointing("unknown")])
    mark = next(m for m in picture.marks if m.kind == "direction-unknown")
    assert mark.text == "?"


def test_trials_told_only_in_the_narrative_are_shown_too() -> None:
    finding = samples.unpooled()
    assert finding.narrative is not None
    only = NarrativeDirection(
        trial_id="EISEN2012",
        label="Eisen 2012",
        direction="unknown",
        estimate=None,
        ci_low=None,
        ci_high=None,
        n=240,
        risk_of_bias=None,
    )
    told = finding.narrative.model_copy(
        update={"directions": (*finding.narrative.directions, only)}
    )
    table = effect_directions([finding.model_copy(update={"narrative": told})])
    assert [row.label for row in table] == ["Russinova 2014", "Kaplan 2011", "Eisen 2012"]


def test_two_trials_of_one_name_and_year_keep_their_own_rows() -> None:
    one, two = samples.recovery().trials[:2]
    twins = (one, two.model_copy(update={"label": one.label, "direction": "favours_control"}))
    table = effect_directions([samples.unpooled(trials=twins, narrative=None)])
    assert len(table) == 2


def test_alt_text_counts_the_directions() -> None:
    hope = pointing("little_difference").model_copy(update={"outcome": "hope"})
    findings = [samples.recovery(), hope]
    assert effect_direction_plot_alt(findings) == (
        "Effect directions of trials for 2 results: 4 favouring the intervention; "
        "1 showing little difference."
    )
    assert effect_direction_plot_alt([]) == "Effect directions of trials for 0 results: no trials."


@pytest.mark.parametrize(("outcomes", "panels"), [(0, 1), (7, 1), (8, 2), (15, 3)])
def test_many_outcomes_stand_in_panels_and_none_is_lost(
    outcomes: int, panels: int, scene_of: Callable[..., Any]
) -> None:
    findings = [
        pointing("favours_control").model_copy(update={"outcome": f"o{n}"}) for n in range(outcomes)
    ]
    picture = scene_of(effect_direction_plot, findings)
    headers = [m for m in picture.marks if m.kind == "header" and m.text == "Trial"]
    assert len(headers) == panels
    cells = [m for m in picture.marks if m.kind == "judgement"]
    assert len(cells) == outcomes
    assert picture.width < 640
