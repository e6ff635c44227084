"""The texts of a review beside its findings: what there is to say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_review.runs.spoken import spoken

if TYPE_CHECKING:
    from living_review.ground.folder import ReviewFolder
    from living_review.living.edition import Edition
    from living_review.texts.writing import Texts


def texts_of(folder: ReviewFolder, edition: Edition) -> Texts:
    """Read the texts of a review in its main language, with what their authors should know."""
    from living_review.texts.writing import read_texts

    with spoken(folder):
        return read_texts(folder, edition.findings, edition.protocol.review.spoken)
