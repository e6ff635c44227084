"""Suspicions about how a standard deviation came to be, and doubts that a row speaks of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import Groups, of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Values

Floats = npt.NDArray[np.float64]
# A standard error is printed with two decimals. An SD with d decimals is the root of n times such
# a number by chance about once in STEP * root(n) * 10**d; the arms of a comparison multiply.
STEP, LEAST_CHANCE = 0.01, 1e-3
_MOST_DECIMALS = 9
_DOUBT = re.compile(r"(?i)(?:^|[;.:(]\s*)doubt:\s*(\S.*?)(?:\.\s|\.?$)")


def from_rounded_error(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A standard deviation that is a two-decimal number times the root of n was made from it."""
    arms = _reported(registry)
    found = _is_multiple(arms["sd"].to_numpy(), arms["n"].to_numpy())
    fits, chance = (Values(each, arms.index) for each in found)
    if not fits.any():
        return
    groups = Groups.of([arms[COMPARISON]])
    every, together = of_group(fits, groups, "all"), of_group(chance, groups, "prod")
    told = fits & ((chance <= LEAST_CHANCE) | (every & (together <= LEAST_CHANCE)))

    def reason(row: Any) -> str:
        error = row.sd / np.sqrt(row.n)
        return (
            f"it is {numbers.measured(round(error, 2))} times the root of n, to the last digit, as "
            "if worked out from a standard error that was rounded; then it may be off by "
            f"{numbers.percent(100 * STEP / 2 / error)}; enter what the report prints, as se."
        )

    yield from marked("arms", arms, told, "sd", "sd-from-rounded-se", reason)


def of_other_people(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A standard deviation that was worked out with the n of another row of the arm is not its."""
    arms = _reported(registry)
    fits_own, _ = _is_multiple(arms["sd"].to_numpy(), arms["n"].to_numpy())
    rows_of: dict[tuple[str, str], list[tuple[int, float, float, bool]]] = {}
    if not (of_group(arms["n"], arms.columns(["trial_id", "role"]), "nunique") > 1).any():
        return
    cells = zip(arms.index.tolist(), arms["sd"], arms["n"], fits_own.tolist(), strict=True)
    for trial, role, (row, sd, n, fits) in zip(arms["trial_id"], arms["role"], cells, strict=True):
        rows_of.setdefault((trial, role), []).append((int(row), float(sd), float(n), bool(fits)))
    used: dict[int, float] = {}
    for rows in rows_of.values():
        people = {n for _, _, n, _ in rows}
        for row, sd, n, own in rows:
            others = np.array(sorted(people - {n}))
            if own or not others.size:
                continue
            fits, chance = _is_multiple(np.full(others.size, sd), others)
            if fits.any() and chance.sum() <= LEAST_CHANCE:
                used[row] = float(others[fits][0])
    yield from marked(
        "arms",
        arms,
        arms.named(list(used)),
        "sd",
        "sd-of-another-n",
        lambda row: (
            f"it is {numbers.measured(round(row.sd / np.sqrt(used[row.Index]), 2))} times the root "
            f"of {used[row.Index]:g}, the n of another row of this arm, and the row has n "
            f"{row.n:g}; see which n belongs to the result, and enter the standard error as se."
        ),
    )


def doubts(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A row whose notes name a doubt is a query until somebody has looked at it."""
    for table in ("trials", "arms", "contrasts"):
        frame = registry.tables[table]
        yield from marked(
            table,
            frame,
            frame["notes"].holds(_doubt),
            "notes",
            "doubt-noted",
            lambda row: f"the notes name a doubt: {_doubt(row.notes)}.",
        )


def _doubt(notes: str) -> str:
    found = _DOUBT.search(notes)
    return found[1] if found else ""


def _reported(registry: Registry) -> Rows:
    arms = registry.tables["arms"]
    return arms.select((arms["sd"] > 0) & arms["se"].isna() & (arms["n"] > 1))


def _is_multiple(sd: Floats, n: Floats) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Tell which SDs are, as printed, a two-decimal number times the root of n, and the chance."""
    unit = 10.0 ** -np.array([_decimals(each) for each in sd.tolist()], dtype="float64")
    root = np.sqrt(n.astype("float64"))
    nearest = np.maximum(np.round(sd / root / STEP), 1.0) * STEP * root
    # One in a thousand of the last digit is for the arithmetic.
    fits = np.abs(nearest - sd) <= 0.501 * unit
    return fits, np.minimum(unit / (STEP * root), 1.0)


def _decimals(value: float) -> int:
    _, _, after = f"{value:.{_MOST_DECIMALS}f}".rstrip("0").partition(".")
    return len(after)
