"""A registry as it came: text cells, with the line each row stood on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple, Protocol

from living_review.ground.errors import RegistryError
from living_review.ground.spelling import plain_name

NAMES = ("trials", "arms", "contrasts", "risk_of_bias", "searches", "exclusions")
# The column by which the header of a table is known among the rows above it.
_TELLS_HEADER = {"searches": "search_id", "exclusions": "report"}
MOST_TITLE_ROWS = 20


class SourceRemark(NamedTuple):
    """Something about a row that only its source can know, such as that it is hidden there.

    The row stays; `reason` is a clause that ends in a remedy.
    """

    line: int
    column: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileRemark:
    """What a file of another program holds and its tables do not, or hold for a person to see.

    `left_out` tells the two apart. `where` names a column or element of the file, `found` what
    stands there, `count` how often; `reason` is a clause that ends in a full stop.
    """

    file: str
    left_out: bool
    where: str
    found: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of text cells: every row has as many cells as there are columns.

    `file` is how messages name the table; `lines[i]` is the line (or sheet row, counted from 1, the
    header included) on which `rows[i]` begins. Only a table whose `separator` is not a comma can
    hold decimal commas.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str = ","
    remarks: tuple[SourceRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTables(Mapping[str, RawTable]):
    """The tables of one registry by name, and when they were pulled."""

    tables: Mapping[str, RawTable]
    pulled_at: datetime
    place: str = ""
    """Where they came from, as messages and readers are told."""
    remarks: tuple[FileRemark, ...] = ()
    """What is told of the file that they were made from, where another program wrote it."""
    columns: tuple[str, ...] = ()
    """The columns of that file that were read though no mapping names them."""

    def __getitem__(self, name: str) -> RawTable:
        return self.tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)


class Source(Protocol):
    """Where a registry comes from."""

    def pull(self) -> RawTables:
        """Fetch every table; SourceUnreachable or RegistryError when that cannot be done."""
        ...

    def fingerprint(self) -> str:
        """Give a text that changes with the registry; '' where only pulling it can tell."""
        ...


def header_at(name: str, rows: Iterable[Sequence[str]]) -> int:
    """Give the place of the header among the first rows; 0 unless rows of a title stand above it.

    The header is the first row that has the column by which it is known.
    """
    column = _TELLS_HEADER.get(name, "trial_id" if name in NAMES else "")
    if not column:
        return 0
    for i, row in enumerate(islice(rows, MOST_TITLE_ROWS + 1)):
        if any(cell.strip() == column for cell in row):
            return i
    return 0


def title_remark(line: int) -> SourceRemark:
    """Say that the rows above the header, which stands on a line, are not read."""
    what = "row 1 is" if line == 2 else f"rows 1 to {line - 1} are"
    return SourceRemark(
        1,
        "",
        "title-rows",
        f"the header stands in row {line}, and {what} not read; delete what stands above it if it "
        "says nothing that is needed.",
    )


def table_named(name: str, where: str) -> str | None:
    """Tell which table a sheet or a database table of that name is; None for one of no concern.

    Case, blanks and hyphens do not matter. Raises RegistryError for a name so near to that of a
    table that it was probably meant: its rows would be missing without a word.
    """
    written = plain_name(name)
    if written in NAMES:
        return written
    near = difflib.get_close_matches(written, NAMES, n=1, cutoff=0.8)
    if near:
        raise RegistryError(
            f"{where}: '{name}' is not the name of a table, and nearly '{near[0]}'; correct it, or "
            "give it a name that is less alike if it is no part of the registry."
        )
    return None
