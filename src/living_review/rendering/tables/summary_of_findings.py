"""The summary-of-findings table (Cochrane Handbook, chapter 14) of one comparison."""

from __future__ import annotations

from string import ascii_lowercase

from living_review.findings import Certainty, Domain, Finding, Findings
from living_review.rendering import numbers, prose
from living_review.rendering.grammar import (
    DOMAINS,
    MEASURES,
    capitalised,
    inside,
    levels_phrase,
    plural,
    sentence,
)
from living_review.rendering.overview import by_importance
from living_review.rendering.tables.results import page_of
from living_review.rendering.tables.spec import Cell, Column, Footnote, Row, Table, cell, number

MOST_OUTCOMES = 7
_LEVELS = ("very low", "low", "moderate", "high")
_GROUP = "Anticipated absolute effects*"


def symbols(level: str) -> str:
    """Draw a certainty as GRADE does: four circles, those with a plus are kept."""
    kept = _LEVELS.index(level) + 1
    return "⊕" * kept + "◯" * (4 - kept)


def tables(findings: Findings) -> tuple[Table, ...]:
    """One table a comparison, in the order of the protocol."""
    comparisons = dict.fromkeys(f.comparison for f in findings.findings)
    return tuple(table(findings, comparison) for comparison in comparisons)


def table(findings: Findings, comparison: str) -> Table:
    """At most seven outcomes of one comparison, the most important first."""
    chosen = [f for f in by_importance(findings) if f.comparison == comparison]
    # An outcome measured at several time points takes one place for each that has data.
    chosen = [f for f in chosen if f.k or f.importance != "limited"][:MOST_OUTCOMES]
    notes = _Notes()
    rows = tuple(_row(finding, notes) for finding in chosen)
    first = chosen[0]
    return Table(
        id=f"tbl-summary-{comparison}",
        caption=f"Summary of findings: {inside(first.comparison_label)}",
        columns=_columns(first),
        rows=rows,
        css="sof",
        footnotes=(*_absolute_note(chosen), *notes.all()),
        abbreviations=_abbreviations(chosen),
        header=_question(findings, first),
    )


def _columns(first: Finding) -> tuple[Column, ...]:
    return (
        Column("Outcome"),
        Column(f"With {first.comparator}", group=_GROUP),
        Column(f"With {first.intervention}", group=_GROUP),
        number(f"Relative or standardised effect ({prose.ci_name(first.pooled)})"),
        number("Participants (trials)"),
        Column("Certainty"),
        Column("What it means"),
    )


def _question(findings: Findings, first: Finding) -> tuple[tuple[str, str], ...]:
    asked = findings.review.question
    parts = (
        ("Population", asked.get("population")),
        ("Setting", asked.get("setting")),
        ("Intervention", first.intervention),
        ("Comparator", first.comparator),
    )
    return tuple((name, capitalised(text)) for name, text in parts if text)


def _row(finding: Finding, notes: _Notes) -> Row:
    comparator, intervention = _absolute(finding)
    return Row(
        (
            cell(finding.outcome_label, finding.timepoint_label, href=page_of(finding)),
            comparator,
            intervention,
            cell(_effect(finding)),
            cell(_people(finding)),
            _certainty(finding.certainty, notes),
            cell(finding.statement or prose.included_sentence(finding)),
        )
    )


def _absolute(finding: Finding) -> tuple[Cell, Cell]:
    if finding.absolute:
        labelled = len(finding.absolute) > 1
        before, after = [], []
        for each in finding.absolute:
            name = f"{each.baseline_label}: " if labelled else ""
            span = (
                f"{numbers.per_1000(each.with_intervention_ci_low)} to "
                f"{numbers.per_1000(each.with_intervention_ci_high)}"
            )
            before.append(f"{name}{numbers.per_1000(each.with_comparator)} per 1000")
            after.append(f"{name}{numbers.per_1000(each.with_intervention)} per 1000 ({span})")
        return cell(*before), cell(*after)
    if finding.pooled is None:
        return cell(), cell(prose.directions_sentence(finding) or None)
    if finding.familiar is not None:
        scale = f"on the {finding.familiar.instrument}"
        return cell("Reference group"), cell(f"{prose.familiar_difference(finding)} {scale}")
    if finding.is_ratio:
        return cell("not estimated"), cell("not estimated: no baseline risk is given")
    return cell("Reference group"), cell(prose.standardised_difference(finding))


def _effect(finding: Finding) -> str:
    if finding.pooled is None:
        return "no usable data" if finding.synthesis == "none" else "not pooled"
    pooled = finding.pooled
    bounds = numbers.estimate_with_interval(
        pooled.estimate, pooled.ci_low, pooled.ci_high, finding.measure
    )
    return f"{finding.measure} {bounds}"


def _people(finding: Finding) -> str:
    if not finding.k:
        return "no trials"
    trials = f"{numbers.count(finding.k)} {plural(finding.k, 'trial')}"
    return f"{numbers.count(finding.n)} ({trials})" if finding.n is not None else trials


def _certainty(rating: Certainty | None, notes: _Notes) -> Cell:
    if rating is None:
        return cell("not rated")
    marks = tuple(notes.mark(domain) for domain in rating.domains if domain.levels)
    return Cell(
        (capitalised(rating.level),),
        symbols=symbols(rating.level),
        notes=marks,
        css=f"certainty-{rating.level.replace(' ', '-')}",
    )


class _Notes:
    """Footnotes lettered in reading order; the same note is given the same letter."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def mark(self, domain: Domain) -> str:
        text = footnote(domain)
        if text not in self._texts:
            self._texts[text] = _letter(len(self._texts))
        return self._texts[text]

    def all(self) -> tuple[Footnote, ...]:
        return tuple(Footnote(mark, text) for text, mark in self._texts.items())


def _letter(index: int) -> str:
    first, second = divmod(index, len(ascii_lowercase))
    return (ascii_lowercase[first - 1] if first else "") + ascii_lowercase[second]


def footnote(domain: Domain) -> str:
    """Name the domain, the number of levels and the reason."""
    reason = domain.reason if domain.decided is not None else domain.explanation
    text = f"{DOMAINS[domain.name]}: {levels_phrase(domain.levels)}. {sentence(reason or '')}"
    return capitalised(text).strip()


def _absolute_note(chosen: list[Finding]) -> tuple[Footnote, ...]:
    said = []
    sources = dict.fromkeys(a.baseline_source for f in chosen for a in f.absolute)
    if sources:
        named = "; ".join(source for source in sources if source)
        said.append(
            "The risk with the intervention follows from the risk with the comparator and the "
            f"relative effect{f' (risks: {named})' if named else ''}."
        )
    scales = dict.fromkeys(
        (f.familiar.instrument, f.familiar.sd_source) for f in chosen if f.familiar
    )
    said += [
        f"The difference on the {instrument} is the standardised effect times a standard "
        f"deviation ({source})."
        for instrument, source in scales
    ]
    if any(f.pooled and not f.is_ratio for f in chosen):
        said.append("Differences are against the average of the reference group.")
    return (Footnote("*", " ".join(said)),) if said else ()


def _abbreviations(chosen: list[Finding]) -> tuple[tuple[str, str], ...]:
    measures = dict.fromkeys(f.measure for f in chosen if f.pooled)
    return (("CI", "confidence interval"), *((m, MEASURES[m]) for m in measures))
