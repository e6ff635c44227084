"""What the columns of a registry hold, told to readers beside their names."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

TableName = Literal["trials", "arms", "contrasts", "risk_of_bias", "searches", "exclusions"]
"""A table of the registry."""


@fact("registry_columns.meaning")
class ColumnMeaning(Fact):
    """What a column holds, as a phrase that begins with a capital and has no full stop."""

    table: TableName
    """The table that the column is in."""
    column: str
    """The name of the column."""

    @classmethod
    def example(cls) -> Self:
        return cls(table="arms", column="sd")
