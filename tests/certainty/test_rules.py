"""Which rule of a domain looks at which case, and that a proposal carries an id of its domain."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest
from tests.certainty.test_imprecision import with_errors

from living_review.certainty import (
    imprecision,
    imprecision_apart,
    inconsistency,
    publication_bias,
    risk_of_bias,
)
from living_review.certainty.case import case_of
from living_review.certainty.information import Enough
from living_review.certainty.rules import DOMAIN_RULES
from living_review.language import Words
from living_review.language.facts.decisions import STANDINGS, Crossed, Input, Standing
from living_review.language.facts.method_changes import RuleChanged
from living_review.language.sandbox import PROGRAM_TEMPLATES

SETS = sorted(path.parent.name for path in PROGRAM_TEMPLATES.glob("*/words"))

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


GIVEN = [
    *((risk_of_bias._side, name) for name in ("weight_at_low_risk", "weight_at_high_risk")),
    (risk_of_bias._half, "weight_not_judged"),
    (inconsistency._overlap, "the_intervals"),
    (inconsistency._share, "the_evidence_that_is_contradicted"),
    (inconsistency._share, "benefit_contradicted_by_harm"),
    (inconsistency._lie, "the_estimates"),
    (imprecision._nearness, "the_interval"),
    (imprecision_apart._crossing, "the_trials_intervals"),
    (imprecision_apart._enough, "the_information"),
    (publication_bias._asymmetry_band, "asymmetry"),
    (publication_bias._selection_band, "selection"),
    (publication_bias._funding_band, "funding"),
    (publication_bias._missing_band, "completed_trials_without_results"),
]


@pytest.mark.parametrize(("gives", "name"), GIVEN, ids=[name for _, name in GIVEN])
def test_wherever_a_rule_may_place_an_input_is_listed(gives, name):
    assert set(get_args(get_type_hints(gives)["return"])) <= set(STANDINGS[name])


def test_no_standing_is_listed_that_nothing_has():
    assert set(get_args(Enough)) <= set(STANDINGS["the_information"])
    assert {each for own in STANDINGS.values() for each in own} == set(get_args(Standing))
    assert STANDINGS.keys() <= set(get_args(Input))


@pytest.mark.parametrize("language", SETS)
def test_every_standing_is_a_clause_of_every_language(language):
    words = Words(language)
    for what, own in STANDINGS.items():
        said = [words.said(Crossed(what=what, at=each, now="")) for each in own]
        assert len(set(said)) == len(own)
        assert not any("{" in each for each in said)


@pytest.mark.parametrize("language", [each for each in SETS if each != "en"])
def test_every_rule_has_a_name_in_every_language(language):
    for name in (each for rule in DOMAIN_RULES.values() for each in rule.ids):
        rule = name.rpartition("/")[0]
        said = Words(language).said(RuleChanged(rule=rule, now="2", before="1"))
        assert rule.replace("-", " ") not in said


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
