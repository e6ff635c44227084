"""`living-review audit`: whether the published versions are still what they were."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from living_review.cli.console import OK, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from living_review.living.audit import Audit, Fault, Wrong

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
        done = run(
            store,
            ReviewFolder(review).site / "versions",
            lambda number, last: progress(f"Reading version {number} of {last}"),
        )
        progress.close()
        seconds = round(monotonic() - began, 2)
        code = DAMAGED if done.faults else OK
        if as_json:
            kinds = {kind: _outcome(done, kind) for kind in ("changed", "missing", "added")}
            counts = {"versions": done.versions, "files": done.files, "bytes": done.size}
            print_json({"exit_code": code, **counts, **kinds, "seconds": seconds})
            finish(code)
        for fault in done.faults[:MOST_SHOWN]:
            echo(f"{_file(fault)} {_what(fault)}.", err=True)
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


def _outcome(done: Audit, kind: str) -> list[dict[str, Any]]:
    """Give the faults of a kind for `--json`."""
    return [
        {"version": each.version, "file": _file(each), "what": _what(each)}
        for each in done.faults
        if each.kind == kind
    ]


def _file(fault: Fault) -> str:
    return f"data/versions/{fault.file}"


def _what(fault: Fault) -> str:
    """Say what is wrong with a file, as it follows its name."""
    said: dict[Wrong, str] = {
        "missing": "is missing",
        "version-missing": "is missing, and a later version exists",
        "manifest-missing": "is missing, so nothing of that version is proved",
        "manifest-unreadable": "cannot be read as the manifest of that version",
        "manifest-of-another": f"is not the one that version {fault.about} followed",
        "manifest-not-published": "is not the one in the published site",
        "pointer": f"points at {fault.about} wrongly",
        "out-of-reach": "is out of reach, because what it is a difference from is not whole",
        "content": "is not what was published",
        "link": "is a link and not the file itself",
        "stranger": "belongs to no version",
    }
    return said[fault.wrong]


def _whole(versions: int, files: int, seconds: float) -> str:
    if not versions:
        return "No version is published yet, so there is nothing to audit."
    said = "1 version" if versions == 1 else f"{versions:,} versions"
    kept = "1 kept file is" if files == 1 else f"{files:,} kept files are"
    return f"{said}: all {kept} what was published ({seconds} s)."
