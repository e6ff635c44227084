"""The faults of all files of a review at once, so that nobody mends one to be told the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from living_review.ground.errors import (
    BadInput,
    JudgementError,
    LivingReviewError,
    Problem,
    ProtocolError,
    RegistryError,
)

if TYPE_CHECKING:
    from living_review.ground.folder import ReviewFolder

# Kinds of places that are at hand; another is not asked for the sake of an error that is known.
AT_HAND = ("csv", "xlsx", "sqlite")
PLAIN = (BadInput, JudgementError, ProtocolError, RegistryError)


@contextmanager
def telling_all(folder: ReviewFolder) -> Iterator[None]:
    """Add to the faults of one file of a review those of the files that are read after it."""
    try:
        yield
    except BadInput as error:
        if type(error) not in PLAIN:
            raise
        parts = dict.fromkeys(error.parts)
        parts |= dict.fromkeys(part for read in _readings(folder) for part in _faults(read))
        if len(parts) == len(error.parts):
            raise
        raise type(error)(*parts) from error


def _readings(folder: ReviewFolder) -> Iterator[Callable[[], object]]:
    from living_review.certainty import read_judgements
    from living_review.registry import read_corrections
    from living_review.registry.seen import read_seen

    yield lambda: _tables(folder)
    yield lambda: read_corrections(folder.corrections, None)
    yield lambda: read_seen(folder.queries, None)
    yield lambda: read_judgements(folder.judgements)


def _faults(read: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        read()
    except BadInput as error:
        return error.parts
    except (LivingReviewError, OSError):
        return ()  # told where that file is what the run is about
    return ()


def _tables(folder: ReviewFolder) -> None:
    """Raise RegistryError for what is wrong with the tables, whatever the protocol says of them."""
    from living_review.protocol.load import registry_at
    from living_review.registry.headers import table_faults
    from living_review.sources import configured

    place = registry_at(folder.protocol)
    if place is None or next(iter(place)) not in AT_HAND:
        return
    if found := table_faults(configured(folder.root, place).pull()):
        raise RegistryError(*found)
