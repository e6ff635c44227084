"""What is handed to the second computation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_review.findings import Finding
    from living_review.findings.workings import Workings
    from living_review.language import Words
    from living_review.protocol import Protocol


@dataclass(frozen=True, eq=False)
class Job:
    """The findings, and what they were made from."""

    findings: tuple[Finding, ...]
    protocol: Protocol
    workings: Workings
    words: Words
    """In which labels of the findings are said."""
