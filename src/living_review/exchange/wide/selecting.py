"""Which rows of the sheets of a workbook are read: `where`, sheet by sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from living_review.exchange.extract import Remark
from living_review.exchange.selection import Where, kept_rows
from living_review.exchange.wide.lines import Lines
from living_review.ground.errors import BadInput
from living_review.ground.spelling import plain
from living_review.protocol.messages import suggestion


@dataclass
class Selecting:
    """The selection of one file, as its sheets are read one after another.

    A sheet that has columns of `where` is selected by them. Of a sheet that has none, such as one
    of judgements, the rows of studies are read of which something was selected before.
    """

    where: Where
    file: str
    studies: set[str] = field(default_factory=set)
    columns: dict[str, None] = field(default_factory=dict)
    """The names of all columns that were seen, in their order."""

    def selected(self, lines: Lines, *, comma: bool) -> tuple[Lines, Sequence[Remark]]:
        """Keep the rows that are let in; what is told of the others."""
        names = {plain(name): name for name in lines.table.names.values()}
        self.columns |= dict.fromkeys(names.values())
        own = {
            names[plain(column)]: cells
            for column, cells in self.where.items()
            if plain(column) in names
        }
        if not own:
            return self._of_studies(lines) if self.where else (lines, ())
        rows = [[line.cells.get(key, "") for key in names] for line in lines.lines]
        place = lines.table.grid.place(self.file)
        kept = kept_rows([*names.values()], rows, own, place, comma=comma)
        found = tuple(lines.lines[i] for i in kept.rows)
        self.studies |= {plain(line.study) for line in found}
        return replace(lines, lines=found), kept.remarks

    def _of_studies(self, lines: Lines) -> tuple[Lines, Sequence[Remark]]:
        if not self.studies:
            return lines, ()
        found = tuple(line for line in lines.lines if plain(line.study) in self.studies)
        out = len(lines.lines) - len(found)
        reason = "rows are selected (where), and none of these studies."
        place = lines.table.grid.name or "rows"
        remarks = (Remark("not mapped", place, "", out, reason),) if out else ()
        return replace(lines, lines=found), remarks

    def refuse_unknown(self) -> None:
        """Raise BadInput for a column that no sheet has."""
        known = {plain(name) for name in self.columns}
        problems = [
            f"'where' names the column {column[:60]!r}, which {self.file} has not"
            f"{suggestion(column, self.columns) or '; take a name from a header.'}"
            for column in self.where
            if plain(column) not in known
        ]
        if problems:
            raise BadInput(*problems)
