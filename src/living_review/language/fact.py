"""What is true, ready to be said: one frozen class for each macro that can say it."""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import ClassVar, Self, TypeVar, dataclass_transform

Kind = TypeVar("Kind", bound="Fact")


class Fact:
    """The base of all facts; where one is printed, it is said.

    What a frozen dataclass would be given of its own stands here once for all of them: to write it
    for each of several hundred takes a third of a second of every run.
    """

    subject: ClassVar[str]
    """The file that words it: `templates/<language>/words/<subject>.j2`."""
    macro: ClassVar[str]
    """The macro in that file."""
    fixed: ClassVar[bool] = False
    """Whether a review may not word it otherwise, because the program reads its words back."""
    form: ClassVar[type[str]] = str
    """The kind of text that saying it gives."""
    _fields: ClassVar[tuple[str, ...]] = ()
    _there: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[dict[str, object]] = {}
    _values: ClassVar[Callable[[Fact], object]] = repr

    def __init__(self, **given: object) -> None:
        """Take the fields by name; TypeError for one that there is not, or that is lacking."""
        own = self.__dict__
        own.update(self._defaults)
        own.update(given)
        if own.keys() != self._there:
            told = f"{type(self).__qualname__} takes {', '.join(self._fields) or 'no fields'}"
            raise TypeError(f"{told}; given: {', '.join(given) or 'none'}")

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        kind = type(self)
        if type(other) is not kind:
            return NotImplemented
        return kind._values(self) == kind._values(other)

    def __hash__(self) -> int:
        return hash(type(self)._values(self))

    def __repr__(self) -> str:
        told = (f"{name}={self.__dict__[name]!r}" for name in self._fields)
        return f"{type(self).__qualname__}({', '.join(told)})"

    @classmethod
    def example(cls) -> Self:
        """Give one that documentation shows."""
        raise NotImplementedError(cls.__qualname__)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Name the fields, in their order."""
        return cls._fields

    @classmethod
    def needed(cls) -> tuple[str, ...]:
        """Name the fields that have to be given."""
        return tuple(name for name in cls._fields if name not in cls._defaults)

    @staticmethod
    def printed(text: str) -> str:
        """Give a text among its fields as the macro prints it."""
        return text


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact(macro: str) -> Callable[[type[Kind]], type[Kind]]:
    """Make a class a fact that the macro of that name words: `@fact("effects.interval")`.

    Its fields are given by name and are the arguments that the macro may take: texts (numbers are
    already written), words of a fixed list, whole numbers, other facts, or tuples of these.
    """
    subject, _, name = macro.partition(".")
    if not subject.isidentifier() or not name.isidentifier():
        raise ValueError(f"'{macro}' does not name a subject and a macro")

    def made(kind: type[Kind]) -> type[Kind]:
        kind.subject, kind.macro = subject, name
        plain = dataclass(init=False, repr=False, eq=False, match_args=False, kw_only=True)(kind)
        own = fields(plain)  # type: ignore[arg-type]
        plain._fields = tuple(each.name for each in own)
        plain._there = frozenset(plain._fields)
        plain._defaults = {each.name: each.default for each in own if each.default is not MISSING}
        if plain._fields:
            plain._values = attrgetter(*plain._fields)
        return plain

    return made


@cache
def subjects() -> tuple[str, ...]:
    """Name the subjects that there are facts of."""
    from living_review.language import facts

    return tuple(sorted(module.name for module in pkgutil.iter_modules(facts.__path__)))


@cache
def facts_of(subject: str) -> Mapping[str, type[Fact]]:
    """Give the facts of a subject by their macros, in the order of their module."""
    module = import_module(f"living_review.language.facts.{subject}")
    found: dict[str, type[Fact]] = {}
    for kind in vars(module).values():
        if not isinstance(kind, type) or not issubclass(kind, Fact):
            continue
        if kind.__module__ != module.__name__ or "macro" not in vars(kind):
            continue
        if kind.subject != subject or kind.macro in found:
            raise TypeError(
                f"{kind.__qualname__}: '{kind.subject}.{kind.macro}' is another fact’s macro, or "
                f"stands in another file than {subject}.j2"
            )
        found[kind.macro] = kind
    return found


def nearest(name: str, there: Iterable[str]) -> str:
    """Say which of the names there are was meant, and which there are."""
    known = sorted(there)
    if not known:
        return ""
    close = difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean '{close[0]}'?" if close else ";"
    return f"{meant} There is: {', '.join(known)}"
