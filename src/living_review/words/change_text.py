"""What changed as plain text: for a terminal, the changelog and the feed."""

from __future__ import annotations

from collections.abc import Iterable

from living_review.findings import Changes, FindingChange, Findings
from living_review.ground import numbers
from living_review.ground.visible_text import visible
from living_review.words import change_words, registry_change_words
from living_review.words.change_words import named, short, stopped
from living_review.words.grammar import capitalised, counted, inside, plural, sentence

MOST_NAMES = 6
NOTHING = "Nothing changed: the same trials, the same results, the same methods."


def since(changes: Changes) -> str:
    """Say what the comparison is with: 'Since version 3 (4 March 2026)'."""
    date = f" ({numbers.date(changes.since_date)})" if changes.since_date else ""
    if changes.since is None:
        return f"Since the state before{date}"
    return f"Since version {numbers.count(changes.since)}{date}"


def headline(changes: Changes) -> str:
    """Say in one line what changed, the conclusions first."""
    if changes.empty:
        return NOTHING
    parts = [*_conclusions_in_brief(changes), *_trials_in_brief(changes)]
    still = moved(changes)
    if still:
        other = "other " if changes.conclusions else ""
        parts.append(f"{counted(len(still), f'{other}result')} moved")
    if changes.set_aside is not None:
        now = changes.set_aside[1]
        rows = f"{counted(now, 'row')} {plural(now, 'is', 'are')}" if now else "no row is"
        parts.append(f"{rows} set aside now")
    if changes.decisions:
        parts.append(f"{counted(len(changes.decisions), 'change')} of rating decisions")
    if changes.methods:
        parts.append(f"{counted(len(changes.methods), 'change')} of methods")
    return sentence("; ".join(parts or _besides_trials(changes)))


def _besides_trials(changes: Changes) -> Iterable[str]:
    """Say what changed where no trial and no result did: searches, rows, or time alone."""
    searches = len(changes.searches_added)
    if searches:
        verb = plural(searches, "was", "were")
        yield f"{counted(searches, 'search', 'searches')} {verb} added"
    if changes.corrections or changes.rows:
        yield (
            "other data of the registry changed" if searches else "the data of the registry changed"
        )
    elif changes.bookkeeping and not searches:
        yield "only where rows of the registry came from is noted otherwise"
    if changes.completed_unpublished is not None:
        now = changes.completed_unpublished[1]
        yield f"{counted(now, 'trial')} {plural(now, 'is', 'are')} completed without results seen"


def _conclusions_in_brief(changes: Changes) -> Iterable[str]:
    found = changes.conclusions
    if len(found) == 1:
        yield f"the conclusion changed for {inside(short(found[0].name))}"
    elif found:
        yield f"the conclusion changed for {counted(len(found), 'result')}"
    elif changes.findings:
        yield "no conclusion changed"
    for kind, verb in ((told_as_new(changes), "new"), (vanished(changes), "no longer there")):
        if kind:
            yield f"{counted(len(kind), 'result')} {plural(len(kind), 'is', 'are')} {verb}"


def _trials_in_brief(changes: Changes) -> Iterable[str]:
    entered = [t for t in changes.trials_added if changes.statuses.get(t, "included") == "included"]
    for number, verb in (
        (len(entered), "added"),
        (len(changes.trials_added) - len(entered), "entered without being included"),
        (len(changes.trials_removed), "removed"),
        (len(changes.trials_retracted), "retracted"),
        (len(changes.moves) - len(changes.trials_retracted), "given another status"),
        (len(changes.trials_corrected), "corrected"),
    ):
        if number > 0:
            yield f"{counted(number, 'trial')} {plural(number, 'was', 'were')} {verb}"


def appeared(changes: Changes) -> tuple[FindingChange, ...]:
    """Give the findings that the version before did not have."""
    return tuple(each for each in changes.findings if each.before is None)


def told_as_new(changes: Changes) -> tuple[FindingChange, ...]:
    """Give the new findings of which there is something to tell: a trial gives data."""
    return tuple(each for each in appeared(changes) if not _without_data(each))


def _without_data(change: FindingChange) -> bool:
    return (change.after or {}).get("synthesis") == "none"


def vanished(changes: Changes) -> tuple[FindingChange, ...]:
    """Give the findings that this version no longer has."""
    return tuple(each for each in changes.findings if each.after is None)


def moved(changes: Changes) -> tuple[FindingChange, ...]:
    """Give the findings that moved without a change of conclusion."""
    return tuple(
        each
        for each in changes.findings
        if not each.conclusion_changed and each.before is not None and each.after is not None
    )


def moved_sentences(changes: Changes, most: int = MOST_NAMES) -> tuple[str, ...]:
    """Count and name the findings that are new, are gone, or moved with the same conclusion."""
    still = moved(changes)
    if not still:
        return _came_and_went(changes, most)
    other = "other " if changes.conclusions else ""
    results = capitalised(counted(len(still), f"{other}result"))
    names = named((each.name for each in still), most)
    return (
        *_came_and_went(changes, most),
        stopped(f"{results} moved without a change of conclusion: {names}"),
    )


def _came_and_went(changes: Changes, most: int) -> tuple[str, ...]:
    """Count and name the findings that are new or gone; those without data are counted alone."""
    said = []
    new, gone = told_as_new(changes), vanished(changes)
    empty = [each for each in appeared(changes) if _without_data(each)]
    if new:
        verb = plural(len(new), "is", "are")
        names = named((each.name for each in new), most)
        said.append(stopped(f"{capitalised(counted(len(new), 'result'))} {verb} new: {names}"))
    if empty:
        further = "further result" if new else "result"
        verb = plural(len(empty), "is", "are")
        said.append(
            f"{capitalised(counted(len(empty), further))} {verb} asked for now, and no trial has "
            f"data on {plural(len(empty), 'it', 'them')}."
        )
    if gone:
        verb = plural(len(gone), "is", "are")
        names = named((each.name for each in gone), most)
        what = f"{capitalised(counted(len(gone), 'result'))} {verb} no longer part of the review"
        said.append(stopped(f"{what}: {names}"))
    return tuple(said)


def _moved_in_full(changes: Changes) -> tuple[str, ...]:
    """Tell of each finding that moved with the same conclusion what moved, and by which trials.

    The first so many, as the changelog is read from top to bottom; the rest is counted.
    """
    still = moved(changes)
    told = [
        f"{capitalised(short(each.name))}: {inside(' '.join(change_words.in_full(each)))}"
        for each in still[:MOST_NAMES]
    ]
    rest = len(still) - len(told)
    if rest:
        results = counted(rest, "further result")
        told.append(f"{capitalised(results)} moved without a change of conclusion.")
    return tuple(told)


def evidence_items(changes: Changes) -> tuple[str, ...]:
    """Give what changed in the evidence, one line each: conclusions, results, trials, ratings."""
    items = [
        *map(change_words.conclusion, changes.conclusions),
        *_moved_in_full(changes),
        *_came_and_went(changes, MOST_NAMES),
        *registry_change_words.trial_sentences(changes, MOST_NAMES * 3),
    ]
    if changes.decisions:
        items.append(registry_change_words.decisions_sentence(changes))
    if not changes.conclusions:
        items.insert(0, "No conclusion changed.")
    return tuple(items) if len(items) > 1 or changes.conclusions else ()


def methods_items(changes: Changes) -> tuple[str, ...]:
    """Give what changed in the methods, one line each."""
    return tuple(sentence(visible(each)) for each in changes.methods)


def as_text(changes: Changes, findings: Findings | None = None) -> str:
    """Write everything that changed as plain text; `findings` name the review in its heading."""
    title = f"{visible(findings.review.title)}: what changed" if findings else "What changed"
    opening = f"{title}\n{since(changes)}: {headline(changes)}"
    blocks = [block for block in (_results(changes), *_rest(changes)) if block]
    return "\n\n".join([opening, *blocks]) + "\n"


def _results(changes: Changes) -> str:
    blocks = []
    for each in changes.findings:
        lines = "\n".join(f"    {line}" for line in change_words.in_full(each))
        blocks.append(f"  {capitalised(visible(each.name))}\n{lines}")
    return "\n".join(("Results", *blocks)) if blocks else ""


def _rest(changes: Changes) -> Iterable[str]:
    words = registry_change_words
    yield _block("Trials and their data", words.trials_in_full(changes))
    yield _block("Corrections", map(words.correction_sentence, changes.corrections))
    yield _block("Decisions on the certainty", map(words.decision_sentence, changes.decisions))
    yield _block("Methods", methods_items(changes))


def _block(title: str, lines: Iterable[str]) -> str:
    said = [f"  - {line}" for line in lines]
    return "\n".join((title, *said)) if said else ""
