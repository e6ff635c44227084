"""What a template writes values with: its filters, and the small marks of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from living_review.certainty.summary import SYMBOLS
from living_review.findings import Finding, Level
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts.terms import LevelOfCertainty
from living_review.language.grammar import filters_of
from living_review.language.markdown import Markdown, yaml_string
from living_review.tables import results
from living_review.words import grammar

# What of the grammar of macros templates call as functions: `listed(review.authors)`.
CALLED = ("counted", "listed", "plural")


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """Give the filters of the templates: one way to write each kind of value."""
    own = filters_of(language, _text)
    return {
        **{name: own[name] for name in ("count", "in_words", "date")},
        "iso_date": lambda day: Markdown(day.isoformat()),
        "percent": numbers.percent,
        "capitalised": grammar.capitalised,
        "inside": grammar.inside,
        "sentence": grammar.sentence,
        "sentence_end": sentence_end,
        "domain_name": grammar.domain_name,
        "level_name": lambda level: say(LevelOfCertainty(level=level)),
        "css_name": css_name,
        "symbols": symbols,
        "fingerprint": lambda text: Markdown("".join(c for c in text if c.isalnum())),
    }


def called(language: str) -> dict[str, Callable[..., Any]]:
    """Give the grammar of a language that templates call by its names."""
    own = filters_of(language, _text)
    return {name: own[name] for name in CALLED}


def _text(value: Any) -> str:
    """Give a text as it is: a template escapes whatever it prints."""
    return str(value)


def symbols(level: Level) -> Markdown:
    """Draw a certainty; the word beside it says the same to a screen reader."""
    return Markdown(f'[{SYMBOLS[level]}]{{.symbols aria-hidden="true"}}')


def sentence_end(text: str) -> str:
    """End a text with a full stop; what is Markdown stays Markdown."""
    return text if text.endswith(".") else type(text)(f"{text}.")


def css_name(text: str) -> Markdown:
    """Give the class name of a word: 'very low' as 'very-low'."""
    return Markdown("".join(c if c.isalnum() else "-" for c in text))


def anchor(name: str) -> Markdown:
    """Give a heading an anchor that other pages can point to."""
    return Markdown("{#" + "".join(c if c.isalnum() or c in "-_" else "-" for c in name) + "}")


def front_matter(title: str, description: str, parent: str = "") -> Markdown:
    """Write the front matter of a page; its strings are shown as they are, each on one line."""
    lines = [f"title: {yaml_string(title)}", f"description: {yaml_string(description)}"]
    if parent:
        lines.append(f"parent: {yaml_string(parent)}")
    return Markdown("\n".join(("---", *lines, "---")))


def hashes(level: int) -> Markdown:
    """Begin a heading of that level."""
    return Markdown("#" * level)


def page(finding: Finding) -> Markdown:
    """Give the address of a finding's page."""
    return Markdown(results.page_of(finding) or "results.html")
