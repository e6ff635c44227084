"""Sheets as teams keep them, made of the same results: one row a trial, an outcome or an arm."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

# Outcome and time by what a sheet calls them.
OUTCOMES = ("Depression", "Quality of life", "Relapse")
TIMES = ("post", "follow-up")
Figures = Mapping[str, float | int]


@dataclass(frozen=True)
class Result:
    """The figures of the two arms of a trial in one outcome at one time."""

    trial: str
    outcome: str
    time: str
    intervention: Figures
    control: Figures

    @property
    def sides(self) -> tuple[tuple[str, Figures], ...]:
        return ("intervention", self.intervention), ("control", self.control)


Sheet = tuple[bytes, str]
Statistic = Callable[[str, str, str, str], str]
STATISTICS = ("n", "mean", "sd", "events")


def _text(rows: Sequence[Sequence[object]], separator: str, mark: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([repr(c).replace(".", mark) if isinstance(c, float) else c for c in row])
    return out.getvalue()


def _a_row_a_trial(results: Sequence[Result], name: Statistic) -> list[list[object]]:
    trials = list(dict.fromkeys(each.trial for each in results))
    kinds = list(dict.fromkeys((each.outcome, each.time) for each in results))
    cells = {
        (each.trial, each.outcome, each.time, side, statistic): figures[statistic]
        for each in results
        for side, figures in each.sides
        for statistic in figures
    }
    columns = [
        (outcome, time, side, statistic)
        for outcome, time in kinds
        for side in ("intervention", "control")
        for statistic in STATISTICS
        if any((trial, outcome, time, side, statistic) in cells for trial in trials)
    ]
    rows: list[list[object]] = [["Study", "Year", *(name(*column) for column in columns)]]
    for trial in trials:
        rows.append([trial, trial[-4:], *(cells.get((trial, *column), "") for column in columns)])
    return rows


def english(results: Sequence[Result]) -> Sheet:
    """Name columns `Depression post mean (intervention)`; commas, with a row of totals."""
    rows = _a_row_a_trial(results, lambda o, t, side, s: f"{o} {t} {s} ({side})")
    rows.append(["Total", *["99"] * (len(rows[0]) - 1)])
    return _text(rows, ",", ".").encode(), "sheet.csv"


def german(results: Sequence[Result]) -> Sheet:
    """Write as German Excel does: semicolons, decimal commas, MW, SA and KG, Windows letters."""
    words = {"n": "N", "mean": "MW", "sd": "SA", "events": "Ereignisse"}
    sides = {"intervention": "EG", "control": "KG"}
    rows = _a_row_a_trial(results, lambda o, t, side, s: f"{o}_{t}_{words[s]}_{sides[side]}")
    rows[0][:2] = ["Studie", "Jahr"]
    rows.insert(0, ["Überblick über die Ergebnisse"])
    return _text(rows, ";", ",").encode("cp1252"), "blatt.csv"


def merged(results: Sequence[Result]) -> Sheet:
    """Merge cells of a workbook over the columns of an outcome and of its arms; a title above."""
    flat = _a_row_a_trial(results, lambda o, t, side, s: f"{o}, {t}|{side}|{s}")
    names = [str(name).split("|") for name in flat[0]]
    book = Workbook()
    sheet = book.active
    sheet.append(["What we extracted"])
    for level in range(3):
        sheet.append([name[level] if level < len(name) else None for name in names])
    for level in (0, 1):
        start = 2
        for i in range(2, len(names) + 1):
            if i == len(names) or names[i][: level + 1] != names[start][: level + 1]:
                for j in range(start + 1, i):
                    sheet.cell(level + 2, j + 1).value = None
                if i - start > 1:
                    sheet.merge_cells(
                        start_row=level + 2, end_row=level + 2, start_column=start + 1, end_column=i
                    )
                start = i
    for column in (1, 2):
        sheet.merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
    for row in flat[1:]:
        sheet.append([None if cell == "" else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), "sheet.xlsx"


def a_row_an_outcome(results: Sequence[Result]) -> Sheet:
    """Write a row an outcome of a trial, in UTF-16 with tabs, as Excel's Unicode text."""
    header = ["Study ID", "Outcome", "Time point", *(f"{s}.e" for s in STATISTICS)]
    rows: list[list[object]] = [[*header, *(f"{s}.c" for s in STATISTICS), "Comments"]]
    for each in results:
        figures = [own.get(s, "") for _, own in each.sides for s in STATISTICS]
        rows.append([each.trial, each.outcome, each.time, *figures, "seen"])
    return _text(rows, "\t", ".").encode("utf-16"), "sheet.txt"


def a_row_an_arm(results: Sequence[Result]) -> Sheet:
    """Write a row an arm of a trial, with the separator named in the first line."""
    rows: list[list[object]] = [["Study", "Outcome", "Time", "Group", "N", "Mean", "SD", "Events"]]
    for each in results:
        for side, figures in each.sides:
            own = [figures.get(s, "") for s in STATISTICS]
            rows.append([each.trial, each.outcome, each.time, side.title(), *own])
    return f"sep=;\n{_text(rows, ';', ',')}".encode("utf-8-sig"), "sheet.csv"


DIALECTS = (english, german, merged, a_row_an_outcome, a_row_an_arm)
