"""What a sheet says of its trials, and what it holds that was not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from living_review.exchange import cells
from living_review.exchange.extract import Judged, Kind, Remark, Study
from living_review.exchange.wide import figures
from living_review.exchange.wide.lines import Line, Lines
from living_review.exchange.wide.mapping import several
from living_review.exchange.wide.workbook import Workbook
from living_review.ground.spelling import plain, plain_name
from living_review.registry.columns import TRIALS

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_NUMERIC = frozenset(column.name for column in TRIALS.columns if column.kind == "whole") - {"year"}


def studies(book: Workbook, used: Iterable[str | Judged]) -> Iterator[Study]:
    """Give every study of the sheet of studies, and those that other sheets alone have."""
    mapping = book.mapping
    own = book.lines(mapping.study.sheet, None, "study")
    by_study: dict[str, list[Line]] = {}
    for line in own.lines:
        by_study.setdefault(plain(line.study), []).append(line)
    labels = {plain(line.study): line.study for each in book.read.values() for line in each.lines}
    _spellings(book)
    for key, label in labels.items():
        lines = by_study.get(key, [])
        if lines:
            yield _study(book, own, key, lines)
        elif key in {each.study if isinstance(each, Judged) else each for each in used}:
            reason = f"the study is not in {own.place}, so nothing but its results is known."
            book.remarks.append(Remark("please check", "study", label, 1, reason))
            yield Study(key, label, cells.year(label), "included")


def _spellings(book: Workbook) -> None:
    """Tell of studies whose name is written in several ways that people read as one."""
    written: dict[str, dict[str, None]] = {}
    for each in book.read.values():
        for line in each.lines:
            written.setdefault(plain(line.study), {})[line.study] = None
    for names in written.values():
        if len(names) > 1:
            listed = " and ".join(f"'{figures.shown(name)}'" for name in names)
            reason = (
                "names that differ in capitals, blanks, the kind of a dash or the coding of "
                "letters alone; they are read as one study, and if they are two, write one "
                "otherwise."
            )
            book.remarks.append(Remark("please check", "study", listed, len(names), reason))


def _study(book: Workbook, own: Lines, key: str, lines: list[Line]) -> Study:
    mapping = book.mapping
    named = (lines[0].text(column) for column in several(mapping.study.name or ()))
    label = " ".join(filter(None, named)) or lines[0].study
    made: dict[str, str] = {}
    for name, column in mapping.study.columns.items():
        found = _one(book, own, lines, column, first=True)
        if name in _NUMERIC and found:
            saying = next(line for line in lines if line.text(column))
            found = book.figures(own, saying, {name: column}).get(name, "")
        made[name] = found
    for column in mapping.study.keep:
        made[kept_name(column)] = _one(book, own, lines, column, first=False)
    year = cells.year(made.pop("year", ""), label)
    status = made.pop("status", "") or "included"
    return Study(key, label, year, status, {name: cell for name, cell in made.items() if cell})


def kept_name(column: str) -> str:
    """Name a further column of trials so that it is none of the registry's own."""
    name = " ".join(column.split())
    own = {plain_name(each) for each in TRIALS.names}
    return f"{name} (sheet)" if plain_name(name) in own else name


def _one(book: Workbook, own: Lines, lines: list[Line], column: str, *, first: bool) -> str:
    """Give what the rows of a study say in a column; where they differ, that is reported."""
    said = {line.text(column): line for line in reversed(lines) if line.text(column)}
    if not said:
        return ""
    values = [*reversed(said)]
    if len(said) > 1:
        listed = ", ".join(f"'{figures.shown(each)}'" for each in values)
        done = f"'{figures.shown(values[0])}' is used" if first else "it is left out"
        reason = f"the rows of {lines[0].study} differ ({listed}); {done}."
        kind: Kind = "please check" if first else "not mapped"
        book.remarks.append(Remark(kind, own.at(said[values[0]], column), "", 1, reason))
        if not first:
            return ""
    cell = values[0]
    if book.decimal == "comma" and _DECIMAL_COMMA.fullmatch(cell):
        return cell.replace(",", ".")
    return cell


def unread(book: Workbook, taken: Mapping[str, set[int]]) -> Iterator[Remark]:
    """Tell of every sheet, column and row that the mapping does not read."""
    read = {name for name, _ in book.read}
    for grid in book.grids:
        if grid.name not in read and (grid.rows or grid.fault):
            reason = "the mapping names nothing of this sheet."
            yield Remark("not mapped", f"sheet {grid.name}", "", len(grid.rows), reason)
    for name in sorted(read):
        lines = next(each for (sheet, _), each in book.read.items() if sheet == name)
        sheet = f"{name}, " if name else ""
        for column in lines.table.names.values():
            count = sum(bool(line.cells.get(plain(column))) for line in lines.lines)
            if count and plain(column) not in book.used[name]:
                reason = "the mapping does not name it."
                yield Remark("not mapped", f"{sheet}{column[:110]}", "", count, reason)
        if name in taken:
            yield from _rows_of_no_result(book, lines, taken[name])


def _rows_of_no_result(book: Workbook, lines: Lines, taken: set[int]) -> Iterator[Remark]:
    """Tell of rows that no `where` of the mapping is of."""
    named = dict.fromkeys(
        column
        for result in book.mapping.results
        for where in (result.where, *(arm.where for arm in book.mapping.arms_of(result)))
        for column in where
    )
    for line in lines.lines:
        if named and line.number not in taken:
            said = ", ".join(f"{column} '{figures.shown(line.text(column))}'" for column in named)
            yield Remark(
                "not mapped", lines.at(line), said, 1, "no result of the mapping is for such rows."
            )
