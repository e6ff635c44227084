"""The summary-of-findings table (Cochrane Handbook, chapter 14), drawn from its frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from living_review.certainty import SummaryRow, SummaryTable, absolute_words, summary_tables
from living_review.certainty.subgroup_rows import differs_words
from living_review.certainty.summary import IMPORTANCE
from living_review.findings import AbsoluteEffect, Finding, Findings
from living_review.ground import numbers
from living_review.ground.measures import RATES, RATIOS
from living_review.language import say
from living_review.language.facts import summary_of_findings as facts
from living_review.language.facts.effects import Interval
from living_review.tables import summary_notes
from living_review.tables.results import page_of
from living_review.tables.spec import Cell, Column, Footnote, Row, Table, banner, cell, number
from living_review.tables.summary_on_paper import folded, lower
from living_review.words import labels, prose
from living_review.words.grammar import capitalised, effect_amount, sentence
from living_review.words.rating_words import definitions

Item = TypeVar("Item")

# A page of A4 holds that many em of the letters of the clinician's two pages.
_SMALL_LETTERS = 60.0
_ROWS_WITH_TRIALS = 6
# Which column of a table holds what the people with the comparator had.
COMPARATOR: Final = 1
_PARTS: Final = ("population", "setting", "intervention", "comparator")


def tables(findings: Findings, *, paper: bool = False) -> tuple[Table, ...]:
    """One table a comparison, in the order of the protocol; on paper of fewer columns."""
    by_key = {finding.key: finding for finding in findings.findings}
    made = ((spec, _table(spec, by_key)) for spec in summary_tables(findings))
    if not paper:
        return tuple(table for _, table in made)
    level = numbers.confidence(next((f.level for f in findings.findings), 0.95))
    return tuple(folded(table, spec.header["intervention"], level) for spec, table in made)


def compact(findings: Findings) -> Table:
    """All comparisons in one table for two pages: outcomes with data, and reasons in words.

    The comparator's column stands only where what its people had is known of a row. What each trial
    found where none are pooled stands only in a short table: two pages hold a long one without it.
    """
    by_key = {finding.key: finding for finding in findings.findings}
    specs = [
        (spec, [row for row in spec.rows if by_key[row.key].trials and not row.subgroup])
        for spec in summary_tables(findings)
    ]
    known = _any_known(_absolute(row, by_key[row.key])[0] for _, rows in specs for row in rows)
    told = any(row.comments and by_key[row.key].pooled is None for _, rows in specs for row in rows)
    trial_by_trial = sum(len(rows) for _, rows in specs) <= _ROWS_WITH_TRIALS
    ranks = _ranks([rows for _, rows in specs])
    made: list[Row] = []
    for spec, rows in specs:
        if rows:
            shown = (_short(r, by_key[r.key], known, trial_by_trial) for r in rows)
            ranked = (
                replace(each, css=f"rank-{ranks[row.key]}")
                for each, row in zip(shown, rows, strict=True)
            )
            made += [banner(spec.label), *ranked]
    head = (
        _heading("outcome"),
        # The effect stands below what it means for people: two pages have no room for a column.
        *(
            (_heading("comparator"), _heading("intervention"))
            if known
            else (_effect_heading(next(iter(findings.findings), None), brief=True),)
        ),
        _heading("participants"),
        _heading("certainty_and_why"),
        _heading("meaning"),
    )
    explained = dict.fromkeys(
        text
        for spec, _ in specs
        for text in (
            *summary_notes.explanations(spec, by_key),
            *summary_notes.without_size(spec, by_key),
        )
    )
    unassessed = summary_notes.in_no_rating([by_key[row.key] for _, rows in specs for row in rows])
    notes = (
        *((Footnote("", unassessed),) if unassessed else ()),
        *((Footnote("", " ".join(explained)),) if explained else ()),
        *((Footnote("", say(facts.TrialsElsewhere())),) if told and not trial_by_trial else ()),
        *((Footnote("", definitions()),) if any(row.level for _, s in specs for row in s) else ()),
    )
    label = say(facts.CaptionInBrief())
    return lower(Table("tbl-summary", label, head, tuple(made), "sof", notes, page=_SMALL_LETTERS))


def has_further(table: Table) -> bool:
    """Tell whether rows of the table for two pages may be left out of them."""
    return sum(not each.banner for each in table.rows) > 1


def _ranks(specs: Sequence[Sequence[SummaryRow]]) -> dict[str, int]:
    """Rank rows by how much they matter: two pages leave out those that rank last.

    Critical outcomes and the first row of each comparison come first, then important outcomes.
    """
    placed = [
        ("critical" if first else row.importance, row.key)
        for rows in specs
        for first, row in zip((True, *[False] * len(rows)), rows, strict=False)
    ]
    ranked = sorted(placed, key=lambda each: IMPORTANCE.index(each[0]))
    return {key: rank for rank, (_, key) in enumerate(ranked, 1)}


def _short(row: SummaryRow, finding: Finding, known: bool, trial_by_trial: bool) -> Row:
    comparator, intervention = _absolute(row, finding)
    rating = finding.certainty
    lowered = [
        say(facts.Lowered(domain=domain.name, levels=numbers.fixed(domain.levels, 0)))
        for domain in (rating.domains if rating else ())
        if domain.levels
    ]
    if "indirectness" in summary_notes.not_assessed(finding):
        lowered.append(say(facts.NotJudged(domain="indirectness")))
    certainty = _certainty(row)
    return Row(
        (
            cell(row.outcome, row.follow_up, row.measured or None),
            *((comparator,) if known else ()),
            replace(intervention, lines=(*intervention.lines, _effect(row, finding))),
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


def _table(spec: SummaryTable, by_key: dict[str, Finding]) -> Table:
    explained = summary_notes.explanations(spec, by_key)
    rows = [(_part if row.subgroup else _row)(row, by_key[row.key]) for row in spec.rows]
    known = _any_known(made.cells[COMPARATOR] for made in rows)
    columns = _columns(spec, by_key, explained)
    return Table(
        id=f"tbl-summary-{spec.comparison}",
        caption=say(facts.Caption(comparison=spec.label)),
        columns=columns if known else _without(columns),
        rows=tuple(made if known else replace(made, cells=_without(made.cells)) for made in rows),
        css="sof",
        footnotes=(
            *(
                (Footnote("*", " ".join((*explained, *summary_notes.chances(spec))), reading=True),)
                if explained
                else ()
            ),
            *(Footnote(note.mark, sentence(note.text)) for note in spec.footnotes),
            *(Footnote("", text) for text in summary_notes.generic(spec)),
            *(Footnote("", text) for text in summary_notes.without_size(spec, by_key)),
            *summary_notes.other_times(spec, by_key),
            *summary_notes.left_out(spec),
            *summary_notes.levels(spec),
        ),
        abbreviations=summary_notes.abbreviations(spec),
        header=tuple(
            (say(facts.PartOfQuestion(part=part)), capitalised(spec.header[part]))
            for part in _PARTS
            if spec.header.get(part)
        ),
    )


def _any_known(cells: Iterable[Cell]) -> bool:
    """Tell whether anything is known of the people with the comparator: they have a column then."""
    nothing = ("", "–", say(facts.NotEstimated(lacking=None)))
    return any(line not in nothing for each in cells for line in each.lines)


def _without(cells: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leave the column of the comparator out."""
    return (*cells[:COMPARATOR], *cells[COMPARATOR + 1 :])


def _heading(column: facts.Column, group: str = "") -> Column:
    """Make a column under one of the headings that are the same in every table."""
    heading = say(facts.ColumnHeading(column=column))
    return number(heading) if column == "participants" else Column(heading, group=group)


def _effect_heading(shown: Finding | None, *, brief: bool) -> Column:
    confidence = numbers.confidence(shown.level if shown else 0.95)
    return number(say(facts.EffectHeading(confidence=confidence, brief=brief)))


def _columns(
    spec: SummaryTable, by_key: dict[str, Finding], explained: tuple[str, ...]
) -> tuple[Column, ...]:
    group = f"{say(facts.ColumnHeading(column='absolute_effects'))}{'*' if explained else ''}"
    first = next((by_key[row.key] for row in spec.rows), None)
    return (
        _heading("outcome"),
        *(
            Column(say(facts.WithGroup(group=spec.header[who])), group=group)
            for who in _PARTS[:1:-1]
        ),
        _effect_heading(first, brief=False),
        _heading("participants"),
        _heading("certainty"),
        _heading("meaning"),
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
            name
            for name, so in (
                ("stale", row.stale),
                ("provisional", row.provisional),
                ("no-data", not finding.trials),
            )
            if so
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
            cell(_said("not_rated_alone")),
            cell(say(facts.SeeAbove(outcome=row.outcome))),
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
        return _reference(row), cell(prose.directions_sentence(finding) or None)
    if row.familiar is not None:
        told = facts.OnInstrument(
            difference=prose.familiar_difference(row.familiar),
            instrument=row.familiar.instrument,
        )
        return _reference(row), cell(say(told))
    if row.measure == "ROM":
        ratio = row.effect
        unknown = say(facts.NotEstimated(lacking=None))
        return cell(capitalised(row.comparator_mean) or unknown), cell(
            prose.relative_difference(ratio.estimate, ratio.ci_low, ratio.ci_high)
        )
    if counts := prose.nobody_with_comparator(finding):
        return cell(counts[0]), cell(counts[1])
    if row.measure in RATIOS:
        return cell(say(facts.NotEstimated(lacking=None))), cell(
            say(facts.NotEstimated(lacking="rate" if row.measure in RATES else "risk"))
        )
    effect = row.effect
    return _reference(row), cell(
        prose.difference(effect.estimate, effect.ci_low, effect.ci_high, finding)
    )


def _reference(row: SummaryRow) -> Cell:
    """Say from where a difference is one: what the people with the comparator had."""
    return cell(capitalised(row.comparator_mean) or None)


def _better_off(row: SummaryRow, finding: Finding) -> tuple[str | None, str | None]:
    """Say a standardised difference as people who are better off, without and with."""
    known = row.better_off
    if known is None:
        return None, None
    write = numbers.probability if known.basis == "superiority" else numbers.per_1000
    interval = Interval(low=write(known.ci_low), high=write(known.ci_high))
    better = write(known.with_intervention)
    if known.basis == "superiority":
        chance = facts.ChanceOfBetter(
            comparator=finding.comparator, chance=better, interval=interval
        )
        return None, say(chance)
    mark, without = known.label or "", write(known.with_comparator)
    return (
        say(facts.PastAMark(number=without, interval=None, mark=mark)),
        say(facts.PastAMark(number=better, interval=interval, mark=mark)),
    )


def _risks(row: SummaryRow) -> tuple[Cell, Cell]:
    before, after = [], []
    for each in row.absolute:
        name = each.baseline_label if len(row.absolute) > 1 else ""
        shown = absolute_words.beside(each)
        interval = Interval(low=shown.low, high=shown.high)
        before.append(_risk(name, shown.first, each, None))
        after.append(_risk(name, shown.second, each, interval))
    return cell(*before), cell(*after)


def _risk(name: str, number: str, row: AbsoluteEffect, interval: Interval | None) -> str:
    return say(
        facts.Risk(
            baseline=name,
            number=number,
            time=(row.time or "") if row.kind == "rate" else "",
            at=row.at or "",
            interval=interval,
            cut=row.held,
        )
    )


def _effect(row: SummaryRow, finding: Finding) -> str:
    if row.effect is None:
        return _said("no_data" if row.synthesis == "none" else "not_pooled")
    effect = row.effect
    estimate, ends = effect_amount(effect.estimate, effect.ci_low, effect.ci_high, finding)
    return say(facts.Effect(measure=row.measure, estimate=estimate, interval=ends))


def _said(said: facts.Said) -> str:
    """Say what a cell says where there is no figure."""
    return say(facts.CellText(said=said))


def _meaning(row: SummaryRow, finding: Finding) -> str:
    """Say what a row means; one without a rating says in brief why it has none."""
    if row.level is not None:
        return sentence(row.statement)
    if not finding.trials:
        return say(facts.NoData())
    return say(facts.NotRated(why=finding.not_rated or ""))


def _people(finding: Finding) -> str:
    return _people_of(*finding.described)


def _people_of(number: int, n: float | None, missing: int) -> str:
    participants = numbers.count(n) if n else ""
    return say(facts.People(trials=number, participants=participants, unknown=missing))


def _unpaired(finding: Finding) -> str | None:
    """Say in brief how many crossover trials are used without their pairs, or by assumption."""
    pairings = [each.pairing for each in finding.contributing]
    unpaired = sum(each in ("ignored", "counted") for each in pairings)
    assumed = pairings.count("assumed")
    return say(facts.Crossover(unpaired=unpaired, assumed=assumed)) if unpaired + assumed else None


def _certainty(row: SummaryRow) -> Cell:
    if row.level is None:
        return Cell((_said("not_rated"),), notes=row.marks)
    return Cell(
        (
            labels.level(row.level),
            *absolute_words.levels_at_baselines(row.level, row.absolute or row.at_baselines),
        ),
        symbols=row.symbols,
        notes=row.marks,
        css=f"certainty-{row.level.replace(' ', '-')}",
    )
