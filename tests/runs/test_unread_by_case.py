"""Why a file of the templates is read or not, in every case and in full."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from living_review.ground.folder import ReviewFolder
from living_review.runs.unread import Unread, in_assets, unread

NO_TEMPLATE = (
    "a template is a file that ends in .j2, an image lies in templates/images/; rename it, "
    "move it, or take it out."
)
NOT_NAMED = "no template of the program has this name, and none of the review names it"
BOTH = "templates/assets/site.css (pages) and templates/assets/print.css (PDFs)"
SCRIPT = "pages of a review run no script but the program's own; take it out."
LOGO = "a logo and a font are named by review.brand; name it there, and move it to brand/."
SHEET = f"the stylesheets that are read are {BOTH}, after the program's; rename it."
LOOK = f"of the look of pages only {BOTH} are read; take it out."
IMAGE = "images are files of "


def told(root: Path, *names: str, languages: tuple[str, ...] = ("en",)) -> dict[str, str]:
    for name in names:
        (root / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "templates" / name).write_text("", encoding="utf-8")
    found = unread(ReviewFolder(root), languages)
    for each in found:
        assert each.as_json() == {"file": each.name, "sentence": f"{each.name}: {each.reason}"}
    return {each.name.removeprefix("templates/"): each.reason for each in found}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((f"assets/{name}.css", "") for name in ("site", "print")),
        *((f"assets/a.{kind}", SCRIPT) for kind in ("js", "mjs", "ts", "JS")),
        *((f"assets/a.{kind}", LOGO) for kind in ("svg", "png", "woff2", "ttf", "PNG")),
        *((f"assets/a.{kind}", SHEET) for kind in ("css", "scss", "sass", "CSS")),
        *((f"assets/a.{kind}", LOOK) for kind in ("html", "txt", "j2")),
        *((f"images/a.{kind}", "") for kind in ("png", "svg", "PNG")),
        *((f"images/a.{kind}", IMAGE) for kind in ("tiff", "j2")),
        *((name, NO_TEMPLATE) for name in ("a.txt", "en/a.md", "site.css", "images.png", "a.j2x")),
        ("index.qmd.j2", ""),
        ("en/index.qmd.j2", ""),
        ("words/pools.j2", ""),
        ("en/words/pools.j2", ""),
        ("indx.qmd.j2", f"{NOT_NAMED}; did you mean index.qmd.j2?"),
        ("en/words/pool.j2", f"{NOT_NAMED}; did you mean words/pools.j2?"),
        ("zzzzzzzzzzzz.j2", f"{NOT_NAMED}."),
        ("de/index.qmd.j2", "the review does not speak 'de'; name it in review.languages."),
        ("pt-BR/index.qmd.j2", "the review does not speak 'pt-BR'; name it in review.languages."),
        ("de/zzzzzzzzzzzz.j2", f"{NOT_NAMED}."),
        ("long/index.qmd.j2", f"{NOT_NAMED}; did you mean index.qmd.j2?"),
        (".hidden/a.txt", ""),
        ("deep/.hidden", ""),
    ],
)
def test_a_file_is_read_or_it_is_said_why_not(tmp_path: Path, name: str, why: str) -> None:
    found = told(tmp_path, name)
    if why == IMAGE:
        [said] = found.values()
        assert said.startswith(f"{IMAGE}.")
        assert ", ." in said
        return
    assert found == ({name: why} if why else {})


def test_a_set_of_words_that_somebody_translates_is_not_told_of(tmp_path: Path) -> None:
    assert told(tmp_path, "fr/words/pools.j2", "fr/zzzzzzzzzzzz.j2") == {}
    assert set(told(tmp_path, "de/zzzzzzzzzzzz.j2")) == {"de/zzzzzzzzzzzz.j2"}


def test_the_languages_that_a_review_speaks_are_read(tmp_path: Path) -> None:
    names = ("de/index.qmd.j2", "es/words/pools.j2", "de/zzzzzzzzzzzz.j2")
    found = told(tmp_path, *names, languages=("en", "de", "es"))
    assert found == {"de/zzzzzzzzzzzz.j2": f"{NOT_NAMED}."}


@pytest.mark.parametrize("quote", ['"', "'", ""])
@pytest.mark.parametrize("by", ["index.qmd.j2", "en/index.qmd.j2", "notes.txt"])
def test_what_a_template_of_the_review_names_is_read(tmp_path: Path, quote: str, by: str) -> None:
    (tmp_path / "templates" / "en").mkdir(parents=True)
    named = f"{{% include {quote}own/part.md.j2{quote} %}}"
    (tmp_path / "templates" / by).write_bytes(b"\xff" + named.encode())
    (tmp_path / "templates" / "own").mkdir()
    (tmp_path / "templates" / "own" / "part.md.j2").touch()
    found = {each.name for each in unread(ReviewFolder(tmp_path), ("en",))}
    assert ("templates/own/part.md.j2" in found) == (not quote or by == "notes.txt")


@pytest.mark.parametrize(("look", "others"), list(product((0, 1, 2), (0, 1))))
def test_what_is_not_honoured_of_a_look_ends_a_build(look: int, others: int) -> None:
    own = [Unread(f"templates/assets/{name}.js", "r") for name in "ab"[:look]]
    found = [*own, *[Unread("templates/assets.j2", "r")] * others]
    names = ["templates/assets/a.js", "templates/assets/b.js"][:look]
    are = "is" if look == 1 else "are"
    wanted = f"{', '.join(names)} {are} not honoured; 'living-review check' says why."
    assert in_assets(found) == (wanted if look else "")
