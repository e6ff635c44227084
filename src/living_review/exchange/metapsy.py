"""Databases in the Metapsy standard: one wide CSV, a row a comparison of two arms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from living_review.errors import BadInput
from living_review.exchange import cells
from living_review.exchange.extract import (
    ArmFound,
    Extract,
    FoundOutcome,
    Judged,
    Remark,
    Study,
    gathered,
)
from living_review.registry.columns import TABLES
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
_COMPUTED = re.compile(r"\.?(?:g|g_se|id|log_rr|log_rr_se)|precalc_.*|baseline_.*", re.ASCII)
_DOMAIN = re.compile(r"rob_?d([1-5])", re.ASCII | re.IGNORECASE)
_OVERALL = frozenset({"overall_rob", "rob_overall", "rob_d_overall"})
_JUDGEMENTS = {
    "low": "low",
    "low risk": "low",
    "some concerns": "some concerns",
    "high": "high",
    "high risk": "high",
    "no information": "no information",
}
# Bounded everywhere: a cell may hold a megabyte.
_MONTHS = re.compile(
    r"(?<![\d.,])(\d{1,6}(?:[.,]\d{1,6})?)\s{0,3}-?\s{0,3}months?\b", re.IGNORECASE | re.ASCII
)
_OF_THE_ROW = frozenset(
    {"", "study", "year", "outcome_type", "outcome_category", "outcome_subcategory", "instrument"}
    | {"time", "time_weeks", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2"}
    | {"rob", "rating", "dich", "primary"}
    | {pattern.format(arm) for _, columns, _ in _READINGS for pattern in columns.values()
       for arm in _ARMS}
)  # fmt: skip
_SAFE_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}", re.ASCII)


def extract(content: bytes, file: str) -> Extract:
    """Read a Metapsy database; semicolons and decimal commas are told from the file.

    Raises BadInput where it is no CSV or lacks a column the standard requires.
    """
    table = read_csv(content, "metapsy", file)
    lacking = [name for name in _REQUIRED if name not in table.columns]
    if lacking:
        raise BadInput(
            f"{file} lacks the column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)} of the "
            "Metapsy standard; give the database as it is released."
        )
    if len(set(table.columns)) < len(table.columns):
        raise BadInput(f"{file} names a column twice; keep one of the two.")
    lines = [dict(zip(table.columns, map(cells.present, row), strict=True)) for row in table.rows]
    lines = [line for line in lines if line["study"]]
    comma = table.separator != ","
    remarks: list[Remark] = []
    outcomes: dict[str, FoundOutcome] = {}
    arms: list[ArmFound] = []
    for line in lines:
        arms += _arms(line, comma, outcomes, remarks)
    months = sum(_says_months(line) for line in lines)
    if months:
        remarks.append(_month_remark(months))
    studies = tuple(_studies(lines, table, comma, remarks))
    remarks += _column_remarks(table, lines)
    return Extract(
        "metapsy",
        studies,
        tuple(outcomes.values()),
        tuple(arms),
        (),
        tuple(_judgements(lines, remarks)),
        gathered(remarks),
        arms_recur=True,
        weeks_doubtful=bool(months),
    )


def _month_remark(months: int) -> Remark:
    return Remark(
        "please check",
        "time_weeks",
        "",
        months,
        "the number of weeks is the number of months another column names, so the column may hold "
        "months; weeks are left empty until you say --weeks-are months (which converts them, 52 "
        "weeks to 12 months) or --weeks-are weeks.",
    )


def _says_months(line: Line) -> bool:
    """Tell whether another cell of the row gives the same number and calls it months."""
    weeks = cells.value(cells.number(line.get("time_weeks", ""), comma=True))
    return weeks is not None and any(
        cells.value(found.replace(",", ".")) == weeks
        for column, cell in line.items()
        if column != "time_weeks"
        for found in _MONTHS.findall(cell)
    )


def _arms(
    line: Line, comma: bool, outcomes: dict[str, FoundOutcome], remarks: list[Remark]
) -> Iterator[ArmFound]:
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
        effects = any(line.get(name) for name in ("precalc_g", "precalc_log_rr", ".g"))
        reason = (
            "only a computed effect is given, and its sign does not say which way is better on the "
            "scale itself; enter the arms, or a contrast, by hand."
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
            {
                **filled,
                "score": score,
                "instrument": line.get("instrument", ""),
                "weeks": cells.number(line.get("time_weeks", ""), comma=comma),
            },
            f"versus {_arm_name(line, 'arm2' if arm == 'arm1' else 'arm1')}",
        )


def _outcome(line: Line, kind: str) -> FoundOutcome:
    domain = next(
        (line[name] for name in ("outcome_subcategory", "outcome_category") if line.get(name)),
        line.get("outcome_type", "") or "outcome",
    )
    instrument, time = line.get("instrument", ""), line.get("time", "")
    key = " | ".join((domain, instrument or "no instrument", time or "no time", kind))
    words = {"msd": "means", "change": "changes from baseline", "dich": "events"}[kind]
    about = f"{words}; time '{time}'; category '{line.get('outcome_category', '')}'"
    return FoundOutcome(key, f"{domain}: {instrument or 'no instrument named'}", about, domain, "")


def _arm_name(line: Line, arm: str) -> str:
    name, more = line[f"condition_{arm}"], line.get(f"multi_{arm}", "")
    return f"{name or arm} ({more})" if more else name or arm


def _studies(
    lines: list[dict[str, str]], table: RawTable, comma: bool, remarks: list[Remark]
) -> Iterator[Study]:
    """Give each study once, with every column that says one thing of it."""
    by_study: dict[str, list[dict[str, str]]] = {}
    for line in lines:
        by_study.setdefault(line["study"], []).append(line)
    declared = set(TABLES["trials"].names)
    taken = {"trial_id", "label", "year", "status", "date_added", "source", "search_id", "design"}
    for key, rows in by_study.items():
        filled: dict[str, str] = {}
        for column in table.columns:
            if not _is_trait(column) or (column in declared and column in taken):
                continue
            said = dict.fromkeys(row[column] for row in rows if row[column])
            if len(said) == 1:
                filled[column] = cells.number(next(iter(said)), comma=comma)
            elif said:
                reason = "the column says several things of one study."
                remarks.append(Remark("not mapped", column, key, len(said), reason))
        comparators = dict.fromkeys(row["condition_arm2"] for row in rows if row["condition_arm2"])
        if len(comparators) == 1:
            filled.setdefault("comparator", next(iter(comparators)))
        years = {row.get("year", "") for row in rows} - {""}
        year = cells.year(next(iter(years))) if len(years) == 1 else ""
        yield Study(key, key, year or cells.year(key), "included", filled)


def _is_trait(column: str) -> bool:
    return not (
        column in _OF_THE_ROW
        or _COMPUTED.fullmatch(column)
        or _DOMAIN.fullmatch(column)
        or column.lower() in _OVERALL
        or not _SAFE_COLUMN.fullmatch(column)
    )


def _judgements(lines: list[dict[str, str]], remarks: list[Remark]) -> Iterator[Judged]:
    """Give RoB 2 judgements where every row of a study agrees."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        for column, cell in line.items():
            numbered = _DOMAIN.fullmatch(column)
            domain = f"D{numbered[1]}" if numbered else "overall"
            if cell and (numbered or column.lower() in _OVERALL):
                judgement = _JUDGEMENTS.get(cell.lower())
                if judgement is None:
                    reason = f"'{cell[:40]}' is no judgement of RoB 2."
                    remarks.append(Remark("not mapped", column, line["study"], 1, reason))
                    continue
                found.setdefault((line["study"], domain), set()).add(judgement)
    for (study, domain), judgements in found.items():
        if len(judgements) == 1:
            yield Judged(study, "RoB2", domain, next(iter(judgements)))
        else:
            reason = "rows of one study are judged differently; write them in by outcome."
            remarks.append(Remark("not mapped", domain, study, len(judgements), reason))


def _column_remarks(table: RawTable, lines: list[dict[str, str]]) -> Iterator[Remark]:
    filled = Counter(column for line in lines for column, cell in line.items() if cell)
    for column in table.columns:
        if _COMPUTED.fullmatch(column) and filled[column]:
            reason = "effects are computed anew from the arms, and baseline values have no place."
            yield Remark("not mapped", column, "", filled[column], reason)
        elif column in {"rob", "rating", "dich", "primary"} and filled[column]:
            reason = "the registry has no column for it."
            yield Remark("not mapped", column, "", filled[column], reason)
        elif column and not _SAFE_COLUMN.fullmatch(column) and not _COMPUTED.fullmatch(column):
            reason = "its name cannot be a column of trials.csv."
            yield Remark("not mapped", column[:60], "", filled[column], reason)
