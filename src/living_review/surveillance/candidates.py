"""`data/candidates.csv`: registered studies for people to screen.

The state, the trial, the reason and the note belong to people: this program writes them once, when
a study is first seen, and never again. Rows keep their order; columns it does not know stay.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from living_review.ground.spreadsheet import guarded
from living_review.sources.csv_text import CsvText, empty
from living_review.surveillance.candidate import Candidate

NEW, IN, OUT, LINKED = "new", "screened in", "screened out", "linked"
STATES = (NEW, IN, OUT, LINKED)
OF_PEOPLE = ("state", "trial_id", "reason", "note")
COLUMNS = (
    "nct_id",
    *OF_PEOPLE,
    "title",
    "status",
    "completion",
    "enrolment",
    "results",
    "study_type",
    "allocation",
    "conditions",
    "interventions",
    "other_ids",
    "registry_trial",
    "first_seen",
    "changed_on",
    "change",
    "updated",
    "page",
)
_WATCHED = {
    "status": "status",
    "completion": "completion date",
    "enrolment": "people enrolled",
    "results": "results posted",
}
# A spreadsheet may rewrite a date in its own way; only what the program wrote can have changed.
_AS_WRITTEN = {
    "status": re.compile(r"[a-z, ]*"),
    "completion": re.compile(r"(\d{4}(-\d{2}){0,2}( planned)?)?", re.ASCII),
    "enrolment": re.compile(r"(\d+( planned)?)?", re.ASCII),
    "results": re.compile(r"(\d{4}-\d{2}-\d{2}|posted)?", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A study with what people decided about it, and with what is new about it in this run."""

    candidate: Candidate
    state: str
    trial_id: str
    """The trial a person linked it to, or else the one of the registry with the same number."""
    change: str = ""
    seen_first: bool = False


@dataclass(frozen=True)
class Screening:
    """The file as it is to be, and the studies in it that the register still holds."""

    file: CsvText
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()


@dataclass
class _Merge:
    file: CsvText
    trials: Mapping[str, str]
    today: dt.date
    notices: list[str] = field(default_factory=list)
    new: list[Mapping[str, str]] = field(default_factory=list)

    def added(self, candidate: Candidate) -> Row:
        trial = _trial_of(candidate, self.trials)
        state = LINKED if trial else NEW
        cells = {
            **_cells(candidate),
            "state": state,
            "trial_id": trial,
            "registry_trial": trial,
            "first_seen": self.today.isoformat(),
        }
        self.new.append(cells)
        return Row(candidate, state, trial, seen_first=True)

    def updated(self, place: int, candidate: Candidate) -> Row:
        old = self.file.records[place].cells
        new = _cells(candidate)
        # A row that a person wrote has nothing from the register yet that could have changed.
        change = _change(old, new) if old["first_seen"] else ""
        new["first_seen"] = old["first_seen"] or self.today.isoformat()
        trial = _trial_of(candidate, self.trials)
        new["registry_trial"] = trial
        if change:
            new |= {"changed_on": self.today.isoformat(), "change": guarded(change)}
        if old["nct_id"].upper() != candidate.nct_id:
            self.notices.append(
                f"{old['nct_id']} is now {candidate.nct_id} in the register; its row carries the "
                "new number."
            )
        self.file = self.file.changed(place, new)
        return Row(candidate, self.state_of(old), old.get("trial_id", "") or trial, change)

    def state_of(self, cells: Mapping[str, str]) -> str:
        state = " ".join(cells.get("state", "").lower().split())
        if state not in STATES:
            said = f"'{state}'" if state else "empty"
            self.notices.append(
                f"{cells['nct_id']}: the state in candidates.csv is {said}; write one of "
                f"{', '.join(STATES)}. Until then it counts as new."
            )
            return NEW
        if state == LINKED and not cells.get("trial_id"):
            self.notices.append(
                f"{cells['nct_id']}: the state in candidates.csv is linked, without a trial; "
                "write the trial_id."
            )
        return state


def merged(
    before: CsvText | None,
    found: Sequence[Candidate],
    trials: Mapping[str, str],
    today: dt.date,
) -> Screening:
    """Bring the file up to date with what the register says.

    `trials` gives the trial of the registry by register number, in capitals.
    """
    file = (before or empty(COLUMNS)).widened(COLUMNS)
    merge = _Merge(file, trials, today)
    places = _places(file, merge.notices)
    rows = []
    for candidate in found:
        known = [places[number] for number in _own_numbers(candidate) if number in places]
        if not known:
            rows.append(merge.added(candidate))
            continue
        if len(set(known)) > 1:
            merge.notices.append(
                f"{candidate.nct_id} stands in {len(set(known))} rows of candidates.csv under its "
                "several numbers; keep one of them. The first is used."
            )
        rows.append(merge.updated(known[0], candidate))
    return Screening(merge.file.appended(merge.new), tuple(rows), tuple(merge.notices))


def numbers_to_follow(file: CsvText | None) -> tuple[str, ...]:
    """Give the register numbers of the rows that nobody has screened out."""
    return tuple(
        record.cells["nct_id"].upper()
        for record in (file.records if file else ())
        if record.cells.get("nct_id") and record.cells.get("state", "").lower().strip() != OUT
    )


def counts(file: CsvText) -> Mapping[str, int]:
    """Count the rows of each state; a state that is none counts as new."""
    found = dict.fromkeys(STATES, 0)
    for record in file.records:
        state = " ".join(record.cells.get("state", "").lower().split())
        found[state if state in found else NEW] += 1
    return found


def _places(file: CsvText, notices: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for i, record in enumerate(file.records):
        number = record.cells["nct_id"].upper()
        if number and places.setdefault(number, i) != i:
            notices.append(
                f"{number} stands twice in candidates.csv; keep one row. The first is used."
            )
    return places


def _own_numbers(candidate: Candidate) -> Iterator[str]:
    yield candidate.nct_id
    yield from (alias.upper() for alias in candidate.aliases)


def _trial_of(candidate: Candidate, trials: Mapping[str, str]) -> str:
    return next((trials[number] for number in sorted(candidate.numbers) if number in trials), "")


def _cells(candidate: Candidate) -> dict[str, str]:
    cells = {
        "nct_id": candidate.nct_id,
        "title": candidate.title,
        "status": candidate.status,
        "completion": _with_plan(candidate.completion, planned=candidate.planned),
        "enrolment": _with_plan(candidate.enrolment, planned=candidate.enrolment_planned),
        "results": candidate.results,
        "study_type": candidate.study_type,
        "allocation": candidate.allocation,
        "conditions": _joined(candidate.conditions),
        "interventions": _joined(candidate.interventions),
        "other_ids": _joined((*candidate.aliases, *candidate.other_ids)),
        "updated": candidate.updated,
        "page": candidate.page,
    }
    return {name: guarded(text) for name, text in cells.items()}


def _with_plan(said: str, *, planned: bool) -> str:
    return f"{said} planned" if said and planned else said


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _change(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    parts = []
    for column, words in _WATCHED.items():
        was, now = old.get(column, ""), new[column]
        if was != now and _AS_WRITTEN[column].fullmatch(was):
            parts.append(f"{words}: {was or 'not given'} → {now or 'not given'}")
    return "; ".join(parts)
