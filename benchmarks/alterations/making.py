"""Makes a mutant: the text of one module with one operator, comparison, condition or value changed.

The change is made in the text, at the place of the expression, and not by writing the module anew:
lines stay where they were, and no test can notice that comments are gone.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = Path("src/living_review")
SWAPS: dict[type, type] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
}
# Lines from the beginning of a formatted string to a part of it, at most.
FAR = 20
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change: the module, the lines it lies on, what was done, the text that comes of it."""

    path: str
    line: int
    last_line: int
    what: str
    text: str
    within: str = ""
    """The line of the module as it was, by which the change is known when lines have moved."""

    @property
    def room(self) -> str:
        """The room the module lies in."""
        return Path(self.path).relative_to(PACKAGE).parts[0]

    @property
    def name(self) -> str:
        """What the change is called in the list of those that mean the same."""
        return f"{self.within}  |  {self.what}"


def places(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Yield every node that can be changed."""
    said = {id(each) for node in ast.walk(tree) for each in _words(node)}
    for node in ast.walk(tree):
        if id(node) in said:
            continue
        swapped = (
            (isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS)
            or (isinstance(node, ast.BinOp) and type(node.op) in SWAPS)
            or isinstance(node, ast.BoolOp | ast.If | ast.IfExp)
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub))
            or (isinstance(node, ast.Call) and _called(node) in CALLS)
        )
        value = node.value if isinstance(node, ast.Constant) else None
        number = isinstance(value, bool | int | float)
        if swapped or number or (isinstance(value, str) and len(value) > 1):
            assert isinstance(node, ast.expr | ast.stmt)
            yield node


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _words(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what no test is to notice: prose, what mypy reads, what is asserted, options."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    for name in ("annotation", "returns"):
        own = getattr(node, name, None)
        if own is not None:
            yield from ast.walk(own)
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        yield from ast.walk(node)
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "TypeVar"):
        yield from ast.walk(node.args[0])
    if isinstance(node, ast.ClassDef):
        yield from (each for option in node.decorator_list for each in ast.walk(option))
    if isinstance(node, ast.Assert):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "zip":
        # That both are as long as each other is asserted, too.
        yield from (each.value for each in node.keywords)
    if isinstance(node, ast.JoinedStr | ast.Raise):
        yield from (each for each in ast.walk(node) if _is_prose(each))


def _is_prose(node: ast.AST) -> bool:
    """Whether it is a part of a sentence: of a message, whose letters a test need not repeat."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def changed(node: ast.expr | ast.stmt) -> ast.expr:
    """Change the node in place; give the expression that stands for it."""
    if isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return node.test
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        node.op = SWAPS[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        return node if isinstance(node.op, ast.UAdd) else node.operand
    elif isinstance(node, ast.Call):
        node.func = ast.Name(CALLS[_called(node)])
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            node.value = not value
        elif isinstance(value, int | float):
            node.value = value + 1
        else:
            node.value = f"{value!s}X"
    assert isinstance(node, ast.expr)
    return node


def _outermost(tree: ast.AST, node: ast.AST) -> ast.AST:
    """Give the formatted string around a node, whose parts have no places of their own, or it."""
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr) and any(part is node for part in ast.walk(each)):
            return each
    return node


def mutated(path: Path, number: int) -> Mutant | None:
    """Change the place of this number in a module; None where it cannot be done in the text."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    node = list(places(tree))[number]
    test = node.test if isinstance(node, ast.If | ast.IfExp) else node
    around = _outermost(tree, test)
    old = ast.get_source_segment(text, around)
    before = ast.unparse(test)[:60]
    twin = copy.deepcopy(tree)
    others = list(places(twin))
    own = others[number]
    stands = changed(own)
    after = ast.unparse(stands)[:60]
    if around is not test:
        tests = own.test if isinstance(own, ast.If | ast.IfExp) else own
        stands = _outermost(twin, tests)
    lines = text.splitlines(keepends=True)
    start = sum(len(each) for each in lines[: around.lineno - 1])
    start += len(lines[around.lineno - 1].encode()[: around.col_offset].decode())
    assert old is not None
    assert text[start : start + len(old)] == old, (path, around.lineno)
    new = f"{text[:start]}({ast.unparse(stands)}){text[start + len(old) :]}"
    try:
        compile(new, str(path), "exec")
    except SyntaxError:
        return None
    return Mutant(
        str(path.relative_to(ROOT)),
        around.lineno,
        around.end_lineno or around.lineno,
        f"{before!r} -> {after!r}",
        new,
        lines[around.lineno - 1].strip(),
    )


def sampled(count: int, room: str, seed: int) -> list[Mutant]:
    """Draw mutants of a room: a file in proportion to its lines, then a place in it."""
    chance = random.Random(f"{seed} {room}")
    files = sorted(
        path for path in (ROOT / PACKAGE / room).rglob("*.py") if path.name != "__init__.py"
    )
    lengths = [len(path.read_text("utf-8").splitlines()) for path in files]
    made: dict[tuple[Path, int], Mutant] = {}
    for _ in range(100 * count):
        [path] = chance.choices(files, lengths)
        among = len(list(places(ast.parse(path.read_text("utf-8")))))
        if not among:
            continue
        number = chance.randrange(among)
        mutant = mutated(path, number) if (path, number) not in made else None
        if mutant:
            made[path, number] = mutant
        if len(made) == count:
            break
    return list(made.values())


def again(room: str, names: Sequence[str]) -> dict[str, Mutant]:
    """Make changes of these names again, whatever line they lie on by now."""
    found: dict[str, Mutant] = {}
    wanted = {tuple(name.split("::", 1)) for name in names}
    lines_of = {name.partition("  |  ")[0] for _, name in wanted}
    for path in sorted((ROOT / PACKAGE / room).rglob("*.py")):
        own = str(path.relative_to(ROOT))
        if not any(own == each for each, _ in wanted):
            continue
        text = path.read_text("utf-8")
        lines = [each.strip() for each in text.splitlines()]
        for number, node in enumerate(places(ast.parse(text))):
            # A change is called by the line its expression begins on, which may be some above.
            if lines_of.isdisjoint(lines[max(0, node.lineno - FAR) : node.lineno]):
                continue
            mutant = mutated(path, number)
            if mutant and (own, mutant.name) in wanted:
                found[f"{own}::{mutant.name}"] = mutant
    return found
