"""Trials that several reviews of a library hold, and where those reviews tell them differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from living_review.ground.trial_identifiers import identifiers
from living_review.library.jobs import Outcome, TrialHeld

RANDOMISED = "people randomised"
"""What is told differently where reviews have another number of people."""
OUTCOME = "outcome"
Place = tuple[str, ...]
Held = tuple[str, TrialHeld]
# By what a row of figures is the same row in two reviews, which may name outcomes differently.
_SAME = ("table", "instrument", "timepoint", "role", "measure", "weeks", "stratum", "score")
# What a row says of its place in a review, not of the trial.
_OF_THE_REVIEW = frozenset(("arm", "source", "notes", "remark", *_SAME))


@dataclass(frozen=True)
class Difference:
    """One thing of a trial that its reviews tell differently: review to what stands there."""

    what: str
    told: Mapping[str, str]


@dataclass(frozen=True)
class SharedTrial:
    """A trial that several reviews hold, by its identifiers."""

    known_by: tuple[str, ...]
    labels: Mapping[str, str]
    """Review to the label it has there."""
    retracted_in: tuple[str, ...]
    corrected_in: Mapping[str, tuple[str, ...]]
    differences: tuple[Difference, ...]

    @property
    def to_tell(self) -> bool:
        """Whether the maintainers of one review should hear what another says."""
        retracted = 0 < len(self.retracted_in) < len(self.labels)
        return retracted or bool(self.corrected_in) or bool(self.differences)

    def as_json(self) -> dict[str, Any]:
        return {
            "known_by": list(self.known_by),
            "reviews": dict(self.labels),
            "retracted_in": list(self.retracted_in),
            "corrected_in": {name: list(said) for name, said in self.corrected_in.items()},
            "differences": [
                {"what": each.what, "told": dict(each.told)} for each in self.differences
            ],
        }


def shared_trials(outcomes: Sequence[Outcome]) -> tuple[SharedTrial, ...]:
    """Find the trials that two reviews or more hold under a common identifier.

    Identifiers join: of reports with a DOI in one review and with that and a registration number in
    another, a third that has the number alone holds the same trial.
    """
    group: dict[str, str] = {}

    def first(name: str) -> str:
        while group.setdefault(name, name) != name:
            name = group[name]
        return name

    held: list[tuple[Held, frozenset[str]]] = []
    for outcome in outcomes:
        for trial in outcome.trials:
            names = identifiers(trial.doi, trial.registration)
            if names:
                held.append(((outcome.review, trial), names))
                for name in names:
                    group[first(name)] = first(min(names))
    found: defaultdict[str, list[Held]] = defaultdict(list)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for each, names in held:
        of = first(min(names))
        found[of].append(each)
        known[of] |= names
    return tuple(
        _shared(tuple(sorted(known[of])), trials)
        for of, trials in sorted(found.items())
        if len({review for review, _ in trials}) > 1
    )


def _shared(known_by: tuple[str, ...], held: Sequence[Held]) -> SharedTrial:
    return SharedTrial(
        known_by,
        {review: trial.label for review, trial in held},
        tuple(review for review, trial in held if trial.status == "retracted"),
        {review: trial.corrected for review, trial in held if trial.corrected},
        tuple(_differences(held)),
    )


def _differences(held: Sequence[Held]) -> Iterator[Difference]:
    randomised = {r: str(t.n_randomised) for r, t in held if t.n_randomised is not None}
    if len(set(randomised.values())) > 1:
        yield Difference(RANDOMISED, randomised)
    cells: defaultdict[tuple[Place, str], dict[str, str]] = defaultdict(dict)
    for review, trial in held:
        for place, row in _rows(trial).items():
            for name, cell in row.items():
                cells[place, name][review] = cell
    unlike = [
        each for each, told in sorted(cells.items()) if len({*map(_plain, told.values())}) > 1
    ]
    figures = {place for place, name in unlike if name != OUTCOME}
    for place, name in unlike:
        told = cells[place, name]
        # Reviews name outcomes as they like. Where figures differ, too, the names tell whether
        # they are of one: parts of an instrument have its name.
        if place in figures:
            yield Difference(f"{', '.join(filter(None, place))}: {name}", told)


def _rows(trial: TrialHeld) -> Mapping[Place, Mapping[str, str]]:
    """Give the rows that can be told from each other by what they measure; others are left out."""
    found: defaultdict[Place, list[Mapping[str, str]]] = defaultdict(list)
    for row in trial.rows:
        if row.get("instrument"):
            found[tuple(row.get(name, "").casefold() for name in _SAME)].append(row)
    return {
        place: {name: cell for name, cell in rows[0].items() if name not in _OF_THE_REVIEW}
        for place, rows in found.items()
        if len(rows) == 1
    }


def _plain(cell: str) -> str:
    """Give a number as it is worth, and any other cell as it is written but for capitals."""
    try:
        return repr(float(cell))
    except ValueError:
        return cell.casefold()
