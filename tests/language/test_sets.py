"""Every set of words says every fact there is, and nothing that is none."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
import textwrap
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from shipped_sets import SETS

from living_review.language import Fact, Words
from living_review.language.check import check_words
from living_review.language.fact import facts_of, subjects
from living_review.language.sandbox import PROGRAM_TEMPLATES

KINDS = [kind for subject in subjects() for kind in facts_of(subject).values()]


@pytest.mark.parametrize("language", SETS)
def test_a_set_has_a_macro_for_every_fact_and_no_other(language: str) -> None:
    folder = PROGRAM_TEMPLATES / language
    assert {path.stem for path in (folder / "words").glob("*")} == set(subjects())
    for subject in subjects():
        found = check_words(folder / "words" / f"{subject}.j2", language)
        assert sorted(found) == sorted(facts_of(subject)), f"{language}/{subject}"


@pytest.mark.parametrize("language", SETS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.subject}.{kind.macro}")
def test_the_example_of_every_fact_is_said_without_a_hole(kind: type[Fact], language: str) -> None:
    said = Words(language).said(kind.example())
    assert isinstance(said, kind.form)
    assert said
    assert said == said.strip()
    assert not re.search(r"\s\s|\x1f|\(\)| [,.;:)]|\bNone\b|\.\.", said), said


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.subject}.{kind.macro}")
def test_every_fact_says_what_it_is_and_what_its_parts_are(kind: type[Fact]) -> None:
    assert (kind.__doc__ or "").strip().endswith("."), kind
    [made] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(made, ast.ClassDef)
    told = {
        before.target.id
        for before, after in zip(made.body, made.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
    assert set(kind.names()) <= told, f"{kind.__qualname__}: a field without a sentence on it"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.subject}.{kind.macro}")
def test_a_fact_holds_texts_words_counts_and_facts_alone(kind: type[Fact]) -> None:
    """A macro is given what is true, never a finding to compute with, and no bare number."""
    hints = get_type_hints(kind)
    for name in kind.names():
        assert all(may_be_handed_over(part) for part in parts_of(hints[name])), name


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
