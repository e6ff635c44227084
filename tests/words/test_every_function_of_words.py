"""What each function of this room tells of values that differ in one place: `called_with.txt`."""

from __future__ import annotations

from pathlib import Path

import sample_documents
from called_with import compare
from sample_everything import decided, everything
from sample_sequential import with_view

import living_review.words


def test_every_function_tells_what_it_told() -> None:
    found = everything()
    more = decided()
    roots = [found, *more, sample_documents.changed(), sample_documents.moved_findings()]
    roots += [sample_documents.protocol(), with_view(found.findings[0])]
    compare(living_review.words, roots, Path(__file__).with_name("called_with.txt"))
