"""The bottom line: every critical outcome and every certain harm, in at most five sentences.

What was found and how sure it is, what is not known, and as of when. Whether people or rules made
the ratings is said where the ratings are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from living_review.certainty.conclusions import by_level
from living_review.findings import Conclusion, Finding, Findings
from living_review.language import say
from living_review.language.facts import bottom_line as facts
from living_review.words.grammar import sentence, side
from living_review.words.overview import (
    LEVELS,
    MOST_NAMED,
    by_importance,
    labels,
    never_reported,
    result_in_brief,
)
from living_review.words.results_by_certainty import Concluded, Evidence, Results
from living_review.words.unrated_words import by_reason, whose

MOST_SENTENCES = 5
MOST_WITHOUT_CRITICAL = 3

# So few more than are named are named, too.
FEW_MORE = 3


def bottom_line(findings: Findings) -> tuple[str, ...]:
    """Say in at most five sentences what is known, how sure it is, and what is not known.

    Every critical outcome of every comparison stands in it, at each time with trials, and every
    harm of high or moderate certainty, whatever its importance; what has one certainty is told in
    one sentence, each baseline with its own, and neighbouring certainties are joined where there
    would be more than five.
    """
    chosen = leading(findings)
    every = [Concluded(finding, own) for finding in chosen for own in _concluded(finding)]
    estimates = [e for e in every if e.by.kind == "without_size" and not e.finding.thresholds]
    results = Results(findings, every, agreed=len(estimates) < 2)
    told = [part for level in LEVELS if (part := results.of_level(level))]
    lines = [say(part) for part in told]
    if len(estimates) > 1:
        levels = {each.by.level for each in estimates}
        last = max(place for place, part in enumerate(told) if part.level in levels)
        lines[last] += f". {say(facts.NoThreshold())}"
    unrated, missing = _unrated(findings, chosen), _missing(findings)
    room = MOST_SENTENCES - 1 - bool(unrated) - bool(missing)
    while len(lines) > room:
        lines[-2:] = ["; ".join(lines[-2:])]
    searched = findings.currency.last_search
    as_of = say(facts.AsOf(searched=searched, nothing=not findings.registry.trials.included))
    return tuple(map(sentence, (*lines, *unrated, *missing, as_of)))


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
    sure = [own for own in _concluded(finding) if own.level in ("high", "moderate")]
    return any(_matters(own) for own in sure) and _harms(finding)


def _matters(own: Conclusion) -> bool:
    if own.kind == "without_size":
        return own.favours is not None
    # An older version's sentence is told rather than judged.
    return own.kind == "stated" or (own.kind in ("sized", "between") and own.size != "trivial")


def _concluded(finding: Finding) -> Iterator[Conclusion]:
    if finding.certainty is not None:
        for _, own in by_level(finding):
            yield from own


def _harms(finding: Finding) -> bool:
    if finding.pooled is not None:
        return side(finding.pooled.estimate, finding) == finding.comparator
    ways = {trial.direction for trial in finding.trials}
    return ways == {"favours_control"}


def _unrated(findings: Findings, chosen: Iterable[Finding]) -> list[str]:
    """Tell results whose certainty is not rated and why it is not, those of one reason together."""
    groups = by_reason(each for each in chosen if each.certainty is None)
    told = [say(_unrated_alike(findings, own)) for own in groups]
    return ["; ".join(told)] if told else []


def _unrated_alike(findings: Findings, own: Sequence[Finding]) -> facts.NotRated:
    # That nobody had the event is the result itself, and is told as that.
    reason = whose(own) if own[0].not_rated and not all(f.all_alike for f in own) else ""
    evidence, comparisons = Evidence(findings), []
    for comparison in dict.fromkeys(f.comparison for f in own):
        group = [f for f in own if f.comparison == comparison]
        results = tuple(
            facts.Result(
                outcome=f.outcome_label, result=result_in_brief(f), behind=evidence.of([f])
            )
            for f in group
        )
        between = (group[0].intervention, group[0].comparator)
        comparisons.append(
            facts.Results(intervention=between[0], comparator=between[1], results=results)
        )
    return facts.NotRated(why=reason, comparisons=tuple(comparisons))


def _missing(findings: Findings) -> list[str]:
    """Name what no trial reports: outcomes of the review, and critical ones of a comparison."""
    if not findings.registry.trials.included:
        return [say(facts.NothingIncluded())]
    nowhere = never_reported(findings)
    told = [facts.NoData(outcomes=_first(nowhere))] if nowhere else []
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        own = [f for f in findings.findings if f.comparison == comparison]
        known = {*labels(f for f in own if f.reported), *nowhere}
        critical = labels(f for f in own if f.importance == "critical")
        missing = tuple(label for label in critical if label not in known)
        if missing:
            told.append(
                facts.NoData(
                    outcomes=_first(missing),
                    intervention=own[0].intervention,
                    comparator=own[0].comparator,
                )
            )
    return ["; ".join(map(say, told))] if told else []


def _first(outcomes: Sequence[str]) -> tuple[str, ...]:
    """Name the first outcomes, and count the others where they are many."""
    named = MOST_NAMED if len(outcomes) > MOST_NAMED + FEW_MORE else len(outcomes)
    further = tuple(outcomes[named:])
    return (
        *outcomes[:named],
        *((say(facts.FurtherOutcomes(count=len(further))),) if further else ()),
    )
