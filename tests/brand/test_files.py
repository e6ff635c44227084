"""Logos and fonts are looked at before anything is set in them, and refused with one sentence."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from made_fonts import letters
from made_logos import png, svg
from PIL import ImageFile
from tests.brand.conftest import noted

from living_review import assets
from living_review.assets.brand import Brand
from living_review.brand import brand_of
from living_review.brand.asked import FileAsked
from living_review.brand.fonts import family, fits_figures, opened
from living_review.ground.colours import TEXT
from living_review.ground.errors import BadInput
from living_review.letters import lettering
from living_review.letters.typesetting import lacking
from living_review.runs.looks import looked_at

ASCII = "".join(map(chr, range(33, 127)))
OURS = assets.FONTS / "ttf" / "review-sans-600.ttf"


def font(**changes: Any) -> bytes:
    """Give a font of the program with other claims of its maker."""
    made = TTFont(OURS, recalcTimestamp=False)
    for key, value in changes.items():
        setattr(made["OS/2"], key, value)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def made(tmp_path: Path, characters: str) -> bytes:
    return letters(tmp_path / "made.ttf", characters).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.svg", None, "there is no file a.svg"),
        ("a.svg", svg(inside="<script>1</script>"), "holds <script>"),
        ("a.svg", svg(inside='<use href="http://x/#a"/>'), "holds <use>"),
        ("a.svg", svg(inside='<rect fill="url(http://x/y)"/>'), "has the attribute fill"),
        ("a.svg", svg(inside='<rect onload="x()"/>'), "has the attribute onload"),
        ("a.svg", svg(inside="<text>Ours</text>"), "holds text"),
        ("a.svg", svg(inside="<style>*{}</style>"), "holds <style>"),
        ("a.svg", b"<svg viewBox='0 0 1 1'/>", "is no SVG that a page can show"),
        ("a.svg", svg(size="0 20"), "has no viewBox"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "is no SVG that can be read"),
        ("a.svg", b"\x89PNG", "is no SVG that can be read"),
        ("a.png", svg(), "is no PNG that can be read"),
        ("a.png", png()[:60], "is no PNG that can be read"),
        ("a.png", png() + bytes(10 * 2**20), "has 10.0 MB, and a logo may have 1 MB"),
        ("a.png", png(size=(4001, 1)), "4001 × 1 pixels"),
        ("a.png", png((0, 0, 0, 0)), "shows nothing"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_refused(
    wearing: Any, name: str, content: bytes | None, said: str
) -> None:
    files = {} if content is None else {name: content}
    given = wearing(f"{{logo: {name}}}", files=files)
    with (
        pytest.raises(BadInput, match=r"^data/protocol.yml, line 2, review.brand.logo: .*") as told,
        brand_of(*given),
    ):
        pass
    assert said in str(told.value)


def test_a_logo_cut_short_is_refused_also_where_pdfs_were_made_before(
    wearing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    given = wearing("{logo: a.png}", files={"a.png": png()[:60]})
    with pytest.raises(BadInput, match="is no PNG that can be read"), brand_of(*given):
        pass
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_link_out_of_the_review_is_refused(wearing: Any, tmp_path: Path) -> None:
    given = wearing("{logo: a.svg}")
    (tmp_path / "a.svg").symlink_to("/etc/hostname")
    with pytest.raises(BadInput, match="leads out of the folder"), brand_of(*given):
        pass


@pytest.mark.parametrize(
    ("content", "light", "dark"),
    [
        (svg("#c8102e"), False, True),  # its red is too dark for dark pages
        (svg("white"), True, False),
        (svg("#777777"), False, False),
        (svg(""), False, True),  # what says nothing of its paint is black
        (png((255, 255, 255, 255)), True, False),
    ],
)
def test_a_logo_that_is_not_seen_stands_on_a_plate(
    wearing: Any, content: bytes, light: bool, dark: bool
) -> None:
    name = "a.png" if content[:4] == b"\x89PNG" else "a.svg"
    with brand_of(*wearing(f"{{logo: {name}, alt: Ours}}", files={name: content})) as brand:
        assert brand.logo is not None
        assert (brand.logo.light.width, brand.logo.light.height) == (80, 40)
        plates = [
            brand.logo.needs_a_plate(scheme, assets.tokens()[scheme]["panel"])
            for scheme in ("light", "dark")
        ]
    assert plates == [light, dark]


def test_a_long_logo_is_no_wider_than_its_room_and_a_square_one_is_an_icon(wearing: Any) -> None:
    with brand_of(*wearing("{logo: a.svg}", files={"a.svg": svg(size="1000 10")})) as brand:
        assert brand.logo
        assert (brand.logo.light.width, brand.logo.light.height) == (192, 2)
        assert brand.logo.icon is None
        assert brand.logo.alt == "Logo"
    with brand_of(*wearing("{logo: a.svg}", files={"a.svg": svg(size="10 10")})) as brand:
        assert brand.logo
        assert brand.logo.icon == brand.logo.light


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no font", "is no font that can be read"),
        (font()[:4000], "is no font that can be read"),
        (font(fsType=0x0002), "may not be embedded (fsType 2)"),
        (font(fsType=0x0200), "may not be embedded (fsType 512)"),
        (font(fsType=0x0100), "may not be cut to the letters in use (fsType 256)"),
        (bytes(6 * 2**20), "has 6.0 MB, and a font may have 5 MB"),
    ],
)
def test_a_font_that_may_not_be_used_is_refused(wearing: Any, content: bytes, said: str) -> None:
    given = wearing("{font: [a.ttf]}", files={"a.ttf": content})
    with (
        pytest.raises(BadInput, match=r"^data/protocol.yml, line 2, review.brand.font: ") as told,
        brand_of(*given),
    ):
        pass
    assert said in str(told.value)


def woff2() -> bytes:
    return (assets.FONTS / "review-sans-600.woff2").read_bytes()


@pytest.mark.parametrize("kind", ["ttf", "woff2"])
@pytest.mark.parametrize("harm", ["cut", "zeros", "noise", "flips"])
def test_a_damaged_font_is_refused_with_one_sentence_or_can_be_worn(
    kind: str, harm: str, tmp_path: Path, capfd: Any
) -> None:
    sound = font() if kind == "ttf" else woff2()
    chance = random.Random(f"{kind} {harm}")
    asked = FileAsked(f"a.{kind}", "_brand.yml, line 3, x")
    told: list[str] = []
    for share in (0.0005, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999):
        at, content = max(1, int(share * len(sound))), bytearray(sound)
        length = min(3000, len(sound) - at)
        if harm == "cut":
            del content[at:]
        elif harm == "zeros":
            content[at : at + length] = bytes(length)
        elif harm == "noise":
            content[at : at + length] = chance.randbytes(length)
        else:
            for _ in range(60):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        try:
            family("x", [opened(bytes(content), asked)], tmp_path)
        except BadInput as error:
            told.append(str(error))
    damaged = (
        f"_brand.yml, line 3, x: a.{kind} is no font that can be read, because it is another kind "
        "of file, damaged or cut short; take a WOFF2, WOFF, TTF or OTF file."
    )
    # Harm to the list of what a font holds may make it another font.
    assert all(each == damaged or "take another f" in each for each in told)
    assert told.count(damaged) == 9 if harm == "cut" else damaged in told
    assert capfd.readouterr() == ("", "")
    assert family("x", [opened(sound, asked)], tmp_path).faces


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_contrast_that_is_too_low_is_never_told_as_one_that_is_enough(
    scheme: str, wearing: Any
) -> None:
    told = set()
    for grey in range(0x6C, 0x84) if scheme == "light" else range(0x84, 0xA0):
        colour = f"#{grey:02x}{grey:02x}{grey:02x}"
        text = f"color: {{link: {{{scheme}: '{colour}'}}}}\n"
        for said in noted(*wearing(file=text), ""):
            if found := re.search(r"has a contrast of (\d+\.\d) on", said):
                assert float(found[1]) < TEXT
                told.add(found[1])
    assert "4.4" in told


def test_keys_that_are_not_honoured_are_told_where_nothing_else_is_worn(wearing: Any) -> None:
    for text in ("defaults: {}\n", "color: {warning: red}\n", "meta: {link: x}\ndefaults: 1\n"):
        folder, protocol = wearing(file=text)
        edition = SimpleNamespace(protocol=protocol, tables={})
        said, _ = looked_at(folder, edition)
        assert len(said) == 1
        assert said[0].endswith("not honoured by this program.")
    folder, protocol = wearing(file="meta: {name: Ours}\n")
    assert looked_at(folder, SimpleNamespace(protocol=protocol, tables={})) == ((), ())


def test_what_a_font_lacks_is_said_and_stood_in_for(wearing: Any, tmp_path: Path) -> None:
    digits = made(tmp_path, ASCII.translate(dict.fromkeys(map(ord, "0123456789"))))
    given = wearing("{font: a.ttf}", files={"a.ttf": digits})
    said = " ".join(noted(*given, "ab12"))
    assert "lacks 2 letters that text, tables and figures of this review need (1 2)" in said
    assert "there is no bold face of a, so" in said
    arabic = wearing("{font: a.ttf}", files={"a.ttf": made(tmp_path, "ابت")})
    assert f"lacks {len(ASCII)} letters of the {len(ASCII)}" in " ".join(noted(*arabic, ASCII))


def test_a_font_for_viewing_is_told_of(wearing: Any) -> None:
    said = noted(*wearing("{font: a.ttf}", files={"a.ttf": font(fsType=0x0004)}), "a")
    assert any("allows to view and print" in each and "website" in each for each in said)


def test_figures_are_measured_in_the_font_that_they_wear(wearing: Any, tmp_path: Path) -> None:
    before = lettering.width("Trials 12", 10)
    given = wearing("{font: a.ttf}", files={"a.ttf": made(tmp_path, ASCII)})
    with brand_of(*given) as brand, assets.brand.wearing(brand):
        # Each letter made is a square of one em.
        assert lettering.width("Trials12", 10) == pytest.approx(80)
        assert lettering.width("\N{GREEK SMALL LETTER TAU}", 10) < 10
        assert not lacking("\N{GREEK SMALL LETTER TAU}²")
    assert lettering.width("Trials 12", 10) == before


def test_a_font_with_lines_too_high_stays_out_of_figures(wearing: Any, tmp_path: Path) -> None:
    assert fits_figures(OURS.read_bytes())
    assert fits_figures(made(tmp_path, ASCII))
    high = TTFont(OURS)
    high["head"].unitsPerEm = high["head"].unitsPerEm // 2
    held = io.BytesIO()
    high.save(held)
    assert not fits_figures(held.getvalue())
    fonts = "fonts: [{family: F, source: file, files: [a.ttf]}]"
    for key, told in (("base", True), ("headings", False)):
        given = wearing(
            file=f"typography: {{{fonts}, {key}: F}}\n", files={"a.ttf": held.getvalue()}
        )
        said = [each for each in noted(*given, "") if "figures keep the program's own font" in each]
        assert len(said) == told


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("a { background: url(x.png) }", r"site.css, line 1: 'url\(' is refused"),
        ("\n@import 'x.css';", r"line 2: '@import' is refused"),
        ("a { content: '\\75rl(x)' }", "is refused"),
        ("a { color: red", "not as many"),
    ],
)
def test_a_stylesheet_that_could_load_is_refused(wearing: Any, style: str, said: str) -> None:
    given = wearing(files={"templates/assets/site.css": style.encode()})
    with pytest.raises(BadInput, match=said), brand_of(*given):
        pass


def test_a_stylesheet_is_read_after_the_programs(wearing: Any) -> None:
    plain = assets.site_stylesheet()
    given = wearing(files={"templates/assets/site.css": b"h2 { font-size: 2rem }\r\n"})
    with brand_of(*given) as brand, assets.brand.wearing(brand):
        assert brand == Brand(site_css="h2 { font-size: 2rem }")
        assert assets.site_stylesheet() == f"{plain}\nh2 {{ font-size: 2rem }}"
