"""Imprecision: how many thresholds the interval crosses, and how much information there is."""

from __future__ import annotations

from typing import Literal

from living_review.certainty import marks
from living_review.certainty.case import Case, Span, View, headline
from living_review.certainty.imprecision_apart import apart
from living_review.certainty.inconsistency import levels_at
from living_review.certainty.information import costs, information_of, is_large, too_wide
from living_review.certainty.interval_width import (
    GENERIC_HIGH,
    GENERIC_LOW,
    Width,
    as_printed,
    baseline_amount,
    everything_open,
    extent_of,
    interval_of,
    width_of,
)
from living_review.certainty.proposal import Proposal, Told
from living_review.ground.measures import RATIOS
from living_review.language import Fact, say
from living_review.language.facts import imprecision as facts
from living_review.language.facts.decisions import Input, Levels

RULE = "imprecision-thresholds/2"
RULE_BARE = "imprecision-no-difference/2"
Nearness = Literal[
    "one that crosses no difference, both ways",
    "one that crosses no difference, not both ways",
    "one that does not cross no difference, both ways",
    "one that does not cross no difference, not both ways",
]
"""An interval where no threshold says what is important; a mark of decisions, so it stays."""


def imprecision(case: Case) -> Proposal:
    """Propose levels for imprecision from the interval, then from the information there is."""
    view = case.view
    effect, within = view.effect, view.within
    if effect is None:
        return apart(case)
    assert within is not None
    held, bare = information_of(case), not view.scale.steps
    width = width_of(case, view, held)
    # What is counted under inconsistency is not counted again.
    levels = width.beside(levels_at(case, view))
    saved = levels - width.told
    headlined = headline(case.finding)
    assert headlined is not None
    estimate, *limits = headlined
    large = is_large(case, estimate)
    asked = large or (bare and width.crossed > 0)
    enough = held.judged(case, effect, limits, asked=asked)
    decides = large and (costs(enough) < levels or not width.crossed)
    told = [
        _interval(case, view),
        everything_open(view) if levels == -3 else None,
        _spread(case, view, width, saved),
        held.told(enough) if levels == -3 or decides or (asked and bare) else None,
    ]
    levels = min(levels, costs(enough)) if large else levels
    told.append(too_wide(enough) if levels and large else None)
    baseline, extent = view.scale.baseline, extent_of(view, effect)
    place = marks.extent(extent)
    said: dict[Input, Told] = {"what_is_counted_under_inconsistency": Levels(levels=saved)}
    if not bare:
        said["the_interval"] = extent
    return Proposal(
        name="imprecision",
        levels=levels,
        rule=RULE_BARE if bare else RULE,
        threshold=say(facts.RuleOfImprecision(rule="no difference" if bare else "thresholds")),
        citation=say(facts.SourceOfImprecision(pooled=True)),
        explanation=" ".join(say(each) for each in told if each),
        inputs={
            "thresholds_crossed": width.crossed,
            "crossed_only_because_trials_differ": marks.counted(width.by_spread, "threshold"),
            "counted_under_inconsistency": marks.counted(saved, "level"),
            f"interval_at_{baseline.label}" if baseline else "interval": place,
            "interval_with_the_variance_within_trials": marks.extent(extent_of(view, within)),
            **held.inputs,
            "optimal_information_size": held.needed if asked or levels else None,
        },
        bands={
            "the_interval": _nearness(case, effect) if bare else place,
            "what_is_counted_under_inconsistency": marks.counted(saved, "level"),
            "the_information": enough,
        },
        told=said,
    )


def _nearness(case: Case, effect: Span) -> Nearness:
    crosses = effect.low < 0 < effect.high
    if _generic(case) == "both":
        if crosses:
            return "one that crosses no difference, both ways"
        return "one that does not cross no difference, both ways"
    if crosses:
        return "one that crosses no difference, not both ways"
    return "one that does not cross no difference, not both ways"


def _generic(case: Case) -> Literal["both", "neither"] | None:
    """Tell which of the two ratios that a generic rule calls important an interval includes."""
    told = headline(case.finding)
    if told is None or case.finding.measure not in RATIOS:
        return None
    if told[1] < GENERIC_LOW and told[2] > GENERIC_HIGH:
        return "both"
    return "neither" if told[1] >= GENERIC_LOW and told[2] <= GENERIC_HIGH else None


def _interval(case: Case, view: View) -> Fact:
    told = headline(case.finding)
    assert told is not None
    assert view.effect is not None
    interval, unit = interval_of(case, told[1], told[2]), case.finding.unit_label
    if view.scale.steps:
        return facts.IntervalLies(
            whose="pool",
            interval=interval,
            unit=unit,
            baseline=baseline_amount(view),
            place=as_printed(case, view, view.effect),
        )
    crosses = view.effect.low < 0 < view.effect.high
    return facts.IntervalAndNoDifference(
        interval=interval, unit=unit, crosses=crosses, generic=_generic(case) if crosses else None
    )


def _varies(case: Case) -> bool:
    """Tell whether a variation between trials was estimated."""
    spread = case.finding.heterogeneity
    return spread is None or spread.tau2 is None or spread.tau2 > 0


def _allows_for(case: Case) -> Literal["few and apart", "few"]:
    """Tell what widens an interval where no variation between trials was estimated."""
    pooled = case.finding.pooled
    knapp_hartung = pooled is not None and pooled.interval == "knapp-hartung"
    return "few and apart" if knapp_hartung else "few"


def _spread(case: Case, view: View, width: Width, saved: int) -> Fact | None:
    """Tell what of the interval's width is not for lack of information, and where it is counted."""
    if width.eased:
        return facts.FewTrialsThatAgree()
    assert view.within is not None
    place = as_printed(case, view, view.within)
    if (saved or width.by_spread) and not _varies(case):
        return facts.ByChanceAlone(
            place=place,
            allows_for=_allows_for(case),
            counted="inconsistency" if saved else "here",
        )
    if saved:
        again = width.within > width.told
        return facts.IfTrialsWereAlike(
            place=place, counted="inconsistency alone" if again else "inconsistency"
        )
    if width.within > width.told and width.by_spread:
        return facts.IfTrialsWereAlike(place=place, counted="here alone")
    return None
