"""Which figures the report has, under which names, with which captions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from living_review.document.illustration import Illustration, name_of, whole_name
from living_review.findings import Finding, Findings, Subgroup, TrialRecord
from living_review.language import say
from living_review.language.facts import captions
from living_review.synthesis.finding_names import FindingNames
from living_review.words.bottom_line import leading
from living_review.words.grammar import sentence
from living_review.words.prose.effects import in_brief
from living_review.words.shown_columns import ShownColumn

if TYPE_CHECKING:
    from living_review.figures import Beside

# Trials that a plot in the two-page summary shows.
MOST_IN_BRIEF = 14
MOST_OF_PEOPLE = 3


Illustrations = Mapping[str, Illustration]
Caption = captions.OfFinding | captions.Directions | captions.OfReview
Kind = Literal["forest", "sequential", "funnel", "leave-one-out", "cumulative", "bubble"]


@dataclass(frozen=True)
class _Drawings:
    """The drawings of one figure, each for its place."""

    svg: str
    pages: Sequence[str] = ()
    """What takes its place on paper."""
    narrow: str | None = None
    """What takes its place on a narrow screen."""
    every: str | None = None
    """What shows all trials where it shows some of very many."""


@dataclass(frozen=True)
class _FiguresOf:
    """The figures of one finding, as they are drawn one after the other."""

    finding: Finding
    title: str
    drawn: list[Illustration]

    def add(self, kind: str, made: _Drawings, alt: str, caption: captions.OfFinding) -> None:
        """Add a figure under the name of its kind."""
        name, said = name_of(kind, self.finding), say(caption)
        parts = _on_pages(name, made.pages, alt, caption)
        whole = _all(len(self.finding.contributing)) if made.every else ""
        figure = Illustration(name, made.svg, alt, said, parts=parts, whole=whole)
        self.drawn.extend((*_both(figure, made.narrow), *_every(figure, made.every)))

    def in_brief(self, svg: str, alt: str, caption: captions.OfFinding, brief: str | None) -> None:
        """Add the forest plot of the two-page summary; `brief` takes its place where it is long."""
        name, said = name_of("forest-compact", self.finding), say(caption)
        parts = () if brief is None else (Illustration(f"{name}-in-brief", brief, alt, said),)
        self.drawn.append(Illustration(name, svg, alt, said, parts=parts))

    def caption(self, kind: Kind, by: str = "") -> captions.OfFinding:
        """Give the caption of a figure; `by` is what a forest plot is divided by."""
        return captions.OfFinding(kind=kind, by=by, finding=self.title)


def of_finding(
    finding: Finding,
    trials: Sequence[TrialRecord] = (),
    names: FindingNames | None = None,
    shown: Sequence[ShownColumn] = (),
) -> list[Illustration]:
    """Draw the figures of one finding that has trials; `trials` tell which is in which subgroup.

    `names` are those of the review, by which captions tell its findings apart; `shown` are further
    columns of its forest plots.
    """
    from living_review import figures

    title = (names or FindingNames([finding])).shown(finding)
    drawn = _FiguresOf(finding, title, [])
    _add_forest_plots(drawn, trials, shown)
    _add_series(drawn)
    view = figures.sequential_plot(finding)
    if view is not None:
        narrow = figures.sequential_plot(finding, compact=True)
        alt = figures.sequential_plot_alt(finding)
        made = _Drawings(view, narrow=narrow)
        drawn.add("sequential", made, alt, drawn.caption("sequential"))
    funnel = figures.funnel_plot(finding)
    if funnel is not None:
        narrow = figures.funnel_plot(finding, narrow=True)
        alt = figures.funnel_plot_alt(finding)
        drawn.add("funnel", _Drawings(funnel, narrow=narrow), alt, drawn.caption("funnel"))
    _add_bubble_plots(drawn, trials)
    return drawn.drawn


def _add_bubble_plots(drawn: _FiguresOf, trials: Sequence[TrialRecord]) -> None:
    """Draw each regression on a characteristic of trials, wide and narrow."""
    from living_review import figures

    finding = drawn.finding
    for place, found in enumerate(finding.moderators, 1):
        alt = figures.bubble_plot_alt(finding, found)
        plot, narrow = (
            figures.bubble_plot(finding, found, trials, title=alt, compact=compact)
            for compact in (False, True)
        )
        if plot is not None:
            caption = drawn.caption("bubble", found.name)
            drawn.add(f"bubble-{place}", _Drawings(plot, narrow=narrow), alt, caption)


def _add_forest_plots(
    drawn: _FiguresOf, trials: Sequence[TrialRecord], shown: Sequence[ShownColumn]
) -> None:
    """Draw the forest plot, wide and narrow, and one for each subgroup analysis."""
    from living_review import figures

    finding = drawn.finding
    there = {trial.trial_id for trial in finding.trials}
    beside = figures.Beside(tuple(each for each in shown if there.intersection(each.cells)))
    alt, caption = figures.forest_plot_alt(finding), drawn.caption("forest")
    if finding.has_effect:
        drawn.add("forest", _forest(finding, beside=beside), alt, caption)
        compact = figures.forest_plot(finding, compact=True)
        brief = figures.forest_plot_in_brief(finding, MOST_IN_BRIEF)
        drawn.in_brief(compact, alt, caption, brief)
    for place, subgroup in enumerate(finding.subgroups, 1):
        if len([level for level in subgroup.levels if level.k]) > 1:
            inside_levels = figures.subgroup_membership(trials, subgroup.moderator)
            moderator = subgroup.moderator.replace("_", " ")
            by: Any = {"subgroup": subgroup, "membership": inside_levels}
            told = _by_subgroup(moderator, finding, subgroup), drawn.caption("forest", moderator)
            drawn.add(f"forest-by-{place}", _forest(finding, beside=beside, **by), *told)


def _forest(finding: Finding, *, beside: Beside, **by: Any) -> _Drawings:
    """Draw a forest plot for every place, and of very many trials whole."""
    from living_review import figures

    many = figures.shown_on_paper(finding) is not None
    return _Drawings(
        figures.forest_plot(finding, beside=beside, **by),
        figures.forest_plot_pages(finding, beside=beside, **by),
        figures.forest_plot_narrow(finding, **by),
        figures.forest_plot(finding, beside=beside, every=True, **by) if many else None,
    )


def _add_series(drawn: _FiguresOf) -> None:
    """Draw the pooled effect without each trial, and as trials were added."""
    from living_review import figures

    finding = drawn.finding
    if finding.leave_one_out:
        drawn.add(
            "leave-one-out",
            _Drawings(
                figures.leave_one_out_plot(finding),
                figures.leave_one_out_plot_pages(finding),
                figures.leave_one_out_plot(finding, narrow=True),
            ),
            figures.leave_one_out_plot_alt(finding),
            drawn.caption("leave-one-out"),
        )
    if finding.cumulative:
        drawn.add(
            "cumulative",
            _Drawings(
                figures.cumulative_plot(finding),
                figures.cumulative_plot_pages(finding),
                figures.cumulative_plot(finding, narrow=True),
            ),
            figures.cumulative_plot_alt(finding),
            drawn.caption("cumulative"),
        )


def _both(whole: Illustration, narrow: str | None) -> tuple[Illustration, ...]:
    """Give a figure, and what is drawn in its place for narrow screens where anything is."""
    if narrow is None:
        return (whole,)
    name = f"{whole.name}-narrow"
    return (
        replace(whole, compact=name),
        Illustration(name, narrow, whole.alt, whole.caption, on_paper=False),
    )


def _every(of: Illustration, svg: str | None) -> tuple[Illustration, ...]:
    """Give the drawing of all trials, to which the caption of a figure leads."""
    name = whole_name(of.name)
    return () if svg is None else (Illustration(name, svg, of.alt, of.caption, on_paper=False),)


def _all(trials: int) -> str:
    return say(captions.Whole(trials=trials))


def _by_subgroup(moderator: str, finding: Finding, subgroup: Subgroup) -> str:
    """Say of a forest plot by subgroup what it shows of each level as well."""
    from living_review import figures

    levels = tuple(
        captions.EffectAtLevel(level=each.level, effect=in_brief(finding, each.pooled))
        for each in subgroup.levels
        if each.pooled
    )
    return say(
        captions.AltBySubgroup(plot=figures.forest_plot_alt(finding, moderator), levels=levels)
    )


def _on_pages(
    name: str, pages: Sequence[str], alt: str, caption: Caption
) -> tuple[Illustration, ...]:
    """Name the drawings that take the place of a figure on paper, where it is too long for one."""
    parts = len(pages)
    if parts == 1:
        return (Illustration(f"{name}-on-paper", pages[0], alt, say(caption)),)
    return tuple(
        Illustration(
            f"{name}-part-{number}",
            svg,
            say(captions.AltOfPart(alt=alt, number=number, parts=parts)),
            say(captions.Part(whole=caption, number=number, parts=parts)),
        )
        for number, svg in enumerate(pages, start=1)
    )


def of_review(findings: Findings) -> list[Illustration]:
    """Draw the figures that show the whole review."""
    from living_review import figures

    drawn: list[Illustration] = []
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        chosen = [f for f in findings.findings if f.comparison == comparison and f.trials]
        if chosen:
            name = name_of(f"directions-{comparison}")
            svg = figures.effect_direction_plot(chosen)
            alt = figures.effect_direction_plot_alt(chosen)
            caption = captions.Directions(comparison=chosen[0].comparison_label)
            pages = figures.effect_direction_plot_pages(chosen)
            parts = _on_pages(name, pages, alt, caption)
            if parts:
                left_out = figures.effect_direction_plot_left_out(chosen)
                last = replace(parts[-1], caption=_followed(parts[-1].caption, left_out))
                parts = (*parts[:-1], last)
            made = Illustration(name, svg, alt, say(caption), parts=parts)
            every = None
            if left_out := figures.effect_direction_plot_left_out(chosen, "screen"):
                every = figures.effect_direction_plot(chosen, every=True)
                trials = len(figures.effect_directions(chosen))
                made = replace(made, caption=_followed(made.caption, left_out), whole=_all(trials))
            narrow = figures.effect_direction_plot(chosen, narrow=True)
            drawn += (*_both(made, narrow), *_every(made, every))
    judged = [t for t in findings.trials if t.status == "included" and t.risk_of_bias]
    if judged:
        drawn += _parts(
            "risk-of-bias-summary",
            figures.risk_of_bias_summary(judged),
            figures.risk_of_bias_summary_alt(judged),
            narrow=figures.risk_of_bias_summary(judged, narrow=True),
        )
        drawn += _traffic_lights(judged)
    drawn += _both(
        _flow(findings), figures.prisma_flow(findings.searches, findings.trials, narrow=True)
    )
    for part, plot in enumerate(figures.change_plots(findings), start=1):
        changes = Illustration(name_of("changes", part=part), plot.svg, plot.alt, plot.caption)
        drawn += _both(changes, plot.narrow)
    return drawn


def of_people(plain: Findings) -> dict[str, Illustration]:
    """Draw people for the most important results that can be told in people, by name.

    `plain` are the findings with the words of the plain-language summary.
    """
    from living_review import figures

    drawn: dict[str, Illustration] = {}
    for finding in leading(plain):
        row = figures.icon_array_row(finding)
        if row is not None and len(drawn) < MOST_OF_PEOPLE:
            name, alt = name_of("people", finding), figures.icon_array_alt(finding, row)
            caption = figures.icon_array_caption(finding, row)
            drawn[name] = Illustration(name, figures.icon_array(finding, row), alt, caption)
    return drawn


def _flow(findings: Findings) -> Illustration:
    """Draw the flow of records; on paper, where it is higher than a page, with shorter lists."""
    from living_review import figures

    held = findings.searches, findings.trials
    name, alt = "prisma-flow", figures.prisma_flow_alt(*held)
    caption = captions.OfReview(kind="prisma-flow")
    brief = figures.prisma_flow_on_paper(*held)
    parts = _on_pages(name, (brief,), alt, caption) if brief else ()
    return Illustration(name, figures.prisma_flow(*held), alt, say(caption), parts=parts)


def _traffic_lights(judged: Sequence[TrialRecord]) -> list[Illustration]:
    """Draw each trial's judgements; of very many trials those with most people."""
    from living_review import figures

    chosen = figures.foremost(judged, [trial.n_randomised or 0.0 for trial in judged])
    every = len(chosen) == len(judged)
    svgs = figures.risk_of_bias_traffic_light(chosen, lit=every)
    alts = figures.risk_of_bias_traffic_light_alt(chosen)
    narrow = figures.risk_of_bias_traffic_light(chosen, narrow=True, lit=every)
    if every:
        return _parts("risk-of-bias", svgs, alts, narrow=narrow)
    here = figures.shown_of_many(len(chosen), len(judged), "participants", "screen")
    on_paper = figures.shown_of_many(len(chosen), len(judged), "participants")
    # The first may be followed by its drawing for narrow screens.
    first, *others = _parts("risk-of-bias", svgs, alts, here, narrow)
    parts = tuple(
        replace(each, name=f"{each.name}-on-paper")
        for each in _parts("risk-of-bias", svgs, alts, on_paper)
    )
    return [replace(first, parts=parts), *(replace(each, on_paper=False) for each in others)]


def _parts(
    kind: Literal["risk-of-bias-summary", "risk-of-bias"],
    svgs: Sequence[str],
    alts: Sequence[str],
    said: str = "",
    narrow: Sequence[str] = (),
) -> list[Illustration]:
    """Number the parts of a figure that is drawn in several; the last says what is said of all."""
    whole, parts = captions.OfReview(kind=kind), len(svgs)
    drawn: list[Illustration] = []
    for part, (svg, alt) in enumerate(zip(svgs, alts, strict=True), start=1):
        caption = captions.Part(whole=whole, number=part, parts=parts) if parts > 1 else whole
        told = _followed(say(caption), said if part == parts else "")
        own = Illustration(name_of(kind, part=part), svg, alt, told)
        drawn += _both(own, narrow[part - 1] if narrow else None)
    return drawn


def _followed(caption: str, said: str) -> str:
    return f"{sentence(caption)} {said}" if said else caption
