"""What a finding's figures say, in sentences a clinician can read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from living_review import numbers
from living_review.certainty import absolute_words
from living_review.certainty.absolute_words import amount, per
from living_review.findings import AbsoluteEffect, Finding, Pooled
from living_review.measures import AT_A_RISK, RATES
from living_review.people import trials_and_participants
from living_review.rendering.grammar import (
    DOMAINS,
    ESTIMATORS,
    INTERVALS,
    METHODS,
    SIZES,
    capitalised,
    counted,
    direction_phrase,
    effect_phrase,
    has_size,
    inside,
    level_of,
    listed,
    measure_name,
    more_or_less,
    plural,
    sentence,
    side,
    signed_range,
    span_phrase,
    with_unit,
)
from living_review.synthesis.pairing_words import pairing_sentences

if TYPE_CHECKING:
    from living_review.synthesis.scale import Scale

NOBODY = "No trial had an event."
EVERYBODY = "In every trial everybody had the event."


def ci_name(shown: Finding | Pooled | None) -> str:
    """Name the confidence intervals of a finding or a pool with their level: '95% CI'."""
    return f"{level_of(shown.level if shown else 0.95)} CI"


def effect(finding: Finding, pooled: Pooled | None = None) -> str:
    """Write a pooled effect with its interval: 'SMD 0.28 (95% CI 0.10 to 0.47)'."""
    shown = pooled or finding.pooled
    if shown is None:
        return numbers.ABSENT
    value = numbers.estimate(shown.estimate, finding.measure)
    bounds = numbers.interval(shown.ci_low, shown.ci_high, finding.measure)
    return f"{finding.measure} {with_unit(value, finding)} ({ci_name(shown)} {bounds})"


def included_sentence(finding: Finding) -> str:
    """Say how many trials and people there are, and whether they were pooled."""
    if finding.synthesis == "none":
        return "No included trial reported data that could be used for this outcome."
    if finding.synthesis != "pooled" and finding.k < len(finding.trials):
        return _reported_unpooled(finding)
    who = trials_and_participants(finding.k, finding.n, finding.n_missing)
    if finding.synthesis == "pooled":
        text = f"{who} gave usable data and were pooled"
    elif finding.synthesis == "single":
        text = f"only {who} gave usable data, so there was nothing to pool"
    else:
        text = f"{who} gave usable data, too few to pool"
    parts = (sentence(text) + _without_events(finding) + _left_out(finding), pairing(finding))
    return " ".join(filter(None, parts))


def _reported_unpooled(finding: Finding) -> str:
    """Say how many trials reported an outcome of which not all, or none, could have been pooled."""
    who = sentence(f"{trials_and_participants(*finding.described)} reported this outcome")
    if finding.all_alike is not None:
        return f"{who} {all_alike_sentence(finding)}"
    if len(finding.trials) == 1:
        rest = "it did not give an effect with a standard error"
    else:
        known = numbers.in_words(finding.k) if finding.k else "none"
        gave = plural(finding.k, "gives an effect and its", "give effects and their")
        rest = f"{known} of them {gave if finding.k else 'gives an effect and its'} standard error"
    return f"{who} {sentence(rest)} {pairing(finding)}".strip()


def all_alike_sentence(finding: Finding) -> str:
    """Say that nobody, or everybody, had the event, among how many, and what that leaves open."""
    return sentence(all_alike_in_brief(finding)) if finding.all_alike else ""


def all_alike_in_brief(finding: Finding) -> str:
    """Write 'nobody had the event among 90 people with … and 88 with … (…)'; empty otherwise."""
    found = finding.all_alike
    if found is None:
        return ""
    with_, without = (
        numbers.count(n) for n in (found.total_with_intervention, found.total_with_comparator)
    )
    if found.kind == "rate":
        unit = finding.person_time.unit if finding.person_time else "units of time"
        among = f"in {with_} {unit} with {finding.intervention}"
        said = f"nobody had an event {among} and {without} with {finding.comparator}"
    elif found.had == "nobody":
        among = f"among {with_} people with {finding.intervention}"
        said = f"nobody had the event {among} and {without} with {finding.comparator}"
    else:
        among = f"all {with_} people with {finding.intervention}"
        said = f"everybody had the event: {among} and all {without} with {finding.comparator}"
    first, second = found.limit_with_intervention, found.limit_with_comparator
    if first is None or second is None:
        return said
    return f"{said} ({_limits(finding, first, second)})"


def all_alike_with(finding: Finding, group: str) -> tuple[str, ...]:
    """Write for one group '0 of 15,000 people' and, beside it, how far its risk can reach."""
    found = finding.all_alike
    if found is None:
        return ()
    first = group == "intervention"
    size = found.total_with_intervention if first else found.total_with_comparator
    limit = found.limit_with_intervention if first else found.limit_with_comparator
    total, level = numbers.count(size), level_of(found.level)
    if found.kind == "rate":
        unit = finding.person_time.unit if finding.person_time else "units of time"
        said = f"no event in {total} {unit}"
    else:
        said = f"{'0' if found.had == 'nobody' else 'all'} of {total} people"
    if limit is None:
        return (said,)
    way = "lower" if found.had == "everybody" else "upper"
    return said, f"{way} {level} limit: {_limit(finding, limit)}"


def _limit(finding: Finding, limit: float) -> str:
    found = finding.all_alike
    assert found is not None
    if found.kind == "rate":
        return f"{numbers.rate(limit)} per {_time(finding)}"
    if found.had == "nobody":
        return numbers.one_in(limit)
    # What lies below this is not ruled out: it is never rounded up.
    return numbers.percent(100 * max(limit - 0.0005, 0.0), 1)


def _time(finding: Finding) -> str:
    return finding.person_time.label if finding.person_time else "unit of time"


def _limits(finding: Finding, first: float, second: float) -> str:
    """Say how far the risk, or rate, can reach in each group: one figure where both print alike."""
    found = finding.all_alike
    assert found is not None
    way = "lower" if found.had == "everybody" else "upper"
    what = f"{way} {level_of(found.level)} limit of the {found.kind}"
    written = [_limit(finding, each) for each in (first, second)]
    if written[0] == written[1]:
        return f"{what} in either group: {written[0]}"
    with_ = f"{written[0]} with {finding.intervention}"
    return f"{what}: {with_}, {written[1]} with {finding.comparator}"


def pairing(finding: Finding) -> str:
    """Say how the crossover trials behind the effect were used, where it limits what they say."""
    return pairing_sentences(finding.contributing)


def _without_events(finding: Finding) -> str:
    """Say that the pool rests on no event at all, or on nothing else, where that is so."""
    alike = {trial.alike for trial in finding.trials if trial.in_pool}
    if finding.synthesis != "pooled" or len(alike) != 1:
        return ""
    if finding.all_alike is not None:
        return f" {all_alike_sentence(finding)}"
    said = {"nobody": NOBODY, "everybody": EVERYBODY}.get(alike.pop() or "")
    return f" {said}" if said else ""


def _left_out(finding: Finding) -> str:
    left = [trial.label for trial in finding.trials if not trial.in_pool]
    if finding.synthesis != "pooled" or not left:
        return ""
    verb = "is" if len(left) == 1 else "are"
    return f" {sentence(f'{listed(left)} {verb} shown but not pooled')}"


def effect_sentence(finding: Finding) -> str:
    """Give the effect of the pool, or of the only trial, its interval, and what both mean."""
    pooled = finding.pooled
    if pooled is not None:
        opening = f"The pooled {measure_name(finding.measure)} was"
        return _meaning(finding, opening, pooled.estimate, pooled.ci_low, pooled.ci_high)
    if finding.synthesis != "single" or len(finding.trials) != 1:
        return ""
    only = finding.trials[0]
    if only.estimate is None or only.ci_low is None or only.ci_high is None:
        return ""
    opening = f"Its {measure_name(finding.measure)} was"
    return _meaning(finding, opening, only.estimate, only.ci_low, only.ci_high)


def _meaning(finding: Finding, opening: str, estimate: float, low: float, high: float) -> str:
    value = numbers.estimate(estimate, finding.measure)
    bounds = numbers.interval(low, high, finding.measure)
    level = level_of(finding.level)
    value = with_unit(value, finding)
    opening = f"{opening} {value} ({level} confidence interval, CI, {bounds})"
    if not has_size(finding):
        # Without a threshold there is no 'little to no difference' to tell a tiny effect by.
        return f"{opening}. {_without_size(estimate, low, high, finding)}"
    opening = f"{opening}: {effect_phrase(estimate, finding)}."
    meaning = span_phrase(low, high, finding)
    if meaning == effect_phrase(estimate, finding):
        return f"{opening} The same can be said of every value in the interval."
    return f"{opening} The interval is compatible with {meaning}."


def _without_size(estimate: float, low: float, high: float, finding: Finding) -> str:
    """Say whom the estimate favours and how far the interval reaches, and nothing of a size."""
    written, none = (numbers.estimate(x, finding.measure) for x in (estimate, finding.null))
    favoured = None if written.lstrip(numbers.MINUS) == none else side(estimate, finding)
    said = f"The estimate favours {favoured}" if favoured else "The estimate is no difference"
    if {finding.intervention, finding.comparator} == {side(low, finding), side(high, finding)}:
        return (
            f"{said}; the interval reaches from effects in favour of {side(low, finding)} to "
            f"effects in favour of {side(high, finding)}."
        )
    return f"{said}; the whole interval lies on {'that' if favoured else 'one'} side."


def familiar_sentence(finding: Finding) -> str:
    """Give a standardised difference in the units of a known instrument."""
    shown = finding.familiar
    if shown is None:
        return ""
    return (
        f"On the {shown.instrument}, this is {familiar_difference(finding)}, "
        f"taking a standard deviation of {numbers.measured(shown.sd)} {shown.unit} "
        f"({inside(shown.sd_source)})."
    )


def familiar_difference(finding: Finding) -> str:
    """Write '3.9 points higher (1.3 to 6.5 higher)'."""
    shown = finding.familiar
    if shown is None:
        return numbers.ABSENT
    unit = plural(abs(shown.estimate), shown.unit.removesuffix("s"), shown.unit)
    amount = numbers.units(abs(shown.estimate))
    return (
        f"{amount} {unit} {more_or_less(shown.estimate)} "
        f"({_two_sided(shown.ci_low, shown.ci_high, numbers.units)})"
    )


def difference(estimate: float, low: float, high: float, finding: Finding) -> str:
    """Write '0.28 standard deviations higher (0.10 to 0.47 higher)', '3.20 mmHg lower (…)'."""
    if finding.measure == "RD":
        span = _two_sided(low, high, numbers.per_1000, of="people")
        if estimate == 0:
            return f"no difference ({span} per 1000)"
        amount = f"{numbers.per_1000(abs(estimate))} {more_or_less(estimate, of='people')}"
        return f"{amount} per 1000 ({span})"

    def written(value: float) -> str:
        return numbers.estimate(value, finding.measure)

    unit = "standard deviations" if finding.measure == "SMD" else finding.unit_label
    noun = f"{unit} " if unit else ""
    if estimate == 0:
        in_units = [f"{written(abs(end))} {noun}{more_or_less(end)}" for end in (low, high)]
        return f"no difference ({' to '.join(in_units)})"
    return (
        f"{written(abs(estimate))} {noun}{more_or_less(estimate)} "
        f"({_two_sided(low, high, written)})"
    )


def _two_sided(low: float, high: float, written: Callable[[float], str], of: str = "") -> str:
    ends = [low, high] if high > 0 or low > 0 else [high, low]
    words = [more_or_less(end, of=of) for end in ends]
    return signed_range(written(abs(ends[0])), written(abs(ends[1])), words[0], words[1])


def absolute_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the anticipated absolute effect at each baseline, and how it is rated there."""
    told = absolute_words.absolute_sentences(finding)
    return tuple(
        said + _rated_at(row, finding) for said, row in zip(told, finding.absolute, strict=True)
    )


def _rated_at(row: AbsoluteEffect, finding: Finding) -> str:
    """Say of one of several baselines what size the effect has there, and how certain it is."""
    if len(finding.absolute) < 2 or row.level is None:
        return ""
    from living_review.certainty.case import band_words  # which loads the numerics

    own = _scale_at(row, finding)
    size = ""
    if own.steps:
        size = f"{band_words(own, own.band(own.place(_estimate(finding))))}, with "
    why = "".join(
        f" Here {DOMAINS[each.name]} is {_rated(each.levels)}: {inside(each.explanation)}"
        for each in row.domains
    )
    return f" {capitalised(f'{size}{row.level} certainty')}.{why}"


def _rated(levels: int) -> str:
    if levels == 0:
        return "not rated down"
    way = "down" if levels < 0 else "up"
    return f"rated {way} {counted(abs(levels), 'level')}"


def _scale_at(row: AbsoluteEffect, finding: Finding) -> Scale:
    """Give the scale of a baseline, or the one that all baselines share."""
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    scales = scales_told(finding)
    return scales[finding.absolute.index(row) if len(scales) > 1 else 0]


def _estimate(finding: Finding) -> float:
    told = finding.pooled or finding.trials[0]
    assert told.estimate is not None
    return told.estimate


def rated_at(finding: Finding) -> str:
    """Say at which baseline a finding is rated, where another is rated or claimed otherwise."""
    rows = finding.absolute
    if len({(row.level, row.target) for row in rows}) < 2:
        return ""
    return f", at {_named(rows[0])},"


def baselines_sentence(finding: Finding) -> str:
    """Say which baseline the certainty of a finding is at, where it is another at others."""
    return sentence(certainty_at_baselines(finding, "this")) if has_several_levels(finding) else ""


def certainty_at_baselines(finding: Finding, what: str) -> str:
    """Say that `what` is the certainty at the first baseline, and which it is at others."""
    rows = finding.absolute
    others = [f"{row.level} at {_named(row)}" for row in rows[1:] if row.level != rows[0].level]
    return (
        f"{what} is the certainty at {_named(rows[0])}, the first of the {rows[0].kind}s in the "
        f"protocol; it is {listed(others)}"
    )


def has_several_levels(finding: Finding) -> bool:
    """Tell whether the certainty is another at another baseline."""
    return len({row.level for row in finding.absolute}) > 1


def _named(row: AbsoluteEffect) -> str:
    """Name a baseline inside a sentence: 'a risk of 50 per 1000 (usual)'."""
    return f"{_risk(row)} ({inside(row.baseline_label)})"


FEW_FOR_PREDICTION = 5


def prediction_sentence(finding: Finding) -> str:
    """Say where the true effect of a new trial is expected, or why this is not said."""
    shown = finding.prediction
    if shown is None:
        return ""
    if shown.low is None or shown.high is None:
        return (
            sentence(f"no prediction interval is given: {inside(shown.reason)}")
            if shown.reason
            else ""
        )
    low, high = (numbers.estimate(end, finding.measure) for end in (shown.low, shown.high))
    spans = shown.low < finding.null < shown.high
    tail = (
        ", a range that includes effects in favour of either side"
        if spans
        else f", a range wholly on the side of {_favoured(finding)}"
    )
    level = level_of(finding.level)
    text = (
        "In a new, similar trial the true effect would be expected to lie between "
        f"{low} and {with_unit(high, finding)} ({level} prediction interval){tail}."
    )
    if finding.k < FEW_FOR_PREDICTION:
        text += f" With {counted(finding.k, 'trial')} this interval is itself very imprecise."
    return " ".join(filter(None, (text, _chances(finding))))


def _chances(finding: Finding) -> str:
    """Say how likely a new trial has at least the least effect that counts, at each baseline.

    Of a benefit where the effect is one, of a harm where it is one, of both where it is little.
    """
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    shown, rows = finding.prediction, finding.absolute
    scales = scales_told(finding)
    if shown is None or not scales[0].steps or finding.pooled is None:
        return ""
    bands = [scale.band(scale.place(finding.pooled.estimate)) for scale in scales]
    least = "an important" if len(scales[0].steps) == 1 else "a small"
    told, where = [], ""
    for way, word in ((1, "benefit"), (-1, "harm")):
        if any(bands) and not any(band * way > 0 for band in bands):
            continue
        known: list[tuple[AbsoluteEffect | None, float | None]]
        if scales[0].baseline is None:
            known = [(None, shown.beyond_threshold if way > 0 else shown.beyond_harm)]
        else:
            known = [
                (row, row.chance_of_benefit if way > 0 else row.chance_of_harm) for row in rows
            ]
        chances = [
            _likely(chance) + (f" at {_named(row)}" if row and len(rows) > 1 else "")
            for row, chance in known
            if chance is not None
        ]
        if chances:
            where = f"at {_risk(rows[0])}, " if known[0][0] and len(rows) == 1 else ""
            told.append(f"reaches at least {least} {word} is {listed(chances)}")
    return sentence(f"{where}the chance that it {', and that it '.join(told)}") if told else ""


def _likely(chance: float) -> str:
    """Write a chance; what a float holds as certain is not certain."""
    return numbers.probability(min(chance, 0.999))


def _risk(row: AbsoluteEffect) -> str:
    return f"a {row.kind} of {amount(row, row.with_comparator)} {per(row)}"


def _favoured(finding: Finding) -> str:
    low = finding.prediction.low if finding.prediction else None
    above = low is not None and low >= finding.null
    return finding.intervention if above == (finding.better == "higher") else finding.comparator


def heterogeneity_sentence(finding: Finding) -> str:
    """Describe between-trial variation without calling I² low or high."""
    shown = finding.heterogeneity
    if shown is None or finding.k < 2:
        return ""
    scale = " on the log scale" if finding.is_ratio else ""
    name = ci_name(finding)
    bounds = _bounds(name, shown.tau2_ci_low, shown.tau2_ci_high)
    common = finding.pooled is not None and finding.pooled.model == "common"
    parts = [] if common else [f"τ² {numbers.tau2(shown.tau2)}{bounds}"]
    if shown.tau is not None and not common:
        parts.append(f"τ {numbers.fixed(shown.tau, 2)}")
    if shown.i2 is not None:
        low, high = shown.i2_ci_low, shown.i2_ci_high
        known = not (numbers.absent(low) or numbers.absent(high)) and low != high
        bounds = f" ({name} {numbers.percent(low)} to {numbers.percent(high)})" if known else ""
        parts.append(f"I² {numbers.percent(shown.i2)}{bounds}")
    if shown.q is not None:
        df = numbers.degrees_of_freedom(shown.q_df)
        freedom = plural(shown.q_df, "degree", "degrees")
        parts.append(
            f"Q {numbers.statistic(shown.q)} on {df} {freedom} of freedom "
            f"(p {numbers.p_value(shown.q_p)})"
        )
    if not parts:
        return ""
    text = f"Variation between trials{scale}: {'; '.join(parts)}."
    if shown.i2 is not None:
        text += " I² is the share of the observed variation that chance does not explain"
        text += (
            "; how far effects differ is read from the prediction interval."
            if finding.prediction is not None and finding.prediction.low is not None
            else " and does not say how far effects differ."
        )
    return text


def _bounds(name: str, low: float | None, high: float | None) -> str:
    if low is None or high is None or numbers.absent(low) or numbers.absent(high):
        return ""
    if low == high:
        # The set of values that fit is empty: Q is below its lower quantile (Viechtbauer 2007).
        return " (the trials differ less than chance alone would make them, so it has no interval)"
    return f" ({name} {numbers.tau2(low)} to {numbers.tau2(high)})"


def interval_sentence(finding: Finding) -> str:
    """Say which interval is shown, and whether the safeguard against a too narrow one acted."""
    pooled = finding.pooled
    if pooled is None or pooled.interval != "knapp-hartung":
        return ""
    if pooled.safeguard == "none":
        return "The interval is that of Knapp and Hartung."
    if pooled.safeguard_applied:
        kept = (
            "larger of the two makes the interval"
            if pooled.safeguard == "se"
            else "wider interval is shown"
        )
        return (
            "The Knapp-Hartung standard error was smaller than the ordinary one, which can happen "
            f"with few, similar trials; the safeguard acted, and the {kept}."
        )
    return "The interval is that of Knapp and Hartung; the safeguard did not have to act."


def method_line(finding: Finding, pooled: Pooled | None = None) -> str:
    """Name the method by every number: 'random effects, REML, Knapp-Hartung interval'."""
    shown = pooled or finding.pooled
    if shown is None:
        return "not pooled"
    interval = f"{INTERVALS.get(shown.interval, shown.interval)} interval"
    if shown.model == "common" or shown.tau2_method == "common":
        return f"common effect, {METHODS[shown.method]}, {interval}"
    if shown.method == "mantel-haenszel":
        return (
            "random effects, inverse variance with DerSimonian-Laird’s τ² from the Mantel-Haenszel "
            f"Q, {interval}"
        )
    name = shown.tau2_method
    return f"random effects, τ² by {name if name in ESTIMATORS else capitalised(name)}, {interval}"


def directions_sentence(finding: Finding) -> str:
    """Count the trials that are not pooled by the side they favour."""
    if finding.narrative is None or not finding.narrative.directions:
        return ""
    alike = {trial.trial_id: trial.alike for trial in finding.trials}
    tally: Counter[str] = Counter(
        alike.get(each.trial_id) or each.direction for each in finding.narrative.directions
    )
    total = len(finding.narrative.directions)
    if finding.all_alike is not None:
        return all_alike_sentence(finding)
    if tally["nobody"] == total:
        return "The one trial had no event." if total == 1 else NOBODY
    if tally["everybody"] == total:
        return "In the one trial everybody had the event." if total == 1 else EVERYBODY
    sides = ("favours_intervention", "favours_control", "little_difference", "unknown")
    ways = (*sides, "nobody", "everybody")
    parts = [
        f"{numbers.in_words(tally[way])} {_verb(way, finding, tally[way])}"
        for way in ways
        if tally[way]
    ]
    if total == 1:
        return sentence(f"the one trial {parts[0].removeprefix('one ')}")
    if len(parts) == 1:
        every = "both trials" if total == 2 else f"all {counted(total, 'trial')}"
        return sentence(f"{every} {parts[0].split(' ', 1)[1]}")
    return sentence(f"of {counted(total, 'trial')}, {listed(parts)}")


def _verb(way: str, finding: Finding, number: int) -> str:
    if way == "nobody":
        return "had no event"
    if way == "everybody":
        return "had the event in everybody"
    if way == "unknown":
        return f"{'shows' if number == 1 else 'show'} no direction"
    phrase = direction_phrase(way, finding)
    if phrase.startswith("favours"):
        return phrase if number == 1 else phrase.replace("favours", "favour", 1)
    return f"{'shows' if number == 1 else 'show'} {phrase}"


def thresholds_sentence(finding: Finding) -> str:
    """Say what counts as a small, moderate and large effect, and who says so."""
    given = finding.thresholds
    if not given:
        return "No thresholds for the size of the effect are set, so no size is named."
    names = [name for name in reversed(SIZES) if name in given]
    named = [f"{size_name(name, given)} from {_threshold(given[name], finding)}" for name in names]
    source = f" ({finding.thresholds_source})" if finding.thresholds_source else ""
    generic = (
        " No thresholds specific to this outcome have been agreed."
        if finding.thresholds_generic
        else ""
    )
    note = f" {finding.thresholds_note}" if finding.thresholds_note else ""
    return (
        sentence(f"an effect counts as {listed(named)}{_scale(finding)}{source}") + generic + note
    )


def _threshold(value: float, finding: Finding) -> str:
    if finding.thresholds_kind == "ratio":
        return ratio_or_inverse(value)
    if finding.measure == "ROM":
        return f"{numbers.in_full(100 * value)}%"
    return numbers.in_full(1000 * value if finding.measure in AT_A_RISK else value)


def size_name(name: str, given: Collection[str]) -> str:
    """Name a threshold: one alone tells what is important from what is not, and no sizes."""
    return "important" if set(given) == {"small"} else name


def ratio_or_inverse(value: float) -> str:
    """Write a threshold that is a ratio, with the one that is as far away on the other side."""
    both = [max(numbers.in_full(value), numbers.fixed(value, 2), key=len), numbers.inverse(value)]
    low, high = both if value < 1 else reversed(both)
    return f"a ratio of {low} or {high}"


def _noun(finding: Finding, singular: str, several: str | None = None) -> str:
    """Give the noun that fits the largest threshold, which stands last before it."""
    last = _threshold(max((finding.thresholds or {}).values()), finding)
    return plural(1 if last == "1" else 2, singular, several)


def _scale(finding: Finding) -> str:
    """Say on what scale the thresholds are, where their values do not."""
    if finding.thresholds_kind == "ratio":
        return ""
    if finding.measure in AT_A_RISK:
        return f" more or fewer {_noun(finding, 'person', 'people')} per 1000"
    if finding.measure in RATES and finding.person_time:
        return f" more or fewer {_noun(finding, 'event')} per {finding.person_time.label}"
    if finding.measure == "ROM":
        return " more or less than with the comparator"
    unit = _noun(finding, "point") if finding.unit_label == "points" else finding.unit_label
    return f" {unit} more or less" if unit else f" on the scale of the {finding.measure}"
