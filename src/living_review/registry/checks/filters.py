"""Trials that no analysis takes, or one takes, because of a cell that no filter names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from living_review.ground.spelling import plain
from living_review.protocol import Comparison, Protocol, Sensitivity
from living_review.protocol.filters import Asked, cell_text, everything_asked, named_values
from living_review.registry.cells import printable
from living_review.registry.checks.marking import in_protocol
from living_review.registry.frames import Mark, Registry
from living_review.registry.headers import did_you_mean

_SEVERAL = re.compile(r"\s*(?:[;,/+&|]|\band\b|\bor\b)\s*")
_NEAREST, _MOST_LISTED = 3, 8
Trial = Mapping[str, Any]


def filters_match(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A value that the protocol filters on occurs in the registry.

    It occurs where a filter would match it, in a row that was set aside, too.
    """
    sides = registry.tables["trials"], registry.removed["trials"]
    if not any(map(len, sides)):
        return
    written: dict[str, dict[str, str]] = {}
    for path, filters in protocol.filters().items():
        for column, values in filters.items():
            if column not in written:
                cells = dict.fromkeys(cell for side in sides for cell in side[column])
                written[column] = {cell_text(cell): str(cell) for cell in cells}
                written[column].pop("", None)
            present = written[column]
            for i, value in enumerate(values):
                if plain(value) in present:
                    continue
                does = "lets trials in" if path[-1] == "include" else "leaves trials out"
                hint = did_you_mean(value, sorted(present.values()))
                yield in_protocol(
                    protocol,
                    (*path, column),
                    "filter-matches-nothing",
                    f"the filter {does} by this value, which no trial has"
                    f"{hint or '; correct the protocol, or the trials.'}",
                    value=value,
                    of=(i,),
                )


def left_out(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A trial with results is not kept from an analysis by a cell that nobody thought of.

    A cell is named with every analysis that would take the trial if the cell held another value;
    one whose value a filter names is as the protocol wants it, unless no analysis at all takes the
    trial.
    """
    analyses = tuple(everything_asked(protocol))
    columns = dict.fromkeys(name for each in analyses for name in (*each.include, *each.exclude))
    named = {column: named_values(protocol, column) for column in columns}
    for line, trial in _reporting(registry):
        blamed: dict[str, list[str]] = {}
        outside = [(each, each.leaves_out_by(trial)) for each in analyses]
        for each, by in outside:
            if by and all(cell_text(trial[c]) not in named.get(c, ()) for c in by):
                for column in by:
                    blamed.setdefault(column, []).append(each.label)
        for column, labels in blamed.items():
            yield Mark(
                "trials",
                line,
                column,
                "filtered-by-a-slip",
                _why(trial[column], labels, tuple(named[column].values())),
            )
        if not blamed and all(by for _, by in outside):
            yield _in_no_analysis(line, trial, outside)


def let_in(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A trial is not let in by a cell that is empty or nearly what the protocol leaves out."""
    parts: tuple[Comparison | Sensitivity, ...] = (
        *protocol.comparisons,
        *protocol.sensitivity_analyses().values(),
    )
    reporting = list(_reporting(registry))
    for column in dict.fromkeys(name for part in parts for name in part.exclude):
        excluded = sorted({value for part in parts for value in part.exclude.get(column, ())})
        known = named_values(protocol, column)
        for line, trial in reporting:
            cell = cell_text(trial[column])
            if cell in known:
                continue
            near = did_you_mean(cell, map(plain, excluded)) if cell else ""
            if cell and not near:
                continue
            listed = ", ".join(f"'{value}'" for value in excluded)
            reason = (
                f"the protocol leaves out trials with {listed} here, and this one is let in"
                f"{near or ' because the cell is empty; fill it in.'}"
            )
            yield Mark("trials", line, column, "let-in-by-a-slip", reason)


def ungrouped(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A trial has a value in the columns of subgroups and moderators if others have one."""
    uses = {
        **dict.fromkeys(protocol.moderators(), "the trial takes no part in the meta-regression"),
        **dict.fromkeys(
            protocol.subgroups(),
            "the trial is in no subgroup but the one of trials without a value",
        ),
    }
    trials, reporting = registry.tables["trials"], list(_reporting(registry))
    chosen = {name for each in everything_asked(protocol) for name in each.include}
    for column, follows in uses.items():
        # The check of filters speaks for the columns by which trials are chosen.
        if column in chosen or column not in trials or not any(map(cell_text, trials[column])):
            continue
        for line, trial in reporting:
            if not cell_text(trial[column]):
                reason = f"the cell is empty, so {follows}; fill it in."
                yield Mark("trials", line, column, "grouping-missing", reason)


def _reporting(registry: Registry) -> Iterator[tuple[int, Trial]]:
    """Yield the included trials that have results, with their lines."""
    trials = registry.tables["trials"]
    arms, contrasts = (registry.tables[name]["trial_id"].there() for name in ("arms", "contrasts"))
    counts = trials.select(
        (trials["status"] == "included") & trials["trial_id"].isin(arms | contrasts)
    )
    yield from zip(counts.index.tolist(), counts.records(), strict=True)


def _why(value: object, labels: Sequence[str], named: Sequence[str]) -> str:
    """Say what a cell keeps its trial from, and what would let it in."""
    kept = f"'{printable(labels[0], 80)}'"
    more = len(labels) - 1
    if more:
        kept += f" and {more} further {'analysis' if more == 1 else 'analyses'}"
    leaves = f"so the results of this trial are left out of {kept}"
    cell = cell_text(value)
    if not cell:
        values = _listed(sorted(named)[:_MOST_LISTED])
        return (
            "the protocol chooses trials by this column and the trial has no value in it, "
            f"{leaves}; fill it in (the protocol names {values})."
        )
    parts = [part for part in _SEVERAL.split(cell) if part]
    known = {plain(each): each for each in named}
    if len(parts) > 1 and any(part in known for part in parts):
        return (
            "a filter reads the cell as one value and no filter of the protocol names it, "
            f"{leaves}; write one of {_listed([known[p] for p in parts if p in known])} alone, or "
            "name the whole value in the protocol."
        )
    return (
        f"no filter of the protocol names this value, {leaves}; the nearest that are named are "
        f"{_listed(_nearest(cell, known))}: correct the cell, or name its value in the protocol."
    )


def _nearest(cell: str, known: Mapping[str, str]) -> list[str]:
    return [known[each] for each in difflib.get_close_matches(cell, known, _NEAREST, cutoff=0.0)]


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{printable(value, 60)}'" for value in values)


def _in_no_analysis(
    line: int, trial: Trial, outside: Sequence[tuple[Asked, tuple[str, ...]]]
) -> Mark:
    """Say of a trial whose values are all named that no analysis asks for them together."""
    asked, by = min(outside, key=lambda each: len(each[1]))
    cells = ", ".join(f"{column} = '{printable(str(trial[column]), 60)}'" for column in by)
    reason = (
        "the trial is included and has results, and no comparison and no sensitivity analysis "
        f"takes it; '{printable(asked.label, 80)}' leaves it out by {cells}. Correct the cell, let "
        "the protocol ask for it, or give the trial another status and say why."
    )
    return Mark("trials", line, by[0], "in-no-analysis", reason)
