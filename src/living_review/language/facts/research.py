"""What research would change the certainty, and what could not be used."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Gap = Literal["risk_of_bias", "inconsistency", "publication_bias"]
"""A domain that lowered a certainty, and what research would answer it."""


@fact("research.measure")
class Measure(Fact):
    """Which outcomes no trial has usable data on."""

    outcomes: tuple[str, ...]
    """The outcomes."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("hope", "loneliness"))


@fact("research.measured_and_set_aside")
class MeasuredAndSetAside(Fact):
    """Which outcomes trials measured, all of whose results are set aside."""

    outcomes: tuple[str, ...]
    """The outcomes."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("hope", "loneliness"))


@fact("research.no_trial_yet")
class NoTrialYet(Fact):
    """A registry without a single trial: nobody has looked for any, as far as it says."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("research.imprecise_at")
class ImpreciseAt(Fact):
    """A result that is imprecise at another baseline than the first; part of a list."""

    result: str
    """The result."""
    baselines: tuple[str, ...]
    """The baselines."""

    @classmethod
    def example(cls) -> Self:
        return cls(result="readmission", baselines=("high risk",))


@fact("research.imprecise")
class Imprecise(Fact):
    """Which results are imprecise."""

    results: tuple[str | ImpreciseAt, ...]
    """The results."""
    one: bool
    """Whether it is one estimate."""
    studied: bool
    """Whether as many people took part as one trial would need."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=("recovery", ImpreciseAt.example()), one=False, studied=False)


@fact("research.lowered")
class Lowered(Fact):
    """Which results another domain lowered the certainty of."""

    gap: Gap
    """The domain."""
    results: tuple[str, ...]
    """The results."""

    @classmethod
    def example(cls) -> Self:
        return cls(gap="risk_of_bias", results=("recovery", "empowerment"))


@fact("research.without_events")
class WithoutEvents(Fact):
    """In which results nobody had the event."""

    results: tuple[str, ...]
    """The results."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=("suicide",))


@fact("research.not_rated")
class NotRated(Fact):
    """Which results are not rated, so that ratings point to no gap in them."""

    results: tuple[str, ...]
    """The results."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=("self-efficacy",))


@fact("research.no_gap")
class NoGap(Fact):
    """That no rating was lowered."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("research.by_instruments")
class ByInstruments(Fact):
    """A trial and the instruments by which it reports an outcome; part of a list."""

    trial: str
    """The trial."""
    instruments: tuple[str, ...]
    """The instruments."""

    @classmethod
    def example(cls) -> Self:
        return cls(trial="Druss 2018", instruments=("SF-36", "PHQ-9"))


@fact("research.kept_out")
class KeptOut(Fact):
    """Which trials reported an outcome by instruments that the main analysis leaves out."""

    trials: tuple[ByInstruments, ...]
    """The trials with their instruments; none where there are too many to name."""
    count: int
    """How many they are."""
    further: bool
    """Whether other trials reported it, too."""

    @classmethod
    def example(cls) -> Self:
        joy = ByInstruments(trial="Rüsch 2019", instruments=("Joy",))
        return cls(trials=(ByInstruments.example(), joy), count=2, further=True)


@fact("research.set_aside")
class SetAside(Fact):
    """Which trials reported an outcome in rows that were set aside."""

    trials: tuple[str, ...]
    """The trials; none where there are too many to name."""
    count: int
    """How many they are."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012", "Pitt 2007"), count=2)
