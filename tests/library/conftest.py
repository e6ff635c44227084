"""Small reviews below one folder, and a way to bring them up to date without drawing anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def shelf(tmp_path: Path) -> Callable[..., Path]:
    """Lay copies of an example below a folder, one a name."""

    def laid(*names: str, example: str = "minimal") -> Path:
        for name in names:
            shutil.copytree(EXAMPLES / example / "data", tmp_path / "shelf" / name / "data")
        return tmp_path / "shelf"

    return laid
