"""What the program makes of a draft, and what it says of a slip beside the draft without it.

A figure is every number, status and worded conclusion of the findings. A mark is something that a
reader or a team is told: a row set aside, a query, a note at a trial or an analysis. What only the
comparison with the version before names (`living.difference`) is counted for itself.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from living_review.certainty import rate, read_judgements
from living_review.document.report import write_report
from living_review.findings import Changes, VersionInfo
from living_review.ground.errors import BadInput
from living_review.living.difference import difference
from living_review.living.edition import Edition
from living_review.protocol import Protocol, parse_protocol
from living_review.registry import corrected, read
from living_review.registry.corrections import corrections_in
from living_review.registry.losses import losses
from living_review.synthesis import synthesise
from slips.draft import Draft

TODAY = dt.date(2026, 11, 27)
CLOSE = 1e-9
Kind = Literal[
    "refused", "set aside", "queried", "noted", "difference only", "unchanged", "unmarked",
    "traceback",
]  # fmt: skip
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
BY_CHECK = ("refused", "set aside", "queried")
_NOT_FIGURES = (
    *("quarantine", "queries", "corrections", "software", "schema_", "hash", "pulled_at"),
    *("changes", "history", "review", "other_reviews", "version", "inputs_hash"),
)
_NOTES = ("note", "notes", "reason", "not_rated", "support", "inputs", "caution", "moved")
_WORDS = (
    *("direction", "statement", "magnitude", "synthesis", "measure", "better", "level", "status"),
    *("importance", "state", "overall", "from_", "instrument", "level", "design"),
)
_NAMES = ("trial_id", "search_id", "id", "moderator", "level", "name", "label", "role")


@dataclass(frozen=True)
class Ran:
    """A draft as the program sees it: its edition, and its figures and notes by their place."""

    edition: Edition
    figures: Mapping[str, Any]
    notes: frozenset[tuple[str, str]]
    marks: Mapping[str, frozenset[tuple[str, ...]]]


@dataclass(frozen=True)
class Verdict:
    """What became of one slip."""

    kind: Kind
    moved: int = 0
    said: str = ""
    example: str = ""


def ran(draft: Draft) -> Ran:
    """Do what the program does with the files of a review, up to its rated findings."""
    protocol = protocol_of(draft.protocol)
    tables = draft.raw()
    rows = ()
    if draft.corrections is not None:
        rows = corrections_in(draft.corrections.text().encode())
    corrections = corrected(tables, rows)
    snapshot = read(corrections.tables, protocol, corrections=corrections)
    findings = synthesise(
        snapshot, protocol, today=TODAY, version=VersionInfo(number=None, date=TODAY)
    )
    with tempfile.TemporaryDirectory(prefix="slips-") as folder:
        path = Path(folder) / "judgements.csv"
        if draft.judgements is not None:
            path.write_text(draft.judgements.text(), encoding="utf-8")
        rated = rate(findings, protocol, read_judgements(path))
    edition = Edition(rated, corrections.tables, protocol)
    document = rated.model_dump()
    figures: dict[str, Any] = {}
    notes: set[tuple[str, str]] = set()
    for place, name, leaf in _leaves(document, ""):
        if name in _NOTES and isinstance(leaf, str):
            notes.add((place, leaf))
        elif not isinstance(leaf, str) or name in _WORDS or "risk_of_bias." in place:
            if isinstance(leaf, float) and not math.isfinite(leaf):
                raise ValueError(f"{place} is {leaf}, which cannot be written or published")
            figures[place] = leaf
    marks = {
        "set aside": frozenset(_mark(each) for each in document["quarantine"]),
        "queried": frozenset(_mark(each) for each in document["queries"]),
        "noted": frozenset(
            tuple(str(each[name]) for name in ("table", "key", "column", "old", "new", "reason"))
            for each in document["corrections"]
        ),
    }
    return Ran(edition, figures, frozenset(notes), marks)


@lru_cache(maxsize=8)
def protocol_of(text: str) -> Protocol:
    return parse_protocol(text)


def _left_out(job: Callable[[], object]) -> None:
    """Do no job that nothing else waits for."""


def verdict(before: Ran, draft: Draft, *, render: bool = False) -> Verdict:
    """Say what the program makes of a draft with a slip, beside the one without.

    `render` writes its report too: pages, print documents, figures, and `findings.json`; not the
    Word documents, which Pandoc makes of the same text.
    """
    try:
        after = ran(draft)
        if render:
            with tempfile.TemporaryDirectory(prefix="slips-") as folder:
                edition, report = after.edition, Path(folder) / "r"
                write_report(edition.findings, edition.protocol, report, beside=_left_out)
    except BadInput as error:
        return Verdict("refused", said=str(error))
    except Exception:
        return Verdict("traceback", said=traceback.format_exc(limit=-6))
    moved = sorted(_moved(before.figures, after.figures))
    if not moved:
        return Verdict("unchanged", said=_said(before, after) or "")
    example = f"{moved[0]}: {before.figures.get(moved[0])} → {after.figures.get(moved[0])}"
    if lost := "; ".join(losses(before.edition.tables, after.edition.tables)):
        return Verdict("refused", len(moved), f"the registry has lost {lost}", example)
    for kind in ("set aside", "queried", "noted"):
        if new := after.marks[kind] - before.marks[kind]:
            return Verdict(kind, len(moved), " | ".join(sorted(new)[0]), example)
    if new := after.notes - before.notes:
        told = [f"{place}: {text}" for place, text in sorted(new) if _about(place, draft)]
        if told:
            return Verdict("noted", len(moved), told[0], example)
    try:
        changes = difference(before.edition, after.edition)
    except Exception:
        return Verdict("traceback", len(moved), traceback.format_exc(limit=-6), example)
    named = next(_named(changes, draft), None)
    if named:
        return Verdict("difference only", len(moved), named, example)
    return Verdict("unmarked", len(moved), "", example)


def _said(before: Ran, after: Ran) -> str | None:
    for kind in ("set aside", "queried", "noted"):
        for new in sorted(after.marks[kind] - before.marks[kind]):
            return f"{kind}: {' | '.join(new)}"
    return None


def _about(place: str, draft: Draft) -> bool:
    """Whether a note stands at a trial with a slip: one elsewhere tells what follows from it."""
    return any(f"trial_id={each}." in f"{place}." for each in draft.touched)


def _named(changes: Changes, draft: Draft) -> Iterator[str]:
    """Yield what a comparison of versions says of the slip itself, not of what followed from it."""
    trials = {
        each for each in draft.touched if each not in ("protocol", "judgements", "corrections")
    }
    for each in changes.corrections:
        if each.trial_id in trials or each.trial_id is None or "corrections" in draft.touched:
            yield f"{each.label}, {each.where}: {each.column} {each.old} → {each.new}"
    for row in changes.rows:
        if row.trial_id in trials or row.trial_id is None:
            yield f"{row.label}, {row.where}: row {row.change}"
    for move in changes.moves:
        if move.trial_id in trials:
            yield f"{move.label}: {move.before} → {move.after}"
    for trial in (*changes.trials_added, *changes.trials_removed):
        if trial in trials:
            yield f"{trial} came or went"
    if "protocol" in draft.touched:
        yield from changes.methods
    if "judgements" in draft.touched:
        yield from (f"{each.label}: {each.domain} {each.change}" for each in changes.decisions)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for place in before.keys() | after.keys():
        if not _same(before.get(place), after.get(place)):
            yield place


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=1e-12)
    return bool(one == other)


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str, Any]]:
    """Yield place, name and value of every leaf; an entry of a list is known by its name."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name in _NOT_FIGURES:
                continue
            if isinstance(item, Mapping | list | tuple):
                yield from _leaves(item, f"{place}{name}.")
            else:
                yield f"{place}{name}", name, item
    else:
        name = place.rstrip(".").rpartition(".")[2]
        seen: dict[str, int] = {}
        for item in value:
            own = _own_name(item)
            seen[own] = seen.get(own, 0) + 1
            here = f"{place}{own}#{seen[own]}." if seen[own] > 1 else f"{place}{own}."
            if isinstance(item, Mapping | list | tuple):
                yield from _leaves(item, here)
            else:
                yield here.rstrip("."), name, item


def _own_name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return ""
    if "outcome" in item and "timepoint" in item:
        return f"{item.get('comparison')}/{item['outcome']}/{item['timepoint']}"
    for name in _NAMES:
        if name in item:
            return f"{name}={item[name]}"
    return ""


def _mark(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Give an entry without its line, which moves with the lines above it."""
    names = ("table", "key", "column", "rule", "value", "reason")
    return tuple(str(entry.get(name)) for name in names)
