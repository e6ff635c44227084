"""The main analysis of one comparison, outcome and time point: its trials and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from living_review.protocol import Analysis, Comparison, Outcome, Timepoint
from living_review.synthesis.evidence import Member
from living_review.synthesis.requests import Request, Settings
from living_review.synthesis.scale import Scale

Kind = Literal["pooled", "narrative", "single", "none"]


@dataclass(frozen=True, eq=False)
class MainAnalysis:
    """The trials that answer one question; `members` include those that cannot be pooled.

    `analysis` is the outcome's: the review's choices, with those of the outcome in their place.
    """

    comparison: Comparison
    outcome: Outcome
    timepoint: Timepoint
    members: tuple[Member, ...]
    analysis: Analysis
    scale: Scale

    @cached_property
    def settings(self) -> Settings:
        """How the trials are pooled."""
        return Settings.of(self.analysis, measure=self.outcome.measure)

    @property
    def fewest(self) -> int:
        """How many trials are pooled at least."""
        return self.analysis.fewest

    @cached_property
    def usable(self) -> tuple[Member, ...]:
        """The trials with an effect and a variance."""
        return tuple(member for member in self.members if member.effect.usable)

    @cached_property
    def kind(self) -> Kind:
        """How the trials are brought together."""
        if self.analysis.pools(len(self.usable)):
            return "pooled"
        return ("none", "single")[len(self.members)] if len(self.members) < 2 else "narrative"

    @property
    def benefit(self) -> tuple[float, int] | None:
        """The effect (analysis scale) that is the least benefit, and the sign of its side."""
        least = self.scale.at(self.scale.steps[0]) if self.scale.steps else None
        return None if least is None else (least, self.scale.benefit)


def request(
    members: Sequence[Member],
    settings: Settings,
    *,
    detailed: bool = False,
    benefit: tuple[float, int] | None = None,
) -> Request:
    """Ask for the pool of these trials, each of which must be usable."""
    pairs: list[Any] = [(each.effect.estimate, each.effect.variance) for each in members]
    estimates, variances = zip(*pairs, strict=True)
    several = settings.nested is not None and any(each.effect.parts for each in members)
    parts = tuple(each.effect.parts or (pair,) for each, pair in zip(members, pairs, strict=True))
    tables = tuple(each.effect.tables for each in members) if settings.counted else ()
    return Request(
        estimates, variances, settings, detailed, benefit, parts if several else (), tables
    )


class People(NamedTuple):
    """The people analysed in some trials, and how many of these do not report theirs."""

    n: float | None
    n_missing: int


def participants(members: Sequence[Member]) -> People:
    """Add up the people analysed in these trials, each once; no number where no trial has one."""
    counts = [member.effect.people for member in members]
    known = [count for count in counts if count is not None]
    return People(sum(known) if known else None, len(counts) - len(known))
