"""A figure as a picture: the same marks at the same places, and nothing of what is not ours."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from living_review.figures.as_pixels import png

FIGURES = Path(__file__).parents[2] / "report" / "fig"
KINDS = ("prisma-flow", "risk-of-bias", "forest", "leave-one-out", "cumulative", "directions")
OURS = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 144 72">{}</svg>'
)
PAINTED = (
    '<defs><path id="a" d="M0 0L1000 0L1000 1000L0 1000Z"/></defs>'
    '<path d="M0 0L36 0L36 36L0 36Z" style="fill: #ff0000"/>'
    '<path d="M72 54L144 54" style="fill: none; stroke: #0000ff; stroke-width: 4"/>'
    '<g style="fill: #00ff00" transform="translate(100 30) scale(0.02 -0.02)">'
    '<use xlink:href="#a" x="500"/></g>'
)


def picture(svg: str, **more: float) -> Image.Image:
    drawn = png(svg.encode(), **{"widest": 6.0, **more})
    assert drawn is not None
    return Image.open(io.BytesIO(drawn))


def test_each_mark_stands_where_the_drawing_has_it() -> None:
    seen = picture(OURS.format(PAINTED))
    assert seen.size == (400, 200)
    whole = seen.convert("RGB")
    colours = {
        name: whole.getpixel((200 * x // 72, 200 * y // 72))
        for name, (x, y) in {
            "a path": (18, 18),
            "a line": (108, 54),
            "a letter": (118, 20),
            "beside the letter": (105, 20),
            "below the letter": (118, 34),
            "paper": (40, 60),
        }.items()
    }
    assert colours == {
        "a path": (255, 0, 0),
        "a line": (0, 0, 255),
        "a letter": (0, 255, 0),
        "beside the letter": (255, 255, 255),
        "below the letter": (255, 255, 255),
        "paper": (255, 255, 255),
    }


def test_a_picture_is_no_wider_than_asked_and_has_the_same_bytes_each_time() -> None:
    assert picture(OURS.format(PAINTED), widest=1.0).size == (200, 100)
    first, second = (png(OURS.format(PAINTED).encode(), widest=6.0) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "drawing",
    [
        OURS.format('<image width="3" height="3"/>'),
        OURS.format('<path d="M0 0A1 1 0 0 0 2 2Z"/>'),
        OURS.format('<g transform="rotate(30)"><path d="M0 0L1 1Z"/></g>'),
        OURS.format('<use xlink:href="#nowhere"/>'),
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "no drawing",
    ],
)
def test_what_is_not_ours_is_not_drawn(drawing: str) -> None:
    assert png(drawing.encode(), widest=6.0) is None


@pytest.mark.parametrize("kind", KINDS)
def test_figures_of_every_kind_become_pictures_of_some_kilobytes(kind: str) -> None:
    figure = min(FIGURES.glob(f"{kind}*.svg"))
    drawn = png(figure.read_bytes(), widest=6.7)
    assert drawn is not None
    assert 1_000 < len(drawn) < 150_000
    colours = Image.open(io.BytesIO(drawn)).convert("L").getextrema()
    assert colours[0] < 80
    assert colours[1] == 255
