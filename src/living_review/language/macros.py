"""The macros of `templates/<language>/words/`: found, compiled once, and called with facts.

A file of macros is one subject, and each macro in it words one fact: its arguments are fields of
that fact, in any order. A fact that is printed is said, so a macro may print one that it was given;
`words.effects.interval(low=…, high=…)` says another. Both go through the words that are spoken, so
that a macro of a review counts wherever its fact is said.

However many blanks and line ends a file has in a place, they are one blank; and none at the ends of
what is said, before a comma, full stop, colon, semicolon or closing bracket, and after an opening
one. So macros can be written over several lines. Blanks inside a value stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import TemplateNotFound, Undefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Macro

from living_review.ground.errors import EnvironmentFailure
from living_review.ground.folder import leads_out
from living_review.ground.own_files import mends_files
from living_review.language.compiled import compiled
from living_review.language.fact import Fact, facts_of, subjects
from living_review.language.folders import WORDS, file_of, own_folders
from living_review.language.grammar import filters_of, naming
from living_review.language.sandbox import (
    COMMENTS,
    OF_TEMPLATES,
    PROGRAM_TEMPLATES,
    BoundedEnvironment,
    Loader,
    PrintError,
    ReportEnvironment,
    Unknown,
    as_failure,
    refuse_to_print,
)

Made = TypeVar("Made", bound=ReportEnvironment)
Say = Callable[[Fact], str]
"""What puts a fact that a macro prints, or asks for, into the words that are spoken."""
# Stands for a blank of a file until a sentence is whole; no text of a registry can hold it.
_BLANK = "\x1f"
_BLANKS = re.compile(r"[ \t\r\n]+")
_NONE = re.compile(rf"{_BLANK}+(?=[,.:;)\]])|(?<=[(\[]){_BLANK}+")
# What a text holds in which `_NONE` finds anything; a search costs ten times as much as a look.
_BESIDE = (*(_BLANK + mark for mark in ",.:;)]"), *(mark + _BLANK for mark in "(["))


class _Blanks(Extension):
    """Marks the blanks that a file of macros has between its words."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield every token; the text of templates with its blanks marked."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, _BLANKS.sub(_BLANK, token.value))
            else:
                yield token


def _whole(text: str) -> str:
    """Write the blanks of what a macro made."""
    if _BLANK not in text:
        return text
    text = text.strip(_BLANK)
    if any(beside in text for beside in _BESIDE):
        text = _NONE.sub("", text)
    return " ".join(filter(None, text.split(_BLANK)))


def sayer_of(kind: type[Fact], language: str, own: Path | None, say: Say) -> Callable[[Any], str]:
    """Give what says the facts of a class: the macro of a review, else that of the program.

    `say` says the facts inside them.

    Raises TemplateFailure where the file with it cannot be read, EnvironmentFailure where the
    program's own templates are gone.
    """
    for folder in own_folders(own, language):
        path = folder / file_of(kind.subject)
        if own and not is_fixed(kind, language) and path.is_file():
            if is_copy(path, language, own):
                break
            bounded = bounded_environment(folder, own, language, kind, say)
            if macro := _macro(bounded, kind):
                return _bounded(_sayer(kind, macro, bounded), bounded)
    made = _programs(language, kind.form, kind.printed, say)
    if macro := _macro(made, kind):
        return _sayer(kind, macro, made)
    # What a review's own set of words lacks is told before anything is said in it.
    remedy = mends_files()
    raise EnvironmentFailure(
        f"The program's own templates are not whole: {file_of(kind.subject)} in "
        f"{PROGRAM_TEMPLATES / language} lacks the macro '{kind.macro}'; "
        f"{remedy[0].lower()}{remedy[1:]}."
    )


def is_fixed(kind: type[Fact], language: str) -> bool:
    """Tell whether a review may not word a fact: what the program's own words are read back of."""
    return kind.fixed and (PROGRAM_TEMPLATES / language).is_dir()


def is_copy(path: Path, language: str, own: Path) -> bool:
    """Tell whether a file of macros below `own` is the program's, byte for byte.

    The program's, which is compiled already, says the same. A link out of the review is none.
    """
    kept = PROGRAM_TEMPLATES / language / WORDS / path.name
    try:
        same = path.read_bytes() == kept.read_bytes()
    except OSError:
        return False
    return same and not leads_out(path, own, own.parent)


@cache
def _programs(
    language: str, form: type[str], printed: Callable[[str], str], say: Say
) -> ReportEnvironment:
    loader = Loader([PROGRAM_TEMPLATES / language], None)
    made = _environment(ReportEnvironment, loader, language, (form, printed), say)
    made.bytecode_cache = compiled(f"{language}-{form.__name__}")
    return made


def plain_environment(folder: Path, own: Path | None, language: str) -> ReportEnvironment:
    """Make an environment that parses the words in a folder, and neither compiles nor speaks."""
    loader = Loader([folder], own)
    return _environment(ReportEnvironment, loader, language, (str, Fact.printed), _unsaid)


def _unsaid(fact: Fact) -> str:
    """What is only parsed or compiled says nothing."""
    raise PrintError(f"'{fact.subject}.{fact.macro}' cannot be said here")


def bounded_environment(
    folder: Path,
    own: Path | None,
    language: str,
    kind: type[Fact] = Fact,
    say: Say = _unsaid,
) -> BoundedEnvironment:
    """Make an environment for the words in a folder of a review; `own` holds its templates.

    Without `say` nothing is said in it: it compiles.
    """
    loader = Loader([folder], own)
    made = _environment(BoundedEnvironment, loader, language, (kind.form, kind.printed), say)
    made.bound()
    return made


def _environment(
    of: type[Made],
    loader: Loader,
    language: str,
    of_kind: tuple[type[str], Callable[[str], str]],
    say: Say,
) -> Made:
    form, printed = of_kind

    def said(value: Any) -> str:
        if isinstance(value, Fact):
            if not issubclass(form, value.form):
                raise PrintError(
                    f"'{value.subject}.{value.macro}' gives {value.form.__name__}, which cannot "
                    "stand in a plain text"
                )
            value = say(value)
        if not isinstance(value, str):
            refuse_to_print(value)
        return _whole(value)

    def text(value: Any) -> str:
        return printed(said(value))

    def printable(value: Any) -> Any:
        return value if isinstance(value, Undefined) else text(value)

    made = of(
        loader=loader,
        undefined=Unknown,
        finalize=printable,
        autoescape=False,
        cache_size=-1,
        extensions=[_Blanks],
        **COMMENTS,
    )
    made.filters.update(filters_of(language, text, said, form))
    made.tests["naming"] = naming
    made.globals.clear()
    made.globals["words"] = Subjects(say)
    return made


def _macro(made: ReportEnvironment, kind: type[Fact]) -> Macro | None:
    name = file_of(kind.subject)
    try:
        found = getattr(made.get_template(name).module, kind.macro, None)
    except OF_TEMPLATES as error:
        if isinstance(error, TemplateNotFound) and error.name == name:
            return None
        raise as_failure(error, made, {}) from error
    return found if isinstance(found, Macro) else None


def _sayer(kind: type[Fact], macro: Macro, made: ReportEnvironment) -> Callable[[Any], str]:
    names = tuple(macro.arguments)
    values = _values(names)
    form = kind.form

    def said(fact: Fact) -> str:
        try:
            text = _whole(macro(*values(fact)))
        except OF_TEMPLATES as error:
            raise as_failure(error, made, dict.fromkeys(names)) from error
        return text if form is str else form(text)

    return said


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda fact: tuple(getattr(fact, name) for name in names)


def _bounded(said: Callable[[Any], str], made: BoundedEnvironment) -> Callable[[Any], str]:
    """Hold a sentence, with all that is said inside it, within the bounds of one page."""

    def within(fact: Fact) -> str:
        work = made.work
        if work.inside:
            return said(fact)
        made.begin()
        work.inside = True
        try:
            return said(fact)
        finally:
            work.inside = False

    return within


class Subjects:
    """What macros call one another by: `words.effects.interval(low=…, high=…)`."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def __getitem__(self, subject: str) -> Macros:
        if subject not in subjects():
            raise KeyError(subject)
        return Macros(subject, self._say)

    def names_there(self) -> tuple[str, ...]:
        """Name the subjects."""
        return subjects()


class Macros:
    """The macros of one subject."""

    def __init__(self, subject: str, say: Say) -> None:
        self._subject, self._say = subject, say

    def __getitem__(self, macro: str) -> Callable[..., str]:
        kind = facts_of(self._subject)[macro]

        def said(*given: Any, **named: Any) -> str:
            return self._say(kind(**dict(zip(kind.names(), given, strict=False)), **named))

        return said

    def names_there(self) -> tuple[str, ...]:
        """Name the macros."""
        return tuple(facts_of(self._subject))
