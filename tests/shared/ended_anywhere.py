"""A run that is ended, or meets a fault, at any of its steps that change a disk."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

import pytest

from living_review.runs import publishing

WRITES = ("link", "mkdir", "rename", "replace", "unlink", "rmdir", "sync", "open")


class Killed(BaseException):
    """Stands for the end of a process: nothing is written after it, not even to clear up."""


class Ends:
    """Ends what is done at its nth step; a step is whatever changes a disk.

    With a `fault`, that step alone fails with it, and what is done may clear up.
    """

    def __init__(
        self, patch: pytest.MonkeyPatch, *more: str, fault: Callable[[], OSError] | None = None
    ) -> None:
        self.at, self.done, self.steps, self.fault = 0, 0, list[str](), fault
        for name in (*WRITES, *more):
            patch.setattr(os, name, self.watched(name, getattr(os, name)))
        patch.setattr(io, "open", self.watched("file", io.open))
        patch.setattr(publishing, "_exchange", self.watched("exchange", publishing._exchange))

    def watched(self, name: str, call: Any) -> Any:
        def stepped(*given: Any, **more: Any) -> Any:
            reads = (name == "open" and not given[1] & (os.O_WRONLY | os.O_RDWR)) or (
                name == "file" and not {*(more.get("mode") or (*given, "r")[1])} & {*"wax+"}
            )
            if not reads:
                self.done += 1
                self.steps.append(name)
                if self.fault and self.done == self.at:
                    raise self.fault()
                if not self.fault and self.at and self.done >= self.at:
                    raise Killed
            return call(*given, **more)

        return stepped

    def run(self, made: Callable[[], object], at: int) -> None:
        self.at, self.done = at, 0
        self.steps.clear()
        try:
            made()
        except Killed:
            assert at
        finally:
            self.at = 0
