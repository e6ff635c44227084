"""Where registries of the tests are kept: a PostgreSQL and an HTTP server of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from living_review.sources import CsvFolder, RawTables

POSTGRESQL = ("/usr/lib/postgresql", "/opt/homebrew/opt/postgresql")


@pytest.fixture(scope="session")
def shipped(project_root: Path) -> RawTables:
    """The registry of the shipped review."""
    return CsvFolder(project_root / "data" / "registry").pull()


def _programs() -> Path:
    """Find the folder of initdb and postgres; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for root in POSTGRESQL:
        for path in sorted(Path(root).glob("**/bin/initdb"), reverse=True):
            return path.parent
    pytest.fail("no PostgreSQL: run scripts/system-libraries postgres")


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as nobody."""
    return ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, on a Unix socket."""
    programs, user = _programs(), _unprivileged()
    # A socket's path may have 107 characters, which a folder of pytest can exceed.
    with tempfile.TemporaryDirectory(prefix="lr-pg-") as name:
        place = Path(name)
        if user:
            shutil.chown(place, "nobody")
        data = place / "data"
        settings = f"-k {place} -c listen_addresses= -c fsync=off -c max_connections=20"
        made = ("-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        _run([*user, str(programs / "initdb"), *made], name)
        control = [*user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        _run([*control, "-o", settings, "-l", str(place / "log"), "start"], name)
        try:
            yield f"postgresql://tests@/postgres?host={place}"
        finally:
            _run([*control, "-m", "immediate", "stop"], name)


def _run(command: list[str], folder: str) -> None:
    log = Path(folder) / "output"
    with log.open("wb") as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd=folder, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture
def database(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database; its address is in REGISTRY_URL too."""
    import psycopg

    name = f"t{os.urandom(6).hex()}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    address = postgresql.replace("/postgres?", f"/{name}?")
    monkeypatch.setenv("REGISTRY_URL", address)
    yield address
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@dataclass(frozen=True)
class Answer:
    """What a server says: a status, headers, a body; and how it may misbehave."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    """How much of the body is sent before the connection is cut."""
    drip: float = 0.0
    """Seconds before each further kilobyte."""
    length: bool = True


@dataclass
class Server:
    """A server whose answers a test gives in advance; it remembers what it was asked."""

    address: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, *answers: Answer) -> str:
        """Set the answers for a path, the last of them for ever; returns its address."""
        self.answers[path] = list(answers)
        return self.address + path


@pytest.fixture
def serving() -> Iterator[Callable[[], Server]]:
    """Start servers on this machine."""
    running: list[ThreadingHTTPServer] = []

    def start() -> Server:
        def handle() -> type[BaseHTTPRequestHandler]:
            return _handler(server)

        server = Server("")
        httpd = ThreadingHTTPServer(("127.0.0.1", 0), handle())
        server.address = f"http://127.0.0.1:{httpd.server_port}"
        threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
        running.append(httpd)
        return server

    yield start
    for httpd in running:
        httpd.shutdown()
        httpd.server_close()


@pytest.fixture
def server(serving: Callable[[], Server]) -> Server:
    """One server."""
    return serving()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            answers = server.answers.get(self.path.partition("?")[0], [Answer(404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if answer.status == 200 and _is_known(self.headers, answer.headers):
                answer = Answer(304)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.length:
                self.send_header("Content-Length", str(len(answer.body)))
            else:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            import time

            body = answer.body if answer.sent is None else answer.body[: answer.sent]
            try:
                for i in range(0, len(body), 1024 if answer.drip else max(1, len(body))):
                    time.sleep(answer.drip)
                    self.wfile.write(body[i : i + 1024] if answer.drip else body)
            except OSError:
                return
            if answer.sent is not None:
                self.close_connection = True

    return Handler


def _is_known(asked: object, said: dict[str, str]) -> bool:
    tag = said.get("ETag")
    return tag is not None and asked.get("If-None-Match") == tag  # type: ignore[attr-defined]
