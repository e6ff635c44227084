"""The seven questions with which a review begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from living_review.beginning.commented import protocol_text
from living_review.beginning.planned import (
    EXAMPLE,
    IMPORTANCE,
    Planned,
    PlannedOutcome,
    checked,
    parsed_outcome,
)
from living_review.entry.answers import Create, GoBack
from living_review.entry.conversation import Conversation
from living_review.ground.errors import BadInput
from living_review.ground.measures import NAMES

CSV, BOOK = "csv", "workbook"
_LONGEST_LIST = 50
_STANDS_IN = PlannedOutcome("Outcome", next(iter(NAMES)), "lower")


@dataclass
class Given:
    """What is known before anything is asked: the options of the command line."""

    title: str = ""
    authors: tuple[str, ...] = ()
    population: str = ""
    intervention: str = ""
    comparator: str = ""
    outcomes: tuple[PlannedOutcome, ...] = ()
    trials: str = ""
    file: Path | None = None
    proposed: Path | None = None
    """A file that may hold the trials: it is proposed where that is asked."""
    outcomes_of_the_file: Callable[[Path], bool] = field(default=lambda _file: False)
    """Whether a file says itself which outcomes it has, and how they are analysed."""

    def lacking(self) -> list[str]:
        """Name the options without which nothing can be written."""
        there = {
            "--title": self.title,
            "--author": self.authors,
            "--population": self.population,
            "--intervention": self.intervention,
            "--comparator": self.comparator,
            "--outcome": self.outcomes or (self.file and self.outcomes_of_the_file(self.file)),
        }
        return [option for option, value in there.items() if not value]


def ask(given: Given, talk: Conversation) -> None:
    """Ask for whatever is not given yet; every answer is one that a protocol can hold."""
    given.title = given.title or _text(talk, "What is the review called", "title")
    if not given.authors:
        said = _text(talk, "Who writes it (several names: with ; between)", "authors")
        given.authors = names(said)
    given.population = given.population or _text(talk, "Who is it about", "population")
    given.intervention = given.intervention or _text(
        talk, "What is done for them (as in a sentence: peer support in groups)", "intervention"
    )
    given.comparator = given.comparator or _text(
        talk, "What is it compared with (such as: usual care)", "comparator"
    )
    if not given.trials and given.file is None:
        _where(given, talk)
    if not given.outcomes and not (given.file and given.outcomes_of_the_file(given.file)):
        given.outcomes = _outcomes(talk)


def names(said: str) -> tuple[str, ...]:
    """Take names apart that stand behind one another with a semicolon between."""
    return tuple(filter(None, (each.strip() for each in said.split(";"))))


def _text(talk: Conversation, words: str, key: str) -> str:
    def judge(said: str) -> str:
        if not said:
            return "It is needed; it can be changed later in data/protocol.yml."
        return fault(**{key: names(said) if key == "authors" else said})

    return _said(talk, words, "", judge)


def _said(talk: Conversation, words: str, default: str, judge: Callable[[str], str]) -> str:
    try:
        return talk.ask(words, default, judge)
    except (GoBack, Create):
        talk.tell("    What was answered can be changed later in data/protocol.yml.")
        return _said(talk, words, default, judge)


def fault(**said: object) -> str:
    """Say why a protocol cannot hold an answer; '' where it can."""
    usual: dict[str, object] = {
        **dict.fromkeys(("title", "population", "intervention", "comparator"), "Something"),
        **{"authors": ("Somebody",), "outcomes": (_STANDS_IN,)},
    }
    try:
        checked(protocol_text(Planned(**{**usual, **said}).document()))  # type: ignore[arg-type]
    except BadInput as error:
        return str(error)
    return ""


def _where(given: Given, talk: Conversation) -> None:
    def judge(said: str) -> str:
        if said in (CSV, BOOK) or Path(said).expanduser().is_file():
            return ""
        return f"There is no file {said}; write {CSV}, {BOOK} or the path of a file."

    words = (
        f"Where are the trials: {CSV} (empty tables to fill in), {BOOK} (an empty Excel workbook "
        "with lists to choose from), or the path of a sheet, a Metapsy or a RevMan file"
    )
    said = _said(talk, words, str(given.proposed or CSV), judge)
    if said in (CSV, BOOK):
        given.trials = said
    else:
        given.file = Path(said).expanduser()


def _outcomes(talk: Conversation) -> tuple[PlannedOutcome, ...]:
    talk.tell(
        "  Outcomes, one a line: name, measure (SMD, MD, RR, OR …), higher or lower is better, "
        f"{' or '.join(IMPORTANCE)}."
    )
    found: list[PlannedOutcome] = []

    def judge(said: str) -> str:
        if not said:
            return "" if found else "One outcome is needed at least."
        try:
            outcome = parsed_outcome(said)
        except BadInput as error:
            return str(error)
        return fault(outcomes=(*found, outcome))

    while len(found) < _LONGEST_LIST:
        words = "Another outcome (empty: no more)" if found else f"Outcome, such as: {EXAMPLE}"
        said = _said(talk, words, "", judge)
        if not said:
            break
        found.append(parsed_outcome(said))
    return tuple(found)
