"""The GRADE decisions people took: `judgements.csv`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, get_args

from living_review.findings import DomainName, QuarantineEntry
from living_review.ground.errors import JudgementError, RegistryError
from living_review.protocol.decision_names import (
    UNTIL,
    level_meant,
    nearest_domain,
    nearest_level,
    nearest_of,
)
from living_review.sources import RawTable, read_csv

COLUMNS = (
    *("comparison", "outcome", "timepoint", "domain", "levels", "reason", "by", "date"),
    "inputs_hash",
)
REQUIRED = COLUMNS[:-1]
DOMAINS: tuple[DomainName, ...] = get_args(DomainName)
LEVELS = (0, -1, -2, -3, 1, 2)
Key = tuple[str, str, str, str]
QuestionKey = tuple[str, str, str]
_FINGERPRINT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{8})*")


class Fault(NamedTuple):
    """What keeps a row from being a decision, for whoever keeps the file: a rule and a reason."""

    column: str
    value: str
    rule: str
    reason: str


@dataclass(frozen=True)
class Judgement:
    """One decision: how many levels for one domain of one finding, why, by whom, when."""

    comparison: str
    outcome: str
    timepoint: str
    domain: DomainName
    levels: int
    reason: str
    by: str
    date: dt.date
    inputs_hash: str | None
    line: int

    @property
    def question(self) -> QuestionKey:
        """The finding it is about."""
        return self.comparison, self.outcome, self.timepoint


@dataclass(frozen=True)
class Judgements:
    """Decisions by comparison, outcome, time point and domain, and the rows set aside."""

    decisions: Mapping[Key, Judgement]
    notices: tuple[QuarantineEntry, ...] = ()
    file: str = "judgements.csv"

    def of(self, question: QuestionKey, domain: str) -> Judgement | None:
        """Give the decision on one domain of a finding, if a person took one."""
        return self.decisions.get((*question, domain))

    def until(self, last: dt.date | None) -> Judgements:
        """Give the decisions taken on or before a day; all of them where there is none."""
        later = [each for each in self.decisions.values() if last is not None and each.date > last]
        return self.without(later)

    def without(self, left_out: Collection[Judgement]) -> Judgements:
        """Give the decisions without some of them."""
        kept = {key: each for key, each in self.decisions.items() if each not in left_out}
        return replace(self, decisions=kept)

    def unmatched(self, judgement: Judgement) -> QuarantineEntry:
        """Give the notice for a decision whose hash has nothing in common with the rule's."""
        return _notice(
            self.file,
            judgement.line,
            Fault(
                "inputs_hash",
                judgement.inputs_hash or "",
                "judgement-hash",
                "it matches nothing that this domain's rule sees; take the decision again with "
                "'living-review grade'.",
            ),
        )

    def unknown(self, questions: frozenset[QuestionKey]) -> tuple[QuarantineEntry, ...]:
        """Give a notice for every decision about something the protocol does not ask."""
        return tuple(
            _unknown(self.file, judgement, questions)
            for judgement in self.decisions.values()
            if judgement.question not in questions
        )


NO_JUDGEMENTS = Judgements({})


def read_judgements(path: str | Path) -> Judgements:
    """Read the decisions; no file means that none was taken.

    A row that is not a decision is set aside with a notice, and its domain falls back to what the
    rule proposes. Raises JudgementError when the file cannot be read or has another header.
    """
    path = Path(path)
    if not path.exists():
        return NO_JUDGEMENTS
    try:
        table = read_csv(path.read_bytes(), "judgements", str(path))
    except RegistryError as error:
        raise JudgementError(*error.problems) from error
    except OSError as error:
        raise JudgementError(
            f"{path} cannot be read ({error.strerror}); make it a file that this run may read."
        ) from error
    check_header(table)
    decisions: dict[Key, Judgement] = {}
    notices: list[QuarantineEntry] = []
    rows: list[Judgement] = []
    for cells, line in zip(table.rows, table.lines, strict=True):
        row = {name: cell.strip() for name, cell in zip(table.columns, cells, strict=True)}
        problem = next(faults(row), None)
        if problem is None:
            rows.append(_judgement(row, line))
        else:
            notices.append(_notice(path.name, line, problem))
    for judgement in rows:
        key = (*judgement.question, judgement.domain)
        same = [each for each in rows if (*each.question, each.domain) == key]
        if len(same) > 1:
            notices.append(_repeated(path.name, judgement, same))
        else:
            decisions[key] = judgement
    return Judgements(decisions, tuple(notices), path.name)


def check_header(table: RawTable) -> None:
    """Raise JudgementError unless a table has the columns of decisions, each once."""
    missing = [name for name in COLUMNS if name not in table.columns]
    unknown = [name for name in table.columns if name not in COLUMNS]
    repeated = len(set(table.columns)) < len(table.columns)
    if missing or unknown or repeated:
        raise JudgementError(
            f"{table.file}, row 1: found the columns {', '.join(table.columns) or 'none'}; it must "
            f"have these, each once: {', '.join(COLUMNS)}."
        )


def faults(row: Mapping[str, str]) -> Iterator[Fault]:
    """Yield everything that keeps a row from being a decision."""
    for name in REQUIRED:
        if not row[name]:
            yield Fault(name, "", "judgement-empty", f"the {name} is empty; fill it in.")
    if row["domain"] not in DOMAINS:
        allowed = ", ".join(DOMAINS)
        yield Fault(
            "domain",
            row["domain"],
            "judgement-domain",
            f"there is no such domain; use one of {allowed}{nearest_domain(row['domain'])}.",
        )
    levels = whole(row["levels"])
    if levels not in LEVELS:
        yield Fault(
            "levels",
            row["levels"],
            "judgement-levels",
            "levels are 0, -1, -2, -3, or +1 and +2 for rating up; correct it"
            f"{nearest_level(whole(level_meant(row['levels'])), row['domain'], LEVELS)}.",
        )
    elif (levels > 0) != (row["domain"] == "upgrade") and levels != 0:
        yield Fault(
            "levels",
            row["levels"],
            "judgement-levels",
            "only the domain upgrade is rated up, and it is never rated down; correct it"
            f"{nearest_level(whole(level_meant(row['levels'])), row['domain'], LEVELS)}.",
        )
    if day(row["date"]) is None:
        yield Fault(
            "date",
            row["date"],
            "judgement-date",
            "a date is written like 2026-11-22; correct it.",
        )
    if row["inputs_hash"] and not _FINGERPRINT.fullmatch(row["inputs_hash"]):
        yield Fault(
            "inputs_hash",
            row["inputs_hash"],
            "judgement-hash",
            "it is no hash that the program wrote; take the decision with 'living-review grade'.",
        )


def _judgement(row: Mapping[str, str], line: int) -> Judgement:
    levels, date = whole(row["levels"]), day(row["date"])
    assert levels is not None
    assert date is not None
    return Judgement(
        comparison=row["comparison"],
        outcome=row["outcome"],
        timepoint=row["timepoint"],
        domain=row["domain"],  # type: ignore[arg-type]
        levels=levels,
        reason=row["reason"],
        by=row["by"],
        date=date,
        inputs_hash=row["inputs_hash"] or None,
        line=line,
    )


def whole(text: str) -> int | None:
    """Read a whole number of levels: '-1', '−1', '+1'; None for anything else."""
    # Spreadsheets and typesetters write a true minus sign.
    try:
        return int(text.replace("−", "-"))
    except ValueError:
        return None


def day(text: str) -> dt.date | None:
    """Read a date written like 2026-11-22; None for anything else."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _notice(file: str, line: int, fault: Fault) -> QuarantineEntry:
    return QuarantineEntry(
        table="judgements",
        file=file,
        row=line,
        trial_id=None,
        column=fault.column,
        value=fault.value or None,
        rule=fault.rule,
        reason=f"{fault.reason.removesuffix('.')}; {UNTIL}",
    )


def _repeated(file: str, judgement: Judgement, same: list[Judgement]) -> QuarantineEntry:
    lines = " and ".join(str(each.line) for each in same)
    fault = Fault(
        "domain",
        judgement.domain,
        "judgement-repeated",
        f"rows {lines} decide the same domain of the same outcome; keep one.",
    )
    return _notice(file, judgement.line, fault)


def _unknown(file: str, judgement: Judgement, questions: frozenset[QuestionKey]) -> QuarantineEntry:
    for place, column in enumerate(("comparison", "outcome", "timepoint")):
        value = judgement.question[place]
        known = sorted({question[place] for question in questions})
        if value not in known:
            fault = Fault(
                column,
                value,
                f"judgement-{column}",
                f"the protocol has no {column} '{value}'; use one of {', '.join(known)}"
                f"{nearest_of(value, known)}.",
            )
            return _notice(file, judgement.line, fault)
    raise AssertionError("every combination of known parts is a question")
