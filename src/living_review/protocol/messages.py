"""Errors of the protocol as sentences for the person who wrote it.

The sentence names the file, the line, the key, what was found and what is allowed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from living_review.ground.errors import Problem
from living_review.protocol.choices import told
from living_review.protocol.key_names import key_called
from living_review.protocol.marks import KeyPath, Lines, key_path, line_of

LONGEST_VALUE = 200
LIMITS = {
    "greater_than": ("a number above", "gt"),
    "greater_than_equal": ("a number of at least", "ge"),
    "less_than": ("a number below", "lt"),
    "less_than_equal": ("a number of at most", "le"),
}
A_LIST = "a list, each item on a line that begins with '- '"
# What is said where a text is wanted and something else was found.
TEXT_FOR = {
    "list": "one text; leave the brackets and dashes out",
    "languages": "the tag of one language, such as en; give several as languages, the main one "
    "first",
    "mapping": "one text; put quotation marks around it where it holds a colon",
    "nothing": "text; write it here",
    "": "text (put quotation marks around it)",
}
PAIRS = ("weeks", "range")
TWO_NUMBERS, SOME_ITEMS = "a list of exactly two numbers", "a list with at least one item"
WANTED = {
    "float_type": "a number, with a point for decimals",
    "float_parsing": "a number, with a point for decimals",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_parsing": "a date as year-month-day, such as 2026-12-15",
    "date_from_datetime_parsing": "a date as year-month-day, such as 2026-12-15",
    "tuple_type": A_LIST,
    "list_type": A_LIST,
    "mapping_type": "a mapping of keys to values",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_too_short": "some text",
    "empty_filter": "at least one value, or the word any",
    "language_tag": "the tag of a language, such as en, de or pt-BR",
    "web_address": "a web address that begins with https:// and has no query or fragment",
    "search_expression": "words whose quotation marks and brackets all close, 300 characters at "
    "most",
    "doi": "a DOI without an address before it, such as 10.5281/zenodo.1234567",
    "orcid": "an ORCID iD, its 16 characters in fours, such as 0000-0002-1825-0097, or its "
    "address at https://orcid.org/",
    "contact": "an e-mail address, or a web address that begins with https://",
    "review_path": "the path of a file or folder inside the review, such as data/registry.xlsx",
    "brand_path": "the path of a file inside the review that the program does not make, such as "
    "brand/logo.svg",
    "environment_variable": "the name of an environment variable, such as REGISTRY_URL",
    "host_name": "the name or the address of a host alone, such as registry.example.org",
    "https_address": "a web address that begins with https:// and has no fragment",
    "database_schema": "the name of a database schema (letters, digits and '_')",
    "sha256": "a SHA-256 of 64 hexadecimal digits, in quotation marks",
    "git_tag": "the name of a tag, or latest",
    "repository": "the https:// or ssh:// address of a git repository, or an absolute path",
    "threshold": "a number above 0, {per_1000: 20} for a difference in risk of 20 per 1000, or "
    "{ratio: 0.8} for a ratio other than 1",
    "one_place": "exactly one of csv, xlsx, sqlite, postgresql, https, git and import",
    "one_file": "a file of another program in exactly one place: file, url or git",
    "file_in_repository": "the path of a file inside the repository, such as data/trials.csv",
    "mapping_path": "the path of a file of its own in data/, such as data/mapping.yml",
    "no_cells": "one cell or a list of them, such as yes or [cbt, ipt]",
    "identifier": "an identifier (letters, digits, '_', '.' and '-'; 64 at most; a letter or "
    "digit first)",
}


def sentences(
    errors: Sequence[ErrorDetails], root: type[BaseModel], file: str, lines: Lines
) -> tuple[Problem, ...]:
    """Write pydantic's errors, each as one sentence, without those that only follow from others."""
    misspelt = {
        (*path[:-1], _meant(path[-1], _keys_at(path[:-1], root)))
        for path in (tuple(error["loc"]) for error in errors if error["type"] == "extra_forbidden")
    }
    own = [
        error
        for error in errors
        if not (error["type"] == "missing" and tuple(error["loc"]) in misspelt)
        # A list is also called too short when it is long enough and an item of it is wrong.
        and not (error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])
    ]
    return tuple(dict.fromkeys(problem(error, root, file, lines) for error in own))


def problem(error: ErrorDetails, root: type[BaseModel], file: str, lines: Lines) -> Problem:
    """Write one pydantic error as a sentence and its parts; a secret is never among them."""
    path = tuple(error["loc"])
    found = None if error["type"] in ("missing", "secret") else value_shown(error["input"])
    said = sentence(error, root, file, lines)
    line = line_of(path, lines) if path in lines or path[:-1] else None
    return Problem(said, file, line, key_path(path), found)


def value_shown(value: Any) -> str | None:
    """Write a value for programs: what is one word as it is, anything else as sentences show it."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 3] + "..."
    return None if value is None else shown(value)


def sentence(error: ErrorDetails, root: type[BaseModel], file: str, lines: Lines) -> str:
    """Write one pydantic error as one sentence."""
    path = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        return _unknown_key(path, root, file, lines)
    if error["type"] == "missing" and _is_key(path, lines):
        return (
            f"{_place(path[:-1], file, lines)}: the key {path[-1]!r} is missing; add it."
            if path[:-1]
            else f"{file}: the key {path[-1]!r} is missing; add it."
        )
    if error["type"] in ("secret", "of_the_review"):  # said whole; a secret is never shown
        return at(path, error["msg"], file, lines)
    if error["type"] == "missing":  # one end of a range
        path = path[:-1]
    text = f"found {shown(error['input'])}, allowed is {_allowed(error)}"
    return at(path, text if text.endswith(("?", ".")) else f"{text}.", file, lines)


def at(path: KeyPath, text: str, file: str, lines: Lines) -> str:
    """Put the place of a key path before a sentence about it."""
    return f"{_place(path, file, lines)}: {text}"


def problem_at(path: KeyPath, text: str, file: str, lines: Lines, document: Any) -> Problem:
    """Give a sentence about a key path with its parts."""
    found = document
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            found = None
    said = at(path, text, file, lines)
    return Problem(said, file, line_of(path, lines), key_path(path), value_shown(found))


def shown(value: Any) -> str:
    """Write a value as found in the file, cut when long."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        entries = [*value.items()]
        if len(entries) == 1 and isinstance(entries[0][1], int | float):
            return f"{{{entries[0][0]}: {entries[0][1]}}}"
        return "a mapping"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    return f"'{_cut(value)}'" if isinstance(value, str) else _cut(value)


def _cut(value: Any) -> str:
    text = re.sub(r"\s+", " ", str(value))
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= 60 else text[:57] + "..."


def listed(values: Sequence[str], last: str = "or") -> str:
    """Join values as people do: a, b or c."""
    return f" {last} ".join(filter(None, [", ".join(values[:-1]), values[-1]]))


def suggestion(found: object, allowed: Iterable[str], likeness: float = 0.6) -> str:
    """Return ` — did you mean 'x'?` when something allowed is close to what was found."""
    near = nearest(found, allowed, likeness)
    # It may be a cell of a file, which must not drive a terminal.
    near = "".join(letter if letter.isprintable() else "?" for letter in near)
    return f" — did you mean '{near}'?" if near else ""


def nearest(found: object, allowed: Iterable[str], likeness: float = 0.6) -> str:
    """Return the name that is closest to what was found; '' where none is close."""
    by_lower = {name.lower(): name for name in allowed}
    close = difflib.get_close_matches(str(found).lower(), by_lower, n=1, cutoff=likeness)
    return by_lower[close[0]] if close else ""


def _allowed(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", context["expected"])
        found = error["input"] if isinstance(error["input"], str) else ""
        hint = told(error["loc"][-1], found)
        return listed(options) + (f"; {hint}." if hint else suggestion(found, options))
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        text, key = LIMITS[kind]
        return f"{text} {context[key]:g}{_as_share(error['input'], context[key])}"
    if kind in ("too_short", "too_long", "missing"):
        if kind == "missing" or context.get("max_length") is not None:
            return TWO_NUMBERS
        return SOME_ITEMS
    if kind == "tuple_type" and error["loc"][-1] in PAIRS:
        return TWO_NUMBERS
    if kind == "string_type":
        return text_wanted(error["input"], error["loc"])
    return WANTED.get(kind, error["msg"])


def text_wanted(found: object, path: Sequence[int | str]) -> str:
    """Say what is to be written where a text is wanted and something else was found."""
    if isinstance(found, list | tuple):
        return TEXT_FOR["languages" if tuple(path) == ("review", "language") else "list"]
    if isinstance(found, Mapping):
        return TEXT_FOR["mapping"]
    return TEXT_FOR["nothing" if found is None else ""]


def no_text(found: object) -> str:
    """Say that a text is wanted where something else was found."""
    said = f"found {shown(found)}, allowed is {text_wanted(found, ())}"
    return f"{said}."


def _as_share(found: Any, limit: float) -> str:
    """Say how a percentage is written where a share is wanted."""
    is_percentage = isinstance(found, int | float) and 1 < found <= 100 and 0 < limit <= 1
    return f"; {found:g}% is written {found / 100:g}" if is_percentage else ""


def _unknown_key(path: KeyPath, root: type[BaseModel], file: str, lines: Lines) -> str:
    known = sorted(_keys_at(path[:-1], root))
    around = f" of {key_path(path[:-1])}" if path[:-1] else ""
    others = f"; known are {listed(known, 'and')}." if known else "; remove it."
    meant = _meant(path[-1], known)
    hint = f" — did you mean '{meant}'?" if meant else _under(path, root) or others
    return f"{file}, line {line_of(path, lines)}: unknown key '{_cut(path[-1])}'{around}{hint}"


def _meant(written: str | int, known: Iterable[str]) -> str:
    """Give which of some keys a person means; '' where none is near."""
    keys = tuple(known)
    return key_called(written, keys) or nearest(written, keys)


def _under(path: KeyPath, root: type[BaseModel]) -> str:
    """Say under which section beside a key, or at the top, a key stands that is not known here."""
    for around in dict.fromkeys((path[:-1], ())):
        inner = (each for each in sorted(_keys_at(around, root)) if each not in path[:-1])
        found = [each for each in inner if path[-1] in _keys_at((*around, each), root)]
        if len(found) == 1:
            return f"; it belongs under '{key_path((*around, found[0]))}'."
    return ""


def _keys_at(path: KeyPath, root: type[BaseModel]) -> set[str]:
    """Return the keys the model at a key path has."""
    model: type[BaseModel] | None = root
    named = False
    for part in path:
        # The name of an item, such as an instrument, is no field: the item has the model's keys.
        if named:
            named = False
        elif isinstance(part, str) and model is not None and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            model, named = _model_in(annotation), _has_names(annotation)
    fields = model.model_fields if model else {}
    return {field.alias or name for name, field in fields.items()}


def _has_names(annotation: Any) -> bool:
    """Tell whether the items of a key have names of their own."""
    origin = get_origin(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return True
    return any(_has_names(inner) for inner in get_args(annotation))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None


def _is_key(path: KeyPath, lines: Lines) -> bool:
    return bool(path) and isinstance(path[-1], str) and path not in lines


def _place(path: KeyPath, file: str, lines: Lines) -> str:
    line = line_of(path, lines)
    return f"{file}, line {line}, {key_path(path)}" if path else f"{file}, line {line}"
