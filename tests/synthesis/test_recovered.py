"""What was worked out for a trial is listed, and why one is not pooled is true."""

from __future__ import annotations

import pytest
from scipy import stats
from tests.synthesis.conftest import Registry, means, pair

from living_review.findings import TrialResult


def only(registry: Registry) -> TrialResult:
    (trial,) = registry.finding("mood").trials
    return trial


def test_a_standard_deviation_from_a_standard_error_is_listed() -> None:
    arms = pair("A", "mood", {"mean": 11, "se": 0.2}, {"mean": 10, "sd": 1.5})
    (made,) = only(Registry().arms(arms)).recovered
    assert (made.role, made.what, made.cells) == ("intervention", "sd", {"se": 0.2, "n": 50.0})
    assert made.value == pytest.approx(0.2 * 50**0.5)
    assert made.reference == "Cochrane Handbook 6.5.2.2"


def test_quartiles_an_implied_deviation_and_a_design_effect_are_listed() -> None:
    quartiles = {"q1": 9, "median": 10, "q3": 11, "icc": 0.05, "cluster_size": 11}
    made = only(Registry().arms(pair("A", "mood", quartiles, quartiles))).recovered
    assert [each.what for each in made] == ["mean", "sd", "n"] * 2
    assert made[2].value == pytest.approx(50 / 1.5)
    cells = {"estimate": 2, "ci_low": 1, "ci_high": 3, "n_intervention": 80, "n_control": 80}
    error, implied = only(Registry().contrast("A", "mood", "MD", **cells)).recovered
    assert error.value == pytest.approx(1 / 1.959964, rel=1e-6)
    assert implied.value == pytest.approx(error.value / (2 / 80) ** 0.5)


@pytest.mark.parametrize("design", ["crossover", "parallel"])
@pytest.mark.parametrize(("n", "n_control"), [(59, 70), (60, 60), (20, 20), (400, 300)])
def test_the_quantile_of_limits_and_p_is_the_one_that_is_told(design, n, n_control) -> None:
    """Below 60 people it is t: of two groups on the people less two, of pairs on those less one."""
    two = design == "parallel"
    told = "t of the people less 2" if two else "t of the people of the pairs less 1"
    df = n + n_control - 2 if two else min(n, n_control) - 1
    small = min(n, n_control) < 60
    quantile, told = (stats.t(df), told) if small else (stats.norm, "z")
    people = {"n_intervention": n, "n_control": n_control}
    for cells, formula, of in (
        ({"ci_low": 1, "ci_high": 3}, f"(2 × {told} at the level)", 1 / quantile.ppf(0.975)),
        ({"p": 0.02}, f"|estimate| / {told} of p", 2 / quantile.isf(0.01)),
    ):
        row = {"estimate": 2, "higher_is_better": "true", **cells, **people}
        registry = Registry().contrast("A", "score", "MD", **row).trial("A", design=design)
        [trial] = registry.finding("score").trials
        [error] = [each for each in trial.recovered if each.what == "se"]
        assert error.formula.endswith(formula)
        assert error.value == pytest.approx(of, rel=1e-6)


def test_what_is_reported_is_not_listed() -> None:
    assert only(Registry().arms(means("A", 1))).recovered == ()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"n": 1}, "The intervention arm has one person, of whom there is no standard deviation"),
        ({"icc": 1, "cluster_size": 50}, "50 and 50 people of the arms count as 1 and 1, too few"),
        (
            {"sd": "", "n": 4, "q1": 9, "median": 10, "q3": 11},
            "quantiles of fewer than five people give none",
        ),
    ],
)
def test_a_trial_that_is_not_pooled_says_why(cells: dict[str, object], said: str) -> None:
    trial = only(Registry().arms(means("A", 1, **cells)))
    assert not trial.in_pool
    assert said in " ".join(trial.notes)
    assert "No standard deviation of either arm is reported or can" not in " ".join(trial.notes)
