"""A version that is made again: where it is put, by whom, and what it is compared with."""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import contextmanager, nullcontext
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import living_review
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.living.manifest import Software
from living_review.runs import rebuild

DAY = dt.date(2026, 3, 4)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is made again, and how."""
    done: list[Any] = []
    manifest = SimpleNamespace(number=3, engine="quarto")

    def remade(store: Any, number: int, inputs: Any, report: Path, staged: Path, **by: Any) -> None:
        done.append((number, inputs, report.name, staged.name, {**by, "progress": None}))
        assert staged.is_dir()
        assert not report.exists()
        (staged / "deep").mkdir()
        (staged / "deep" / "a.html").write_text("a")
        (staged / "b.html").write_text("b")

    monkeypatch.setattr(rebuild.VersionStore, "existing", lambda _, number: {3: manifest}[number])
    monkeypatch.setattr(rebuild, "check_engine", lambda engine: done.append(engine))
    monkeypatch.setattr(
        rebuild, "laid_out_inputs", lambda store, number: nullcontext(f"inputs of {number}")
    )
    monkeypatch.setattr(rebuild, "remade", remade)
    monkeypatch.setattr("living_review.paper.fonts_used.fonts_used", lambda site: "fonts")
    monkeypatch.setattr(rebuild, "compared", lambda *given: given)
    return done


@pytest.mark.parametrize("out", [None, "new", "empty", "deep/new"])
def test_a_version_made_again_is_left_where_it_is_asked_for(
    tmp_path: Path, made: list[Any], out: str | None
) -> None:
    (tmp_path / "empty").mkdir()
    place = tmp_path / out if out else None
    found: Any = rebuild.rebuild(ReviewFolder(tmp_path / "review"), 3, out=place)
    sums = {name: hashlib.sha256(name[-6:-5].encode()).hexdigest()
            for name in ("deep/a.html", "b.html")}  # fmt: skip
    manifest, now, fonts = found
    assert (manifest.number, {**now}, fonts) == (3, sums, "fonts")
    how = {"only": None, "progress": None, "presses": None}
    assert made == ["quarto", (3, "inputs of 3", "report", "site", how)]
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    assert there == ({f"{out}/{name}" for name in sums} if out else set())


@pytest.mark.parametrize("there", ["a file", "a full folder"])
def test_nothing_is_put_over_what_is_there(tmp_path: Path, made: list[Any], there: str) -> None:
    out = tmp_path / "out"
    if there == "a file":
        out.write_text("mine")
    else:
        (out / "mine").mkdir(parents=True)
    with pytest.raises(BadInput, match=r"^--out .*out is there already and not empty; name a new"):
        rebuild.rebuild(ReviewFolder(tmp_path / "review"), 3, out=out)
    assert made == ["quarto"], "it is refused before anything is computed"


def test_what_is_proved_is_made_here_and_now_in_the_words_of_the_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inside: list[str] = []
    done: list[Any] = []

    @contextmanager
    def within(name: str, answer: Any = None) -> Any:
        inside.append(name)
        yield answer
        inside.remove(name)

    verifier = SimpleNamespace(begin=lambda *given: done.append(given), result="result")
    edition = SimpleNamespace(findings="findings", protocol="protocol", workings="workings")
    for name, answer in {
        "ground.kept.making_afresh": lambda: within("afresh"),
        "runs.spoken.spoken": lambda folder: within(f"words of {folder}"),
        "verification.verifier.started_verifier": lambda: within("verifier", verifier),
        "runs.everywhere.render_everywhere": lambda *given: (given, [*inside]),
        "runs.rebuild.again": lambda *given, progress: done.append((given, [*inside])) or edition,
    }.items():
        monkeypatch.setattr(f"living_review.{name}", answer)
    for engine in ("quarto", "embedded", ""):
        store: Any = SimpleNamespace(
            manifest=lambda _, engine=engine: SimpleNamespace(engine=engine)
        )
        by: Any = {"only": "html", "progress": print, "presses": "presses"}
        made: Any = rebuild.remade(store, 3, "inputs", Path("report"), Path("site"), **by)  # type: ignore[arg-type]
        (own, folder, report, staged, way), where = made
        assert (own, folder, report.name, staged.name) == (edition, "inputs", "report", "site")
        assert where == ["afresh", "words of inputs", "verifier"]
        assert done == [(("inputs", store, 3), where), ("findings", "protocol", "workings")]
        assert vars(way) == {
            "html": engine or "embedded", "only": "html", "progress": print,
            "presses": "presses", "verified": "result",
        }  # fmt: skip
        done.clear()


def test_the_software_of_now_is_all_that_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_own_code", lambda: "ab")
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} 1")
    monkeypatch.setattr("platform.python_version", lambda: "3.99")
    packages = {name: f"{name} 1" for name in rebuild.PACKAGES}
    now = Software("living-review", living_review.__version__, "ab", "3.99", packages)
    assert rebuild.software_of_now.__wrapped__() == now
    monkeypatch.setattr(rebuild, "software_of_now", lambda: now)
    monkeypatch.setattr("living_review.website.quarto.quarto_version", lambda: "1.7")
    assert rebuild.software_for("embedded") == now
    assert rebuild.software_for("quarto").packages == {**packages, "Quarto": "1.7"}


def test_the_code_is_another_where_any_file_of_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, templates = tmp_path / "program", tmp_path / "templates"
    monkeypatch.setattr(rebuild, "__file__", str(program / "runs" / "rebuild.py"))
    monkeypatch.setattr("living_review.language.sandbox.PROGRAM_TEMPLATES", templates)

    def wrote(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    files = [program / "a.py", program / "b" / "c.py", program / "b.py", templates / "en" / "t.j2"]
    for path in files:
        wrote(path, path.name)
    whole = hashlib.sha256()
    for where in ("a.py", "b.py", "b/c.py", "en/t.j2"):
        name = where.rpartition("/")[2]
        whole.update(f"{where}:{len(name)}:{name}".encode())
    assert rebuild._own_code() == whole.hexdigest()
    wrote(program / "b" / "__pycache__" / "c.pyc", "compiled")
    (program / "a").mkdir()
    assert rebuild._own_code() == whole.hexdigest()
    seen = {whole.hexdigest()}
    for path in files:
        path.write_text("other")
        seen.add(rebuild._own_code())
        path.rename(path.with_name("moved"))
        seen.add(rebuild._own_code())
        path.with_name("moved").unlink()
        seen.add(rebuild._own_code())
        wrote(path, path.name)
    assert len(seen) == 1 + 3 * len(files)
