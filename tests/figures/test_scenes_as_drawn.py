"""Every figure mark by mark, with its place, as it was looked at, and what is said of it.

Numbers are points of the page, to a tenth. A mark that stands elsewhere, or is of another kind,
colour or size, is a difference from the text kept in snapshots/; UPDATE_SNAPSHOTS=1 keeps the text
of now, to be read line by line, and the figures to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import samples
from sample_findings import recovery
from sample_sequential import with_view
from test_changes import document
from test_geometry import FIGURES

from living_review import figures
from living_review.figures.bubble import Bubble, Bubbles, bubble_scene
from living_review.figures.scene import Mark, Point, Scene, Stamps, Words
from living_review.findings import Cumulative

KEPT = Path(__file__).parent / "snapshots"


def place(point: Point) -> str:
    return ",".join(f"{each + 0.0:.1f}".replace("-0.0", "0.0") for each in point)


def written(mark: Mark) -> str:
    """Write a mark; what is as usual is left out."""
    if isinstance(mark, Words):
        usual = ("start", "ink", 400)
        other = [
            str(own)
            for own, common in zip((mark.anchor, mark.role, mark.weight), usual, strict=True)
            if own != common
        ]
        style = " ".join([f"{mark.size:g}", *other])
        return f"{mark.kind} {place((mark.x, mark.y))} {mark.text!r} {style}"
    if isinstance(mark, Stamps):
        centres = " ".join(map(place, mark.centres))
        sign = f" {mark.symbol} {mark.symbol_role}" if mark.symbol else ""
        return f"{mark.kind} discs of {mark.radius:.1f} {mark.fill}{sign}: {centres}"
    lines = "; ".join(" ".join(map(place, points)) for points in mark.lines)
    stroke = f" {mark.stroke} {mark.thickness:g}" if mark.stroke else ""
    dash = f" dashed {place(mark.dash)}" if mark.dash else ""
    return f"{mark.kind}{f' filled {mark.fill}' if mark.fill else ''}{stroke}{dash}: {lines}"


def told(name: str, drawn: Any, alt: str) -> Iterator[str]:
    scenes = drawn if isinstance(drawn, tuple) else (drawn,)
    for scene in scenes:
        assert isinstance(scene, Scene)
        yield f"## {name}, {place((scene.width, scene.height))}: {scene.title}"
        yield from map(written, scene.marks)
    yield f"in words: {alt}\n"


def without_interval(finding: Any) -> Any:
    """Give a finding of which one trial has no interval and another is not pooled."""
    first, second, *others = finding.trials
    trials = (
        first.model_copy(update={"ci_low": None, "ci_high": None}),
        second.model_copy(update={"in_pool": False, "weight_percent": None}),
        *others,
    )
    return finding.model_copy(update={"trials": trials})


def every(scene_of: Callable[..., Any]) -> Iterator[str]:
    of_ratios, own = samples.bcg_with_series(), samples.recovery()
    subgroup, membership = samples.bcg_allocation()
    by = {"subgroup": subgroup, "membership": membership}
    drawn: dict[str, tuple[Any, str]] = {
        "forest": (scene_of(figures.forest_plot, own), figures.forest_plot_alt(own)),
        "forest, short": (scene_of(figures.forest_plot, own, compact=True), ""),
        "forest, apart": (scene_of(figures.forest_plot, without_interval(own)), ""),
        "forest by allocation": (
            scene_of(figures.forest_plot, samples.bcg(), **by),
            figures.forest_plot_alt(samples.bcg(), "allocation"),
        ),
        "forest in brief": (scene_of(figures.forest_plot_in_brief, samples.bcg(), 5), ""),
        "forest, not pooled": (
            scene_of(figures.forest_plot, samples.unpooled()),
            figures.forest_plot_alt(samples.unpooled()),
        ),
        "cumulative": (
            scene_of(figures.cumulative_plot, of_ratios),
            figures.cumulative_plot_alt(of_ratios),
        ),
        "leave one out": (
            scene_of(figures.leave_one_out_plot, of_ratios),
            figures.leave_one_out_plot_alt(of_ratios),
        ),
        "funnel": (
            scene_of(figures.funnel_plot, samples.bcg()),
            figures.funnel_plot_alt(samples.bcg()),
        ),
        "directions": (
            scene_of(figures.effect_direction_plot, [samples.unpooled(), own]),
            figures.effect_direction_plot_alt([samples.unpooled(), own]),
        ),
        "lights": (
            scene_of(figures.risk_of_bias_traffic_light, samples.records(6)),
            " ".join(figures.risk_of_bias_traffic_light_alt(samples.records(6))),
        ),
        "bars": (
            scene_of(figures.risk_of_bias_summary, samples.records()),
            " ".join(figures.risk_of_bias_summary_alt(samples.records())),
        ),
        "bars, weighted": (
            scene_of(figures.risk_of_bias_summary, own.trials, weighted=True),
            " ".join(figures.risk_of_bias_summary_alt(own.trials, weighted=True)),
        ),
        "flow": (
            scene_of(figures.prisma_flow, samples.searches(), samples.records()),
            figures.prisma_flow_alt(samples.searches(), samples.records()),
        ),
        "bubbles": (bubble_scene(BUBBLES), ""),
    }
    for name, finding in (("sequential", recovery()), ("sequential of ratios", samples.bcg())):
        seen = with_view(finding, difference=0.05)
        drawn[name] = (scene_of(figures.sequential_plot, seen), figures.sequential_plot_alt(seen))
    for plot in scene_of(figures.change_plots, document(samples.bcg(), own)):
        drawn[f"changes, {plot.caption}"] = (plot.svg, plot.alt)
    for name, (scene, alt) in drawn.items():
        yield "\n".join(told(name, scene, alt))


def points_of(mark: Mark) -> list[Point]:
    if isinstance(mark, Words):
        left, top, right, bottom = mark.box
        return [(left, top), (right, bottom)]
    if isinstance(mark, Stamps):
        return list(mark.centres)
    return [point for own in mark.lines for point in own]


def in_brief(name: str, drawn: Any) -> Iterator[str]:
    """Write how large a figure is, how many marks of each kind it has, and where they reach."""
    for scene in drawn if isinstance(drawn, tuple) else (drawn,):
        yield f"# {name}, {place((scene.width, scene.height))}"
        kinds: dict[str, list[Mark]] = {}
        for mark in scene.marks:
            kinds.setdefault(mark.kind, []).append(mark)
        for kind, marks in sorted(kinds.items()):
            points = [point for mark in marks for point in points_of(mark)]
            xs, ys = zip(*points, strict=True)
            letters = sum(len(mark.text) for mark in marks if isinstance(mark, Words))
            reach = f"{place((min(xs), min(ys)))} to {place((max(xs), max(ys)))}"
            middle = place((fmean(xs), fmean(ys)))
            yield f"{len(marks)} {kind}{f' ({letters})' * bool(letters)}: {reach}, about {middle}"


def test_every_figure_of_the_samples_reaches_where_it_did(scene_of: Callable[..., Any]) -> None:
    long = samples.many(65)
    looks = tuple(
        Cumulative(
            trial_id=each.trial_id,
            label=each.label,
            year=each.year,
            k=place,
            estimate=0.2,
            ci_low=0.1,
            ci_high=0.3,
        )
        for place, each in enumerate(long.trials, start=1)
    )
    with_series = long.model_copy(update={"cumulative": looks})
    drawn = {
        "forest": scene_of(figures.forest_plot_pages, long),
        "forest of 20 rows": scene_of(figures.forest_plot_pages, long, rows_a_page=20),
        "forest that fits": scene_of(figures.forest_plot_pages, samples.bcg()),
        "cumulative": scene_of(figures.cumulative_plot_pages, with_series, rows_a_page=30),
        "directions": scene_of(figures.effect_direction_plot_pages, [long]),
        "directions that fit": scene_of(figures.effect_direction_plot_pages, [samples.recovery()]),
        **{
            name: scene_of(draw, of)
            for name, (draw, of) in FIGURES.items()
            if not name.endswith("-200")
        },
    }
    text = "\n".join(line for name, scenes in drawn.items() for line in in_brief(name, scenes))
    compare("reach.txt", f"{text}\n")


BUBBLES = Bubbles(
    title="Effect by dose",
    points=(Bubble(1.0, 0.8, 1.0), Bubble(2.5, 0.5, 0.25), Bubble(4.0, 1.1, 0.01)),
    line=((1.0, 0.9), (4.0, 0.7)),
    low=((1.0, 0.6), (4.0, 0.4)),
    high=((1.0, 1.3), (4.0, 1.2)),
    log=True,
    across="dose",
    effect="Risk ratio",
)


def test_every_figure_is_drawn_as_it_was(scene_of: Callable[..., Any]) -> None:
    compare("scenes.txt", "\n".join(every(scene_of)))


def compare(name: str, text: str) -> None:
    kept = KEPT / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"
