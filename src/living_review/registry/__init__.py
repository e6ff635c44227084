"""The registry: columns, checks, quarantine, and the snapshot that is analysed."""

from living_review.registry.columns import TABLES, Column, Table
from living_review.registry.content import as_of, content_hash
from living_review.registry.other_reviews import OtherReview, read_other_reviews
from living_review.registry.reading import read
from living_review.registry.snapshot import QuarantinedRow, Query, Remark, Snapshot

__all__ = [
    "TABLES",
    "Column",
    "OtherReview",
    "QuarantinedRow",
    "Query",
    "Remark",
    "Snapshot",
    "Table",
    "as_of",
    "content_hash",
    "read",
    "read_other_reviews",
]
