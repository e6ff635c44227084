"""Another Python does one thing: its answer comes back, and whatever fails gives none."""

from __future__ import annotations

import io
import math
import time
from functools import partial

import pytest

from living_review.ground import other_python
from living_review.ground.doors import OF_THE_PROGRAM


def test_what_the_task_gave_comes_back() -> None:
    with other_python.other_python() as other:
        assert other.result() is None, "nothing was asked"
        assert other.begin(partial(math.sqrt, 4)) is True
        assert other.result() == 2.0
        assert other.result() == 2.0


def test_what_fails_gives_nothing() -> None:
    for task in (partial(math.sqrt, -1), partial(exit, 0)):
        with other_python.other_python() as other:
            assert other.begin(task) is True
            assert other.result() is None


def test_where_none_can_be_started_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_python.sys, "executable", "/nowhere/python")
    with other_python.other_python() as other:
        assert other.begin(partial(math.sqrt, 4)) is False
        assert other.result() is None


def test_one_that_is_not_waited_for_is_ended() -> None:
    with other_python.other_python() as other:
        other.begin(partial(time.sleep, 600))
        process = other._process
    assert process is not None
    assert process.wait() != 0


def test_a_call_without_a_task_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Nothing:
        buffer = io.BytesIO()

    monkeypatch.setattr(other_python.sys, "stdin", Nothing)
    monkeypatch.setattr(other_python.gc, "disable", lambda: None)
    with pytest.raises(SystemExit, match=OF_THE_PROGRAM):
        other_python.main()
