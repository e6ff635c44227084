"""One run of an update: alone, told in full, and with nothing kept that is not whole."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import BadInput, Locked
from living_review.ground.folder import ReviewFolder
from living_review.runs import update
from living_review.runs.updated import Updated

DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 5, 6, tzinfo=dt.UTC)


def a_run(**values: Any) -> Any:
    run: Any = object.__new__(update._Run)
    vars(run).update(
        {"folder": ReviewFolder(Path("review")), "site": Path("site"), "html": "auto",
         "progress": "progress", "now": NOW, "latest": None, "dry_run": False, **values}
    )  # fmt: skip
    return run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "review" / "data").mkdir(parents=True)
    (tmp_path / "review" / "data" / "protocol.yml").touch()
    return tmp_path / "review"


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("as_of", [None, DAY])
@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("publish", [None, "elsewhere"])
def test_a_run_looks_first_works_alone_and_tells_all(
    root: Path, monkeypatch: pytest.MonkeyPatch, dry_run: bool, as_of: Any, left: bool, publish: Any
) -> None:
    inside: list[str] = []
    done: list[Any] = []

    @contextmanager
    def within(name: str) -> Any:
        inside.append(name)
        yield
        inside.remove(name)

    class Run:
        def __init__(self, *given: Any, **named: Any) -> None:
            done.append(("run", given[1:3], named, [*inside]))

        def found_as_left(self) -> Updated | None:
            done.append(("looked", [*inside]))
            return Updated("nothing new", 3, Path("s"), warnings=("first",)) if left else None

        def carried_out(self, day: Any, *, accept_removals: bool) -> Updated:
            done.append(("carried out", day, accept_removals, [*inside]))
            return Updated("published", 4, Path("s"), warnings=("made",))

        def warnings(self) -> tuple[str, ...]:
            return ("due",)

    ticks = iter((1000.0, 1001.23456))
    monkeypatch.setattr(update, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(update, "_Run", Run)
    monkeypatch.setattr(
        update, "_alone", lambda folder, site, *, dry_run: within(f"alone {site.name} {dry_run}")
    )
    monkeypatch.setattr("living_review.runs.spoken.spoken", lambda _: within("spoken"))
    refused: list[Any] = []
    monkeypatch.setattr(
        "living_review.runs.build.refuse_to_replace",
        lambda target, folder, option: refused.append((target, folder.root, option)),
    )
    out = root / publish if publish else None
    given: dict[str, Any] = {"as_of": as_of, "dry_run": dry_run, "accept_removals": left}
    found = update.update(root, publish=out, html="quarto", **given)
    alone = [f"alone {publish or '_site'} {dry_run}"]
    looked = as_of is None
    ended = looked and left
    site = out or root / "_site"
    assert done == [
        ("run", (site, "quarto"), {"dry_run": dry_run}, alone),
        *[("looked", alone)] * looked,
        *[("carried out", as_of, left, [*alone, "spoken"])] * (not ended),
    ]
    assert refused == ([(out, root, "--publish")] if publish else [])
    assert found.seconds == 1.23
    assert found.warnings == ("first" if ended else "made", "due")
    assert found.version == (3 if ended else 4)


def test_where_there_is_no_protocol_there_is_no_review(tmp_path: Path) -> None:
    (tmp_path / "data" / "protocol.yml").mkdir(parents=True)
    with pytest.raises(BadInput, match=r"^There is no protocol at .*protocol\.yml; name the"):
        update.update(tmp_path)
    assert [each.name for each in tmp_path.rglob("*")] == ["data", "protocol.yml"]


def test_a_run_holds_its_review_and_puts_right_what_a_killed_one_left(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, site = ReviewFolder(root), root.parent / "site"
    right: list[Path] = []
    monkeypatch.setattr("living_review.runs.publishing.recover", right.append)
    left = folder.versions / ".staging-x"
    with update._alone(folder, site, dry_run=True):
        assert not folder.versions.exists(), "a dry run writes nothing"
        assert not right
    for _ in range(2):
        left.mkdir(parents=True)
        with update._alone(folder, site, dry_run=False):
            assert not left.exists()
            assert right == [folder.report, site]
            said = r"^Another run is at work on this review; it holds .*versions/\.lock\. Wait"
            with (
                pytest.raises(Locked, match=said),
                update._alone(folder, site, dry_run=False),
            ):
                raise AssertionError
            with update._alone(folder, site, dry_run=True):
                assert left.parent.is_dir()
        right.clear()


@pytest.mark.parametrize("pdfs", [(), ("a.pdf", "es/a.pdf")])
@pytest.mark.parametrize("gone", [0, 1, 2])
@pytest.mark.parametrize("tags", [(), ("es",)])
def test_a_version_put_back_has_its_own_pdfs_and_others_only_where_these_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pdfs: tuple[str, ...], gone: int,
    tags: tuple[str, ...],
) -> None:  # fmt: skip
    names = pdfs or update.PDFS
    kept = {name: None if at < gone else name.encode() for at, name in enumerate(names)}
    store = SimpleNamespace(pdf=lambda number, name: {3: kept}[number][name])
    done: list[Any] = []
    staged = tmp_path / "staged"
    (staged / "es").mkdir(parents=True)

    def remade(of: Any, number: int, inputs: Any, report: Path, place: Path, **how: Any) -> Any:
        done.append((of, number, inputs, report.name, place, how))
        for name in names:
            (place / name).write_bytes(b"set again")
        others = [
            SimpleNamespace(report=Path(tag), site=SimpleNamespace(folder=f"{tag}/"))
            for tag in tags
        ]
        return SimpleNamespace(others=others)

    monkeypatch.setattr("living_review.runs.publishing.staging", lambda site: nullcontext(staged))
    monkeypatch.setattr(update, "work_folder", lambda: nullcontext(tmp_path / "work"))
    monkeypatch.setattr(
        "living_review.runs.rebuild.laid_out_inputs", lambda of, number: nullcontext("inputs")
    )
    monkeypatch.setattr("living_review.runs.rebuild.remade", remade)
    monkeypatch.setattr(
        "living_review.paper.pdf_links.write_sources",
        lambda report, place: done.append((report.name, place)),
    )
    run = a_run(store=store)
    run._finish = lambda latest, rendered, place: done.append((latest.number, place))
    run._republish(SimpleNamespace(number=3, pdfs=pdfs))
    how = {"only": None if gone else "html", "progress": "progress", "presses": None}
    assert done == [
        (store, 3, "inputs", "report", staged, how),
        ("report", staged),
        *((tag, staged / tag) for tag in tags),
        (3, staged),
    ]
    there = {name: (staged / name).read_bytes() for name in names}
    assert there == {name: content or b"set again" for name, content in kept.items()}


@dataclass(frozen=True)
class AManifest:
    pdfs: tuple[str, ...] = ("a.pdf", "es/a.pdf")
    told_in: Any = None


@dataclass(frozen=True)
class AnEdition:
    findings: str = "findings"
    protocol: str = "protocol"
    workings: str = "workings"


def test_a_version_is_kept_before_it_is_shown_and_after_its_inputs_were_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []

    def step(name: str, answer: Any = None) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            done.append((name, *given, *named.items()))
            return answer

        return called

    staged, work = tmp_path / "staged", tmp_path / "work"
    (staged / "es").mkdir(parents=True)
    for name in AManifest().pdfs:
        (staged / name).write_text(name)
    rendered = SimpleNamespace(findings="verified findings", engine="quarto", notices=("n",))
    verifier = SimpleNamespace(begin=step("begin"), result="result")
    others: Any = SimpleNamespace(verifier=verifier, presses="presses")
    run = a_run(progress=step("progress"), store=SimpleNamespace(add=step("add", "kept manifest")))
    run._check_inputs, run._finish = step("check inputs"), step("finish")
    monkeypatch.setattr("living_review.runs.publishing.staging", lambda site: nullcontext(staged))
    monkeypatch.setattr(update, "work_folder", lambda: nullcontext(work))
    for name, answer in {
        "everywhere.render_everywhere": rendered, "publication.manifest_of": AManifest(),
        "publication.told_in": {"es": "told"}, "publication.version_files": "files",
    }.items():  # fmt: skip
        monkeypatch.setattr(f"living_review.runs.{name}", step(name.partition(".")[2], answer))
    edition: Any = AnEdition()
    news = update._News(edition, "tables", "inputs", DAY)  # type: ignore[arg-type]
    assert run._make(news, others) == ("n",)
    way = done[1][-1]
    assert vars(way) == {
        "html": "auto", "only": None, "progress": run.progress, "presses": "presses",
        "verified": "result",
    }  # fmt: skip
    pdfs = {name: name.encode() for name in AManifest().pdfs}
    assert done == [
        ("begin", "findings", "protocol", "workings"),
        ("render_everywhere", edition, run.folder, work / "report", staged, way),
        ("progress", "Keeping the version"),
        ("manifest_of", AnEdition("verified findings"), staged, ("fingerprint", "inputs"),
         ("engine", "quarto"), ("made_at", NOW), ("as_of", DAY)),
        ("told_in", rendered),
        ("check inputs", "inputs"),
        ("version_files", run.folder, "tables", rendered),
        ("add", AManifest(told_in={"es": "told"}), "files", pdfs),
        ("finish", "kept manifest", rendered, staged),
    ]  # fmt: skip


@pytest.mark.parametrize("files", [(), ("a file changed",)])
@pytest.mark.parametrize("nothing", [True, False])
def test_what_changed_around_the_registry_is_worth_a_version(
    monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...], nothing: bool
) -> None:
    latest: Any = SimpleNamespace(number=3)
    monkeypatch.setattr(
        "living_review.runs.changed_files.changed_files",
        lambda *given: {("folder", "store", 3): files}[given],
    )
    monkeypatch.setattr("living_review.runs.editions.in_words_spoken", lambda *given: given)
    monkeypatch.setattr(
        "living_review.runs.editions.brings_nothing",
        lambda *given: {(("store", 3), "edition"): nothing}[given],
    )
    worth = update._worth_a_version("store", latest, "edition", "folder")  # type: ignore[arg-type]
    assert worth == (bool(files) or not nothing)


@pytest.mark.parametrize("latest", [None, 3])
@pytest.mark.parametrize("left_out", [(), ("a row",)])
@pytest.mark.parametrize("tables", [(), ("arms",), ("import",), ("arms", "import")])
def test_what_a_file_left_out_is_told_against_the_version_before(
    monkeypatch: pytest.MonkeyPatch, latest: int | None, left_out: Any, tables: tuple[str, ...]
) -> None:
    monkeypatch.setattr(
        "living_review.runs.editions.stored",
        lambda *given: {("store", 3): SimpleNamespace(findings="before")}[given],
    )
    monkeypatch.setattr(update, "file_report", lambda *given: given)
    queries = tuple(SimpleNamespace(table=each) for each in tables)
    found: Any = SimpleNamespace(left_out=left_out, queries=queries)
    run = a_run(store="store", latest=latest and SimpleNamespace(number=latest))
    told = left_out or "import" in tables
    wanted = (found, "before" if latest else None) if told else update.FileReport()
    assert run._file_report(found) == wanted
