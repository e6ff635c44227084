"""Asking the register: to the last page, politely, and never taking a fault for an answer."""

from __future__ import annotations

import gzip
import json
from email.utils import format_datetime
from pathlib import Path

import pytest
from register_service import Fault, Service, study

from living_review import __version__
from living_review.ground import clock
from living_review.ground.errors import BadInput, SourceUnreachable
from living_review.sources.cache import Cache
from living_review.surveillance import client
from living_review.surveillance.client import BASE_VARIABLE, Register, base_address

SEARCH = {"query.cond": "depression"}


def studies(count: int) -> list[dict[str, object]]:
    return [study(f"NCT{number:08}") for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_every_study_is_fetched_once_and_a_full_last_page_is_drained(
    service: Service, register: Register, count: int
) -> None:
    service.studies = studies(count)
    found = register.matching(SEARCH)
    assert len(found.studies) == count
    assert found.notices == ()
    # A page of three that is full is followed by one more request, also at the end.
    assert len(service.searches) == count // 3 + 1


def test_each_request_names_the_program_the_contact_and_the_fields(service: Service) -> None:
    service.studies = studies(1)
    with Register(contact="team@example.org", pause=0) as register:
        register.matching(SEARCH)
    _, query, headers = service.asked[0]
    assert headers["User-Agent"] == f"living-review/{__version__} (team@example.org)"
    assert (query["pageSize"], query["format"]) == ("1000", "json")
    assert query["query.cond"] == "depression"
    assert "NCTIdAlias" in query["fields"].split(",")
    assert not any(name.startswith("filter.phase") for name in query)


def test_a_study_that_comes_twice_while_the_data_move_counts_once(
    service: Service, register: Register
) -> None:
    service.studies = studies(7)
    service.moving = True
    assert len(register.matching(SEARCH).studies) == 7


def test_fewer_studies_than_announced_are_told(service: Service, register: Register) -> None:
    service.studies = studies(2)
    service.announce = 5
    (notice,) = register.matching(SEARCH).notices
    assert "announced 5 studies and sent 2" in notice


def test_a_search_that_finds_too_many_studies_is_refused_before_they_are_read(
    service: Service, register: Register
) -> None:
    service.studies = studies(4)
    service.announce = 10_001
    with pytest.raises(BadInput, match="finds 10001 registered studies"):
        register.matching(SEARCH)
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_waited_out(
    service: Service, register: Register, slept: list[float], status: int
) -> None:
    service.studies = studies(2)
    service.faults = [Fault(status), Fault(status)]
    assert len(register.matching(SEARCH).studies) == 2
    assert slept == [1.0, 2.0]


def test_the_service_says_how_long_to_wait(
    service: Service, register: Register, slept: list[float]
) -> None:
    soon = format_datetime(clock.now().replace(year=clock.now().year), usegmt=True)
    service.studies = studies(1)
    service.faults = [
        Fault(429, headers={"Retry-After": "17"}),
        Fault(503, headers={"Retry-After": soon}),
        Fault(503, headers={"Retry-After": "soon"}),
    ]
    register.matching(SEARCH)
    assert slept == [17.0, 2.0, 4.0]


def test_a_service_that_asks_for_a_long_pause_is_left_alone(
    service: Service, register: Register, slept: list[float]
) -> None:
    service.faults = [Fault(429, headers={"Retry-After": "86400"})]
    with pytest.raises(SourceUnreachable, match="long pause"):
        register.matching(SEARCH)
    assert slept == []


def test_a_fault_that_stays_ends_in_one_sentence(
    service: Service, register: Register, slept: list[float]
) -> None:
    service.faults = [Fault(500)] * 9
    with pytest.raises(SourceUnreachable, match=r"could not be reached \(status 500\)"):
        register.matching(SEARCH)
    assert len(service.asked) == client.TRIES
    assert slept == [1.0, 2.0, 4.0, 8.0]


def test_half_an_answer_is_no_answer(service: Service, register: Register) -> None:
    service.studies = studies(1)
    half = json.dumps(service.page({})).encode()[:50]
    service.faults = [Fault(200, half, cut=True)]
    assert len(register.matching(SEARCH).studies) == 1


@pytest.mark.parametrize(
    "body", [b"<html>maintenance</html>", b"", b"\xff", b"[]", b"{}", b'{"studies": 3}', b"null"]
)
def test_an_answer_that_is_no_list_of_studies_is_not_taken_for_none(
    service: Service, register: Register, body: bytes
) -> None:
    service.faults = [Fault(200, body)]
    with pytest.raises(SourceUnreachable):
        register.matching(SEARCH)


def test_a_search_the_service_cannot_read_is_the_authors_to_correct(
    service: Service, register: Register
) -> None:
    service.faults = [Fault(400, b"query.cond: unbalanced\nparentheses")]
    with pytest.raises(BadInput, match=r"it says: query\.cond: unbalanced parentheses\)"):
        register.matching(SEARCH)


def test_an_answer_without_end_is_not_read(
    service: Service, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LARGEST_ANSWER", 1000)
    bomb = gzip.compress(b" " * 100_000)
    service.faults = [Fault(200, bomb, headers={"Content-Encoding": "gzip"})]
    with pytest.raises(SourceUnreachable, match="sent more than"):
        register.matching(SEARCH)


def test_a_service_that_hands_out_one_token_for_ever_is_left(
    service: Service, register: Register
) -> None:
    page = json.dumps({"studies": studies(1), "nextPageToken": "again"}).encode()
    service.faults = [Fault(200, page)] * 9
    found = register.matching(SEARCH)
    assert len(service.asked) == 2
    assert "again and again" in found.notices[0]


def test_another_host_is_not_followed(service: Service, register: Register) -> None:
    service.faults = [Fault(302, headers={"Location": "http://127.0.0.2:9/studies"})]
    with pytest.raises(SourceUnreachable, match="another host"):
        register.matching(SEARCH)


def test_an_old_number_brings_the_study_that_replaced_it(
    service: Service, register: Register
) -> None:
    service.studies = [study("NCT00000009", aliases=["NCT00000001"])]
    record = register.record("NCT00000001")
    assert record["protocolSection"]["identificationModule"]["nctId"] == "NCT00000009"
    assert register.record("NCT12345678") is None
    assert len(register.numbered(["NCT00000001"]).studies) == 1


def test_many_numbers_are_asked_for_in_batches(service: Service, register: Register) -> None:
    register.numbered([f"NCT{number:08}" for number in range(250)] + ["ISRCTN12345678"])
    asked = [query["filter.ids"].split(",") for query in service.searches]
    assert [len(batch) for batch in asked] == [100, 100, 50]


def test_what_has_not_changed_is_not_sent_again(service: Service, tmp_path: Path) -> None:
    service.studies = studies(2)
    cache = Cache(tmp_path / ".cache" / "register")
    for _ in range(2):
        with Register(cache, pause=0) as register:
            assert len(register.matching(SEARCH).studies) == 2
    assert service.not_modified == 1
    assert (tmp_path / ".cache" / "register" / ".gitignore").read_text() == "*\n"
    service.studies = studies(3)
    with Register(cache, pause=0) as register:
        assert len(register.matching(SEARCH).studies) == 3


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"body": 1}', b"\xff\xfe"])
def test_a_damaged_cache_costs_a_download_and_no_more(
    service: Service, tmp_path: Path, damage: bytes
) -> None:
    service.studies = studies(2)
    folder = tmp_path / ".cache" / "register"
    with Register(Cache(folder), pause=0) as register:
        register.matching(SEARCH)
        for file in folder.glob("*.json"):
            file.write_bytes(damage)
        assert len(register.matching(SEARCH).studies) == 2


def test_requests_keep_their_distance(service: Service, slept: list[float]) -> None:
    service.studies = studies(4)
    with Register(page_size=3, sleep=slept.append, pause=1.5) as register:
        register.matching(SEARCH)
    (wait,) = slept
    assert 1.0 < wait <= 1.5


@pytest.mark.parametrize("address", ["http://example.org/api", "file:///etc", "ftp://x", "x"])
def test_only_a_safe_address_may_stand_in_for_the_service(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv(BASE_VARIABLE, address)
    with pytest.raises(BadInput, match=BASE_VARIABLE):
        base_address()


def test_without_the_variable_the_service_itself_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BASE_VARIABLE, raising=False)
    assert base_address() == "https://clinicaltrials.gov/api/v2"


def test_nobody_there_is_an_error_of_the_network(slept: list[float]) -> None:
    with (
        Register(base="http://127.0.0.1:1", pause=0, sleep=slept.append) as register,
        pytest.raises(SourceUnreachable, match="could not be reached"),
    ):
        register.matching(SEARCH)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        *(("17", 17.0), (" 5 ", 5.0), ("0", 0.0), ("12345678901", 123456789.0)),
        *(("", None), ("soon", None), ("-1", None), ("٣", None), ("1.5", None)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_how_long_a_service_asks_to_wait(said: str, seconds: float | None) -> None:
    assert client._retry_after(said) == seconds


def test_a_conversation_has_the_bounds_that_are_documented(register: Register) -> None:
    assert (
        *(0.0, 1000, 10_000, 100),  # the pause is left out here
    ) == (client.PAUSE, client.PAGE_SIZE, client.MOST_STUDIES, client.BATCH)
    assert (client.TRIES, client.LONGEST_WAIT, client.SLOWEST_ANSWER) == (5, 120.0, 180.0)
    assert client.LARGEST_ANSWER == 64 * 2**20
    assert register._client is not None
    assert register._client.timeout.as_dict() == {
        "connect": 10.0,
        "read": 30.0,
        "write": 30.0,
        "pool": 30.0,
    }
