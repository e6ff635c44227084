"""Which rows of a table are read: `where`, by column with the cells let in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from living_review.exchange import cells
from living_review.exchange.extract import Remark
from living_review.ground.errors import BadInput
from living_review.protocol.messages import suggestion
from living_review.sources import RawTable, read_csv

Where = Mapping[str, Sequence[str]]
# YAML reads an unquoted yes as a boolean, and releases write one as each of these.
_YES, _NO = frozenset({"yes", "y", "true", "t", "1"}), frozenset({"no", "n", "false", "f", "0"})
_MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Selected:
    """The file with the rows that are let in alone, and what is told of the others."""

    content: bytes
    remarks: tuple[Remark, ...]


def selected(content: bytes, file: str, where: Where) -> Selected:
    """Keep the rows of a CSV file whose cells are those that are named, in every column named.

    Each keeps its line. Raises BadInput where a column is not there, or no row is left.
    """
    if not where:
        return Selected(content, ())
    table = read_csv(content, "", file)
    kept = kept_rows(table.columns, table.rows, where, file, comma=table.separator != ",")
    named = content[:20].removeprefix(b"\xef\xbb\xbf").lower().startswith((b"sep=", b'"sep='))
    return Selected(_written(table, kept.rows, named=named), kept.remarks)


@dataclass(frozen=True, slots=True)
class Kept:
    """The places of the rows that are let in, and what is told of the others."""

    rows: tuple[int, ...]
    remarks: tuple[Remark, ...]


def kept_rows(
    columns: Sequence[str], rows: Sequence[Sequence[str]], where: Where, file: str, *, comma: bool
) -> Kept:
    """Tell which rows of a table are let in; BadInput as `selected` raises it."""
    problems = [
        f"'where' names the column {column[:60]!r}, which {file} has not"
        f"{suggestion(column, columns) or '; take a name from its header.'}"
        for column in where
        if column not in columns
    ]
    doubled = [column for column in where if list(columns).count(column) > 1]
    problems += [
        f"{file} has several columns {column[:60]!r}, by which rows are selected; rename them."
        for column in doubled
    ]
    if problems:
        raise BadInput(*problems)
    left = list(range(len(rows)))
    remarks: list[Remark] = []
    for column, wanted in where.items():
        at = list(columns).index(column)
        lets_in = _test(wanted, comma=comma)
        inside = [i for i in left if lets_in(rows[i][at])]
        if not inside:
            raise BadInput(_nothing_left(column, wanted, [rows[i][at] for i in left], file))
        remarks += _told(column, wanted, [rows[i][at] for i in range(len(rows))], comma=comma)
        out = len(left) - len(inside)
        if out:
            reason = (
                "rows are selected (where), and these have another cell in the column than "
                f"{_listed(wanted)}."
            )
            remarks.append(Remark("not mapped", column, "", out, reason))
        left = inside
    return Kept(tuple(left), tuple(remarks))


def _test(wanted: Sequence[str], *, comma: bool) -> Callable[[str], bool]:
    """Give the test of a cell: words whatever their capitals and blanks, numbers by value."""
    words = {_word(each) for each in wanted}
    # A number is named with a point, also for a file that has commas.
    values = {value for each in wanted if (value := cells.value(each)) is not None}
    for said, written in (({"yes", "true"}, _YES), ({"no", "false"}, _NO)):
        words |= written if words & said else set()
    known: dict[str, bool] = {}

    def lets_in(cell: str) -> bool:
        if cell not in known:
            value = cells.value(cells.number(cell, comma=comma))
            known[cell] = _word(cell) in words or (value is not None and value in values)
        return known[cell]

    return lets_in


def _word(cell: str) -> str:
    return " ".join(cells.present(cell).casefold().split())


def _told(
    column: str, wanted: Sequence[str], own: Sequence[str], *, comma: bool
) -> Iterator[Remark]:
    """Name what is let in and stands in no row: a slip, or a word that the file changed."""
    for each in wanted:
        if not any(map(_test([each], comma=comma), dict.fromkeys(own))):
            reason = (
                "rows are selected by it (where), and it stands in none; the column has "
                f"{_found(own)}."
            )
            yield Remark("please check", column, each or "(empty)", 1, reason)


def _nothing_left(column: str, wanted: Sequence[str], own: Sequence[str], file: str) -> str:
    return (
        f"{file} has no row that 'where' lets in: {column[:60]} would have to be "
        f"{_listed(wanted)}, and the column has {_found(own)}; name cells that are there."
    )


def _listed(wanted: Sequence[str]) -> str:
    return " or ".join(f"'{each[:60]}'" if each else "an empty cell" for each in wanted)


def _found(own: Sequence[str]) -> str:
    counts = Counter(cells.printable(cells.present(cell))[:40] for cell in own)
    most = [word for word, _ in counts.most_common(_MOST_LISTED)]
    shown = ", ".join(f"'{word}'" if word else "empty cells" for word in most)
    more = len(counts) - len(most)
    return f"{shown} and {more} more" if more else shown or "no cells"


def _written(table: RawTable, rows: Sequence[int], *, named: bool) -> bytes:
    """Write a table with some of its rows, each on the line it stood on."""
    out, line = io.StringIO(), 1

    def write(record: Sequence[str], at: int) -> None:
        nonlocal line
        text = io.StringIO()
        # With this line ending the writer also quotes a cell that holds a lone carriage return.
        csv.writer(text, delimiter=table.separator, lineterminator="\r\n").writerow(record)
        out.write("\n" * (at - line) + text.getvalue())
        line = at + len(text.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1

    if named:
        out.write(f"sep={table.separator}\n")
        line += 1
    write(table.columns, line)
    for i in rows:
        write(table.rows[i], table.lines[i])
    return out.getvalue().encode("utf-8", "surrogatepass")
