"""What is made of half a build in several languages, what is kept beside it, and what it counts."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import findings
from sample_everything import everything

from living_review.findings import VersionEntry
from living_review.runs import build
from living_review.runs.build import Built

DAY, LANGUAGES = dt.date(2026, 3, 4), ("es/", "de/")


def rendered(*folders: str) -> Any:
    others = [
        SimpleNamespace(
            site=SimpleNamespace(folder=folder),
            edition=SimpleNamespace(findings=f"found in {folder}"),
            report=Path("report") / folder,
            spoken=nullcontext,
        )
        for folder in folders
    ]
    own = {"findings": findings(), "report": Path("report"), "notices": ("n",), "others": others}
    return SimpleNamespace(**own)


@pytest.mark.parametrize("only", ["html", "pdf"])
@pytest.mark.parametrize("folders", [(), LANGUAGES])
def test_each_language_keeps_its_own_other_half(
    monkeypatch: pytest.MonkeyPatch, only: Any, folders: tuple[str, ...]
) -> None:
    kept: list[Any] = []
    monkeypatch.setattr(build, "_keep_other_half", lambda *given: kept.append(given))
    made = rendered(*folders)
    target, staged = Path("target"), Path("staged")
    build._keep_other_halves(target, staged, made, only)
    assert kept == [
        (target, staged, made.findings, made.report, only, folders),
        *(
            (target / each, staged / each, f"found in {each}", made.report / each, only, ())
            for each in folders
        ),
    ]


@pytest.mark.parametrize("further", [(), LANGUAGES])
def test_what_lies_deep_is_kept_but_for_what_another_language_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, further: tuple[str, ...]
) -> None:
    names = ("a.html", "versions/1/fig/a.svg", "es/a.html", "de/versions/1/a.pdf", "essay.html")
    target, staged = tmp_path / "target", tmp_path / "staged"
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(name)
    staged.mkdir()
    monkeypatch.setattr(build, "_is_published", lambda *_: True)
    monkeypatch.setattr("living_review.paper.pdf_links.link_what_is_there", lambda *_: None)
    build._keep_other_half(target, staged, findings(), tmp_path / "report", "pdf", further)
    there = {p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()}
    assert there == {each for each in names if not further or not each.startswith(further)}
    assert all((staged / each).read_text() == each for each in there)


@pytest.mark.parametrize("only", [None, "html", "pdf"])
@pytest.mark.parametrize("folders", [(), LANGUAGES])
def test_pages_and_pdfs_of_every_language_are_counted(
    tmp_path: Path, only: Any, folders: tuple[str, ...]
) -> None:
    for number, folder in enumerate(("", *LANGUAGES), 1):
        (tmp_path / folder / "versions").mkdir(parents=True)
        for page in range(number):
            (tmp_path / folder / f"{page}.html").touch()
        for name in ("summary.pdf", "versions/1.html", "a.html.txt"):
            (tmp_path / folder / name).touch()
    made = build._built(rendered(*folders), tmp_path, only, 1.5)
    pdfs = [f"{folder}{name}.pdf" for folder in ("", *folders) for name in ("summary", "review")]
    assert made.pages == (0 if only == "pdf" else 6 if folders else 1)
    assert made.pdfs == (() if only == "html" else tuple(pdfs))
    assert (made.out, made.seconds, made.notices) == (tmp_path, 1.5, ("n",))


def test_findings_are_published_whatever_day_it_is_and_whatever_came_before(tmp_path: Path) -> None:
    found = findings()
    due = found.currency.model_copy(update={"overdue": True, "status": "another"})
    when = {"date": DAY, "pulled_at": found.registry.pulled_at}
    older = (VersionEntry(number=1, headline="h", trials_included=1, **when),)
    for values in ({"currency": due}, {"history": older}, {"currency": due, "history": older}):
        found.model_copy(update=values).write(tmp_path / "findings.json")
        assert build._is_published(found, tmp_path)
    other = found.model_copy(update={"queries": ()})
    assert found.queries
    other.write(tmp_path / "findings.json")
    assert not build._is_published(found, tmp_path)


def test_days_are_told_to_programs_as_text() -> None:
    found = findings().model_copy(update={"queries": everything().queries})
    [*told] = Built(found, Path("out"), 1, (), 0.5).summary()["queries"]
    assert [each["seen"] and each["seen"]["date"] for each in told] == [None, "2026-03-04"]


@pytest.mark.parametrize("only", [None, "html", "pdf"])
def test_presses_stand_ready_where_something_is_printed(
    monkeypatch: pytest.MonkeyPatch, only: Any
) -> None:
    monkeypatch.setattr(
        "living_review.paper.presses.started_presses", lambda: nullcontext("presses")
    )
    with build.presses_for(only) as presses:
        assert presses == (None if only == "html" else "presses")
