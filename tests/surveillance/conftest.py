"""A register on this machine and a review that asks it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from living_review.protocol import Protocol, load_protocol
from living_review.surveillance.client import BASE_VARIABLE, Register

sys.path.insert(0, str(Path(__file__).parent))
from register_service import Service, start

ASKED = """
surveillance:
  conditions: [depression, psychosis]
  interventions: peer support
  since: 2019-07-12
  contact: team@example.org
"""


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy this machine has, the register of the tests is on it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    held = Service()
    server = start(held)
    monkeypatch.setenv(BASE_VARIABLE, held.address)
    monkeypatch.setattr("living_review.surveillance.client.PAUSE", 0.0)
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def register(service: Service, slept: list[float]) -> Iterator[Register]:
    with Register(pause=0, page_size=3, sleep=slept.append) as opened:
        yield opened


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    """The shipped review, which asks the register for what it has of two trials and more."""
    shutil.copytree(
        project_root / "data",
        tmp_path / "data",
        ignore=shutil.ignore_patterns("versions", ".cache"),
    )
    path = tmp_path / "data" / "protocol.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.split("\nsurveillance:")[0] + ASKED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def protocol(review: Path) -> Protocol:
    return load_protocol(review / "data" / "protocol.yml")
