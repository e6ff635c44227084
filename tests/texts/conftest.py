"""A folder of a review that holds texts alone, and findings to fill them from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_documents import findings
from sample_findings import narrative, none, recovery, single

from living_review.findings import Findings
from living_review.ground.folder import ReviewFolder
from living_review.texts.writing import Texts, read_texts

sys.path.insert(0, str(Path(__file__).parent))
Reading = Callable[..., Texts]


@pytest.fixture(scope="session")
def everything() -> Findings:
    """A pool, a narrative synthesis, one trial, and no trial."""
    return findings(recovery(), narrative(), single(), none())


@pytest.fixture
def reading(tmp_path: Path, everything: Findings) -> Reading:
    """Read texts by their names (`background`, `de/background`) from a folder made for them."""

    def read(
        texts: dict[str, str | bytes],
        languages: tuple[str, ...] = ("en",),
        found: Findings | None = None,
        **files: str,
    ) -> Texts:
        for name, content in texts.items():
            path = tmp_path / "data" / "text" / (name if "." in name else f"{name}.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for name, content in files.items():
            file = tmp_path / "data" / name.replace("_", ".")
            file.write_text(content, encoding="utf-8")
        return read_texts(ReviewFolder(tmp_path), found or everything, languages)

    return read
