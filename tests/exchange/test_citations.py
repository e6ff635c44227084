"""Citations are taken apart where their form leaves no doubt, and stand whole elsewhere."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.exchange.citations import Cited, taken_apart


@pytest.mark.parametrize(
    ("citation", "parts"),
    [
        (
            "Boevink W et al. TREE. Psychosis 2016;8:287-300",
            Cited(("Boevink, W", "others"), "TREE", "Psychosis", "8", "", "287-300"),
        ),
        (
            "Adams A, van der Berg BC. A trial of support & care. Journal of Trials 2001;12(3):1-9",
            Cited(("Adams, A", "van der Berg, BC"), "A trial of support & care",
                  "Journal of Trials", "12", "3", "1-9"),
        ),
        (
            "Müller K, O'Neill J. Is it better? A trial. J. Clin. Psychiatry. 2010 Jan 5;71(2):e12",
            None,  # nobody can tell where a journal abbreviated with points begins
        ),
        (
            "Aagaard, J., Foldager, L., & Makki, A. (2017). The efficacy of it: a trial. Nord J "
            "Psychiatry, 71(3), 223-229.",
            Cited(("Aagaard, J.", "Foldager, L.", "Makki, A."), "The efficacy of it: a trial",
                  "Nord J Psychiatry", "71", "3", "223-229"),
        ),
        (
            "Müller K, O'Neill J. Is it better? A trial. Psychiatry. 2010 Jan 5;71(2):e12.",
            Cited(("Müller, K", "O'Neill, J"), "Is it better? A trial", "Psychiatry",
                  "71", "2", "e12"),
        ),
        *(
            (f"{authors} (2001). Aims met. J Trials, 1, 2-3", names and Cited(
                names, "Aims met", "J Trials", "1", "", "2-3"))
            for authors, names in (
                ("Ames, A. and Bell, B.", ("Ames, A.", "Bell, B.")),
                ("Ames, A., and van Bell, B.", ("Ames, A.", "van Bell, B.")),
                ("Ames, A. & Bell, B.", ("Ames, A.", "Bell, B.")),
                ("Ames, A., et al.", ("Ames, A.", "others")),
                ("Ames, A., Bell, B. Et al", ("Ames, A.", "Bell, B.", "others")),
                ("Ames, A., for the TREE group", None),
                ("Ames", None),
            )
        ),
        ("Ames A, et al. Aims. J Trials 2001;1:2",
         Cited(("Ames, A", "others"), "Aims", "J Trials", "1", "", "2")),
        ("Ames A. J Trials. 2001;1:2", None),  # one point more, and no title before the journal
        ("Ames A. Is it so? J Trials 2001;1:2",
         Cited(("Ames, A",), "Is it so?", "J Trials", "1", "", "2")),
        ("Smith 2001", None),
        ("The TREE Study Group. TREE. Psychosis 2016;8:287-300", None),
        ("Smith J. A thesis. University of Somewhere, 2004", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_citation_is_taken_apart_by_its_form(citation: str, parts: Cited | None) -> None:
    assert taken_apart(citation) == parts


@given(st.text(alphabet="Aa1 .,;:()&-–?", max_size=300))
def test_any_text_is_parts_of_itself_or_whole(text: str) -> None:
    found = taken_apart(text)
    if found is not None:
        plain = " ".join(text.split())
        for part in (found.title, found.journal, found.volume, found.issue, found.pages):
            assert part in plain
        assert found.title
        assert found.authors


@pytest.mark.parametrize("unit", ["Aa A, ", "A. ", "(2001). ", "a 2001;", "; 1(1):"])
def test_a_long_citation_is_read_in_time(unit: str) -> None:
    begin = time.perf_counter()
    taken_apart(unit * 400)
    assert time.perf_counter() - begin < 1


def test_a_citation_is_taken_apart_up_to_a_length() -> None:
    for length, whole in ((2000, True), (2001, False)):
        begun, rest = "Ames A. ", ". J Trials 2001;1:2"
        title = "a" * (length - len(begun) - len(rest))
        found = taken_apart(begun + title + rest)
        assert (found is not None) is whole
        assert found is None or found.title == title
