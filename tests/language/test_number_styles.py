"""Numbers are written as the language that is spoken writes them, and read back as they are."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground import numbers
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.ground.number_style import ENGLISH, NumberStyle, writing
from living_review.language import PROGRAMS, Words, speaking, words_in
from living_review.language.fact import Fact
from living_review.language.number_styles import style_of

# Thousands are apart by a point, a comma, blanks of several widths or an apostrophe; Spanish and
# Polish write four digits without.
LANGUAGES = ("en", "de", "de-CH", "es", "fr", "pl", "sv", "pt-BR", "nl")


def said(fact: Fact) -> str:
    return PROGRAMS.said(fact)


STYLES = {language: style_of(language, said) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[NumberStyle]:
    made = STYLES[request.param]
    with writing(lambda: made):
        yield made


def test_english_is_what_is_written_where_nothing_else_is_spoken() -> None:
    assert STYLES["en"] == ENGLISH
    assert numbers.fixed(-1573.5, 1) == "−1,573.5"


@pytest.mark.parametrize(
    ("language", "amount", "thousands", "share", "day"),
    [
        ("de", "0,29", "1.573", "95\xa0%", "27. November 2026"),
        ("de-CH", "0.29", "1’573", "95%", "27. November 2026"),
        ("es", "0,29", "1573", "95\xa0%", "27 de noviembre de 2026"),
        ("fr", "0,29", "1\u202f573", "95\xa0%", "27 novembre 2026"),
        ("sv", "0,29", "1\xa0573", "95\xa0%", "27 november 2026"),
    ],
)
def test_signs_and_dates_are_those_of_the_language(
    language: str, amount: str, thousands: str, share: str, day: str
) -> None:
    with writing(lambda: STYLES[language]):
        assert numbers.estimate(0.29, "SMD") == amount
        assert numbers.count(1573) == thousands
        assert numbers.confidence(0.95) == share
        assert numbers.date(dt.date(2026, 11, 27)) == day
        assert numbers.date(None) == numbers.ABSENT


def test_five_digits_are_grouped_where_four_are_not() -> None:
    with writing(lambda: STYLES["es"]):
        assert numbers.count(15730) == "15.730"
        assert numbers.fixed(1234.5, 1) == "1234,5"


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=st.floats(-1e12, 1e12), decimals=st.integers(0, 6))
def test_what_is_written_is_read_back(language: str, value: float, decimals: int) -> None:
    plain = numbers.shown(numbers.fixed(value, decimals))
    with writing(lambda: STYLES[language]):
        text = numbers.fixed(value, decimals)
        assert numbers.shown(text) == plain
    if abs(value) < 1e9:
        assert math.isclose(plain, value, abs_tol=0.51 * 10.0**-decimals, rel_tol=1e-15)


def test_an_interval_of_a_language_has_both_its_ends(spoken: NumberStyle) -> None:
    low, high = (numbers.estimate(each, "SMD") for each in (-0.1, 0.47))
    assert numbers.interval(-0.1, 0.47, "SMD") == spoken.interval.format(low=low, high=high)
    assert numbers.interval(None, 0.47, "SMD") == numbers.ABSENT


def test_a_review_words_its_numbers_itself(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    (words / "numbers.j2").write_text(
        "{% macro interval(low, high) %}{{ low }} … {{ high }}{% endmacro %}"
        "{% macro small(number) %}{{ number | count }}{% endmacro %}",
        encoding="utf-8",
    )
    with speaking(words_in(tmp_path)):
        assert numbers.interval(0.1, 0.2, "SMD") == "0.10 … 0.20"
        assert numbers.in_words(3) == "3"
    assert numbers.in_words(3) == "three"


def test_a_language_that_is_none_is_named() -> None:
    with pytest.raises(TemplateFailure, match="'xx-what' is no language"):
        style_of("xx-what", said)
    with pytest.raises(EnvironmentFailure, match="lacks the macro"), speaking(Words("ia")):
        numbers.count(3)


def test_other_signs_may_stand_around_a_number(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "numbers.j2").write_text(
        "{% macro interval(low, high) %}{ {{ low }}; {{ high }} }{} {0}{% endmacro %}"
        "{% macro below(number) %}<{{ number }}{x}{% endmacro %}",
        encoding="utf-8",
    )
    with speaking(words_in(tmp_path)):
        assert numbers.interval(0.1, 0.2, "SMD") == "{ 0.10; 0.20 }{} {0}"
        assert numbers.probability(0.001) == "<1%{x}"
