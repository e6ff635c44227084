"""Editions of real reviews, whole, and changed cell by cell or key by key."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from living_review.certainty import rate, read_judgements
from living_review.findings import Changes, VersionInfo
from living_review.living.difference import difference
from living_review.living.edition import Edition
from living_review.protocol import Protocol, load_protocol
from living_review.registry import as_of as cut
from living_review.registry import read
from living_review.sources import CsvFolder, RawTable, RawTables
from living_review.synthesis import synthesise

sys.path.insert(0, str(Path(__file__).parent))

TODAY = dt.date(2026, 11, 22)
Wanted = Mapping[str, str]
Edit = Callable[[dict[str, str]], dict[str, str] | None]


@dataclass(frozen=True, repr=False)
class Review:
    """One review as it stands: what an edition of it is computed from."""

    tables: RawTables
    protocol: Protocol
    judgements: Path | None = None
    _known: dict[str, Edition] = field(default_factory=dict, compare=False)

    def edition(self, as_of: dt.date | None = None) -> Edition:
        """Compute the edition of a day, of today if told none; each once."""
        key = str(as_of)
        if key not in self._known:
            self._known[key] = self._computed(as_of)
        return self._known[key]

    def _computed(self, as_of: dt.date | None) -> Edition:
        day = as_of or TODAY
        found = synthesise(
            read(self.tables, self.protocol, as_of=as_of),
            self.protocol,
            today=day,
            version=VersionInfo(number=None, date=day),
            as_of=as_of,
        )
        decisions = read_judgements(self.judgements or Path("no-such-file.csv")).until(as_of)
        tables = cut(self.tables, as_of) if as_of else self.tables
        return Edition(rate(found, self.protocol, decisions), tables, self.protocol)

    def edited(self, table: str, where: Wanted, **cells: str) -> Review:
        """Change cells of the rows that have the wanted ones."""
        return self.rows(table, where, lambda row: row | cells)

    def without(self, table: str, **where: str) -> Review:
        """Take rows out."""
        return self.rows(table, where, lambda _row: None)

    def rows(self, table: str, where: Wanted, edit: Edit) -> Review:
        raw = self.tables[table]
        kept = []
        for cells in raw.rows:
            row = dict(zip(raw.columns, cells, strict=True))
            if where.items() <= row.items():
                edited = edit(row)
                if edited is None:
                    continue
                row = edited
            kept.append(row)
        return self._with(table, kept)

    def added(self, table: str, **cells: str) -> Review:
        """Add one row at the end of a table, which may be new."""
        raw = self.tables.get(table)
        rows = [] if raw is None else [dict(zip(raw.columns, r, strict=True)) for r in raw.rows]
        return self._with(table, [*rows, cells])

    def _with(self, name: str, rows: list[dict[str, str]]) -> Review:
        raw = self.tables.get(name)
        columns = dict.fromkeys((*(raw.columns if raw else ()), *(key for r in rows for key in r)))
        cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
        lines = tuple(range(2, len(rows) + 2))
        made = RawTable(name, f"{name}.csv", tuple(columns), cells, lines)
        tables = RawTables({**self.tables, name: made}, self.tables.pulled_at)
        return replace(self, tables=tables, _known={})

    def asking(self, **changes: Any) -> Review:
        """Change parts of the protocol: `analysis={"tau2": "DL"}`, `outcomes=[...]`."""
        data = self.protocol.model_dump(mode="json", by_alias=True)
        for key, change in changes.items():
            data[key] = {**data[key], **change} if isinstance(change, Mapping) else change
        protocol = Protocol.model_validate(data)
        return replace(self, protocol=protocol, _known={})

    def outcome(self, place: int, **changes: Any) -> Review:
        """Change keys of one outcome."""
        outcomes = self.protocol.model_dump(mode="json")["outcomes"]
        outcomes[place] |= changes
        return self.asking(outcomes=outcomes)


def _review(folder: Path) -> Review:
    data = folder / "data"
    tables = CsvFolder(data / "registry").pull()
    return Review(tables, load_protocol(data / "protocol.yml"), data / "judgements.csv")


@pytest.fixture(scope="session")
def peers(project_root: Path) -> Review:
    """The shipped review."""
    return _review(project_root)


@pytest.fixture(scope="session")
def bcg(project_root: Path) -> Review:
    """A review of counts: one risk ratio with two baseline risks, one outcome without data."""
    return _review(project_root / "examples" / "bcg")


@pytest.fixture
def compared() -> Callable[[Review, Review], Changes]:
    """Compare two reviews as of today."""
    return lambda before, after: difference(before.edition(), after.edition())
