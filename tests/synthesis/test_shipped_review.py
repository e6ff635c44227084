"""The shipped review, end to end."""

from __future__ import annotations

import datetime as dt

import pytest

from living_review.findings import Finding, Findings


@pytest.fixture(scope="module")
def now(shipped) -> Findings:
    return shipped()


def found(findings: Findings, outcome: str, comparison: str = "peer-support") -> Finding:
    return next(
        each
        for each in findings.findings
        if (each.outcome, each.comparison, each.timepoint) == (outcome, comparison, "post")
    )


def trial(finding: Finding, trial_id: str):
    return next(each for each in finding.trials if each.trial_id == trial_id)


@pytest.mark.parametrize(
    ("trial_id", "estimate", "se"),
    [
        ("COOK2012_WRAP", 0.208, 0.094),
        ("COOK2012_BRIDGES", 0.281, 0.108),
        ("POULSEN2025_PEER", 0.43, 0.117),
    ],
)
def test_recovery_effects_are_those_of_the_trials(now, trial_id, estimate, se):
    result = trial(found(now, "recovery"), trial_id)
    assert result.estimate == pytest.approx(estimate, abs=0.001)
    assert result.se == pytest.approx(se, abs=0.0005)


def test_peer_enters_through_the_sd_its_interval_implies(now):
    result = trial(found(now, "recovery"), "POULSEN2025_PEER")
    assert result.from_ == "contrast"
    assert any("SD of 11.85 points implied by the interval" in note for note in result.notes)


@pytest.mark.parametrize(
    ("outcome", "k"), [("recovery", 5), ("quality_of_life", 3), ("empowerment", 4)]
)
def test_outcomes_with_three_trials_or_more_are_pooled(now, outcome, k):
    finding = found(now, outcome)
    assert (finding.synthesis, finding.k) == ("pooled", k)
    weights = [each.weight_percent for each in finding.trials if each.in_pool]
    assert len(weights) == k
    assert sum(weights) == pytest.approx(100)


# What metafor gives for the same trials: REML, Hartung-Knapp with its safeguard.
POOLS = {
    ("recovery", "post"): (5, 0.2895121, 0.1490377, 0.4299867),
    ("quality_of_life", "post"): (3, 0.0932712, -0.2046229, 0.3911652),
    ("quality_of_life", "follow-up"): (4, 0.2209088, -0.0644044, 0.5062219),
    ("empowerment", "post"): (4, 0.1441269, -0.2992734, 0.5875272),
}


def test_every_pooled_effect_is_that_of_metafor(now):
    pooled = {
        (each.outcome, each.timepoint): each
        for each in now.findings
        if each.comparison == "peer-support" and each.pooled
    }
    assert pooled.keys() == POOLS.keys()
    for key, (k, *effect) in POOLS.items():
        pool = pooled[key].pooled
        assert pooled[key].k == k
        assert (pool.estimate, pool.ci_low, pool.ci_high) == pytest.approx(effect, abs=2e-7)
    heterogeneity = pooled["empowerment", "post"].heterogeneity
    assert heterogeneity.tau2 == pytest.approx(0.0408855, abs=1e-7)


def test_outcomes_with_fewer_trials_are_not_pooled(now):
    for finding in now.findings:
        assert (finding.pooled is not None) == (finding.k >= 3)
        assert (finding.synthesis == "pooled") == (finding.k >= 3)
        assert finding.narrative is not None or finding.synthesis == "pooled"


def test_recovery_had_four_trials_at_the_search_of_2019(shipped):
    # The first version had three: the figures of one of them were seen in 2026.
    finding = found(shipped(dt.date(2019, 7, 12)), "recovery")
    assert (finding.synthesis, finding.k) == ("pooled", 4)
    assert "POULSEN2025_PEER" not in {each.trial_id for each in finding.trials}


def test_trials_of_other_delivery_are_no_part_of_the_main_comparison(now):
    ids = {each.trial_id for finding in now.findings for each in finding.trials}
    assert ids.isdisjoint({"KAPLAN2011", "GRIFFITHS2012", "LUDMAN2007"})
    # Nor are groups that a professional leads with a peer.
    assert ids.isdisjoint({"RUSCH2019", "BARBIC2009"})


def by_id(finding: Finding, analysis: str):
    return next(each for each in finding.sensitivity if each.id == analysis)


def test_groups_led_with_a_professional_enter_one_sensitivity_analysis(now):
    other = by_id(found(now, "recovery"), "with-co-led")
    assert set(other.trials_added) == {"RUSCH2019", "BARBIC2009"}


def test_one_analysis_leaves_out_self_management_of_medical_conditions(now):
    other = by_id(found(now, "recovery"), "mental-health-only")
    assert (other.trials_added, other.trials_removed) == ((), ("DRUSS2018_HARP",))


def test_the_trial_whose_scale_may_run_the_other_way_decides_the_pool_on_empowerment(now):
    finding = found(now, "empowerment")
    other = by_id(finding, "direction-certain")
    assert other.trials_removed == ("BOEVINK2016",)
    assert other.pooled.estimate > 0.2 > finding.pooled.estimate


def test_hope_for_work_and_hopelessness_are_hope_in_a_sensitivity_analysis_alone(now):
    finding = found(now, "hope")
    # Of three more only the direction is told.
    assert {each.trial_id for each in finding.trials if each.estimate is not None} == {
        "VANGESTEL2012"
    }
    assert finding.k == 1
    assert finding.pooled is None
    other = by_id(finding, "co-led-other-instruments")
    assert set(other.trials_added) == {"RUSSINOVA2018_VEP", "RUSCH2019", "BARBIC2009"}


def test_results_without_a_figure_point_their_way_and_are_not_pooled(now):
    peer = trial(found(now, "quality_of_life"), "POULSEN2025_PEER")
    assert (peer.direction, peer.in_pool, peer.estimate) == ("favours_intervention", False, None)
    peer = trial(found(now, "empowerment"), "POULSEN2025_PEER")
    assert peer.direction == "unknown"


def test_a_single_trial_can_be_pooled_once_more_formats_are_let_in(now):
    finding = found(now, "quality_of_life", "mutual-support")
    assert finding.synthesis == "single"
    other = next(each for each in finding.sensitivity if each.id == "any-format")
    assert other.k == 3
    assert other.pooled is not None
    assert set(other.trials_added) == {"KAPLAN2011", "GRIFFITHS2012"}


def test_currency_counts_what_the_review_waits_for(now):
    currency = now.currency
    assert currency.last_search == dt.date(2026, 11, 27)
    assert (currency.awaiting, currency.ongoing) == (
        now.registry.trials.awaiting,
        now.registry.trials.ongoing - currency.completed_unpublished,
    )
    assert currency.completed_unpublished == 1
    assert not currency.overdue


def test_every_trial_is_listed_and_participants_are_those_of_included_trials(now):
    counts = now.registry.trials.model_dump()
    assert sum(counts.values()) == len(now.trials)
    included = [each for each in now.trials if each.status == "included"]
    known = [each.n_randomised for each in included if each.n_randomised is not None]
    assert now.registry.participants == sum(known)
    assert now.registry.participants_missing == len(included) - len(known)


def test_other_reviews_are_handed_on(now):
    assert any(
        each.outcome == "recovery" and each.k == 5 and each.n == 1265 for each in now.other_reviews
    )


def test_findings_survive_json(now):
    assert Findings.from_json(now.to_json()) == now
