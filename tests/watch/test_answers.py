"""Every answer of the preview in full: what its head says, and what went wrong in one sentence."""

from __future__ import annotations

import errno
import re
import runpy
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_server import ask, port_of

from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.watch import server, session
from living_review.watch.pages import EVENTS, bare_page, live_page
from living_review.watch.preview import Preview, State
from living_review.watch.server import HOST, PORTS, PreviewServer, found, serving
from living_review.website.policy import META, hashed, page_policy, quarto_policy, with_policy

ALWAYS = {
    "Server": "living-review ",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
PAGE, BYTES = "text/html; charset=utf-8", "application/octet-stream"
FILES = {
    "index.html": ("/", 200, PAGE),
    "sub/index.html": ("/sub/", 200, PAGE),
    "site.js": ("/site.js", 200, "text/javascript"),
    "site.css": ("/site.css", 200, "text/css"),
    "own.woff2": ("/own.woff2", 200, "font/woff2"),
    "a b.json": ("/a%20b.json?x#y", 200, "application/json"),
    "data": ("/data", 200, BYTES),
    "": ("/absent", 404, PAGE),
}


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    for name in filter(None, FILES):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<head></head>é", encoding="utf-8")
    return Preview(tmp_path, pdf=False)


@pytest.fixture
def port(preview: Preview) -> Iterator[int]:
    preview.succeeded()
    with serving(preview, 0) as address:
        assert address == f"http://127.0.0.1:{port_of(address)}/"
        yield port_of(address)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_head_of_every_answer_says_all_that_keeps_it_here(port: int, method: str) -> None:
    for path, status, kind in FILES.values():
        response, body = ask(port, path, method=method)
        heads = {name: value for name, value in response.getheaders() if name != "Date"}
        length = heads.pop("Content-Length")
        assert (response.status, heads) == (status, {**ALWAYS, "Content-Type": kind})
        assert body == "" if method == "HEAD" else len(body.encode()) == int(length)
    response, _ = ask(port, EVENTS, method="HEAD")
    heads = {name: value for name, value in response.getheaders() if name != "Date"}
    assert heads == {**ALWAYS, "Content-Type": "text/event-stream; charset=utf-8"}


@pytest.mark.parametrize("path", ["/", "/data", "/absent"])
def test_to_whoever_asks_for_the_head_nothing_more_is_sent(port: int, path: str) -> None:
    with socket.create_connection((HOST, port), timeout=10) as asking:
        asking.sendall(f"HEAD {path} HTTP/1.0\r\nHost: {HOST}:{port}\r\n\r\n".encode())
        said = b"".join(iter(lambda: asking.recv(4096), b""))
    assert said.endswith(b"\r\n\r\n")
    assert said.count(b"\r\n\r\n") == 1


def test_the_stream_begins_with_how_soon_to_come_back_and_shows_signs_of_life(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEARTBEAT_SECONDS", 0.01)
    wrote: list[bytes] = []

    def write(each: bytes) -> None:
        wrote.append(each)
        if len(wrote) == 4:
            preview.close()

    handler = SimpleNamespace(
        _head=lambda *_: None, end_headers=lambda: None, command="GET",
        server=SimpleNamespace(preview=preview), wfile=SimpleNamespace(write=write),
    )  # fmt: skip
    server.PreviewHandler._events(handler)
    state = b'data: {"build": "", "fault": null}\n\n'
    assert wrote == [b"retry: 500\n\n", state, b": still here\n\n", b": still here\n\n"]


def test_a_page_that_says_why_says_nothing_else() -> None:
    page = bare_page("Why <b>not</b>.", "7")
    text = re.sub(r"<(script|title)\b.*?</\1>|<[^>]*>", "", page, flags=re.DOTALL)
    said = ["Living Review preview", "Why &lt;b&gt;not&lt;/b&gt;.", "To the front page"]
    assert [each for each in text.split("\n") if each] == said
    assert page.startswith("<!DOCTYPE html>\n<html")
    assert page.endswith("</html>\n")


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_a_port_is_shared_with_no_other_program(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """Where Python takes a port in use for its own, as on Windows, it is not asked to."""
    monkeypatch.setattr(sys, "platform", system)
    made = runpy.run_path(str(server.__file__))["PreviewServer"]
    assert made.allow_reuse_address == (system != "win32")


def test_a_preview_that_is_stopped_ends_at_once(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    serve = server.PreviewServer.serve_forever

    def told(own: server.PreviewServer, poll_interval: float = 0.5) -> None:
        looks.append(poll_interval)
        serve(own, poll_interval)

    monkeypatch.setattr(server.PreviewServer, "serve_forever", told)
    with serving(preview, 0):
        pass
    assert looks[0] <= 0.2, "whoever stops it waits so long"


def test_a_file_that_goes_while_it_is_asked_for_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "found", lambda *_: tmp_path / "gone.css")
    missed: list[object] = []
    handler = SimpleNamespace(
        server=SimpleNamespace(preview=Preview(tmp_path, pdf=False)),
        _missing=lambda *given: missed.append(given),
    )
    server.PreviewHandler._file(handler, "/gone.css")
    assert missed == [("/gone.css", State())]


@pytest.mark.parametrize("pdf", [True, False])
def test_what_is_missing_says_what_to_do(preview: Preview, pdf: bool) -> None:
    told = {}
    for built, path in ((False, "/x.pdf"), (True, "/x.pdf"), (True, "/x.html")):
        shown = Preview(preview.site, pdf=pdf)
        page: list[tuple[int, str]] = []
        handler = SimpleNamespace(
            server=SimpleNamespace(preview=shown),
            _page=lambda status, sentence, _, page=page: page.append((status, sentence)),
        )
        server.PreviewHandler._missing(handler, path, State("1" if built else ""))
        told[built, path] = page
    [(status, sentence)] = told[False, "/x.pdf"]
    assert (status, sentence[:15]) == (503, "The first build")
    [(status, sentence)] = told[True, "/x.pdf"]
    assert (status, "--pdf" in sentence, "/x.pdf" in sentence) == (404, not pdf, pdf)
    [(status, sentence)] = told[True, "/x.html"]
    assert (status, "/x.html" in sentence) == (404, True)


def test_a_port_that_is_taken_or_forbidden_is_passed_over_unless_it_was_named(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    fault = errno.EADDRINUSE

    def refuse(_preview: Preview, port: int) -> None:
        tried.append(port)
        raise OSError(fault, "no")

    monkeypatch.setattr(server, "PreviewServer", refuse)
    for number in (errno.EADDRINUSE, errno.EACCES):
        fault, tried = number, []
        with pytest.raises(EnvironmentFailure, match=r"No port from 8000 to 8099 of 127.0.0.1"):
            server._bound(preview, None)
        assert tried == list(range(8000, 8000 + PORTS))
    fault, tried = errno.EIO, []
    with pytest.raises(EnvironmentFailure, match=r"Port 8000 of 127.0.0.1 .*\(no\)"):
        server._bound(preview, None)
    with pytest.raises(EnvironmentFailure, match="Port 7 of"):
        server._bound(preview, 7)
    assert tried == [8000, 7]


def test_the_server_listens_on_this_machine_alone_and_ends_with_its_threads(
    preview: Preview, capsys: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    with ExitStack() as stack:
        port = port_of(stack.enter_context(serving(preview, 0)))
        assert not preview.closed
        with socket.socket() as other, pytest.raises(OSError, match="refused"):
            other.connect(("127.0.0.2", port))
    assert preview.closed
    assert threading.active_count() == before
    assert (PreviewServer.daemon_threads, PreviewServer.allow_reuse_address) == (True, True)
    own = SimpleNamespace(server_port=9, hosts=None)
    assert PreviewServer.hosts.fget(own) == (f"{HOST}:9", "localhost:9")  # type: ignore[attr-defined]
    for fault, told in ((ConnectionResetError(), False), (ValueError("x"), True)):
        try:
            raise fault
        except (ConnectionResetError, ValueError):
            PreviewServer.handle_error(PreviewServer.__new__(PreviewServer), None, ("a", 1))
        assert bool(capsys.readouterr().err) == told


def test_a_folder_is_its_index_and_nothing_that_is_no_file_is_found(preview: Preview) -> None:
    site = preview.site.resolve()
    assert found(site, "//sub") == site / "sub" / "index.html"
    (site / "bare").mkdir()
    assert found(site, "/bare") is None
    assert found(site, "/a\0b") is None


def test_waiting_ends_with_another_state_the_preview_or_the_time() -> None:
    preview = Preview(Path(), pdf=True)
    assert preview.wait_for_another(None, 0) == State() == preview.state
    assert preview.wait_for_another(State(), 0.01) == State()
    preview.failed("It is broken.")
    assert preview.wait_for_another(State(), 60) == State("", "It is broken.")
    preview.succeeded()
    assert preview.state.build
    assert preview.state.fault is None
    seen = preview.state
    threading.Timer(0.01, preview.close).start()
    assert preview.wait_for_another(seen, 60) is seen


def test_a_page_of_any_version_may_run_its_own_script_and_ours() -> None:
    kept = "'sha256-abc+/='"
    old = f'<head><meta http-equiv="Content-Security-Policy" content="script-src {kept} x"></head>'
    page = live_page(f"{old}</head>", "7")
    assert page.count("</head>") == 2
    assert page.count('data-build="7"') == 1
    [meta] = META.findall(page)
    named = unescape(meta).partition("script-src ")[2].partition(";")[0].split()
    assert [named[0], len(named), named[-1]] == [kept, 3, "'self'"]
    assert live_page("<p>", "7") == "<p>"
    said = bare_page("a < b", "8")
    assert "<p>a &lt; b</p>" in said
    assert said.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert page_policy() not in said, "it may connect to the preview"
    assert "connect-src" in said


def test_a_failure_is_told_in_one_sentence_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: dict[Exception, str] = {
        BadInput("It is wrong."): "It is wrong.",
        OSError(5, "Disk full", "a.csv"): "a.csv: Disk full.",
        OSError("odd"): "odd.",
        ValueError("x"): "A fault of the program, not of your data: ValueError: x.",
    }
    for fault, sentence in faults.items():
        preview, told = Preview(tmp_path, pdf=False), []

        def broken(*_: object, fault: Exception = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr(session, "build", broken)
        session._refresh(
            preview,
            SimpleNamespace(root=tmp_path),
            "embedded",
            progress=str,
            say=str,
            complain=told.append,
        )
        assert told == [sentence] == [preview.state.fault]


@pytest.mark.parametrize(
    ("rows", "said"), [(0, ""), (1, " 1 row set aside."), (2, " 2 rows set aside.")]
)
@pytest.mark.parametrize("pdf", [True, False])
def test_what_was_built_is_told_with_what_was_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, said: str, pdf: bool
) -> None:
    asked: dict[str, object] = {}

    def made(root: Path, **how: object) -> object:
        asked.update(how, root=root)
        return SimpleNamespace(seconds=1.5, findings=SimpleNamespace(quarantine=[0] * rows))

    monkeypatch.setattr(session, "build", made)
    preview, told = Preview(tmp_path, pdf=pdf), []
    session._refresh(
        preview,
        SimpleNamespace(root=tmp_path),
        "embedded",
        progress=str,
        say=told.append,
        complain=str,
    )
    assert told == [f"Built in 1.5 s.{said}"]
    wanted = {"root": tmp_path, "only": None if pdf else "html", "out": tmp_path, "twice": False}
    wanted["html"] = "embedded"
    assert asked == wanted | {"progress": str}
    assert preview.state.build


@pytest.mark.parametrize("closed", [True, False])
def test_nobody_waits_for_what_is_there_already(
    preview: Preview, monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    asked: list[tuple[bool, float]] = []

    class Changed:
        __enter__ = __exit__ = lambda *_: None

        def wait_for(self, ready: Callable[[], bool], seconds: float) -> None:
            asked.append((ready(), seconds))

    preview.succeeded()
    if closed:
        preview.close()
    monkeypatch.setattr(preview, "_changed", Changed())
    for seen, ends in ((None, True), (preview.state, closed), (State("old"), True)):
        assert preview.wait_for_another(seen, 7) == preview.state
        assert asked.pop() == (ends, 7)


@pytest.mark.parametrize("framed", [True, False])
def test_a_page_that_quarto_framed_keeps_its_styles_and_what_clicks_do(framed: bool) -> None:
    page = '<head></head><style>a{}</style><script>b</script><a onclick="c">'
    page = with_policy(page, quarto_policy(page) if framed else page_policy())
    [meta] = META.findall(live_page(page, "7"))
    parts = dict(each.split(" ", 1) for each in unescape(meta).split("; ") if " " in each)
    named = parts["script-src"].split()
    assert (hashed("c") in named and "'unsafe-hashes'" in named) is framed
    assert ("'unsafe-inline'" in parts["style-src-elem"]) is framed
    assert "'unsafe-inline'" not in named
    assert parts["connect-src"] == "'self'"
