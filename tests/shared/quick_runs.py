"""Whole runs of the program without what takes most of their time."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest


def verify_here(patch: pytest.MonkeyPatch) -> None:
    """Have the figures computed again in this process: another takes a second to load."""
    patch.setattr("living_review.verification.verifier.started_process", _cannot_start)


def _cannot_start() -> None:
    raise OSError


def set_no_paper(patch: pytest.MonkeyPatch) -> None:
    """Put the texts of the PDFs and of the whole review in Word in their place."""
    from living_review.document import word_file
    from living_review.paper import pdf

    def place(report: Path, out: Path, **_: Any) -> frozenset[str]:
        out.mkdir(parents=True, exist_ok=True)
        for name in ("summary", "review"):
            text = (report / "print" / f"{name}.md").read_bytes()
            (out / f"{name}.pdf").write_bytes(b"%PDF stand-in\n" + text)
        return frozenset()

    def written(text: str, *_: object) -> bytes:
        return b"Word stand-in\n" + text.encode()

    patch.setattr(pdf, "build_pdfs", place)
    patch.setattr(word_file, "as_docx", written)
    patch.setattr("living_review.runs.build.presses_for", lambda only: nullcontext())
