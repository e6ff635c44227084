"""Which files are texts, and what is said of those that are none or cannot be read."""

from __future__ import annotations

import pytest

from living_review.findings.texts import OF_REVIEW
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder

REFUSED = {
    "backgroud.md": ("x", "did you mean background.md?"),
    "Background.md": ("x", "did you mean background.md?"),
    "authors_conclusions.md": ("x", "did you mean authors-conclusions.md?"),
    "background.docx": ("x", "save it as background.md"),
    "background.txt": ("x", "save it as background.md"),
    "shopping.md": ("x", "name it one of background.md"),
    "finding-peer-support-recovery.md": ("x", "did you mean finding-peer-support-recovery-"),
    "fr/background.md": ("x", "does not speak 'fr' but en"),
    "en/more/background.md": ("x", "lies too deep"),
    "background.md": ("  \n\n", "is empty; write the text"),
    "objectives.md": ("é".encode("latin-1"), "line 1: the byte 0xE9 is not UTF-8"),
    "contributions.md": ("x".encode("utf-16"), "is UTF-16 text"),
    "acknowledgements.md": ("x " * 100_001, "and a text may have 200,000; shorten it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_text_is_told_in_one_sentence(reading, name):
    content, said = REFUSED[name]
    with pytest.raises(BadInput) as refused:
        reading({name: content})
    (sentence,) = refused.value.problems
    assert sentence.startswith(f"data/text/{name}")
    assert said in sentence


def test_all_faults_of_all_files_are_told_at_once(reading):
    with pytest.raises(BadInput) as refused:
        reading({"backgroud.md": "x", "objectives.md": "", "shopping.md": "x"})
    assert len(refused.value.problems) == 3


def test_bom_and_windows_line_ends_are_read_and_lines_counted(reading):
    (text,) = reading({"background": b"\xef\xbb\xbfOne\r\n\r\n12 people\r\n"}).texts
    assert text.markdown == "One\n\n12 people"
    assert text.by_hand == ("12",)


def test_texts_come_in_the_order_of_the_list_and_a_readme_is_none(reading):
    read = reading({**dict.fromkeys(reversed(OF_REVIEW), "Text."), "README.md": "", ".x.md": ""})
    assert tuple(each.kind for each in read.texts) == OF_REVIEW


def test_a_text_in_both_places_of_the_main_language_is_refused(reading):
    with pytest.raises(BadInput, match="are the same text; keep one of them"):
        reading({"background": "One", "en/background": "Two"})


def test_texts_and_references_are_inputs_of_a_version(reading, tmp_path):
    reading({"background": "One", "de/background": "Zwei"}, ("en", "de"), references_json="[]")
    inputs = set(ReviewFolder(tmp_path).inputs())
    assert inputs == {
        "data/text/background.md",
        "data/text/de/background.md",
        "data/references.json",
    }


def test_a_folder_or_a_link_beside_the_right_place_is_told(tmp_path):
    (tmp_path / "data" / "texts").mkdir(parents=True)
    with pytest.raises(BadInput, match="'texts' is not read; rename it to text"):
        ReviewFolder(tmp_path).refuse_near_names()
    (tmp_path / "data" / "text").mkdir()
    (tmp_path / "data" / "text" / "background.md").symlink_to("/etc/hostname")
    with pytest.raises(BadInput, match="leads out of the folder of the review"):
        ReviewFolder(tmp_path).text_files()
