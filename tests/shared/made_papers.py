"""PDFs of made-up reviews that several tests look at, each set once in a run."""

from __future__ import annotations

from pathlib import Path

import made_crowded
import made_reviews
import pytest
from made_once import made_once
from set_boxes import Boxes, pressed_with_boxes

# Trials, outcomes, letters of each label, language. Plots on several pages; long words in other
# languages; every cell full.
REVIEWS = {
    "many trials": (130, 1, 3, "en"),
    "long labels": (3, 2, 120, "es"),
    "crowded": (4, 2, 60, "de"),
}
DOCUMENTS = ("review", "summary")
ROWS = 8


def paper(factory: pytest.TempPathFactory, name: str, document: str) -> tuple[bytes, Boxes]:
    """Give one of the PDFs of a review, and where everything stands on it."""

    def make(folder: Path) -> tuple[bytes, Boxes]:
        findings = made_reviews.review(folder, *REVIEWS[name])
        if name == "crowded":
            findings = made_crowded.crowded(findings, ROWS)
        return pressed_with_boxes(made_reviews.set_up(folder, findings, document))

    return made_once(factory, f"{document} of {name}", make)[1]
