"""What is on show: the folder of the last good build, its name, and what went wrong since."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class State:
    """What an open page has to know; `build` is another after each good build."""

    build: str = ""
    fault: str | None = None


class Preview:
    """The site on show and its state, for the builder to change and the server to wait on."""

    def __init__(self, site: Path, *, pdf: bool) -> None:
        self.site = site
        self.pdf = pdf
        self._state = State()
        self._closed = False
        self._changed = threading.Condition()

    @property
    def state(self) -> State:
        """The state of this moment."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether the preview ends, so that nobody need wait any longer."""
        return self._closed

    def succeeded(self) -> None:
        """Show what was just built."""
        # A moment, not a count: a page left open meets the builds of the next preview, too.
        self._tell(State(build=str(time.time_ns())))

    def failed(self, fault: str) -> None:
        """Keep what is shown, and say what is wrong."""
        self._tell(replace(self._state, fault=fault))

    def close(self) -> None:
        """End every wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait_for_another(self, seen: State | None, seconds: float) -> State:
        """Wait until the state is another than `seen`, the preview ends, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._state != seen, seconds)
            return self._state

    def _tell(self, state: State) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()
