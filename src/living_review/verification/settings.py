"""How the protocol asks each analysis to be computed, read here a second time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from living_review.protocol import Analysis, Outcome, Protocol, Sensitivity


@dataclass(frozen=True)
class Way:
    """How effects are pooled; `counted` is set where Mantel-Haenszel takes part in it."""

    model: str
    tau2: str
    interval: str
    safeguard: str
    level: float
    nested: float | None = None
    method: str = "inverse-variance"
    counted: bool = False

    def of(self, k: int) -> Way:
        """Give the way for k trials: Wald takes the place of Knapp-Hartung with two."""
        if k <= 2 and self.interval == "knapp-hartung":
            return replace(self, interval="wald", safeguard="none")
        return self


@dataclass(frozen=True)
class Making:
    """How the effect of a trial is computed from its rows."""

    measure: str
    better: str
    smd_variance: str
    averaged: bool
    correlation: float
    method: str = "inverse-variance"
    per: float = 1.0
    pairing: float | None = None


# What the methods that count events can pool.
COUNTS = ("OR", "RR", "RD")
COUNTED = {"mantel-haenszel": COUNTS, "peto": ("OR",)}


def method_of(analysis: Analysis, outcome: Outcome, other: Sensitivity | None) -> str:
    """Give the method that pools an outcome: what cannot be counted is weighed by its variance."""
    asked = (other and other.method) or analysis.method
    return asked if outcome.measure in COUNTED.get(asked, ()) else "inverse-variance"


def way_of(protocol: Protocol, outcome: Outcome, other: Sensitivity | None = None) -> Way:
    """Give the way of the main analysis of an outcome, or that of a sensitivity analysis."""
    analysis = protocol.analysis_for(outcome)
    model = (other and other.model) or analysis.model
    tau2: str = (other and other.tau2) or analysis.tau2
    interval = (other and other.interval) or analysis.interval
    safeguard = (other and other.safeguard) or analysis.safeguard
    if model == "common":
        tau2 = "common"
        by_name = other is not None and other.interval is not None
        if interval == "knapp-hartung" and not by_name:
            interval = "wald"
    method = method_of(analysis, outcome, other)
    if method != "inverse-variance":
        interval, tau2 = "wald", "common" if model == "common" else "DL"
    if interval != "knapp-hartung":
        safeguard = "none"
    nested = None
    how = (other and other.dependence) or analysis.dependence
    if how == "three-level" and tau2 in ("REML", "ML"):
        nested = analysis.instrument_correlation
        if other is not None and other.instrument_correlation is not None:
            nested = other.instrument_correlation
    return Way(
        model,
        tau2,
        interval,
        safeguard,
        analysis.level,
        nested,
        method,
        counted=method == "mantel-haenszel",
    )


def around(assumed: float | None) -> dict[str, float | None]:
    """Give the correlations beside the one assumed in crossover trials, by the analysis's name."""
    if assumed is None:
        return {}
    ends = (max(0.0, round(assumed - 0.2, 10)), min(0.95, round(assumed + 0.2, 10)))
    named: dict[str, float | None] = {f"crossover-{each:.2f}": each for each in ends}
    return named | {"crossover-parallel": None}


def making_of(
    protocol: Protocol, outcome: Outcome, other: Sensitivity | None = None, name: str = ""
) -> Making:
    """Give how effects are made in the main analysis, or in that of a name."""
    analysis = protocol.analysis_for(outcome)
    pairing = analysis.crossover_correlation
    if other is not None and other.crossover_correlation is not None:
        pairing = other.crossover_correlation
    elif other is None:
        pairing = around(pairing).get(name, pairing)
    if outcome.measure != "SMD":
        per = outcome.person_time.per if outcome.person_time else 1.0
        return Making(
            outcome.measure,
            outcome.better,
            "LS",
            averaged=False,
            correlation=0.0,
            method=method_of(analysis, outcome, other),
            per=per,
            pairing=pairing,
        )
    correlation = analysis.instrument_correlation
    if other is not None and other.instrument_correlation is not None:
        correlation = other.instrument_correlation
    how = (other and other.dependence) or analysis.dependence
    return Making(
        outcome.measure,
        outcome.better,
        (other and other.smd_variance) or analysis.smd_variance,
        averaged=how != "pick",
        correlation=correlation,
        pairing=pairing,
    )
