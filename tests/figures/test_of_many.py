"""Of more trials than anybody reads on paper the foremost are drawn, with the pool and a note."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import samples

from living_review.document.illustrations import of_finding
from living_review.figures import (
    cumulative_plot,
    cumulative_plot_pages,
    effect_direction_plot,
    effect_direction_plot_left_out,
    effect_direction_plot_pages,
    forest_plot,
    forest_plot_narrow,
    forest_plot_pages,
    leave_one_out_plot,
    leave_one_out_plot_pages,
    prisma_flow,
    risk_of_bias_traffic_light,
)
from living_review.figures.forest import forest_plate
from living_review.figures.of_many import MOST_ON_PAPER, SHOWN_OF_MORE, foremost, only
from living_review.findings import Cumulative, Finding, LeaveOneOut
from living_review.paper.print_figures import with_letters

MANY = MOST_ON_PAPER + 20
SAID = f"Of {MANY} trials the {SHOWN_OF_MORE} "


def many(k: int) -> Finding:
    """Trials that repeat the real ones, each of another weight."""
    finding = samples.many(k)
    weights = [1 + (number * 37) % k for number in range(k)]
    trials = tuple(
        trial.model_copy(
            update={"weight_percent": 100 * weight / sum(weights), "label": trial.trial_id}
        )
        for trial, weight in zip(finding.trials, weights, strict=True)
    )
    return finding.model_copy(update={"trials": trials})


def in_series(k: int) -> Finding:
    """The same with a pool without each trial, and one after each."""
    finding = many(k)
    steps = [
        {**kept, "estimate": 0.2 + n / 999, "ci_low": 0.1, "ci_high": 0.4, "tau2": 0.0}
        for n, trial in enumerate(finding.trials)
        for kept in [{"trial_id": trial.trial_id, "label": trial.label}]
    ]
    without = tuple(LeaveOneOut(**step, i2=0.0) for step in steps)
    after = tuple(Cumulative(**step, year=2000, k=n) for n, step in enumerate(steps, 1))
    return finding.model_copy(update={"leave_one_out": without, "cumulative": after})


def texts(drawn: str) -> list[str]:
    return re.findall(r'data-text="([^"]+)"', drawn)


def notes(pages: tuple[str, ...]) -> str:
    return " ".join(texts(pages[-1]))


def named(finding: Finding, pages: tuple[str, ...]) -> set[str]:
    labels = {f"{trial.label} {trial.year}": trial.trial_id for trial in finding.trials}
    return {labels[text] for page in pages for text in texts(page) if text in labels}


def test_a_forest_plot_of_very_many_has_the_heaviest_and_the_whole_pool(
    scene_of: Callable[..., Any],
) -> None:
    finding = many(MANY)
    pages = forest_plot_pages(finding)
    heaviest = sorted(finding.trials, key=lambda trial: -(trial.weight_percent or 0.0))
    assert named(finding, pages) == {trial.trial_id for trial in heaviest[:SHOWN_OF_MORE]}
    assert f"{SAID}with the most weight are shown; all are on the website" in notes(pages)
    drawn = scene_of(forest_plot_pages, finding)
    assert [sum(m.kind == "diamond" for m in page.marks) for page in drawn][-1] == 1


@pytest.mark.parametrize("k", [MOST_ON_PAPER, MOST_ON_PAPER + 1, MANY])
@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (forest_plot_narrow, "with the most weight"),
        (partial(cumulative_plot, narrow=True), "that came last"),
        (partial(leave_one_out_plot, narrow=True), "without which the effect moves most"),
        (forest_plot, "with the most weight"),
        (cumulative_plot, "that came last"),
        (leave_one_out_plot, "without which the effect moves most"),
    ],
)
def test_a_plot_of_very_many_is_no_longer_than_of_forty_and_says_where_all_are(
    drawn: Callable[[Finding], str], said: str, k: int
) -> None:
    svg = drawn(in_series(k))
    cut, words = k > MOST_ON_PAPER, " ".join(texts(svg))
    assert (f"Of {k} trials the {SHOWN_OF_MORE} {said} are shown here;" in words) is cut
    assert "PDF" not in words
    least = float(re.search(r'height="([\d.]+)', drawn(in_series(SHOWN_OF_MORE)))[1])
    assert (float(re.search(r'height="([\d.]+)', svg)[1]) < least + 60) is cut


@pytest.mark.parametrize("k", [MOST_ON_PAPER, MANY])
def test_every_trial_is_in_the_drawing_that_a_page_leads_to(k: int) -> None:
    finding = many(k)
    drawn = {each.name: each for each in of_finding(finding)}
    page = drawn[f"forest-{finding.key}"]
    whole = drawn.get(f"{page.name}-whole")
    assert (whole is not None) is (k > MOST_ON_PAPER)
    shown = whole or page
    assert named(finding, (shown.svg,)) == {trial.trial_id for trial in finding.trials}
    link = f"[The figure with all {k} trials](fig/{page.name}-whole.svg)."
    assert (link in page.markdown("fig")) is (whole is not None)
    assert "whole" not in page.markdown("fig", screens=False)


def test_each_level_of_a_subgroup_keeps_its_pool(scene_of: Callable[..., Any]) -> None:
    finding = many(MANY)
    subgroup, _ = samples.bcg_allocation()
    membership = {t.trial_id: subgroup.levels[n % 2].level for n, t in enumerate(finding.trials)}
    asked = {"subgroup": subgroup, "membership": membership}
    drawn = scene_of(forest_plot_pages, finding, **asked)
    diamonds = sum(mark.kind == "diamond" for page in drawn for mark in page.marks)
    assert diamonds == 1 + sum(level.pooled is not None for level in subgroup.levels)
    assert len(named(finding, forest_plot_pages(finding, **asked))) == SHOWN_OF_MORE


def test_what_fits_one_page_by_leaving_trials_out_is_drawn_so() -> None:
    finding = many(MANY)
    assert len(forest_plot_pages(finding, rows_a_page=190)) == 1
    assert forest_plot_pages(many(MOST_ON_PAPER), rows_a_page=190) == ()


def test_directions_of_very_many_are_those_with_most_people() -> None:
    finding = many(MANY)
    largest = sorted(finding.trials, key=lambda trial: -(trial.n or 0.0))[:SHOWN_OF_MORE]
    pages = effect_direction_plot_pages([finding])
    least = min(trial.n or 0.0 for trial in largest)
    by_id = {trial.trial_id: trial for trial in finding.trials}
    shown = named(finding, pages)
    assert len(shown) == SHOWN_OF_MORE
    assert all((by_id[each].n or 0.0) >= least for each in shown)
    assert effect_direction_plot_left_out([finding]).startswith(f"{SAID}with the most part")
    assert effect_direction_plot_left_out([many(MOST_ON_PAPER)]) == ""
    assert named(finding, (effect_direction_plot([finding]),)) == shown
    every = effect_direction_plot([finding], every=True)
    assert named(finding, (every,)) == {trial.trial_id for trial in finding.trials}
    said = effect_direction_plot_left_out([finding], "screen")
    assert said == f"{SAID}with the most participants are shown here."


@pytest.mark.parametrize(
    ("pages_of", "said"),
    [(cumulative_plot_pages, "that came last"), (leave_one_out_plot_pages, "without which")],
)
def test_a_series_of_very_many_is_cut_and_says_so(pages_of: Any, said: str) -> None:
    finding = in_series(MANY)
    pages = pages_of(finding)
    assert SAID + said in notes(pages)
    assert len(pages) == 2


def test_the_foremost_keep_their_order() -> None:
    numbers = list(range(MANY))
    assert foremost(numbers, (-number for number in numbers)) == numbers[:SHOWN_OF_MORE]
    assert foremost(numbers, numbers) == numbers[-SHOWN_OF_MORE:]
    assert foremost(numbers[:MOST_ON_PAPER], numbers) == numbers[:MOST_ON_PAPER]


LONG = "A label of a hundred and twenty letters that somebody gave to a trial or an outcome " * 2
# The text of a page of the review in points, and what it holds from its head to its foot.
TEXT, PAGE = 493.0, 690.0


def labelled(finding: Finding, outcome: str) -> Finding:
    """A finding with long labels of everything."""
    long = {"label": f"{LONG[:110]} no."}
    trials = tuple(
        trial.model_copy(update={"label": f"{LONG[:110]} {trial.trial_id}"})
        for trial in finding.trials
    )
    named = {"outcome": outcome, "outcome_label": f"{outcome} {LONG[:110]}", "trials": trials}
    steps = tuple(step.model_copy(update=long) for step in finding.leave_one_out)
    added = tuple(step.model_copy(update=long) for step in finding.cumulative)
    changed = {"leave_one_out": steps, "cumulative": added}
    return finding.model_copy(update={**named, **changed})


def drawn_on_paper() -> dict[str, tuple[str, ...]]:
    many_of_all = [labelled(in_series(MOST_ON_PAPER), f"o{n}") for n in range(9)]
    first = many_of_all[0]
    return {
        "forest": forest_plot_pages(first),
        "leave-one-out": leave_one_out_plot_pages(first),
        "cumulative": cumulative_plot_pages(first),
        "directions": effect_direction_plot_pages(many_of_all),
        "flow": (prisma_flow(samples.searches(), samples.records()),),
        "lights": risk_of_bias_traffic_light(samples.records()),
    }


def test_every_figure_on_paper_fits_a_page_and_has_no_letter_below_six_and_a_half_points() -> None:
    for name, pages in drawn_on_paper().items():
        assert pages, name
        for page in pages:
            size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', page)
            assert size is not None
            width, height = map(float, size.groups())
            scale = min(1.0, TEXT / width)
            letters = re.findall(r"font-size: ([\d.]+)px", with_letters(page.encode()).decode())
            assert min(map(float, letters)) * scale >= 6.5, (name, width)
            assert height * scale <= PAGE, (name, height * scale)


@pytest.mark.parametrize("number", range(60))
def test_no_heading_stands_above_nothing_whichever_trials_are_left(number: int) -> None:
    """The order of rows stays, other rows all stay, and a heading does with what is below it."""
    chance = random.Random(number)
    styles = chance.choices(("heading", "trial", "apart", "summary"), k=chance.randrange(12))
    row = forest_plate(samples.recovery()).rows[0]
    rows = tuple(replace(row, style=style, trial_id=f"T{n}") for n, style in enumerate(styles))
    kept = {each.trial_id for each in rows if chance.random() < 0.5}
    plate = replace(forest_plate(samples.recovery()), rows=rows)
    found = only(plate, kept, "Some.")
    left = [r for r in rows if r.style not in ("trial", "apart") or r.trial_id in kept]
    below = [*left[1:], None] if left else []
    expected = [
        one
        for one, after in zip(left, below, strict=True)
        if one.style != "heading" or (after is not None and after.style != "heading")
    ]
    assert list(found.rows) == expected
    assert found.notes == ("Some.", *plate.notes)
