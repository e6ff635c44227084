"""What is told of the file that a registry is made from, and was not told of the release before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_review.findings import Findings, LeftOut, QueryEntry

_ANY_ROW = re.compile(r"row \d+")


@dataclass(frozen=True)
class FileReport:
    """What was left out, and what is used and should be looked at by a person."""

    left_out: tuple[LeftOut, ...] = ()
    to_look_at: tuple[QueryEntry, ...] = ()


def file_report(now: Findings, before: Findings | None) -> FileReport:
    """Give what is told of a file that the version before did not tell; without one, all.

    That something was left out more often, or in another row, is not new.
    """
    out = {_told(each) for each in before.left_out} if before else set()
    seen = {_asked(each) for each in _looks(before)} if before else set()
    return FileReport(
        tuple(each for each in now.left_out if _told(each) not in out),
        tuple(each for each in _looks(now) if _asked(each) not in seen),
    )


def _looks(findings: Findings) -> Iterator[QueryEntry]:
    return (each for each in findings.queries if each.rule == "import-look" and each.seen is None)


def _told(each: LeftOut) -> tuple[str | None, ...]:
    return _in_any_row(each.where), each.found, _in_any_row(each.reason)


def _asked(each: QueryEntry) -> tuple[str | None, ...]:
    return _in_any_row(each.column or ""), each.value


def _in_any_row(text: str) -> str:
    return _ANY_ROW.sub("", text)
