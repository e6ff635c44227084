"""What a finding is called among the others: with its comparison and time wherever they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from living_review.findings import Finding
from living_review.synthesis.wording import inside, joined


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
        name = f"{finding.outcome_label}{self._measure(finding)}, {self._time(finding)}"
        return f"{name} ({self.comparison(finding)})" if len(self._comparisons) > 1 else name

    def title(self, finding: Finding) -> str:
        """Give label, intervention and time; the comparator too where the intervention recurs."""
        label = f"{finding.outcome_label}{self._measure(finding)}"
        return f"{label}: {self._with_what(finding)}, {self._time(finding)}"

    def shown(self, finding: Finding) -> str:
        """Name a finding as what a figure shows: 'pain (opioids, end of treatment)'."""
        label = f"{inside(finding.outcome_label)}{self._measure(finding)}"
        return f"{label} ({self._with_what(finding)}, {self._time(finding)})"

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
        others = [f.comparator for f in self._comparisons]
        if len(self._of(finding.intervention)) < 2 and finding.intervention not in others:
            return finding.intervention
        label = inside(finding.comparison_label)
        if sum(f.comparison_label == finding.comparison_label for f in self._comparisons) > 1:
            return f"{label}, ‘{finding.comparison}’"
        return label

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
        return f"compared with {finding.comparator}"

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
        when = self._time(finding) if several or always_when else ""
        return tuple(filter(None, (self._measure(finding).strip(), self.unsaid(finding), when)))

    def beside_label(self, finding: Finding) -> str:
        """Name a finding where its time stands elsewhere: with its comparison if several."""
        label = inside(finding.outcome_label)
        if len(self._comparisons) < 2:
            return label
        own = self.comparison(finding)
        if own == finding.intervention:
            own = f"{own} compared with {finding.comparator}"
        return f"{label}, {own}"

    def _together(self, group: Sequence[Finding]) -> str:
        label = inside(group[0].outcome_label)
        rivals = self._rivals(group[0])
        comparisons = len({f.comparison for f in rivals}) > 1
        times = len({f.timepoint for f in rivals}) > 1
        ids = len({f.outcome for f in rivals}) > 1
        if not (comparisons or times or ids):
            return label
        parts: dict[str, list[str]] = {}
        for finding in group:
            own = self.comparison(finding) if comparisons else ""
            head = ", ".join(filter(None, (self._measure(finding).strip(), own)))
            when = parts.setdefault(head, [])
            if times:
                when.append(self._time(finding))
        said = [
            f"{head}: {joined(when)}" if head and when else head or joined(when)
            for head, when in parts.items()
        ]
        return f"{label} ({'; '.join(said)})"

    def _rivals(self, finding: Finding) -> list[Finding]:
        """Give the findings of one label: those with trials, if the finding itself has some."""
        alike = [f for f in self._all if _key(f) == _key(finding)]
        with_trials = [f for f in alike if f.trials]
        return (with_trials if finding.trials else alike) or [finding]

    def _with_what(self, finding: Finding) -> str:
        """Give the intervention, with the comparator where it recurs."""
        if len(self._of(finding.intervention)) < 2:
            return finding.intervention
        if self._alike(finding) > 1:
            return self.comparison(finding)
        return f"{finding.intervention} compared with {finding.comparator}"

    def _measure(self, finding: Finding) -> str:
        """Tell outcomes of one label apart: by the measure, or by their ids."""
        others = {f.outcome: f.measure for f in self._all if _key(f) == _key(finding)}
        if len(others) < 2:
            return ""
        if list(others.values()).count(finding.measure) == 1:
            return f" {finding.measure}"
        return f" ‘{finding.outcome}’"

    def _time(self, finding: Finding) -> str:
        label = finding.timepoint_label
        times = {f.timepoint for f in self._all if f.timepoint_label == label}
        return inside(label) if len(times) < 2 else f"{inside(label)} ‘{finding.timepoint}’"

    def _of(self, intervention: str) -> list[Finding]:
        return [f for f in self._comparisons if f.intervention == intervention]

    def _alike(self, finding: Finding) -> int:
        return sum(f.comparator == finding.comparator for f in self._of(finding.intervention))


def _key(finding: Finding) -> str:
    """Give a label as readers compare it: capitals and blanks make no difference."""
    return " ".join(finding.outcome_label.split()).casefold()
