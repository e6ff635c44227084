"""One document to set, and one that was set."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from living_review.assets.brand import PLAIN, Brand

Paper = Literal["A4", "letter"]


@dataclass(frozen=True)
class PrintJob:
    """One document to set: its HTML, and the folders and files it may draw on.

    `source` is the Markdown file the HTML was made from; addresses are relative to it.
    """

    markup: str
    source: Path
    report: Path
    date: dt.date
    attachments: tuple[Path, ...] = ()
    paper: Paper = "A4"
    most_pages: int | None = None
    """So many pages it has; what they do not hold is left out by rule (see `fitting`)."""
    brand: Brand = PLAIN
    """What the document wears."""
    kept_in: Path | None = None
    """Where what was set before is kept; nowhere, where everything is to be set."""


@dataclass(frozen=True)
class Pressed:
    """A document that was set, and the letters that no font of this machine has."""

    data: bytes
    lacking: frozenset[str] = frozenset()
