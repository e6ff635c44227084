"""Reading the words and figures of a results section: numbers, spreads, directions, weeks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from living_review.surveillance.reading import at, each, reported, text

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_INTERVAL = re.compile(r"(\d{2}(?:\.\d+)?)\s*% confidence interval", re.ASCII)
_NUMBERS = r"\d+(?:\.\d+)?(?:\s*(?:,|and|or|to|&|-|–)+\s*\d+(?:\.\d+)?)*"
_AFTER = re.compile(rf"({_NUMBERS})[\s-]*(day|week|wk|month|year)s?\b")
_BEFORE = re.compile(rf"\b(day|week|month|year)s?[\s-]*({_NUMBERS})")
_WEEKS = {"day": 1 / 7, "week": 1.0, "wk": 1.0, "month": 365.25 / 84, "year": 365.25 / 7}
_CHANGE = re.compile(r"\bchanges? (from|since|in|between)\b|\bchange scores?\b|\bchange$")

Cells = dict[str, str]
CENTRES = {"MEAN": "mean", "MEDIAN": "median"}
SINGLE_SPREADS = {"standard deviation": "sd", "standard error": "se"}
PAIRED_SPREADS = {"inter quartile range": ("q1", "q3"), "full range": ("min", "max")}


def number(value: Any) -> str | None:
    """Give a number as the registry writes it; empty for not reported, None for what is none."""
    said = reported(value).replace("\u2212", "-")
    if _THOUSANDS.fullmatch(said):
        said = said.replace(",", "")
    if not said:
        return ""
    return said if _NUMBER.fullmatch(said) else None


def folded(value: Any) -> str:
    """Write a term of the vocabulary one way: `Inter-Quartile Range`, INTER_QUARTILE_RANGE."""
    return " ".join(re.sub(r"[_-]", " ", reported(value)).lower().split())


def spread(measure: Any, measurement: Any) -> tuple[Cells, str]:
    """Give the cells that a measurement's spread fills, and what could not be used of it."""
    centre = CENTRES.get(text(at(measure, "paramType")).upper(), "")
    kind = folded(at(measure, "dispersionType"))
    low, high = (at(measurement, key) for key in ("lowerLimit", "upperLimit"))
    if kind.startswith(tuple(SINGLE_SPREADS)) and centre == "mean":
        column = next(name for key, name in SINGLE_SPREADS.items() if kind.startswith(key))
        return _filled({column: at(measurement, "spread")})
    if kind in PAIRED_SPREADS:
        return _filled(dict(zip(PAIRED_SPREADS[kind], (low, high), strict=True)))
    level = _INTERVAL.match(kind)
    if level and centre == "mean":
        cells, problem = _filled({"ci_low": low, "ci_high": high})
        share = float(level[1]) / 100
        return ({**cells, "ci_level": f"{share:.6g}"} if any(cells.values()) else cells), problem
    if kind in ("", "not applicable"):
        return {}, ""
    about = f" of a {centre}" if centre else ""
    return {}, f"the registry has no column for '{kind}'{about}"


def _filled(values: Mapping[str, Any]) -> tuple[Cells, str]:
    read = {column: number(value) for column, value in values.items()}
    wrong = [f"{column} '{text(values[column])}'" for column, cell in read.items() if cell is None]
    return (
        {column: cell or "" for column, cell in read.items()},
        f"no number in {', '.join(wrong)}" if wrong else "",
    )


def people(denominators: Any) -> Mapping[str, str]:
    """Give the people analysed, by group; other units, such as eyes, are not people."""
    found: dict[str, str] = {}
    for denominator in each(denominators):
        if folded(at(denominator, "units")) == "participants":
            for count in each(at(denominator, "counts")):
                value = number(at(count, "value"))
                if value and value.isdigit():
                    found[text(at(count, "groupId"))] = value
    return found


def weeks(*said: str) -> tuple[str, str]:
    """Give the one time that the first of the texts with any time names, and the words it is in.

    Both are empty where there is none, or more than one.
    """
    for words in said:
        times = dict(_times(words.lower()))
        if len(times) == 1:
            ((value, quoted),) = times.items()
            return f"{value:.6g}", quoted
        if times:
            return "", ""
    return "", ""


def _times(words: str) -> Iterator[tuple[float, str]]:
    for pattern, numbers, unit in ((_AFTER, 1, 2), (_BEFORE, 2, 1)):
        for match in pattern.finditer(words):
            for value in re.findall(r"\d+(?:\.\d+)?", match[numbers]):
                when = round(float(value) * _WEEKS[match[unit]], 1)
                if when > 0:
                    yield when, f"{value} {match[unit]}"


def is_change(*said: str) -> bool:
    """Tell whether the title of a measure speaks of change from baseline."""
    return any(_CHANGE.search(words.lower().strip()) for words in said)
