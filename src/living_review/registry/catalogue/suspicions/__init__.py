"""The suspicions: each lists its row as a query, and the row stays."""

from living_review.registry.catalogue.rule import Rule
from living_review.registry.catalogue.suspicions import (
    cells,
    counts_and_weeks,
    designs,
    directions,
    outcomes,
    rows_together,
    spreads,
)

SUSPICIONS: tuple[Rule, ...] = (
    *cells.RULES,
    *outcomes.RULES,
    *spreads.RULES,
    *directions.RULES,
    *counts_and_weeks.RULES,
    *designs.RULES,
    *rows_together.RULES,
)

__all__ = ["SUSPICIONS"]
