"""The answers of one conversation: kept one by one, given again, and gone back to.

A conversation is the same for the same answers, so to go back is to hold it again from its
beginning with the answers that are kept, up to the one that is to be changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from living_review.ground.disk import write_whole

BACK, EMPTY = "<", "-"
Judge = Callable[[str], str]


class GoBack(Exception):
    """The person wants the question before this one again."""


class Create(Exception):
    """The person wants a column that the files do not have."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


@dataclass
class Answers:
    """What was answered, by the key of each question, in the order of the questions.

    `again` is the place of the answer to be changed; `place` that of the next question.
    """

    given: list[tuple[str, str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    """Columns to be created, as table.column."""
    again: int | None = None
    place: int = 0

    def known(self, key: str) -> str | None:
        """Give the answer to the next question, where it is to be taken as it was."""
        if self.place == self.again or self.place >= len(self.given):
            return None
        kept, answer = self.given[self.place]
        return answer if kept == key else None

    def proposed(self, key: str) -> str | None:
        """Give an earlier answer to this question, which may have changed its place."""
        later = (answer for kept, answer in self.given[self.place :] if kept == key)
        return next(later, None)

    def take(self, key: str, answer: str, *, live: bool) -> None:
        """Keep an answer in its place; those between, whose questions are gone, are dropped."""
        if live:
            later = range(self.place, len(self.given))
            end = next((i + 1 for i in later if self.given[i][0] == key), self.place)
            self.given[self.place : end] = [(key, answer)]
            self.again = None
        self.place += 1

    def forget(self) -> None:
        """Take the last answer back: it was none, but asked for another question."""
        self.place -= 1
        del self.given[self.place]

    def back(self) -> bool:
        """Go to the question before; False where there is none."""
        if self.place == 0:
            return False
        self.again, self.place = self.place - 1, 0
        return True

    def from_the_start(self) -> None:
        """Hold the conversation again with all that is kept."""
        self.place = 0

    def save(self, path: Path) -> None:
        """Write what is kept."""
        document = {"answers": self.given, "columns": self.columns}
        write_whole(path, json.dumps(document, ensure_ascii=False, indent=0).encode())


def kept(path: Path) -> Answers | None:
    """Read answers that were kept; None where there are none, or nobody can read them."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        given = [(str(key), str(answer)) for key, answer in document["answers"]]
        columns = [str(each) for each in document["columns"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Answers(given, columns) if given else None
