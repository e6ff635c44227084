"""The bottom line: every critical outcome and every certain harm, in at most five sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from living_review.certainty.statements import at_baselines, by_level, no_threshold
from living_review.findings import Finding, Findings
from living_review.ground import numbers
from living_review.synthesis.finding_names import FindingNames
from living_review.synthesis.wording import joined
from living_review.words.grammar import capitalised, inside, listed, plural, sentence, side
from living_review.words.overview import (
    LEVELS,
    by_importance,
    evidence_in_brief,
    labels,
    never_reported,
    rating_sentence,
    result_in_brief,
)
from living_review.words.unrated_words import whose

MOST_SENTENCES = 5
MOST_WITHOUT_CRITICAL = 3
_NONE = "little to no difference"
_UNKNOWN = ("very uncertain", "do not show whether", "does not show whether", "do not agree")
_NO_SIDE = ("shows no difference", "show no difference")
_BASELINE = re.compile(r"At a (?:risk|rate) of .*?\), ")


@dataclass(frozen=True)
class _Told:
    """What is told of a finding with one certainty: its statement, or that at one baseline."""

    finding: Finding
    level: str
    text: str

    @property
    def at(self) -> str:
        """The words before the statement that name its baseline; empty where it names none."""
        named = _BASELINE.match(self.text)
        return named[0] if named else ""

    @property
    def plain(self) -> str:
        return capitalised(self.text.removeprefix(self.at).rstrip("."))


def bottom_line(findings: Findings) -> tuple[str, ...]:
    """Say in at most five sentences what is known, how sure it is, and what is not known.

    Every critical outcome of every comparison stands in it, at each time with trials, and every
    harm of high or moderate certainty, whatever its importance; what has one certainty is told in
    one sentence, each baseline with its own, and neighbouring certainties are joined where there
    would be more than five.
    """
    said = leading(findings)
    every = [each for finding in said for each in _each(finding)]
    no_size = f", and {no_threshold()}"
    unagreed = sum(no_size in each.text for each in every) > 1
    if unagreed:
        every = [_Told(e.finding, e.level, e.text.replace(no_size, "")) for e in every]
    tail = [_missing(findings), _rest(findings, said)]
    ratings = rating_sentence(findings)
    told: list[str] = []
    for level in LEVELS:
        if part := _of_level(findings, every, level, "compared with" in " ".join(told)):
            told.append(part)
    without = _unrated(findings, said)
    room = MOST_SENTENCES - bool(ratings)
    if len(told) + len(without) + sum(map(bool, tail)) > room:
        tail = ["; ".join(filter(None, tail))]
    room -= len(without) + sum(map(bool, tail))
    while len(told) > max(room, 1):
        told[-2:] = ["; ".join(told[-2:])]
    if unagreed:
        last = max(place for place, part in enumerate(told) if " estimate" in part)
        told[last] += f". Where an estimate is given, {no_threshold()}"
    parts = (*told, *without, *tail, ratings)
    return tuple(sentence(part) for part in parts if part)


def _each(finding: Finding) -> list[_Told]:
    if finding.certainty is None or not finding.statement:
        return []
    return [
        _Told(finding, level, text)
        for level, whole in by_level(finding.statement, finding.certainty.level)
        for text in at_baselines(whole)
    ]


def leading(findings: Findings) -> tuple[Finding, ...]:
    """Give the findings the bottom line tells: critical ones, and harms that are fairly certain.

    Where no outcome is critical, the first three stand for them.
    """
    ordered = [finding for finding in by_importance(findings) if finding.trials]
    chosen = [f for f in ordered if f.importance == "critical"]
    if not chosen:
        rated = [f for f in ordered if f.certainty]
        pooled = [f for f in rated or ordered if f.pooled]
        chosen = (pooled or rated or ordered)[:MOST_WITHOUT_CRITICAL]
    return tuple(f for f in ordered if f in chosen or is_certain_harm(f))


def is_certain_harm(finding: Finding) -> bool:
    """Tell whether a finding is a harm that matters, of high or moderate certainty."""
    sure = [each.text for each in _each(finding) if each.level in ("high", "moderate")]
    matters = [t for t in sure if not any(w in t for w in (_NONE, *_UNKNOWN, *_NO_SIDE))]
    return bool(matters) and _harms(finding)


def _harms(finding: Finding) -> bool:
    if finding.pooled is not None:
        return side(finding.pooled.estimate, finding) == finding.comparator
    ways = {trial.direction for trial in finding.trials}
    return ways == {"favours_control"}


def _of_level(findings: Findings, every: Sequence[_Told], level: str, spoken: bool) -> str:
    """Tell what has one certainty: 'high certainty: compared with placebo, …; …'.

    `spoken`: whether the comparator has been named before.
    """
    own = [each for each in every if each.level == level]
    if not own:
        return ""
    # Said once where every result has the same comparator; else in each sentence where it changes.
    only = len({f.comparator for f in findings.findings if f.trials}) == 1
    evidence = _Evidence(findings)
    told, before = [], every[0].finding.comparator if only and spoken else ""
    for group in _by_comparison(own):
        against = group[0].finding.comparator
        opening = ""
        if against != before and not all(inside(against) in inside(e.text) for e in group):
            opening, before = f"compared with {against}, ", against
        told.append(opening + _of_comparison(evidence, group))
    return f"{level} certainty: {'; '.join(told)}"


def _by_comparison(found: Sequence[_Told]) -> Iterator[list[_Told]]:
    for comparison in dict.fromkeys(each.finding.comparison for each in found):
        yield [each for each in found if each.finding.comparison == comparison]


def _of_comparison(evidence: _Evidence, found: Sequence[_Told]) -> str:
    """Tell findings of one comparison, those that share their beginning behind it."""
    intervention = found[0].finding.intervention
    subject = f"{capitalised(intervention)} "
    unsure = f"The evidence is very uncertain about the effect of {intervention} on "
    left, clauses = list(found), []
    for at in dict.fromkeys(each.at for each in sorted(found, key=lambda e: bool(e.at))):
        for start in (subject, unsure):
            alike = [e for e in left if e.at == at and e.plain.startswith(start)]
            left = [each for each in left if each not in alike]
            if alike:
                told = _with_evidence(evidence, alike, start)
                clauses.append(f"{inside(at)}{inside(start)}{joined(told)}")
    for each in left:
        clauses += [f"{inside(each.at)}{inside(t)}" for t in _with_evidence(evidence, [each], "")]
    return "; ".join(clauses)


def _with_evidence(evidence: _Evidence, alike: Sequence[_Told], start: str) -> list[str]:
    """Write statements behind what they share, those at several times that read alike once."""
    same: dict[str, list[Finding]] = {}
    for each in alike:
        same.setdefault(each.plain.removeprefix(start), []).append(each.finding)
    told = []
    for text, found in same.items():
        if len({f.timepoint for f in found}) < len(found):
            told += [_beside(text, evidence.of([each]), each) for each in found]
        else:
            told.append(_beside(text, evidence.of(found), found[0]))
    return told


def _beside(text: str, evidence: str, finding: Finding) -> str:
    """Put the evidence into the parentheses that give an estimate, or into its own."""
    if re.search(rf"\({finding.measure} [^()]*\)$", text):
        return f"{text[:-1]}; {evidence})"
    return f"{text} ({evidence})"


class _Evidence:
    """The trials behind each result of a sentence, with the time wherever it changes.

    Trials that are those of the result before are not counted once more: 'the same four trials'.
    """

    def __init__(self, findings: Findings) -> None:
        times = {f.timepoint_label for f in findings.findings if f.trials}
        self._before = times.pop() if len(times) == 1 else None
        self._names = FindingNames(findings.findings)
        self._last: object = None

    def of(self, found: Sequence[Finding]) -> str:
        """Tell the trials of a result, or of one result at several times."""
        twin = self._names.twin(found[0])
        own = f"{twin}; " if twin else ""
        if len(found) == 1:
            time = found[0].timepoint_label
            said = "" if time == self._before else f"{inside(time)}; "
            self._before = time
            return f"{own}{said}{self._trials(found[0])}"
        self._before = None
        times = [inside(each.timepoint_label) for each in found]
        if len({_behind(each) for each in found}) == 1:
            return f"{own}{joined(times)}; each with {self._trials(found[0])}"
        behind = [evidence_in_brief(each) for each in found]
        self._last = None
        return own + "; ".join(map(", ".join, zip(times, behind, strict=True)))

    def _trials(self, finding: Finding) -> str:
        last, self._last = self._last, _behind(finding)
        if last != self._last:
            return evidence_in_brief(finding)
        number, _, _ = finding.described
        return f"the same {numbers.in_words(number)} trials" if number > 1 else "the same trial"


def _behind(finding: Finding) -> tuple[object, ...]:
    """Give what tells the evidence behind two results apart: the trials and their people."""
    return (*finding.described, frozenset(each.trial_id for each in finding.contributing))


def _unrated(findings: Findings, said: Iterable[Finding]) -> list[str]:
    """Tell results whose certainty is not rated and why it is not, those of one reason together."""
    groups: dict[str | None, list[Finding]] = {}
    for finding in said:
        if finding.certainty is None:
            groups.setdefault(finding.not_rated, []).append(finding)
    told = [_unrated_alike(findings, why, own) for why, own in groups.items()]
    return ["; ".join(told)] if told else []


def _unrated_alike(findings: Findings, why: str | None, own: Sequence[Finding]) -> str:
    # That nobody had the event is the result itself, and is told as that.
    because = f" ({whose(why, own)})" if why and not all(f.all_alike for f in own) else ""
    evidence = _Evidence(findings)
    told = "; ".join(
        f"{group[0].intervention} compared with {group[0].comparator}, "
        + "; ".join(
            f"{inside(f.outcome_label)}: {result_in_brief(f)} ({evidence.of([f])})" for f in group
        )
        for comparison in dict.fromkeys(f.comparison for f in own)
        if (group := [f for f in own if f.comparison == comparison])
    )
    return f"certainty not rated{because}: {told.replace(') (', '; ')}"


def _missing(findings: Findings) -> str:
    """Name what no trial reports: outcomes of the review, and critical ones of a comparison."""
    if not findings.registry.trials.included:
        return "no trial is included, so this review says nothing yet on any outcome"
    nowhere = never_reported(findings)
    said = [f"no trial gave usable data on {listed(nowhere, 'or')}"] if nowhere else []
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        own = [f for f in findings.findings if f.comparison == comparison]
        known = {*labels(f for f in own if f.reported), *nowhere}
        critical = labels(f for f in own if f.importance == "critical")
        missing = [label for label in critical if label not in known]
        if missing:
            said.append(
                f"no trial of {own[0].intervention} compared with {own[0].comparator} gave usable "
                f"data on {listed(missing, 'or')}"
            )
    return "; ".join(said)


def _rest(findings: Findings, said: Sequence[Finding]) -> str:
    """Count the findings the bottom line did not name by how they were put together."""
    left = [f for f in findings.findings if f.trials and f not in said]
    tally = Counter("pooled" if f.synthesis == "pooled" else "apart" for f in left)
    words = {
        "pooled": ("was pooled", "were pooled"),
        "apart": ("is described without pooling", "are described without pooling"),
    }
    parts = [
        f"{numbers.in_words(tally[kind])} {plural(tally[kind], *verbs)}"
        for kind, verbs in words.items()
        if tally[kind]
    ]
    return f"of the other results, {listed(parts)}" if parts else ""
