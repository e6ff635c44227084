"""What a person decided about a sheet: which column holds what, of which arm, outcome and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from living_review.exchange.decisions import (
    Decision,
    Decisions,
    MappingFile,
    PrecalcSign,
    WeeksAre,
)
from living_review.exchange.wide.vocabulary import COMBINED, OF_EFFECTS
from living_review.ground.errors import BadInput
from living_review.ground.measures import Measure
from living_review.protocol.fields import Day, Identifier, Number, Section, Text
from living_review.registry.columns import ARMS, CONTRASTS, TRIALS

_IDENTITY = frozenset(
    {"trial_id", "outcome", "timepoint", "higher_is_better", "arm", "role", "measure", "n"}
)
_OWN = frozenset({"trial_id", "label", "source"})
TRAITS = tuple(column.name for column in TRIALS.columns if column.name not in _OWN)
_NUMERIC = ("number", "whole")
NON_EVENTS = "non_events"
"""People of an arm without the event: with `events` they are its n."""
SAMPLING_VARIANCE = "sampling_variance"
"""The square of the standard error of an estimate."""
FIGURES = (
    *(column.name for column in ARMS.columns if column.kind in _NUMERIC and column.name != "weeks"),
    *(name for name in COMBINED if name not in OF_EFFECTS),
    NON_EVENTS,
)
EFFECTS = (
    *(c.name for c in CONTRASTS.columns if c.kind in _NUMERIC and c.name != "weeks"),
    "ci",
    *sorted(OF_EFFECTS),
    SAMPLING_VARIANCE,
)
# What a row says of all its arms.
SHARED = tuple(
    column.name
    for column in ARMS.columns
    if column.name not in _IDENTITY
    and (column.kind not in _NUMERIC or column.name in ("weeks", "cluster_size", "icc"))
)
Columns = Mapping[Text, Text]
# The column of studies; of several (author and year) the cells are put together.
Label = Text | tuple[Text, ...]


class Study(Section):
    """Which column tells studies apart, and which fill trials.csv or are kept beside it."""

    label: Label
    name: Annotated[Label | None, Decision] = None
    """Columns of the name that readers see, where `label` is a number."""
    sheet: Annotated[Text | None, Decision] = None
    columns: Columns = Field(default_factory=dict)
    keep: tuple[Text, ...] = ()
    fill_down: bool = False
    """Whether a row without a study belongs to the study above it."""


class Arm(Section):
    """One arm: its columns, or (`where`) the rows that are of it; `name` is a column of names."""

    arm: Text
    role: Annotated[Literal["intervention", "control"] | None, Decision] = None
    name: Annotated[Text | None, Decision] = None
    where: Columns = Field(default_factory=dict)
    columns: Annotated[Columns, Field(min_length=1)]


class Contrast(Section):
    """A comparison without its arms; `sign` says what its sign, or a ratio above 1, means."""

    measure: Annotated[Measure | None, Decision] = None
    sign: Annotated[PrecalcSign | None, Decision] = None
    log: bool = False
    """Whether a ratio is written as its logarithm."""
    columns: Annotated[Columns, Field(min_length=1)]


class Result(Section):
    """One outcome at one time point: the rows that hold it, and where its figures stand."""

    outcome: Annotated[Identifier | None, Decision] = None
    timepoint: Annotated[Identifier | None, Decision] = None
    higher_is_better: Annotated[Annotated[bool, Field(strict=True)] | None, Decision] = None
    sheet: Annotated[Text | None, Decision] = None
    study: Annotated[Label | None, Decision] = None
    where: Columns = Field(default_factory=dict)
    instrument: Annotated[Text | None, Decision] = None
    weeks: Annotated[Number | None, Decision] = None
    score: Literal["endpoint", "change"] | None = None
    columns: Columns = Field(default_factory=dict)
    arms: tuple[Arm, ...] = ()
    contrast: Contrast | None = None
    skip: bool = False


class RiskOfBias(Section):
    """Which columns hold the judgements of the domains of a tool."""

    tool: Annotated[Literal["RoB2", "RoB1"] | None, Decision] = None
    sheet: Annotated[Text | None, Decision] = None
    study: Annotated[Label | None, Decision] = None
    columns: Annotated[Columns, Field(min_length=1)]


class WideMapping(Section):
    """A mapping of one spreadsheet; `arms` and `columns` hold for results without their own."""

    sheet: Annotated[Text | None, Decision] = None
    decimal: Annotated[Literal["comma", "point"] | None, Decision] = None
    weeks_are: Annotated[WeeksAre | None, Decision] = None
    study: Study
    arms: tuple[Arm, ...] = ()
    columns: Columns = Field(default_factory=dict)
    results: tuple[Result, ...] = ()
    risk_of_bias: RiskOfBias | None = None
    date_added: Annotated[Day | None, Decision] = None

    def wanted(self) -> Iterator[tuple[int, Result]]:
        """Give the results that are not skipped, with their places in the mapping."""
        return ((i, each) for i, each in enumerate(self.results) if not each.skip)

    def arms_of(self, result: Result) -> tuple[Arm, ...]:
        """The arms of a result: its own, else those of all."""
        return result.arms or (() if result.contrast else self.arms)

    def columns_of(self, result: Result) -> Columns:
        """What the rows of a result say of all arms."""
        return {**self.columns, **result.columns}

    def named(self) -> Iterator[tuple[str, str | None, str]]:
        """Give each column that the mapping names: key of the mapping, sheet, name."""
        study = self.study
        own = study.sheet or self.sheet
        for column in several(study.label):
            yield "study.label", own, column
        for column in several(study.name or ()):
            yield "study.name", own, column
        for name, column in study.columns.items():
            yield f"study.columns.{name}", own, column
        for i, column in enumerate(study.keep):
            yield f"study.keep[{i}]", own, column
        for i, result in self.wanted():
            key, sheet = f"results[{i}]", result.sheet or self.sheet
            for column in several(result.study or study.label):
                yield f"{key}.study", sheet, column
            for name, column in self.columns_of(result).items():
                yield f"{key}.columns.{name}", sheet, column
            for column in result.where:
                yield f"{key}.where", sheet, column
            for arm in self.arms_of(result):
                for name, column in arm.columns.items():
                    yield f"{key}.arms.{arm.arm}.{name}", sheet, column
                for column in (*arm.where, *filter(None, [arm.name])):
                    yield f"{key}.arms.{arm.arm}", sheet, column
            for name, column in (result.contrast.columns if result.contrast else {}).items():
                yield f"{key}.contrast.{name}", sheet, column
        if self.risk_of_bias:
            sheet = self.risk_of_bias.sheet or self.sheet
            for column in several(self.risk_of_bias.study or study.label):
                yield "risk_of_bias.study", sheet, column
            for name, column in self.risk_of_bias.columns.items():
                yield f"risk_of_bias.columns.{name}", sheet, column


def several(label: str | tuple[str, ...]) -> tuple[str, ...]:
    """Give the columns that tell studies apart."""
    return (label,) if isinstance(label, str) else label


def check(mapping: WideMapping, name: str) -> None:
    """Raise BadInput for columns that the registry has not, and results without arms."""
    problems = [
        f"{name}: {key} is filled, which is no such column; allowed are {', '.join(allowed)}."
        for key, allowed in _filled(mapping)
        if key.rsplit(".", 1)[-1] not in allowed
    ]
    for i, result in mapping.wanted():
        arms = mapping.arms_of(result)
        if not result.contrast and len(arms) < 2:
            problems.append(
                f"{name}: results[{i}] needs two arms or a contrast; write them under "
                f"results[{i}].arms, or under arms for every result."
            )
    if problems:
        raise BadInput(*dict.fromkeys(problems))


def _filled(mapping: WideMapping) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in mapping.study.columns:
        yield f"study.columns.{name}", TRAITS
    for i, result in enumerate(mapping.results):
        for name in mapping.columns_of(result):
            yield f"results[{i}].columns.{name}", SHARED
        for arm in mapping.arms_of(result):
            for name in arm.columns:
                yield f"results[{i}].arms.{arm.arm}.{name}", FIGURES
        for name in result.contrast.columns if result.contrast else ():
            yield f"results[{i}].contrast.{name}", EFFECTS


def decided(mapping: WideMapping, decisions: Decisions, name: str) -> Decisions:
    """Give the decisions a mapping takes; BadInput names every key that is still blank."""
    blanks = [
        f"results[{i}].{key}"
        for i, result in mapping.wanted()
        for key, said in (
            ("outcome", result.outcome),
            ("timepoint", result.timepoint or decisions.timepoint),
            (
                "higher_is_better",
                decisions.higher_is_better
                if result.higher_is_better is None
                else result.higher_is_better,
            ),
        )
        if said is None
    ]
    blanks += list(dict.fromkeys(_blank_arms(mapping)))
    if blanks:
        raise BadInput(f"{name}: still to be filled in: {', '.join(blanks)}.")
    outcomes = {
        key_of(i, result): {
            "outcome": result.outcome,
            "timepoint": result.timepoint,
            "higher_is_better": result.higher_is_better,
            "weeks": result.weeks,
            "instrument": result.instrument,
            "score": result.score,
        }
        for i, result in mapping.wanted()
    }
    own = MappingFile.model_validate(
        {
            "outcomes": outcomes,
            "weeks_are": mapping.weeks_are,
            "date_added": mapping.date_added,
        }
    )
    return decisions.model_copy(update={"mapping": own})


def _blank_arms(mapping: WideMapping) -> Iterator[str]:
    for i, result in mapping.wanted():
        for j, arm in enumerate(mapping.arms_of(result)):
            if arm.role is None:
                own = f"results[{i}].arms[{j}]" if result.arms else f"arms[{j}]"
                yield f"{own}.role"
        if result.contrast and result.contrast.measure is None:
            yield f"results[{i}].contrast.measure"
        if result.contrast and result.contrast.sign is None:
            yield f"results[{i}].contrast.sign"
    if mapping.risk_of_bias and mapping.risk_of_bias.tool is None:
        yield "risk_of_bias.tool"


def key_of(i: int, result: Result) -> str:
    """Name a result of the mapping in reports and in the source of a row."""
    return f"{result.outcome or 'outcome'} {result.timepoint or ''} [{i}]".replace("  ", " ")
