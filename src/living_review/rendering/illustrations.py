"""Which figures the report has, under which names, with which captions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from living_review.findings import Finding, Findings, TrialRecord
from living_review.rendering.grammar import finding_title, inside
from living_review.rendering.markdown import Markdown, attribute, escape

# Figures that have a second drawing for narrow screens.
WITH_COMPACT = ("forest", "sequential")


@dataclass(frozen=True)
class Illustration:
    """One figure: the SVG, the alternative text, and the caption.

    `compact` names the figure that shows the same on a narrow screen, where there is one.
    """

    name: str
    svg: str
    alt: str
    caption: str
    compact: str | None = None

    def markdown(self, folder: str, *, screens: bool = True) -> Markdown:
        """Show the figure as Pandoc Markdown; `folder` leads from the page to the figures."""
        marks = [f"#fig-{self.name}", f"fig-alt={attribute(self.alt)}"]
        if screens and self.compact:
            marks.append(f'compact="{folder}/{self.compact}.svg"')
        return Markdown(f"![{escape(self.caption)}]({folder}/{self.name}.svg){{{' '.join(marks)}}}")


def name_of(kind: str, finding: Finding | None = None, part: int | None = None) -> str:
    """Name a figure's file and anchor: 'forest-peer-support-recovery-post'."""
    parts = [kind, finding.key if finding else "", str(part) if part else ""]
    return re.sub(r"[^A-Za-z0-9-]+", "-", "-".join(p for p in parts if p))


Illustrations = Mapping[str, Illustration]


def of_finding(finding: Finding, trials: Sequence[TrialRecord] = ()) -> list[Illustration]:
    """Draw the figures of one finding that has trials; `trials` tell which is in which subgroup."""
    from living_review.rendering import figures

    alt = figures.forest_plot_alt(finding)
    drawn = [
        ("forest", figures.forest_plot(finding), alt, "Forest plot"),
        ("forest-compact", figures.forest_plot(finding, compact=True), alt, "Forest plot"),
    ]
    for place, subgroup in enumerate(finding.subgroups, 1):
        if len([level for level in subgroup.levels if level.k]) > 1:
            inside_levels = figures.subgroup_membership(trials, subgroup.moderator)
            svg = figures.forest_plot(finding, subgroup=subgroup, membership=inside_levels)
            name = subgroup.moderator.replace("_", " ")
            said = f"Forest plot by {name}"
            drawn.append((f"forest-by-{place}", svg, f"{said}. {alt}", said))
    if finding.leave_one_out:
        svg, alt = figures.leave_one_out_plot(finding), figures.leave_one_out_plot_alt(finding)
        drawn.append(("leave-one-out", svg, alt, "The pooled effect without each trial"))
    if finding.cumulative:
        svg, alt = figures.cumulative_plot(finding), figures.cumulative_plot_alt(finding)
        drawn.append(("cumulative", svg, alt, "The pooled effect as trials were added"))
    for kind in ("sequential", "sequential-compact"):
        view = figures.sequential_plot(finding, compact=kind.endswith("compact"))
        if view is not None:
            drawn.append((kind, view, figures.sequential_plot_alt(finding), "Sequential view"))
    funnel = figures.funnel_plot(finding)
    if funnel is not None:
        drawn.append(("funnel", funnel, figures.funnel_plot_alt(finding), "Funnel plot"))
    return [
        Illustration(
            name_of(kind, finding),
            svg,
            alt,
            f"{caption}: {inside(finding_title(finding))}",
            name_of(f"{kind}-compact", finding) if kind in WITH_COMPACT else None,
        )
        for kind, svg, alt, caption in drawn
    ]


def of_review(findings: Findings) -> list[Illustration]:
    """Draw the figures that show the whole review."""
    from living_review.rendering import figures

    drawn = []
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        chosen = [f for f in findings.findings if f.comparison == comparison and f.trials]
        if chosen:
            drawn.append(
                Illustration(
                    name_of(f"directions-{comparison}"),
                    figures.effect_direction_plot(chosen),
                    figures.effect_direction_plot_alt(chosen),
                    f"Direction of effect by trial and outcome: "
                    f"{inside(chosen[0].comparison_label)}",
                )
            )
    judged = [t for t in findings.trials if t.status == "included" and t.risk_of_bias]
    if judged:
        drawn += _parts(
            "risk-of-bias-summary",
            figures.risk_of_bias_summary(judged),
            figures.risk_of_bias_summary_alt(judged),
            "Risk of bias by domain, each trial counted once",
        )
        drawn += _parts(
            "risk-of-bias",
            figures.risk_of_bias_traffic_light(judged),
            figures.risk_of_bias_traffic_light_alt(judged),
            "Risk of bias, trial by trial",
        )
    drawn.append(
        Illustration(
            "prisma-flow",
            figures.prisma_flow(findings.searches, findings.trials),
            figures.prisma_flow_alt(findings.searches, findings.trials),
            "Flow of records and trials",
        )
    )
    plots = figures.change_plots(findings)
    drawn += [
        Illustration(name_of("changes", part=part), plot.svg, plot.alt, plot.caption)
        for part, plot in enumerate(plots, start=1)
    ]
    return drawn


def _parts(kind: str, svgs: Sequence[str], alts: Sequence[str], caption: str) -> list[Illustration]:
    """Number the parts of a figure that is drawn in several."""
    return [
        Illustration(name_of(kind, part=part), svg, alt, caption)
        for part, (svg, alt) in enumerate(zip(svgs, alts, strict=True), start=1)
    ]


def draw(findings: Findings) -> dict[str, Illustration]:
    """Draw every figure of the report, by name."""
    drawn = of_review(findings)
    for finding in findings.findings:
        if finding.trials:
            drawn += of_finding(finding, findings.trials)
    return {each.name: each for each in drawn}
