"""What holds at each of several baseline risks."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from scipy import stats

from living_review.certainty import NO_JUDGEMENTS, certainty_of, rating
from living_review.certainty.absolute import absolute_effects
from living_review.certainty.absolute_words import levels_at_baselines
from living_review.certainty.baselines import PLACED, at_baselines, chances, levels_at
from living_review.certainty.imprecision import imprecision
from living_review.certainty.judgements import Judgement, Judgements
from living_review.certainty.rating import RULES, _rated
from living_review.findings import Heterogeneity
from living_review.synthesis.finding_names import FindingNames
from living_review.synthesis.scale import scales_of
from living_review.words import prose, rating_words

BASELINES = tuple(
    {"label": label, "risk": risk, "source": "us"}
    for label, risk in (("Rare", 0.02), ("Common", 0.3))
)
THREE = ["low"] * 3


def found_at(case, outcome, effect, **more):
    asked = outcome("RR", more.pop("better", "lower"), baseline_risks=BASELINES)
    return case(asked, effect, judgements=THREE, n=100_000.0, **more)


def judged(domain, levels):
    made = Judgement(
        comparison="main",
        outcome="mood",
        timepoint="post",
        domain=domain,
        levels=levels,
        reason="x",
        by="y",
        date=None,
        inputs_hash=None,
        line=2,
    )
    return Judgements({(*made.question, domain): made})


def test_the_certainty_is_that_at_the_baseline_listed_first(case, outcome):
    found = found_at(case, outcome, (0.8, 0.7, 0.95))
    rare, common = (imprecision(found.at(view)).levels for view in found.views)
    assert (rare, common) == (0, -2)
    rated = _rated(found, NO_JUDGEMENTS)
    assert rated.certainty.level == "high"
    assert [row.level for row in rated.absolute] == ["high", "low"]
    assert [row.imprecision for row in rated.absolute] == [0, -2]
    assert rated.magnitude == rated.absolute[0].magnitude == "trivial"
    assert rated.absolute[1].magnitude == "moderate"
    [differing] = rated.absolute[1].domains
    assert (differing.name, differing.levels) == ("imprecision", -2)
    assert "300 per 1000" in differing.explanation


def test_each_baseline_has_its_own_sentence(case, outcome):
    rated = _rated(found_at(case, outcome, (0.63, 0.60, 0.66)), NO_JUDGEMENTS)
    assert "little to no difference" in rated.absolute[0].statement
    assert "large reduction" in rated.absolute[1].statement
    for row in rated.absolute:
        assert row.statement[1:] in rated.statement


def test_a_decision_about_the_finding_moves_every_baseline_alike(case, outcome):
    found = found_at(case, outcome, (0.8, 0.7, 0.95))
    rows = absolute_effects(found.finding, found.outcome)
    judgements = judged("imprecision", -1)
    certainty = certainty_of(found, judgements)
    told = at_baselines(found, rows, certainty, levels_at(found, certainty, RULES))
    assert [row.imprecision for row in told] == [-1, -3]
    certainty = certainty_of(found, judged("indirectness", -1))
    told = at_baselines(found, rows, certainty, levels_at(found, certainty, RULES))
    assert [row.level for row in told] == ["moderate", "very low"]


def test_no_rule_is_asked_twice_of_what_holds_at_one_baseline(case, outcome, monkeypatch):
    asked: Counter[tuple[str, float]] = Counter()

    def counting(name, rule):
        def ask(found):
            asked[name, found.view.scale.baseline.risk] += 1
            return rule(found)

        return ask

    rules = {name: counting(name, rule) for name, rule in RULES.items()}
    monkeypatch.setattr(rating, "RULES", rules)
    _rated(found_at(case, outcome, (0.8, 0.7, 0.95)), NO_JUDGEMENTS)
    assert asked == Counter([*((name, 0.02) for name in RULES), *((name, 0.3) for name in PLACED)])


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_the_chances_are_those_of_the_distribution_behind_the_prediction(case, outcome, better):
    found = found_at(
        case,
        outcome,
        (0.8, 0.7, 0.95),
        better=better,
        prediction=(0.6, 1.1),
        heterogeneity=Heterogeneity(tau2=0.01, tau=0.1, i2=5.0, q=1.0, q_df=2.0, q_p=0.5),
    )
    finding = found.finding
    pooled = finding.pooled.model_copy(update={"log_estimate": math.log(0.8), "se": 0.08})
    finding = finding.model_copy(update={"pooled": pooled})
    spread = math.sqrt(0.01 + 0.08**2)
    _, common = scales_of(finding, found.outcome)
    benefit, harm = chances(finding, common)
    new = stats.t(df=finding.prediction.df, loc=math.log(0.8), scale=spread)
    fewer = new.cdf(math.log(0.28 / 0.3))
    more = new.sf(math.log(0.32 / 0.3))
    assert (benefit, harm) == pytest.approx((fewer, more) if better == "lower" else (more, fewer))
    rare, _ = scales_of(finding, found.outcome)
    assert chances(finding, rare)[0 if better == "lower" else 1] == 0.0


@pytest.mark.parametrize(
    ("effect", "better", "told", "not_told"),
    [
        ((0.7, 0.6, 0.8), "lower", "benefit", "harm"),
        ((1.5, 1.3, 1.7), "lower", "harm", "benefit"),
        ((0.7, 0.6, 0.8), "higher", "harm", "benefit"),
        ((1.01, 0.99, 1.03), "lower", "benefit is", None),
        ((1.01, 0.99, 1.03), "lower", "harm is", None),
    ],
)
def test_the_chance_told_is_that_of_what_the_effect_is(
    case, outcome, effect, better, told, not_told
):
    rated = _rated(found_at(case, outcome, effect, better=better), NO_JUDGEMENTS)
    said = prose.prediction_sentence(rated).partition("The chance")[2]
    assert told in said
    assert not_told is None or not_told not in said
    assert "20 per 1000 (rare)" in said
    assert "300 per 1000 (common)" in said


def test_a_baseline_with_another_rating_shows_it(case, outcome):
    rated = _rated(found_at(case, outcome, (0.8, 0.7, 0.95)), NO_JUDGEMENTS)
    first, second = prose.absolute_sentences(rated)
    assert first.endswith("Little to no difference, with high certainty.")
    assert "A moderate benefit, with low certainty. Here imprecision is rated down two" in second
    assert prose.baselines_sentence(rated) == (
        "This is the certainty at a risk of 20 per 1000 (rare), the first of the risks in the "
        "protocol; it is low at a risk of 300 per 1000 (common)."
    )


def test_a_level_of_certainty_is_not_told_of_baselines_that_have_another(case, outcome):
    rated = _rated(found_at(case, outcome, (0.8, 0.7, 0.95)), NO_JUDGEMENTS)
    ((_, said),) = rating_words.meanings("high", [rated], FindingNames([rated]))
    assert "this is the certainty at a risk of 20 per 1000 (rare)" in said
    assert said.endswith("it is low at a risk of 300 per 1000 (common).")


def test_the_summary_says_at_which_baseline_the_certainty_is_another_and_why(case, outcome):
    rated = _rated(found_at(case, outcome, (0.8, 0.7, 0.95)), NO_JUDGEMENTS)
    told = levels_at_baselines(rated.certainty.level, rated.absolute)
    assert told == ("Common: low (imprecision −2)",)
    other = _rated(found_at(case, outcome, (0.8, 0.79, 0.81)), NO_JUDGEMENTS)
    assert levels_at_baselines(other.certainty.level, other.absolute) == ()


def test_each_baseline_has_its_own_target(case, outcome):
    rated = _rated(found_at(case, outcome, (0.63, 0.60, 0.66)), NO_JUDGEMENTS)
    rare, common = (row.target for row in rated.absolute)
    assert rare == rated.certainty.target
    assert "little to no difference" in rare
    assert "important benefit (large in size)" in common
    assert prose.rated_at(rated) == ", at a risk of 20 per 1000 (rare),"


def test_one_certainty_at_all_baselines_is_said_once(case, outcome):
    rated = _rated(found_at(case, outcome, (0.99, 0.985, 0.995)), NO_JUDGEMENTS)
    assert prose.baselines_sentence(rated) == ""
    assert rated.statement == rated.absolute[0].statement == rated.absolute[1].statement


@pytest.mark.parametrize("k", [1, 2])
def test_trials_that_are_not_pooled_have_a_certainty_at_each_baseline(case, outcome, k):
    asked = outcome("RR", "lower", baseline_risks=BASELINES)
    trials = [(0.8, 0.7, 0.95), (0.82, 0.72, 0.97)][:k]
    found = case(asked, trials=trials, judgements=["low"] * k, n=100_000.0)
    certainty = certainty_of(found, NO_JUDGEMENTS)
    rare, common = (certainty_of(found.at(view), NO_JUDGEMENTS).level for view in found.views)
    assert [each.level for each in levels_at(found, certainty, RULES)] == [rare, common]
    assert rare != common
    said = _rated(found, NO_JUDGEMENTS).statement
    assert f"{rare} certainty" in said
    assert f"{common} certainty" in said
    rated = _rated(found, NO_JUDGEMENTS)
    told = rated.absolute or rated.certainty.at_baselines
    assert [each.level for each in told] == [rare, common]


def test_a_chance_is_told_where_a_prediction_a_spread_and_thresholds_are(finding, outcome):
    """By the t distribution behind the prediction interval, about the pooled effect."""
    asked = outcome()
    found = finding(asked, (0.3, 0.1, 0.5), judgements=["low"] * 4, tau=0.2)
    [scale] = scales_of(found, asked)
    reach = math.sqrt(0.2**2 + found.pooled.se**2)
    df = found.prediction.df
    benefit, harm = chances(found, scale)
    assert benefit == pytest.approx(stats.t.cdf((0.3 - 0.2) / reach, df))
    assert harm == pytest.approx(stats.t.cdf((-0.2 - 0.3) / reach, df))
    normal = found.model_copy(
        update={"prediction": found.prediction.model_copy(update={"df": None})}
    )
    assert chances(normal, scale)[0] == pytest.approx(stats.norm.cdf((0.3 - 0.2) / reach))
    still = found.model_copy(update={"heterogeneity": None})
    assert chances(still, scale)[0] == pytest.approx(stats.t.cdf((0.3 - 0.2) / found.pooled.se, df))
    none = found.prediction.model_copy(update={"low": None})
    exact = found.pooled.model_copy(update={"se": 0.0})
    for update in (
        {"prediction": None},
        {"prediction": none},
        {"pooled": None},
        {"pooled": exact, "heterogeneity": None},
    ):
        assert chances(found.model_copy(update=update), scale) == (None, None)
    bare = outcome("MD", thresholds=None)
    unsized = finding(bare, (0.3, 0.1, 0.5), judgements=["low"] * 4)
    assert chances(unsized, scales_of(unsized, bare)[0]) == (None, None)
