"""The steps of a build and of an update in every case: what is done, with what, in which order.

What each step calls stands in for itself and tells what it was given. `steps.txt` is as it was
looked at; UPDATE_SNAPSHOTS=1 keeps the text of now.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import changed, findings

from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.living.file_report import FileReport
from living_review.runs import build, publication, rebuild, rendering, update
from living_review.runs.updated import Updated

# Loaded before anything stands in for what they take from elsewhere.
WHOLE = (publication, rebuild)
KEPT = Path(__file__).with_name("steps.txt")
DAY = dt.date(2026, 3, 4)
NOW = dt.datetime(2026, 3, 5, 6, tzinfo=dt.UTC)
TOLD = SimpleNamespace(headline="One trial came.", stale=("s",), set_aside=2)
LATEST = SimpleNamespace(number=3, date=DAY, told=TOLD, next_search=None, pdfs=(), made_at=NOW)


def short(value: Any) -> str:
    """Write what was given: the end of a path, and of a large thing its kind."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, ReviewFolder):
        return f"folder {value.root.name}"
    if isinstance(value, SimpleNamespace):
        return "latest" if value is LATEST else f"<{value!s:.40}>"
    if isinstance(value, update._News):
        return f"news{short(tuple(vars(value).values()))}"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(short, value))})"
    plain = isinstance(value, str | int | bool | dt.date | dt.datetime | type(None))
    return repr(value) if plain else f"a {type(value).__name__}"


class Log:
    """What was called, a line each."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def call(self, name: str, answer: Any = None) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            words = [*map(short, given), *(f"{n}={short(v)}" for n, v in named.items())]
            self.lines.append(f"  {name}({', '.join(words)})")
            return answer

        return called

    def inside(self, name: str, answer: Any = None) -> Any:
        @contextmanager
        def called(*given: Any, **named: Any) -> Iterator[Any]:
            self.call(name)(*given, **named)
            yield answer
            self.lines.append(f"  end of {name}")

        return called

    def told(self, title: str) -> Iterator[str]:
        yield title
        yield from self.lines
        self.lines.clear()


def a_run(log: Log, *, latest: Any, dry_run: bool) -> Any:
    run: Any = object.__new__(update._Run)
    run.folder, run.site, run.html = ReviewFolder(Path("review")), Path("site"), "auto"
    run.store, run.latest, run.now, run.dry_run = "the store", latest, NOW, dry_run
    run.progress, run.source_known = log.call("progress"), None
    return run


def said(done: Updated) -> str:
    own = {name: short(value) for name, value in vars(done).items() if value not in ("", (), None)}
    return f"  = {', '.join(f'{name}: {value}' for name, value in own.items())}"


def of_first_looks(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """What an update asks before it reads a word of the review."""
    log = Log()
    cases = [(None, *[True] * 6)]
    for false in range(7):
        cases.append((LATEST, *(each != false for each in range(6))))
    for latest, place, same, known, unchanged, everywhere, whole in cases:
        stands = latest and SimpleNamespace(
            **vars(latest), registry_place={"csv": {}} if place else {}
        )
        run = a_run(log, latest=stands, dry_run=False)
        source = SimpleNamespace(fingerprint=log.call("source", "ab" if known else ""))
        run._broken = log.call("broken", () if whole else ("a is missing",))
        patch.setattr(update, "check_clock", log.call("check_clock"))
        patch.setattr("living_review.runs.inputs.same_protocol", log.call("same_protocol", same))
        patch.setattr("living_review.runs.inputs.source_for", log.call("source_for", source))
        patch.setattr(update.freshness, "inputs_fingerprint", log.call("fingerprint", "inputs"))
        patch.setattr(update.freshness, "unchanged", log.call("unchanged", unchanged))
        patch.setattr(update.freshness, "everywhere", log.call("everywhere", everywhere))
        done = run.found_as_left()
        log.lines.append(f"{said(done) if done else '  = None'}, {run.source_known}")
        yield from log.told(f"# first look: {latest and 'latest'}, {place=}, {same=}, {known=}, "
                            f"{unchanged=}, {everywhere=}, {whole=}")  # fmt: skip


def of_updates(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """What an update goes on to do, by what it finds."""
    log = Log()
    edition = SimpleNamespace(findings="findings", tables="tables")
    for latest, unchanged, worth, dry, as_of, tables in product(
        (None, LATEST), (True, False), (True, False), (True, False), (None, DAY), (None, "tables")
    ):
        if not latest and (unchanged or not worth):
            continue
        run = a_run(log, latest=latest, dry_run=dry)
        patch.setattr(update, "check_clock", log.call("check_clock"))
        patch.setattr("living_review.runs.inputs.inputs_of", log.call("inputs_of", ("ab", tables)))
        patch.setattr("living_review.runs.beside.started", log.inside("others", "others"))
        patch.setattr(update.freshness, "inputs_fingerprint", log.call("fingerprint", "files"))
        patch.setattr(update.freshness, "unchanged", log.call("unchanged", unchanged))
        patch.setattr(update.freshness, "remember", log.call("remember"))
        patch.setattr(update, "_worth_a_version", log.call("worth", worth))
        run._computed = log.call("computed", (edition, "tables"))
        run._file_report = log.call("file_report", FileReport(("x",)))  # type: ignore[arg-type]
        run._brought_to = log.call("brought_to", Updated("nothing new", 3, run.site))
        run._published = log.call("published", Updated("published", 4, run.site))
        done = run.carried_out(as_of, accept_removals=dry)
        log.lines.append(f"{said(done)}, {run.pulled_to_tell}, {run.files}")
        yield from log.told(f"# carried out: {short(latest)}, {unchanged=}, {worth=}, {dry=}, "
                            f"as_of={short(as_of)}, tables={tables}")  # fmt: skip
    for latest, accept, tables in product((None, LATEST), (True, False), (None, "tables")):
        run = a_run(log, latest=latest, dry_run=False)
        patch.setattr("living_review.runs.inputs.pulled", log.call("pulled", "pulled tables"))
        patch.setattr("living_review.runs.editions.computed", log.call("computed", edition))
        patch.setattr(update, "check_removals", log.call("check_removals"))
        found = update._Run._computed(run, DAY, tables, accept_removals=accept)  # type: ignore[arg-type]
        log.lines.append(f"  = {short(found)}")
        yield from log.told(f"# computed: {short(latest)}, {accept=}, tables={tables}")


def of_versions(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """How a version is brought everywhere, or the next is made."""
    log = Log()
    found = findings()
    for everywhere, broken, dry in product((True, False), ((), ("a is missing",)), (True, False)):
        run = a_run(log, latest=LATEST, dry_run=dry)
        run._broken = log.call("broken", broken)
        run._republish = log.call("republish")
        patch.setattr(update.freshness, "everywhere", log.call("everywhere", everywhere))
        patch.setattr(update, "check_target", log.call("check_target"))
        patch.setattr(update.changelog, "read", log.call("changelog"))
        kept = SimpleNamespace(findings=found)
        patch.setattr("living_review.runs.editions.stored", log.call("stored", kept))
        log.lines.append(said(run._brought_to(LATEST)))
        yield from log.told(f"# brought to: {everywhere=}, {broken=}, {dry=}")
    for latest, dry, as_of, new in product(
        (None, LATEST), (True, False), (None, DAY), (None, True)
    ):
        run = a_run(log, latest=latest, dry_run=dry)
        run._make = log.call("make", ("a notice",))
        run._file_report = log.call("file_report", FileReport())
        own = found.model_copy(update={"changes": changed() if new else None})
        edition = SimpleNamespace(findings=own)
        patch.setattr("living_review.runs.editions.numbered", log.call("numbered", edition))
        patch.setattr("living_review.runs.editions.told", log.call("told", TOLD))
        patch.setattr("living_review.runs.standing.to_look_at", log.call("to_look_at", ("look",)))
        patch.setattr("living_review.words.change_text.as_text", log.call("as_text", "Text."))
        news: Any = update._News(edition, "tables", "ab", as_of)  # type: ignore[arg-type]
        log.lines.append(said(run._published(news, None if dry else "others")))
        yield from log.told(f"# published: {short(latest)}, {dry=}, as_of={short(as_of)}, {new=}")
    for shows, whole, current in product((None, 3), (True, False), (True, False)):
        run = a_run(log, latest=LATEST, dry_run=False)
        run._broken = log.call("broken", () if whole else ("x",))
        patch.setattr(update.freshness, "shown", log.call("shown", shows))
        patch.setattr(update.freshness, "identity", log.call("identity", 3 if current else 2))
        for name in (
            *("everywhere.bring_up_to_date", "everywhere.lay_out_shelves"),
            *("publication.write_changelog", "publishing.publish"),
        ):
            patch.setattr(f"living_review.runs.{name}", log.call(name))
        patch.setattr(update.whole_site, "write_list", log.call("write_list"))
        run._finish(LATEST, "rendered", Path("staged"))
        yield from log.told(f"# finish: {shows=}, {whole=}, {current=}")


def of_builds(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """What a build does, by what is asked of it."""
    log = Log()
    version = SimpleNamespace(number=3)
    rendered = SimpleNamespace(findings=SimpleNamespace(version=version), notices=("n",), others=())
    edition = SimpleNamespace(findings="findings", protocol="protocol", workings="workings")
    verifier = SimpleNamespace(begin=log.call("begin"), result="result")
    patch.setattr("living_review.runs.spoken.spoken", log.inside("spoken"))
    patch.setattr(build, "work_folder", log.inside("work_folder", Path("work")))
    patch.setattr(build, "presses_for", log.inside("presses_for", "presses"))
    patch.setattr(build, "refuse_to_replace", log.call("refuse_to_replace"))
    patch.setattr("living_review.runs.editions.current", log.call("current", edition))
    patch.setattr(
        "living_review.runs.everywhere.render_everywhere", log.call("render_everywhere", rendered)
    )
    patch.setattr(build, "_keep_other_halves", log.call("keep_other_halves"))
    patch.setattr("living_review.runs.everywhere.lay_out_shelves", log.call("lay_out_shelves"))
    patch.setattr("living_review.runs.everywhere.bring_up_to_date", log.call("bring_up_to_date"))
    patch.setattr("living_review.runs.publishing.publish", log.call("publish"))
    patch.setattr("living_review.runs.publishing.staging", log.inside("staging", Path("staged")))
    patch.setattr("living_review.verification.verifier.started_verifier",
                  log.inside("verifier", verifier))  # fmt: skip
    patch.setattr("living_review.website.quarto.check", log.call("check"))
    patch.setattr(build.clock, "today", lambda: DAY)
    ticks = count(1000, 1.23456)
    patch.setattr(build, "monotonic", lambda: next(ticks))
    for html, only, as_of, out, twice in product(
        ("embedded", "quarto"),
        (None, "html", "pdf"),
        (None, DAY),
        (None, Path("out")),
        (True, False),
    ):
        if (as_of or out or not twice) and html == "quarto":
            continue
        made = build.build(Path("review"), as_of=as_of, html=html, only=only, out=out, twice=twice,
                           progress=log.call("progress"))  # type: ignore[arg-type]  # fmt: skip
        log.lines.append(
            f"  = {made.out}, {made.pages}, {made.pdfs}, {made.notices}, {made.seconds}"
        )
        yield from log.told(f"# build: {html}, {only}, as_of={short(as_of)}, out={out}, {twice=}")


def of_renderings(patch: pytest.MonkeyPatch, root: Path) -> Iterator[str]:
    """Which halves are rendered, from what."""
    log = Log()
    report, staged = root / "report", root / "staged"
    report.mkdir()
    staged.mkdir()
    (report / rendering.FINDINGS).write_text("{}")
    found = findings()
    protocol = SimpleNamespace(stand_ins={"a": "es"})

    def write_report(*given: Any, **named: Any) -> Any:
        start = named.pop("when_printable")
        log.call("write_report")(*given[2:], **named)
        start()
        return found

    patch.setattr("living_review.document.report.write_report", write_report)
    patch.setattr(
        "living_review.letters.scripts.notice", lambda letters: f"none for {sorted(letters)}"
    )
    patch.setattr("living_review.pages.page_faults.told_where", log.inside("told_where"))
    patch.setattr("living_review.paper.fonts_used.letters_without_font",
                  log.call("letters_without_font", frozenset("b")))  # fmt: skip
    patch.setattr("living_review.paper.pdf_links.write_sources", log.call("write_sources"))
    patch.setattr("living_review.website.site.build_site", log.call("build_site"))
    patch.setattr("living_review.website.quarto_project.prepare_by_hand", log.call("by_hand"))
    patch.setattr("living_review.document.site_facts.described", lambda site, *_: site)
    patch.setattr("living_review.runs.rendering._write_feed", log.call("feed"))
    patch.setattr("living_review.runs.rendering._draw_card", log.call("card"))
    printed: list[Any] = []
    patch.setattr(rendering, "_printed", lambda *given: (printed.append(given), frozenset("a"))[1])
    for only, own in product((None, "html", "pdf"), (True, False)):
        folder = ReviewFolder(root / f"review{own}")
        if own:
            folder.templates.mkdir(parents=True, exist_ok=True)
        done = rendering.render(
            found, protocol, folder, report, staged, html="embedded", only=only,  # type: ignore[arg-type]
            progress=log.call("progress"), presses=None, verified=lambda: None,
        )  # fmt: skip
        copied = staged / rendering.FINDINGS
        log.lines.append(
            f"  = {done.notices}, {done.site.stand_ins}, {copied.exists()}, {len(printed)} printed"
        )
        printed.clear()
        copied.unlink(missing_ok=True)
        yield from log.told(f"# render: {only}, {own=}")


def test_every_step_is_taken_as_it_was(tmp_path: Path) -> None:
    lines: list[str] = []
    for walk in (of_first_looks, of_updates, of_versions, of_builds):
        with pytest.MonkeyPatch.context() as patch:
            lines += walk(patch)
    with pytest.MonkeyPatch.context() as patch:
        lines += of_renderings(patch, tmp_path)
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("pulled", [True, False])
@pytest.mark.parametrize("same", [True, False])
def test_what_was_saved_meanwhile_is_not_published(
    monkeypatch: pytest.MonkeyPatch, pulled: bool, same: bool
) -> None:
    run = a_run(Log(), latest=LATEST, dry_run=False)
    run.pulled_to_tell, run.files = pulled, "files"
    now = lambda *_: ("files" if pulled else "inputs") if same else "other"  # noqa: E731
    monkeypatch.setattr(update.freshness, "inputs_fingerprint", now)
    monkeypatch.setattr("living_review.runs.inputs.fingerprint_of", now)
    if same:
        run._check_inputs("inputs")
        return
    with pytest.raises(BadInput, match="was changed while the version was being made"):
        run._check_inputs("inputs")


@pytest.mark.parametrize("next_search", [None, DAY, NOW.date(), dt.date(2026, 3, 6)])
@pytest.mark.parametrize("made", [True, False])
def test_a_search_that_is_overdue_is_told_at_each_run(next_search: Any, made: bool) -> None:
    run = a_run(Log(), latest=None, dry_run=False)
    latest = SimpleNamespace(next_search=next_search) if made else None
    run.store = SimpleNamespace(latest=lambda: latest)
    late = made and next_search == DAY
    said = "Warning: the search planned for 2026-03-04 is overdue; "
    assert [each.startswith(said) for each in run.warnings()] == [True] * late


@pytest.mark.parametrize("number", [None, "3", 2, 3])
def test_what_of_a_site_is_not_whole_is_named_where_it_shows_a_version(
    monkeypatch: pytest.MonkeyPatch, number: Any
) -> None:
    run = a_run(Log(), latest=LATEST, dry_run=False)
    run.store = SimpleNamespace(numbers=lambda: (1, 3), manifest=lambda number: number)
    shown = {"number": number} if number else None
    faults = [SimpleNamespace(file=name, missing=name == "a") for name in "ab"]
    monkeypatch.setattr(update.freshness, "shown", lambda _: shown)
    monkeypatch.setattr(update.whole_site, "faults", lambda *_: faults)
    wanted = ("a is missing", "b was changed") if number == 3 else ()
    assert run._broken() == wanted
