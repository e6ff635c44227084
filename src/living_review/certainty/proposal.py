"""What a GRADE rule proposes, and the fingerprint by which a later change is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, cast

from living_review.certainty import marks
from living_review.findings import Domain, DomainName
from living_review.findings.certainty import Scalar
from living_review.language import say
from living_review.language.facts import decisions as facts
from living_review.language.facts.ranges import EstimatesIn, Extent

SHORT = 8
# So many that joined at once are found by trying which of them were not there.
MOST_JOINED = 3
Told = facts.Levels | Extent | EstimatesIn | str


@dataclass(frozen=True)
class Proposal:
    """One domain as a rule sees it.

    `levels` is None where the rule lacks what it needs: not assessed, which is neither good nor
    bad. `bands` say on which side of each threshold every input lies: a decision holds as long as
    they stay what they were. They are marks (`certainty.marks`); `told` tells those that are no
    words of a fixed list. `members` are what a band that names a set consists of.
    """

    name: DomainName
    levels: int | None
    rule: str
    threshold: str
    citation: str
    explanation: str
    inputs: Mapping[str, Scalar] = field(default_factory=dict)
    bands: Mapping[facts.Input, str] = field(default_factory=dict)
    told: Mapping[facts.Input, Told] = field(default_factory=dict)
    members: Mapping[facts.Input, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The rule and its proposal, then one short hash a band, in the order of their names.

        Values that move without crossing a threshold leave it as it is.
        """
        parts = [_digest(f"{self.rule}={self.levels}")]
        parts += [_digest(f"{name}={self.bands[name]}") for name in sorted(self.bands)]
        return "-".join(parts)

    def recognises(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint has anything in common with this proposal's."""
        return not set(fingerprint.split("-")).isdisjoint(self.fingerprint.split("-"))

    def moved_since(self, fingerprint: str) -> str | None:
        """Say in a sentence what has crossed a threshold since a fingerprint, if anything has."""
        if fingerprint == self.fingerprint:
            return None
        then, now = fingerprint.split("-"), self.fingerprint.split("-")
        names = sorted(self.bands)
        if len(then) != len(now):
            return say(facts.RuleChanged(what="rule"))
        moved = tuple(
            self._moved(name, before)
            for name, before, after in zip(names, then[1:], now[1:], strict=True)
            if before != after
        )
        if moved:
            return say(facts.Moved(changes=moved))
        return say(facts.RuleChanged(what="proposal" if self._same_rule(then[0]) else "rule"))

    def _same_rule(self, before: str) -> bool:
        """Tell whether the first part of a fingerprint is of this rule, whatever it proposed."""
        return before in {_digest(f"{self.rule}={levels}") for levels in (None, *range(-3, 3))}

    def _moved(
        self, name: facts.Input, before: str
    ) -> facts.Crossed | facts.Joined | facts.OtherTrials:
        """Tell what became of a band; of a set, who joined or left where that can be found out."""
        now = self.members.get(name)
        if now is None:
            if told := self.told.get(name):
                return facts.Crossed(what=name, at=None, now=told)
            return facts.Crossed(what=name, at=cast("facts.Standing", self.bands[name]), now="")
        for number in range(1, min(MOST_JOINED, len(now)) + 1):
            for joined_since in combinations(now, number):
                rest = [each for each in now if each not in joined_since]
                if _digest(f"{name}={marks.joined(rest)}") == before:
                    return facts.Joined(trials=joined_since)
        return facts.OtherTrials(trials=len(now))

    def domain(self) -> Domain:
        """Give the domain as proposed, nobody having decided."""
        return Domain(
            name=self.name,
            proposed=self.levels,
            rule=self.rule,
            inputs=dict(self.inputs),
            threshold=self.threshold,
            citation=self.citation,
            explanation=self.explanation,
            inputs_hash=self.fingerprint,
            state=self._state(),
        )

    def _state(self) -> Literal["not assessed", "proposed"]:
        return "not assessed" if self.levels is None else "proposed"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:SHORT]
