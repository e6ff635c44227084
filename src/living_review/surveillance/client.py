"""Asking ClinicalTrials.gov (API v2) over the network, politely and to the end.

The service states no limit of requests; its robots.txt asks for a second between them, and this
client leaves more. It gives a token for a next page whenever a page is full, also after the last
study, so pages are read until one is empty or has no token.
"""

from __future__ import annotations

import email.utils
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from living_review import __version__
from living_review.ground import clock
from living_review.ground.errors import BadInput, SourceUnreachable
from living_review.sources.cache import Cache, Cached
from living_review.surveillance.reading import FIELDS, NCT_ID, at, each, text

if TYPE_CHECKING:
    import httpx

BASE = "https://clinicaltrials.gov/api/v2"
BASE_VARIABLE = "LIVING_REVIEW_CLINICALTRIALS_URL"
"""Another address of the same API, such as a mirror."""

PAUSE = 1.5
"""Seconds between two requests: at most 40 a minute."""
PAGE_SIZE = 1000
"""Studies a page; the most that the service allows."""
MOST_STUDIES = 10_000
"""A search that matches more is refused: nobody would screen them."""
BATCH = 100
"""Register numbers asked for in one request."""
TRIES = 5
LONGEST_WAIT = 120.0
"""Seconds; a service that asks to wait longer is tried again another day."""
LARGEST_ANSWER = 64 * 1024 * 1024
SLOWEST_ANSWER = 180.0
_TRY_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 307, 308})
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Found:
    """Studies as the service sent them, each once, and what was odd about the answers."""

    studies: tuple[Any, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Passing(Exception):
    """A fault that may be gone in a moment; `wait` is how long the service asks for, if it does."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def base_address() -> str:
    """Give the address of the API: the one of the service, or that of the environment variable."""
    given = os.environ.get(BASE_VARIABLE, "").strip().rstrip("/")
    parts = urlsplit(given or BASE)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return given or BASE
    raise BadInput(
        f"The environment variable {BASE_VARIABLE} is '{given}'; it must be an address that begins "
        "with https://, or be unset."
    )


@dataclass
class Register:
    """One conversation with the service; `pause`, `page_size`, `sleep` and `base` serve tests."""

    cache: Cache | None = None
    contact: str = ""
    base: str = field(default_factory=base_address)
    pause: float = field(default_factory=lambda: PAUSE)
    page_size: int = PAGE_SIZE
    sleep: Callable[[float], None] = time.sleep
    _asked: float = -1e9
    _addresses: set[str] = field(default_factory=set)
    _client: httpx.Client | None = None

    def __enter__(self) -> Register:
        import httpx

        from living_review.sources.checked_client import checked_client

        about = f" ({self.contact})" if self.contact else ""
        # Who sets another address sets it on this machine, and may mean one of its own network.
        mirror = () if self.base == BASE else (str(urlsplit(self.base).hostname),)
        self._client = checked_client(
            allowed=mirror,
            headers={
                "User-Agent": f"living-review/{__version__}{about}",
                "Accept": "application/json",
            },
            timeout=httpx.Timeout(30.0, connect=10.0),
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def matching(self, parameters: Mapping[str, str]) -> Found:
        """Fetch every study that a search finds.

        Raises BadInput where the service refuses the search or it finds more than MOST_STUDIES, and
        SourceUnreachable where no usable answer comes.
        """
        return self._drained({**parameters, "fields": ",".join(FIELDS)})

    def numbered(self, nct_ids: Sequence[str]) -> Found:
        """Fetch studies by number; obsolete numbers bring the study that replaced them."""
        wanted = [number for number in dict.fromkeys(nct_ids) if NCT_ID.fullmatch(number)]
        studies: list[Any] = []
        notices: list[str] = []
        for first in range(0, len(wanted), BATCH):
            batch = ",".join(wanted[first : first + BATCH])
            found = self._drained({"filter.ids": batch, "fields": ",".join(FIELDS)})
            studies.extend(found.studies)
            notices.extend(found.notices)
        return Found(tuple(studies), tuple(notices))

    def record(self, nct_id: str) -> Any | None:
        """Fetch one whole record, results included; None where there is no such study."""
        return self._get(f"studies/{nct_id}", {"format": "json"}, absent=(404,))

    def forget_the_rest(self) -> None:
        """Remove the answers in the cache that this conversation did not ask for."""
        if self.cache:
            self.cache.forget_all_but(self._addresses)

    def _drained(self, parameters: Mapping[str, str]) -> Found:
        studies: dict[object, Any] = {}
        notices: list[str] = []
        total: int | None = None
        for page in self._pages(parameters, notices):
            if total is None and isinstance(page.get("totalCount"), int):
                total = page["totalCount"]
                _check_total(total)
            for study in each(page.get("studies")):
                number = text(at(study, "protocolSection", "identificationModule", "nctId"))
                # The data may move between two pages: the later word on a study holds.
                studies[number or len(studies)] = study
        if total is not None and len(studies) < total:
            notices.append(
                f"The service announced {total} studies and sent {len(studies)}: its data moved "
                "while they were read. Run it again."
            )
        return Found(tuple(studies.values()), tuple(notices))

    def _pages(self, parameters: Mapping[str, str], notices: list[str]) -> Iterator[dict[str, Any]]:
        asked = {"format": "json", **parameters, "pageSize": str(self.page_size)}
        tokens: set[str] = set()
        page = self._get("studies", {**asked, "countTotal": "true"})
        while True:
            if not isinstance(page, dict) or not isinstance(page.get("studies"), list):
                raise SourceUnreachable(
                    f"{self.base} answered, but not with a list of studies; try it again later, "
                    "and report it if it stays so, as its interface may have changed."
                )
            yield page
            token = text(page.get("nextPageToken"))
            if not token or not page["studies"]:
                return
            if token in tokens or len(tokens) * self.page_size > MOST_STUDIES:
                notices.append("The service sent the same page again and again; run it once more.")
                return
            tokens.add(token)
            page = self._get("studies", {**asked, "pageToken": token})

    def _get(
        self, path: str, parameters: Mapping[str, str], absent: Sequence[int] = ()
    ) -> Any | None:
        """Fetch one JSON answer, from the service or, where it has not changed, from the cache."""
        import httpx

        address = str(httpx.URL(f"{self.base}/{path}", params=dict(parameters)))
        self._addresses.add(address)
        kept = self.cache.read(address) if self.cache else None
        answer = self._persistently(address, _conditions(kept) if kept else {})
        if answer.status in absent:
            return None
        if answer.status == 304 and kept:
            return json.loads(kept.content)
        if answer.status == 400:
            said = text(answer.body.decode("utf-8", "replace")).rstrip(".")
            raise BadInput(
                "ClinicalTrials.gov cannot read the search under 'surveillance' in protocol.yml "
                f"(it says: {said or 'nothing'}); correct its expressions."
            )
        if answer.status != 200:
            raise SourceUnreachable(
                f"{self.base} answered with status {answer.status}; open it in a browser to see "
                "what it says, or try it again later."
            )
        return self._read(address, answer)

    def _read(self, address: str, answer: _Answer) -> Any:
        try:
            document = json.loads(answer.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise SourceUnreachable(
                f"{self.base} answered with something that is not JSON; try it again later."
            ) from error
        etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        if self.cache and (etag or modified):
            self.cache.write(Cached(address, address, etag, modified, answer.body))
        return document

    def _persistently(self, address: str, headers: Mapping[str, str]) -> _Answer:
        """Ask, and ask again after passing faults, each time after a longer wait."""
        for attempt in range(TRIES):
            self._be_polite()
            try:
                return self._redirected(address, headers)
            except _Passing as fault:
                last = fault
                wait = max(2.0**attempt, fault.wait or 0.0)
                if attempt == TRIES - 1 or wait > LONGEST_WAIT:
                    break
                self.sleep(wait)
        asks = last.wait is not None and last.wait > LONGEST_WAIT
        until = ", and it asks for a long pause" if asks else ""
        raise SourceUnreachable(
            f"{self.base} could not be reached ({last}{until}); try it again later."
        )

    def _be_polite(self) -> None:
        left = self._asked + self.pause - time.monotonic()
        if left > 0:
            self.sleep(left)
        self._asked = time.monotonic()

    def _redirected(self, address: str, headers: Mapping[str, str]) -> _Answer:
        """Ask once, following the service to other addresses of its own host."""
        import httpx

        for _ in range(5):
            answer = self._ask(address, headers)
            if answer.status in _TRY_AGAIN:
                wait = _retry_after(answer.headers.get("retry-after", ""))
                raise _Passing(f"status {answer.status}", wait)
            place = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not place:
                return answer
            old = httpx.URL(address)
            new = old.join(place)
            if (new.scheme, new.host, new.port) != (old.scheme, old.host, old.port):
                raise SourceUnreachable(
                    f"{self.base} sends on to another host ({new.host}), which is not followed; "
                    f"where it has moved, set {BASE_VARIABLE}."
                )
            address = str(new)
        raise SourceUnreachable(
            f"{self.base} sends from one address to the next without end; try it again later."
        )

    def _ask(self, address: str, headers: Mapping[str, str]) -> _Answer:
        import httpx

        assert self._client is not None, "a Register is used in a with statement"
        begun = time.monotonic()
        try:
            with self._client.stream("GET", address, headers=dict(headers)) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise SourceUnreachable(
                            f"{self.base} sent more than {LARGEST_ANSWER // 2**20} MB in one "
                            "answer, which is not read; ask for less under 'surveillance'."
                        )
                    if time.monotonic() - begun > SLOWEST_ANSWER:
                        raise _Passing("the answer took too long")
                return _Answer(response.status_code, response.headers, bytes(body))
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Passing(str(error) or type(error).__name__) from error


def _check_total(total: int) -> None:
    if total > MOST_STUDIES:
        raise BadInput(
            f"The search under 'surveillance' in protocol.yml finds {total} registered studies, "
            f"and at most {MOST_STUDIES} are read; narrow it by interventions, terms or since."
        )


def _conditions(known: Cached) -> dict[str, str]:
    """Give the request headers that ask for an answer only if it is another one."""
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value}


def _retry_after(value: str) -> float | None:
    """Give the seconds that a Retry-After header asks for, which it does in seconds or by date."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = email.utils.parsedate_to_datetime(value)
        return max(0.0, (when - clock.now()).total_seconds())
    except (TypeError, ValueError):
        return None
