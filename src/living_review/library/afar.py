"""A task for a review that lies elsewhere: its files brought here, worked on, and put back.

What is made is what the task makes in the review's own folder, to the byte; what is said names the
place that the review is known by.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput, SourceUnreachable
from living_review.ground.folder import PROTOCOL, ReviewFolder
from living_review.library.addresses import address_of, folder_of
from living_review.library.jobs import Job, Outcome
from living_review.library.members import Member
from living_review.library.places import Place, sha256_of
from living_review.library.reaching import place_at

EPOCH = "SOURCE_DATE_EPOCH"
Carry = Callable[[Job], Outcome]


@dataclass(frozen=True)
class Done:
    """How a task ended, and the hash of each file that was written, '' of one that was removed."""

    outcome: Outcome
    written: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False
    """Whether the review still says that this run puts something back."""


def travelling(job: Job) -> Job:
    """Give a job whose review is known by its address alone."""
    member = job.member
    if member.address:
        return job
    return replace(job, member=replace(member, address=address_of(member.root)))


def done_afar(job: Job, carry: Carry) -> Done:
    """Bring a review here, carry the task out, and put back what it changed."""
    lies_here = folder_of(job.member.address)
    if lies_here is not None and not job.writes:
        # It is only read, and so where it lies: as by any process of this machine.
        with _at(job.at):
            return Done(_told(carry(_here(job, lies_here)), lies_here, job.member))
    place = place_at(job.member.address)
    with place, work_folder() as work:
        root = work / "review"
        there = place.stamps(whole=job.shows)
        # Where nothing is there to be held, the task itself says what is missing.
        holds = job.writes and PROTOCOL in there
        with place.alone(job.token) if holds else nullcontext():
            if holds:
                there = place.stamps(whole=True)
            again = holds and _begun_before(place, job.token)
            place.fetch(there, root)
            before = _hashes(root) if holds else {}
            with _at(job.at):
                outcome = carry(_here(job, root))
            outcome = _told(outcome, root, job.member)
            if not holds or outcome.failed:
                return Done(outcome)
            written = _put_back(job.token, place, root, there, before)
            outcome = _of_this_run(job, root, outcome) if again else outcome
            return Done(outcome, written, again or bool(job.token and written))


def _begun_before(place: Place, token: str) -> bool:
    """Tell whether an earlier try of this run was here; what another run left is cleared."""
    last = place.last_run()
    if last and last != token:
        place.ended()
    return bool(last) and last == token


def carried_out_afar(job: Job, carry: Carry) -> Outcome:
    """Do so from this process, which also looks at what was put back."""
    done = done_afar(job, carry)
    confirm(job, done)
    return done.outcome


def confirm(job: Job, done: Done) -> None:
    """Read what was put back; raises SourceUnreachable where it is not what was written."""
    if not done.written and not done.marked:
        return
    with place_at(job.member.address) as place:
        other = [name for name, known in done.written.items() if place.sha256(name) != known]
        if not other and done.marked:
            place.ended()
    if other:
        raise SourceUnreachable(
            f"{job.member.place}: {other[0]} is not as it was written there"
            f"{f', nor are {len(other) - 1} more' if len(other) > 1 else ''}; see to it that "
            "nothing else writes there, and run it again."
        )


def _here(job: Job, root: Path) -> Job:
    return replace(job, member=replace(job.member, root=root, address=""))


def _told(outcome: Outcome, root: Path, member: Member) -> Outcome:
    """Name the place of the review for the folder that it was brought to."""
    known_by = str(member.root) if folder_of(member.address) else member.address

    def said(text: str) -> str:
        if known_by == ".":
            text = text.replace(f"{root}/", "")
        return text.replace(str(root), known_by)

    warnings = tuple(map(said, outcome.warnings))
    return replace(outcome, error=said(outcome.error), warnings=warnings)


def _hashes(root: Path) -> Mapping[str, str]:
    return {
        path.relative_to(root).as_posix(): sha256_of(path)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def _put_back(
    token: str, place: Place, root: Path, there: Mapping[str, str], before: Mapping[str, str]
) -> Mapping[str, str]:
    from living_review.library.parts import is_part

    after = {name: known for name, known in _hashes(root).items() if is_part(name, whole=True)}
    changed = [name for name, known in after.items() if before.get(name) != known]
    gone = [name for name in before if name not in after]
    if not changed and not gone:
        return {}
    if place.stamps(whole=True) != there:
        raise BadInput(
            "The registry, the protocol or another file of the review was changed while it was "
            "worked on elsewhere; nothing was published. Run it again."
        )
    if token:
        place.begun_by(token)
    place.put(root, changed, gone)
    return {name: after.get(name, "") for name in (*changed, *gone)}


def _of_this_run(job: Job, root: Path, outcome: Outcome) -> Outcome:
    """Tell a version as published where an earlier try of this job was ended after that."""
    from living_review.living.store import VersionStore
    from living_review.runs.stored import stored

    if job.at is None or outcome.state not in ("nothing new", "republished"):
        return outcome
    store = VersionStore(ReviewFolder(root).versions)
    latest = store.latest()
    if latest is None or latest.made_at != dt.datetime.fromtimestamp(job.at, dt.UTC):
        return outcome
    changes = stored(store, latest.number).findings.changes
    return replace(
        outcome,
        state="published",
        exit_code=1 if outcome.set_aside else 0,
        conclusions_changed=tuple(each.name for each in changes.conclusions) if changes else (),
    )


@contextmanager
def _at(epoch: int | None) -> Iterator[None]:
    """Let it be that moment, for this process and those that it starts."""
    if epoch is None:
        yield
        return
    before = os.environ.get(EPOCH)
    os.environ[EPOCH] = str(epoch)
    try:
        yield
    finally:
        if before is None:
            del os.environ[EPOCH]
        else:
            os.environ[EPOCH] = before
