"""Events that no header calls so: whole numbers beside the people of the same two arms.

`TB vaccinated, N vaccinated, TB control, N control`: the people name the arms, and what is counted
of both, and never above the people, is taken for events, where the protocol asks for a risk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from living_review.exchange.wide import words
from living_review.exchange.wide.columns import Sheet
from living_review.exchange.wide.grouping import ArmColumns, Group, called
from living_review.exchange.wide.known import Known
from living_review.exchange.wide.vocabulary import PEOPLE
from living_review.exchange.wide.words import Meaning, plain_words

_OPEN = (
    "Counted in both arms beside their people, and named as no outcome of the protocol is; put "
    "them under results if they are events"
)
_GROUP = ("group", "gruppe", "arm")
_NOTE = (
    "Taken for events, since they are whole numbers and in no row more than the people of their "
    "arm; no header says so"
)


@dataclass(frozen=True, slots=True)
class _People:
    """The column of the people of an arm; `words` are those of the header that name the arm."""

    column: str
    words: tuple[str, ...]
    role: str
    called: str


def by_their_people(sheet: Sheet, known: Known) -> tuple[list[Group], list[str]]:
    """Give the outcomes that are counted in both arms, and the remark on them; else nothing.

    One alone is taken as it is; of several, those that the protocol names.
    """
    arms = _arms(sheet)
    if sheet.groups or len(arms) != 2 or not known.asks_for_risks:
        return [], []
    of = [_counts(sheet, arm) for arm in arms]
    both = [name for name in of[0] if name in of[1]]
    told = [name for name in both if known.outcome(name, counted=True).outcome]
    made = []
    for name in told or (both if len(both) == 1 else []):
        made.append(Group(name, "", "", False, alone=len(both) == 1))
        for arm, counts in zip(arms, of, strict=True):
            columns = {"n": arm.column, "events": counts[name]}
            made[-1].arms.append(ArmColumns(arm.called, arm.role, columns))
    taken = [arm.columns["events"] for group in made for arm in group.arms]
    open_ = [counts[name] for name in both for counts in of if counts[name] not in taken]
    notes = [f"{_NOTE}: {', '.join(taken)}"] if taken else []
    return made, [*notes, f"{_OPEN}: {', '.join(open_)}"] if open_ else notes


def _arms(sheet: Sheet) -> list[_People]:
    """Give the numbers of people that each name an arm; one of them may be a name of its own."""
    found = []
    for column in [*sheet.loose, *(n for n in sheet.others if n not in sheet.loose)]:
        said = words.meaning(column)
        own = _arm_words(said)
        if said.statistic == "n" and own and not said.baseline and sheet.counts(column):
            found.append(_People(column, own, said.role, called(said) or said.rest))
    roles = {arm.role for arm in found}
    if len(found) != 2 or len({arm.words for arm in found}) != 2 or roles == {""}:
        return []
    if "" in roles:
        other = {"control": "intervention", "intervention": "control"}
        (known,) = roles - {""}
        found = [
            arm if arm.role else _People(arm.column, arm.words, other[known], arm.called)
            for arm in found
        ]
    return found if {arm.role for arm in found} == {"intervention", "control"} else []


def _arm_words(said: Meaning) -> tuple[str, ...]:
    if said.timepoint or said.weeks or said.weak or (said.role and said.rest):
        return ()
    return tuple(plain_words(said.arm or said.rest).split())


def _counts(sheet: Sheet, arm: _People) -> dict[str, str]:
    """Give by outcome the columns that hold counts of an arm's people."""
    found: dict[str, str] = {}
    for column in sheet.others:
        if words.meaning(column).statistic or not sheet.counts(column):
            continue
        outcome = _without(plain_words(column).split(), arm.words)
        if outcome and outcome not in PEOPLE and _within(sheet, column, arm.column):
            found.setdefault(outcome, column)
    return found


def _without(name: Sequence[str], arm: tuple[str, ...]) -> str:
    """Give what a name has before or after the words of an arm, with its `group` or without."""
    for own in (*((*arm, word) for word in _GROUP), arm):
        if tuple(name[-len(own) :]) == own:
            return " ".join(name[: -len(own)])
        if tuple(name[: len(own)]) == own:
            return " ".join(name[len(own) :])
    return ""


def _within(sheet: Sheet, events: str, people: str) -> bool:
    """Tell whether no row has more events than people, and some row has both."""
    places = sheet.table.places
    pairs = [(r.cells.get(places[events]), r.cells.get(places[people])) for r in sheet.table.data]
    both = [(int(counted), int(of)) for counted, of in pairs if counted and of]
    return bool(both) and all(counted <= of for counted, of in both)
