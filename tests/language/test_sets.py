"""Every set of words says every fact there is, and nothing that is none."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from shipped_sets import SETS

from living_review.ground.attribute_docs import attribute_docs
from living_review.ground.measures import Measure
from living_review.language import Fact, Words, say, speaking
from living_review.language.check import check_words
from living_review.language.fact import facts_of, subjects
from living_review.language.facts.terms import MeasureInBrief
from living_review.language.sandbox import PROGRAM_TEMPLATES

# A process says hundreds of facts in the time that it takes to begin one test.
OF_A_SUBJECT = pytest.mark.parametrize("subject", subjects())


@pytest.mark.parametrize("language", SETS)
def test_a_set_has_a_macro_for_every_fact_and_no_other(language: str) -> None:
    folder = PROGRAM_TEMPLATES / language
    assert {path.stem for path in (folder / "words").glob("*")} == set(subjects())
    for subject in subjects():
        found = check_words(folder / "words" / f"{subject}.j2", language)
        assert sorted(found) == sorted(facts_of(subject)), f"{language}/{subject}"


@pytest.mark.parametrize("language", SETS)
@OF_A_SUBJECT
def test_the_example_of_every_fact_is_said_without_a_hole(subject: str, language: str) -> None:
    words = Words(language)
    wrong = {}
    for name, kind in facts_of(subject).items():
        said = words.said(kind.example())
        hole = re.search(r"\s\s|\x1f|\(\)| [,.;:)]|\bNone\b|\.\.", said)
        if hole or not said or said != said.strip() or not isinstance(said, kind.form):
            wrong[name] = said
    assert not wrong


# Where a language shortens a measure otherwise, readers of it never meet the English letters.
SHORTENED = {"es": {"SMD": "DME", "MD": "DM", "RD": "DR"}, "de": {}, "en": {}}


@pytest.mark.parametrize("language", [each for each in SETS if SHORTENED[each]])
@OF_A_SUBJECT
def test_the_abbreviation_of_a_measure_is_that_of_the_language(subject: str, language: str) -> None:
    words = Words(language)
    english = {}
    for name, kind in facts_of(subject).items():
        for field, hint in get_type_hints(kind).items():
            for code in {*SHORTENED[language]} & {*get_args(hint)}:
                with speaking(words):
                    said = say(replace(kind.example(), **{field: code}))
                if re.search(rf"\b{code}\b", said):
                    english[name, field] = said
    assert not english


def test_a_measure_without_letters_of_its_own_keeps_the_english_ones() -> None:
    for language, own in SHORTENED.items():
        with speaking(Words(language)):
            said = {code: say(MeasureInBrief(code=code)) for code in get_args(Measure)}
        assert said == {code: code for code in get_args(Measure)} | own


@OF_A_SUBJECT
def test_every_fact_says_what_it_is_and_what_its_parts_are(subject: str) -> None:
    for kind in facts_of(subject).values():
        assert (kind.__doc__ or "").strip().endswith("."), kind
        kinds = [each for each in kind.__mro__ if issubclass(each, Fact)]
        told = {name for each in kinds for name, text in attribute_docs(each).items() if text}
        assert set(kind.names()) <= told, f"{kind.__qualname__}: a field without a sentence on it"


@OF_A_SUBJECT
def test_a_fact_holds_texts_words_counts_and_facts_alone(subject: str) -> None:
    """A macro is given what is true, never a finding to compute with, and no bare number."""
    for kind in facts_of(subject).values():
        hints = get_type_hints(kind)
        for name in kind.names():
            handed = all(may_be_handed_over(part) for part in parts_of(hints[name]))
            assert handed, f"{kind.__qualname__}.{name}"


def parts_of(hint: Any) -> tuple[Any, ...]:
    """Take unions and tuples apart."""
    if get_origin(hint) in (Union, UnionType, tuple):
        return tuple(part for each in get_args(hint) for part in parts_of(each))
    return (hint,)


def may_be_handed_over(part: Any) -> bool:
    if get_origin(part) is Literal:
        return all(isinstance(word, str) for word in get_args(part))
    if part in (str, int, bool, dt.date, NoneType, Ellipsis):
        return True
    return isinstance(part, type) and issubclass(part, Fact)
