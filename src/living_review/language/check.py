"""What is wrong with a review's own words, told before anything is said in them.

Every name in a file of macros is held against what there is: subjects, macros, the facts that each
macro may take, and the parts of facts inside facts. A fault stops with file, line and the name that
was meant, also in a macro that no sentence of the review needs today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, get_args, get_type_hints

from jinja2 import TemplateSyntaxError, meta, nodes

from living_review.ground.errors import TemplateFailure
from living_review.ground.folder import TEMPLATES
from living_review.language.fact import Fact, facts_of, nearest, subjects
from living_review.language.folders import WORDS, own_folders
from living_review.language.grammar import NO_OTHER
from living_review.language.macros import bounded_environment, is_copy, is_fixed, plain_environment
from living_review.language.sandbox import (
    PROGRAM_TEMPLATES,
    ReportEnvironment,
    as_failure,
    place,
)

_NAMELESS = re.compile(r"No (filter|test) named '(.*?)'")
Kinds = Mapping[str, tuple[type[Fact], ...]]
# What was found to be without a fault, and the macros in it, by all that decides on that: a set is
# looked at several times in one run, and what stands in it does not change.
_SOUND: dict[tuple[str, str, str, bool], tuple[str, ...]] = {}
_MOST_KEPT = 1000


def check_own_words(own: Path, language: str, folders: Sequence[Path] | None = None) -> None:
    """Raise TemplateFailure for the first fault in the words of a review's templates.

    `folders`: those of them that are looked at; without it all that hold words of the language.
    """
    for folder in own_folders(own, language) if folders is None else folders:
        if not (folder / WORDS).is_dir():
            continue
        for path in sorted((folder / WORDS).glob("*.j2")):
            if path.stem not in subjects():
                name = f"{TEMPLATES}/{path.relative_to(own).as_posix()}"
                known = nearest(path.stem, subjects())
                raise TemplateFailure(f"{name}: there are no words about '{path.stem}'{known}.")
            if not is_copy(path, language, own):
                check_words(path, language, own)


def check_words(path: Path, language: str, own: Path | None = None) -> tuple[str, ...]:
    """Hold a file of macros against its subject, which is its name, and name the macros in it.

    `own` are the templates of the review that it belongs to, which may not word what the program
    reads back. Raises TemplateFailure for the first fault.
    """
    made = plain_environment(path.parents[1], own, language)
    bounded = bounded_environment(path.parents[1], own, language)
    assert made.loader is not None
    source, _, _ = made.loader.get_source(made, f"{WORDS}/{path.name}")
    key = (source, path.stem, language, own is not None)
    if key in _SOUND:
        return _SOUND[key]
    try:
        tree = made.parse(source, path.name, str(path))
        # Within bounds, as all that follows: to compile works out what holds constants alone.
        bounded.compile(source, path.name, str(path))
    except TemplateSyntaxError as error:
        failure = as_failure(error, made, {})
        if found := _NAMELESS.search(str(failure)):
            there = made.filters if found[1] == "filter" else made.tests
            raise TemplateFailure(f"{str(failure)[:-1]}{nearest(found[2], there)}.") from error
        raise failure from error
    kept = _programs_own(made, language, path) if own else {}
    file = _File(bounded, path.stem, str(path), kept, language, own=own is not None)
    return _remember(key, file.macros(tree))


def _remember(key: tuple[str, str, str, bool], found: tuple[str, ...]) -> tuple[str, ...]:
    if len(_SOUND) >= _MOST_KEPT:
        _SOUND.clear()
    _SOUND[key] = found
    return found


def check_page(folder: Path, name: str, language: str, own: Path | None = None) -> None:
    """Hold a page of a set against the grammar of its language: a noun has every form.

    Raises TemplateFailure for the first that has not, and for what does not parse: not when a
    review first has something to count there.
    """
    made = plain_environment(folder, own, language)
    path, source = str(folder / name), (folder / name).read_text(encoding="utf-8")
    key = (source, name, language, own is not None)
    if key in _SOUND:
        return
    try:
        tree = made.parse(source, name, path)
    except TemplateSyntaxError as error:
        raise as_failure(error, made, {}) from error
    for node in tree.find_all((nodes.Filter, nodes.Call)):
        if _lacks_form(node, language):
            raise TemplateFailure(f"{place(path, node.lineno)}: {NO_OTHER}.")
    _remember(key, ())


def _lacks_form(node: nodes.Expr, language: str) -> bool:
    """Whether a noun has not every form, also of a number that no example has."""
    if isinstance(node, nodes.Filter):
        name, forms = node.name, len(node.args)
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        # A function is given the number first.
        name, forms = node.node.name, len(node.args) - 1
    else:
        return False
    if name not in ("counted", "plural") or language.split("-")[0] == "en":
        return False
    return forms < 2 and "other" not in {each.key for each in node.kwargs}


def _programs_own(made: ReportEnvironment, language: str, path: Path) -> dict[str, nodes.Macro]:
    """Give the program's macros on a subject: a copy of one words nothing otherwise."""
    kept = PROGRAM_TEMPLATES / language / WORDS / path.name
    tree = made.parse(kept.read_text(encoding="utf-8")) if kept.is_file() else nodes.Template([])
    return {each.name: each for each in tree.find_all(nodes.Macro)}


class _File:
    """One file of macros."""

    def __init__(
        self,
        made: ReportEnvironment,
        subject: str,
        file: str,
        kept: Mapping[str, nodes.Macro],
        language: str,
        *,
        own: bool,
    ) -> None:
        self.made, self.subject, self.file = made, subject, file
        self.kept, self.language, self.own = kept, language, own

    def fault(self, node: nodes.Node, said: str) -> NoReturn:
        raise TemplateFailure(f"{place(self.file, node.lineno)}: {said}.")

    def macros(self, tree: nodes.Template) -> tuple[str, ...]:
        """Look at every macro, and give their names."""
        shared = {"words", *_assigned(tree)}
        for node in tree.body:
            if isinstance(node, nodes.Macro):
                self._macro(node, shared)
            elif isinstance(node, nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData) or part.data.strip("\x1f"):
                        self.fault(part, "what stands outside of a macro is never said")
        own = (node.name for node in tree.body if isinstance(node, nodes.Macro))
        return tuple(name for name in own if not name.startswith("_"))

    def _macro(self, node: nodes.Macro, shared: set[str]) -> None:
        taken = tuple(arg.name for arg in node.args)
        kind: type[Fact] | None = None
        if not node.name.startswith("_"):
            kind = facts_of(self.subject).get(node.name)
            if kind is None:
                known = nearest(node.name, facts_of(self.subject))
                self.fault(node, f"nothing is said by a macro '{node.name}'{known}")
            if self.own and is_fixed(kind, self.language) and node != self.kept.get(node.name):
                self.fault(
                    node,
                    f"the program reads back what '{kind.subject}.{kind.macro}' says, so it cannot "
                    "be worded otherwise; take it out",
                )
            for arg in node.args:
                if arg.name not in kind.names():
                    self.fault(node, self._no_fact(arg.name, kind))
            if kind.form is not str:
                for block in node.find_all((nodes.FilterBlock, nodes.AssignBlock)):
                    self.fault(block, "what stands in such a block of Markdown is escaped twice")
        whole = nodes.Template([node], lineno=node.lineno)
        whole.set_environment(self.made)
        for name in sorted(meta.find_undeclared_variables(whole) - shared):
            where = next(n for n in node.find_all(nodes.Name) if n.name == name)
            self._unknown(where, name, kind, taken)
        hints = _hints(kind.subject, kind.macro) if kind else {}
        self._parts(node, {name: _facts_in(hints.get(name)) for name in taken})

    def _no_fact(self, name: str, kind: type[Fact]) -> str:
        return f"'{name}' is no fact of '{kind.subject}.{kind.macro}'{nearest(name, kind.names())}"

    def _unknown(
        self, node: nodes.Node, name: str, kind: type[Fact] | None, taken: tuple[str, ...]
    ) -> NoReturn:
        if kind is None:
            self.fault(node, f"unknown name '{name}'{nearest(name, taken)}")
        if name in kind.names():
            self.fault(
                node,
                f"'{name}' is a fact of '{kind.subject}.{kind.macro}' that the macro here does not "
                "take; add it to the names in its brackets",
            )
        self.fault(node, self._no_fact(name, kind))

    def _parts(self, node: nodes.Node, known: Kinds) -> None:
        """Look at what is asked of facts and of other macros below a node."""
        for child in node.iter_child_nodes():
            inner = known
            if isinstance(child, nodes.For) and isinstance(child.target, nodes.Name):
                each = known.get(child.iter.name, ()) if isinstance(child.iter, nodes.Name) else ()
                inner = {**known, child.target.name: each}
            if isinstance(child, nodes.Call):
                self._call(child)
            if isinstance(child, nodes.Getattr):
                self._attribute(child, known)
            if isinstance(child, nodes.Filter) and _lacks_form(child, self.language):
                self.fault(child, NO_OTHER)
            self._parts(child, inner)

    def _attribute(self, node: nodes.Getattr, known: Kinds) -> None:
        if self._macro_of(node) or not isinstance(node.node, nodes.Name):
            return
        kinds = known.get(node.node.name, ())
        there = {name for kind in kinds for name in kind.names()}
        if kinds and node.attr not in there:
            self.fault(node, f"'{node.attr}' is not part of '{node.node.name}'{_near(node, there)}")

    def _macro_of(self, node: nodes.Node) -> type[Fact] | None:
        """Give the fact that `words.subject.macro` says; None for anything else."""
        if not isinstance(node, nodes.Getattr):
            return None
        of = node.node
        if isinstance(of, nodes.Name) and of.name == "words" and node.attr not in subjects():
            self.fault(node, f"there are no words about '{node.attr}'{_near(node, subjects())}")
        if not isinstance(of, nodes.Getattr) or not isinstance(of.node, nodes.Name):
            return None
        if of.node.name != "words" or of.attr not in subjects():
            return None
        kind = facts_of(of.attr).get(node.attr)
        if kind is None:
            known = _near(node, facts_of(of.attr))
            self.fault(node, f"'{of.attr}' has no macro '{node.attr}'{known}")
        return kind

    def _call(self, node: nodes.Call) -> None:
        kind = self._macro_of(node.node)
        if kind is None:
            return
        for given in node.kwargs:
            if given.key not in kind.names():
                self.fault(node, self._no_fact(given.key, kind))
        if len(node.args) > len(kind.names()):
            self.fault(node, f"'{kind.subject}.{kind.macro}' takes {', '.join(kind.names())} alone")
        given_names = {*kind.names()[: len(node.args)], *(given.key for given in node.kwargs)}
        missing = [name for name in kind.needed() if name not in given_names]
        if missing and node.dyn_args is None and node.dyn_kwargs is None:
            self.fault(node, f"'{kind.subject}.{kind.macro}' also needs {', '.join(missing)}")


def _near(node: nodes.Getattr, there: Any) -> str:
    return nearest(node.attr, there)


def _assigned(tree: nodes.Template) -> Iterator[str]:
    """Name what a file defines outside of its macros, and the macros themselves."""
    for node in tree.body:
        if isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Assign | nodes.AssignBlock):
            yield from (name.name for name in node.find_all(nodes.Name) if name.ctx == "store")


@cache
def _hints(subject: str, macro: str) -> Mapping[str, Any]:
    return get_type_hints(facts_of(subject)[macro])


def _facts_in(hint: Any) -> tuple[type[Fact], ...]:
    """Give the facts that a field may hold; none where it may hold a text as well."""
    if isinstance(hint, type) and issubclass(hint, Fact):
        return (hint,)
    parts = [part for part in get_args(hint) if part not in (type(None), Ellipsis)]
    found = [_facts_in(part) for part in parts]
    return tuple(kind for each in found for kind in each) if found and all(found) else ()
