"""Which languages a review is in, and what of its texts was compared when they changed."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("language_changes.language")
class Language(Fact):
    """A language, as its name stands inside a sentence."""

    tag: str
    """Its tag, such as 'es'."""

    @classmethod
    def example(cls) -> Self:
        return cls(tag="es")


@fact("language_changes.changed")
class LanguagesChanged(Fact):
    """Which languages the review is in now, and in which of them texts were compared."""

    now: tuple[Language, ...]
    """Its languages, the main one first."""
    before: tuple[Language, ...]
    """Those it was in; where they are the same, their order is another."""
    compared: tuple[Language, ...]
    """Those in which texts of the protocol were compared; none where all languages stayed."""
    not_compared: int
    """How many texts, such as names, are in no language of both versions."""

    @classmethod
    def example(cls) -> Self:
        spanish, english, german = (Language(tag=each) for each in ("es", "en", "de"))
        return cls(now=(spanish, english), before=(german,), compared=(), not_compared=12)
