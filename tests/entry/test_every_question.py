"""Every cell that a person may be asked for, in its words, and what is said of each answer.

`questions.txt` holds the questions of each kind of result; UPDATE_SNAPSHOTS=1 keeps those of now.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from living_review.entry import questions
from living_review.entry.conversation import Conversation, one_of
from living_review.entry.questions import Question, fault
from living_review.entry.trial import parsed
from living_review.ground.errors import BadInput
from living_review.ground.measures import Measure
from living_review.protocol import Outcome
from living_review.registry.columns import TABLES
from living_review.registry.template import LIMITS

KEPT = Path(__file__).with_name("questions.txt")
KINDS = ("means", "medians", "events", "rates")


def outcome(measure: str, **values: Any) -> Outcome:
    unit = {"person_time": {"unit": "person-years"}} if measure in ("IRR", "IRD") else {}
    made = {"id": "mood", "label": "Mood", "measure": measure, "better": "lower", **unit, **values}
    return Outcome.model_validate(made)


def asked(title: str, found: Iterator[Question]) -> Iterator[str]:
    yield f"# {title}"
    for each in found:
        marks = [f"default {each.default!r}"] if each.default else []
        marks += ["required"] * each.required + ["of people"] * each.of_people
        marks += [f"instead of {', '.join(each.instead_of)}"] if each.instead_of else []
        marks += [f"only for {', '.join(sorted(each.only_for))}"] if each.only_for else []
        yield f"{each.table}: {each.words} [{'; '.join(marks)}]"


def everything() -> Iterator[str]:
    header = (*TABLES["trials"].names, "further")
    used = {"country": ["Chile"], "category": [str(n) for n in range(8)],
            "comparator": [str(n) for n in range(9)]}  # fmt: skip
    files: Any = SimpleNamespace(used=lambda column: used.get(column, []))
    yield from asked("a trial", questions.trial(header, files, dt.date(2026, 3, 4)))
    for kind, measure in zip(KINDS, ("SMD", "MD", "RR", "IRR"), strict=True):
        for cluster in (True, False):
            arm = questions.arm(kind, outcome(measure), cluster=cluster, name="usual care")
            yield from asked(f"an arm: {kind}, {cluster=}", arm)
        yield from asked(f"of both arms: {kind}", questions.shared(kind))
    scales = {"instruments": {"BDI": {}, "HDRS": {}}}, {"instruments": {"BDI": {}}}, {}
    for own, counted in itertools.product(scales, (True, False)):
        made = questions.measured("arms", outcome("SMD", **own), counted=counted)
        yield from asked(f"measured: {len(own.get('instruments', ()))}, {counted=}", made)
    better = questions.measured("contrasts", outcome("RR", better="higher"), counted=True)
    yield from asked("of events that are good", better)
    for crossover in (True, False):
        made = questions.contrast(outcome("MD"), crossover=crossover)
        yield from asked(f"a comparison: {crossover=}", made)


def test_every_question_is_as_it_was() -> None:
    text = "\n".join(everything()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("measure", get_args(Measure))
def test_what_an_outcome_is_usually_reported_as_follows_from_its_measure(measure: str) -> None:
    usual = {
        **dict.fromkeys(("RR", "OR", "RD"), "events"),
        **dict.fromkeys(("IRR", "IRD"), "rates"),
        **{"HR": "contrast"},
    }
    assert questions.usual_kind(outcome(measure)) == usual.get(measure, "means")


@pytest.mark.parametrize("measure", ["", *get_args(Measure)])
def test_a_cell_is_asked_for_where_the_measure_has_a_use_for_it(measure: str) -> None:
    row = {"measure": measure.lower()}
    own = {each.column: each for each in questions.contrast(outcome("MD"), crossover=True)}
    for column in ("o_minus_e", "variance"):
        assert own[column].applies(row) == (measure in ("HR", "OR"))
    for column in ("t", "sd_difference"):
        assert own[column].applies(row) == (measure == "MD")
    assert own["se"].applies(row)
    # Of the ways to give a spread, the first that is given is enough.
    for given, later in (("se", "sd_difference"), ("se", "t"), ("sd_difference", "t")):
        assert not own[later].applies({"measure": "MD", given: "1"})
        assert own[later].applies({"measure": "MD", given: ""})


ARMS = TABLES["arms"].names


@pytest.mark.parametrize("name", [*LIMITS, "mean"])
def test_a_number_is_refused_beyond_its_limits_and_taken_at_them(name: str) -> None:
    table = next(t for t in ("arms", "contrasts", "trials") if name in TABLES[t].names)
    whole = TABLES[table].column(name).kind == "whole"
    question = Question(table, name, name)
    limits = LIMITS.get(name)
    if limits is None:
        assert not fault(question, "-1000000", {})
        return
    step = 1.0 if whole else 1e-6
    least = limits.least
    inside = least + step if limits.above else least
    outside = [least] if limits.above else [least - step]
    cells = [(inside, True), *((value, False) for value in outside)]
    if limits.most is not None:
        cells += [(limits.most, True), (limits.most + step, False)]
    for value, fits in cells:
        cell = str(int(value)) if whole else f"{value:.7f}"
        said = fault(question, cell, {})
        assert (said == "") == fits, (cell, said)
        if not fits:
            most = "" if limits.most is None else f" and at most {limits.most:g}"
            at = "above" if limits.above else "at least"
            assert said == f"{name} is {at} {least:g}{most}; correct it from the report."


PAIRS = [
    *(("arms", *each) for each in (
        ("ci_low", "ci_high"), ("ci_low", "mean"), ("mean", "ci_high"), ("min", "max"),
        ("min", "median"), ("q1", "median"), ("median", "q3"), ("q1", "q3"), ("median", "max"),
        ("events", "n"),
    )),
    *(("contrasts", *each) for each in (("ci_low", "estimate"), ("estimate", "ci_high"))),
]  # fmt: skip


@pytest.mark.parametrize(("table", "low", "high"), PAIRS)
def test_of_two_numbers_in_order_the_first_is_not_above_the_second(
    table: str, low: str, high: str
) -> None:
    for first, second in ((4, 5), (5, 5), (6, 5)):
        for column, other, value, known in (
            (low, high, first, second),
            (high, low, second, first),
        ):
            side = "above" if column == low else "below"
            wrong = f"{column} is {side} {other}, which is {known}; correct the one that is wrong."
            said = fault(Question(table, column, ""), str(value), {other: str(known)})
            assert said == (wrong if first > second else "")
            assert not fault(Question(table, column, ""), str(value), {other: ""})
            assert not fault(Question(table, column, ""), str(value), {other: "unreadable"})
    # More events than people can be, where they are counted in time.
    rates = Question(table, low, "", of_people=False)
    assert bool(fault(rates, "6", {high: "5"})) == ((low, high) != ("events", "n"))


def test_an_empty_answer_is_refused_where_the_cell_is_required() -> None:
    for required in (True, False):
        said = fault(Question("arms", "arm", "", required=required), "", {})
        assert said == ("This cell is required." if required else "")
    assert fault(Question("arms", "mean", ""), "many", {})[:1].isupper()
    assert math.isclose(LIMITS["ci_level"].least, 0.5)


# The conversation


class Person:
    """Somebody who says these words, one after the other; what is shown is kept."""

    def __init__(self, *words: str) -> None:
        self.words, self.asked, self.shown = [*words], list[tuple[str, str]](), list[str]()

    def ask(self, question: str, default: str) -> str:
        self.asked.append((question, default))
        return self.words.pop(0) or default

    def say(self, text: str) -> None:
        self.shown.append(text)


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize(
    ("word", "meant"), [("yes", True), ("YES", True), ("no", False), ("", None)]
)
def test_a_yes_is_a_yes_and_an_empty_answer_the_usual(
    word: str, meant: bool | None, default: bool
) -> None:
    person = Person("perhaps", word)
    assert Conversation(person).yes("Is it", default=default) is (
        default if meant is None else meant
    )
    assert person.asked == [("Is it: yes, no", "yes" if default else "no")] * 2
    assert person.shown == ["    Allowed are yes, no."]


def test_one_of_a_list_is_asked_for_with_what_each_means() -> None:
    person = Person("B")
    talk = Conversation(person)
    assert talk.choice("Which", {"only": "it"}) == "only"
    assert talk.choice("Which", {"a": "first", "b": ""}, "a") == "b"
    assert person.asked == [("Which: a (first), b", "a")]
    assert one_of(["Yes"])("yes") == ""
    assert one_of(["Yes"])("y") == "Allowed are Yes."


# The line of a fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "e.yml, line 1: the file must hold keys and values."),
        ("\n- a", "e.yml, line 2: the file must hold keys and values."),
        ("arms: []", "e.yml, line 1: the key 'trial' is missing"),
        ("trial:\n  a: b\n\nother: 1", "e.yml, line 4: unknown key 'other'"),
        ("trial: 1\n", "e.yml, line 1: trial must hold keys and values."),
        ("trial: {a: b}\narms:\n  a: b\n", "e.yml, line 3: 'arms' must be a list of rows"),
        ("trial: {a: b}\narms:\n- 1\n", "e.yml, line 3: arms[1] must hold keys and values."),
        (
            "trial: {a: b}\narms:\n- {a: b}\n- b: [1]\n",
            "e.yml, line 4: arms[2].b must be one value.",
        ),
        ("trial:\n  a: b\n  a: c\n", "e.yml, line 3: the key 'a' is there twice"),
        ("trial:\n  [a]: b\n", "e.yml, line 2: a key must be a word."),
        ("trial: &x {a: b}\narms: [*x]\n", "e.yml: anchors and aliases are not allowed"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parsed(text, "e.yml")
    assert str(refused.value).startswith(said)


def test_values_are_read_as_they_stand() -> None:
    read = parsed(
        "trial: {trial_id: A, n: 0.50, x: '', y: ~, z: yes}\narms: [{n: 1}, {n: '-'}]", "e.yml"
    )
    assert dict(read.trial) == {"trial_id": "A", "n": "0.50", "x": "", "y": "", "z": "yes"}
    assert [row["n"] for row in read.arms] == ["1", "-"]
    assert {row["trial_id"] for row in read.arms} == {"A"}
    assert read.contrasts == ()
