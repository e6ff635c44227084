"""What lies behind the commands for many reviews; `behind_commands` says how it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from living_review.library.jobs import Moved, Outcome, Result
from living_review.library.members import Library, Member
from living_review.library.run import Ran
from living_review.library.shared_trials import Difference, SharedTrial
from living_review.portal.entry import Entry
from living_review.portal.publication import Made, Untold
from living_review.portal.shared import InSeveral

TODAY = dt.date(2026, 11, 28)
LIBRARY = Library(Path("shelf"), tuple(Member(name, Path("shelf") / name) for name in "abcdef"))
FINDING = ("c", "o", "t", "C, O, T")
RESULT = Result(*FINDING, "pooled", "RR", 3, 120.0, 0.8, 0.6, 1.1, 0.02, 30.0, "low")
MOVED = Moved(*FINDING, ("It is now certain.", "It is now small."), {"k": 3}, None)
OUTCOMES = (
    Outcome("a", "nothing new", 0, title="A", version=3, date=TODAY, seconds=0.0),
    Outcome(
        *("b", "published", 1),
        title="B",
        version=4,
        headline="One trial more",
        conclusions_changed=("C, O, T",),
        stale=("c/o/t inconsistency",),
        set_aside=2,
        queries=5,
        next_search=dt.date(2026, 11, 27),
        topics=("sleep",),
        warnings=("Warning: the search is overdue.",),
        seconds=12.345,
    ),
    Outcome("c", "failed", 4, error="It cannot be reached.", seconds=1.0),
    Outcome("d", "nothing new", 0, title="D", version=1, next_search=TODAY),
    Outcome("e", "analysed", 0, results=(RESULT,), would_move=(MOVED,), seconds=0.2),
)
SHARED = (
    SharedTrial(
        ("10.1000/z", "NCT01234567"),
        {"a": "Ash 2020", "b": "Ash 2021"},
        ("a",),
        {"b": ("arms.sd: a slip",)},
        (Difference("people randomised", {"a": "100", "b": "101"}),),
    ),
    SharedTrial(("10.1000/y",), {"a": "Elm", "c": "Elm"}, (), {}, ()),
)
PORTAL = Made(
    Path("portal"),
    (
        Entry("a", "reviews/a/index.html", "A", version=3, date=TODAY),
        Entry("b", "reviews/b/index.html", "B", version=1, next_search=dt.date(2026, 11, 1)),
        Entry("c", why="never"),
    ),
    ("a",),
    (
        Untold("b", "unreadable", "shelf/b/_site/findings.json: Permission denied."),
        Untold("c", "never", "shelf/c/_site holds no findings.json."),
    ),
    InSeveral(SHARED),
    TODAY,
)


def ran(task: Any, outcomes: tuple[Outcome, ...] = OUTCOMES) -> Ran:
    at = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
    return Ran(task, LIBRARY, outcomes, TODAY, at, 15.0, {"a": "0" * 8})


def of_libraries() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each task, with every option, told to people and to programs."""
    found = {"living_review.library.members.library_at": LIBRARY}

    def behind(task: str, **more: Any) -> Mapping[str, Any]:
        return {**found, "living_review.library.run.run": ran(task), **more}

    engines = {"living_review.cli.library._engine": _Engine()}
    yield "library update shelf", behind("update")
    yield "library update shelf --all", behind("update")
    yield "library update shelf --json", behind("update")
    yield "library update shelf --quiet", behind("update")
    yield (
        "library update --dry-run --thorough --accept-removals --html auto --workers 3",
        {**behind("update"), **engines},
    )
    again = {
        "living_review.portal.publication.before": None,
        "living_review.portal.publication.make": PORTAL,
        "living_review.portal.record.tell_library": None,
    }
    yield "library update shelf --portal portal", behind("update", **again)
    yield "library update shelf --portal portal --quiet", behind("update", **again)
    yield "library update shelf --portal portal --json", behind("update", **again)
    yield "library update shelf --portal portal --dry-run", behind("update", **again)
    yield "library build shelf --html embedded", behind("build")
    yield "library check shelf --workers 99", {**behind("check"), **engines}
    shared = {"living_review.library.shared_trials.shared_trials": SHARED}
    yield "library analyse shelf", behind("analyse")
    yield "library analyse shelf --shared", behind("analyse", **shared)
    yield "library analyse shelf --shared --json", behind("analyse", **shared)
    yield "library analyse shelf --what-if tau2=PM --what-if pool=no", behind("analyse")
    made = {**found, "living_review.portal.publication.make": PORTAL}
    yield "library portal shelf --out portal", made
    yield "library portal shelf --out portal --quiet --link", made
    yield (
        "library portal --out portal --title T --url https://a.example/ --language de --json",
        made,
    )


class _Engine:
    """An engine that nobody asks for anything."""

    def __enter__(self) -> _Engine:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __repr__(self) -> str:
        return "an engine"
