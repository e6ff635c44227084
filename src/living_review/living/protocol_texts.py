"""A protocol as it is compared with another: plain values, and texts in all of their languages.

Two texts are the same where they read the same in every language that both reviews speak. Reviews
without a language in common are compared in those in which both texts are written; where there is
none either, one is taken for a translation of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from living_review.protocol import Protocol
from living_review.protocol.marks import KeyPath
from living_review.protocol.thresholds import NAMES
from living_review.synthesis.analysis_names import analysis_label

# Lists of columns of trials.csv, and the key under which is told what is said of each.
COLUMNS: Mapping[str, str] = {
    "show": "shown",
    "analysis.moderators": "moderator",
    "outcomes.analysis.moderators": "moderator",
}
EVERY = ""
"""Stands for every language: a name or a citation that is written once."""


@dataclass(frozen=True)
class Text:
    """A text of a protocol: as it reads here, and in each language that it is written in."""

    here: str
    written: Mapping[str, str]
    spoken: tuple[str, ...]
    """The languages of its review, the main one first."""

    def read(self, language: str) -> str:
        """Give how it reads in a language; the main one's stands in."""
        ways = (language, EVERY, self.spoken[0])
        return next((self.written[way] for way in ways if way in self.written), self.here)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read, in any language."""
        return not any(self.written.values())


Told = Mapping[str, Any]


def told(protocol: Protocol) -> dict[str, Any]:
    """Give a protocol as it is compared; thresholds of a form of their own stay what they are."""
    found = protocol.model_dump(mode="json", exclude={"registry": True, "review": {"languages"}})
    spoken = protocol.review.spoken
    review = found["review"]
    review["language"] = spoken
    if protocol.review.language != spoken[0]:
        # The address of a further language is that of the main one, and a folder.
        review["url"] = review["url"].removesuffix(f"/{protocol.review.language}/")
    review["url"] = review["url"].rstrip("/")
    for outcome, each in zip(protocol.outcomes, found["outcomes"], strict=True):
        for name in NAMES if outcome.thresholds else ():
            threshold = getattr(outcome.thresholds, name)
            if threshold and threshold.form != "number":
                each["thresholds"][name] = threshold
    for path, analysis in protocol.sensitivity_analyses().items():
        _holder(found, path)[path[-1]]["label"] = analysis_label(analysis)
    for path, written in protocol.texts.items():
        _put(found, path, written, spoken)
    outcomes = [each["analysis"] or {} for each in found["outcomes"]]
    for within in (found, found["analysis"], *outcomes):
        _columns_apart(within, "show", COLUMNS["show"])
        _columns_apart(within, "moderators", COLUMNS["analysis.moderators"])
    return found


def _columns_apart(told: dict[str, Any], key: str, more: str) -> None:
    """Put what is said of columns beside the list of their names."""
    columns = told.get(key)
    if columns is not None:
        told[more] = {each["column"]: {**each, "column": None} for each in columns}
        told[key] = [each["column"] for each in columns]


def _holder(document: Any, path: KeyPath) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


def _put(document: Any, path: KeyPath, written: Mapping[str, str], spoken: tuple[str, ...]) -> None:
    """Put a text with all of its languages in the place of the one that is read."""
    holder, key = _holder(document, path), path[-1]
    if isinstance(holder[key], list):
        # One text may be written in the place of a list of them.
        holder, key = holder[key], 0
    if holder[key] is None or isinstance(holder[key], str):
        clean = {tag: " ".join(text.split()) for tag, text in written.items()}
        holder[key] = Text(holder[key] or "", clean, spoken)


def _common(old: Text, new: Text) -> tuple[str, ...]:
    """Give the languages in which two texts can be compared."""
    ways = tuple(tag for tag in new.spoken if tag in old.spoken)
    return ways or tuple(tag for tag in new.written if tag in old.written)


@dataclass(frozen=True)
class Compared:
    """Which texts two protocols share a language of, so that another wording is seen."""

    languages: tuple[str, ...]
    """The languages in which texts are compared."""
    not_compared: int
    """The texts of both that no language has in common."""


def compared(old: Any, new: Any) -> Compared:
    """Tell in which languages the texts of two protocols can be compared."""
    ways = [_common(*pair) for pair in _pairs(old, new)]
    tags = dict.fromkeys(tag for each in ways for tag in each if tag != EVERY)
    return Compared(tuple(tags), sum(not each for each in ways))


def _pairs(old: Any, new: Any) -> Iterator[tuple[Text, Text]]:
    """Give each text that stands in the same place of both, and says something in both."""
    if isinstance(old, Text) and isinstance(new, Text):
        if not (old.empty or new.empty):
            yield old, new
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old.keys() & new.keys():
            yield from _pairs(old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list):
        things = _is_list_of_things(old) and _is_list_of_things(new)
        for had, has in paired(old, new) if things else zip(old, new, strict=False):
            yield from _pairs(had, has)


def differing(old: Text, new: Text) -> tuple[str, ...]:
    """Give the languages in which two texts read otherwise."""
    return tuple(tag for tag in _common(old, new) if old.read(tag) != new.read(tag))


def alike(old: Any, new: Any) -> bool:
    """Tell whether two values of protocols are the same, whatever the languages of their texts."""
    if isinstance(old, Text) and isinstance(new, Text):
        return old.empty == new.empty and not differing(old, new)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(alike(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(alike, old, new))
    return bool(plain(old) == plain(new))


def plain(value: Any) -> Any:
    """Give a text as it reads here, and anything else as it is."""
    return value.here if isinstance(value, Text) else value


def alike_but_for_names(old: Any, new: Any) -> bool:
    """Tell whether two values are the same, whatever the things in them are called."""
    if not (_is_list_of_things(old) and _is_list_of_things(new)) or len(old) != len(new):
        return alike(old, new)
    # The first of them is the one that a finding is rated at, so their order counts.
    return all(
        had is place and has is not None and alike({**had, "label": ""}, {**has, "label": ""})
        for place, (had, has) in zip(old, paired(old, new), strict=False)
    )


def _is_list_of_things(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


Item = Mapping[str, Any]
Pair = tuple[Item | None, Item | None]


def paired(old: list[Any], new: list[Any]) -> list[Pair]:
    """Match items of a list that are one thing: in the order of now, then those that went.

    Items with an id are one by it. Others are one by what they are called, and those that are left
    by what they hold: one with another name and the same values was renamed.
    """
    left = list(old)
    matched: dict[int, Item] = {}
    for is_one in (_by_name, _by_values, _by_translation):
        for place, item in enumerate(new):
            known = [each for each in left if place not in matched and is_one(each, item)]
            if known:
                matched[place] = known[0]
                left = [each for each in left if each is not known[0]]
    pairs: list[Pair] = [(matched.get(place), item) for place, item in enumerate(new)]
    return [*pairs, *((each, None) for each in left)]


def named_by(item: Item) -> str:
    """Give the key that an item is called by."""
    return next((key for key in ("label", "instrument", "id") if item.get(key)), "")


def _by_name(old: Item, new: Item) -> bool:
    if "id" in new:
        return bool(old["id"] == new["id"])
    had, has = old.get(named_by(new)), new.get(named_by(new))
    if isinstance(had, Text) and isinstance(has, Text) and not _common(had, has):
        return False
    return alike(had, has)


def _by_values(old: Item, new: Item) -> bool:
    """Whether two items hold the same, but for texts; a published difference its source, too."""
    return (
        "id" not in new
        and _same_but_for_texts(old, new)
        and ("instrument" not in new or alike(old["source"], new["source"]))
    )


def _same_but_for_texts(old: Any, new: Any) -> bool:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(_same_but_for_texts(old[k], new[k]) for k in old)
    texts = (Text, str)
    return (isinstance(old, texts) and isinstance(new, texts)) or alike(old, new)


def _by_translation(old: Item, new: Item) -> bool:
    """Whether the names of two items are in languages that cannot be compared."""
    had, has = old.get(named_by(new)), new.get(named_by(new))
    return isinstance(had, Text) and isinstance(has, Text) and not _common(had, has)


def renamed(before: Told, after: Told, outcome: str, language: str) -> dict[str, str]:
    """Give what baselines of an outcome were called, in a language, and are called here now."""
    old, new = outcome_of(before, outcome), outcome_of(after, outcome)
    found: dict[str, str] = {}
    for was, now in _baselines(old, new):
        if was is not None and now is not None:
            name = was["label"]
            earlier = {plain(name), name.read(language) if isinstance(name, Text) else name}
            found |= dict.fromkeys(earlier, plain(now["label"]))
    return found


def _baselines(old: Item | None, new: Item | None) -> Iterator[Pair]:
    for key in ("baseline_risks", "baseline_rates"):
        yield from paired((old or {}).get(key) or [], (new or {}).get(key) or [])


def outcome_of(protocol: Told, wanted: str) -> Item | None:
    """Give an outcome by its id."""
    return next((each for each in protocol["outcomes"] if each["id"] == wanted), None)
