"""What changed in how the review is made: its protocol, the program, the packages that compute."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from living_review.ground import numbers
from living_review.living.edition import Edition
from living_review.living.protocol_words import (
    OF_INSTRUMENTS,
    PHRASES,
    item_name,
    kind_of,
    list_name,
)

PACKAGES = ("numpy", "scipy", "statsmodels", "pandas")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 600
# A longer value is a sentence, and is quoted.
_LONGEST_NAME = 60
_INSTRUMENTS = "outcomes.instruments."


def methods_changes(
    before: Edition, after: Edition, extra_methods: Sequence[str] = ()
) -> tuple[str, ...]:
    """Give one sentence for each difference of method; `extra_methods` come last as they are."""
    protocols = (
        edition.protocol.model_dump(mode="json", exclude={"registry"})
        for edition in (before, after)
    )
    return tuple(
        dict.fromkeys(
            (
                *_walk("", "", *protocols),
                *_source(before, after),
                *_rows_read(before, after),
                *_rules(before, after),
                *_other_reviews(before, after),
                *_software(before, after),
                *extra_methods,
            )
        )
    )


def _source(before: Edition, after: Edition) -> Iterator[str]:
    had, has = (edition.findings.registry.source for edition in (before, after))
    if had and has and had != has:
        yield f"The registry is now read from {has} (before: {had})."


def _rows_read(before: Edition, after: Edition) -> Iterator[str]:
    """Tell which rows of a file of another program are read, where that changed."""
    kept = [edition.protocol.registry.import_ for edition in (before, after)]
    had, has = ({} if each is None else each.where for each in kept)
    if all(kept):
        for column in dict.fromkeys((*had, *has)):
            old, new = (_cells_named(where.get(column)) for where in (had, has))
            if old != new:
                yield (
                    f"Of the file that the registry is made from, rows are now read with {new} in "
                    f"the column {column} (before: {old})."
                )


def _cells_named(cells: Sequence[str] | None) -> str:
    if cells is None:
        return "any cell"
    return " or ".join(f"'{each}'" if each else "an empty cell" for each in cells)


def _walk(path: str, of: str, old: Any, new: Any) -> Iterator[str]:
    """Compare two mappings key by key; `of` names the item they belong to, as in a sentence."""
    for key in dict.fromkeys((*old, *new)):
        place = f"{path}.{key}" if path else str(key)
        had, has = old.get(key), new.get(key)
        if had == has:
            continue
        if f"{path}." == _INSTRUMENTS and None in (had, has):
            yield _instrument(str(key), of, has)
        elif _items(had) or _items(has):
            yield from _walk_items(place, of, had or [], has or [])
        elif isinstance(had, Mapping) and isinstance(has, Mapping):
            yield from _walk(place, of, had, has)
        elif _is_filter(path) or (isinstance(had, list) and isinstance(has, list)):
            yield _lists(place, of, had, has)
        elif isinstance(had, Mapping) or isinstance(has, Mapping):
            yield from _walk(place, of, had or {}, has or {})
        else:
            verb = "reads now" if _is_prose(has) else "is now"
            yield f"{_subject(place, of)} {verb} {_value(has, had)} (before: {_value(had, has)})."


def _instrument(name: str, of: str, has: Any) -> str:
    """Say that an instrument came or went, and whether the main analysis is to use it."""
    if has is None:
        return f"The instrument ‘{name}’ was removed for the {of}."
    kept = "" if has.get("main", True) else ", to be kept out of the main analysis"
    return f"The instrument ‘{name}’ was added for the {of}{kept}."


def _items(value: Any) -> bool:
    """Whether a value is a list of mappings: outcomes, comparisons, baseline risks."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _walk_items(place: str, of: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    """Match items by id (or label) and compare those that both versions have."""
    had, has = _by_id(old), _by_id(new)
    kind = kind_of(place)
    where = f" for {of}" if of else ""
    for name in dict.fromkeys((*has, *had)):
        if name not in had:
            yield f"The {kind} {_told_apart(has[name], had)} was added{where}."
        elif name not in has:
            yield f"The {kind} {_told_apart(had[name], has)} was removed{where}."
        else:
            yield from _walk(place, f"{kind} {item_name(has[name])}{where}", had[name], has[name])
    common = [name for name in had if name in has]
    if common != [name for name in has if name in had]:
        yield f"The order of the {list_name(place)}{where} changed."


def _by_id(items: list[Any]) -> dict[str, Mapping[str, Any]]:
    """Give items by what tells them apart; a repeated label keeps its number."""
    found: dict[str, Mapping[str, Any]] = {}
    for item in items:
        name = str(item.get("id") or item.get("label") or item.get("instrument") or "")
        place = name if name not in found else f"{name} {len(found)}"
        found[place] = item
    return found


def _told_apart(item: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> str:
    """Name an item that came or went; with its id where the other version uses its name."""
    name = item_name(item)
    alike = "id" in item and any(item_name(other) == name for other in others.values())
    return f"{name} (id ‘{item['id']}’)" if alike else name


def _is_filter(path: str) -> bool:
    """Whether the keys below are columns of the registry, each with the values that belong."""
    return path.rpartition(".")[2] in ("include", "exclude")


def _lists(place: str, of: str, old: Any, new: Any) -> str:
    """Say what a list of plain values holds now, and what it held.

    In a filter an empty list lifts the filter on a column, and a column without a list has none.
    """
    if any(map(_is_prose, [*(old or ()), *(new or ())])):
        return _texts(_subject(place, of), old or [], new or [])
    empty = "any value" if _is_filter(place.rpartition(".")[0]) else "none"
    now, before = ("not set" if each is None else _values(each, empty) for each in (new, old))
    return f"{_subject(place, of)} {_now(place)} {now} (before: {before})."


def _texts(subject: str, old: list[Any], new: list[Any]) -> str:
    """Say which sentences came into a list of them and which went, each whole."""
    came = [f"now with {_value(each, None)}" for each in new if each not in old]
    went = [f"no longer with {_value(each, None)}" for each in old if each not in new]
    said = "; ".join((*came, *went)) or "the same sentences in another order"
    return f"{subject} changed: {said}."


def _is_prose(value: Any) -> bool:
    """Whether a value is a sentence or more, which is quoted, and not a name or a choice."""
    return isinstance(value, str) and len(value) > _LONGEST_NAME and " " in value


def _now(place: str) -> str:
    head = PHRASES.get(place, "").partition(" of ")[0]
    return "are now" if head.endswith("s") else "is now"


def _values(values: list[Any], empty: str = "none") -> str:
    if len(values) == 2 and all(isinstance(value, int | float) for value in values):
        return " to ".join(_value(value, None) for value in values)
    return ", ".join(_value(value, None) for value in values) or empty


def _subject(place: str, of: str) -> str:
    """Name a key in words where there are words for it, else by its path."""
    name = PHRASES.get(place)
    root, _, key = place.rpartition(".")
    if root.startswith(_INSTRUMENTS) and key in OF_INSTRUMENTS:
        name = f"{OF_INSTRUMENTS[key]} the instrument ‘{root.removeprefix(_INSTRUMENTS)}’"
    if name is None:
        # A filter names columns of the registry, which the protocol's author chose.
        parent, _, key = place.rpartition(".")
        name = f"{PHRASES[parent]}, '{key}'," if parent in PHRASES else f"'{place}'"
    text = f"{name} of the {of}" if of else name
    return text[:1].upper() + text[1:]


def _value(value: Any, other: Any) -> str:
    """Write a value of the protocol; two numbers never look alike when they differ."""
    if value is None or value in ("", [], {}):
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        said = numbers.measured(value)
        alike = isinstance(other, int | float) and numbers.measured(other) == said
        return repr(value).replace("-", numbers.MINUS) if alike else said
    if isinstance(value, list):
        return _values(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_value(item, None)}" for key, item in value.items())
    if _DATE.fullmatch(str(value)):
        return numbers.date(dt.date.fromisoformat(str(value)))
    text = " ".join(str(value).split())
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"“{text}”" if _is_prose(value) else text


def _rules(before: Edition, after: Edition) -> Iterator[str]:
    """Name each rule of the rating that has another version."""
    old, new = (_versions_of_rules(each) for each in (before, after))
    for rule in (rule for rule in new if rule in old and old[rule] != new[rule]):
        name = rule.replace("-", " ")
        yield (
            f"The rule ‘{name}’ of the rating is in version {new[rule]} now (before: {old[rule]})."
        )


def _versions_of_rules(edition: Edition) -> dict[str, str]:
    """Give the version of each rule that rated a finding."""
    found: dict[str, str] = {}
    for finding in edition.findings.findings:
        for domain in finding.certainty.domains if finding.certainty else ():
            rule, _, version = domain.rule.rpartition("/")
            found[rule] = version
    return found


def _other_reviews(before: Edition, after: Edition) -> Iterator[str]:
    if before.findings.other_reviews != after.findings.other_reviews:
        yield "The results of other reviews that are shown for comparison changed."


def _software(before: Edition, after: Edition) -> Iterator[str]:
    old, new = before.findings.software, after.findings.software
    if (old.name, old.version) != (new.name, new.version):
        yield (f"The program is now {new.name} {new.version} (before: {old.name} {old.version}).")
    for package in PACKAGES:
        had, has = old.packages.get(package), new.packages.get(package)
        if had != has:
            yield (
                f"The package {package}, with which the program computes, is now "
                f"{has or 'not recorded'} (before: {had or 'not recorded'})."
            )
