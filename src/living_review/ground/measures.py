"""The effect measures and what kind of measure each is: the one list that everything else asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Measure = Literal["SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD"]

MEANS: Final = frozenset({"SMD", "MD", "ROM"})
RISKS: Final = frozenset({"OR", "RR", "RD"})
"""Computed from people with an event among the people of each arm."""
RATES: Final = frozenset({"IRR", "IRD"})
"""Computed from events and the person-time in which they happened; one person may have several."""
EVENTS: Final = RISKS | RATES
RATIOS: Final = frozenset({"ROM", "OR", "RR", "HR", "IRR"})
"""Analysed as logarithms and shown on the natural scale."""
AT_A_RISK: Final = RISKS | {"HR"}
"""Shown as risks, from a risk with the comparator."""
RELATIVE: Final = frozenset({"OR", "RR", "HR", "IRR"})
"""Ratios whose size in people depends on the risk or rate with the comparator."""

NAMES: Final[Mapping[str, str]] = {
    "SMD": "standardised mean difference",
    "MD": "mean difference",
    "ROM": "ratio of means",
    "OR": "odds ratio",
    "RR": "risk ratio",
    "RD": "risk difference",
    "HR": "hazard ratio",
    "IRR": "rate ratio",
    "IRD": "rate difference",
}
