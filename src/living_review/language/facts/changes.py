"""What changed since the version before."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("changes.earlier_rules")
class EarlierRules(Fact):
    """What the rules before on trials and instruments would do with the registry as it is now."""

    clauses: tuple[str, ...]
    """Whom or what they would count, or not count."""

    @classmethod
    def example(cls) -> Self:
        return cls(clauses=("Rüsch 2019 and Barbic 2009 would count as well",))
