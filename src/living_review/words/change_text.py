"""What changed as plain text: for a terminal, the changelog and the feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from living_review.findings import Changes, FindingChange, Findings
from living_review.ground import numbers
from living_review.ground.visible_text import visible
from living_review.language import Fact, say
from living_review.language.facts import changed_results as results_facts
from living_review.language.facts import changes as facts
from living_review.words import change_words, registry_change_words
from living_review.words.change_words import named, short
from living_review.words.grammar import capitalised, sentence
from living_review.words.overview import size_of_review

MOST_NAMES = 6


def since(changes: Changes) -> str:
    """Say what the comparison is with: 'Since version 3 (4 March 2026)'."""
    return capitalised(say(since_when(changes)))


def since_when(changes: Changes) -> facts.Since:
    """Tell what the comparison is with."""
    version = "" if changes.since is None else numbers.count(changes.since)
    return facts.Since(version=version, on=changes.since_date)


def first() -> str:
    """Say in one line that there is no version before."""
    return say(facts.FirstVersion())


def first_in_brief(findings: Findings) -> str:
    """Say that it is the first version, and what it holds."""
    return say(facts.FirstPublished(size=size_of_review(findings)))


def headline(changes: Changes) -> str:
    """Say in one line what changed, the conclusions first."""
    return say(headline_of(changes))


def headline_of(changes: Changes) -> facts.Nothing | facts.Headline:
    """Tell what changed, the conclusions first."""
    if changes.empty:
        return facts.Nothing()
    parts: list[facts.HeadlinePart] = [*_conclusions_in_brief(changes), *_trials_in_brief(changes)]
    still = moved(changes)
    if still:
        parts.append(facts.ResultsMoved(results=len(still), other=bool(changes.conclusions)))
    if changes.set_aside is not None:
        parts.append(facts.RowsSetAside(rows=changes.set_aside[1]))
    if changes.decisions:
        parts.append(facts.CountedChanges(number=len(changes.decisions), of="decisions"))
    if changes.methods:
        parts.append(facts.CountedChanges(number=len(changes.methods), of="methods"))
    return facts.Headline(parts=tuple(parts or _besides_trials(changes)))


def _besides_trials(changes: Changes) -> Iterable[facts.HeadlinePart]:
    """Tell what changed where no trial and no result did: searches, rows, or time alone."""
    searches = len(changes.searches_added)
    if searches:
        yield facts.SearchesAdded(searches=searches)
    if changes.corrections or changes.rows:
        yield facts.DataChanged(other=bool(searches))
    elif changes.bookkeeping and not searches:
        yield facts.OriginNoted()
    if changes.completed_unpublished is not None:
        yield facts.Completed(trials=changes.completed_unpublished[1])


def _conclusions_in_brief(changes: Changes) -> Iterable[facts.HeadlinePart]:
    found = changes.conclusions
    if found:
        name = short(found[0].name) if len(found) == 1 else ""
        yield facts.ConclusionChangedFor(name=name, results=len(found))
    elif changes.findings:
        yield facts.NoConclusionChanged()
    if new := told_as_new(changes):
        yield facts.ResultsBecame(results=len(new), became="new")
    if gone := vanished(changes):
        yield facts.ResultsBecame(results=len(gone), became="gone")


def _trials_in_brief(changes: Changes) -> Iterable[facts.HeadlinePart]:
    entered = [t for t in changes.trials_added if changes.statuses.get(t, "included") == "included"]
    became: Mapping[facts.Became, int] = {
        "added": len(entered),
        "entered": len(changes.trials_added) - len(entered),
        "removed": len(changes.trials_removed),
        "retracted": len(changes.trials_retracted),
        "moved": len(changes.moves) - len(changes.trials_retracted),
        "corrected": len(changes.trials_corrected),
    }
    for what, number in became.items():
        if number > 0:
            yield facts.TrialsBecame(trials=number, became=what)


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
    told = results_facts.ResultsMovedNamed(
        results=len(still),
        other=bool(changes.conclusions),
        which=named((each.name for each in still), most),
    )
    return (*_came_and_went(changes, most), say(told))


def _came_and_went(changes: Changes, most: int) -> tuple[str, ...]:
    """Count and name the findings that are new or gone; those without data are counted alone."""
    said: list[Fact] = []
    new, gone = told_as_new(changes), vanished(changes)
    empty = [each for each in appeared(changes) if _without_data(each)]
    if new:
        names = named((each.name for each in new), most)
        said.append(results_facts.ResultsCame(results=len(new), which=names))
    if empty:
        said.append(results_facts.ResultsWithoutData(results=len(empty), further=bool(new)))
    if gone:
        names = named((each.name for each in gone), most)
        said.append(results_facts.ResultsWent(results=len(gone), which=names))
    return tuple(map(say, said))


def _moved_in_full(changes: Changes) -> tuple[str, ...]:
    """Tell of each finding that moved with the same conclusion what moved, and by which trials.

    The first so many, as the changelog is read from top to bottom; the rest is counted.
    """
    still = moved(changes)
    told: list[Fact] = [
        results_facts.ResultTold(name=short(each.name), said=" ".join(change_words.in_full(each)))
        for each in still[:MOST_NAMES]
    ]
    rest = len(still) - len(told)
    if rest:
        told.append(results_facts.FurtherResultsMoved(results=rest))
    return tuple(map(say, told))


def no_conclusion_changed() -> str:
    """Say in a sentence that no conclusion changed."""
    return sentence(say(facts.NoConclusionChanged()))


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
        items.insert(0, no_conclusion_changed())
    return tuple(items) if len(items) > 1 or changes.conclusions else ()


def methods_items(changes: Changes) -> tuple[str, ...]:
    """Give what changed in the methods, one line each."""
    return tuple(sentence(visible(each)) for each in changes.methods)


def as_text(changes: Changes, findings: Findings | None = None) -> str:
    """Write everything that changed as plain text; `findings` name the review in its heading."""
    title = say(facts.Title(review=visible(findings.review.title) if findings else ""))
    opening = f"{title}\n{since(changes)}: {headline(changes)}"
    blocks = [block for block in (_results(changes), *_rest(changes)) if block]
    return "\n\n".join([opening, *blocks]) + "\n"


def _results(changes: Changes) -> str:
    blocks = []
    for each in changes.findings:
        lines = "\n".join(f"    {line}" for line in change_words.in_full(each))
        blocks.append(f"  {capitalised(visible(each.name))}\n{lines}")
    return "\n".join((say(facts.Heading(part="results")), *blocks)) if blocks else ""


def _rest(changes: Changes) -> Iterable[str]:
    words = registry_change_words
    yield _block("trials", words.trials_in_full(changes))
    yield _block("corrections", map(words.correction_sentence, changes.corrections))
    yield _block("decisions", map(words.decision_sentence, changes.decisions))
    yield _block("methods", methods_items(changes))


def _block(part: facts.Part, lines: Iterable[str]) -> str:
    said = [f"  - {line}" for line in lines]
    return "\n".join((say(facts.Heading(part=part)), *said)) if said else ""
