"""Old against new: each pooled result that moved, before and now, on one axis a scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from living_review.figures import plate_drawing
from living_review.figures.plate import Column, Effect, Plate, Row, paginate
from living_review.findings import Changes, Finding, FindingChange, Findings
from living_review.ground import numbers, people
from living_review.words import figure_words as wording
from living_review.words.grammar import inside

# Each result takes a heading and two rows, which stay together.
ROWS_A_RESULT, RESULTS_A_PAGE = 3, 12
MOST_TOLD = 5


@dataclass(frozen=True)
class ChangePlot:
    """One figure: the SVG, its alternative text, and what its caption names."""

    svg: str
    alt: str
    caption: str


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
    pages = paginate(plate, ROWS_A_RESULT * RESULTS_A_PAGE)
    told = [pairs[start : start + RESULTS_A_PAGE] for start in range(0, len(pairs), RESULTS_A_PAGE)]
    return [_plot(page, plate.notes, shown) for page, shown in zip(pages, told, strict=True)]


def _plot(page: Plate, notes: tuple[str, ...], shown: Sequence[_Pair]) -> ChangePlot:
    finding = shown[0].finding
    alt = change_plot_alt([(pair.change, pair.finding) for pair in shown])
    return ChangePlot(
        plate_drawing.drawing(replace(page, title=alt, notes=notes)),
        alt,
        f"Results before and now: {wording.MEASURES[finding.measure].lower()}, "
        f"{finding.intervention} versus {finding.comparator}",
    )


def _plate(pairs: Sequence[_Pair], changes: Changes) -> Plate:
    finding = pairs[0].finding
    lower, higher = wording.favours(finding)
    zone = wording.trivial_zone(finding)
    return Plate(
        title="",
        label_header="Result",
        effect_header=wording.effect_header(finding),
        rows=tuple(row for pair in pairs for row in _rows(pair)),
        log=finding.is_ratio,
        null=finding.null,
        before=(Column("Trials"), Column("Participants")),
        after=(Column(f"{finding.measure} ({wording.level(finding)} CI)"),),
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
    was = "Before"
    if before.get("level") != after.get("level"):
        was = f"Before ({numbers.percent(100 * (before.get('level') or 0.95))} CI)"
    return (
        Row(_name(pair.finding), "heading"),
        Row(was, "before", _effect(before), _counts(before), (_written(before),)),
        Row("Now", "trial", _effect(after), _counts(after), (_written(after),)),
    )


def _name(finding: Finding) -> str:
    return f"{wording.name(finding.outcome_label)}, {inside(wording.name(finding.timepoint_label))}"


def _counts(side: Mapping[str, Any]) -> tuple[str, str]:
    return numbers.count(side.get("k")), people.counted(side.get("n"), side.get("n_missing") or 0)


def _written(side: Mapping[str, Any]) -> str:
    values = (side.get("estimate"), side.get("ci_low"), side.get("ci_high"))
    return numbers.estimate_with_interval(*values, str(side.get("measure")))


def _notes(finding: Finding, zone: tuple[float, float] | None, changes: Changes) -> list[str]:
    version = f"version {numbers.count(changes.since)}" if changes.since is not None else "before"
    date = f", {numbers.date(changes.since_date)}" if changes.since_date else ""
    notes = [f"Hollow: {version}{date}. Filled: now."]
    if zone is not None:
        notes.append(
            f"Shaded: less than a small effect ({numbers.interval(*zone, finding.measure)})."
        )
    return notes


def change_plot_alt(shown: Sequence[tuple[FindingChange, Finding]]) -> str:
    """Say in words what an old-versus-new plot shows, the first results one by one."""
    finding = shown[0][1]
    measure = wording.MEASURES[finding.measure].lower()
    count = numbers.count(len(shown))
    results = "result" if len(shown) == 1 else "results"
    told = [
        f"{_name(each)}: {_written(change.before or {})}, now {_written(change.after or {})}"
        for change, each in shown[:MOST_TOLD]
    ]
    more = len(shown) - len(told)
    rest = f"; and {numbers.count(more)} more, which the table lists" if more else ""
    return (
        f"Old and new {measure} of {count} {results}: {'; '.join(told)}{rest}. "
        f"In it, {wording.good_side(finding)}."
    )
