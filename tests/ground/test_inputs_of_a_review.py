"""Which files of a folder a report is made from: a table of paths, and of what a protocol says."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.ground import folder
from living_review.ground.brand_files import brand_files
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder, is_input, leads_out

PROTOCOL = "review: {language: en}\n"
READ = (
    *("data/protocol.yml", "data/judgements.csv", "data/other_reviews.csv", "data/queries.csv"),
    *("data/corrections.csv", "data/references.json", "data/references.bib"),
    *("data/text/confirmed.json", "data/text/a.md", "data/text/deep/b.md", "data/text/c.txt"),
    *("templates/en/words/a.j2", "templates/index.qmd.j2", "templates/sections/a.md.j2"),
    *(f"templates/images/a{kind}" for kind in folder.IMAGE_KINDS),
    *("templates/images/B.PNG", "templates/images/deep/b.svg"),
    *("templates/assets/site.css", "templates/assets/print.css", "_brand.yml"),
)
UNREAD = (
    *("data/mapping.yml", "data/notes.csv", "data/registry/trials.csv", "data/text/README.md"),
    *("data/text/.a.md", "data/text/.deep/a.md", "data/text/old.md/a.md", "data/versions/1/a.j2"),
    *("templates/de/words/a.j2", "templates/de/index.qmd.j2", "templates/notes.md"),
    *("templates/images/a.txt", "templates/a.png", "images/a.png", "logo.svg", "README.md"),
)


def filled(root: Path, *names: str, protocol: str = PROTOCOL) -> ReviewFolder:
    for name in (*names, "data/protocol.yml"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(protocol if name == "data/protocol.yml" else "x", "utf-8")
    return ReviewFolder(root)


def test_a_report_is_made_from_these_files_and_no_others(tmp_path: Path) -> None:
    made = filled(tmp_path, *READ, *UNREAD)
    found = made.inputs()
    assert sorted(found) == sorted(READ)
    assert all(path == tmp_path / name for name, path in found.items())
    assert all(map(is_input, READ))
    assert not any(map(is_input, ("report/index.html", "manifest.json", "registry/trials.csv")))


def test_a_folder_that_is_called_as_a_text_is_told_where_texts_are_read(tmp_path: Path) -> None:
    made = filled(tmp_path, "data/text/old.md/a.md", "data/text/b.md")
    names = [path.relative_to(tmp_path).as_posix() for path in made.text_files()]
    assert names == ["data/text/b.md", "data/text/old.md"]
    assert ReviewFolder(tmp_path / "none").text_files() == ()


def test_each_part_is_at_its_place(tmp_path: Path) -> None:
    made = filled(tmp_path)
    parts = {
        **{"protocol": "data/protocol.yml", "judgements": "data/judgements.csv"},
        **{"other_reviews": "data/other_reviews.csv", "corrections": "data/corrections.csv"},
        **{"queries": "data/queries.csv", "templates": "templates", "registry": "data/registry"},
        **{"versions": "data/versions", "report": "report", "changelog": "CHANGELOG.md"},
        "site": "_site",
    }
    assert {name: getattr(made, name) for name in parts} == {
        name: tmp_path / path for name, path in parts.items()
    }
    assert made.own("data/x.csv") == tmp_path / "data/x.csv"


@pytest.mark.parametrize(
    ("says", "read"),
    [
        ("review: {languages: [en, de]}", {"en", "de"}),
        ("review: {languages: de}", {"de"}),
        ("review: {languages: [no, es]}", {"no", "es"}),
        ("review: {languages: [' de ']}", {"de"}),
        ("review: {languages: 3}", {"en"}),
        ("review: {title: languages}", {"en"}),
        ("languages: [de]", {"en"}),
        ("review: {language: es, title: In two languages}", {"es"}),
        ("review: {languages: [", {"en"}),
    ],
)
def test_words_are_read_in_the_languages_that_are_named(
    tmp_path: Path, says: str, read: set[str]
) -> None:
    sets = [f"templates/{language}/words/a.j2" for language in ("de", "en", "es", "no")]
    made = filled(tmp_path, *sets, protocol=says)
    assert {name.split("/")[1] for name in made.inputs() if name.endswith(".j2")} == read


def test_a_place_is_in_one_of_several_folders_or_in_none(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assert not leads_out(first / "x", first, second)
    assert not leads_out(second / "x", first, second)
    assert leads_out(tmp_path / "c" / "x", first, second)
    assert leads_out(first / ".." / "c", first, second)


NAMED = "logo.svg", "fonts/a.woff2", "fonts/a.woff", "fonts/a.ttf", "fonts/a.otf", "wide.png"


@pytest.mark.parametrize(
    ("protocol", "brand", "files"),
    [
        ("review: {brand: {logo: logo.svg}}", None, ("logo.svg",)),
        ("review: {brand: [{a: {b: wide.png}}, fonts/a.otf]}", None, ("wide.png", "fonts/a.otf")),
        ("review: {title: A logo.svg}", None, ()),
        ("review: {title: logo.svg}", None, ()),
        ("brand: logo.svg", None, ()),
        ("review: [brand: logo.svg]", None, ()),
        ("review: {brand: [gone.svg, a.txt, data/versions/1/x.svg, ../x.svg]}", None, ()),
        ("review: {}", "logo: ' logo.svg '", ("logo.svg",)),
        ("review: {}", f"all: [{', '.join(NAMED)}]", NAMED),
        ("review: {brand: {logo: logo.svg}}", "logo: wide.png", ("logo.svg", "wide.png")),
        ("review: {brand: {logo: logo.svg}}", "logo: [", ("logo.svg",)),
        ("review: {brand: " + "[" * 11 + "logo.svg" + "]" * 11 + "}", None, ("logo.svg",)),
        ("review: {brand: " + "[" * 12 + "logo.svg" + "]" * 12 + "}", None, ()),
    ],
)
def test_files_of_a_brand_are_those_that_it_names(
    tmp_path: Path, protocol: str, brand: str | None, files: tuple[str, ...]
) -> None:
    filled(tmp_path, *NAMED, "a.txt", "data/versions/1/x.svg")
    (tmp_path / "templates" / "assets").mkdir(parents=True)
    (tmp_path / "templates" / "assets" / "site.css").write_text("")
    own = ["templates/assets/site.css"]
    if brand:
        (tmp_path / "_brand.yml").write_text(brand, "utf-8")
        own.insert(0, "_brand.yml")
    assert brand_files(tmp_path, protocol.encode()) == (*own, *files)


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (("Judgements.csv",), "'Judgements.csv' is not read; rename it to judgements.csv"),
        (("texts/a.md",), "'texts' is not read; rename it to text"),
        (("References.JSON",), "rename it to references.json"),
        (("queries.csv", "QUERIES.csv"), "only the first is read; keep one of them"),
        (("text/a.md", "texts/a.md"), ""),
        (("notes.csv", "registry/trials.csv"), ""),
    ],
)
def test_a_file_that_would_not_be_read_for_its_writing_is_told(
    tmp_path: Path, there: tuple[str, ...], says: str
) -> None:
    made = filled(tmp_path, *(f"data/{name}" for name in there))
    said = ""
    try:
        made.inputs()
    except BadInput as fault:
        said = str(fault)
    assert says in said
    assert bool(said) == bool(says)
    ReviewFolder(tmp_path / "none").refuse_near_names()
