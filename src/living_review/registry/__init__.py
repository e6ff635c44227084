"""The registry: columns, checks, quarantine, and the snapshot that is analysed."""

from living_review.registry.columns import TABLES, Column, Table
from living_review.registry.content import as_of, content_hash
from living_review.registry.corrections import Corrected, corrected, read_corrections
from living_review.registry.other_reviews import OtherReview, read_other_reviews
from living_review.registry.reading import read
from living_review.registry.seen import read_seen
from living_review.registry.snapshot import (
    Correction,
    QuarantinedRow,
    Query,
    Remark,
    Seen,
    Snapshot,
)

__all__ = [
    "TABLES",
    "Column",
    "Corrected",
    "Correction",
    "OtherReview",
    "QuarantinedRow",
    "Query",
    "Remark",
    "Seen",
    "Snapshot",
    "Table",
    "as_of",
    "content_hash",
    "corrected",
    "read",
    "read_corrections",
    "read_other_reviews",
    "read_seen",
]
