"""Names stand in the order of the alphabet: by letters, then by accents and capitals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.spelling import alphabetical


def test_accents_and_capitals_take_no_name_behind_z() -> None:
    names = ["Zhang", "Østergård", "de Boer", "Olsen", "Patel", "Łuczak", "Lund", "Ângelo", "Maß"]
    assert sorted(names, key=alphabetical) == [
        *("Ângelo", "de Boer", "Łuczak", "Lund", "Maß", "Olsen", "Østergård", "Patel", "Zhang"),
    ]


def test_names_that_differ_in_accents_alone_keep_one_order() -> None:
    assert sorted(["Peña", "Pena"], key=alphabetical) == ["Pena", "Peña"]


@given(st.text(), st.text())
def test_two_names_are_at_one_place_only_where_they_are_one(one: str, other: str) -> None:
    assert (alphabetical(one) == alphabetical(other)) is (one == other)
