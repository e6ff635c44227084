"""What every test shares; and in CI, a skipped test is a failure unless it may be skipped."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Looking through ten thousand tests for garbage took an eighth of the suite's time: what is there
# when the tests begin stays, and what they leave is looked through seldom.
GARBAGE_LIMIT = (50_000, 25, 25)

# A property holds however slow the machine is.
settings.register_profile("steady", settings(), deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).parent.parent

# Samples that tests of several rooms share can be imported by name.
sys.path.insert(0, str(ROOT / "tests" / "shared"))

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The groups that take longest, in turn. While one process builds the shipped review, another has
# something to do that does not wait for it.
LONGEST = ("shipped-review", "mutants", "installed", "shipped-pages")
# marker -> why a test with it may be skipped in CI
MAY_BE_SKIPPED = {"quarto": "Quarto is in no package registry that CI reaches"}


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: an archive holds the time, and each process makes its own."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the groups: begun last, one of them would keep one process long after the rest."""
    items.sort(key=_turn)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """Have groups and files handed out, and what takes long first."""
    if config.option.dist != "loadgroup":
        return None
    from turns import Turns

    config.option.loadscopereorder = False
    return Turns(config, log)


def pytest_sessionstart(session: pytest.Session) -> None:
    from rewritten import rewrite_a_share

    rewrite_a_share(session.config)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_LIMIT)


def _turn(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    if group is None:
        return len(LONGEST) + 1
    return LONGEST.index(group.args[0]) if group.args[0] in LONGEST else len(LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    report = yield
    in_ci = os.environ.get("CI", "").lower() == "true"
    allowed = any(item.get_closest_marker(marker) for marker in MAY_BE_SKIPPED)
    if in_ci and report.skipped and not hasattr(report, "wasxfail") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI without being on the allow-list: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the shipped review."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def figures_are_drawn_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep figures for this run alone, for all its processes: builds take them from one another.

    A test that is to draw for itself sets this variable to 'off', or calls `canvas.svg`.
    """
    above = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        above = above.parent
    os.environ["LIVING_REVIEW_CACHE"] = str(above / "drawn")


@pytest.fixture(scope="session", autouse=True)
def no_disk_is_waited_for() -> Iterator[None]:
    """Have nothing flushed: no test cuts the power, and a run flushes a hundred files.

    What flushes is held in `tests/ground/test_disk.py`, in the place of this.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: os.fstat(descriptor) and None)
        yield


@pytest.fixture(scope="session", autouse=True)
def figures_are_computed_again_here() -> Iterator[Callable[[], Popen[bytes]]]:
    """Have figures computed a second time in this process, and give what starts another."""
    from quick_runs import verify_here

    from living_review.verification import verifier

    starts = verifier.started_process
    with pytest.MonkeyPatch.context() as patch:
        verify_here(patch)
        yield starts


@pytest.fixture(scope="session", autouse=True)
def words_of_facts_are_of_their_lists() -> Iterator[None]:
    """Refuse a fact with a word that its list does not have; a macro may take it for another."""
    from living_review.language.fact import Fact

    def made(kind: type[Fact], /, **given: object) -> Fact:
        for name, words in _lists(kind).items():
            values = given.get(name)
            for value in values if isinstance(values, tuple) else (values,):
                known = not isinstance(value, str) or value in words
                assert known, f"{kind.__name__}.{name} is '{value}'"
        return object.__new__(kind)

    Fact.__new__ = made  # type: ignore[assignment]
    yield
    del Fact.__new__


@cache
def _lists(kind: type) -> dict[str, set[str]]:
    """Give the words that fields of a fact may have, where they have a fixed list.

    Not of measures: a test makes one up.
    """
    from living_review.ground.measures import Measure

    found = {}
    for name, hint in get_type_hints(kind).items():
        leaves = list(_leaves(hint))
        if leaves and str not in leaves:
            words = {each for each in leaves if isinstance(each, str)}
            found |= {name: words} if words and not words >= set(get_args(Measure)) else {}
    return found


def _leaves(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    elif get_args(hint):
        for each in get_args(hint):
            yield from _leaves(each)
    else:
        yield hint


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the system; the tests never download one."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert program, "no Chromium: run scripts/system-libraries browser"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()
