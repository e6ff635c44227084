"""What a preview does one after the other, and how it listens: with stand-ins for what it calls."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.ground.folder import ReviewFolder
from living_review.watch import saves, session


class Ended(BaseException):
    """Stands for Ctrl-C."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """Keep what is called, in its order; the third wait for a save is the end."""
    done: list[Any] = []

    @contextmanager
    def serving(preview: Any, port: int | None) -> Iterator[str]:
        done.append(("serving", preview.site.relative_to(tmp_path).as_posix(), preview.pdf, port))
        yield "http://here/"

    class Saved:
        waits = 0

        def wait(self) -> None:
            self.waits += 1
            done.append("wait")
            if self.waits > 2:
                raise Ended

        def clear(self) -> None:
            done.append("clear")

    @contextmanager
    def listening(folder: ReviewFolder) -> Iterator[Any]:
        done.append(("listening", folder.root.name))
        yield Saved()

    @contextmanager
    def work() -> Iterator[Path]:
        yield tmp_path

    def build(root: Path, **given: Any) -> Any:
        given["out"] = given["out"].relative_to(tmp_path).as_posix()
        given["progress"]("Building")
        done.append(("build", root.name, {k: v for k, v in given.items() if k != "progress"}))
        if len([each for each in done if each[0] == "build"]) == 2:
            raise BadInput("It is broken.")
        return SimpleNamespace(findings=SimpleNamespace(quarantine=()), seconds=1.5)

    for name, stand_in in (("serving", serving), ("listening", listening), ("build", build),
                           ("work_folder", work)):  # fmt: skip
        monkeypatch.setattr(session, name, stand_in)
    monkeypatch.setattr(session.webbrowser, "open", lambda address: done.append(("open", address)))
    return done


@pytest.mark.parametrize(("pdf", "html"), [(True, "embedded"), (False, "auto")])
@pytest.mark.parametrize("open_browser", [True, False])
def test_it_is_built_shown_and_built_again_after_every_save(
    tmp_path: Path, steps: list[Any], pdf: bool, html: Any, open_browser: bool
) -> None:
    root = tmp_path / "review"
    (root / "data").mkdir(parents=True)
    (root / "data" / "protocol.yml").write_text("")

    def told(name: str) -> Any:
        return lambda sentence: steps.append((name, sentence))

    with pytest.raises(Ended):
        session.watch(
            root, port=9, pdf=pdf, html=html, open_browser=open_browser, progress=told("progress"),
            say=told("say"), complain=told("complain"),
        )  # fmt: skip
    only = None if pdf else "html"
    built = [
        ("progress", "Building"),
        ("build", "review", {"html": html, "only": only, "out": "preview/site", "twice": False}),
    ]
    good, bad = ("say", "Built in 1.5 s."), ("complain", "It is broken.")
    assert steps == [
        ("serving", "preview/site", pdf, 9),
        ("listening", "review"),
        ("say", "Preview at http://here/; it follows every save. Stop it with Ctrl-C."),
        *(*built, good),
        *[("open", "http://here/")] * open_browser,
        *("wait", "clear", *built, bad),
        *("wait", "clear", *built, good),
        "wait",
    ]


def test_without_a_protocol_nothing_is_served(tmp_path: Path, steps: list[Any]) -> None:
    with pytest.raises(BadInput, match=r"no protocol at .*data/protocol\.yml; give --review"):
        session.watch(tmp_path, html="embedded")
    assert steps == []


def test_a_quarto_that_is_asked_for_by_name_is_looked_for_before_anything_is_served(
    tmp_path: Path, steps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/protocol.yml").write_text("")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(EnvironmentFailure, match="Quarto is not on PATH"):
        session.watch(tmp_path, html="quarto")
    assert steps == []


class Waited:
    """An event that keeps how long was waited, and is set after so many waits."""

    def __init__(self, most: int) -> None:
        self.most, self.waits = most, []  # type: ignore[var-annotated]

    def is_set(self) -> bool:
        return len(self.waits) >= self.most

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.mark.parametrize("fault", [FileNotFoundError(), OSError(28, "no more watches")])
def test_where_the_system_cannot_watch_it_looks_itself_and_tells_what_it_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "templates").mkdir()
    saved, begun, stop = threading.Event(), threading.Event(), Waited(2)
    asked: list[dict[str, Any]] = []

    def watching(*paths: Path, **given: Any) -> Iterator[set[Any]]:
        assert [path.name for path in paths] == ["data", "templates"]
        given.pop("watch_filter")
        asked.append(given)
        if len(asked) == 1:
            raise fault
        assert not begun.is_set()
        yield set()
        assert saved.is_set(), "what was saved meanwhile is told"
        saved.clear()
        yield set()
        assert not saved.is_set(), "nothing was saved since"
        yield {(1, "x/a.csv")}
        assert saved.is_set()
        stop.wait(0)

    monkeypatch.setattr(saves, "watch", watching)
    saves._listen(ReviewFolder(tmp_path), saved, stop, begun)  # type: ignore[arg-type]
    assert begun.is_set()
    assert stop.waits == [0.2, 0]
    polling = None if isinstance(fault, FileNotFoundError) else True
    assert asked == [
        {
            "step": 150, "stop_event": stop, "rust_timeout": 200, "yield_on_timeout": True,
            "force_polling": mode,
        }
        for mode in (None, polling)
    ]  # fmt: skip


def test_it_begins_anew_where_a_folder_of_its_own_changed_or_another_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    saved, begun, stop = threading.Event(), threading.Event(), Waited(1)
    looked: list[list[str]] = []

    def watching(*paths: Path, **_: Any) -> Iterator[set[Any]]:
        looked.append([path.name for path in paths])
        if len(looked) == 1:
            yield {(1, str(tmp_path / "data"))}
            pytest.fail("the folder itself changed")
        if len(looked) == 2:
            (tmp_path / "templates").mkdir()
            saved.clear()
            yield set()
            pytest.fail("another folder came")
        assert saved.is_set()
        yield set()
        stop.wait(0)

    monkeypatch.setattr(saves, "watch", watching)
    saves._listen(ReviewFolder(tmp_path), saved, stop, begun)  # type: ignore[arg-type]
    assert looked == [["data"], ["data"], ["data", "templates"]]
