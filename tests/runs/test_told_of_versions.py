"""What is kept and told of a version: its manifest, its line in lists, why bytes differ."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import changed, findings
from sample_everything import decided

from living_review.findings import Findings
from living_review.living.manifest import Font, Software
from living_review.runs import build, editions, publication, rebuild, rendering, stored
from living_review.words import change_text

DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)


def numbered(**values: Any) -> Findings:
    found = findings(*decided())
    version = found.version.model_copy(update={"number": 4, "previous": 3, "date": DAY})
    return found.model_copy(update={"version": version, **values})


@pytest.mark.parametrize("as_of", [None, DAY])
def test_a_manifest_says_what_a_version_is_made_from(
    monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None
) -> None:
    found = numbered()
    waiting = [
        found.trials[0].model_copy(update={"trial_id": status, "status": status, "extra": extra})
        for status, extra in (
            ("awaiting", {"completed": "2026-05"}), ("ongoing", {"completed": "2027-01"}),
            ("ongoing", {}), ("excluded", {"completed": "2026-04"}),
        )
    ]  # fmt: skip
    found = found.model_copy(update={"trials": (*found.trials, *waiting)})
    asked: list[Any] = []
    for name in ("software_for", "told", "sha256_of_files", "fonts_used"):
        monkeypatch.setattr(publication, name, lambda *_, name=name: name)
    monkeypatch.setattr(
        publication.freshness, "next_change", lambda *given: asked.append(given) or DAY
    )
    place = {"csv": {"folder": "data/registry"}}
    protocol = SimpleNamespace(registry=SimpleNamespace(settings=lambda: place))
    made = publication.manifest_of(
        SimpleNamespace(findings=found, protocol=protocol), Path("staged"), fingerprint="ab",  # type: ignore[arg-type]
        engine="embedded", made_at=NOW, as_of=as_of,
    )  # fmt: skip
    assert asked == [(["2026-05", "2027-01"], DAY)]
    own = {each.name: getattr(made, each.name) for each in dataclasses.fields(made)}
    assert own == {
        "number": 4, "date": DAY, "previous": 3, "as_of": as_of, "made_at": NOW,
        "pulled_at": found.registry.pulled_at, "source": found.registry.source or "",
        "registry_place": place, "review_id": found.review.id, "title": found.review.title,
        "language": "en", "registry_hash": found.registry.hash, "fingerprint": "ab",
        "next_change": DAY, "next_search": found.currency.next_run, "engine": "embedded",
        "software": "software_for", "told": "told", "site": "sha256_of_files",
        "fonts": "fonts_used", "files": {}, "manifest_before": "", "told_in": {},
    }  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
def test_a_version_is_told_in_lists_by_what_changed(first: bool) -> None:
    changes = None if first else changed()
    found = numbered(changes=changes)
    entry, told = editions.own_entry(found), editions.told(found)
    for each in (entry, told):
        assert each.trials_included == found.registry.trials.included
        assert each.participants == found.registry.participants
        assert each.participants_missing == found.registry.participants_missing
        if changes is None:
            assert each.headline == change_text.first()
            assert each.items == (change_text.first_in_brief(found),)
            assert each.conclusions_changed == ()
        else:
            assert each.headline == change_text.headline(changes)
            assert each.items == change_text.evidence_items(changes)
            labels = tuple(c.label or c.outcome for c in changes.findings if c.conclusion_changed)
            assert each.conclusions_changed == labels != ()
    assert (entry.number, entry.date, entry.pulled_at) == (4, DAY, found.registry.pulled_at)
    assert told.set_aside == len(found.quarantine) == 1
    stale = [
        (domain.name.replace("_", " "), domain.moved)
        for finding in found.findings
        for domain in (finding.certainty.domains if finding.certainty else ())
        if domain.state == "stale"
    ]
    assert len(stale) == len(told.stale) > 2
    for line, (name, moved) in zip(told.stale, stale, strict=True):
        assert line.endswith(f", {name}: {moved}")
    [rated, *_] = [each for each in found.findings if each.certainty]
    unmoved = rated.certainty.model_copy(
        update={"domains": tuple(
            each.model_copy(update={"state": "stale", "moved": None, "name": "risk_of_bias"})
            for each in rated.certainty.domains[:1]
        )}
    )  # fmt: skip
    quiet = numbered(findings=(rated.model_copy(update={"certainty": unmoved}),))
    [line] = editions.told(quiet).stale
    assert line.endswith(", risk of bias: moved")
    bare = changed().model_copy(
        update={"findings": tuple(c.model_copy(update={"label": ""}) for c in changed().findings)}
    )
    outcomes = tuple(c.outcome for c in bare.findings if c.conclusion_changed)
    assert editions.own_entry(numbered(changes=bare)).conclusions_changed == outcomes


def test_the_feed_has_this_version_where_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr("living_review.living.feed.atom", lambda *told: given.append(told) or "x")
    monkeypatch.setattr(rendering, "own_entry", lambda found: "own")
    for number, entries in ((None, ()), (4, ("own",))):
        found = numbered()
        version = found.version.model_copy(update={"number": number})
        rendering.feed_of(found.model_copy(update={"version": version}), "es/", "Abstract.")
        _, title, told, folder, abstract = given.pop()
        assert (title, told, folder) == (found.review.title, (*found.history, *entries), "es/")
        assert abstract == ("Abstract." if entries else "")


@pytest.mark.parametrize("language", ["en", "es", "de"])
@pytest.mark.parametrize("as_of", [None, DAY])
def test_a_version_is_listed_in_the_language_spoken_or_says_which_it_is_in(
    monkeypatch: pytest.MonkeyPatch, language: str, as_of: dt.date | None
) -> None:
    def told(name: str) -> Any:
        return SimpleNamespace(
            headline=name, items=(name,), conclusions_changed=("c",), trials_included=2,
            participants=30, participants_missing=1,
        )  # fmt: skip

    manifest = SimpleNamespace(
        number=3, date=DAY, as_of=as_of, made_at=NOW, pulled_at=NOW, told=told("en"),
        told_in={"es": told("es")},
    )  # fmt: skip
    monkeypatch.setattr(stored, "language_spoken", lambda: language)
    monkeypatch.setattr("living_review.website.shelf.main_language", lambda *_: "en")
    store: Any = SimpleNamespace(manifest=lambda number: {3: manifest}[number])
    entry = stored.entry(store, 3)
    said = "es" if language == "es" else "en"
    assert (entry.headline, entry.items, entry.conclusions_changed) == (said, (said,), ("c",))
    assert (entry.number, entry.date, entry.pulled_at) == (3, DAY, NOW)
    assert (entry.trials_included, entry.participants, entry.participants_missing) == (2, 30, 1)
    assert entry.made == (None if as_of is None else NOW.date())
    assert entry.language == ("en" if language == "de" else None)


SOFTWARE = Software("living-review", "1.0", "ab", "3.12", {"numpy": "2", "scipy": "1"})


def test_bytes_that_differ_are_named_with_what_could_explain_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = dataclasses.replace(SOFTWARE, python="3.13", packages={"numpy": "3"}, code="cd")
    monkeypatch.setattr(rebuild, "software_of_now", lambda: here)
    fonts = [Font(name, "1", name) for name in ("A", "B", "C", "D")]
    now = [fonts[0], Font("B", "2", "x"), Font("C", "1", "x"), Font("E", "5", "e")]
    site = {"same": "1", "other": "1", "gone": "1"}
    manifest: Any = SimpleNamespace(
        number=3, site=site, software=SOFTWARE, fonts=fonts, engine="embedded"
    )
    found = rebuild.compared(manifest, {"same": "1", "other": "2", "new": "1"}, now)
    assert (found.number, found.files, found.identical) == (3, 3, False)
    assert (found.differing, found.missing, found.added) == (("other",), ("gone",), ("new",))
    assert found.causes == (
        "living-review 1.0 with other source code than here",
        *("Python 3.12, here 3.13", "numpy 2, here 3", "scipy 1, here none"),
        *("the font B 1, here 2", "the font C 1, here of other bytes"),
        *("the font D 1, which is not taken here", "without the font E 5, which is taken here"),
    )
    assert found.describe().splitlines() == [
        "Of 3 files of version 3, 1 differ: other.",
        "Of 3 files of version 3, 1 are missing: gone.",
        "Of 3 files of version 3, 1 are new: new.",
        "It was made by other software or fonts: " + "; ".join(found.causes)
        + ". Install that to get the same bytes.",
    ]  # fmt: skip
    newer = dataclasses.replace(here, version="2.0")
    assert next(rebuild._causes(SOFTWARE, newer)) == "living-review 1.0, here 2.0"
    assert not [*rebuild._causes(SOFTWARE, SOFTWARE)]
    monkeypatch.setattr(rebuild, "software_of_now", lambda: SOFTWARE)
    same = rebuild.compared(manifest, site, fonts)
    assert same.identical
    assert same.causes == ()
    for many, shown in (
        (5, "a, b, c, d, e."),
        (6, "a, b, c, d, e …."),
    ):
        told = rebuild.Rebuilt(3, 9, tuple("abcdef"[:many]), (), (), ()).describe()
        assert f"{many} differ: {shown}" in told
        assert told.endswith("was not made on this kind of machine.")


@pytest.mark.parametrize("only", ["html", "pdf"])
@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("set_from", [True, False])
def test_the_other_half_is_kept_where_it_is_of_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only: Any, published: bool, set_from: bool
) -> None:
    target, staged = tmp_path / "target", tmp_path / "staged"
    names = ("index.html", "summary.pdf", "review.pdf", "deep/a.svg", "es/index.html", "whole.json")
    monkeypatch.setattr("living_review.living.whole_site.LIST", "whole.json")
    monkeypatch.setattr("living_review.paper.pdf_links.SOURCES", "sources.json")
    for name in (*names, "sources.json"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text("old")
    staged.mkdir()
    (staged / "index.html").write_text("new")
    linked: list[Any] = []
    monkeypatch.setattr("living_review.paper.pdf_links.set_from", lambda *_: set_from)
    monkeypatch.setattr(
        "living_review.paper.pdf_links.link_what_is_there", lambda *given: linked.append(given)
    )
    monkeypatch.setattr(build, "_is_published", lambda *_: published)
    build._keep_other_half(target, staged, findings(), tmp_path / "report", only, ("es/",))
    there = {p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()}
    wanted = {"index.html"}
    if published:
        wanted |= {"deep/a.svg"}
        if only == "pdf" or set_from:
            wanted |= {"summary.pdf", "review.pdf", "sources.json"}
    assert there == wanted
    assert (staged / "index.html").read_text() == "new"
    assert linked == [(staged, ("summary.pdf", "review.pdf"))]


def test_findings_are_the_same_whenever_they_were_computed(tmp_path: Path) -> None:
    found = findings()
    later = found.registry.model_copy(update={"pulled_at": NOW})
    same = found.model_copy(
        update={"version": numbered().version, "registry": later, "changes": changed()}
    )
    other = found.model_copy(update={"findings": found.findings[1:]})
    moved = found.registry.model_copy(update={"hash": "c" * 64})
    assert not build._is_published(found, tmp_path)
    for there, known in (
        (found, True), (same, True), (other, False),
        (found.model_copy(update={"registry": moved}), False),
    ):  # fmt: skip
        there.write(tmp_path / "findings.json")
        assert build._is_published(found, tmp_path) == known
    (tmp_path / "findings.json").write_text("{}")
    assert not build._is_published(found, tmp_path)
