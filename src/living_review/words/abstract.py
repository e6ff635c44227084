"""The structured abstract, by the items of PRISMA 2020 for Abstracts and of living reviews.

The title stands above it. What nobody has said (who paid, where the review is registered) is told
as not reported. A part that a review team wrote goes before what can be said from the findings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from living_review.findings import Finding, Findings
from living_review.ground import numbers
from living_review.ground.noun_phrases import plural_before
from living_review.language import say
from living_review.language.fact import Fact
from living_review.language.facts import abstract as facts
from living_review.language.facts.changes import Headline
from living_review.language.facts.citation import Edition
from living_review.language.facts.overview import ResultInBrief
from living_review.language.facts.terms import MeasureInFull
from living_review.protocol import Protocol
from living_review.protocol.question import Living
from living_review.synthesis.finding_names import FindingNames
from living_review.words.bottom_line import is_certain_harm, leading
from living_review.words.change_text import headline_of
from living_review.words.limits_words import limitation_sentences
from living_review.words.overview import (
    by_importance,
    contributing,
    evidence_of,
    outcomes_of,
    result_of,
    size_of_review,
    status_of,
)
from living_review.words.prose.pool import method_of

MOST_WORDS = 400
"""How long an abstract gets before it tells fewer results; a long label may make it longer."""
MOST_RESULTS, LEAST_RESULTS = 6, 3
MOST_CONCLUSIONS = MOST_CHANGES = 3
MOST_NAMED = 4
"""How many comparisons, outcomes or sources are named before the rest are counted."""
WORDS_OF_LIMITS = 40
OWN: tuple[facts.Part, ...] = ("objectives", "funding", "registration")
"""The parts that only a review team can write, or can write better."""


# Citations, links and spans, emphasis and code, and last what was escaped.
_MARKS = (
    (re.compile(r"\s*(?<!\\)\[[^\[\]]*@[^\[\]]*\]"), ""),
    (re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\](?:\([^()\s]*\)|\{[^{}]*\})"), r"\1"),
    (re.compile(r"(?<!\\)(?:[*`]+|(?<!\w)_+|_+(?!\w))"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


@dataclass(frozen=True)
class AbstractPart:
    """One part of an abstract: which, its heading and its text."""

    part: facts.Part
    heading: str
    text: str


@dataclass(frozen=True)
class Abstract:
    """The abstract of one version, part by part."""

    parts: tuple[AbstractPart, ...]

    @property
    def text(self) -> str:
        """The whole as plain text, a line a part."""
        return "\n".join(
            say(facts.Line(heading=each.heading, text=each.text)) for each in self.parts
        )

    @property
    def words(self) -> int:
        """How many words it has, numbers counted and headings not."""
        return sum(len(each.text.split()) for each in self.parts)


def structured_abstract(
    findings: Findings, living: Living, own: Mapping[facts.Part, str | None] | None = None
) -> Abstract:
    """Write the abstract of a review; `own` is what its team wrote for parts of `OWN`.

    It tells the main results: those of the bottom line, then others by importance, as many as have
    room in it; how many more there are is said. Of the other parts less is told, too, before any
    harm that is certain would be left out.
    """
    ordered = main_results(findings)
    harms = sum(map(is_certain_harm, ordered))
    # The first of the others, and every harm that is certain, however long their names are.
    least = min(max(LEAST_RESULTS, 1 + harms), len(ordered))
    most = min(max(MOST_RESULTS, least), len(ordered))
    rooms = [*(_Room(results) for results in range(most, least - 1, -1)), *_tighter(least)]
    for room in rooms[:-1]:
        told = _abstract(findings, living, own or {}, ordered, room)
        if told.words <= MOST_WORDS:
            return told
    return _abstract(findings, living, own or {}, ordered, rooms[-1])


@dataclass(frozen=True)
class _Room:
    """How much of each kind an abstract tells; what is left out is counted in it."""

    results: int
    named: int = MOST_NAMED
    """Comparisons, outcomes and sources."""
    limits: int = WORDS_OF_LIMITS
    changes: int = MOST_CHANGES


def _tighter(results: int) -> Iterator[_Room]:
    """Give what is told of the other parts where no result can be spared, less and less of it."""
    yield _Room(results, changes=1)
    yield _Room(results, changes=1, named=2)
    yield _Room(results, changes=1, named=2, limits=0)
    yield _Room(results, changes=1, named=1, limits=0)


def abstract_of(findings: Findings, protocol: Protocol) -> Abstract:
    """Write the abstract of a review as its report shows it."""
    review, objectives = findings.review, findings.text("objectives")
    # A text in another language than the abstract is none of it.
    written = objectives is not None and not objectives.stands_in
    own: dict[facts.Part, str | None] = {
        "objectives": first_paragraph(objectives.markdown) if objectives and written else None,
        "funding": review.funding,
        "registration": review.registration,
    }
    return structured_abstract(findings, protocol.review.living, own)


def first_paragraph(markdown: str) -> str:
    """Give the first paragraph of a text in plain letters, without what it cites."""
    blocks = (each.strip() for each in re.split(r"\n\s*\n", markdown))
    text = next((each for each in blocks if each and not each.startswith(("#", ":::"))), "")
    for marks, kept in _MARKS:
        text = marks.sub(kept, text)
    return " ".join(text.split())


def main_results(findings: Findings) -> tuple[Finding, ...]:
    """Order the results as an abstract tells them: harms that are certain are never left behind.

    The others follow as in the bottom line, where critical outcomes come first; however many harms
    there are, the first of the others stands before them, so that no abstract tells harms alone.
    """
    first = leading(findings)
    rest = tuple(f for f in by_importance(findings) if f.trials and f not in first)
    ordered = (*first, *rest)
    harms = [f for f in ordered if is_certain_harm(f)]
    ahead = max(LEAST_RESULTS - len(harms), 1)
    benefits = [f for f in ordered if f not in harms]
    return (*benefits[:ahead], *harms, *benefits[ahead:])


def _abstract(
    findings: Findings,
    living: Living,
    own: Mapping[facts.Part, str | None],
    ordered: Sequence[Finding],
    room: _Room,
) -> Abstract:
    told = ordered[: room.results]
    said: dict[facts.Part, Callable[[], Iterable[Fact | str]]] = {
        "objectives": lambda: [_objectives(findings)],
        "eligibility": lambda: [_eligibility(findings, room.named)],
        "sources": lambda: [_sources(findings, room.named)],
        "risk_of_bias": lambda: [_risk_of_bias(findings)],
        "methods": lambda: [_methods(findings, told)],
        "included": lambda: [_included(findings)],
        "results": lambda: _results(findings, told),
        "limitations": lambda: _limitations(findings, room.limits),
        "interpretation": lambda: _interpretation(findings, told),
        "funding": lambda: [facts.NotReported()],
        "registration": lambda: [facts.NotReported()],
        "version": lambda: [_version(findings, living, room.changes)],
    }
    parts = []
    for part in get_args(facts.Part):
        wrote = " ".join((own.get(part) or "").split()) if part in OWN else ""
        texts = [wrote] if wrote else [e if isinstance(e, str) else say(e) for e in said[part]()]
        if text := " ".join(filter(None, texts)):
            parts.append(AbstractPart(part, say(facts.PartName(part=part)), text))
    return Abstract(tuple(parts))


def _objectives(findings: Findings) -> facts.Objectives:
    asked = findings.review.question
    return facts.Objectives(
        population=asked.get("population", ""),
        intervention=asked.get("intervention", ""),
        many=plural_before(asked.get("intervention", ""), asked.get("number")),
        comparator=asked.get("comparator", ""),
    )


def _eligibility(findings: Findings, most: int) -> facts.Eligibility:
    comparisons = tuple(dict.fromkeys(f.comparison_label for f in findings.findings))
    critical = outcomes_of(f for f in findings.findings if f.importance == "critical")
    others = outcomes_of(findings.findings, without=critical)
    return facts.Eligibility(
        comparisons=comparisons[:most],
        more=len(comparisons[most:]),
        critical=critical[:most],
        further=len(critical[most:]),
        others=len(others),
    )


def _sources(findings: Findings, most: int) -> facts.Sources:
    last = {run.source: run.date for run in sorted(findings.searches, key=lambda run: run.date)}
    newest = sorted(last.items(), key=lambda each: each[1], reverse=True)
    named = newest[:most]
    return facts.Sources(
        searched=tuple(facts.Searched(source=name, last=date) for name, date in named),
        more=len(newest) - len(named),
    )


def _risk_of_bias(findings: Findings) -> facts.RiskOfBias:
    """Count the included trials that are judged, as a whole or for one of their results."""
    judged: dict[str, facts.Tool] = {}
    for finding in findings.findings:
        for result in finding.trials:
            if result.risk_of_bias is not None:
                judged[result.trial_id] = result.risk_of_bias.tool
    for trial in findings.trials:
        for each in trial.risk_of_bias:
            judged[trial.trial_id] = each.tool
    included = {trial.trial_id for trial in findings.trials if trial.status == "included"}
    tools = Counter(tool for trial_id, tool in judged.items() if trial_id in included)
    return facts.RiskOfBias(
        tools=tuple(name for name, _ in tools.most_common()),
        judged=tools.total(),
        included=findings.registry.trials.included,
    )


def _methods(findings: Findings, told: Sequence[Finding]) -> facts.Methods:
    pooled = [f for f in (told if any(f.pooled for f in told) else findings.findings) if f.pooled]
    methods = dict.fromkeys(method_of(f.pooled) for f in pooled if f.pooled)
    rated = [f.certainty for f in findings.findings if f.certainty]
    return facts.Methods(
        measures=tuple(dict.fromkeys(MeasureInFull(code=f.measure) for f in pooled)),
        methods=tuple(methods),
        rated=bool(rated),
        provisional=any(each.provisional for each in rated),
    )


def _included(findings: Findings) -> facts.Included:
    years = [trial.year for trial in findings.trials if trial.status == "included"]
    return facts.Included(
        size=size_of_review(findings),
        contributing=contributing(findings),
        first=str(min(years)) if years else "",
        last=str(max(years)) if years else "",
    )


def _results(findings: Findings, told: Sequence[Finding]) -> Iterator[Fact]:
    included = findings.registry.trials.included
    if not told:
        yield facts.NoResults(included=included)
        return
    names = FindingNames(findings.findings)
    yield from (_result(finding, names) for finding in told)
    further = sum(bool(f.trials) for f in findings.findings) - len(told)
    if further:
        yield facts.MoreResults(results=further)
    critical = [f for f in findings.findings if f.importance == "critical"]
    missing = outcomes_of(critical, without=outcomes_of(f for f in critical if f.reported))
    if missing:
        yield facts.NoDataOnCritical(outcomes=missing[:MOST_NAMED], more=len(missing[MOST_NAMED:]))


def _result(finding: Finding, names: FindingNames) -> facts.Result:
    result = result_of(finding)
    level = finding.certainty.level if finding.certainty else None
    unsided = isinstance(result, ResultInBrief) and not result.favours
    # At one baseline an effect may be too small to matter, and at another not.
    sizes = {each.size for each in finding.conclusions} or {finding.magnitude}
    return facts.Result(
        name=names.short(finding),
        result=result,
        little=unsided and sizes == {"trivial"} and level not in (None, "very low"),
        evidence=evidence_of(finding),
        certainty=level,
    )


def main_result(findings: Findings) -> tuple[Finding | None, str]:
    """Give the first of the main results, and the sentence that the abstract has on it.

    None, and the sentence that says so, where there is no result.
    """
    first = next(iter(main_results(findings)), None)
    if first is None:
        included = findings.registry.trials.included
        return None, say(facts.NoResults(included=included))
    return first, say(_result(first, FindingNames(findings.findings)))


def _limitations(findings: Findings, most: int) -> Iterator[str]:
    """Give the first of what limits the evidence, one sentence at least."""
    words = 0
    for sentence in limitation_sentences(findings):
        words += len(sentence.split())
        if words > most and words > len(sentence.split()):
            return
        yield sentence


def _interpretation(findings: Findings, told: Sequence[Finding]) -> Iterator[Fact]:
    names = FindingNames(findings.findings)
    concluded: dict[str, list[str]] = {}
    for finding in told:
        if finding.statement and finding.certainty:
            beside = concluded.setdefault(finding.statement.rstrip("."), [])
            beside += [each for each in names.beside(finding) if each not in beside]
    # No certain harm that is told as a result is left out of what is concluded.
    most = max(MOST_CONCLUSIONS, 1 + sum(map(is_certain_harm, told)))
    for statement, beside in list(concluded.items())[:most]:
        yield facts.Concluded(statement=statement, beside=tuple(beside))
    if not concluded:
        yield facts.NoConclusion(results=bool(told))


def _version(findings: Findings, living: Living, most: int) -> facts.ThisVersion:
    version, changes = findings.version, findings.changes
    number = None if version.number is None else numbers.count(version.number)
    changed = None if changes is None else headline_of(changes)
    more = isinstance(changed, Headline) and len(changed.parts) > most
    if isinstance(changed, Headline):
        changed = replace(changed, parts=changed.parts[:most])
    return facts.ThisVersion(
        edition=Edition(number=number),
        on=version.date,
        searched=findings.currency.last_search,
        status=status_of(findings, living),
        previous=numbers.count(changes.since) if changes and changes.since else "",
        changed=changed,
        more=more,
    )
