"""What must hold whatever the trials are."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATIENT = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
effects = st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=6)


def built(registry, arms_of_means, values):
    made = registry()
    for place, value in enumerate(values):
        made.trial(f"t{place}").arms(arms_of_means(f"t{place}", round(value, 3)))
    return made


@PATIENT
@given(effects, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    registry, arms_of_means, values, shuffler: random.Random
):
    made = built(registry, arms_of_means, values)
    before = made.finding("mood")
    for rows in (made.tables["arms"], made.tables["trials"]):
        shuffler.shuffle(rows)
    after = made.finding("mood")
    assert after.pooled == before.pooled
    assert after.sensitivity == before.sensitivity
    assert [trial.trial_id for trial in after.trials] == [t.trial_id for t in before.trials]


@PATIENT
@given(effects)
def test_swapping_the_arms_turns_every_sign(registry, arms_of_means, values):
    made = built(registry, arms_of_means, values)
    before = made.finding("mood")
    other = {"intervention": "control", "control": "intervention"}
    made.tables["arms"] = [
        {**row, "role": other[row["role"]], "arm": other[row["arm"]]} for row in made.tables["arms"]
    ]
    after = made.finding("mood")
    assert after.pooled.estimate == pytest.approx(-before.pooled.estimate, abs=1e-9)
    assert after.pooled.ci_low == pytest.approx(-before.pooled.ci_high, abs=1e-9)
    turned = {
        "favours_intervention": "favours_control",
        "favours_control": "favours_intervention",
        "little_difference": "little_difference",
    }
    assert [trial.direction for trial in after.trials] == [
        turned[trial.direction] for trial in before.trials
    ]


@PATIENT
@given(effects, st.sampled_from(["awaiting", "ongoing", "excluded"]))
def test_a_trial_that_is_not_included_changes_nothing(registry, arms_of_means, values, status):
    made = built(registry, arms_of_means, values)
    before = made.finding("mood")
    made.trial("extra", status=status, status_reason="x").arms(arms_of_means("extra", 1))
    assert made.finding("mood") == before


@PATIENT
@given(effects)
def test_the_prediction_interval_contains_the_confidence_interval(registry, arms_of_means, values):
    finding = built(registry, arms_of_means, values).finding("mood")
    assert finding.prediction.low <= finding.pooled.ci_low + 1e-9
    assert finding.prediction.high >= finding.pooled.ci_high - 1e-9
    assert 0 <= finding.prediction.beyond_threshold <= 1


MEASURES = {"mood": "SMD", "score": "MD", "relapse": "RR", "death": "OR", "hours": "ROM"}
ODD = (0, 1, -1, 5, 0.001, 1e-9, 1e9, 1e150)


def odd_arm(chance: random.Random, measure: str) -> dict[str, object]:
    n = chance.choice([1, 2, 3, 20, 1000])
    better = {"higher_is_better": "true" if measure in ("MD", "ROM") else "false"}
    if measure in ("RR", "OR"):
        return {"n": n, "events": chance.choice([0, n, chance.randint(0, n)]), **better}
    spread = chance.choice(["sd", "sd", "se", "median"])
    return {"n": n, "mean": chance.choice(ODD), spread: chance.choice(ODD), **better}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("checked", [True, False])
def test_odd_numbers_never_raise_and_never_pool_what_is_undefined(
    registry, two_arms, protocol_text, seed, checked
):
    chance = random.Random(seed)
    made = registry(protocol_text + "analysis: {min_trials: 2, subgroups: [category]}\n")
    for place in range(8):
        made.trial(f"t{place}", year=2000 + place, category=chance.choice("xy"))
        for outcome, measure in MEASURES.items():
            arms = odd_arm(chance, measure), odd_arm(chance, measure)
            made.arms(two_arms(f"t{place}", outcome, *arms))
    findings = made.findings(checked=checked)
    for finding in findings.findings:
        usable = [trial for trial in finding.trials if trial.in_pool]
        assert finding.k == len(usable)
        assert all(trial.estimate is not None and trial.se > 0 for trial in usable)
    assert findings.to_json()
