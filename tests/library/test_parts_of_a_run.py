"""The small parts of a run over a library: what each is given, what it gives, and its limits."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.ground import cores as cores_of
from living_review.ground.errors import BadInput, EnvironmentFailure, Locked
from living_review.ground.folder import ReviewFolder
from living_review.library import (
    analysis,
    dask_parts,
    engines,
    kit,
    on_worker,
    seals,
    tasks,
    told,
)
from living_review.library.afar import Done
from living_review.library.engines import Here, Processes
from living_review.library.jobs import FAULT, Job, Moved, Outcome, Result, TrialHeld, failed
from living_review.library.members import Library, Member
from living_review.library.run import RECORD, SCHEMA, Ran, _outcome, _Record, run
from living_review.library.shared_trials import Difference, SharedTrial, shared_trials
from living_review.library.what_if import what_if

DAY = dt.date(2026, 11, 29)
MADE = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


def at(root: Path, **more: Any) -> Job:
    member = Member("a", root, ("t",), more.pop("address", ""), more.pop("listed", ""))
    return Job(member, more.pop("task", "check"), **more)


# A task and its outcome.


@pytest.mark.parametrize(
    ("task", "options", "shows", "writes"),
    [
        ("update", {}, True, True),
        ("update", {"dry_run": False}, True, True),
        ("update", {"dry_run": True}, True, False),
        ("build", {}, True, True),
        ("check", {}, False, False),
        ("analyse", {}, False, False),
    ],
)
def test_what_a_task_asks_for_and_may_leave(
    task: Any, options: Mapping[str, Any], *, shows: bool, writes: bool
) -> None:
    job = at(Path(), task=task, options=options)
    assert (job.shows, job.writes) == (shows, writes)


@pytest.mark.parametrize("days", [-1, 0, 1, None])
def test_a_search_is_overdue_from_the_day_after(days: int | None) -> None:
    due = None if days is None else DAY + dt.timedelta(days)
    assert Outcome("a", "checked", 0, next_search=due).overdue(DAY) is (days == -1)


def test_what_a_task_does_not_tell_is_left_out() -> None:
    assert Outcome("a", "checked", 0).as_json() == {
        **{"review": "a", "state": "checked", "exit_code": 0, "title": "", "version": None},
        **{"set_aside": 0, "seconds": 0.0},
    }
    full = Outcome("a", "failed", 2, error="x", queries=0, next_search=DAY, stale=("s",))
    assert full.failed
    more = {"error": "x", "queries": 0, "next_search": DAY, "stale": ("s",)}
    assert full.as_json() == {**Outcome("a", "failed", 2).as_json(), **more}


@pytest.mark.parametrize(
    ("error", "said", "code"),
    [
        (BadInput("It is bad."), "It is bad.", 2),
        (Locked("It is held."), "It is held.", 5),
        (OSError(2, "No such file", "/x/y"), "/x/y: No such file", 3),
        (OSError("broken"), "broken", 3),
        (
            ZeroDivisionError("z"),
            "A fault of the program, not of your data: ZeroDivisionError: z",
            70,
        ),
    ],
)
def test_whatever_goes_wrong_is_an_outcome(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, code: int
) -> None:
    ticks = iter((10.0, 12.34567))
    monkeypatch.setattr(tasks, "monotonic", lambda: next(ticks))

    def breaks(_: Job) -> Outcome:
        raise error

    done = tasks.told_of(at(Path()), breaks)
    assert (done.state, done.error, done.exit_code) == ("failed", said, code)
    assert (done.seconds, done.topics, done.review) == (2.346, ("t",), "a")


def test_a_listed_folder_without_a_review_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=rf"^l.yml, line 2: {tmp_path} holds no data/protocol.yml"):
        tasks.here(at(tmp_path, listed="l.yml, line 2"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").write_text("review: [\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"data/protocol\.yml, line 1"):
        tasks.here(at(tmp_path, listed="l.yml, line 2"))


def found(**more: Any) -> Any:
    return SimpleNamespace(
        quarantine=more.pop("quarantine", ()),
        review=SimpleNamespace(title="A title"),
        version=SimpleNamespace(number=4),
        queries=("q", "r"),
        currency=SimpleNamespace(next_run=DAY),
    )


STALE = {"comparison": "c", "outcome": "o", "timepoint": "t", "domain": "risk of bias"}


@pytest.mark.parametrize("task", ["build", "check", "analyse"])
@pytest.mark.parametrize("quarantine", [(), ("x", "y", "z")])
def test_how_a_computed_review_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, task: str, quarantine: tuple[str, ...]
) -> None:
    findings, asked_for = found(quarantine=quarantine), []
    made: Mapping[str, Any] = {
        "living_review.runs.build.build": lambda root, **options: (
            asked_for.append((root, options)) or SimpleNamespace(findings=findings, notices=("n",))
        ),
        "living_review.runs.editions.computed": lambda folder, **options: (
            asked_for.append((folder.root, options)) or SimpleNamespace(findings=findings)
        ),
        "living_review.library.analysis.analysed": lambda folder, **options: (
            asked_for.append((folder.root, options)) or (findings, {"queries": 7})
        ),
        "living_review.runs.standing.as_json": lambda _: {"stale": [STALE]},
    }
    for name, value in made.items():
        monkeypatch.setattr(name, value)
    options = {} if task == "check" else {"x": 1}
    done = tasks.here(at(tmp_path, task=task, options=options))
    ((root, given),) = asked_for
    assert (root, given.get("x")) == (tmp_path, options.get("x"))
    if task == "check":
        assert given["as_of"] is None
    assert done == Outcome(
        "a",
        {"build": "built", "check": "checked", "analyse": "analysed"}[task],  # type: ignore[arg-type]
        1 if quarantine else 0,
        title="A title",
        version=4,
        stale=("c/o/t risk of bias",),
        set_aside=len(quarantine),
        queries=7 if task == "analyse" else 2,
        next_search=DAY,
        warnings=("n",) if task == "build" else (),
    )


@pytest.mark.parametrize("quarantined", [0, 2])
@pytest.mark.parametrize("state", ["nothing new", "published", "would publish"])
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("changes", [None, ("A", "B")])
def test_how_an_update_is_told(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    quarantined: int,
    state: Any,
    *,
    known: bool,
    changes: tuple[str, ...] | None,
) -> None:
    moved = changes and SimpleNamespace(conclusions=[SimpleNamespace(name=n) for n in changes])
    done = SimpleNamespace(
        **{"state": state, "quarantined": quarantined, "version": 3, "date": DAY, "changes": moved},
        **{"headline": "h", "stale": ("s",), "warnings": ("w",)},
    )
    latest = SimpleNamespace(title="T", next_search=DAY, next_change=DAY) if known else None
    monkeypatch.setattr("living_review.runs.update.update", lambda _root, **_: done)
    store = SimpleNamespace(latest=lambda: latest)
    monkeypatch.setattr("living_review.living.store.VersionStore", lambda _: store)
    assert tasks.here(at(tmp_path, task="update")) == Outcome(
        "a",
        state,
        1 if quarantined and state != "nothing new" else 0,
        title="T" if known else "",
        version=3,
        date=DAY,
        headline="h",
        conclusions_changed=changes or (),
        stale=("s",),
        set_aside=quarantined,
        next_search=DAY if known else None,
        next_change=DAY if known else None,
        warnings=("w",),
    )


# Results, and what would move.


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("spread", [True, False])
@pytest.mark.parametrize("rated", [True, False])
def test_a_result_has_what_the_finding_has(*, pooled: bool, spread: bool, rated: bool) -> None:
    finding: Any = SimpleNamespace(
        **{"comparison": "c", "outcome": "o", "timepoint": "t", "synthesis": "pooled"},
        **{"comparison_label": "C", "outcome_label": "O", "timepoint_label": "T"},
        **{"measure": "RR", "k": 3, "n": 90},
        pooled=SimpleNamespace(estimate=1.0, ci_low=2.0, ci_high=3.0) if pooled else None,
        heterogeneity=SimpleNamespace(tau2=4.0, i2=5.0) if spread else None,
        certainty=SimpleNamespace(level="low") if rated else None,
    )
    expected = Result("c", "o", "t", "C, O, T", "pooled", "RR", 3, 90)
    expected = replace(expected, estimate=1.0, ci_low=2.0, ci_high=3.0) if pooled else expected
    expected = replace(expected, tau2=4.0, i2=5.0) if spread else expected
    assert analysis._result(finding) == replace(expected, certainty="low" if rated else None)
    change: Any = SimpleNamespace(
        **{"comparison": "c", "outcome": "o", "timepoint": "t", "name": "n"},
        reasons=[SimpleNamespace(sentence="One."), SimpleNamespace(sentence="Two.")],
        before={"b": 1},
        after={"a": 2},
    )
    expected_move = Moved("c", "o", "t", "n", ("One.", "Two."), {"b": 1}, {"a": 2})
    assert analysis._moved(change) == expected_move


@pytest.mark.parametrize("trials", [True, False])
@pytest.mark.parametrize("asked_for", [None, "concerns", "changes", "neither"])
def test_a_review_is_computed_again_where_another_choice_may_change_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked_for: str | None, *, trials: bool
) -> None:
    calls: list[Mapping[str, Any]] = []
    edition = SimpleNamespace(findings=SimpleNamespace(findings=()), tables="edition's")

    def computed(_folder: object, **given: Any) -> object:
        calls.append(given)
        return edition

    moved = SimpleNamespace(conclusions=())
    made: Mapping[str, Any] = {
        "living_review.runs.inputs.pulled": lambda _: "pulled",
        "living_review.runs.editions.computed": computed,
        "living_review.living.difference.difference": lambda _one, _other: moved,
    }
    for name, value in made.items():
        monkeypatch.setattr(name, value)
    monkeypatch.setattr(analysis, "trials_held", lambda _findings, tables: [tables])
    choice: Any = asked_for and SimpleNamespace(
        applied=lambda _: ("otherwise", asked_for == "concerns"),
        analysis={"tau2": "PM"} if asked_for == "changes" else {},
    )
    _, said = analysis.analysed(ReviewFolder(tmp_path), what_if=choice, trials=trials)
    twice = asked_for in ("concerns", "changes")
    expected = ["pulled", "otherwise"] if twice else ["pulled"]
    assert [each["tables"] for each in calls] == expected
    assert [each["as_of"] for each in calls] == [None] * len(expected)
    keys = {"results", *(["trials"] * trials), *(["would_move"] * twice)}
    assert set(said) == keys
    assert said.get("trials", ("edition's",)) == ("edition's",)


def test_a_choice_no_protocol_may_make_is_told_with_its_key() -> None:
    for pairs, start, end in (
        (["x=1"], "--what-if x: no such key", ", retracted."),
        (["analysis.tau2=[a]"], "--what-if tau2: the value is '['a']'; ", "values of each key."),
        (["tau2=XX"], "--what-if tau2: the value is 'XX'; ", "has the values of each key."),
    ):
        with pytest.raises(BadInput) as caught:
            what_if(pairs)
        assert str(caught.value).startswith(start)
        assert str(caught.value).endswith(end)
    asked_for = what_if([" tau2 = PM ", "retracted = 10.1/a", "retracted=NCT01234567"])
    assert asked_for
    assert asked_for.analysis == {"tau2": "PM"}
    assert asked_for.retracted == {"10.1/a", "NCT01234567"} or len(asked_for.retracted) == 2


# A run, and what is kept of it.


class Made(Here):
    """Gives an outcome for each review, without looking into any."""

    def __init__(self, **states: str) -> None:
        super().__init__()
        self.states, self.jobs = states, []  # type: ignore[var-annotated]

    def submit(self, job: Job) -> None:
        self.jobs.append(job)

    def as_completed(self) -> Iterator[Outcome]:
        for job in reversed(self.jobs):
            name = job.member.name
            yield Outcome(name, self.states.get(name, "checked"), 0, title="T", version=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("task", ["update", "build", "check", "analyse"])
@pytest.mark.parametrize("dry", [True, False])
def test_a_run_is_told_as_it_goes_and_kept_where_it_writes(
    tmp_path: Path, task: Any, *, dry: bool
) -> None:
    library = Library(tmp_path, (Member("a", tmp_path / "a"), Member("b", tmp_path / "b")))
    heard: list[tuple[str, int, int]] = []
    engine = Made()
    options = {"dry_run": True} if dry else None
    ran = run(
        *(library, task, engine),
        options=options,
        told=lambda done, number, of: heard.append((done.review, number, of)),
    )
    assert heard == [("b", 1, 2), ("a", 2, 2)]
    assert [each.review for each in ran.outcomes] == ["a", "b"], "in the order of the library"
    assert [(each.member.name, dict(each.options)) for each in engine.jobs] == [
        ("a", options or {}),
        ("b", options or {}),
    ]
    assert (tmp_path / RECORD).exists() is (task in ("update", "build") and not dry)
    assert ran.exit_code == 0


def test_a_run_is_written_with_its_seals_and_its_worst_code(tmp_path: Path) -> None:
    outcomes = (
        Outcome("a", "failed", 3, next_search=DAY - dt.timedelta(1)),
        Outcome("b", "built", 1),
    )
    ran = Ran("build", Library(tmp_path, ()), outcomes, DAY, MADE, 1.5, {"b": "s"})
    assert ran.as_json() == {
        **{"schema": SCHEMA, "task": "build", "made_at": "2026-11-29T12:00:00+00:00"},
        **{"exit_code": 3, "seconds": 1.5},
        "reviews": [
            outcomes[0].as_json() | {"overdue": True},
            outcomes[1].as_json() | {"overdue": False, "seal": "s"},
        ],
    }
    assert replace(ran, outcomes=()).exit_code == 0


WHOLE: Mapping[str, Any] = {"title": "T", "version": 2, "set_aside": 0}


def test_an_outcome_is_read_back_where_it_is_whole(tmp_path: Path) -> None:
    member = Member("a", tmp_path, ("t",))
    plain = Outcome("a", "nothing new", 0, title="T", version=2, topics=("t",))
    assert _outcome(WHOLE, member) == plain
    days = dict.fromkeys(("date", "next_search", "next_change"), "2026-11-29")
    more = {**WHOLE, "set_aside": 3, "headline": "h", "stale": ["x", "y"], **days}
    told_of = dict.fromkeys(days, DAY)
    expected = replace(plain, set_aside=3, headline="h", stale=("x", "y"), **told_of)  # type: ignore[arg-type]
    assert _outcome(more, member) == expected
    assert _outcome({**WHOLE, "date": None, "next_change": ""}, member) == plain
    for name in WHOLE:
        assert _outcome({key: value for key, value in WHOLE.items() if key != name}, member) is None
    for wrong in ({"version": "x"}, {"date": "x"}, {"stale": 3}, {"set_aside": None}):
        assert _outcome({**WHOLE, **wrong}, member) is None


@pytest.mark.parametrize("change", [None, DAY, DAY + dt.timedelta(1)])
@pytest.mark.parametrize(("before", "now"), [("s", "s"), ("s", "other"), ("", ""), ("s", "")])
def test_what_a_record_says_holds_under_its_seal_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dt.date | None, before: str, now: str
) -> None:
    entry = {**WHOLE, "review": "a", "seal": before, "next_change": change}
    document = {"schema": SCHEMA, "reviews": [entry]}
    (tmp_path / RECORD).write_text(json.dumps(document, default=str), encoding="utf-8")
    monkeypatch.setattr("living_review.library.run.all_sealed", lambda each: [(now, 0)] * len(each))
    members = (Member("a", tmp_path / "a"), Member("b", tmp_path / "b"))
    record = _Record(Library(tmp_path, members), "update", DAY)
    (_, known), (_, none) = record.standing()
    holds = before == now == "s" and change != DAY
    assert (known is not None, none) == (holds, None)
    assert record.seals == ({"a": "s"} if holds else {})
    other = _Record(Library(tmp_path, members), "build", DAY)
    assert list(other.standing()) == [(each, None) for each in members]


@pytest.mark.parametrize("state", ["nothing new", "published"])
@pytest.mark.parametrize(("seal", "after"), [("s", "s"), ("s", "t"), ("", "")])
@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("local", [True, False])
def test_a_review_is_sealed_where_nothing_was_new_and_nothing_moved(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    state: Any,
    seal: str,
    after: str,
    *,
    old: bool,
    local: bool,
) -> None:
    of = "living_review.library.run"
    monkeypatch.setattr(f"{of}.all_sealed", lambda each: [(seal, 5)] * len(each))
    monkeypatch.setattr(f"{of}.sealed", lambda _: (after, 5))
    monkeypatch.setattr(f"{of}.settled", lambda latest: old and latest == 5)
    monkeypatch.setattr(f"{of}.can_be_sealed", lambda _: local)
    record = _Record(Library(tmp_path, (Member("a", tmp_path),)), "update", DAY)
    assert len(list(record.standing())) == 1
    record.looked_at(Outcome("a", state, 0))
    record.looked_at(Outcome("stranger", "nothing new", 0))
    sealed = state == "nothing new" and seal == after == "s" and old and local
    assert record.seals == ({"a": "s"} if sealed else {})


@pytest.mark.parametrize(
    ("place", "can"),
    [
        (None, False),
        ({}, False),
        *(({kind: {}}, True) for kind in ("csv", "xlsx", "sqlite", "import")),
        ({"https": {}}, False),
        ({"csv": {}, "git": {}}, False),
        ({"csv": {}, "xlsx": {}}, True),
    ],
)
def test_only_what_lies_inside_is_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Any, *, can: bool
) -> None:
    latest = None if place is None else SimpleNamespace(registry_place=place)
    store = SimpleNamespace(latest=lambda: latest)
    monkeypatch.setattr(seals, "VersionStore", lambda _: store)
    assert seals.can_be_sealed(tmp_path) is can


@pytest.mark.parametrize(("past", "trusted"), [(-1, False), (0, False), (1, True)])
def test_a_file_is_trusted_when_its_time_has_passed(
    monkeypatch: pytest.MonkeyPatch, past: int, *, trusted: bool
) -> None:
    monkeypatch.setattr(seals.time, "time_ns", lambda: 10 * seals.SETTLED)
    assert seals.settled(9 * seals.SETTLED - past) is trusted


def test_cores_are_those_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 5, 7}, raising=False)
    assert cores_of.cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    for count, cores in ((6, 6), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        assert cores_of.cores() == cores


# Words.


def shared(**more: Any) -> SharedTrial:
    names = {"a": "Ash", "b": "Birch"}
    return replace(SharedTrial(("10.1/x", "NCT1"), names, (), {}, ()), **more)


def test_what_several_reviews_hold_is_told_line_by_line() -> None:
    differs = Difference("people randomised", {"a": "1", "b": "2"})
    every = [
        shared(),
        shared(retracted_in=("a",)),
        shared(retracted_in=("a", "b")),
        shared(corrected_in={"b": ("x.y: z", "u.v: w")}, differences=(differs,)),
    ]
    assert list(told.shared(every)) == [
        "Trials in several reviews: 4; of 2 their reviews should hear something.",
        "10.1/x, NCT1 (a, b)",
        "  retracted in a alone",
        "10.1/x, NCT1 (a, b)",
        "  corrected in b: x.y: z; u.v: w",
        "  people randomised: 1 in a, 2 in b",
    ]
    assert [each.to_tell for each in every] == [False, True, False, True]
    assert every[3].as_json() == {
        "known_by": ["10.1/x", "NCT1"],
        "reviews": {"a": "Ash", "b": "Birch"},
        "retracted_in": [],
        "corrected_in": {"b": ["x.y: z", "u.v: w"]},
        "differences": [{"what": "people randomised", "told": {"a": "1", "b": "2"}}],
    }
    for more in (0, 1, 3):
        lines = list(told.shared([every[1]] * (told.MOST_SHOWN + more)))
        assert len(lines) == 1 + 2 * told.MOST_SHOWN + (more > 0)
        assert not more or lines[-1] == f"and {more} more; --json lists them"


def test_workers_that_got_nothing_are_named() -> None:
    engine: Any = SimpleNamespace(refused={"b": "y", "a": "x"})
    said = "Warning: the worker {} was given no review; it is not as here: {}."
    assert list(told.refused(engine)) == [said.format("a", "x"), said.format("b", "y")]
    assert list(told.refused(Here())) == []


def held(review: str, *rows: Mapping[str, str], **more: Any) -> Outcome:
    given = {"doi": "10.1000/x", "registration": None, "status": "included", **more}
    trial = TrialHeld("T", f"in {review}", n_randomised=None, rows=tuple(rows), **given)
    return Outcome(review, "analysed", 0, trials=(trial,))


def test_rows_are_the_same_by_all_that_is_measured_and_compared_by_the_rest() -> None:
    same = {
        **{"table": "arms", "instrument": "PHQ-9", "timepoint": "post", "role": "control"},
        **{"measure": "SMD", "weeks": "12", "stratum": "men", "score": "change"},
    }
    unlike = dict.fromkeys(("outcome", "arm", "source", "notes", "remark"), "x")
    one = {**same, **unlike, "mean": "1e1", "unit": "KG"}
    other = {name: cell.upper() for name, cell in same.items()}
    (trial,) = shared_trials([held("a", one), held("b", {**other, "mean": "10.0", "unit": "kg"})])
    assert trial.differences == ()
    (trial,) = shared_trials([held("a", one), held("b", {**other, "mean": "10.1", "unit": "g"})])
    name = "arms, phq-9, post, control, smd, 12, men, change"
    assert [(each.what, each.told) for each in trial.differences] == [
        (f"{name}: mean", {"a": "1e1", "b": "10.1"}),
        (f"{name}: unit", {"a": "KG", "b": "g"}),
    ]
    for key in same:
        moved = {**other, key: "another", "mean": "7"}
        (trial,) = shared_trials([held("a", one), held("b", moved)])
        assert trial.differences == (), key
    nameless = {"table": "arms", "mean": "7"}
    (trial,) = shared_trials([held("a", {"table": "arms", "mean": "8"}), held("b", nameless)])
    assert trial.differences == ()


# What a process makes reviews with.


def test_a_kit_names_what_decides_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    own = kit.kit()
    assert list(own)[:3] == ["living-review", "files of the program", "Python"]
    assert list(own)[-2:] == ["Pandoc", "fonts of the machine"]
    assert own["numpy"] == metadata.version("numpy")
    assert all(len(own[name]) == kit.SHOWN for name in ("files of the program",))
    assert set(own) > set(kit.PACKAGES)
    assert kit._version("no-package-of-this-name") == "not there"
    import pypandoc

    def missing() -> str:
        raise OSError("no pandoc")

    monkeypatch.setattr(pypandoc, "get_pandoc_version", missing)
    assert kit._pandoc() == "not there"


def test_a_digest_tells_pieces_from_their_sum() -> None:
    given = ([b"a", b"bc"], [b"ab", b"c"], [b"abc"], [b"bc", b"a"], [])
    assert len({kit._digest(iter(each)) for each in given}) == len(given)
    assert kit._digest(iter([b"a"])) == kit._digest(iter([b"a"]))


def test_the_files_of_the_program_are_read_with_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, templates = tmp_path / "p" / "living_review", tmp_path / "p" / "templates"
    for name in ("a.py", "z/b.py", "z/b.pyc", "templates/no"):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_text(name, encoding="utf-8")
    (templates / "en").mkdir(parents=True)
    (templates / "en" / "w").write_text("w", encoding="utf-8")
    monkeypatch.setattr("living_review.ground.own_files.package", lambda: inside)
    monkeypatch.setattr("living_review.ground.own_files.AT_THE_ROOT", ("templates",))
    monkeypatch.setattr("living_review.ground.own_files.own_file", lambda _: templates)
    assert list(kit._own_files()) == [
        *(b"a.py", b"a.py"),
        *(b"z/b.py", b"z/b.py"),
        *(b"templates/en/w", b"w"),
    ]


@pytest.mark.parametrize("number", range(6))
def test_of_many_differences_the_first_are_named(number: int) -> None:
    here = {f"p{each}": "1" for each in range(number)}
    said = kit.differences(here, {})
    assert said.count("not there (here 1)") == min(number, kit.MOST)
    left = number - kit.MOST
    assert (f", and {left} more" in said) is (left > 0)
    assert said.endswith(" more") is (left > 0)


# What carries jobs out.


class Sent:
    """A process that answers as it is told to; one that dies answers nothing more."""

    def __init__(self, answer: Callable[[str], object]) -> None:
        self.answer, self.ended = answer, False

    def submit(self, work: object, job: Job) -> Future[Any]:
        assert work is tasks.carried_out
        done: Future[Any] = Future()
        given = self.answer(job.member.name)
        if isinstance(given, Exception):
            done.set_exception(given)
        else:
            done.set_result(given)
        return done

    def shutdown(self) -> None:
        self.ended = True


def test_a_process_that_dies_is_replaced_and_one_that_errs_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(name: str) -> object:
        given = {"dies": engines.BrokenProcessPool(), "errs": ValueError("v")}
        return given.get(name) or Outcome(name, "checked", 0)

    begun: list[Sent] = []
    monkeypatch.setattr(engines, "_process", lambda: begun.append(Sent(answer)) or begun[-1])
    with Processes(1) as engine:
        for name in ("a", "errs", "b", "dies", "c"):
            engine.submit(Job(Member(name, tmp_path), "check"))
        done = {each.review: each for each in engine.as_completed()}
    assert {name: each.error for name, each in done.items()} == {
        **{"a": "", "b": "", "c": "", "dies": engines.DIED},
        "errs": "A fault of the program: ValueError: v",
    }
    assert {done[name].exit_code for name in ("dies", "errs")} == {FAULT}
    assert [each.ended for each in begun] == [False, True]


def test_what_is_dropped_here_is_not_begun(tmp_path: Path) -> None:
    with Here() as engine:
        engine.submit(at(tmp_path))
        engine.cancel()
        assert list(engine.as_completed()) == []
        engine.submit(at(tmp_path))
    assert list(engine.as_completed()) == []


def test_a_process_begins_with_the_program_and_seldom_looks_for_garbage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    did: list[object] = []
    monkeypatch.setattr(engines, "load", lambda: did.append("loaded"))
    for name in ("collect", "freeze"):
        monkeypatch.setattr(gc, name, lambda name=name: did.append(name))
    monkeypatch.setattr(gc, "set_threshold", did.append)
    engines.begun.__wrapped__()
    assert did == ["loaded", "collect", "freeze", engines.GARBAGE_LIMIT]


@pytest.mark.parametrize("here", [{"a": "1"}, {"a": "2"}])
@pytest.mark.parametrize("fails", [True, False])
def test_a_worker_does_a_job_if_it_is_as_wanted(
    monkeypatch: pytest.MonkeyPatch, here: Mapping[str, str], *, fails: bool
) -> None:
    worker = SimpleNamespace(address="tcp://w:1")
    module = types.ModuleType("distributed")
    module.get_worker = lambda: worker  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "distributed", module)
    monkeypatch.setattr(on_worker, "kit", lambda: here)
    monkeypatch.setattr(on_worker, "begun", lambda: None)

    def done_afar(job: Job, carry: object) -> Done:
        assert carry is tasks.carried_out
        if fails:
            raise BadInput("no")
        return Done(Outcome(job.member.name, "published", 0), {"x": "h"})

    monkeypatch.setattr(on_worker, "done_afar", done_afar)
    answers = on_worker.worked([at(Path())], {"a": "1"})
    if here["a"] == "2":
        assert answers == on_worker.Refused("tcp://w:1", "a 2 (here 1)")
        return
    assert isinstance(answers, tuple)
    (answer,) = answers
    assert answer.outcome.state == ("failed" if fails else "published")
    assert answer.outcome.topics == ("t",)
    assert answer.written == ({} if fails else {"x": "h"})


# Dask, as far as it is relied on.


class Client:
    """Stands for a client of Dask."""

    made: list[Client]
    fails = False

    def __init__(self, address: str, **given: Any) -> None:
        if self.fails:
            raise OSError("away")
        self.address, self.given, self.status, self.closed = address, given, "running", []  # type: ignore[var-annotated]
        self.calls: list[Any] = []
        self.made.append(self)

    def submit(self, *given: Any, **more: Any) -> str:
        self.calls.append((given, more))
        return "future"

    def nthreads(self) -> Mapping[str, int]:
        return {"w1": 1, "w2": 1}

    def run(self, function: Callable[[], object], **more: Any) -> Mapping[str, object]:
        self.calls.append(more)
        return {"w1": function()}

    def close(self, **given: Any) -> None:
        self.closed.append(given)


class Killed(Exception):
    """Stands for what says that workers were ended."""


class Cancelled(Exception):
    """Stands for what says that a job is gone."""


@pytest.fixture
def dask_module(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module: Any = types.ModuleType("distributed")
    module.Client = type("Own", (Client,), {"made": []})
    module.KilledWorker, module.CancelledError = Killed, Cancelled
    module.clusters = []

    class LocalCluster:
        scheduler_address = "tcp://own:1"

        def __init__(self, **given: Any) -> None:
            self.given, self.closed = given, False
            module.clusters.append(self)

        def close(self) -> None:
            self.closed = True
            raise RuntimeError("gone already")

    module.LocalCluster = LocalCluster
    monkeypatch.setitem(sys.modules, "distributed", module)
    return module  # type: ignore[no-any-return]


def test_a_scheduler_is_reached_by_its_address_and_calls_are_handed_on(dask_module: Any) -> None:
    connection = dask_parts.Connection("tcp://h:1")
    (client,) = dask_module.Client.made
    timing = {"timeout": dask_parts.CONNECTS_IN, "set_as_default": False, "name": "living-review"}
    assert (client.address, client.given) == ("tcp://h:1", timing)
    assert (connection.name, dask_module.clusters) == ("tcp://h:1", [])
    for workers, to in ((frozenset("ba"), ["a", "b"]), (frozenset(), None)):
        assert connection.submit(print, 1, 2, key="k", workers=workers) == "future"
        assert client.calls.pop() == ((print, 1, 2), {"key": "k", "pure": False, "workers": to})
    assert connection.workers() == {"w1", "w2"}
    assert connection.asked(lambda: "x", set()) == {}
    assert not client.calls
    assert connection.asked(lambda: "x", {"w2", "w1"}) == {"w1": "x"}
    assert client.calls.pop() == {"workers": ["w1", "w2"], "on_error": "return"}
    # A scheduler that was started again is connected to anew; while it is away there is nobody.
    client.status = "closed"
    assert connection.workers() == {"w1", "w2"}
    assert client.closed == [{"timeout": 1}]
    dask_module.Client.made[-1].status = "closed"
    dask_module.Client.fails = True
    assert (connection.workers(), connection.asked(lambda: "x", {"w"})) == (set(), {})
    connection.close()
    assert dask_module.Client.made[-1].closed[-1] == {}


def test_what_became_of_a_job_is_told_by_its_error(dask_module: Any) -> None:
    connection = dask_parts.Connection("tls://h:1")
    assert len(dask_module.Client.made) == 1
    errors = [Killed(), Cancelled(), OSError(), TimeoutError(), ImportError(), ValueError()]
    assert [connection.ended_workers(each) for each in errors] == [True] + [False] * 5
    assert [connection.is_lost(each) for each in errors] == [False, *[True] * 4, False]


def test_a_cluster_of_this_machine_is_begun_and_ended(dask_module: Any) -> None:
    import dask

    with dask.config.set({"distributed.worker.daemon": True}):
        connection = dask_parts.Connection(dask_parts.LOCAL, 3)
        assert dask.config.get("distributed.worker.daemon") is False
        assert dask.config.get("distributed.worker.profile.enabled") is False
        assert dask.config.get("distributed.admin.tick.interval") == "500ms"
        assert dask.config.get("distributed.admin.system-monitor.interval") == "5s"
    (cluster,) = dask_module.clusters
    assert {name: cluster.given[name] for name in cluster.given if name != "silence_logs"} == {
        **{"n_workers": 3, "threads_per_worker": 1, "processes": True},
        "dashboard_address": None,
    }
    assert dask_module.Client.made[0].address == "tcp://own:1"
    connection.close()
    assert cluster.closed


def test_where_no_scheduler_is_it_is_said(
    dask_module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("h:1", "http://h:1", "Local", ""):
        with pytest.raises(BadInput, match=rf"^--dask is '{address}'; allowed are 'local'"):
            dask_parts.Connection(address)
    for way in dask_parts._WAYS:
        dask_parts.Connection(f"{way}h:1")
    dask_module.Client.fails = True
    with pytest.raises(EnvironmentFailure, match="scheduler at tcp://h:1 does not answer"):
        dask_parts.Connection("tcp://h:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EnvironmentFailure, match=r"pip install 'living-review\[dask\]'"):
        dask_parts.Connection("tcp://h:1")


def test_a_failure_names_its_review_and_topics() -> None:
    assert failed(at(Path()), "x", 4) == Outcome("a", "failed", 4, error="x", topics=("t",))
