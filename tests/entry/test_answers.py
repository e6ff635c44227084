"""Answers that are kept: whoever goes back, slips or breaks off ends where a straight way ends."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from living_review.entry.answers import BACK, Answers, GoBack, kept
from living_review.entry.conversation import Conversation, one_of

RIGHT = {"name": "Smith", "kind": "means", "n": "60", "mean": "5", "events": "7", "more": "no"}


class Person:
    """Answers rightly in the end, and before that goes back, slips and breaks off."""

    def __init__(self, chance: random.Random | None) -> None:
        self.chance = chance
        self.said: list[str] = []

    def ask(self, question: str, default: str) -> str:
        what = question.split(":", 1)[0].split(" of ")[0].strip()
        draw = 1.0 if self.chance is None else self.chance.random()
        if draw < 0.10:
            return BACK
        if draw < 0.16:
            return "nonsense"
        if draw < 0.22:
            raise KeyboardInterrupt
        if draw < 0.30 and what == "kind":
            return "events"  # another way, with other questions
        return RIGHT[what]

    def say(self, text: str) -> None:
        self.said.append(text)


def whole(talk: Conversation) -> dict[str, str]:
    """Hold a conversation whose questions depend on the answers."""

    def number(said: str) -> str:
        return "" if said.isdigit() else "A number is needed."

    name = talk.answer("name", "name", "", lambda said: "" if said != "nonsense" else "No name.")
    found = {"name": name, "kind": talk.choice("kind", {"means": "", "events": ""})}
    for arm in ("1", "2"):
        talk.section = f"arm {arm}"
        for column in ("n", "mean" if found["kind"] == "means" else "events"):
            key = f"{talk.section}: {column}"
            found[key] = talk.answer(key, f"{column} of {arm}", "", number)
    talk.section = "end"
    # The last look, at which a wrong way is seen and gone back from.
    talk.choice("more", {"no": ""} | {"yes": ""})
    return found


def held(path: Path, chance: random.Random | None) -> dict[str, str]:
    answers = Answers()
    while True:
        talk = Conversation(Person(chance), answers, lambda given: given.save(path))
        try:
            while True:
                talk.from_the_start()
                try:
                    found = whole(talk)
                    if found["kind"] == "means":
                        return found
                    answers.again = answers.given.index((": kind", "events"))
                except GoBack:
                    answers.back()
        except KeyboardInterrupt:
            answers = kept(path) or Answers()


@pytest.mark.parametrize("seed", range(40))
def test_every_way_through_a_conversation_ends_where_the_straight_one_does(
    seed: int, tmp_path: Path
) -> None:
    straight = held(tmp_path / "straight.json", None)
    assert held(tmp_path / "answers.json", random.Random(seed)) == straight


def test_what_nobody_can_read_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    for text in ("", "[]", "{}", '{"answers": 3, "columns": []}', "\x00"):
        path.write_text(text, encoding="utf-8")
        assert kept(path) is None
    assert kept(tmp_path / "none.json") is None


def test_an_answer_is_one_of_a_list_in_any_case() -> None:
    judge = one_of(["means", "events"])
    assert judge("MEANS") == ""
    assert judge("") == "Allowed are means, events."


def test_from_the_first_question_no_way_leads_back() -> None:
    answers = Answers([("a", "1"), ("b", "2")], place=1)
    assert answers.back()
    assert (answers.again, answers.place) == (0, 0)
    assert (answers.known("a"), answers.proposed("a")) == (None, "1")
    assert not answers.back()
    assert answers.again == 0
