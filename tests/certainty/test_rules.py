"""Which rule of a domain looks at which case, and that a proposal carries an id of its domain."""

from __future__ import annotations

import pytest
from tests.certainty.test_imprecision import with_errors

from living_review.certainty.case import case_of
from living_review.certainty.rules import DOMAIN_RULES

TWO = [(0.3, 0.21, 0.4), (0.35, 0.1, 0.6)]
OF_EVERY_CASE = {
    "risk_of_bias": "risk-of-bias-by-weight/2",
    "indirectness": "indirectness-not-proposed/1",
    "publication_bias": "publication-bias-asymmetry-and-selection/2",
    "upgrade": "upgrade-randomised/1",
}


def pooled(case, outcome):
    return case(outcome(), (0.3, 0.1, 0.6), trials=[(0.3, 0.1, 0.6)] * 3)


def bare(case, outcome):
    odds = outcome("OR", "lower", thresholds=None, baseline_risks=())
    return case(odds, (0.8, 0.7, 0.9), trials=[(0.8, 0.7, 0.9)] * 3)


def apart(case, outcome):
    return with_errors(case(outcome(), trials=TWO))


def by_people(case, outcome):
    found = apart(case, outcome)
    first, last = found.finding.trials
    last = last.model_copy(update=dict.fromkeys(("se", "ci_low", "ci_high")))
    finding = found.finding.model_copy(update={"trials": (first, last)})
    return case_of(finding, found.outcome, {}, found.currency, 10)


@pytest.mark.parametrize(
    ("made", "imprecision", "inconsistency"),
    [
        (pooled, "imprecision-thresholds/2", "inconsistency-ranges/2"),
        (bare, "imprecision-no-difference/2", "inconsistency-ranges/2"),
        (apart, "imprecision-intervals/1", "inconsistency-ranges/2"),
        (by_people, "imprecision-participants/2", "inconsistency-directions/2"),
    ],
)
def test_the_rule_that_looks_at_a_case(case, outcome, made, imprecision, inconsistency):
    found = made(case, outcome)
    given = {domain: rule.propose(found).rule for domain, rule in DOMAIN_RULES.items()}
    assert given == {"imprecision": imprecision, "inconsistency": inconsistency, **OF_EVERY_CASE}


@pytest.mark.parametrize("made", [pooled, bare, apart, by_people])
def test_a_proposal_is_of_its_domain_and_carries_one_of_its_ids(case, outcome, made):
    for domain, rule in DOMAIN_RULES.items():
        proposal = rule.propose(made(case, outcome))
        assert proposal.name == domain
        assert proposal.rule in rule.ids


@pytest.mark.parametrize("made", [pooled, bare, apart, by_people])
def test_what_becomes_of_every_band_can_be_said(case, outcome, made):
    for rule in DOMAIN_RULES.values():
        proposal = rule.propose(made(case, outcome))
        before = "-".join("0" * 8 for _ in proposal.fingerprint.split("-"))
        said = proposal.moved_since(before)
        assert said.count(";") == max(0, len(proposal.bands) - 1)


# A band is a part of the fingerprint of a decision, in the order of names: under another name,
# every decision that was taken on it would be stale.
_OF_A_POOL = ["the_information", "the_interval", "what_is_counted_under_inconsistency"]
BANDS = {
    "imprecision-intervals/1": [
        *("the_information", "the_trials_intervals", "what_the_intervals_leave_open"),
    ],
    "imprecision-no-difference/2": _OF_A_POOL,
    "imprecision-participants/2": ["the_information", "the_trials_intervals"],
    "imprecision-thresholds/2": _OF_A_POOL,
    "inconsistency-directions/2": ["the_estimates"],
    "inconsistency-ranges/2": [
        *("a_subgroup_that_could_explain", "benefit_contradicted_by_harm"),
        *("the_evidence_that_is_contradicted", "the_intervals", "the_range_of_the_estimates"),
    ],
    "indirectness-not-proposed/1": ["the_set_of_trials"],
    "publication-bias-asymmetry-and-selection/2": [
        *("asymmetry", "completed_trials_without_results", "funding", "selection"),
    ],
    "risk-of-bias-by-weight/2": [
        *("effect_without_high_risk", "weight_at_high_risk", "weight_at_low_risk"),
        "weight_not_judged",
    ],
    "upgrade-randomised/1": [],
}


def test_the_bands_of_a_rule_keep_their_names(case, outcome):
    found = {
        proposal.rule: sorted(proposal.bands)
        for made in (pooled, bare, apart, by_people)
        for rule in DOMAIN_RULES.values()
        for proposal in [rule.propose(made(case, outcome))]
    }
    assert found == BANDS


def test_information_that_no_rule_asks_about_is_a_band_of_its_own(case, outcome):
    proposal = DOMAIN_RULES["imprecision"].propose(apart(case, outcome))
    assert proposal.bands["the_information"] == "not asked"
