"""A review that is planned: its question and outcomes as a team says them, as a protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from living_review.exchange import identifiers
from living_review.ground.capitals import capitalised
from living_review.ground.errors import BadInput, ProtocolError
from living_review.ground.measures import MEASURES, NAMES, RATES
from living_review.ground.proper_names import inside
from living_review.ground.spelling import plain
from living_review.protocol import Outcome, Protocol, parse_protocol

WORKBOOK = "data/registry.xlsx"
WHEN = "End of treatment"
EXAMPLE = "Depression, SMD, lower, critical"
Better = Literal["higher", "lower"]
IMPORTANCE: tuple[str, ...] = get_args(Outcome.model_fields["importance"].annotation)
"""How much an outcome may matter, the most first."""
_USUAL_IMPORTANCE = "important"
_USUAL_TIME = "person-years"


@dataclass(frozen=True)
class PlannedOutcome:
    """An outcome as it is said at the beginning; `unit` is of its points, or of its time."""

    label: str
    measure: str
    better: Better
    importance: str = _USUAL_IMPORTANCE
    unit: str = ""

    @property
    def said(self) -> str:
        """The outcome as people write it."""
        parts = (self.label, self.measure, self.better, self.importance, self.unit)
        return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Planned:
    """The answers of a team; `drafted` is the protocol that a file of another program gives."""

    title: str
    authors: tuple[str, ...]
    population: str
    intervention: str
    comparator: str
    outcomes: tuple[PlannedOutcome, ...] = ()
    when: tuple[str, ...] = (WHEN,)
    workbook: bool = False
    name: str = ""
    drafted: Mapping[str, Any] = field(default_factory=dict)

    def refuse_alike(self) -> None:
        """Raise BadInput where outcomes, or time points, have no name or the same."""
        _different("outcomes", [each.label for each in self.outcomes])
        _different("time points", self.when)

    def document(self) -> dict[str, Any]:
        """Give the keys of the protocol, in the order in which people read them."""
        return {
            "review": {
                "id": identifiers.safe(self.name or self.title, otherwise="review").lower(),
                "title": self.title,
                "authors": list(self.authors),
                "question": {
                    "population": self.population,
                    "intervention": self.intervention,
                    "comparator": self.comparator,
                },
            },
            "timepoints": self._timepoints(),
            "comparisons": self._comparisons(),
            "outcomes": self._outcomes(),
            **({"analysis": self.drafted["analysis"]} if self.drafted.get("analysis") else {}),
            **({"registry": {"xlsx": {"file": WORKBOOK}}} if self.workbook else {}),
        }

    def _timepoints(self) -> list[dict[str, Any]]:
        ids = _ids(self.when, otherwise="time")
        own = [{"id": ids[i], "label": label} for i, label in enumerate(self.when)]
        drafted = self.drafted.get("timepoints") or own
        return own if [each["id"] for each in drafted] == ids else [*drafted]

    def _comparisons(self) -> list[dict[str, Any]]:
        sides = inside(self.intervention), inside(self.comparator)
        named = " versus ".join(sides)
        own = {
            "id": "main",
            "label": capitalised(named),
            "intervention": sides[0],
            "comparator": sides[1],
        }
        drafted: Sequence[Mapping[str, Any]] = self.drafted.get("comparisons") or ()
        if len(drafted) < 2 and not any(each.get("intervention") for each in drafted):
            return [own]
        blank = {key: own[key] for key in ("intervention", "comparator")}
        return [
            {**each, **{key: each.get(key) or side for key, side in blank.items()}}
            for each in drafted
        ]

    def _outcomes(self) -> list[dict[str, Any]]:
        if self.drafted.get("outcomes") and not self.outcomes:
            return [*self.drafted["outcomes"]]
        ids = _ids([each.label for each in self.outcomes], otherwise="outcome")
        return [_outcome(ids[i], each) for i, each in enumerate(self.outcomes)]


def _outcome(identifier: str, said: PlannedOutcome) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "id": identifier,
        "label": said.label,
        "importance": said.importance,
        "measure": said.measure,
        "better": said.better,
    }
    if said.measure in RATES:
        keys["person_time"] = {"unit": said.unit or _USUAL_TIME}
    elif said.unit:
        keys["unit"] = said.unit
    return keys


def _ids(labels: Sequence[str], *, otherwise: str) -> list[str]:
    """Give each label an identifier of its own, in small letters."""
    keys = [f"{i:06}" for i in range(len(labels))]
    made = identifiers.unique(zip(keys, labels, strict=True), otherwise=otherwise)
    return [made[key].lower() for key in keys]


def _different(what: str, names: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if not plain(name):
            raise BadInput(f"One of the {what} has no name; give it one, or leave it out.")
        first = seen.get(plain(name))
        if first is not None:
            called = f"'{first}'" if first == name else f"'{first}' and '{name}', the same names"
            raise BadInput(
                f"Two {what} are called {called}; give each once, or names that readers can tell "
                "apart."
            )
        seen[plain(name)] = name


def parsed_outcome(text: str) -> PlannedOutcome:
    """Read an outcome as people write it: name, measure, which way is better, importance, unit.

    Commas or semicolons separate; the name may hold commas itself. BadInput says what is lacking.
    """
    parts = [part.strip() for part in re.split(";" if ";" in text else ",", text)]
    known = {plain(word): code for code in MEASURES for word in _written(code)}
    at = next((i for i, part in enumerate(parts) if i and plain(part) in known), 0)
    if not (plain(parts[0]) or "".join(parts[:at])):
        raise BadInput(f"'{text}' does not name an outcome; write it as in '{EXAMPLE}'.")
    if not at:
        listed = ", ".join(f"{code} ({name})" for code, name in NAMES.items())
        raise BadInput(
            f"'{text}' does not say how it is measured; write it as in '{EXAMPLE}', with one of "
            f"{listed}."
        )
    label, measure = ", ".join(filter(None, parts[:at])), known[plain(parts[at])]
    better, importance, unit = _rest(text, parts[at + 1 :])
    return PlannedOutcome(label, measure, better, importance, unit)


def _written(code: str) -> tuple[str, ...]:
    return code, MEASURES[code].name, *MEASURES[code].written


def _rest(text: str, parts: Sequence[str]) -> tuple[Better, str, str]:
    better: Better | None = None
    importance = unit = ""
    for part in filter(None, parts):
        word = part.lower().removesuffix(" is better")
        if word in ("higher", "lower") and better is None:
            better = "higher" if word == "higher" else "lower"
        elif word in IMPORTANCE and not importance:
            importance = word
        elif not unit:
            unit = part
        else:
            raise BadInput(f"In '{text}', '{part}' is one part too many; write '{EXAMPLE}'.")
    if better is None:
        raise BadInput(
            f"'{text}' does not say which way is better for people, higher or lower; write it as "
            f"in '{EXAMPLE}'."
        )
    return better, importance or _USUAL_IMPORTANCE, unit


def checked(text: str) -> Protocol:
    """Read a protocol that was just written; BadInput says what the answers cannot be."""
    try:
        return parse_protocol(text, "protocol.yml")
    except ProtocolError as error:
        raise BadInput("; ".join(map(_plain, error.problems))) from error


def _plain(problem: str) -> str:
    """Leave out the line of a file that nobody has seen yet."""
    return re.sub(r"^protocol\.yml(, line \d+)?[:,] ", "", problem)
