"""How a risk-of-bias judgement looks: colour, symbol and word, so that none stands alone.

Symbols and colours follow robvis (McGuinness & Higgins 2021, doi 10.1002/jrsm.1411).
"""

from __future__ import annotations

from dataclasses import dataclass

from living_review.figures.palette import Role
from living_review.ground.errors import BadInput


@dataclass(frozen=True)
class Look:
    """The disc of one judgement and what the key calls it."""

    word: str
    fill: Role
    symbol: str
    symbol_role: Role = "symbol"


LOOKS: dict[str, Look] = {
    "low": Look("low", "low", "+"),
    "some concerns": Look("some concerns", "some", "−"),
    "unclear": Look("unclear", "some", "?"),
    "high": Look("high", "high", "×", "symbol-light"),
    "no information": Look("no information", "unknown", "?"),
}

ROB2_DOMAINS = {
    "D1": "randomisation process",
    "D2": "deviations from intended interventions",
    "D3": "missing outcome data",
    "D4": "measurement of the outcome",
    "D5": "selection of the reported result",
}


def look(judgement: str, where: str) -> Look:
    """Give the look of a judgement; raises BadInput for a word outside the vocabulary.

    Drawing an unknown word as any of the known ones would hide it from the reader.
    """
    found = LOOKS.get(judgement.strip().lower())
    if found is None:
        raise BadInput(
            f"The risk-of-bias judgement '{judgement[:60]}' of {where} is not one of "
            f"{', '.join(LOOKS)}; correct it in risk_of_bias.csv."
        )
    return found


def key(judgements: set[str]) -> tuple[tuple[str, str], ...]:
    """Give judgement and word for those that occur, in order of severity."""
    seen = {judgement.strip().lower() for judgement in judgements}
    return tuple((name, found.word) for name, found in LOOKS.items() if name in seen)


def short_names(domains: tuple[str, ...]) -> tuple[str, ...]:
    """Give column headers: the domains' own ids where all are short, else letters."""
    if all(len(name) <= 3 for name in domains):
        return domains
    return tuple(chr(ord("A") + place) for place in range(len(domains)))


def full_name(domain: str) -> str:
    """Give a domain as a reader knows it: 'D3: missing outcome data'."""
    return f"{domain}: {ROB2_DOMAINS[domain]}" if domain in ROB2_DOMAINS else domain


def domain_note(domains: tuple[str, ...]) -> str:
    """Say what each column header means."""
    pairs = zip(short_names(domains), domains, strict=True)
    told = "; ".join(
        full_name(name) if short == name else f"{short}: {name}" for short, name in pairs
    )
    return f"{told}." if told else ""
