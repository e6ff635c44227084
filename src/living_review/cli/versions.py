"""`living-review versions`, `diff` and `rebuild`: what was published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.console import OK, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from living_review.living.edition import Edition
    from living_review.living.manifest import Manifest
    from living_review.living.store import VersionStore

DIFFERS = 3


def versions(review: Review = Path(), as_json: Json = False, debug: Debug = False) -> None:
    """List the published versions, newest first, each with what changed."""
    with reporting(as_json=as_json, debug=debug):
        known = [_told(each) for each in reversed(store_of(review).manifests())]
        if as_json:
            print_json({"exit_code": OK, "versions": known})
        elif not known:
            echo("No version is published yet; 'living-review update' makes the first.")
        for each in known if not as_json else ():
            echo(f"{each['number']:>4}  {each['date']}  {each['headline']}")
            for changed in each["conclusions_changed"]:
                echo(f"{'':18}conclusion changed: {changed}")
        # A line that is no version would be taken for one where the list is read by a program.
        if len(known) > 1 and not as_json and sys.stdout.isatty():
            pair = f"{known[1]['number']} {known[0]['number']}"
            echo(f"{len(known)} versions; 'living-review diff {pair}' says what the last changed.")
        finish(OK)


def diff(
    a: Annotated[int, typer.Argument(metavar="A", help="The earlier version.")],
    b: Annotated[
        int | None,
        typer.Argument(
            metavar="[B]", help="The later version.", show_default="the review as it is"
        ),
    ] = None,
    review: Review = Path(),
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Say what changed between two versions, or between a version and the review as it is now."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground.folder import ReviewFolder
        from living_review.living.difference import difference
        from living_review.runs.spoken import spoken
        from living_review.words.change_text import as_text

        store = store_of(review)
        before, after = _edition(store, a), _edition(store, b) if b else _now(review)
        with spoken(ReviewFolder(review)):
            changes = difference(before, after)
            told_in_words = as_text(changes)
        if as_json:
            told = {"before": a, "after": b, **changes.model_dump(mode="json")}
            print_json({"exit_code": OK, **told})
        else:
            echo(told_in_words or "Nothing: the same trials, results and methods.")
            if told_in_words and not b and a == store.numbers()[-1]:
                echo("Next: 'living-review update' publishes this as a version.")
        finish(OK)


def rebuild(
    number: Annotated[int, typer.Argument(metavar="N", help="The version.")],
    review: Review = Path(),
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A new folder in which the site of the version is left."),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Make a published version again and prove that every byte is the same."""
    with reporting(as_json=as_json, debug=debug), Progress(quiet=quiet or as_json) as progress:
        from living_review.ground.folder import ReviewFolder
        from living_review.runs.rebuild import rebuild as run

        done = run(ReviewFolder(review), number, out=out, progress=progress)
        progress.close()
        code = OK if done.identical else DIFFERS
        if as_json:
            print_json({"exit_code": code, "identical": done.identical, **vars(done)})
        elif not (quiet and done.identical):
            echo(done.describe(), err=not done.identical)
        finish(code)


def store_of(review: Path) -> VersionStore:
    """Give the versions of the review in a folder; BadInput where there is no review."""
    from living_review.ground.errors import BadInput
    from living_review.ground.folder import ReviewFolder
    from living_review.living.store import VersionStore

    folder = ReviewFolder(review)
    if not folder.protocol.is_file():
        raise BadInput(
            f"There is no review in {review}; name the folder that holds data/protocol.yml with "
            "--review."
        )
    return VersionStore(folder.versions)


def _edition(store: VersionStore, number: int) -> Edition:
    from living_review.runs.editions import stored

    return stored(store, store.existing(number).number)


def _now(review: Path) -> Edition:
    from living_review.ground import clock
    from living_review.ground.folder import ReviewFolder
    from living_review.runs.editions import computed

    return computed(
        ReviewFolder(review), as_of=None, today=clock.today(), progress=lambda _step: None
    )


def _told(manifest: Manifest) -> dict[str, Any]:
    told = manifest.told
    return {
        "number": manifest.number,
        "date": manifest.date.isoformat(),
        "made_at": manifest.made_at.isoformat(),
        "as_of": manifest.as_of and manifest.as_of.isoformat(),
        "registry_hash": manifest.registry_hash,
        "headline": told.headline,
        "conclusions_changed": list(told.conclusions_changed),
        "stale": list(told.stale),
        "trials_included": told.trials_included,
        "participants": told.participants,
        "participants_missing": told.participants_missing,
        "set_aside": told.set_aside,
    }
