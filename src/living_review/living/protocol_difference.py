"""What changed in the protocol, key by key, as facts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, cast, get_args

from living_review.ground import numbers
from living_review.language import Fact
from living_review.language.facts import protocol_changes as facts
from living_review.protocol import Protocol
from living_review.protocol.thresholds import NAMES, Threshold

KEYS: frozenset[str] = frozenset(get_args(facts.Key))
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 600
# A longer value is a sentence, and is quoted.
_LONGEST_NAME = 60
_INSTRUMENTS = "outcomes.instruments."
# Lists of columns of trials.csv, and the key under which is told what is said of each.
COLUMNS: Mapping[str, str] = {
    "show": "shown",
    "analysis.moderators": "moderator",
    "outcomes.analysis.moderators": "moderator",
}
# Where keys stand below a name that the protocol's author chose, and the keys that have words.
_NAMED: Mapping[str, str] = {
    _INSTRUMENTS: _INSTRUMENTS,
    "analysis.moderator.": "analysis.moderators.",
    "outcomes.analysis.moderator.": "analysis.moderators.",
    "shown.": "show.",
}
_OF_ONE_OUTCOME = "outcomes.analysis."
# The lists of a protocol whose items have keys of their own, by their path.
LISTS: Mapping[str, facts.ListOf] = {
    "timepoints": "timepoints",
    "comparisons": "comparisons",
    "outcomes": "outcomes",
    "outcomes.baseline_risks": "baseline_risks",
    "outcomes.baseline_rates": "baseline_rates",
    "outcomes.minimal_important_differences": "minimal_important_differences",
    "analysis.sensitivity": "sensitivity",
    "outcomes.analysis.sensitivity": "sensitivity",
}


def protocol_difference(before: Protocol, after: Protocol) -> Iterator[Fact]:
    """Yield a fact for each key that has another value, but for where the registry lies."""
    yield from _walk("", None, _told(before), _told(after))


def _told(protocol: Protocol) -> dict[str, Any]:
    """Give the protocol as it is compared: thresholds of a form of their own stay what they are."""
    told = protocol.model_dump(mode="json", exclude={"registry": True, "review": {"languages"}})
    spoken = protocol.review.spoken
    told["review"]["language"] = list(spoken) if len(spoken) > 1 else spoken[0]
    for outcome, each in zip(protocol.outcomes, told["outcomes"], strict=True):
        for name in NAMES if outcome.thresholds else ():
            threshold = getattr(outcome.thresholds, name)
            if threshold and threshold.form != "number":
                each["thresholds"][name] = threshold
    outcomes = [each["analysis"] or {} for each in told["outcomes"]]
    for within in (told, told["analysis"], *outcomes):
        _columns_apart(within, "show", COLUMNS["show"])
        _columns_apart(within, "moderators", COLUMNS["analysis.moderators"])
    return told


def _columns_apart(told: dict[str, Any], key: str, more: str) -> None:
    """Put what is said of columns beside the list of their names."""
    columns = told.get(key)
    if columns is not None:
        told[more] = {each["column"]: {**each, "column": None} for each in columns}
        told[key] = [each["column"] for each in columns]


def _walk(path: str, of: facts.Item | None, old: Any, new: Any) -> Iterator[Fact]:
    """Compare two mappings key by key; `of` is the item that they belong to."""
    for key in dict.fromkeys((*old, *new)):
        place = f"{path}.{key}" if path else str(key)
        had, has = old.get(key), new.get(key)
        if had == has:
            continue
        if of and f"{path}." == _INSTRUMENTS and None in (had, has):
            yield _instrument(str(key), of, has)
        elif f"{path}." in _NAMED and None in (had, has):
            continue  # the list of columns says which came and which went
        elif _items(had) or _items(has):
            yield from _walk_items(place, of, had or [], has or [])
        elif isinstance(had, Mapping) and isinstance(has, Mapping):
            yield from _walk(place, of, had, has)
        elif _is_filter(path) or (isinstance(had, list) and isinstance(has, list)):
            yield _lists(place, of, had, has)
        elif isinstance(had, Mapping) or isinstance(has, Mapping):
            yield from _walk(place, of, had or {}, has or {})
        else:
            yield facts.Changed(
                key=_key(place, of),
                now=_value(has, had),
                before=_value(had, has),
                reads=_is_prose(has),
            )


def _instrument(name: str, outcome: facts.Item, has: Any) -> Fact:
    """Say that an instrument came or went, and whether the main analysis is to use it."""
    return facts.InstrumentCameOrWent(
        name=name,
        outcome=outcome,
        change="removed" if has is None else "added",
        kept_out=has is not None and not has.get("main", True),
    )


def _items(value: Any) -> bool:
    """Whether a value is a list of mappings: outcomes, comparisons, baseline risks."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _walk_items(
    place: str, within: facts.Item | None, old: list[Any], new: list[Any]
) -> Iterator[Fact]:
    """Match items by id (or label) and compare those that both versions have."""
    had, has = _by_id(old), _by_id(new)
    for name in dict.fromkeys((*has, *had)):
        item = _item(place, within, has.get(name, had.get(name)))
        if name not in had:
            yield _came_or_went(item, has[name], had, "added")
        elif name not in has:
            yield _came_or_went(item, had[name], has, "removed")
        else:
            yield from _walk(place, item, had[name], has[name])
    common = [name for name in had if name in has]
    if common != [name for name in has if name in had]:
        yield facts.OrderChanged(of=LISTS[place], within=within)


def _by_id(items: list[Any]) -> dict[str, Mapping[str, Any]]:
    """Give items by what tells them apart; a repeated label keeps its number."""
    found: dict[str, Mapping[str, Any]] = {}
    for item in items:
        name = str(item.get("id") or item.get("label") or item.get("instrument") or "")
        place = name if name not in found else f"{name} {len(found)}"
        found[place] = item
    return found


def _item(place: str, within: facts.Item | None, item: Any) -> facts.Item:
    return facts.Item(of=LISTS[place], name=_name(item), id="", within=within)


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("label") or item.get("instrument") or item.get("id") or "")


def _came_or_went(
    item: facts.Item,
    keys: Mapping[str, Any],
    others: Mapping[str, Mapping[str, Any]],
    change: Literal["added", "removed"],
) -> Fact:
    """Name an item that came or went; with its id where the other version uses its name."""
    alike = "id" in keys and any(_name(other) == item.name for other in others.values())
    named = replace(item, id=str(keys["id"])) if alike else item
    return facts.ItemCameOrWent(item=named, change=change)


def _is_filter(path: str) -> bool:
    """Whether the keys below are columns of the registry, each with the values that belong."""
    return path.rpartition(".")[2] in ("include", "exclude")


def _lists(place: str, of: facts.Item | None, old: Any, new: Any) -> Fact:
    """Say what a list of plain values holds now, and what it held.

    In a filter an empty list lifts the filter on a column, and a column without a list has none.
    """
    key = _key(place, of)
    if any(map(_is_prose, [*(old or ()), *(new or ())])):
        # Which sentences came into a list of them and which went, each whole.
        came = tuple(_single(each) for each in new or () if each not in (old or ()))
        went = tuple(_single(each) for each in old or () if each not in (new or ()))
        return facts.SentencesChanged(key=key, came=came, went=went)
    lifted = _is_filter(place.rpartition(".")[0])
    now, before = (
        facts.NotSet() if each is None else _values(each, lifted=lifted) for each in (new, old)
    )
    return facts.Changed(key=key, now=now, before=before, reads=False)


def _is_prose(value: Any) -> bool:
    """Whether a value is a sentence or more, which is quoted, and not a name or a choice."""
    return isinstance(value, str) and len(value) > _LONGEST_NAME and " " in value


def _key(place: str, of: facts.Item | None) -> facts.KeyName:
    """Name a key by words where there are words for it, else by its path."""
    known, part, instrument = _as_of_the_review(place), "", ""
    root, _, last = place.rpartition(".")
    above = next((each for each in _NAMED if root.startswith(each)), None)
    if above and f"{_NAMED[above]}{last}" in KEYS:
        known, instrument = f"{_NAMED[above]}{last}", root.removeprefix(above)
    elif known not in KEYS:
        # A filter names columns of the registry, which the protocol's author chose.
        known, part = _as_of_the_review(root), last
    worded = known in KEYS
    return facts.KeyName(
        key=cast("facts.Key", known) if worded else None,
        path=place,
        part=part if worded else "",
        instrument=instrument,
        item=of,
    )


def _as_of_the_review(place: str) -> str:
    """Name the choice of the review that a choice of one outcome takes the place of."""
    return place.removeprefix("outcomes.") if place.startswith(_OF_ONE_OUTCOME) else place


def _value(value: Any, other: Any) -> facts.Value:
    """Tell a value of the protocol; two numbers never look alike when they differ."""
    return _values(value) if isinstance(value, list) and value else _single(value, other)


def _values(values: list[Any], *, lifted: bool = False) -> facts.Value:
    if len(values) == 2 and all(isinstance(value, int | float) for value in values):
        low, high = (_single(value) for value in values)
        if isinstance(low, str) and isinstance(high, str):
            return facts.Span(low=low, high=high)
    return facts.Several(values=tuple(map(_single, values)), lifted=lifted)


def _single(value: Any, other: Any = None) -> facts.Single:
    if value is None or value in ("", [], {}):
        return facts.NotSet()
    if isinstance(value, bool):
        return facts.YesOrNo(yes=value)
    if isinstance(value, Threshold):
        return facts.ThresholdValue(ratio=value.form == "ratio", number=f"{value.value:g}")
    if isinstance(value, int | float):
        said = numbers.measured(value)
        alike = isinstance(other, int | float) and numbers.measured(other) == said
        return repr(value).replace("-", numbers.MINUS) if alike else said
    if (date := _date(str(value))) is not None:
        return facts.Day(date=date)
    text = " ".join(str(value).split())
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return facts.Quoted(text=text) if _is_prose(value) else text


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
