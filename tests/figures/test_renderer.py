"""What figures rely on inside matplotlib is missed at once, and by name."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import pytest
from matplotlib.backends import backend_svg

from living_review.figures import renderer
from living_review.ground.errors import EnvironmentFailure

VERSION = metadata.version("matplotlib")


def test_the_installed_matplotlib_has_it_all() -> None:
    renderer.look_at_all()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (backend_svg, "_XMLWriter"),
        (backend_svg._XMLWriter, "element"),
        (backend_svg.RendererSVG, "_write_default_style"),
        (backend_svg.RendererSVG, "open_group"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_part_that_is_gone_is_named_with_the_version(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    monkeypatch.delattr(owner, name)
    # What a class of matplotlib inherits is no renderer of SVG.
    inherited = hasattr(owner, name)
    if inherited:
        monkeypatch.setattr(owner, name, lambda self: None)
    with pytest.raises(EnvironmentFailure) as failure:
        renderer.look_at_all()
    assert f"matplotlib {VERSION} has " in str(failure.value)
    assert name in str(failure.value)
    assert "make setup" in str(failure.value)


def test_a_text_that_is_drawn_from_other_arguments_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backend_svg.RendererSVG, "draw_text", lambda self, context, at, text: None)
    with pytest.raises(EnvironmentFailure, match=r"draw_text that takes \(self, context, at, text"):
        renderer.look_at_all()
