"""Old against new: each pooled result that moved, before and now, on one axis a scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from living_review.figures import plate_drawing
from living_review.figures.plate import Column, Effect, Plate, Row, narrowed
from living_review.findings import Changes, Finding, FindingChange, Findings
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import change_displays as facts
from living_review.language.facts import changed_results as results
from living_review.words import change_words
from living_review.words import figure_words as wording
from living_review.words.change_text import since_when
from living_review.words.grammar import interval

# Each result takes a heading and two rows, which stay together.
ROWS_A_RESULT, RESULTS_A_PAGE = 3, 12
MOST_TOLD = 5


@dataclass(frozen=True)
class ChangePlot:
    """One figure: the SVG, its alternative text, and what its caption names."""

    svg: str
    alt: str
    caption: str
    narrow: str = ""
    """The same for narrow screens."""


@dataclass(frozen=True)
class _Pair:
    change: FindingChange
    finding: Finding

    @property
    def axis(self) -> tuple[object, ...]:
        """What results must share to stand on one axis; mean differences share their units too."""
        found = self.finding
        own_units = found.outcome if found.measure == "MD" else ""
        return (
            *(found.comparison, found.measure, found.better, own_units),
            *(wording.trivial_zone(found), wording.level(found)),
        )


def change_plots(findings: Findings) -> tuple[ChangePlot, ...]:
    """Draw every pooled result that moved; none where no result was and is pooled alike."""
    changes = findings.changes
    if changes is None:
        return ()
    groups: dict[tuple[object, ...], list[_Pair]] = {}
    for pair in _pairs(changes, findings):
        groups.setdefault(pair.axis, []).append(pair)
    return tuple(plot for pairs in groups.values() for plot in _plots(pairs, changes))


def _pairs(changes: Changes, findings: Findings) -> list[_Pair]:
    known = {(f.comparison, f.outcome, f.timepoint): f for f in findings.findings}
    pairs = []
    for change in changes.findings:
        finding = known.get((change.comparison, change.outcome, change.timepoint))
        if finding is not None and finding.pooled is not None and _comparable(change):
            pairs.append(_Pair(change, finding))
    return pairs


def _comparable(change: FindingChange) -> bool:
    """Whether both versions pooled the result, on the same scale and in the same direction."""
    before, after = change.before or {}, change.after or {}
    return (
        before.get("synthesis") == after.get("synthesis") == "pooled"
        and before.get("estimate") is not None
        and all(before.get(key) == after.get(key) for key in ("measure", "better"))
        and _effect(before) != _effect(after)
    )


def _effect(side: Mapping[str, Any]) -> Effect:
    return Effect(side.get("estimate"), side.get("ci_low"), side.get("ci_high"))


def _plots(pairs: Sequence[_Pair], changes: Changes) -> list[ChangePlot]:
    plate = _plate(pairs, changes)
    firsts = range(0, len(plate.rows), ROWS_A_RESULT)
    plots, told = [], 0
    for page in plate_drawing.paginate(plate, firsts, ROWS_A_RESULT * RESULTS_A_PAGE):
        shown = pairs[told : told + len(page.rows) // ROWS_A_RESULT]
        plots.append(_plot(page, plate.notes, shown))
        told += len(shown)
    return plots


def _plot(page: Plate, notes: tuple[str, ...], shown: Sequence[_Pair]) -> ChangePlot:
    finding = shown[0].finding
    alt = change_plot_alt([(pair.change, pair.finding) for pair in shown])
    caption = facts.PlotCaption(
        measure=finding.measure, intervention=finding.intervention, comparator=finding.comparator
    )
    whole = replace(page, title=alt, notes=notes)
    wide, narrow = map(plate_drawing.drawing, (whole, narrowed(whole)))
    return ChangePlot(wide, alt, say(caption), narrow)


def _plate(pairs: Sequence[_Pair], changes: Changes) -> Plate:
    finding = pairs[0].finding
    lower, higher = wording.favours(finding)
    zone = wording.trivial_zone(finding)
    return Plate(
        title="",
        label_header=say(facts.Heading(column="result")),
        effect_header=wording.effect_header(finding),
        rows=tuple(row for pair in pairs for row in _rows(pair)),
        log=finding.is_ratio,
        null=finding.null,
        before=(
            Column(say(facts.Heading(column="trials"))),
            Column(say(facts.Heading(column="participants"))),
        ),
        after=(
            Column(say(facts.EffectHeading(measure=finding.measure, level=wording.level(finding)))),
        ),
        lower_side=lower,
        higher_side=higher,
        zone=zone,
        notes=tuple(_notes(finding, zone, changes)),
        always=tuple(side.get("estimate") for pair in pairs for side in _sides(pair.change)),
    )


def _sides(change: FindingChange) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return change.before or {}, change.after or {}


def _rows(pair: _Pair) -> tuple[Row, Row, Row]:
    before, after = _sides(pair.change)
    level = ""
    if before.get("level") != after.get("level"):
        level = numbers.confidence(before.get("level") or 0.95)
    was, is_now = say(facts.BeforeAtLevel(level=level)), say(facts.Heading(column="now"))
    return (
        Row(say(_name(pair.finding)), "heading"),
        Row(was, "before", _effect(before), _counts(before), (say(_written(before)),)),
        Row(is_now, "trial", _effect(after), _counts(after), (say(_written(after)),)),
    )


def _name(finding: Finding) -> facts.ResultLabel:
    outcome, timepoint = map(wording.name, (finding.outcome_label, finding.timepoint_label))
    return facts.ResultLabel(outcome=outcome, timepoint=timepoint)


def _counts(side: Mapping[str, Any]) -> tuple[str, str]:
    return numbers.count(side.get("k")), change_words.participants(side)


def _written(side: Mapping[str, Any]) -> results.Effect | results.NoEffect:
    """Give the effect of one version; its unit stands above."""
    return change_words.effect({**side, "unit": ""})


def _notes(finding: Finding, zone: tuple[float, float] | None, changes: Changes) -> list[str]:
    notes = [say(facts.Key(since=since_when(changes)))]
    if zone is not None:
        notes.append(say(facts.Shaded(interval=interval(*zone, finding.measure))))
    return notes


def change_plot_alt(shown: Sequence[tuple[FindingChange, Finding]]) -> str:
    """Say in words what an old-versus-new plot shows, the first results one by one."""
    finding = shown[0][1]
    told = tuple(
        facts.ResultShown(
            result=_name(each),
            before=_written(change.before or {}),
            now=_written(change.after or {}),
        )
        for change, each in shown[:MOST_TOLD]
    )
    return say(
        facts.PlotShows(
            measure=finding.measure,
            results=len(shown),
            told=told,
            more=len(shown) - len(told),
            above=finding.better == "higher",
            null=numbers.measured(finding.null),
            intervention=wording.name(finding.intervention),
        )
    )
