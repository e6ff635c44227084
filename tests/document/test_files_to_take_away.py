"""The files that a reader takes away, cell by cell, as they were looked at; names of figures.

UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line. Numbers are compared to six
digits: their last ones differ from machine to machine.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sample_documents
from sample_everything import everything
from sample_findings import recovery
from sample_sequential import with_view

from living_review.document import illustrations, report, summary_files
from living_review.document.drawing import draw
from living_review.figures import canvas
from living_review.ground.errors import EnvironmentFailure

KEPT = Path(__file__).parent / "snapshots"
FLOAT = re.compile(r"-?\d+\.\d{5,}(?:e-?\d+)?")


def compare(name: str, text: str) -> None:
    kept = KEPT / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), f"{name}: see UPDATE_SNAPSHOTS"


def test_the_data_files_hold_what_they_did() -> None:
    files = report.data_files(everything())
    told = "".join(f"## {name}\n{text}\n" for name, text in files.items())
    compare("data-files.txt", FLOAT.sub(lambda found: f"{float(found[0]):.6g}", told))


class Word:
    """A Pandoc that keeps what it was asked for, and answers as it is told."""

    def __init__(self, code: int = 0, fault: Exception | None = None) -> None:
        self.code, self.fault = code, fault
        self.asked: list[Any] = []

    def run(self, command: list[str], **options: Any) -> SimpleNamespace:
        self.asked.append((command, options))
        if self.fault:
            raise self.fault
        return SimpleNamespace(returncode=self.code, stdout=b"a document", stderr=b" no room\n")


def test_the_document_of_words_is_made_in_the_sandbox_of_pandoc(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    word = Word()
    monkeypatch.setattr(summary_files.subprocess, "run", word.run)
    monkeypatch.setattr(summary_files, "pandoc_path", lambda: "pandoc")
    found = sample_documents.findings(recovery())
    assert summary_files.as_docx(found) == b"a document"
    ((command, options),) = word.asked
    assert command[:-4] == ["pandoc", "-f", "html", "-t", "docx", "--sandbox", "-o", "-"]
    assert command[-4::2] == ["--metadata", "--metadata"]
    assert command[-3].startswith("title=")
    assert found.review.title in command[-3]
    assert command[-1] == "lang=en"
    assert options["timeout"] == summary_files.TIME_LIMIT
    page = options["input"].decode()
    assert page.count("<table") == 1
    assert "```" not in page
    for said, failing in (
        ("could not write summary-of-findings.docx (no room); ", Word(code=3)),
        ("could not write summary-of-findings.docx (gone); ", Word(fault=OSError("gone"))),
        ("timed out", Word(fault=subprocess.TimeoutExpired("pandoc", 3))),
    ):
        monkeypatch.setattr(summary_files.subprocess, "run", failing.run)
        with pytest.raises(EnvironmentFailure) as caught:
            summary_files.as_docx(found)
        assert said in str(caught.value)


def test_the_summary_as_json_is_one_document_of_one_table_a_comparison() -> None:
    text = summary_files.as_json(sample_documents.findings())
    assert text.startswith("[\n {\n")
    assert text.endswith("]\n")
    assert [table["comparison"] for table in json.loads(text)] == ["peer-support", "mutual-support"]
    assert "\\u" not in text


def told(each: illustrations.Illustration) -> str:
    parts = f" ({', '.join(part.name for part in each.parts)})" if each.parts else ""
    compact = f" <{each.compact}>" if each.compact else ""
    return f"{each.name}{compact}{parts}: {each.caption}: {each.alt}"


def test_every_figure_has_its_name_its_caption_and_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(canvas, "svg", lambda scene: scene.title)
    changed = sample_documents.changed()
    finding = with_view(recovery())
    document = sample_documents.findings(finding, changes=changed)
    more = sample_documents.findings()
    drawn = [*draw(more).values(), *draw(document).values()]
    compare("figures.txt", "\n".join(dict.fromkeys(map(told, drawn))) + "\n")
