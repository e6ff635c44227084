"""What the author of a text is told of it: whether a page shows it, its slots, and where."""

from __future__ import annotations

import pytest

from living_review.findings import Findings
from living_review.findings.texts import WrittenText
from living_review.texts.not_shown import not_shown
from living_review.texts.slots import BY_NAME, OF_REVIEW, REVIEW, Slots
from living_review.texts.writing import Remark

LONG = "The longest line of it, which templates set as it is."


def text(kind: str, about: str | None = None) -> WrittenText:
    name = f"data/text/{kind}-{about}.md" if about else f"data/text/{kind}.md"
    said = f"# A heading that is longer than any line below it, and set by others\n> {LONG}\nshort"
    return WrittenText(kind=kind, about=about, read_from=name, markdown=said)  # type: ignore[arg-type]


@pytest.mark.parametrize("shown", [True, False])
def test_of_a_text_that_no_page_shows_it_is_told_why(everything: Findings, shown: bool) -> None:
    with_trials = [each.key for each in everything.findings if each.trials]
    without = [each.key for each in everything.findings if not each.trials]
    assert with_trials
    assert without
    texts = (
        *(text("background"), text("authors-conclusions"), text("comparison", "main")),
        *(text("finding", key) for key in (*with_trials, *without)),
    )
    found = everything.model_copy(update={"texts": texts})
    pages = ("One page.", f"Another: {LONG} And more." if shown else "short")
    told = list(not_shown(found, pages))
    no_page = [each for each in told if "no trial gives this result" in each]
    assert [each.split()[0] for each in no_page] == [
        f"data/text/finding-{key}.md" for key in without
    ]
    templates = [each for each in told if "the templates of this review" in each]
    assert len(told) == len(no_page) + len(templates)
    of_pages = [each.read_from for each in texts if each.about not in without]
    assert [each.split()[0] for each in templates] == ([] if shown else of_pages)
    sections = ("background", "discussion", "results-overview", *["finding"] * len(with_trials))
    for said, section in zip(templates, sections, strict=not shown):
        assert f"sections/{section}.md.j2" in said


def test_slots_have_short_names_where_a_text_is_about_one_finding(everything: Findings) -> None:
    for own in (None, *everything.findings):
        names = list(Slots(everything, own=own).names())
        short = [each for each in names if "." not in each]
        assert short == ([] if own is None else list(BY_NAME))
        assert names[len(short) :][: len(OF_REVIEW)] == [f"{REVIEW}.{each}" for each in OF_REVIEW]
        depth = [each.count(".") for each in names[len(short) + len(OF_REVIEW) :]]
        assert depth == sorted(depth)
        assert len(set(names)) == len(names)


def test_a_remark_is_told_alike_to_people_and_to_programs() -> None:
    remark = Remark("data/text/background.md", 3, "a number is written by hand.")
    assert remark.as_json() == {
        "file": remark.file,
        "line": 3,
        "sentence": "data/text/background.md, line 3: a number is written by hand.",
    }
