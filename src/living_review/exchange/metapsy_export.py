"""The included trials of a registry as a database in the Metapsy standard, a row a comparison."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from living_review.exchange import cells
from living_review.exchange.metapsy_cells import ROB1, ROB1_WORDS
from living_review.ground.measures import RATES
from living_review.ground.spreadsheet import guarded
from living_review.protocol import Protocol
from living_review.registry.cells import canonical
from living_review.registry.columns import TABLES, Column
from living_review.registry.content import column_of, decimal_comma
from living_review.registry.spellings import meant
from living_review.sources import RawTable, RawTables

Line = dict[str, str]
_FIRST = (
    *("study", "year", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2"),
    *("outcome_type", "outcome_category", "instrument", "time", "time_weeks", "stratum"),
)
_FIGURES = {
    "msd": {"n": "n_{}", "mean": "mean_{}", "sd": "sd_{}"},
    "change": {"n": "n_change_{}", "mean": "mean_change_{}", "sd": "sd_change_{}"},
    "dich": {"n": "totaln_{}", "events": "event_{}"},
}
_OF_TRIALS = {
    "citation": "full_ref",
    "registration": "registration_number",
}
# Columns of trials.csv that the standard has otherwise, or that say nothing of the trial.
_NOT_TRAITS = frozenset(
    {"trial_id", "label", "year", "status", "status_reason", "date_added", "search_id", "source"}
)
_DOMAINS_ROB1 = {domain: column for column, domain in ROB1.items()}
_WORDS_ROB1 = {word: number for number, word in ROB1_WORDS.items()}
_Z95 = 1.959963984540054
_WEIGHED = ("cluster_size", "icc")


@dataclass(frozen=True, slots=True)
class Database:
    """A table in the Metapsy standard, and what of the registry it does not hold."""

    text: str
    left_out: tuple[str, ...]


def database(tables: RawTables, protocol: Protocol) -> Database:
    """Write the rows of included trials; every row that has no place is named in a sentence."""
    trials = {
        row["trial_id"]: row for row in _rows(tables, "trials") if row.get("status") == "included"
    }
    labels = _told_apart({trial: row.get("label", "") for trial, row in trials.items()})
    left_out: list[str] = []
    bias = _judgements(tables, left_out)
    outcomes = _told_apart({outcome.id: outcome.label for outcome in protocol.outcomes})
    rates = [outcome.id for outcome in protocol.outcomes if outcome.measure in RATES]
    arms, contrasts = _by_trial(tables, "arms"), _by_trial(tables, "contrasts")
    lines = []
    for trial, row in trials.items():
        about = _about(row, labels[trial], bias.get(trial, {}))
        own = arms.get(trial, [])
        left_out += [
            f"{labels[trial]}, {outcomes[each]}: events in person-time are no people with an "
            "event, and the standard has no place for them."
            for each in dict.fromkeys(arm.get("outcome", "") for arm in own)
            if each in rates
        ]
        own = [arm for arm in own if arm.get("outcome") not in rates]
        made = [
            *_from_arms(own, outcomes, labels[trial], left_out),
            *_from_contrasts(contrasts.get(trial, []), outcomes, labels[trial], left_out),
        ]
        if not made:
            left_out.append(f"{labels[trial]} has no result that the standard has a place for.")
        lines += [{**line, **about} for line in made]
    return Database(_csv(lines), tuple(dict.fromkeys(left_out)))


def _rows(tables: RawTables, name: str) -> Iterator[Line]:
    if name not in tables:
        return
    table: RawTable = tables[name]
    comma = decimal_comma(table)
    declared = [column_of(TABLES[name], column) for column in table.columns]
    for row in table.rows:
        found = zip(table.columns, declared, map(cells.present, row), strict=False)
        yield {column: _written(cell, kind, comma) for column, kind, cell in found}


def _written(cell: str, column: Column, comma: bool) -> str:
    """Give a cell with the word that its column has for it, or its number with a point."""
    if column.kind in ("choice", "boolean"):
        return canonical(cell, column)
    return meant(column.name, cell) or cells.number(cell, comma=comma)


def _by_trial(tables: RawTables, name: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for row in _rows(tables, name):
        found.setdefault(row.get("trial_id", ""), []).append(row)
    return found


def _told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Give every key a label of its own, since the standard tells things apart by it."""
    times = Counter(" ".join(label.casefold().split()) for label in labels.values())
    return {
        key: label if times[" ".join(label.casefold().split())] == 1 else f"{label} ({key})"
        for key, label in labels.items()
    }


def _about(row: Line, label: str, bias: Line) -> Line:
    traits = {
        _OF_TRIALS.get(column, column): cell
        for column, cell in row.items()
        if column not in _NOT_TRAITS
    }
    return {"study": label, "year": row.get("year", ""), **traits, **bias}


def _judgements(tables: RawTables, left_out: list[str]) -> dict[str, Line]:
    """Give the judgements of whole studies; the standard has none of single outcomes."""
    found: dict[str, Line] = {}
    apart = 0
    for row in _rows(tables, "risk_of_bias"):
        own = found.setdefault(row.get("trial_id", ""), {})
        domain, judgement = row.get("domain", ""), row.get("judgement", "").lower()
        if row.get("outcome"):
            apart += 1
        elif row.get("tool") == "RoB2":
            own["overall_rob" if domain.lower() == "overall" else f"rob_{domain.lower()}"] = (
                judgement
            )
        elif domain in _DOMAINS_ROB1 and judgement in _WORDS_ROB1:
            own[_DOMAINS_ROB1[domain]] = _WORDS_ROB1[judgement]
        else:
            apart += 1
    if apart:
        left_out.append(
            f"{apart} judgements of risk of bias are of single outcomes, or in words for which the "
            "standard has no column."
        )
    return found


def _when(row: Line, outcomes: Mapping[str, str]) -> Line:
    outcome = row.get("outcome", "")
    return {
        "outcome_category": outcomes.get(outcome, outcome),
        "instrument": row.get("instrument", ""),
        "time": row.get("timepoint", ""),
        "time_weeks": row.get("weeks", ""),
        "stratum": row.get("stratum", ""),
    }


def _from_arms(
    arms: Sequence[Line], outcomes: Mapping[str, str], label: str, left_out: list[str]
) -> Iterator[Line]:
    groups: dict[tuple[str, ...], list[Line]] = {}
    for arm in arms:
        when = ("outcome", "timepoint", "instrument", "weeks", "stratum")
        groups.setdefault(tuple(arm.get(name, "") for name in when), []).append(arm)
    for group in groups.values():
        sides = [
            [a for a in group if a.get("role") == role] for role in ("intervention", "control")
        ]
        where = f"{label}, {outcomes.get(group[0].get('outcome', ''), '')}"
        if any(arm.get(name) for arm in group for name in _WEIGHED):
            left_out.append(f"{where}: the standard has no place for clusters; their size is lost.")
        if not all(sides):
            left_out.append(f"{where}: one side has no arm, and the row is left out.")
            continue
        for first in sides[0]:
            for second in sides[1]:
                made = _compared(first, second)
                if made is None:
                    left_out.append(
                        f"{where}, {first.get('arm', '')} and {second.get('arm', '')}: the arms "
                        "have neither means with standard deviations nor events, and are left out."
                    )
                else:
                    yield {**_when(first, outcomes), **made}


def _compared(first: Line, second: Line) -> Line | None:
    """Give the figures of two arms; None where the standard has no columns for them."""
    arms = {"arm1": _with_deviation(first), "arm2": _with_deviation(second)}
    change = first.get("score") == "change"
    for kind in ("change",) if change else ("msd", "dich"):
        columns = _FIGURES[kind]
        if all(arm.get(name) for arm in arms.values() for name in columns):
            return {
                "condition_arm1": first.get("arm", ""),
                "condition_arm2": second.get("arm", ""),
                "outcome_type": kind,
                **{
                    pattern.format(side): arm[name]
                    for side, arm in arms.items()
                    for name, pattern in columns.items()
                },
            }
    return None


def _with_deviation(arm: Line) -> Line:
    """Give an arm with the standard deviation that its standard error means."""
    se, n = cells.value(arm.get("se", "")), cells.value(arm.get("n", ""))
    if arm.get("sd") or se is None or not n:
        return arm
    return {**arm, "sd": repr(se * math.sqrt(n))}


def _from_contrasts(
    contrasts: Sequence[Line], outcomes: Mapping[str, str], label: str, left_out: list[str]
) -> Iterator[Line]:
    for row in contrasts:
        measure = row.get("measure", "")
        estimate, se = cells.value(row.get("estimate", "")), _standard_error(row)
        where = f"{label}, {outcomes.get(row.get('outcome', ''), '')}"
        impossible = measure == "RR" and estimate is not None and estimate <= 0
        if measure not in ("SMD", "RR") or estimate is None or se is None or impossible:
            left_out.append(
                f"{where}: a result in {measure or 'no measure'} that is given without its arms "
                "has no place, unless it is an SMD or RR with its standard error or interval."
            )
            continue
        made = {"condition_arm1": "intervention", "condition_arm2": "control"}
        made |= _when(row, outcomes)
        made |= {"n_arm1": row.get("n_intervention", ""), "n_arm2": row.get("n_control", "")}
        if measure == "SMD":
            # In the standard an effect above zero is a benefit of the first arm.
            better = row.get("higher_is_better") == "true"
            yield made | {"precalc_g": repr(estimate if better else -estimate + 0.0),
                          "precalc_g_se": repr(se)}  # fmt: skip
        else:
            yield made | {"precalc_log_rr": repr(math.log(estimate)),
                          "precalc_log_rr_se": repr(se)}  # fmt: skip


def _standard_error(row: Line) -> float | None:
    """Give the standard error, of the logarithm for a ratio, or what a 95 % interval makes it."""
    said = cells.value(row.get("se", ""))
    low, high = (cells.value(row.get(name, "")) for name in ("ci_low", "ci_high"))
    level = cells.value(row.get("ci_level", ""))
    if said is not None or low is None or high is None or level not in (None, 0.95):
        return said
    if row.get("measure") == "RR":
        if low <= 0:
            return None
        low, high = math.log(low), math.log(high)
    return (high - low) / (2 * _Z95) if high > low else None


def _csv(lines: Iterable[Line]) -> str:
    listed = list(lines)
    used = {column for line in listed for column, cell in line.items() if cell}
    columns = [*_FIRST, *(c for c in dict.fromkeys(c for line in listed for c in line) if c in used
                          and c not in _FIRST)]  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [guarded(line.get(column, "") or "NA") for column in columns] for line in listed
    )
    return out.getvalue()
