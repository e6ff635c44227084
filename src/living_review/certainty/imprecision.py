"""Imprecision: how many thresholds the interval crosses, and how much information there is."""

from __future__ import annotations

from living_review.certainty.case import Case, Span, View, headline
from living_review.certainty.imprecision_apart import apart
from living_review.certainty.inconsistency import levels_at
from living_review.certainty.information import (
    TOO_WIDE_WORDS,
    information_of,
    is_large,
)
from living_review.certainty.interval_width import (
    GENERIC_HIGH,
    GENERIC_LOW,
    Width,
    as_printed,
    at_baseline,
    everything_words,
    interval_words,
    place_words,
    runs,
    width_of,
)
from living_review.certainty.proposal import Proposal
from living_review.ground.measures import RATIOS
from living_review.synthesis.wording import counted

RULE = "imprecision-thresholds/2"
RULE_BARE = "imprecision-no-difference/2"
CITATION = (
    "GRADE guidance 34 and 35, J Clin Epidemiol 2022; Core GRADE 2, BMJ 2025;389:e081904; GRADE "
    "guidelines 6, J Clin Epidemiol 2011; a quarter of the information size, 2,000 people and "
    "three times the nearer limit are conventions of this program"
)
ONCE = (
    "Nothing is counted twice: what the interval crosses only because the trials differ (with the "
    "variance within trials alone the same estimate's interval would not) is taken off where "
    "inconsistency is rated down, so that both together cost at least what the interval does. "
    "Where trials differ no more than chance would make them on average, a threshold that neither "
    "that narrower interval nor the most precise trial's own crosses is not counted. "
)
OIS = (
    "When the effect is large: fewer participants (for hazards and rates, events) than the optimal "
    "information size, one level; fewer than a quarter of it, two; none where the farther limit is "
    "at most three times the nearer and there are half of that size, or 2,000 people; where that "
    "size is not known, or trials of unknown size could make it up, an upper "
    "limit more than 2.5 (OR) or 3 (RR) times the lower: one; more than the square of that: two."
)
THRESHOLD = (
    "The confidence interval crosses no threshold of benefit or harm: not rated down; one: one "
    "level; two or more: two levels; three where it leaves everything open, from the largest "
    "benefit to the largest harm there could be, with less than a quarter of the optimal "
    f"information size. Each baseline risk is rated by itself. {ONCE}{OIS}"
)
THRESHOLD_BARE = (
    "No threshold says what would be important. The interval does not cross the line of no "
    "difference: not rated down; it does: one level; two when a ratio's interval includes both "
    "0.75 and 1.25, or, unless it includes neither, when there is less than a quarter of the "
    "optimal information size; three with so little (where that size is not known, by the limits, "
    "as below) and both a quarter and four in the interval. "
    f"{ONCE}{OIS}"
)


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
    enough, costs = held.judged(case, effect, limits) if asked else ("not asked", 0)
    decides = large and (costs < levels or not width.crossed)
    told = held.words(enough) if levels == -3 or decides or (asked and bare) else ""
    levels = min(levels, costs) if large else levels
    baseline = view.scale.baseline
    place = place_words(view, effect)
    return Proposal(
        name="imprecision",
        levels=levels,
        rule=RULE_BARE if bare else RULE,
        threshold=THRESHOLD_BARE if bare else THRESHOLD,
        citation=CITATION,
        explanation=_said(case, view)
        + (everything_words(view) if levels == -3 else "")
        + _spread_words(case, view, width, saved)
        + told
        + (TOO_WIDE_WORDS.get(enough, "") if levels and large else ""),
        inputs={
            "thresholds_crossed": width.crossed,
            "crossed_only_because_trials_differ": counted(width.by_spread, "threshold"),
            "counted_under_inconsistency": counted(saved, "level"),
            f"interval_at_{baseline.label}" if baseline else "interval": place,
            "interval_with_the_variance_within_trials": place_words(view, within),
            **held.inputs,
            "optimal_information_size": held.needed if asked or levels else None,
        },
        bands={
            "the_interval": _bare_band(case, effect) if bare else place,
            "what_is_counted_under_inconsistency": counted(saved, "level"),
            "the_information": enough,
        },
    )


def _bare_band(case: Case, effect: Span) -> str:
    where = "crosses" if effect.low < 0 < effect.high else "does not cross"
    told, both = headline(case.finding), False
    if told is not None and case.finding.measure in RATIOS:
        both = told[1] < GENERIC_LOW and told[2] > GENERIC_HIGH
    return f"one that {where} no difference, {'' if both else 'not '}both ways"


def _said(case: Case, view: View) -> str:
    told = headline(case.finding)
    assert told is not None
    assert view.effect is not None
    interval = interval_words(case, told[1], told[2])
    if view.scale.steps:
        place = as_printed(case, view, view.effect)
        return f"The confidence interval ({interval}){at_baseline(view)} {runs(place)} {place}."
    crosses = view.effect.low < 0 < view.effect.high
    where = "crosses" if crosses else "does not cross"
    said = f"The confidence interval ({interval}) {where} the line of no difference"
    if crosses and case.finding.measure in RATIOS:
        if told[1] < GENERIC_LOW and told[2] > GENERIC_HIGH:
            said += " and includes important benefit and important harm by a generic rule"
        elif told[1] >= GENERIC_LOW and told[2] <= GENERIC_HIGH:
            said += ", but reaches neither 0.75 nor 1.25, which a generic rule calls important"
    return f"{said}."


def _varies(case: Case) -> bool:
    """Tell whether a variation between trials was estimated."""
    spread = case.finding.heterogeneity
    return spread is None or spread.tau2 is None or spread.tau2 > 0


def _widened(case: Case) -> str:
    """Say what widens an interval where no variation between trials was estimated."""
    pooled = case.finding.pooled
    if pooled is not None and pooled.interval == "knapp-hartung":
        return (
            "the interval of Knapp and Hartung allows for how far apart the trials’ results lie "
            "and for how few they are"
        )
    return "the interval allows for how few trials there are"


def _spread_words(case: Case, view: View, width: Width, saved: int) -> str:
    """Say what of the interval's width is not for lack of information, and where it is counted."""
    if width.eased:
        return (
            " The trials differ no more than chance would make them on average, and because they "
            "are few the interval is wider than that of the most precise trial alone: a threshold "
            "that it crosses for that reason only is not counted."
        )
    assert view.within is not None
    place = as_printed(case, view, view.within)
    if (saved or width.by_spread) and not _varies(case):
        return (
            f" With the variance within trials alone it would {runs(place, plural=True)} {place}. "
            f"No variation between trials was estimated; that it reaches further, because "
            f"{_widened(case)}, is counted {'under inconsistency' if saved else 'here'}."
        )
    if saved:
        return (
            f" If the trials did not differ it would {runs(place, plural=True)} {place}; that it "
            "reaches further because they differ is counted under inconsistency"
            f"{' and not again here' if width.within > width.told else ''}."
        )
    if width.within > width.told and width.by_spread:
        return (
            f" If the trials did not differ it would {runs(place, plural=True)} {place}; that it "
            "reaches further because they differ is counted here and not under "
            "inconsistency."
        )
    return ""
