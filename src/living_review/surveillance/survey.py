"""One run of surveillance: ask, compare with what people have screened, say what is new."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_review.ground.disk import held, write_whole
from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.sources.cache import Cache
from living_review.sources.csv_text import CsvText, parsed
from living_review.surveillance import candidates, reading
from living_review.surveillance.candidate import Candidate
from living_review.surveillance.candidates import IN, LINKED, OUT, Row, Screening
from living_review.surveillance.query import parameters

if TYPE_CHECKING:
    from living_review.protocol import Surveillance
    from living_review.sources import RawTables
    from living_review.surveillance.client import Register

_SEPARATORS = re.compile(r"[;,\s]+")
WAITING = ("ongoing", "awaiting")


@dataclass(frozen=True)
class Registered:
    """What the registry knows of registered trials: which trial has a number, and its status."""

    trials: Mapping[str, str]
    """Register number, in capitals → trial_id."""
    status: Mapping[str, str]
    """trial_id → status in the review."""


@dataclass(frozen=True)
class Survey:
    """What one run found."""

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    notices: tuple[str, ...]
    written: bool
    status: Mapping[str, str]

    @property
    def new(self) -> tuple[Row, ...]:
        """Studies that were not in the file before."""
        return tuple(row for row in self.rows if row.seen_first)

    @property
    def changed(self) -> tuple[Row, ...]:
        """Studies, not screened out, of which the register says something else than before."""
        return tuple(row for row in self.rows if row.change and row.state != OUT)

    @property
    def without_results(self) -> tuple[Row, ...]:
        """Studies, not screened out, that ended and have no results in the register."""
        return tuple(
            row
            for row in self.rows
            if row.candidate.finished and not row.candidate.results and row.state != OUT
        )

    @property
    def to_look_at(self) -> tuple[Row, ...]:
        """Studies of trials that the review waits for, which have ended or posted results."""
        return tuple(
            row
            for row in self.rows
            if (row.candidate.finished or row.candidate.results)
            and self.status.get(row.trial_id) in WAITING
        )

    @property
    def with_results_to_draft(self) -> tuple[Row, ...]:
        """Studies that people screened in or linked, with results in the register."""
        return tuple(
            row for row in self.rows if row.candidate.results and row.state in (IN, LINKED)
        )


def registered(tables: RawTables) -> Registered:
    """Read which registered studies the trials of the registry are."""
    trials: dict[str, str] = {}
    status: dict[str, str] = {}
    table = tables.get("trials")
    rows = table.rows if table else ()
    columns = table.columns if table else ()
    for row in rows:
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
        trial = cells.get("trial_id", "")
        status[trial] = cells.get("status", "").lower()
        for number in _SEPARATORS.split(cells.get("registration", "").upper()):
            if number:
                trials.setdefault(number, trial)
    return Registered(trials, status)


def survey(
    path: Path,
    asked: Surveillance,
    known: Registered,
    register: Register,
    *,
    today: dt.date,
    progress: Callable[[str], None] = lambda _step: None,
    dry_run: bool = False,
) -> Survey:
    """Ask the register, and write what it says into the file of candidates.

    Raises SourceUnreachable and BadInput as `Register` does, RegistryError for a file that cannot
    be read, Locked while another run is at it; what was there then stays.
    """
    progress("Asking ClinicalTrials.gov for matching studies")
    before = _read(path)
    found = register.matching(parameters(asked))
    studies, notices = _candidates(found.studies)
    follow = _not_yet(studies, (*candidates.numbers_to_follow(before), *known.trials))
    if follow:
        progress("Asking for the studies that are known and did not match")
    more = register.numbered(follow)
    others, other_notices = _candidates(more.studies)
    studies = {**studies, **others}
    missing = [
        f"{number} is no longer in the register; read its page, {Candidate(number).page}"
        for number in _not_yet(studies, follow)
    ]
    with nullcontext() if dry_run else _locked(path):
        # People may have saved the file while the register was asked.
        before = _read(path)
        screening = candidates.merged(before, [*studies.values()], known.trials, today)
        written = _write(path, before, screening) if not dry_run else False
    register.forget_the_rest()
    return Survey(
        screening.rows,
        candidates.counts(screening.file),
        (
            *found.notices,
            *more.notices,
            *notices,
            *other_notices,
            *missing,
            *screening.notices,
            *_unknown_trials(screening, known),
        ),
        written,
        known.status,
    )


def _candidates(studies: Sequence[Any]) -> tuple[dict[str, Candidate], list[str]]:
    found: dict[str, Candidate] = {}
    notices: list[str] = []
    for study in studies:
        candidate, said = reading.candidate(study)
        notices += said
        if candidate:
            found[candidate.nct_id] = candidate
    return found, notices


def _not_yet(studies: Mapping[str, Candidate], numbers: Sequence[str]) -> list[str]:
    """Give the numbers of this register that none of the studies has."""
    have = {number for study in studies.values() for number in study.numbers}
    wanted = dict.fromkeys(number for number in numbers if reading.NCT_ID.fullmatch(number))
    return [number for number in wanted if number not in have]


def _unknown_trials(screening: Screening, known: Registered) -> Iterator[str]:
    for row in screening.rows:
        if row.trial_id and row.trial_id not in known.status:
            yield (
                f"{row.candidate.nct_id} is linked to '{row.trial_id}', which is no trial of the "
                "registry; correct the trial_id in candidates.csv."
            )


def _read(path: Path) -> CsvText | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFailure(
            f"{path} cannot be read ({error.strerror}); allow it, or move away what stands in its "
            "place."
        ) from error
    file = parsed(content, path.name)
    if "nct_id" not in file.columns:
        raise BadInput(
            f"{path.name}, row 1: the column 'nct_id' is missing; add it, or move the file away to "
            "begin a new one."
        )
    return file


def _write(path: Path, before: CsvText | None, screening: Screening) -> bool:
    content = screening.file.encoded()
    if before is not None and before.encoded() == content:
        return False
    try:
        write_whole(path, content)
    except OSError as error:
        raise EnvironmentFailure(
            f"{path} cannot be written ({error.strerror}); allow it, and run this again."
        ) from error
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the file of candidates; Locked at once where another run holds it."""
    lock = path.parent / ".cache" / "candidates.lock"
    Cache(lock.parent).prepare()
    with held(lock, f"Another run is writing {path.name}"):
        yield
