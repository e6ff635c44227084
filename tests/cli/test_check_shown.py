"""What `check` shows of a review with something of everything, as lines and as a table.

`shown.txt` is as it was looked at; UPDATE_SNAPSHOTS=1 keeps the text of now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rich.console
from sample_documents import findings
from sample_everything import everything

from living_review.cli import check

KEPT = Path(__file__).with_name("shown.txt")
CONSOLE = rich.console.Console


def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    calm = findings(quarantine=(), queries=())
    monkeypatch.setenv("NO_COLOR", "1")
    for width, terminal in ((99, True), (100, True), (100, False)):

        def console(width: int = width, terminal: bool = terminal) -> Any:
            return CONSOLE(
                width=width, force_terminal=terminal, no_color=True, legacy_windows=False
            )

        monkeypatch.setattr(rich.console, "Console", console)
        for found, all_of_it in ((everything(), False), (everything(), True), (calm, False)):
            check._show(found, everything=all_of_it)
            lines = capsys.readouterr().out.splitlines()
            yield f"# {width=}, {terminal=}, {all_of_it=}"
            yield from (
                line.replace("\x1b[1m", "*").replace("\x1b[0m", "*").rstrip() for line in lines
            )


def test_what_check_shows_is_as_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n".join(shown(monkeypatch, capsys)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"
