"""The numerics proved against metafor 3.8.1, by whoever has the program installed."""

from living_review.validation.agreement import Agreement, Family, comparisons, validate
from living_review.validation.comparison import Comparison
from living_review.validation.differences import KnownDifference, known_differences
from living_review.validation.document import as_json, as_markdown, as_text, verdict
from living_review.validation.reference import Case, cases

__all__ = [
    "Agreement",
    "Case",
    "Comparison",
    "Family",
    "KnownDifference",
    "as_json",
    "as_markdown",
    "as_text",
    "cases",
    "comparisons",
    "known_differences",
    "validate",
    "verdict",
]
