"""What people write for a choice of the protocol, and which value of which key they mean by it.

What a value is called stands with its entry (`ground/measures.py`, `ground/methods.py`); the names
of the few choices that have no entries stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BeforeValidator

from living_review.ground.measures import MEASURES
from living_review.ground.methods import INTERVALS_WRITTEN, TAU2, TAU2_OFFERED
from living_review.ground.spelling import bare

_COMMON = (
    *("fixed", "fixed-effect", "fixed-effects", "FE", "EE", "CE", "equal-effects"),
    *("common-effect", "one effect"),
)
WRITTEN: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "measure": {
        code: (own.name, *own.written, *own.in_sheets, *own.in_protocols)
        for code, own in MEASURES.items()
    },
    "tau2": {name: TAU2[name].written for name in TAU2_OFFERED},
    "interval": INTERVALS_WRITTEN,
    "model": {"random": ("random-effects", "RE", "random effect"), "common": _COMMON},
    "method": {
        "inverse-variance": ("IV", "inverse variance", "generic inverse variance", "GIV"),
        "mantel-haenszel": ("MH", "M-H", "Mantel-Haenszel", "Mantel and Haenszel"),
        "peto": ("Yusuf-Peto",),
    },
    "better": {
        "higher": ("high", "higher is better", "more", "more is better", "up", "increase"),
        "lower": ("low", "lower is better", "less", "fewer", "less is better", "down", "decrease"),
    },
    "importance": {
        "critical": ("critically important", "critical for decision making"),
        "important": ("important but not critical",),
        "limited": ("of limited importance", "limited importance", "not important"),
    },
    "risk of bias": {
        "low": ("low risk", "low risk of bias"),
        "some concerns": ("some concern",),
        "unclear": ("unclear risk", "unclear risk of bias"),
        "high": ("high risk", "high risk of bias"),
        "no information": ("NI",),
    },
}
"""Key -> value -> what is written instead of it."""
_MEANT: Final[Mapping[str, Mapping[str, str]]] = {
    key: {bare(each): value for value, names in values.items() for each in (value, *names)}
    for key, values in WRITTEN.items()
}
_JOINED: Final[Mapping[str, Mapping[str, str]]] = {
    key: {name.replace(" ", ""): value for name, value in names.items()}
    for key, names in _MEANT.items()
}
NEARLY: Final[Mapping[str, str]] = {
    bare(each): code for code, own in MEASURES.items() for each in own.nearly
}

_MODIFIED: Final = frozenset(
    bare(each).replace(" ", "")
    for each in (
        *("mKH", "mHK", "mHKSJ", "adhoc", "modified Knapp-Hartung", "modified Hartung-Knapp"),
        *("modified HKSJ", "modified Hartung-Knapp-Sidik-Jonkman", "truncated Knapp-Hartung"),
    )
)
"""What an interval and its safeguard are called together (Röver, Knapp & Friede 2015)."""


def choice(key: str) -> BeforeValidator:
    """Make of what people write for a choice the value of the protocol; leave what is none."""

    def value(given: Any) -> Any:
        return meant(key, given) or given

    return BeforeValidator(value)


def meant(key: str, given: Any) -> str:
    """Give the value of a key that a text means; '' where it means none."""
    if not isinstance(given, str):
        return ""
    name = bare(given)
    # 'HK-SJ' and 'HKSJ' are one name.
    return _MEANT[key].get(name) or _JOINED[key].get(name.replace(" ", ""), "")


def any_of(key: str, known: Iterable[str], given: str) -> str:
    """Give which of some values of a key a text means; '' where none."""
    found = meant(key, given)
    return found if found in known else ""


def told(key: str | int, given: Any) -> str:
    """Say what a text means that is no value of a key: another key's value, or nearly one."""
    if not isinstance(given, str):
        return ""
    if key == "measure" and (code := NEARLY.get(bare(given))):
        return f"{given} is not pooled as such; the nearest is {code}, {MEASURES[code].name}"
    if bare(given).replace(" ", "") in _MODIFIED:
        return "that is two keys; write interval: knapp-hartung and safeguard: se"
    others = (other for other in ("interval", "tau2", "model", "method") if other != key)
    meant_there = (
        f"that belongs to another key; write {other}: {value}"
        for other, value in _others(others, given)
    )
    return next(meant_there, "")


def _others(keys: Iterable[str], given: str) -> Iterator[tuple[str, str]]:
    for key in keys:
        if value := meant(key, given):
            yield key, value
