from __future__ import annotations

import math

import pytest

from living_review.pooling import mantel_haenszel, pool

ANALYSIS = """
analysis:
  subgroups: []
  sensitivity:
    - common
    - low-risk-of-bias
    - revman
    - {id: online, label: With online, include: {delivery: any}}
    - {id: pm, label: Paule-Mandel, tau2: PM}
"""


@pytest.fixture
def made(registry, arms_of_means, protocol_text):
    plain = "comparator: usual care}\noutcomes"
    narrow = "comparator: usual care, include: {delivery: [In person]}}\noutcomes"
    text = protocol_text.replace(plain, narrow)
    assert text != protocol_text
    found = registry(text + ANALYSIS)
    for name, effect in {"a": -0.9, "b": -0.2, "c": 0.1, "d": -0.5}.items():
        found.trial(name, delivery="in person").arms(arms_of_means(name, effect))
        found.rob(name, "high" if name == "a" else "low")
    found.trial("e", delivery="online").arms(arms_of_means("e", -1.5))
    return found


def by_id(finding):
    return {each.id: each for each in finding.sensitivity}


def figures(finding, leave=()):
    kept = [trial for trial in finding.trials if trial.trial_id not in leave]
    return [t.estimate for t in kept], [t.se**2 for t in kept]


def test_capitals_in_a_filter_do_not_matter(made):
    assert [trial.trial_id for trial in made.finding("mood").trials] == ["a", "b", "c", "d"]


def test_the_common_model_is_pooled_with_wald(made):
    finding = made.finding("mood")
    found = by_id(finding)["common"]
    expected = pool(*figures(finding), tau2="common", interval="wald")
    assert found.pooled.ci_low == pytest.approx(expected.ci_low)
    assert (found.pooled.model, found.pooled.tau2_method) == ("common", "common")
    assert (found.trials_added, found.trials_removed) == ((), ())


def test_trials_at_high_risk_are_left_out_and_named(made):
    finding = made.finding("mood")
    found = by_id(finding)["low-risk-of-bias"]
    expected = pool(*figures(finding, leave=("a",)))
    assert (found.k, found.n, found.trials_removed) == (3, 300, ("a",))
    assert found.pooled.estimate == pytest.approx(expected.estimate)
    assert found.heterogeneity.tau2 == pytest.approx(expected.tau2, abs=1e-9)


def test_a_lifted_filter_lets_trials_in(made):
    found = by_id(made.finding("mood"))["online"]
    assert (found.k, found.trials_added) == (5, ("e",))
    assert found.pooled.estimate < made.finding("mood").pooled.estimate


def test_another_estimator_is_used(made):
    found = by_id(made.finding("mood"))["pm"]
    assert found.pooled.tau2_method == "PM"
    assert found.pooled.interval == "knapp-hartung"


def test_revman_uses_its_own_variance_of_the_smd(made):
    finding = made.finding("mood")
    found = by_id(finding)["revman"]
    assert found.pooled.estimate != finding.pooled.estimate
    assert (found.pooled.tau2_method, found.pooled.interval) == ("DL", "wald")


def test_an_analysis_that_changes_nothing_says_so(made):
    for row in made.tables["risk_of_bias"]:
        row["judgement"] = "low"
    found = by_id(made.finding("mood"))["low-risk-of-bias"]
    assert found.pooled is None
    assert found.reason == "It uses the same trials and methods as the main analysis."


@pytest.mark.parametrize(
    ("high", "reason"),
    [("bcd", "One trial would be left"), ("abcd", "No trial would be left")],
)
def test_too_few_trials_are_not_pooled(made, high, reason):
    for row in made.tables["risk_of_bias"]:
        row["judgement"] = "high" if row["trial_id"] in high else "low"
    found = by_id(made.finding("mood"))["low-risk-of-bias"]
    assert found.pooled is None
    assert found.reason.startswith(reason)


def test_a_judgement_on_the_outcome_wins_over_that_on_the_trial(made):
    made.rob("b", "high", outcome="mood")
    assert by_id(made.finding("mood"))["low-risk-of-bias"].trials_removed == ("a", "b")


def test_a_retracted_trial_is_shown_both_ways(made, arms_of_means):
    made.trial("r", status="retracted", delivery="in person").arms(arms_of_means("r", -2))
    finding = made.finding("mood")
    assert "r" not in {trial.trial_id for trial in finding.trials}
    found = by_id(finding)["with-retracted"]
    assert (found.k, found.trials_added) == (5, ("r",))
    assert found.pooled.estimate < finding.pooled.estimate


def test_a_retracted_trial_of_an_outcome_that_is_not_pooled_is_shown_too(registry, arms_of_means):
    made = registry().arms(arms_of_means("a", -1))
    made.trial("r", status="retracted").arms(arms_of_means("r", -2))
    [found] = made.finding("mood").sensitivity
    assert (found.id, found.k, found.pooled) == ("with-retracted", 2, None)
    assert found.reason == "Two trials would give usable data, fewer than are pooled here."


def test_revman_takes_tau2_from_the_mantel_haenszel_q(registry, two_arms):
    made = registry()
    counts = {"a": (3, 12), "b": (9, 10), "c": (4, 20)}
    for name, (first, second) in counts.items():
        made.arms(two_arms(name, "relapse", {"events": first}, {"events": second}))
    finding = made.finding("relapse")
    found = by_id(finding)["revman"]
    one, two = zip(*counts.values(), strict=True)
    q = mantel_haenszel(one, 50, two, 50, measure="RR").q
    y = [trial.log_estimate for trial in finding.trials]
    v = [trial.se**2 for trial in finding.trials]
    w = [1 / each for each in v]
    tau2 = max(0, (q - 2) / (sum(w) - sum(x * x for x in w) / sum(w)))
    assert tau2 > 0
    assert found.heterogeneity.q == pytest.approx(float(q))
    assert found.heterogeneity.tau2 == pytest.approx(tau2)
    expected = pool(y, v, tau2=tau2, interval="wald")
    assert found.pooled.estimate == pytest.approx(math.exp(expected.estimate))
    assert found.pooled.tau2_method == "DL, Mantel-Haenszel Q"
