"""The bottom line: every critical outcome and every certain harm, in at most five sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from living_review import numbers
from living_review.certainty.statements import NO_THRESHOLD
from living_review.findings import Finding, Findings
from living_review.rendering.grammar import (
    capitalised,
    inside,
    listed,
    plural,
    sentence,
    side,
)
from living_review.rendering.overview import (
    LEVELS,
    by_importance,
    evidence_in_brief,
    labels,
    never_reported,
    rating_sentence,
    result_in_brief,
)
from living_review.rendering.unrated_words import whose
from living_review.synthesis.finding_names import FindingNames
from living_review.synthesis.wording import joined

MOST_SENTENCES = 5
MOST_WITHOUT_CRITICAL = 3
_NONE = "little to no difference"
_UNKNOWN = ("very uncertain", "do not show whether", "does not show whether", "do not agree")
_NO_SIDE = ("shows no difference", "show no difference")


def bottom_line(findings: Findings) -> tuple[str, ...]:
    """Say in at most five sentences what is known, how sure it is, and what is not known.

    Every critical outcome of every comparison stands in it, at each time with trials, and every
    harm of high or moderate certainty, whatever its importance; what has one certainty is told in
    one sentence, and neighbouring certainties are joined where there would be more than five.
    """
    said = leading(findings)
    tail = [_missing(findings), _rest(findings, said)]
    ratings = rating_sentence(findings)
    told = [part for level in LEVELS if (part := _of_level(findings, said, level))]
    without = _unrated(findings, said)
    room = MOST_SENTENCES - bool(ratings)
    if len(told) + len(without) + sum(map(bool, tail)) > room:
        tail = ["; ".join(filter(None, tail))]
    room -= len(without) + sum(map(bool, tail))
    while len(told) > max(room, 1):
        told[-2:] = ["; ".join(told[-2:])]
    parts = (*told, *without, *tail, ratings)
    return tuple(sentence(part) for part in parts if part)


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
    rating, told = finding.certainty, finding.statement
    if rating is None or told is None or rating.level not in ("high", "moderate"):
        return False
    baselines = max(1, len(finding.absolute))
    if told.count(_NONE) >= baselines or any(words in told for words in (*_UNKNOWN, *_NO_SIDE)):
        return False
    return _harms(finding)


def _harms(finding: Finding) -> bool:
    if finding.pooled is not None:
        return side(finding.pooled.estimate, finding) == finding.comparator
    ways = {trial.direction for trial in finding.trials}
    return ways == {"favours_control"}


def _of_level(findings: Findings, said: Sequence[Finding], level: str) -> str:
    """Tell what has one certainty: 'high certainty: compared with placebo, …; …'."""
    own = [f for f in said if f.certainty and f.certainty.level == level]
    if not own:
        return ""
    # Said once where every result has the same comparator; else in each sentence where it changes.
    only = len({f.comparator for f in findings.findings if f.trials}) == 1
    evidence = _Evidence(findings)
    told, before = [], said[0].comparator if only and not _opens(said, level) else ""
    for group in _by_comparison(own):
        against = group[0].comparator
        opening = "" if against == before else f"compared with {against}, "
        told.append(opening + _of_comparison(evidence, group))
        before = against
    return f"{level} certainty: {_said_once('; '.join(told))}"


def _opens(said: Sequence[Finding], level: str) -> bool:
    """Tell whether the findings of a level are the first that are told."""
    return level == next(
        each for each in LEVELS if any(f.certainty and f.certainty.level == each for f in said)
    )


def _by_comparison(found: Sequence[Finding]) -> Iterator[list[Finding]]:
    for comparison in dict.fromkeys(f.comparison for f in found):
        yield [f for f in found if f.comparison == comparison]


def _of_comparison(evidence: _Evidence, found: Sequence[Finding]) -> str:
    """Tell findings of one comparison, those that share their beginning behind it."""
    subject = f"{capitalised(found[0].intervention)} "
    unsure = f"The evidence is very uncertain about the effect of {found[0].intervention} on "
    left, clauses = list(found), []
    for start in (subject, unsure):
        alike = [f for f in left if _plain(f).startswith(start) and ". " not in _plain(f)]
        left = [f for f in left if f not in alike]
        if alike:
            told = [f"{_plain(f).removeprefix(start)} ({evidence.of(f)})" for f in alike]
            clauses.append(f"{inside(start)}{joined(told)}")
    clauses += [
        f"{inside(_plain(f)).replace('. At ', ', and at ')} ({evidence.of(f)})" for f in left
    ]
    return "; ".join(clauses)


def _plain(finding: Finding) -> str:
    return (finding.statement or "").rstrip(".")


def _said_once(text: str) -> str:
    """Say once, behind all results of a sentence, that no threshold was agreed for them."""
    each = f", and {NO_THRESHOLD}"
    if text.count(each) < 2:
        return text
    return f"{text.replace(each, '')}; for what is told as an estimate, {NO_THRESHOLD}"


class _Evidence:
    """The trials behind each result of a sentence, with the time wherever it changes."""

    def __init__(self, findings: Findings) -> None:
        times = {f.timepoint_label for f in findings.findings if f.trials}
        self._before = times.pop() if len(times) == 1 else None
        self._names = FindingNames(findings.findings)

    def of(self, finding: Finding) -> str:
        time = finding.timepoint_label
        said = "" if time == self._before else f"{inside(time)}; "
        self._before = time
        twin = self._names.twin(finding)
        return f"{f'{twin}; ' if twin else ''}{said}{evidence_in_brief(finding)}"


def _unrated(findings: Findings, said: Iterable[Finding]) -> list[str]:
    """Tell results whose certainty is not rated and why it is not, those of one reason together."""
    groups: dict[str | None, list[Finding]] = {}
    for finding in said:
        if finding.certainty is None:
            groups.setdefault(finding.not_rated, []).append(finding)
    told = [_unrated_alike(findings, why, own) for why, own in groups.items()]
    return ["; ".join(told)] if told else []


def _unrated_alike(findings: Findings, why: str | None, own: Sequence[Finding]) -> str:
    because = f" ({whose(why, own)})" if why else ""
    evidence = _Evidence(findings)
    told = "; ".join(
        f"{group[0].intervention} compared with {group[0].comparator}, "
        + "; ".join(
            f"{inside(f.outcome_label)}: {result_in_brief(f)} ({evidence.of(f)})" for f in group
        )
        for group in _by_comparison(own)
    )
    return f"certainty not rated{because}: {told}"


def _missing(findings: Findings) -> str:
    """Name what no trial reports: outcomes of the review, and critical ones of a comparison."""
    if not findings.registry.trials.included:
        return "no trial is included, so this review says nothing yet on any outcome"
    nowhere = never_reported(findings)
    said = [f"no trial gave usable data on {listed(nowhere, 'or')}"] if nowhere else []
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        own = [f for f in findings.findings if f.comparison == comparison]
        known = {*labels(f for f in own if f.trials), *nowhere}
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
