"""Writing one decision into `judgements.csv`, leaving every other byte as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from living_review.certainty.judgements import COLUMNS, Fault, check_header, faults
from living_review.ground.disk import write_whole
from living_review.ground.errors import EnvironmentFailure, JudgementError, RegistryError
from living_review.sources import RawTable, read_csv

KEY = ("comparison", "outcome", "timepoint", "domain")


@dataclass(frozen=True)
class _Record:
    """One row of the file: its cells, and the lines of text it takes, from first up to end."""

    cells: Mapping[str, str]
    first: int
    end: int


def write_decision(path: Path, row: Mapping[str, str]) -> None:
    """Put a decision (column to text) in the place of the one on its domain, or at the end.

    The file is replaced at once; other rows keep their bytes. Raises JudgementError for a row that
    is no decision, a file that cannot be read, or one that decides this domain twice already, and
    EnvironmentFailure where nothing can be written.
    """
    given = {name: " ".join(row.get(name, "").split()) for name in COLUMNS}
    if problems := list(faults(given)):
        raise JudgementError(
            *(f"The decision was not written: {_fault(each)}" for each in problems)
        )
    try:
        before = path.read_bytes() if path.exists() else f"{','.join(COLUMNS)}\n".encode()
        write_whole(path, _with(before, given, str(path)))
    except RegistryError as error:
        raise JudgementError(*error.problems) from error
    except OSError as error:
        raise EnvironmentFailure(
            f"{path} cannot be written ({error.strerror}); allow it, and give the decision again."
        ) from error


def _fault(fault: Fault) -> str:
    shown = f" '{fault.value}'" if fault.value else ""
    return f"{fault.column}{shown}: {fault.reason}"


def _with(before: bytes, given: Mapping[str, str], file: str) -> bytes:
    table = read_csv(before, "judgements", file)
    check_header(table)
    lines = io.StringIO(before.decode("utf-8"), newline="").readlines()
    same = [
        each
        for each in _records(table, lines)
        if all(each.cells[name] == given[name] for name in KEY)
    ]
    if len(same) > 1:
        where = " and ".join(str(each.first + 1) for each in same)
        raise JudgementError(
            f"{file}, rows {where} decide the same domain of the same outcome; remove all but one, "
            "and give the decision again."
        )
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    written = _line([given[name] for name in table.columns], table.separator, ending)
    if same:
        lines[same[0].first : same[0].end] = [written]
    else:
        if not lines[-1].endswith(("\n", "\r")):
            lines[-1] += ending
        lines.append(written)
    return "".join(lines).encode()


def _records(table: RawTable, lines: Sequence[str]) -> list[_Record]:
    starts = [line - 1 for line in table.lines]
    found = []
    for cells, (first, end) in zip(table.rows, pairwise([*starts, len(lines)]), strict=True):
        while end > first + 1 and not lines[end - 1].strip():
            end -= 1
        row = {name: cell.strip() for name, cell in zip(table.columns, cells, strict=True)}
        found.append(_Record(row, first, end))
    return found


def _line(cells: Sequence[str], separator: str, ending: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=ending).writerow(cells)
    return out.getvalue()
