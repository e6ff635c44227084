"""Identifiers at the bounds of their length, signs that become words, and times in words."""

from __future__ import annotations

import hashlib

import pytest

from living_review.exchange.identifiers import numbered, safe, unique
from living_review.exchange.times import months_named, weeks_named


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


@pytest.mark.parametrize("letters", [63, 64])
def test_a_name_of_as_many_letters_as_allowed_stays(letters: int) -> None:
    assert safe("a" * letters, otherwise="trial") == "a" * letters


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a" * 65, "a" * 55),
        ("a" * 54 + " " + "b" * 20, "a" * 54),
        ("a" * 70 + "王", "a" * 55),
        ("王 2020", "trial_2020"),
        ("王小明 Lee", "Lee"),
        ("王", "trial"),
        ("王" + "1" * 70, "trial_" + "1" * 49),
        ("!?", "trial"),
        ("", "trial"),
    ],
)
def test_a_name_that_is_cut_or_loses_letters_has_a_digest_of_all_of_it(
    name: str, begins: str
) -> None:
    made = safe(name, otherwise="trial")
    assert made == f"{begins}-{digest(name)}"
    assert len(made) <= 64


def test_of_names_that_make_one_identifier_the_first_key_keeps_it() -> None:
    names = [("k2", "Pain!"), ("k1", "pain"), ("k3", "PAIN?"), ("k4", "Sleep")]
    assert unique(names, otherwise="o") == {
        "k1": "pain",
        "k2": f"Pain-{digest('k2')}",
        "k3": f"PAIN-{digest('k3')}",
        "k4": "Sleep",
    }
    long = unique([("1", "a" * 64), ("2", "A" * 64)], otherwise="o")
    assert long == {"1": "a" * 64, "2": "A" * 55 + f"-{digest('2')}"}


@pytest.mark.parametrize(
    ("name", "number", "made"),
    [
        ("pain", 2, "pain_2"),
        ("a" * 62, 2, "a" * 62 + "_2"),
        ("a" * 63, 2, "a" * 62 + "_2"),
        ("a" * 64, 10, "a" * 61 + "_10"),
        ("a" * 61 + "_b", 2, "a" * 61 + "_2"),
    ],
)
def test_a_number_stands_behind_what_fits_before_it(name: str, number: int, made: str) -> None:
    assert numbered(name, number) == made


SIGNS = {
    "<": "lt", ">": "gt", "≤": "le", "⩽": "le", "<=": "le", "≥": "ge", "⩾": "ge", ">=": "ge",
    "≠": "ne", "%": "percent", "+": "plus", "±": "plus_minus", "−": "minus",
}  # fmt: skip
LATIN = {
    "Müller": "Muller", "Łódź": "Lodz", "Søren": "Soren", "Æsop": "AEsop", "œuvre": "oeuvre",
    "Weiß": "Weiss", "ẞ": "SS", "ısı": "isi", "þorn": "thorn", "Þór": "Thor", "ðe": "de",
    "Ða": "Da", "ħal": "hal", "Đorđe": "Dorde",
}  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_becomes_a_word(sign: str) -> None:
    assert safe(f"Age {sign} 65", otherwise="o") == f"Age_{SIGNS[sign]}_65"
    assert safe(f"Age{sign}65", otherwise="o") == f"Age_{SIGNS[sign]}_65"


@pytest.mark.parametrize("name", LATIN)
def test_a_latin_letter_becomes_one_of_the_alphabet(name: str) -> None:
    assert safe(name, otherwise="o") == LATIN[name]


WEEKS = {
    "Day 28": "4", "28 days": "4", "1 day": "0.14", "Week 6": "6", "6 weeks": "6", "6-week": "6",
    "Month 3": "13", "3 months": "13", "2.5 months": "10.83", "1,5 months": "6.5", "Year 1": "52",
    "2 years": "104", " 6 WEEKS ": "6", "Week 6.5": "6.5", "week  12": "12",
    "men": "", "6": "", "weeks": "", "about 6 weeks": "", "6 to 8 weeks": "", "1234567 weeks": "",
    "6 weeks after it": "", "Week 123456": "", "1.2.3 weeks": "", "": "",
}  # fmt: skip


@pytest.mark.parametrize("said", WEEKS)
def test_a_time_that_stands_by_itself_has_its_weeks(said: str) -> None:
    assert weeks_named(said) == WEEKS[said]


def test_a_text_as_long_as_a_sentence_is_no_time() -> None:
    assert weeks_named("6 weeks".ljust(99)) == "6"
    assert weeks_named("6 weeks".ljust(100)) == ""


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("3 months", [3.0]),
        ("3-month and 12 - months follow-up", [3.0, 12.0]),
        ("after 1,5 months, or 2.5 Months", [1.5, 2.5]),
        ("monthly, 6 weeks, 1.2.3 months", []),
        ("3 monthsold", []),
        ("", []),
    ],
)
def test_every_number_of_months_in_a_text_is_given(said: str, months: list[float]) -> None:
    assert list(months_named(said)) == months
