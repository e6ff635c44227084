"""A record of the register becomes a candidate, whatever it lacks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_service import study

from living_review.surveillance.candidate import Candidate
from living_review.surveillance.reading import candidate


def read(record: Any) -> Candidate:
    found, _ = candidate(record)
    assert found is not None
    return found


def test_a_record_is_read_in_words() -> None:
    found = read(
        study(
            "NCT01234567",
            title="Peer  support\ngroups",
            status="ACTIVE_NOT_RECRUITING",
            results="2026-02-03",
            aliases=["NCT00000001"],
            others=["ISRCTN12345678", "2013-11", "R01MH-104555"],
        )
    )
    assert found.title == "Peer support groups"
    assert (found.status, found.completion, found.planned) == (
        "active, not recruiting",
        "2027-03",
        True,
    )
    assert (found.enrolment, found.enrolment_planned) == ("120", True)
    assert (found.results, found.updated) == ("2026-02-03", "2026-10-01")
    assert (found.study_type, found.allocation) == ("interventional", "randomized")
    assert found.numbers == {"NCT01234567", "NCT00000001", "ISRCTN12345678", "R01MH-104555"}


@pytest.mark.parametrize(
    ("kind", "status", "planned"),
    [
        ("ESTIMATED", "COMPLETED", True),
        ("ACTUAL", "RECRUITING", False),
        (None, "RECRUITING", True),
        (None, "COMPLETED", False),
    ],
)
def test_a_plan_is_told_from_a_fact(kind: str | None, status: str, planned: bool) -> None:
    found = read(study("NCT01234567", completion_type=kind, status=status))
    assert found.planned is planned


def test_not_applicable_and_not_reported_are_empty() -> None:
    record = study("NCT01234567")
    record["protocolSection"]["designModule"]["designInfo"]["allocation"] = "NA"
    record["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = "NR"
    found = read(record)
    assert (found.allocation, found.enrolment) == ("", "")


def test_a_record_of_which_only_the_number_is_left_is_kept_with_a_notice() -> None:
    found, notices = candidate(
        {"protocolSection": {"identificationModule": {"nctId": "nct01234567"}}}
    )
    assert found == Candidate("NCT01234567")
    assert notices == [
        "NCT01234567: the register gives no title and no status and no date of its last change."
    ]


def test_a_status_that_is_new_is_kept_with_a_notice() -> None:
    found, (notice,) = candidate(study("NCT01234567", status="HALTED_BY_WEATHER"))
    assert found is not None
    assert found.status == "halted by weather"
    assert "does not know ('halted by weather')" in notice


@pytest.mark.parametrize("record", [None, [], "x", 3, {}, {"protocolSection": {}}, study("X")])
def test_what_has_no_number_is_passed_over_with_a_notice(record: Any) -> None:
    found, notices = candidate(record)
    assert found is None
    assert len(notices) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.data())
def test_no_field_of_another_shape_stops_the_reading(data: st.DataObject) -> None:
    record = study("NCT01234567", results="2026-01-01", aliases=["NCT00000001"])
    section = record["protocolSection"]
    module = data.draw(
        st.sampled_from([name for name in section if name != "identificationModule"])
    )
    if data.draw(st.booleans()) and isinstance(section[module], dict) and section[module]:
        section[module][data.draw(st.sampled_from(sorted(section[module])))] = data.draw(JSON)
    else:
        section[module] = data.draw(JSON)
    found, notices = candidate(record)
    assert found is not None
    assert found.nct_id == "NCT01234567"
    assert all("\n" not in notice for notice in notices)


def test_text_that_would_steer_a_terminal_is_made_plain() -> None:
    found = read(study("NCT01234567", title="a\x1b[31m\u202ered\x07" + "x" * 1000))
    assert found.title.isprintable()
    assert "\x1b" not in found.title
    assert len(found.title) <= 300
