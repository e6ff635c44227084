"""A slope that moves between two versions is told, at the step and by the name of now."""

from __future__ import annotations

from typing import Any

from sample_findings import readmission, recovery

from living_review.findings import Finding, FindingChange, Regression
from living_review.living.finding_state import same, state_of
from living_review.words.change_words import figures


def regressed(finding: Finding, slope: float, **more: Any) -> Finding:
    """A finding with a regression as an earlier program wrote it, or with what is given more."""
    found = Regression(
        moderator="mean_age", k=12, slope=slope, ci_low=slope - 0.01, ci_high=slope + 0.01, **more
    )
    return finding.model_copy(update={"moderators": (found,)})


NOW = {"label": "Mean age", "unit": "years", "per": 10.0, "per_effect": 1.0}


def told(old: Finding, new: Finding) -> str:
    before, after = state_of(old, new), state_of(new)
    names = {name: getattr(new, name) for name in ("comparison", "outcome", "timepoint")}
    change = FindingChange(
        **names,
        label="Recovery",
        measure=new.measure,
        importance="critical",
        before=before,
        after=after,
        trials_joined=(),
        trials_left=(),
        conclusion_changed=False,
        reasons=(),
        methods_changed=(),
        by_earlier_rules=(),
    )
    return figures(change).replace("\u00a0", " ")


def test_a_slope_that_moved_is_told_as_other_figures_are() -> None:
    new = regressed(recovery(), -0.03, **NOW)
    assert told(regressed(recovery(), -0.02), new) == (
        "Change for every 10 years more (Mean age) −0.20 (−0.30 to −0.10), "
        "now −0.30 (−0.40 to −0.20)."
    )
    ratio = regressed(readmission(), -0.03, **NOW)
    assert told(regressed(readmission(), -0.02), ratio) == (
        "Factor for every 10 years more (Mean age) 0.82 (0.74 to 0.90), now 0.74 (0.67 to 0.82)."
    )
    assert "(Mean age) –, now −0.30" in told(recovery(), new)
    assert "now –." in told(new, recovery())


def test_another_name_or_step_is_no_change_of_the_result_and_an_overflow_is_left_out() -> None:
    old, new = regressed(recovery(), -0.03), regressed(recovery(), -0.03, **NOW)
    assert same(state_of(old, new), state_of(new))
    assert "slopes" not in state_of(regressed(readmission(), 90.0, **NOW))
    assert "slopes" not in state_of(recovery())
