"""An author may have an ORCID iD, which is read in each of its forms and refused with a slip."""

from __future__ import annotations

import pytest
from broken_protocols import PROTOCOL
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import ProtocolError
from living_review.ground.orcid import check_character
from living_review.protocol import Protocol, parse_protocol
from living_review.protocol.authors import Author

# Identifiers that ORCID itself gives as examples.
KNOWN = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")
DIGITS = st.text("0123456789", min_size=15, max_size=15)


def read(listed: str) -> Protocol:
    return parse_protocol(PROTOCOL.replace("authors: [A. Author]", f"authors: {listed}"))


def in_fours(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("form", ["{}", "https://orcid.org/{}", "https://orcid.org/{}/", "' {} '"])
def test_an_orcid_id_is_read_in_each_of_its_forms(known: str, form: str) -> None:
    for written in {known, known.lower()}:
        found = read(f"[B, {{name: A, orcid: {form.format(written)}}}]").review.authors
        assert found == (Author(name="B"), Author(name="A", orcid=known))


@given(DIGITS, st.integers(0, 15), st.sampled_from("0123456789X"))
def test_another_character_in_any_place_is_noticed(digits: str, at: int, other: str) -> None:
    whole = digits + check_character(digits)
    slipped = whole[:at] + other + whole[at + 1 :]
    assert Author.model_validate({"name": "A", "orcid": in_fours(whole)}).orcid == in_fours(whole)
    if slipped != whole:
        with pytest.raises(ValueError, match=r"does not fit|not an ORCID iD"):
            Author.model_validate({"name": "A", "orcid": in_fours(slipped)})


@given(DIGITS, st.integers(0, 13))
def test_two_characters_in_each_other_s_place_are_noticed(digits: str, at: int) -> None:
    whole = digits + check_character(digits)
    slipped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
    assert (check_character(slipped) == slipped[-1]) is (slipped == whole)


@pytest.mark.parametrize(
    "listed", ["A", "[A, B]", "[A, A]", "[{name: A}, B]", "[{name: A, orcid: ''}]"]
)
def test_authors_without_one_are_what_they_were(listed: str) -> None:
    protocol = read(listed)
    assert not any(each.orcid for each in protocol.review.authors)
    told = protocol.model_dump(mode="json")["review"]["authors"]
    assert told == list(map(str, protocol.review.authors))


def test_two_people_may_have_one_name() -> None:
    listed = ", ".join(f"{{name: A, orcid: {each}}}" for each in KNOWN)
    assert len(read(f"[{listed}]").review.authors) == len(KNOWN)


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("[{name: A, orcid: %s}, B, {name: C, orcid: 'https://orcid.org/%s'}]", "authors[3].orcid"),
        ("[{name: A, orcid: %s}, {name: A, orcid: %s}]", "authors[2].orcid"),
        ("[{name: A, orcid: %s}, a]", "keep the author once"),
    ],
)
def test_one_person_is_named_once(listed: str, said: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        read(listed.replace("%s", KNOWN[0]))
    (problem,) = map(str, refused.value.problems)
    assert said in problem
    assert "a second time" in problem
