"""The server of a preview: files of one folder, to browsers on this machine only.

Another site open in the same browser must not read an unpublished review: the address is
127.0.0.1, a request that names another host is refused (DNS rebinding), and no answer may be
embedded elsewhere.
"""

from __future__ import annotations

import errno
import json
import mimetypes
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from living_review.ground.errors import EnvironmentFailure
from living_review.watch.pages import EVENTS, bare_page, live_page
from living_review.watch.preview import Preview, State

HOST, FIRST_PORT, PORTS = "127.0.0.1", 8000, 100
HEARTBEAT_SECONDS = 10.0
# The system's own table may say otherwise, or nothing.
TYPES = mimetypes.MimeTypes()
TYPES.add_type("text/javascript", ".js")
TYPES.add_type("font/woff2", ".woff2")


@contextmanager
def serving(preview: Preview, port: int | None) -> Iterator[str]:
    """Serve the preview and give its address; `port` None takes the first free one from 8000.

    Raises EnvironmentFailure where the port is taken or may not be used.
    """
    server = _bound(preview, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        preview.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(preview: Preview, port: int | None) -> PreviewServer:
    """Bind the port that was asked for, or the first free one."""
    candidates = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else (port,)
    for candidate in candidates:
        try:
            return PreviewServer(preview, candidate)
        except OSError as fault:
            if port is None and fault.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            raise EnvironmentFailure(
                f"Port {candidate} of {HOST} cannot be used ({fault.strerror}); "
                "name another with --port, or leave it out."
            ) from fault
    raise EnvironmentFailure(
        f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} of {HOST} is free; "
        "name another with --port."
    )


class PreviewServer(ThreadingHTTPServer):
    """One thread a request, none of which holds up the end."""

    daemon_threads = True
    # Elsewhere than on Unix it would let a second program take the same port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        super().__init__((HOST, port), PreviewHandler)

    def server_bind(self) -> None:
        """Bind without asking a name server what this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which a browser on this machine reaches the preview."""
        return tuple(f"{name}:{self.server_port}" for name in (HOST, "localhost"))

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent where a browser went away; anything else is a fault and is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class PreviewHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; every other method is refused by the base class."""

    server: PreviewServer
    server_version, sys_version = "living-review", ""

    def do_GET(self) -> None:
        """Give a file of the site, the script, or the stream of events."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._page(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"This preview answers to {' and '.join(self.server.hosts)} only.",
                State(),
            )
            return
        path = urlsplit(self.path).path
        if path == EVENTS:
            self._events()
        else:
            self._file(unquote(path))

    do_HEAD = do_GET  # noqa: N815 (the base class's name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log no request: the terminal is for what the author has to know."""

    def _file(self, path: str) -> None:
        preview = self.server.preview
        # Read before the file: a page that is older than its name would never be reloaded.
        state = preview.state
        file = found(preview.site, path)
        try:
            content = file.read_bytes() if file else None
        except OSError:
            content = None
        if file is None or content is None:
            self._missing(path, state)
        elif file.suffix == ".html":
            page = live_page(content.decode("utf-8"), state.build)
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", page.encode())
        else:
            kind = TYPES.guess_type(file.name)[0] or "application/octet-stream"
            self._answer(HTTPStatus.OK, kind, content)

    def _missing(self, path: str, state: State) -> None:
        if not state.build:
            waiting = state.fault or "The first build is under way; this page follows by itself."
            self._page(HTTPStatus.SERVICE_UNAVAILABLE, waiting, state)
        elif path.endswith(".pdf") and not self.server.preview.pdf:
            sentence = "No PDF is made here; start 'living-review watch' with --pdf for them."
            self._page(HTTPStatus.NOT_FOUND, sentence, state)
        else:
            self._page(HTTPStatus.NOT_FOUND, f"The review has no page {path}.", state)

    def _page(self, status: HTTPStatus, sentence: str, state: State) -> None:
        self._answer(status, "text/html; charset=utf-8", bare_page(sentence, state.build).encode())

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self._head(status, kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")

    def _events(self) -> None:
        """Send the state now and after every change, and a sign of life in between."""
        self._head(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        self.end_headers()
        if self.command == "HEAD":
            return
        preview = self.server.preview
        self.wfile.write(b"retry: 500\n\n")
        seen: State | None = None
        while not preview.closed:
            now = preview.wait_for_another(seen, HEARTBEAT_SECONDS)
            line = ": still here" if now == seen else f"data: {json.dumps(asdict(now))}"
            self.wfile.write(f"{line}\n\n".encode())
            seen = now


def found(site: Path, path: str) -> Path | None:
    """The file of the site at that address, or None; nothing outside the site is ever found."""
    home = site.resolve()
    try:
        file = (home / path.lstrip("/")).resolve()
        if file.is_dir():
            file = file / "index.html"
        return file if file.is_relative_to(home) and file.is_file() else None
    except (OSError, ValueError):
        # A name that no file can have.
        return None
