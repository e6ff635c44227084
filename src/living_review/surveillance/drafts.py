"""Results that a register holds → draft rows of `arms.csv` for a person to confirm.

Nothing is computed from the figures and nothing is guessed in silence: what a person must check is
said for each row, and what has no place in the table is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from living_review.ground.errors import SourceUnreachable
from living_review.ground.spreadsheet import guarded
from living_review.registry import TABLES
from living_review.surveillance import measures
from living_review.surveillance.candidate import STUDY_PAGE
from living_review.surveillance.reading import NCT_ID, at, each, text

if TYPE_CHECKING:
    from living_review.protocol import Outcome, Protocol

COLUMNS = TABLES["arms"].names
_ROLES = {
    "EXPERIMENTAL": "intervention",
    "PLACEBO_COMPARATOR": "control",
    "SHAM_COMPARATOR": "control",
    "NO_INTERVENTION": "control",
}
_COUNTS = {"COUNT_OF_PARTICIPANTS", "NUMBER"}
_PEOPLE = frozenset({"participants", "participant", "people", "patients", "subjects"})


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row as it may enter `arms.csv`, and what to check before it does."""

    cells: Mapping[str, str]
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """The draft of one study."""

    nct_id: str
    title: str
    rows: tuple[DraftRow, ...]
    unmapped: tuple[str, ...]


@dataclass
class _Drafting:
    trial_id: str
    page: str
    protocol: Protocol
    roles: Mapping[str, str]
    rows: list[DraftRow] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)


def draft(study: Any, protocol: Protocol, trial_id: str = "") -> Draft:
    """Give the draft rows of one whole record; `trial_id` where it is a trial of the registry."""
    identification = at(study, "protocolSection", "identificationModule")
    nct_id = text(at(identification, "nctId")).upper()
    if not NCT_ID.fullmatch(nct_id):
        raise SourceUnreachable(
            "ClinicalTrials.gov sent a record without its number; try it again later, and report "
            "it if it stays so, as its interface may have changed."
        )
    arms = each(at(study, "protocolSection", "armsInterventionsModule", "armGroups"))
    roles = {text(at(arm, "label")).lower(): text(at(arm, "type")).upper() for arm in arms}
    work = _Drafting(trial_id or nct_id, f"{STUDY_PAGE}{nct_id}?tab=results", protocol, roles)
    outcomes = each(at(study, "resultsSection", "outcomeMeasuresModule", "outcomeMeasures"))
    for measure in outcomes:
        _measure(work, measure)
    if not outcomes:
        work.unmapped.append("The record holds no results of outcome measures.")
    return Draft(
        nct_id, text(at(identification, "briefTitle")), tuple(work.rows), tuple(work.unmapped)
    )


def _measure(work: _Drafting, measure: Any) -> None:
    title = text(at(measure, "title")) or "a measure without a title"
    kind = text(at(measure, "paramType")).upper()
    reason = _no_place(measure, kind)
    if reason:
        work.unmapped.append(f"{title}: {reason}.")
        return
    groups = {text(at(group, "id")): text(at(group, "title")) for group in each(measure["groups"])}
    analysed = measures.people(at(measure, "denoms"))
    classes = each(at(measure, "classes"))
    for part in classes:
        name = text(at(part, "title"))
        if re.match(r"(?i)baseline\b(?!.*\b(week|month|day|year|to|change)\b)", name):
            work.unmapped.append(f"{title}, {name}: values before the intervention are no results.")
            continue
        people = {**analysed, **measures.people(at(part, "denoms"))}
        for category in each(at(part, "categories")):
            label = ", ".join(filter(None, (name, text(at(category, "title")))))
            context = _Context(measure, title, kind, label, groups, people)
            for measurement in each(at(category, "measurements")):
                _measurement(work, context, measurement)
    if not classes:
        work.unmapped.append(f"{title}: no figures are given.")


def _no_place(measure: Any, kind: str) -> str:
    if text(at(measure, "reportingStatus")).upper() == "NOT_POSTED":
        return "its results are not posted yet"
    if not each(at(measure, "groups")):
        return "no groups are given"
    if kind in measures.CENTRES or kind == "COUNT_OF_PARTICIPANTS":
        return ""
    unit = text(at(measure, "unitOfMeasure"))
    if kind == "NUMBER" and unit.lower() in _PEOPLE:
        return ""
    if kind == "NUMBER":
        return f"a number of '{unit}' is neither a mean nor a count of people; read the record"
    if "LEAST_SQUARES" in kind:
        return "an adjusted mean has no place in arms.csv; enter the comparison in contrasts.csv"
    return f"arms.csv has no column for '{measures.folded(kind) or 'an unnamed statistic'}'"


@dataclass(frozen=True, slots=True)
class _Context:
    measure: Any
    title: str
    kind: str
    label: str
    groups: Mapping[str, str]
    people: Mapping[str, str]


def _measurement(work: _Drafting, context: _Context, measurement: Any) -> None:
    group = text(at(measurement, "groupId"))
    arm = context.groups.get(group) or group
    where = ", ".join(filter(None, (context.title, context.label, arm)))
    value = measures.number(at(measurement, "value"))
    if not value:
        said = text(at(measurement, "value"))
        comment = text(at(measurement, "comment"))
        why = f"the value is '{said}'" if said else "no value is given"
        work.unmapped.append(f"{where}: {why}{f' ({comment})' if comment else ''}.")
        return
    n = context.people.get(group, "")
    figures, problem = _figures(context, measurement, value, n)
    if problem:
        work.unmapped.append(f"{where}: {problem}.")
    if not figures:
        return
    described, checks = _described(work.protocol, context)
    role = _ROLES.get(work.roles.get(arm.lower(), ""), "")
    if not role:
        checks.append("say whether the arm is the intervention or the control")
    if not n:
        checks.append("the number of people analysed is not given; fill in n")
    units = measures.folded(at(context.measure, "denomUnitsSelected"))
    if units not in ("", "participants"):
        checks.append(f"the figures are of {units}, not of people")
    notes = "; ".join(
        f"{name}: {said}"
        for name, said in (
            ("measure", context.title),
            ("part", context.label),
            ("time frame", text(at(context.measure, "timeFrame"))),
            ("unit", text(at(context.measure, "unitOfMeasure"))),
            ("people", text(at(context.measure, "populationDescription"))),
        )
        if said
    )
    cells = {
        "trial_id": work.trial_id,
        **described,
        "arm": arm,
        "role": role,
        "n": n,
        **figures,
        "source": work.page,
        "notes": notes,
    }
    written = {name: _safe(name, cells.get(name, "")) for name in COLUMNS}
    work.rows.append(DraftRow(written, tuple(checks)))


def _safe(column: str, cell: str) -> str:
    return guarded(cell) if TABLES["arms"].column(column).kind == "text" else cell


def _figures(context: _Context, measurement: Any, value: str, n: str) -> tuple[dict[str, str], str]:
    if context.kind not in _COUNTS:
        cells, problem = measures.spread(context.measure, measurement)
        return {measures.CENTRES[context.kind]: value, **cells}, problem
    whole = float(value)
    if whole != int(whole) or whole < 0:
        return {}, f"'{value}' is no count of people"
    if n and whole > float(n):
        return {}, f"{value} people with the event are more than the {n} analysed"
    return {"events": f"{int(whole)}"}, ""


def _described(protocol: Protocol, context: _Context) -> tuple[dict[str, str], list[str]]:
    """Propose outcome, instrument, time and score from the words of the record."""
    title = context.title
    counted = context.kind in _COUNTS
    named = list(_named(protocol, title))
    outcome, instrument = named[0] if len(named) == 1 else (None, "")
    known = outcome.instruments.get(instrument) if outcome else None
    frame = text(at(context.measure, "timeFrame"))
    weeks, quoted = measures.weeks(context.label, frame)
    timepoint = _timepoint(protocol, weeks)
    change = not counted and measures.is_change(title, context.label)
    direction = known.higher_is_better if known else None
    checks = [
        f"outcome {outcome.id}, by its name in the record" if outcome else "name the outcome",
        f"time point {timepoint}, from '{quoted}'"
        if timepoint
        else f"name the time point (time frame: {frame or 'not given'})",
    ]
    if not weeks:
        checks.append("fill in the weeks")
    if counted:
        checks.append("is this category the event?")
    elif not instrument:
        checks.append("instrument: the title of the measure stands there; write the scale's name")
    if direction is None:
        checks.append("say whether a higher value is better")
    if not counted:
        checks.append("score: change from baseline" if change else "score: value at the time point")
    label = ", ".join(filter(None, (title, context.label)))
    cells = {
        "outcome": outcome.id if outcome else "",
        "timepoint": timepoint,
        "weeks": weeks,
        "instrument": "" if counted else instrument or label,
        "higher_is_better": "" if direction is None else str(direction).lower(),
        "score": "" if counted else "change" if change else "endpoint",
    }
    return cells, checks


def _named(protocol: Protocol, words: str) -> Iterator[tuple[Outcome, str]]:
    """Yield the outcomes that the words name, by their label or by one of their instruments."""
    for outcome in protocol.outcomes:
        instruments = [name for name in outcome.instruments if _says(words, name)]
        if len(instruments) == 1:
            yield outcome, instruments[0]
        elif instruments or _says(words, outcome.label):
            yield outcome, ""


def _says(words: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE))


def _timepoint(protocol: Protocol, weeks: str) -> str:
    """Give the one time point whose window holds the weeks; empty where several may be meant."""
    if not weeks:
        return ""
    possible: Sequence[str] = [
        timepoint.id
        for timepoint in protocol.timepoints
        if timepoint.weeks is None or timepoint.weeks[0] <= float(weeks) <= timepoint.weeks[1]
    ]
    return possible[0] if len(possible) == 1 else ""
