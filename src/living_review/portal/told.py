"""What the making of a portal says to the person who asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.ground.plurals import numbered
from living_review.portal.publication import Made

MOST_NAMED = 50


def lines(made: Made, *, quiet: bool) -> Iterator[str]:
    """Name each review that is not shown as it stands, and sum the portal up."""
    untold = [each for each in made.untold if not quiet or each.why in ("unreadable", "address")]
    for each in untold[:MOST_NAMED]:
        yield f"Not shown as it stands: {each.review}: {each.said}"
    if (left := len(untold) - MOST_NAMED) > 0:
        yield f"and {left} more; --json lists them"
    if quiet:
        return
    shown = sum(each.shown for each in made.entries)
    overdue = sum(each.current(made.today) == "overdue" for each in made.entries)
    told = len(made.shared.to_tell)
    yield (
        f"{made.out / 'index.html'}: {numbered(len(made.entries), 'review')}, {shown} published, "
        f"{overdue} overdue; {len(made.brought)} brought in anew; "
        f"{numbered(told, 'trial')} to tell reviews of."
    )
