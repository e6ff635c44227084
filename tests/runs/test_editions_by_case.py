"""How the state of a review is found in every case: pulled or known, numbered, in each language."""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import changed, findings

from living_review.ground.errors import ProtocolError
from living_review.ground.folder import PROTOCOL, ReviewFolder
from living_review.living.edition import Edition
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.runs import changed_files, editions, everywhere, inputs, languages, spoken
from living_review.runs.everywhere import Way

DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> ReviewFolder:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").write_bytes(b"the protocol")
    return ReviewFolder(tmp_path)


@pytest.mark.parametrize("known", ["the same", "another", "unlisted", "no place", "no version"])
def test_the_place_of_a_registry_is_known_from_the_version_of_the_same_protocol(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    digest = hashlib.sha256(b"the protocol").hexdigest() if known != "another" else "ab"
    files = {} if known == "unlisted" else {PROTOCOL: SimpleNamespace(sha256=digest)}
    place = {} if known == "no place" else {"csv": {"folder": "kept"}}
    latest = SimpleNamespace(registry_place=place, files=files)
    monkeypatch.setattr(
        "living_review.living.store.VersionStore.latest",
        lambda _: None if known == "no version" else latest,
    )
    registry = SimpleNamespace(settings=lambda: {"csv": {"folder": "read"}})
    monkeypatch.setattr(
        "living_review.protocol.load_protocol", lambda _: SimpleNamespace(registry=registry)
    )
    monkeypatch.setattr("living_review.sources.configured", lambda root, place: (root, place))
    found = "kept" if known == "the same" else "read"
    assert inputs.source_for(folder) == (folder.root, {"csv": {"folder": found}})
    folder.protocol.unlink()
    assert not inputs.same_protocol(folder, latest)  # type: ignore[arg-type]


@pytest.mark.parametrize("versions", [True, False])
def test_a_file_of_another_program_is_read_with_the_days_that_are_known(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, versions: bool
) -> None:
    monkeypatch.setattr(
        "living_review.living.store.VersionStore.latest", lambda _: versions or None
    )
    monkeypatch.setattr("living_review.living.first_seen.FirstSeen", lambda _store: "first seen")
    monkeypatch.setattr("living_review.exchange.imported_file.imported_file", lambda *given: given)
    root, cache, settings, known = inputs.source_at(folder, {"import": {"file": "a"}})  # type: ignore[misc]
    assert (root, settings, known) == (
        *(folder.root, {"file": "a"}, "first seen" if versions else None),
    )
    assert cache.is_relative_to(folder.root)


@pytest.mark.parametrize("known", ["ab", ""])
def test_tables_come_with_the_inputs_where_only_they_can_tell(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    source = SimpleNamespace(fingerprint=lambda: known, pull=lambda: "tables")
    monkeypatch.setattr(inputs, "source_for", lambda _: source)
    name = "living_review.living.freshness"
    monkeypatch.setattr(f"{name}.inputs_fingerprint", lambda _, of: f"all of {of}")
    monkeypatch.setattr(f"{name}.tables_fingerprint", lambda tables: f"told by {tables}")
    told = ("all of ab", None) if known else ("all of told by tables", "tables")
    assert inputs.inputs_of(folder) == told
    assert inputs.fingerprint_of(folder) == told[0]


@pytest.mark.parametrize("latest", ["none", "the same", "another", "looked back", "brings more"])
@pytest.mark.parametrize("as_of", [None, DAY])
def test_a_review_is_its_latest_version_where_that_says_it_all(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, latest: str, as_of: dt.date | None
) -> None:
    version = SimpleNamespace(
        number=3, as_of=DAY if latest == "looked back" else None,
        fingerprint="other" if latest == "another" else "ab",
    )  # fmt: skip
    done: list[Any] = []
    monkeypatch.setattr(
        "living_review.living.store.VersionStore.latest",
        lambda _: None if latest == "none" else version,
    )
    monkeypatch.setattr(editions, "spoken", lambda _: nullcontext())
    monkeypatch.setattr(inputs, "inputs_of", lambda _: ("ab", "tables"))
    monkeypatch.setattr(editions, "again", lambda *_, **__: "again")
    monkeypatch.setattr(editions, "in_words_spoken", lambda _store, number: number)
    monkeypatch.setattr(editions, "brings_nothing", lambda *_: latest != "brings more")
    monkeypatch.setattr(editions.clock, "today", lambda: NOW.date())
    monkeypatch.setattr(editions, "computed", lambda _, **given: done.append(given) or "computed")
    monkeypatch.setattr(editions, "numbered", lambda edition, _store, **given: (edition, given))
    found: Any = editions.current(folder, as_of=as_of, progress=lambda _: None)
    if latest == "the same" and as_of is None:
        assert found == "again"
        return
    edition, given = found
    asked = latest != "none" and as_of is None
    assert edition == "computed"
    assert given == {
        "number": None, "before": 3 if asked else None, "date": as_of or NOW.date(),
        "folder": folder,
    }  # fmt: skip
    [told] = done
    assert (told["as_of"], told["today"]) == (as_of, NOW.date())
    assert told["tables"] == ("tables" if asked else None)


@pytest.mark.parametrize("before", [None, 2])
def test_a_version_has_its_number_what_changed_and_those_before(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, before: int | None
) -> None:
    found = findings()
    kept: list[Any] = []
    monkeypatch.setattr(editions, "in_words_spoken", lambda _store, number: ("words", number))
    last = SimpleNamespace(findings="before")
    monkeypatch.setattr(editions, "said_again", lambda *given: kept.append(given) or last)
    monkeypatch.setattr(editions, "_changes", lambda *_: changed())
    entries = {number: editions_entry(number) for number in (1, 2, 3)}
    monkeypatch.setattr(editions, "entry", lambda _store, number: entries[number])
    monkeypatch.setattr(
        "living_review.certainty.with_history", lambda own, of: kept.append(of) or own
    )
    edition = Edition(found, "tables", "protocol", again=lambda _progress: edition)  # type: ignore[arg-type,misc]
    store: Any = SimpleNamespace(numbers=lambda: (1, 2, 3))
    given = {"number": 3, "before": before, "date": DAY, "made": NOW.date(), "folder": folder}
    made = editions.numbered(edition, store, **given)  # type: ignore[arg-type]
    version = made.findings.version
    assert (version.number, version.date, version.previous, version.made) == (
        *(3, DAY, before, NOW.date()),
    )
    if before is None:
        assert kept == [None]
        assert (made.findings.changes, made.findings.history) == (found.changes, found.history)
    else:
        assert kept == [(("words", 2), store, 2), "before"]
        assert made.findings.changes == changed()
        assert made.findings.history == (entries[1], entries[2])
    assert made.again is not None
    again = made.again(lambda _: None)
    assert again.findings.version == version


def editions_entry(number: int) -> Any:
    from living_review.findings import VersionEntry

    return VersionEntry(number=number, date=DAY, pulled_at=NOW, headline="h", trials_included=1)


@pytest.mark.parametrize("urls", [("https://e.org", "https://e.org/es"), ("", "")])
def test_a_site_speaks_each_language_from_a_folder_of_its_own(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, urls: tuple[str, str]
) -> None:
    @contextmanager
    def inside(_folder: ReviewFolder, tag: str) -> Any:
        told.append(tag)
        yield

    told: list[str] = []
    monkeypatch.setattr(languages, "in_language", inside)
    monkeypatch.setattr(languages, "say", lambda _: "a name")
    other = SimpleNamespace(review=SimpleNamespace(url=urls[1]))
    monkeypatch.setattr(languages, "load_protocol", lambda _: other)
    for tags in (("en",), ("en", "es"), ("en", "es", "de")):
        told.clear()
        protocol: Any = SimpleNamespace(review=SimpleNamespace(spoken=tags, url=urls[0]))
        wanted = [SiteLanguage("en", "a name", "", urls[0] or None)]
        wanted += [SiteLanguage(tag, "a name", f"{tag}/", urls[1] or None) for tag in tags[1:]]
        found = languages.languages_of_site(folder, protocol)
        assert found == (tuple(wanted) if len(tags) > 1 else ())
        assert told == list(tags[1:])


@pytest.mark.parametrize("presses", [None, "presses"])
@pytest.mark.parametrize("tags", [(), ("en", "es", "de")])
def test_an_edition_is_rendered_in_every_language_with_its_notices_once(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, tags: tuple[str, ...], presses: Any
) -> None:
    done: list[Any] = []
    site = SiteInfo("T", "en", (), "", "V", ())

    def rendered(edition: Any, _folder: Any, report: Path, staged: Path, way: Way, of: Any) -> Any:
        done.append(
            (edition.findings, report.name, staged.name, way.presses, way.verified(), len(of))
        )
        own = SimpleNamespace(verification="from the main one")
        return everywhere.Rendered(own, ("same", report.name), report, site)  # type: ignore[arg-type]

    spoken_in = tuple(SiteLanguage(tag, tag, f"{tag}/", None) for tag in tags)
    monkeypatch.setattr(everywhere, "languages_of_site", lambda *_: spoken_in)
    monkeypatch.setattr(everywhere, "_rendered", rendered)
    monkeypatch.setattr(everywhere, "in_language", lambda *_: nullcontext())
    monkeypatch.setattr(everywhere, "prove_the_same", lambda *given: done.append(given))
    monkeypatch.setattr(everywhere, "unread", lambda *_: ())
    monkeypatch.setattr(everywhere, "in_assets", lambda _: "a look")
    monkeypatch.setattr(everywhere, "_lacking", lambda *_: ("lacking",))
    monkeypatch.setattr(
        "living_review.paper.presses.started_presses", lambda: nullcontext("further presses")
    )
    told: list[str] = []
    protocol = SimpleNamespace(review=SimpleNamespace(spoken=tags))
    other = Edition("said again", "tables", protocol)  # type: ignore[arg-type]
    edition = Edition("findings", "tables", protocol, again=lambda _progress: other)  # type: ignore[arg-type]
    way = Way("embedded", None, told.append, presses, lambda: "verified")  # type: ignore[arg-type,return-value]
    found = everywhere.render_everywhere(edition, folder, Path("report"), Path("site"), way)
    further = presses and "further presses"
    wanted: list[Any] = [("findings", "report", "site", presses, "verified", len(tags))]
    for tag in tags[1:]:
        wanted += [
            ("findings", "said again"),
            ("said again", f"report-{tag}", tag, further, "from the main one", len(tags)),
        ]
    assert done == wanted
    assert told == [f"Saying it again in {tag}" for tag in tags[1:]]
    assert [each.report.name for each in found.others] == [f"report-{tag}" for tag in tags[1:]]
    assert found.notices == (
        *("same", "report", *(f"report-{tag}" for tag in tags[1:]), "lacking", "a look"),
    )


@pytest.mark.parametrize(
    ("asked", "fault", "language"), [("de", False, "de"), ("", False, "es"), ("", True, "en")]
)
def test_the_language_of_a_review_is_that_asked_for_its_own_or_english(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, asked: str, fault: bool, language: str
) -> None:
    def load(_: Path) -> Any:
        if fault:
            raise ProtocolError("It is broken.")
        return SimpleNamespace(review=SimpleNamespace(language="es"))

    monkeypatch.setattr("living_review.protocol.load_protocol", load)
    monkeypatch.setattr("living_review.protocol.in_languages.asked", lambda: asked)
    assert spoken.language_of(folder) == language


def test_files_that_read_otherwise_than_in_a_version_are_told(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "program"
    kept = {
        "templates/en/gone.md.j2": b"ours", "templates/gone-own.md.j2": b"theirs",
        "templates/bare.md.j2": b"bare", "templates/images/a.png": b"1",
        "data/corrections.csv": b"old", PROTOCOL: b"old", "registry/arms.csv": b"no input",
    }  # fmt: skip
    now = {
        "templates/en/bare.md.j2": b"bare", "templates/images/a.png": b"2",
        "templates/images/b.png": b"new", "data/corrections.csv": b"new", PROTOCOL: b"new",
        "templates/copy.md.j2": b"copied",
    }  # fmt: skip
    for name, content in {
        "templates/en/gone.md.j2": b"ours",
        "templates/en/copy.md.j2": b"copied",
    }.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(content)
    inputs = {}
    for name, content in now.items():
        path = tmp_path / "now" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        inputs[name] = path
    monkeypatch.setattr(changed_files, "own_file", lambda *parts: own.joinpath(*parts))
    monkeypatch.setattr(changed_files, "language_spoken", lambda: "en")
    monkeypatch.setattr(changed_files, "is_input", lambda name: not name.startswith("registry/"))
    monkeypatch.setattr(
        changed_files, "say", lambda fact: f"{fact.change} {fact.name} {fact.template}"
    )
    store: Any = SimpleNamespace(
        manifest=lambda _: SimpleNamespace(files=dict.fromkeys(kept)),
        read=lambda number, name: kept[name],
    )
    told = changed_files.changed_files(SimpleNamespace(inputs=lambda: inputs), store, 3)  # type: ignore[arg-type]
    assert set(told) == {
        *("removed templates/gone-own.md.j2 True", "changed templates/images/a.png False"),
        *("new templates/images/b.png False", "changed data/corrections.csv False"),
    }


@pytest.mark.parametrize("change", ["new", "changed", "removed"])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("data/corrections.csv", ("data/corrections.csv", None)),
        ("data/text/background.md", ("background", None)),
        ("data/text/es/background.md", ("es/background", None)),
        ("data/text/confirmed.json", ("", "confirmed")),
        ("templates/images/a.md", ("templates/images/a.md", None)),
    ],
)
def test_a_text_that_people_wrote_is_told_as_one(
    change: Any, name: str, told: tuple[str, str | None]
) -> None:
    from living_review.ground.folder import TEXTS_CONFIRMED
    from living_review.language.facts import method_changes as facts

    assert TEXTS_CONFIRMED == "data/text/confirmed.json"
    given = facts.FileChanged(name=name, change=change, template=False)
    found = changed_files._of_text(given)
    assert (found.name, found.change) == (told[0], told[1] or change)
    assert isinstance(found, facts.TextChanged) == name.startswith("data/text/")


def test_only_a_template_reads_as_one_of_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "templates" / "en").mkdir(parents=True)
    for name in ("data/a.md", "templates/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"a")
    (tmp_path / "templates" / "en" / "b.md").write_bytes(b"b")
    monkeypatch.setattr(changed_files, "own_file", lambda *parts: tmp_path.joinpath(*parts))
    monkeypatch.setattr(changed_files, "language_spoken", lambda: "en")
    reads = {
        (name, content): changed_files._is_programs(name, content)
        for name in ("data/a.md", "a.md", "templates/a.md", "templates/b.md", "templates/en/b.md")
        for content in (b"a", b"b")
    }
    assert [key for key, same in reads.items() if same] == [
        *(("templates/a.md", b"a"), ("templates/b.md", b"b"), ("templates/en/b.md", b"b")),
    ]


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_where_a_registry_is_kept_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(editions, "say", lambda fact: f"files in {fact.folder}")
    csv = SimpleNamespace(folder="data/registry") if name == "csv" else None
    protocol: Any = SimpleNamespace(registry=SimpleNamespace(csv=csv))
    tables: Any = SimpleNamespace(place="a sheet")
    wanted = "files in data/registry" if name == "csv" else "a sheet"
    assert editions.source_of(protocol, tables) == wanted


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("fault", [None, "another number", "a template"])
@pytest.mark.parametrize("source", [None, "in words"])
@pytest.mark.parametrize("as_of", [None, DAY])
def test_a_version_is_said_again_where_it_was_not_published_in_the_language(
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    fault: str | None,
    source: str | None,
    as_of: dt.date | None,
) -> None:
    from living_review.ground.errors import TemplateFailure

    inside: list[str] = []

    @contextmanager
    def within(name: str, answer: Any = None) -> Any:
        inside.append(name)
        yield answer
        inside.remove(name)

    def computed(folder: Any, **given: Any) -> Any:
        asked.append((folder, {**given, "progress": None}, [*inside]))
        given["progress"]("a step")
        if fault == "a template":
            raise TemplateFailure("No word.")
        return SimpleNamespace(findings=own)

    asked: list[Any] = []
    published = findings()
    told = published.registry.model_copy(update={"source": "in its own words"})
    published = published.model_copy(update={"registry": told})
    registry = told.model_copy(update={"source": source})
    own = published.model_copy(
        update={"version": published.version.model_copy(update={"number": None}),
                "registry": registry}
    )  # fmt: skip
    if fault == "another number":
        own = own.model_copy(update={"findings": own.findings[1:]})
    monkeypatch.setattr(editions, "language_spoken", lambda: language)
    monkeypatch.setattr(editions, "computed", computed)
    monkeypatch.setattr(editions, "laid_out_inputs", lambda *given: within("inputs", given))
    monkeypatch.setattr(editions, "stored_tables", lambda *given: ("tables", *given))
    monkeypatch.setattr("living_review.protocol.labels_in", lambda tag: within(f"labels in {tag}"))
    monkeypatch.setattr(
        "living_review.language.folders.in_other_than_main", lambda: within("other than main")
    )
    manifest = SimpleNamespace(as_of=as_of, date=DAY)
    store: Any = SimpleNamespace(manifest=lambda number: {2: manifest}[number])
    last = Edition(published, "tables", "protocol")  # type: ignore[arg-type]
    said = editions.said_again(last, store, 2)
    if language == "en":
        assert said is last
        assert not asked
        return
    given = {"as_of": as_of, "today": DAY, "tables": ("tables", store, 2), "progress": None}
    assert asked == [((store, 2), given, ["inputs", "labels in es", "other than main"])]
    if fault:
        assert said is last
        return
    assert said.findings.version == published.version
    assert said.findings.registry.source == (source or published.registry.source)
    assert said.findings.findings == published.findings
    assert (said.tables, said.protocol) == ("tables", "protocol")


@pytest.mark.parametrize("as_of", [None, DAY])
@pytest.mark.parametrize("pulled", [True, False])
@pytest.mark.parametrize("analysis", [None, {"tau2": "DL"}])
def test_an_edition_is_of_its_day_from_what_had_entered_by_then(
    folder: ReviewFolder, monkeypatch: pytest.MonkeyPatch, as_of: Any, pulled: bool, analysis: Any
) -> None:
    def gives(name: str, answer: Any) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            done[name] = (*given, *named.items())
            return answer

        return called

    done: dict[str, Any] = {}
    applied = SimpleNamespace(tables="corrected")
    settings = {"xlsx": {}}
    registry = SimpleNamespace(settings=lambda: settings, csv=None)
    protocol = SimpleNamespace(registry=registry, review=SimpleNamespace(spoken=("en", "es")))
    judgements = SimpleNamespace(until=gives("until", "judged by then"))
    source = SimpleNamespace(pull=gives("pull", "pulled"))
    for name, answer in {
        "runs.editions.spoken": nullcontext(),
        "runs.editions.source_of": "a place",
        "protocol.load_protocol": protocol,
        "runs.inputs.source_at": source,
        "registry.read_corrections": "corrections",
        "registry.corrected": applied,
        "registry.seen.read_seen": "seen",
        "registry.read": "snapshot",
        "registry.as_of": "cut",
        "registry.read_other_reviews": "others",
        "certainty.read_judgements": judgements,
        "certainty.rate": "rated",
        "synthesis.synthesise_with_workings": ("findings", "workings"),
        "texts.writing.with_texts": "with texts",
    }.items():
        monkeypatch.setattr(f"living_review.{name}", gives(name, answer))
    given = {"as_of": as_of, "today": NOW.date(), "progress": lambda _: None, "analysis": analysis}
    tables: Any = "known" if pulled else None
    found = editions.computed(folder, tables=tables, **given)  # type: ignore[arg-type]
    first: Any = tables or "pulled"
    day = as_of or NOW.date()
    assert done["protocol.load_protocol"] == (folder.protocol, analysis or {})
    assert ("pull" in done) == (not pulled)
    assert done.get("runs.inputs.source_at") == (None if pulled else (folder, settings))
    assert done["registry.read_corrections"] == (folder.corrections, as_of)
    assert done["registry.corrected"] == (first, "corrections")
    assert done["registry.seen.read_seen"] == (folder.queries, as_of)
    assert done["registry.read"] == (
        *("corrected", protocol, ("as_of", as_of), ("corrections", applied), ("seen", "seen")),
    )
    assert done["runs.editions.source_of"] == (protocol, "corrected")
    snapshot, by, *named = done["synthesis.synthesise_with_workings"]
    version = dict(named)["version"]
    assert (snapshot, by) == ("snapshot", protocol)
    assert (version.number, version.date) == (None, day)
    assert {**dict(named), "version": None} == {
        "today": day, "version": None, "other_reviews": "others", "as_of": as_of,
        "source": "a place",
    }  # fmt: skip
    assert done["until"] == (as_of,)
    assert done["certainty.rate"] == ("findings", protocol, "judged by then")
    assert done["texts.writing.with_texts"] == (folder, "rated", ("en", "es"))
    assert done.get("registry.as_of") == (("corrected", as_of) if as_of else None)
    cut = "cut" if as_of else "corrected"
    told = (found.findings, found.tables, found.protocol, found.workings)
    assert told == ("with texts", cut, protocol, "workings")
    assert found.again is not None
    done.clear()
    found.again(lambda _: None)
    assert "pull" not in done, "what is said again is said of the same tables"
    assert done["registry.corrected"] == (first, "corrections")


def test_another_program_that_gives_the_same_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def difference(*told: Any) -> Any:
        given[:] = told
        return SimpleNamespace(empty="as it is")

    monkeypatch.setattr("living_review.living.difference.difference", difference)
    found = findings()
    other = found.software.model_copy(update={"version": "another"})
    before = Edition(found.model_copy(update={"software": other}), "t", "p")  # type: ignore[arg-type]
    now = Edition(found, "t", "p")  # type: ignore[arg-type]
    assert editions.brings_nothing(before, now) == "as it is"
    assert given == [before, Edition(before.findings, "t", "p")]  # type: ignore[arg-type]
