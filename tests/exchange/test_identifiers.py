"""Identifiers made of names, and the scale a ratio was entered on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_files import METAPSY, csv_bytes

from living_review.exchange import identifiers, measures
from living_review.exchange.extract import Analysed, FoundOutcome, alike, one_a_name, told_apart
from living_review.protocol import IDENTIFIER

NAMES = st.dictionaries(st.text(min_size=1, max_size=80), st.text(max_size=120), max_size=12)


@given(NAMES)
def test_identifiers_are_allowed_and_one_for_each_key(names: dict[str, str]) -> None:
    made = identifiers.unique(names.items(), otherwise="trial")
    assert set(made) == set(names)
    assert all(IDENTIFIER.fullmatch(each) for each in made.values())
    assert len({each.lower() for each in made.values()}) == len(names)


@given(NAMES)
def test_the_order_of_the_file_does_not_matter(names: dict[str, str]) -> None:
    backwards = list(names.items())[::-1]
    made = identifiers.unique(names.items(), otherwise="trial")
    assert made == identifiers.unique(backwards, otherwise="trial")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Müller 2001", "Muller_2001"),
        ("O'Brien & Co. (2010a)", "O_Brien_Co._2010a"),
        ("../../etc", "etc"),
        ("=cmd", "cmd"),
    ],
)
def test_a_name_stays_readable(name: str, made: str) -> None:
    assert identifiers.safe(name, otherwise="trial") == made


@given(st.floats(0.01, 100))
def test_a_logarithm_agrees_with_the_ratio_shown(ratio: float) -> None:
    log = math.log(ratio)
    assert measures.is_log_scale(log, ratio, said=None) is True
    assert measures.is_log_scale(log, round(ratio, 2) or None, said=True) is True
    assert measures.is_log_scale(ratio, ratio, said=None) is False
    assert measures.is_log_scale(ratio, ratio, said=True) is None
    assert measures.is_log_scale(log, 3 * ratio + 1, said=None) is None


@pytest.mark.parametrize("said", [None, True])
def test_without_a_ratio_to_compare_with_the_convention_holds(said: bool | None) -> None:
    assert measures.is_log_scale(-0.5, None, said=said) is True
    assert measures.is_log_scale(-0.5, None, said=False) is False
    assert measures.is_log_scale(1e6, 2.0, said=None) is None


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("Hazard Ratio", "HR"),
        ("Std. Mean Difference", "SMD"),
        ("Peto Odds Ratio", "OR"),
        ("Rate Ratio", "IRR"),
        ("Rate Difference", "IRD"),
        ("Odds Ratio (Non-event)", None),
        ("", None),
    ],
)
def test_a_measure_is_known_by_its_words_or_not_at_all(name: str, measure: str | None) -> None:
    assert measures.named(name) == measure


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Pain < 24 weeks", "Pain_lt_24_weeks"),
        ("Pain > 24 weeks", "Pain_gt_24_weeks"),
        ("Pain ≤ 24 weeks", "Pain_le_24_weeks"),
        ("Pain <= 24 weeks", "Pain_le_24_weeks"),
        ("Age ≥65", "Age_ge_65"),
        ("50% response", "50_percent_response"),
        ("< ≥", "trial-39d4b3ce"),
    ],
)
def test_signs_that_tell_names_apart_become_words(name: str, made: str) -> None:
    assert identifiers.safe(name, otherwise="trial") == made


def found(*names: str) -> list[FoundOutcome]:
    return [FoundOutcome(f"1.{i}", name, "", name) for i, name in enumerate(names, start=1)]


@given(st.lists(st.text(max_size=90), max_size=12))
def test_outcomes_have_identifiers_of_their_own(names: list[str]) -> None:
    made = [each.outcome for each in told_apart(found(*names))]
    assert len({name.casefold() for name in made}) == len(names)
    assert all(IDENTIFIER.fullmatch(name) for name in made)
    assert [identifiers.safe(name, otherwise="outcome") for name in made] == made


@given(st.lists(st.text(max_size=90), max_size=12))
def test_outcomes_of_one_name_are_one_and_of_two_names_two(names: list[str]) -> None:
    made = [each.outcome for each in one_a_name(found(*names))]
    assert len({name.casefold() for name in made}) == len(set(names))
    pairs = list(zip(made, names, strict=True))
    assert all((a == b) == (x == y) for a, x in pairs for b, y in pairs)


def test_names_that_are_nearly_the_same_are_reported() -> None:
    outcomes = told_apart(found("Pain", "pain", "Function", "Pain < 24 weeks", "Pain > 24 weeks"))
    (remark,) = alike(outcomes)
    assert remark.found == "'Pain' and 'pain'"
    assert "Pain, pain_1.2" in remark.reason


def test_studies_that_are_nearly_the_same_are_kept_apart_and_reported(read, rows) -> None:
    lines = [{**METAPSY, "study": name} for name in ("Adams, 2001", "ADAMS 2001", "Chen, 2010")]
    imported = read(csv_bytes(lines))
    assert len({row["trial_id"].casefold() for row in rows(imported, "trials")}) == 3
    (remark,) = [each for each in imported.report if each.where == "study"]
    assert remark.found == "'Adams, 2001' and 'ADAMS 2001'"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        *(("Łukasz 2021", "Lukasz_2021"), ("Sørensen 1999", "Sorensen_1999")),
        *(("Đorđević", "Dordevic"), ("Weiß 2", "Weiss_2"), ("Işık", "Isik"), ("Þór", "Thor")),
        *(("Nguyễn", "Nguyen"), ("Guðrún", "Gudrun"), ("Œuvre", "OEuvre")),
    ],
)
def test_no_latin_letter_is_lost(name: str, made: str) -> None:
    assert identifiers.safe(name, otherwise="trial") == made


@given(st.characters(max_codepoint=0x24F, categories=("Lu", "Ll")))
def test_a_latin_letter_is_written_in_letters_of_the_alphabet(letter: str) -> None:
    made = identifiers.safe(f"a{letter}b 2", otherwise="trial")
    assert made.endswith("b_2") or "-" in made
    assert len(made.partition("-")[0]) >= len("ab_2")


def test_names_of_other_scripts_keep_their_year_and_are_never_one() -> None:
    names = ("王 2020", "李 2020", "Иванов 2020", "2020")
    made = [identifiers.safe(name, otherwise="trial") for name in names]
    assert len(set(made)) == 4
    assert all(each.startswith("trial_2020-") for each in made[:3])
    assert made[3] == "2020"


def test_outcomes_of_one_name_and_key_are_numbered_one_after_the_other() -> None:
    one = FoundOutcome("1", "Pain", "of it", "Pain")
    made = [each.outcome for each in told_apart([one] * 5)]
    assert made == ["Pain", "Pain_1", "Pain_1_2", "Pain_1_3", "Pain_1_4"]


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ((("Pain", "pain", "1"), ("Pain ", "pain", "2")), 0),  # one identifier already
        ((("Pain", "pain", "1"), ("Pain", "pain", "1")), 0),
        ((("Pain", "pain", "1"), ("Pain", "pain_2", "2")), 0),  # two comparisons share a name
        ((("Pain", "pain", "1"), ("Pain", "pain_2", "1")), 2),
        ((("Pain", "pain", "1"), ("pain", "pain_2", "2")), 2),
        ((("Pain", "pain", "1"), ("Mood", "mood", "1")), 0),
        ((("Pain", "a", "1"), ("PAIN", "b", "2"), ("pain", "c", "3")), 3),
    ],
)
def test_outcomes_that_may_be_one_are_named_where_they_are_two(
    outcomes: tuple[tuple[str, str, str], ...], told: int
) -> None:
    made = [
        FoundOutcome(str(i), label, "", own, analysed=Analysed(comparison=(where, "")))
        for i, (label, own, where) in enumerate(outcomes)
    ]
    assert [each.count for each in alike(made)] == [told] * bool(told)
