"""What changed in the protocol, key by key, as facts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from living_review.ground import numbers
from living_review.language import Fact
from living_review.language.facts import protocol_changes as facts
from living_review.language.facts.language_changes import Language, LanguagesChanged
from living_review.language.facts.method_changes import TextsChanged
from living_review.living.edition import Edition
from living_review.living.protocol_texts import (
    Text,
    Told,
    alike,
    compared,
    differing,
    named_by,
    paired,
    plain,
)
from living_review.protocol.thresholds import Threshold

KEYS: frozenset[str] = frozenset(get_args(facts.Key))
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 600
# A longer value is a sentence, and is quoted.
_LONGEST_NAME = 60
_INSTRUMENTS = "outcomes.instruments."
_LANGUAGES = "review.language"
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
# The keys that items are called by.
_NAMES = {f"{path}.{key}" for path in LISTS for key in ("label", "instrument")}


def protocol_difference(before: Edition, after: Edition) -> Iterator[Fact]:
    """Yield a fact for each key that has another value, but for where the registry lies.

    A text that reads otherwise in other languages alone is told by their names.
    """
    walk = _Walk(before.asked, after.asked, after.protocol.review.language)
    yield from walk.through("", None, before.asked, after.asked)


@dataclass(frozen=True)
class _Walk:
    """Compares two protocols, and tells it in one of their languages."""

    before: Told
    after: Told
    language: str

    def through(self, path: str, of: facts.Item | None, old: Any, new: Any) -> Iterator[Fact]:
        """Compare two mappings key by key; `of` is the item that they belong to."""
        for key in dict.fromkeys((*old, *new)):
            place = f"{path}.{key}" if path else str(key)
            had, has = old.get(key), new.get(key)
            if alike(had, has) or (_is_unset(had) and _is_unset(has)):
                continue
            if place == _LANGUAGES:
                yield self._languages(had, has)
            elif of and f"{path}." == _INSTRUMENTS and None in (had, has):
                yield _instrument(str(key), of, has)
            elif f"{path}." in _NAMED and None in (had, has):
                continue  # the list of columns says which came and which went
            elif _items(had) or _items(has):
                yield from self._items(place, of, had or [], has or [])
            elif isinstance(had, Mapping) and isinstance(has, Mapping):
                yield from self.through(place, of, had, has)
            elif _is_filter(path) or (isinstance(had, list) and isinstance(has, list)):
                yield self._list(place, of, had, has)
            elif isinstance(had, Mapping) or isinstance(has, Mapping):
                yield from self.through(place, of, had or {}, has or {})
            else:
                yield self._one(place, of, had, has)

    def _languages(self, had: tuple[str, ...], has: tuple[str, ...]) -> Fact:
        """Tell the languages, and in which of them texts are compared where any came or went."""
        others = {*had} != {*has}
        found = compared(self.before, self.after)
        return LanguagesChanged(
            now=_named(has),
            before=_named(had),
            compared=_named(found.languages) if others else (),
            not_compared=found.not_compared,
        )

    def _one(self, place: str, of: facts.Item | None, had: Any, has: Any) -> Fact:
        if (elsewhere := self._elsewhere(had, has)) is not None:
            return TextsChanged(languages=elsewhere, key=_key(place, of))
        if of is not None and place in _NAMES:
            return facts.Renamed(item=replace(of, name=str(plain(had))), now=str(plain(has)))
        now, before = plain(has), plain(had)
        return facts.Changed(
            key=_key(place, of),
            now=_value(now, before),
            before=_value(before, now),
            reads=_is_prose(now),
        )

    def _elsewhere(self, had: Any, has: Any) -> tuple[Language, ...] | None:
        """Name the languages in which a text changed, where the one that is told is none of them.

        A text that came or went did so in every language.
        """
        if not (isinstance(had, Text) and isinstance(has, Text)) or had.empty != has.empty:
            return None
        others = differing(had, has)
        return None if self.language in others else _named(others)

    def _items(
        self, place: str, within: facts.Item | None, old: list[Any], new: list[Any]
    ) -> Iterator[Fact]:
        """Match items that are one thing, and compare those that both versions have."""
        pairs = paired(old, new)
        for had, has in pairs:
            item = _item(place, within, has if has is not None else had)
            if had is None and has is not None:
                yield _came_or_went(item, has, old, "added")
            elif has is None and had is not None:
                yield _came_or_went(item, had, new, "removed")
            elif had is not None and has is not None:
                yield from self.through(place, item, had, has)
        places = [_place(each, old) for each, has in pairs if each is not None and has is not None]
        if places != sorted(places):
            yield facts.OrderChanged(of=LISTS[place], within=within)

    def _list(self, place: str, of: facts.Item | None, old: Any, new: Any) -> Fact:
        """Say what a list of plain values holds now, and what it held.

        In a filter an empty list lifts the filter on a column, and a column without a list has
        none.
        """
        key = _key(place, of)
        had, has = old or [], new or []
        came, went = _beyond(had, has), _beyond(has, had)
        elsewhere = [self._elsewhere(*each) for each in zip(went, came, strict=False)]
        if elsewhere and len(came) == len(went) and None not in elsewhere:
            names = dict.fromkeys(name for each in elsewhere for name in each or ())
            return TextsChanged(languages=tuple(names), key=key)
        translated = len(had) != len(has) and compared(had, has).not_compared
        if any(_is_prose(plain(each)) for each in [*had, *has]) and not translated:
            # Which sentences came into a list of them and which went, each whole.
            return facts.SentencesChanged(
                key=key,
                came=tuple(_single(plain(each)) for each in came),
                went=tuple(_single(plain(each)) for each in went),
            )
        lifted = _is_filter(place.rpartition(".")[0])
        now, before = (
            facts.NotSet() if each is None else _values(each, lifted=lifted) for each in (new, old)
        )
        return facts.Changed(key=key, now=now, before=before, reads=False)


def _named(languages: Iterable[str]) -> tuple[Language, ...]:
    return tuple(Language(tag=each) for each in languages)


def _beyond(some: list[Any], others: list[Any]) -> list[Any]:
    """Give what of a list is not in another one, as often as it is there more often."""
    left = list(some)
    found = []
    for each in others:
        same = next((place for place, one in enumerate(left) if alike(one, each)), None)
        if same is None:
            found.append(each)
        else:
            del left[same]
    return found


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


def _place(item: Mapping[str, Any], items: list[Any]) -> int:
    return next(place for place, each in enumerate(items) if each is item)


def _item(place: str, within: facts.Item | None, item: Any) -> facts.Item:
    return facts.Item(of=LISTS[place], name=_name(item), id="", within=within)


def _name(item: Mapping[str, Any]) -> str:
    return str(plain(item.get(named_by(item), "")))


def _came_or_went(
    item: facts.Item,
    keys: Mapping[str, Any],
    others: list[Any],
    change: Literal["added", "removed"],
) -> Fact:
    """Name an item that came or went; with its id where the other version uses its name."""
    alike = "id" in keys and any(_name(other) == item.name for other in others)
    named = replace(item, id=str(keys["id"])) if alike else item
    return facts.ItemCameOrWent(item=named, change=change)


def _is_filter(path: str) -> bool:
    """Whether the keys below are columns of the registry, each with the values that belong."""
    return path.rpartition(".")[2] in ("include", "exclude")


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
    return facts.Several(values=tuple(_single(plain(each)) for each in values), lifted=lifted)


def _is_unset(value: Any) -> bool:
    """Whether a value says nothing: what is new and leaves a key empty has not changed it."""
    return plain(value) is None or plain(value) in ("", [], {})


def _single(value: Any, other: Any = None) -> facts.Single:
    if _is_unset(value):
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
