"""Columns of trials.csv that readers see: what each is called, and its unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from living_review.protocol.fields import Positive, Section, Text
from living_review.protocol.in_languages import Label, NameOrNone


class TrialColumn(Section):
    """A column of trials.csv; its name may stand alone."""

    column: Text
    """The column of trials.csv."""
    label: Label | None = None
    """What readers call it; without it, the name of the column."""
    unit: NameOrNone = ""
    """The unit of its numbers, as it follows a number: degrees."""

    @property
    def shown(self) -> str:
        """What it is called before readers."""
        return self.label or self.column.replace("_", " ")


class Moderator(TrialColumn):
    """A column of numbers on which effects are regressed; its name may stand alone."""

    per: Positive | None = None
    """The step that the slope is told for, such as 10 (degrees); without it, a round number near a
    quarter of the range of the trials' values."""


class Shown(TrialColumn):
    """A column that the Trials page shows; its name may stand alone."""

    forest: Annotated[bool, Field(strict=True)] = False
    """Whether the forest plots have it, too; three at most."""


def column_by_name(item: Any) -> Any:
    """The name of a column stands for the mapping that has nothing else."""
    return {"column": item} if isinstance(item, str) else item


def columns_listed(value: Any) -> Any:
    """A single name or mapping stands for a list of one."""
    if isinstance(value, str | Mapping):
        return (value,)
    if not isinstance(value, list | tuple):
        raise PydanticCustomError("tuple_type", "not a list of columns")
    return value


Moderators = Annotated[
    tuple[Annotated[Moderator, BeforeValidator(column_by_name)], ...],
    BeforeValidator(columns_listed),
]
ShownColumns = Annotated[
    tuple[Annotated[Shown, BeforeValidator(column_by_name)], ...],
    BeforeValidator(columns_listed),
]
