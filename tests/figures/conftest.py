"""Fixtures of the figures' tests: the samples by name, and scenes before they are drawn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def scene_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Call a figure's function and get the scene (or scenes) it would have drawn."""
    from living_review.figures import canvas

    def capture(draw: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(canvas, "svg", lambda scene: scene)
            return draw(*args, **options)

    return capture
