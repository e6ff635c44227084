"""Errors of results that have more people than there were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import RESULT
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Values

RULE = "more-than-randomised"


def more_than_randomised(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """No result has more people than its trial randomised; in a crossover trial no arm has."""
    people = randomised(registry)
    if any(each == each for each in people.values()):
        yield from _arms(registry, people)
        yield from _contrasts(registry, people)


def randomised(registry: Registry) -> Mapping[str, float]:
    """Give the people whom each trial randomised."""
    trials = registry.tables["trials"]
    return dict(zip(trials["trial_id"], trials["n_randomised"], strict=True))


def _arms(registry: Registry, people: Mapping[str, float]) -> Iterator[Mark]:
    """Each measurement by itself; the people of strata add up, as those of arms do."""
    arms = registry.tables["arms"]
    together = of_group(arms["n"], [arms[RESULT]], "sum")
    of_arm = of_group(arms["n"], arms.columns([RESULT, "role", "arm"]), "sum")
    largest = of_group(of_arm, [arms[RESULT]], "max")
    yield from _marked(
        "arms", arms, "n", people, _People(together, largest, registry.crossed(arms))
    )


def _contrasts(registry: Registry, people: Mapping[str, float]) -> Iterator[Mark]:
    """Those of one measure; a contrast without a stratum is of the whole trial."""
    frame = registry.tables["contrasts"]
    same = [*frame.columns([RESULT, "measure", "adjusted"]), frame["part"] != ""]
    one, other = (of_group(frame[name], same, "sum") for name in ("n_intervention", "n_control"))
    larger = one.where(one > other, other)
    sides = _People(one + other, larger, registry.crossed(frame))
    yield from _marked("contrasts", frame, "n_intervention", people, sides)


class _People(NamedTuple):
    """People of results: of all sides together, of the largest, and whether they are the same."""

    together: Values
    largest: Values
    same: Values


def _marked(
    table: str, frame: Rows, column: str, most: Mapping[str, float], people: _People
) -> Iterator[Mark]:
    together, largest, same = people
    of_trial = frame["trial_id"].numbers(most)
    rows = frame.assign(together=together, largest=largest, most=of_trial, same=same)
    yield from marked(
        table,
        rows,
        together.where(~same, largest) > of_trial,
        column,
        RULE,
        lambda row: _reason(row.together, row.largest, row.most, same=row.same),
    )


def _reason(together: float, largest: float, most: float, *, same: bool) -> str:
    if same:
        return (
            f"the result has {numbers.count(largest)} people with one of the interventions, and "
            f"the trial, in which everybody had both, randomised {numbers.count(most)}; correct n "
            "or n_randomised."
        )
    said = (
        f"the arms of this result have {numbers.count(together)} people together, and the trial "
        f"randomised {numbers.count(most)}; correct n or n_randomised"
    )
    if largest <= most:
        return f"{said}, or the design if each person had both interventions (crossover)."
    return f"{said}."
