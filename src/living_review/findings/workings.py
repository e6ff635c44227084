"""What the findings were made of, for a second computation; never published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Ingredients:
    """The typed registry rows behind one effect of one trial; empty cells are None.

    Rows of `arms` are all arms of one instrument; of `contrasts`, one comparison. Where the trial
    was pooled from strata, `strata` hold the rows of each, and `rows` none. `pair` is the row of
    contrasts that says of the arms of a crossover trial how a person's two results differ.
    """

    table: Literal["arms", "contrasts"]
    rows: tuple[Row, ...]
    strata: tuple[Ingredients, ...] = ()
    pair: Row | None = None

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows, whether of strata or of the whole trial."""
        return (*self.rows, *(row for each in self.strata for row in each.rows))


# The effects that make up one trial's: several where those on its instruments are averaged.
Made = tuple[Ingredients, ...]


@dataclass(frozen=True, eq=False)
class Workings:
    """What a second computation needs besides the findings and the protocol.

    `trials` are all rows of trials.csv. `offered` has what each trial's effect is made of, by
    outcome, time point and analysis: '' for the main one, otherwise the id of a sensitivity
    analysis that chooses its effects anew. `overall` is the overall risk of bias by trial and
    outcome, the empty outcome meaning every outcome. `variances` are those between and within
    trials of every three-level model, by finding and place in it, of which the findings hold the
    sum alone.
    """

    trials: tuple[Row, ...]
    offered: Mapping[tuple[str, str, str], Mapping[str, Made]]
    overall: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    variances: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
