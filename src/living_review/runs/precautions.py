"""What must hold before a version is made: the clock, the trials, and the place it goes to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.ground.folder import ReviewFolder
from living_review.living import freshness
from living_review.living.manifest import Manifest
from living_review.living.store import VersionStore

if TYPE_CHECKING:
    from living_review.sources import RawTables


def check_clock(latest: Manifest | None, now: dt.datetime, as_of: dt.date | None) -> None:
    """Refuse a moment before the last version: its history would run backwards."""
    if as_of is not None and as_of > now.date():
        raise BadInput(
            f"--as-of {as_of} is in the future, and what the registry will hold is not known; "
            "give today's date or an earlier one."
        )
    if latest is None:
        return
    if now < latest.made_at:
        raise EnvironmentFailure(
            f"This machine's clock says {now.isoformat()}, but version {latest.number} was made "
            f"at {latest.made_at.isoformat()}; set the clock right."
        )
    if as_of is not None and as_of < latest.date:
        raise BadInput(
            f"--as-of {as_of} is before version {latest.number} of {latest.date}; versions are "
            "made in the order of their dates."
        )


def check_removals(store: VersionStore, latest: Manifest, now: RawTables) -> None:
    """Stop where the registry lost more than a person would take out at once."""
    from living_review.registry import as_of as tables_as_of
    from living_review.registry.losses import losses
    from living_review.runs.stored import stored_tables

    before = stored_tables(store, latest.number)
    if latest.as_of is not None:
        before = tables_as_of(before, latest.as_of)
    lost = "; and ".join(losses(before, now))
    if lost:
        raise BadInput(
            f"Since version {latest.number} the registry has lost {lost}. A half-read file looks "
            "like that, so nothing was published. If it was taken out on purpose, run it again "
            "with --accept-removals."
        )


def check_target(site: Path, folder: ReviewFolder, store: VersionStore) -> None:
    """Refuse to put an older version, or one of another history, over what is published."""
    from living_review.runs.build import refuse_to_replace

    refuse_to_replace(site, folder, option="--publish")
    there = freshness.shown(site)
    number = there.get("number") if there else None
    if there is None or not isinstance(number, int):
        return
    latest = store.latest()
    known = latest.number if latest else 0
    if number > known:
        raise BadInput(
            f"{site} shows version {number}, but data/versions/ here ends at {known or 'none'}: "
            "another machine published it. Bring its data/versions/ here first, or publish "
            "elsewhere."
        )
    same = number in store.numbers() and freshness.identity(store.manifest(number)) == there
    if not same:
        raise BadInput(
            f"{site} shows a version {number} that is not the one in data/versions/{number}: two "
            "machines made versions of their own, or it is the site of another review. Keep one "
            "history, or publish elsewhere."
        )
