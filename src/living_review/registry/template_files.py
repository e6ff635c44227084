"""An empty registry to fill in: a workbook with notes, lists and limits, or CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from living_review.ground.disk import write_whole
from living_review.ground.errors import BadInput
from living_review.registry.columns import TABLES
from living_review.registry.template import Field, template

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from living_review.protocol import Protocol

LAST_ROW = 5_000
CHOICES, ABOUT = "choices", "read me"
_REQUIRED, _OPTIONAL, _MISSING = "1F4E78", "7F7F7F", "FBE3D6"
_FORMATS = {"identifier": "@", "text": "@", "month": "@", "date": "yyyy-mm-dd"}
_WIDTHS = {"text": 24, "identifier": 18, "choice": 16, "date": 13, "month": 13}

Tables = Mapping[str, tuple[Field, ...]]


def write_template(to: str, protocol: Protocol | None, *, replace: bool) -> str:
    """Write an empty registry to FILE.xlsx or to a folder; give where it is.

    Raises BadInput where something is there already and `replace` is not given.
    """
    kind, where = _place(to)
    path = Path(where)
    tables = template(protocol)
    there = path.exists() and (path.is_file() or any(path.iterdir()))
    if there and (kind == "csv" or not replace):
        remedy = "name a new folder." if kind == "csv" else "give --replace to overwrite it."
        raise BadInput(f"There is something in {path} already; {remedy}")
    if kind == "csv":
        _write_folder(path, tables)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, workbook(tables))
    return str(path)


def _place(to: str) -> tuple[str, str]:
    kind, _, where = to.partition(":")
    if kind in ("csv", "xlsx") and where:
        return kind, where
    return ("xlsx" if to.lower().endswith(".xlsx") else "csv"), to


# A folder


def _write_folder(path: Path, tables: Tables) -> None:
    path.mkdir(parents=True, exist_ok=True)
    write_whole(path / "columns.txt", "\n".join(_described(tables)).encode())
    for name, fields in tables.items():
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow([field.name for field in fields])
        write_whole(path / f"{name}.csv", out.getvalue().encode())


def _described(tables: Tables) -> Iterator[str]:
    yield "What each column of these tables holds. A cell that is left empty means: not reported."
    for name, fields in tables.items():
        yield f"\n{name}.csv: {TABLES[name].meaning}\n"
        for field in fields:
            yield f"  {field.name}: {field.note}"
            if field.by_tool:
                for tool, words in field.by_tool.items():
                    yield f"    {tool}: {', '.join(words)}"
            elif field.values and field.kind not in ("choice", "boolean"):
                yield f"    {'one of' if field.only else 'such as'}: {', '.join(field.values)}"
    yield ""


# A workbook


def workbook(tables: Tables) -> bytes:
    """Give the bytes of an empty workbook with a sheet a table."""
    from openpyxl import Workbook

    book: Any = Workbook()
    about = book.active
    about.title = ABOUT
    _about(about, tables)
    lists = _Lists(book.create_sheet(CHOICES))
    for name, fields in tables.items():
        _sheet(book.create_sheet(name, len(book.sheetnames) - 1), fields, lists)
    lists.sheet.sheet_state = "hidden"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(sheet: Worksheet, tables: Tables) -> None:
    from openpyxl.styles import Alignment, Font

    lines = [
        "An empty registry of trials",
        "A sheet a table; one row a trial in 'trials', one row an arm of an outcome in 'arms'.",
        "Columns with a dark header are required. The note of a header says what its column holds.",
        "Leave a cell empty where nothing is reported. Do not rename columns; do not merge cells.",
        "Read it with: living-review registry load --from xlsx:FILE, or name it in protocol.yml "
        "as registry: {xlsx: {file: FILE}}.",
        "",
        *(f"{name}: {TABLES[name].meaning}." for name in tables),
    ]
    for i, line in enumerate(lines, start=1):
        cell = sheet.cell(i, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=i == 1, size=14 if i == 1 else 11)
    sheet.column_dimensions["A"].width = 100


class _Lists:
    """The hidden sheet of values to choose from; each list stands there once."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.known: dict[tuple[str, ...], str] = {}

    def area(self, values: Sequence[str]) -> str:
        """Give the area that holds values, written there if they are not yet."""
        from openpyxl.utils import get_column_letter

        key = tuple(values)
        if key not in self.known:
            column = len(self.known) + 1
            for i, value in enumerate(key, start=1):
                cell = self.sheet.cell(i, column, value)
                cell.data_type = "s"  # a value that begins with = is no formula
            letter = get_column_letter(column)
            self.known[key] = f"{CHOICES}!${letter}$1:${letter}${len(key)}"
        return self.known[key]


def _sheet(sheet: Worksheet, fields: Sequence[Field], lists: _Lists) -> None:
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter

    last = get_column_letter(len(fields))
    letters = {field.name: get_column_letter(i) for i, field in enumerate(fields, start=1)}
    for field in fields:
        letter = letters[field.name]
        column = sheet.column_dimensions[letter]
        column.number_format = _FORMATS.get(field.kind, "General")
        column.width = max(_WIDTHS.get(field.kind, 11), len(field.name) + 3)
        cell = sheet[f"{letter}1"]
        cell.value, cell.number_format = field.name, "@"
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_REQUIRED if field.required else _OPTIONAL)
        cell.alignment = Alignment(vertical="top")
        cell.comment = Comment(field.note, "Living Review", width=320, height=150)
        area = f"{letter}2:{letter}{LAST_ROW}"
        rule = _validation(field, letters, lists)
        if rule is not None:
            rule.add(area)
            sheet.add_data_validation(rule)
        if field.required:
            empty = f"AND(COUNTA($A2:${last}2)>0,ISBLANK({letter}2))"
            look = DifferentialStyle(fill=PatternFill("solid", bgColor=_MISSING))
            sheet.conditional_formatting.add(area, Rule("expression", dxf=look, formula=[empty]))
    sheet.freeze_panes = "B2"


def _validation(field: Field, letters: Mapping[str, str], lists: _Lists) -> DataValidation | None:
    """Give the rule of a column's cells; None where any text is right."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule: dict[str, Any] = {}
    style: Literal["stop", "warning"] = "stop"
    title = "Not allowed here"
    if field.by_tool:
        one, two = (lists.area(words) for words in field.by_tool.values())
        first = next(iter(field.by_tool))
        choice = f'IF(${letters["tool"]}2="{first}",{one},{two})'
        rule = {"type": "list", "formula1": choice}
    elif field.of_trials:
        rule = {"type": "list", "formula1": f"trials!$A$2:$A${LAST_ROW}"}
        style, title = "warning", "No such trial in trials"
    elif field.values:
        rule = {"type": "list", "formula1": lists.area(field.values)}
        if not field.only:
            style, title = "warning", "Not named in the protocol"
    elif field.kind == "date":
        rule = {"type": "date", "operator": "between", "formula1": "DATE(1900,1,1)",
                "formula2": "DATE(2100,12,31)"}  # fmt: skip
    elif field.kind in ("whole", "number"):
        rule = _numbers(field)
    elif field.kind == "identifier":
        rule = {"type": "textLength", "operator": "between", "formula1": "1", "formula2": "64"}
    if not rule:
        return None
    return DataValidation(
        **rule,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle=style,
        errorTitle=title,
        error=field.note[:250],
    )


def _numbers(field: Field) -> dict[str, Any]:
    kind = "whole" if field.kind == "whole" else "decimal"
    if field.limits is None:
        return {"type": kind, "operator": "between", "formula1": "-1E+12", "formula2": "1E+12"}
    least, most = f"{field.limits.least:g}", field.limits.most
    if most is not None:
        low = "1E-12" if field.limits.above else least
        return {"type": kind, "operator": "between", "formula1": low, "formula2": f"{most:g}"}
    operator = "greaterThan" if field.limits.above else "greaterThanOrEqual"
    return {"type": kind, "operator": operator, "formula1": least}
