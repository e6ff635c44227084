"""What grammar the macros of a language can ask for: their filters.

English has its own rules; every other language takes those of the Unicode CLDR, through Babel. A
filter is given texts, facts (which it says first) or whole numbers, and what it makes of Markdown
is Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from living_review.ground import numbers
from living_review.ground.proper_names import keeps_capital
from living_review.language import english, units
from living_review.language.fact import nearest
from living_review.language.number_styles import locale_of, name_of
from living_review.language.sandbox import PrintError

_PLACE = re.compile(r"\{(\w+)\}")
Filters = Mapping[str, Callable[..., str]]


def filters_of(
    language: str,
    text: Callable[[Any], str],
    said: Callable[[Any], str] = str,
    form: type[str] = str,
) -> Filters:
    """Give the filters of a language (a BCP 47 tag).

    `text` makes text of whatever is printed, in the form in which it is printed; `said` makes text
    of it as it is, which is not yet escaped.
    """
    own = _english(text) if language.split("-")[0] == "en" else _by_cldr(language, text)

    def changed(change: Callable[[str], str]) -> Callable[[Any], str]:
        def filtered(value: Any) -> str:
            before = said(value)
            return type(before)(change(before))

        return filtered

    def listed(items: Iterable[Any], conjunction: str = "and") -> str:
        return form(own["listed"](items, conjunction))

    return {
        "text": text,
        "capitalised": changed(english.capitalised),
        "sentence": changed(english.sentence),
        "stopped": changed(english.stopped),
        "inside": changed(_inside),
        "clause": changed(lambda value: _inside(value.removesuffix("."))),
        "filled": lambda value, **parts: form(
            _filled(value, {k: text(v) for k, v in parts.items()})
        ),
        "language": lambda tag: form(name_of(str(said(tag)), language)),
        "singular": changed(lambda unit: units.singular(unit, language)),
        "beside": lambda unit, number: changed(
            lambda each: units.beside(each, str(text(number)), language)
        )(unit),
        **own,
        "listed": listed,
    }


def _inside(text: str) -> str:
    """Write a label, escaped or not, as it stands inside a sentence."""
    return text if keeps_capital(text.replace("\\", "")) else text[:1].lower() + text[1:]


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    """Put texts in the places that a pattern names: '{who} may improve {outcome}.'"""

    def part(place: re.Match[str]) -> str:
        if place[1] not in parts:
            raise PrintError(f"there is no '{place[1]}' to fill in{nearest(place[1], parts)}")
        return parts[place[1]]

    return _PLACE.sub(part, pattern)


def naming(text: str, noun: str) -> bool:
    """Tell whether a text has a noun in it, in the singular or with an s."""
    return re.search(rf"\b{re.escape(noun)}s?\b", text, re.IGNORECASE) is not None


def _english(text: Callable[[Any], str]) -> Filters:
    def listed(items: Iterable[Any], conjunction: str = "and") -> str:
        return english.listed(_texts(items, text), conjunction)

    return {
        "listed": listed,
        "plural": lambda number, one, other=None: english.plural(number, one, other),
        "counted": lambda number, one, other=None: english.counted(number, one, other),
        "in_words": numbers.in_words,
        "count": numbers.count,
        "ordinal": english.ordinal,
        "date": numbers.date,
    }


def _by_cldr(language: str, text: Callable[[Any], str]) -> Filters:
    """Give the filters of a language other than English; the names of forms are those of CLDR.

    `{{ k | plural(one="Studie", other="Studien") }}`, with `few`, `many` and so on where a
    language has them; `listed("or")` for alternatives.
    """
    from babel.lists import format_list

    locale = locale_of(language)

    def listed(items: Iterable[Any], conjunction: str = "and") -> str:
        texts = _texts(items, text)
        joined = format_list(texts, "or" if conjunction == "or" else "standard", locale)
        return _before_its_sound(joined, texts[-1]) if locale.language == "es" and texts else joined

    def plural(number: int, one: str | None = None, other: str | None = None, **forms: str) -> str:
        if other is None:
            raise PrintError(NO_OTHER)
        known = {"other": other, **forms} | ({"one": one} if one else {})
        if unknown := set(known) - {"zero", "one", "two", "few", "many", "other"}:
            raise PrintError(f"'{min(unknown)}' is no form of a noun that CLDR has")
        return known.get(locale.plural_form(number), other)

    return {
        "listed": listed,
        "plural": plural,
        "counted": lambda number, *a, **k: f"{numbers.count(number)} {plural(number, *a, **k)}",
        "in_words": numbers.in_words,
        "count": numbers.count,
        "ordinal": lambda number: f"{numbers.count(number)}.",
        "date": numbers.date,
    }


NO_OTHER = (
    "a noun of this language needs its form 'other' as well: "
    'counted(one="Studie", other="Studien")'
)
# As the International Components for Unicode have it: 'e' before the sound of 'i', 'u' before 'o'.
_SOUNDS = (
    (" y ", " e ", re.compile(r"i|í|hi(?![ae])|hí", re.IGNORECASE)),
    (" o ", " u ", re.compile(r"o|ó|ho|hó|8|11\b", re.IGNORECASE)),
)


def _before_its_sound(joined: str, last: str) -> str:
    """Have the conjunction before the last of a Spanish list sound apart from what follows."""
    for usual, other, begins in _SOUNDS:
        if joined.endswith(f"{usual}{last}") and begins.match(last):
            return f"{joined[: -len(usual + last)]}{other}{last}"
    return joined


def _texts(items: Iterable[Any], text: Callable[[Any], str]) -> list[str]:
    if isinstance(items, str):
        raise PrintError("a list is asked for, and this is one text")
    return [text(each) for each in items]
