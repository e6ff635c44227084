"""What was found in another program's file, before anybody has said how it maps to the review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from living_review.exchange import identifiers
from living_review.exchange.cells import printable
from living_review.ground.spelling import plain

Kind = Literal["not mapped", "please check"]
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """What could not be mapped, or what was mapped and needs a person's eye.

    `where` names element or column, `found` what stood there, `count` how often, `reason` why.
    """

    kind: Kind
    where: str
    found: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Study:
    """One study: `key` as the file tells it apart, `cells` by column of trials.csv."""

    key: str
    label: str
    year: str
    status: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Analysed:
    """How the other program analysed an outcome, in the words of a protocol; empty: not said.

    `pooled` is false where it shows no total. `comparison` is key and name of the comparison, and
    `sides` are what intervention and comparator are called.
    """

    measure: str = ""
    method: str = ""
    model: str = ""
    tau2: str = ""
    interval: str = ""
    level: float = 0.95
    pooled: bool = True
    comparison: tuple[str, str] = ("", "")
    sides: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class FoundOutcome:
    """One outcome of the file, by the key a mapping names it with.

    `outcome` and `timepoint` are what a draft proposes; `about` tells a person what it is. A
    mapping may name the `parent` instead, and so all that come from it.
    """

    key: str
    label: str
    about: str
    outcome: str
    timepoint: str = ""
    analysed: Analysed | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ArmFound:
    """One arm of one study in one outcome; `part` tells repeats apart (a subgroup)."""

    study: str
    outcome: str
    arm: str
    role: Literal["intervention", "control"]
    cells: Mapping[str, str]
    part: str = ""


@dataclass(frozen=True, slots=True)
class ContrastFound:
    """A comparison without its arms; ratios are on the natural scale, their SE of the log."""

    study: str
    outcome: str
    measure: str
    cells: Mapping[str, str]
    part: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One risk-of-bias judgement: of a whole study, or of its result for an outcome (its key)."""

    study: str
    tool: Literal["RoB2", "RoB1"]
    domain: str
    judgement: str
    support: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of the review itself."""

    title: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything one file holds that a registry has a place for, and what it has none for.

    `arms_recur`: an arm stands in the file once for every arm it is compared with.
    `weeks_doubtful`: in how many rows the column of weeks looks as if it held months.
    `precalculated`: effects that somebody computed, as written (ratios as logarithms), whose sign a
    person has to explain before they are used.
    `about`: the review itself, for a drafted protocol.
    """

    format: str
    studies: tuple[Study, ...]
    outcomes: tuple[FoundOutcome, ...]
    arms: tuple[ArmFound, ...] = ()
    contrasts: tuple[ContrastFound, ...] = ()
    judgements: tuple[Judged, ...] = ()
    remarks: tuple[Remark, ...] = ()
    arms_recur: bool = False
    weeks_doubtful: int = 0
    precalculated: tuple[ContrastFound, ...] = ()
    about: About = field(default_factory=About)
    columns: tuple[str, ...] = ()
    """The columns of the file that something is taken from without a mapping that names them."""

    @property
    def results(self) -> tuple[ArmFound | ContrastFound, ...]:
        """All arms and contrasts."""
        return (*self.arms, *self.contrasts)


def told_apart(outcomes: Iterable[FoundOutcome]) -> tuple[FoundOutcome, ...]:
    """Give every outcome (of two comparisons, say) a proposal of its own, an identifier.

    To put outcomes together is a decision for a person. Where two names make one identifier, the
    later outcome gets its key behind the name.
    """
    taken: set[str] = set()
    found = []
    for each in outcomes:
        name = identifiers.safe(each.outcome, otherwise="outcome")
        if name.casefold() in taken:
            name = identifiers.safe(f"{each.outcome} {each.key}", otherwise="outcome")
        own, count = name, 2
        while name.casefold() in taken:
            name, count = identifiers.numbered(own, count), count + 1
        taken.add(name.casefold())
        found.append(replace(each, outcome=name))
    return tuple(found)


def one_a_name(outcomes: Iterable[FoundOutcome]) -> tuple[FoundOutcome, ...]:
    """Give outcomes of one name one proposal, and of two names two, however alike they are."""
    listed = tuple(outcomes)
    names = {each.outcome: each.outcome for each in listed}
    made = identifiers.unique(names.items(), otherwise="outcome")
    return tuple(replace(each, outcome=made[each.outcome]) for each in listed)


def alike(outcomes: Iterable[FoundOutcome]) -> Iterator[Remark]:
    """Name outcomes whose names differ in blanks, capitals or marks alone: one, or two?

    Of one name, only those of one comparison are named: two comparisons may well share it.
    """
    by_name: dict[str, list[FoundOutcome]] = {}
    for each in outcomes:
        by_name.setdefault(_bare(each.label, "outcome"), []).append(each)
    for same in by_name.values():
        labels = dict.fromkeys(each.label for each in same)
        ids = list(dict.fromkeys(each.outcome for each in same))
        places = [each.analysed.comparison for each in same if each.analysed and not each.parent]
        if len(ids) > 1 and (len(labels) > 1 or len(set(places)) < len(places)):
            yield Remark(
                "please check",
                "outcome",
                " and ".join(f"'{label}'" for label in labels),
                len(ids),
                f"names that {_likeness(labels)}; they are kept apart as {', '.join(ids)}, and if "
                "they are one outcome, give them one identifier in the mapping.",
            )


def alike_studies(studies: Iterable[Study], ids: Mapping[str, str]) -> Iterator[Remark]:
    """Name studies whose names differ in blanks, capitals or marks at most: one, or two?"""
    by_name: dict[str, dict[str, str]] = {}
    for each in studies:
        by_name.setdefault(_bare(each.label, "trial"), {})[each.key] = each.label
    for same in by_name.values():
        if len(same) > 1:
            yield Remark(
                "please check",
                "study",
                " and ".join(f"'{label}'" for label in same.values()),
                len(same),
                f"names that {_likeness(same.values())}; they are kept apart as "
                f"{', '.join(ids[key] for key in same)}; if they are one study, correct its name "
                "in the file.",
            )


def _bare(name: str, otherwise: str) -> str:
    """Give a name without what may differ by chance: capitals, blanks, dashes, other marks."""
    return identifiers.safe(plain(name).replace("-", " "), otherwise=otherwise).casefold()


def _likeness(names: Iterable[str]) -> str:
    """Say how alike names are: so that a person sees where they differ, or hardly can."""
    given = {each.casefold() for each in names}
    if len(given) > 1 and len({plain(each) for each in given}) == 1:
        return (
            "look the same, but for capitals, the kind of a dash or blank, or how letters are coded"
        )
    return "are the same, or nearly the same"


def gathered(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Add up remarks that differ in their count alone, in the order in which they first came.

    What they say is made printable: it may hold text of the file.
    """
    counts: dict[tuple[Kind, str, str, str], int] = {}
    for each in remarks:
        key = (
            each.kind,
            printable(each.where[:_LONGEST]),
            printable(each.found[:_LONGEST]),
            printable(each.reason),
        )
        counts[key] = counts.get(key, 0) + each.count
    return tuple(
        Remark(kind, where, found, count, reason)
        for (kind, where, found, reason), count in counts.items()
    )
