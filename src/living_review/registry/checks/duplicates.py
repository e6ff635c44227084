"""Suspicions that one trial, one group or one result stands in the registry twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

import pandas as pd

from living_review.ground.trial_identifiers import plain_doi, plain_registrations
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry

_DATA_KEY = ["outcome", "timepoint", "role", "n", "mean", "sd"]
# Labels with the same years are compared letter by letter; this share must agree.
ALIKE = 0.85
LONGEST_BLOCK = 200
_YEAR = re.compile(r"\d+[a-z]?(?![a-z])")


def duplicated_trials(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """One DOI, one registration number or one label means one trial."""
    trials = registry.frames["trials"]
    doi = trials["doi"].map(plain_doi)
    numbers = trials["registration"].map(plain_registrations).explode().fillna("")
    label = trials["label"].map(plain)
    identifier = trials["trial_id"].str.lower()
    for column, values, what in (
        ("doi", doi, "the same DOI"),
        ("registration", numbers, "the same registration number"),
        ("label", label, "nearly the same label"),
        ("trial_id", identifier, "the same identifier in other capitals"),
    ):
        shared = values[(values != "") & values.duplicated(keep=False)]
        lines = set(shared.index)
        if column == "label":
            lines |= _nearly_alike(trials["label"], trials["year"])
        mask = pd.Series(trials.index.isin(lines), index=trials.index)
        reason = (
            f"another trial has {what}; see whether the two are reports of one trial, and keep one."
        )
        yield from marked("trials", trials, mask, column, "duplicate-report", reason)


def same_data_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two trials with the same numbers may be one trial reported twice."""
    arms = registry.in_use("arms")
    known = arms[arms["mean"].notna() & arms["sd"].notna()]
    trials = known.groupby(_DATA_KEY)["trial_id"].transform("nunique")
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
    means = (
        arms["mean"].notna()
        & arms["sd"].notna()
        & arms.duplicated([*own, "mean", "sd"], keep=False)
    )
    counted = ["events", "time_at_risk"]
    events = (arms["events"] > 0) & arms.duplicated([*own, *counted], keep=False)

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


def _nearly_alike(labels: pd.Series, years: pd.Series) -> set[int]:
    """Return the lines whose labels have the same numbers and nearly the same letters."""
    blocks: dict[tuple[object, ...], list[tuple[int, str]]] = {}
    for line, label, year in zip(labels.index, labels, years, strict=True):
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
