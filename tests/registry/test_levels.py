"""A slip in a cell by which trials are grouped makes no group that nobody notices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.registry.checks.levels import _one_letter, _slip


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("inperson", "in person"),
        ("in-person", "in person"),
        ("in person\u200b", "in person"),
        ("in persom", "in person"),
        ("onlnie", "online"),
        ("adult", "adults"),
    ],
)
def test_a_slip_is_told_from_another_value(found, meant):
    assert _slip(found, meant)
    assert _slip(meant, found)


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("inpatient", "outpatient"),
        ("male", "female"),
        ("type a", "type b"),
        ("10 mg", "20 mg"),
        ("low", "high"),
        ("unblinded", "blinded"),
        ("group", "group and single"),
    ],
)
def test_another_value_is_no_slip(found, meant):
    assert not _slip(found, meant)
    assert not _slip(meant, found)


letters = st.text("abcd", min_size=1, max_size=6)


@given(letters, st.integers(0, 5), st.sampled_from("abcd"))
def test_every_single_slip_is_found(word, place, letter):
    i = min(place, len(word) - 1)
    slips = (
        word[:i] + word[i + 1 :],
        word[:i] + letter + word[i:],
        word[:i] + letter + word[i + 1 :],
        word[:i] + word[i + 1 : i + 2] + word[i : i + 1] + word[i + 2 :],
    )
    assert all(_one_letter(word, slip) and _one_letter(slip, word) for slip in slips)


@given(letters, letters)
def test_what_is_taken_for_one_slip_is_one(one, other):
    if _one_letter(one, other) and len(one) == len(other):
        differ = [i for i, sign in enumerate(one) if sign != other[i]]
        assert len(differ) <= 1 or (differ[1] == differ[0] + 1 and len(differ) == 2)
