"""A bubble plot has a disc for each pooled trial with the number, and says what goes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bubble_samples

from living_review.figures import bubble_plot, bubble_plot_alt
from living_review.figures.scene import Shape, Stamps


def discs(picture: Any) -> int:
    return sum(isinstance(mark, Stamps) and mark.kind == "trial" for mark in picture.marks)


def test_it_says_what_the_regression_says() -> None:
    finding = bubble_samples.regressed()
    assert bubble_plot_alt(finding, finding.moderators[0]) == (
        "Bubble plot of 13 trials for tuberculosis (BCG vaccine compared with no vaccine, end of "
        "follow-up), against absolute latitude (degrees) from 13 to 55: for every 10 degrees more, "
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
