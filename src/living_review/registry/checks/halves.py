"""Suspicions about pairs of cells of which one is empty."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.frames import Mark, Registry

_PAIRS = (
    ("arms", "ci_low", "ci_high"),
    ("arms", "q1", "q3"),
    ("arms", "min", "max"),
    ("contrasts", "ci_low", "ci_high"),
)


def half_a_pair(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A limit, a quartile or an extreme stands beside its other half; alone it says nothing."""
    for table, low, high in _PAIRS:
        frame = registry.tables[table]
        for there, missing in ((low, high), (high, low)):
            reason = (
                f"it stands without {missing}, so it is not used; fill in {missing}, or see "
                "whether the value belongs into another column."
            )
            alone = frame[there].notna() & frame[missing].isna()
            yield from marked(table, frame, alone, there, "half-a-pair", reason)
