"""The sentence under each attribute of a class."""

from __future__ import annotations

from living_review.ground.attribute_docs import attribute_docs


class Base:
    base: int
    """Of the base."""


class Told(Base):
    """Of the class."""

    first: int
    """One
    sentence."""
    second: str = ""
    bare: float
    """Its own."""
    unlike: bool
    4  # noqa: B018
    not_annotated = 1
    """Of nothing that is annotated."""
    last: int

    class Inner:
        """Another."""

        deep: int
        """Deep."""


def test_each_attribute_has_the_sentence_that_stands_under_it_on_one_line() -> None:
    assert attribute_docs(Told) == {
        "first": "One sentence.",
        "second": "",
        "bare": "Its own.",
        "unlike": "",
        "last": "",
    }


def test_a_base_and_a_class_within_another_have_their_own() -> None:
    assert attribute_docs(Base) == {"base": "Of the base."}
    assert attribute_docs(Told.Inner) == {"deep": "Deep."}
