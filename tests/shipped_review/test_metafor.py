"""The pools of the shipped review are those of metafor, from the same arms."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.findings import Finding, Findings, Pooled

ROOT = Path(__file__).parents[2]
PRINTED = ROOT / "validation" / "shipped_review.txt"
AGAIN = "run 'Rscript validation/shipped_review.R > validation/shipped_review.txt'"


@pytest.fixture(scope="module")
def findings() -> Findings:
    """Give the findings of the newest version, as published."""
    return Findings.from_json((ROOT / "report" / "findings.json").read_text(encoding="utf-8"))


def printed(kind: str) -> dict[str, list[str]]:
    """Give the lines of one kind by their names."""
    lines = (line.split() for line in PRINTED.read_text(encoding="utf-8").splitlines())
    size = {"pool": 1, "effect": 2, "version": 0}[kind]
    return {"/".join(line[1 : 1 + size]): line[1 + size :] for line in lines if line[0] == kind}


def question(finding: Finding) -> str:
    return f"{finding.comparison}/{finding.outcome}/{finding.timepoint}"


def told(pooled: Pooled | None) -> list[float]:
    assert pooled is not None
    return [pooled.estimate, pooled.ci_low, pooled.ci_high]


def test_the_figures_are_of_the_newest_version(findings: Findings) -> None:
    assert printed("version")[""] == [str(findings.version.number)], AGAIN


def test_every_effect_from_arms_is_that_of_escalc(findings: Findings) -> None:
    known = printed("effect")
    arms = 0
    for finding in findings.findings:
        for trial in finding.contributing:
            figures = known.get(f"{question(finding)}/{trial.trial_id}")
            if figures is None:
                assert trial.estimate is None or not trial.arms, (finding.key, trial.trial_id)
                continue
            arms += 1
            assert trial.estimate is not None
            # A scale that runs against its outcome is turned round in the review.
            assert abs(trial.estimate) == pytest.approx(abs(float(figures[0])), rel=1e-9)
            assert trial.se == pytest.approx(float(figures[1]), rel=1e-9)
    assert arms == len(known) > 20


def test_every_pool_is_that_of_metafor(findings: Findings) -> None:
    known = printed("pool")
    pools = {question(f): f for f in findings.findings if f.pooled is not None}
    assert pools.keys() <= known.keys(), AGAIN
    for name, finding in pools.items():
        k, *figures = known[name]
        estimate = [float(each) for each in figures]
        assert finding.k == int(k)
        assert told(finding.pooled) == pytest.approx(estimate[:3], abs=1e-6)
        spread, prediction = finding.heterogeneity, finding.prediction
        assert spread is not None
        assert prediction is not None
        assert spread.tau2 == pytest.approx(estimate[3], abs=1e-6)
        assert spread.q == pytest.approx(estimate[4], abs=1e-6)
        assert [prediction.low, prediction.high] == pytest.approx(estimate[5:], abs=1e-6)


def test_the_sensitivity_analyses_that_leave_trials_out_are_those_of_metafor(
    findings: Findings,
) -> None:
    known = {name: figures for name, figures in printed("pool").items() if name.count("/") == 3}
    found = {
        f"{question(finding)}/{each.id}": each
        for finding in findings.findings
        for each in finding.sensitivity
    }
    assert len(known) >= 3
    for name, (k, *figures) in known.items():
        assert found[name].k == int(k)
        assert told(found[name].pooled) == pytest.approx(list(map(float, figures[:3])), abs=1e-6)
