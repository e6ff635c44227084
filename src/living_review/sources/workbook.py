"""A registry kept as one Excel workbook: a sheet a table."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from living_review.ground import clock
from living_review.ground.errors import EnvironmentFailure, RegistryError
from living_review.ground.spelling import both
from living_review.language import say
from living_review.language.facts import registry_places as facts
from living_review.sources.files import read_bytes, refuse_outside
from living_review.sources.tables import (
    MOST_TITLE_ROWS,
    RawTable,
    RawTables,
    SourceRemark,
    header_at,
    table_named,
    title_remark,
)

if TYPE_CHECKING:
    from living_review.sources.sheet import Row, Sheet

Read = TypeVar("Read")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Workbook:
    """The tables of a registry as the sheets of one `.xlsx` or `.xlsm` file below `root`."""

    root: Path
    file: str

    def pull(self) -> RawTables:
        """Read every sheet that has the name of a table.

        Raises RegistryError naming sheet and cell, and SourceUnreachable when the file cannot be
        opened.
        """
        pulled_at = clock.now()
        content = read_bytes(refuse_outside(self.root, self.file), self.file)
        tables = read_workbook(content, Path(self.file).name)
        if not tables:
            raise RegistryError(
                f"{self.file} has no sheet with the name of a table, such as trials; rename its "
                "sheets if it is a registry, or read sheets with one row a trial, or one row an "
                f"outcome of a trial, with `living-review import {self.file} --format wide`."
            )
        return RawTables(tables, pulled_at, say(facts.Workbook(file=self.file)))

    def fingerprint(self) -> str:
        """Give the SHA-256 of the file; '' where it cannot be read."""
        try:
            return hashlib.sha256((self.root / self.file).read_bytes()).hexdigest()
        except OSError:
            # Whatever is wrong with the file, pulling it says so.
            return ""


def read_workbook(content: bytes, file: str) -> dict[str, RawTable]:
    """Read the sheets of a workbook that have the name of a table; `file` is for messages.

    Raises RegistryError naming sheet and cell for what has no value: a formula that was never
    calculated, merged cells; and for a file that is not such a workbook.
    """
    return reading_workbook(content, file, _tables)


def reading_workbook(content: bytes, file: str, read: Callable[[bytes, str], Read]) -> Read:
    """Have a workbook read; RegistryError for a file that is none, or is damaged."""
    _refuse_other_formats(content, file)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (charts, validation lists) holds no cell of the registry.
            warnings.simplefilter("ignore")
            return read(content, file)
    except (RegistryError, EnvironmentFailure):
        raise
    except Exception as error:
        # A damaged workbook fails anywhere in the reader, with errors of any kind.
        raise RegistryError(
            f"{file} cannot be read as an Excel workbook ({type(error).__name__}); open it in "
            "Excel or LibreOffice and save it again as Excel Workbook (.xlsx)."
        ) from error


def _tables(content: bytes, file: str) -> dict[str, RawTable]:
    from living_review.sources.sheet import opened

    tables: dict[str, RawTable] = {}
    called: dict[str, str] = {}
    sheets = tuple(opened(content, file))
    if not sheets:
        raise RegistryError(
            f"{file} has no sheets that can be read; if it was saved as Strict Open XML, save it "
            "as Excel Workbook (.xlsx)."
        )
    for sheet in sheets:
        name = table_named(sheet.name, file)
        if name is None:
            continue
        if name in tables:
            raise RegistryError(
                f"{file}: the sheets {both((called[name], sheet.name))} are both the table "
                f"'{name}'; keep one of the two, or rename the other."
            )
        called[name] = sheet.name
        tables[name] = _table(name, f"{file}[{sheet.name}]", sheet)
    return tables


def _refuse_other_formats(content: bytes, file: str) -> None:
    if content.startswith(b"PK\x03\x04"):
        return
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise RegistryError(
            f"{file} is protected by a password and cannot be read; open it, remove the password "
            "(File, Info, Protect Workbook) and save it."
        )
    if content.startswith(_OLE):
        raise RegistryError(
            f"{file} is a workbook of the old kind (.xls); open it and save it as Excel Workbook "
            "(.xlsx)."
        )
    raise RegistryError(
        f"{file} is not an Excel workbook, or only a part of one; open it in Excel or LibreOffice "
        "and save it as Excel Workbook (.xlsx)."
    )


def _table(name: str, file: str, sheet: Sheet) -> RawTable:
    rows = [row for row in sheet.rows(file) if any(text.strip() for text in row.texts.values())]
    if not rows:
        raise RegistryError(
            f"{file} is empty; write the header of the table as its first row, or delete the sheet."
        )
    place = header_at(name, (tuple(row.texts.values()) for row in rows[: MOST_TITLE_ROWS + 1]))
    header, rows = rows[place].number, rows[place:]
    last = max(place for row in rows for place, text in row.texts.items() if text.strip())
    sheet.refuse_merged(file, header, rows[-1].number, last)
    columns, *cells = (tuple(row.texts.get(i + 1, "") for i in range(last)) for row in rows)
    columns = tuple(column.strip() for column in columns)
    titled = (title_remark(header),) if place else ()
    remarks = (*titled, *_remarks(sheet, rows, columns))
    return RawTable(
        name, file, columns, tuple(cells), tuple(row.number for row in rows[1:]), remarks=remarks
    )


def _remarks(sheet: Sheet, rows: Sequence[Row], columns: Sequence[str]) -> Iterator[SourceRemark]:
    if sheet.hidden:
        yield SourceRemark(
            1,
            "",
            "hidden-sheet",
            "the sheet is hidden and is used all the same; unhide it, or delete it if it is no "
            "part of the registry.",
        )
    for row in rows[1:]:
        if row.hidden:
            yield SourceRemark(
                row.number,
                "",
                "hidden-row",
                "the row is hidden, perhaps by a filter, and is used all the same; show it, or "
                "delete it if it is no part of the registry.",
            )
        for place in row.percent:
            yield SourceRemark(
                row.number,
                columns[place - 1],
                "percent-format",
                "the cell is shown as a percentage and the number behind it is used; format the "
                "cell as a plain number to see that number.",
            )
