"""The summary of findings as a table of frozen rows with lettered footnotes, ready to be drawn.

Columns and footnotes after the Cochrane Handbook, ch. 14; at most seven outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from living_review.certainty.absolute_words import absolute_sentences
from living_review.certainty.case import headline
from living_review.certainty.decisions import ORDER
from living_review.certainty.measured_words import (
    follow_up,
    known,
    measurement,
    paid_by_industry,
    reference,
    unpooled_results,
)
from living_review.certainty.subgroup_rows import differing, differs_words, name_of
from living_review.findings import (
    AbsoluteEffect,
    BetterOff,
    ComparatorScores,
    Domain,
    FamiliarEffect,
    Finding,
    Findings,
    Level,
    LevelAt,
    TrialRecord,
)
from living_review.ground.measures import Measure
from living_review.language import say
from living_review.language.facts import summary_rows as facts
from living_review.language.facts.funding import NoteByIndustry
from living_review.language.facts.terms import DomainOfGrade
from living_review.synthesis.pairing_words import pairing_sentences

MOST_OUTCOMES = 7
NOT_ASSESSED: Literal["not assessed"] = "not assessed"
IMPORTANCE = ("critical", "important", "limited")
FULL, LOST = "⊕", "◯"
SYMBOLS: Mapping[Level, str] = {
    level: FULL * (4 - lost) + LOST * lost for lost, level in enumerate(ORDER)
}


@dataclass(frozen=True)
class Effect:
    """The relative or standardised effect with its interval, on the natural scale."""

    estimate: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class SummaryRow:
    """One outcome of the table; `marks` are the letters of its footnotes, in order."""

    key: str
    outcome: str
    follow_up: str
    importance: str
    measure: Measure
    better: str
    unit: str
    synthesis: str
    k: int
    n: float | None
    n_missing: int
    effect: Effect | None
    absolute: tuple[AbsoluteEffect, ...]
    absolute_in_words: tuple[str, ...]
    familiar: FamiliarEffect | None
    better_off: BetterOff | None
    level: Level | None
    symbols: str
    marks: tuple[str, ...]
    provisional: bool
    stale: bool
    statement: str
    measured: str
    comparator_mean: str
    comparator_scores: ComparatorScores | None
    comments: tuple[str, ...]
    subgroup: str = ""
    at_baselines: tuple[LevelAt, ...] = ()


@dataclass(frozen=True)
class Footnote:
    """A lettered footnote: the domain, by how many levels, and why."""

    mark: str
    domain: str
    levels: int
    text: str


@dataclass(frozen=True)
class SummaryTable:
    """The summary of findings of one comparison.

    `header` has population, setting, intervention and comparator; `left_out` counts the outcomes
    beyond seven; `generic` names the outcomes whose thresholds are a rule of thumb.
    """

    comparison: str
    label: str
    header: Mapping[str, str]
    rows: tuple[SummaryRow, ...]
    footnotes: tuple[Footnote, ...]
    left_out: int
    generic: tuple[str, ...] = ()


def summary_tables(findings: Findings, limit: int = MOST_OUTCOMES) -> tuple[SummaryTable, ...]:
    """Give one summary of findings a comparison, in the order of the protocol."""
    comparisons = dict.fromkeys(finding.comparison for finding in findings.findings)
    return tuple(summary_table(findings, comparison, limit) for comparison in comparisons)


def summary_table(findings: Findings, comparison: str, limit: int = MOST_OUTCOMES) -> SummaryTable:
    """Give the summary of findings of one comparison; KeyError when there is none of that id.

    Each outcome at its first time point with a rated result, or with a trial where none is rated;
    a critical outcome also at every other time that is rated. By importance,
    outcomes with trials first, then as in the protocol. Footnotes get letters in reading order and
    are reused.
    """
    own = [finding for finding in findings.findings if finding.comparison == comparison]
    if not own:
        raise KeyError(comparison)
    chosen = _by_outcome(own)
    chosen.sort(key=lambda times: (IMPORTANCE.index(times[0].importance), not times[0].trials))
    shown = [each for times in chosen[:limit] for each in times]
    marks: dict[tuple[str, int, str], str] = {}
    rows = tuple(row for each in shown for row in _rows(each, findings.trials, marks))
    question = findings.review.question
    return SummaryTable(
        comparison=comparison,
        label=own[0].comparison_label,
        header={
            "population": question.get("population", ""),
            "setting": question.get("setting", ""),
            "intervention": own[0].intervention,
            "comparator": own[0].comparator,
        },
        rows=rows,
        footnotes=tuple(
            Footnote(mark, domain, levels, text) for (domain, levels, text), mark in marks.items()
        ),
        left_out=len(chosen[limit:]),
        generic=tuple(
            dict.fromkeys(each.outcome_label for each in shown if _leans_on_generic(each))
        ),
    )


def _leans_on_generic(finding: Finding) -> bool:
    """Tell whether a finding has been given a size by thresholds that are a rule of thumb."""
    return finding.thresholds_generic and finding.certainty is not None


def letter(place: int) -> str:
    """Give the letter of a footnote by its place: a to z, then aa, ab and so on."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def _by_outcome(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Give the findings of each outcome that the table shows, in the order of the protocol."""
    every: dict[str, list[Finding]] = {}
    for finding in findings:
        every.setdefault(finding.outcome, []).append(finding)
    return [_times_shown(times) for times in every.values()]


def _times_shown(times: Sequence[Finding]) -> list[Finding]:
    """Choose the time points at which one outcome is shown."""
    first = next(
        (each for wanted in (_rated, _reported) for each in times if wanted(each)), times[0]
    )
    return [
        each for each in times if each is first or (each.importance == "critical" and _rated(each))
    ]


def _rated(finding: Finding) -> bool:
    return finding.certainty is not None and bool(finding.trials)


def _reported(finding: Finding) -> bool:
    return bool(finding.trials)


def _rows(
    finding: Finding, trials: Sequence[TrialRecord], marks: dict[tuple[str, int, str], str]
) -> Iterator[SummaryRow]:
    """Give the row of an outcome and, where subgroups differ, one for each of their levels."""
    whole = _row(finding, trials, marks)
    yield whole
    for subgroup, level in differing(finding):
        pool = level.pooled
        if pool is None:
            continue
        part = finding.model_copy(update={"absolute": level.absolute})
        yield replace(
            whole,
            subgroup=say(facts.SubgroupName(moderator=name_of(subgroup), level=level.level)),
            k=level.k,
            n=level.n,
            n_missing=level.n_missing,
            effect=Effect(pool.estimate, pool.ci_low, pool.ci_high),
            absolute=level.absolute,
            absolute_in_words=absolute_sentences(part),
            familiar=None,
            better_off=None,
            level=None,
            symbols="",
            marks=(),
            provisional=False,
            stale=False,
            statement=say(facts.SubgroupNotRated()),
            comparator_mean="",
            comparator_scores=None,
            comments=(),
        )


def _row(
    finding: Finding, trials: Sequence[TrialRecord], marks: dict[tuple[str, int, str], str]
) -> SummaryRow:
    certainty, effect = finding.certainty, headline(finding)
    domains = certainty.domains if certainty else ()
    return SummaryRow(
        key=finding.key,
        outcome=finding.outcome_label,
        follow_up=follow_up(finding),
        importance=finding.importance,
        measure=finding.measure,
        better=finding.better,
        unit=finding.unit_label,
        synthesis=finding.synthesis,
        k=finding.k,
        n=finding.n,
        n_missing=finding.n_missing,
        effect=None if effect is None else Effect(*effect),
        absolute=finding.absolute,
        at_baselines=certainty.at_baselines if certainty else (),
        absolute_in_words=absolute_sentences(finding),
        familiar=finding.familiar,
        better_off=finding.better_off,
        level=certainty.level if certainty else None,
        symbols=SYMBOLS[certainty.level] if certainty else "",
        marks=_in_order(
            *_marks(domains, marks),
            *_marks_at_baselines(finding, marks),
            *_pairing_mark(finding, marks),
            *_unassessed_mark(domains, marks),
            *_industry_mark(finding, trials, marks),
        ),
        provisional=certainty.provisional if certainty else False,
        stale=any(domain.state == "stale" for domain in domains),
        statement=finding.statement or _unrated(finding),
        measured=measurement(finding),
        comparator_mean=reference(finding),
        comparator_scores=finding.comparator_scores,
        comments=tuple(filter(None, (*unpooled_results(finding), differs_words(finding)))),
    )


def _unrated(finding: Finding) -> str:
    """Say what is known of an outcome whose certainty is not rated."""
    told = known(finding)
    return f"{told} {say(facts.NotRated(why=finding.not_rated))}" if finding.not_rated else told


def _marks(domains: Sequence[Domain], marks: dict[tuple[str, int, str], str]) -> tuple[str, ...]:
    own = []
    for domain in domains:
        if domain.levels == 0:
            continue
        note = (domain.name, domain.levels, _footnote(domain))
        own.append(marks.setdefault(note, letter(len(marks))))
    return tuple(own)


def _marks_at_baselines(
    finding: Finding, marks: dict[tuple[str, int, str], str]
) -> tuple[str, ...]:
    """Mark what is rated otherwise at another baseline than at the first."""
    own = []
    unpooled = finding.certainty.at_baselines if finding.certainty else ()
    for row in finding.absolute or unpooled:
        for each in row.domains:
            text = say(
                facts.FootnoteAt(
                    baseline=row.baseline_label,
                    domain=each.name,
                    way=_way(each.levels) if each.levels else None,
                    levels=abs(each.levels),
                    why=each.explanation,
                )
            )
            own.append(marks.setdefault((each.name, each.levels, text), letter(len(marks))))
    return tuple(own)


def _pairing_mark(finding: Finding, marks: dict[tuple[str, int, str], str]) -> tuple[str, ...]:
    """Mark a result of crossover trials that were used without their pairs, or by assumption."""
    said = pairing_sentences(finding.contributing)
    if not said:
        return ()
    return (marks.setdefault(("crossover", 0, said), letter(len(marks))),)


def _unassessed_mark(
    domains: Sequence[Domain], marks: dict[tuple[str, int, str], str]
) -> tuple[str, ...]:
    """Mark a rating that leaves a domain out, so that 'high' does not pass for all five."""
    left = tuple(
        DomainOfGrade(domain=each.name)
        for each in domains
        if each.state == "not assessed" and each.name != "upgrade"
    )
    if not left:
        return ()
    note = (NOT_ASSESSED, 0, say(facts.NotAssessed(domains=left)))
    return (marks.setdefault(note, letter(len(marks))),)


def _industry_mark(
    finding: Finding, trials: Sequence[TrialRecord], marks: dict[tuple[str, int, str], str]
) -> tuple[str, ...]:
    """Mark a result behind which stand only trials that industry paid for."""
    if not paid_by_industry(finding, trials):
        return ()
    return (marks.setdefault(("funding", 0, say(NoteByIndustry())), letter(len(marks))),)


def _in_order(*marks: str) -> tuple[str, ...]:
    """Put the letters of a row in the order of the alphabet, z before aa."""
    return tuple(sorted(marks, key=lambda mark: (len(mark), mark)))


def _footnote(domain: Domain) -> str:
    why = domain.reason if domain.decided is not None and domain.reason else domain.explanation
    levels = domain.levels
    return say(facts.Footnote(domain=domain.name, way=_way(levels), levels=abs(levels), why=why))


def _way(levels: int) -> Literal["down", "up"]:
    return "down" if levels < 0 else "up"
