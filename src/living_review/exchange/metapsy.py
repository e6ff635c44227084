"""Databases in the Metapsy standard: one wide CSV, a row a comparison of two arms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from living_review.exchange import cells, identifiers
from living_review.exchange.extract import (
    Analysed,
    ArmFound,
    ContrastFound,
    Extract,
    FoundOutcome,
    Remark,
    alike,
    gathered,
    one_a_name,
)
from living_review.exchange.metapsy_studies import (
    COMPUTED,
    SAFE_COLUMN,
    judgements_of,
    studies_of,
)
from living_review.exchange.times import months_named, weeks_named
from living_review.ground.errors import BadInput
from living_review.ground.plurals import plural
from living_review.sources import RawTable, read_csv

Line = Mapping[str, str]
_REQUIRED = ("study", "condition_arm1", "condition_arm2")
_ARMS = ("arm1", "arm2")
# What may stand for one arm, and the columns of arms.csv it fills; the first that is whole counts.
_MEANS = {"n": "n_{}", "mean": "mean_{}", "sd": "sd_{}"}
_CHANGES = {"n": "n_change_{}", "mean": "mean_change_{}", "sd": "sd_change_{}"}
_EVENTS = {"n": "totaln_{}", "events": "event_{}"}
_READINGS = (("msd", _MEANS, ""), ("change", _CHANGES, "change"), ("dich", _EVENTS, ""))
# Values of outcome_type that say which figures of a row are meant.
_TYPES = {
    "msd": "msd",
    "imsd": "msd",
    "change": "change",
    "dich": "dich",
    "response": "dich",
    "remission": "dich",
    "reliable improvement": "dich",
    "reliable deterioration": "dich",
}
# An effect somebody computed, its standard error, and what it is; used only where a person asks.
_PRECALCULATED = (
    ("precalc_g", "precalc_g_se", "SMD"),
    ("precalc_log_rr", "precalc_log_rr_se", "RR"),
)
_NO_PLACE = frozenset({"dich", "dich_paper", "dich_type", "other_stat", "primary"})
_TIMES = ("time", "study_time_point", "time_point")
_OF_THE_ROW = frozenset(
    {"", "study", "year", "outcome_type", "outcome_category", "outcome_subcategory", "instrument"}
    | {*_TIMES, "time_weeks", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2"}
    | {"rating", "stratum", *_NO_PLACE}
    | {pattern.format(arm) for _, columns, _ in _READINGS for pattern in columns.values()
       for arm in _ARMS}
)  # fmt: skip


def extract(content: bytes, file: str) -> Extract:
    """Read a Metapsy database; semicolons and decimal commas are told from the file.

    Raises BadInput where it is no CSV or lacks a column the standard requires.
    """
    table = read_csv(content, "metapsy", file)
    lacking = [name for name in _REQUIRED if name not in table.columns]
    if lacking:
        raise BadInput(
            f"{file} lacks the {plural(len(lacking), 'column')} {', '.join(lacking)} of the "
            "Metapsy standard; give the database as it is released."
        )
    if twice := [name for name in table.columns if table.columns.count(name) > 1]:
        raise BadInput(f"{file} names the column '{twice[0]}' twice; keep one of the two.")
    lines = [dict(zip(table.columns, map(cells.present, row), strict=True)) for row in table.rows]
    comma = table.separator != ","
    remarks: list[Remark] = []
    lines = [*_of_a_study(lines, remarks)]
    outcomes: dict[str, FoundOutcome] = {}
    arms: list[ArmFound] = []
    precalculated: list[ContrastFound] = []
    of_lines: list[str] = []
    for line in lines:
        made = [*_results(line, comma, outcomes, remarks)]
        of_lines.append(made[0].outcome if made else "")
        arms += [each for each in made if isinstance(each, ArmFound)]
        precalculated += [each for each in made if isinstance(each, ContrastFound)]
    months = sum(_says_months(line) for line in lines)
    found = one_a_name(outcomes.values())
    remarks += alike(found)
    studies = tuple(studies_of(lines, table, comma, _OF_THE_ROW, remarks))
    remarks += _column_remarks(table, lines)
    return Extract(
        "metapsy",
        studies,
        found,
        tuple(arms),
        (),
        tuple(judgements_of(lines, of_lines, remarks)),
        gathered(remarks),
        arms_recur=True,
        weeks_doubtful=months,
        precalculated=tuple(precalculated),
        columns=tuple(_taken(table, lines)),
    )


def _of_a_study(lines: list[dict[str, str]], remarks: list[Remark]) -> Iterator[dict[str, str]]:
    for number, line in enumerate(lines, start=2):
        if line["study"]:
            yield line
        elif any(cell for column, cell in line.items() if column):
            reason = "the row names no study."
            remarks.append(Remark("not mapped", "row", str(number), 1, reason))


def _taken(table: RawTable, lines: list[dict[str, str]]) -> Iterator[str]:
    """Give the columns that something is taken from: a release without one has lost it."""
    for column in table.columns:
        if not COMPUTED.fullmatch(column) and any(line[column] for line in lines):
            yield column


def _says_months(line: Line) -> bool:
    """Tell whether another cell of the row gives the same number and calls it months."""
    weeks = cells.value(cells.number(line.get("time_weeks", ""), comma=True))
    return weeks is not None and any(
        months == weeks
        for column, cell in line.items()
        if column != "time_weeks"
        for months in months_named(cell)
    )


def _results(
    line: Line, comma: bool, outcomes: dict[str, FoundOutcome], remarks: list[Remark]
) -> Iterator[ArmFound | ContrastFound]:
    wanted = _TYPES.get(line.get("outcome_type", "").lower())
    whole = [
        reading
        for reading in _READINGS
        if all(line.get(p.format(arm), "") for p in reading[1].values() for arm in _ARMS)
    ]
    chosen = next((each for each in whole if each[0] == wanted), None)
    if wanted is None:
        chosen = next(iter(whole), None)
    others = [each for each in whole if each is not chosen]
    if chosen is None:
        made = _precalculated(line, comma)
        if made is not None:
            found = _outcome(line, "precalculated")
            outcomes.setdefault(found.key, found)
            yield ContrastFound(line["study"], found.key, *made)
            return
        effects = any(line.get(name) for name in (*(e for e, _, _ in _PRECALCULATED), ".g"))
        reason = (
            "only a computed effect is given, without a standard error of its own, and its sign "
            "does not say which way is better on the scale itself; enter the arms, or a contrast, "
            "by hand."
            if effects
            else "the row has no whole set of figures for both arms."
        )
        remarks.append(Remark("not mapped", "row", line["study"], 1, reason))
        return
    for each in others:
        remarks.append(
            Remark(
                "not mapped",
                f"{each[0]} columns",
                line["study"],
                1,
                f"the row also has these figures, and its outcome_type is "
                f"'{line.get('outcome_type', '')}'.",
            )
        )
    kind, columns, score = chosen
    found = _outcome(line, kind)
    outcomes.setdefault(found.key, found)
    for arm, role in (("arm1", "intervention"), ("arm2", "control")):
        filled = {
            ours: cells.number(line[pattern.format(arm)], comma=comma)
            for ours, pattern in columns.items()
        }
        yield ArmFound(
            line["study"],
            found.key,
            _arm_name(line, arm),
            "intervention" if role == "intervention" else "control",
            {**filled, "score": score, **_when(line, comma)},
            f"versus {_arm_name(line, 'arm2' if arm == 'arm1' else 'arm1')}",
        )


def _precalculated(line: Line, comma: bool) -> tuple[str, dict[str, str]] | None:
    """Give measure and cells of an effect that the row gives instead of figures, if any.

    The effect is as written: on the log scale for a ratio, and of nobody's sign yet.
    """
    for effect, error, measure in _PRECALCULATED:
        written = {
            "estimate": cells.number(line.get(effect, ""), comma=comma),
            "se": cells.number(line.get(error, ""), comma=comma),
        }
        if all(cells.value(cell) is not None for cell in written.values()):
            people = {
                "n_intervention": line.get("n_arm1", "") or line.get("totaln_arm1", ""),
                "n_control": line.get("n_arm2", "") or line.get("totaln_arm2", ""),
            }
            counted = {name: cells.number(cell, comma=comma) for name, cell in people.items()}
            return measure, {**written, **counted, **_when(line, comma)}
    return None


def _when(line: Line, comma: bool) -> dict[str, str]:
    """Give instrument and weeks; a time point in words is noted, and read where it gives weeks."""
    named = line.get("study_time_point", "") or line.get("time_point", "")
    weeks = cells.number(line.get("time_weeks", ""), comma=comma) or weeks_named(named)
    rated = f"Rated by: {line['rating']}" if line.get("rating") else ""
    return {
        "instrument": line.get("instrument", ""),
        "weeks": weeks,
        "stratum": line.get("stratum", ""),
        "notes": "; ".join(filter(None, (f"Measured at: {named}" if named else "", rated))),
    }


def _outcome(line: Line, kind: str) -> FoundOutcome:
    domain = next(
        (line[name] for name in ("outcome_subcategory", "outcome_category") if line.get(name)),
        line.get("outcome_type", "") or "outcome",
    )
    instrument, time = line.get("instrument", ""), line.get("time", "")
    key = " | ".join((domain, instrument or "no instrument", time or "no time", kind))
    words = {
        "msd": "means",
        "change": "changes from baseline",
        "dich": "events",
        "precalculated": "effects computed by somebody else, without figures of the arms",
    }[kind]
    about = f"{words}; time '{time}'; category '{line.get('outcome_category', '')}'"
    when = identifiers.safe(time, otherwise="time") if time else ""
    label = f"{domain}: {instrument or 'no instrument named'}"
    how = Analysed(measure="RR" if kind == "dich" else "SMD")
    return FoundOutcome(key, label, about, domain, when, analysed=how)


def _arm_name(line: Line, arm: str) -> str:
    name, more = line[f"condition_{arm}"], line.get(f"multi_{arm}", "")
    return f"{name or arm} ({more})" if more else name or arm


def _column_remarks(table: RawTable, lines: list[dict[str, str]]) -> Iterator[Remark]:
    filled = Counter(column for line in lines for column, cell in line.items() if cell)
    for column in table.columns:
        if column == ".id" and filled[column]:
            reason = "the name that a program gave the row; trials are told apart by study."
            yield Remark("not mapped", column, "", filled[column], reason)
        elif COMPUTED.fullmatch(column) and filled[column]:
            reason = (
                "baseline values have no place."
                if column.startswith("baseline_")
                else "effects are computed anew from the arms; a row that gives nothing else is "
                "named by itself."
            )
            yield Remark("not mapped", column, "", filled[column], reason)
        elif column in _NO_PLACE and filled[column]:
            reason = "the registry has no column for it."
            yield Remark("not mapped", column, "", filled[column], reason)
        elif column and not SAFE_COLUMN.fullmatch(column) and not COMPUTED.fullmatch(column):
            reason = "its name cannot be a column of trials.csv."
            yield Remark("not mapped", column[:60], "", filled[column], reason)
