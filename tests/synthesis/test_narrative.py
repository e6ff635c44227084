from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("effects", "judgements", "said"),
    [
        (
            [-0.5],
            ["high"],
            "One trial with 100 participants reported low mood (end of treatment). It favoured "
            "support. It was judged to be at high risk of bias. This review pools an outcome only "
            "when at least three trials give results that can be pooled.",
        ),
        (
            [-0.5, -0.6],
            ["high", "high"],
            "Two trials with 200 participants reported low mood (end of treatment). Both favoured "
            "support. Both were judged to be at high risk of bias. The results were not pooled: "
            "this review pools an outcome only when at least three trials give results that can be "
            "pooled.",
        ),
        (
            [-0.5, 0.1],
            ["high", "low"],
            "Two trials with 200 participants reported low mood (end of treatment). One favoured "
            "support and one gave an estimate of little to no difference. One of them was judged "
            "to be at high risk of bias. The results were not pooled: this review pools an "
            "outcome only when at least three trials give results that can be pooled.",
        ),
        (
            [-0.5, -0.4, 0.1, 0.1],
            ["high", "high"],
            "Four trials with 400 participants reported low mood (end of treatment). Two favoured "
            "support and two gave an estimate of little to no difference. Two of them were judged "
            "to be at high risk of bias; two were not judged. The results were not pooled: this "
            "review pools an outcome only when at least five trials give results that can be "
            "pooled.",
        ),
        (
            [0.5],
            [],
            "One trial with 100 participants reported low mood (end of treatment). It favoured "
            "usual care. Its risk of bias has not been judged. This review pools an outcome only "
            "when at least three trials give results that can be pooled.",
        ),
        (
            [],
            [],
            "No trial gave usable data on low mood (end of treatment).",
        ),
    ],
)
def test_the_statement_reads_as_a_person_would_write_it(
    registry, arms_of_means, effects, judgements, said
):
    made = registry()
    if len(effects) > 3:
        fewest = made.protocol.analysis.model_copy(update={"min_trials": 5})
        made.protocol = made.protocol.model_copy(update={"analysis": fewest})
    made.arms(arms_of_means("z", 1, "score", higher_is_better="true"))
    for place, effect in enumerate(effects):
        made.arms(arms_of_means(f"t{place}", effect))
    for place, judgement in enumerate(judgements):
        made.rob(f"t{place}", judgement)
    assert made.finding("mood").narrative.statement == said


def test_the_direction_is_read_against_the_threshold_and_not_from_a_p_value(
    registry, arms_of_means
):
    made = registry()
    made.arms(arms_of_means("small", -0.5, n=8)).arms(arms_of_means("big", -0.15, n=5000))
    directions = {
        each.trial_id: each.direction for each in made.finding("mood").narrative.directions
    }
    assert directions == {"small": "favours_intervention", "big": "little_difference"}


def test_a_ratio_is_read_as_a_difference_in_risk_at_the_baseline(registry, two_arms):
    # At the baseline risk of 100 per 1000 a risk ratio of 0.6 is 40 fewer per 1000: below 50.
    made = registry().arms(
        [
            *two_arms("a", "relapse", {"events": 12, "n": 200}, {"events": 20, "n": 200}),
            *two_arms("b", "relapse", {"events": 8, "n": 200}, {"events": 20, "n": 200}),
        ]
    )
    directions = [each.direction for each in made.finding("relapse").narrative.directions]
    assert directions == ["little_difference", "favours_intervention"]


@pytest.mark.parametrize("baselines", [1, 2])
def test_directions_name_the_baseline_they_were_read_at_where_there_are_several(
    registry, two_arms, protocol_text, baselines
):
    risks = [
        "{label: Low risk, risk: 0.03, source: us}",
        "{label: High risk, risk: 0.3, source: us}",
    ][:baselines]
    outcome = (
        "{id: death, label: Death, measure: RR, better: lower, "
        "thresholds: {small: 0.02, moderate: 0.05, large: 0.1, source: us}, "
        f"baseline_risks: [{', '.join(risks)}]}}"
    )
    text = f"{protocol_text.partition('outcomes:')[0]}outcomes:\n  - {outcome}\n"
    found = registry(text)
    for place, name in enumerate("ab"):
        found.trial(name, year=2000 + place)
        rows = two_arms(name, "death", {"events": 40, "n": 200}, {"events": 60, "n": 200})
        found.arms(rows)
    said = found.finding("death").narrative.statement
    where = ", at a risk of 30 per 1000 (low risk)" if baselines == 2 else ""
    assert f"Both gave an estimate of little to no difference{where}." in said


@pytest.mark.parametrize(
    ("bare", "said"),
    [
        (1, "No standard error could be had for one of the two trials. That leaves one trial. "),
        (2, "No standard error could be had for these two trials."),
    ],
)
def test_of_how_many_trials_no_standard_error_could_be_had_is_said(
    registry, arms_of_means, bare, said
):
    made = registry()
    fewest = made.protocol.analysis.model_copy(update={"min_trials": 2})
    made.protocol = made.protocol.model_copy(update={"analysis": fewest})
    for place in range(bare):
        made.contrast(f"b{place}", "mood", "SMD", estimate=-0.5)
    for place in range(2 - bare):
        made.arms(arms_of_means(f"t{place}", -0.5))
    assert said in made.finding("mood").narrative.reason
