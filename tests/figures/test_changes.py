"""The old-versus-new plot: two rows a result, one axis a scale, pages for many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import change_plot_alt, change_plots
from living_review.figures.scene import Scene, Words
from living_review.findings import Changes, Finding, FindingChange, Findings


def told(picture: Scene, kind: str) -> list[str]:
    return [m.text for m in picture.marks if isinstance(m, Words) and m.kind == kind]


def kinds(picture: Scene) -> list[str]:
    return [mark.kind for mark in picture.marks]


def side(finding: Finding, **fields: Any) -> dict[str, Any]:
    pooled = finding.pooled
    assert pooled is not None
    held = {
        "synthesis": "pooled",
        "measure": finding.measure,
        "better": finding.better,
        "k": finding.k,
        "n": finding.n,
        "level": 0.95,
        "estimate": pooled.estimate,
        "ci_low": pooled.ci_low,
        "ci_high": pooled.ci_high,
    }
    return held | fields


def moved(finding: Finding, **before: Any) -> FindingChange:
    """Say that a finding was another before."""
    old = {"k": finding.k - 1, "estimate": finding.null + 0.11} | before
    return FindingChange(
        comparison=finding.comparison,
        outcome=finding.outcome,
        timepoint=finding.timepoint,
        measure=finding.measure,
        before=side(finding, **old),
        after=side(finding),
        conclusion_changed=False,
    )


def document(*found: Finding, changes: tuple[FindingChange, ...] | None = None) -> Findings:
    given = changes if changes is not None else tuple(map(moved, found))
    # Only these two parts are looked at.
    return Findings.model_construct(findings=found, changes=Changes(since=4, findings=given))


def pictures(scene_of: Callable[..., Any], findings: Findings) -> list[Scene]:
    return [plot.svg for plot in scene_of(change_plots, findings)]


def test_a_result_has_a_hollow_old_and_a_filled_new_row(scene_of: Callable[..., Any]) -> None:
    (picture,) = pictures(scene_of, document(samples.bcg()))
    assert told(picture, "label") == ["Tuberculosis, end of follow-up", "Before", "Now"]
    assert told(picture, "cell") == [
        *("12", "357,347", "1.11 (0.33 to 0.73)"),
        *("13", "357,347", "0.49 (0.33 to 0.73)"),
    ]
    assert kinds(picture).count("square") == kinds(picture).count("square-before") == 1
    assert kinds(picture).count("whisker") == 2
    assert kinds(picture).count("null") == 1
    assert told(picture, "note")[0] == "Hollow: version 4. Filled: now."


def test_the_old_row_is_lighter_and_not_filled(scene_of: Callable[..., Any]) -> None:
    (picture,) = pictures(scene_of, document(samples.bcg()))
    marks: dict[str, Any] = {mark.kind: mark for mark in picture.marks}
    assert marks["square-before"].fill == "paper"
    assert marks["square-before"].stroke == "apart"
    assert marks["square"].fill == "estimate"


def test_ratios_and_differences_never_share_an_axis(scene_of: Callable[..., Any]) -> None:
    drawn = pictures(scene_of, document(samples.bcg(), samples.recovery()))
    assert [told(picture, "header")[3] for picture in drawn] == [
        "Risk ratio",
        "Standardised mean difference",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"better": "higher"},
        {"comparison": "other"},
        {"measure": "OR"},
    ],
)
def test_results_that_cannot_be_read_on_one_axis_stand_apart(
    other: dict[str, Any], scene_of: Callable[..., Any]
) -> None:
    two = document(samples.bcg(), samples.bcg(outcome="second", **other))
    assert len(pictures(scene_of, two)) == 2


def test_mean_differences_of_two_outcomes_stand_apart(scene_of: Callable[..., Any]) -> None:
    found = [samples.recovery(measure="MD", outcome=name) for name in ("points", "days")]
    assert len(pictures(scene_of, document(*found))) == 2


def test_forty_results_are_paged_and_none_is_torn(scene_of: Callable[..., Any]) -> None:
    found = [samples.bcg(outcome=f"o{n}", outcome_label=f"Outcome {n}") for n in range(40)]
    drawn = pictures(scene_of, document(*found))
    assert [kinds(picture).count("square") for picture in drawn] == [10, 10, 10, 10]
    assert [kinds(picture).count("square-before") for picture in drawn] == [10, 10, 10, 10]
    assert all(told(picture, "note") for picture in drawn)
    assert len({(p.width, tuple(told(p, "tick-label"))) for p in drawn}) == 1


def test_what_was_not_pooled_alike_is_not_drawn(scene_of: Callable[..., Any]) -> None:
    finding = samples.bcg()
    for before in (
        {"synthesis": "narrative", "estimate": None},
        {"measure": "OR"},
        {"better": "higher"},
        side(finding),
    ):
        changes = (moved(finding, **before),)
        assert pictures(scene_of, document(finding, changes=changes)) == []
    new = moved(finding).model_copy(update={"before": None})
    gone = moved(samples.bcg(outcome="gone"))
    assert pictures(scene_of, document(finding, changes=(new, gone))) == []
    assert change_plots(Findings.model_construct(findings=(finding,), changes=None)) == ()


def test_another_level_of_confidence_is_said(scene_of: Callable[..., Any]) -> None:
    finding = samples.bcg()
    (picture,) = pictures(scene_of, document(finding, changes=(moved(finding, level=0.9),)))
    assert "Before (90% CI)" in told(picture, "label")


def test_the_alternative_text_says_old_new_and_which_side_is_good() -> None:
    finding = samples.bcg()
    (plot,) = change_plots(document(finding))
    assert plot.alt == (
        "Old and new risk ratio of 1 result: Tuberculosis, end of follow-up: 1.11 (0.33 to 0.73), "
        "now 0.49 (0.33 to 0.73). In it, values below 1 favour BCG vaccine."
    )
    assert plot.alt in plot.svg
    many = change_plot_alt([(moved(finding), finding)] * 12)
    assert "; and 7 more, which the table lists." in many
