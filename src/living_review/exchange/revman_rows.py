"""The analysis rows of RevMan Web, and of the tables that RevMan 5 exports, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from living_review.exchange import cells, measures, revman_settings
from living_review.exchange.extract import ArmFound, ContrastFound, FoundOutcome, Remark, told_apart

Line = Mapping[str, str]
# By the key of an analysis: the names of its subgroups by their number.
Subgroups = Mapping[str, Mapping[str, str]]
PLACE = "\0place"
ROWS, SETTINGS = "data-rows.csv", "overall-estimates-and-settings.csv"
_ARMS = (("Experimental", "intervention"), ("Control", "control"))
_FIGURES = {
    "dichotomous": {"n": "{} N", "events": "{} cases"},
    "continuous": {"n": "{} N", "mean": "{} mean", "sd": "{} SD"},
}
_OF_SETTINGS = {"contrast level": "contrast", "o-e and variance": "o-e"}
_TRUE = frozenset({"true", "yes", "1"})
# A study in a subgroup that counts in no total, and one in a total that counts in no subgroup.
_SUBGROUP_ONLY = frozenset({"subgroup only", "subgroup"})
_OVERALL_ONLY = frozenset({"overall only", "overall"})


@dataclass
class Reading:
    """What the rows make, gathered row by row."""

    outcomes: tuple[FoundOutcome, ...] = ()
    arms: list[ArmFound] = field(default_factory=list)
    contrasts: list[ContrastFound] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    totals: Mapping[str, revman_settings.Totals] = field(default_factory=dict)
    subgroups: Subgroups = field(default_factory=dict)

    def placed(self, rows: Sequence[Line]) -> Iterator[Line]:
        """Give rows with the key of the outcome that they belong to, under PLACE."""
        for line in rows:
            yield {**line, PLACE: _place(line, self.totals, self.subgroups)}


def analysis_rows(
    rows: Sequence[Line], settings: Mapping[str, Line], subgroups: Subgroups
) -> Reading:
    """Make outcomes, arms and contrasts of the rows of analyses and their settings."""
    totals = {key: _totals(line, subgroups.get(key, {})) for key, line in settings.items()}
    reading = Reading(totals=totals, subgroups=subgroups)
    for line in _counted(rows, totals, reading.remarks):
        _row(line, settings.get(key_of(line)), totals, subgroups, reading)
    counts = Counter(map(key_of, rows))
    outside = {key_of(line) for line in rows if not line.get("Subgroup", "")}
    outcomes: list[FoundOutcome] = []
    for key, setting in settings.items():
        parts = subgroups.get(key, {})
        found = _found(key, setting)
        outcomes += revman_settings.by_totals(found, totals[key], parts, outside=key in outside)
        reading.remarks += _setting_remarks(key, setting, counts[key])
        said = revman_settings.totals_remark(key, found.label, totals[key], counts[key], len(parts))
        reading.remarks += [said] if said else []
    reading.outcomes = told_apart(outcomes)
    return reading


def key_of(line: Line) -> str:
    """Give the key of the analysis that a row belongs to."""
    return f"{cells.number(line['Analysis group'])}.{cells.number(line['Analysis number'])}"


def is_true(cell: str, *, otherwise: bool = False) -> bool:
    """Read a setting that is true or false."""
    return cell.lower() in _TRUE if cell else otherwise


def _totals(setting: Line, parts: Mapping[str, str]) -> revman_settings.Totals:
    return revman_settings.totals_of(
        total=is_true(setting.get("Overall estimates", ""), otherwise=True),
        subtotals=bool(parts) and is_true(setting.get("Subgroup estimates", ""), otherwise=True),
    )


def _found(key: str, setting: Line) -> FoundOutcome:
    name = setting.get("Analysis name", "") or setting.get("Outcome", "") or key
    title = setting.get("Analysis group name", "")
    kind, measure = setting["Data type"].lower(), setting.get("Effect measure", "")
    model = setting.get("Analysis model", "").lower()
    how = revman_settings.analysed(
        kind=_OF_SETTINGS.get(kind, kind),
        measure=measure,
        method=setting.get("Statistical method", ""),
        random=model.startswith("random") if model else None,
        level=setting.get("Estimate CI", ""),
        further=[cell for column, cell in setting.items() if column not in _NO_SETTINGS],
    )
    number = key.split(".")[0]
    sides = [setting.get(f"{side} group label", "") or side for side, _ in _ARMS]
    about = (
        f"comparison {number}, {title or 'no title'}; {setting['Data type']}, "
        f"{measure or 'no measure named'}, {revman_settings.in_words(how)}"
    )
    how = replace(how, comparison=(number, title), sides=(sides[0], sides[1]))
    return FoundOutcome(key, name, about, name, analysed=how)


# Columns of the settings that hold names, in which a word may stand for anything.
_NO_SETTINGS = frozenset(
    {"Analysis name", "Analysis group name", "Outcome", "Subgroup by", "Filter criteria"}
    | {"Experimental group label", "Control group label", "Statistical method"}
    | {"Experimental intervention", "Control intervention", "Intervention grouping"}
)


def _counted(
    rows: Sequence[Line], totals: Mapping[str, revman_settings.Totals], remarks: list[Remark]
) -> Iterator[Line]:
    """Leave out rows of a subgroup alone where the study also has a row for the total.

    Where subgroups alone are pooled, it is the other way round.
    """

    def counts(line: Line) -> bool:
        said = line.get("Applicability", "").lower().replace("_", " ")
        by_subgroup = totals.get(key_of(line)) == "subgroups"
        return said not in (_OVERALL_ONLY if by_subgroup else _SUBGROUP_ONLY)

    counted = {(key_of(line), line["Study"]) for line in rows if counts(line)}
    for line in rows:
        if counts(line) or (key_of(line), line["Study"]) not in counted:
            yield line
            continue
        reason = (
            "the row counts in the total alone; that of the subgroup is taken."
            if totals.get(key_of(line)) == "subgroups"
            else "the row counts in a subgroup alone; that of the total is taken."
        )
        remarks.append(Remark("not mapped", ROWS, key_of(line), 1, reason))


def _row(
    line: Line,
    setting: Line | None,
    totals: Mapping[str, revman_settings.Totals],
    subgroups: Subgroups,
    reading: Reading,
) -> None:
    key = key_of(line)
    if setting is None:
        reason = f"the analysis is not in {SETTINGS}."
        reading.remarks.append(Remark("not mapped", ROWS, key, 1, reason))
        return
    kind = setting["Data type"].lower()
    part = line.get("Subgroup", "")
    place = _place(line, totals, subgroups)
    if kind in _FIGURES:
        reading.arms += _arms(line, place, setting, _FIGURES[kind], part, reading.remarks)
        return
    made = _contrast(line, setting)
    if isinstance(made, str):
        reading.remarks.append(Remark("not mapped", ROWS, key, 1, made))
        return
    measure, filled = made
    for column, name in (("n_intervention", "Experimental N"), ("n_control", "Control N")):
        if cells.value(line.get(name, "")):
            filled[column] = cells.number(line[name])
    reading.contrasts.append(ContrastFound(line["Study"], place, measure, filled, part))


def _place(line: Line, totals: Mapping[str, revman_settings.Totals], subgroups: Subgroups) -> str:
    """Give the key of the outcome of a row: its analysis, or its subgroup where that is pooled."""
    key, part = key_of(line), line.get("Subgroup", "")
    if not part or totals.get(key) != "subgroups":
        return key
    return f"{key}.{next(number for number, name in subgroups[key].items() if name == part)}"


def _arms(
    line: Line,
    place: str,
    setting: Line,
    figures: Mapping[str, str],
    part: str,
    remarks: list[Remark],
) -> Iterator[ArmFound]:
    if not all(cells.value(line.get(f"{side} N", "")) for side, _ in _ARMS):
        reason = "nobody was analysed in one of the groups (N is 0 or missing)."
        remarks.append(Remark("not mapped", ROWS, key_of(line), 1, reason))
        return
    for side, role in _ARMS:
        yield ArmFound(
            line["Study"],
            place,
            setting.get(f"{side} group label", "") or side,
            "intervention" if role == "intervention" else "control",
            {ours: cells.number(line.get(name.format(side), "")) for ours, name in figures.items()},
            part,
        )


def _contrast(line: Line, setting: Line) -> tuple[str, dict[str, str]] | str:
    """Give measure and cells, or the reason why there are none."""
    measure, kind = setting.get("Effect measure", ""), setting["Data type"].lower()
    if kind == "o-e and variance":
        return measures.from_peto(measure, line.get("O-E", ""), line.get("Variance", ""))
    if kind != "contrast level":
        return f"data of type '{kind[:40]}' have no place in a registry."
    said = setting.get("Log-scale data", "").lower()
    return measures.from_inverse_variance(
        measure,
        line.get("GIV Mean", ""),
        line.get("GIV SE", ""),
        line.get("Mean", ""),
        said=said in _TRUE if said else None,
    )


def _setting_remarks(key: str, setting: Line, count: int) -> Iterator[Remark]:
    kind = setting["Data type"].lower()
    if count and is_true(setting.get("Swap event and non-event", "")):
        yield Remark(
            "please check",
            "Swap event and non-event",
            key,
            count,
            "RevMan analysed the people without the event; the events are written as they were "
            "entered, so say in the mapping which way is better for the event itself.",
        )
    if count and kind == "continuous":
        yield Remark(
            "please check",
            ROWS,
            key,
            count,
            "the package does not say whether means are values or changes from baseline; they are "
            "written as values unless the mapping says 'score: change'.",
        )
