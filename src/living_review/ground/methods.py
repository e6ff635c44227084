"""The methods of pooling by name: the one list that protocol, numerics, doubles and words ask.

Names and facts alone, so that a protocol is read without loading any numerics. What a name does
stands where it is done; `tests/architecture/test_one_place.py` says of each name what it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args


@dataclass(frozen=True, slots=True)
class Tau2Method:
    """One estimator of τ², the variance of the true effects between trials.

    `source` is its entry in the bibliography, where a Methods section cites it; an estimator that
    a protocol may not name has none. `iterated` estimators solve an equation, so that they agree
    with another program to its tolerance, and not to the last digits. `with_moderators` names the
    estimator that stands in for it in a meta-regression. `fhir` is its code and text in the code
    system of statistics of Evidence Based Medicine on FHIR, where it has one. `written` is what
    people and other programs call it; capitals, dashes and words such as method do not matter.
    """

    name: str
    source: str | None
    iterated: bool = False
    with_moderators: str | None = None
    fhir: tuple[str, str] | None = None
    written: tuple[str, ...] = ()


_TAU2 = (
    Tau2Method(
        "DL",
        "dersimonian1986",
        fhir=("tauDersimonianLaird", "Dersimonian-Laird method"),
        written=("DerSimonian-Laird", "DerSimonian and Laird", "D+L", "DSL", "D and L"),
    ),
    Tau2Method(
        "PM",
        "paule1982",
        iterated=True,
        fhir=("tauPauleMandel", "Paule-Mandel method"),
        written=("Paule-Mandel", "Mandel-Paule", "Paule and Mandel", "MP"),
    ),
    Tau2Method(
        "REML",
        "viechtbauer2005",
        iterated=True,
        fhir=("tauRestrictedMaximumLikelihood", "Restricted Maximum Likelihood method"),
        written=("restricted maximum likelihood", "residual maximum likelihood", "RMLE"),
    ),
    Tau2Method(
        "ML",
        "viechtbauer2005",
        iterated=True,
        fhir=("tauMaximumLikelihood", "Maximum Likelihood method"),
        written=("maximum likelihood", "MLE"),
    ),
    Tau2Method(
        "HE",
        "viechtbauer2005",
        fhir=("tauHedges", "Hedges method"),
        written=("Hedges", "Hedges-Olkin", "Cochran's ANOVA", "variance component", "VC"),
    ),
    Tau2Method(
        "HS",
        "viechtbauer2005",
        fhir=("tauHunterSchmidt", "Hunter-Schmidt method"),
        written=("Hunter-Schmidt",),
    ),
    # With moderators the correction has not been studied, and the plain estimator is used.
    Tau2Method(
        "HSk",
        "viechtbauer2005",
        with_moderators="HS",
        written=("Hunter-Schmidt with small-sample correction", "corrected Hunter-Schmidt"),
    ),
    Tau2Method(
        "SJ",
        "sidik2005",
        fhir=("tauSidikJonkman", "Sidik-Jonkman method"),
        written=("Sidik-Jonkman",),
    ),
    Tau2Method(
        "EB",
        "morris1983",
        iterated=True,
        fhir=("tauEmpiricalBayes", "Empirical Bayes method"),
        written=("empirical Bayes", "Morris"),
    ),
    # For the validation against metafor; a protocol may not name it before it has a double.
    Tau2Method("PMM", None, iterated=True, with_moderators="PM"),
)
TAU2: Final[Mapping[str, Tau2Method]] = MappingProxyType({each.name: each for each in _TAU2})
COMMON: Final = "common"
"""No estimator: τ² is zero, as the common-effect model has it."""
TAU2_OFFERED: Final = tuple(each.name for each in _TAU2 if each.source)
"""What a protocol may name, in the order in which it is documented."""

Interval = Literal["wald", "t", "knapp-hartung"]
Safeguard = Literal["none", "se", "iqwig6", "ci", "cochrane"]
Prediction = Literal["k-1", "k-2", "normal"]
INTERVALS: Final[tuple[str, ...]] = get_args(Interval)
SAFEGUARDS: Final[tuple[str, ...]] = get_args(Safeguard)
PREDICTIONS: Final[tuple[str, ...]] = get_args(Prediction)
INTERVALS_WRITTEN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "wald": ("Wald-type", "z", "normal", "normal approximation"),
        "t": ("t distribution", "Student's t", "Student t"),
        "knapp-hartung": (
            *("KH", "HK", "HKSJ", "KNHA", "Hartung-Knapp", "Knapp and Hartung", "SJHK"),
            *("Hartung-Knapp-Sidik-Jonkman", "Sidik-Jonkman-Hartung-Knapp"),
        ),
    }
)
"""What people and other programs call each interval."""


def with_moderators(tau2: str) -> str:
    """Give the estimator that is used for `tau2` where moderators are in the model."""
    own = TAU2.get(tau2)
    return own.with_moderators or own.name if own else tau2
