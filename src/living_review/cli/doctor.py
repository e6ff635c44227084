"""`living-review doctor`: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

from pathlib import Path

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

MISSING = 3


def doctor(
    review: Review = Path(), quiet: Quiet = False, as_json: Json = False, debug: Debug = False
) -> None:
    """Say what is installed, which engine would be used, and how to mend what is missing."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.runs.doctor import examine, letters_of

        try:
            parts = (*examine(), *letters_of(review))
        except ModuleNotFoundError:
            parts = examine()  # which says what is missing
        code = MISSING if any(part.state == "missing" for part in parts) else OK
        if as_json:
            print_json({"exit_code": code, "parts": [vars(part) for part in parts]})
        else:
            width = max(len(part.name) for part in parts)
            for part in parts:
                if quiet and part.state != "missing":
                    continue
                echo(f"{part.state:<8}  {part.name:<{width}}  {part.detail}")
                if part.remedy and part.state != "ok":
                    echo(f"{'':<8}  {'':<{width}}  {part.remedy}")
            missing = sum(part.state == "missing" for part in parts)
            if missing:
                echo(f"{missing} of what is needed {'is' if missing == 1 else 'are'} missing.")
            elif not quiet:
                echo("Nothing that is needed is missing.")
        finish(code)
