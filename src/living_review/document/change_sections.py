"""What the templates say of the changes: briefly on the front page, in full elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from living_review.findings import Changes, FindingChange, Findings
from living_review.language import say
from living_review.language.facts import changed_results as results
from living_review.language.facts import changes as facts
from living_review.language.later import Later
from living_review.language.markdown import Markdown
from living_review.tables import changes as tables
from living_review.tables.results import page_of
from living_review.tables.spec import Table
from living_review.words import change_text, change_words
from living_review.words import registry_change_words as words
from living_review.words.grammar import capitalised

LONGEST_METHOD = 200
Question = tuple[str, str, str]


@dataclass(frozen=True)
class Room:
    """How much is told, whatever happened: conclusions in sentences, names in one, corrections."""

    conclusions: int
    names: int
    corrections: int


SCREEN, PAPER = Room(3, 4, 2000), Room(2, 2, 200)


@dataclass(frozen=True)
class Told:
    """One result that moved: its name, what is said of it, and the address of its page."""

    name: str
    sentences: tuple[str, ...]
    page: Markdown | None


def names(
    findings: Findings, drawn: Callable[[Table], Markdown], *, links: bool, paper: bool
) -> Mapping[str, Any]:
    """Give the names of the two sections; all are empty where there is nothing to compare with."""
    changes = findings.changes or Changes(since=None)
    since = change_text.since(changes)
    after = change_text.since_when(changes)
    pages = _pages(findings) if links else {}
    room = PAPER if paper else SCREEN
    shown = changes.corrections[: room.corrections]
    left = len(changes.corrections) - len(shown)
    return {
        "changes_since": since,
        "changed_conclusions": Later(
            lambda: _told(pages, changes.conclusions[: room.conclusions], brief)
        ),
        "changes_in_brief": Later(lambda: in_brief(changes, room)),
        "foremost_changes": Later(lambda: foremost(changes, room)),
        "further_changes": Later(lambda: further(changes, room)),
        "changed_findings": Later(lambda: _told(pages, changes.findings, change_words.in_full)),
        "changes_table": Later(
            lambda: drawn(tables.results(changes.findings, after)) if changes.findings else ""
        ),
        "corrections_table": Later(
            lambda: drawn(tables.corrections(shown, after)) if shown else ""
        ),
        "corrections_left": _left(left),
        "changed_registry": Later(lambda: words.trials_in_full(changes)),
        "changed_decisions": Later(lambda: tuple(map(words.decision_sentence, changes.decisions))),
        "texts_not_compared": changes.texts_not_compared > 0,
        "changed_methods": Later(lambda: change_text.methods_items(changes)),
        "every_change": say(facts.EveryChange(paper=not links)),
    }


def brief(change: FindingChange) -> tuple[str, ...]:
    """Say of a conclusion what the front page says."""
    return (change_words.conclusion(change),)


def _pages(findings: Findings) -> dict[Question, Markdown]:
    """Give the address of the page of each finding that has one."""
    return {
        (f.comparison, f.outcome, f.timepoint): Markdown(page)
        for f in findings.findings
        if (page := page_of(f))
    }


def _told(
    pages: Mapping[Question, Markdown],
    found: tuple[FindingChange, ...],
    tell: Callable[[FindingChange], tuple[str, ...]],
) -> tuple[Told, ...]:
    return tuple(
        Told(
            capitalised(change_words.short(each.name)),
            tell(each),
            pages.get((each.comparison, each.outcome, each.timepoint)),
        )
        for each in found
    )


def in_brief(changes: Changes, room: Room = SCREEN) -> tuple[str, ...]:
    """Give a handful of counted lines for all but the first conclusions, however much changed."""
    return (*foremost(changes, room), *further(changes, room))


def foremost(changes: Changes, room: Room = SCREEN) -> tuple[str, ...]:
    """Tell of conclusions that have no sentence of their own, and of retractions."""
    others = _other_conclusions(changes, room)
    return (*((others,) if others else ()), *words.retractions_in_brief(changes, room.names))


def further(changes: Changes, room: Room = SCREEN) -> tuple[str, ...]:
    """Tell of trials, of results that moved, of ratings and methods."""
    moved = " ".join(change_text.moved_sentences(changes, room.names))
    ratings = " ".join(filter(None, (words.decisions_sentence(changes), _methods(changes))))
    lines = (
        *words.trials_in_brief(changes, room.names),
        *((f"{moved} {ratings}".strip(),) if room is PAPER else (moved, ratings)),
    )
    return tuple(line for line in lines if line)


def _other_conclusions(changes: Changes, room: Room) -> str:
    rest = changes.conclusions[room.conclusions :]
    if rest:
        which = change_words.named((each.name for each in rest), room.names)
        return say(results.ConclusionChangedAsWell(results=len(rest), which=which))
    return "" if changes.conclusions or changes.empty else change_text.no_conclusion_changed()


def _methods(changes: Changes) -> str:
    said = change_text.methods_items(changes)
    if not said:
        return ""
    brief = len(said) == 1 and len(said[0]) <= LONGEST_METHOD
    return say(facts.MethodsInBrief(changes=len(said), told=said[0] if brief else ""))


def _left(left: int) -> str:
    return say(facts.CorrectionsLeft(cells=left)) if left > 0 else ""
