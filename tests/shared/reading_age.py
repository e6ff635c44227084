"""How hard a text is to read: its sentences, and formulas for English, German and Spanish.

Syllables are groups of vowels, or the parts that a word may be broken into if these are more, so
that a text is never taken for easier than it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyphen

_VOWELS = re.compile(r"[aeiouyäöüáéíóú]+", re.IGNORECASE)
# An e at the end of an English word that is not heard, as in "made" and "makes", and where it is.
_SILENT = re.compile(r"[^aeiouy]e(?:s|d)?$")
_SPOKEN = re.compile(r"(?:[td]ed|[sxz]es|[cg]es|ches|shes|[^aeiouyr]le)$")
_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True)
class Text:
    """The sentences of a text, as lists of words."""

    language: str
    sentences: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> list[str]:
        return [word for sentence in self.sentences for word in sentence]

    @property
    def longest(self) -> int:
        return max(map(len, self.sentences))

    @property
    def mean(self) -> float:
        return len(self.words) / len(self.sentences)

    @property
    def grade(self) -> float:
        """The years of school that a text asks for: Flesch-Kincaid, or Wiener Sachtextformel 1."""
        words, count = self.words, len(self.words)
        syllables = [syllables_of(word, self.language) for word in words]
        if self.language == "de":
            share = {
                "long": sum(number >= 3 for number in syllables) / count * 100,
                "wide": sum(len(word) > 6 for word in words) / count * 100,
                "one": sum(number == 1 for number in syllables) / count * 100,
            }
            return (
                0.1935 * share["long"]
                + 0.1672 * self.mean
                + 0.1297 * share["wide"]
                - 0.0327 * share["one"]
                - 0.875
            )
        return 0.39 * self.mean + 11.8 * sum(syllables) / count - 15.59

    @property
    def ease(self) -> float:
        """Fernández Huerta’s formula for Spanish: from 60 on it is ordinary, from 70 on easy."""
        syllables = sum(syllables_of(word, self.language) for word in self.words)
        return 206.84 - 60 * syllables / len(self.words) - 1.02 * self.mean


def text_of(markdown: str, language: str) -> Text:
    """Take the sentences out of a page of Markdown; a heading or an item ends one."""
    bare = re.sub(r"(?s)\A---\n.*?\n---\n", "", markdown)
    bare = re.sub(r"\]\([^)]*\)|\{[#.][^}]*\}|[\[\]*]|^:::.*$", " ", bare, flags=re.MULTILINE)
    # A number with its decimals, or a date, is one word and ends no sentence.
    bare = re.sub(r"(\d)[.,](\d)", r"\1\2", bare)
    bare = re.sub(r"(\d)\.(?= [A-ZÄÖÜ][a-zä]+ \d{4})", r"\1", bare)
    parts = re.split(r"(?<=[.!?])[\s”“»]+|\n\s*\n|^[-#]+ ", bare, flags=re.MULTILINE)
    found = (tuple(_WORD.findall(part)) for part in parts)
    return Text(language, tuple(words for words in found if words))


@cache
def syllables_of(word: str, language: str) -> int:
    """Count the syllables of a word."""
    heard = word.lower().rstrip("'’")
    groups = len(_VOWELS.findall(heard))
    if language == "en" and groups > 1 and _SILENT.search(heard) and not _SPOKEN.search(heard):
        groups -= 1
    return max(groups, len(_hyphens(language).positions(heard)) + 1, 1)


@cache
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"en": "en_GB", "de": "de_DE", "es": "es"}[language])
