"""Which files are kept of a version, what the changelog tells of it, and what it may not lose."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.runs import own_parts, precautions, publication

DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)


def a_report(folder: Path, tag: str, figures: tuple[str, ...], logos: tuple[str, ...]) -> Path:
    names = (
        *("findings.json", "data/citation.bib", "data/citation.ris", "data/CITATION.cff"),
        *("data/effects.csv", "versions/page.md", "fig/forest.svg", "fig/changes.txt"),
        *(f"fig/{each}" for each in figures),
        *(f"brand/{each}" for each in logos),
    )
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{tag} {name}")
    return folder


@pytest.mark.parametrize("figures", [(), ("changes.svg", "changes-2.svg")])
@pytest.mark.parametrize("logos", [(), ("logo.svg", "dark.png")])
@pytest.mark.parametrize("tags", [(), ("es", "de")])
def test_a_version_keeps_what_went_in_its_findings_and_its_page_in_every_language(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    figures: tuple[str, ...],
    logos: tuple[str, ...],
    tags: tuple[str, ...],
) -> None:
    spoken: list[str] = []

    @contextmanager
    def speaking(tag: str) -> Any:
        spoken.append(tag)
        yield
        spoken.remove(tag)

    def page(source: Path, number: int, site: str) -> str:
        return f"{number} {site} {spoken} {source.read_text()}"

    monkeypatch.setattr(publication, "version_page", page)
    monkeypatch.setattr(publication.snapshot_files, "as_files", lambda tables: {tables: b"rows"})
    monkeypatch.setattr(publication, "told", lambda found: (found, *spoken))
    (tmp_path / "protocol.yml").write_text("the protocol")
    folder: Any = SimpleNamespace(inputs=lambda: {"data/protocol.yml": tmp_path / "protocol.yml"})
    others = [
        SimpleNamespace(
            report=a_report(tmp_path / tag, tag, figures, logos), site=tag, language=tag,
            spoken=lambda tag=tag: speaking(tag), edition=SimpleNamespace(findings=f"in {tag}"),
        )
        for tag in tags
    ]  # fmt: skip
    rendered: Any = SimpleNamespace(
        report=a_report(tmp_path / "en", "en", figures, logos), site="en", others=others,
        findings=SimpleNamespace(version=SimpleNamespace(number=3)),
    )  # fmt: skip
    kept = publication.version_files(folder, "registry/arms.csv", rendered)  # type: ignore[arg-type]
    wanted = {"data/protocol.yml": b"the protocol", "registry/arms.csv": b"rows"}
    for tag in ("en", *tags):
        below = "" if tag == "en" else f"languages/{tag}/"
        own = {
            "findings.json": "findings.json",
            **{
                f"page/{name}": f"data/{name}"
                for name in ("citation.bib", "citation.ris", "CITATION.cff")
            },
            **{f"page/{name}": f"fig/{name}" for name in figures},
            **{f"page/{name}": f"brand/{name}" for name in logos},
        }
        wanted |= {f"{below}{name}": f"{tag} {of}".encode() for name, of in own.items()}
        in_it = [] if tag == "en" else [tag]
        wanted[f"{below}page/index.html"] = f"3 {tag} {in_it} {tag} versions/page.md".encode()
    assert kept == wanted
    assert publication.told_in(rendered) == {tag: (f"in {tag}", tag) for tag in tags}


@pytest.mark.parametrize("as_of", [None, DAY])
@pytest.mark.parametrize("linked", [True, False])
def test_the_changelog_is_written_where_it_tells_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None, linked: bool
) -> None:
    folder = ReviewFolder(tmp_path / "review")
    folder.root.mkdir()
    real = tmp_path / "HISTORY.md" if linked else folder.changelog
    real.write_text("# Ours\n", encoding="utf-8")
    if linked:
        folder.changelog.symlink_to(real)
    told = SimpleNamespace(items=("evidence",), methods=("methods",))
    manifest: Any = SimpleNamespace(number=3, date=DAY, as_of=as_of, made_at=NOW, told=told)
    asked: list[Any] = []
    written: list[Path] = []
    whole = publication.write_whole

    def with_version(before: str, *given: Any, **named: Any) -> str:
        asked.append((given, named))
        return before if "entry" in before else f"{before}entry\n"

    monkeypatch.setattr(publication.changelog, "with_version", with_version)
    monkeypatch.setattr(
        publication, "write_whole", lambda path, text: (written.append(path), whole(path, text))
    )
    for _ in range(2):
        publication.write_changelog(folder, manifest)
    assert written == [real], "what tells the same is left alone"
    assert real.read_text(encoding="utf-8") == "# Ours\nentry\n"
    assert folder.changelog.is_symlink() == linked
    made = None if as_of is None else NOW.date()
    assert asked == [((3, DAY, ("evidence",), ("methods",)), {"made": made})] * 2


@pytest.mark.parametrize("as_of", [None, DAY])
@pytest.mark.parametrize("lost", [(), ("2 trials",), ("2 trials", "a table")])
def test_what_the_registry_lost_since_the_last_version_is_asked_about(
    monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None, lost: tuple[str, ...]
) -> None:
    given: list[Any] = []
    monkeypatch.setattr("living_review.runs.stored.stored_tables", lambda *told: told)
    monkeypatch.setattr("living_review.registry.as_of", lambda *told: ("cut", *told))
    monkeypatch.setattr(
        "living_review.registry.losses.losses", lambda *told: given.append(told) or iter(lost)
    )
    latest: Any = SimpleNamespace(number=3, as_of=as_of)
    store: Any = "the store"
    if lost:
        said = f"Since version 3 the registry has lost {'; and '.join(lost)}. A half-read file"
        with pytest.raises(BadInput, match=rf"^{said}.*--accept-removals\.$"):
            precautions.check_removals(store, latest, "now")  # type: ignore[arg-type]
    else:
        precautions.check_removals(store, latest, "now")  # type: ignore[arg-type]
    before = ("the store", 3)
    assert given == [(before if as_of is None else ("cut", before, DAY), "now")]


def test_a_place_that_holds_something_else_is_named_by_its_option(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.txt").touch()
    folder: Any = ReviewFolder(tmp_path / "review")
    with pytest.raises(BadInput, match=r"^--publish .* is not empty"):
        precautions.check_target(tmp_path / "papers", folder, None)  # type: ignore[arg-type]


def test_the_files_without_which_no_build_ends_are_the_programs_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from living_review import assets
    from living_review.assets import web_fonts

    monkeypatch.setattr(own_parts, "own_file", lambda *parts: Path("own", *parts))
    facts = import_module("living_review.language.fact")
    monkeypatch.setattr(facts, "subjects", lambda: ("site", "pools"))
    monkeypatch.setattr("living_review.letters.faces.font_path", lambda weight: f"face {weight}")
    monkeypatch.setattr(assets, "font_files", lambda: ("a.woff2", "b.woff2"))
    monkeypatch.setattr(web_fonts, "whole_font_files", lambda: ("b.woff2", "c.woff2"))
    first, second, *others = own_parts._needed()
    assert [first.name, second.name] == ["site.j2", "pools.j2"]
    assert first.is_relative_to("own/templates/en")
    assert others == [
        *(assets.FILTER, assets.ACCESS, assets.PARTS, assets.BIBLIOGRAPHY, assets.CITATION_STYLE),
        *("a.woff2", "b.woff2", "c.woff2", Path("face 400"), Path("face 600")),
        *(Path("own/validation/differences.toml"), Path("own/schedules/pull-request")),
        Path("own/examples/minimal/data/protocol.yml"),
    ]
