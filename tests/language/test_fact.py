"""A fact behaves as a frozen dataclass of its fields does; to make it one takes longer."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from living_review.language.fact import Fact, facts_of, subjects


def every_fact() -> Iterator[type[Fact]]:
    for subject in subjects():
        yield from facts_of(subject).values()


def test_every_fact_is_as_a_frozen_dataclass_would_be() -> None:
    for kind in every_fact():
        made: Any = kind.example()
        own = {each.name: getattr(made, each.name) for each in fields(made)}
        told = ", ".join(f"{name}={value!r}" for name, value in own.items())
        assert repr(made) == f"{kind.__qualname__}({told})"
        turned = kind(**dict(reversed(own.items())))
        assert made == turned
        assert hash(made) == hash(turned)
        for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made), replace(made)):
            assert again == made
            assert type(again) is kind
        assert made != tuple(own.values())
        for name in (*own, "another"):
            with pytest.raises(FrozenInstanceError, match=name):
                setattr(made, name, None)
            with pytest.raises(FrozenInstanceError, match=name):
                delattr(made, name)
        for name in own:
            other = copy.copy(made)
            vars(other)[name] = "something else"
            assert other != made


def test_a_fact_takes_its_fields_and_no_others_by_name() -> None:
    for kind in every_fact():
        made: Any = kind.example()
        own = {name: getattr(made, name) for name in kind.names()}
        with pytest.raises(TypeError, match=f"^{kind.__qualname__} takes .*another$"):
            kind(**own, another=1)  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            kind("a text by its place")  # type: ignore[call-arg]
        for name in kind.needed():
            few = {each: value for each, value in own.items() if each != name}
            with pytest.raises(TypeError, match=f"^{kind.__qualname__} takes .*{name}"):
                kind(**few)
            with pytest.raises(TypeError):
                kind(**few, another=1)  # type: ignore[call-arg]
        left = kind(**{name: own[name] for name in kind.needed()})
        assert {name: getattr(left, name) for name in kind.names()} == {
            each.name: own[each.name] if each.name in kind.needed() else each.default
            for each in fields(made)
        }
