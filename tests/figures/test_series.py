"""Cumulative and leave-one-out plots show each step and what all trials say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import (
    cumulative_plot,
    cumulative_plot_alt,
    leave_one_out_plot,
    leave_one_out_plot_alt,
)
from living_review.figures.scene import Scene, Words


def told(picture: Scene, kind: str) -> list[str]:
    return [m.text for m in picture.marks if isinstance(m, Words) and m.kind == kind]


def kinds(picture: Scene) -> list[str]:
    return [mark.kind for mark in picture.marks]


def test_the_cumulative_plot_adds_trials_in_order_of_year(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(cumulative_plot, samples.bcg_with_series())
    labels = told(picture, "label")
    assert len(labels) == 13
    assert labels[0] == "Aronson 1948"
    assert labels[-1] == "TPT Madras 1980"
    assert told(picture, "cell")[::2] == [str(k) for k in range(1, 14)]
    assert told(picture, "cell")[1] == "0.41 (0.13 to 1.26)"
    assert kinds(picture).count("square") == 13
    assert kinds(picture).count("reference") == 1


def test_the_leave_one_out_plot_closes_with_all_trials(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(leave_one_out_plot, samples.bcg_with_series())
    assert told(picture, "label")[-1] == "All trials"
    assert told(picture, "cell")[-2:] == ["92%", "0.49 (0.33 to 0.73)"]
    assert kinds(picture).count("square") == 13
    assert kinds(picture).count("diamond") == 1


@pytest.mark.parametrize("draw", [cumulative_plot, leave_one_out_plot])
def test_both_sides_say_whom_they_favour(
    draw: Callable[..., str], scene_of: Callable[..., Any]
) -> None:
    picture = scene_of(draw, samples.bcg_with_series())
    assert told(picture, "favours-lower") == ["← Favours BCG vaccine"]
    assert told(picture, "favours-higher") == ["Favours no vaccine →"]


def test_alt_texts_tell_the_range() -> None:
    finding = samples.bcg_with_series()
    assert cumulative_plot_alt(finding) == (
        "Cumulative meta-analysis of tuberculosis (BCG vaccine compared with no vaccine, end of "
        "follow-up): from 0.41 (0.13 to 1.26) with 1 trial (1948) to "
        "0.49 (0.34 to 0.70) with 13 trials (1980); values below 1 favour BCG vaccine."
    )
    assert leave_one_out_plot_alt(finding) == (
        "Leave-one-out analysis of tuberculosis (BCG vaccine compared with no vaccine, end of "
        "follow-up): the pooled risk ratio lies between 0.45 (without "
        "TPT Madras 1980) and 0.53 (without Hart & Sutherland 1977); values below 1 favour BCG "
        "vaccine."
    )
    assert leave_one_out_plot_alt(samples.bcg()).endswith("no trials.")
