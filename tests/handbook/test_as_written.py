"""A small documentation written as a site: which files there are, and where its links lead."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review import assets
from living_review.ground.errors import TemplateFailure
from living_review.handbook import gallery, site
from living_review.handbook.contents import Entry, read_contents
from living_review.handbook.links import Places
from living_review.handbook.site import read_handbook, write_site
from living_review.handbook.source import anchors, plain, read_source

PAGES = {
    "index.md": "# Home\n\nSee [how-to/a.md](how-to/a.md#two-words), [it](b.json) and\n"
    "[code](../src/x.py).\n\n## A first\n",
    "how-to/a.md": "# How <it> is\n\n## Two words\n\n```sh\nls\n```\n\n[Home](../index.md).\n",
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "x.py").touch()
    for name in ("b.json", "images/c.png", "images/d.svg", "e.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    settle(folder)
    return folder


def settle(folder: Path, *names: str) -> None:
    listed = [{"href": each, "text": each} for each in (*PAGES, *names)]
    said = {"title": "T", "description": "D", "sidebar": {"contents": listed}}
    said["repo-url"] = "https://e.org/r/"
    (folder / "_quarto.yml").write_text(json.dumps({"website": said}))


def test_a_site_has_its_pages_its_pictures_and_what_finds_words(docs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    book = read_handbook(docs)
    write_site(book, out)
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    shown = {name for name in written if not name.startswith("assets/fonts/")}
    assert shown == {
        *("index.html", "how-to/a.html", "search.html", "gallery.html"),
        *("b.json", "images/c.png", "images/d.svg"),
        *("assets/site.css", "assets/site.js", "assets/icon.svg", "assets/search.css"),
    }
    style = (out / "assets" / "site.css").read_text("utf-8")
    assert style.endswith(assets.text("handbook.css"))
    assert len(style) > len(assets.text("handbook.css"))
    page = (out / "index.html").read_text("utf-8")
    assert '<a href="how-to/a.html#two-words" class="uri">How &lt;it&gt; is</a>' in page
    assert '<a href="b.json">it</a>' in page
    assert '<a href="https://e.org/r/blob/main/src/x.py">code</a>' in page
    inner = (out / "how-to" / "a.html").read_text("utf-8")
    assert '<a href="../index.html">Home</a>' in inner
    assert 'role="group" tabindex="0" aria-label="Code 1"' in inner
    (out / "index.html").unlink()
    (out / "how-to" / "a.html").unlink()
    write_site(book, out, but=["index.md"])
    assert not (out / "index.html").exists()
    assert (out / "how-to" / "a.html").exists()


@pytest.mark.parametrize(
    ("there", "listed", "said"),
    [
        ((), ("new.md",), r"there is no page new\.md; write it"),
        (("new.md",), (), r"new\.md is in no part; list it"),
        ((), ("index.md",), r"index\.md is listed twice"),
    ],
)
def test_each_page_is_listed_once_and_there(
    docs: Path, there: tuple[str, ...], listed: tuple[str, ...], said: str
) -> None:
    assert [each.label for each in read_contents(docs).entries] == [*PAGES]
    for name in there:
        (docs / name).write_text("# New\n")
    settle(docs, *listed)
    with pytest.raises(TemplateFailure, match=said):
        read_contents(docs)


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../index.md", "../index.html"),
        ("../index.md#a-first", "../index.html#a-first"),
        ("#two-words", "#two-words"),
        ("../b.json", "../b.json"),
        ("../../src", "https://e.org/r/tree/main/src"),
        ("../../src/x.py", "https://e.org/r/blob/main/src/x.py"),
        ("../../src/x.py#L3", "https://e.org/r/blob/main/src/x.py#L3"),
        ("../index.md#none", "../index.md#none leads to no heading; name one that index.md has"),
        ("#none", "#none leads to no heading"),
        ("none.md", "none.md leads to no file; correct the link"),
    ],
)
def test_a_link_leads_to_a_page_a_heading_or_a_file(docs: Path, target: str, address: str) -> None:
    sources = {name: read_source(docs / name) for name in PAGES}
    places = Places(docs, sources, "https://e.org/r/")
    if " " in address:
        with pytest.raises(TemplateFailure, match=re.escape(f"how-to/a.md: {address}")):
            places.address(target, "how-to/a.md")
    else:
        assert places.address(target, "how-to/a.md") == address
        bare = Places(docs, sources).address(target, "how-to/a.md")
        assert bare == (None if "e.org" in address else address)


def test_links_elsewhere_and_marks_of_links_stay(docs: Path) -> None:
    places = Places(docs, {name: read_source(docs / name) for name in PAGES})
    entry = Entry("index.md", "Home", "")
    for text in ('<a href="https://e.org/a.md">a</a>', '<a href="mailto:a@e.org" class="b">a</a>'):
        assert places.linked(text, entry) == text
    linked = places.linked('<a href="how-to/a.md" class="b"><b>words</b></a>', entry)
    assert linked == '<a href="how-to/a.html" class="b"><b>words</b></a>'


def test_headings_have_the_anchors_that_a_repository_gives_them() -> None:
    headings = ["A `b` [c](d.md)", "a b c", "Ä-_é 1!", "  a  b  ", "**x** *y*", "a b c"]
    given = ["a-b-c", "a-b-c-1", "ä-_é-1", "a--b", "x-y", "a-b-c-2"]
    assert anchors(headings) == given
    assert plain("`a` **b** [c](d) *e* f_g") == "a b c e f_g"


def test_the_examples_are_built_below_the_gallery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Any] = []
    monkeypatch.setattr(
        "living_review.runs.build.build", lambda folder, out: built.append((folder.name, out))
    )
    gallery.build_examples(tmp_path)
    assert built == [(name, tmp_path / "gallery" / name) for name in ("bcg", "minimal")]
    assert site.GALLERY_PAGE == "gallery.html"


def test_pages_and_pictures_may_lie_as_deep_as_they_like(tmp_path: Path) -> None:
    docs, out = tmp_path / "docs", tmp_path / "out"
    for name in ("a/b/c.png", "d.svg", "a/e.json", "a/page.md"):
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(name, "utf-8")
    book: Any = SimpleNamespace(docs=docs)
    site._copy_images(book, out)
    for _ in range(2):  # into a folder that is there, too
        site._write(out, "x/y/z.html", "text\n")
    found = {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.*")}
    pictures = {name: name for name in ("a/b/c.png", "d.svg", "a/e.json")}
    assert found == {**pictures, "x/y/z.html": "text\n"}
