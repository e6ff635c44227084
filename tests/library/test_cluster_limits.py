"""The limits of the engine of a cluster: how often, how long, how many, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import EnvironmentFailure, SourceUnreachable
from living_review.library import dask_engine
from living_review.library.afar import Done
from living_review.library.chunks import AHEAD
from living_review.library.dask_engine import OTHERS_MAY_COME, PULSE, TRIES, Cluster
from living_review.library.jobs import FAULT, Job, Outcome
from living_review.library.kit import kit
from living_review.library.members import Member
from living_review.library.on_worker import Refused


class Future:
    """A future that ends when it is told to."""

    def __init__(self, jobs: list[Job], key: str, to: frozenset[str]) -> None:
        self.job, self.key, self.to = jobs[0], key, to
        self.status, self.cancelled = "pending", False
        self.answer: object = None

    def add_done_callback(self, heard: Callable[[Any], None]) -> None:
        self.heard = heard

    def end(self, answer: object = None, status: str = "finished") -> None:
        self.answer, self.status = answer, status
        self.heard(self)

    def result(self) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def exception(self) -> object:
        return self.answer

    def cancel(self) -> None:
        self.cancelled = True
        raise RuntimeError("gone already")


class Stand:
    """Stands for a cluster whose clock and workers the test moves."""

    name = "tcp://stand:1"

    def __init__(self, **there: object) -> None:
        self.there: dict[str, object] = dict(there)
        self.now, self.looked, self.waited = 1000.0, 0, []  # type: ignore[var-annotated]
        self.handed: list[Future] = []
        self.away = self.closed = False
        self.waits: Callable[[], object] = lambda: None

    def workers(self) -> set[str]:
        self.looked += 1
        return set(self.there)

    def asked(self, _call: object, workers: set[str]) -> Mapping[str, object]:
        return {each: self.there[each] for each in workers}

    def submit(
        self, _call: object, jobs: list[Job], own: object, *, key: str, workers: frozenset[str]
    ) -> Future:
        assert own == kit()
        if self.away:
            raise OSError("away")
        self.handed.append(Future(jobs, key, workers))
        return self.handed[-1]

    def ended_workers(self, _: BaseException) -> bool:
        return False

    def is_lost(self, error: BaseException) -> bool:
        return isinstance(error, OSError)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += 1.0
        self.waits()

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(one=kit())
    monkeypatch.setattr(dask_engine, "monotonic", lambda: made.now)
    return made


def begun(stand: Stand, *names: str, **more: Any) -> Cluster:
    engine = Cluster(stand, **more)  # type: ignore[arg-type]
    engine.__enter__()
    for name in names:
        engine.submit(Job(Member(name, Path("/shelf") / name), "check"))
    return engine


def taken(engine: Cluster, future: Future, answer: object, status: str = "finished") -> Any:
    """End a future, and give what the engine makes of it."""
    future.end(answer, status)
    key, ended = engine._ended.get()
    assert engine._futures[key] is ended
    return next(engine._taken_back(key, ended), None)


def well(name: str) -> tuple[Done]:
    return (Done(Outcome(name, "checked", 0)),)


def test_a_job_travels_by_its_address_and_each_try_has_a_name_of_its_own(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000")
    engine = begun(stand, "a", "b")
    engine._hand_out()
    first, second = stand.handed
    assert first.job.member.address == "file:///shelf/a"
    assert (len(first.job.token), first.job.at) == (16, 1000)
    assert first.job.token != second.job.token
    assert first.key == f"review-{first.job.token}-1-a"
    assert first.to == frozenset(), "all may have it where nobody was refused"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2000")
    assert taken(engine, first, OSError("lost"), "error") is None
    engine._hand_out()
    again = stand.handed[-1]
    assert (again.key, again.job) == (f"review-{first.job.token}-3-a", first.job)
    # A scheduler that lost a job has not tried it.
    assert taken(engine, again, None, "lost") is None
    assert engine._tries[first.job.token] == 1
    engine._hand_out()
    assert taken(engine, stand.handed[-1], None, "cancelled") is None
    assert engine._tries[first.job.token] == 1
    engine._hand_out()
    assert taken(engine, stand.handed[-1], well("a")).state == "checked"
    assert first.job.token not in engine._tries
    assert set(engine._handed) == set(engine._futures) == {second.key}


@pytest.mark.parametrize("status", ["error", "finished"])
def test_what_is_lost_is_tried_so_often_and_a_fault_once(stand: Stand, status: str) -> None:
    engine = begun(stand, "a", "b")
    for number in range(1, TRIES + 1):
        engine._hand_out()
        given = next(each for each in reversed(stand.handed) if each.job.member.name == "a")
        outcome = taken(engine, given, OSError("away"), status)
        assert (outcome is None) is (number < TRIES)
    assert (outcome.error, outcome.exit_code) == ("A fault of the program: OSError: away", FAULT)
    other = next(each for each in stand.handed if each.job.member.name == "b")
    outcome = taken(engine, other, ValueError("v"), status)
    assert (outcome.error, outcome.exit_code) == ("A fault of the program: ValueError: v", FAULT)


def test_what_is_not_there_as_told_is_tried_so_often(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[Exception] = []

    def confirm(_job: Job, _done: Done) -> None:
        raise errors[-1]

    monkeypatch.setattr(dask_engine, "confirm", confirm)
    for error, code in (
        (SourceUnreachable("It is other."), 4),
        (ValueError("It is other."), FAULT),
    ):
        errors.append(error)
        engine, stand.handed = begun(stand, "a"), []
        for number in range(1, TRIES + 1):
            engine._hand_out()
            done = Done(Outcome("a", "published", 0, seconds=7.5), {"x": "y"})
            outcome = taken(engine, stand.handed[-1], (done,))
            assert (outcome is None) is (number < TRIES)
        assert (outcome.error, outcome.exit_code) == ("It is other.", code)
        assert (outcome.seconds, outcome.state) == (7.5, "failed")


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_each_worker_has_so_many_jobs_ahead(stand: Stand, workers: int) -> None:
    stand.there = dict.fromkeys(map(str, range(workers)), kit())
    names = list(map(str, range(20)))
    engine = begun(stand, *names)
    engine._hand_out()
    assert [each.job.member.name for each in stand.handed] == names[: AHEAD * workers]
    assert taken(engine, stand.handed[0], well("0")).review == "0"
    engine._hand_out()
    assert len(stand.handed) == AHEAD * workers + 1
    # What comes back goes to the front.
    assert taken(engine, stand.handed[3 % len(stand.handed)], None, "lost") is None
    engine._hand_out()
    assert stand.handed[-1].job == stand.handed[3 % len(stand.handed)].job


def test_who_is_there_is_looked_at_once_a_pulse_while_jobs_wait(stand: Stand) -> None:
    engine = begun(stand)
    before = stand.looked
    stand.now += 2 * PULSE
    engine._hand_out()
    assert stand.looked == before, "nothing waits"
    engine.submit(Job(Member("a", Path("/shelf/a")), "check"))
    stand.now = engine._looked + PULSE
    engine._hand_out()
    assert stand.looked == before
    engine._again([stand.handed[0].job])
    stand.now += 0.01
    engine._hand_out()
    assert stand.looked == before + 1
    assert engine._looked == stand.now


def test_a_scheduler_that_is_away_costs_no_try(stand: Stand) -> None:
    engine = begun(stand, "a", "b")
    stand.away = True
    engine._hand_out()
    assert [each.member.name for each in engine._waiting._jobs] == ["a", "b"]
    assert set(engine._tries.values()) == {0}
    assert not (engine._handed)
    assert not (engine._futures)
    assert not (engine._workers)


def test_a_worker_that_refuses_gets_nothing_more(stand: Stand) -> None:
    stand.there["two"] = kit()
    engine = begun(stand, "a")
    engine._hand_out()
    assert taken(engine, stand.handed[0], Refused("two", "numpy 0")) is None
    assert engine.refused == {"two": "numpy 0"}
    token = stand.handed[0].job.token
    assert engine._tries[token] == 0
    engine._hand_out()
    assert stand.handed[-1].to == {"one"}
    # Where all who may have it are gone it is handed to others; it is tried once more.
    stand.there["three"] = kit()
    engine._look()
    engine._hand_on()
    assert list(engine._handed) == [stand.handed[-1].key]
    del stand.there["one"]
    engine._look()
    engine._hand_on()
    assert stand.handed[-1].cancelled
    assert (list(engine._handed), list(engine._futures)) == ([], [])
    assert engine._tries[token] == 1
    engine._hand_out()
    assert stand.handed[-1].to == {"three"}
    assert engine._tries[token] == 2
    stand.handed[-1].end(well("a"))
    assert [each.review for each in engine.as_completed()] == ["a"]


def test_a_job_that_all_may_have_stays_where_workers_go(stand: Stand) -> None:
    engine = begun(stand, "a")
    engine._hand_out()
    stand.there = {"two": kit()}
    engine._look()
    engine._hand_on()
    assert list(engine._handed) == [stand.handed[0].key]


def test_an_answer_to_what_was_handed_on_is_not_told_twice(stand: Stand) -> None:
    stand.there["two"] = {"other": "x"}
    engine = begun(stand, "a")
    engine._hand_out()
    first = stand.handed[0]
    assert first.to == {"one"}
    stand.there["three"] = stand.there.pop("one")
    engine._look()
    engine._hand_on()
    engine._hand_out()
    first.end(well("a"))
    stand.handed[-1].end(well("a"))
    assert [each.review for each in engine.as_completed()] == ["a"]
    assert engine.refused.keys() == {"two"}


@pytest.mark.parametrize("answer", [ImportError("no module"), 3])
def test_a_worker_that_cannot_say_what_it_has_is_refused(stand: Stand, answer: object) -> None:
    stand.there["two"] = answer
    engine = begun(stand)
    kind = type(answer).__name__
    assert engine.refused == {"two": f"it cannot say what it has ({kind}: {answer})"}
    assert engine._workers == {"one"}


@pytest.mark.parametrize("patience", [5.0, 60.0])
def test_workers_are_waited_for_and_such_as_may_not_work_less_long(
    stand: Stand, patience: float
) -> None:
    stand.there = {}
    with pytest.raises(EnvironmentFailure, match=f"has had no worker for {patience:.0f} seconds"):
        begun(stand, patience=patience)
    assert stand.now == 1000.0 + patience + 1
    assert set(stand.waited) == {PULSE / 4}
    stand.there, stand.now = {"b": {}, "a": {}, "d": {}, "c": {}}, 1000.0
    with pytest.raises(
        EnvironmentFailure, match=r"has this program as it is here \(a: .*; b: "
    ) as e:
        begun(stand, patience=patience)
    assert "; c: " in str(e.value)
    assert "; d: " not in str(e.value)
    assert stand.now == 1000.0 + min(patience, OTHERS_MAY_COME) + 1


def test_one_that_comes_in_time_begins_the_run(stand: Stand) -> None:
    stand.there = {"two": {}}
    stand.waits = lambda: stand.there.update(one=kit())
    engine = begun(stand, patience=5.0)
    assert engine._workers == {"one"}
    assert len(stand.waited) == 1


def test_a_run_ends_where_nobody_is_there_for_too_long_and_jobs_are_open(stand: Stand) -> None:
    engine = begun(stand, patience=5.0)
    stand.there = {}
    stand.now += 100.0
    engine._look()  # nothing is to be done
    engine.submit(Job(Member("a", Path("/shelf/a")), "check"))
    with pytest.raises(EnvironmentFailure, match="has had no worker for 5 seconds"):
        engine._look()
    stand.there = {"one": kit()}
    engine._look()
    engine._hand_out()
    stand.there = {}
    stand.now += 5.0
    engine._look()  # not yet
    stand.now += 0.5
    with pytest.raises(EnvironmentFailure):
        engine._look()


def test_at_the_end_nothing_is_left(stand: Stand) -> None:
    engine = begun(stand, "a", *"bcdef")
    engine._hand_out()
    assert engine._waiting
    engine.__exit__(None, None, None)
    assert all(each.cancelled for each in stand.handed)
    assert not (engine._waiting)
    assert not (engine._handed)
    assert not (engine._futures)
    assert list(engine.as_completed()) == []
    assert stand.closed
