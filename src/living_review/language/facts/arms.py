"""Notes on trials that report their arms: what was done to these before they were compared."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Role = Literal["intervention", "control"]
"""An arm."""
Side = Literal["intervention", "control", "both"]
"""An arm, or both."""
Source = Literal["errors", "intervals", "quantiles", "medians"]
"""What standard deviations were computed from; medians: those and means, with quantiles."""
EmptyCellDone = Literal["cells", "variance", "arms", "arms-variance", "shown", "nothing"]
"""What was done for an empty cell: half an event was added to each cell, or to each cell in the
variance alone; to each arm of a rate, or in its variance alone; to each cell for the effect that is
shown and not for the pool; or nothing, by Peto's method."""


@fact("arms.combined")
class Combined(Fact):
    """That several arms became one."""

    arms: int
    """How many they were."""
    side: Role
    """On which side."""

    @classmethod
    def example(cls) -> Self:
        return cls(arms=2, side="intervention")


@fact("arms.computed")
class Computed(Fact):
    """From what standard deviations were computed."""

    means: bool
    """Whether means were computed as well."""
    side: Side
    """Of which arms."""
    source: Source
    """From what."""

    @classmethod
    def example(cls) -> Self:
        return cls(means=True, side="both", source="medians")


@fact("arms.skewed")
class Skewed(Fact):
    """That means were computed from quartiles that look skewed."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("arms.change_scores")
class ChangeScores(Fact):
    """That means are changes from baseline."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("arms.clusters")
class Clusters(Fact):
    """That people of one cluster count for less."""

    people: str
    """How many people there are."""
    effective: str
    """As how many they count."""

    @classmethod
    def example(cls) -> Self:
        return cls(people="240", effective="150")


@fact("arms.clusters_in_time")
class ClustersInTime(Fact):
    """That events of one cluster count for less, of people whose number is not known."""

    time: str
    """The time in which the events were counted, in the unit of the outcome."""
    effective: str
    """As how much it counts."""

    @classmethod
    def example(cls) -> Self:
        return cls(time="240", effective="150")


@fact("arms.clusters_as_they_are")
class ClustersAsTheyAre(Fact):
    """That clusters change nothing, or are not corrected for."""

    known: bool
    """Whether their correlation is known, and changes nothing; else it is not corrected for."""

    @classmethod
    def example(cls) -> Self:
        return cls(known=False)


@fact("arms.empty_cell")
class EmptyCell(Fact):
    """What was done for an empty cell."""

    done: EmptyCellDone
    """What was done."""

    @classmethod
    def example(cls) -> Self:
        return cls(done="cells")


@fact("arms.no_effect")
class NoEffect(Fact):
    """Why two arms have no effect."""

    why: Literal["events", "rates", "means", "signs"]
    """Nobody or everybody had the event, neither arm had one, a mean is missing, or the means
    differ in sign."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="events")


@fact("arms.one_person")
class OnePerson(Fact):
    """That an arm has one person, so that there is no variance."""

    side: Role
    """The arm."""

    @classmethod
    def example(cls) -> Self:
        return cls(side="control")


@fact("arms.no_standard_deviation")
class NoStandardDeviation(Fact):
    """That there is no standard deviation."""

    side: Side
    """Of which arms."""
    few: bool
    """Whether quantiles are reported of too few people to give one."""

    @classmethod
    def example(cls) -> Self:
        return cls(side="both", few=False)


@fact("arms.too_few_in_clusters")
class TooFewInClusters(Fact):
    """That the people of clusters count for too few."""

    people: tuple[str, ...]
    """How many people each arm has."""
    effective: tuple[str, ...]
    """As how many they count."""

    @classmethod
    def example(cls) -> Self:
        return cls(people=("12", "11"), effective=("1.4", "1.3"))


@fact("arms.too_few")
class TooFew(Fact):
    """That arms have too few people for an effect."""

    @classmethod
    def example(cls) -> Self:
        return cls()
