"""Every figure of a finding, with one of its values changed after the other.

`snapshots/varied.txt` holds which figures are drawn otherwise, and which facts are told otherwise
in them: see `heard_in_brief.py`. Nothing is worded: places, sizes and colours are of marks alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sample_documents
from heard_in_brief import Heard, compared, told_by
from test_scenes_as_drawn import told
from varied_findings import VARIED, bases, changed, has, meant

from living_review import figures
from living_review.figures import card
from living_review.figures.scene import Scene
from living_review.findings import Finding, Subgroup, SubgroupLevel

KEPT = Path(__file__).parent / "snapshots" / "varied.txt"
# Which facts a figure shows: those whose paths begin so are changed.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "forest": (
        *("better", "level", "pooled", "heterogeneity", "prediction", "trials", "thresholds"),
        *("unit", "person_time", "subgroups", "synthesis"),
    ),
    "series": ("better", "level", "leave_one_out", "cumulative", "pooled.ci", "thresholds"),
    "sequential": ("better", "sequential"),
    "directions": ("trials", "narrative", "synthesis"),
    "people": ("absolute", "better", "conclusions", "certainty.level"),
    "bubbles": ("better", "moderators"),
    "judgements": ("trials",),
    "card": ("better", "pooled", "trials.0.estimate", "trials.0.ci", "thresholds", "trials"),
}
LEVELS = tuple(
    SubgroupLevel(level=name, k=k, n=9.0, pooled=None, heterogeneity=None)
    for name, k in (("low", 2), ("high", 1))
)
BESIDES: Mapping[str, tuple[Any, ...]] = {
    "trials.0.ci_low": (-30.0, 0.0001),
    "trials.0.ci_high": (30.0, 900.0),
    "trials.0.weight_percent": (None, 0.0, 100.0),
    "trials.0.risk_of_bias": (None,),
    "trials.0.risk_of_bias.overall": ("high", None, "unclear"),
    "trials.0.risk_of_bias.domains": (
        {"A domain of a name that no column has the room for, whatever is tried": "low"},
        {**dict.fromkeys(("one", "two"), "high"), "three of a name of two lines or so": "low"},
    ),
    "trials.0.label": ("A trial of a name that is as long as any", "X"),
    "trials.0.n_intervention": (None, 99_000.0),
    "trials.0.in_pool": (False,),
    "trials.0.instrument": ("GAF",),
    "trials.1.year": (1950,),
    "cumulative": ((),),
    "cumulative.0.tau2": (0.3,),
    "cumulative.0.ci_low": (-9.0,),
    "narrative.directions.0.n": (None, 1.0, 99.0, 100.0, 301.0),
    "narrative.directions.0.direction": ("little_difference", "unknown", "favours_intervention"),
    "narrative.directions.0.risk_of_bias": (None, "low"),
    "subgroups": (
        (Subgroup(moderator="overall", levels=LEVELS, q_between=2.2, df=1.0, p=0.1),),
        (Subgroup(moderator="overall", levels=LEVELS, q_between=None, df=None, p=None,
                  reason="too few", tau2="common"),),
    ),
    "absolute.0.with_comparator": (0.0, 1.0, 0.004),
    "absolute.0.with_intervention_ci_low": (0.0, 0.0001),
    "absolute.0.with_intervention_ci_high": (1.0, 0.2),
}  # fmt: skip


def scenes_of(kind: str, finding: Finding) -> Iterator[tuple[str, Callable[[], Any]]]:
    match kind:
        case "forest":
            yield "wide", partial(figures.forest_plot, finding)
            if finding.measure == "SMD":
                yield "compact", partial(figures.forest_plot, finding, compact=True)
                yield "narrow", partial(figures.forest_plot_narrow, finding)
                yield "brief", partial(figures.forest_plot_in_brief, finding, 2)
            for each in finding.subgroups:
                which = {
                    trial.trial_id: trial.risk_of_bias.overall
                    for trial in finding.trials
                    if trial.risk_of_bias and trial.risk_of_bias.overall
                }
                by = {"subgroup": each, "membership": which}
                yield "by group", partial(figures.forest_plot, finding, **by)
        case "series":
            for draw in (figures.cumulative_plot, figures.leave_one_out_plot):
                if finding.pooled and finding.cumulative and finding.leave_one_out:
                    yield draw.__name__, partial(draw, finding)
                    yield f"{draw.__name__}, narrow", partial(draw, finding, narrow=True)
        case "sequential":
            yield "wide", partial(figures.sequential_plot, finding)
            yield "compact", partial(figures.sequential_plot, finding, compact=True)
        case "directions":
            yield "wide", partial(figures.effect_direction_plot, [finding])
            yield "narrow", partial(figures.effect_direction_plot, [finding], narrow=True)
        case "people":
            if row := figures.icon_array_row(finding):
                yield "people", partial(figures.icon_array, finding, row)
        case "judgements":
            trials = finding.trials
            yield "weighted", partial(figures.risk_of_bias_summary, trials, weighted=True)
            yield "bars", partial(figures.risk_of_bias_summary, trials)
        case "card":
            for long in (1, 9, 30):
                told = (f"{name} told at length. " * long for name in ("title", "stated", "told"))
                yield f"card {long}", partial(card_of, card.Card(*told, "edition", finding))
            yield "card, nothing stated", partial(card_of, card.Card("title", "", "t", "e", None))
        case "bubbles":
            records = sample_documents.records([finding])
            for each in finding.moderators:
                yield "bubbles", partial(figures.bubble_plot, finding, each, records)


def card_of(shown: card.Card) -> Scene:
    """Give the picture of a link before it is made pixels."""
    return Scene(card.WIDTH, card.HEIGHT, shown.alt, tuple(card._marks(shown)))


def alts_of(kind: str, finding: Finding) -> Iterator[tuple[str, Callable[[], object]]]:
    match kind:
        case "forest":
            yield "in words", partial(figures.forest_plot_alt, finding)
        case "series" if finding.pooled and finding.cumulative and finding.leave_one_out:
            yield "in words", partial(figures.cumulative_plot_alt, finding)
            yield "without one", partial(figures.leave_one_out_plot_alt, finding)
        case "sequential" if finding.sequential and finding.sequential.looks:
            yield "in words", partial(figures.sequential_plot_alt, finding)
        case "directions":
            yield "in words", partial(figures.effect_direction_plot_alt, [finding])
            yield "left out", partial(figures.effect_direction_plot_left_out, [finding])
        case "people":
            if row := figures.icon_array_row(finding):
                yield "in words", partial(figures.icon_array_alt, finding, row)
                yield "caption", partial(figures.icon_array_caption, finding, row)
        case "judgements":
            yield "in words", partial(figures.risk_of_bias_summary_alt, finding.trials)
        case "bubbles":
            for each in finding.moderators:
                if each.line:
                    yield "in words", partial(figures.bubble_plot_alt, finding, each)


def mark_of(drawn: Any) -> object:
    """Give a mark of what is drawn; nothing where nothing is."""
    if not drawn:
        return drawn
    scenes = drawn if isinstance(drawn, tuple) else (drawn,)
    lines = [line for each in scenes for line in told("", each, "")]
    places = [repr(place) for each in scenes for place in each.places]
    text = "\n".join((*lines, *places))
    return f"{zlib.crc32(text.encode()):08x}"


def varied(name: str, kind: str) -> Iterator[tuple[str, Finding]]:
    finding = bases()[name]
    yield "as it is", finding
    for path, values in (*VARIED.items(), *BESIDES.items()):
        if path.startswith(SHOWN[kind]) and has(finding, path):
            for number, to in enumerate(values):
                if (path, to) not in NOT_DRAWN:
                    yield f"{path} {number}", changed(finding, path, meant(finding, to))


# What is drawn of a measure: of others it is drawn alike.
LIKE_OTHERS = {"forest": ("OR", "RD", "ROM", "IRR"), "judgements": tuple(bases())[1:]}
# A pool that has no synthesis is none of the program's.
NOT_DRAWN = (("synthesis", "none"),)


@pytest.mark.parametrize("kind", SHOWN)
def test_a_figure_shows_what_a_finding_holds(kind: str, scene_of: Callable[..., Any]) -> None:
    def drawn(make: Callable[[], Any]) -> object:
        return (mark_of(scene_of(make)),)

    def lines(heard: Callable[[], Heard]) -> Iterator[str]:
        for name in (each for each in bases() if each not in LIKE_OTHERS.get(kind, ())):
            usual: dict[str, None] = {}
            for what, finding in varied(name, kind):
                made = ((n, partial(drawn, make)) for n, make in scenes_of(kind, finding))
                tellers = (*made, *alts_of(kind, finding))
                usual = yield from told_by(kind, f"{name}, {what}", tellers, heard(), usual)

    compared(KEPT, kind, lines)
