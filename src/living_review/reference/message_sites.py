"""Every error that the program can end with, read from where its own source raises it.

A message stands where the values are that it names; there is no second list of them that could say
something else. What varies in one is a hole. A sentence that is passed on from elsewhere (`raise
BadInput(*faults)`) is found where it is made: where a fault is yielded, or given as a `Problem`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import living_review
from living_review.ground import errors
from living_review.protocol.decision_names import UNTIL
from living_review.protocol.messages import LIMITS, SOME_ITEMS, TEXT_FOR, TWO_NUMBERS, WANTED

HOLE: Final = "…"
_KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.LivingReviewError)
}
# Rooms and files whose functions yield sentences that others raise.
_YIELDED = ("registry/headers.py", "registry/row_file.py", "registry/signed_rows.py")
# Those in which every sentence is a message.
_ALL = ("protocol/", "entry/trial.py", "certainty/judgements.py", "ground/yaml_faults.py")
_NO_MESSAGES = ("protocol/schema.py", "protocol/choices.py")
# What these say of a row is told with its rule.
_OF_RULES = (
    *("registry/cells.py", "registry/frames.py", "registry/corrections.py"),
    "registry/signed_rows.py",
)
# What is called with a sentence first, and what holds one among its parts.
_RECORDS = ("Fault", "Said")
_CALLS = ("Problem", "refuse", "_refuse", "fail", *_RECORDS)
_LEAST_LETTERS = 12
_ENDS = ("such as ", "—", ";", ",", "remove the key", "the outcome is measured by", UNTIL)
_SENTENCE = re.compile(f"[.?{HOLE}]$")


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A message as it stands in the source, with holes; and where it is raised."""

    module: str
    exit_code: int
    template: str

    @property
    def room(self) -> str:
        """The folder that it is raised in."""
        return self.module.partition("/")[0]

    @property
    def name(self) -> str:
        """A name made of its first words."""
        words = re.findall(r"[a-z0-9]+", self.template.replace("'", "").lower())
        return f"{self.room}/{'-'.join(words[:7])}"

    @property
    def weight(self) -> int:
        """How much of it is said, so that of two that fit a sentence the closer one is taken."""
        return len(self.template.replace(HOLE, ""))


class Matcher:
    """Finds the message that a sentence is."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._known = [
            (each.template.split(HOLE), each)
            for each in sorted(sites, key=lambda each: -each.weight)
        ]

    def of(self, sentence: str) -> tuple[Site, ...]:
        """Give the message, from each file that words it so; none where none is known."""
        # What follows a decision that is none stands behind whatever is wrong with it.
        sentence = sentence.replace(f"; {UNTIL}", ".")
        fitting = [site for pieces, site in self._known if _fits(pieces, sentence)]
        return tuple(each for each in fitting if each.template == fitting[0].template)


def _fits(pieces: list[str], sentence: str) -> bool:
    """Tell whether a sentence ends with these pieces, one after another."""
    *inner, last = pieces
    if not sentence.endswith(last):
        return False
    at, end = 0, len(sentence) - len(last)
    for piece in inner:
        at = sentence.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return bool(inner) or at <= end


@cache
def sites() -> tuple[Site, ...]:
    """Give every message of the source, each once in a file."""
    root = Path(living_review.__file__).parent
    found = {
        Site(module, code, " ".join(template.replace("{}", HOLE).split()))
        for path in sorted(root.rglob("*.py"))
        for module in (path.relative_to(root).as_posix(),)
        for code, template in _of(path, module)
    }
    limits = (f"{text} {HOLE}" for text, _ in LIMITS.values())
    found |= {
        Site("protocol/messages.py", 2, f"found {HOLE}, allowed is {text}.")
        for text in (
            *(*WANTED.values(), *TEXT_FOR.values(), *limits),
            *(TWO_NUMBERS, SOME_ITEMS, f"{HOLE} or {HOLE}"),
        )
    }
    found |= {
        Site("protocol/messages.py", 2, f"found {HOLE}, allowed is {HOLE} or {HOLE}{hint}")
        for hint in (
            f" — did you mean '{HOLE}'?",
            f"; that belongs to another key; write {HOLE}.",
            f"; that is two keys; write {HOLE}.",
        )
    }
    return tuple(sorted(each for each in found if _is_message(each)))


def _is_message(site: Site) -> bool:
    """Tell a message from what is only put at the end of one."""
    return site.weight >= _LEAST_LETTERS and not site.template.startswith(_ENDS)


def _of(path: Path, module: str) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    told = module.startswith((*_YIELDED, *_ALL))
    if told or any(f"{name}(" in text for name in (*_KINDS, *_CALLS)):
        tree = ast.parse(text)
        yield from _raised(
            tree, yielded=module.startswith(_YIELDED), records=module not in _OF_RULES
        )
        if module.startswith(_ALL) and module not in _NO_MESSAGES:
            yield from ((2, each) for each in _sentences(tree))


def _raised(tree: ast.Module, *, yielded: bool, records: bool) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        code = 2
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            kind = _KINDS.get(_name(node.exc.func))
            if kind is not None:
                given, code = node.exc.args[:1], kind.exit_code
            elif _name(node.exc.func) == "_NotPlain":
                said = (each.value for each in node.exc.keywords if each.arg == "problem")
                yield from ((2, f"{text}.") for each in said for text in _texts(each))
        elif isinstance(node, ast.Call):
            called = _name(node.func)
            if called in _CALLS and called not in _RECORDS:
                given = node.args[:1]
            elif called in _RECORDS and records:
                given = [*node.args, *(each.value for each in node.keywords)]
        elif isinstance(node, ast.Yield) and yielded and node.value is not None:
            given = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        whole = isinstance(node, ast.Raise)
        for each in given:
            yield from ((code, text) for text in _texts(each) if whole or _is_sentence(text))


def _sentences(node: ast.AST) -> Iterator[str]:
    """Yield every text below a node that reads as a sentence; what documents code is none."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant | ast.JoinedStr | ast.BinOp):
            yield from filter(_is_sentence, _texts(child))
        else:
            yield from _sentences(child)


def _is_sentence(text: str) -> bool:
    least = 4 if text.endswith(HOLE) and ": " not in text else 2
    return bool(_SENTENCE.search(text)) and len(re.findall("[a-z]{2,}", text)) >= least


def _name(node: ast.expr) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def _texts(node: ast.expr) -> list[str]:
    """Give every text that an expression can be, with a hole for what varies."""
    if isinstance(node, ast.Constant):
        return [node.value if isinstance(node.value, str) else HOLE]
    if isinstance(node, ast.JoinedStr):
        parts = [str(p.value) if isinstance(p, ast.Constant) else HOLE for p in node.values]
        return [re.sub(f"{HOLE}+", HOLE, "".join(parts))]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in _texts(node.left) for b in _texts(node.right)]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [HOLE]
