"""What a font, a logo and a stylesheet may be, on either side of every limit."""

from __future__ import annotations

import io
import itertools
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from made_fonts import letters
from made_logos import png, svg
from tests.brand.conftest import noted

from living_review.brand import brand_of, fonts, logos
from living_review.brand.asked import FileAsked
from living_review.brand.fonts import FontFile, family, fits_figures, opened
from living_review.brand.logos import picture
from living_review.ground.errors import BadInput

ASKED = FileAsked("brand/a.ttf", "here")


def test_what_its_maker_allows_is_respected_bit_by_bit(font: Any) -> None:
    for bits in itertools.product((0, 0x2), (0, 0x4), (0, 0x8), (0, 0x100), (0, 0x200)):
        restricted, view, edit, whole, bitmaps = map(bool, bits)
        content = font(fsType=sum(bits))
        if bitmaps or (restricted and not view and not edit):
            with pytest.raises(BadInput, match=rf"may not be embedded \(fsType {sum(bits)}\)"):
                opened(content, ASKED)
        elif whole:
            with pytest.raises(BadInput, match=rf"may not be cut .*\(fsType\s*{sum(bits)}\)"):
                opened(content, ASKED)
        else:
            assert opened(content, ASKED).for_viewing_only == (view and not edit)


@pytest.mark.parametrize("weight", [300, 400, 700])
def test_a_file_says_its_weight_unless_the_review_does(font: Any, weight: int) -> None:
    content = font(usWeightClass=weight)
    found = opened(content, ASKED)
    assert (found.weight, found.weights, found.embedding) == (weight, None, 4)
    # One that has no name is called as its file.
    assert (found.name, found.content) == ("a", content)
    assert found.letters == {ord(each) for each in " AHgx"}
    assert opened(content, FileAsked("a.ttf", "here", weight=550)).weight == 550


def test_a_file_says_whether_it_is_slanted_unless_the_review_does(font: Any) -> None:
    for selection, style in itertools.product((0, 1, 0x40, 0x41), (0, 1, 2, 3)):
        content = font(fsSelection=selection, macStyle=style)
        slanted = bool(selection & 1) or bool(style & 2)
        assert opened(content, ASKED).italic == slanted
        for said in (True, False):
            assert opened(content, FileAsked("a.ttf", "here", italic=said)).italic == said


@pytest.mark.parametrize(
    ("limit", "look"),
    [
        (fonts.LARGEST, lambda content: opened(content, ASKED)),
        (logos.LARGEST, lambda content: picture(content, "a.svg", "here", shown_as="logo")),
        (logos.LARGEST, lambda content: picture(content, "a.png", "here", shown_as="logo")),
    ],
)
def test_a_file_may_be_as_large_as_is_said_and_no_byte_larger(limit: int, look: Any) -> None:
    with pytest.raises(BadInput, match="can be read"):
        look(b" " * limit)
    with pytest.raises(
        BadInput, match=rf"{limit / 2**20:.1f} MB, and a \w+ may have {limit >> 20} "
    ):
        look(b" " * (limit + 1))
    assert limit in (2**20, 5 * 2**20)


def one(weight: int, *, italic: bool = False, weights: tuple[int, int] | None = None) -> FontFile:
    content = f"{weight}{italic}{weights}".encode()
    return FontFile(ASKED, content, "Made", weight, italic, weights, 0, frozenset())


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ([one(400), one(700)], ["400", "700"]),
        ([one(700), one(400)], ["400", "700"]),
        ([one(300), one(900)], ["300", "300"]),
        ([one(300), one(800)], ["300", "800"]),
        # As far away on either side: the lighter.
        ([one(500), one(300), one(700)], ["300", "500"]),
        ([one(700)], ["700", "700"]),
        ([one(400), one(700), one(400, italic=True)], ["400", "700", "400i"]),
        ([one(400), one(700, italic=True), one(300, italic=True)], ["400", "400", "300i"]),
        # Where nothing is upright, what there is stands for it, and for nothing else.
        ([one(400, italic=True), one(600, italic=True)], ["400i", "600i"]),
    ],
)
def test_a_face_is_the_nearest_of_its_files(
    files: list[FontFile], chosen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_plain", lambda content, weight: content)
    monkeypatch.setattr(fonts, "fits_figures", lambda content: content)
    made = family("Own", files, tmp_path)
    named = {each.content: f"{each.weight}{'i' * each.italic}" for each in files}
    assert [named[face.web.read_bytes()] for face in made.faces] == chosen
    assert [face.weight for face in made.faces] == [400, 600, 400][: len(chosen)]
    assert [face.italic for face in made.faces] == [False, False, True][: len(chosen)]
    assert {face.weights for face in made.faces} == {""}
    assert {face.web.suffix for face in made.faces} == {".ttf"}
    assert made.in_figures == made.faces[0].plain.read_bytes()  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(
    ("weights", "chosen"),
    [((300, 700), [True, True]), ((300, 500), [True, False]), ((500, 900), [False, True])],
)
def test_a_file_of_many_weights_is_as_near_as_its_nearest(
    weights: tuple[int, int], chosen: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bytes, int | None]] = []
    monkeypatch.setattr(fonts, "_plain", lambda *given: asked.append(given) or given[0])
    monkeypatch.setattr(fonts, "fits_figures", lambda content: True)
    many, light, heavy = one(400, weights=weights), one(410), one(590)
    made = family("Own", [light, many, heavy], tmp_path)
    told = [face.weights == f"{weights[0]} {weights[1]}" for face in made.faces]
    assert told == chosen
    # The files of figures and paper have one weight: that of the face.
    of = {file.content: file for file in (many, light, heavy)}
    assert asked == [
        (face.web.read_bytes(), face.weight if of[face.web.read_bytes()] is many else None)
        for face in made.faces
    ]


@pytest.fixture(scope="module")
def variable(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Make a font of weights 300 to 700, whose square is 30 units higher by 10 of weight."""
    builder = FontBuilder(font=TTFont(letters(tmp_path_factory.mktemp("fonts") / "v.ttf", "Hg")))
    builder.setupFvar([("wght", 300, 400, 700, "Weight"), ("wdth", 75, 100, 125, "Width")], [])
    higher = [(0, 0), (0, 900), (0, 900), (0, 0), *[(0, 0)] * 4]
    lower = [(0, 0), (0, -300), (0, -300), (0, 0), *[(0, 0)] * 4]
    parts = [
        TupleVariation({"wght": (0, 1, 1)}, higher),
        TupleVariation({"wght": (-1, -1, 0)}, lower),
    ]
    builder.setupGvar(dict.fromkeys(builder.font.getGlyphOrder(), parts))
    held = io.BytesIO()
    builder.font.save(held)
    return held.getvalue()


@pytest.mark.parametrize("packed", ["", "woff"])
@pytest.mark.parametrize(("asked", "regular", "semibold"), [(None, 700, 1300), (650, 700, 700)])
def test_figures_and_paper_have_the_weight_of_a_font_of_many_that_they_are_set_in(
    variable: bytes, tmp_path: Path, asked: int | None, regular: int, semibold: int, packed: str
) -> None:
    """One whose weight the review says is taken for a font of that weight alone."""
    content = variable
    if packed:
        font, held = TTFont(io.BytesIO(variable)), io.BytesIO()
        font.flavor = packed
        font.save(held)
        content = held.getvalue()
    file = opened(content, FileAsked("a.ttf", "here", weight=asked))
    assert file.weights == (None if asked else (300, 700))
    made = family("Own", [file], tmp_path)
    heights = []
    for face in made.faces:
        plain = TTFont(face.plain)
        assert "fvar" not in plain
        assert plain.flavor is None
        heights.append(plain["glyf"][plain.getBestCmap()[ord("H")]].yMax)
        assert face.web.read_bytes() == content
    assert heights == [regular, semibold]


@pytest.mark.parametrize(
    ("characters", "changes", "fits"),
    [
        # A letter made is a square of 700 units on the line: its capitals are half an em, or 0.8.
        ("Hg", {"unitsPerEm": 1400}, True),
        ("Hg", {"unitsPerEm": 1401}, False),
        ("Hg", {"unitsPerEm": 875}, True),
        ("Hg", {"unitsPerEm": 874}, False),
        # What has no H is held to its lines alone, here from the line to 0.52 em below it.
        ("Ég", {"feet": 520}, True),
        ("Ég", {"feet": 521}, False),
        ("Ég", {"unitsPerEm": 500}, False),
        # Without these letters the lines that it claims count: 800 above and 200 below.
        *((each, {"unitsPerEm": 820}, True) for each in ("x", "É", "g")),
        *((each, {"unitsPerEm": 819}, False) for each in ("x", "É", "g")),
    ],
)
def test_figures_wear_a_font_that_fits_their_lines(
    font: Any, characters: str, changes: dict[str, int], fits: bool
) -> None:
    assert fits_figures(font(characters, **changes)) == fits


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        *(("40 20", (80, 40)), ("192 40", (192, 40)), ("193 40", (192, 40)), ("96 20", (192, 40))),
        *(("1000 10", (192, 2)), ("1 1000", (1, 40)), ("10000 1", (192, 1)), ("0.5 0.5", (40, 40))),
    ],
)
def test_a_logo_is_as_large_as_its_room(size: str, shown: tuple[int, int]) -> None:
    made = picture(svg(size=size), "own/A.SVG", "here", shown_as="logo")
    assert (made.width, made.height) == shown
    assert (made.name, made.content) == ("logo.svg", svg(size=size))


@pytest.mark.parametrize("size", ["0 20", "20 0", "-1 20", "20 -1", "20", "20 20 20", ""])
def test_a_drawing_without_a_size_is_no_logo(size: str) -> None:
    with pytest.raises(BadInput, match=r"^here: a\.svg has no viewBox"):
        picture(svg(size=size), "a.svg", "here", shown_as="logo")


@pytest.mark.parametrize(
    ("size", "there"),
    [((4000, 1), True), ((1, 4000), True), ((4001, 1), False), ((1, 4001), False)],
)
def test_a_picture_has_so_many_pixels_on_a_side_at_most(size: tuple[int, int], there: bool) -> None:
    if there:
        assert picture(png(size=size), "a.png", "here", shown_as="icon").name == "icon.png"
    else:
        with pytest.raises(BadInput, match=f"a.png has {size[0]} × {size[1]} pixels"):
            picture(png(size=size), "a.png", "here", shown_as="icon")


def colours(inside: str, fill: str = "#010203") -> set[str]:
    content = svg(fill=fill, inside=inside)
    return {*picture(content, "a.svg", "here", shown_as="logo").colours} - {"#010203"}


@pytest.mark.parametrize(
    "shape", ["path", "rect", "circle", "ellipse", "polygon", "polyline", "line"]
)
def test_every_shape_that_says_nothing_of_its_paint_is_black(shape: str) -> None:
    assert colours(f"<{shape}/>") == {"#000000"}
    for painted in (
        'fill="red"',
        'stroke="red"',
        'style="opacity: 1; fill: red"',
        'style="stroke:red"',
    ):
        assert colours(f"<{shape} {painted}/>") == {"#ff0000"}, painted
        assert colours(f"<g {painted}><g><{shape}/></g></g>") == {"#ff0000"}, painted
    assert colours(f'<{shape} fill="none"/>') == set()
    assert colours(f'<g fill="red"><{shape} fill="#00f"/></g>') == {"#ff0000", "#0000ff"}


def test_a_group_has_no_paint_and_a_stop_of_a_gradient_has() -> None:
    assert colours("<g/><defs/>") == set()
    stops = '<stop stop-color="red"/><stop style="stop-color: lime"/><stop stop-color="nothing"/>'
    assert colours(f"<defs><linearGradient>{stops}</linearGradient></defs>") == {
        *("#ff0000", "#00ff00")
    }


def painted(often: int, alpha: int, *, size: int = 50) -> bytes:
    """Paint a square in grey, but for so many pixels."""
    from PIL import Image

    image = Image.new("RGBA", (size, size), (136, 136, 136, 255))
    for place in range(often):
        image.putpixel((place % size, place // size), (255, 31, 0, alpha))
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


@pytest.mark.parametrize(
    ("often", "alpha", "counts"),
    [(50, 255, True), (49, 255, False), (50, 128, True), (2450, 127, False)],
)
def test_a_colour_counts_where_it_is_seen_and_of_two_in_a_hundred(
    often: int, alpha: int, counts: bool
) -> None:
    found = picture(painted(often, alpha), "a.png", "here", shown_as="logo").colours
    assert found == (("#808080", "#f01000") if counts else ("#808080",))


@pytest.mark.parametrize("weight", [549, 550])
def test_a_font_without_a_bold_face_is_told_of(wearing: Any, font: Any, weight: int) -> None:
    files = {"a.ttf": font(), "b.ttf": font(usWeightClass=weight), "c.ttf": font(fsSelection=1)}
    said = [*noted(*wearing("{font: [c.ttf, a.ttf, b.ttf]}", files=files), "A")]
    assert any("there is no bold face" in each for each in said) == (weight < 550)
    # A slanted file is no bold one, however heavy it is.
    heavy = {**files, "b.ttf": font(), "c.ttf": font(fsSelection=1, usWeightClass=900)}
    said = [*noted(*wearing("{font: [c.ttf, a.ttf, b.ttf]}", files=heavy), "A")]
    assert any("there is no bold face" in each for each in said)


@pytest.mark.parametrize("many", [1, 2, 12, 13])
def test_letters_that_a_font_lacks_are_counted_and_the_first_are_shown(
    wearing: Any, font: Any, many: int
) -> None:
    lacking = "bcdefijklmnop"[:many]
    given = wearing("{font: a.ttf}", files={"a.ttf": font("AHgx", usWeightClass=700)})
    said = next(each for each in noted(*given, f"AHgx{lacking}") if "lacks" in each)
    count = "1 letter" if many == 1 else f"{many} letters"
    of_all = f" of the {many + 4}" if many > 12 else ""
    shown = " ".join(lacking[:12]) + (" …" if many > 12 else "")
    assert f"lacks {count}{of_all} that text, tables and figures" in said
    assert f"need ({shown}); " in said
    assert not any("lacks" in each for each in noted(*given, "AHgx"))


@pytest.mark.parametrize(
    "loads",
    [
        "@import 'a'",
        "url(a)",
        "URL (a)",
        "image-set(a)",
        "src: a",
        "expression(a)",
        "</style>",
        "\\75",
    ],
)
def test_a_stylesheet_of_pages_or_of_paper_loads_nothing(wearing: Any, loads: str) -> None:
    for name in ("site.css", "print.css"):
        path = f"templates/assets/{name}"
        given = wearing(files={path: f"a {{}}\n\nb {{}} {loads}".encode()})
        with pytest.raises(BadInput, match=f"^{path}, line 3: "), brand_of(*given):
            pass
        (given[0].root / path).unlink()


def test_a_stylesheet_is_text_of_some_length_whose_rules_are_closed(wearing: Any) -> None:
    path = "templates/assets/print.css"
    rule = b"a {}"
    with brand_of(*wearing(files={path: rule + b" " * 199_995 + b"\n"})) as brand:
        assert (brand.print_css.rstrip(), brand.site_css) == ("a {}", "")
    for content, said in (
        (rule + b" " * 199_997, "has 200001 bytes, and a stylesheet may have 200000"),
        (b"a {}}", "has not as many '}' as '{'"),
        (b"a {\xff}", "is not UTF-8 text"),
    ):
        given = wearing(files={path: content})
        with pytest.raises(BadInput, match=f"^{path} {said}"), brand_of(*given):
            pass


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("defaults: {}\n", "_brand.yml: defaults is not honoured by this program."),
        ("defaults: 1\nmeta: {link: x}\n", " are not honoured by this program."),
    ],
)
def test_one_key_is_and_several_are_not_honoured(wearing: Any, file: str, said: str) -> None:
    folder, protocol = wearing(file=file)
    [told] = noted(folder, protocol, "")
    assert told.endswith(said)
