"""Covidence data-extraction exports: one wide CSV whose columns a mapping file names.

Every review makes its own extraction template, so the export has no fixed columns beyond the first
few: a mapping says which column holds what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from living_review.errors import BadInput
from living_review.exchange import cells, identifiers
from living_review.exchange.decisions import Decision, Decisions, MappingFile, one_line, quoted
from living_review.exchange.extract import (
    ArmFound,
    Extract,
    FoundOutcome,
    Remark,
    Study,
    gathered,
)
from living_review.protocol.fields import Day, Identifier, Number, Section, Text
from living_review.protocol.messages import suggestion
from living_review.registry.columns import ARMS, TRIALS
from living_review.sources import RawTable, read_csv

Line = Mapping[str, str]
_FIGURES = tuple(column.name for column in ARMS.columns if column.kind in ("number", "whole"))
_FIXED = frozenset({"trial_id", "label", "status", "date_added", "source", "search_id"})
_TRAITS = tuple(column.name for column in TRIALS.columns if column.name not in _FIXED)
# How the columns every export begins with fill trials.csv.
_USUAL = {
    "label": ("Study ID", "Study", "Study name", "Title"),
    "citation": ("Title",),
    "year": ("Year of publication", "Published Year", "Year"),
    "doi": ("DOI",),
    "country": ("Country in which the study conducted", "Country"),
}
_STATISTICS = {
    "mean": "mean",
    "sd": "sd",
    "standard deviation": "sd",
    "se": "se",
    "standard error": "se",
    "n": "n",
    "total": "n",
    "total n": "n",
    "sample size": "n",
    "events": "events",
    "no. of events": "events",
    "number of events": "events",
    "median": "median",
}
_LONGEST_NAME = 300
_ENDING = re.compile(r"^(?P<before>.*\S)[\s:;,_|/(\[-]+(?P<what>[A-Za-z. ]+?)[\s)\]]*$")


class StudyColumns(Section):
    """Which columns tell studies apart, and which fill trials.csv."""

    label: Text
    reviewer: Annotated[Text | None, Decision] = None
    keep_reviewer: Annotated[Text | None, Decision] = None
    columns: Mapping[Text, Text] = Field(default_factory=dict)


class ArmColumns(Section):
    """Which columns hold the figures of one arm."""

    arm: Text
    role: Literal["intervention", "control"]
    columns: Annotated[Mapping[Text, Text], Field(min_length=1)]


class ResultColumns(Section):
    """One outcome at one time point, with the columns of its arms."""

    outcome: Identifier
    timepoint: Identifier
    higher_is_better: Annotated[bool, Field(strict=True)]
    instrument: Annotated[Text | None, Decision] = None
    weeks: Annotated[Number | None, Decision] = None
    score: Literal["endpoint", "change"] | None = None
    arms: Annotated[tuple[ArmColumns, ...], Field(min_length=2)]


class CovidenceMapping(Section):
    """A mapping of the columns of one export."""

    study: StudyColumns
    results: tuple[ResultColumns, ...] = ()
    date_added: Annotated[Day | None, Decision] = None


def extract(content: bytes, file: str, mapping: CovidenceMapping) -> Extract:
    """Read an export as its mapping says.

    Raises BadInput where a column of the mapping is not there, fills a column the registry has not,
    or where a study stands in several rows.
    """
    table = read_csv(content, "covidence", file)
    _check(table, mapping, file)
    lines = [dict(zip(table.columns, map(cells.present, row), strict=True)) for row in table.rows]
    comma = table.separator != ","
    remarks: list[Remark] = []
    lines = list(_one_a_study(lines, mapping.study, file, remarks))
    arms = tuple(_arms(lines, mapping, comma, remarks))
    outcomes = tuple(
        FoundOutcome(str(i), result.outcome, "as mapped", result.outcome, result.timepoint)
        for i, result in enumerate(mapping.results)
    )
    remarks += _unmapped(table, lines, mapping)
    studies = tuple(_study(line, mapping.study) for line in lines)
    return Extract(
        "covidence",
        studies,
        outcomes,
        arms,
        remarks=gathered(remarks),
        columns=table.columns,
    )


def decided(mapping: CovidenceMapping, decisions: Decisions) -> Decisions:
    """Give the decisions the mapping takes for each of its results."""
    outcomes = {
        str(i): {
            "outcome": result.outcome,
            "timepoint": result.timepoint,
            "higher_is_better": result.higher_is_better,
            "weeks": result.weeks,
            "instrument": result.instrument,
            "score": result.score,
        }
        for i, result in enumerate(mapping.results)
    }
    own = MappingFile.model_validate({"outcomes": outcomes, "date_added": mapping.date_added})
    return decisions.model_copy(update={"mapping": own})


def _used(mapping: CovidenceMapping) -> Iterator[tuple[str, str]]:
    """Give each column of the export that the mapping names, with the key that names it."""
    yield "study.label", mapping.study.label
    if mapping.study.reviewer:
        yield "study.reviewer", mapping.study.reviewer
    for name, column in mapping.study.columns.items():
        yield f"study.columns.{name}", column
    for i, result in enumerate(mapping.results):
        for arm in result.arms:
            for name, column in arm.columns.items():
                yield f"results[{i}].arms.{arm.arm}.{name}", column


def _check(table: RawTable, mapping: CovidenceMapping, file: str) -> None:
    problems = [
        f"The mapping's {key} names the column {column!r}, which {file} has not"
        f"{suggestion(column, table.columns) or '; take a name from its header.'}"
        for key, column in _used(mapping)
        if column not in table.columns
    ]
    for allowed, names in (
        (_TRAITS, mapping.study.columns),
        *((_FIGURES, arm.columns) for result in mapping.results for arm in result.arms),
    ):
        problems += [
            f"The mapping fills {name!r}, which is no such column of the registry"
            f"{suggestion(name, allowed) or '; allowed are ' + ', '.join(allowed) + '.'}"
            for name in names
            if name not in allowed
        ]
    doubled = {name for name in table.columns if table.columns.count(name) > 1}
    problems += [
        f"{file} has several columns named {column!r}, which the mapping's {key} names; rename "
        "them in the file."
        for key, column in _used(mapping)
        if column in doubled
    ]
    if problems:
        raise BadInput(*problems)


def _one_a_study(
    lines: list[dict[str, str]], study: StudyColumns, file: str, remarks: list[Remark]
) -> Iterator[dict[str, str]]:
    """Give the row of each study: that of the reviewer to keep, where several extracted it.

    No study is lost because another reviewer than that one extracted it, and every row that is left
    out is reported. Raises BadInput where several rows of a study would remain.
    """
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, line in enumerate(lines, start=2):
        if line[study.label]:
            rows.setdefault(line[study.label], []).append((number, line))
        elif any(line.values()):
            reason = f"row {number} has no {study.label}, so nobody knows which study it is of."
            remarks.append(Remark("not mapped", "row", str(number), 1, reason))
    for label, own in rows.items():
        kept = [each for each in own if _by(each[1], study)] or own
        if len(kept) > 1:
            raise BadInput(_several(label, [number for number, _ in kept], study, file))
        ((number, line),) = kept
        for other, left in own:
            if other != number:
                reason = (
                    f"row {other}, extracted by {one_line(_reviewer(left, study), 60)}; row "
                    f"{number}, by {one_line(_reviewer(line, study), 60)}, is used."
                )
                remarks.append(Remark("not mapped", "row", label, 1, reason))
        if study.keep_reviewer and study.reviewer and not _by(line, study):
            reason = (
                f"row {number} is by {one_line(_reviewer(line, study), 60)}, and none of the study "
                f"is by {one_line(study.keep_reviewer, 60)}; it is used."
            )
            remarks.append(Remark("please check", "row", label, 1, reason))
        yield line


def _by(line: Line, study: StudyColumns) -> bool:
    """Tell whether a row is by the reviewer to keep, whatever the capitals and blanks."""
    wanted = (study.keep_reviewer or "").casefold().split()
    return bool(wanted) and _reviewer(line, study).casefold().split() == wanted


def _reviewer(line: Line, study: StudyColumns) -> str:
    return (line[study.reviewer] if study.reviewer else "") or "nobody who is named"


def _several(label: str, numbers: list[int], study: StudyColumns, file: str) -> str:
    stands = "twice" if len(numbers) == 2 else f"{len(numbers)} times"
    listed = f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    kept = study.keep_reviewer
    left = f", and {one_line(kept, 60)} is not one of its reviewers" if kept else ""
    return (
        f"{file}, rows {listed}: the study {one_line(label, 60)!r} stands {stands}{left}; name the "
        "column of reviewers as study.reviewer and the one to keep (such as Consensus) as "
        "study.keep_reviewer in the mapping, or delete a row."
    )


def _study(line: Line, study: StudyColumns) -> Study:
    label = line[study.label]
    filled = {name: line[column] for name, column in study.columns.items()}
    return Study(
        label,
        label,
        cells.year(filled.pop("year", ""), label),
        "included",
        filled,
    )


def _arms(
    lines: list[dict[str, str]],
    mapping: CovidenceMapping,
    comma: bool,
    remarks: list[Remark],
) -> Iterator[ArmFound]:
    for line in lines:
        for i, result in enumerate(mapping.results):
            found = [
                {
                    name: cells.number(line[column], comma=comma)
                    for name, column in arm.columns.items()
                }
                for arm in result.arms
            ]
            if not any(any(each.values()) for each in found):
                continue
            for arm, figures in zip(result.arms, found, strict=True):
                if any(figures.values()):
                    yield ArmFound(line[mapping.study.label], str(i), arm.arm, arm.role, figures)
                else:
                    reason = "the study has figures for another arm of this result, none for this."
                    remarks.append(Remark("please check", arm.arm, result.outcome, 1, reason))


def _unmapped(
    table: RawTable, lines: list[dict[str, str]], mapping: CovidenceMapping
) -> Iterator[Remark]:
    used = {column for _, column in _used(mapping)}
    for column in dict.fromkeys(table.columns):
        count = sum(bool(line[column]) for line in lines)
        if column not in used and count:
            yield Remark(
                "not mapped", one_line(column, 120), "", count, "the mapping does not name it."
            )


def draft(content: bytes, file: str) -> str:
    """Write a mapping for a person to fill in, from the header of an export.

    Columns whose names end in a statistic are put together by what stands before it; which arm and
    outcome that is, and which way is better, is left blank.
    """
    table = read_csv(content, "covidence", file)
    names = tuple(dict.fromkeys(filter(None, table.columns)))
    lines = [
        f"# Draft mapping of {one_line(file)}. Fill in the blanks, delete what is not needed;",
        "# a column is named exactly as in the header of the export.",
        "study:",
        f"  label: {quoted(_usual('label', names) or names[0])}",
        f"  reviewer: {quoted('Reviewer Name') if 'Reviewer Name' in names else ''}".rstrip(),
        "  keep_reviewer:       # such as Consensus, where a study stands in several rows",
    ]
    usual = {name: _usual(name, names) for name in _USUAL if name != "label"}
    filled = [f"    {name}: {quoted(column)}" for name, column in usual.items() if column]
    lines += ["  columns:", *filled] if filled else []
    groups = _groups(names)
    lines += [
        "results:" if groups else "results: []",
        *(line for before, columns in groups.items() for line in _drafted(before, columns)),
        "# A result has at least two arms: put the arms of one outcome and time point together.",
        "# All columns of the export:",
        *(f"#   {one_line(name)}" for name in names),
    ]
    return "\n".join(lines) + "\n"


def _usual(name: str, names: tuple[str, ...]) -> str:
    return next((column for column in _USUAL[name] if column in names), "")


def _groups(names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        found = _ENDING.match(name) if len(name) <= _LONGEST_NAME else None
        statistic = _STATISTICS.get(found["what"].strip().lower()) if found else None
        if found and statistic:
            groups.setdefault(found["before"], {}).setdefault(statistic, name)
    return groups


def _drafted(before: str, columns: Mapping[str, str]) -> Iterator[str]:
    yield f"  - outcome:           # {one_line(before, 120)}"
    yield "    timepoint:"
    yield "    higher_is_better:  # true or false, for the scale or event as it was measured"
    yield "    instrument:"
    yield "    arms:"
    yield f"      - arm: {quoted(identifiers.safe(before, otherwise='arm'))}"
    yield "        role:          # intervention or control"
    yield "        columns:"
    for statistic, column in columns.items():
        yield f"          {statistic}: {quoted(column)}"
