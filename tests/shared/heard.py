"""Words that remember the facts they were asked to say: what is said, not how."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from living_review.language import Fact
from living_review.language.words import Words

# Texts of several words that are longer are of words that may change.
SHORT = 12


class Heard(Words):
    """The program's words, which remember what they were asked to say."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: dict[str, dict[str, None]] = {}

    def said(self, fact: Fact) -> str:
        held = self.facts.setdefault(f"{fact.subject}.{fact.macro}", {})
        held[written(fact)] = None
        return super().said(fact)


def written(value: Any) -> str:
    if isinstance(value, Fact):
        told = ", ".join(written(getattr(value, each.name)) for each in fields(value))  # type: ignore[arg-type]
        return f"{value.macro}({told})"
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, str) and " " in value.strip() and len(value) > SHORT:
        return "…"
    return str(value)
