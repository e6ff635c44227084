"""What a rule of the catalogue is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "suspicion"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: an error sets the row aside, a suspicion lists it as a query and lets it stay.

    `threshold` says how a suspicion is told where it is not plain from the sentence.
    """

    id: str
    severity: Severity
    tables: tuple[str, ...]
    says: str
    threshold: str = ""


def error(id_: str, tables: str, says: str) -> Rule:
    """Declare an error."""
    return Rule(id_, "error", tuple(tables.split(", ")), says)


def suspicion(id_: str, tables: str, says: str, threshold: str = "") -> Rule:
    """Declare a suspicion."""
    return Rule(id_, "suspicion", tuple(tables.split(", ")), says, threshold)
