"""What must hold between the keys of one outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from living_review.ground.measures import AT_A_RISK, DIFFERENCES, MEANS, RATES, RATIOS
from living_review.protocol.marks import KeyPath
from living_review.protocol.outcomes import MinimalImportantDifference, Outcome
from living_review.protocol.thresholds import Threshold, Thresholds, form_fault, furthest, kind

Fault = tuple[KeyPath, str]
# Survival that stands for itself; not 'Death (overall survival)', which names the event.
_SURVIVAL = re.compile(
    r"^(?!.*\b(?:death|mortality|progression or)\b).*\bsurvival\b", re.IGNORECASE
)


def outcome_faults(path: KeyPath, outcome: Outcome) -> Iterator[Fault]:
    """Yield the key path and the sentence of everything in an outcome that contradicts itself."""
    yield from _misplaced(path, outcome)
    yield from _wanting(path, outcome)
    if outcome.thresholds:
        yield from _thresholds((*path, "thresholds"), outcome, outcome.thresholds)
    if outcome.measure != "SMD" and outcome.analysis:
        for key in ("smd_variance", "dependence", "instrument_correlation"):
            if getattr(outcome.analysis, key) is not None:
                yield (
                    (*path, "analysis", key),
                    "only an SMD has this choice, and the outcome is measured by "
                    f"{outcome.measure}; remove the key.",
                )
    for name, instrument in outcome.instruments.items():
        yield from ranged((*path, "instruments", name, "range"), instrument.range)


def ranged(
    path: KeyPath, limits: tuple[float, float] | None, *, may_be_one: bool = False
) -> Iterator[Fault]:
    """Yield what is wrong with a range."""
    if limits is None:
        return
    low, high = limits
    if high < low or (high == low and not may_be_one):
        yield path, f"found {low:g} to {high:g}, allowed is a range from low to high."


def _misplaced(path: KeyPath, outcome: Outcome) -> Iterator[Fault]:
    """Yield the keys that mean nothing for the measure of their outcome."""
    measure = outcome.measure
    by = f"the outcome is measured by {measure}"
    counts = f"{measure} counts events, which no instrument measures; remove the key."
    rate = " (for a rate, baseline_rates)" if measure in RATES else ""
    known = (
        (
            "baseline_risks",
            measure in AT_A_RISK,
            f"{by}, which has no baseline risk; remove the key{rate}, or choose OR, RR, RD or HR "
            "as the measure.",
        ),
        (
            "baseline_rates",
            measure in RATES,
            f"{by}, which has no baseline rate; remove the key, or choose IRR or IRD as the "
            "measure.",
        ),
        (
            "person_time",
            measure in RATES,
            f"{by}, which counts no person-time; remove the key, or choose IRR or IRD as the "
            "measure.",
        ),
        (
            "event",
            measure in AT_A_RISK,
            f"{by}, which is not told as people with an event; remove the key, or choose OR, RR, "
            "RD or HR as the measure.",
        ),
        (
            "unit",
            measure == "MD",
            f"{by}, which has no unit of its own; {_UNIT.get(measure, _REMOVE)}",
        ),
        (
            "familiar",
            measure == "SMD",
            f"only an SMD is shown in the units of a familiar instrument, and {by}; remove the "
            "key.",
        ),
        ("scores_on", measure in MEANS, counts),
        (
            "minimal_important_differences",
            measure in MEANS & DIFFERENCES,
            f"a difference in points is read from an SMD or an MD, and {by}; remove the key.",
        ),
        (
            "responder",
            measure == "SMD",
            f"only an SMD is shown as the people who pass a mark, and {by}; remove the key.",
        ),
        ("instruments", measure in MEANS, counts),
    )
    for key, fits, sentence in known:
        if getattr(outcome, key) and not fits:
            yield (*path, key), sentence


_REMOVE = "remove the key."
_UNIT = {
    "SMD": "remove the key; familiar.unit names the points in which it is shown too.",
    **dict.fromkeys(sorted(RATES), "remove the key; person_time.unit names the unit of time."),
}


def _spread_of(path: KeyPath, measure: str, least: MinimalImportantDifference) -> Iterator[Fault]:
    """Yield what a minimal important difference lacks, or has for nothing."""
    if measure == "SMD":
        missing = [key for key in ("sd", "sd_source") if not getattr(least, key)]
        if missing:
            yield (
                path,
                f"the key {missing[0]!r} is missing, without which points are no standardised mean "
                "difference; add the instrument's standard deviation and where it is from.",
            )
        return
    for key in ("sd", "sd_source"):
        if getattr(least, key):
            yield (
                (*path, key),
                f"only an SMD is turned into points by it, and this is {measure}; remove the key.",
            )


def _wanting(path: KeyPath, outcome: Outcome) -> Iterator[Fault]:
    """Yield what the measure of an outcome needs and does not have."""
    if outcome.measure in RATES and outcome.person_time is None:
        yield (
            path,
            f"the key 'person_time' is missing, which {outcome.measure} needs; add it, such as "
            "{unit: person-years, per: 100}.",
        )
    if outcome.measure == "HR" and _SURVIVAL.search(outcome.label):
        yield (
            (*path, "label"),
            f"found '{outcome.label}', and a hazard ratio is one of an event: below 1 it says that "
            "fewer people have it; name the event, such as Death from any cause.",
        )
    for i, least in enumerate(outcome.minimal_important_differences):
        yield from _spread_of((*path, "minimal_important_differences", i), outcome.measure, least)
    for i, baseline in enumerate(outcome.baseline_risks):
        if outcome.measure == "HR" and not baseline.at:
            yield (
                (*path, "baseline_risks", i),
                "the key 'at' is missing: a hazard ratio gives risks by a stated time; add it, "
                "such as 12 months.",
            )


def _thresholds(path: KeyPath, outcome: Outcome, thresholds: Thresholds) -> Iterator[Fault]:
    given = thresholds.given
    forms = {each.form for each in given.values()}
    misfits = [
        ((*path, name), fault)
        for name, each in given.items()
        if (fault := form_fault(outcome.measure, each))
    ]
    if misfits:
        yield from misfits
        return
    if len(forms) > 1:
        written = ", ".join(f"{name}: {each.written}" for name, each in given.items())
        yield path, f"found {written}; write all of them in one way."
        return
    yield from _ascending(path, given, outcome.measure)
    if outcome.measure in AT_A_RISK and forms != {"ratio"}:
        beyond = [*_below_all(path, given)]
        if beyond:
            yield from beyond
            return
    yield from _reachable(path, outcome, given)


# Plain numbers that fall from this on (0.8, 0.65, 0.5) were probably meant as ratios.
LIKE_A_RATIO = 0.2


def _ascending(path: KeyPath, given: dict[str, Threshold], measure: str) -> Iterator[Fault]:
    if "large" in given and "moderate" not in given:
        yield (
            (*path, "large"),
            "found without moderate, which would leave no word between small and large; give "
            "moderate too, or small alone.",
        )
    for (lower, low), (upper, high) in pairwise(given.items()):
        if high.distance <= low.distance:
            further = "further from 1 than" if high.form == "ratio" else "above"
            what = "a ratio" if high.form == "ratio" else "a number"
            plain = high.form == "number" and measure in RATIOS and high.value >= LIKE_A_RATIO
            meant = _meant_ratio(high) if plain else ""
            said = (
                f"; a plain number is a {kind(measure, high.form)} for {measure}" if meant else ""
            )
            yield (
                (*path, upper),
                f"found {high.value:g}, allowed is {what} {further} {lower} ({low.value:g})"
                f"{said}{meant}.",
            )


RISK_NOT_RATIO = (
    "allowed is a difference in risk below 1 (0.02 is 20 per 1000, which may be written "
    "{per_1000: 20})"
)


def _below_all(path: KeyPath, given: dict[str, Threshold]) -> Iterator[Fault]:
    for name, each in given.items():
        most = 1000 if each.form == "per_1000" else 1
        if each.value >= most:
            yield (*path, name), f"found {each.written}, {RISK_NOT_RATIO}{_meant_ratio(each)}."


def _meant_ratio(given: Threshold) -> str:
    if given.form != "number":
        return ""
    return f"; if a ratio is meant, write {{ratio: {given.value:g}}}"


def _reachable(path: KeyPath, outcome: Outcome, given: dict[str, Threshold]) -> Iterator[Fault]:
    """Refuse a least threshold that no benefit could reach at any of the baselines stated."""
    baselines = stated_baselines(outcome)
    small = given["small"]
    if outcome.measure == "ROM" and small.form == "number":
        yield from _falls_by_all(path, outcome, small)
        return
    if small.form == "ratio" or outcome.measure in DIFFERENCES or not baselines:
        return
    least, most = sizes(outcome)["small"], furthest(outcome.measure, outcome.better, baselines)
    if least < most or outcome.measure in MEANS:
        return
    what = kind(outcome.measure, small.form)
    yield (
        (*path, "small"),
        f"found {small.written}, which is a {what}, and no benefit could reach it at the baseline "
        f"{'rates' if outcome.measure in RATES else 'risks'} of this outcome, so every benefit "
        "would be called little to no difference; write a smaller difference"
        f"{_meant_ratio(small)}.",
    )


def _falls_by_all(path: KeyPath, outcome: Outcome, small: Threshold) -> Iterator[Fault]:
    if outcome.better == "lower" and small.value >= 1:
        yield (
            (*path, "small"),
            f"found {small.written}, which is a relative change, and no mean can fall by as much "
            f"as that, so no benefit could ever count; write a smaller change"
            f"{_meant_ratio(small) if small.value > 1 else ''}.",
        )


def stated_baselines(outcome: Outcome) -> tuple[float, ...]:
    """Give the baseline risks of an outcome, or its rates as `person_time` shows them."""
    return (
        *(each.risk for each in outcome.baseline_risks),
        *(each.rate for each in outcome.baseline_rates),
    )


def sizes(outcome: Outcome) -> dict[str, float]:
    """Give the thresholds of an outcome as numbers: risks from 0 to 1, all else as written."""
    given = outcome.thresholds.given if outcome.thresholds else {}
    return {
        name: each.value / 1000.0 if each.form == "per_1000" else each.value
        for name, each in given.items()
    }
