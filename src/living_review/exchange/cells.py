"""Single cells of other programs: missing values, numbers, and text a registry can hold."""

from __future__ import annotations

import math
import re

from living_review.registry.cells import LONGEST_TEXT

_MISSING = frozenset({"", "na", "n/a", "#n/a", "nr", "nan", "not reported", "."})
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", re.ASCII)
_CUT = " … (cut on import)"


def present(cell: str) -> str:
    """Give a cell without white space around it; empty where it says that nothing is known."""
    cell = cell.strip()
    return "" if cell.lower() in _MISSING else cell


def number(cell: str, *, comma: bool = False) -> str:
    """Give a number with a decimal point, whole ones without decimals; what is none, as it is."""
    cell = present(cell).replace("\u2212", "-")
    if comma and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    if not _NUMBER.fullmatch(cell):
        return cell
    whole, _, decimals = cell.partition(".")
    return whole if decimals and not decimals.strip("0") and whole else cell


def grouped(cell: str) -> str:
    """Give a number that may have commas between thousands."""
    plain = present(cell)
    return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


def value(cell: str) -> float | None:
    """Give the number a cell holds, None where it holds none."""
    cell = number(cell)
    found = float(cell) if _NUMBER.fullmatch(cell) else math.nan
    return found if math.isfinite(found) else None


def text(cell: str) -> str:
    """Give text a registry can hold: no control characters, cut where it is too long."""
    cell = _CONTROL.sub(" ", cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(cell) <= LONGEST_TEXT:
        return cell
    return cell[: LONGEST_TEXT - len(_CUT)].rstrip() + _CUT


def printable(cell: str) -> str:
    """Give text on one line, without characters that are not seen: control, bidi, surrogates."""
    line = " ".join(cell.split())
    kept = (c for c in line if c.isprintable() or c == "\u200d")
    return " ".join("".join(kept).split())


def year(*cells: str) -> str:
    """Give the first four-digit year in the cells, in their order; empty where there is none."""
    for cell in cells:
        found = _YEAR.search(cell)
        if found:
            return found[1]
    return ""
