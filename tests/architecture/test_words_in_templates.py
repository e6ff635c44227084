"""What readers see is said by templates: the sentences that Python still holds only grow fewer.

A module that is not listed in `still_in_python.txt` holds none; one that is listed holds at most as
many as it says there, and the number is lowered with every sentence that moves. UPDATE_SNAPSHOTS=1
lowers the numbers, and never raises one.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from living_review.ground import errors

LIST = Path(__file__).parent / "still_in_python.txt"
# What teams, schedulers and people at a terminal read, and pages that describe the program.
FOR_TEAMS = {
    *(
        "beginning",
        "brand",
        "cli",
        "entry",
        "exchange",
        "ground",
        "handbook",
        "language",
        "library",
        "notebook",
        "protocol",
        "reference",
        "registry",
        "runs",
    ),
    *("sources", "surveillance", "texts", "validation", "verification", "watch"),
}
# Modules of other rooms that only teams read: letters without a font, and how our fonts are made.
FOR_TEAMS_ALONE = {
    *("letters/scripts.py", "letters/without_font.py", "assets/fonts/build_fonts.py"),
    *("portal/publication.py", "portal/reading.py", "portal/told.py"),
}
# An error is for whoever ran the program, also where a function makes it and another raises it.
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
_WORDS = re.compile(r"\b[A-Za-z’']*[a-z]{2}[a-z’'-]*\b")
_CODE = re.compile(
    "|".join(
        (
            # What has no blank is no sentence: a key, a path, a schema.
            r"^\S+$|^\W*$",
            # Nor are marks that a program reads.
            r"<[/?]?[a-z]|<!--|[{};]\s*[a-z-]+\s*:|\(\?|\\[bdws]|^[.#]\w|https?://",
            # How a drawing is moved, attributes of elements, rules of style sheets, our own fonts.
            r"^translate\({|(^|\s)[\w:-]+=\"|^@media |^/\*|^[a-z]+-[a-z]+: \S+$",
            r"^['\"]?Review (Sans|Serif|Symbols|Marks|Boxes|Fallback|Own)\b",
            # The policy of a page, a command of ours.
            r"'(none|self|unsafe-inline)'|^living-review [a-z]+ ",
        )
    )
)


def fragments(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every string of a module that reads as part of a sentence."""
    nothing_said = {id(part) for each in _refusals(tree) for part in ast.walk(each)}
    lists = _fixed_lists(tree)
    for node in ast.walk(tree):
        for child in (*_not_said(node), *_words_of_lists(node, lists)):
            nothing_said.update(map(id, ast.walk(child)))
    for node in ast.walk(tree):
        if id(node) in nothing_said:
            continue
        if isinstance(node, ast.JoinedStr):
            nothing_said.update(map(id, node.values))
            text = "{}".join(
                part.value if isinstance(part, ast.Constant) else "" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if len(_WORDS.findall(text)) > 1 and not _CODE.search(text):
            yield node


def _refusals(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what `raise` alone makes use of: constants, and functions that make the error."""
    raised = {
        id(part)
        for each in ast.walk(tree)
        if isinstance(each, ast.Raise)
        for part in ast.walk(each)
    }
    named = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
    read = [each for each in named if isinstance(each.ctx, ast.Load)]
    elsewhere = {each.id for each in read if id(each) not in raised}
    only = {each.id for each in read if id(each) in raised} - elsewhere
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign) and only.issuperset(map(ast.unparse, node.targets)):
            yield node
        if isinstance(node, ast.FunctionDef) and node.name in only:
            yield node


def _not_said(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node whose strings are documentation, errors, types or names."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.Raise):
        yield node
    if isinstance(node, ast.Assert) and node.msg is not None:
        yield node.msg
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
        yield node.annotation
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        yield node.returns
    if isinstance(node, ast.FunctionDef) and node.name == "example":
        yield node
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Literal"):
        yield node
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name in ERRORS:
            yield node
        if name in ("re.compile", "re.sub", "re.match", "re.search", "cast", "Field"):
            yield node
        # The elements and attributes of HTML, one after another (pages/safe_html.py).
        if name == "_names":
            yield node
        if name.endswith((".removeprefix", ".removesuffix", ".startswith", ".endswith")):
            yield from node.args
        # What a fact's field is told by is a word of a fixed list, not of a reader.
        if name.startswith(("facts.", "ContextVar")):
            yield from (word for each in node.keywords for word in _chosen(each.value))
        # What a decision is compared by is hashed, and never said (certainty/marks.py).
        if name.rpartition(".")[2] == "mark":
            yield node
        # What keeps a row from being used is told to whoever keeps the file.
        if name in ("Fault", "QuarantineEntry"):
            yield node
    if isinstance(node, ast.Compare | ast.MatchValue):
        yield node


def _fixed_lists(tree: ast.AST) -> set[str]:
    """Name the fixed lists of words that a module has: `State = Literal["as proposed"]`."""
    made = (each for each in ast.walk(tree) if isinstance(each, ast.Assign))
    return {
        target.id
        for each in made
        for target in each.targets
        if isinstance(target, ast.Name) and ast.unparse(each.value).startswith("Literal[")
    }


def _words_of_lists(node: ast.AST, lists: set[str]) -> Iterator[ast.AST]:
    """Yield what is given back, or named, as a word of a fixed list, which mypy holds it to."""
    if isinstance(node, ast.FunctionDef) and _is_word(node.returns, lists):
        given = (ast.Return, ast.Yield)
        returned = (each.value for each in ast.walk(node) if isinstance(each, given))
        yield from (word for value in returned if value for word in _chosen(value))
    if isinstance(node, ast.AnnAssign) and node.value and _is_word(node.annotation, lists):
        yield from _chosen(node.value)


def _is_word(hint: ast.AST | None, lists: set[str]) -> bool:
    if hint is None:
        return False
    names = {each.id for each in ast.walk(hint) if isinstance(each, ast.Name)}
    return "Literal[" in ast.unparse(hint) or bool(names & lists)


def _chosen(value: ast.AST) -> Iterator[ast.AST]:
    """Yield the words that an expression chooses between."""
    if isinstance(value, ast.Constant):
        yield value
    elif isinstance(value, ast.IfExp):
        yield from (*_chosen(value.body), *_chosen(value.orelse))


def counted(package: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if not {name, name.partition("/")[0]} & (FOR_TEAMS | FOR_TEAMS_ALONE | {"__init__.py"}):
            number = sum(1 for _ in fragments(ast.parse(path.read_text(encoding="utf-8"))))
            found |= {name: number} if number else {}
    return found


def listed() -> dict[str, int]:
    rows = (line.split() for line in LIST.read_text(encoding="utf-8").splitlines())
    return {name: int(number) for number, name in rows}


@pytest.fixture(scope="module")
def now(project_root: Path) -> dict[str, int]:
    return counted(project_root / "src" / "living_review")


def test_no_sentence_for_readers_comes_into_python(now: dict[str, int]) -> None:
    allowed = listed()
    more = {name: number for name, number in now.items() if number > allowed.get(name, 0)}
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept = {name: min(number, now.get(name, 0)) for name, number in allowed.items()}
        lines = (f"{number:4} {name}\n" for name, number in sorted(kept.items()) if number)
        LIST.write_text("".join(lines), encoding="utf-8")
    assert not more, (
        f"sentences in Python: {more}; say them by a fact and a macro of templates/en/words/ "
        "(docs/explanation/architecture.md, 'To say something new')"
    )


def test_what_has_moved_to_a_template_does_not_come_back(now: dict[str, int]) -> None:
    was = listed()
    fewer = {name: now.get(name, 0) for name in was if now.get(name, 0) < was[name]}
    assert not fewer, (
        f"fewer sentences in Python than listed: {fewer}; run this with UPDATE_SNAPSHOTS=1"
    )


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ('said = "The trials do not agree."', 1),
        ('said = f"The {size} effect was {value}."', 1),
        ('said = f"{a}{b}"', 0),
        ('"""A docstring of a module."""', 0),
        ('def f() -> str:\n    """What it gives back."""\n    return "one of them"', 1),
        ('raise BadInput(f"The table {name} has no rows")', 0),
        ('def f() -> StoreDamaged:\n    return StoreDamaged(f"{name} was changed by hand")', 0),
        ('def f() -> Told:\n    return Told(f"{name} was changed by hand")', 1),
        ('name = "confidence"', 0),
        ('page = f"finding-{key}.html"', 0),
        ('moved = f"translate({x} {y}) scale({size})"', 0),
        ('said = f"{one} and {two} more"', 1),
        ('kind: Literal["not assessed", "some concerns"]', 0),
        ('kind: Literal["set aside"] = "set aside"', 0),
        ('kind: str = "set aside"', 1),
        ('x = say(facts.Sides(what="size and side"))', 0),
        ('x = say(facts.Sides(what=f"the {size} and side"))', 1),
        ('x = say(facts.Sides(what="size and side" if a else "side of it"))', 0),
        ('def f() -> Literal["as proposed"]:\n    return "as proposed"', 0),
        ('def f() -> Iterator[Literal["fits again"]]:\n    yield "fits again"', 0),
        ('def f() -> Iterator[str]:\n    yield "fits again"', 1),
        ('State = Literal["a b"]\ndef f() -> State:\n    return "as proposed"', 0),
        ('State = str\ndef f() -> State:\n    return "as proposed"', 1),
        ('said: Literal["as proposed"] | None = "as proposed"', 0),
        ('said: str = "as proposed"', 1),
        ('match state:\n    case "as proposed":\n        pass', 0),
        ('band = marks.mark(f"from {low} to {high}")', 0),
        ('yield Fault("date", "", "judgement-date", "a date is missing")', 0),
        ('band = remark(f"from {low} to {high}")', 1),
        ('row = "<td class=text>" + cell', 0),
        ('schema = "living-review/version/1"', 0),
        ('path = f"data/versions/{number}"', 0),
        ('mark = "<!-- living-review: end -->"', 0),
        ('said = f"p<{p}, as the test says"', 1),
        ('total = np.einsum("cij,...cj->ci", w, x)', 0),
        ('said = "Trials, then arms -> rows"', 1),
        ('NEXT = "Take it out."\nraise BadInput(f"It is wrong. {NEXT}")', 0),
        ('NEXT = "Take it out."\nraise BadInput(NEXT)\nsaid = NEXT', 1),
        ('NEXT = "Take it out."', 1),
        ('def bad() -> Bad:\n    return Bad("It is wrong.")\nraise bad()', 0),
        ('def bad() -> str:\n    return "It is wrong."\nraise Bad(said)\nsaid = bad()', 1),
        ('NAMES = _names("one two three")', 0),
        ('name = f"fig/{each}.svg"', 0),
        ('said = "and/or as well. Other"', 1),
        ('said = "Events/people at risk"', 1),
        ("mark = f'compact=\"{a}/{b}.svg\"'", 0),
        ('font = "Review Sans"', 0),
        ('said = "Review of all trials"', 1),
        ('if state == "not assessed":\n    pass', 0),
        ('said = {"a": "one of two", "b": "two of two"}', 2),
    ],
)
def test_what_counts_as_a_sentence(source: str, number: int) -> None:
    assert len(list(fragments(ast.parse(source)))) == number
