"""One run over a library: which reviews need a look, their tasks, and what is kept of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from living_review.ground import clock
from living_review.ground.disk import write_whole
from living_review.library.asked import all_sealed, sealed
from living_review.library.engines import Engine
from living_review.library.jobs import Job, Outcome, Task
from living_review.library.members import Library, Member
from living_review.library.seals import RECORD, can_be_sealed, holds_on, settled

SCHEMA = "living-review/library/1"
Told = Callable[[Outcome, int, int], None]


@dataclass(frozen=True)
class Ran:
    """A run over a library: every outcome, in the order of the library."""

    task: Task
    library: Library
    outcomes: tuple[Outcome, ...]
    today: dt.date
    made_at: dt.datetime
    seconds: float
    seals: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def exit_code(self) -> int:
        """The highest of the exit codes of its reviews."""
        return max((each.exit_code for each in self.outcomes), default=0)

    def as_json(self) -> dict[str, Any]:
        """Give the run as `library.json` tells it."""
        return {
            "schema": SCHEMA,
            "task": self.task,
            "made_at": self.made_at.isoformat(),
            "exit_code": self.exit_code,
            "seconds": self.seconds,
            "reviews": [
                each.as_json()
                | {"overdue": each.overdue(self.today)}
                | ({"seal": self.seals[each.review]} if each.review in self.seals else {})
                for each in self.outcomes
            ],
        }


def run(
    library: Library,
    task: Task,
    engine: Engine,
    *,
    options: Mapping[str, Any] | None = None,
    thorough: bool = False,
    told: Told = lambda _outcome, _done, _of: None,
) -> Ran:
    """Carry a task out for every review of a library; no review's failure ends it.

    With `update`, a review none of whose files has moved since a run found nothing new in it is not
    looked into (`thorough`: it is). `told` hears of each outcome of those that are, with how many
    are done, of how many. What `update` and `build` did is kept in `library.json` in the folder of
    the library, also where the run is broken off: the next goes on from there.
    """
    began, today = monotonic(), clock.today()
    record = _Record(library, task, today)
    outcomes: dict[str, Outcome] = {}
    try:
        for member, known in record.standing():
            if known is None or thorough:
                engine.submit(Job(member, task, options or {}))
                continue
            outcomes[member.name] = known
        for done in engine.as_completed():
            outcomes[done.review] = done
            record.looked_at(done)
            told(done, len(outcomes), len(library.members))
    finally:
        in_order = (outcomes.get(each.name) for each in library.members)
        ran = Ran(
            task,
            library,
            tuple(each for each in in_order if each is not None),
            today,
            clock.now(),
            round(monotonic() - began, 2),
            record.seals,
        )
        if not (options or {}).get("dry_run"):
            record.keep(ran)
    return ran


class _Record:
    """What a library keeps from one run to the next: outcomes, and the seals they hold under."""

    def __init__(self, library: Library, task: Task, today: dt.date) -> None:
        self._library, self._task, self._today = library, task, today
        self._file = library.home / RECORD
        self._before = self._read() if task == "update" else {}
        self._taken: dict[str, tuple[str, int]] = {}
        self._members = {each.name: each for each in library.members}
        self.seals: dict[str, str] = {}

    def standing(self) -> Iterator[tuple[Member, Outcome | None]]:
        """Give each review with what holds of it if nobody need look into it, and else None."""
        members = self._library.members
        if self._task != "update":
            yield from ((each, None) for each in members)
            return
        for member, (seal, latest) in zip(members, all_sealed(members), strict=True):
            self._taken[member.name] = seal, latest
            yield member, self._known(member, seal)

    def _known(self, member: Member, seal: str) -> Outcome | None:
        entry = self._before.get(member.name)
        if entry is None or not seal or entry.get("seal") != seal:
            return None
        outcome = _outcome(entry, member)
        if outcome is None or not holds_on(outcome, self._today):
            return None
        self.seals[member.name] = seal
        return outcome

    def looked_at(self, done: Outcome) -> None:
        """Seal a review in which nothing was new, if nothing was written in it meanwhile."""
        seal, latest = self._taken.get(done.review, ("", 0))
        if done.state != "nothing new" or not seal or not settled(latest):
            return
        member = self._members[done.review]
        if can_be_sealed(member.root) and sealed(member)[0] == seal:
            self.seals[done.review] = seal

    def keep(self, ran: Ran) -> None:
        """Write the record of a run that published or built."""
        if self._task in ("update", "build"):
            text = json.dumps(ran.as_json(), ensure_ascii=False, indent=1, default=str) + "\n"
            write_whole(self._file, text.encode())

    def _read(self) -> Mapping[str, Mapping[str, Any]]:
        """Read the record before; one that cannot be read says nothing, and all is looked at."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            document = json.loads(self._file.read_text(encoding="utf-8"))
            if document["schema"] == SCHEMA:
                return {each["review"]: each for each in document["reviews"]}
        return {}


def _outcome(entry: Mapping[str, Any], member: Member) -> Outcome | None:
    """Give the outcome that a record holds; None where it holds no whole one."""
    try:
        return Outcome(
            member.name,
            "nothing new",
            0,
            title=str(entry["title"]),
            version=int(entry["version"]),
            headline=str(entry.get("headline", "")),
            stale=tuple(map(str, entry.get("stale", ()))),
            set_aside=int(entry["set_aside"]),
            date=_day(entry, "date"),
            next_search=_day(entry, "next_search"),
            next_change=_day(entry, "next_change"),
            topics=member.topics,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _day(entry: Mapping[str, Any], name: str) -> dt.date | None:
    return dt.date.fromisoformat(entry[name]) if entry.get(name) else None
