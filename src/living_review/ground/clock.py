"""What time it is, unless SOURCE_DATE_EPOCH fixes it (reproducible builds)."""

from __future__ import annotations

import datetime as dt
import os

from living_review.ground.errors import BadInput


def now() -> dt.datetime:
    """Return the moment of this run in UTC, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(
            f"The environment variable SOURCE_DATE_EPOCH is '{epoch}'; it must be a whole number "
            "of seconds since 1970, or be unset."
        ) from error


def today() -> dt.date:
    """Return the date of this run in UTC."""
    return now().date()
