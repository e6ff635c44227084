"""A table while its rows are checked: columns by their names, of which few are ever looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from living_review.registry.values import Array, Cells, Lines, Texts, Values, joined

if TYPE_CHECKING:
    import pandas as pd


class Row:
    """One row, as messages read it: `row.mean`, and `row.Index` for its line."""

    __slots__ = ("_place", "_rows")

    def __init__(self, rows: Rows, place: int) -> None:
        """Take the row at a place."""
        self._rows = rows
        self._place = place

    def __getattr__(self, name: str) -> Any:
        """Return a cell."""
        if name == "Index":
            return int(self._rows.index[self._place])
        return self._rows[name].at(self._place)


class Rows:
    """Columns of the same lines; rows that were chosen take a column when it is asked for."""

    __slots__ = ("_columns", "_of", "_places", "index", "names")

    def __init__(
        self,
        columns: Mapping[str, Cells],
        index: Lines,
        of: Rows | None = None,
        places: Array | None = None,
    ) -> None:
        """Name columns; those that are not among them are of other rows, at some places there."""
        self._columns = dict(columns)
        self._of = of
        self._places = places
        self.index = index
        others = () if of is None else of.names
        self.names: tuple[str, ...] = tuple(dict.fromkeys((*others, *columns)))

    def __len__(self) -> int:
        return len(self.index)

    @property
    def empty(self) -> bool:
        """Whether there is no row."""
        return not len(self.index)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Any:
        """Return a column: Values of numbers and truths, Texts of texts."""
        found = self._columns.get(name)
        if found is None:
            if self._of is None:
                raise KeyError(name)
            found = self._of[name]
            if self._places is not None:
                found = found[self._places]
                found.index = self.index
            self._columns[name] = found
        return found

    def select(self, rows: Values | Array) -> Rows:
        """Return the rows that a mask holds, or those at some places."""
        places = rows.array if isinstance(rows, Values) else rows
        return Rows({}, self.index[places], self, places)

    def columns(self, names: Sequence[str]) -> list[Any]:
        """Return some columns."""
        return [self[name] for name in names]

    def of(self, names: Sequence[str]) -> Rows:
        """Return the rows with some columns alone, in their order."""
        return Rows({name: self[name] for name in names}, self.index)

    def assign(self, **columns: Any) -> Rows:
        """Return the rows with columns beside theirs, or in their place."""
        made: dict[str, Cells] = {}
        for name, each in columns.items():
            cells = each
            if isinstance(each, str):
                cells = Texts.full(each, self.index)
            elif not isinstance(each, Values | Texts):
                cells = Values(np.asarray(each), self.index)
            made[name] = cells
        return Rows(made, self.index, self)

    def named(self, lines: Sequence[int] | Lines) -> Values:
        """Tell the rows of some lines."""
        return Values(np.isin(self.index, np.array(list(lines), dtype=np.int64)), self.index)

    def place(self, place: int) -> Row:
        """Return the row at a place."""
        return Row(self, place)

    def chosen(self, mask: Values) -> Iterator[Row]:
        """Give the rows that a mask holds."""
        for place in np.flatnonzero(mask.array).tolist():
            yield Row(self, place)

    def records(self, names: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Give each row as values by the names of columns."""
        asked = self.names if names is None else names
        for cells in zip(*(self[name].tolist() for name in asked), strict=True):
            yield dict(zip(asked, cells, strict=True))

    def frame(self) -> pd.DataFrame:
        """Return the rows as a data frame, in the types that `Snapshot` promises."""
        import pandas as pd

        index = pd.Index(self.index, name="row")
        text = pd.StringDtype(na_value=np.nan)
        columns: dict[str, Any] = {}
        for name in self.names:
            cells = self[name]
            if isinstance(cells, Texts):
                texts = np.array([*cells.levels, None], dtype=object)[cells.codes]
                columns[name] = pd.array(texts, dtype=text)
            else:
                columns[name] = cells.array.copy()
        return pd.DataFrame(columns, index=index)


def below(parts: Sequence[Rows], names: Sequence[str]) -> Rows:
    """Return some columns of tables one below the other."""
    index = np.concatenate([each.index for each in parts])
    return Rows(
        {name: joined([cast(Cells, each[name]) for each in parts], index) for name in names}, index
    )
