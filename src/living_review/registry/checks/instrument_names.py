"""Names of instruments in the protocol, beside those that the results have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import chain

from living_review.ground.spelling import plain
from living_review.protocol import Outcome, Protocol
from living_review.protocol.marks import KeyPath
from living_review.registry.checks.marking import in_protocol
from living_review.registry.frames import Mark, Registry

TABLES = ("arms", "contrasts")
# So many of the letters of two names agree, in their order, where one is a slip of the other.
ALIKE = 0.9


def named_as_measured(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An instrument has one name in the protocol and in the results."""
    for i, outcome in enumerate(protocol.outcomes):
        there = _measured(registry, outcome)
        if not there:
            continue
        listed = {plain(name) for name in outcome.instruments}
        for path, name in _named(outcome):
            if plain(name) in there:
                continue
            # One that is listed by its own name is another instrument.
            others = {key: told for key, told in there.items() if key not in listed}
            found = _nearest(name, others if path[0] == "instruments" else there)
            asked = path == ("scores_on",)
            if found or asked:
                yield in_protocol(
                    protocol,
                    ("outcomes", i, *path),
                    "instrument-called-otherwise",
                    _reason(outcome, name, found or next(iter(there.values())), asked=asked),
                    value=name,
                )


def _reason(outcome: Outcome, name: str, found: str, *, asked: bool) -> str:
    same = f"no result of '{outcome.id}' was measured on '{name}', and one was on '{found}'"
    if asked:
        return (
            f"{same}, so no scores are told; write the name of the instrument as arms.csv has it, "
            "or remove the key."
        )
    return (
        f"{same}; where the two are one, give it one name in both, since the program takes them "
        "for two."
    )


def _measured(registry: Registry, outcome: Outcome) -> Mapping[str, str]:
    """Give the instruments that results of an outcome name, by their one writing."""
    frames = (registry.tables[table] for table in TABLES)
    named = chain.from_iterable(f["instrument"][f["outcome"] == outcome.id] for f in frames)
    return {plain(name): name for name in named if name}


def _named(outcome: Outcome) -> Iterator[tuple[KeyPath, str]]:
    """Yield the instruments that an outcome of the protocol names, each with its key."""
    if outcome.scores_on:
        yield ("scores_on",), outcome.scores_on
    elif outcome.familiar:
        # Where scores_on is given, it says how the registry calls the familiar instrument.
        yield ("familiar", "instrument"), outcome.familiar.instrument
    for place, each in enumerate(outcome.minimal_important_differences):
        yield ("minimal_important_differences", place, "instrument"), each.instrument
    for name in outcome.instruments:
        yield ("instruments", name), name


def _nearest(name: str, there: Mapping[str, str]) -> str | None:
    """Give the name most like another, where it may be a slip of it."""
    likeness = {
        told: SequenceMatcher(None, plain(name), key, autojunk=False).ratio()
        for key, told in there.items()
    }
    best = max(likeness, key=lambda told: likeness[told], default=None)
    return best if best is not None and likeness[best] >= ALIKE else None
