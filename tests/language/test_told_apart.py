"""What English tells apart, every language tells apart: certainty, direction, size and count."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from shipped_sets import OTHERS, SETS

from living_review.ground.errors import LivingReviewError
from living_review.language import Fact, Words, speaking
from living_review.language.fact import facts_of, subjects
from living_review.language.facts.statements import Between, Changes

KINDS = [kind for subject in subjects() for kind in facts_of(subject).values()]
COUNTS = (0, 1, 2, 5)
# What these fields tell is grammar, or told by what stands beside it: they stay as in the example.
GRAMMAR = {
    "baselines.domain_there": {"levels"},
    "certainty.why_not_rated": {"results"},
    "counts.trials_and_participants": {"in_words"},
    "effects.ends": {"people"},
    "effects.familiar_difference": {"one"},
    "effects.towards": {"people"},
    "protocol_changes.changed": {"reads"},
    "questions.scale": {"one"},
    "regressions.step": {"one"},
    "thresholds.minimal_important": {"one"},
    "thresholds.scale": {"one"},
}
# Pairs that may be said alike: their item says which of them it is.
ALIKE = (
    {"the rate", "the risk"},
    {"the rate of the outcome ‘Low mood’", "the risk of the outcome ‘Low mood’"},
)
# More than these combinations are walked along each field alone.
MANY = 3_000


def choices(hint: Any, own: Any) -> tuple[Any, ...]:
    """Give the values of a field that stand in a fixed list; else the value that it has."""
    origin = get_origin(hint)
    if origin is Literal:
        return get_args(hint)
    if origin in (Union, UnionType):
        found = [value for each in get_args(hint) for value in choices(each, own)]
        return tuple(dict.fromkeys([own, *(v for v in found if v is not own)]))
    if hint is bool:
        return (False, True)
    if hint is int:
        return COUNTS
    return (None,) if hint is NoneType else (own,)


def variants(kind: type[Fact]) -> Iterator[Fact]:
    """Walk all combinations of what the fields of a fact can be."""
    example = kind.example()
    hints = get_type_hints(kind)
    fixed = GRAMMAR.get(f"{kind.subject}.{kind.macro}", set())
    fields = {
        name: choices(hints[name], getattr(example, name))
        for name in kind.names()
        if name not in fixed
    }
    sizes = 1
    for each in fields.values():
        sizes *= len(each)
    if sizes <= MANY:
        for values in itertools.product(*fields.values()):
            yield replace(example, **dict(zip(fields, values, strict=True)))
    else:
        for name, values in fields.items():
            for value in values:
                yield replace(example, **{name: value})


def said(words: Words, fact: Fact) -> str | None:
    """Say a fact; nothing where it holds values that never come together."""
    try:
        with speaking(words):
            return str(words.said(fact))
    except LivingReviewError:
        return None


@pytest.mark.parametrize("language", OTHERS)
def test_what_english_tells_apart_is_told_apart(language: str) -> None:
    english, other = Words("en"), Words(language)
    lost, walked = [], 0
    for kind in KINDS:
        known: dict[str, str] = {}
        for fact in variants(kind):
            plain = said(english, fact)
            if plain is None:
                continue
            walked += 1
            own = said(other, fact)
            if own is None:
                lost.append(f"{kind.subject}.{kind.macro}: {fact} is not said")
                continue
            before = known.setdefault(own, plain)
            if before != plain and {before, plain} not in ALIKE:
                lost.append(f"{kind.subject}.{kind.macro}: {before!r} and {plain!r}: {own!r}")
    assert not lost, "\n".join(lost)
    assert walked > 4_000


# How sure a sentence is, and what becomes of an outcome, by the words that tell it.
SURE = {
    "de": {"moderate": "wahrscheinlich", "low": "möglicherweise"},
    "en": {"moderate": "probably", "low": "may"},
    "es": {"moderate": "probablemente", "low": "podría"},
}
CHANGE = {
    "de": {"improve": "verbesser", "increase": "zunahme", "reduce": "abnahme"},
    "en": {"improve": "improve", "increase": "increase", "reduce": "reduc"},
    "es": {"improve": "mejora", "increase": "aument", "reduce": "reduc"},
}


@pytest.mark.parametrize("language", SETS)
def test_a_statement_is_as_sure_as_its_certainty_and_names_its_direction(language: str) -> None:
    walked = 0
    for kind in (Changes, Between):
        for fact in variants(kind):
            if (text := said(Words(language), fact)) is None:
                continue
            walked += 1
            words = text.lower()
            assert {level for level, mark in SURE[language].items() if mark in words} == {
                fact.level
            } - {"high"}, text
            told = {way for way, mark in CHANGE[language].items() if mark in words}
            none = isinstance(fact, Changes) and fact.size == "trivial"
            assert told == (set() if none else {fact.change}), text
    assert walked > 400
