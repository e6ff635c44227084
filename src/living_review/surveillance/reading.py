"""One study of the ClinicalTrials.gov API v2 (JSON) → a candidate, and what could not be read.

The record may lack anything: a field that is missing or of another shape leaves its place empty,
and a notice says so where people would have expected it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from living_review.surveillance.candidate import FINISHED, Candidate

FIELDS = (
    "NCTId",
    "NCTIdAlias",
    "SecondaryId",
    "BriefTitle",
    "OfficialTitle",
    "OverallStatus",
    "CompletionDate",
    "CompletionDateType",
    "ResultsFirstPostDate",
    "LastUpdatePostDate",
    "StudyType",
    "DesignAllocation",
    "EnrollmentCount",
    "EnrollmentType",
    "Condition",
    "InterventionName",
    "HasResults",
)
"""The fields that are asked for; whole records are about ten times as large."""

NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_ELSEWHERE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9/_.-]{8,40}", re.ASCII)
_LONGEST = 300
_SENTINELS = frozenset({"NA", "N/A", "NR", "ND"})

STATUSES = frozenset(
    {
        "not yet recruiting",
        "recruiting",
        "enrolling by invitation",
        "active, not recruiting",
        "completed",
        "suspended",
        "terminated",
        "withdrawn",
        "unknown",
        "withheld",
        "available",
        "no longer available",
        "temporarily not available",
        "approved for marketing",
    }
)


def at(value: Any, *path: str) -> Any:
    """Follow keys into nested mappings; None where there is nothing of that shape."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def each(value: Any) -> list[Any]:
    """Give a list as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Give one line of printable text, cut when long; empty for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    line = " ".join(str(value).split())
    line = "".join(letter for letter in line if letter.isprintable())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def reported(value: Any) -> str:
    """Give text, empty where it says `not available` or `not reported`."""
    said = text(value)
    return "" if said.upper() in _SENTINELS else said


def candidate(study: Any) -> tuple[Candidate | None, list[str]]:
    """Read one study; None where it has no number of the register, the one thing that is needed."""
    identification = at(study, "protocolSection", "identificationModule")
    nct_id = text(at(identification, "nctId")).upper()
    if not NCT_ID.fullmatch(nct_id):
        return None, [f"A study without a register number was passed over ({nct_id or 'none'})."]
    status = at(study, "protocolSection", "statusModule")
    design = at(study, "protocolSection", "designModule")
    arms = at(study, "protocolSection", "armsInterventionsModule")
    ends = at(status, "completionDateStruct")
    state = _status(at(status, "overallStatus"))
    found = Candidate(
        nct_id,
        title=text(at(identification, "briefTitle")) or text(at(identification, "officialTitle")),
        status=state,
        completion=_day(at(ends, "date")),
        planned=_planned(ends, state),
        enrolment=_people(at(design, "enrollmentInfo", "count")),
        enrolment_planned=_planned(at(design, "enrollmentInfo"), state),
        results=_results(study, status),
        study_type=_words(at(design, "studyType")),
        allocation=_words(at(design, "designInfo", "allocation")),
        conditions=_texts(at(study, "protocolSection", "conditionsModule", "conditions")),
        interventions=_texts([at(item, "name") for item in each(at(arms, "interventions"))]),
        aliases=_texts(at(identification, "nctIdAliases")),
        other_ids=tuple(_other_ids(at(identification, "secondaryIdInfos"))),
        updated=_day(at(status, "lastUpdatePostDateStruct", "date")),
    )
    return found, list(_notices(found))


def _notices(found: Candidate) -> Iterator[str]:
    expected = {
        "title": found.title,
        "status": found.status,
        "date of its last change": found.updated,
    }
    missing = [name for name, value in expected.items() if not value]
    if missing:
        yield f"{found.nct_id}: the register gives no {' and no '.join(missing)}."
    if found.status and found.status not in STATUSES:
        yield (
            f"{found.nct_id}: the register gives a status this program does not know "
            f"('{found.status}'); read the record."
        )


def _status(value: Any) -> str:
    return {"active not recruiting": "active, not recruiting"}.get(_words(value), _words(value))


def _words(value: Any) -> str:
    """Write a value of the register's vocabulary as words: NOT_YET_RECRUITING, 'NA'."""
    return reported(value).replace("_", " ").lower()


def _planned(given: Any, state: str) -> bool:
    """Tell a plan from a fact; where an old record does not, by whether the study has ended."""
    if not isinstance(given, dict):
        return False
    kind = text(at(given, "type")).upper()
    return kind == "ESTIMATED" or (kind != "ACTUAL" and state not in FINISHED)


def _day(value: Any) -> str:
    said = text(value)[:10]
    return said if _DAY.fullmatch(said) else ""


def _people(value: Any) -> str:
    said = text(value).removesuffix(".0")
    return said if said.isascii() and said.isdigit() else ""


def _results(study: Any, status: Any) -> str:
    day = _day(at(status, "resultsFirstPostDateStruct", "date"))
    has = at(study, "hasResults") is True or isinstance(at(study, "resultsSection"), dict)
    return day or ("posted" if has else "")


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(text, each(values)))))


def _other_ids(infos: Any) -> Iterator[str]:
    """Yield numbers that tell a study apart anywhere: at least eight signs, letters and digits."""
    for info in each(infos):
        number = text(at(info, "id"))
        if _ELSEWHERE.fullmatch(number):
            yield number
