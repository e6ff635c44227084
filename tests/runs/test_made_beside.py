"""What is done beside the street of a rendering, which engine makes pages, what is printed."""

from __future__ import annotations

import contextvars
import datetime as dt
import threading
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import BadInput, EnvironmentFailure, TemplateFailure
from living_review.pages.site_info import SiteInfo
from living_review.runs import rendering

SITE = SiteInfo("T", "en", (), "", "V", ())
SPOKEN = contextvars.ContextVar("SPOKEN", default="en")


def test_work_beside_the_street_keeps_its_order_its_words_and_its_faults() -> None:
    done: list[str] = []
    go, second = threading.Event(), threading.Event()
    token = SPOKEN.set("es")
    with rendering._Beside() as beside:
        beside.do(lambda: (go.wait(5) and done.append("1")) or SPOKEN.get())
        SPOKEN.set("de")
        beside.do(lambda: (done.append("2"), second.set()) and SPOKEN.get())
        assert not second.wait(0.05), "one is done after the other"
        go.set()
        assert beside.done() == ["es", "de"]
        assert done == ["1", "2"]
    SPOKEN.reset(token)

    def broken() -> None:
        raise BadInput("It is broken.")

    def left() -> None:
        with rendering._Beside() as beside:
            beside.do(broken)
            beside.done()

    with pytest.raises(BadInput, match=r"^It is broken\.$"):
        left()


def test_work_that_has_not_begun_is_left_where_the_street_fails() -> None:
    done: list[int] = []
    begun, go = threading.Event(), threading.Event()

    def failing() -> None:
        with rendering._Beside() as beside:
            beside.do(lambda: (begun.set(), go.wait(5), done.append(1)))
            for number in range(2, 9):
                beside.do(lambda number=number: done.append(number))  # type: ignore[misc]
            begun.wait(5)
            threading.Timer(0.05, go.set).start()
            raise BadInput("The pages are broken.")

    with pytest.raises(BadInput, match="pages are broken"):
        failing()
    assert done == [1]


FAULTS = (EnvironmentFailure("gone"), TemplateFailure("no"), BadInput("bad"))


@pytest.mark.parametrize("html", ["auto", "quarto", "embedded"])
@pytest.mark.parametrize("usable", [True, False])
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_what_nobody_asked_for_by_name_may_fail(
    monkeypatch: pytest.MonkeyPatch, html: Any, usable: bool, fault: Exception | None
) -> None:
    asked: list[str] = []

    def ready() -> None:
        raise AssertionError

    def build_site(report: Path, staged: Path, *, engine: str, site: Any, files_ready: Any) -> None:
        assert (report.name, staged.name, site, files_ready) == ("report", "staged", SITE, ready)
        asked.append(engine)
        if fault and len(asked) == 1:
            raise fault

    monkeypatch.setattr("living_review.website.quarto.usable", lambda: usable)
    monkeypatch.setattr("living_review.website.site.build_site", build_site)
    first = html if html != "auto" else "quarto" if usable else "embedded"
    forgiven = html == "auto" and usable and not isinstance(fault, BadInput | None)
    if isinstance(fault, TemplateFailure):
        forgiven = html == "auto" and usable
    given: tuple[Any, ...] = (Path("report"), Path("staged"), SITE, html, ready)
    if fault and not forgiven:
        with pytest.raises(type(fault)):
            rendering._made(*given)
        assert asked == [first]
        return
    notice = f"Quarto could not make the website, so the program's own engine made it: {fault}"
    wanted = ("embedded", (notice,)) if fault else (first, ())
    assert rendering._made(*given) == wanted
    assert asked == ([first, "embedded"] if fault else [first])


@pytest.mark.parametrize(
    ("html", "only"), list(product(("auto", "quarto", "embedded"), (None, "html", "pdf")))
)
def test_a_quarto_that_is_asked_for_by_name_is_looked_at_where_pages_are_made(
    monkeypatch: pytest.MonkeyPatch, html: Any, only: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("living_review.website.quarto.check", lambda: asked.append("looked"))
    rendering.check_engine(html, only)
    assert asked == ["looked"] * (html == "quarto" and only != "pdf")


def test_what_quarto_made_goes_where_our_engine_makes_pages_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr("living_review.website.quarto.OF_QUARTO", ("libs", "quarto"))
    monkeypatch.setattr(
        "living_review.website.site.build_site", lambda *told, **by: made.append((told, by))
    )
    for name in ("libs/a.js", "quarto/a.qmd", "index.html", "libs2/a.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for _ in range(2):
        rendering.make_again(Path("report"), tmp_path, SITE)
    there = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert there == {"index.html", "libs2/a.js"}
    assert made == [((Path("report"), tmp_path), {"engine": "embedded", "site": SITE})] * 2


def test_pdfs_carry_the_findings_and_every_table_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    for name in ("b.csv", "a.csv", "citation.bib"):
        (tmp_path / "data" / name).touch()
    monkeypatch.setattr("living_review.paper.pdf.build_pdfs", lambda *told, **by: (told, by))
    day = dt.date(2026, 3, 4)
    presses: Any = "presses"
    made: Any = rendering._printed(tmp_path, Path("staged"), SITE, day, presses)
    files = [tmp_path / name for name in ("findings.json", "data/a.csv", "data/b.csv")]
    assert made == (
        (tmp_path, Path("staged")),
        {"site": SITE, "date": day, "attachments": files, "presses": "presses"},
    )


@pytest.mark.parametrize("cited", [True, False])
def test_a_site_knows_where_its_references_are_where_it_has_some(
    monkeypatch: pytest.MonkeyPatch, cited: bool
) -> None:
    from living_review.document.report import REFERENCES

    monkeypatch.setattr("living_review.document.site_facts.described", lambda site, *_: site)
    own = SimpleNamespace(references=("a",) * cited)
    monkeypatch.setattr("living_review.document.site_facts.site_info", lambda *told: SITE)
    protocol: Any = SimpleNamespace(stand_ins={"a": "es"})
    site = rendering._site(own, protocol, Path("report"), ())  # type: ignore[arg-type]
    assert site.bibliography == (Path("report") / REFERENCES if cited else SITE.bibliography)
    assert site.stand_ins == {"a": "es"}
