"""The page about Python: every block of it runs, and prints what stands below it."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "python.md"
REVIEW = ROOT / "examples" / "bcg"
_BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


def _printed(code: str, names: dict[str, object]) -> str:
    """Run a block as a console does: what it prints, and its last value where it is one."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, str(PAGE), "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)
            if value is not None:
                print(repr(value))
    return re.sub(r" +$", "", out.getvalue(), flags=re.MULTILINE)


def test_every_block_runs_and_prints_what_it_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names: dict[str, object] = {"REVIEW": REVIEW}
    for code, told in _BLOCK.findall(text):
        found = _printed(code, names)
        if os.environ.get("UPDATE_SNAPSHOTS") and told:
            text = text.replace(f"```text\n{told}```", f"```text\n{found}```")
        elif told:
            assert found == told
        else:
            assert not found
    if os.environ.get("UPDATE_SNAPSHOTS"):
        PAGE.write_text(text, encoding="utf-8")
        pytest.fail("The page was written again; look at what changed.")
