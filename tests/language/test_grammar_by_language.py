"""Grammar by language: English as it was always written, every other language by the CLDR."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from string import ascii_lowercase

import pytest
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import TemplateFailure
from living_review.ground.number_style import writing
from living_review.language import PROGRAMS, Words, say, speaking
from living_review.language.english import listed, ordinal, plural
from living_review.language.facts.effects import Amount
from living_review.language.grammar import filters_of
from living_review.language.number_styles import style_of
from living_review.language.sandbox import PROGRAM_TEMPLATES, PrintError

ENGLISH, GERMAN = filters_of("en", str), filters_of("de", str)
BRITISH = Locale("en", "GB")


@given(st.lists(st.text(ascii_lowercase, min_size=1, max_size=9), min_size=1, max_size=6))
def test_lists_of_names_are_those_of_british_english(items: list[str]) -> None:
    assert listed(items) == format_list(items, "standard", BRITISH)
    assert listed(items, "or") == format_list(items, "or", BRITISH)


@given(st.integers(0, 100_000))
def test_numbers_of_nouns_and_places_are_those_of_english(number: int) -> None:
    assert plural(number, "one", "other") == BRITISH.plural_form(number)
    ends = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
    assert ordinal(number).endswith(ends[BRITISH.ordinal_form(number)])


@given(st.dates())
def test_dates_are_those_of_british_english(day: dt.date) -> None:
    assert ENGLISH["date"](day) == format_date(day, "long", BRITISH)


def test_where_english_keeps_its_own_way() -> None:
    assert listed(["Cook, 2012", "Druss", "Pitt"]) == "Cook, 2012; Druss and Pitt"
    assert ENGLISH["counted"](0, "trial") == "no trials"
    assert ENGLISH["counted"](12_000, "trial") == "12,000 trials"
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th")
    ]


def test_a_sentence_is_a_clause_of_another() -> None:
    assert ENGLISH["clause"]("It does vary.") == "it does vary"
    assert ENGLISH["clause"]("Knapp-Hartung intervals are used.") == (
        "Knapp-Hartung intervals are used"
    )


def test_another_language_has_its_own_forms() -> None:
    assert GERMAN["listed"](["A", "B", "C"]) == "A, B und C"
    assert GERMAN["listed"](["A", "B"], "or") == "A oder B"
    style = style_of("de", PROGRAMS.said)
    with writing(lambda: style):
        assert GERMAN["counted"](12_000, one="Studie", other="Studien") == "12.000 Studien"
        assert GERMAN["date"](dt.date(2026, 11, 22)) == "22. November 2026"
        assert GERMAN["count"](12_000) == "12.000"
    assert GERMAN["ordinal"](3) == "3."
    polish = filters_of("pl", str)
    forms = {"one": "badanie", "few": "badania", "many": "badań", "other": "badania"}
    assert [polish["plural"](n, **forms) for n in (1, 3, 5)] == ["badanie", "badania", "badań"]
    with pytest.raises(PrintError, match="'several' is no form"):
        polish["plural"](2, several="x", other="y")


@pytest.mark.parametrize(
    ("items", "conjunction", "said"),
    [
        (["sesgo", "imprecisión"], "and", "sesgo e imprecisión"),
        (["a", "sesgo", "inconsistencia"], "and", "a, sesgo e inconsistencia"),
        (["agua", "hierro"], "and", "agua y hierro"),
        (["madre", "hija"], "and", "madre e hija"),
        (["recaída", "dolor"], "and", "recaída y dolor"),
        (["uno", "otro"], "or", "uno u otro"),
        (["7", "8"], "or", "7 u 8"),
        (["10", "11"], "or", "10 u 11"),
        (["100", "110"], "or", "100 o 110"),
        (["imprecisión"], "and", "imprecisión"),
        ([], "and", ""),
    ],
)
def test_a_spanish_conjunction_sounds_apart_from_what_follows(
    items: list[str], conjunction: str, said: str
) -> None:
    assert filters_of("es", str)["listed"](items, conjunction) == said


def test_a_language_that_is_none_is_told() -> None:
    with pytest.raises(TemplateFailure, match="'xx' is no language that the Unicode CLDR knows"):
        filters_of("xx", str)


@pytest.mark.parametrize("language", ["en", "de", "pl"])
def test_every_language_has_the_same_filters(language: str) -> None:
    assert set(filters_of(language, str)) == set(ENGLISH)


def test_english_needs_no_babel_and_help_no_templates() -> None:
    say = (
        "from living_review.language import say; "
        "from living_review.language.facts.effects import Effect; say(Effect.example())"
    )
    for done, absent in ((say, ("babel",)), ("import living_review.cli", ("babel", "jinja2"))):
        code = f"import sys; {done}; print([n for n in {absent} if n in sys.modules])"
        out = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert out.stdout.strip() == "[]", done


BESIDE = {
    "en": {"1": "point", "−1": "point", "1.0": "points", "0": "points", "2": "points"},
    "de": {"1": "Punkt", "−1": "Punkt", "1,0": "Punkte", "0": "Punkte", "2": "Punkte"},
    "es": {"1": "punto", "−1": "punto", "1,0": "punto", "1,5": "puntos", "0": "puntos"},
}


@pytest.mark.parametrize("language", BESIDE)
def test_a_unit_stands_in_the_form_that_its_number_asks_for(language: str) -> None:
    many = BESIDE[language]["0"]
    with speaking(Words(language)):
        for number, unit in BESIDE[language].items():
            assert say(Amount(number=number, unit=many)) == f"{number} {unit}"
        assert say(Amount(number="1", unit="mmHg")) == "1 mmHg"


def test_no_macro_prints_a_unit_beside_a_number_as_it_is() -> None:
    number, unit = r"\{\{ (?!interval)[\w.]+ \}\}", r"\{\{ (?:unit|name) \}\}"
    printed = re.compile(rf"{number}(?:{{% if unit %}})?\s+{unit}")
    found = [
        f"{path.parts[-3]}/{path.name}: {match[0]}"
        for path in sorted(PROGRAM_TEMPLATES.glob("*/words/*.j2"))
        for match in printed.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
