"""What a finding is called among the others: outcome, comparison and time, if they differ."""

from __future__ import annotations

from typing import Self

from living_review.ground import measures
from living_review.language.fact import Fact, fact


@fact("finding_names.measure")
class Measure(Fact):
    """What tells outcomes of one label apart."""

    measure: measures.Measure
    """The abbreviation of the measure."""
    id: str
    """The id of the outcome; empty where the measure tells them apart."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="SMD", id="")


@fact("finding_names.time")
class Time(Fact):
    """A time point, inside a sentence."""

    label: str
    """Its label."""
    id: str
    """Its id; empty where no other time point has its label."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="End of intervention", id="")


@fact("finding_names.comparison")
class Comparison(Fact):
    """A comparison that its intervention does not tell from others, inside a sentence."""

    label: str
    """Its label."""
    id: str
    """Its id; empty where no other comparison has its label."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="Exercise or waiting", id="")


@fact("finding_names.label_with_id")
class LabelWithId(Fact):
    """The label of a comparison that another has, too."""

    label: str
    """The label."""
    id: str
    """The id."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="Support or waiting", id="support-waiting")


@fact("finding_names.compared")
class Compared(Fact):
    """The two sides of a comparison."""

    intervention: str
    """The intervention."""
    comparator: str
    """The comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(intervention="peer support", comparator="usual care")


@fact("finding_names.compared_with")
class ComparedWith(Fact):
    """What an intervention is compared with, where the sentence names the intervention."""

    comparator: str
    """The comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care")


@fact("finding_names.full")
class Full(Fact):
    """A finding with its time, and its comparison where a review has several."""

    outcome: str
    """The outcome."""
    measure: Measure | None
    """What tells it from another outcome of its label."""
    time: Time
    """The time point."""
    comparison: str | Comparison
    """The comparison; empty where a review has one."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", measure=None, time=Time.example(), comparison="exercise")


@fact("finding_names.title")
class Title(Fact):
    """A finding as a heading."""

    outcome: str
    """The outcome."""
    measure: Measure | None
    """What tells it from another outcome of its label."""
    comparison: str | Comparison | Compared
    """The intervention, with the comparator where it recurs."""
    time: Time
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        compared = Compared.example()
        return cls(outcome="Recovery", measure=None, comparison=compared, time=Time.example())


@fact("finding_names.shown")
class Shown(Fact):
    """A finding as what a figure shows."""

    outcome: str
    """The outcome."""
    measure: Measure | None
    """What tells it from another outcome of its label."""
    comparison: str | Comparison | Compared
    """The intervention, with the comparator where it recurs."""
    time: Time
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", measure=None, comparison="peer support", time=Time.example())


@fact("finding_names.without_time")
class WithoutTime(Fact):
    """A finding of one of several comparisons, where its time stands elsewhere."""

    outcome: str
    """The outcome."""
    comparison: str | Compared
    """The comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", comparison=Compared.example())


@fact("finding_names.part")
class Part(Fact):
    """What tells findings of one outcome from the others; part of a name."""

    measure: Measure | None
    """What tells their outcome from another of its label."""
    comparison: str
    """The comparison; empty where they do not differ in it."""
    times: tuple[Time, ...]
    """The time points; none where they do not differ in it."""

    @classmethod
    def example(cls) -> Self:
        second = Time(label="One year", id="")
        return cls(measure=None, comparison="exercise", times=(Time.example(), second))


@fact("finding_names.together")
class Together(Fact):
    """Findings of one outcome, inside a sentence."""

    outcome: str
    """The outcome."""
    parts: tuple[Part, ...]
    """What tells them from others and from one another."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", parts=(Part.example(),))
