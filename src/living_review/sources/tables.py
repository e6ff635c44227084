"""A registry as it came: text cells, with the line each row stood on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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


@dataclass(frozen=True, slots=True)
class RawTables(Mapping[str, RawTable]):
    """The tables of one registry by name, and when they were pulled."""

    tables: Mapping[str, RawTable]
    pulled_at: datetime
    place: str = ""
    """Where they came from, as messages name it."""

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
