"""What agrees with metafor and to how many digits, family by family of quantities."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from living_review.validation.around import compare_around
from living_review.validation.comparison import Comparison
from living_review.validation.differences import KnownDifference, known_differences
from living_review.validation.pools import EFFECT, compare_pools
from living_review.validation.reference import cases

Verdict = Literal["agrees", "differs"]
# A double holds no more.
MOST_DIGITS = 15


@dataclass(frozen=True)
class Family:
    """One family of quantities.

    `worst` is the largest relative difference among the numbers that are meant to agree, `digits`
    the significant digits that it leaves; `meant` numbers differ by choice, and `unexplained`
    names those that differ and are not in the register.
    """

    name: str
    compared: int
    worst: float
    digits: int
    tolerance: float
    meant: int
    unexplained: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether every number is the same, or meant to differ."""
        return "differs" if self.unexplained else "agrees"


@dataclass(frozen=True)
class Agreement:
    """Every family, and the registered differences that are none any more."""

    families: tuple[Family, ...]
    differences: tuple[KnownDifference, ...]
    gone: tuple[str, ...]
    data_sets: int
    edge_cases: int

    @property
    def holds(self) -> bool:
        """Whether nothing differs without a reason and no reason is out of date."""
        return not self.gone and all(each.verdict == "agrees" for each in self.families)

    @property
    def compared(self) -> int:
        """How many numbers were compared."""
        return sum(each.compared for each in self.families)


@cache
def comparisons(case_name: str) -> tuple[Comparison, ...]:
    """Compute every quantity of one case and set it beside metafor's."""
    case = cases()[case_name]
    # Infinite variances and ratios of zero are among the edge cases.
    with np.errstate(all="ignore"):
        return (*compare_pools(case), *compare_around(case))


def validate() -> Agreement:
    """Compute the whole reference with the installed program and compare."""
    found = {name: comparisons(name) for name in cases()}
    meant: dict[Comparison, str] = {}
    gone = []
    for difference in known_differences():
        for name in difference.cases:
            concerned = difference.concerned(name, found.get(name, ()))
            meant.update((each, difference.id) for each in concerned if not each.agrees)
            if not concerned or any(each.agrees for each in concerned):
                gone.append(f"{difference.id}: {name}")
    families: dict[str, list[Comparison]] = {}
    for each in (one for own in found.values() for one in own):
        families.setdefault(each.family, []).append(each)
    # First what a trial says, then what is made of the trials.
    order = sorted(families, key=lambda name: not name.startswith(EFFECT))
    real = sum(case.family == "real" for case in cases().values())
    return Agreement(
        tuple(_family(name, families[name], meant) for name in order),
        known_differences(),
        tuple(gone),
        real,
        len(cases()) - real,
    )


def _family(name: str, own: list[Comparison], meant: dict[Comparison, str]) -> Family:
    agreeing = [each.difference for each in own if each not in meant and each.known]
    worst = max(agreeing, default=0.0)
    return Family(
        name=name,
        compared=len(own),
        worst=worst,
        digits=digits(worst),
        tolerance=max(each.tolerance for each in own),
        meant=sum(each in meant for each in own),
        unexplained=tuple(e.name for e in own if not e.agrees and e not in meant),
    )


def digits(relative: float) -> int:
    """Give how many significant digits a relative difference leaves the same."""
    if relative <= 10.0**-MOST_DIGITS:
        return MOST_DIGITS
    return max(0, math.floor(-math.log10(relative))) if math.isfinite(relative) else 0
