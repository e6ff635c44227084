"""What is kept of earlier runs is whole, ours and bounded, and nothing depends on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.kept import OFF, VARIABLE, Kept, keeping, kept, making_afresh


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(content=st.binary(max_size=200), place=st.integers(0), byte=st.integers(1, 255))
def test_what_is_not_whole_is_not_there(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, place: int, byte: int
) -> None:
    held = Kept(tmp_path_factory.mktemp("kept"))
    held.put("one", content)
    assert held.get("one") == content
    whole = (held.folder / "one").read_bytes()
    place %= len(whole)
    (held.folder / "one").write_bytes(whole[:place])
    assert held.get("one") is None
    other = bytearray(whole)
    other[place] ^= byte
    (held.folder / "one").write_bytes(bytes(other))
    assert held.get("one") is None
    (held.folder / "two").write_bytes(whole)
    assert held.get("two") is None
    held.put("one", content)
    assert held.get("one") == content


def test_many_may_keep_the_same_at_the_same_time(tmp_path: Path) -> None:
    held, content = Kept(tmp_path), os.urandom(50_000)

    def both(_number: int) -> bytes | None:
        Kept(tmp_path).put("one", content)
        return held.get("one")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(both, range(64))) == {content}
    assert names(tmp_path) == ["one"]


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    held = Kept(tmp_path, most_bytes=5_000)
    for number in range(5):
        held.put(f"{number}", os.urandom(900))
        os.utime(tmp_path / f"{number}", (1_000 + number, 1_000 + number))
    held.bound()
    assert names(tmp_path) == ["0", "1", "2", "3", "4"]
    assert held.get("0") is not None
    held.put("5", os.urandom(900))
    (tmp_path / ".begun").write_bytes(b"by a run that was killed")
    os.utime(tmp_path / ".begun", (1_000, 1_000))
    (tmp_path / ".now").write_bytes(b"by a run at work")
    held.bound()
    assert names(tmp_path) == [".now", "0", "3", "4", "5"]


def test_who_added_nothing_removes_nothing(tmp_path: Path) -> None:
    """Looking through a folder of much costs time, which a run that made nothing new need not."""
    adding, looking = Kept(tmp_path, most_bytes=0), Kept(tmp_path, most_bytes=0)
    adding.put("one", b"x")
    assert looking.get("one") == b"x"
    looking.bound()
    assert names(tmp_path) == ["one"]
    adding.bound()
    assert names(tmp_path) == []


def test_what_another_removes_meanwhile_keeps_nothing_from_being_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, elsewhere = tmp_path / "kept", tmp_path / "elsewhere"
    place.mkdir()
    elsewhere.mkdir()
    held = Kept(place, most_bytes=0)
    for name in ("one", "two"):
        held.put(name, b"x")
    (elsewhere / "gone").touch()
    scandir = os.scandir

    @contextmanager
    def one_goes(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(folder) as entries, scandir(elsewhere) as others:
            found = [*others, *entries]
            (elsewhere / "gone").unlink()
            yield iter(found)

    monkeypatch.setattr(os, "scandir", one_goes)
    held.bound()
    assert names(place) == []


@pytest.mark.parametrize(("before", "left"), [(3_599, True), (3_600, True), (3_601, False)])
def test_what_is_begun_has_an_hour(tmp_path: Path, before: int, left: bool) -> None:
    held = Kept(tmp_path)
    held.put("one", b"x")
    (tmp_path / ".begun").write_bytes(b"y")
    os.utime(tmp_path / "one", (10_000, 10_000))
    os.utime(tmp_path / ".begun", (10_000 - before, 10_000 - before))
    held.bound()
    assert names(tmp_path) == [*([".begun"] if left else []), "one"]


def test_where_nothing_can_be_kept_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    for given_name in (OFF, "OFF ", str(tmp_path / "file"), str(tmp_path / "file" / "below")):
        monkeypatch.setenv(VARIABLE, given_name)
        with keeping():
            assert kept() is None
    gone = Kept(tmp_path / "gone")
    gone.put("one", b"content")
    gone.bound()
    assert gone.get("one") is None


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions")
def test_what_others_may_write_to_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with keeping():
        used = kept()
        assert used is not None
    used.folder.chmod(0o777)
    with keeping():
        assert kept() is None


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder is named otherwise")
def test_the_folder_is_that_of_the_user_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with keeping():
        used = kept()
        assert used is not None
        assert used.folder == tmp_path / "living-review" / "made"
    assert kept() is None
    with making_afresh(), making_afresh(wanted=False), keeping():
        assert kept() is None
    with making_afresh(wanted=False), keeping():
        assert kept() is not None
