"""A document is set once: no page over and over, and no document that was set before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from made_reviews import DATE
from weasyprint.layout import page as layout

from living_review.assets.brand import Brand, Shades
from living_review.ground.kept import Kept
from living_review.paper import press, pressed_once
from living_review.paper.print_job import Pressed, PrintJob

NAMES = range(1, 41)


def numbered() -> str:
    """A document whose parts name the pages of parts before and behind them, and lists all."""
    listed = "".join(f'<li><a href="#part-{n}">Part {n}</a></li>' for n in NAMES)
    parts = "".join(
        f'<h1 id="part-{n}">Part {n}</h1><p>{"It is so. " * 150}'
        f'See <a class="in-document" href="#part-{(n * 17) % 40 + 1}">that part</a>.</p>'
        for n in NAMES
    )
    return (
        '<html lang="en"><title>T</title><body class="review"><main>'
        f'<nav class="contents"><h2>Contents</h2><ul>{listed}</ul></nav>{parts}</main></body>'
    )


def job(markup: str, folder: Path, **changes: Any) -> PrintJob:
    return replace(PrintJob(markup, folder / "print" / "x.md", folder, DATE), **changes)


def test_numbers_of_pages_are_right_and_no_page_is_set_more_than_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.load_weasyprint()
    made, remake = Counter[int](), layout.remake_page

    def counted(index: int, *others: Any) -> Any:
        made[index] += 1
        return remake(index, *others)

    monkeypatch.setattr(layout, "remake_page", counted)
    pages = pypdf.PdfReader(BytesIO(press.press(job(numbered(), tmp_path)).data)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert max(made.values()) == 2
    first = next(n for n, text in enumerate(texts) if "Part 1 It is so" in text)
    stands = {
        int(found): number
        for number, text in enumerate(texts[first:], first + 1)
        for found in re.findall(r"Part (\d+) It is so", text)
    }
    assert set(stands) == set(NAMES)
    assert len(pages) > 10
    listed = re.findall(r"Part (\d+) (\d+)", " ".join(texts[: first + 1]))
    assert {int(part): int(page) for part, page in listed} == stands
    named = re.findall(r"that part \((\d+)\)", " ".join(texts))
    assert [int(page) for page in named] == [stands[(n * 17) % 40 + 1] for n in NAMES]


PLAIN = (
    '<html lang="en"><title>T</title><body><main><p>{}</p>'
    '<img src="../fig/a.svg" alt="A"></main></body>'
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="9"><path d="M0 0H9"/></svg>'


def small(folder: Path, told: str = "A text", **changes: Any) -> PrintJob:
    (folder / "fig").mkdir(parents=True, exist_ok=True)
    (folder / "fig" / "a.svg").write_text(SVG.format(9))
    (folder / "data.csv").write_text("a,b\n")
    given = {"attachments": (folder / "data.csv",), "kept_in": folder, **changes}
    return job(PLAIN.format(told), folder, **given)


def test_all_that_decides_a_document_decides_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, key = small(tmp_path), pressed_once.key_of
    keys = [
        key(one),
        key(small(tmp_path, "Another text")),
        key(replace(one, date=DATE.replace(day=1))),
        key(replace(one, paper="letter")),
        key(replace(one, most_pages=2)),
        key(replace(one, attachments=())),
        key(replace(one, brand=Brand(light=Shades(accent="#c00000")))),
    ]
    (tmp_path / "fig" / "a.svg").write_text(SVG.format(8))
    keys.append(key(one))
    (tmp_path / "data.csv").write_text("a,c\n")
    keys.append(key(one))
    for part in ("rooms_digest", "libraries", "version"):
        with monkeypatch.context() as patch:
            patch.setattr(pressed_once, part, lambda *_: "another")
            keys.append(key(one))
    assert [keys.index(each) for each in keys] == list(range(len(keys)))
    assert key(small(tmp_path / "elsewhere")) == keys[0], "where a review lies does not"


def test_what_is_kept_is_what_would_be_set_and_what_is_damaged_is_set(tmp_path: Path) -> None:
    asked = small(tmp_path)
    made: list[Pressed] = []

    def set_it() -> Pressed:
        made.append(press.press(asked))
        return made[-1]

    first = pressed_once.pressed_once(asked, set_it)
    again = pressed_once.pressed_once(asked, set_it)
    assert len(made) == 1
    assert first == again == press.press(asked)
    (tmp_path / pressed_once.key_of(asked)).write_bytes(b"cut short")
    assert pressed_once.pressed_once(asked, set_it) == first
    assert len(made) == 2
    afresh = replace(asked, kept_in=None)
    assert pressed_once.pressed_once(afresh, set_it) == first
    assert len(made) == 3


def test_what_took_another_font_or_lacks_a_letter_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = small(tmp_path)
    kept = Kept(tmp_path)
    lacking = Pressed(b"", frozenset("𐎠"))
    assert pressed_once.pressed_once(asked, lambda: lacking) == lacking
    monkeypatch.setattr(pressed_once, "families_in", lambda _: [("DejaVu Sans", "regular")])
    pressed_once.pressed_once(asked, lambda: Pressed(b"%PDF"))
    assert kept.get(pressed_once.key_of(asked)) is None


def test_the_rooms_that_set_are_those_that_decide() -> None:
    from grimp import build_graph

    graph = build_graph("living_review", exclude_type_checking_imports=True)
    behind = graph.find_upstream_modules("living_review.paper.press")
    assert {each.split(".")[1] for each in behind if "." in each} <= set(pressed_once.ROOMS)
