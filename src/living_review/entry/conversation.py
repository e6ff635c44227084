"""One conversation on a terminal: answers that are kept are taken, others asked for until right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from living_review.entry.answers import BACK, Answers, Create, GoBack, Judge
from living_review.registry.cells import trimmed


class Terminal(Protocol):
    """Who is asked."""

    def ask(self, question: str, default: str) -> str:
        """Ask one question; an empty answer takes the default."""
        ...

    def say(self, text: str) -> None:
        """Show a line."""
        ...


def _nothing(answers: Answers) -> None:
    """Keep no answers."""


@dataclass
class Conversation:
    """Who is asked, what was answered, and in which part of the conversation the question stands.

    `keep` is called after every answer. `live` tells whether the last answer was typed now.
    """

    terminal: Terminal
    answers: Answers = field(default_factory=Answers)
    keep: Callable[[Answers], None] = _nothing
    section: str = ""
    heading: str = ""
    live: bool = True
    held: list[str] = field(default_factory=list)
    """What would have been said since the last answer that was only given again."""

    def from_the_start(self) -> None:
        """Hold the conversation again with the answers that are kept, in silence."""
        self.answers.from_the_start()
        self.live, self.section = False, ""
        self.held.clear()

    def choice(self, words: str, allowed: Mapping[str, str], default: str = "") -> str:
        """Ask for one of several words; `allowed` says by word what it means."""
        if len(allowed) == 1:
            return next(iter(allowed))
        listed = ", ".join(
            f"{name} ({label})" if label else name for name, label in allowed.items()
        )
        key = f"{self.section}: {words.strip()}"
        said = self.answer(key, f"{words}: {listed}", default, one_of(allowed))
        return next(name for name in allowed if said.lower() == name.lower())

    def yes(self, words: str, *, default: bool) -> bool:
        """Ask for a yes or no."""
        return self.choice(words, {"yes": "", "no": ""}, "yes" if default else "no") == "yes"

    def answer(self, key: str, words: str, default: str, judge: Judge) -> str:
        """Give an answer that was kept, or ask until there is one that can be right."""
        known = self.answers.known(key)
        if known is not None and not judge(known):
            self.live = False
            self.held.clear()
            self.answers.take(key, known, live=False)
            return known
        before = self.answers.proposed(key)
        said = self.ask(words, default if before is None else before, judge)
        self.answers.take(key, said, live=True)
        self.keep(self.answers)
        return said

    def ask(self, words: str, default: str, judge: Judge) -> str:
        """Ask until the answer can be right; GoBack and Create for what is no answer."""
        if not self.live:
            self.live = True
            self.tell(*([] if self.heading in self.held else [self.heading]), *self.held)
            self.held.clear()
        while True:
            said = trimmed(self.terminal.ask(words, default))
            if said == BACK:
                raise GoBack
            if said.startswith("+") and said[1:].strip().isidentifier():
                raise Create(said[1:].strip())
            if not (wrong := judge(said)):
                return said
            self.terminal.say(f"    {wrong}")

    def head(self, text: str) -> None:
        """Say what is asked for next; again where the conversation goes on from here."""
        self.heading = text
        self.tell(text)

    def tell(self, *texts: str) -> None:
        """Show lines, unless they were shown before the answers that are only given again."""
        if not self.live:
            self.held += texts
            return
        for text in texts:
            self.terminal.say(text)


def one_of(allowed: Iterable[str]) -> Judge:
    """Judge an answer that has to be one of a list."""

    def judge(said: str) -> str:
        known = any(said.lower() == name.lower() for name in allowed)
        return "" if known else f"Allowed are {', '.join(allowed)}."

    return judge
