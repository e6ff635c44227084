"""Which columns belong together: the statistics of an arm, the arms of an outcome at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from living_review.exchange.wide import words
from living_review.exchange.wide.vocabulary import COMBINED, PEOPLE
from living_review.exchange.wide.words import Meaning, plain_words

# Statistics that are no result by themselves, and are shared by all outcomes of the people.
_PEOPLE = frozenset({"n", "cluster_size", "icc"})
# The time in which events were counted belongs to these, and is nothing without them.
_TIME = "time_at_risk"
_SHARED = _PEOPLE | {_TIME}
_OF_ANY = ("group", "gruppe", "arm")
_NAMES_OF_ARMS = frozenset(
    {
        *("placebo", "pbo", "plac", "placebo group", "placebogruppe", "tau", "cau", "sham"),
        *("treatment as usual", "care as usual", "usual care", "standard care", "waitlist"),
        *("wait list", "waiting list", "wl", "wlc", "warteliste", "wartegruppe"),
        *("no treatment", "active control", "regelversorgung", "übliche behandlung", "verum"),
    }
)


@dataclass
class ArmColumns:
    """One arm: how it is called, its side ('' where no header says it), its columns."""

    arm: str
    role: str
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def statistics(self) -> frozenset[str]:
        """What its columns give, with those that share a cell apart."""
        return frozenset(s for name in self.columns for s in COMBINED.get(name, (name,)))


@dataclass
class Group:
    """The arms of what seems to be one outcome at one time; all of it as the header says it."""

    outcome: str
    timepoint: str
    weeks: str
    change: bool
    arms: list[ArmColumns] = field(default_factory=list)
    alone: bool = False
    """The sheet counts nothing else: an outcome of another name may be the protocol's only one."""

    @property
    def statistics(self) -> frozenset[str]:
        """What its arms give together."""
        return frozenset().union(*(arm.statistics for arm in self.arms))


def grouped(
    names: Iterable[str],
    unnamed: Iterable[str] = (),
    known: Mapping[str, Meaning] = MappingProxyType({}),
) -> tuple[list[Group], list[str]]:
    """Put columns together; also give those with a statistic that nothing else fits to.

    `unnamed` hold counts and have no word for a statistic: events, where there is time for them.
    `known` are columns whose meaning the others of their sheet tell.
    """
    read = {name: known.get(name) or words.meaning(name) for name in names}
    people = [name for name, said in read.items() if plain_words(said.rest) in PEOPLE]
    read = {
        name: said
        for name, said in read.items()
        if said.statistic and not said.baseline and name not in people
    }
    read = {**_without_lone_letters(read), **known}
    read = _with_named_arms(read)
    groups: dict[tuple[str, str, str, bool], Group] = {}
    left = people
    for name, said in read.items():
        if not (said.role or said.arm):
            left.append(name)
            continue
        key = (plain_words(said.rest), said.timepoint, said.weeks, said.change)
        group = groups.setdefault(key, Group(said.rest, said.timepoint, said.weeks, said.change))
        if not _put(group, said, name):
            left.append(name)
    made = list(groups.values())
    for group in made:
        _join_sides(group)
    _name_events(made, unnamed)
    return _with_people([part for group in made for part in _scores_and_counts(group)], left)


def _name_events(groups: Sequence[Group], unnamed: Iterable[str]) -> None:
    """Take `Falls intervention` beside `Person-years intervention` for the events in that time."""
    timed = [each for each in groups if _TIME in each.statistics]
    if len(timed) != 1 or any("events" in each.statistics for each in groups):
        return
    (group,) = timed
    found: dict[str, dict[str, str]] = {}
    for name in unnamed:
        said = words.meaning(name)
        if said.role and said.rest and not said.baseline and plain_words(said.rest) not in PEOPLE:
            found.setdefault(said.rest, {})[said.role] = name
    sides = {arm.role for arm in group.arms}
    (counted, *others) = found.items() if found else [("", {})]
    if others or set(counted[1]) != sides:
        return
    if plain_words(group.outcome) not in ("", plain_words(counted[0])):
        return  # the time is that of other events
    group.outcome = group.outcome or counted[0]
    for arm in group.arms:
        arm.columns["events"] = counted[1][arm.role]


def _without_lone_letters(read: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """Take `e` and `2` for arms only where the same statistic has another such arm."""
    arms: dict[tuple[str, str, str, bool], set[str]] = {}
    for said in read.values():
        if said.weak:
            arms.setdefault(_but_arm(said), set()).add(said.arm)
    return {
        name: words.meaning(name, weak=False)
        if said.weak and len(arms[_but_arm(said)]) < 2
        else said
        for name, said in read.items()
    }


def _but_arm(said: Meaning) -> tuple[str, str, str, bool]:
    return said.statistic, plain_words(said.rest), said.timepoint, said.change


def _with_named_arms(read: dict[str, Meaning]) -> dict[str, Meaning]:
    """Find arms by a name of their own: `CBT mean` beside `control mean`, or beside `ACT mean`."""
    unarmed: dict[tuple[str, str, bool], dict[str, str]] = {}
    for name, said in read.items():
        if not (said.role or said.arm) and said.rest:
            key = (said.rest, said.timepoint, said.change)
            unarmed.setdefault(key, {})[said.statistic] = name
    armed: dict[tuple[str, str, bool], set[str]] = {}
    for said in read.values():
        if said.role or said.arm:
            key = (said.rest, said.timepoint, said.change)
            armed.setdefault(key, set()).add(said.statistic)
    made = dict(read)
    for (rest, time, change), columns in unarmed.items():
        for (outcome, own_time, own_change), statistics in armed.items():
            arm = _beyond(rest, outcome)
            if arm and (own_time, own_change) == (time, change) and statistics == set(columns):
                for name in columns.values():
                    made[name] = replace(read[name], rest=outcome, arm=arm)
                break
    if not armed and len({rest for rest, _, _ in unarmed}) == 2:
        sets = [frozenset(columns) for columns in unarmed.values()]
        if len(set(sets)) == 1:
            for (rest, _, _), columns in unarmed.items():
                for name in columns.values():
                    made[name] = replace(read[name], rest="", arm=rest)
    return made


def _beyond(rest: str, outcome: str) -> str:
    """Give what a name has beside that of an outcome: `Mood CBT` beside `Mood` is `CBT`."""
    if not outcome:
        return rest
    mine, other = rest.split(), outcome.split()
    if mine[: len(other)] == other:
        return " ".join(mine[len(other) :])
    return " ".join(mine[: -len(other)]) if mine[-len(other) :] == other else ""


def _put(group: Group, said: Meaning, name: str) -> bool:
    """Put a column to its arm; False where the arm has one of that statistic."""
    name_of_arm = called(said)
    for arm in group.arms:
        if (arm.role, _bare(arm.arm)) == (said.role, _bare(name_of_arm)):
            if said.statistic in arm.columns:
                return False
            arm.columns[said.statistic] = name
            return True
    group.arms.append(ArmColumns(name_of_arm, said.role, {said.statistic: name}))
    return True


def called(said: Meaning) -> str:
    """Name an arm: by its side where the header has a word for that alone."""
    if said.role and (said.weak or plain_words(said.arm) not in _NAMES_OF_ARMS):
        return said.role
    return f"arm {said.arm.upper()}" if said.weak else said.arm


def _bare(arm: str) -> str:
    """Give the name of an arm without what is said of any: `peer group` and `peer` are one."""
    listed = plain_words(arm).split()
    return " ".join(listed[:-1] if listed[1:] and listed[-1] in _OF_ANY else listed)


def _join_sides(group: Group) -> None:
    """Put arms of one side together whose statistics do not meet: `n placebo`, `mean control`."""
    joined: list[ArmColumns] = []
    for arm in group.arms:
        same = next(
            (o for o in joined if o.role and o.role == arm.role
             and not set(o.columns) & set(arm.columns)),
            None,
        )  # fmt: skip
        if same is None:
            joined.append(arm)
        else:
            same.columns |= arm.columns
            same.arm = arm.arm if same.arm == same.role else same.arm
    group.arms = joined


def _scores_and_counts(group: Group) -> list[Group]:
    """Take scores and events apart where no header names the outcome: they are hardly of one."""
    if group.outcome or "events" not in group.statistics:
        return [group]
    scores, counts = replace(group, arms=[]), replace(group, arms=[])
    for arm in group.arms:
        events = {
            s: n
            for s, n in arm.columns.items()
            if s in (_TIME, "non_events") or "events" in COMBINED.get(s, (s,))
        }
        people = {s: n for s, n in arm.columns.items() if s in _PEOPLE}
        others = {s: n for s, n in arm.columns.items() if s not in events and s not in people}
        if others:
            scores.arms.append(replace(arm, columns=people | others))
        if events:
            counts.arms.append(replace(arm, columns=people | events))
    return [scores, counts] if scores.arms else [group]


def _with_people(groups: Sequence[Group], left: list[str]) -> tuple[list[Group], list[str]]:
    """Give the numbers of people to every outcome that they are of, and the time to events."""
    people = [group for group in groups if group.statistics <= _SHARED]
    results = [group for group in groups if not group.statistics <= _SHARED]
    for group in results:
        if "events" not in group.statistics:
            left += [arm.columns.pop(_TIME) for arm in group.arms if _TIME in arm.columns]
    for own in sorted(people, key=lambda each: (not each.outcome, not each.timepoint)):
        used = False
        for group in results:
            if plain_words(own.outcome) not in ("", plain_words(group.outcome)):
                continue
            if own.timepoint not in ("", group.timepoint):
                continue
            used |= _share(own, group)
        if not used:
            left += [name for arm in own.arms for name in arm.columns.values()]
    whole = [group for group in results if len(group.arms) > 1]
    left += [
        name
        for group in results
        if len(group.arms) < 2
        for arm in group.arms
        for name in arm.columns.values()
    ]
    taken = {name for group in whole for arm in group.arms for name in arm.columns.values()}
    return whole, [name for name in left if name not in taken]


def _share(own: Group, group: Group) -> bool:
    """Give an outcome what it lacks of what is shared; True if any of it was of use."""
    used = False
    timed = "events" in group.statistics
    for arm in own.arms:
        same = [each for each in group.arms if each.role == arm.role and arm.role]
        same = [each for each in same if _bare(each.arm) == _bare(arm.arm)] or same
        same = same or [each for each in group.arms if _bare(each.arm) == _bare(arm.arm)]
        for each in same:
            missing = {
                s: n
                for s, n in arm.columns.items()
                if s not in each.statistics and (timed or s != _TIME)
            }
            each.columns = {**missing, **each.columns}
            used |= bool(missing)
    return used
