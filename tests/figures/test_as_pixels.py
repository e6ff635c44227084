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


# A drawing, and points that are painted in it and points that are not, in the figure's own measure.
STROKES: dict[str, tuple[str, tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]] = {
    "a path begins and ends where it says": (
        '<path d="M10 10L20 10L20 30L10 30Z" style="fill: #000000"/>',
        ((10.5, 11), (19.5, 29), (15, 20)),
        ((9.4, 20), (20.6, 20), (15, 9.4), (15, 30.6)),
    ),
    "a line is as wide as it says, to either side": (
        '<path d="M10 30L90 30" style="fill: none; stroke: #000000; stroke-width: 6"/>',
        ((50, 27.6), (50, 32.4)),
        ((50, 26.4), (50, 33.6)),
    ),
    "a line of no width is one wide": (
        '<path d="M10 30.5L90 30.5" style="fill: none; stroke: #000000"/>',
        ((50, 30.5),),
        ((50, 29.4), (50, 31.6)),
    ),
    "what a group stretches is drawn wider": (
        '<defs><path id="a" d="M5 0L45 0"/></defs>'
        '<g transform="translate(0 60) scale(2 -3)" style="fill: none; stroke-width: 4">'
        '<path d="M5 10L45 10" style="stroke: #000000"/>'
        '<use xlink:href="#a" y="4" style="stroke: #000000"/></g>',
        ((50, 26.8), (50, 33.2), (50, 44.8), (50, 51.2)),
        ((50, 25.4), (50, 34.6), (50, 43.4), (50, 52.6)),
    ),
    "a corner is sharp": (
        '<path d="M10 60L10 10L60 10" style="fill: none; stroke: #000000; stroke-width: 8"/>',
        ((6.6, 6.6), (10, 50), (50, 10)),
        ((25, 25), (5.4, 5.4)),
    ),
    "a corner is cut where it says so": (
        '<path d="M10 60L10 10L60 10" style="fill: none; stroke: #000000; stroke-width: 8; '
        'stroke-linejoin: bevel"/>',
        ((9, 9), (10, 50), (50, 10)),
        ((25, 25), (6.6, 6.6)),
    ),
    "a letter without a place stands where its group does": (
        '<defs><path id="a" d="M0 0L1 0L1 1L0 1Z"/></defs>'
        '<g style="fill: #000000" transform="translate(20 10) scale(20 20)">'
        '<use xlink:href="#a"/></g>',
        ((20.6, 10.6), (39.4, 29.4)),
        ((19.4, 20), (40.6, 20), (30, 9.4), (30, 30.6)),
    ),
    "dashes begin with the line": (
        '<path d="M10 30L90 30" style="fill: none; stroke: #000000; stroke-width: 4; '
        'stroke-dasharray: 8,4"/>',
        ((10.6, 30), (17.4, 30), (22.6, 30), (29.4, 30)),
        ((18.6, 30), (21.4, 30), (30.6, 30)),
    ),
    "a path that was closed goes on elsewhere": (
        '<path d="M10 10L20 10L20 20L10 20ZM40 10L50 10L50 20L40 20Z" style="fill: #000000"/>',
        ((15, 15), (45, 15)),
        ((30, 15), (30, 11)),
    ),
    "a letter is of its own colour": (
        '<defs><path id="a" d="M0 0L10 0L10 10L0 10Z"/></defs><g style="fill: #ffffff">'
        '<use xlink:href="#a" x="10" y="10"/>'
        '<use xlink:href="#a" x="30" y="10" style="fill: #000000"/></g>',
        ((35, 15), (30.6, 10.6)),
        ((15, 15), (29.4, 15), (40.6, 15)),
    ),
    "letters lie in their groups, and theirs in others": (
        '<defs><path id="a" d="M0 0L10 0L10 10L0 10Z"/></defs><g style="fill: #000000" '
        'transform="translate(20 10)"><g transform="translate(10 5) scale(2 3)">'
        '<use xlink:href="#a" x="1" y="1"/></g></g>',
        ((32.6, 18.6), (51.4, 47.4)),
        ((31.4, 30), (52.6, 30), (40, 17.4), (40, 48.6)),
    ),
}


@pytest.mark.parametrize("widest", [6.0, 1.5])
@pytest.mark.parametrize("what", STROKES)
def test_what_is_painted_reaches_as_far_as_the_drawing_says(what: str, widest: float) -> None:
    drawing, painted, bare = STROKES[what]
    seen = picture(OURS.format(drawing), widest=widest, dots=400).convert("L")
    scale = seen.width / 144
    dark = {(x, y): seen.getpixel((scale * x // 1, scale * y // 1)) for x, y in (*painted, *bare)}
    assert [at for at in painted if dark[at] > 100] == []
    assert [at for at in bare if dark[at] < 200] == []


def test_a_picture_is_no_wider_than_asked_and_has_the_same_bytes_each_time() -> None:
    assert picture(OURS.format(PAINTED), widest=1.0).size == (200, 100)
    first, second = (png(OURS.format(PAINTED).encode(), widest=6.0) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "drawing",
    [
        OURS.format('<image width="3" height="3"/>'),
        *(
            OURS.format(f'<path d="{path}"/>')
            for path in ("M0 0A1 1 0 0 0 2 2Z", "M0 0A1 1 2 2Z", "M0 0QZ", "M0 0Q1 1Z", "M0 0X")
        ),
        *(OURS.replace("0 0 144", left_top).format("") for left_top in ("1 0 144", "0 1 144")),
        OURS.replace("svg ", "g ").replace("/svg>", "/g>").format(""),
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


def test_a_drawing_of_nothing_is_white_paper() -> None:
    assert picture(OURS.format("")).convert("RGB").getcolors() == [(400 * 200, (255, 255, 255))]


def test_more_shades_than_a_palette_has_keep_close_to_their_own() -> None:
    shades = [(200 - 2 * step, 40 + 2 * step, step) for step in range(90)]
    painted = "".join(
        f'<path d="M{x} 0L{x + 1} 0L{x + 1} 72L{x} 72Z" style="fill: #{r:02x}{g:02x}{b:02x}"/>'
        for x, (r, g, b) in enumerate(shades)
    )
    seen = picture(OURS.format(painted))
    assert len(seen.getcolors() or ()) <= 64
    whole = seen.convert("RGB")
    for x, shade in enumerate(shades):
        found = whole.getpixel((round(200 * (x + 0.5) / 72), 100))
        assert isinstance(found, tuple)
        assert max(abs(a - b) for a, b in zip(found, shade, strict=True)) <= 8, (shade, found)
