"""What a run over a library says: one line a review that needs a person, and the sum."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from living_review.ground.plurals import numbered
from living_review.library.engines import Engine
from living_review.library.jobs import Outcome
from living_review.library.run import Ran
from living_review.library.shared_trials import SharedTrial

MOST_SHOWN = 50
_COLUMNS = ("review", "state", "version", "conclusions", "stale", "set aside", "search", "seconds")


def progress(outcome: Outcome, done: int, of: int) -> str:
    """Say how one review ended, for a log."""
    version = f", version {outcome.version}" if outcome.version else ""
    return f"{done} of {of}  {outcome.review}: {outcome.error or outcome.state + version}"


def needs_a_person(outcome: Outcome, today: dt.date) -> bool:
    """Whether somebody should look at a review after a run."""
    seen = outcome.conclusions_changed or outcome.would_move or outcome.stale
    return bool(outcome.failed or seen or outcome.exit_code or outcome.overdue(today))


def table(ran: Ran, *, everything: bool) -> Iterator[str]:
    """Lay out in columns the reviews that something was done to or that need a person, or all."""
    shown = [
        each
        for each in ran.outcomes
        if everything
        or each.state not in ("nothing new", "checked", "analysed")
        or needs_a_person(each, ran.today)
    ]
    most = len(shown) if everything else MOST_SHOWN
    rows = [_COLUMNS, *(_cells(each, ran.today) for each in shown[:most])]
    if len(rows) > 1:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = zip(row, widths, strict=True)
            yield "  ".join(f"{cell:<{width}}" for cell, width in cells).rstrip()
    if (left := len(shown) - most) > 0:
        yield f"and {left} more; --all lists them"
    for each in shown[:most]:
        if each.error:
            yield f"{each.review}: {each.error}"
        for moved in each.would_move:
            yield f"{each.review}: {moved.label}: {' '.join(moved.reasons)}"


def _cells(outcome: Outcome, today: dt.date) -> tuple[str, ...]:
    moved = len(outcome.conclusions_changed) + len(outcome.would_move)
    return (
        outcome.review,
        outcome.state,
        str(outcome.version or "-"),
        f"{moved} changed" if moved else "-",
        str(len(outcome.stale) or "-"),
        str(outcome.set_aside or "-"),
        "overdue" if outcome.overdue(today) else str(outcome.next_search or "-"),
        f"{outcome.seconds:.2f}",
    )


def total(ran: Ran) -> str:
    """Sum a run up in a line."""
    states = Counter(each.state for each in ran.outcomes)
    told = [f"{number} {state}" for state, number in states.most_common()]
    if left := len(ran.library.members) - len(ran.outcomes):
        told.append(f"{left} not reached")
    return f"{numbered(len(ran.outcomes), 'review')}: {', '.join(told)} ({ran.seconds:.1f} s)."


def refused(engine: Engine) -> Iterator[str]:
    """Say which workers of a cluster were given nothing, and why."""
    for worker, why in sorted(getattr(engine, "refused", {}).items()):
        yield f"Warning: the worker {worker} was given no review; it is not as here: {why}."


def shared(found: Sequence[SharedTrial]) -> Iterator[str]:
    """Say which trials several reviews hold, and what the maintainers of one should hear."""
    to_tell = [each for each in found if each.to_tell]
    yield (
        f"Trials in several reviews: {len(found)}; of {len(to_tell)} their reviews should hear "
        "something."
    )
    for each in to_tell[:MOST_SHOWN]:
        yield f"{', '.join(each.known_by)} ({', '.join(each.labels)})"
        if 0 < len(each.retracted_in) < len(each.labels):
            yield f"  retracted in {', '.join(each.retracted_in)} alone"
        for review, said in each.corrected_in.items():
            yield f"  corrected in {review}: {'; '.join(said)}"
        for other in each.differences:
            told = ", ".join(f"{value} in {review}" for review, value in other.told.items())
            yield f"  {other.what}: {told}"
    if (left := len(to_tell) - MOST_SHOWN) > 0:
        yield f"and {left} more; --json lists them"
