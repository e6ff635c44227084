"""One cell of text: its value, what is wrong with it, and its canonical writing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from living_review.ground.written_number import LARGEST, written_number
from living_review.protocol import IDENTIFIER
from living_review.registry.columns import Column
from living_review.registry.empty_words import is_empty_word
from living_review.registry.spellings import TRUTH, meant

Value: TypeAlias = str | float | bool | dt.date | None

LONGEST_TEXT = 5_000
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMAS = re.compile(r"[+-]?[\d.' \u00a0\u202f]*(?:,\d+)+(?:\.\d+)?", re.ASCII)
_FOOTNOTE = re.compile(
    r"([+-]?\d+(?:\.\d+)?)\s*(?:[*†‡§¶#]+|\^?\(?[a-dA-D]\)?|[¹²³⁴⁵ᵃᵇᶜᵈ]+)", re.ASCII
)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00:00(?:\.0+)?)?", re.ASCII)
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
# Control characters (tab and line breaks aside), lone surrogates and non-characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: a rule id and a clause that ends in a remedy."""

    rule: str
    reason: str


Parsed: TypeAlias = tuple[Value, Fault | None]


def trimmed(cell: str) -> str:
    """Return a cell without the white space around it, its line breaks written one way."""
    cell = cell.strip()
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def parse(cell: str, column: Column, *, decimal_comma: bool = False) -> Parsed:
    """Return the value of a trimmed cell, and the fault when it has none.

    An empty cell gives None, and so does one that says in words that it is empty.
    """
    if not cell:
        return None, None
    if len(cell) > LONGEST_TEXT:
        return None, Fault(
            "text-too-long",
            f"the cell has {len(cell)} characters and {LONGEST_TEXT} are allowed; shorten it.",
        )
    unprintable = _UNPRINTABLE.search(cell)
    if unprintable:
        return None, Fault(
            "control-character",
            f"the cell holds the control character U+{ord(unprintable[0]):04X}; remove it.",
        )
    if is_empty_word(cell, column):
        return None, None
    if column.kind in ("number", "whole"):
        return _number(cell, column, decimal_comma=decimal_comma)
    return _PARSERS[column.kind](cell, column)


def canonical(cell: str, column: Column, *, decimal_comma: bool = False) -> str:
    """Return the one writing of a cell's value, or its trimmed text when it cannot be read."""
    cell = trimmed(cell)
    value, fault = parse(cell, column, decimal_comma=decimal_comma)
    if fault:
        return cell
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def is_decimal_comma(cell: str) -> bool:
    """Tell whether a trimmed cell is a number with a comma for decimals."""
    return bool(_DECIMAL_COMMA.fullmatch(cell))


def printable(cell: str, longest: int = 120) -> str:
    """Return a cell for a message: on one line, without control characters, cut when long."""
    text = " ".join(_UNPRINTABLE.sub("\ufffd", cell[: 4 * longest]).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _number(cell: str, column: Column, *, decimal_comma: bool) -> Parsed:
    written = cell.replace("\u2212", "-")
    if decimal_comma and is_decimal_comma(written):
        written = written.replace(",", ".")
    elif decimal_comma and "." in written:
        return None, Fault(
            "decimal-mark",
            "the other numbers of this table have a decimal comma, so the point may mean "
            "thousands; write the number with a comma, or without a mark.",
        )
    value = written_number(written)
    if value is None:
        return None, _not_a_number(cell, column)
    if abs(value) > LARGEST:
        return None, Fault(
            "number-out-of-range", "the number is larger than any that is measured; correct it."
        )
    if column.kind == "whole" and value != int(value):
        return None, Fault(
            "not-whole",
            "a whole number is needed; write the count from the report, not a percentage or an "
            "average.",
        )
    return value, None


def _not_a_number(cell: str, column: Column) -> Fault:
    """Say what a cell holds that is not a number."""
    if "%" in cell:
        return Fault(
            "percentage-entered",
            "this is a percentage; write the number itself, and for events and people the count.",
        )
    if _COMMAS.fullmatch(cell):
        return Fault(
            "decimal-comma",
            "a comma may mean decimals or thousands; write decimals with a point, and nothing "
            "between thousands.",
        )
    if mark := _FOOTNOTE.fullmatch(cell):
        return Fault(
            "footnote-mark",
            f"the number is followed by the mark of a footnote; write {mark[1]} alone, and what "
            "the footnote says in notes.",
        )
    wanted = "a whole number" if column.kind == "whole" else "a number"
    return Fault(
        "not-a-number",
        f"{wanted} is needed; write it in digits alone, or leave the cell empty if unreported.",
    )


def _identifier(cell: str, _column: Column) -> Parsed:
    if IDENTIFIER.fullmatch(cell):
        return cell, None
    return None, Fault(
        "bad-identifier",
        "an identifier has only letters, digits, '_', '.' and '-', 64 at most, and begins with a "
        "letter or digit; rename it in every table.",
    )


def _text(cell: str, column: Column) -> Parsed:
    return meant(column.name, cell) or cell, None


def _boolean(cell: str, _column: Column) -> Parsed:
    value = TRUTH.get(cell.lower())
    if value is None:
        return None, Fault("not-a-boolean", "true or false is needed; write one of the two.")
    return value, None


def _date(cell: str, _column: Column) -> Parsed:
    match = _DATE.fullmatch(cell)
    try:
        if match:
            return dt.date.fromisoformat(match[1]), None
    except ValueError:
        pass
    return None, Fault("not-a-date", "a date is needed; write it as year-month-day, 2026-11-22.")


def _month(cell: str, column: Column) -> Parsed:
    if _MONTH.fullmatch(cell):
        return cell, None
    value, fault = _date(cell, column)
    if fault:
        return None, Fault(
            "not-a-date", "a month or date is needed; write it as 2024-10 or 2024-10-31."
        )
    return str(value), None


def _choice(cell: str, column: Column) -> Parsed:
    for allowed in column.allowed:
        if cell.lower() == allowed.lower():
            return allowed, None
    word = meant(column.name, cell)
    if word in column.allowed:
        return word, None
    return None, Fault(
        "not-allowed", f"allowed are {', '.join(column.allowed)}; write one of them."
    )


_PARSERS: dict[str, Callable[[str, Column], Parsed]] = {
    "identifier": _identifier,
    "text": _text,
    "boolean": _boolean,
    "date": _date,
    "month": _month,
    "choice": _choice,
}
