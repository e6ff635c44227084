"""No source is fetched from an address inside a network, however it is reached."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.sources.addresses import AddressRefused, kind_of
from living_review.sources.checked_client import checked_client
from living_review.sources.git_data import GitDataSet
from living_review.sources.https_data import HttpsData
from living_review.sources.one_file import kept_at
from living_review.surveillance.client import Register

from .conftest import Answer, Server

PUBLIC = "93.184.215.14"
INSIDE = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1"),
    *("168.63.129.16", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::10.0.0.1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2001:0:1:2::3", "2001:db8::1", "4000::1", "100::1"),
)
OUTSIDE = (PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What a name server answers, in turn and the last for ever; other names are real."""
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        host = host.decode() if isinstance(host, bytes) else host
        if host not in known:
            return real(host, port, *rest, **options)
        said = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, port))
            for each in said
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return known


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Where a connection is made to, and for which name its certificate would be proved."""
    made: list[tuple[str, str]] = []

    class Stream(httpcore.NetworkStream):
        def __init__(self, address: str) -> None:
            self.address = address

        def start_tls(self, ssl_context: Any, server_hostname: Any = None, **_: Any) -> Any:
            made.append((self.address, str(server_hostname)))
            raise httpcore.ConnectError("far enough")

        def close(self) -> None:
            pass

    def connect(_self: Any, host: str, *_: Any, **__: Any) -> Stream:
        return Stream(host)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return made


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_a_network_is_told_from_a_public_one(address: str) -> None:
    assert kind_of(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is_one(address: str) -> None:
    assert kind_of(address) == ""


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_however_ipv6_writes_it(address: ipaddress.IPv4Address) -> None:
    digits = f"{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"
    said = bool(kind_of(str(address)))
    for written in (f"::ffff:{digits}", f"64:ff9b::{digits}", f"2002:{digits}::1"):
        assert bool(kind_of(written)) == said


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address: Any) -> None:
    # What carries an address of IPv4 is judged by that; Python 3.13 calls all of 2002::/16 private.
    carries = any(getattr(address, each, None) for each in ("ipv4_mapped", "sixtofour"))
    if kind_of(str(address)) == "":
        assert address.is_global or carries or "64:ff9b" in str(address)


def source(kind: str, host: str, cache: Path, **more: Any) -> Callable[[], object]:
    if kind == "git":
        return GitDataSet(f"https://{host}/x.git", time_limit=10, **more).pull
    if kind == "import":
        return kept_at(cache, cache, {"url": f"https://{host}/x.csv", **more}, 1000).fetch
    if kind == "import from git":
        given = {"repository": f"https://{host}/x.git", "path": "x.csv", **more}
        return kept_at(cache, cache, {"git": given}, 1000).fetch
    return HttpsData(f"https://{host}/x.zip", cache, pause=0.0, seconds=0.1, **more).pull


KINDS = ("https", "import", "git", "import from git")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254", "2130706433", "127.1"]
)
def test_a_source_at_an_inside_address_is_refused(kind: str, host: str, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match=r"is not asked; .*allow_hosts in protocol\.yml"):
        source(kind, host, tmp_path)()


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_with_one_inside_address_among_public_ones_is_refused(
    kind: str, tmp_path: Path, names: dict[str, list[list[str]]], connected: list[Any]
) -> None:
    names["registry.example"] = [[PUBLIC, "10.0.0.5"]]
    with pytest.raises(AddressRefused, match=r"registry\.example has the address 10\.0\.0\.5"):
        source(kind, "registry.example", tmp_path)()
    assert connected == []


def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_stays(
    tmp_path: Path, names: dict[str, list[list[str]]], connected: list[Any]
) -> None:
    names["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]
    with (
        checked_client(timeout=httpx.Timeout(1)) as client,
        pytest.raises(httpx.ConnectError),
    ):
        client.get("https://rebinding.example/x")
    assert connected == [(PUBLIC, "rebinding.example")]
    # A second request asks the name server again, and what it says then is looked at again.
    with checked_client(timeout=httpx.Timeout(1)) as client, pytest.raises(AddressRefused):
        client.get("https://rebinding.example/x")
    assert connected == [(PUBLIC, "rebinding.example")]


@pytest.mark.parametrize("kind", ["https", "import"])
def test_a_host_that_the_protocol_allows_is_asked_and_no_other(
    kind: str,
    tmp_path: Path,
    names: dict[str, list[list[str]]],
    connected: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("living_review.sources.download.time.sleep", lambda _: None)
    names["registry.clinic.example"] = names["other.clinic.example"] = [["10.0.0.5"]]
    allow = {"allow_hosts": ("Registry.Clinic.Example",)}
    with pytest.raises(SourceUnreachable):
        source(kind, "registry.clinic.example", tmp_path, **allow)()
    assert set(connected) == {("10.0.0.5", "registry.clinic.example")}
    with pytest.raises(AddressRefused):
        source(kind, "other.clinic.example", tmp_path, **allow)()


@pytest.mark.parametrize(
    "there", ["https://10.0.0.1/x", "https://inside.example/x", "https://[::ffff:127.0.0.1]/x"]
)
def test_every_redirect_is_looked_at(
    serving: Callable[[], Server],
    tmp_path: Path,
    names: dict[str, list[list[str]]],
    there: str,
) -> None:
    names["inside.example"] = [["192.168.0.7"]]
    server = serving()
    server.says("/second", Answer(status=302, headers={"location": there}))
    first = server.says("/first", Answer(status=302, headers={"location": "/second"}))
    with pytest.raises(AddressRefused, match="is not asked"):
        HttpsData(first, tmp_path, pause=0.0, local_http=True).pull()
    assert [path for path, _ in server.asked] == ["/first", "/second"]


def test_the_register_is_asked_at_public_addresses(
    names: dict[str, list[list[str]]], connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["clinicaltrials.gov"] = [["127.0.0.1"]]
    with Register(pause=0.0) as register, pytest.raises(AddressRefused):
        register.record("NCT00000001")
    monkeypatch.setenv("LIVING_REVIEW_CLINICALTRIALS_URL", "https://mirror.example/api")
    names["mirror.example"] = [["10.0.0.9"]]
    with (
        Register(pause=0.0, sleep=lambda _: None) as register,
        pytest.raises(SourceUnreachable),
    ):
        register.record("NCT00000001")
    assert {address for address, _ in connected} == {"10.0.0.9"}


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and how each connection to it begins."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(2000))

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], heard


def test_git_connects_to_the_address_that_was_checked(
    names: dict[str, list[list[str]]], listener: tuple[int, list[bytes]]
) -> None:
    port, heard = listener
    # No name server knows the name: git can only have the address from us.
    names["repository.invalid"] = [["127.0.0.1"]]
    allowed = ("repository.invalid",)
    with pytest.raises(SourceUnreachable):
        GitDataSet(f"https://repository.invalid:{port}/x.git", allow_hosts=allowed).pull()
    assert any(b"repository.invalid" in hello for hello in heard)


def test_behind_a_proxy_it_is_the_proxy_that_is_asked_but_not_for_what_is_known_to_be_inside(
    names: dict[str, list[list[str]]],
    listener: tuple[int, list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, heard = listener
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    names["inside.example"] = [["10.0.0.5"]]
    with checked_client(timeout=httpx.Timeout(2)) as client:
        with pytest.raises(AddressRefused):
            client.get("https://inside.example/x")
        with pytest.raises(httpx.TransportError):
            client.get("https://only-the-proxy-knows.invalid/x")
    assert [hello.split(b"\r\n")[0] for hello in heard] == [
        b"CONNECT only-the-proxy-knows.invalid:443 HTTP/1.1"
    ]


def test_a_host_that_there_is_not_is_the_source_out_of_reach(tmp_path: Path) -> None:
    for host in ("no-such-host.invalid", "a" * 70 + ".example"):
        with pytest.raises((SourceUnreachable, RegistryError)):
            HttpsData(f"https://{host}/x.zip", tmp_path, pause=0.0, seconds=0.1).pull()
