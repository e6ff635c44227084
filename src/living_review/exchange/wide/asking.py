"""Asking a person for what no header says: sides of arms, outcomes, times, which way is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from living_review.exchange.decisions import one_line
from living_review.exchange.wide.proposal import Proposal, ProposedArm, ProposedResult
from living_review.ground.measures import RATIOS
from living_review.protocol import IDENTIFIER
from living_review.registry.columns import MEASURES


class Terminal(Protocol):
    """Who is asked."""

    def ask(self, question: str, default: str) -> str:
        """Ask one question; an empty answer takes the default."""
        ...

    def say(self, text: str) -> None:
        """Show a line."""
        ...


@dataclass
class _Asked:
    terminal: Terminal
    draft: Proposal
    sides: dict[str, str] = field(default_factory=dict)
    ways: dict[tuple[str, str], str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)

    def choice(self, words: str, allowed: Sequence[str], default: str = "") -> str:
        """Ask until the answer is allowed; an empty one without a default leaves it open."""
        while True:
            said = self.terminal.ask(f"{words} ({', '.join(allowed)})", default).strip()
            found = [each for each in allowed if each.casefold() == said.casefold()]
            if found or not said:
                return found[0] if found else ""
            self.terminal.say(f"    Allowed are {', '.join(allowed)}; empty leaves it open.")

    def identifier(self, words: str, known: Sequence[str], more: Sequence[str] = ()) -> str:
        """Ask for an id of the protocol, or of a protocol that is still to be written."""
        if known:
            return self.choice(words, [*known, *more])
        while True:
            said = self.terminal.ask(f"{words} (an id{''.join(f', or {m}' for m in more)})", "")
            if not said or said in more or IDENTIFIER.fullmatch(said):
                return said
            self.terminal.say("    An id has letters, digits, '_', '.' and '-'.")


def complete(draft: Proposal, terminal: Terminal) -> None:
    """Ask for every blank of a draft; an empty answer leaves it blank."""
    asked = _Asked(terminal, draft)
    terminal.say("An empty answer leaves it open; it can be filled in later in the mapping.")
    if draft.ask_decimal and not draft.decimal:
        draft.decimal = asked.choice("Decimal mark of the numbers", ["comma", "point"])
    for arm in draft.arms:
        _side(arm, asked)
    for result in draft.results:
        _result(result, asked)
    if draft.judged and not draft.tool:
        draft.tool = asked.choice("Tool of the risk-of-bias judgements", ["RoB2", "RoB1"])


def _result(result: ProposedResult, asked: _Asked) -> None:
    asked.terminal.say(f"\n{result.about}")
    columns = [name for arm in result.arms for name in arm.columns.values()]
    if columns:
        said = ", ".join(one_line(name, 40) for name in dict.fromkeys(columns))
        asked.terminal.say(f"  in the columns {said}")
    for arm in result.arms:
        _side(arm, asked)
    if not result.outcome:
        said = asked.identifier("  Outcome", asked.draft.outcomes, ["skip"])
        if said == "skip":
            result.skip = True
            return
        result.outcome = said
    if not result.timepoint:
        known = asked.times.get(result.said_time, "")
        said = known or asked.identifier("  Time point", asked.draft.timepoints, ["skip"])
        if said == "skip":
            result.skip = True
            return
        result.timepoint = said
        if result.said_time:
            asked.times[result.said_time] = said
    if result.better is None:
        key = (result.outcome or result.about, result.instrument)
        if key not in asked.ways:
            asked.ways[key] = asked.choice(
                f"  Which values of {result.outcome or 'it'} are better, as measured",
                ["higher", "lower"],
            )
        result.better = {"higher": True, "lower": False}.get(asked.ways[key])
    if result.contrast and not result.measure:
        result.measure = asked.choice("  Measure of the effect", MEASURES)
        if result.measure in RATIOS and not result.log:
            result.log = asked.choice("  Is it written as its logarithm", ["yes", "no"]) == "yes"
    if result.contrast and not result.sign:
        result.sign = asked.choice(
            "  What does a positive effect mean",
            [
                "positive-favours-intervention",
                "negative-favours-intervention",
                "intervention-minus-control",
            ],
        )


def _side(arm: ProposedArm, asked: _Asked) -> None:
    if arm.role:
        return
    if arm.arm not in asked.sides:
        columns = ", ".join(one_line(name, 40) for name in arm.columns.values())
        words = f"  Side of '{arm.arm}', columns {columns}"
        asked.sides[arm.arm] = asked.choice(words, ["intervention", "control"])
    arm.role = asked.sides[arm.arm]
