"""A run that Quarto takes part in: looked for first, told when it fails, named in the version."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import stand_in_quarto as stand_in

from living_review.assets.brand import Brand
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.ground.folder import ReviewFolder
from living_review.living.edition import Edition
from living_review.living.manifest import Manifest
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.runs import build, everywhere, rebuild, rendering, update
from living_review.runs.everywhere import Way
from living_review.website.quarto import OF_QUARTO

SITE = SiteInfo("T", "en", (), "", "Version 1", (("Summary", "index.html"),), bibliography=None)


def report_of(tmp_path: Path) -> Path:
    report = tmp_path / "report"
    report.mkdir()
    (report / "index.qmd").write_text("---\ntitle: T\n---\n\nText.\n")
    return report


@pytest.mark.parametrize("fault", ["render", "inspect"])
def test_where_nobody_named_quarto_its_failure_is_told_and_the_site_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    stand_in.on_path(tmp_path, monkeypatch, fault=fault)
    report, out = report_of(tmp_path), tmp_path / "out"
    engine, (notice,) = rendering._made(report, out, SITE, "auto")
    assert engine == "embedded"
    assert "the program's own engine made it: 'quarto" in notice
    assert "masthead" in (out / "index.html").read_text()
    assert not (out / "quarto").exists()
    with pytest.raises(TemplateFailure, match=fault):
        rendering._made(report, tmp_path / "other", SITE, "quarto")


def test_what_made_the_site_is_told_where_nobody_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.on_path(tmp_path, monkeypatch)
    assert rendering._made(report_of(tmp_path), tmp_path / "out", SITE, "auto") == ("quarto", ())


@pytest.mark.parametrize("fails", ["es", "de"])
def test_where_quarto_fails_in_a_further_language_all_pages_are_made_by_our_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    tags = ("en", "es", "de")
    spoken = tuple(SiteLanguage(tag, tag, f"{tag}/" * (tag != "en"), None) for tag in tags)
    asked: list[str] = []

    def rendered(_edition: Any, _folder: Any, report: Path, staged: Path, way: Way, _: Any) -> Any:
        tag = report.name.partition("-")[2] or "en"
        asked.append(way.html)
        (report / "x").parent.mkdir(parents=True)
        (report / "index.qmd").write_text("---\ntitle: T\n---\n\nText.\n")
        site = replace(SITE, language=tag, languages=spoken)
        with pytest.MonkeyPatch.context() as patch:
            stand_in.on_path(tmp_path / f"of-{tag}", patch, fault="render" if tag == fails else "")
            engine, notices = rendering._made(report, staged, site, way.html)
        return rendering.Rendered(cast(Any, tag), notices, report, site, engine=engine)

    monkeypatch.setattr(everywhere, "languages_of_site", lambda *_: spoken)
    monkeypatch.setattr(everywhere, "_rendered", rendered)
    for name in ("everywhere", "languages"):
        monkeypatch.setattr(f"living_review.runs.{name}.in_language", lambda *_: nullcontext())
    monkeypatch.setattr(everywhere, "prove_the_same", lambda *_: None)
    for name in ("unread", "in_assets", "_lacking"):
        monkeypatch.setattr(everywhere, name, lambda *_: ())
    monkeypatch.setattr("living_review.brand.brand_of", lambda *_: nullcontext(Brand()))
    protocol: Any = SimpleNamespace(review=SimpleNamespace(spoken=tags))
    other = Edition("said again", "tables", protocol)  # type: ignore[arg-type]
    edition = replace(other, again=lambda _: other)
    way = Way("auto", None, lambda _: None, None, lambda: None)
    site = tmp_path / "site"
    made = everywhere.render_everywhere(
        edition, ReviewFolder(tmp_path), tmp_path / "report", site, way
    )
    assert made.engine == "embedded"
    assert len(made.notices) == 1
    assert asked == (["auto", "auto", "embedded"] if fails == "es" else ["auto"] * 3)
    for each in spoken:
        page = (site / each.folder / "index.html").read_text()
        assert "masthead" in page
        assert not [name for name in OF_QUARTO if (site / each.folder / name).exists()]


def never(*_: object, **__: object) -> None:
    raise AssertionError("something was read before Quarto was looked for")


def test_a_build_and_a_version_made_again_look_for_quarto_before_they_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setattr("living_review.runs.spoken.spoken", never)
    monkeypatch.setattr(rebuild, "laid_out_inputs", never)
    version = SimpleNamespace(existing=lambda _number: SimpleNamespace(engine="quarto"))
    monkeypatch.setattr(rebuild, "VersionStore", lambda _folder: version)
    with pytest.raises(EnvironmentFailure, match="not on PATH"):
        build.build(tmp_path, html="quarto", out=tmp_path / "out")
    with pytest.raises(EnvironmentFailure, match="not on PATH"):
        rebuild.rebuild(ReviewFolder(tmp_path), 1)


def test_an_update_looks_for_quarto_before_it_pulls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.on_path(tmp_path, monkeypatch, fault="inspect")
    monkeypatch.setattr("living_review.runs.inputs.pulled", never)
    run = update._Run(ReviewFolder(tmp_path), tmp_path / "site", "quarto", never, dry_run=False)
    with pytest.raises(TemplateFailure, match="no sidebars"):
        run._computed(None, None, accept_removals=False)


def test_another_quarto_is_named_where_a_version_comes_out_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project_root: Path
) -> None:
    stand_in.on_path(tmp_path, monkeypatch)
    text = (project_root / "data/versions/1/manifest.json").read_text(encoding="utf-8")
    manifest = Manifest.from_json(text)
    software = rebuild.software_for("quarto")
    assert software.packages["Quarto"] == "1.6.42"
    assert "Quarto" not in rebuild.software_for("embedded").packages
    older = replace(software, packages={**software.packages, "Quarto": "1.6.10"})
    manifest = replace(manifest, engine="quarto", software=older, fonts=())
    assert rebuild.compared(manifest, {}, ()).causes == ("Quarto 1.6.10, here 1.6.42",)
