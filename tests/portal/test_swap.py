"""Whenever the making of a portal is ended, readers see the one before whole, or the new one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ended_anywhere import Ends

from living_review.portal import publication
from living_review.portal.memory import FILE
from living_review.runs import publishing

PLACES = 8
"""Moments of staging at which a run is ended; from the last page on, it is ended at each."""


def everything(place: Path) -> Mapping[str, bytes]:
    found = (each for each in place.rglob("*") if each.is_file())
    return {each.relative_to(place).as_posix(): each.read_bytes() for each in found}


def moved(shelf: Any, number: int) -> None:
    """Have one review publish another version, one go, and one stay."""
    site = shelf.place / "a" / "_site"
    for each in sorted(site.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    shelf.review("a", number=number, title=f"A {number}")


@pytest.mark.parametrize("exchanges", [True, False])
def test_whenever_it_is_ended_a_portal_is_whole(
    shelf: Any, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    shelf.review("a", title="A 1")
    shelf.review("b")
    shelf.made(title="Ours")
    (shelf.out / "robots.txt").write_text("mine", encoding="utf-8")
    (shelf.out / "linked").symlink_to("robots.txt")
    moved(shelf, 2)
    if not exchanges:
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    old = everything(shelf.out)
    with monkeypatch.context() as patch:
        ends = Ends(patch)
        ends.run(shelf.made, 0)
        steps = [*ends.steps]
        new = everything(shelf.out)
        assert old["robots.txt"] == new["robots.txt"]
        assert "A 2" in shelf.page()
        assert old.keys() == new.keys()
        last = max(at for at, name in enumerate(steps) if name == "file")
        some = [*range(1, last, max(1, last // PLACES)), *range(last, len(steps) + 1)]
        seen = set()
        for at in some:
            before = everything(shelf.out)
            moved(shelf, 3)
            ends.run(shelf.made, at)
            if not exchanges and not shelf.out.exists():
                # Between its two renames; what comes next puts the portal right first.
                publishing.recover(shelf.out)
            there = everything(shelf.out)
            fresh = b"A 3" in there["index.html"]
            seen.add(fresh)
            assert there == before if not fresh else b"a 3" in there["reviews/a/index.html"]
            assert FILE in there
            if fresh:
                moved(shelf, 2)
                ends.run(shelf.made, 0)
        assert seen == {False, True}
        moved(shelf, 2)
        ends.run(shelf.made, 0)
        assert without_times(everything(shelf.out)) == without_times(new)
    left = sorted(each.name for each in shelf.out.parent.iterdir())
    assert left == [".portal.lock", "portal", "shelf"]
    assert (shelf.out / "linked").readlink() == Path("robots.txt")


def without_times(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Leave out what remembers the state of sites, which were laid again."""
    return {name: content for name, content in files.items() if name != FILE}


def test_one_portal_is_made_by_one_run_at_a_time(shelf: Any) -> None:
    from living_review.ground.disk import held
    from living_review.ground.errors import Locked

    shelf.review("a")
    shelf.made()
    with (
        held(publication._lock(shelf.out), "It"),
        pytest.raises(Locked, match=r"Another run makes the portal .*; it holds .*\.portal\.lock"),
    ):
        shelf.made()
