"""The contents of a file that is taken in, and of its mapping."""

from __future__ import annotations

from pathlib import Path


def content_of(file: Path) -> bytes:
    """Read a file that is taken in; BadInput where it is not there or too large."""
    from living_review.exchange.envelope import LARGEST_FILE, check_size
    from living_review.ground.disk import need_file

    need_file(file)
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    check_size(content, file.name)
    return content


def mapping_of(file: Path) -> tuple[bytes, str]:
    """Read a mapping, and say what to do with one of which nothing is there."""
    from living_review.exchange.decisions import refuse_empty
    from living_review.ground.disk import need_file

    need_file(file)
    if not file.stat().st_size:
        refuse_empty(file.name)
    return content_of(file), file.name
