"""What other reviews printed, for the Discussion: `other_reviews.csv`, an optional file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from living_review.ground.errors import RegistryError
from living_review.ground.measures import NAMES
from living_review.registry.cells import parse, printable, trimmed
from living_review.registry.columns import Column, Table
from living_review.registry.headers import header_faults
from living_review.sources import read_csv

OTHER_REVIEWS = Table(
    "other_reviews",
    "One row a pooled result of another review",
    ("review_id", "outcome_reported", "timepoint", "measure"),
    (
        Column("review_id", "identifier", "The other review", required=True),
        Column("review", "text", "How the other review is cited", required=True),
        Column("doi", "text", "Its DOI"),
        Column("outcome_reported", "text", "The outcome in its words", required=True),
        Column("outcome", "identifier", "The outcome of this protocol that it corresponds to"),
        Column("timepoint", "text", "The time point in its words", required=True),
        Column("k", "whole", "Trials", unit="trials"),
        Column("n", "whole", "Participants", unit="people"),
        Column("measure", "choice", "Effect measure", allowed=tuple(NAMES)),
        Column("estimate", "number", "Pooled effect, as printed"),
        Column("ci_low", "number", "Lower limit, as printed"),
        Column("ci_high", "number", "Upper limit, as printed"),
        Column(
            "favours_intervention",
            "choice",
            "Sign of an effect that favours the intervention",
            allowed=("positive", "negative"),
        ),
        Column(
            "certainty",
            "choice",
            "GRADE certainty, as printed",
            allowed=("high", "moderate", "low", "very low"),
        ),
        Column("source", "text", "Where it was read", required=True),
        Column("notes", "text", "Anything a reader should know"),
    ),
)


@dataclass(frozen=True, slots=True)
class OtherReview:
    """One pooled result as another review printed it; None where it was not seen."""

    review_id: str
    review: str
    doi: str
    outcome_reported: str
    outcome: str
    timepoint: str
    k: int | None
    n: int | None
    measure: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    favours_intervention: str
    certainty: str
    source: str
    notes: str


def read_other_reviews(path: str | Path) -> tuple[OtherReview, ...]:
    """Read the file; none at the path means no other reviews. Raises RegistryError."""
    path = Path(path)
    if not path.exists():
        return ()
    table = read_csv(path.read_bytes(), "other_reviews", str(path))
    faults = tuple(header_faults(table, OTHER_REVIEWS))
    if faults:
        raise RegistryError(*faults)
    found = []
    for row, line in zip(table.rows, table.lines, strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        values = {
            column.name: _value(trimmed(cells.get(column.name, "")), column, f"{path}, row {line}")
            for column in OTHER_REVIEWS.columns
        }
        found.append(OtherReview(**values))  # type: ignore[arg-type]
    return tuple(found)


def _value(cell: str, column: Column, where: str) -> object:
    value, fault = parse(cell, column)
    if fault:
        raise RegistryError(
            f"{where}, column {column.name}: found '{printable(cell)}'; {fault.reason}"
        )
    if value is None:
        if column.required:
            raise RegistryError(f"{where}, column {column.name}: the cell is empty; fill it in.")
        return None if column.kind in ("number", "whole") else ""
    return int(value) if column.kind == "whole" and isinstance(value, float) else value
