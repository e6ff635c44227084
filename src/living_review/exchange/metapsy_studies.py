"""What a Metapsy database says of whole studies: traits, people randomised, risk of bias."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from living_review.exchange import cells
from living_review.exchange.extract import Judged, Remark, Study
from living_review.exchange.metapsy_cells import DESIGNS, JUDGEMENTS, ROB1, ROB1_WORDS
from living_review.exchange.rob_domains import Tool
from living_review.registry.columns import TABLES
from living_review.sources import RawTable

Line = Mapping[str, str]
COMPUTED = re.compile(r"\..*|(?:g|g_se|log_rr|log_rr_se)|precalc_.*|baseline_.*", re.ASCII)
_DOMAIN = re.compile(r"(?:d|rob_?d?_?)([1-5])", re.ASCII | re.IGNORECASE)
# `rob` is the overall judgement in some releases and a count of low domains in others; the
# judgement of the whole study comes first where a release has both.
_OVERALL = ("rob_study_lvl", "overall_rob", "rob_overall", "rob_d_overall", "rob")
# What other releases call columns of trials.csv.
_OTHER_NAMES = {
    "registration_number": "registration",
    "trial_registration": "registration",
    "full_ref": "citation",
    "reference": "citation",
}
_RANDOMISED = ("rand_arm1", "rand_arm2")
SAFE_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}", re.ASCII)
_MOST_NAMED = 5


def studies_of(
    lines: Sequence[Line],
    table: RawTable,
    comma: bool,
    of_the_row: frozenset[str],
    remarks: list[Remark],
) -> Iterator[Study]:
    """Give each study once, with every column that says one thing of it.

    `of_the_row` are the columns that say nothing of the study as a whole.
    """
    by_study: dict[str, list[Line]] = {}
    for line in lines:
        by_study.setdefault(line["study"], []).append(line)
    declared = set(TABLES["trials"].names)
    taken = {"trial_id", "label", "year", "status", "date_added", "source", "search_id"}
    traits = [
        column
        for column in table.columns
        if _is_trait(column, of_the_row) and not (column in declared and column in taken)
    ]
    several: dict[str, dict[str, int]] = {}
    for key, rows in by_study.items():
        filled: dict[str, str] = {}
        for column in traits:
            said = dict.fromkeys(row[column] for row in rows if row[column])
            if len(said) == 1 and column == "design":
                filled |= _design(next(iter(said)), key, remarks)
            elif len(said) == 1:
                ours = _OTHER_NAMES.get(column, column)
                filled.setdefault(ours, cells.number(next(iter(said)), comma=comma))
            elif said:
                several.setdefault(column, {})[key] = len(said)
        comparators = dict.fromkeys(row["condition_arm2"] for row in rows if row["condition_arm2"])
        if len(comparators) == 1:
            filled.setdefault("comparator", next(iter(comparators)))
        if randomised := _randomised(rows, comma):
            filled.setdefault("n_randomised", randomised)
        years = {row.get("year", "") for row in rows} - {""}
        year = cells.year(next(iter(years))) if len(years) == 1 else ""
        yield Study(key, key, year or cells.year(key), "included", filled)
    for column, studies in several.items():
        reason = (
            "the column says several things of one study, and has no place there; fill in its cell "
            f"of trials.csv by hand: {_some(studies)}."
        )
        remarks.append(Remark("not mapped", column, "", len(studies), reason))


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - _MOST_NAMED
    return "; ".join(listed[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _randomised(rows: Sequence[Line], comma: bool) -> str:
    """Add up the people randomised to the arms of a study; empty where one is not known."""
    known: dict[tuple[str, str], set[float]] = {}
    for row in rows:
        for arm, column in zip(("arm1", "arm2"), _RANDOMISED, strict=True):
            value = cells.value(cells.number(row.get(column, ""), comma=comma))
            name = (row[f"condition_{arm}"], row.get(f"multi_{arm}", ""))
            known.setdefault(name, set()).update(() if value is None else (value,))
    if not all(len(said) == 1 for said in known.values()):
        return ""
    total = math.fsum(next(iter(said)) for said in known.values())
    return str(int(total)) if total.is_integer() and total > 0 else ""


def _design(said: str, study: str, remarks: list[Remark]) -> dict[str, str]:
    design = DESIGNS.get(" ".join(said.lower().replace("-", " ").split()))
    if design is not None:
        return {"design": design}
    reason = f"'{said[:60]}' is none of parallel, cluster and crossover; fill in the design."
    remarks.append(Remark("not mapped", "design", study, 1, reason))
    return {}


def _is_trait(column: str, of_the_row: frozenset[str]) -> bool:
    return not (
        column in of_the_row
        or COMPUTED.fullmatch(column)
        or _DOMAIN.fullmatch(column)
        or column.lower() in _OVERALL
        or not SAFE_COLUMN.fullmatch(column)
    )


def judgements_of(
    lines: Sequence[Line], outcomes: Sequence[str], remarks: list[Remark]
) -> Iterator[Judged]:
    """Give judgements of studies, and of outcomes where the rows of a study differ.

    `outcomes` are the keys of the outcomes of the lines, empty where a line gives no result.
    """
    found: dict[tuple[str, Tool, str], dict[str, set[str]]] = {}
    read = [*_columns_of_judgements(lines, remarks)]
    for line, outcome in zip(lines, outcomes, strict=True):
        for column, tool, domain, words in read:
            cell = line[column]
            judgement = words.get(_plain(cell))
            if judgement is not None:
                by = found.setdefault((line["study"], tool, domain), {})
                by.setdefault(outcome, set()).add(judgement)
            elif cell:
                reason = (
                    f"'{cell[:40]}' is no judgement of {'RoB 2' if tool == 'RoB2' else 'RoB 1'}."
                )
                remarks.append(Remark("not mapped", column, line["study"], 1, reason))
    for (study, tool, domain), by in found.items():
        said = set().union(*by.values())
        if len(said) == 1:
            yield Judged(study, tool, domain, said.pop())
            continue
        for outcome, own in by.items():
            if outcome and len(own) == 1:
                yield Judged(study, tool, domain, next(iter(own)), "", outcome)
                continue
            reason = "rows of one outcome of a study are judged differently; write in which holds."
            remarks.append(Remark("not mapped", domain, study, len(own), reason))


def _plain(cell: str) -> str:
    return " ".join(cell.lower().split())


def _columns_of_judgements(
    lines: Sequence[Line], remarks: list[Remark]
) -> Iterator[tuple[str, Tool, str, Mapping[str, str]]]:
    """Give the columns that hold judgements: tool, domain, and what their words mean.

    A count is no judgement. Of several columns of the whole, the first that judges is used.
    """
    columns = [*lines[0]] if lines else []
    overall = sorted(
        (column for column in columns if column.lower() in _OVERALL),
        key=lambda column: _OVERALL.index(column.lower()),
    )
    chosen = False
    for column in (*(each for each in columns if each not in overall), *overall):
        said = {_plain(line[column]) for line in lines} - {""}
        numbered = _DOMAIN.fullmatch(column)
        count = sum(bool(line[column]) for line in lines)
        if column in ROB1 and said and said <= {*ROB1_WORDS, "sr"}:
            reason = "1 is written as low and 0 as high risk, as the Metapsy standard has them."
            remarks.append(Remark("please check", column, "", count, reason))
            yield column, "RoB1", ROB1[column], ROB1_WORDS
        elif not numbered and column not in overall:
            continue
        elif (
            said
            and said.isdisjoint(JUDGEMENTS)
            and all(cells.value(each) is not None for each in said)
        ):
            reason = "it holds numbers, and no judgements in the words of RoB 2."
            remarks.append(Remark("not mapped", column, "", count, reason))
        elif column in overall and chosen and said:
            reason = "another column judges the whole study, and is used."
            remarks.append(Remark("not mapped", column, "", count, reason))
        else:
            chosen = chosen or (column in overall and bool(said))
            yield column, "RoB2", f"D{numbered[1]}" if numbered else "overall", JUDGEMENTS
