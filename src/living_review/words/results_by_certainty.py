"""What the bottom line tells of results that have one certainty, with the evidence behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from living_review.certainty.statements import baseline_of, fact_of
from living_review.findings import Conclusion, Finding, Findings, Level
from living_review.language import say
from living_review.language.facts import bottom_line as facts
from living_review.language.facts import statements as said
from living_review.synthesis.finding_names import FindingNames
from living_review.words.overview import evidence_in_brief

Kind = TypeVar("Kind")
Does = said.Changes | said.Between


class Concluded(NamedTuple):
    """A finding, and what is concluded of it at one baseline or at all."""

    finding: Finding
    by: Conclusion

    @property
    def at(self) -> said.Baseline | None:
        """The baseline it is said at; None where none is named."""
        return baseline_of(self.by) if self.by.baseline else None

    @property
    def fact(self) -> said.Said:
        """What is said of it."""
        return fact_of(self.finding, self.by)


class Results:
    """Puts the results of one certainty after the other into facts.

    `agreed`: whether it is said of each estimate that no threshold sizes it; else nowhere here.
    """

    def __init__(self, findings: Findings, every: Sequence[Concluded], *, agreed: bool) -> None:
        self.findings, self.every, self.agreed = findings, every, agreed
        comparators = {f.comparator for f in findings.findings if f.trials}
        # Named once where every result has the same comparator; else wherever it changes.
        self.spoken = None if len(comparators) > 1 else ""

    def of_level(self, level: Level) -> facts.OfLevel | None:
        """Give all that has one certainty; None where nothing has it."""
        own = [each for each in self.every if each.by.level == level]
        if not own:
            return None
        evidence, before = Evidence(self.findings), self.spoken or ""
        told = []
        for comparison in dict.fromkeys(each.finding.comparison for each in own):
            group = [each for each in own if each.finding.comparison == comparison]
            against = group[0].finding.comparator
            # An estimate without a size names both sides itself.
            named = all(each.by.kind == "without_size" for each in group)
            opening = "" if named or against == before else against
            before = opening or before
            clauses = tuple(self._clauses(evidence, group))
            told.append(facts.OfComparison(comparator=opening, clauses=clauses))
        if self.spoken is not None:
            self.spoken = before
        return facts.OfLevel(level=level, comparisons=tuple(told))

    def _clauses(self, evidence: Evidence, own: Sequence[Concluded]) -> Iterator[facts.Clause]:
        """Tell the results of one comparison, those that say the same kind of thing together."""
        who = own[0].finding.intervention
        for at in dict.fromkeys(each.at for each in sorted(own, key=lambda e: e.at is not None)):
            here = [each for each in own if each.at == at]
            does: list[tuple[Does, facts.Behind]] = list(_alike(evidence, here, _does))
            if does:
                told = tuple(facts.Told(does=what, behind=behind) for what, behind in does)
                yield facts.Effects(at=at, who=who, told=told)
            unsure: list[tuple[said.Outcome, facts.Behind]] = list(
                _alike(evidence, here, _unsure_of)
            )
            if unsure:
                on = tuple(facts.UncertainOn(outcome=each, behind=b) for each, b in unsure)
                yield facts.VeryUncertain(at=at, who=who, outcomes=on)
        for each in own:
            fact = each.fact
            if isinstance(fact, said.Undecided | said.Stated):
                behind = evidence.of([each.finding])
                yield facts.Whole(at=each.at, said=fact, behind=behind)
            if isinstance(fact, said.WithoutSize):
                why = fact.why if self.agreed or each.finding.thresholds else None
                inside = replace(fact, why=why, behind=say(evidence.of([each.finding])))
                yield facts.Estimates(at=each.at, said=inside)


def _does(fact: said.Said) -> Does | None:
    return fact.does if isinstance(fact, said.Statement) else None


def _unsure_of(fact: said.Said) -> said.Outcome | None:
    return fact.outcome if isinstance(fact, said.VeryUncertain) else None


def _alike(
    evidence: Evidence, here: Iterable[Concluded], part: Callable[[said.Said], Kind | None]
) -> Iterator[tuple[Kind, facts.Behind]]:
    """Give a part of what is said with its evidence; once where it is the same at several times."""
    same: dict[Kind, list[Finding]] = {}
    for each in here:
        told = part(each.fact)
        if told is not None:
            same.setdefault(told, []).append(each.finding)
    for told, found in same.items():
        if len({f.timepoint for f in found}) < len(found):
            yield from ((told, evidence.of([each])) for each in found)
        else:
            yield told, evidence.of(found)


class Evidence:
    """The trials behind each result of a sentence, with the time wherever it changes.

    Trials that are those of the result before are not counted once more: 'the same four trials'.
    """

    def __init__(self, findings: Findings) -> None:
        times = {f.timepoint_label for f in findings.findings if f.trials}
        self._before = times.pop() if len(times) == 1 else None
        self._names = FindingNames(findings.findings)
        self._last: object = None

    def of(self, found: Sequence[Finding]) -> facts.Behind:
        """Give the trials of a result, or of one result at several times."""
        comparison = self._names.twin(found[0])
        if len(found) == 1:
            time = found[0].timepoint_label
            changed = "" if time == self._before else time
            self._before = time
            return self._one(found[0], changed, comparison)
        self._before = None
        if len({_behind(each) for each in found}) == 1:
            first = self._one(found[0], found[0].timepoint_label)
            rest = (facts.OneTime(time=each.timepoint_label) for each in found[1:])
            return facts.SeveralTimes(each=(first, *rest), alike=True, comparison=comparison)
        self._last = None
        each_time = tuple(
            facts.OneTime(time=each.timepoint_label, evidence=evidence_in_brief(each))
            for each in found
        )
        return facts.SeveralTimes(each=each_time, alike=False, comparison=comparison)

    def _one(self, finding: Finding, time: str, comparison: str = "") -> facts.OneTime:
        last, self._last = self._last, _behind(finding)
        same = finding.described[0] if last == self._last else 0
        evidence = "" if same else evidence_in_brief(finding)
        return facts.OneTime(comparison=comparison, time=time, evidence=evidence, same=same)


def _behind(finding: Finding) -> tuple[object, ...]:
    """Give what tells the evidence behind two results apart: the trials and their people."""
    return (*finding.described, frozenset(each.trial_id for each in finding.contributing))
