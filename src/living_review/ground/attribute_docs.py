"""The sentence that stands under each attribute of a class, read from its source."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache


def attribute_docs(kind: type) -> Mapping[str, str]:
    """Give what the source of a class says of each attribute that its own body annotates.

    An attribute without a sentence has an empty one; those of base classes are not among them.
    Raises OSError where the source of its module is not at hand.
    """
    made = _classes(kind.__module__)[kind.__qualname__]
    return {
        stated.target.id: _said(after)
        for stated, after in zip(made.body, [*made.body[1:], None], strict=True)
        if isinstance(stated, ast.AnnAssign) and isinstance(stated.target, ast.Name)
    }


def _said(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        text = statement.value.value
        return " ".join(text.split()) if isinstance(text, str) else ""
    return ""


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    """Give the classes of a module by qualified name; `inspect` would read it for each anew."""
    return dict(_found(ast.parse(inspect.getsource(sys.modules[module])), ""))


def _found(node: ast.Module | ast.ClassDef, within: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for each in node.body:
        if isinstance(each, ast.ClassDef):
            yield within + each.name, each
            yield from _found(each, f"{within}{each.name}.")
