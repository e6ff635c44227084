"""What Pandoc is asked for a page, what its complaints become, and where a fault is looked for."""

from __future__ import annotations

import json
import pickle
import subprocess
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review import assets
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.language import speaking, words_in
from living_review.language.sandbox import PROGRAM_TEMPLATES
from living_review.pages import own_images, pandoc
from living_review.pages.page_faults import PageFault, told_where
from living_review.pages.page_template import right_to_left
from living_review.pages.pandoc import READER, Page
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.pages.stand_ins import marked

REFS = Path("refs.json")


def asked(monkeypatch: pytest.MonkeyPatch, body: str, **given: Any) -> list[str]:
    """Give what Pandoc is asked, without the program and the words of pages."""
    seen: list[list[str]] = []

    def run(command: list[str], _page: Page) -> str:
        seen.append(command)
        return f" <ul></ul> \n{pandoc.BODY_MARK}\n <p>Text</p>\n"

    monkeypatch.setattr(pandoc, "_run", run)
    found = pandoc.convert(Page("a.qmd", body), **given)
    assert (found.contents, found.body, found.images) == ("<ul></ul>", "<p>Text</p>", ())
    [command] = seen
    assert command[0] == pandoc.pandoc_path()
    at = next(n for n, each in enumerate(command) if each.startswith("words="))
    words = json.loads(command.pop(at).removeprefix("words="))
    assert command.pop(at - 1) == "-V"
    assert set(words) == {"numbered", "before_caption", "box", "wide"}
    assert all("{number}" in each for each in (*words["numbered"].values(), words["wide"]))
    return command[1:]


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("url", [None, "https://e.org"])
def test_pandoc_is_asked_for_what_a_page_needs_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, medium: str, url: str | None
) -> None:
    bare = [
        *("-f", READER, "-t", "html5", "--sandbox", "--section-divs", "--wrap=none"),
        *("--syntax-highlighting=none", "--template", str(assets.PARTS), "-V", f"medium={medium}"),
        *("-L", str(assets.FILTER), "--toc", "--toc-depth=3"),
        "--mathml" if medium == "screen" else "--mathjax",
        *(("-V", f"site-url={url}") if url else ()),
    ]
    cites = [
        *("--citeproc", "--bibliography", "refs.json", "--csl", str(assets.CITATION_STYLE)),
        *("-M", "link-citations=true"),
    ]
    for body, books, language in product(
        ("See @smith2001.", "See it."), (None, REFS), ("en", "es")
    ):
        with speaking(words_in(PROGRAM_TEMPLATES, language)):
            found = asked(monkeypatch, body, medium=medium, site_url=url, bibliography=books)
        cited = "@" in body and books is not None
        told = ["-M", f"lang={language}"] * (cited and language != "en")
        assert found == [*bare, *(cites if cited else ()), *told]
    assert asked(monkeypatch, "", medium=medium, reader="gfm")[1] == "gfm"


@pytest.mark.parametrize(
    ("code", "complaint", "said"),
    [
        (1, "living-review: It is wrong.\nmore", "a.qmd: It is wrong."),
        (0, "x\nliving-review: The image \"b.png\" has no text.", 'The image "b.png" has no text.'),
        (0, "[WARNING] Citeproc: citation smith not found", "The citation @smith is not in the"),
        (0, "citation reference 'smith' not found", "The citation @smith is not in the"),
        (0, "[WARNING]  odd \n thing", "a.qmd: Pandoc refused the page (odd thing); correct the"),
        (3, "", "a.qmd: Pandoc refused the page (no reason given); correct the template."),
        (0, "", None),
    ],
)  # fmt: skip
def test_what_pandoc_complains_of_is_a_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch, code: int, complaint: str, said: str | None
) -> None:
    given: list[Any] = []

    def run(command: list[str], **options: Any) -> Any:
        given.append((command, options))
        return SimpleNamespace(returncode=code, stdout="é".encode(), stderr=complaint.encode())

    monkeypatch.setattr(pandoc.subprocess, "run", run)
    if said is None:
        assert pandoc._run(["pandoc"], Page("a.qmd", "é")) == "é"
    else:
        with pytest.raises(TemplateFailure) as refused:
            pandoc._run(["pandoc"], Page("a.qmd", "é"))
        assert said in str(refused.value)
        assert isinstance(refused.value, PageFault) == ("b.png" in complaint)
    limits = {"input": "é".encode(), "capture_output": True, "timeout": 900.0, "check": False}
    assert given == [(["pandoc"], limits)]


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (OSError(2, "No such file"), EnvironmentFailure, "pandoc does not start (No such file)"),
        (subprocess.TimeoutExpired("p", 1), TemplateFailure, "a.qmd: Pandoc took more than 900 s"),
    ],
)
def test_a_pandoc_that_does_not_start_or_end_is_told(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, kind: type[Exception], said: str
) -> None:
    def run(*_: Any, **__: Any) -> Any:
        raise fault

    monkeypatch.setattr(pandoc.subprocess, "run", run)
    with pytest.raises(kind) as refused:
        pandoc._run(["pandoc"], Page("a.qmd", ""))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("---\ntitle: T\n---\nBody", Page("a.qmd", "Body", {"title": "T"})),
        ("---\ntitle: T\n...\nBody", Page("a.qmd", "Body", {"title": "T"})),
        ("---  \n# nothing\n---\nBody", Page("a.qmd", "Body")),
        ("Body\n---\na: b\n---\n", Page("a.qmd", "Body\n---\na: b\n---\n")),
    ],
)
def test_front_matter_is_what_stands_at_the_top(tmp_path: Path, text: str, page: Page) -> None:
    (tmp_path / "a.qmd").write_text(text, encoding="utf-8")
    assert pandoc.read_page(tmp_path / "a.qmd") == page
    assert Page("a", "", {"n": 1, "none": None}).text("n") == "1"
    assert [Page("a", "", {"none": None}).text(key, "else") for key in ("none", "no")] == [
        "else"
    ] * 2


def test_a_fault_is_told_at_the_line_of_the_template_or_of_the_page(tmp_path: Path) -> None:
    own, report = tmp_path / "templates", tmp_path / "report"
    for place, text in (
        (own / "b.md.j2", "one\n\n<b  onclick>two\n"), (own / "sub" / "a.md.j2", "a%20b.png x"),
        (report / "deep" / "a.qmd", "x\nonly on the page\n"),
        (report / "b.qmd", "only on the page"),
        (own / "c.txt", "only in text"),
    ):  # fmt: skip
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    # One of another encoding is looked through as well, as far as it can be read.
    for place in (own / "a.md.j2", report / "a" / "a.qmd"):
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"caf\xe9\nof another encoding\n")
    for written, where in (
        ("of another encoding", "templates/a.md.j2, line 2: It acts."),
        ("<b onclick>", "templates/b.md.j2, line 3: It acts."),
        ("<b onclick>two</b>", "templates/b.md.j2, line 3: It acts."),
        ("a%20b.png", "templates/sub/a.md.j2, line 1: It acts."),
        ("only on the page", "the generated report/deep/a.qmd, line 2: It acts."),
        ("only in text", "a.qmd: It acts."),
        ("nowhere at all", "a.qmd: It acts."),
        # What is shorter than six letters may stand anywhere.
        ("on the", "the generated report/deep/a.qmd, line 2: It acts."),
        ("n the", "a.qmd: It acts."),
    ):
        with pytest.raises(TemplateFailure) as told, told_where(own, report):
            raise PageFault("a.qmd", "It acts.", written)
        assert str(told.value) == where
    with pytest.raises(TemplateFailure, match=r"report/deep/a\.qmd, line 2"):  # noqa: SIM117
        with told_where(None, report):
            raise PageFault("a.qmd", "It acts.", "only on the page")
    again = pickle.loads(pickle.dumps(PageFault("a.qmd", "It acts.", "x")))
    assert (str(again), again.page, again.said, again.written) == (
        *("a.qmd: It acts.", "a.qmd", "It acts.", "x"),
    )


def test_a_site_knows_its_folder_and_its_addresses() -> None:
    english = SiteLanguage("en", "English", "", "https://e.org/r/")
    chinese = SiteLanguage("zh-Hant", "x", "zh-Hant/", None)
    for tag, folder, way in (("en", "", ""), ("zh-Hant", "zh-Hant/", "../"), ("fr", "", "")):
        site = SiteInfo(
            *("T", tag, (), "", "V", ()), site_url="https://e.org/r", languages=(english, chinese)
        )
        assert (site.folder, site.to_main) == (folder, way)
        assert site.address("index.html") == "https://e.org/r/"
        assert site.address("a.html") == "https://e.org/r/a.html"
    assert SiteInfo("T", "en", (), "", "V", ()).address("a.html") is None
    assert [english.page(name) for name in ("index.html", "a.html")] == [
        *("https://e.org/r/", "https://e.org/r/a.html"),
    ]
    assert chinese.page("a.html") is None
    assert [right_to_left(tag) for tag in ("ar", "AR-EG", "fa", "he", "ur", "en", "arz")] == [
        *(True, True, True, True, True, False, False),
    ]


@pytest.mark.parametrize("sizes", [(5, 0), (6, 0), (5, 5), (5, 6)])
def test_an_image_and_all_together_have_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, int]
) -> None:
    monkeypatch.setattr(own_images, "LARGEST", 5)
    monkeypatch.setattr(own_images, "MOST", 10)
    own, report = tmp_path / "templates", tmp_path / "report"
    (own / "images" / "sub").mkdir(parents=True)
    for name, size in zip(("a.PNG", "sub/b.jpg"), sizes, strict=True):
        (own / "images" / name).write_bytes(b"x" * size)
    (own / "images" / "notes.txt").write_text("no image")
    if max(sizes) > 5:
        with pytest.raises(TemplateFailure, match="an image may have"):
            own_images.copy_images(own, report)
        return
    own_images.copy_images(own, report)
    found = sorted(p.relative_to(report).as_posix() for p in report.rglob("*") if p.is_file())
    assert found == ["images/a.PNG", "images/sub/b.jpg"]
    monkeypatch.setattr(own_images, "MOST", sum(sizes) - 1)
    with pytest.raises(TemplateFailure, match="all together"):
        own_images.copy_images(own, report)
    own_images.copy_images(None, report)
    own_images.copy_images(tmp_path / "none", report)


def test_texts_that_stand_in_have_their_language_outside_of_markup() -> None:
    told = {"mood & rest": "de", "Mood & rest at home": "fr", "7 days": "it"}
    page = (
        '<p title="mood &amp; rest">mood &amp; rest, <b>Mood &amp;\n rest at home</b>, 7 days</p>'
    )
    assert marked(page, told) == (
        '<p title="mood &amp; rest"><span lang="de">mood &amp; rest</span>, <b>'
        '<span lang="fr">Mood &amp;\n rest at home</span></b>, <span lang="it">7 days</span></p>'
    )
    for apart in ("script", "style", "svg", "math", "code"):
        inside = f"<{apart} a>7 days</{apart}>17 days 7 dayss"
        assert marked(inside, told) == inside
    assert marked(page, {}) == page


def test_a_pandoc_is_the_one_of_the_package_also_where_programs_end_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypandoc

    monkeypatch.setattr(pypandoc, "__file__", str(tmp_path / "__init__.py"))
    (tmp_path / "files").mkdir()
    own = pandoc.pandoc_path.__wrapped__
    with pytest.raises(EnvironmentFailure, match="Pandoc is missing from the Python package"):
        own()
    monkeypatch.setattr(pandoc, "pandoc_path", own)
    assert pandoc.by_pandoc() == ""
    for name in ("pandoc.exe", "pandoc"):
        (tmp_path / "files" / name).write_bytes(name.encode())
        assert own() == str(tmp_path / "files" / name)
        told = pandoc.by_pandoc()
        assert len(told) == 64
        assert pandoc.by_pandoc() == told


@pytest.mark.parametrize(("ended", "told"), [(-9, True), (-1, True), (0, False), (1, False)])
def test_a_pandoc_that_somebody_ended_is_no_fault_of_the_page(*, ended: int, told: bool) -> None:
    done: Any = SimpleNamespace(returncode=ended)
    if told:
        with pytest.raises(EnvironmentFailure, match=rf"made a\.qmd \(signal {-ended}\), as"):
            pandoc.refuse_ended(done, "a.qmd")
    else:
        pandoc.refuse_ended(done, "a.qmd")


def test_what_pandoc_makes_is_known_by_every_word_and_file_that_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc, "_pandoc", lambda program: program.encode())
    [option, *_] = sorted(pandoc._BEFORE_A_FILE)
    file = tmp_path / "file"
    file.write_text("one", "utf-8")

    def key(program: str, *arguments: str, body: str = "text") -> str | None:
        return pandoc._key([program, *arguments], body)

    first = key("p", option, str(file), "--x")
    assert first == key("p", option, str(file), "--x")
    others = [key("q", option, str(file), "--x"), key("p", option, str(file), "--y")]
    others += [key("p", option, str(file), "--x", body="other")]
    # Where one part ends and the next begins counts, too.
    others += [key("p", "ab", "c"), key("p", "a", "bc"), key("p", "a", "b", body="ctext")]
    (tmp_path / "same").write_text("one", "utf-8")
    assert key("p", option, str(tmp_path / "same"), "--x") == first
    file.write_text("two", "utf-8")
    others += [key("p", option, str(file), "--x")]
    assert len({first, *others}) == 1 + len(others)
    assert key("p", option, str(tmp_path / "gone"), "--x") is None


def test_each_author_is_shown_with_an_orcid_where_there_is_one() -> None:
    site = SiteInfo("T", "en", ("A", "B", "C"), "", "", ())
    one: Any = "an ORCID"
    assert site.credited == (("A", None), ("B", None), ("C", None))
    assert replace(site, orcids=(None, one)).credited == (("A", None), ("B", one), ("C", None))
    assert len(replace(site, orcids=(one,) * 5).credited) == 3
