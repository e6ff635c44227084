"""The rating of the shipped review, and decisions laid over it."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from trial_sets import CURRENCY

from living_review.certainty import NO_JUDGEMENTS, Judgements, rate
from living_review.certainty.case import case_of
from living_review.certainty.judgements import Judgement
from living_review.certainty.rating import _rated
from living_review.findings import AllAlike


def recovery(findings):
    return next(
        each
        for each in findings.findings
        if (each.outcome, each.comparison, each.timepoint) == ("recovery", "peer-support", "post")
    )


def decision(domain: str, levels: int, fingerprint: str | None, **more) -> Judgement:
    values = {"comparison": "peer-support", "outcome": "recovery", "timepoint": "post", "line": 2}
    return Judgement(
        **values | more,
        domain=domain,
        levels=levels,
        reason="We looked again.",
        by="A Person",
        date=dt.date(2026, 11, 22),
        inputs_hash=fingerprint,
    )


def judgements(*decisions: Judgement) -> Judgements:
    return Judgements({(*each.question, each.domain): each for each in decisions})


def test_a_finding_is_rated_or_says_why_not(rated):
    for finding in rated.findings:
        assert (finding.certainty is None) == (finding.statement is None)
        assert (finding.not_rated is not None) == (
            bool(finding.trials) and finding.certainty is None
        )


def test_trials_that_cannot_be_weighed_never_give_certainty(rated):
    unweighed = [each for each in rated.findings if each.trials and each.k == 0]
    assert unweighed, "the shipped review has such findings"
    for finding in unweighed:
        assert finding.certainty is None
        assert finding.not_rated == "no trial gave a result that can be weighed"


def test_trials_whose_risk_of_bias_nobody_judged_are_not_rated(rated, unrated, protocol):
    def unjudged(finding):
        trials = tuple(each.model_copy(update={"risk_of_bias": None}) for each in finding.trials)
        return finding.model_copy(update={"trials": trials})

    bare = unrated.model_copy(
        update={"findings": tuple(unjudged(each) for each in unrated.findings)}
    )
    finding = recovery(rate(bare, protocol, NO_JUDGEMENTS))
    assert finding.certainty is None
    assert "risk of bias" in finding.not_rated
    assert finding.familiar is not None, "figures are told whether or not they are rated"
    decided = rate(bare, protocol, judgements(decision("risk_of_bias", -1, None)))
    assert recovery(decided).certainty is not None


def test_recovery_is_a_slight_improvement_of_low_certainty(rated):
    finding = recovery(rated)
    assert finding.statement == "Group peer support may improve personal recovery slightly."
    assert (finding.certainty.level, finding.magnitude) == ("low", "small")
    levels = {domain.name: domain.proposed for domain in finding.certainty.domains}
    assert levels == {
        "risk_of_bias": -1,
        "inconsistency": 0,
        "indirectness": None,
        "imprecision": -1,
        "publication_bias": None,
        "upgrade": None,
    }
    assert finding.certainty.provisional
    assert finding.familiar.estimate == pytest.approx(13.7 * finding.pooled.estimate)


def test_empowerment_is_very_uncertain(rated):
    finding = next(each for each in rated.findings if each.outcome == "empowerment" and each.pooled)
    assert finding.certainty.level == "very low"
    assert finding.statement.startswith("The evidence is very uncertain about the effect of group")


def test_a_decision_changes_the_level_and_the_sentence(rated, unrated, protocol):
    before = {domain.name: domain for domain in recovery(rated).certainty.domains}
    fingerprint = before["risk_of_bias"].inputs_hash
    found = rate(unrated, protocol, judgements(decision("risk_of_bias", 0, fingerprint)))
    finding = recovery(found)
    assert finding.certainty.level == "moderate"
    assert finding.statement == "Group peer support probably improves personal recovery slightly."
    assert {domain.name: domain.state for domain in finding.certainty.domains}[
        "risk_of_bias"
    ] == "overridden"


def test_a_new_trial_within_the_same_bands_leaves_a_decision_and_one_that_crosses_makes_it_stale(
    rated, unrated, protocol
):
    fingerprint = next(
        domain.inputs_hash
        for domain in recovery(rated).certainty.domains
        if domain.name == "imprecision"
    )
    taken = judgements(decision("imprecision", -1, fingerprint))

    def state(low: float, high: float) -> str:
        findings = tuple(
            each.model_copy(
                update={"pooled": each.pooled.model_copy(update={"ci_low": low, "ci_high": high})}
            )
            if each.key == recovery(rated).key
            else each
            for each in unrated.findings
        )
        found = rate(unrated.model_copy(update={"findings": findings}), protocol, taken)
        return {d.name: d.state for d in recovery(found).certainty.domains}["imprecision"]

    assert state(0.05, 0.4) == "confirmed"
    assert state(0.21, 0.4) == "stale"


def test_a_decision_about_an_unknown_outcome_is_set_aside(unrated, protocol):
    found = rate(unrated, protocol, judgements(decision("imprecision", 0, None, outcome="x")))
    [notice] = [each for each in found.quarantine if each.table == "judgements"]
    assert (notice.column, notice.value) == ("outcome", "x")
    assert len(found.quarantine) == len(unrated.quarantine) + 1


def test_a_decision_whose_hash_matches_nothing_falls_back_to_the_proposal(unrated, protocol):
    found = rate(unrated, protocol, judgements(decision("imprecision", 0, "01234567-89abcdef")))
    [notice] = [each for each in found.quarantine if each.table == "judgements"]
    assert (notice.column, notice.rule) == ("inputs_hash", "judgement-hash")
    assert "matches nothing" in notice.reason
    domain = {each.name: each for each in recovery(found).certainty.domains}["imprecision"]
    assert (domain.state, domain.levels) == ("proposed", -1)


def test_rating_twice_is_rating_once(rated, protocol):
    again = rate(rated, protocol, Judgements({}))
    assert again == rated


def test_no_explanation_speaks_of_significance(rated):
    text = rated.to_json().casefold()
    assert "significan" not in "".join(
        domain.explanation + domain.threshold
        for finding in rated.findings
        if finding.certainty
        for domain in finding.certainty.domains
    )
    assert "statistically significant" not in text


LOST = {"estimate": None, "se": None, "ci_low": None, "ci_high": None}
WAYS = ("favours_intervention", "favours_control", "unknown")


@pytest.mark.parametrize("ways", [*product(WAYS, repeat=1), *product(WAYS, repeat=2)])
@pytest.mark.parametrize("n", [5000.0, 10.0])
def test_trials_without_figures_are_rated_where_they_go_one_way(finding, outcome, ways, n):
    """That the evidence is very uncertain needs no way; of few people it is."""
    asked = outcome()
    found = finding(asked, judgements=["low" if n > 100 else "high"] * len(ways), n=n)
    trials = tuple(
        trial.model_copy(update={**LOST, "direction": way})
        for trial, way in zip(found.trials, ways, strict=True)
    )
    synthesis = "single" if len(ways) == 1 else "narrative"
    found = found.model_copy(update={"trials": trials, "synthesis": synthesis})
    made = _rated(case_of(found, asked, {}, CURRENCY, 10), NO_JUDGEMENTS)
    told = len(set(ways)) == 1 and ways[0] != "unknown"
    if n < 100:
        assert made.certainty
        assert (made.certainty.level, made.not_rated) == ("very low", None)
    elif told:
        assert made.certainty
        assert made.not_rated is None
    else:
        both = set(ways) == {"favours_intervention", "favours_control"}
        alone = "one trial, no way" if len(ways) == 1 else "no way"
        assert made.certainty is None
        assert made.not_rated_why == ("both ways" if both else alone)
        assert made.not_rated


@pytest.mark.parametrize("had", ["nobody", "everybody"])
def test_where_people_did_not_differ_nothing_is_rated(finding, outcome, had):
    asked = outcome("RR")
    limits = dict.fromkeys(("limit_with_intervention", "limit_with_comparator"))
    totals = {"total_with_intervention": 50.0, "total_with_comparator": 50.0}
    alike = AllAlike(had=had, kind="risk", **limits, **totals)
    found = finding(asked, judgements=["low"] * 2)
    trials = tuple(trial.model_copy(update=LOST) for trial in found.trials)
    found = found.model_copy(update={"all_alike": alike, "trials": trials})
    made = _rated(case_of(found, asked, {}, CURRENCY, 10), NO_JUDGEMENTS)
    assert (made.certainty, made.not_rated_why) == (None, had)
    pool = finding(asked, (0.8, 0.7, 0.9), judgements=["low"] * 3, n=90000.0)
    pool = pool.model_copy(update={"all_alike": alike})
    made = _rated(case_of(pool, asked, {}, CURRENCY, 10), NO_JUDGEMENTS)
    assert made.certainty
