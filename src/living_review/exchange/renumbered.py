"""Outcomes that a file numbers anew: a mapping finds them by what the file calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from living_review.exchange.decisions import Decisions, one_line
from living_review.exchange.extract import Extract, FoundOutcome, Remark


def renumbered(extract: Extract, decisions: Decisions) -> tuple[Decisions, tuple[Remark, ...]]:
    """Give decisions whose keys are those of the file by now, and what was found under another.

    An outcome is found by its label where the file has one of that label and the mapping one.
    """
    moved = dict(_moved(extract, decisions))
    if not moved:
        return decisions, ()
    outcomes = {moved.get(key, key): said for key, said in decisions.mapping.outcomes.items()}
    remarks = tuple(
        Remark(
            "please check",
            "outcome",
            new,
            1,
            f"the mapping has it as {one_line(old)} and it was found by its name, "
            f"{one_line(decisions.mapping.outcomes[old].label or '')!r}; write its new key there.",
        )
        for old, new in moved.items()
    )
    mapping = decisions.mapping.model_copy(update={"outcomes": outcomes})
    return decisions.model_copy(update={"mapping": mapping}), remarks


def _moved(extract: Extract, decisions: Decisions) -> Iterator[tuple[str, str]]:
    """Give old and new key of every outcome that stands under another key."""
    entries = decisions.mapping.outcomes
    here = {found.key: found for found in extract.outcomes}
    of_file = Counter(_name(found.label) for found in extract.outcomes)
    of_mapping = Counter(_name(said.label or "") for said in entries.values())
    by_label: dict[str, FoundOutcome] = {_name(found.label): found for found in extract.outcomes}
    lost = {
        key: _name(said.label)
        for key, said in entries.items()
        if said.label and (key not in here or _name(here[key].label) != _name(said.label))
    }
    # A key that another entry holds rightly, or that stays unsolved, is not taken from it.
    found = {
        key: by_label[label].key
        for key, label in lost.items()
        if of_file[label] == 1 and of_mapping[label] == 1
    }
    held = set(entries) - set(found)
    yield from ((old, new) for old, new in found.items() if new not in held)


def _name(label: str) -> str:
    return one_line(label).casefold()
