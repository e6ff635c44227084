"""A review in any script is read back from its pages, its figures and its PDFs.

The machine of these tests has made-up fonts for some scripts, DejaVu Sans for others (Arabic and
Hebrew among them), and for one none at all, whatever the machine has that they run on.
"""

from __future__ import annotations

import datetime as dt
import html
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import made_fonts
import pikepdf
import pytest
from typer.testing import CliRunner

from living_review.cli import app
from living_review.letters.faces import fallback_path
from living_review.living.manifest import Font
from living_review.paper import press
from living_review.paper.fonts_used import fonts_used, letters_without_font
from living_review.paper.print_job import PrintJob
from living_review.runs.build import Built, build
from living_review.runs.doctor import letters_of
from living_review.runs.rebuild import _other_fonts

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("any-script")

LABELS = {
    "GREATER": "Smith ≥ ≤ 2010",
    "CHINESE": "王小明 2012 (低剂量)",
    "JAPANESE": "佐藤さくら 2017",
    "KOREAN": "김민수 2018",
    "THAI": "สมชาย ขนาดต่ำ 2011",
    "DEVANAGARI": "अनिल प्रकाश का क्षितिज 2013",
    "ARABIC": "محمد العربي 2014",
    "HEBREW": "כהן דוד 2015",
    "EMOJI": "Team 👍🏽 👩\u200d⚕️ 🇩🇪 ❤️ 2016",
    "VIETNAMESE": "Nguyễn Thị Ánh 2019",
    "CYRILLIC": "Иванов 2020",
    "NO_FONT": "Dârayavauš 𐎭𐎠𐎼 2021",
}
FROM_THE_RIGHT = {"ARABIC": ("محمد", "العربي"), "HEBREW": ("כהן", "דוד")}
IN_A_MADE_FONT = ("CHINESE", "JAPANESE", "KOREAN", "THAI", "DEVANAGARI")
PROTOCOL = """
review:
  id: scripts
  title: Trials in every script (试验)
  authors: [A. Author]
  question: {population: people, intervention: the treatment, comparator: control}
timepoints: [{id: post, label: Post}]
comparisons: [{id: main, label: T versus C, intervention: the treatment, comparator: control}]
outcomes: [{id: o, label: Outcome, measure: OR, better: lower}]
analysis: {min_trials: 2}
"""
ARMS = "trial_id,outcome,timepoint,higher_is_better,arm,role,n,events"
TRIALS = "trial_id,label,year,status,date_added,notes"


@pytest.fixture(scope="module")
def settings() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    letters = "".join(LABELS[each] for each in IN_A_MADE_FONT) + "试验"
    made_fonts.letters(folder / "made.ttf", letters + normalize("NFKD", "ำ"))
    made_fonts.pictures(folder / "emoji.ttf", "👍👩⚕🇩🇪🏽")
    (folder / "dejavu.ttf").write_bytes(Path(fallback_path()).read_bytes())
    return folder


@pytest.fixture(scope="module")
def machine(
    fonts: Path, settings: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("settings")
    with made_fonts.machine_with(fonts, settings=settings, folder=folder):
        yield


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("review")
    registry = root / "data" / "registry"
    registry.mkdir(parents=True)
    (root / "data" / "protocol.yml").write_text(PROTOCOL, encoding="utf-8")
    trials, arms = [TRIALS], [ARMS]
    for number, (name, label) in enumerate(LABELS.items()):
        year = label[-4:] if label[-4:].isdigit() else "2012"
        trials.append(f"{name},{label},{year},included,2026-01-01,authors replied 👍")
        arms.append(f"{name},o,post,false,treatment,intervention,{90 + number},{5 + number % 7}")
        arms.append(f"{name},o,post,false,control,control,{92 + number},{9 + number % 5}")
    (registry / "trials.csv").write_text("\n".join(trials) + "\n", encoding="utf-8")
    (registry / "arms.csv").write_text("\n".join(arms) + "\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def built(review: Path, machine: None) -> Built:
    return build(review, twice=False)


def read_pdf(path: Path, *options: str) -> str:
    read = subprocess.run(
        ["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    return plain(read)


def plain(text: str) -> str:
    """Leave out marks of direction, which are not part of what is read."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)


def test_labels_are_read_back_from_the_pages(built: Built) -> None:
    page = plain(html.unescape((built.out / "trials.html").read_text(encoding="utf-8")))
    assert [label for label in LABELS.values() if label not in page] == []
    assert "Trials in every script (试验)" in page


def test_labels_are_read_back_from_the_figures(built: Built) -> None:
    drawn = (built.out / "fig" / "forest-main-o-post.svg").read_text(encoding="utf-8")
    told = " ".join(map(html.unescape, re.findall(r'data-text="([^"]*)"', drawn)))
    assert [label for label in LABELS.values() if label not in told] == []
    assert "\N{REPLACEMENT CHARACTER}" not in drawn


@pytest.mark.parametrize("name", LABELS)
def test_labels_are_read_back_from_tables_and_figures_of_the_pdf(built: Built, name: str) -> None:
    read = read_pdf(built.out / "review.pdf")
    for part in FROM_THE_RIGHT.get(name, (LABELS[name],)):
        # Once in the table of trials, once in the forest plot, at least.
        assert read.count(part) >= 2, part


def test_every_font_of_the_pdf_is_embedded_and_it_stays_archivable(built: Built) -> None:
    with pikepdf.open(built.out / "review.pdf") as document:
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        described = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert all("/FontFile2" in each or "/FontFile3" in each for each in described)
        families = {str(each.FontFamily) for each in described}
        assert {"Made Sans", "DejaVu Sans", "Review Boxes"} <= families
        for page in document.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(instruction.operator), 0)
                assert depth >= 0
                if str(instruction.operator) in ("Tj", "TJ"):
                    assert depth, "every text is tagged or an artifact"
            assert depth == 0


def test_text_of_a_figure_is_as_long_in_the_pdf_as_it_was_drawn(built: Built) -> None:
    """Made Sans is a square a letter in both: no word grows into the next column."""
    boxes = read_pdf(built.out / "review.pdf", "-bbox")
    found = [
        (float(left), float(right))
        for left, right in re.findall(r'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>김민수<', boxes)
    ]
    assert len(found) >= 2
    for left, right in found:
        assert 3 * 5 < right - left < 3 * 11


def test_what_no_font_has_is_named_with_its_row_and_the_remedy(
    built: Built, review: Path, machine: None
) -> None:
    (notice,) = built.notices
    for letter in "𐎭𐎠𐎼":
        assert letter in notice
    assert "fonts-noto-core" in notice
    assert "cjk" not in notice
    assert letters_without_font(built.out) == set("𐎭𐎠𐎼")
    shown = CliRunner().invoke(app, ["check", "--review", str(review)]).stdout
    assert "registry/trials.csv, row 13, column label: 'Dârayavauš 𐎭𐎠𐎼 2021'" in shown
    assert "apt-get install -y fonts-noto-core)" in shown
    (part,) = letters_of(review)
    assert "row 13, column label" in part.detail
    assert "fonts-noto-core" in (part.remedy or "")


def test_the_fonts_of_the_machine_are_told_with_version_and_digest(
    built: Built, fonts: Path, machine: None
) -> None:
    import hashlib

    told = {font.name: font for font in fonts_used(built.out)}
    assert {"Made Sans", "Made Emoji", "DejaVu Sans"} <= set(told)
    assert told["Made Sans"].version == "1.500"
    content = (fonts / "made.ttf").read_bytes()
    assert told["Made Sans"].sha256 == hashlib.sha256(content).hexdigest()


def test_the_same_review_on_the_same_machine_is_the_same_bytes(
    built: Built,
    review: Path,
    tmp_path: Path,
    machine: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIVING_REVIEW_CACHE", "off")
    made_fonts.forget()
    again = build(review, only="html", out=tmp_path / "again", twice=False)
    for figure in sorted((built.out / "fig").iterdir()):
        assert (again.out / "fig" / figure.name).read_bytes() == figure.read_bytes()


def pressed(markup: str, tmp_path: Path, *fonts: Path) -> tuple[str, frozenset[str]]:
    """Set some HTML on a machine with these fonts; give what is read back and what has no font."""
    made = tmp_path / "made"
    made.mkdir()
    for number, font in enumerate(fonts):
        (made / f"{number}.ttf").write_bytes(font.read_bytes())
    configuration = made_fonts.configuration(tmp_path, made)
    job = PrintJob(markup, tmp_path / "x.md", tmp_path, dt.date(2026, 1, 1))
    done = subprocess.run(
        [sys.executable, "-m", press.__name__],
        input=pickle.dumps(job),
        capture_output=True,
        env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
        check=True,
    )
    answer = pickle.loads(done.stdout)
    if isinstance(answer, Exception):
        raise answer
    data, lacking = answer
    (tmp_path / "x.pdf").write_bytes(data)
    return read_pdf(tmp_path / "x.pdf"), lacking


PAGE = (
    '<html lang="en"><title>T</title><body class="review"><main><h1>T</h1><p>{}</p></main></html>'
)


def test_where_no_font_is_there_every_letter_is_read_back_all_the_same(tmp_path: Path) -> None:
    text = "王小明 김민수 สมชาย ต่ำ अनिल प्रकाश का 👩\u200d⚕️ \U0010fff0"
    read, lacking = pressed(PAGE.format(text), tmp_path, Path(fallback_path()))
    assert text in " ".join(read.split())
    assert set("王小明김민수สมชายअ👩\U0010fff0") <= lacking
    assert not lacking & set("abc ⚕")


def test_a_font_that_has_a_letter_and_not_its_parts_stops_nothing(tmp_path: Path) -> None:
    """Sara am is drawn as a ring and an aa, which a font may be without."""
    font = made_fonts.letters(tmp_path / "without.ttf", "ตาำ")
    read, lacking = pressed(PAGE.format("ตำ กำ"), tmp_path, Path(fallback_path()), font)
    assert "ต" in read
    assert "□" in read
    assert "\u0e4d" in lacking


def test_a_letter_with_and_without_its_points_is_read_back_as_itself(tmp_path: Path) -> None:
    read, lacking = pressed(PAGE.format("שָׁלוֹם שלום"), tmp_path, Path(fallback_path()))
    assert lacking == frozenset()
    assert "שלום" in read
    assert [letter for letter in read if letter in "שלום"].count("ש") == 2


def test_a_version_tells_the_fonts_it_was_drawn_in_and_what_explains_a_difference() -> None:
    before = (Font("A", "1.0", "aa"), Font("B", "1.0", "bb"), Font("C", "1.0", "cc"))
    now = (Font("A", "1.0", "aa"), Font("B", "2.0", "b2"), Font("D", "1.0", "dd"))
    assert list(_other_fonts(before, now)) == [
        "the font B 1.0, here 2.0",
        "the font C 1.0, which is not taken here",
        "without the font D 1.0, which is taken here",
    ]
    assert list(_other_fonts(before[:1], (Font("A", "1.0", "a2"),))) == [
        "the font A 1.0, here of other bytes"
    ]
