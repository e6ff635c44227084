"""How a risk-of-bias judgement looks: colour, symbol and word, so that none stands alone.

Symbols and colours follow robvis (McGuinness & Higgins 2021, doi 10.1002/jrsm.1411).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from living_review.figures.palette import Role
from living_review.ground.errors import BadInput
from living_review.language import say
from living_review.language.facts import risk_of_bias as facts
from living_review.words.risk_of_bias_words import JUDGEMENTS


@dataclass(frozen=True)
class Look:
    """The disc of one judgement."""

    fill: Role
    symbol: str
    symbol_role: Role = "symbol"


@dataclass(frozen=True)
class Key:
    """What a figure says of its discs: each judgement that occurs, with its word."""

    heading: str
    entries: tuple[tuple[str, str], ...]


# In the order of the vocabulary: low, some concerns, unclear, high, no information.
_IN_ORDER = (
    *(Look("low", "+"), Look("some", "−"), Look("some", "?")),
    *(Look("high", "×", "symbol-light"), Look("unknown", "?")),
)
LOOKS: Mapping[str, Look] = dict(zip(JUDGEMENTS, _IN_ORDER, strict=True))


def look(judgement: str, where: str) -> Look:
    """Give the look of a judgement; raises BadInput for a word outside the vocabulary.

    Drawing an unknown word as any of the known ones would hide it from the reader.
    """
    return LOOKS[known(judgement, where)]


def known(judgement: str, where: str) -> facts.Judgement:
    """Give a judgement as the vocabulary has it; raises BadInput for a word outside of it."""
    word = judgement.strip().lower()
    for each in JUDGEMENTS:
        if each == word:
            return each
    raise BadInput(
        f"The risk-of-bias judgement '{judgement[:60]}' of {where} is not one of "
        f"{', '.join(LOOKS)}; correct it in risk_of_bias.csv."
    )


def key(judgements: set[str]) -> Key:
    """Explain the judgements that occur, in order of severity."""
    seen = {judgement.strip().lower() for judgement in judgements}
    return Key(
        say(facts.Key()),
        tuple(
            (name, say(facts.JudgementName(judgement=name))) for name in JUDGEMENTS if name in seen
        ),
    )
