"""The first build of a review that was just begun: whatever becomes of it, the review stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_review.cli.console import OK, SET_ASIDE, Progress, echo
from living_review.ground.errors import EnvironmentFailure, LivingReviewError


def first_build(root: Path, *, quiet: bool) -> dict[str, Any]:
    """Build the review that was just written; say so where that fails, for it stays.

    Where nothing but the PDFs cannot be made on this machine, the site is built without them.
    """
    from living_review.runs.build import build

    lacking = ""
    with Progress(quiet=quiet) as progress:
        try:
            try:
                built = build(root, progress=progress)
            except EnvironmentFailure as error:
                lacking = str(error)
                built = build(root, only="html", progress=progress)
        except LivingReviewError as error:
            progress.close()
            echo(f"The review is in {root}; it could not be built yet.", err=True)
            raise error
    code = SET_ASIDE if built.findings.quarantine else OK
    said = built.describe(following=False)
    if lacking:
        code = EnvironmentFailure.exit_code
        said = f"{said}\nThe site is made, without the PDFs. {lacking}"
    return {"exit_code": code, **built.summary(), "said": said}
