"""Why something was not computed, in each case there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from living_review.pooling import meta_regression

ARMS = {"n": 40, "sd": 2}


def analysed(registry, protocol_text, analysis, trials, outcome="mood", **cells):
    """Give the finding of trials with these means, each with its cells of trials.csv."""
    made = registry(f"{protocol_text}analysis: {{{analysis}}}\n")
    for place in range(len(trials)):
        own = {name: values[place] for name, values in cells.items()}
        made.trial(f"t{place}", **own)
    return made


@pytest.fixture
def of_means(registry, two_arms, protocol_text):
    def made(analysis, effects, outcome="mood", **cells):
        found = analysed(registry, protocol_text, analysis, effects, **cells)
        for place, effect in enumerate(effects):
            good = "false" if outcome == "mood" else "true"
            first, second = (
                {**ARMS, "mean": mean, "higher_is_better": good} for mean in (10 + effect, 10)
            )
            found.arms(two_arms(f"t{place}", outcome, first, second))
        return found.finding(outcome)

    return made


EFFECTS = [-0.1 * n for n in range(12)]
APART = [-0.2 * n + 0.9 * (-1) ** n for n in range(12)]


@pytest.mark.parametrize(
    ("values", "count", "model", "why"),
    [
        ([str(n) for n in range(12)], 12, "random", None),
        ([str(n) for n in range(10)], 10, "random", None),
        ([str(n) for n in range(9)], 9, "random", "fewer than ten"),
        ([*map(str, range(9)), "", "", ""], 12, "random", "fewer than ten"),
        ([*map(str, range(9)), "old", "new", "x"], 12, "random", "fewer than ten"),
        (["old"] * 12, 12, "random", "not numbers"),
        ([""] * 11 + ["old"], 12, "random", "not numbers"),
        (["3"] * 12, 12, "random", "same in all"),
        ([str(n) for n in range(12)], 12, "common", "nothing to explain"),
        (["3"] * 12, 12, "common", "same in all"),
    ],
)
def test_effects_are_regressed_on_a_number_that_differs_in_ten_trials(
    of_means, values, count, model, why
):
    analysis = f"model: {model}, moderators: [age]" + (", interval: wald" * (model == "common"))
    found = of_means(analysis, EFFECTS[:count], age=values)
    [one] = found.moderators
    assert one.moderator == "age"
    assert (one.reason is None) == (why is None)
    assert why is None or why in one.reason
    assert (one.slope is None) == (why is not None)
    numbers = [place for place, each in enumerate(values) if each.isdigit()]
    assert one.k == len(numbers)
    others = [f"t{place}" for place in range(count) if place not in numbers]
    assert sorted(one.left_out) == sorted(others)
    assert bool(one.line) == (why is None)
    if one.line:
        at = [each.at for each in one.line]
        assert (at[0], at[-1]) == (0, len(numbers) - 1)
        assert one.centre == pytest.approx((len(numbers) - 1) / 2)


@pytest.mark.parametrize(("per", "unit"), [(None, ""), (10, "years")])
def test_a_regression_is_that_of_the_effects_about_the_mean_of_the_number(of_means, per, unit):
    column = "age" if per is None else f"{{column: age, per: {per}, unit: {unit}}}"
    ages = [20, 31, 25, 40, 38, 52, 47, 33, 29, 60, 44, 36]
    found = of_means(f"moderators: [{column}], tau2: DL", APART, age=[str(n) for n in ages])
    [one] = found.moderators
    by_label = sorted(found.trials, key=lambda each: int(each.trial_id[1:]))
    x = np.array(ages, float)
    design = np.column_stack([np.ones(12), x - x.mean()])
    y, v = ([getattr(e, name) for e in by_label] for name in ("estimate", "se"))
    wanted = meta_regression(y, np.square(v), design, tau2="DL", safeguard="se")
    assert one.intercept == pytest.approx(wanted.coefficients[0])
    for name, own in {
        "slope": wanted.coefficients[1],
        "se": wanted.se[1],
        "ci_low": wanted.ci_low[1],
        "ci_high": wanted.ci_high[1],
        "statistic": wanted.statistic[1],
        "p": wanted.p[1],
        "df": wanted.df,
        "tau2": wanted.tau2,
        "i2": wanted.i2,
        "r2": wanted.r2,
        "q": wanted.qe,
        "q_df": wanted.qe_df,
        "q_p": wanted.qe_p,
    }.items():
        assert getattr(one, name) == pytest.approx(float(own)), name
    assert (one.moderator, one.k, one.unit or "") == ("age", 12, unit)
    assert min(one.tau2, one.r2) > 0
    assert one.per_effect == pytest.approx(one.per * one.slope)
    assert per is None or one.per == per


@pytest.mark.parametrize(("count", "model"), [*product((2, 3, 5), ("random", "common"))])
def test_a_prediction_is_given_or_says_why_not(of_means, count, model):
    wald = ", interval: wald" * (model == "common")
    found = of_means(f"model: {model}{wald}, min_trials: 2", EFFECTS[3 : 3 + count])
    predicted = found.prediction
    assert (predicted.low is None) == (model == "common" or count < 3)
    if model == "common":
        assert "one true effect" in predicted.reason
    elif count < 3:
        assert "at least three" in predicted.reason
    else:
        assert predicted.reason is None


@pytest.mark.parametrize("count", [1, 2, 3])
def test_trials_of_which_none_shows_a_way_say_so(registry, count):
    made = registry()
    for place in range(count):
        made.contrast(f"t{place}", "mood", "SMD", estimate="", direction="")
    found = made.finding("mood", checked=False)
    assert len(found.trials) == count
    assert {each.direction for each in found.trials} == {"unknown"}
    said = {2: "Neither showed which way", 3: "None showed which way"}.get(count, "It")
    assert said in found.narrative.statement
    assert ("showed which way" in found.narrative.statement) == (count > 1)


PETO, MANTEL = "method: peto, model: common", "method: mantel-haenszel, model: random"


@pytest.mark.parametrize(
    ("main", "choice", "why"),
    [
        (PETO, "model: random", "no random-effects model"),
        (PETO, "interval: knapp-hartung", "Wald interval alone"),
        (MANTEL, "interval: knapp-hartung", "Wald interval alone"),
        (MANTEL, "tau2: PM", "DerSimonian and Laird alone"),
        (MANTEL, "tau2: PM, interval: t", "Wald interval alone"),
        (MANTEL, "interval: wald, model: common", None),
        (MANTEL, PETO, None),
        (PETO, MANTEL, None),
        (MANTEL, "method: inverse-variance, tau2: PM", None),
    ],
)
def test_choices_that_do_not_go_together_are_not_pooled_and_say_why(
    registry, two_arms, protocol_text, main, choice, why
):
    analysis = f"{main}, sensitivity: [{{id: other, label: Other, {choice}}}]"
    head = protocol_text.partition("outcomes:")[0]
    outcome = "{id: death, label: Death, measure: OR, better: lower}"
    made = registry(f"{head}outcomes:\n  - {outcome}\nanalysis: {{{analysis}}}\n")
    for place, events in enumerate((3, 8, 5, 9)):
        arms = {"events": events, "n": 40}, {"events": 12 - place, "n": 42}
        made.arms(two_arms(f"t{place}", "death", *arms))
    [other] = made.finding("death").sensitivity
    assert (other.pooled is None) == (why is not None), other.reason
    assert why is None or why in other.reason
    assert other.reason_is is None
