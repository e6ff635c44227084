"""From what was found in a file, and what a person decided, to the tables of a registry."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from living_review.exchange import cells, identifiers
from living_review.exchange.computed import precalculated
from living_review.exchange.decisions import (
    Decisions,
    OutcomeDecision,
    check_decided,
    unknown_keys,
)
from living_review.exchange.extract import (
    ArmFound,
    ContrastFound,
    Extract,
    Remark,
    alike_studies,
    gathered,
)
from living_review.exchange.formats import FORMATS
from living_review.exchange.parts import Row, distinct_arms, distinct_contrasts
from living_review.exchange.renumbered import renumbered
from living_review.exchange.subgroups import (
    SubgroupColumn,
    subgroup_columns,
    subgroup_remarks,
)
from living_review.registry.columns import TABLES
from living_review.sources import RawTable, RawTables

_WEEKS_IN_A_MONTH = 52 / 12
Found = TypeVar("Found", ArmFound, ContrastFound)


@dataclass(frozen=True, slots=True)
class Imported:
    """The tables a file gives, what it holds that they do not, and the columns that were read."""

    tables: RawTables
    report: tuple[Remark, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """What rows are made of: the file as found, ids of its trials, what was decided, and remarks.

    `remarks` is the list that grows while rows are made.
    """

    extract: Extract
    ids: Mapping[str, str]
    about: Mapping[str, OutcomeDecision]
    decisions: Decisions
    source: str
    remarks: list[Remark]

    def rows(
        self, given: Iterable[Found], table: str
    ) -> Iterator[tuple[Found, OutcomeDecision, Row]]:
        """Yield each result that is taken, the decision on it, and the cells that all rows have."""
        labels = {study.key: study.label for study in self.extract.studies}
        for each in given:
            said = self.about[each.outcome].of(each.study, labels.get(each.study, ""))
            if not said.skip and _known(each.study, self.ids, table, self.remarks):
                yield each, said, _common(self, each, said)


def tables_from(
    extract: Extract, decisions: Decisions, file: str, pulled_at: dt.datetime
) -> Imported:
    """Make registry tables; BadInput where a decision is lacking that the file cannot take."""
    decisions, moved = renumbered(extract, decisions)
    check_decided(extract, decisions, file)
    entered = decisions.entered or pulled_at.date()
    ids = identifiers.unique(
        ((study.key, study.label) for study in extract.studies), otherwise="trial"
    )
    remarks = [*moved, *extract.remarks]
    about = {found.key: decisions.about(found) for found in extract.outcomes}
    remarks += _skipped(extract, about, decisions)
    remarks += alike_studies(extract.studies, ids)
    remarks += _no_longer_there(extract, decisions)
    remarks += _weeks_remark(extract.weeks_doubtful, decisions)
    source = f"{FORMATS[extract.format].called} {file}"
    columns = subgroup_columns(extract, about)
    remarks += subgroup_remarks(columns)
    trials = [*_trials(extract, ids, entered, source, columns, remarks)]
    taken = _Taken(extract, ids, about, decisions, source, remarks)
    arms = distinct_arms(_arms(taken), extract.arms_recur, remarks)
    given = [*extract.contrasts, *precalculated(extract, about, remarks)]
    contrasts = distinct_contrasts(_contrasts(taken, given), remarks)
    judgements = [*_judgements(extract, ids, about, remarks)]
    made = {
        "trials": trials,
        "arms": arms,
        "contrasts": contrasts,
        "risk_of_bias": judgements,
    }
    tables = {name: table(name, rows) for name, rows in made.items() if rows or name == "trials"}
    return Imported(RawTables(tables, pulled_at, file), gathered(remarks), extract.columns)


def table(name: str, rows: Sequence[Row]) -> RawTable:
    """Write rows as a table: the declared columns that are used or required, then further ones."""
    declared = TABLES[name]
    used = {column for row in rows for column, cell in row.items() if cell}
    columns = [each.name for each in declared.columns if each.required or each.name in used]
    further = dict.fromkeys(
        column for row in rows for column, cell in row.items() if cell and column not in columns
    )
    columns += list(further)
    cells_of = tuple(tuple(cells.text(row.get(column, "")) for column in columns) for row in rows)
    lines = tuple(range(2, len(rows) + 2))
    return RawTable(name, f"{name}.csv", tuple(columns), cells_of, lines)


def _trials(
    extract: Extract,
    ids: Mapping[str, str],
    entered: dt.date,
    source: str,
    columns: Sequence[SubgroupColumn],
    remarks: list[Remark],
) -> Iterator[Row]:
    seen: set[str] = set()
    for study in extract.studies:
        if study.key in seen:
            remarks.append(
                Remark("not mapped", "study", study.label, 1, "the study is listed twice.")
            )
            continue
        seen.add(study.key)
        for column, cell in study.cells.items():
            if cells.text(cell) != cell.strip() and len(cell) > len(cells.text(cell)):
                remarks.append(
                    Remark("please check", column, "", 1, "text longer than allowed was cut.")
                )
        yield {
            "trial_id": ids[study.key],
            "label": study.label,
            "year": study.year,
            "status": study.status,
            "date_added": entered.isoformat(),
            "source": source,
            **study.cells,
            **{each.name: each.levels.get(study.key, "") for each in columns},
        }


def _known(study: str, ids: Mapping[str, str], where: str, remarks: list[Remark]) -> bool:
    if study in ids:
        return True
    reason = "the study is in no list of studies of the file."
    remarks.append(Remark("not mapped", where, study, 1, reason))
    return False


def _skipped(
    extract: Extract, about: Mapping[str, OutcomeDecision], decisions: Decisions
) -> Iterator[Remark]:
    rows = Counter(each.outcome for each in extract.results)
    for found in extract.outcomes:
        if about[found.key].skip and rows[found.key]:
            named = decisions.mapping.named(found) is not None
            reason = (
                "the mapping skips it."
                if named
                else "the mapping does not name it, and skips all that it does not name."
            )
            yield Remark("not mapped", found.key, found.label, rows[found.key], reason)


def _no_longer_there(extract: Extract, decisions: Decisions) -> Iterator[Remark]:
    for key in unknown_keys(extract, decisions):
        reason = (
            "the mapping names this outcome and the file has it not; correct or remove its key."
        )
        yield Remark("please check", "outcome", key, 1, reason)


def _common(taken: _Taken, each: ArmFound | ContrastFound, said: OutcomeDecision) -> Row:
    filled = {column: cell for column, cell in each.cells.items() if cell}
    weeks = filled.pop("weeks", "")
    if said.weeks is not None:
        weeks = repr(said.weeks)
    elif weeks and taken.decisions.weeks == "months":
        amount = cells.value(weeks)
        weeks = weeks if amount is None else repr(round(amount * _WEEKS_IN_A_MONTH, 2))
    elif taken.extract.weeks_doubtful and taken.decisions.weeks is None:
        # The wrong unit in silence is worse than no figure.
        weeks = ""
    return {
        "trial_id": taken.ids[each.study],
        "outcome": said.outcome or "",
        "timepoint": said.timepoint or "",
        "weeks": cells.number(weeks),
        "higher_is_better": "true" if said.higher_is_better else "false",
        "source": f"{taken.source}, outcome {each.outcome}",
        **filled,
        **({"instrument": said.instrument} if said.instrument else {}),
    }


def _arms(taken: _Taken) -> Iterator[tuple[Row, str]]:
    for each, said, row in taken.rows(taken.extract.arms, "arms"):
        row |= {"arm": each.arm, "role": each.role}
        if said.score and row.get("mean"):
            row["score"] = said.score
        yield row, each.part or each.outcome


def _contrasts(taken: _Taken, given: Sequence[ContrastFound]) -> Iterator[tuple[Row, str]]:
    for each, _, row in taken.rows(given, "contrasts"):
        yield row | {"measure": each.measure}, each.part or each.outcome


def _weeks_remark(doubtful: int, decisions: Decisions) -> Iterator[Remark]:
    """Say what was done with weeks that look like months."""
    if not doubtful:
        return
    looks = "the number of weeks is the number of months that another column names"
    said = {
        None: f"{looks}, so the column may hold months; weeks are left empty until you say "
        "--weeks-are months (which converts them, 52 weeks to 12 months) or --weeks-are weeks, or "
        "weeks_are in the mapping.",
        "months": "months, as you say: all numbers of the column were converted, 52 weeks to 12 "
        "months.",
        "weeks": f"{looks}; they were taken as weeks, as you say.",
    }
    yield Remark("please check", "time_weeks", "", doubtful, said[decisions.weeks])


def _judgements(
    extract: Extract,
    ids: Mapping[str, str],
    about: Mapping[str, OutcomeDecision],
    remarks: list[Remark],
) -> Iterator[Row]:
    """Give one row a judgement; outcomes that became one may be judged in one way only."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for each in extract.judgements:
        said = about.get(each.outcome)
        if not _known(each.study, ids, "risk_of_bias", remarks) or (said and said.skip):
            continue
        key = (ids[each.study], (said.outcome or "") if said else "", each.tool, each.domain)
        by = found.setdefault(key, {})
        by[each.judgement] = by.get(each.judgement) or each.support
    for place, by in found.items():
        if len(by) == 1:
            ((judgement, support),) = by.items()
            columns = ("trial_id", "outcome", "tool", "domain")
            yield {**dict(zip(columns, place, strict=True)), "judgement": judgement,
                   "support": support}  # fmt: skip
            continue
        reason = (
            "results that are one outcome here are judged differently; write into risk_of_bias.csv "
            "which holds."
        )
        where = ", ".join(filter(None, place))
        remarks.append(Remark("not mapped", "risk_of_bias", where, len(by), reason))
