"""The parts of the documentation's site, each by itself: index, sections, frame, gallery."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import BadInput, TemplateFailure
from living_review.handbook import __main__ as program
from living_review.handbook import gallery, search, site
from living_review.handbook.contents import Contents, Entry, read_contents
from living_review.handbook.site import Handbook
from living_review.handbook.source import Section, Source, read_source

INDEX, ONE, TWO = (
    Entry("index.md", "Home", ""),
    Entry("a/1.md", "1", "A"),
    Entry("a/2.md", "2", "A", "G"),
)
LAST = Entry("b.md", "B", "B", "H")
BOOK = Contents("Docs", "Of it.", "", (INDEX, ONE, TWO, LAST))


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9, "9"), (10, "a"), (35, "z"), (36, "10"), (1295, "zz"), (1296, "100")],
)
def test_a_number_is_written_in_base_36(number: int, text: str) -> None:
    assert search._short(number) == text
    assert int(text, 36) == number


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("\n\nFirst `one`.\n\nSecond.", "First one."),
        *((f"{sign} x\n\nThen.", "Then.") for sign in ("|", "-", "*", "#", ">", "```")),
        ("", ""),
        ("| a |", ""),
        ("x" * 110, "x" * 110),
        (f"{'x' * 60} {'y' * 49}", f"{'x' * 60} {'y' * 49}"),
        (f"{'x' * 60} {'y' * 50}", f"{'x' * 60} …"),
        (f"one\n  two {'z' * 120}", "one two …"),
    ],
)
def test_a_section_is_shown_by_its_first_sentence(text: str, beginning: str) -> None:
    assert search._beginning(Section("H", "h", text)) == beginning


def test_the_index_tells_in_which_sections_each_word_stands() -> None:
    first = Source(
        "T", "few words", (Section("T", "", "Alpha <b>."), Section("Beta", "beta", "alpha"))
    )
    many = Source("L", "w " * (search.LONGEST + 1), (Section("Gamma", "g", "hidden"),))
    just = Source("J", "w " * search.LONGEST, (Section("Delta", "d", "alpha τ² μ χ²"),))
    pages = {INDEX: first, ONE: many, TWO: just}
    style = search.stylesheet(pages)
    quoted = style[style.index("'") + 1 : style.rindex("'")]
    assert not {"'", "<", "\n"} & set(quoted), "it ends neither text nor element"
    table = json.loads(quoted.replace("\\\\", "\\"))
    assert table == json.loads(json.dumps(search.index(pages)))
    assert table["pages"] == [
        ["T", "index.html", ""],
        ["L", "a/1.html", "A"],
        ["J", "a/2.html", "A"],
    ]
    assert table["sections"] == [
        [0, "", "", "Alpha <b>."],
        *([0, "beta", "Beta", "alpha"], [1, "g", "Gamma", "hidden"]),
        [2, "d", "Delta", "alpha τ² μ χ²"],
    ]
    assert table["words"] == {
        **{"alpha": "0 1 2", "b": "0", "beta": "1", "chi2": "3", "delta": "3", "gamma": "2"},
        **{"mu": "3", "t": "0", "tau2": "3"},
    }
    assert list(table["words"]) == sorted(table["words"])
    assert ": " not in quoted


def test_a_page_is_cut_at_its_headings_and_nothing_in_a_block_is_one(tmp_path: Path) -> None:
    page = tmp_path / "p.md"
    page.write_text(
        "# The `title`\nIntro <!-- mark -->here.\n\n```sh\n# no heading\n<!-- stays -->\n```\n"
        "## [One](x.md) \nText.\n####### no\n#no\n###### **Six**\n  ```\n  # b\n  ```\n"
    )
    source = read_source(page)
    assert source.title == "The title"
    assert [(each.heading, each.anchor) for each in source.sections] == [
        *(("The title", ""), ("One", "one"), ("Six", "six")),
    ]
    assert source.anchors == {"one", "six"}
    assert "<!-- mark -->" not in source.body
    assert "# no heading\n<!-- stays -->" in source.body
    assert source.sections[1].text == "\nText.\n####### no\n#no\n"
    for wrong in ("## Two\n", "#One\n", "\n# One\n"):
        page.write_text(wrong)
        with pytest.raises(TemplateFailure, match=r"p.md, line 1: a page begins"):
            read_source(page)


def test_the_order_of_the_pages_is_that_of_the_settings(tmp_path: Path) -> None:
    for each in BOOK.entries:
        (tmp_path / each.source).parent.mkdir(exist_ok=True)
        (tmp_path / each.source).write_text("# T\n")
    pages = [{"href": each.source, "text": each.label} for each in BOOK.entries]
    parts: list[Any] = [
        pages[0],
        {"section": "A", "contents": [pages[1], {"section": "G", "contents": [pages[2]]}]},
        {"section": "B", "contents": [{"section": "H", "contents": [pages[3]]}]},
    ]

    def read(**more: Any) -> Contents:
        said = {"title": "Docs", "description": "Of it.", "sidebar": {"contents": parts}, **more}
        (tmp_path / "_quarto.yml").write_text(json.dumps({"website": said}))
        return read_contents(tmp_path)

    assert read() == BOOK
    assert read(**{"repo-url": "https://example.org"}).repository == "https://example.org"
    assert BOOK.parts == ("A", "B")
    assert BOOK.of("A") == (ONE, TWO)
    parts.append(pages[1])
    with pytest.raises(TemplateFailure, match=r"a/1.md is listed twice"):
        read()


def framed(monkeypatch: pytest.MonkeyPatch, body: str, contents: str) -> Iterator[dict[str, Any]]:
    """Give what the page of each entry, the search and the gallery are framed with."""
    given: list[dict[str, Any]] = []
    template = SimpleNamespace(
        render=lambda own=None, **more: given.append({**(own or {}), **more}) or "<p>"
    )
    monkeypatch.setattr(site, "page_template", lambda _: template)
    monkeypatch.setattr(gallery, "page_template", lambda _: template)
    made = SimpleNamespace(body=body, contents=contents)
    monkeypatch.setattr(site.pandoc, "convert", lambda *_, **__: made)
    sources = {each: Source(each.label, "", (Section("x", "x", ""),)) for each in BOOK.entries}
    book = Handbook(Path(), BOOK, sources)
    for each in BOOK.entries:
        site.page_html(book, each)
    site.search_page(book)
    site.gallery_page(book, {})
    yield from given


def test_each_page_stands_between_its_neighbours_and_among_its_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, one, two, last, found, searched, shown, figures = framed(
        monkeypatch, '<h2 id="x">', "<li>" * 3
    )
    assert [(each["before"], each["after"]) for each in (home, one, two, last)] == [
        *((None, ONE), (INDEX, TWO), (ONE, LAST), (TWO, None)),
    ]
    assert [each["pagetitle"] for each in (home, searched)] == ["Home · Docs", "Search · Docs"]
    assert [each["root"] for each in (home, one)] == ["", "../"]
    assert [each["toc"] for each in (one, searched)] == ["<li>" * 3, ""]
    assert home["groups"] == []
    assert two["groups"] == [("", [ONE]), ("G", [TWO])]
    parts = [("A", "a/1.html"), ("B", "b.html"), ("Gallery", "gallery.html")]
    marks = {"": ["", "", ""], "A": ["true", "", ""], "B": ["", "true", ""]}
    for each in (home, one, last):
        assert each["menu"] == [
            (*at, mark) for at, mark in zip(parts, marks[each["part"]], strict=True)
        ]
    assert [mark for *_, mark in figures["menu"]] == ["", "", "page"]
    assert [(part, len(own)) for part, own in found["parts"]] == [("Docs", 1), ("A", 2), ("B", 1)]
    assert (bool(searched["search_script"]), bool(home["search_script"])) == (True, False)
    assert [each["policy"].count("sha256-") for each in (home, searched)] == [2, 3]
    assert "form-action 'self' file:" in home["policy"]
    assert (searched["here"], figures["here"]) == ("search.html", "gallery.html")
    assert shown["examples"] == []
    assert next(framed(monkeypatch, '<h2 id="x">', "<li>" * 2))["toc"] == ""
    with pytest.raises(TemplateFailure, match=r"index.md: no heading has the anchor 'x'"):
        next(framed(monkeypatch, "<p>", ""))


def test_the_gallery_shows_the_first_figure_of_each_kind_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    template = SimpleNamespace(render=lambda **names: given.update(names) or "")
    monkeypatch.setattr(gallery, "page_template", lambda _: template)
    names = list(gallery.KINDS)
    images = [f'<img src="fig/{each}x.svg" alt="of &lt;{each}">' for each in reversed(names)]
    for name in ("bcg", "minimal"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "findings.json").write_text('{"review": {"title": "T"}}')
        (folder / "a.html").write_text("".join(images))
        (folder / "b.html").write_text(
            '<img src="fig/forest-y.svg" alt=""><img src="fig/other.svg" alt="">'
        )
    (tmp_path / "bcg" / "summary.pdf").touch()
    gallery.gallery({name: tmp_path / name for name in ("bcg", "minimal")})
    bcg, minimal = given["examples"]
    shown = [
        (kind, f"gallery/minimal/fig/{name}x.svg", f"of <{name}", "gallery/minimal/a.html")
        for name, kind in gallery.KINDS.items()
    ]
    assert minimal.figures == shown
    assert (minimal.name, minimal.title) == ("minimal", "T")
    assert bcg.figures[-1] == gallery.PAPER
    assert len(bcg.figures) == len(shown) + 1
    assert [address for _, address, _ in minimal.pages] == ["gallery/minimal/findings.json"]
    assert [Path(address).name for _, address, _ in bcg.pages] == ["summary.pdf", "findings.json"]
    files = ("index.html", "evidence-profile.html", "trials.html", "methods.html", "review.pdf")
    for file in files:
        (tmp_path / "bcg" / file).touch()
    gallery.gallery({"bcg": tmp_path / "bcg"})
    assert [(label, Path(at).name, about) for label, at, about in given["examples"][0].pages] == [
        ("The front page", "index.html", "What is known, and how sure that is"),
        ("Summary of findings", "evidence-profile.html",
         "The summary-of-findings table, and how each rating came about"),
        ("The trials", "trials.html", "Who took part, what was done, the risk of bias"),
        ("Methods", "methods.html", "Written from the protocol, with every choice"),
        ("Two pages for clinicians", "summary.pdf", "PDF, for a clinic and a guideline group"),
        ("The whole review", "review.pdf", "PDF, with all figures and tables"),
        ("findings.json", "findings.json", "Every number of the pages, for other programs"),
    ]  # fmt: skip


def test_the_documentation_takes_the_place_of_itself_and_of_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs, out = tmp_path / "docs", tmp_path / "out"
    docs.mkdir()
    (docs / "index.md").write_text("# A\n")
    pages = [{"href": "index.md", "text": "A"}]
    said = {"title": "T", "description": "D", "sidebar": {"contents": pages}}
    (docs / "_quarto.yml").write_text(json.dumps({"website": said}))
    written: list[Path] = []
    monkeypatch.setattr(program, "build_examples", lambda out: out.mkdir())
    monkeypatch.setattr(program, "write_site", lambda _, out: written.append(out))
    program.main(docs, out)
    assert capsys.readouterr().out.startswith("Built 1 pages in ")
    # An empty folder is nobody's.
    program.main(docs, out)
    (out / "mine.txt").touch()
    with pytest.raises(BadInput, match="holds something else"):
        program.main(docs, out)
    assert (out / "mine.txt").exists()
    (out / "search.html").touch()
    program.main(docs, out)
    assert not (out / "mine.txt").exists()
    assert written == [out] * 3
