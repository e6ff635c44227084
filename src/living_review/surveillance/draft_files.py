"""`data/drafts/NCT….arms.csv` and, beside it, what to check: files that no other command reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.ground.disk import write_whole
from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.sources.csv_text import empty
from living_review.surveillance.drafts import COLUMNS, Draft, draft
from living_review.surveillance.reading import NCT_ID

if TYPE_CHECKING:
    from living_review.protocol import Protocol
    from living_review.surveillance.client import Register

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!])")


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts that a run made, and what it says of those it did not make."""

    made: tuple[Path, ...]
    notices: tuple[str, ...]


def draft_missing(
    folder: Path,
    studies: Mapping[str, str],
    register: Register,
    protocol: Protocol,
    wanted: Collection[str] = (),
) -> Drafted:
    """Fetch and draft each study (number → trial, or empty) that has no draft yet.

    A draft that is there is a person's and stays; where it is one of `wanted`, a notice says so.
    Raises BadInput for what is no register number, and SourceUnreachable; drafts made before that
    are whole.
    """
    made: list[Path] = []
    notices: list[str] = []
    for nct_id, trial_id in studies.items():
        if not NCT_ID.fullmatch(nct_id):
            raise BadInput(f"'{nct_id}' is no number of ClinicalTrials.gov, such as NCT01234567.")
        if table_of(folder, nct_id).exists():
            if nct_id in wanted:
                notices.append(f"{nct_id} has a draft; delete it to have it made again.")
            continue
        record = register.record(nct_id)
        if record is None:
            notices.append(f"{nct_id} is not in the register; no draft was made.")
            continue
        found = draft(record, protocol, trial_id)
        if not found.rows:
            notices.append(
                f"{nct_id}: no results that arms.csv has a place for; no draft was made."
            )
        elif table_of(folder, found.nct_id).exists():
            notices.append(f"{nct_id} is {found.nct_id} in the register, which has a draft.")
        else:
            made.append(write(folder, found))
    return Drafted(tuple(made), tuple(notices))


def table_of(folder: Path, nct_id: str) -> Path:
    """Where the draft rows of a study are."""
    return folder / f"{nct_id}.arms.csv"


def write(folder: Path, made: Draft) -> Path:
    """Write the draft of a study and its notes; the caller has seen that there was none."""
    table = table_of(folder, made.nct_id)
    rows = empty(COLUMNS).appended([row.cells for row in made.rows])
    try:
        # The notes come first: rows never lie there without what is to be checked.
        write_whole(folder / f"{made.nct_id}.README.md", notes(made).encode())
        write_whole(table, rows.encoded())
    except OSError as error:
        raise EnvironmentFailure(
            f"{table} cannot be written ({error.strerror}); allow it, or move away what stands in "
            "its place, and run this again."
        ) from error
    return table


def notes(made: Draft) -> str:
    """Say what the draft is, what to check in each row, and what could not be mapped."""
    parts = [
        f"# {made.nct_id}: {_plain(made.title) or 'draft of results'}",
        f"A draft made by `living-review surveil` from the results in the register. Only people "
        f"read it: compare every row of `{made.nct_id}.arms.csv` with the record and the report, "
        "correct it, and copy it into `data/registry/arms.csv`. Delete both files when you are "
        "done; while they are here, the draft is not made again.",
        "## Check in each row",
        _checks(made) or "There are no rows.",
        "## Not mapped",
        _bullets([_plain(each) for each in made.unmapped]) or "Everything was mapped.",
    ]
    return "\n\n".join(parts) + "\n"


def _checks(made: Draft) -> str:
    lines = []
    for place, row in enumerate(made.rows, start=2):
        cells = row.cells
        lines.append(
            f"- Row {place}, {_plain(cells['instrument'] or cells['notes'])}, "
            f"{_plain(cells['arm'])}: {_plain('; '.join(row.checks)) or 'compare with the record'}."
        )
    return "\n".join(lines)


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _plain(text: str) -> str:
    """Write text of a register so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
