"""What a finding is called among the others: with its comparison and time wherever they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from living_review.findings import Finding
from living_review.ground.proper_names import inside
from living_review.language import say
from living_review.language.facts import finding_names as facts


class FindingNames:
    """The names of a review's findings; no two of its findings share one.

    A label alone says nothing where several findings have it: of other comparisons, at other times,
    or by another measure.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._all = tuple(findings)
        known = {f.comparison: f for f in self._all}
        self._comparisons = tuple(known.values())

    def full(self, finding: Finding) -> str:
        """Give label and time, and the comparison where a review has several."""
        several = len(self._comparisons) > 1
        return say(
            facts.Full(
                outcome=finding.outcome_label,
                measure=self._measure(finding),
                time=self._time(finding),
                comparison=self._comparison(finding) if several else "",
            )
        )

    def title(self, finding: Finding) -> str:
        """Give label, intervention and time; the comparator too where the intervention recurs."""
        return say(
            facts.Title(
                outcome=finding.outcome_label,
                measure=self._measure(finding),
                comparison=self._with_what(finding),
                time=self._time(finding),
            )
        )

    def shown(self, finding: Finding) -> str:
        """Name a finding as what a figure shows: 'pain (opioids, end of treatment)'."""
        return say(
            facts.Shown(
                outcome=finding.outcome_label,
                measure=self._measure(finding),
                comparison=self._with_what(finding),
                time=self._time(finding),
            )
        )

    def short(self, finding: Finding) -> str:
        """Name a finding inside a sentence by its label and whatever tells it from the others."""
        return self.listed([finding])[0]

    def listed(self, chosen: Iterable[Finding]) -> list[str]:
        """Name findings inside a sentence, those of one label together.

        'pain (opioids: end of treatment and one year; exercise: end of treatment)'
        """
        groups: dict[str, list[Finding]] = {}
        for finding in chosen:
            groups.setdefault(_key(finding), []).append(finding)
        return [self._together(group) for group in groups.values()]

    def comparison(self, finding: Finding) -> str:
        """Name a comparison: by its intervention if no other has it, else by its label."""
        named = self._comparison(finding)
        return named if isinstance(named, str) else say(named)

    def _comparison(self, finding: Finding) -> str | facts.Comparison:
        others = [f.comparator for f in self._comparisons]
        if len(self._of(finding.intervention)) < 2 and finding.intervention not in others:
            return finding.intervention
        label = finding.comparison_label
        recurs = sum(f.comparison_label == label for f in self._comparisons) > 1
        return facts.Comparison(label=label, id=finding.comparison if recurs else "")

    def unsaid(self, finding: Finding) -> str:
        """Say what a sentence on an intervention and an outcome leaves open: compared with what.

        Empty where no other comparison of the review has the same intervention, unless the
        statement of the finding names no intervention and another comparison has its outcome.
        """
        told = (finding.statement or finding.intervention).casefold()
        if finding.intervention.casefold() not in told:
            several = len({each.comparison for each in self._rivals(finding)}) > 1
            return self.comparison(finding) if several else ""
        if len(self._of(finding.intervention)) < 2:
            return ""
        if self._alike(finding) > 1:
            return self.comparison(finding)
        return say(facts.ComparedWith(comparator=finding.comparator))

    def twin(self, finding: Finding) -> str:
        """Name the comparison of a finding where another compares the same two; else empty."""
        return self.comparison(finding) if self._alike(finding) > 1 else ""

    def beside(self, finding: Finding, *, always_when: bool = False) -> tuple[str, ...]:
        """Give what must stand beside a sentence on an intervention and an outcome.

        Which measure, where another outcome has the same label; compared with what, where another
        comparison has the same intervention; and the time, where the outcome has a result at
        another one, or `always_when`.
        """
        several = len({f.timepoint for f in self._rivals(finding)}) > 1
        when = self._time(finding) if several or always_when else None
        measure = self._measure(finding)
        said = (
            say(measure) if measure else "",
            self.unsaid(finding),
            say(when) if when else "",
        )
        return tuple(filter(None, said))

    def beside_label(self, finding: Finding) -> str:
        """Name a finding where its time stands elsewhere: with its comparison if several."""
        if len(self._comparisons) < 2:
            return inside(finding.outcome_label)
        own: str | facts.Compared = self.comparison(finding)
        if own == finding.intervention:
            own = facts.Compared(intervention=finding.intervention, comparator=finding.comparator)
        return say(facts.WithoutTime(outcome=finding.outcome_label, comparison=own))

    def _together(self, group: Sequence[Finding]) -> str:
        label = group[0].outcome_label
        rivals = self._rivals(group[0])
        comparisons = len({f.comparison for f in rivals}) > 1
        times = len({f.timepoint for f in rivals}) > 1
        ids = len({f.outcome for f in rivals}) > 1
        if not (comparisons or times or ids):
            return inside(label)
        parts: dict[tuple[facts.Measure | None, str], list[facts.Time]] = {}
        for finding in group:
            own = self.comparison(finding) if comparisons else ""
            when = parts.setdefault((self._measure(finding), own), [])
            if times:
                when.append(self._time(finding))
        told = tuple(
            facts.Part(measure=measure, comparison=own, times=tuple(when))
            for (measure, own), when in parts.items()
        )
        return say(facts.Together(outcome=label, parts=told))

    def _rivals(self, finding: Finding) -> list[Finding]:
        """Give the findings of one label: those with trials, if the finding itself has some."""
        alike = [f for f in self._all if _key(f) == _key(finding)]
        with_trials = [f for f in alike if f.trials]
        return (with_trials if finding.trials else alike) or [finding]

    def _with_what(self, finding: Finding) -> str | facts.Comparison | facts.Compared:
        """Give the intervention, with the comparator where it recurs."""
        if len(self._of(finding.intervention)) < 2:
            return finding.intervention
        if self._alike(finding) > 1:
            return self._comparison(finding)
        return facts.Compared(intervention=finding.intervention, comparator=finding.comparator)

    def _measure(self, finding: Finding) -> facts.Measure | None:
        """Tell outcomes of one label apart: by the measure, or by their ids."""
        others = {f.outcome: f.measure for f in self._all if _key(f) == _key(finding)}
        if len(others) < 2:
            return None
        alone = list(others.values()).count(finding.measure) == 1
        return facts.Measure(measure=finding.measure, id="" if alone else finding.outcome)

    def _time(self, finding: Finding) -> facts.Time:
        label = finding.timepoint_label
        times = {f.timepoint for f in self._all if f.timepoint_label == label}
        return facts.Time(label=label, id="" if len(times) < 2 else finding.timepoint)

    def _of(self, intervention: str) -> list[Finding]:
        return [f for f in self._comparisons if f.intervention == intervention]

    def _alike(self, finding: Finding) -> int:
        return sum(f.comparator == finding.comparator for f in self._of(finding.intervention))


def _key(finding: Finding) -> str:
    """Give a label as readers compare it: capitals and blanks make no difference."""
    return " ".join(finding.outcome_label.split()).casefold()
