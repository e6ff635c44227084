"""What this room refuses, on both sides of each bound: drawings, arguments, files, the clock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from living_review.ground import clock, disk
from living_review.ground.arguments import broadcast, check_level, check_option
from living_review.ground.caches import is_ours, users_caches
from living_review.ground.drawings import ACTING, refuse_acting
from living_review.ground.errors import BadInput, Problem, StatisticsError, TemplateFailure

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{}>{}</svg>'
)
STILL = ("", "<path d='M0 0'/>", "<g fill='url(#a)'/>", "<g fill=\"url( '#a')\"/>", "<a1/>")
ACTS = (
    *(f"<{kind}/>" for kind in ACTING),
    *("<animateColor/>", "<animateMotion/>", "<g onclick='x()'/>", "<g ONLOAD='x()'/>"),
    *("<g href='#a'/>", "<g xlink:href='#a'/>", "<g src='a'/>", "<g SRC='a'/>"),
    *("<g fill='url(a.svg)'/>", "<g style='fill:URL(//a)'/>", "<g style='fill:u\\72l(a)'/>"),
    *("<g fill='url(#a) url(b)'/>", "<g", "<!DOCTYPE x><g/>"),
)


@pytest.mark.parametrize("inside", STILL)
def test_a_drawing_that_stands_still_gives_its_elements(inside: str) -> None:
    found = refuse_acting(SVG.format("", inside).encode(), "a.svg")
    assert [each.tag.rpartition("}")[2] for each in found[:1]] == ["svg"]
    assert len(found) == 1 + bool(inside)


@pytest.mark.parametrize("inside", ACTS)
def test_a_drawing_that_could_act_or_load_is_refused(inside: str) -> None:
    with pytest.raises(TemplateFailure, match=r"^a\.svg"):
        refuse_acting(SVG.format("", inside).encode(), "a.svg")
    with pytest.raises(TemplateFailure):
        refuse_acting(SVG.format(" onload='x()'", "").encode(), "a.svg")


def test_arguments_have_one_shape_or_are_told() -> None:
    first, second = broadcast(y=[1, 2, 3], v=0.5)
    assert (first.tolist(), second.tolist()) == ([1.0, 2.0, 3.0], [0.5, 0.5, 0.5])
    same = broadcast(y=[1.0, 2.0], v=[3.0, 4.0])
    assert [each.tolist() for each in same] == [[1.0, 2.0], [3.0, 4.0]]
    assert all(each.flags.writeable for each in same)
    with pytest.raises(StatisticsError, match=r"differ: y \(3,\), v \(2,\)"):
        broadcast(y=[1, 2, 3], v=[1, 2])
    with pytest.raises(StatisticsError, match="argument v must be numbers"):
        broadcast(y=[1, 2], v=["a", "b"])


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 95.0, float("nan")])
def test_a_level_lies_between_none_and_one(level: float) -> None:
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        check_level(level)
    assert [check_level(each) for each in (1e-9, np.float64(0.5), 1 - 1e-9)] == [
        1e-9,
        0.5,
        1 - 1e-9,
    ]


def test_an_option_is_one_of_those_there_are() -> None:
    assert check_option("interval", "wald", ("wald", "t")) is None
    with pytest.raises(StatisticsError, match=r"no interval 'x'; choose one of wald, t\."):
        check_option("interval", "x", ("wald", "t"))


def test_a_folder_and_a_missing_file_are_no_file(tmp_path: Path) -> None:
    own = tmp_path / "a.csv"
    own.write_text("")
    assert disk.need_file(own) is None
    for path, says in ((tmp_path, "is a folder"), (tmp_path / "b.csv", "There is no file")):
        with pytest.raises(BadInput, match=says):
            disk.need_file(path)


@pytest.mark.parametrize(
    ("mode", "ours"), [(0o700, True), (0o755, True), (0o701, True), (0o720, False), (0o702, False)]
)
def test_a_folder_that_others_write_to_is_not_ours(tmp_path: Path, mode: int, ours: bool) -> None:
    tmp_path.chmod(mode)
    assert is_ours(tmp_path) == ours


def test_caches_lie_where_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", "/home/a")
    for said, place in (("/c", "/c"), ("c", "/home/a/.cache"), ("", "/home/a/.cache")):
        monkeypatch.setenv("XDG_CACHE_HOME", said)
        assert users_caches() == Path(place)
    monkeypatch.setattr("sys.platform", "darwin")
    assert users_caches() == Path("/home/a/Library/Caches")


def test_the_clock_is_the_one_that_is_set_or_that_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert clock.now() == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    assert clock.today() == dt.date(1970, 1, 2)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    now = clock.now()
    assert abs(now - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
    assert now.microsecond == 0
    for said in ("soon", "", "1e3", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
        with pytest.raises(BadInput, match="must be a whole number"):
            clock.now()


def test_a_problem_is_its_sentence_and_its_parts() -> None:
    sentence = "arms.csv, row 3, n: '-1' is below zero; write how many people there were."
    told = Problem.told(sentence).as_json()
    assert told == {
        "file": "arms.csv",
        "line": 3,
        "key": "n",
        "value": None,
        "remedy": "write how many people there were.",
        "sentence": sentence,
    }
    bare = Problem("Nobody knows").as_json()
    assert bare == dict.fromkeys(told) | {"sentence": "Nobody knows"}
    assert Problem("a; b — c").remedy == "c"
    assert Problem("x is no y; allowed are a and b.").remedy == "allowed are a and b."


def test_what_is_written_finds_or_makes_its_folders(tmp_path: Path) -> None:
    own = tmp_path / "a" / "b" / "file"
    for content in (b"1", b"2"):
        disk.write_whole(own, content)
        assert own.read_bytes() == content
        assert [path.name for path in own.parent.iterdir()] == ["file"]
