"""What a report holds is taken from earlier runs where all that decides it is the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sample_documents
from sample_findings import recovery, single

from living_review.assets.brand import Brand, Shades, wearing
from living_review.document import rendered_once, report
from living_review.document.illustration import Illustration
from living_review.findings import Findings, Verification
from living_review.ground import kept
from living_review.language import Words, speaking
from living_review.language.folders import in_other_than_main

FOUND = sample_documents.findings(recovery(), single())
PROTOCOL = sample_documents.protocol()
DONE = Verification(figures=12, worst=1e-9, by="numpy")


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "cache"))
    with kept.keeping():
        yield tmp_path / "cache" / "made"


def written(folder: Path, found: Findings = FOUND, done: Verification | None = DONE) -> Any:
    back = report.write_report(found, PROTOCOL, folder, verified=lambda: done)
    files = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return back, files


def refused(*_args: Any, **_named: Any) -> Any:
    raise AssertionError("it was made again")


MAKERS = (
    (report, "draw"),
    (report, "website_texts"),
    (report, "print_texts"),
    (report, "data_files"),
    (report.word_file, "as_docx"),
    (report.summary_files, "as_docx"),
)


def test_a_second_report_has_the_same_bytes_and_makes_nothing(
    held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept.making_afresh(), kept.keeping():
        afresh = written(tmp_path / "afresh")
    assert list(held.iterdir()) == []
    assert written(tmp_path / "first") == afresh
    for place, name in MAKERS:
        monkeypatch.setattr(place, name, refused)
    assert written(tmp_path / "second") == afresh
    at = FOUND.registry.pulled_at + dt.timedelta(minutes=1)
    assert at.date() == FOUND.registry.pulled_at.date()
    registry = FOUND.registry.model_copy(update={"pulled_at": at})
    later, files = written(tmp_path / "later", FOUND.model_copy(update={"registry": registry}))
    assert later.registry.pulled_at == at
    moment = {path for path, content in files.items() if content != afresh[1][path]}
    assert moment == {Path("findings.json"), Path("version.json")}
    with pytest.raises(AssertionError, match="made again"):
        written(tmp_path / "other", FOUND.model_copy(update={"history": FOUND.history * 2}), None)


def test_whatever_decides_a_report_decides_its_key(
    held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"

    def key(found: str = "found", protocol: Any = PROTOCOL, *more: str) -> str:
        return rendered_once.once(protocol, templates).of(found, *more).key

    same, keys = key(), []
    assert key() == same
    keys += [key("other"), key("found", PROTOCOL, "drawn"), key("fou", PROTOCOL, "nd")]
    analysis = PROTOCOL.analysis.model_copy(update={"min_trials": 7})
    keys.append(key(protocol=PROTOCOL.model_copy(update={"analysis": analysis})))
    keys.append(key(protocol=PROTOCOL.written_at({}, {("a",): {"es": "b"}}, PROTOCOL.file)))
    keys.append(key(protocol=PROTOCOL.written_at({}, PROTOCOL.texts, "other.yml")))
    with speaking(Words("de")):
        keys.append(key())
    with in_other_than_main():
        keys.append(key())
    with wearing(Brand(light=Shades(accent="#123456"))):
        keys.append(key())
    for name, text in (("a.j2", "a"), ("a.j2", "b"), ("de/words/b.j2", "b"), ("images/c.png", "")):
        (templates / name).parent.mkdir(parents=True, exist_ok=True)
        (templates / name).write_text(text, encoding="utf-8")
        keys.append(key())
    monkeypatch.setattr(rendered_once, "_program", lambda: b"another program")
    keys.append(key())
    assert "" not in keys
    assert len({same, *keys}) == len(keys) + 1


@pytest.mark.parametrize("where", ["findings", "templates"])
def test_where_fonts_of_the_machine_take_part_nothing_is_kept(
    held: Path, tmp_path: Path, where: str
) -> None:
    (tmp_path / "a.j2").write_text("回" if where == "templates" else "a", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "a.j2").rename(tmp_path / "templates" / "a.j2")
    once = rendered_once.once(PROTOCOL, tmp_path / "templates").of(
        "回" if where == "findings" else "a"
    )
    assert once.texts("pages", lambda: {"a": "b"}) == {"a": "b"}
    assert once.content("a.docx", lambda: b"c") == b"c"
    assert once.figures(lambda write: {}, refused) == {}
    assert once == rendered_once.Once()


def test_templates_that_lie_in_one_another_without_end_are_rendered_each_time(
    held: Path, tmp_path: Path
) -> None:
    inside = tmp_path / "templates" / "more"
    inside.mkdir(parents=True)
    (inside / "a.j2").write_text("a", encoding="utf-8")
    first = rendered_once.once(PROTOCOL, inside.parent)
    (tmp_path / "elsewhere").mkdir()
    (inside / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "b.j2").write_text("b", encoding="utf-8")
    assert first.key != rendered_once.once(PROTOCOL, inside.parent).key != ""
    (inside / "again").symlink_to(inside.parent)
    assert rendered_once.once(PROTOCOL, inside.parent) == rendered_once.Once()


def test_templates_are_looked_at_down_to_the_deepest_folder_and_no_further(
    held: Path, tmp_path: Path
) -> None:
    deepest = tmp_path.joinpath("templates", *["d"] * rendered_once._DEEPEST)
    deepest.mkdir(parents=True)
    keys = []
    for text in ("a", "b"):
        (deepest / "a.j2").write_text(text, encoding="utf-8")
        keys.append(rendered_once.once(PROTOCOL, tmp_path / "templates").key)
    assert len({*keys, ""}) == 3
    (deepest / "d").mkdir()
    assert rendered_once.once(PROTOCOL, tmp_path / "templates") == rendered_once.Once()


def test_what_is_too_long_is_made_each_time(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered_once, "MOST_BYTES", 9)
    once = rendered_once.once(PROTOCOL, None).of("a")
    before = len(list(held.iterdir()))
    for length, keeps in ((5, 2), (10, 0)):
        part, times = str(length), []
        for _ in range(2):
            made = lambda: times.append(1) or {"a": "b" * length}  # noqa: B023, E731
            assert once.texts(part, made) == {"a": "b" * length}
            assert once.content(f"{part} c", lambda: b"c" * length) == b"c" * length  # noqa: B023
        assert len(times) == (1 if keeps else 2)
        assert len(list(held.iterdir())) == before + 2


def test_drawings_are_kept_up_to_so_many_bytes_together(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendered_once, "MOST_BYTES", 9)
    once = rendered_once.once(PROTOCOL, None).of("a")
    part = Illustration("p", "<svg>", "part", "Part")
    told = {"f": Illustration("f", "<svg>", "alt", "Caption", "n", (part,), whole="All")}
    for name, lengths, keeps in (("a", (5, 4), True), ("b", (5, 5), False), ("c", (10, 0), False)):
        own, times = once.of(name), []
        for _ in range(2):
            handed: dict[str, str] = {}

            def draw(write: Any, lengths: Any = lengths, times: list[int] = times) -> Any:
                times.append(1)
                for at, length in zip("fp", lengths, strict=True):
                    write(at, "x" * length)
                return told

            assert own.figures(draw, lambda name, svg: handed.update({name: svg})) == told  # noqa: B023
            assert handed == {at: "x" * length for at, length in zip("fp", lengths, strict=True)}
        assert len(times) == (1 if keeps else 2)
    elsewhere: list[int] = []
    for _ in range(2):
        found = once.of("elsewhere").figures(
            lambda write: elsewhere.append(1) or write("p", "x") or told, lambda *_: None
        )
        assert found == told
    assert elsewhere == [1, 1], "what others wrote is not kept"
    nowhere: list[int] = []
    assert rendered_once.Once().figures(lambda write: nowhere.append(1) or told, refused) == told
    assert nowhere == [1]


def test_fonts_are_asked_for_the_letters_of_a_text_once_and_for_none_of_blanks(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(rendered_once, "in_own_fonts", lambda text: asked.append(text) or True)
    earlier = kept.kept()
    assert earlier is not None
    assert rendered_once._in_own_letters(earlier, "\n\r\t")
    assert rendered_once._in_own_letters(earlier, "")
    assert asked == []
    for text in ("ba\nab", "ab\r", "\tb a"):
        assert rendered_once._in_own_letters(earlier, text)
    assert asked == ["ab", " ab"]
    monkeypatch.setattr(rendered_once, "in_own_fonts", lambda text: asked.append(text) or False)
    for _ in range(2):
        assert not rendered_once._in_own_letters(earlier, "回")
    assert asked[2:] == ["回", "回"]


def test_every_file_of_a_folder_decides_by_its_name_and_content_but_what_python_compiled(
    tmp_path: Path,
) -> None:
    for name in ("b/two.j2", "a/one.j2", "c.pyc", "top.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"of {name}", encoding="utf-8")
    told = [b"top.txt", b"of top.txt", b"a/one.j2", b"of a/one.j2", b"b/two.j2", b"of b/two.j2"]
    assert rendered_once._files(tmp_path) == tuple(told)
    assert rendered_once._files(None) == ()
    assert rendered_once._digest(b"a", b"bc") != rendered_once._digest(b"ab", b"c")
    program = rendered_once._program().decode()
    assert all(name in program for name in (*rendered_once.PACKAGES, "3."))
