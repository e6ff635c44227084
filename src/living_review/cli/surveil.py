"""`living-review surveil`: what ClinicalTrials.gov says that nobody here has looked at yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.console import OK, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.surveillance.candidates import Row
    from living_review.surveillance.draft_files import Drafted
    from living_review.surveillance.survey import Survey

MOST_SHOWN = 20
FILE, DRAFTS = "data/candidates.csv", "data/drafts"


def surveil(
    review: Review = Path(),
    draft: Annotated[
        list[str] | None,
        typer.Option(
            "--draft",
            metavar="NCT",
            help="Draft rows from the results of this study too; may be given again.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what is new; write nothing.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Ask ClinicalTrials.gov for studies that match the protocol; people decide about each.

    Writes data/candidates.csv, where people screen, and drafts of posted results in data/drafts.
    No trial enters the registry by itself.
    """
    with (
        reporting(as_json=as_json, debug=debug),
        Progress(quiet=quiet or as_json) as progress,
    ):
        found, drafted = _run(review, draft or [], progress, dry_run=dry_run)
        progress.close()
        if as_json:
            print_json(_document(found, drafted, dry_run=dry_run))
        elif not quiet:
            echo("\n".join(_lines(found, drafted, dry_run=dry_run)))
        if not as_json:
            for notice in (*found.notices, *drafted.notices):
                echo(f"Notice: {notice}", err=True)
        finish(OK)


def _run(
    review: Path, wanted: Sequence[str], progress: Progress, *, dry_run: bool
) -> tuple[Survey, Drafted]:
    from living_review.ground import clock
    from living_review.ground.folder import ReviewFolder
    from living_review.protocol import load_protocol
    from living_review.runs.inputs import pulled
    from living_review.sources.cache import Cache
    from living_review.surveillance.client import Register
    from living_review.surveillance.draft_files import Drafted, draft_missing
    from living_review.surveillance.survey import registered, survey

    folder = ReviewFolder(review)
    protocol = load_protocol(folder.protocol)
    asked = protocol.surveillance
    if asked is None:
        raise BadInput(
            f"{folder.protocol} does not say what to search for; add the key 'surveillance' with "
            "conditions, interventions or terms (docs/how-to/surveillance.md shows how)."
        )
    known = registered(pulled(folder))
    cache = Cache(folder.root / "data" / ".cache" / "clinicaltrials.gov")
    with Register(cache, asked.contact or protocol.review.url) as register:
        found = survey(
            folder.root / FILE,
            asked,
            known,
            register,
            today=clock.today(),
            progress=progress,
            dry_run=dry_run,
        )
        if dry_run:
            return found, Drafted((), ())
        studies = {row.candidate.nct_id: row.trial_id for row in found.with_results_to_draft}
        trials = {row.candidate.nct_id: row.trial_id for row in found.rows}
        named = [number.strip().upper() for number in wanted]
        studies |= {number: trials.get(number, "") for number in named}
        progress("Drafting the results that were posted")
        return found, draft_missing(folder.root / DRAFTS, studies, register, protocol, named)


def _document(found: Survey, drafted: Drafted, *, dry_run: bool) -> dict[str, Any]:
    return {
        "exit_code": OK,
        "file": FILE,
        "written": found.written,
        "dry_run": dry_run,
        "candidates": dict(found.counts),
        "new": [_study(row) for row in found.new],
        "changed": [_study(row) for row in found.changed],
        "to_look_at": [
            {**_study(row), "trial_status": found.status[row.trial_id]} for row in found.to_look_at
        ],
        "without_results": [_study(row) for row in found.without_results],
        "drafts": [f"{DRAFTS}/{path.name}" for path in drafted.made],
        "notices": [*found.notices, *drafted.notices],
    }


def _study(row: Row) -> dict[str, Any]:
    study = row.candidate
    return {
        "nct_id": study.nct_id,
        "title": study.title,
        "state": row.state,
        "trial_id": row.trial_id,
        "status": study.status,
        "completion": study.completion,
        "planned": study.planned,
        "enrolment": study.enrolment,
        "enrolment_planned": study.enrolment_planned,
        "results": study.results,
        "change": row.change,
        "page": study.page,
    }


def _lines(found: Survey, drafted: Drafted, *, dry_run: bool) -> list[str]:
    lines: list[str] = []
    for title, rows in (
        ("Trials the review waits for that ended or posted results:", found.to_look_at),
        ("New studies:", found.new),
        ("Changed since the last run:", found.changed),
        ("Ended, without results in the register (a report may be published elsewhere):",
         found.without_results),
    ):  # fmt: skip
        if rows:
            lines += [title, *map(_line, rows[:MOST_SHOWN])]
            if len(rows) > MOST_SHOWN:
                lines.append(f"  and {len(rows) - MOST_SHOWN} more, in {FILE}")
            lines.append("")
    lines += [f"Drafted: {DRAFTS}/{path.name}, to be checked by a person" for path in drafted.made]
    counts = ", ".join(f"{count} {state}" for state, count in found.counts.items())
    state = "nothing was written" if dry_run else "updated" if found.written else "unchanged"
    lines.append(f"{FILE}: {counts} ({state}).")
    return lines


def _line(row: Row) -> str:
    study = row.candidate
    end = "planned end" if study.planned else "ended"
    people = "people planned" if study.enrolment_planned else "people"
    parts = (
        study.status,
        f"{end} {study.completion}" if study.completion else "",
        f"{study.enrolment} {people}" if study.enrolment else "",
        f"results {study.results}" if study.results else "",
        f"trial {row.trial_id}" if row.trial_id else row.state,
        row.change,
    )
    return f"  {study.nct_id} {study.title}\n      {'; '.join(filter(None, parts))}"
