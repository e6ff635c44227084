"""How numbers are written in a language: its signs by the Unicode CLDR, its words by its macros."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from living_review.ground.errors import TemplateFailure
from living_review.ground.number_style import ENGLISH, NumberStyle, writing
from living_review.language.fact import Fact
from living_review.language.facts import numbers as facts

if TYPE_CHECKING:
    from babel import Locale

WORDS_FOR = 10
# Four digits stand together: `minimumGroupingDigits` is 2 in the CLDR, which Babel does not read.
_FOUR_TOGETHER = ("es", "pl", "pt_PT")


def locale_of(language: str) -> Locale:
    """Give what the CLDR knows of a language (a BCP 47 tag).

    TemplateFailure where it knows nothing.
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise TemplateFailure(
            f"'{language}' is no language that the Unicode CLDR knows, so its grammar is not "
            "known; give the tag of one, such as fr or pt-BR."
        ) from error


def name_of(tag: str, language: str) -> str:
    """Give what a language is called in a language, as it stands inside a sentence, by the CLDR."""
    return locale_of(tag).get_display_name(locale_of(language)) or tag


def style_of(language: str, said: Callable[[Fact], str]) -> NumberStyle:
    """Give the style of a language whose macros say facts by `said`.

    British English has its own signs and dates, whatever the CLDR says of them.
    """
    signs = ENGLISH if language.split("-")[0] == "en" else _signs(locale_of(language))
    with writing(lambda: signs):
        return replace(
            signs,
            interval=said(facts.Interval(low="{low}", high="{high}")),
            below=said(facts.Below(number="{number}")),
            above=said(facts.Above(number="{number}")),
            one_in=said(facts.OneIn(number="{number}")),
            small=tuple(said(facts.Small(number=each)) for each in range(WORDS_FOR)),
        )


def _signs(locale: Locale) -> NumberStyle:
    from babel.dates import format_date
    from babel.numbers import format_percent, get_decimal_symbol, get_group_symbol

    def date(day: dt.date) -> str:
        return format_date(day, "long", locale)

    return NumberStyle(
        decimal=get_decimal_symbol(locale),
        group=get_group_symbol(locale).replace("'", "’"),
        least_grouped=5 if str(locale) in _FOUR_TOGETHER else 4,
        percent=format_percent(0.01, locale=locale).replace("1", "{number}"),
        small=(),
        date=date,
    )
