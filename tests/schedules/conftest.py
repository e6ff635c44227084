"""Where the files are that schedules ship as."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def schedules(project_root: Path) -> Path:
    return project_root / "schedules"


@pytest.fixture
def workflow(project_root: Path) -> Path:
    return project_root / ".github" / "workflows" / "living-review.yml"
