"""The subgroups of another program's analyses, as columns of trials.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from living_review.exchange.decisions import OutcomeDecision
from living_review.exchange.extract import Extract, Remark

_LONGEST = 64


@dataclass(frozen=True, slots=True)
class SubgroupColumn:
    """A column of trials.csv: the subgroup of each study, and the outcomes that use it."""

    name: str
    outcomes: tuple[str, ...]
    levels: Mapping[str, str]


def subgroup_columns(
    extract: Extract, about: Mapping[str, OutcomeDecision]
) -> tuple[SubgroupColumn, ...]:
    """Give a column for every way in which the file divides studies into subgroups.

    Outcomes with the same subgroups, none of whose studies contradict, share one. A study in
    several subgroups of an outcome has strata instead, and an empty cell.
    """
    made: list[SubgroupColumn] = []
    for outcome, levels in _divided(extract, about):
        at = next((i for i, each in enumerate(made) if _agree(each.levels, levels)), None)
        if at is None:
            name = f"subgroup_{outcome}"[:_LONGEST].replace("-", "_")
            made.append(SubgroupColumn(name, (outcome,), levels))
        else:
            same = made[at]
            outcomes = (*same.outcomes, outcome)
            made[at] = SubgroupColumn(same.name, outcomes, {**same.levels, **levels})
    return tuple(made)


def _divided(
    extract: Extract, about: Mapping[str, OutcomeDecision]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the subgroup of each study, outcome by outcome, where there are several."""
    if extract.arms_recur:
        return
    parts: dict[str, dict[str, dict[str, None]]] = {}
    for each in extract.results:
        said = about[each.outcome]
        if not said.skip and said.outcome:
            parts.setdefault(said.outcome, {}).setdefault(each.study, {})[each.part] = None
    for outcome, studies in parts.items():
        levels = {study: next(iter(own)) for study, own in studies.items() if len(own) == 1}
        levels = {study: part for study, part in levels.items() if part}
        if len(set(levels.values())) > 1:
            yield outcome, levels


def _agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return set(one.values()) == set(other.values()) and all(
        one.get(study, part) == part for study, part in other.items()
    )


def subgroup_remarks(columns: tuple[SubgroupColumn, ...]) -> Iterator[Remark]:
    """Say where the subgroups are now, and what compares them."""
    for each in columns:
        for outcome in each.outcomes:
            yield Remark(
                "please check",
                "subgroups",
                outcome,
                len(set(each.levels.values())),
                f"the subgroups are in the column {each.name} of trials.csv; to compare them, name "
                "it under analysis.subgroups of the outcome.",
            )
