"""The summary-of-findings table (Cochrane Handbook, chapter 14), drawn from its frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from living_review.certainty import SummaryRow, SummaryTable, absolute_words, summary_tables
from living_review.certainty.subgroup_rows import differs_words
from living_review.findings import Finding, Findings
from living_review.ground import numbers, people
from living_review.ground.measures import RATES, RATIOS
from living_review.tables import summary_notes
from living_review.tables.results import page_of
from living_review.tables.spec import Cell, Column, Footnote, Row, Table, banner, cell, number
from living_review.words import prose
from living_review.words.grammar import (
    DOMAINS,
    capitalised,
    inside,
    listed,
    plural,
    sentence,
    with_unit,
)
from living_review.words.rating_words import definitions

_GROUP = "Anticipated absolute effects"
_REFERENCE = "Reference group"
# A page of A4 holds that many em of the letters of the clinician's two pages.
_SMALL_LETTERS = 72.0
_ROWS_WITH_TRIALS = 6
_TRIALS_ELSEWHERE = "What each trial found where none are pooled stands in the whole review."
_UNJUDGED = "indirectness not judged"


def tables(findings: Findings) -> tuple[Table, ...]:
    """One table a comparison, in the order of the protocol."""
    by_key = {finding.key: finding for finding in findings.findings}
    return tuple(_table(spec, by_key) for spec in summary_tables(findings))


def compact(findings: Findings) -> Table:
    """All comparisons in one table for two pages: outcomes with data, and reasons in words.

    The comparator's column stands only where a risk is known. What each trial found where none are
    pooled stands only in a short table: two pages hold a long one without it.
    """
    by_key = {finding.key: finding for finding in findings.findings}
    specs = [
        (spec, [row for row in spec.rows if by_key[row.key].trials and not row.subgroup])
        for spec in summary_tables(findings)
    ]
    risks = any(row.absolute for _, rows in specs for row in rows)
    told = any(row.comments and by_key[row.key].pooled is None for _, rows in specs for row in rows)
    trial_by_trial = sum(len(rows) for _, rows in specs) <= _ROWS_WITH_TRIALS
    made: list[Row] = []
    for spec, rows in specs:
        if rows:
            shown = (_short(r, by_key[r.key], risks, trial_by_trial) for r in rows)
            made += [banner(spec.label), *shown]
    head = (
        Column("Outcome"),
        *((Column("With the comparator"),) if risks else ()),
        Column("With the intervention"),
        number(f"Effect ({prose.ci_name(next(iter(findings.findings), None))})"),
        number("Participants (trials)"),
        Column("Certainty and why"),
        Column("What it means"),
    )
    explained = dict.fromkeys(
        text
        for spec, _ in specs
        for text in (
            *summary_notes.explanations(spec, by_key),
            *summary_notes.without_size(spec, by_key),
        )
    )
    unassessed = _in_no_rating([by_key[row.key] for _, rows in specs for row in rows])
    notes = (
        *((Footnote("", unassessed),) if unassessed else ()),
        *((Footnote("", " ".join(explained)),) if explained else ()),
        *((Footnote("", _TRIALS_ELSEWHERE),) if not trial_by_trial and told else ()),
        *((Footnote("", definitions()),) if any(row.level for _, s in specs for row in s) else ()),
    )
    label = "Outcomes with data, the most important first"
    return Table("tbl-summary", label, head, tuple(made), "sof", notes, page=_SMALL_LETTERS)


def _short(row: SummaryRow, finding: Finding, risks: bool, trial_by_trial: bool) -> Row:
    comparator, intervention = _absolute(row, finding)
    rating = finding.certainty
    lowered = [
        f"{DOMAINS[domain.name]} {numbers.fixed(domain.levels, 0)}"
        for domain in (rating.domains if rating else ())
        if domain.levels
    ]
    if "indirectness" in _not_assessed(finding):
        lowered.append(_UNJUDGED)
    certainty = _certainty(row)
    return Row(
        (
            cell(row.outcome, row.follow_up, row.measured or None),
            *((comparator,) if risks else ()),
            intervention,
            cell(_effect(row, finding)),
            cell(_people(finding), _unpaired(finding)),
            replace(
                certainty,
                lines=(*certainty.lines[:1], *lowered, *certainty.lines[1:]),
                notes=(),
            ),
            cell(_meaning(row, finding), *_in_short(row, finding, trial_by_trial)),
        )
    )


def _in_short(row: SummaryRow, finding: Finding, trial_by_trial: bool) -> tuple[str, ...]:
    """Give the comments that two pages have room for."""
    if finding.pooled is None:
        return row.comments if trial_by_trial else ()
    return (*filter(None, (differs_words(finding),)),)


def _not_assessed(finding: Finding) -> set[str]:
    """Give the domains of a rated finding that neither a rule nor a person has assessed."""
    domains = finding.certainty.domains if finding.certainty else ()
    return {domain.name for domain in domains if domain.state == "not assessed"}


def _in_no_rating(shown: Sequence[Finding]) -> str:
    """Say which domains no rating takes account of, whether nobody judged them or in part."""
    rated = [finding for finding in shown if finding.certainty]
    lacking = [_not_assessed(finding) for finding in rated]
    everywhere = set.intersection(*lacking) - {"upgrade"} if lacking else set()
    said = []
    if everywhere:
        names = listed(DOMAINS[name] for name in DOMAINS if name in everywhere)
        said.append(f"No rating takes account of {names}, which nobody has judged.")
    if any("indirectness" in each for each in lacking) and "indirectness" not in everywhere:
        said.append(
            "Indirectness is how directly the trials answer the question; where it is not judged, "
            "the rating takes no account of it."
        )
    return " ".join(said)


def _table(spec: SummaryTable, by_key: dict[str, Finding]) -> Table:
    explained = summary_notes.explanations(spec, by_key)
    return Table(
        id=f"tbl-summary-{spec.comparison}",
        caption=f"Summary of findings: {inside(spec.label)}",
        columns=_columns(spec, by_key, explained),
        rows=tuple((_part if row.subgroup else _row)(row, by_key[row.key]) for row in spec.rows),
        css="sof",
        footnotes=(
            *(
                (Footnote("*", " ".join((*explained, *summary_notes.chances(spec)))),)
                if explained
                else ()
            ),
            *(Footnote(note.mark, sentence(note.text)) for note in spec.footnotes),
            *(Footnote("", text) for text in summary_notes.generic(spec)),
            *(Footnote("", text) for text in summary_notes.without_size(spec, by_key)),
            *summary_notes.other_times(spec, by_key),
            *summary_notes.left_out(spec),
            *((Footnote("", definitions()),) if any(row.level for row in spec.rows) else ()),
        ),
        abbreviations=summary_notes.abbreviations(spec),
        header=tuple((capitalised(k), capitalised(v)) for k, v in spec.header.items() if v),
    )


def _columns(
    spec: SummaryTable, by_key: dict[str, Finding], explained: tuple[str, ...]
) -> tuple[Column, ...]:
    group = f"{_GROUP}{'*' if explained else ''}"
    first = next((by_key[row.key] for row in spec.rows), None)
    return (
        Column("Outcome"),
        Column(f"With {spec.header['comparator']}", group=group),
        Column(f"With {spec.header['intervention']}", group=group),
        number(f"Relative or standardised effect ({prose.ci_name(first)})"),
        number("Participants (trials)"),
        Column("Certainty"),
        Column("What it means"),
    )


def _row(row: SummaryRow, finding: Finding) -> Row:
    comparator, intervention = _absolute(row, finding)
    without, better = _better_off(row, finding)
    return Row(
        (
            cell(row.outcome, row.follow_up, row.measured or None, href=page_of(finding)),
            cell(*comparator.lines, without),
            cell(*intervention.lines, better),
            cell(_effect(row, finding)),
            cell(_people(finding)),
            _certainty(row),
            cell(_meaning(row, finding), *row.comments),
        ),
        css=" ".join(
            name for name, so in (("stale", row.stale), ("provisional", row.provisional)) if so
        ),
    )


def _part(row: SummaryRow, finding: Finding) -> Row:
    """Draw the row of a level of a subgroup, below that of its outcome."""
    comparator, intervention = _absolute(row, finding)
    return Row(
        (
            cell(row.outcome, capitalised(row.subgroup)),
            comparator,
            intervention,
            cell(_effect(row, finding)),
            cell(_people_of(row.k, row.n, row.n_missing)),
            cell("not rated by itself"),
            cell(f"See {inside(row.outcome)} above"),
        )
    )


def _absolute(row: SummaryRow, finding: Finding) -> tuple[Cell, Cell]:
    if row.absolute:
        return _risks(row)
    if row.effect is None and finding.all_alike is not None:
        return cell(*prose.all_alike_with(finding, "comparator")), cell(
            *prose.all_alike_with(finding, "intervention")
        )
    if row.effect is None:
        return cell(), cell(prose.directions_sentence(finding) or None)
    if row.familiar is not None:
        scale = f"on the {row.familiar.instrument}"
        return _reference(row), cell(f"{prose.familiar_difference(finding)} {scale}")
    if row.measure == "ROM":
        ratio = row.effect
        return cell(capitalised(row.comparator_mean) or "not estimated"), cell(
            prose.relative_difference(ratio.estimate, ratio.ci_low, ratio.ci_high)
        )
    if counts := prose.nobody_with_comparator(finding):
        return cell(counts[0]), cell(counts[1])
    if row.measure in RATIOS:
        lacking = "rate" if row.measure in RATES else "risk"
        return cell("not estimated"), cell(f"not estimated: no baseline {lacking} is given")
    effect = row.effect
    return _reference(row), cell(
        prose.difference(effect.estimate, effect.ci_low, effect.ci_high, finding)
    )


def _reference(row: SummaryRow) -> Cell:
    """Say from where a difference is one: the means with the comparator, where they are known."""
    return cell(capitalised(row.comparator_mean) if row.comparator_mean else _REFERENCE)


def _better_off(row: SummaryRow, finding: Finding) -> tuple[str | None, str | None]:
    """Say a standardised difference as people who are better off, without and with."""
    known = row.better_off
    if known is None:
        return None, None
    if known.basis == "superiority":
        low, high = (numbers.probability(end) for end in (known.ci_low, known.ci_high))
        chance = numbers.probability(known.with_intervention)
        return None, (
            f"Chance that a person does better than one with {finding.comparator}: {chance} "
            f"({low} to {high})"
        )
    span = f"{numbers.per_1000(known.ci_low)} to {numbers.per_1000(known.ci_high)}"
    return (
        f"{numbers.per_1000(known.with_comparator)} per 1000 {known.label}",
        f"{numbers.per_1000(known.with_intervention)} per 1000 ({span}) {known.label}",
    )


def _risks(row: SummaryRow) -> tuple[Cell, Cell]:
    before, after = [], []
    for each in row.absolute:
        name = f"{each.baseline_label}: " if len(row.absolute) > 1 else ""
        shown = absolute_words.beside(each)
        before.append(f"{name}{shown.first} {absolute_words.per(each)}")
        cut = f"; cut, does not apply at this {each.kind}" if each.held else ""
        span = f"{shown.low} to {shown.high}{cut}"
        after.append(f"{name}{shown.second} {absolute_words.per(each)} ({span})")
    return cell(*before), cell(*after)


def _effect(row: SummaryRow, finding: Finding) -> str:
    if row.effect is None:
        return "no usable data" if row.synthesis == "none" else "not pooled"
    effect = row.effect
    value = with_unit(numbers.estimate(effect.estimate, row.measure), finding)
    return f"{row.measure} {value} ({numbers.interval(effect.ci_low, effect.ci_high, row.measure)})"


def _meaning(row: SummaryRow, finding: Finding) -> str:
    """Say what a row means; one without a rating says in brief why it has none."""
    if row.level is not None:
        return sentence(row.statement)
    if not finding.trials:
        return "No trial gave usable data."
    why = finding.not_rated or "no result could be weighed"
    return sentence(f"not rated: {inside(why)}")


def _people(finding: Finding) -> str:
    number, n, missing = finding.described
    return _people_of(number, n, missing) if number else "no trials"


def _people_of(number: int, n: float | None, missing: int) -> str:
    trials = f"{numbers.count(number)} {plural(number, 'trial')}"
    if not n:
        return f"{trials}; {people.UNKNOWN}"
    parts = (trials, people.of_unknown_size(missing, named=False))
    return f"{people.counted(n, missing)} ({'; '.join(filter(None, parts))})"


def _unpaired(finding: Finding) -> str | None:
    """Say in brief how many crossover trials are used without their pairs, or by assumption."""
    kinds = {
        "as if of two groups": ("ignored", "counted"),
        "with an assumed correlation": ("assumed",),
    }
    said = [
        f"{numbers.count(k)} crossover {words}"
        for words, names in kinds.items()
        if (k := sum(each.pairing in names for each in finding.contributing))
    ]
    return "; ".join(said) or None


def _certainty(row: SummaryRow) -> Cell:
    if row.level is None:
        return Cell(("not rated",), notes=row.marks)
    return Cell(
        (
            capitalised(row.level),
            *absolute_words.levels_at_baselines(row.level, row.absolute or row.at_baselines),
        ),
        symbols=row.symbols,
        notes=row.marks,
        css=f"certainty-{row.level.replace(' ', '-')}",
    )
