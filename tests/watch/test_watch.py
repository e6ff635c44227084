"""`living-review watch` as an author uses it: save, look, break, mend, stop."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from living_review.cli import app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("watch")]

# A shell that starts the tests in the background has Ctrl-C ignored in everything they start.
START = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from living_review.cli import run; run()"
)
SECONDS = 30
MILLISECONDS = SECONDS * 1000


@dataclass
class Watched:
    """A running `living-review watch`, what it prints, and the review it watches."""

    review: Path
    temporary: Path
    process: subprocess.Popen[str]
    lines: queue.Queue[str] = field(default_factory=queue.Queue)

    def hears(self, words: str) -> str:
        """Wait for the line with those words."""
        while words not in (line := self.lines.get(timeout=SECONDS)):
            pass
        return line

    def edit(self, old: str, new: str) -> None:
        """Save the protocol with other words."""
        path = self.review / "data" / "protocol.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def watched(tmp_path: Path, project_root: Path) -> Iterator[Watched]:
    review, temporary = tmp_path / "review", tmp_path / "temporary"
    shutil.copytree(project_root / "examples" / "bcg", review)
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", START, "watch", "--review", str(review), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
    )
    running = Watched(review, temporary, process)

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            running.lines.put(line)

    listener = threading.Thread(target=listen)
    listener.start()
    yield running
    process.kill()
    process.wait()
    listener.join()
    assert process.stdout is not None
    process.stdout.close()


def test_the_open_page_follows_every_save_and_says_what_is_broken(
    watched: Watched, browser: Browser
) -> None:
    address = watched.hears("Preview at").split()[2].rstrip(";")
    watched.hears("Built in")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    brand, alert = page.locator(".brand"), page.get_by_role("alert")
    expect(brand).to_contain_text("BCG vaccine to prevent tuberculosis")
    assert alert.count() == 0

    watched.edit("title: BCG vaccine to prevent", "title: BCG injections against")
    expect(brand).to_contain_text("BCG injections against tuberculosis", timeout=MILLISECONDS)

    watched.edit("measure: OR", "measure: odds")
    expect(alert).to_contain_text("measure: found 'odds', allowed is", timeout=MILLISECONDS)
    expect(brand).to_contain_text("BCG injections against tuberculosis")
    assert "found 'odds'" in watched.hears("Error: ")
    # Another page opened meanwhile is told too.
    page.goto(address + "methods.html")
    expect(alert).to_contain_text("found 'odds'", timeout=MILLISECONDS)

    watched.edit("measure: odds", "measure: OR")
    expect(alert).to_have_count(0, timeout=MILLISECONDS)
    own = watched.review / "templates"
    own.mkdir()
    (own / "methods.qmd.j2").write_text("---\ntitle: Ours\n---\nIn our own words.\n", "utf-8")
    expect(page.locator("main")).to_contain_text("In our own words.", timeout=MILLISECONDS)
    assert not complaints
    page.close()

    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(SECONDS) == 0
    assert not list(watched.temporary.iterdir()), "the temporary folder stays behind"
    there = {path.name for path in watched.review.iterdir()}
    assert there == {"data", "templates"}, "the preview wrote into the review"
    assert not (watched.review / "data" / "versions").exists()


def test_a_folder_that_is_no_review_is_refused_at_once(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["watch", "--review", str(tmp_path)])
    assert result.exit_code == 2
    assert "There is no protocol" in result.stderr
    assert "--review" in result.stderr
