"""A whole review of counts, from registry rows to the numbers that metafor 3.8.1 gives.

Data: Colditz et al. 1994, JAMA 271:698-702, as in metafor's dat.bcg. Expected values: metafor
3.8.1, escalc(measure="RR") and rma with the options each test names; RevMan's τ² by its algorithm.
"""

from __future__ import annotations

import math

import pytest

from living_review.validation import cases

ANALYSIS = """
analysis:
  safeguard: none
  subgroups: [allocation]
  moderators: [ablat]
  sensitivity: [wald, leave-one-out, revman, {id: pm, label: PM, tau2: PM}]
"""


@pytest.fixture(scope="module")
def data():
    return cases()["bcg"].trials


@pytest.fixture
def bcg(registry, two_arms, protocol_text, data):
    made = registry(protocol_text + ANALYSIS)
    for place, name in enumerate(data["study"]):
        trial = f"t{data['id'][place]}"
        made.trial(
            trial,
            label=name,
            year=data["year"][place],
            allocation=data["mod_alloc"][place],
            ablat=data["mod_ablat"][place],
        )
        made.arms(
            two_arms(
                trial,
                "relapse",
                {"events": data["e1"][place], "n": data["n1"][place]},
                {"events": data["e2"][place], "n": data["n2"][place]},
            )
        )
    return made.finding("relapse")


def test_the_pool_is_metafors(bcg):
    assert bcg.k == 13
    assert bcg.pooled.log_estimate == pytest.approx(-0.71453234, abs=1e-7)
    assert bcg.pooled.se == pytest.approx(0.18079174, abs=1e-7)
    assert math.log(bcg.pooled.ci_low) == pytest.approx(-1.1084437, abs=1e-6)
    assert math.log(bcg.pooled.ci_high) == pytest.approx(-0.32062097, abs=1e-6)
    assert bcg.pooled.estimate == pytest.approx(math.exp(-0.71453234), abs=1e-7)


def test_heterogeneity_and_its_intervals_are_metafors(bcg):
    found = bcg.heterogeneity
    assert found.tau2 == pytest.approx(0.31324326, abs=1e-6)
    assert found.i2 == pytest.approx(92.221385, abs=1e-4)
    assert found.h2 == pytest.approx(12.855758, abs=1e-4)
    assert (found.tau2_ci_low, found.tau2_ci_high) == pytest.approx(
        (0.11971836, 1.1114791), rel=1e-5
    )
    assert (found.i2_ci_low, found.i2_ci_high) == pytest.approx((81.92057, 97.67808), rel=1e-5)


def test_the_prediction_interval_is_metafors(bcg):
    assert math.log(bcg.prediction.low) == pytest.approx(-1.9960168, abs=1e-5)
    assert math.log(bcg.prediction.high) == pytest.approx(0.56695215, abs=1e-5)
    assert bcg.prediction.df == 12


def test_the_wald_interval_and_another_estimator_are_metafors(bcg):
    found = {each.id: each for each in bcg.sensitivity}
    assert math.log(found["wald"].pooled.ci_low) == pytest.approx(-1.0668976, abs=1e-6)
    assert math.log(found["wald"].pooled.ci_high) == pytest.approx(-0.36216705, abs=1e-6)
    # metafor's EB, which equals PM in theory; its own PM stops early, at 0.318094.
    assert found["pm"].heterogeneity.tau2 == pytest.approx(0.318068, abs=1e-6)


def test_subgroups_and_regression_are_metafors(bcg):
    [regression] = bcg.moderators
    assert regression.slope == pytest.approx(-0.029101725, abs=1e-7)
    assert regression.se == pytest.approx(0.0082014174, abs=1e-6)
    assert regression.r2 == pytest.approx(75.626622, abs=1e-3)
    [subgroup] = bcg.subgroups
    assert [level.level for level in subgroup.levels] == ["alternate", "random", "systematic"]
    assert sum(level.k for level in subgroup.levels) == 13


def test_each_trial_left_out_and_added_is_there(bcg):
    assert len(bcg.leave_one_out) == 13
    assert [each.k for each in bcg.cumulative] == list(range(1, 14))
    years = [each.year for each in bcg.cumulative]
    assert years == sorted(years)
    assert len(bcg.influence) == 13
    assert sum(each["hat"] for each in bcg.influence) == pytest.approx(1)


def test_peters_is_run_on_thirteen_trials(bcg):
    """Figures of validation/small_study.txt."""
    assert bcg.small_study.test == "peters"
    assert bcg.small_study.egger["statistic"] == pytest.approx(-1.270189, abs=1e-5)
    assert bcg.small_study.egger["p"] == pytest.approx(0.230227, abs=1e-5)


def test_events_and_people_are_all_counted(bcg, data):
    assert bcg.n == sum(data["n1"]) + sum(data["n2"])
    assert bcg.events == sum(data["e1"]) + sum(data["e2"])
