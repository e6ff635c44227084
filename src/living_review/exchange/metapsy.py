"""Databases in the Metapsy standard: one wide CSV, a row a comparison of two arms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from living_review.errors import BadInput
from living_review.exchange import cells
from living_review.exchange.extract import (
    ArmFound,
    ContrastFound,
    Extract,
    FoundOutcome,
    Judged,
    Remark,
    Study,
    alike,
    gathered,
    one_a_name,
)
from living_review.exchange.metapsy_cells import DESIGNS, JUDGEMENTS
from living_review.exchange.times import months_named, weeks_named
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
# An effect somebody computed, its standard error, and what it is; used only where a person asks.
_PRECALCULATED = (
    ("precalc_g", "precalc_g_se", "SMD"),
    ("precalc_log_rr", "precalc_log_rr_se", "RR"),
)
_COMPUTED = re.compile(r"\.?(?:g|g_se|id|log_rr|log_rr_se)|precalc_.*|baseline_.*", re.ASCII)
_DOMAIN = re.compile(r"(?:rob_?)?d([1-5])", re.ASCII | re.IGNORECASE)
# `rob` is the overall judgement in some releases and a count of low domains in others.
_OVERALL = frozenset({"overall_rob", "rob_overall", "rob_d_overall", "rob"})
_TIMES = ("time", "study_time_point", "time_point")
# What other releases call columns of trials.csv.
_OTHER_NAMES = {
    "registration_number": "registration",
    "trial_registration": "registration",
    "full_ref": "citation",
    "reference": "citation",
}
_OF_THE_ROW = frozenset(
    {"", "study", "year", "outcome_type", "outcome_category", "outcome_subcategory", "instrument"}
    | {*_TIMES, "time_weeks", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2"}
    | {"rating", "dich", "primary"}
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
    precalculated: list[ContrastFound] = []
    for line in lines:
        for each in _results(line, comma, outcomes, remarks):
            if isinstance(each, ArmFound):
                arms.append(each)
            else:
                precalculated.append(each)
    months = sum(_says_months(line) for line in lines)
    found = one_a_name(outcomes.values())
    remarks += alike(found)
    studies = tuple(_studies(lines, table, comma, remarks))
    remarks += _column_remarks(table, lines)
    return Extract(
        "metapsy",
        studies,
        found,
        tuple(arms),
        (),
        tuple(_judgements(lines, remarks)),
        gathered(remarks),
        arms_recur=True,
        weeks_doubtful=months,
        precalculated=tuple(precalculated),
    )


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
    return {
        "instrument": line.get("instrument", ""),
        "weeks": weeks,
        "notes": f"Measured at: {named}" if named else "",
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
    taken = {"trial_id", "label", "year", "status", "date_added", "source", "search_id"}
    for key, rows in by_study.items():
        filled: dict[str, str] = {}
        for column in table.columns:
            if not _is_trait(column) or (column in declared and column in taken):
                continue
            said = dict.fromkeys(row[column] for row in rows if row[column])
            if len(said) == 1 and column == "design":
                filled |= _design(next(iter(said)), key, remarks)
            elif len(said) == 1:
                ours = _OTHER_NAMES.get(column, column)
                filled.setdefault(ours, cells.number(next(iter(said)), comma=comma))
            elif said:
                reason = "the column says several things of one study."
                remarks.append(Remark("not mapped", column, key, len(said), reason))
        comparators = dict.fromkeys(row["condition_arm2"] for row in rows if row["condition_arm2"])
        if len(comparators) == 1:
            filled.setdefault("comparator", next(iter(comparators)))
        years = {row.get("year", "") for row in rows} - {""}
        year = cells.year(next(iter(years))) if len(years) == 1 else ""
        yield Study(key, key, year or cells.year(key), "included", filled)


def _design(said: str, study: str, remarks: list[Remark]) -> dict[str, str]:
    design = DESIGNS.get(" ".join(said.lower().replace("-", " ").split()))
    if design is not None:
        return {"design": design}
    reason = f"'{said[:60]}' is none of parallel, cluster and crossover; fill in the design."
    remarks.append(Remark("not mapped", "design", study, 1, reason))
    return {}


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
    columns = _columns_of_judgements(lines, remarks)
    for line in lines:
        for column, domain in columns.items():
            cell = line[column]
            judgement = JUDGEMENTS.get(" ".join(cell.lower().split()))
            if cell and judgement is None:
                reason = f"'{cell[:40]}' is no judgement of RoB 2."
                remarks.append(Remark("not mapped", column, line["study"], 1, reason))
            elif judgement is not None:
                found.setdefault((line["study"], domain), set()).add(judgement)
    for (study, domain), judgements in found.items():
        if len(judgements) == 1:
            yield Judged(study, "RoB2", domain, next(iter(judgements)))
        else:
            reason = "rows of one study are judged differently; write them in by outcome."
            remarks.append(Remark("not mapped", domain, study, len(judgements), reason))


def _columns_of_judgements(lines: list[dict[str, str]], remarks: list[Remark]) -> dict[str, str]:
    """Give the columns that hold judgements, with their domains; a count is none."""
    found: dict[str, str] = {}
    for column in lines[0] if lines else ():
        numbered = _DOMAIN.fullmatch(column)
        if not numbered and column.lower() not in _OVERALL:
            continue
        said = {" ".join(line[column].lower().split()) for line in lines} - {""}
        if (
            said
            and said.isdisjoint(JUDGEMENTS)
            and all(cells.value(each) is not None for each in said)
        ):
            count = sum(bool(line[column]) for line in lines)
            reason = "it holds numbers, and no judgements in the words of RoB 2."
            remarks.append(Remark("not mapped", column, "", count, reason))
        else:
            found[column] = f"D{numbered[1]}" if numbered else "overall"
    return found


def _column_remarks(table: RawTable, lines: list[dict[str, str]]) -> Iterator[Remark]:
    filled = Counter(column for line in lines for column, cell in line.items() if cell)
    for column in table.columns:
        if _COMPUTED.fullmatch(column) and filled[column]:
            reason = (
                "effects are computed anew from the arms; a row that gives nothing else is named "
                "by itself."
                if not column.startswith("baseline_")
                else "baseline values have no place."
            )
            yield Remark("not mapped", column, "", filled[column], reason)
        elif column in {"rating", "dich", "primary"} and filled[column]:
            reason = "the registry has no column for it."
            yield Remark("not mapped", column, "", filled[column], reason)
        elif column and not _SAFE_COLUMN.fullmatch(column) and not _COMPUTED.fullmatch(column):
            reason = "its name cannot be a column of trials.csv."
            yield Remark("not mapped", column[:60], "", filled[column], reason)
