"""The SVG is the same every time, safe in any page, light on paper and dark where asked."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import pytest
import samples

from living_review.figures import forest_plot, funnel_plot, prisma_flow
from living_review.figures.canvas import svg
from living_review.figures.palette import DARK, LIGHT
from living_review.figures.scene import Scene, Stamps, Words

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "$\\frac{1}{0}$",
    "$x",
    "<script>alert(1)</script>",
    '" onload="x',
    "]]>",
    "-->",
    "a\nb\r\tc\x00d\x1b",
    "🎉 👩‍🔬",
    "漢字",
    "\u202eevil\u202c",
    "مرحبا שלום",
    "e\u0301\u0323\u0489",
    "हिन्दी ไทย",
    "\ud800",
    "x" * 1_000_000,
    "",
    "   ",
]


def texts(drawn: str) -> list[str]:
    root = ET.fromstring(drawn)
    return [
        group.get("data-text") or "" for group in root.iter(f"{SVG}g") if group.get("data-text")
    ]


def test_the_same_finding_gives_the_same_bytes() -> None:
    assert forest_plot(samples.bcg()) == forest_plot(samples.bcg())


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import samples;"
        "from living_review.figures import forest_plot;"
        "sys.stdout.buffer.write(forest_plot(samples.bcg()).encode())"
    )
    here = str(Path(__file__).parent)
    other = subprocess.run([sys.executable, "-c", code, here], capture_output=True, check=True)
    assert other.stdout.decode() == forest_plot(samples.bcg())


def test_a_readers_own_matplotlib_settings_change_nothing() -> None:
    plain = forest_plot(samples.recovery())
    odd = {
        "path.sketch": (5, 50, 2),
        "text.usetex": False,
        "svg.fonttype": "none",
        "font.size": 40,
        "svg.hashsalt": None,
        "patch.force_edgecolor": True,
        "patch.edgecolor": "red",
        "lines.scale_dashes": False,
        "figure.dpi": 300,
        "savefig.dpi": 10,
        "figure.facecolor": "pink",
        "hatch.color": "red",
    }
    with mpl.rc_context(odd):
        assert forest_plot(samples.recovery()) == plain


def test_drawing_leaves_matplotlib_as_it_was_and_pyplot_unloaded() -> None:
    before = dict(mpl.rcParams)
    forest_plot(samples.bcg())
    assert dict(mpl.rcParams) == before
    code = (
        "import sys; from living_review.figures import forest_plot;"
        "print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.split() == ["False", "False"]


def test_the_figure_is_an_image_with_a_name_and_without_date_or_maker() -> None:
    drawn = forest_plot(samples.bcg())
    root = ET.fromstring(drawn)
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == root.get("aria-label")
    assert (title.text or "").startswith("Forest plot of 13 trials")
    assert "metadata" not in drawn
    assert "<!--" not in drawn
    assert not drawn.startswith("<?xml")
    assert "<text" not in drawn


def test_every_colour_has_a_class_and_only_screens_go_dark() -> None:
    drawn = forest_plot(samples.recovery())
    head, body = drawn.split("</style>", 1)
    assert "@media screen and (prefers-color-scheme:dark){" in head
    coloured = re.findall(r"<[^>]+(?:fill|stroke): #[^>]*>", body)
    assert len(coloured) > 50
    assert all('class="lr-' in tag for tag in coloured)
    assert "lr-fill-ink{fill:" + DARK["ink"] in head.replace(" ", "")


def test_no_ground_is_painted() -> None:
    assert LIGHT["paper"] not in forest_plot(samples.bcg())


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_text_has_contrast_on_its_ground(palette: dict[str, str]) -> None:
    for role in ("ink", "muted"):
        assert _contrast(palette[role], palette["paper"]) >= 4.5  # WCAG 2.2, 1.4.3
        assert _contrast(palette[role], palette["zone"]) >= 4.5
        assert _contrast(palette[role], palette["box"]) >= 4.5
    for role in ("estimate", "pooled", "prediction", "apart", "favours", "against", "little"):
        assert _contrast(palette[role], palette["paper"]) >= 3  # 1.4.11
    for role in ("low", "some", "unknown"):
        assert _contrast(palette[role], palette["symbol"]) >= 4.5
    assert _contrast(palette["high"], palette["symbol-light"]) >= 4.5


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_light_colours_are_unique_so_that_they_can_be_named() -> None:
    assert len(set(LIGHT.values())) == len(LIGHT)


def test_ids_are_unique_and_every_use_finds_its_letter() -> None:
    drawn = forest_plot(samples.recovery()) + (funnel_plot(samples.bcg()) or "")
    ids = re.findall(r' id="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'xlink:href="#([^"]+)"', drawn)) <= set(ids)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_hostile_text_is_drawn_as_text(hostile: str) -> None:
    finding = samples.recovery(
        intervention=hostile, comparator=hostile, outcome_label=hostile, timepoint_label=hostile
    )
    trials = tuple(t.model_copy(update={"label": hostile}) for t in finding.trials)
    drawn = forest_plot(finding.model_copy(update={"trials": trials}))
    root = ET.fromstring(drawn)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "style", "g", "path", "defs", "use", "image"),
    }
    for picture in root.iter(f"{SVG}image"):
        address = picture.get("{http://www.w3.org/1999/xlink}href", "")
        assert address.startswith("data:image/png;base64,")
    assert all("on" + "load" not in element.attrib for element in root.iter())
    assert len(drawn) < 400_000


def test_mathtext_stays_as_it_was_typed() -> None:
    drawn = svg(Scene(200, 40, "t", (Words("label", 5, 20, "$x^2$ \\alpha", 9),)))
    assert texts(drawn) == ["$x^2$ \\alpha"]


def test_discs_carry_their_symbol_in_their_middle() -> None:
    drawn = svg(Scene(40, 40, "t", (Stamps("judgement-high", ((20.0, 20.0),), 6, "high", "−"),)))
    outlines = re.findall(r'd="([^"]+)"', drawn)
    spans = []
    for outline in outlines:
        numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", outline)]
        spans.append(
            ((min(numbers[::2]) + max(numbers[::2])), (min(numbers[1::2]) + max(numbers[1::2])))
        )
    assert spans[0] == pytest.approx(spans[1], abs=0.01)


def test_text_readers_find_every_number_of_the_flow() -> None:
    told = " ".join(texts(prisma_flow(samples.searches(), samples.records())))
    for number in ("1,204", "310", "894", "880", "14", "13", "12"):
        assert number in told
