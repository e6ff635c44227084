"""A dozen numbers to know by heart: the classic data sets through each method around the pool.

Values are metafor 3.8.1's with tightened iterations, as printed to eight digits; for the
cluster-robust test clubSandwich 0.5.8's.
"""

from __future__ import annotations

import numpy as np
import pytest

from living_review import pooling
from living_review.validation import cases

BCG = cases()["bcg"]
Y, V = (np.array(BCG.effects["RR"][each]) for each in ("estimate", "variance"))
HACKSHAW_Y, HACKSHAW_V, _ = cases()["hackshaw1998"].sample("GEN")


def near(*values):
    return pytest.approx(values, rel=1e-7)


def test_bcg_small_study_tests():
    lm, rma, rank = pooling.egger(Y, V), pooling.egger(Y, V, model="rma"), pooling.begg(Y, V)
    assert (lm.statistic, lm.df) == near(-1.4012820, 11)
    assert lm.p == pytest.approx(0.188707, abs=5e-7)
    assert rma.statistic == pytest.approx(-0.8033292, rel=1e-7)
    assert rank.tau == pytest.approx(0.02564103, rel=3e-7)
    assert rank.p == pytest.approx(0.9523619, rel=1e-7)


def test_bcg_trim_and_fill():
    found = pooling.trim_and_fill(Y, V)
    assert (found.k0, found.side) == (1, "right")
    assert found.pooled.estimate == pytest.approx(-0.6570828, rel=1e-7)


def test_bcg_latitude():
    latitude = np.column_stack([np.ones(13), BCG.trials["mod_ablat"]])
    found = pooling.meta_regression(Y, V, latitude)
    assert tuple(found.coefficients) == near(0.25146821, -0.029101725)
    assert tuple(found.se) == near(0.28392528, 0.0082014174)
    assert (found.tau2, found.r2) == near(0.076347964, 75.626622)
    assert found.qm == pytest.approx(12.590983, rel=1e-7)
    assert not found.safeguard_applied


def test_bcg_allocation():
    found = pooling.subgroups(Y, V, BCG.trials["mod_alloc"], common_tau2=True)
    assert found.levels == ("alternate", "random", "systematic")
    assert (found.q_between, found.p) == near(1.7675114, 0.41322803)


def test_bcg_permutation():
    assert pooling.permutation_test(Y, V).p == pytest.approx([0.0014648438], rel=1e-7)


def test_bcg_selection():
    found = pooling.selection_model(Y, V, alternative="less")
    # The optimiser these came from stopped a few millionths short of the maximum.
    expected = (-0.62056362, 0.29123945, 0.63553611, 0.24249948)
    assert (found.estimate, found.tau2, found.delta, found.lrt) == pytest.approx(expected, rel=5e-6)


def test_hackshaw():
    assert pooling.egger(HACKSHAW_Y, HACKSHAW_V).statistic == pytest.approx(2.3824144, rel=1e-7)
    filled = pooling.trim_and_fill(HACKSHAW_Y, HACKSHAW_V)
    assert (filled.k0, filled.side) == (7, "left")
    selected = pooling.selection_model(HACKSHAW_Y, HACKSHAW_V)
    assert selected.estimate == pytest.approx(0.1944015, rel=1e-6)
    both = pooling.pet_peese(HACKSHAW_Y, HACKSHAW_V)
    assert (both.pet, both.peese) == near(0.0050373231, 0.12008076)
    assert not both.uses_peese


def test_konstantopoulos():
    schools = cases()["konstantopoulos2011"].trials
    found = pooling.multilevel(schools["yi"], schools["vi"], schools["cluster"])
    assert (found.sigma2_between, found.sigma2_within) == near(0.065061944, 0.032736517)
    assert (found.estimate, found.se[0]) == near(0.184713164, 0.084555919)
    assert (found.robust.se[0], found.robust.df[0]) == near(0.084457995, 9.863156)
