"""What is written is the same bytes on every system."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def texts_written(source: str) -> Iterator[ast.Call]:
    """Every call that writes text to a file: `write_text`, and `open` with a mode of text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        modes = [each.value for each in node.args if isinstance(each, ast.Constant)]
        to_write = any(mode in ("w", "a", "x") for mode in modes)
        if node.func.attr == "write_text" or (node.func.attr == "open" and to_write):
            yield node


def test_every_text_says_its_encoding_and_its_line_ends(project_root: Path) -> None:
    calls = [
        (f"{path.name}:{call.lineno}", {each.arg for each in call.keywords})
        for path in sorted((project_root / "src").rglob("*.py"))
        for call in texts_written(path.read_text(encoding="utf-8"))
    ]
    assert len(calls) > 10
    assert [place for place, said in calls if not said >= {"encoding", "newline"}] == []


def test_the_one_that_looks_finds_what_says_nothing() -> None:
    source = 'p.write_text(x)\np.open("w")\np.open("rb")\np.open(encoding="utf-8")\n'
    assert [call.lineno for call in texts_written(source)] == [1, 2]
