"""What may be asked of a pool, and what it answers.

A finding needs its main pool, its sensitivity analyses, one pool for each trial left out, and so
on: each is a `Request`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from living_review.protocol import Analysis, Sensitivity
from living_review.synthesis.counted import method_for
from living_review.synthesis.trial_effects import Counts

THREE_LEVEL_METHODS = ("REML", "ML")


@dataclass(frozen=True)
class Settings:
    """How effects are pooled, in the words of the protocol.

    `nested` is set where effects of one trial stay apart in a three-level model: the assumed
    correlation of their errors. `counted` is set where events are pooled by Mantel-Haenszel: the
    measure. Peto's method needs no more than Peto's effects, pooled by inverse variance.
    """

    model: str = "random"
    tau2: str = "REML"
    interval: str = "knapp-hartung"
    safeguard: str = "se"
    level: float = 0.95
    nested: float | None = None
    method: str = "inverse-variance"
    counted: str | None = None

    @classmethod
    def of(
        cls, analysis: Analysis, other: Sensitivity | None = None, measure: str = ""
    ) -> Settings:
        """Give the settings of the main analysis, or those a sensitivity analysis makes of them.

        Knapp-Hartung estimates the variance between trials, which the common-effect model says is
        none: under that model the interval is Wald's unless the protocol asks by name for another.
        Mantel-Haenszel and Peto have Wald's alone, and with the random model Mantel-Haenszel has
        the τ² of DerSimonian & Laird alone.
        """
        own = {
            name: getattr(other, name, None) or getattr(analysis, name)
            for name in ("model", "tau2", "interval", "safeguard", "method")
        }
        own["method"] = method_for(own["method"], measure)
        asked = other is not None and other.interval is not None
        if own["model"] == "common":
            own["tau2"] = "common"
            if own["interval"] == "knapp-hartung" and not asked:
                own["interval"] = "wald"
        if own["method"] != "inverse-variance":
            own["interval"] = "wald"
            own["tau2"] = "common" if own["model"] == "common" else "DL"
        if own["interval"] != "knapp-hartung":
            own["safeguard"] = "none"
        return cls(
            **own,
            level=analysis.level,
            nested=_nested(analysis, other, own["tau2"]),
            counted=measure if own["method"] == "mantel-haenszel" else None,
        )

    def by_counts(self, measure: str) -> Settings:
        """Give the settings with τ² from the Mantel-Haenszel Q."""
        return replace(self, method="mantel-haenszel", counted=measure)

    def for_trials(self, k: int) -> Settings:
        """Give the settings for so few trials: with two, Wald takes the place of Knapp-Hartung."""
        if k <= 2 and self.interval == "knapp-hartung":
            return replace(self, interval="wald", safeguard="none")
        return self


def _nested(analysis: Analysis, other: Sensitivity | None, tau2: str) -> float | None:
    """Give the correlation within trials of a three-level model; None where there is none."""
    how = getattr(other, "dependence", None) or analysis.dependence
    if how != "three-level" or tau2 not in THREE_LEVEL_METHODS:
        return None
    asked = getattr(other, "instrument_correlation", None)
    return analysis.instrument_correlation if asked is None else float(asked)


@dataclass(frozen=True, eq=False)
class Request:
    """Effects and variances to pool (analysis scale), and how.

    `detailed` asks for the weights and the interval of τ²; `benefit` is the effect (analysis scale)
    and the sign of the side that counts as at least a small benefit. Where trials have effects on
    several instruments, `parts` holds each trial's effects with their variances, and `estimates`
    their means. Where events are counted, `tables` holds each trial's two-by-two tables.
    """

    estimates: tuple[float, ...]
    variances: tuple[float, ...]
    settings: Settings
    detailed: bool = False
    benefit: tuple[float, int] | None = None
    parts: tuple[tuple[tuple[float, float], ...], ...] = ()
    tables: tuple[tuple[Counts, ...], ...] = ()

    @property
    def limit(self) -> tuple[float, int]:
        """The least benefit, NaN where there is none, and the sign of its side."""
        return self.benefit or (math.nan, 1)


@dataclass(frozen=True, eq=False)
class Answer:
    """One pool: values on the analysis scale, NaN where undefined.

    `variances` are those between and within trials of a three-level model.
    """

    k: int
    settings: Settings
    values: dict[str, float]
    weights: tuple[float, ...]
    safeguard_applied: bool
    knapp_hartung_withheld: bool
    half_added: bool = False
    variances: tuple[float, float] | None = None

    @property
    def three_level(self) -> bool:
        """Whether several effects of a trial stay apart in a three-level model."""
        return self.variances is not None

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    @property
    def interval(self) -> str:
        """The interval, cluster-robust where a three-level model takes Knapp-Hartung's place."""
        named = self.settings.interval
        return "cluster-robust" if self.three_level and named == "knapp-hartung" else named

    @property
    def defined(self) -> bool:
        """Whether there is an estimate with an interval."""
        return all(map(math.isfinite, (self["estimate"], self["ci_low"], self["ci_high"])))
