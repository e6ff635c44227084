"""Where the words of a language stand: the program's, and a review's own in the place of some."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

WORDS = "words"


def file_of(subject: str) -> str:
    """Name the file of a subject below the templates of a language."""
    return f"{WORDS}/{subject}.j2"


_BARE: ContextVar[bool] = ContextVar("whether what stands bare in templates counts", default=True)


def own_folders(own: Path | None, language: str) -> tuple[Path, ...]:
    """Give the folders of a review that may hold words of a language, the first counting first.

    What stands bare in its templates is in the main language of the review.
    """
    if own is None:
        return ()
    return (own / language, own) if main_is_spoken() else (own / language,)


def main_is_spoken() -> bool:
    """Whether what stands bare in the templates of a review counts, as of its main language."""
    return _BARE.get()


@contextmanager
def in_other_than_main() -> Iterator[None]:
    """Have nothing count inside that stands bare in the templates of a review."""
    before = _BARE.set(False)
    try:
        yield
    finally:
        _BARE.reset(before)
