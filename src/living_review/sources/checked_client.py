"""A client for https that connects to addresses that were checked, and to no other.

httpx gives a request to a transport; this one takes the connections from httpcore, and httpcore the
sockets from a backend that resolves a name once, looks at what it found, and connects to that. The
certificate is proved for the name, as always. The module is loaded by those who fetch alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from living_review.sources.addresses import checked

_FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


def checked_client(
    *,
    allowed: Collection[str] = (),
    key: str = "",
    headers: Mapping[str, str] | None = None,
    timeout: httpx.Timeout,
) -> httpx.Client:
    """Make a client that asks public addresses and allowed hosts, and follows no redirect itself.

    Its requests raise AddressRefused, which names `key`. Where this machine reaches a host through
    a proxy, the proxy resolves and connects; then a name is looked at here as far as it is known
    here.
    """
    transport = CheckedTransport(allowed, key)
    return httpx.Client(
        transport=transport, headers=headers, timeout=timeout, follow_redirects=False
    )


def proxy_for(address: str) -> str | None:
    """Give the proxy that this machine uses for an address, if it does."""
    parts, known = urlsplit(address), getproxies()
    if not known or proxy_bypass(parts.hostname or ""):
        return None
    return known.get(parts.scheme) or known.get("all")


class CheckedBackend(httpcore.SyncBackend):
    """Connects by TCP to an address that was checked."""

    def __init__(self, allowed: Collection[str], key: str) -> None:
        super().__init__()
        self.allowed, self.key = allowed, key

    def connect_tcp(
        self, host: str, port: int, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers; AddressRefused as `checked`."""
        try:
            addresses = checked(host, port, self.allowed, self.key)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in addresses[:-1]:
            try:
                return super().connect_tcp(address, port, *args, **options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(addresses[-1], port, *args, **options)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Refuse: no socket of this machine is asked."""
        raise httpcore.ConnectError("sockets of this machine are not asked")


class CheckedTransport(httpx.BaseTransport):
    """Speaks HTTP over checked connections, or through the proxy of this machine."""

    def __init__(self, allowed: Collection[str], key: str) -> None:
        self.allowed, self.key = allowed, key
        self.pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=CheckedBackend(allowed, key)
        )
        self.proxied: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the faults are those of httpx."""
        proxy = proxy_for(str(request.url))
        if proxy is not None:
            return self._through(proxy, request)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self.pool.handle_request(sent)
        except _FAULTS as error:
            raise _as_httpx(error) from error
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def _through(self, proxy: str, request: httpx.Request) -> httpx.Response:
        # A name that cannot be resolved here is one that only the proxy knows.
        with suppress(OSError):
            checked(request.url.host, request.url.port or 443, self.allowed, self.key)
        if proxy not in self.proxied:
            self.proxied[proxy] = httpx.HTTPTransport(proxy=proxy)
        return self.proxied[proxy].handle_request(request)

    def close(self) -> None:
        """Close every connection."""
        self.pool.close()
        for each in self.proxied.values():
            each.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, whose faults are those of httpx."""

    def __init__(self, stream: Any) -> None:
        self.stream: Iterable[bytes] = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.stream
        except _FAULTS as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        if hasattr(self.stream, "close"):
            self.stream.close()


def _as_httpx(error: Exception) -> Exception:
    """Give the fault of httpx that has the name of one of httpcore."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    made: Exception = kind(str(error))
    return made
