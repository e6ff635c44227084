"""An effect in people, in words: 'with placebo 60 of 1000 people drop out; with the drug 131'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from living_review.findings import AbsoluteEffect, Finding, LevelAt
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import absolute_effects as facts
from living_review.language.facts.effects import Ends, Interval, Way


def beside(row: AbsoluteEffect) -> numbers.Beside:
    """Write the risks, or rates, of a baseline and their difference so that they fit each other."""
    write = numbers.rates_beside if row.kind == "rate" else numbers.people_beside
    return write(
        row.with_comparator,
        row.with_intervention,
        row.with_intervention_ci_low,
        row.with_intervention_ci_high,
    )


def baseline_amount(row: AbsoluteEffect) -> facts.BaselineAmount:
    """Tell the risk, or the rate, with the comparator, and what it is for."""
    value = row.with_comparator
    if row.kind == "rate":
        return facts.BaselineAmount(number=numbers.rate(value), time=row.time or "", at="")
    return facts.BaselineAmount(number=numbers.baseline(value), time="", at=row.at or "")


def levels_at_baselines(level: str, rows: Sequence[AbsoluteEffect | LevelAt]) -> tuple[str, ...]:
    """Name the certainty at each baseline at which it is another than the finding's, and why."""
    return tuple(
        say(
            facts.LevelAt(
                baseline=each.baseline_label,
                level=each.level,
                domains=tuple(
                    facts.DomainAt(
                        domain=domain.name,
                        levels=numbers.fixed(domain.levels, 0) if domain.levels else "",
                    )
                    for domain in each.domains
                ),
            )
        )
        for each in rows
        if each.level is not None and each.level != level
    )


def _apart(shown: numbers.Beside) -> facts.Difference:
    """Tell a difference with its interval, the smaller difference first where both are fewer."""
    (way, size), low, high = shown.apart
    ends = [low, high] if low[0] > 0 or high[0] > 0 else [high, low]
    # An end that is no difference goes with the other.
    (first, smaller), (last, larger) = ends
    return facts.Difference(
        number=size if way else "",
        way=_way(way),
        ends=Ends(
            low=smaller,
            low_way=_way(first or last),
            high=larger,
            high_way=_way(last or first),
            people=True,
        ),
    )


def _way(sign: int) -> Way:
    return "more" if sign >= 0 else "less"


def absolute_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the anticipated absolute effect at each baseline, naming the event and the people.

    'As in the trials: with placebo 60 of 1000 people drop out; with antidepressants 131 (111 to
    154), 71 more (51 to 94 more).' Without a phrase for the event, the outcome names it.
    """
    return tuple(" ".join(map(say, _absolute(finding, row))) for row in finding.absolute)


def _absolute(finding: Finding, row: AbsoluteEffect) -> Iterable[Fact]:
    shown = beside(row)
    own = {
        "baseline": row.baseline_label,
        "at": row.at or "",
        "comparator": finding.comparator,
        "first": shown.first,
        "intervention": finding.intervention,
        "second": shown.second,
    }
    interval, difference = Interval(low=shown.low, high=shown.high), _apart(shown)
    if finding.event and row.kind == "risk":
        yield facts.People(event=finding.event, interval=interval, difference=difference, **own)
    else:
        yield facts.OfOutcome(
            outcome=finding.outcome_label,
            time=(row.time or "") if row.kind == "rate" else "",
            interval=interval,
            difference=difference,
            **own,
        )
    if row.held:
        yield facts.Cut(of=row.kind)
