"""Single CSV files of RevMan: the export of RevMan 5, and the tables of a data package alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from living_review.exchange import cells, measures
from living_review.exchange.extract import Extract, Judged, Remark, alike, gathered
from living_review.exchange.revman_rows import ROWS, Line, Subgroups, analysis_rows, key_of
from living_review.exchange.revman_shown import measure_shown
from living_review.exchange.revman_studies import JUDGEMENT, judgements_of, studies_of
from living_review.exchange.revman_web import subgroups, table_lines
from living_review.exchange.revman_weights import chosen, most_usual, totals_told, ways_told
from living_review.ground.errors import BadInput
from living_review.ground.measures import RATIOS
from living_review.sources import read_csv

_REVMAN5 = ("Comparison Number", "Outcome Number", "Subgroup Number", "Name", "Data Type")
_DATA_ROWS = ("Analysis group", "Analysis number", "Study")
# RevMan 5's columns, by what the table of a data package calls them.
_SIDES = {
    f"{side} {name}": f"{theirs} {number}"
    for number, side in ((1, "Experimental"), (2, "Control"))
    for name, theirs in (("cases", "Events"), ("N", "Total"), ("mean", "Mean"), ("SD", "SD"))
}
_TYPES = {"D": "Dichotomous", "C": "Continuous", "I": "Contrast level", "P": "O-E and variance"}
_Z95 = 1.959963984540054


def extract(content: bytes, file: str) -> Extract:
    """Read one CSV file of RevMan; `file` is the name used in messages.

    Raises BadInput where it is none of those that hold rows of studies, naming what it is.
    """
    columns = set(read_csv(content, "revman", file).columns)
    if columns.issuperset(_REVMAN5[:2]):
        return _revman5(table_lines(content, file, _REVMAN5), file)
    if columns.issuperset(_DATA_ROWS):
        return _data_rows(table_lines(content, file, _DATA_ROWS))
    judged = any(column.startswith(JUDGEMENT) for column in columns)
    if "Study" in columns and (judged or any(c.startswith("Char: ") for c in columns)):
        return _studies(table_lines(content, file, ("Study",)), judged=judged)
    return _refuse(columns, file)


def _refuse(columns: set[str], file: str) -> NoReturn:
    """Raise BadInput that names what of RevMan the columns are."""
    if {"Analysis group", "Data type"} <= columns:
        raise BadInput(
            f"{file} holds the settings and pooled results of RevMan's analyses and no rows of "
            "studies; give the whole data package (zip)."
        )
    if {"Analysis group", "Subgroup number"} <= columns:
        raise BadInput(
            f"{file} holds the pooled results of RevMan's subgroups and no rows; give the whole "
            "data package (zip)."
        )
    raise BadInput(
        f"{file} is none of RevMan's CSV files that hold rows of studies (the export of RevMan 5, "
        "the data rows, risk of bias or study information of a data package); give the whole data "
        "package (zip)."
    )


def _made(
    rows: Sequence[Line],
    settings: Mapping[str, Line],
    parts: Subgroups,
    remarks: list[Remark],
    listed: Sequence[Line] = (),
) -> Extract:
    reading = analysis_rows(rows, settings, parts)
    studies, more = studies_of(listed, rows, {})
    judgements = tuple(judgements_of(reading.placed(rows), reading.outcomes, more))
    said = [*remarks, *more, *reading.remarks, *alike(reading.outcomes)]
    return Extract(
        "revman-csv",
        studies,
        reading.outcomes,
        tuple(reading.arms),
        tuple(reading.contrasts),
        judgements,
        gathered(said),
    )


def _data_rows(rows: list[dict[str, str]]) -> Extract:
    """Read the data rows without their settings: the kind of each analysis is told by its figures.

    RevMan Web writes 0 where a kind of data has no such figure.
    """
    by_key: dict[str, list[Line]] = {}
    for line in rows:
        by_key.setdefault(key_of(line), []).append(line)
    settings = _settings_told(by_key)
    reason = (
        "these are the data rows of a RevMan package without its settings: kind, measure, method, "
        "model and totals of an analysis were told from its figures, effects and weights as far as "
        "they tell; the names of the groups are not known, and results without arms are left out. "
        "The whole package (zip) has them."
    )
    remark = Remark("please check", ROWS, "", len(rows), reason)
    return _made(rows, settings, subgroups((), rows), [remark])


def _settings_told(by_key: Mapping[str, Sequence[Line]]) -> dict[str, Line]:
    """Give the settings of every analysis as far as rows tell them.

    Where the weights fit several ways, which are then one in their result, the most usual of the
    file is taken.
    """
    told = {key: _told(rows) for key, rows in by_key.items()}
    ways = {key: ways_told(rows, told[key]) for key, rows in by_key.items()}
    usual = most_usual([*ways.values()])
    for key, own in ways.items():
        way = chosen(own, usual)
        if way is not None:
            told[key] = {**told[key], "Statistical method": way[0], "Analysis model": way[1]}
    return told


def _told(rows: Sequence[Line]) -> Line:
    """Give the settings of an analysis that its own rows tell beyond doubt."""
    kind = _kind(rows)
    return {
        "Analysis name": next((each.get("Analysis name", "") for each in rows), ""),
        "Data type": kind,
        **(measure_shown(rows, kind) if kind in ("Dichotomous", "Continuous") else {}),
        **totals_told(rows),
    }


def _kind(rows: Sequence[Line]) -> str:
    def any_of(*columns: str) -> bool:
        return any(cells.value(line.get(column, "")) for line in rows for column in columns)

    if any_of("Experimental SD", "Control SD"):
        return "Continuous"
    if any_of("GIV SE"):
        return "Contrast level"
    return "O-E and variance" if any_of("Variance") else "Dichotomous"


def _studies(lines: list[dict[str, str]], *, judged: bool) -> Extract:
    """Read a list of studies, with risk of bias where it is that table."""
    remarks: list[Remark] = []
    judgements: tuple[Judged, ...] = ()
    if judged:
        judgements = tuple(judgements_of(lines, (), remarks))
        lines = [{"Study": line["Study"]} for line in lines]
    studies, more = studies_of(lines, (), {})
    return Extract(
        "revman-csv", studies, (), judgements=judgements, remarks=gathered((*remarks, *more))
    )


def _revman5(lines: list[dict[str, str]], file: str) -> Extract:
    """Read the export of RevMan 5: a line a comparison, outcome, subgroup and study."""
    remarks: list[Remark] = []
    titles: dict[str, str] = {}
    settings: dict[str, Line] = {}
    parts: dict[str, dict[str, str]] = {}
    rows: list[Line] = []
    for line in lines:
        comparison, outcome, subgroup = (
            _whole(line[name])
            for name in ("Comparison Number", "Outcome Number", "Subgroup Number")
        )
        key = f"{comparison}.{outcome}"
        if not comparison or not outcome:
            titles[comparison] = titles.get(comparison) or line["Name"]
        elif line["Data Type"] and not subgroup:
            settings[key] = _setting(line, titles.get(comparison, ""))
        elif line["Data Type"]:
            parts.setdefault(key, {})[subgroup] = line["Name"] or subgroup
        elif key in settings:
            part = parts.get(key, {}).get(subgroup, "")
            rows.append(_row(line, comparison, outcome, settings[key], part))
        else:
            reason = "the row stands before any line that says what its outcome is."
            remarks.append(Remark("not mapped", "row", line["Name"], 1, reason))
    if not settings:
        raise BadInput(
            f"{file} holds no line of an outcome (with a Data Type); export it again from RevMan "
            "5, with the fields Data Type, Statistical Method, Effect Measure and Analysis Model."
        )
    reason = (
        "the export of RevMan 5 does not say which outcomes have no total; look at the totals in "
        "RevMan, or give its file (.rm5)."
    )
    remarks.append(Remark("please check", "totals", "", len(settings), reason))
    return _made(rows, settings, parts, remarks)


def _whole(cell: str) -> str:
    """Give a number of RevMan's; 0 stands for none."""
    number = cells.number(cell)
    return "" if number == "0" else number


def _setting(line: Line, title: str) -> Line:
    method, kind = line.get("Statistical Method", ""), line["Data Type"][:1].upper()
    if method.upper() == "EXP_O_E_VAR":
        kind = "P"
    return {
        "Analysis name": line["Name"],
        "Analysis group name": title,
        "Data type": _TYPES.get(kind, line["Data Type"]),
        "Statistical method": method,
        "Effect measure": line.get("Effect Measure", "") or ("OR" if kind == "P" else ""),
        "Analysis model": line.get("Analysis Model", ""),
        "Experimental group label": line.get("Group Label 1", ""),
        "Control group label": line.get("Group Label 2", ""),
        "Swap event and non-event": line.get("Swap event and non-event", ""),
    }


def _row(line: Line, comparison: str, outcome: str, setting: Line, part: str) -> Line:
    figures = {ours: cells.grouped(line.get(theirs, "")) for ours, theirs in _SIDES.items()}
    return {
        "Analysis group": comparison,
        "Analysis number": outcome,
        "Study": line["Name"],
        "Study year": _whole(line.get("Year of study", "")),
        "Subgroup": part,
        **figures,
        "O-E": cells.grouped(line.get("O-E", "")),
        "Variance": cells.grouped(line.get("Var", "") or line.get("Variance", "")),
        **dict(_generic(line, setting)),
    }


def _generic(line: Line, setting: Line) -> Iterator[tuple[str, str]]:
    """Give the result of generic inverse variance; a ratio is written on the natural scale.

    Its standard error is of the logarithm where the interval says so, and is left out elsewhere.
    """
    shown, se, low, high = (
        cells.grouped(line.get(name, ""))
        for name in ("Effect Estimate", "SE", "CI Start", "CI End")
    )
    if setting["Data type"] != "Contrast level":
        return
    value = cells.value(shown)
    if measures.named(setting["Effect measure"]) not in RATIOS:
        yield from (("GIV Mean", shown), ("GIV SE", se))
    elif value is not None and value > 0 and _of_log(se, low, high):
        yield from (("GIV Mean", repr(math.log(value))), ("GIV SE", se), ("Mean", shown))


def _of_log(se: str, low: str, high: str) -> bool:
    """Tell whether a standard error fits a 95 % interval on the log scale."""
    error, begin, end = (cells.value(each) for each in (se, low, high))
    if error is None or begin is None or end is None or error <= 0 or begin <= 0 or end <= begin:
        return False
    return math.isclose(math.log(end / begin), 2 * _Z95 * error, rel_tol=0.05)
