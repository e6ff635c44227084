"""What the engine of a cluster does with what its workers answer, without a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import EnvironmentFailure
from living_review.library.afar import Done, travelling
from living_review.library.chunks import AHEAD, LONG, MOST, Waiting
from living_review.library.dask_engine import TRIES, Cluster
from living_review.library.engines import DIED
from living_review.library.jobs import FAULT, Job, Outcome
from living_review.library.kit import differences, kit
from living_review.library.members import Member
from living_review.library.on_worker import Refused, worked

Answer = Callable[[list[Job], frozenset[str]], object]


class Ended(Exception):
    """Stands for what says that a job ended its workers."""


class Future:
    """A future that is done."""

    def __init__(self, answer: object) -> None:
        self._answer = answer
        self.status = "error" if isinstance(answer, Exception) else "finished"
        self.status = "cancelled" if answer == "lost" else self.status

    def result(self) -> object:
        return self._answer

    def exception(self) -> object:
        return self._answer

    def cancel(self) -> None: ...

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        call(self)


class Stand:
    """Stands for a cluster: workers with what they have, and what they answer to a job."""

    name = "tcp://stand:1"

    def __init__(self, there: Mapping[str, object], answer: Answer) -> None:
        self.there, self.answer = dict(there), answer
        self.handed: list[list[Job]] = []
        self.keys: list[str] = []
        self.most = 0

    def workers(self) -> set[str]:
        return set(self.there)

    def asked(self, _call: object, workers: set[str]) -> Mapping[str, object]:
        return {each: self.there[each] for each in workers}

    def submit(
        self, _call: object, jobs: list[Job], _kit: object, *, key: str, workers: frozenset[str]
    ) -> Future:
        self.handed.append(jobs)
        self.keys.append(key)
        return Future(self.answer(jobs, workers))

    def ended_workers(self, error: BaseException) -> bool:
        return isinstance(error, Ended)

    def is_lost(self, error: BaseException) -> bool:
        return isinstance(error, OSError)

    def wait(self, _seconds: float) -> None: ...

    def close(self) -> None: ...


def well(jobs: list[Job], _to: frozenset[str]) -> tuple[Done, ...]:
    return tuple(Done(Outcome(job.member.name, "checked", 0)) for job in jobs)


def ran(stand: Stand, *names: str, root: Path) -> list[Outcome]:
    with Cluster(stand, patience=0.0) as engine:  # type: ignore[arg-type]
        for name in names:
            engine.submit(Job(Member(name, root / name), "check"))
        return list(engine.as_completed())


def test_a_job_goes_to_no_worker_that_is_another(tmp_path: Path) -> None:
    other = {**kit(), "numpy": "0.0"}
    seen: list[frozenset[str]] = []

    def answer(jobs: list[Job], to: frozenset[str]) -> object:
        seen.append(to)
        return well(jobs, to)

    done = ran(Stand({"one": kit(), "two": other}, answer), "a", "b", root=tmp_path)
    assert [each.state for each in done] == ["checked"] * 2
    assert set(seen) == {frozenset({"one"})}


def test_a_worker_that_finds_itself_another_hands_the_job_back(tmp_path: Path) -> None:
    def answer(jobs: list[Job], to: frozenset[str]) -> object:
        return Refused("two", "numpy 0.0") if "two" in to or not to else well(jobs, to)

    stand = Stand({"one": kit(), "two": kit()}, answer)
    done = ran(stand, "a", root=tmp_path)
    assert [each.state for each in done] == ["checked"]
    (first,), (second,) = stand.handed
    assert (first.token, first.at) == (second.token, second.at)
    assert first.at is not None


@pytest.mark.parametrize("there", [{"two": {}}, {"two": ImportError("No module")}])
def test_where_all_are_others_the_run_ends_with_what_is_other(
    there: Mapping[str, object], tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentFailure, match=r"No worker of tcp://stand:1 .* \(two: "):
        ran(Stand(there, well), "a", root=tmp_path)
    with pytest.raises(EnvironmentFailure, match="has had no worker for 0 seconds"):
        ran(Stand({}, well), "a", root=tmp_path)


def test_what_is_lost_is_handed_out_again_and_what_ends_its_workers_is_not(tmp_path: Path) -> None:
    answers: dict[str, list[object]] = {
        "lost": ["lost", "lost", "lost", "lost", None],
        "gone": [OSError("gone"), None],
        "ends": [Ended("x")],
        "wrong": [ZeroDivisionError("by zero")],
        "never": [OSError("away")] * TRIES,
    }

    def answer(jobs: list[Job], to: frozenset[str]) -> object:
        return answers[jobs[0].member.name].pop(0) or well(jobs, to)

    ended = ran(Stand({"one": kit()}, answer), *answers, root=tmp_path)
    done = {each.review: each for each in ended}
    assert len(ended) == len(done)
    assert not any(answers.values())
    assert done["lost"].state == done["gone"].state == "checked"
    assert (done["ends"].error, done["ends"].exit_code) == (DIED, FAULT)
    assert "ZeroDivisionError: by zero" in done["wrong"].error
    assert "OSError: away" in done["never"].error


def test_what_was_not_written_as_told_is_done_again_and_then_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("x", encoding="utf-8")

    def answer(_jobs: list[Job], _to: frozenset[str]) -> tuple[Done, ...]:
        return (Done(Outcome("a", "published", 0), {"x": "0", "y": "1"}),)

    stand = Stand({"one": kit()}, answer)
    (done,) = ran(stand, "a", root=tmp_path)
    assert len(stand.handed) == TRIES
    assert (done.state, done.exit_code) == ("failed", 4)
    assert "x is not as it was written there, nor are 1 more" in done.error


MANY = [f"r{number:02d}" for number in range(60)]


def test_small_reviews_travel_together_and_the_last_ones_do_not(tmp_path: Path) -> None:
    stand = Stand({"one": kit(), "two": kit()}, well)
    done = ran(stand, *MANY, root=tmp_path)
    assert sorted(each.review for each in done) == MANY
    sizes = [len(each) for each in stand.handed]
    assert max(sizes) == MOST
    assert sizes[-AHEAD * 2 :] == [1] * AHEAD * 2


@pytest.mark.parametrize(
    ("error", "said"), [(Ended("x"), DIED), (ZeroDivisionError("by zero"), "by zero")]
)
def test_one_that_fails_with_others_fails_alone(
    error: Exception, said: str, tmp_path: Path
) -> None:
    def answer(jobs: list[Job], to: frozenset[str]) -> object:
        return error if any(job.member.name == "r30" for job in jobs) else well(jobs, to)

    stand = Stand({"one": kit(), "two": kit()}, answer)
    done = {each.review: each for each in ran(stand, *MANY, root=tmp_path)}
    assert sorted(done) == MANY
    assert [name for name, each in done.items() if each.failed] == ["r30"]
    assert said in done["r30"].error
    chunk, *_, alone = [each for each in stand.handed if any(j.member.name == "r30" for j in each)]
    assert (len(chunk) > 1, len(alone)) == (True, 1)
    # A key that was handed out has its answer for good, and a second try keeps its first moment.
    assert len(set(stand.keys)) == len(stand.keys)
    at = {job.member.name: job.at for job in chunk}
    assert at["r30"] == alone[0].at


def test_what_is_left_of_a_chunk_is_handed_out_again(tmp_path: Path) -> None:
    stand = Stand({"one": kit()}, lambda jobs, to: well(jobs[:2], to))
    done = ran(stand, *MANY, root=tmp_path)
    assert sorted(each.review for each in done) == MANY


def test_long_reviews_travel_alone(tmp_path: Path) -> None:
    def waiting(seconds: float) -> list[Job]:
        some = Waiting()
        for number in range(90):
            some.add(Job(Member(str(number), tmp_path), "update", token=str(number)))
        assert len(some.next(2)) == 1, "nobody knows yet how long one takes"
        some.took(seconds)
        return some.next(2)

    assert [len(waiting(each)) for each in (0.0, LONG / 4, LONG, 9 * LONG)] == [MOST, 4, 1, 1]


def test_few_jobs_are_on_the_cluster_at_a_time(tmp_path: Path) -> None:
    waiting: list[Future] = []

    class Slow(Stand):
        def submit(self, _call: object, jobs: list[Job], *_: object, **__: object) -> Future:
            future = Future(well(jobs, frozenset()))
            waiting.append(future)
            self.most = max(self.most, len(waiting))
            call = future.add_done_callback

            def later(heard: Callable[[Any], None]) -> None:
                if len(waiting) == AHEAD * len(self.there) or len(self.handed) > 20:
                    call(heard)
                    waiting.remove(future)
                else:
                    self.held.append((future, heard))

            future.add_done_callback = later  # type: ignore[method-assign]
            self.handed.append(jobs)
            return future

        held: list[Any]

    stand = Slow({"one": kit(), "two": kit()}, well)
    stand.held = []
    with Cluster(stand, patience=9.0) as engine:  # type: ignore[arg-type]
        for number in range(20):
            engine.submit(Job(Member(str(number), tmp_path), "check"))
        ended = engine.as_completed()
        next(ended)
        assert stand.most == AHEAD * 2
        engine.cancel()


def test_a_difference_names_each_thing_and_both_sides() -> None:
    assert differences(kit(), dict(kit())) == ""
    assert differences({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}) == (
        "b 3 (here 2), c 4 (here not there)"
    )


def test_a_worker_begins_no_further_review_once_it_took_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    jobs = [travelling(Job(Member(name, tmp_path / name), "check")) for name in "abc"]
    told: list[list[str]] = []
    for long in (600.0, -1.0):
        monkeypatch.setattr("living_review.library.on_worker.LONG", long)
        done = worked(jobs, kit())
        assert isinstance(done, tuple)
        assert all(each.outcome.failed for each in done), "there are none"
        told.append([each.outcome.review for each in done])
    assert told == [["a", "b", "c"], ["a"]]
