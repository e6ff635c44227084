"""`living-review text`: the texts people wrote, which conclusions left behind, and confirming."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review, group
from living_review.ground.errors import BadInput
from living_review.ground.plurals import numbered

if TYPE_CHECKING:
    from living_review.findings import WrittenText

app = group("List the texts of a review, and confirm that they still hold.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The text, such as authors-conclusions.")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who confirms: a person or a role.")]
Date = Annotated[str | None, typer.Option(metavar="DATE", help="YYYY-MM-DD. [default: today]")]


@app.command("list", short_help="List texts, and which may be out of date.")
def list_texts(
    review: Review = Path(),
    stale: Annotated[bool, typer.Option("--stale", help="Only texts left behind.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """List the texts of a review, on which version each was written, and what changed since."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground.folder import ReviewFolder
        from living_review.runs.texts import standing_texts

        texts = [
            each for each in standing_texts(ReviewFolder(review))[0] if each.moved or not stale
        ]
        if as_json:
            print_json({"exit_code": OK, "texts": [_document(each) for each in texts]})
        elif not quiet:
            _print(texts, stale=stale)
        finish(OK)


@app.command(short_help="Confirm that a text holds on the conclusions of now.")
def confirm(
    name: Name,
    review: Review = Path(),
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Confirm that a text about results still holds; asks for what is not given on a terminal."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground.folder import ReviewFolder
        from living_review.runs.texts import confirm_text

        folder = ReviewFolder(review)
        confirmed = confirm_text(folder, name, lambda: _who(by), date)
        if as_json:
            print_json({"exit_code": OK, "text": _document(confirmed)})
        elif not quiet:
            echo(f"data/text/confirmed.json: written.\n{_line(confirmed)}")
        finish(OK)


def _who(given: str | None) -> str:
    if given is not None:
        return given
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInput("--by is missing; give it, or run the command on a terminal.")
    return str(typer.prompt("Confirmed by"))


def _document(text: WrittenText) -> dict[str, Any]:
    return {"name": text.name, **text.model_dump(mode="json", exclude={"markdown"})}


def _print(texts: list[WrittenText], *, stale: bool) -> None:
    for each in texts:
        echo(_line(each))
        for moved in each.moved:
            echo(f"      {moved}")
    if not texts:
        echo("No text is out of date." if stale else "This review has no texts in data/text/.")
        return
    behind = sum(bool(each.moved) for each in texts)
    echo(f"\n{numbered(len(texts), 'text')}; {behind} to be looked at.")
    if behind:
        echo("Next: change what no longer holds, then 'living-review text confirm NAME'.")


def _line(text: WrittenText) -> str:
    """Say on one line which text it is and how it stands."""
    if text.confirmed_on is not None:
        since = f"confirmed on version {text.version} ({text.confirmed_by}, {text.confirmed_on})"
    elif text.version is not None:
        since = f"since version {text.version}"
    else:
        since = "new"
    state = "may be out of date" if text.moved else "holds" if text.held else "about no result"
    return f"{text.name:<26} {state:<19} {since}"
