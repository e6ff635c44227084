"""No text overlaps another and nothing leaves the canvas, as matplotlib's renderer measures it."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import bubble_samples
import pytest
import samples
from matplotlib.text import Text

from living_review.figures import (
    Beside,
    bubble_plot,
    cumulative_plot,
    effect_direction_plot,
    forest_plot,
    forest_plot_narrow,
    forest_plot_pages,
    funnel_plot,
    leave_one_out_plot,
    prisma_flow,
    risk_of_bias_summary,
    risk_of_bias_traffic_light,
)
from living_review.figures.canvas import figure
from living_review.figures.plate_drawing import _sides_below
from living_review.figures.renderer import FigureRenderer
from living_review.figures.scene import Scene, Shape, Stamps, Words
from living_review.findings import PersonTime, RiskOfBias
from living_review.words.shown_columns import ShownColumn

LONG = "A trial of peer-led self-management for people who have used services for many years " * 4
HOSTILE = "$\\frac{x}{0}$ \u202eשלום\u202c <b>&amp;</b> 🎉\nمرحبا {{ 7*7 }} \x00 %s"


def _renamed(finding: Any, label: str) -> Any:
    trials = tuple(trial.model_copy(update={"label": label}) for trial in finding.trials)
    return finding.model_copy(update={"trials": trials})


def _huge() -> Any:
    trials = samples.bcg().trials
    update = {"estimate": 3.2e200, "ci_low": 1e-250, "ci_high": 9e250}
    return samples.bcg(trials=(trials[0].model_copy(update=update), *trials[1:]))


def _subgroups(compact: bool) -> Callable[..., str]:
    subgroup, membership = samples.bcg_allocation()
    return lambda finding: forest_plot(
        finding, compact=compact, subgroup=subgroup, membership=membership
    )


def _short(finding: Any) -> str:
    return forest_plot(finding, compact=True)


def _outcomes(count: int) -> list[Any]:
    return [
        samples.unpooled(outcome=f"outcome-{n}", outcome_label=f"Outcome number {n} of the review")
        for n in range(count)
    ]


def _flow(searches: Any) -> str:
    return prisma_flow(searches, samples.records())


def _many_searches() -> tuple[Any, ...]:
    first, last = samples.searches()
    reasons = {f"reason {n}: not what the protocol of this review asks for": n for n in range(9)}
    return (
        first,
        first.model_copy(update={"search_id": "b", "source": "A source " * 20, "records": 12}),
        last.model_copy(update={"exclusions": reasons}),
        last.model_copy(update={"search_id": "c", "source": "Embase", "assessed": None}),
    )


def _wide(domains: int = 5) -> Any:
    """A finding whose plot needs all the room there is: rates by person-time, rated by domain."""
    rated = RiskOfBias(
        tool="RoB2", overall="high", domains={f"D{n}": "low" for n in range(1, domains + 1)}
    )
    trials = tuple(
        trial.model_copy(
            update={
                "label": f"{trial.label} and all of their many colleagues",
                "arms": tuple(
                    arm.model_copy(update={"time_at_risk": 123456.0}) for arm in trial.arms
                ),
                "risk_of_bias": rated,
            }
        )
        for trial in samples.bcg().trials
    )
    unit = PersonTime(per=100_000, unit="person-years")
    return samples.bcg(trials=trials, measure="IRR", person_time=unit)


def _many_wide(k: int) -> Any:
    wide = _wide()
    trials = [wide.trials[n % 13].model_copy(update={"trial_id": f"T{n}"}) for n in range(k)]
    return wide.model_copy(update={"trials": tuple(trials), "k": k})


def _bubbles(compact: bool, **changes: str) -> tuple[Callable[..., Any], Any]:
    finding = bubble_samples.regressed(**changes)

    def draw(finding: Any) -> Any:
        found = finding.moderators[0]
        return bubble_plot(finding, found, bubble_samples.records(), compact=compact)

    return draw, finding


def _beside(finding: Any, numeric: bool, *columns: str) -> tuple[Callable[..., Any], Any]:
    """Further columns of as many trials, each with its own text in the heading and every cell."""
    shown = (
        ShownColumn(f"c{n}", text, numeric, {trial.trial_id: text for trial in finding.trials})
        for n, text in enumerate(columns)
    )
    beside = Beside(tuple(shown))
    return lambda finding: forest_plot(finding, beside=beside), finding


def _narrow(draw: Callable[..., Any]) -> Callable[..., Any]:
    return lambda shown: draw(shown, narrow=True)


def _narrow_subgroups(finding: Any) -> str:
    subgroup, membership = samples.bcg_allocation()
    return forest_plot_narrow(finding, subgroup=subgroup, membership=membership)


NARROW: dict[str, tuple[Callable[..., Any], Any]] = {
    **{f"forest-{k}": (forest_plot_narrow, samples.many(k)) for k in (1, 65)},
    "forest-bcg": (forest_plot_narrow, samples.bcg()),
    "forest-recovery": (forest_plot_narrow, samples.recovery()),
    "forest-none": (forest_plot_narrow, samples.unpooled(trials=(), k=0, narrative=None)),
    "forest-subgroups": (_narrow_subgroups, samples.bcg()),
    "forest-long-labels": (forest_plot_narrow, _renamed(samples.recovery(), LONG)),
    "forest-one-long-word": (forest_plot_narrow, _renamed(samples.recovery(), "Pneumono" * 60)),
    "forest-hostile": (forest_plot_narrow, _renamed(samples.recovery(), HOSTILE)),
    "forest-long-arms": (forest_plot_narrow, samples.recovery(intervention=LONG, comparator=LONG)),
    "forest-huge": (forest_plot_narrow, _huge()),
    "forest-wide": (forest_plot_narrow, _wide()),
    "cumulative": (_narrow(cumulative_plot), samples.bcg_with_series()),
    "leave-one-out": (_narrow(leave_one_out_plot), samples.bcg_with_series()),
    "funnel": (_narrow(funnel_plot), samples.bcg()),
    **{f"directions-{n}": (_narrow(effect_direction_plot), _outcomes(n)) for n in (0, 1, 14)},
    "directions-long": (_narrow(effect_direction_plot), [_renamed(samples.recovery(), LONG)]),
    "lights": (_narrow(risk_of_bias_traffic_light), samples.records(6)),
    "bars": (_narrow(risk_of_bias_summary), samples.records()),
    "flow": (lambda runs: prisma_flow(runs, samples.records(), narrow=True), samples.searches()),
    "flow-none": (lambda runs: prisma_flow(runs, samples.records(), narrow=True), ()),
    "flow-many": (lambda r: prisma_flow(r, samples.records(), narrow=True), _many_searches()),
}

FIGURES: dict[str, tuple[Callable[..., Any], Any]] = {
    **{f"forest-{k}": (forest_plot, samples.many(k)) for k in (1, 2, 13, 65, 200)},
    **{f"compact-{k}": (_short, samples.many(k)) for k in (1, 2, 65)},
    "forest-bcg": (forest_plot, samples.bcg()),
    "compact-bcg": (_short, samples.bcg()),
    "forest-recovery": (forest_plot, samples.recovery()),
    "forest-unpooled": (forest_plot, samples.unpooled()),
    "forest-none": (forest_plot, samples.unpooled(trials=(), k=0, narrative=None)),
    "forest-subgroups": (_subgroups(False), samples.bcg()),
    "compact-subgroups": (_subgroups(True), samples.bcg()),
    "forest-long-labels": (forest_plot, _renamed(samples.recovery(), LONG)),
    "compact-long-labels": (_short, _renamed(samples.recovery(), LONG)),
    "forest-one-long-word": (forest_plot, _renamed(samples.recovery(), "Pneumono" * 60)),
    "forest-hostile": (forest_plot, _renamed(samples.recovery(), HOSTILE)),
    "forest-long-arms": (forest_plot, samples.recovery(intervention=LONG, comparator=LONG)),
    "forest-huge": (forest_plot, _huge()),
    "compact-huge": (_short, _huge()),
    "forest-wide": (forest_plot, _wide()),
    "forest-wider": (forest_plot, _wide(12)),
    "compact-wide": (_short, _wide()),
    "cumulative": (cumulative_plot, samples.bcg_with_series()),
    "leave-one-out": (leave_one_out_plot, samples.bcg_with_series()),
    "leave-one-out-none": (leave_one_out_plot, samples.bcg()),
    "funnel": (funnel_plot, samples.bcg()),
    "funnel-200": (funnel_plot, samples.many(200)),
    "beside-numbers": _beside(samples.bcg(), True, "44", "−12345.678", "3"),
    "beside-long": _beside(samples.recovery(), False, LONG, HOSTILE, "Pneumono" * 60),
    "beside-wide": _beside(_wide(), False, LONG, LONG, LONG),
    "bubble": _bubbles(False),
    "bubble-compact-long": _bubbles(True, label=LONG, unit=LONG),
    "bubble-hostile": _bubbles(True, label=HOSTILE.replace("\x00", ""), unit=HOSTILE[:20]),
    **{f"directions-{n}": (effect_direction_plot, _outcomes(n)) for n in (0, 1, 3, 14)},
    "directions-long": (effect_direction_plot, [_renamed(samples.recovery(), LONG)]),
    **{f"lights-{k}": (risk_of_bias_traffic_light, samples.records(k)) for k in (1, 6, 60)},
    "bars": (risk_of_bias_summary, samples.records()),
    "flow": (_flow, samples.searches()),
    "flow-first": (_flow, samples.searches()[:1]),
    "flow-none": (_flow, ()),
    "flow-many": (_flow, _many_searches()),
    **{f"narrow-{name}": drawn for name, drawn in NARROW.items()},
}


@pytest.fixture(params=sorted(FIGURES))
def pictures(request: pytest.FixtureRequest, scene_of: Callable[..., Any]) -> tuple[Scene, ...]:
    draw, argument = FIGURES[request.param]
    found = scene_of(draw, argument)
    return found if isinstance(found, tuple) else (found,)


def test_no_two_texts_overlap(pictures: tuple[Scene, ...]) -> None:
    for picture in pictures:
        renderer = FigureRenderer(picture.width, picture.height, io.StringIO(), "f")
        drawn = figure(picture)
        texts = [artist for artist in drawn.get_children() if isinstance(artist, Text)]
        assert len(texts) == sum(isinstance(mark, Words) for mark in picture.marks)
        marks = [mark for mark in picture.marks if isinstance(mark, Words)]
        boxes = []
        for mark, text in zip(marks, texts, strict=True):
            extent = text.get_window_extent(renderer)
            left, top, right, bottom = mark.box
            # What we laid out is what matplotlib measures.
            assert extent.x0 == pytest.approx(left, abs=0.6)
            assert extent.x1 == pytest.approx(right, abs=0.6)
            boxes.append((top, bottom, left, right, mark.text))
        boxes.sort()
        for place, (_, bottom, left, right, text) in enumerate(boxes):
            for other_top, _, other_left, other_right, other in boxes[place + 1 :]:
                if other_top >= bottom - 0.2:
                    break
                assert other_right <= left + 0.2 or other_left >= right - 0.2, (text, other)


def test_nothing_leaves_the_canvas(pictures: tuple[Scene, ...]) -> None:
    for picture in pictures:
        for mark in picture.marks:
            if isinstance(mark, Words):
                left, top, right, bottom = mark.box
            elif isinstance(mark, Stamps):
                xs, ys = zip(*mark.centres, strict=True)
                left, right = min(xs) - mark.radius, max(xs) + mark.radius
                top, bottom = min(ys) - mark.radius, max(ys) + mark.radius
            else:
                xs, ys = zip(*(point for line in mark.lines for point in line), strict=True)
                left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
            assert left >= 0, mark
            assert top >= 0, mark
            assert right <= picture.width, mark
            assert bottom <= picture.height, mark


# What a phone of 360 px shows of a figure, between the margins of a page; the least letter there.
PHONE, LEAST = 324.0, 9.9
# Numbers of ten digits take the room of the letters; no measure of a trial has them.
WITHOUT_END = ("forest-huge", "forest-wide")


@pytest.mark.parametrize("name", sorted(set(NARROW) - set(WITHOUT_END)))
def test_every_letter_of_a_figure_can_be_read_on_a_phone(
    name: str, scene_of: Callable[..., Any]
) -> None:
    draw, argument = NARROW[name]
    found = scene_of(draw, argument)
    for picture in found if isinstance(found, tuple) else (found,):
        sizes = [mark.size for mark in picture.marks if isinstance(mark, Words)]
        assert min(sizes, default=LEAST) * PHONE / picture.width >= LEAST


def test_no_text_lies_on_a_disc(pictures: tuple[Scene, ...]) -> None:
    for picture in pictures:
        discs = [
            (x, y, mark.radius)
            for mark in picture.marks
            if isinstance(mark, Stamps)
            for x, y in mark.centres
        ]
        for mark in picture.marks:
            if isinstance(mark, Words):
                left, top, right, bottom = mark.box
                for x, y, radius in discs:
                    inside_x = left - radius + 0.3 < x < right + radius - 0.3
                    inside_y = top - radius + 0.5 < y < bottom + radius - 0.5
                    assert not (inside_x and inside_y), mark.text


def test_boxes_of_the_flow_do_not_touch(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(_flow, _many_searches())
    boxes = []
    for mark in picture.marks:
        if isinstance(mark, Shape) and mark.kind == "box":
            xs, ys = zip(*mark.lines[0], strict=True)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
    for place, (left, top, right, bottom) in enumerate(boxes):
        for other_left, other_top, other_right, other_bottom in boxes[place + 1 :]:
            apart = (
                other_left >= right
                or other_right <= left
                or other_top >= bottom
                or other_bottom <= top
            )
            assert apart


def narrow_axis(finding: Any, compact: bool) -> Any:
    return forest_plot(finding, compact=compact)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize(
    "finding", [samples.many(65), samples.bcg(), samples.recovery(), _huge(), _wide()]
)
def test_tick_labels_are_apart(finding: Any, compact: bool, scene_of: Callable[..., Any]) -> None:
    picture = scene_of(narrow_axis, finding, compact)
    labels = sorted(
        (mark.left, mark.left + mark.width)
        for mark in picture.marks
        if isinstance(mark, Words) and mark.kind == "tick-label"
    )
    assert len(labels) >= 2
    assert all(left[1] + 2 <= right[0] for left, right in pairwise(labels))


# Width of the text on a page, and of a column of the two-page summary, in points.
TEXT, COLUMN = 493.2, 249.4


@pytest.mark.parametrize(("compact", "room"), [(False, TEXT), (True, COLUMN)])
@pytest.mark.parametrize("name", ["bcg", "recovery", "many", "long labels", "wide"])
def test_letters_of_a_forest_plot_can_be_read_on_paper(
    name: str, compact: bool, room: float, scene_of: Callable[..., Any]
) -> None:
    finding = {
        "bcg": samples.bcg,
        "recovery": samples.recovery,
        "many": lambda: samples.many(65),
        "long labels": lambda: _renamed(samples.recovery(), LONG),
        "wide": _wide,
    }[name]()
    picture = scene_of(forest_plot, finding, compact=compact)
    shrunk = min(1.0, room / picture.width)
    assert min(mark.size for mark in picture.marks if isinstance(mark, Words)) * shrunk >= 6.5


@pytest.mark.parametrize("name", NARROW)
def test_letters_of_a_narrow_figure_can_be_read_on_a_phone(
    name: str, scene_of: Callable[..., Any]
) -> None:
    """Of 360 pixels, 326 are between the margins of a page."""
    draw, shown = NARROW[name]
    found = scene_of(draw, shown)
    for picture in found if isinstance(found, tuple) else (found,):
        drawn = 326 / picture.width
        assert min(mark.size for mark in picture.marks if isinstance(mark, Words)) * drawn >= 7.4


def test_the_parts_of_a_long_plot_fill_a_page_and_do_not_leave_it(
    scene_of: Callable[..., Any],
) -> None:
    """Of A4, less its margins and room for a caption of three lines."""
    for made in (samples.many, _many_wide):
        pages = scene_of(forest_plot_pages, made(80))
        heights = [page.height * min(1.0, TEXT / page.width) for page in pages]
        assert 0.75 * 690 < max(heights) < 690


@pytest.mark.parametrize("higher", [None, "Usual care", "A long name " * 9])
@pytest.mark.parametrize("lower", [None, "Support", "Another long name " * 9])
def test_the_sides_below_a_plot_are_named_beside_each_other_where_both_fit(
    lower: str | None, higher: str | None
) -> None:
    plate = SimpleNamespace(lower_side=lower, higher_side=higher)
    marks, y = _sides_below(plate, SimpleNamespace(small=7.0, width=300.0), [], 0.0)  # type: ignore[arg-type]
    said = {kind: [m for m in marks if m.kind == f"favours-{kind}"] for kind in ("lower", "higher")}
    for side, name, mark in (("lower", lower, "← "), ("higher", higher, " →")):
        text = " ".join(each.text for each in said[side])
        assert bool(text) is bool(name)
        assert not name or (text.startswith(mark) if side == "lower" else text.endswith(mark))
        assert not name or name.split()[0] in text
    short = not any(name and len(name) > 20 for name in (lower, higher))
    tops = {side: min((each.y for each in found), default=None) for side, found in said.items()}
    if lower and higher:
        assert (tops["lower"] == tops["higher"]) is short
        assert all(each.y < y for each in marks)
    assert not {each.text for each in said["lower"]} & {each.text for each in said["higher"]}
