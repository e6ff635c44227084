"""The rules of GRADE that this program knows: the one list of what looks at which domain.

A rule is a module of this room. Its id carries a version, which goes up when the rule proposes
something else from the same inputs: decisions that were taken on it are stale from then on.
`docs/explanation/grade.md` lists the ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from living_review.certainty import imprecision as imprecision_pooled
from living_review.certainty import (
    imprecision_apart,
    inconsistency,
    indirectness,
    publication_bias,
    risk_of_bias,
    upgrade,
)
from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal
from living_review.findings import DomainName


@dataclass(frozen=True)
class DomainRule:
    """What proposes the levels of one domain, and the ids that its proposals may carry.

    A domain has several ids where trials that are pooled, and trials that are not, are looked at
    in other ways.
    """

    propose: Callable[[Case], Proposal]
    ids: tuple[str, ...]


DOMAIN_RULES: Mapping[DomainName, DomainRule] = MappingProxyType(
    {
        "risk_of_bias": DomainRule(risk_of_bias.risk_of_bias, (risk_of_bias.RULE,)),
        "inconsistency": DomainRule(
            inconsistency.inconsistency, (inconsistency.RULE, inconsistency.RULE_APART)
        ),
        "indirectness": DomainRule(indirectness.indirectness, (indirectness.RULE,)),
        "imprecision": DomainRule(
            imprecision_pooled.imprecision,
            (
                imprecision_pooled.RULE,
                imprecision_pooled.RULE_BARE,
                imprecision_apart.RULE,
                imprecision_apart.RULE_PEOPLE,
            ),
        ),
        "publication_bias": DomainRule(publication_bias.publication_bias, (publication_bias.RULE,)),
        "upgrade": DomainRule(upgrade.upgrade, (upgrade.RULE,)),
    }
)
RULES: Mapping[DomainName, Callable[[Case], Proposal]] = MappingProxyType(
    {domain: rule.propose for domain, rule in DOMAIN_RULES.items()}
)
