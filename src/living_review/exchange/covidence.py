"""Covidence data-extraction exports: one wide CSV whose columns a mapping file names.

Every review makes its own extraction template, so the export has no fixed columns beyond the first
few: a mapping says which column holds what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from living_review.exchange import cells
from living_review.exchange.covidence_draft import drafted
from living_review.exchange.covidence_mapping import (
    CovidenceMapping,
    StudyColumns,
)
from living_review.exchange.covidence_rows import key_column, one_a_study
from living_review.exchange.decisions import Decisions, MappingFile, one_line
from living_review.exchange.extract import (
    ArmFound,
    Extract,
    FoundOutcome,
    Judged,
    Remark,
    Study,
    gathered,
)
from living_review.exchange.rob_domains import Tool, judgement_of
from living_review.ground.errors import BadInput
from living_review.protocol.messages import suggestion
from living_review.registry.columns import ARMS, DOMAINS, TRIALS
from living_review.sources import RawTable, read_csv

Line = Mapping[str, str]
_FIGURES = tuple(column.name for column in ARMS.columns if column.kind in ("number", "whole"))
_FIXED = frozenset({"trial_id", "label", "status", "date_added", "source", "search_id"})
_TRAITS = tuple(column.name for column in TRIALS.columns if column.name not in _FIXED)


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
    key = key_column(mapping.study, table.columns)
    lines = [{**line, key: line[key] or line[mapping.study.label]} for line in lines]
    lines = one_a_study(lines, mapping.study, key, file, remarks)
    arms = tuple(_arms(lines, mapping, key, comma, remarks))
    outcomes = tuple(
        FoundOutcome(str(i), result.outcome, "as mapped", result.outcome, result.timepoint)
        for i, result in enumerate(mapping.results)
    )
    judgements = tuple(_judgements(lines, mapping, key, remarks))
    remarks += _unmapped(table, lines, mapping)
    studies = tuple(_study(line, mapping.study, key) for line in lines)
    return Extract(
        "covidence",
        studies,
        outcomes,
        arms,
        judgements=judgements,
        remarks=gathered(remarks),
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
    for name in ("id", "template", "reviewer"):
        column = getattr(mapping.study, name)
        if column:
            yield f"study.{name}", column
    for name, column in mapping.study.columns.items():
        yield f"study.columns.{name}", column
    for i, result in enumerate(mapping.results):
        for arm in result.arms:
            for name, column in arm.columns.items():
                yield f"results[{i}].arms.{arm.arm}.{name}", column
    for i, each in enumerate(mapping.risk_of_bias):
        yield f"risk_of_bias[{i}].judgement", each.judgement
        if each.support:
            yield f"risk_of_bias[{i}].support", each.support


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
    for i, each in enumerate(mapping.risk_of_bias):
        domains = DOMAINS[each.tool]
        if each.domain not in domains:
            near = suggestion(each.domain, domains) or f"; take one of {', '.join(domains)}."
            problems.append(
                f"The mapping's risk_of_bias[{i}].domain is {each.domain!r}, which is no domain of "
                f"{each.tool}{near}"
            )
    if problems:
        raise BadInput(*problems)


def _study(line: Line, study: StudyColumns, key: str) -> Study:
    label = line[study.label]
    filled = {name: line[column] for name, column in study.columns.items()}
    return Study(
        line[key],
        label,
        cells.year(filled.pop("year", ""), label),
        "included",
        filled,
    )


def _arms(
    lines: list[dict[str, str]],
    mapping: CovidenceMapping,
    key: str,
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
                    yield ArmFound(line[key], str(i), arm.arm, arm.role, figures)
                else:
                    reason = "the study has figures for another arm of this result, none for this."
                    remarks.append(Remark("please check", arm.arm, result.outcome, 1, reason))


def _judgements(
    lines: list[dict[str, str]], mapping: CovidenceMapping, key: str, remarks: list[Remark]
) -> Iterator[Judged]:
    """Give the judgements of studies; columns of one domain that differ are left to a person."""
    found: dict[tuple[str, Tool, str], dict[str, str]] = {}
    labels = {line[key]: line[mapping.study.label] for line in lines}
    for line in lines:
        for each in mapping.risk_of_bias:
            cell = line[each.judgement]
            judgement = judgement_of(cell, each.tool)
            if judgement is not None:
                by = found.setdefault((line[key], each.tool, each.domain), {})
                by.setdefault(judgement, line[each.support] if each.support else "")
            elif cell:
                reason = f"'{one_line(cell, 40)}' is no judgement of {each.tool}."
                remarks.append(Remark("not mapped", one_line(each.judgement, 120), "", 1, reason))
    for (study, tool, domain), by in found.items():
        if len(by) == 1:
            ((judgement, support),) = by.items()
            yield Judged(study, tool, domain, judgement, support)
            continue
        reason = "columns of one domain judge the study differently; write in which holds."
        remarks.append(Remark("not mapped", domain, labels[study], len(by), reason))


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
    """Write a mapping for a person to fill in, from the header of an export."""
    return drafted(read_csv(content, "covidence", file), file)
