"""The mapping of a Covidence export: which column holds what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from living_review.exchange.decisions import Decision
from living_review.protocol.fields import Day, Identifier, Number, Section, Text


class StudyColumns(Section):
    """Which columns tell studies apart, and which fill trials.csv.

    Without `id` the number that Covidence gives a study is used where the export has it. Rows of a
    study that differ in `template` are parts of one extraction.
    """

    label: Text
    id: Annotated[Text | None, Decision] = None
    template: Annotated[Text | None, Decision] = None
    reviewer: Annotated[Text | None, Decision] = None
    keep_reviewer: Annotated[Text | None, Decision] = None
    columns: Mapping[Text, Text] = Field(default_factory=dict)


class ArmColumns(Section):
    """Which columns hold the figures of one arm."""

    arm: Text
    role: Literal["intervention", "control"]
    columns: Annotated[Mapping[Text, Text], Field(min_length=1)]


class ResultColumns(Section):
    """One outcome at one time point, with the columns of its arms."""

    outcome: Identifier
    timepoint: Identifier
    higher_is_better: Annotated[bool, Field(strict=True)]
    instrument: Annotated[Text | None, Decision] = None
    weeks: Annotated[Number | None, Decision] = None
    score: Literal["endpoint", "change"] | None = None
    arms: Annotated[tuple[ArmColumns, ...], Field(min_length=2)]


class BiasColumns(Section):
    """One domain of risk of bias: the column of its judgement, and that of what supports it."""

    tool: Literal["RoB1", "RoB2"]
    domain: Text
    judgement: Text
    support: Annotated[Text | None, Decision] = None


class CovidenceMapping(Section):
    """A mapping of the columns of one export."""

    study: StudyColumns
    results: tuple[ResultColumns, ...] = ()
    risk_of_bias: tuple[BiasColumns, ...] = ()
    date_added: Annotated[Day | None, Decision] = None
