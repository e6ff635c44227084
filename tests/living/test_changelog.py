"""The changelog: the program writes its part, and what people wrote stays."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import BadInput
from living_review.living import changelog
from living_review.living.changelog import with_version

DATE = dt.date(2026, 11, 24)


def test_the_first_entry_makes_the_file():
    text = with_version("", 1, DATE, ["Three trials."], [])
    assert text.startswith("# Changelog of the review")
    assert "## Version 1: 24 November 2026" in text
    assert text.index("### Evidence") < text.index("- Three trials.") < text.index("### Methods")


def test_the_newest_stands_first():
    text = with_version(with_version("", 1, DATE, ["one"], []), 2, DATE, ["two"], [])
    assert text.index("## Version 2") < text.index("## Version 1")


def test_writing_an_entry_again_changes_nothing():
    once = with_version("", 1, DATE, ["one"], ["m"])
    assert with_version(once, 1, DATE, ["one"], ["m"]) == once
    both = with_version(once, 2, DATE, ["two"], [])
    assert with_version(both, 1, DATE, ["one"], ["m"]) == both


def test_what_people_wrote_into_an_entry_stays_when_it_is_written_again():
    text = with_version("", 1, DATE, ["one"], [])
    mine = text.replace("### Methods\n", "### Methods\n\nWe also asked a librarian.\n")
    assert "We also asked a librarian." in with_version(mine, 1, DATE, ["corrected"], [])
    assert "corrected" in with_version(mine, 1, DATE, ["corrected"], [])


def test_an_entry_without_marks_is_somebodys_own():
    mine = "# Changelog\n\n## Version 1: our own words\n\nAll of it rewritten.\n"
    assert with_version(mine, 1, DATE, ["one"], []) == mine


def test_notes_on_what_is_not_yet_published_become_those_of_the_version():
    before = (
        "# Changelog\n\nOur own words.\n\n## Not yet published\n\nA remark.\n\n### Methods\n\n"
        "A new protocol.\n\n### Thanks\n\nTo Ada.\n\n## Version 1: 1 January 2026\n\nold\n"
    )
    text = with_version(before, 2, DATE, ["two"], [])
    assert "## Not yet published" not in text
    order = ["Our own words.", "## Version 2", "A remark.", "- two", "A new protocol.", "To Ada."]
    places = [text.index(each) for each in [*order, "## Version 1: 1 January 2026", "old"]]
    assert places == sorted(places)


def test_a_version_of_an_earlier_day_says_when_it_was_made():
    text = with_version("", 1, dt.date(2019, 7, 12), ["one"], [], made=DATE)
    assert "Made on 24 November 2026 from what had entered the registry by 12 July 2019." in text


def test_a_trial_cannot_write_markup_into_the_changelog():
    text = with_version("", 1, DATE, ["# <b>x</b> [a](b)\n## Version 9"], [])
    assert "\n## Version 9" not in text
    assert r"\# \<b\>x\</b\> \[a\](b) \#\# Version 9" in text


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_no_line_that_people_wrote_is_lost(own, evidence):
    kept = [line.strip() for line in own.splitlines() if line.strip()]
    text = with_version(own, 1, DATE, evidence, [])
    for line in kept:
        assert line in text or line.lower() == "## not yet published"


def test_what_looks_like_an_entity_or_a_list_is_shown_as_it_was_written():
    text = with_version("", 1, DATE, ["A &lt; B", "1. Smith was added.", "- Jones"], [])
    assert "- A \\&lt; B\n- 1\\. Smith was added.\n- \\- Jones\n" in text


WHOLE = """\
# Our changes

## Version 11: 24 November 2026

- Eleven.

## Version 2: 24 November 2026

A remark.

### Evidence

<!-- living-review: evidence of version 2 -->
- two
<!-- living-review: end -->

### Methods

<!-- living-review: methods of version 2 -->
- The same methods.
<!-- living-review: end -->

Ours.

### Thanks

To Ada.
"""


def test_an_entry_is_written_in_its_place_letter_by_letter():
    begun = (
        "# Our changes\n\n## Not yet published\n\nA remark.\n\n### Methods\n\nOurs.\n\n"
        "### Thanks\n\nTo Ada.\n"
    )
    text = with_version(begun, 2, DATE, ["two"], [])
    entry = WHOLE.replace("## Version 11: 24 November 2026\n\n- Eleven.\n\n", "")
    assert text == entry
    # Version 1 has no entry where version 11 has one, and the other way round.
    assert [changelog._has_entry(WHOLE, number) for number in (1, 2, 11)] == [False, True, True]
    again = with_version(WHOLE, 2, DATE, ["two", "more"], ["m"])
    assert again == WHOLE.replace("- two\n", "- two\n- more\n").replace(
        "- The same methods.", "- m"
    )
    assert with_version(WHOLE, 11, DATE, ["eleven"], []) == WHOLE
    # An editor on Windows ends lines otherwise; somebody may have taken all above the first mark.
    assert with_version(WHOLE.replace("\n", "\r\n"), 2, DATE, ["two", "more"], ["m"]) == again
    below = WHOLE[WHOLE.index("<!--") :]
    assert with_version(below, 2, DATE, ["two", "more"], ["m"]) == again[again.index("<!--") :]


def test_half_a_mark_is_left_alone():
    for lost in ("end", "evidence of version 2"):
        cut = WHOLE.replace(f"<!-- living-review: {lost} -->\n", "")
        assert with_version(cut, 2, DATE, ["other"], []) == cut


def test_a_changelog_that_cannot_be_added_to_is_told(tmp_path):
    path = tmp_path / "CHANGELOG.md"
    assert changelog.read(path) == ""
    assert not changelog.tells(path, 2)
    path.write_text(WHOLE, encoding="utf-8")
    assert changelog.read(path) == WHOLE
    assert changelog.tells(path, 2)
    assert not changelog.tells(path, 3)
    path.write_bytes(b"ab\xff")
    assert not changelog.tells(path, 2)
    with pytest.raises(BadInput) as caught:
        changelog.read(path)
    assert str(caught.value) == (
        f"{path} is not UTF-8 (byte 3), so the entry of a version cannot be added; save it as "
        "UTF-8, or move it away."
    )
    with pytest.raises(BadInput) as caught:
        changelog.read(tmp_path)
    assert str(caught.value) == f"{tmp_path} is a folder; move it away."
