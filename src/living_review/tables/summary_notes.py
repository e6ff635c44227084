"""What stands below a summary of findings: from where its amounts come, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from living_review.certainty import SummaryRow, SummaryTable
from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.measures import RATIOS
from living_review.language import say
from living_review.language.facts import summary_notes as facts
from living_review.language.facts import summary_of_findings as table_facts
from living_review.language.facts.terms import Domain, DomainOfGrade
from living_review.synthesis.finding_names import FindingNames
from living_review.tables.spec import Footnote
from living_review.words import labels, prose
from living_review.words.grammar import SIZES
from living_review.words.rating_words import definitions

_OWN: Mapping[str, facts.Own] = {"RD": "risk", "IRD": "rate"}


def explanations(spec: SummaryTable, by_key: Mapping[str, Finding]) -> tuple[str, ...]:
    """Explain the absolute effects: where risks and standard deviations come from."""
    said = []
    rows = spec.rows
    if any(row.absolute for row in rows):
        said.append(_from_baselines(rows))
    if any(row.effect is None and by_key[row.key].all_alike for row in rows):
        said.append(say(facts.Limits()))
    scales = dict.fromkeys(
        (row.familiar.instrument, row.familiar.sd_source) for row in rows if row.familiar
    )
    said += [
        say(facts.OnInstrument(instrument=instrument, source=source))
        for instrument, source in scales
    ]
    relative = [r for r in rows if r.effect and r.measure not in RATIOS and not r.absolute]
    shown = [row for row in rows if row.comparator_mean and not row.absolute]
    if any(row.comparator_scores for row in shown):
        said.append(say(facts.Scores(comparator=spec.header["comparator"])))
    if any(row.effect and not row.comparator_scores for row in shown):
        said.append(say(facts.Means(comparator=spec.header["comparator"])))
    unnamed = [
        row
        for row in relative
        if not row.comparator_mean and not prose.nobody_with_comparator(by_key[row.key])
    ]
    if unnamed:
        said.append(_reference_group(spec, unnamed))
    said += _standard_deviations([by_key[r.key] for r in relative if r.measure == "SMD"])
    return tuple(said)


def _from_baselines(rows: Iterable[SummaryRow]) -> str:
    """Say from what the risks and rates with the intervention follow."""
    told = [row for row in rows if row.absolute]
    shown = [each for row in told for each in row.absolute]
    kinds = {each.kind for each in shown}
    sources = dict.fromkeys(each.baseline_source for each in shown)
    return say(
        facts.FromBaselines(
            kind="both" if len(kinds) > 1 else kinds.pop(),
            sources=tuple(source for source in sources if source),
            relative=all(row.measure in RATIOS for row in told),
        )
    )


def _reference_group(spec: SummaryTable, rows: Iterable[SummaryRow]) -> str:
    """Say who the reference group is of rows whose comparator has no figure of its own."""
    own = dict.fromkeys(_OWN.get(row.measure, "average") for row in rows)
    return say(
        facts.ReferenceGroup(
            comparator=spec.header["comparator"],
            values=tuple(facts.OwnValue(what=each) for each in own),
        )
    )


def _standard_deviations(found: Iterable[Finding]) -> tuple[str, ...]:
    """Say what a standard deviation is here, and which number of them counts as how much."""
    shown = tuple(found)
    if not shown:
        return ()
    given, source = shown[0].thresholds, shown[0].thresholds_source
    alike = all((f.thresholds, f.thresholds_source) == (given, source) for f in shown)
    if not given or not alike:
        return (say(facts.StandardDeviations(sizes=(), source="")),)
    sizes = (
        facts.NamedSize(number=numbers.in_full(given[n]), size=prose.size_name(n, given))
        for n in reversed(SIZES)
        if n in given
    )
    return (say(facts.StandardDeviations(sizes=tuple(sizes), source=source or "")),)


def chances(spec: SummaryTable) -> tuple[str, ...]:
    """Explain how a standardised difference became a number of people or a chance."""
    shown = [row.better_off for row in spec.rows if row.better_off]
    said = []
    if any(each.basis == "superiority" for each in shown):
        said.append(say(facts.ChanceExplained(even=numbers.probability(0.5))))
    sources = dict.fromkeys(each.source for each in shown if each.basis == "responders")
    if sources:
        named = tuple(source for source in sources if source)
        said.append(say(facts.MarkExplained(sources=named)))
    if said:
        said.append(say(facts.NormalScores()))
    return tuple(said)


def generic(spec: SummaryTable) -> tuple[str, ...]:
    """Say that sizes are named by a rule of thumb and not by thresholds for these outcomes."""
    if not spec.generic:
        return ()
    sized = [row.outcome for row in spec.rows if row.level is not None]
    every = set(spec.generic) >= set(sized)
    outcomes = () if every else tuple(dict.fromkeys(spec.generic))
    return (say(facts.RuleOfThumb(outcomes=outcomes, one=len(sized) < 2)),)


def without_size(spec: SummaryTable, by_key: Mapping[str, Finding]) -> tuple[str, ...]:
    """Say of which outcomes no size is named although thresholds are set, and why."""
    return tuple(
        say(facts.WithoutSize(outcome=row.outcome, why=note))
        for row in spec.rows
        if (note := by_key[row.key].thresholds_note)
    )


def other_times(spec: SummaryTable, by_key: Mapping[str, Finding]) -> tuple[Footnote, ...]:
    """Say which outcomes of the table have results at other times, which stand elsewhere."""
    shown = {row.key: by_key[row.key].outcome for row in spec.rows}
    others = [
        finding
        for finding in by_key.values()
        if finding.comparison == spec.comparison
        and finding.trials
        and finding.key not in shown
        and finding.outcome in shown.values()
    ]
    if not others:
        return ()
    own = [f for f in by_key.values() if f.comparison == spec.comparison]
    named = tuple(FindingNames(own).listed(others))
    return (Footnote("", say(facts.OtherTimes(results=named))),)


def left_out(spec: SummaryTable) -> tuple[Footnote, ...]:
    """Count the outcomes that the table has no room for."""
    if not spec.left_out:
        return ()
    return (Footnote("", say(facts.LeftOut(outcomes=spec.left_out))),)


def levels(spec: SummaryTable) -> tuple[Footnote, ...]:
    """Say what the levels of certainty mean, where a row has one."""
    rated = any(row.level for row in spec.rows)
    return (Footnote("", definitions(), reading=True),) if rated else ()


def abbreviations(spec: SummaryTable) -> tuple[tuple[str, str], ...]:
    """Spell out what the effects of the table are called."""
    measures = dict.fromkeys(row.measure for row in spec.rows if row.effect or row.comments)
    spread = any(row.comparator_scores for row in spec.rows)
    return (
        labels.confidence_interval(),
        *((labels.standard_deviation(),) if spread else ()),
        *map(labels.measure, measures),
    )


def not_assessed(finding: Finding) -> set[str]:
    """Give the domains of a rated finding that neither a rule nor a person has assessed."""
    domains = finding.certainty.domains if finding.certainty else ()
    return {domain.name for domain in domains if domain.state == "not assessed"}


def in_no_rating(shown: Sequence[Finding]) -> str:
    """Say which domains no rating takes account of, whether nobody judged them or in part."""
    rated = [finding for finding in shown if finding.certainty]
    lacking = [not_assessed(finding) for finding in rated]
    everywhere = set.intersection(*lacking) - {"upgrade"} if lacking else set()
    said = []
    if everywhere:
        names = (DomainOfGrade(domain=name) for name in get_args(Domain) if name in everywhere)
        said.append(say(table_facts.InNoRating(domains=tuple(names))))
    if any("indirectness" in each for each in lacking) and "indirectness" not in everywhere:
        said.append(say(table_facts.IndirectnessExplained()))
    return " ".join(said)
