"""One state of a review, whole: what it says, the registry it says it of, and its protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from living_review.living.bearing import Rows
from living_review.living.protocol_texts import Told, told

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.findings.workings import Workings
    from living_review.protocol import Protocol
    from living_review.sources import RawTables


@dataclass(frozen=True)
class Edition:
    """What a difference is taken between; `tables` hold only what had entered by the date.

    `workings` are there where the findings were computed, not where they were read back.
    """

    findings: Findings
    tables: RawTables
    protocol: Protocol
    workings: Workings | None = None
    again: Callable[[Callable[[str], None]], Edition] | None = field(
        default=None, compare=False, repr=False
    )
    """Makes the same edition in the words that are spoken then; it is told each step."""

    @cached_property
    def asked(self) -> Told:
        """The protocol as it is compared with that of another edition."""
        return told(self.protocol)

    @cached_property
    def rows(self) -> Rows:
        """What the registry holds of each finding, read once for all of them."""
        return Rows(self.tables, tuple(outcome.id for outcome in self.protocol.outcomes))
