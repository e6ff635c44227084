"""The registry as one frozen value: what may be analysed, what was set aside, what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from living_review.registry.rows import Rows
    from living_review.sources import FileRemark

_HEADER = 1
# What a remark about a key of the protocol has in the place of a table and of its file.
PROTOCOL, PROTOCOL_FILE = "protocol", "data/protocol.yml"
# What a remark about the file of another program has in the place of a table.
IMPORT = "import"


@dataclass(frozen=True)
class Remark:
    """One thing found in one row of one table.

    `row` is the line of the file on which the row begins (the header is line 1), or the row of the
    sheet; `value` is the cell as it was written, made printable and cut when long; `reason` says
    what is wrong with it and what to do; `key` names the row in `queries.csv`. A remark about the
    protocol has `protocol` as its table, the line as its row and the key path as its column. One
    about the file of another program has `import` as its table, and as its column and value the
    column or element of the file and what stands there; its row is 0.
    """

    table: str
    file: str
    row: int
    trial_id: str
    column: str
    value: str
    rule: str
    reason: str
    key: str = ""

    @property
    def sentence(self) -> str:
        """The whole remark as one sentence: file, row, column, value, reason and remedy."""
        if self.table == PROTOCOL:
            found = f"found '{self.value}'; " if self.value else ""
            return f"{self.file}, line {self.row}, {self.column}: {found}{self.reason}"
        if self.table == IMPORT:
            found = f" '{self.value}'" if self.value else ""
            return f"{self.file}, {self.column}{found}: {self.reason}"
        of = f" of {self.trial_id}" if self.trial_id else ""
        empty = "" if self.reason.startswith("the cell is empty") else "the cell is empty; "
        found = f"found '{self.value}'; " if self.value else empty
        if self.row == _HEADER:
            found = ""
        return f"{self.file}, row {self.row}, column {self.column}{of}: {found}{self.reason}"


class QuarantinedRow(Remark):
    """A row that was set aside, with one of the reasons why; it enters no analysis."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A person has looked at a query and let the value stand, for a reason."""

    reason: str
    by: str
    date: date


@dataclass(frozen=True, slots=True)
class Query(Remark):
    """A suspicion about a row that stays; `seen` where a person has looked at it."""

    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell that reads otherwise than in the registry, as the row of `corrections.csv` says it."""

    table: str
    key: str
    column: str
    old: str
    new: str
    reason: str
    by: str
    date: date
    row: int
    trial_id: str


@dataclass(frozen=True)
class Snapshot:
    """The typed and clean tables of a registry: `tables` by name, and each as a data frame.

    A frame is made when it is asked for. Every table has the columns of `registry.columns` in their
    order, whether the source had them or not; trials also has the extra columns of the source. The
    index of each frame is the line of the file. Text is str, empty when not reported; numbers are
    float64 with NaN when not reported (`year` and `n` are int64); booleans are bool; dates are
    `datetime.date`; `completed` is text (year-month or date). Defaults are filled in. `hash` is the
    content hash of the tables, and `corrections` are those already applied to them. `left_out` is
    what a file of another program holds and its tables do not.
    """

    tables: Mapping[str, Rows]
    quarantine: tuple[QuarantinedRow, ...]
    queries: tuple[Query, ...]
    hash: str
    pulled_at: datetime
    corrections: tuple[Correction, ...] = ()
    left_out: tuple[FileRemark, ...] = ()

    @cached_property
    def trials(self) -> pd.DataFrame:
        """The trials."""
        return self.tables["trials"].frame()

    @cached_property
    def arms(self) -> pd.DataFrame:
        """What arms of trials report."""
        return self.tables["arms"].frame()

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """What trials report of the difference between arms."""
        return self.tables["contrasts"].frame()

    @cached_property
    def risk_of_bias(self) -> pd.DataFrame:
        """The judgements on risk of bias."""
        return self.tables["risk_of_bias"].frame()

    @cached_property
    def searches(self) -> pd.DataFrame:
        """The searches."""
        return self.tables["searches"].frame()

    @cached_property
    def exclusions(self) -> pd.DataFrame:
        """The reports that were excluded."""
        return self.tables["exclusions"].frame()
