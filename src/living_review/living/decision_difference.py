"""What became of people's GRADE decisions: taken, changed, withdrawn, stale, renewed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Literal

from living_review.certainty.decisions import moved_since
from living_review.findings import DecisionChange, Domain, Finding
from living_review.language import say
from living_review.language.facts import decision_changes as facts
from living_review.living.edition import Edition
from living_review.living.finding_difference import Question, by_question
from living_review.synthesis.finding_names import FindingNames


def decision_changes(before: Edition, after: Edition) -> tuple[DecisionChange, ...]:
    """Give every decision that reads otherwise, in the order of the findings."""
    old, new = by_question(before), by_question(after)
    names = FindingNames(chain(old.values(), new.values()))
    found: list[DecisionChange] = []
    for question in dict.fromkeys((*new, *old)):
        had, has = old.get(question), new.get(question)
        told = has or had
        if told is not None:
            found += _of_finding(question, names.full(told), had, has)
    return tuple(found)


def _why_withdrawn(finding: Finding | None) -> str:
    if finding is None:
        return say(facts.NotAsked())
    return say(facts.NotRated(why=finding.not_rated or ""))


def _of_finding(
    question: Question, label: str, old: Finding | None, new: Finding | None
) -> Iterator[DecisionChange]:
    before, after = _domains(old), _domains(new)
    for name in dict.fromkeys((*after, *before)):
        had, has = before.get(name), after.get(name)
        for kind in _kinds(had, has):
            reason = has.reason if has else None
            if kind == "stale" and has:
                reason = moved_since(has)
            elif kind == "withdrawn":
                reason = _why_withdrawn(new) if new is None or not after else None
            holder = had if kind == "withdrawn" else has
            yield DecisionChange(
                comparison=question[0],
                outcome=question[1],
                timepoint=question[2],
                label=label,
                domain=name,
                change=kind,
                before=had.decided if had else None,
                after=has.decided if has else None,
                reason=reason,
                by=holder.by if holder else None,
                date=holder.date if holder else None,
                reason_before=had.reason if had else None,
                by_before=had.by if had else None,
                date_before=had.date if had else None,
            )


def _domains(finding: Finding | None) -> dict[str, Domain]:
    if finding is None or finding.certainty is None:
        return {}
    return {domain.name: domain for domain in finding.certainty.domains}


def _kinds(
    old: Domain | None, new: Domain | None
) -> Iterator[Literal["taken", "changed", "withdrawn", "stale", "renewed", "fits again"]]:
    """Name what became of one decision; one that changed may have gone stale as well."""
    had = old is not None and old.decided is not None
    has = new is not None and new.decided is not None
    was_stale = old is not None and old.outdated
    is_stale = new is not None and new.outdated
    if had and not has:
        yield "withdrawn"
    elif has and not had:
        yield "taken"
    elif old is not None and new is not None and had:
        told = (old.reason, old.by, old.date) != (new.reason, new.by, new.date)
        if old.decided != new.decided:
            yield "changed"
        elif old.date != new.date and not is_stale:
            yield "renewed"
        elif told:
            yield "changed"
        elif was_stale and not is_stale:
            yield "fits again"
    if is_stale and not was_stale:
        yield "stale"
