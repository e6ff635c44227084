"""The marks of decisions stay as they are, however readers are told the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from shipped_sets import OTHERS

from living_review.certainty import marks
from living_review.certainty.rules import DOMAIN_RULES
from living_review.findings.certainty import not_recorded
from living_review.ground.number_style import writing
from living_review.language import PROGRAMS, Fact, say, speaking, words_in
from living_review.language.facts.ranges import Band, Extent, Important
from living_review.language.number_styles import style_of

NONE, TRIVIAL = Band(size=None, side=None), Band(size="trivial", side=None)
SMALL = Band(size="small", side="benefit")
LARGE = Band(size="large", side="harm")
IMPORTANT = Band(size="important", side="harm")
BENEFIT, HARM = Band(size=None, side="benefit"), Band(size=None, side="harm")


@pytest.mark.parametrize(
    ("told", "mark"),
    [
        (NONE, "no difference"),
        (TRIVIAL, "little to no difference"),
        (SMALL, "a small benefit"),
        (LARGE, "a large harm"),
        (IMPORTANT, "an important harm"),
        (BENEFIT, "a benefit"),
    ],
)
def test_the_mark_of_a_band(told: Band, mark: str) -> None:
    assert marks.band(told) == mark


@pytest.mark.parametrize(
    ("low", "high", "mark"),
    [
        (LARGE, SMALL, "from a large harm to a small benefit"),
        (LARGE, IMPORTANT, "from a large harm to an important harm"),
        (TRIVIAL, TRIVIAL, "within the range of little to no difference"),
        (HARM, BENEFIT, "on both sides of no difference"),
        (HARM, HARM, "on the side of harm"),
    ],
)
def test_the_mark_of_where_an_interval_lies(low: Band, high: Band, mark: str) -> None:
    assert marks.extent(Extent(low=low, high=high)) == mark


@pytest.mark.parametrize("sized", [True, False])
def test_the_marks_of_ranges(sized: bool) -> None:
    told = [marks.important(Important(side=s, sized=sized)) for s in ("benefit", None, "harm")]
    known = ["important benefit", "little to no difference", "important harm"]
    assert told == (known if sized else ["benefit", "no difference", "harm"])
    assert marks.joined(told) == f"{told[0]}, {told[1]} and {told[2]}"
    assert (marks.counted(0, "level"), marks.counted(2, "level")) == ("no levels", "two levels")


def test_a_decision_holds_whatever_words_it_is_told_in(case, outcome, tmp_path: Path) -> None:
    own = tmp_path / "words"
    own.mkdir()
    (own / "ranges.j2").write_text(
        "{% macro band(size, side) %}something{% endmacro %}"
        "{% macro important(side, sized) %}something{% endmacro %}"
        "{% macro extent(low, high) %}somewhere{% endmacro %}",
        encoding="utf-8",
    )
    found = case(outcome(), (0.3, 0.1, 0.6), trials=[(0.3, 0.1, 0.6)] * 3)
    before = {name: rule.propose(found).fingerprint for name, rule in DOMAIN_RULES.items()}
    with speaking(words_in(tmp_path)):
        assert say(SMALL) == "something"
        after = {name: rule.propose(found).fingerprint for name, rule in DOMAIN_RULES.items()}
    assert after == before


def test_stored_decisions_that_record_nothing_are_known() -> None:
    stored = (
        "The decision does not record what it was taken on, so it cannot be told whether that has "
        "changed since."
    )
    assert not_recorded() == stored


@pytest.mark.parametrize("language", OTHERS)
def test_a_number_in_a_mark_is_the_same_in_every_language(language: str) -> None:
    def said(fact: Fact) -> str:
        return f"{language} {PROGRAMS.said(fact)}"

    style = style_of(language, said)
    with writing(lambda: style):
        assert (marks.counted(2, "level"), marks.counted(1234, "level")) == (
            "two levels",
            "1,234 levels",
        )
