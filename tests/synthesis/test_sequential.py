"""The sequential view is made only where asked for, and says why where it cannot be made."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from scipy.stats import norm

from living_review.protocol import Outcome
from living_review.synthesis import sequential

ON = "\nanalysis: {sequential: {}}\n"
Z2 = (norm.isf(0.025) + norm.isf(0.2)) ** 2


def size(variance: float, difference: float) -> int:
    return math.ceil(4 * Z2 * variance / difference**2)


def mood(registry: Any, means: Callable[..., Any]) -> Any:
    """Three trials of 60, 120 and 100 people, of which two came in together."""
    registry.trial("B", year=2005).trial("A", year=2003).trial("C", year=2005)
    return (
        registry.arms(means("A", -0.4, n=30))
        .arms(means("B", -0.1, n=60))
        .arms(means("C", -0.5, n=50))
    )


def relapses(registry: Any, two_arms: Callable[..., Any], outcome: str = "relapse") -> Any:
    for name, events in (("A", 10), ("B", 14), ("C", 8)):
        registry.arms(two_arms(name, outcome, {"events": events}, {"events": 20}))
    return registry


def test_it_is_off_unless_the_protocol_asks(registry, arms_of_means):
    assert mood(registry(), arms_of_means).finding("mood").sequential is None


def test_looks_follow_year_and_date_and_trials_of_one_date_come_in_together(
    registry, arms_of_means, protocol_text
):
    found = mood(registry(protocol_text + ON), arms_of_means).finding("mood")
    view = found.sequential
    assert view.reason is None
    assert [look.trials for look in view.looks] == [("A",), ("B", "C")]
    assert [look.year for look in view.looks] == [2003, 2005]
    assert [look.k for look in view.looks] == [1, 3]
    assert [look.participants for look in view.looks] == [60, 280]
    wald = next(each for each in found.sensitivity if each.id == "wald")
    last = view.looks[-1]
    assert last.estimate == pytest.approx(found.pooled.estimate)
    assert last.z == pytest.approx(wald.pooled.estimate / wald.pooled.se)


def test_a_later_entry_into_the_registry_is_a_later_look(registry, arms_of_means, protocol_text):
    given = registry(protocol_text + ON)
    given.trial("B", year=2005, date_added="2026-01-01").trial("C", year=2005)
    for name in ("A", "B", "C"):
        given.arms(arms_of_means(name, -0.4))
    given.tables["trials"].append({**given.tables["trials"][0], "trial_id": "A", "label": "A"})
    looks = given.finding("mood").sequential.looks
    assert [look.trials for look in looks] == [("C",), ("A", "B")]


def test_a_standardised_difference_has_the_variance_of_its_unit(
    registry, arms_of_means, protocol_text
):
    view = mood(registry(protocol_text + ON), arms_of_means).finding("mood").sequential
    assert (view.anticipated, view.effect, view.variance) == (0.2, -0.2, 1.0)
    assert view.anticipated_source == "Cohen 1988, a generic rule of thumb"
    assert view.required == size(1, 0.2) == 785
    assert view.adjusted == pytest.approx(view.required / (1 - view.diversity / 100), abs=1)
    assert view.looks[-1].fraction == pytest.approx(280 / view.adjusted)


def test_a_protocol_may_name_the_difference_and_leave_heterogeneity_out(
    registry, arms_of_means, protocol_text
):
    asked = (
        "\nanalysis: {sequential: {alpha: 0.01, power: 0.9, heterogeneity: none, "
        "differences: {mood: {difference: 0.4, source: the panel}}}}\n"
    )
    view = mood(registry(protocol_text + asked), arms_of_means).finding("mood").sequential
    assert (view.anticipated, view.anticipated_source) == (0.4, "the panel")
    assert (view.alpha, view.power, view.diversity) == (0.01, 0.9, None)
    plain = math.ceil(4 * (norm.isf(0.005) + norm.isf(0.1)) ** 2 / 0.4**2)
    assert view.required == view.adjusted == plain


def test_a_common_effect_has_no_diversity_to_adjust_for(registry, arms_of_means, protocol_text):
    asked = "\nanalysis: {model: common, sequential: {}}\n"
    view = mood(registry(protocol_text + asked), arms_of_means).finding("mood").sequential
    assert view.diversity is None
    assert view.adjusted == view.required


def test_a_mean_difference_takes_the_pooled_variance_of_the_arms(registry, two_arms, protocol_text):
    given = registry(protocol_text + ON)
    sds = (("A", 8.0, 10.0, 21), ("B", 9.0, 12.0, 41), ("C", 10.0, 30.0, 2))
    for name, first, second, n in sds:
        both = {"n": n, "higher_is_better": "true"}
        arms = ({"mean": 12, "sd": first, **both}, {"mean": 10, "sd": second, **both})
        given.arms(two_arms(name, "score", *arms))
    view = given.finding("score").sequential
    squares = [((n - 1) * (a**2 + b**2), 2 * (n - 1)) for _, a, b, n in sds]
    variance = sum(s for s, _ in squares) / sum(df for _, df in squares)
    assert view.variance == pytest.approx(variance)
    assert (view.anticipated, view.effect) == (2, 2)
    assert view.required == size(variance, 2)


def test_a_ratio_of_means_is_sized_on_the_log_scale(registry, two_arms, protocol_text):
    asked = "\nanalysis: {sequential: {differences: {hours: {difference: 0.25, source: panel}}}}\n"
    given = registry(protocol_text + asked)
    both = {"n": 40, "higher_is_better": "true"}
    for name in ("A", "B", "C"):
        arms = ({"mean": 30, "sd": 9, **both}, {"mean": 20, "sd": 10, **both})
        given.arms(two_arms(name, "hours", *arms))
    view = given.finding("hours").sequential
    assert view.variance == pytest.approx((0.3**2 + 0.5**2) / 2)
    assert view.effect == pytest.approx(1.25)
    assert view.required == size(view.variance, math.log(1.25))


def test_a_risk_ratio_is_sized_at_the_first_baseline_risk(registry, two_arms, protocol_text):
    view = relapses(registry(protocol_text + ON), two_arms).finding("relapse").sequential
    assert (view.anticipated, view.comparator_risk) == (0.05, 0.1)
    assert view.variance == pytest.approx(0.075 * 0.925)
    assert view.effect == pytest.approx(0.5)  # 50 instead of 100 per 1000
    assert view.required == size(0.075 * 0.925, 0.05)
    assert all(look.z < 0 for look in view.looks)


def test_an_odds_ratio_without_thresholds_takes_the_named_difference(
    registry, two_arms, protocol_text
):
    asked = "{sequential: {differences: {death: {difference: 0.1, source: panel}}}}"
    given = registry(f"{protocol_text}\nanalysis: {asked}\n")
    view = relapses(given, two_arms, "death").finding("death").sequential
    # The median risk of the control arms, 20 of 50.
    assert view.comparator_risk == pytest.approx(0.4)
    assert view.effect == pytest.approx((0.3 / 0.7) / (0.4 / 0.6))
    assert view.required == size(0.35 * 0.65, 0.1)


def test_a_cluster_trial_counts_by_its_effective_size(registry, two_arms, protocol_text):
    given = registry(protocol_text + ON).trial("A", design="cluster")
    cluster = {"cluster_size": 11, "icc": 0.1}
    for name, more in (("A", cluster), ("B", {}), ("C", {})):
        arms = ({"mean": 9, "sd": 2, **more}, {"mean": 10, "sd": 2, **more})
        given.arms(two_arms(name, "mood", *arms))
    found = given.finding("mood")
    assert found.n == 300
    assert found.sequential.looks[-1].participants == pytest.approx(100 / 2 + 200)


def reason(given: Any, outcome: str) -> str:
    view = given.finding(outcome).sequential
    assert view.looks == ()
    return view.reason


def test_without_a_difference_it_says_so(registry, two_arms, protocol_text):
    given = relapses(registry(protocol_text + ON), two_arms, "death")
    assert "neither a least difference" in reason(given, "death")


def test_a_risk_that_cannot_fall_so_far_is_said(registry, two_arms, protocol_text):
    asked = "{sequential: {differences: {relapse: {difference: 0.2, source: panel}}}}"
    given = relapses(registry(f"{protocol_text}\nanalysis: {asked}\n"), two_arms)
    assert "cannot fall by as much as the difference to find" in reason(given, "relapse")


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
@pytest.mark.parametrize(
    ("better", "difference", "risk", "can"),
    [
        ("lower", 0.1, 0.25, True),
        ("lower", 0.1, 0.1, False),
        ("lower", 0.125, 0.0625, False),
        ("higher", 0.25, 0.5, True),
        ("higher", 0.25, 0.75, False),
        ("higher", 0.25, 0.875, False),
    ],
)
def test_a_difference_to_find_leaves_a_risk_between_nobody_and_everybody(
    registry, two_arms, protocol_text, measure, better, difference, risk, can
):
    head = protocol_text.partition("outcomes:")[0]
    at = f"baseline_risks: [{{label: All, risk: {risk}, source: us}}]"
    outcome = f"{{id: relapse, label: R, measure: {measure}, better: {better}, {at}}}"
    asked = f"{{sequential: {{differences: {{relapse: {{difference: {difference}, source: p}}}}}}}}"
    text = f"{head}outcomes:\n  - {outcome}\nanalysis: {asked}\n"
    given, way = registry(text), {"higher_is_better": str(better == "higher").lower()}
    for name, events in (("A", 10), ("B", 14), ("C", 8)):
        arms = ({"events": events, **way}, {"events": 12, **way})
        given.arms(two_arms(name, "relapse", *arms))
    view = given.finding("relapse").sequential
    other = risk + (difference if better == "higher" else -difference)
    if can:
        middle = (risk + other) / 2
        assert (view.reason, view.variance) == (None, pytest.approx(middle * (1 - middle)))
        assert view.required == size(middle * (1 - middle), difference)
    else:
        assert f"cannot {'rise' if better == 'higher' else 'fall'} by as much" in view.reason


def contrasts(given: Any, outcome: str, measure: str, **cells: Any) -> Any:
    for name, estimate in (("A", 0.5), ("B", 0.8), ("C", 0.7)):
        given.contrast(name, outcome, measure, estimate=estimate, se=0.2, **cells)
    return given


def test_without_a_baseline_risk_it_says_so(registry, protocol_text):
    asked = "{sequential: {differences: {death: {difference: 0.1, source: panel}}}}"
    given = registry(f"{protocol_text}\nanalysis: {asked}\n")
    contrasts(given, "death", "OR", n_intervention=40, n_control=40)
    assert "a risk under the comparator" in reason(given, "death")


def test_without_a_standard_deviation_it_says_so(registry, protocol_text):
    given = registry(protocol_text + ON)
    contrasts(given, "score", "MD", n_intervention=40, n_control=40, higher_is_better="true")
    assert "No arm of these trials has a standard deviation" in reason(given, "score")


def test_unknown_participants_are_named(registry, protocol_text):
    given = contrasts(registry(protocol_text + ON), "mood", "SMD")
    assert reason(given, "mood") == "The number of participants is not known of A, B and C."


def test_an_outcome_that_is_not_pooled_has_no_view(registry, arms_of_means, protocol_text):
    given = registry(protocol_text + ON).arms(arms_of_means("A", -0.3))
    assert given.finding("mood").sequential is None


def test_a_difference_that_nothing_could_show_is_said(registry, arms_of_means, protocol_text):
    asked = "{sequential: {differences: {mood: {difference: 1.0e-200, source: panel}}}}"
    given = mood(registry(f"{protocol_text}\nanalysis: {asked}\n"), arms_of_means)
    assert reason(given, "mood").startswith("The difference to find is too small")


@pytest.mark.parametrize(
    ("measure", "better", "difference"),
    [
        ("ROM", "higher", 0.25),
        ("ROM", "lower", 0.2),
        ("RR", "higher", 0.05),
        ("RR", "lower", 0.04),
        ("OR", "higher", 0.2 * 1.25 / 1.05 - 0.2),
        ("OR", "lower", 0.2 - 0.2 * 0.8 / 0.96),
    ],
)
def test_a_threshold_that_is_a_ratio_is_looked_for_on_the_side_of_benefit(
    measure: str, better: str, difference: float
) -> None:
    risks = [{"label": "usual", "risk": 0.2, "source": "us"}]
    own = {} if measure == "ROM" else {"baseline_risks": risks}
    outcome = Outcome.model_validate(
        {"id": "o", "label": "O", "measure": measure, "better": better, **own}
    )
    main = SimpleNamespace(outcome=outcome, usable=())
    for ratio in (1.25, 0.8):
        found = sequential._of_ratio(main, ratio)  # type: ignore[arg-type]
        assert found == pytest.approx(difference)


@pytest.mark.parametrize(("difference", "can"), [(0.9, True), (1.0, False), (1.5, False)])
def test_no_mean_falls_by_all_of_itself(registry, two_arms, protocol_text, difference, can):
    text = protocol_text.replace("measure: ROM, better: higher", "measure: ROM, better: lower")
    asked = f"{{sequential: {{differences: {{hours: {{difference: {difference}, source: p}}}}}}}}"
    given = registry(f"{text}\nanalysis: {asked}\n")
    for name in ("A", "B", "C"):
        arms = ({"mean": 20, "sd": 9, "n": 40}, {"mean": 30, "sd": 10, "n": 40})
        given.arms(two_arms(name, "hours", *arms))
    view = given.finding("hours").sequential
    assert (view.reason is None) == can
    assert can or view.reason == "No mean can fall by as much as the difference to find."
    assert not can or view.effect == pytest.approx(1 - difference)
