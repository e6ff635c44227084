"""What is asked and said when people answer anything and the checks find anything.

The answers are drawn, the checks a stand-in that doubts, refuses or passes an entry by its letters.
`many_talks.txt` holds the first talks word by word, and of the others how long they are and a sum;
UPDATE_SNAPSHOTS=1 keeps those of now.
"""

from __future__ import annotations

import os
import random
import re
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.entry import asking
from living_review.entry.answers import BACK, EMPTY
from living_review.entry.conversation import Conversation
from living_review.entry.plan import Said
from living_review.entry.trial import TrialEntry
from living_review.ground.errors import BadInput
from living_review.protocol import Outcome
from living_review.registry.columns import TABLES

KEPT = Path(__file__).with_name("many_talks.txt")
TALKS, IN_FULL, MOST_ASKED = 60, 3, 250
ANYTHING = ("", "", "5", "0.5", "2020", "A2026", "x", EMPTY, "2026-01-02", "10.1000/x", "12.5")
RARELY = (BACK, "+stratum", "+country", "+nothing", "maybe")
OFFERED = re.compile(r"(?:: |, )([\w.-]+(?: out| in)?)(?: \([^)]*\))?(?=,|$)")
LACKING = {"arms": ("stratum",), "trials": ("country",), "contrasts": ("se",)}


class Person:
    """Answers with one of the words that are offered, or anything."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.heard: list[str] = []
        self.asked = 0

    def ask(self, question: str, default: str) -> str:
        self.asked += 1
        if self.asked > MOST_ASKED:
            raise KeyboardInterrupt
        listed = re.search(r"\(([^()]* \| [^()]*)\)", question)
        offered = listed[1].split(" | ") if listed else OFFERED.findall(question)
        pool = (*offered, *offered) or ANYTHING
        if (draw := self.chance.random()) < 0.12:
            pool = RARELY if draw < 0.03 else ANYTHING
        said = self.chance.choice(pool)
        if "results to enter" in question and self.chance.random() < 0.5:
            said = "no"
        self.heard.append(f"{question} [{default}] {said}")
        return said or default

    def say(self, text: str) -> None:
        self.heard.append(text)


def checked(entry: TrialEntry, last: set[str]) -> Any:
    """Find the same in the same entry: nothing, errors, doubts, or that it cannot be read.

    At the `last` look an entry in which nothing was found before may be wrong as a whole.
    """
    if entry.as_json() in last and zlib.crc32(entry.as_json().encode()) % 3 == 0:
        odd = (Said("trials", None, "", "As a whole it is odd."),)
        return SimpleNamespace(errors=odd, queries=())
    last.add(entry.as_json())
    chance = random.Random(zlib.crc32(entry.as_json().encode()))
    rows = list(entry.rows())
    draw = chance.random()
    if draw < 0.1:
        raise BadInput("It cannot be read.", "Not at all.")
    found = []
    for _ in range(0 if draw < 0.6 else chance.randint(1, 2)):
        table, i, cells = chance.choice(rows)
        column = chance.choice([*cells, "status", ""])
        place = chance.choice((i, i, i, None))
        found.append(Said(table, place, column, f"{table} {place} {column}: it is odd."))
    errors = tuple(each for each in found if chance.random() < 0.5)
    doubts = tuple(each for each in found if each not in errors)
    return SimpleNamespace(errors=errors, queries=doubts)


def protocol() -> Any:
    scales = {"BDI": {"higher_is_better": False}, "QoL": {"higher_is_better": True}, "VAS": {}}
    own = (("mood", "SMD", {"instruments": scales}), ("death", "RR", {}), ("falls", "IRR", {}))
    unit = {"person_time": {"unit": "person-years"}}
    outcomes = tuple(
        Outcome.model_validate(
            {"id": name, "label": name.title(), "measure": measure, "better": "lower", **more}
            | (unit if measure == "IRR" else {})
        )
        for name, measure, more in own
    )
    times = tuple(SimpleNamespace(id=each, label=f"at {each}") for each in ("post", "later"))
    sides = {"intervention": "help", "comparator": "no help", "include": {}, "exclude": {}}
    comparison = SimpleNamespace(id="c", label="Help", **sides)
    return SimpleNamespace(outcomes=outcomes, timepoints=times, comparisons=(comparison,))


def talk(seed: int) -> str:
    headers = {
        name: tuple(each for each in TABLES[name].names if each not in LACKING.get(name, ()))
        for name in ("trials", "arms", "contrasts", "risk_of_bias")
    }
    used = {"trial_id": ["A2026"], "category": ["one", "two"]}
    files: Any = SimpleNamespace(headers=headers, used=lambda column: used.get(column, []))
    person = Person(seed)
    shown = lambda plan: person.say(f"shown: {len(plan.queries)}")  # noqa: E731
    guide = asking.Guide(
        Conversation(person), protocol(), files, partial(checked, last=set()), shown,
        writes=seed % 5 != 1, assured=seed % 5 == 2,
    )  # fmt: skip
    try:
        found = guide.trial()
        person.say(found.as_json() if found else "Nothing is written.")
    except KeyboardInterrupt:
        person.say("Broken off.")
    return "\n".join(person.heard)


def lines() -> Iterator[str]:
    for seed in range(TALKS):
        told = talk(seed)
        yield f"# {seed}: {len(told.splitlines())} lines, {zlib.crc32(told.encode()):08x}"
        if seed < IN_FULL:
            yield told


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795888800")


def test_many_talks_go_as_they_went() -> None:
    told = "\n".join(lines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS") or not KEPT.exists():
        KEPT.write_text(told, "utf-8")
    assert told == KEPT.read_text("utf-8")
