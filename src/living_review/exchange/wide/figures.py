"""The figures in a cell as people write them: decimal commas, footnote marks, units, brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from living_review.exchange.wide.levels import CALLED, SHARE
from living_review.exchange.wide.vocabulary import COMBINED
from living_review.registry.cells import printable
from living_review.registry.columns import ARMS, Column
from living_review.registry.empty_words import is_empty_word

Decimal = Literal["comma", "point"]
COUNTS = frozenset({*(c.name for c in ARMS.columns if c.kind == "whole"), "non_events"})
_LONGEST = 200
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2012", "-"))
# A number with any marks; what they mean is told afterwards.
_FIGURE = r"[+-]?(?:\d[\d.,' ]*\d|\d|[.,]\d+)(?:[eE][+-]?\d{1,3})?"
_NUMBER = re.compile(_FIGURE, re.ASCII)
_MARKED = re.compile(
    rf"({_FIGURE})\s*(?:([*†‡§¶#]+|\^?[a-eA-E]\)?|\([a-e]\)|\[\d{{1,3}}\]|[¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ]+)"
    rf"|(\((?:n|N)\s?[=:][^()]*\))|([^\W\d_][\w/²³]{{0,14}}\.?))",
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:]+)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_TOKENS = re.compile(r"(?<![\w.,])[+-]?\d[\d.,]*", re.ASCII)
_CELL = Column("cell", "number", "")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d+)?", re.ASCII)
_SAID = "write the number alone, and what else there is to say in notes."


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell gives by column of the registry, and what a person has to be told.

    `why` says why nothing of it was taken, `cut` what was left out of it.
    """

    cells: dict[str, str] = field(default_factory=dict)
    why: str = ""
    cut: str = ""


def decimal_mark(cells: Iterable[str]) -> Decimal | None:
    """Tell the decimal mark of a sheet from its numbers; None where they show none, or both."""
    marks: Counter[str] = Counter()
    for cell in cells:
        for found in _TOKENS.findall(cell[:_LONGEST]):
            number = found.rstrip(".,")
            point, comma = number.count("."), number.count(",")
            if point + comma != 1:
                continue
            mark = "." if point else ","
            before, _, after = number.lstrip("+-").partition(mark)
            # 1,234 may be a thousand and more; 0,234 and 12,3 may not.
            if len(after) != 3 or before in ("", "0") or len(before) > 3:
                marks[mark] += 1
    if len(marks) != 1:
        return None
    return "comma" if "," in marks else "point"


def is_empty(cell: str) -> bool:
    """Tell whether a cell says that nothing is reported: a dash, NR, #N/A, k. A."""
    return not cell or is_empty_word(cell, _CELL)


def read(cell: str, statistic: str, decimal: Decimal | None) -> Reading:
    """Read the cell of a column; `statistic` is one of the registry, or several in one cell."""
    text = _tidied(cell)
    if is_empty(text):
        return Reading()
    if text.startswith("="):
        return Reading(
            why="the formula has no value, because the workbook was saved by a program that does "
            "not calculate; open it in Excel or LibreOffice and save it."
        )
    if len(text) > _LONGEST:
        return Reading(why=f"a figure is needed and this is a long text; {_SAID}")
    if statistic in COMBINED:
        return _combined(text, statistic, decimal)
    return _single(text, statistic, decimal)


def _single(text: str, column: str, decimal: Decimal | None) -> Reading:
    cut = ""
    figure = text
    if _DATE.fullmatch(text):
        return Reading(why="the spreadsheet has made a date of it; write the number as text.")
    if text.endswith("%"):
        if column in COUNTS:
            return Reading(why="a percentage is no count; write the number of people.")
        figure, cut = text[:-1].rstrip(), "%"
    if not _NUMBER.fullmatch(figure):
        marked = _MARKED.fullmatch(figure)
        if marked is None:
            return Reading(why=f"it is not one number; {_SAID}")
        figure, cut = marked[1].rstrip(), marked[2] or marked[3] or marked[4]
    value, why = number(figure, decimal)
    return Reading(why=why) if why else Reading({column: value}, cut=cut)


def number(figure: str, decimal: Decimal | None) -> tuple[str, str]:
    """Give a number with a decimal point, or why nobody can tell which number it is."""
    if _PLAIN.fullmatch(figure) and not ({".", ","} & set(figure)):
        return _tidy(figure), ""
    both = "." in figure and "," in figure
    if both or not _PLAIN.fullmatch(figure):
        return _grouped(figure)
    mark = "." if "." in figure else ","
    before, _, after = figure.lstrip("+-").partition(mark)
    own = {".": "point", ",": "comma"}[mark]
    thousands = len(after) == 3 and before not in ("", "0") and len(before) <= 3
    if decimal is None and thousands:
        return "", (
            f"the {own} may mean thousands or decimals; say decimal: comma or decimal: point in "
            "the mapping."
        )
    if decimal not in (None, own) and thousands:
        return "", (
            f"the other numbers have a decimal {decimal}, so the {own} may mean thousands; write "
            f"the number with a {decimal}, or without a mark."
        )
    return _tidy(figure.replace(",", ".")), ""


def _grouped(figure: str) -> tuple[str, str]:
    """Read a number whose thousands are set apart, where its marks leave no doubt."""
    nobody = f"the marks in the number can be read in several ways; {_SAID}"
    if not _GROUPED.fullmatch(figure):
        return "", nobody
    marks = [letter for letter in figure if letter in ".,' "]
    last = marks[-1]
    several = len(set(marks)) > 1
    if several and marks.count(last) == 1 and last in ".,":
        whole, _, decimals = figure.rpartition(last)
        return _tidy("".join(c for c in whole if c not in ".,' ") + "." + decimals), ""
    if not several and (last in "' " or len(marks) > 1):
        return _tidy("".join(c for c in figure if c not in ".,' ")), ""
    return "", nobody


def _tidy(figure: str) -> str:
    """Write whole numbers without decimals, and no plus."""
    figure = figure.removeprefix("+")
    whole, _, decimals = figure.partition(".")
    if decimals and not decimals.strip("0") and whole.strip("-"):
        return whole
    return figure


# Several figures in one cell

_ONE = r"(-?(?:\d+(?:[.,]\d+)?|[.,]\d+))"
_TO = r"\s*(?:,\s|;|\bto\b|\bbis\b|-)\s*"
_TWO = rf"{_ONE}{_TO}{_ONE}"
_SPREAD = rf"{_ONE}\s*(?:\((?:%s)?\s*[=:]?\s*{_ONE}\)|(?:±|\+/-|\+-|,\s?(?:%s)\s*[=:]?|;)\s*{_ONE})"
_RANGE = rf"{_ONE}\s*[\[(](?:%s)?\s*[=:]?\s*{_TWO}[\])]"
_LEVEL = rf"(?:{SHARE})?{CALLED}(?:[\s,]?{SHARE})?"
_P_BEHIND = re.compile(r"\s*[,;]?\s*\(?p\s?[=<>≤]\s?[\d.,]+\)?$", re.IGNORECASE)
_COMBINED = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "mean_sd": _SPREAD % ("SD|SA", "SD|SA"),
        "mean_se": _SPREAD % ("SEM?", "SEM?"),
        "mean_ci": _RANGE % _LEVEL,
        "median_iqr": _RANGE % "IQR",
        "median_range": _RANGE % "range|Spannweite",
        "events_n": rf"{_ONE}\s*(?:/|of|von|out of)\s*{_ONE}(?:\s*\([\d.,\s]*%?\))?",
        "events_percent": rf"{_ONE}(?:\s*\(\s?[\d.,]+\s?%?\s?\))?",
        "ci": rf"[\[(]?{_TWO}[\])]?",
        "iqr": rf"[\[(]?{_TWO}[\])]?",
        "estimate_ci": rf"{_RANGE % _LEVEL}|{_ONE}\s*[,;:]?\s+{_LEVEL}\s*[=:]?\s*[\[(]?{_TWO}[\])]?"
        rf"|{_ONE}\s*[,;]\s+{_ONE}\s*(?:\bto\b|\bbis\b|-)\s*{_ONE}",
        "estimate_se": _SPREAD % ("SEM?", "SEM?"),
    }.items()
}


def fits(cell: str, statistic: str) -> bool:
    """Tell whether a cell holds the several figures of a statistic, whichever numbers they are."""
    return len(cell) <= _LONGEST and bool(_found(_tidied(cell), statistic)[0])


def plain_number(cell: str) -> float | None:
    """Give the number of a cell that holds one and no more, whichever its decimal mark is."""
    text = _tidied(cell).replace(",", ".")
    return float(text) if _PLAIN.fullmatch(text) else None


def _tidied(cell: str) -> str:
    return " ".join(cell.translate(_SPACES).translate(_MINUS).split())


def _found(text: str, statistic: str) -> tuple[list[str], str]:
    """Give the figures of a cell, none if they cannot be told apart, and the cell without marks."""
    stripped = re.sub(r"\s*(?:[*†‡§¶]+|[¹²³⁴⁵ᵃᵇᶜᵈ]+)$", "", text)
    if statistic == "estimate_ci":
        stripped = _P_BEHIND.sub("", stripped)
    found = _COMBINED[statistic].fullmatch(stripped)
    figures = [each for each in found.groups() if each is not None] if found else []
    return figures if len(figures) == len(COMBINED[statistic]) else [], stripped


def _combined(text: str, statistic: str, decimal: Decimal | None) -> Reading:
    figures, stripped = _found(text, statistic)
    columns = COMBINED[statistic]
    if not figures:
        wanted = " and ".join(columns)
        return Reading(why=f"{wanted} are needed and cannot be told apart; {_SAID}")
    cells: dict[str, str] = {}
    for column, figure in zip(columns, figures, strict=True):
        value, why = number(figure, decimal)
        if why:
            return Reading(why=why)
        cells[column] = value
    return Reading(cells, cut=text[len(stripped) :].strip())


def shown(cell: str) -> str:
    """Give a cell for a report: on one line, cut when long."""
    return printable(cell, 60)
