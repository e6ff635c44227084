"""What a run of `update` did, for people and for programs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from living_review.living.file_report import FileReport

if TYPE_CHECKING:
    from living_review.findings import Changes
    from living_review.findings.registry import QuarantineEntry

MOST_NAMED = 3
State = Literal["nothing new", "published", "republished", "would publish", "would republish"]


@dataclass(frozen=True)
class Updated:
    """What a run did."""

    state: State
    version: int | None
    site: Path
    date: dt.date | None = None
    headline: str = ""
    changes: Changes | None = None
    stale: tuple[str, ...] = ()
    quarantined: int = 0
    set_aside: tuple[QuarantineEntry, ...] = field(default=(), repr=False)
    """The rows of the version that are not used; empty where nothing is new."""
    file_report: FileReport = field(default=FileReport(), repr=False)
    """What of the file that the registry is made from the version before did not tell."""
    mended: tuple[str, ...] = ()
    """What of the site was missing or changed, and stands there again."""
    warnings: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    """What of the version people should look at."""
    seconds: float = 0.0
    text: str = field(default="", repr=False)

    def summary(self) -> dict[str, Any]:
        """Give the outcome for `--json` and for `--notify`."""
        changes = self.changes
        return {
            "state": self.state,
            "version": self.version,
            "date": self.date and self.date.isoformat(),
            "site": str(self.site),
            "headline": self.headline,
            "conclusions_changed": [
                each.model_dump(mode="json") for each in (changes.conclusions if changes else ())
            ],
            "stale": list(self.stale),
            "changes": changes.model_dump(mode="json") if changes else None,
            "set_aside": self.quarantined,
            "mended": list(self.mended),
            "warnings": list(self.warnings),
            "seconds": self.seconds,
        }

    def describe(self) -> str:
        """Say the outcome for people."""
        headline = self.headline.rstrip(".")
        said = {
            "nothing new": f"Nothing new since version {self.version}.",
            "published": f"Version {self.version} is published in {self.site}: {headline}.",
            "republished": f"Version {self.version} stands in {self.site} again{self._why()}; "
            "nothing is new.",
            "would publish": f"This would publish version {self.version}: {headline}.",
            "would republish": f"This would put version {self.version} into {self.site} "
            f"again{self._why()}.",
        }[self.state]
        stale = [f"Stale decision: {each}" for each in self.stale]
        return "\n".join(filter(None, (said, self.text, *stale, *self.warnings, *self.looks)))

    def following(self) -> str:
        """Say what to do next; '' where there is nothing to do."""
        return {
            "published": "Next: keep data/versions, report and CHANGELOG.md under version "
            f"control, and put {self.site} where readers find it.",
            "would publish": "Next: 'living-review update' without --dry-run publishes it.",
            "would republish": "Next: 'living-review update' without --dry-run does it.",
        }.get(self.state, "")

    def _why(self) -> str:
        """Say what was not whole, the first few of it."""
        if not self.mended:
            return ""
        more = len(self.mended) - MOST_NAMED
        rest = f", and {more} more" if more > 0 else ""
        return f" ({', '.join(self.mended[:MOST_NAMED])}{rest})"
