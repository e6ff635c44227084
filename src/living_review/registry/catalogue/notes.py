"""What is told about corrections.csv, queries.csv, and a workbook that hides something."""

from __future__ import annotations

from living_review.registry.catalogue.rule import error, suspicion

NOTES = (
    error(
        "correction-unsigned",
        "corrections",
        "A correction lacks a cell, a reason, a name or a date.",
    ),
    error("correction-twice", "corrections", "Two corrections are of one cell."),
    error(
        "correction-unknown",
        "corrections",
        "A correction names a table, column or row that is not there.",
    ),
    error(
        "correction-outdated",
        "corrections",
        "The registry no longer has the old value of a correction.",
    ),
    error(
        "correction-not-valid",
        "corrections",
        "The new value of a correction cannot stand in its cell.",
    ),
    suspicion(
        "correction-needless",
        "corrections",
        "The registry has by now the new value of a correction.",
    ),
    suspicion(
        "seen-incomplete",
        "queries",
        "A row of queries.csv lacks a cell, a reason, a name or a date.",
    ),
    suspicion(
        "seen-matches-nothing",
        "queries",
        "A row of queries.csv marks a query that is no longer made.",
    ),
    suspicion(
        "seen-value-changed",
        "queries",
        "The value has changed since a query was marked as seen, so it is open again.",
    ),
    suspicion("title-rows", "any", "Rows of a title stand above the header, and are not read."),
    suspicion("hidden-sheet", "any", "A sheet of a workbook is hidden, and is used all the same."),
    suspicion(
        "import-look",
        "import",
        "What was read from a file of another program needs the eye of a person.",
    ),
    suspicion("hidden-row", "any", "A row of a workbook is hidden, and is used all the same."),
    suspicion(
        "percent-format",
        "any",
        "A cell of a workbook is shown as a percentage; the number behind it is used.",
    ),
)
