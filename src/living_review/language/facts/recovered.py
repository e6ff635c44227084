"""Values that were worked out for a trial: by which formula, and who gives it."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Quantiles = Literal["both", "extremes", "quartiles"]
"""The quantiles that are reported beside the median: extremes, quartiles or both."""
Quantile = Literal["z", "t", "paired t"]
"""By which limits and p are read: of z, of t for two groups, of t for people who had both."""
Source = Literal[
    "mean-both",
    "mean-extremes",
    "mean-quartiles",
    "sd-both",
    "sd-extremes",
    "sd-quartiles",
    "sd-error",
    "clusters",
    "combined",
    "difference",
    "interval",
    "p",
    "sd-comparison",
]
"""What a work gives a formula of."""


class WorkedOut(Fact):
    """A formula."""

    @property
    def source(self) -> Source:
        """What a work gives it of."""
        raise NotImplementedError(type(self).__qualname__)


@fact("recovered.mean_of_quantiles")
class MeanOfQuantiles(WorkedOut):
    """A mean from a median with other quantiles."""

    reported: Quantiles
    """What is reported beside the median."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        if self.reported == "both":
            return "mean-both"
        return "mean-extremes" if self.reported == "extremes" else "mean-quartiles"

    @classmethod
    def example(cls) -> Self:
        return cls(reported="quartiles")


@fact("recovered.sd_of_quantiles")
class SdOfQuantiles(WorkedOut):
    """A standard deviation from quantiles."""

    reported: Quantiles
    """What is reported beside the median."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        if self.reported == "both":
            return "sd-both"
        return "sd-extremes" if self.reported == "extremes" else "sd-quartiles"

    @classmethod
    def example(cls) -> Self:
        return cls(reported="quartiles")


@fact("recovered.sd_of_error")
class SdOfError(WorkedOut):
    """A standard deviation from the standard error of a mean."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "sd-error"

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("recovered.sd_of_interval")
class SdOfInterval(WorkedOut):
    """A standard deviation from the interval of a mean."""

    t: bool
    """Whether the quantile is that of t; else of z."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "sd-error"

    @classmethod
    def example(cls) -> Self:
        return cls(t=True)


@fact("recovered.effective_people")
class EffectivePeople(WorkedOut):
    """As how many the people of clusters count."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "clusters"

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("recovered.arms_combined")
class ArmsCombined(WorkedOut):
    """A mean or standard deviation of arms that were combined."""

    arms: tuple[str, ...]
    """The arms."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "combined"

    @classmethod
    def example(cls) -> Self:
        return cls(arms=("peer support", "peer support with phone"))


@fact("recovered.error_of_difference")
class ErrorOfDifference(WorkedOut):
    """The standard error of a mean difference."""

    by: Literal["sd", "t"]
    """From the standard deviation within people, or from t."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "difference"

    @classmethod
    def example(cls) -> Self:
        return cls(by="t")


@fact("recovered.error_of_interval")
class ErrorOfInterval(WorkedOut):
    """The standard error of an estimate from its interval."""

    ratio: bool
    """Whether it is on the log scale."""
    quantile: Quantile
    """By what limits and p are read."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "interval"

    @classmethod
    def example(cls) -> Self:
        return cls(ratio=True, quantile="z")


@fact("recovered.error_of_p")
class ErrorOfP(WorkedOut):
    """The standard error of an estimate from its p-value."""

    ratio: bool
    """Whether it is on the log scale."""
    quantile: Quantile
    """By what limits and p are read."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "p"

    @classmethod
    def example(cls) -> Self:
        return cls(ratio=False, quantile="t")


@fact("recovered.sd_of_comparison")
class SdOfComparison(WorkedOut):
    """The standard deviation that the standard error of a difference implies."""

    @property
    def source(self) -> Source:
        """Who gives it."""
        return "sd-comparison"

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("recovered.reference")
class Reference(Fact):
    """The work that gives a formula."""

    of: Source
    """What the formula is of."""

    @classmethod
    def example(cls) -> Self:
        return cls(of="sd-error")
