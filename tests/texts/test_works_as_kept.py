"""What is kept of a work, field by field: what a list of references may show, and as plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import BadInput
from living_review.ground.folder import REFERENCES_CSL, ReviewFolder
from living_review.texts import citations

BASE = {"id": "a", "type": "book", "title": "T"}
DATE = {"date-parts": [[2021, 6, 3]]}
TEXTS = (
    *("title", "title-short", "container-title", "container-title-short", "publisher", "volume"),
    *("publisher-place", "issue", "page", "number", "edition", "genre", "medium", "ISBN", "ISSN"),
    *("PMID", "PMCID", "event-title", "event-place", "collection-title", "collection-number"),
    *("chapter-number", "number-of-pages", "version", "language", "status"),
)
LONG = f"https://{'x' * 1000}"
# A field of a work, what an export has there, and what is kept; None: nothing.
FIELDS: tuple[tuple[str, Any, Any], ...] = (
    *((name, "A <i>b</i>", "A <i>b</i>") for name in TEXTS),
    *(("volume", given, kept) for given, kept in (
        (3, "3"), (0, "0"), ("", None), ("  ", None), (True, None), (False, None), (1.5, None),
        ([], None), (None, None), ("a\nb", "a b"), ("<u>x</u>", "x"), ("<b", "<b"), ("<b>", "<b>"),
        ("<x>", "‹x›"), ("<sub>2</sub><sup>3</sup>", "<sub>2</sub><sup>3</sup>"), ("<i >x", "x"),
        ("<5 <i>y</i> <u>", "<5 <i>y</i> "), ("a <5", "a <5"),
    )),
    *((name, [{"family": "F", "given": "G"}], [{"family": "F", "given": "G"}])
      for name in ("author", "editor", "translator", "collection-editor", "container-author")),
    *(("author", [given], kept and [kept]) for given, kept in (
        ({"literal": "WHO"}, {"literal": "WHO"}), ({"family": " "}, None), ({"family": 3}, None),
        ({"family": "F", "other": "x"}, {"family": "F"}), ("nobody", None), ([], None),
        ({"family": "F", "suffix": "Jr", "dropping-particle": "d", "non-dropping-particle": "v"},
         {"family": "F", "suffix": "Jr", "dropping-particle": "d", "non-dropping-particle": "v"}),
    )),
    ("author", "F", None), ("author", [], None),
    *((name, DATE, DATE) for name in ("issued", "accessed", "original-date", "event-date")),
    *(("issued", given, kept) for given, kept in (
        ({"date-parts": [["2021", "6"]]}, {"date-parts": [[2021, 6]]}),
        ({"date-parts": [[-44]]}, {"date-parts": [[-44]]}),
        ({"date-parts": [["--5"]]}, None), ({"date-parts": [["²"]]}, None),
        ({"date-parts": [["9" * 5000]]}, None), ({"date-parts": [[2021.5]]}, None),
        ({"date-parts": [["2021", "May", 3]]}, {"date-parts": [[2021, 3]]}),
        ({"date-parts": [[2021, 6, 3, 9], [2022]]}, DATE),
        ({"date-parts": [[]]}, None), ({"date-parts": []}, None), ({"date-parts": 3}, None),
        ({"date-parts": [], "raw": "May"}, {"literal": "May"}),
        ({"raw": "May"}, {"literal": "May"}),
        ({"literal": "May", "raw": "June"}, {"literal": "May"}), ({"literal": " "}, None),
        ({"literal": 3}, None), ({"literal": ["May"]}, None), ({}, None), ("2021", None),
    )),
    *(("DOI", given, "10.1234/x") for given in (
        "10.1234/x", "https://doi.org/10.1234/x", "http://dx.doi.org/10.1234/x", "doi:10.1234/x",
        "DOI: 10.1234/x", " 10.1234/x ")),
    *(("DOI", given, None) for given in ("x", 3, "", "11.1234/x")),
    *(("URL", given, given) for given in ("http://a.b", "https://a.b/c?d=e", LONG)),
    *(("URL", given, None) for given in (
        "ftp://a.b", "javascript:x", "http://", "https://a b", "https://a<b", "HTTPS://a.b", 3,
        f"{LONG}x", "https://a'b", 'https://a"b', "https://a^b", "https://a|b", "https://a`b")),
    *((name, "x", None) for name in ("abstract", "note", "file", "keyword", "citation-key")),
)  # fmt: skip


def read(folder: Path, text: str) -> Mapping[str, Any]:
    """Read the works of a review that has this text as its references."""
    file = folder / REFERENCES_CSL
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return citations.read_references(ReviewFolder(folder)).works


@pytest.mark.parametrize(("name", "given", "kept"), FIELDS)
def test_of_a_work_is_kept_what_a_list_may_show(
    name: str, given: Any, kept: Any, tmp_path: Path
) -> None:
    works = read(tmp_path, json.dumps([{**BASE, name: given}]))
    assert works["a"] == {**BASE, **({} if kept is None else {name: kept})}


FAULTS: tuple[tuple[Any, str], ...] = (
    *((each, "is no work") for each in ("a", 3, None, [])),
    *(({**BASE, "id": each}, "has no id") for each in ("", "  ", None, 0, [])),
    *(({**BASE, "id": each}, "which no citation can name")
      for each in ("a b", "a]", "a.", "a-", "-a", ".a", "ä", "a@b")),
    *(({**BASE, "id": each}, "") for each in ("a", "a.b", "a-b", "_a", "a/b", "a:b#$%&+?~c", 7)),
    *(({**BASE, "type": each}, "has no type") for each in ("", "Book", "b k", 3, "_a", "-")),
    *(({**BASE, "type": each}, "") for each in ("a", "article-journal", "motion_picture")),
    *(({**BASE, "title": each}, "has no title") for each in ("", " ", 3, None)),
)  # fmt: skip


@pytest.mark.parametrize(("work", "told"), FAULTS)
def test_what_is_wrong_with_a_work_is_told_with_its_place(
    work: Any, told: str, tmp_path: Path
) -> None:
    written = json.dumps({"items": [{**BASE, "id": "first"}, work]})
    if not told:
        assert len(read(tmp_path, written)) == 2
        return
    with pytest.raises(BadInput) as raised:
        read(tmp_path, written)
    (said,) = raised.value.problems
    assert said.startswith(f"{REFERENCES_CSL}: work 2 ")
    assert told in said


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_file_without_works_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is empty"):
        read(tmp_path, text)


@pytest.mark.parametrize("text", ['{"items": 3}', '{"works": []}', "3", '"a"', "null"])
def test_a_file_that_is_no_list_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no list of works"):
        read(tmp_path, text)


def test_works_of_the_same_key_on_a_page_are_told_apart() -> None:
    keys = ("a/b", "a+b", "a.b", "a:b", "fig-1", "tbl-1", "eq-1", "figs")
    works = {key: {"id": key, "type": "book", "title": key} for key in keys}
    bibliography = citations.Bibliography("x.json", works)
    shown = bibliography.citation(f"[{'; '.join(f'@{key}, p. {key}' for key in keys)}]")
    pages = ["a-b", "a-b-", "a.b", "a:b", "own-fig-1", "own-tbl-1", "own-eq-1", "figs"]
    assert [each.split(",")[0].strip("[]") for each in shown.split("; ")] == [
        f"@{each}" for each in pages
    ]
    assert bibliography.citation("[@a/b]") == "[@a-b]"
    assert [each.key for each in bibliography.kept()] == pages
    assert json.loads(bibliography.kept()[1].csl)["id"] == "a-b-"


CITED = ("[@a]", "[@a, p. 3]", "[@a; @b]", "[@a;@b, c]", "[@a, p. 3; @b, c d]", "[@a.b]", "[@1]")
NOT_CITED = (
    *("[@]", "@a", "[a]", "[@a b]"),
    *("[@a;]", "[@a,b]", "[see @a]", "[@a; b]", "[@-a]", "[@ä]"),
)


@pytest.mark.parametrize("text", CITED)
def test_a_citation_is_one(text: str) -> None:
    assert citations.CITATION.findall(f"x {text} y") == [text]


@pytest.mark.parametrize("text", NOT_CITED)
def test_what_is_no_citation_stays_text(text: str) -> None:
    assert not citations.CITATION.findall(f"x {text} y")
