"""Words that remember the facts they were asked to say: what is said, not how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from living_review.language import Fact
from living_review.language.words import Words

# Texts of several words that are longer are of words that may change.
SHORT = 12


class Heard(Words):
    """The program's words, which remember what they were asked to say.

    `known` are the fields of each macro that count; of one that is not there, all do.
    """

    def __init__(self, known: Mapping[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self.known = known or {}
        self.facts: dict[str, dict[str, None]] = {}
        self.fields: dict[str, tuple[str, ...]] = {}

    def said(self, fact: Fact) -> str:
        name = macro(fact)
        self.fields[name] = fact.names()
        self.facts.setdefault(name, {})[self.written(fact)] = None
        return super().said(fact)

    def written(self, value: Any) -> str:
        """Write a fact, or one of its fields."""
        if isinstance(value, Fact):
            shown = self.known.get(macro(value), value.names())
            told = ", ".join(self.written(getattr(value, each, "gone")) for each in shown)
            return f"{value.macro}({told})"
        if isinstance(value, tuple):
            return f"[{', '.join(map(self.written, value))}]"
        if isinstance(value, str) and " " in value.strip() and len(value) > SHORT:
            return "…"
        return str(value)


def macro(fact: Fact) -> str:
    return f"{fact.subject}.{fact.macro}"
