"""A version that is read back is as it was published, in a language that it has."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import findings
from sample_findings import recovery

from living_review.findings import Findings
from living_review.living.edition import Edition
from living_review.runs import stored

DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)


@cache
def said_in_both() -> dict[str, Findings]:
    own = findings(recovery())
    review = own.review.model_copy(update={"language": "es"})
    return {"en": own, "es": own.model_copy(update={"review": review})}


@pytest.mark.parametrize("language", ["", "en", "es", "de"])
@pytest.mark.parametrize("as_of", [None, DAY])
@pytest.mark.parametrize("corrections", [True, False])
def test_a_version_is_read_back_in_a_language_it_has_as_of_its_day(
    monkeypatch: pytest.MonkeyPatch, language: str, as_of: Any, corrections: bool
) -> None:
    found = said_in_both()
    content = {
        "findings.json": found["en"].to_json().encode(),
        "languages/es/findings.json": found["es"].to_json().encode(),
        "data/corrections.csv": b"the corrections",
    }
    files = dict.fromkeys(("data/corrections.csv",) if corrections else ())
    manifest = SimpleNamespace(told_in={"es": None}, as_of=as_of, files=files, language="en")
    store: Any = SimpleNamespace(
        manifest=lambda number: {3: manifest}[number],
        read=lambda number, name: {3: content}[number][name],
    )
    for name, answer in {
        "runs.stored.stored_protocol": lambda store, number, language: f"protocol in {language}",
        "runs.stored.stored_tables": lambda store, number: "tables",
        "registry.corrections.corrections_in": lambda told, day: (told, day),
        "registry.corrected": lambda tables, rows: SimpleNamespace(tables=(tables, rows)),
        "registry.as_of": lambda tables, day: ("cut", tables, day),
    }.items():
        monkeypatch.setattr(f"living_review.{name}", answer)
    own = "es" if language == "es" else "en"
    tables: Any = ("tables", (b"the corrections", as_of)) if corrections else "tables"
    if as_of:
        tables = ("cut", tables, as_of)
    wanted: Any = Edition(found[own], tables, f"protocol in {own}")  # type: ignore[arg-type]
    assert stored.stored(store, 3, language) == wanted
    monkeypatch.setattr(stored, "language_spoken", lambda: language)
    spoken = stored.in_words_spoken(store, 3)
    assert (spoken.findings, spoken.tables) == (wanted.findings, wanted.tables)
    assert spoken.protocol == f"protocol in {language}"  # type: ignore[comparison-overlap]


def test_the_inputs_of_a_version_are_laid_out_and_gone_afterwards() -> None:
    names = ("data/protocol.yml", "data/text/es/background.md", "registry/arms.csv",
             "findings.json", "page/index.html", "templates/en/index.qmd.j2")  # fmt: skip
    store: Any = SimpleNamespace(
        manifest=lambda number: {3: SimpleNamespace(files=dict.fromkeys(names))}[number],
        read=lambda number, name: f"{number} {name}".encode(),
    )
    with stored.laid_out_inputs(store, 3) as folder:
        there = {
            path.relative_to(folder.root).as_posix(): path.read_text()
            for path in folder.root.rglob("*")
            if path.is_file()
        }
        assert there == {name: f"3 {name}" for name in (*names[:2], names[-1])}
    assert not folder.root.exists()


def test_the_tables_of_a_version_are_those_that_were_pulled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = dict.fromkeys(("registry/arms.csv", "registry/about.json", "registry.csv", "data/a"))
    manifest = SimpleNamespace(files=files, pulled_at=NOW)
    store: Any = SimpleNamespace(
        manifest=lambda number: {3: manifest}[number],
        read=lambda number, name: f"{number} {name}".encode(),
    )
    monkeypatch.setattr(
        "living_review.living.snapshot_files.from_files", lambda files, moment: (files, moment)
    )
    found: Any = stored.stored_tables(store, 3)
    names = ("registry/arms.csv", "registry/about.json")
    assert found == ({name: f"3 {name}".encode() for name in names}, NOW)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_protocol_of_a_version_is_read_in_a_language(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    inside: list[str] = []

    @contextmanager
    def labels_in(tag: str) -> Any:
        inside.append(tag)
        yield
        inside.remove(tag)

    monkeypatch.setattr("living_review.protocol.labels_in", labels_in)
    monkeypatch.setattr("living_review.protocol.parse_protocol", lambda *told: (*told, *inside))
    store: Any = SimpleNamespace(read=lambda number, name: f"\ufeff{number} {name}".encode())
    found: Any = stored.stored_protocol(store, 3, language)
    assert found == ("3 data/protocol.yml", "data/protocol.yml", language)
