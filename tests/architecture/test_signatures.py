"""A signature says what goes in and out: types in the numerics, and few enough parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TYPED = ("effects", "pooling", "certainty", "synthesis")
# The cells of a row are what registry/columns.py says of their columns: text, number, date or none.
CELLS = {"synthesis/rows.py: Row"}


def _public(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield what others read of a module: annotations of functions, fields and type aliases."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for holder in (tree, *classes):
        for node in holder.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                given += [each for each in (node.args.vararg, node.args.kwarg) if each]
                for each in (*(arg.annotation for arg in given), node.returns):
                    if each is not None:
                        yield node.name, each
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, node.annotation
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield node.targets[0].id, node.value


def test_the_numerics_say_what_type_everything_has(project_root: Path) -> None:
    package = project_root / "src/living_review"
    untyped = {
        f"{path.relative_to(package).as_posix()}: {name}"
        for room in TYPED
        for path in sorted((package / room).rglob("*.py"))
        for name, annotation in _public(ast.parse(path.read_text("utf-8")))
        if any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation))
    }
    assert untyped == CELLS


# Who calls must know what each of these is. An option has a name at the call and a default, so that
# nobody needs to know of it before it is wanted; but who gives many wants a value that holds them.
MOST_TO_KNOW, MOST_OPTIONS = 6, 6
AS_THEY_ARE = {
    "figures/renderer.py: draw_text": "matplotlib calls it so",
    "paper/lines_once.py: once": "WeasyPrint calls it so",
    "runs/rendering.py: render": "all that a report is made of, by name",
    "runs/rebuild.py: remade": "all that a report is made of, by name",
    "exchange/standing.py: imported_again": "all that a source says of its file",
    "exchange/reading.py: imported": "all that a source or a person says of a file, by name",
}


def test_no_function_asks_for_more_than_one_can_hold_in_mind(project_root: Path) -> None:
    """Commands are called from a terminal, where each parameter is an option with a help text."""
    package = project_root / "src/living_review"
    many = set()
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or where.startswith(
                "cli/"
            ):
                continue
            given = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            own = given[:1] in (["self"], ["cls"])
            options = sum(default is not None for default in node.args.kw_defaults)
            must = len(given) - own + len(node.args.kwonlyargs) - options
            if must > MOST_TO_KNOW or options > MOST_OPTIONS:
                many.add(f"{where}: {node.name}")
    assert many == set(AS_THEY_ARE)
