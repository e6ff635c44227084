"""The effect measures, an entry each, and the kinds that follow: the one list that all else asks.

Names and facts alone, so that a protocol is read without loading any numerics. What a measure does
stands where it is done; `tests/architecture/test_measures.py` says of each measure what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Measure = Literal["SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD"]
Of = Literal["means", "risks", "rates", "hazards"]


@dataclass(frozen=True, slots=True)
class EffectMeasure:
    """One way to express an effect.

    `of` decides which columns of a registry it needs, whether it is shown as people or as a rate,
    and whether events are counted or weighed. A `ratio` is analysed as its logarithm and shown on
    the natural scale; it has no effect at 1, a difference at 0. `log_rank`: also made of O − E and
    its variance.

    `written` is what people write instead of its code; `in_sheets` and `in_programs` what is read
    in a team's sheet alone, or in another program's file alone; `in_protocols` what a protocol may
    say, too, and `nearly` what it may not, because it means something else or more.

    `revman` is its title in RevMan, and `revman_data` the type of data that RevMan makes it of,
    None where RevMan does not make it.
    `fhir` is its code and text in Evidence Based Medicine on FHIR, where that has one.
    """

    code: Measure
    name: str
    of: Of
    ratio: bool = False
    log_rank: bool = False
    written: tuple[str, ...] = ()
    in_sheets: tuple[str, ...] = ()
    in_programs: tuple[str, ...] = ()
    in_protocols: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()
    revman: str = ""
    revman_data: Literal["Continuous", "Dichotomous"] | None = None
    fhir: tuple[str, str] | None = None


_MEASURES = (
    EffectMeasure(
        "SMD",
        "standardised mean difference",
        "means",
        written=("standardised mean difference", "standardized mean difference"),
        in_sheets=("hedges g", "hedges' g", "hedges’ g"),
        in_programs=("std mean difference",),
        in_protocols=("g", "std. mean difference"),
        nearly=("cohen's d", "d", "glass's delta", "glass' delta"),
        revman="Std. Mean Difference",
        revman_data="Continuous",
        fhir=("0000100", "Standardized Mean Difference"),
    ),
    EffectMeasure(
        "MD",
        "mean difference",
        "means",
        written=("mean difference",),
        in_programs=("difference in means", "weighted mean difference"),
        in_protocols=("wmd", "weighted mean difference", "difference in means"),
        revman="Mean Difference",
        revman_data="Continuous",
        fhir=("0000457", "Mean Difference"),
    ),
    EffectMeasure(
        "ROM",
        "ratio of means",
        "means",
        ratio=True,
        written=("ratio of means",),
        in_protocols=("response ratio",),
        nearly=("log ratio of means", "log response ratio", "lnrr"),
        revman="Ratio of Means",
    ),
    EffectMeasure(
        "OR",
        "odds ratio",
        "risks",
        ratio=True,
        log_rank=True,
        written=("odds ratio",),
        in_programs=("peto odds ratio", "peto_or"),
        nearly=("peto odds ratio", "peto or", "log odds ratio", "logor", "lnor", "log or"),
        revman="Odds Ratio",
        revman_data="Dichotomous",
        fhir=("C16932", "Odds Ratio"),
    ),
    EffectMeasure(
        "RR",
        "risk ratio",
        "risks",
        ratio=True,
        written=("risk ratio", "relative risk"),
        nearly=("log risk ratio", "logrr", "log rr"),
        revman="Risk Ratio",
        revman_data="Dichotomous",
        fhir=("C93152", "Relative Risk"),
    ),
    EffectMeasure(
        "RD",
        "risk difference",
        "risks",
        written=("risk difference",),
        in_protocols=("absolute risk difference", "ard"),
        nearly=("absolute risk reduction", "arr", "nnt", "number needed to treat"),
        revman="Risk Difference",
        revman_data="Dichotomous",
        fhir=("0000424", "Risk Difference"),
    ),
    EffectMeasure(
        "HR",
        "hazard ratio",
        "hazards",
        ratio=True,
        log_rank=True,
        written=("hazard ratio",),
        nearly=("log hazard ratio", "loghr", "lnhr", "log hr"),
        revman="Hazard Ratio",
        fhir=("C93150", "Hazard Ratio"),
    ),
    EffectMeasure(
        "IRR",
        "rate ratio",
        "rates",
        ratio=True,
        written=("rate ratio", "incidence rate ratio"),
        in_protocols=("incidence density ratio",),
        revman="Rate Ratio",
        fhir=("rate-ratio", "Incidence Rate Ratio"),
    ),
    EffectMeasure(
        "IRD",
        "rate difference",
        "rates",
        written=("rate difference", "incidence rate difference"),
        revman="Rate Difference",
    ),
)
MEASURES: Final[Mapping[str, EffectMeasure]] = MappingProxyType(
    {each.code: each for each in _MEASURES}
)
NAMES: Final[Mapping[str, str]] = MappingProxyType({each.code: each.name for each in _MEASURES})


def _those(fits: Callable[[EffectMeasure], bool]) -> frozenset[str]:
    return frozenset(each.code for each in _MEASURES if fits(each))


MEANS: Final = _those(lambda each: each.of == "means")
RISKS: Final = _those(lambda each: each.of == "risks")
"""Computed from people with an event among the people of each arm."""
RATES: Final = _those(lambda each: each.of == "rates")
"""Computed from events and the person-time in which they happened; one person may have several."""
HAZARDS: Final = _those(lambda each: each.of == "hazards")
"""Of the time until an event, which arms do not report: a trial gives the comparison."""
EVENTS: Final = RISKS | RATES
IN_TIME: Final = RATES | HAZARDS
"""As precise as there are events, however many people there are."""
RATIOS: Final = _those(lambda each: each.ratio)
"""Analysed as logarithms and shown on the natural scale."""
DIFFERENCES: Final = frozenset(NAMES) - RATIOS
"""Shown as they are: of means in points or standard deviations, of risks in people, of rates in
events more or fewer. A measure whose number is none of these is of no kind that there is."""
AT_A_RISK: Final = RISKS | HAZARDS
"""Shown as risks, from a risk with the comparator."""
RELATIVE: Final = RATIOS - MEANS
"""Ratios whose size in people depends on the risk or rate with the comparator."""
FROM_LOG_RANK: Final = _those(lambda each: each.log_rank)


def in_order(measures: frozenset[str]) -> tuple[str, ...]:
    """Give measures in the order in which they are documented."""
    return tuple(code for code in NAMES if code in measures)
