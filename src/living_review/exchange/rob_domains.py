"""The domains and judgements of RoB 1 and RoB 2 in RevMan's words."""

from __future__ import annotations

from typing import Literal

Tool = Literal["RoB1", "RoB2"]

# By the words that tell a domain apart, first match first: RoB 2 speaks of bias "arising from" or
# "due to", RoB 1 names its domains.
_DOMAINS: tuple[tuple[str, Tool, str], ...] = (
    ("arising from the randomi", "RoB2", "D1"),
    ("randomisation process", "RoB2", "D1"),
    ("randomization process", "RoB2", "D1"),
    ("deviations from intended", "RoB2", "D2"),
    ("missing outcome data", "RoB2", "D3"),
    ("measurement of the outcome", "RoB2", "D4"),
    ("selection of the reported result", "RoB2", "D5"),
    ("overall bias", "RoB2", "overall"),
    ("overall risk of bias", "RoB2", "overall"),
    ("sequence generation", "RoB1", "sequence generation"),
    ("allocation concealment", "RoB1", "allocation concealment"),
    ("blinding of participants", "RoB1", "blinding of participants and personnel"),
    ("blinding of outcome", "RoB1", "blinding of outcome assessment"),
    ("incomplete outcome", "RoB1", "incomplete outcome data"),
    ("selective", "RoB1", "selective reporting"),
    ("other bias", "RoB1", "other"),
    ("other sources", "RoB1", "other"),
    ("overall", "RoB2", "overall"),
)
_JUDGEMENTS: dict[Tool, dict[str, str]] = {
    "RoB1": {"low": "low", "unclear": "unclear", "high": "high"},
    "RoB2": {
        "low": "low",
        "some concerns": "some concerns",
        "high": "high",
        "no information": "no information",
    },
}


def domain_of(name: str) -> tuple[Tool, str] | None:
    """Give tool and domain a name means, None where it is in the words of neither."""
    plain = " ".join(name.lower().split())
    return next(((tool, domain) for words, tool, domain in _DOMAINS if words in plain), None)


def judgement_of(cell: str, tool: Tool) -> str | None:
    """Give the judgement a cell means in the words of the tool, None where it is none."""
    plain = " ".join(cell.lower().removesuffix(".").split())
    return _JUDGEMENTS[tool].get(plain.removesuffix(" risk of bias").removesuffix(" risk"))
