"""Suspicions about the columns of trials that the protocol names for regressions and readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from numbers import Real

from living_review.ground.digits import in_full, measured
from living_review.ground.steps import FINEST, fits, step_of, two_values
from living_review.ground.written_number import number_of
from living_review.protocol import Protocol
from living_review.protocol.filters import cell_text
from living_review.protocol.marks import KeyPath
from living_review.protocol.trial_columns import Moderator
from living_review.registry.cells import Fault, parse, printable
from living_review.registry.checks.marking import in_protocol
from living_review.registry.columns import Column
from living_review.registry.frames import Mark, Registry

_NUMBER = Column("", "number", "A moderator")
_MONTH = Column("", "month", "A date")
# What is wrong with a number that is there: the cell is to be written otherwise.
_NEARLY = frozenset(("decimal-comma", "percentage-entered", "footnote-mark", "number-out-of-range"))


def moderators(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A moderator is a number in every trial that has a value."""
    trials = registry.tables["trials"]
    named: dict[str, KeyPath] = {}
    for path, moderator in _moderators(protocol):
        named.setdefault(moderator.column, path)
    for column, path in named.items():
        rows = trials[column].items() if column in trials else ()
        filled = [(line, cell) for line, cell in rows if cell_text(cell)]
        wrong = [(line, str(cell), fault) for line, cell in filled if (fault := _fault(cell))]
        if not wrong:
            continue
        none = len(wrong) == len(filled)
        if none and not any(fault.rule in _NEARLY for _, _, fault in wrong):
            yield _nowhere(protocol, path, column, [cell for _, cell, _ in wrong])
            continue
        for line, _, fault in wrong:
            reason = (
                f"{fault.reason.removesuffix('.')}; until then the trial takes no part in the "
                "meta-regression."
            )
            yield Mark("trials", int(line), column, "moderator-not-a-number", reason)


def _nowhere(protocol: Protocol, path: KeyPath, column: str, cells: list[str]) -> Mark:
    """Say of a column without any number what could be regressed on."""
    shown = f"'{printable(cells[0], 60)}'"
    if all(parse(cell, _MONTH)[1] is None for cell in cells):
        reason = (
            f"the column '{column}' of trials.csv holds dates ({shown}), and effects are regressed "
            "on numbers; name a column of years, such as year, or add one to trials.csv."
        )
    else:
        reason = (
            f"no trial has a number in the column '{column}' of trials.csv ({shown}), so effects "
            "are not regressed on it; write numbers, or name the column under subgroups instead of "
            "moderators."
        )
    return in_protocol(protocol, path, "moderator-not-a-number", reason, value=column)


def _fault(cell: object) -> Fault | None:
    """Tell why a cell that is filled in is no number."""
    if isinstance(cell, Real):
        return None
    text = cell.isoformat() if isinstance(cell, dt.date) else str(cell)
    return parse(text, _NUMBER)[1]


def columns_empty(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A column that the protocol names for regressions or readers has a value in some trial."""
    trials = registry.tables["trials"]
    uses: dict[KeyPath, tuple[str, str]] = {
        path: (moderator.column, "effects are not regressed on it")
        for path, moderator in _moderators(protocol)
    }
    for i, shown in enumerate(protocol.show):
        uses["show", i] = shown.column, "it is not shown"
    for path, (column, follows) in uses.items():
        if len(trials) and column in trials and not any(map(cell_text, trials[column])):
            reason = (
                f"no trial has a value in the column '{column}' of trials.csv, so {follows}; fill "
                "it in, or remove it here."
            )
            yield in_protocol(protocol, path, "column-empty", reason, value=column)


def steps(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The step that a slope is told for lies within the range of the values."""
    trials = registry.tables["trials"]
    included = trials.select(trials["status"] == "included")
    for path, moderator in _moderators(protocol):
        per, column = moderator.per, moderator.column
        if per is None or column not in trials:
            continue
        read = (number_of(cell) for cell in included[column])
        values = [value for value in read if value is not None]
        two = two_values(values)
        if not values or (per == two[1] - two[0] if two else fits(per, min(values), max(values))):
            continue
        least, most = min(values), max(values)
        if least == most:
            continue
        wide, finest = measured(most - least), measured((most - least) / FINEST)
        ends = f"{measured(least)} to {measured(most)}"
        reason = (
            f"trials have two values of '{column}' only, so the slope is told from {ends}; remove "
            "the step."
            if two
            else f"the values of '{column}' in trials.csv go from {ends}, so the slope is told for "
            f"{measured(step_of(values))} instead; write a step from {finest} to {wide}, or "
            "remove it."
        )
        yield in_protocol(protocol, (*path, "per"), "step-out-of-range", reason, value=in_full(per))


def _moderators(protocol: Protocol) -> Iterator[tuple[KeyPath, Moderator]]:
    for place, asked in protocol.asked_analyses().items():
        for i, moderator in enumerate(asked.moderators or ()):
            yield (*place, "moderators", i), moderator
