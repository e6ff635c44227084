"""One state of a review, whole: what it says, the registry it says it of, and its protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.protocol import Protocol
    from living_review.sources import RawTables


@dataclass(frozen=True)
class Edition:
    """What a difference is taken between; `tables` hold only what had entered by the date."""

    findings: Findings
    tables: RawTables
    protocol: Protocol
