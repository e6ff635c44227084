"""Effects of trials that report events among participants."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.effects.effect import Effect, effect
from living_review.ground.arguments import broadcast, check_option
from living_review.ground.distributions import FloatArray

ZeroCells = Literal["only0", "all", "none", "revman"]
ZERO_CELL_RULES = ("only0", "all", "none", "revman")


class _Tables(NamedTuple):
    """Two-by-two tables: events and non-events (a, b) intervention and (c, d) control."""

    a: FloatArray
    b: FloatArray
    c: FloatArray
    d: FloatArray
    possible: NDArray[np.bool_]

    @property
    def uninformative(self) -> NDArray[np.bool_]:
        """Everybody or nobody had the event, in both arms."""
        silent: NDArray[np.bool_] = ((self.a == 0) & (self.c == 0)) | (
            (self.b == 0) & (self.d == 0)
        )
        return silent

    @property
    def any_zero(self) -> NDArray[np.bool_]:
        zero: NDArray[np.bool_] = (self.a * self.b * self.c * self.d) == 0
        return zero

    def corrected(self, where: NDArray[np.bool_]) -> _Tables:
        """Half an event added to all four cells of the tables `where` selects."""
        half = np.where(where, 0.5, 0.0)
        return _Tables(self.a + half, self.b + half, self.c + half, self.d + half, self.possible)


def log_odds_ratio(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    zero_cells: ZeroCells = "only0",
    double_zeros: Literal["drop", "keep"] = "drop",
) -> Effect:
    """Log odds ratio, intervention over control, one a trial.

    `zero_cells`: add half an event to every cell of a trial with a zero cell ("only0", and
    "revman", which agree here), of every trial ("all"), or of none. `double_zeros`: a trial in
    which nobody or everybody had the event says nothing about a ratio and is NaN unless kept.
    """
    tables = _tables(events_intervention, n_intervention, events_control, n_control)
    a, b, c, d, possible = _corrected(tables, zero_cells, tables.any_zero)
    with np.errstate(all="ignore"):
        kept = possible & ~(_dropped(double_zeros) & tables.uninformative)
        return effect(np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, kept)


def log_risk_ratio(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    zero_cells: ZeroCells = "only0",
    double_zeros: Literal["drop", "keep"] = "drop",
) -> Effect:
    """Log risk ratio, intervention over control, one a trial.

    `zero_cells` and `double_zeros` as in `log_odds_ratio`, except that "revman" corrects only where
    an arm has no event: an arm full of events does no harm to a risk ratio.
    """
    tables = _tables(events_intervention, n_intervention, events_control, n_control)
    zero = (tables.a == 0) | (tables.c == 0) if zero_cells == "revman" else tables.any_zero
    a, b, c, d, possible = _corrected(tables, zero_cells, zero)
    with np.errstate(all="ignore"):
        kept = possible & ~(_dropped(double_zeros) & tables.uninformative)
        ratio = a / (a + b) / (c / (c + d))
        # 1/a − 1/n written as b/(a·n), which keeps its digits when nearly everybody had the event.
        return effect(np.log(ratio), b / (a * (a + b)) + d / (c * (c + d)), kept)


def risk_difference(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    zero_cells: ZeroCells = "only0",
) -> Effect:
    """Risk difference, intervention minus control, one a trial; trials without events are kept.

    `zero_cells`: as in `log_odds_ratio` for "only0", "all" and "none"; "revman" takes the
    difference from the counts as they are and corrects only the variance of a trial with a zero.
    """
    tables = _tables(events_intervention, n_intervention, events_control, n_control)
    a, b, c, d, possible = _corrected(tables, zero_cells, tables.any_zero)
    with np.errstate(all="ignore"):
        n1, n2 = a + b, c + d
        difference = a / n1 - c / n2
        if zero_cells == "revman":
            raw = tables
            difference = raw.a / (raw.a + raw.b) - raw.c / (raw.c + raw.d)
        return effect(difference, a * b / n1**3 + c * d / n2**3, possible)


def read_counts(*columns: ArrayLike) -> list[FloatArray]:
    """Events and people of the intervention and of the control, as arrays of one shape."""
    names = ("events_intervention", "n_intervention", "events_control", "n_control")
    return broadcast(**dict(zip(names, columns, strict=True)))


def whole_tables(a: FloatArray, n1: FloatArray, c: FloatArray, n2: FloatArray) -> NDArray[np.bool_]:
    """Where both arms have people, and no more of them events than there are."""
    fits: NDArray[np.bool_] = (a >= 0) & (a <= n1) & (n1 > 0) & (c >= 0) & (c <= n2) & (n2 > 0)
    return fits


def _tables(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
) -> _Tables:
    a, n1, c, n2 = read_counts(events_intervention, n_intervention, events_control, n_control)
    possible = whole_tables(a, n1, c, n2)
    return _Tables(a, n1 - a, c, n2 - c, possible)


def _corrected(tables: _Tables, zero_cells: str, zero: NDArray[np.bool_]) -> _Tables:
    check_option("zero_cells", zero_cells, ZERO_CELL_RULES)
    if zero_cells == "none":
        return tables
    return tables.corrected(np.ones_like(zero) if zero_cells == "all" else zero)


def _dropped(double_zeros: str) -> bool:
    check_option("double_zeros", double_zeros, ("drop", "keep"))
    return double_zeros == "drop"
