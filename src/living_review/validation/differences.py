"""The register of what is meant to differ from metafor, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from living_review.ground.own_files import own_file
from living_review.validation.comparison import Comparison


@dataclass(frozen=True)
class KnownDifference:
    """One difference by choice: the quantities of these cases whose names match `quantity`."""

    id: str
    quantity: str
    cases: tuple[str, ...]
    ours: str
    theirs: str
    reason: str

    def concerned(self, case: str, comparisons: Iterable[Comparison]) -> list[Comparison]:
        """Give the comparisons of a case that this difference is about."""
        if case not in self.cases:
            return []
        return [each for each in comparisons if re.search(self.quantity, each.name)]


@cache
def known_differences() -> tuple[KnownDifference, ...]:
    """Give the register, in its order."""
    text = own_file("validation", "differences.toml").read_text("utf-8")
    return tuple(
        KnownDifference(**{**entry, "cases": tuple(entry["cases"])})
        for entry in tomllib.loads(text)["difference"]
    )
