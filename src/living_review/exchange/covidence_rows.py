"""Which rows of a Covidence export are used: a study may stand in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from living_review.exchange.covidence_mapping import StudyColumns
from living_review.exchange.decisions import one_line
from living_review.exchange.extract import Remark
from living_review.ground.errors import BadInput

Line = Mapping[str, str]
NUMBER = "Covidence #"


def key_column(study: StudyColumns, columns: Sequence[str]) -> str:
    """Give the column that tells studies apart: two may have one name."""
    return study.id or (NUMBER if NUMBER in columns else study.label)


def one_a_study(
    lines: Sequence[dict[str, str]],
    study: StudyColumns,
    key: str,
    file: str,
    remarks: list[Remark],
) -> list[dict[str, str]]:
    """Give one row of each study, put together from its templates where there are several."""
    parts: dict[str, list[dict[str, str]]] = {}
    for line in _one_a_part(lines, study, key, file, remarks):
        parts.setdefault(line[key], []).append(line)
    return [_together(own, study, remarks) for own in parts.values()]


def _together(
    own: Sequence[dict[str, str]], study: StudyColumns, remarks: list[Remark]
) -> dict[str, str]:
    """Put the rows of several templates together; the first that fills a column counts."""
    made = dict(own[0])
    for line in own[1:]:
        for column, cell in line.items():
            if not made[column]:
                made[column] = cell
            elif cell and cell != made[column] and column not in (study.template, study.reviewer):
                other, kept = one_line(cell, 60), one_line(made[column], 60)
                template = one_line(line[study.template or ""], 60)
                reason = f"template {template} says '{other}'; '{kept}' of another is used."
                where = one_line(column, 120)
                remarks.append(Remark("please check", where, line[study.label], 1, reason))
    return made


def _one_a_part(
    lines: Sequence[dict[str, str]],
    study: StudyColumns,
    key: str,
    file: str,
    remarks: list[Remark],
) -> Iterator[dict[str, str]]:
    """Give the row of each study and template: that of the reviewer to keep, where several did it.

    No study is lost because another reviewer than that one extracted it, and every row that is left
    out is reported. Raises BadInput where several rows of a study would remain.
    """
    rows: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = {}
    for number, line in enumerate(lines, start=2):
        if line[study.label]:
            template = line[study.template] if study.template else ""
            rows.setdefault((line[key], template), []).append((number, line))
        elif any(line.values()):
            reason = f"row {number} has no {study.label}, so nobody knows which study it is of."
            remarks.append(Remark("not mapped", "row", str(number), 1, reason))
    for own in rows.values():
        label = own[0][1][study.label]
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
        "study.keep_reviewer in the mapping, or the column that tells templates apart as "
        "study.template, or delete a row."
    )
