"""`living-review audit`: whether the published versions are still what they were."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from living_review.cli.console import OK, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

DAMAGED = 2
MOST_SHOWN = 50


def audit(
    review: Review = Path(), quiet: Quiet = False, as_json: Json = False, debug: Debug = False
) -> None:
    """Compare every kept file of every version with its manifest; makes nothing again."""
    with reporting(as_json=as_json, debug=debug), Progress(quiet=quiet or as_json) as progress:
        from living_review.cli.versions import store_of
        from living_review.ground.folder import ReviewFolder
        from living_review.living.audit import audit as run

        began = monotonic()
        store = store_of(review)
        done = run(store, ReviewFolder(review).site / "versions", progress)
        progress.close()
        seconds = round(monotonic() - began, 2)
        code = DAMAGED if done.faults else OK
        if as_json:
            kinds = {kind: done.named(kind) for kind in ("changed", "missing", "added")}
            counts = {"versions": done.versions, "files": done.files, "bytes": done.size}
            print_json({"exit_code": code, **counts, **kinds, "seconds": seconds})
            finish(code)
        for fault in done.faults[:MOST_SHOWN]:
            echo(fault.sentence(), err=True)
        if len(done.faults) > MOST_SHOWN:
            echo(f"… and {len(done.faults) - MOST_SHOWN} more; --json names all.", err=True)
        if done.faults:
            echo(
                "Error: the published versions are not whole. Restore data/versions/ from your "
                "version control ('git checkout -- data/versions') or a backup, and remove what "
                "was added.",
                err=True,
            )
        elif not quiet:
            echo(_whole(done.versions, done.files, seconds))
        finish(code)


def _whole(versions: int, files: int, seconds: float) -> str:
    if not versions:
        return "No version is published yet, so there is nothing to audit."
    said = "1 version" if versions == 1 else f"{versions:,} versions"
    kept = "1 kept file is" if files == 1 else f"{files:,} kept files are"
    return f"{said}: all {kept} what was published ({seconds} s)."
