"""What a task does with one review, here and now; no failure of it leaves this module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from living_review.ground import clock
from living_review.ground.errors import BadInput, LivingReviewError
from living_review.ground.folder import PROTOCOL, ReviewFolder
from living_review.library.jobs import FAULT, Job, Outcome, Task, failed

if TYPE_CHECKING:
    from living_review.findings import Findings

SET_ASIDE, SYSTEM = 1, 3


def carried_out(job: Job) -> Outcome:
    """Do a task; whatever goes wrong is its outcome, with the exit code of the command.

    For a review at an address, its files are brought here, and put back if the task writes.
    """
    return told_of(job, _where_it_lies)


def told_of(job: Job, carry: Callable[[Job], Outcome]) -> Outcome:
    """Carry a job out in some way; whatever goes wrong is its outcome."""
    began = monotonic()
    try:
        done = carry(job)
    except LivingReviewError as error:
        done = failed(job, str(error), error.exit_code)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        done = failed(job, f"{named}{error.strerror or error}", SYSTEM)
    except Exception as error:  # one review's fault must not end the run of all others
        said = f"A fault of the program, not of your data: {type(error).__name__}: {error}"
        done = failed(job, said, FAULT)
    return replace(done, seconds=round(monotonic() - began, 3), topics=job.member.topics)


def _where_it_lies(job: Job) -> Outcome:
    if job.member.address:
        from living_review.library.afar import carried_out_afar

        return carried_out_afar(job, carried_out)
    return here(job)


def here(job: Job) -> Outcome:
    """Do a task in the folder of the review; raises what goes wrong."""
    member = job.member
    if member.listed and not ReviewFolder(member.root).protocol.is_file():
        raise BadInput(
            f"{member.listed}: {member.place} holds no {PROTOCOL}, so it is no review; correct the "
            "list, or begin a review there with 'living-review init'."
        )
    return _TASKS[job.task](job)


def load() -> None:
    """Load what nearly every task needs, once a process."""
    import living_review.runs.update
    import living_review.synthesis  # noqa: F401


def _update(job: Job) -> Outcome:
    from living_review.living.store import VersionStore
    from living_review.runs.update import update

    done = update(job.member.root, **job.options)
    latest = VersionStore(ReviewFolder(job.member.root).versions).latest()
    of_version = done.changes.conclusions if done.changes else ()
    acted = done.state != "nothing new"
    return Outcome(
        job.member.name,
        done.state,
        SET_ASIDE if done.quarantined and acted else 0,
        title=latest.title if latest else "",
        version=done.version,
        date=done.date,
        headline=done.headline,
        conclusions_changed=tuple(each.name for each in of_version),
        stale=done.stale,
        set_aside=done.quarantined,
        next_search=latest.next_search if latest else None,
        next_change=latest.next_change if latest else None,
        warnings=done.warnings,
    )


def _build(job: Job) -> Outcome:
    from living_review.runs.build import build

    done = build(job.member.root, **job.options)
    return replace(_stands(job, done.findings), state="built", warnings=done.notices)


def _check(job: Job) -> Outcome:
    from living_review.runs.editions import computed

    folder = ReviewFolder(job.member.root)
    edition = computed(folder, as_of=None, today=clock.today(), progress=_quietly)
    return replace(_stands(job, edition.findings), state="checked")


def _analyse(job: Job) -> Outcome:
    from living_review.library.analysis import analysed

    findings, told = analysed(ReviewFolder(job.member.root), **job.options)
    return replace(_stands(job, findings), state="analysed", **told)


def _stands(job: Job, findings: Findings) -> Outcome:
    """Say how a review stands that was just computed."""
    from living_review.runs.standing import as_json

    stale = as_json(findings)["stale"]
    return Outcome(
        job.member.name,
        "checked",
        SET_ASIDE if findings.quarantine else 0,
        title=findings.review.title,
        version=findings.version.number,
        stale=tuple(_decision(each) for each in stale),
        set_aside=len(findings.quarantine),
        queries=len(findings.queries),
        next_search=findings.currency.next_run,
    )


def _decision(found: Mapping[str, Any]) -> str:
    finding = "/".join(found[name] for name in ("comparison", "outcome", "timepoint"))
    return f"{finding} {found['domain']}"


def _quietly(_step: str) -> None:
    """Tell nobody which step a review of many is at."""


_TASKS: Mapping[Task, Callable[[Job], Outcome]] = {
    "update": _update,
    "build": _build,
    "check": _check,
    "analyse": _analyse,
}
