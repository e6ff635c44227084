"""What each function of this room gives for values that differ in one place: `called_with.txt`."""

from __future__ import annotations

from pathlib import Path

import sample_documents
from called_with import compare
from sample_everything import decided, everything
from sample_sequential import with_view

import living_review.website


def test_every_function_gives_what_it_gave() -> None:
    found = everything()
    roots = [found, *decided(), sample_documents.changed(), sample_documents.moved_findings()]
    roots += [sample_documents.protocol(), with_view(found.findings[0])]
    compare(living_review.website, roots, Path(__file__).with_name("called_with.txt"))
