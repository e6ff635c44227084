"""A review is read from its own folder alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.ground.errors import BadInput
from living_review.ground.folder import JUDGEMENTS, PROTOCOL, ReviewFolder, leads_out

PARTS = ("protocol", "judgements", "corrections", "queries", "other_reviews", "templates")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "review" / "data").mkdir(parents=True)
    (tmp_path / "review" / "templates" / "sections").mkdir(parents=True)
    (tmp_path / "review" / PROTOCOL).write_text("review: {}\n")
    (tmp_path / "secret").write_text("what nobody may publish\n")
    return ReviewFolder(tmp_path / "review")


@pytest.mark.parametrize("part", PARTS)
def test_no_part_is_read_through_a_link_that_leaves_the_review(folder, part):
    path = getattr(folder, part)
    if path.is_dir():
        path.rename(path.with_name("elsewhere"))
    path.unlink(missing_ok=True)
    path.symlink_to(folder.root.parent / "secret")
    with pytest.raises(BadInput, match="leads out of the folder of the review"):
        getattr(folder, part)
    with pytest.raises(BadInput, match="leads out of the folder of the review"):
        folder.inputs()


def test_no_template_is_read_through_one_either(folder):
    link = folder.templates / "sections" / "what-changed.md.j2"
    link.symlink_to(folder.root.parent / "secret")
    with pytest.raises(BadInput, match=r"templates/sections/what-changed\.md\.j2 is a link"):
        folder.inputs()


def test_a_link_may_lead_to_another_place_in_the_review(folder):
    (folder.root / "decisions.csv").write_text("comparison\n")
    folder.judgements.symlink_to("../decisions.csv")
    assert set(folder.inputs()) == {PROTOCOL, JUDGEMENTS}


def test_a_review_may_itself_be_reached_through_a_link(folder):
    link = folder.root.with_name("link")
    link.symlink_to(folder.root)
    assert set(ReviewFolder(link).inputs()) == {PROTOCOL}


def test_links_that_go_round_in_a_circle_lead_nowhere_else(folder):
    folder.judgements.symlink_to("judgements.csv")
    assert not leads_out(folder.judgements, folder.root)


NAMED = "registry:\n  import: {file: data/a.csv, format: metapsy, mapping: data/my/m.yml}\n"


@pytest.mark.parametrize(
    ("protocol", "mapping"),
    [
        (NAMED, "data/my/m.yml"),
        (f"\ufeff{NAMED}", "data/my/m.yml"),
        ('"registry": {"import": {file: a.csv, format: metapsy}}\n', "data/mapping.yml"),
        ("registry:\n  import:\n    mapping: ' data/my/m.yml '\n", "data/my/m.yml"),
        ("# import: this\nregistry: {csv: {folder: data/r}}\n", None),
        ("review: {title: 'What to import: a review'}\n", None),
        ("registry: {import: [a]}\n", None),
        ("registry: {import: {mapping: ../m.yml}}\n", None),
        ("registry: {import: {mapping: 3}}\n", None),
        ("import: {mapping: data/my/m.yml}\n", None),
        ("registry: {import: {\n", None),
        ("- import: 1\n", None),
    ],
)
def test_the_mapping_that_the_protocol_names_is_a_part_and_no_other(folder, protocol, mapping):
    (folder.root / "data" / "my").mkdir()
    for name in ("data/my/m.yml", "data/mapping.yml", "m.yml"):
        (folder.root / name).write_text("outcomes: {}\n")
    folder.protocol.write_text(protocol, encoding="utf-8")
    assert set(folder.inputs()) == {PROTOCOL, *([mapping] if mapping else [])}


def test_a_mapping_is_not_read_through_a_link_that_leaves_the_review(folder):
    folder.protocol.write_text("registry: {import: {file: data/a.csv, format: metapsy}}\n")
    assert set(folder.inputs()) == {PROTOCOL}
    (folder.root / "data" / "mapping.yml").symlink_to(folder.root.parent / "secret")
    with pytest.raises(BadInput, match=r"data/mapping\.yml is a link"):
        folder.inputs()


@pytest.mark.parametrize(
    ("protocol", "counted"),
    [
        ("review:\n  title: X\n", {"en", ""}),
        ("review:\n  language: en\n", {"en", ""}),
        ('review:\n  "language": "es"\n', {"es", ""}),
        ("review: {title: X, language: es}\n", {"es", ""}),
        ("review:\n  language: pt-BR # as spoken there\n", {"pt-BR", ""}),
    ],
)
def test_words_in_another_language_are_no_part_of_a_review(
    tmp_path: Path, protocol: str, counted: set[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / PROTOCOL).write_text(protocol, encoding="utf-8")
    for language in ("en", "es", "pt-BR", ""):
        words = tmp_path / "templates" / language / "words"
        words.mkdir(parents=True)
        (words / "numbers.j2").write_text("", encoding="utf-8")
    (tmp_path / "templates" / "es" / "index.qmd.j2").write_text("", encoding="utf-8")
    found = {name for name in ReviewFolder(tmp_path).inputs() if name != PROTOCOL}
    expected = {f"templates/{each}/words/numbers.j2".replace("//", "/") for each in counted}
    assert found == expected | ({"templates/es/index.qmd.j2"} if "es" in counted else set())
