"""Suspicions that one trial, one group or one result stands in the registry twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from living_review.ground.trial_identifiers import plain_doi, plain_registrations
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import again, of_group
from living_review.registry.values import Texts, Values

_DATA_KEY = ["outcome", "timepoint", "role", "n", "mean", "sd"]
# Labels with the same years are compared letter by letter; this share must agree.
ALIKE = 0.85
LONGEST_BLOCK = 200
_YEAR = re.compile(r"\d+[a-z]?(?![a-z])")


def duplicated_trials(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """One DOI, one registration number or one label means one trial."""
    trials = registry.tables["trials"]
    for column, told, what in (
        ("doi", lambda cell: [plain_doi(cell)], "the same DOI"),
        ("registration", plain_registrations, "the same registration number"),
        ("label", lambda cell: [plain(cell)], "nearly the same label"),
        ("trial_id", lambda cell: [cell.lower()], "the same identifier in other capitals"),
    ):
        lines = _shared(trials[column], told)
        if column == "label":
            lines |= _nearly_alike(trials["label"], trials["year"])
        reason = (
            f"another trial has {what}; see whether the two are reports of one trial, and keep one."
        )
        mask = trials.named(sorted(lines))
        yield from marked("trials", trials, mask, column, "duplicate-report", reason)


def _shared(cells: Texts, told: Callable[[str], Iterable[str]]) -> set[int]:
    """Return the lines of cells that say what another says, too."""
    lines: dict[str, list[int]] = {}
    for line, cell in cells.items():
        for each in told(cell):
            lines.setdefault(each, []).append(line)
    return {line for each, found in lines.items() if each and len(found) > 1 for line in found}


def same_data_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two trials with the same numbers may be one trial reported twice."""
    arms = registry.in_use("arms")
    known = arms.select(arms["mean"].notna() & arms["sd"].notna())
    trials = of_group(known["trial_id"], known.columns(_DATA_KEY), "nunique")
    reason = (
        "another trial has the same number of people, mean and standard deviation; see whether the "
        "two are reports of one trial."
    )
    yield from marked(
        "arms", known, trials > 1, lambda row: str(row.mean_cell), "same-data-twice", reason
    )


def same_arm_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two arms of one role with the same numbers may be one group entered twice."""
    arms = registry.in_use("arms")
    own = [COMPARISON, "role", "n"]
    means = arms["mean"].notna() & arms["sd"].notna() & again(arms.columns([*own, "mean", "sd"]))
    counted = ["events", "time_at_risk"]
    events = (arms["events"] > 0) & again(arms.columns([*own, *counted]))

    def reason(row: Any) -> str:
        people = "the same number of people and " if row.n == row.n else ""
        return (
            f"another arm of the same role has {people}the same result, and the two are combined; "
            "see whether they are one group entered twice."
        )

    yield from marked("arms", arms, means | events, "arm", "same-arm-twice", reason)


def plain(label: str) -> str:
    """Return the letters and digits of a label alone, without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", label.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def _nearly_alike(labels: Texts, years: Values) -> set[int]:
    """Return the lines whose labels have the same numbers and nearly the same letters."""
    blocks: dict[tuple[object, ...], list[tuple[int, str]]] = {}
    for (line, label), year in zip(labels.items(), years, strict=True):
        bare = plain(label)
        letters = _YEAR.sub("", bare)
        if len(letters) >= 4:
            shared = (year, tuple(_YEAR.findall(bare)), letters[0])
            blocks.setdefault(shared, []).append((line, letters))
    alike: set[int] = set()
    for block in blocks.values():
        if len(block) <= LONGEST_BLOCK:
            for (line, one), (other_line, other) in combinations(block, 2):
                if _similar(one, other):
                    alike |= {line, other_line}
    return alike


def _similar(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= ALIKE
        and matcher.quick_ratio() >= ALIKE
        and matcher.ratio() >= ALIKE
    )
