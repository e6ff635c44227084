"""A text that no page shows is told with its remedy, whichever template took its place."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sample_documents import findings, protocol
from sample_findings import none, recovery

from living_review.document.report import website_texts
from living_review.findings import WrittenText
from living_review.findings.texts import OF_REVIEW
from living_review.ground.folder import ReviewFolder
from living_review.runs.texts import _not_shown, has_own_pages, not_shown_in
from living_review.texts.not_shown import not_shown

SAID = "Written *by* us, and shown."


def with_texts(*about: tuple[str, str | None]):
    found = findings(recovery(), none())
    texts = tuple(
        WrittenText(
            kind=kind,  # type: ignore[arg-type]
            about=name,
            read_from=f"data/text/{kind}.md",
            markdown=f"# Own heading\n\n> {SAID} {kind}",
        )
        for kind, name in about
    )
    return found.model_copy(update={"texts": texts})


EVERY = (
    *((kind, None) for kind in OF_REVIEW),
    ("comparison", recovery().comparison),
    ("finding", recovery().key),
)


def test_the_programs_pages_show_every_text():
    found = with_texts(*EVERY)
    assert list(not_shown(found, website_texts(found, protocol(), {}).values())) == []


# A template of a review, and the texts that it keeps from readers.
REPLACED = {
    "index.qmd.j2": {"background", "objectives"},
    "discussion.qmd.j2": {
        "authors-conclusions",
        "contributions",
        "declarations-of-interest",
        "acknowledgements",
    },
    "sections/results-overview.md.j2": {"comparison"},
    "sections/finding.md.j2": {"finding"},
}


@pytest.mark.parametrize("name", REPLACED)
def test_what_a_template_replaces_is_told_with_what_to_write(name, tmp_path):
    own = tmp_path / "templates" / "en" / name
    own.parent.mkdir(parents=True)
    heading = '{{ front_matter("A page", "x") }}\n\n' if name.endswith("qmd.j2") else ""
    own.write_text(f"{heading}Nothing.\n", encoding="utf-8")
    found = with_texts(*EVERY)
    pages = website_texts(found, protocol(), {}, tmp_path / "templates")
    said = list(not_shown(found, pages.values()))
    assert {each.split("/")[2].split(".")[0] for each in said} == REPLACED[name]
    assert all("{{ written(" in each and "{% include" in each for each in said)
    # With what the remedy says, nothing is left to tell.
    asked = "\n".join(f"{{{{ written('{text.name}') }}}}" for text in found.texts)
    own.write_text(f"{heading}{asked}\n", encoding="utf-8")
    pages = website_texts(found, protocol(), {}, tmp_path / "templates")
    assert list(not_shown(found, pages.values())) == []


def test_a_text_about_a_result_without_trials_has_no_page():
    found = with_texts(("finding", none().key))
    (said,) = not_shown(found, [SAID])
    assert "no trial gives this result" in said


def test_pages_are_looked_at_where_a_review_has_some_of_its_own(tmp_path):
    folder, found = ReviewFolder(tmp_path), with_texts(*EVERY)
    (tmp_path / "templates" / "en" / "words").mkdir(parents=True)
    (tmp_path / "templates" / "en" / "words" / "texts.j2").write_text("", encoding="utf-8")
    assert not has_own_pages(folder)
    assert not_shown_in(tmp_path, folder, found) == ()
    (tmp_path / "templates" / "index.qmd.j2").write_text("", encoding="utf-8")
    assert has_own_pages(folder)
    assert len(not_shown_in(tmp_path, folder, found)) == len(EVERY)
    (tmp_path / "a.qmd").write_text(f"> {SAID} background", encoding="utf-8")
    assert len(not_shown_in(tmp_path, folder, found)) == len(EVERY) - 1


def test_pages_are_written_to_be_looked_at_only_where_a_review_has_some_of_its_own(
    tmp_path, monkeypatch
):
    written = []
    monkeypatch.setattr(
        "living_review.document.report.website_texts",
        lambda *given: written.append(given) or {"index.qmd": f"> {SAID} background"},
    )
    found = with_texts(*EVERY)
    edition = SimpleNamespace(findings=found, protocol=protocol())
    read = SimpleNamespace(texts=found.texts, references=())
    folder = ReviewFolder(tmp_path)
    assert list(_not_shown(folder, edition, read)) == []
    assert written == []
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "index.qmd.j2").write_text("", encoding="utf-8")
    assert len(list(_not_shown(folder, edition, read))) == len(EVERY) - 1
    assert len(written) == 1
