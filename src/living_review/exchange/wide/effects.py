"""Effects that a sheet gives without its arms: `HR`, `95% CI lower`, `OR (95% CI)`, `yi`, `vi`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from living_review.exchange.wide import figures, words
from living_review.exchange.wide.effect_names import ANY, Named, named
from living_review.exchange.wide.words import plain_words

Cells = Mapping[str, Sequence[str]]
"""The cells of each column, in the order of the sheet."""
_ORDER = (
    *("estimate", "estimate_ci", "estimate_se", "se", "sampling_variance", "ci", "ci_low"),
    *("ci_high", "p", "n_intervention", "n_control"),
)
_ESTIMATES = frozenset({"estimate", "estimate_ci", "estimate_se"})
_SPREADS = frozenset({"estimate_ci", "estimate_se", "se", "sampling_variance", "ci", "p"})
_PEOPLE = {"intervention": "n_intervention", "control": "n_control"}


@dataclass
class Effect:
    """One effect: its measure, whether it is a logarithm, its columns by column of contrasts."""

    outcome: str
    measure: str
    log: bool
    columns: dict[str, str] = field(default_factory=dict)
    timepoint: str = ""
    weeks: str = ""
    adjusted: bool = False
    log_of_se: bool = False
    """Whether a header says that the standard error of a ratio is of the logarithm."""

    @property
    def estimate(self) -> bool:
        return bool(_ESTIMATES & set(self.columns))

    @property
    def whole(self) -> bool:
        """Whether an estimate and how exact it is are there."""
        spread = _SPREADS & set(self.columns) or {"ci_low", "ci_high"} <= set(self.columns)
        return self.estimate and bool(spread)

    @property
    def known(self) -> tuple[bool, int]:
        """How much is known of it, to be compared: one that is whole goes before all others."""
        return self.whole, len(self.columns)


@dataclass
class Effects:
    """What the columns of a sheet give of effects, and what a person has to be told of others."""

    found: list[Effect]
    notes: list[str]


def effects(cells: Cells) -> Effects:
    """Find the effects; parts without a measure belong to the estimate that they follow."""
    read = [(name, said) for name in cells if (said := named(name)) is not None]
    notes: list[str] = []
    if odd := [name for name, said in read if said.other_base]:
        notes.append(
            "Logarithms to another base than e, which no mapping reads; work out the natural "
            f"logarithm or the ratio: {', '.join(odd)}"
        )
    scales: dict[tuple[object, ...], Effect] = {}
    runs: list[tuple[Effect | None, dict[str, str]]] = [(None, {})]
    for name, said in read:
        if said.other_base or not any(map(_holds_number, cells[name])):
            continue
        part = _part(said, cells[name])
        if said.measure is None:
            runs[-1][1].setdefault(part, name)
            continue
        key = (plain_words(said.outcome), said.timepoint, said.weeks, said.measure,
               said.adjusted, said.log)  # fmt: skip
        new = Effect(
            *(said.outcome, said.measure, said.log, {}, said.timepoint, said.weeks, said.adjusted)
        )
        effect = scales.setdefault(key, new)
        effect.columns.setdefault(part, name)
        effect.log_of_se |= said.log and part == "se"
        if part in _ESTIMATES:
            runs.append((effect, {}))
    merged = _one_scale(list(scales.values()), notes)
    _with_parts_alone(merged, runs)
    _with_people([each for each in merged if each.whole], cells)
    for each in merged:
        each.columns = {k: each.columns[k] for k in _ORDER if k in each.columns}
    return Effects([each for each in merged if each.whole], notes)


def _holds_number(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _part(said: Named, cells: Sequence[str]) -> str:
    """Give what a column holds: its cells tell whether an interval stands beside its estimate."""
    if said.measure is None or said.part not in ("estimate", "ci", "se"):
        return said.part
    filled = [cell for cell in cells if not figures.is_empty(cell)]
    for several in ("estimate_ci", *(["estimate_se"] if said.part == "se" else [])):
        if sum(figures.fits(cell, several) for cell in filled) > len(filled) / 2:
            return several
    return said.part


def _one_scale(found: list[Effect], notes: list[str]) -> list[Effect]:
    """Put a ratio and its logarithm together: one of the two is the effect."""
    left = list(found)
    for log in [each for each in found if each.log and each.measure != ANY]:
        own = [each for each in left if not each.log and _same(each, log)]
        if not own:
            continue
        (natural,) = own
        if natural.estimate and not log.estimate:
            if "se" in log.columns:
                natural.columns["se"] = log.columns["se"]
                natural.log_of_se = True
            left.remove(log)
            continue
        less = natural if log.known > natural.known or not natural.estimate else log
        left.remove(less)
        more = log if less is natural else natural
        if less.estimate and more.whole:
            notes.append(
                "The same effect as a ratio and as its logarithm; the one that more is known of is "
                f"drafted, without: {', '.join(less.columns.values())}"
            )
    return left


def _same(one: Effect, other: Effect) -> bool:
    return (*(plain_words(one.outcome), one.measure, one.timepoint, one.weeks, one.adjusted),) == (
        plain_words(other.outcome),
        other.measure,
        other.timepoint,
        other.weeks,
        other.adjusted,
    )


def _with_parts_alone(
    found: Sequence[Effect], runs: Sequence[tuple[Effect | None, Mapping[str, str]]]
) -> None:
    """Give the columns that name no measure to the effect they stand behind, or to the only one."""
    whole = [each for each in found if each.estimate]
    for effect, parts in runs:
        own = whole[0] if len(whole) == 1 else effect
        if own is not None and own in whole:
            own.columns = {**parts, **own.columns}


def _with_people(found: Sequence[Effect], cells: Cells) -> None:
    """Give the numbers of people of both sides to the effects that they stand beside."""
    for name in cells:
        said = words.meaning(name)
        if said.statistic != "n" or said.baseline or said.role not in _PEOPLE:
            continue
        for each in found:
            same = plain_words(said.rest) in ("", plain_words(each.outcome))
            if same and said.timepoint in ("", each.timepoint):
                each.columns.setdefault(_PEOPLE[said.role], name)


def total_people(names: Iterable[str]) -> list[str]:
    """Give the columns of the people of both arms together: `Total N`."""
    said = {name: words.meaning(name) for name in names}
    return [
        name
        for name, each in said.items()
        if each.statistic == "n" and not (each.arm or each.baseline or each.rest)
    ]
