"""What people decided: what moved beneath it is said, and what nobody can know is said as that."""

from __future__ import annotations

import itertools

import pytest
from sample_documents import findings
from sample_findings import recovery

from living_review.certainty.proposal import Proposal
from living_review.document import evidence_words
from living_review.findings import Domain, Finding, FindingChange
from living_review.findings.certainty import not_recorded
from living_review.language.english import listed
from living_review.living.finding_difference import _decided_otherwise
from living_review.tables import evidence_profile
from living_review.words import change_words, overview, rating_words

STALE = {"decided": -1, "by": "A", "state": "stale"}


def with_imprecision(**update: object) -> Finding:
    found = recovery()
    domains = tuple(
        each.model_copy(update=update) if each.name == "imprecision" else each
        for each in found.certainty.domains
    )
    rating = found.certainty.model_copy(update={"domains": domains})
    return found.model_copy(update={"certainty": rating})


def domain_of(finding: Finding) -> Domain:
    return next(each for each in finding.certainty.domains if each.name == "imprecision")


@pytest.mark.parametrize("moved", ["The rule was changed.", not_recorded()])
def test_a_decision_that_records_nothing_is_not_said_to_be_overtaken(moved: str) -> None:
    found = with_imprecision(**STALE, moved=moved)
    domain, whole = domain_of(found), findings(found)
    told = " ".join(
        (
            rating_words.domain_decision(domain),
            overview.rating_sentence(whole),
            evidence_words.standing_of_decisions(whole),
            evidence_profile.standing_of(domain),
        )
    )
    unknown = moved == not_recorded()
    assert ("has changed since:" in told or "now stale" in told) is not unknown
    assert ("cannot be told whether that has changed" in told) is unknown
    assert "evidence has moved" not in told
    assert "no longer fit" not in told
    assert bool(rating_words.stale_domains(found)) is not unknown


def proposal(*trials: str) -> Proposal:
    return Proposal(
        name="indirectness",
        levels=None,
        rule="indirectness-not-proposed/1",
        threshold="",
        citation="",
        explanation="",
        bands={"the_set_of_trials": listed(trials)},
        members={"the_set_of_trials": trials},
    )


@pytest.mark.parametrize("joined_since", [1, 2, 3])
def test_a_trial_that_joined_is_named_alone(joined_since: int) -> None:
    names = [f"Smith {year}" for year in range(2010, 2024)]
    for new in itertools.islice(itertools.combinations(names, joined_since), 20):
        before = proposal(*(name for name in names if name not in new))
        said = proposal(*names).moved_since(before.fingerprint)
        assert said == f"Since the decision was taken, {listed(list(new))} joined."


def test_a_set_that_differs_in_more_is_counted_and_not_listed() -> None:
    before = proposal("Adams 2001", "Baker 2002")
    said = proposal(*(f"Smith {year}" for year in range(2010, 2024))).moved_since(
        before.fingerprint
    )
    assert said == "Since the decision was taken, the set of trials is another (14 trials now)."


DECIDED = [None, 0, -1, -2]


@pytest.mark.parametrize(
    ("old", "new", "was", "now"), list(itertools.product(DECIDED, DECIDED, (0, -1), (0, -1)))
)
def test_people_decided_otherwise_only_where_somebody_decided(old, new, was, now) -> None:
    first = with_imprecision(decided=old, proposed=was, state="proposed")
    second = with_imprecision(decided=new, proposed=now, state="proposed")
    said = _decided_otherwise(first, second)
    if old == new:
        assert not said
    if said:
        assert (old is not None and old != was) or (new is not None and new != now)


def test_a_decision_is_not_told_as_a_change_of_methods() -> None:
    change = FindingChange(
        comparison="c",
        outcome="o",
        timepoint="t",
        before={},
        after={},
        conclusion_changed=True,
        methods_changed=("what people decided on the rating",),
    )
    (said,) = change_words.caution(change)
    assert "methods" not in said.lower()
    both = change.model_copy(update={"methods_changed": (*change.methods_changed, "the model")})
    assert [("methods" in each) for each in change_words.caution(both)] == [True, False]


@pytest.mark.parametrize("moved", ["The rule was changed.", not_recorded()])
@pytest.mark.parametrize("others", ["proposed", "confirmed"])
def test_beside_decisions_to_look_at_again_proposals_are_not_passed_over(
    moved: str, others: str
) -> None:
    found = with_imprecision(**STALE, moved=moved)
    domains = tuple(
        each if each.name == "imprecision" else each.model_copy(update={"state": others})
        for each in found.certainty.domains
    )
    rating = found.certainty.model_copy(update={"domains": domains})
    told = overview.rating_sentence(findings(found.model_copy(update={"certainty": rating})))
    assert told.endswith("what nobody has decided yet is proposed by rules.") is (
        others == "proposed"
    )
