"""A bubble plot has a disc for each pooled trial with the number, and says what goes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bubble_samples

from living_review.figures import bubble_plot, bubble_plot_alt
from living_review.figures.scene import Shape, Stamps, Words


def discs(picture: Any) -> int:
    return sum(isinstance(mark, Stamps) and mark.kind == "trial" for mark in picture.marks)


def test_it_says_what_the_regression_says() -> None:
    finding = bubble_samples.regressed()
    assert bubble_plot_alt(finding, finding.moderators[0]) == (
        "Bubble plot of 13 trials for tuberculosis (BCG vaccine compared with no vaccine, end of "
        "follow-up), against Absolute latitude (degrees) from 13 to 55: for every 10 degrees more, "
        "the risk ratio is multiplied by 0.75 (95% CI 0.62 to 0.90)."
    )


def test_a_trial_without_the_number_has_no_disc(scene_of: Callable[..., Any]) -> None:
    records = bubble_samples.records()
    for left_out in ((), (records[0].trial_id,)):
        finding = bubble_samples.regressed(left_out=left_out)
        picture = scene_of(bubble_plot, finding, finding.moderators[0], records)
        assert discs(picture) == 13 - len(left_out)
        line = next(m for m in picture.marks if isinstance(m, Shape) and m.kind == "regression")
        assert line.lines[0][0][1] < line.lines[0][-1][1]  # downwards from the equator on


def test_what_was_not_regressed_is_not_drawn() -> None:
    finding = bubble_samples.regressed(per_effect=None, line=(), reason="Too few.")
    assert bubble_plot(finding, finding.moderators[0], bubble_samples.records()) is None
    assert bubble_plot_alt(finding, finding.moderators[0]) == ""


def ticks(scene_of: Callable[..., Any], column: str, values: list[float]) -> list[str]:
    """The labels across a bubble plot of trials with these values."""
    records = [
        record.model_copy(update={"extra": {column: f"{value:g}"}})
        for record, value in zip(bubble_samples.records(), values, strict=True)
    ]
    if column == "year":
        records = [
            record.model_copy(update={"extra": {}, "year": int(value)})
            for record, value in zip(records, values, strict=True)
        ]
    finding = bubble_samples.regressed(moderator=column)
    picture = scene_of(bubble_plot, finding, finding.moderators[0], records)
    return [
        mark.text
        for mark in picture.marks
        if isinstance(mark, Words) and mark.kind == "tick-label" and mark.anchor == "middle"
    ]


def test_years_have_no_comma_and_what_is_counted_has_whole_ticks(
    scene_of: Callable[..., Any],
) -> None:
    years = [1948.0 + 2 * i for i in range(13)]
    assert ticks(scene_of, "year", years) == ["1950", "1955", "1960", "1965", "1970"]
    assert ticks(scene_of, "year", [2001.0 + i % 3 for i in range(13)]) == ["2001", "2002", "2003"]
    assert ticks(scene_of, "people", [1000.0 * i for i in range(13)])[1] == "2,500"
    assert ticks(scene_of, "score", [float(i % 4) for i in range(13)]) == ["0", "1", "2", "3"]
    assert ticks(scene_of, "blinded", [float(i % 2) for i in range(13)]) == ["0", "1"]
    assert ticks(scene_of, "dose", [0.05 * i for i in range(13)])[1] == "0.2"
