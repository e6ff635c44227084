"""What a reader asks for by its name stands in a sample, and what is read hangs on it.

The names are those of the source, so that one which is added needs its place in the sample; what is
read of the samples is kept line by line by `test_files_as_read.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from whole_revman import WHOLE

import living_review.exchange
from living_review.exchange import reading
from living_review.exchange.decisions import Decisions
from living_review.ground.errors import BadInput

[SOURCES] = living_review.exchange.__path__
# What a file may not say, and codes of our own measures.
NOT_IN_FILES = {"DIAGNOSTIC", "HR", "OR"}


def names(*modules: str) -> Iterator[str]:
    """Give the names in capitals that these modules ask for."""
    for module in modules:
        tree = ast.parse((Path(SOURCES) / f"{module}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = re.fullmatch(r"_?([A-Z][A-Z0-9_]+?)_?", node.value)
                if found and len(found[1]) > 1:
                    yield found[1]


def read(content: bytes) -> str:
    try:
        said = Decisions(timepoint="post", higher_is_better=False)
        return str(reading.read(content, "a.rm5", "revman5", None, said, {}))
    except BadInput as refused:
        return str(refused)


REVMAN = sorted({*names("revman5", "revman5_analyses")} - NOT_IN_FILES)
AS_IT_IS = read(WHOLE)


@pytest.mark.parametrize("name", REVMAN)
def test_what_is_read_of_a_revman_file_hangs_on_every_name_that_is_asked_for(name: str) -> None:
    other = re.sub(rf"(?<![A-Z0-9]){name}(?![A-Z0-9])".encode(), b"ELSE", WHOLE)
    assert other != WHOLE, "it stands in no sample: whole_revman.py"
    assert read(other) != AS_IT_IS
