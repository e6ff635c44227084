"""What a GRADE rule proposes, and the fingerprint by which a later change is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from living_review.findings import Domain, DomainName
from living_review.findings.certainty import Scalar
from living_review.synthesis.wording import counted, joined

SHORT = 8
# So many that joined at once are found by trying which of them were not there.
MOST_JOINED = 3
RULE_CHANGED = "The rule was changed after the decision was taken."


@dataclass(frozen=True)
class Proposal:
    """One domain as a rule sees it.

    `levels` is None where the rule lacks what it needs: not assessed, which is neither good nor
    bad. `bands` say on which side of each threshold every input lies: a decision holds as long as
    they stay what they were. `members` are what a band that names a set consists of.
    """

    name: DomainName
    levels: int | None
    rule: str
    threshold: str
    citation: str
    explanation: str
    inputs: Mapping[str, Scalar] = field(default_factory=dict)
    bands: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
            return RULE_CHANGED
        moved = [
            self._moved(name, before)
            for name, before, after in zip(names, then[1:], now[1:], strict=True)
            if before != after
        ]
        if not moved and self._same_rule(then[0]):
            return "The rule now proposes something else than when the decision was taken."
        if not moved:
            return RULE_CHANGED
        return f"Since the decision was taken, {'; '.join(moved)}."

    def _same_rule(self, before: str) -> bool:
        """Tell whether the first part of a fingerprint is of this rule, whatever it proposed."""
        return before in {_digest(f"{self.rule}={levels}") for levels in (None, *range(-3, 3))}

    def _moved(self, name: str, before: str) -> str:
        """Say what became of a band; of a set, who joined or left where that can be found out."""
        words = name.replace("_", " ")
        now = self.members.get(name)
        if now is None:
            return f"{words} is now {self.bands[name]}"
        for number in range(1, min(MOST_JOINED, len(now)) + 1):
            for joined_since in combinations(now, number):
                rest = [each for each in now if each not in joined_since]
                if _digest(f"{name}={joined(rest)}") == before:
                    return f"{joined(list(joined_since))} joined"
        return f"{words} is another ({counted(len(now), 'trial')} now)"

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
            state="not assessed" if self.levels is None else "proposed",
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:SHORT]
