"""The funnel is drawn from ten trials on, opens from no difference, and points down."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import funnel, funnel_plot, funnel_plot_alt
from living_review.figures.funnel import CONTOURS
from living_review.figures.scene import Scene, Shape, Stamps, Words


@pytest.mark.parametrize(("k", "drawn"), [(9, False), (10, True)])
def test_no_funnel_below_ten_trials(k: int, drawn: bool) -> None:
    finding = samples.many(k)
    assert (funnel_plot(finding) is not None) is drawn
    assert ("fewer than ten" in funnel_plot_alt(finding)) is not drawn


def test_trials_that_are_not_pooled_do_not_count() -> None:
    trials = samples.many(10).trials
    apart = trials[0].model_copy(update={"in_pool": False})
    assert funnel_plot(samples.many(10, trials=(apart, *trials[1:]))) is None


def places(picture: Scene) -> tuple[tuple[float, float], ...]:
    return next(m.centres for m in picture.marks if isinstance(m, Stamps) and m.kind == "trial")


def test_precise_trials_stand_at_the_top(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(funnel_plot, samples.bcg())
    heights = [y for _, y in places(picture)]
    errors = [trial.se or 0 for trial in samples.bcg().trials]
    assert [errors.index(e) for e in sorted(errors)] == [heights.index(h) for h in sorted(heights)]


def test_contours_separate_p_values_where_they_should(scene_of: Callable[..., Any]) -> None:
    """A trial lies in the darkest band exactly when its two-sided p-value is below 0.01."""
    picture = scene_of(funnel_plot, samples.bcg())
    bands = [m.lines[0] for m in picture.marks if isinstance(m, Shape) and m.kind == "contour"]
    darkest = [
        m.lines[0]
        for m in picture.marks
        if isinstance(m, Shape) and m.kind == "contour" and m.fill == "contour-01"
    ]
    assert len(bands) == 6
    for trial, (x, y) in zip(samples.bcg().trials, places(picture), strict=True):
        p = math.erfc(abs((trial.log_estimate or 0) / (trial.se or 1)) / math.sqrt(2))
        assert any(_inside(x, y, band) for band in darkest) is (p < 0.01), trial.label
        assert any(_inside(x, y, band) for band in bands) is (p < 0.10), trial.label


def _inside(x: float, y: float, corners: tuple[tuple[float, float], ...]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def test_the_key_names_p_values_and_never_significance(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(funnel_plot, samples.bcg())
    told = " ".join(m.text for m in picture.marks if isinstance(m, Words))
    assert "p < 0.01" in told
    assert "signific" not in told.lower()


def test_alt_text_tells_asymmetry_and_range() -> None:
    assert funnel_plot_alt(samples.bcg()) == (
        "Funnel plot of 13 trials for tuberculosis (BCG vaccine compared with no vaccine, end of "
        "follow-up): 6 lie above the pooled estimate of 0.49; "
        "standard errors run from 0.063 to 0.730."
    )


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_the_key_of_the_contours_breaks_where_it_would_pass_the_edge(lines: int) -> None:
    """Each of its parts stands whole on a line, and none is broken that has room for the next."""
    wide, _ = funnel._key(0.0, 10_000.0)
    ends = [each.box[2] for each in wide if isinstance(each, Words)][: len(CONTOURS)]
    right = {1: ends[-1] + 1, 2: ends[-1] - 1, 3: ends[0] + 1}[lines]
    marks, _ = funnel._key(0.0, right)
    keys = [each for each in marks if isinstance(each, Words)][: len(CONTOURS)]
    assert len({each.y for each in keys}) == min(lines, len(CONTOURS))
    assert all(each.box[2] <= right + 0.1 for each in keys)
