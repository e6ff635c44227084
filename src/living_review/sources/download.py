"""A file fetched over https, with what is known of it from before; and nothing but https."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urljoin, urlsplit

from living_review.ground.errors import EnvironmentFailure, RegistryError, SourceUnreachable
from living_review.sources.addresses import LOCAL
from living_review.sources.cache import Cache, Cached

if TYPE_CHECKING:
    import httpx

ATTEMPTS = 4
MOST_REDIRECTS = 5
LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Download:
    """How a file is fetched.

    `token_env` names the variable of a token that goes to the host of `url` alone. Addresses that
    are not public are asked for `allow_hosts` alone. `local_http` lets plain http through to this
    machine and no further, and no protocol can set it.
    """

    cache: Cache
    megabytes: int = 100
    token_env: str | None = None
    token_for: str = ""
    seconds: float = 300.0
    pause: float = 0.5
    local_http: bool = False
    key: str = "registry.https"
    """Where the protocol says what is fetched, for messages."""
    allow_hosts: tuple[str, ...] = ()

    def fetch(self, url: str) -> Cached:
        """Give the file at an address, which is only asked whether it changed if it is known.

        Raises SourceUnreachable after a few attempts, RegistryError for what may not be fetched.
        """
        import httpx

        from living_review.sources.checked_client import checked_client

        known, ends = self.cache.read(url), time.monotonic() + self.seconds
        headers = {"User-Agent": "living-review", "Accept-Encoding": "identity"}
        timeout = httpx.Timeout(30.0, connect=10.0)
        allowed = (*self.allow_hosts, *(LOCAL if self.local_http else ()))
        with checked_client(
            allowed=allowed, key=self.key, headers=headers, timeout=timeout
        ) as client:
            found = self._attempts(client, url, known, ends)
        if found is not known:
            self.cache.write(found)
        return found

    def _attempts(
        self, client: httpx.Client, url: str, known: Cached | None, ends: float
    ) -> Cached:
        import httpx

        said, wait = "", self.pause
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(max(0.0, min(wait, ends - time.monotonic())))
            try:
                return self._once(client, url, known, ends)
            except _Again as again:
                said = str(again)
                wait = self.pause * 2.0 ** (attempt + 1) if again.wait is None else again.wait
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                # httpx looks at where a redirect leads before anybody asked it to go there.
                if "location header" in str(error):
                    _refuse_nowhere(url, error)
                said = f"{type(error).__name__}: {error}".rstrip(": ")
                wait = self.pause * 2.0 ** (attempt + 1)
            if wait > LONGEST_WAIT or time.monotonic() > ends:
                break
        raise SourceUnreachable(
            f"{shown(url)} cannot be fetched ({said}); check the address and the network, and run "
            "again later."
        )

    def _once(self, client: httpx.Client, url: str, known: Cached | None, ends: float) -> Cached:
        """Ask once, following redirects; _Again for what may pass."""
        at = url
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_insecure(at, url)
            headers = self._headers(at, known)
            asked = not headers.keys().isdisjoint(("If-None-Match", "If-Modified-Since"))
            with client.stream("GET", at, headers=headers) as response:
                if response.has_redirect_location:
                    at = _joined(at, response.headers.get("location", ""), url)
                    continue
                if response.status_code == 304 and known is not None and asked:
                    return known
                self._refuse_status(response, url)
                content = self._content(response, url, ends)
            tags = {name: response.headers.get(name, "") for name in ("etag", "last-modified")}
            return Cached(url, at, tags["etag"], tags["last-modified"], content)
        raise RegistryError(
            f"{shown(url)} redirects more than {MOST_REDIRECTS} times; give the address it ends at."
        )

    def _headers(self, at: str, known: Cached | None) -> dict[str, str]:
        headers = {}
        if known is not None and _place(known.final_url) == _place(at):
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        if self.token_env and _origin(at) == _origin(self.token_for):
            token = os.environ.get(self.token_env, "").strip()
            if not token or not token.isascii() or not token.isprintable():
                raise EnvironmentFailure(
                    f"The environment variable {self.token_env} ({self.key}.token_env in "
                    "protocol.yml) is not set, or is no token; set it to the token for the "
                    "registry."
                )
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _refuse_insecure(self, at: str, url: str) -> None:
        parts = urlsplit(at)
        local = self.local_http and parts.scheme == "http" and parts.hostname in LOCAL
        if parts.scheme != "https" and not local:
            raise RegistryError(
                f"{shown(url)} leads to {shown(at)}, which is not https, so that anybody on the "
                "way could change the data; give an address that stays with https."
            )

    def _refuse_status(self, response: httpx.Response, url: str) -> None:
        status = response.status_code
        if status == 200:
            return
        if status in (408, 425, 429) or status >= 500:
            raise _Again(f"the server answered {status}", _retry_after(response))
        remedy = {
            401: f"set {self.token_env} to a token that it knows"
            if self.token_env
            else f"give the token it asks for with {self.key}.token_env",
            403: "see whether the file is public, or whether the token may read it",
            404: "correct the address",
            410: "correct the address",
        }.get(status, "open the address in a browser to see what it says")
        raise SourceUnreachable(f"{shown(url)}: the server answered {status}; {remedy}.")

    def _content(self, response: httpx.Response, url: str, ends: float) -> bytes:
        """Read the body, whole or not at all."""
        most = self.megabytes * 2**20
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > most:
            raise self._too_large(url)
        content = bytearray()
        for piece in response.iter_bytes():
            content += piece
            if len(content) > most:
                raise self._too_large(url)
            if time.monotonic() > ends:
                raise _Again(f"it took longer than {self.seconds:g} seconds")
        encoded = response.headers.get("content-encoding", "identity") != "identity"
        if length.isdigit() and not encoded and int(length) != len(content):
            raise _Again(f"{len(content)} of {length} bytes came")
        return bytes(content)

    def _too_large(self, url: str) -> RegistryError:
        return RegistryError(
            f"{shown(url)} is larger than {self.megabytes} MB; raise {self.key}.megabytes in "
            "protocol.yml if it is really that large."
        )


class _Again(Exception):
    """Something that may pass; `wait` is how long the server asks to wait."""

    def __init__(self, said: str, wait: float | None = None) -> None:
        super().__init__(said)
        self.wait = wait


def shown(url: str) -> str:
    """Give an address without its query, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _joined(at: str, location: str, url: str) -> str:
    try:
        joined = urljoin(at, location)
        urlsplit(joined).port  # noqa: B018 (it is read here so that a wrong one is told)
    except ValueError as error:
        _refuse_nowhere(url, error)
    return joined


def _refuse_nowhere(url: str, error: Exception) -> NoReturn:
    raise RegistryError(
        f"{shown(url)} redirects to what is no address; ask whoever runs it, or give another."
    ) from error


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _place(url: str) -> str:
    # The addresses of one file at a content network differ in their queries alone.
    return shown(url)


def _retry_after(response: httpx.Response) -> float | None:
    """Read how many seconds a server asks to wait, whichever way it says so."""
    from email.utils import parsedate_to_datetime

    from living_review.ground import clock

    text = response.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - clock.now()).total_seconds())
    except (TypeError, ValueError):
        return None
