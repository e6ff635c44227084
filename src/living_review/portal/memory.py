"""What a portal remembers from one time to the next: its settings, and each review as it was read.

It lies in the portal, so that a portal that is moved or restored from a backup knows itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from living_review.portal.entry import Entry, from_json
from living_review.portal.settings import Settings

FILE = ".portal.json"
SCHEMA = "living-review/portal-memory/1"


@dataclass(frozen=True)
class Remembered:
    """A review as it was read, and the state of its site by which that is still so."""

    seal: str
    entry: Entry
    below: str = ""
    url: str = ""
    trials: frozenset[str] = frozenset()
    by: str = ""
    """The version of the program that read it, the language asked for, and topics of the list."""


@dataclass(frozen=True)
class Memory:
    """What lies in the portal."""

    settings: Settings = field(default_factory=Settings)
    reviews: Mapping[str, Remembered] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    """The folders of reviews that the portal has laid there."""

    def as_text(self) -> str:
        document = {
            "schema": SCHEMA,
            "settings": asdict(self.settings),
            "folders": sorted(self.folders),
            "reviews": {
                name: {**asdict(each), "trials": sorted(each.trials)}
                for name, each in self.reviews.items()
            },
        }
        return json.dumps(document, ensure_ascii=False, default=str) + "\n"


def remembered(portal: Path) -> Memory | None:
    """Read what a portal remembers; None where no portal lies there, or one that tells nothing."""
    try:
        document = json.loads((portal / FILE).read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            return Memory()
        reviews = {name: _review(each) for name, each in document["reviews"].items()}
        folders = frozenset(map(str, document["folders"]))
        return Memory(Settings(**document["settings"]), reviews, folders)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def _review(given: Mapping[str, Any]) -> Remembered:
    known = {**given, "entry": from_json(given["entry"]), "trials": frozenset(given["trials"])}
    return Remembered(**known)
