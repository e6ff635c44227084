"""Texts of the protocol in several languages: `{en: Recovery, de: Genesung}`.

A review has a main language, the first of `review.languages`, and perhaps others. A protocol is
read in one of them: each text that is written for several becomes the one of that language, or that
of the main language where it is missing. Whatever works with a protocol then sees plain texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from living_review.ground.folder import TEMPLATES
from living_review.ground.own_files import own_file
from living_review.protocol.fields import LANGUAGE_TAG, Text, is_language_tag, one_or_more
from living_review.protocol.marks import KeyPath, Lines, Texts, key_path, line_of
from living_review.protocol.messages import no_text

ENGLISH = "en"
_ASKED: ContextVar[str | None] = ContextVar("the language a protocol is read in", default=None)


@dataclass(frozen=True)
class InLanguages:
    """Marks what may be written once for each language.

    `needed`: readers miss it where their language has none of its own. Else one writing, such as
    the name of an instrument or a citation, may serve all.
    """

    needed: bool = True
    stands_in: bool = True
    """Whether the main language's stands in for one that is missing; else the key is left out."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        inner = handler(core_schema)
        mapping = {
            "type": "object",
            "propertyNames": {"pattern": f"^{LANGUAGE_TAG.pattern}$"},
            "additionalProperties": inner,
            "minProperties": 1,
        }
        return {"anyOf": [inner, mapping]}


T = TypeVar("T")
Label = Annotated[Text, InLanguages()]
"""A text for readers, in each language of the review."""
Words = Annotated[str, InLanguages()]
"""The same where it may be empty."""
Name = Annotated[Text, InLanguages(needed=False)]
"""A name or a citation, which may be the same in every language."""
NameOrNone = Annotated[str, InLanguages(needed=False)]
"""The same where it may be empty."""
Labels = Annotated[tuple[Label, ...], BeforeValidator(one_or_more)]
"""A list of texts for readers, each in each language of the review."""
OfTheGrammar = Annotated[T, InLanguages(needed=False, stands_in=False)]
"""What the grammar of a language decides, and says nothing of another's."""


@dataclass(frozen=True)
class Lacking:
    """A text that some languages of the review have none of, and where it is written."""

    line: int
    key: str
    languages: tuple[str, ...]
    main: str
    """The language whose text stands in."""

    def sentence(self, file: str) -> str:
        """File, line, key, the languages, and the remedy."""
        others = ", ".join(f"{each}: …" for each in self.languages)
        return (
            f"{file}, line {self.line}, {self.key}: no text in {' and '.join(self.languages)}, so "
            f"the one in {self.main} stands there; write {{{self.main}: …, {others}}}."
        )

    def as_json(self, file: str) -> dict[str, Any]:
        """Give it for `--json`."""
        return {
            "file": file,
            "line": self.line,
            "key": self.key,
            "languages": list(self.languages),
            "sentence": self.sentence(file),
        }


@contextmanager
def labels_in(language: str) -> Iterator[None]:
    """Have every protocol inside read in a language, where the review has it."""
    before = _ASKED.set(language)
    try:
        yield
    finally:
        _ASKED.reset(before)


def asked() -> str | None:
    """Give the language that protocols are read in; None for the main one of each."""
    return _ASKED.get()


def languages_in(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the languages of a protocol that was not yet checked, the main one first."""
    review = document.get("review")
    review = review if isinstance(review, Mapping) else {}
    named = review.get("languages", review.get("language"))
    named = named if isinstance(named, list | tuple) else [named]
    # YAML reads the code of Norwegian as a boolean.
    texts = ["no" if each is False else each for each in named if is_language_tag(each)]
    return tuple(dict.fromkeys(text.strip() for text in texts)) or (ENGLISH,)


class Reading:
    """A document read in one language: its texts, and what is wrong with how they are written."""

    def __init__(self, languages: tuple[str, ...], language: str, lines: Lines) -> None:
        self.languages, self.main = languages, languages[0]
        self.language, self.lines = language, lines
        self.faults: list[tuple[KeyPath, str]] = []
        self.lacking: list[Lacking] = []
        self.texts: Texts = {}
        """All that is written for readers, with the names that fields have in the place of keys."""
        self.strange: set[str] = set()
        """Tags of no language of the review, each of which is told once."""

    def of(self, model: type[BaseModel], node: Any, path: KeyPath = ()) -> Any:
        """Give a document of a model with one text in the place of each mapping of languages."""
        if not isinstance(node, Mapping):
            return node
        shapes, read = _shapes(model), {}
        for key, value in node.items():
            found = self._value(shapes.get(key), value, (*path, key))
            if found is not None or value is None:
                read[key] = found
        return read

    def _value(self, shape: _Shape | None, value: Any, path: KeyPath) -> Any:
        if shape is None:
            return value
        if shape.mark and not (shape.many and isinstance(value, list)):
            named = path if isinstance(path[-1], int) else (*path[:-1], shape.name)
            self._keep(shape.mark, value, named)
            return self._text(shape.mark, value, path)
        if shape.many and isinstance(value, list):
            one = replace(shape, many=False)
            return [self._value(one, each, (*path, i)) for i, each in enumerate(value)]
        if shape.named and isinstance(value, Mapping):
            one = replace(shape, named=False)
            return {name: self._value(one, each, (*path, name)) for name, each in value.items()}
        return self.of(shape.model, value, path) if shape.model else value

    def _text(self, mark: InLanguages, value: Any, path: KeyPath) -> Any:
        if not isinstance(value, Mapping):
            if mark.needed and value and isinstance(value, str):
                self._lacks(path, self.languages[1:])
            return value
        self.faults += [(path, fault) for fault in self._wrong(mark, value, path)]
        if self.faults:
            main = value.get(self.main)
            return main if isinstance(main, str) and main.strip() else "?"
        if mark.needed:
            self._lacks(path, tuple(each for each in self.languages if each not in value))
        return value.get(self.language, value[self.main] if mark.stands_in else None)

    def _keep(self, mark: InLanguages, value: Any, path: KeyPath) -> None:
        """Keep a text in every language that it is written in."""
        if isinstance(value, str):
            self.texts[path] = {self.main if mark.needed else "": value}
        elif isinstance(value, Mapping):
            self.texts[path] = {tag: str(text) for tag, text in value.items()}

    def _lacks(self, path: KeyPath, languages: tuple[str, ...]) -> None:
        if languages:
            line = line_of(path, self.lines)
            self.lacking.append(Lacking(line, key_path(path), languages, self.main))

    def _wrong(self, mark: InLanguages, texts: Mapping[str, Any], path: KeyPath) -> Iterator[str]:
        """Say what is wrong with a text that is written for several languages."""
        known = (*self.languages, *(each for each in _programs() if each not in self.languages))
        ours = ", ".join(self.languages)
        for tag, text in texts.items():
            if tag in self.strange:
                continue
            if tag not in known:
                self.strange.add(tag)
                yield (
                    f"found a text in {tag!r}, which is no language of this review ({ours}); write "
                    "the text in one of them, or add the language to review.languages."
                )
            elif text is None or (isinstance(text, str) and not text.strip()):
                yield f"found nothing to read in {tag!r}; write the text, or remove {tag!r}."
            elif not isinstance(text, str):
                self.faults.append(((*path, tag), no_text(text)))
        if mark.stands_in and self.main not in texts:
            yield (
                f"there is no text in {self.main!r}, the main language of this review, which "
                "stands in where another is missing; add it."
            )


@dataclass(frozen=True)
class _Shape:
    """What stands under a key: a marked text, or a model; perhaps a list of them, or by name."""

    name: str
    mark: InLanguages | None = None
    model: type[BaseModel] | None = None
    many: bool = False
    named: bool = False


@cache
def _programs() -> tuple[str, ...]:
    """The languages that the program has words in."""
    return tuple(sorted(path.parent.name for path in own_file(TEMPLATES).glob("*/words")))


@cache
def _shapes(model: type[BaseModel]) -> Mapping[str, _Shape]:
    """Give what stands under each key of a model, where texts of languages may be below it."""
    found = {}
    for name, field in model.model_fields.items():
        metadata = [each for each in field.metadata if isinstance(each, InLanguages)]
        mark = metadata[0] if metadata else _first(field.annotation, _mark_of)
        inner = None if mark else _first(field.annotation, _model_of)
        if mark or inner:
            found[field.alias or name] = _Shape(
                name=name,
                mark=mark,
                model=inner,
                many=bool(_first(field.annotation, _is_many)),
                named=bool(_first(field.annotation, _is_named)),
            )
    return found


def _first(annotation: Any, wanted: Callable[[Any], Any]) -> Any:
    """Look for something in an annotation and all that it is made of."""
    found = wanted(annotation)
    for inner in () if found else get_args(annotation):
        found = found or _first(inner, wanted)
    return found


def _mark_of(annotation: Any) -> InLanguages | None:
    return annotation if isinstance(annotation, InLanguages) else None


def _model_of(annotation: Any) -> type[BaseModel] | None:
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _is_many(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def _is_named(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)
