"""Files in which people write what they decided of single cells: each row signed and dated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from living_review.ground.errors import EnvironmentFailure, RegistryError
from living_review.registry.cells import Fault, parse, printable
from living_review.registry.columns import Column
from living_review.registry.headers import did_you_mean
from living_review.sources import read_csv

SIGNATURE = ("reason", "by", "date")
_DAY = Column("date", "date", "The day of a signature")
_TOLERANCE = dt.timedelta(days=1)  # east of Greenwich the day begins before that of the clock


@dataclass(frozen=True, slots=True)
class SignedRow:
    """One row of such a file: the line it begins on, and its cells by column."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def date(self) -> dt.date | None:
        """The day on which it was signed; None where the cell holds no date."""
        value, _ = parse(self.cells["date"], _DAY)
        return value if isinstance(value, dt.date) else None


def read_rows(path: Path, columns: Sequence[str]) -> tuple[SignedRow, ...]:
    """Read such a file; no file, no rows.

    Raises RegistryError where it is not a table with these columns, and EnvironmentFailure where it
    cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise EnvironmentFailure(
            f"{path} cannot be read ({error.strerror}); make it a file that this run may read."
        ) from error
    return rows_in(content, path, columns)


def rows_in(content: bytes, path: Path, columns: Sequence[str]) -> tuple[SignedRow, ...]:
    """Read the bytes of such a file; RegistryError as `read_rows`."""
    table = read_csv(content, path.stem, str(path))
    faults = tuple(_header_faults(table.columns, columns, str(path)))
    if faults:
        raise RegistryError(*faults)
    return tuple(
        SignedRow(
            path.name, line, dict(zip(table.columns, (cell.strip() for cell in row), strict=True))
        )
        for row, line in zip(table.rows, table.lines, strict=True)
    )


def until(rows: Iterable[SignedRow], as_of: dt.date | None) -> tuple[SignedRow, ...]:
    """Keep what was signed by a day; a row whose date cannot be read stays, to be told."""
    return tuple(row for row in rows if as_of is None or row.date is None or row.date <= as_of)


def signature_fault(
    row: SignedRow, needed: Sequence[str], today: dt.date
) -> tuple[str, Fault] | None:
    """Return the first column of a row that lacks what it must have, and what is wrong with it."""
    for column in (*needed, *SIGNATURE):
        if not row[column]:
            return column, Fault("incomplete", "the cell is empty; fill it in.")
    value, fault = parse(row["date"], _DAY)
    if fault:
        return "date", fault
    if value is None:
        return "date", Fault("incomplete", "the cell says that it is empty; fill it in.")
    if row.date is not None and row.date > today + _TOLERANCE:
        return "date", Fault(
            "in-the-future", "the date is still to come; write the day of signing."
        )
    return None


def _header_faults(found: Sequence[str], columns: Sequence[str], file: str) -> Iterator[str]:
    for name in dict.fromkeys(found):
        if name not in columns:
            hint = did_you_mean(name, columns) or f"; the columns are {', '.join(columns)}."
            yield f"{file}, row 1: unknown column '{printable(name)}'{hint}"
        elif list(found).count(name) > 1:
            yield f"{file}, row 1: the column '{name}' is there twice; keep one of the two."
    for name in columns:
        if name not in found:
            yield f"{file}, row 1: the column '{name}' is missing; add it."
