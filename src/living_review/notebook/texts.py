"""How results read at a terminal and in a notebook: aligned columns, and messages' lists."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from living_review.ground import numbers
from living_review.ground.plurals import numbered

if TYPE_CHECKING:
    from living_review.notebook.meta_analysis import MetaAnalysis

Interval = tuple[float, float]
Rows = Sequence[Sequence[str]]
Table = tuple[Sequence[str], Rows]
"""Heads of columns, and rows."""


def listed(names: Iterable[object]) -> str:
    """Write names one after the other."""
    return ", ".join(str(each) for each in names)


def near(name: str, known: Iterable[object]) -> str:
    """End a sentence about a name that there is none of: with the nearest, else with all."""
    names = [str(each) for each in known]
    found = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {found[0]!r}?" if found else f"; there are {listed(names)}."


def tested(statistic: float, p: float, *df: float) -> str:
    """Write a test: its statistic, on its degrees of freedom where they are finite, and p."""
    on = " and ".join(numbers.degrees_of_freedom(each) for each in df if math.isfinite(each))
    return f"{numbers.statistic(statistic)} on {on} df, p {p_value(p)}"


def p_value(p: float) -> str:
    """Write a p-value after its sign, with a blank that a terminal's search finds."""
    return numbers.p_value(p).replace(numbers.NO_BREAK, " ")


def aligned(rows: Rows, heads: Sequence[str] = ()) -> str:
    """Write a table in columns of one width: the first to the left, the others to the right."""
    lines = [list(heads), *map(list, rows)] if heads else [list(row) for row in rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def html_table(rows: Rows, heads: Sequence[str], notes: Sequence[str] = ()) -> str:
    """Write a table as HTML with its notes below; whatever it holds is inert."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def shown(result: MetaAnalysis, value: float) -> str:
    """Write an effect of the natural scale with the digits of its measure."""
    return numbers.estimate(value, result.effects.written_as)


def spanned(result: MetaAnalysis, interval: Interval) -> str:
    """Write an interval of the natural scale with the digits of its measure."""
    return numbers.interval(*interval, result.effects.written_as)


def trials(count: int) -> str:
    """Count trials."""
    return numbered(count, "trial")
