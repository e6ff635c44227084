"""Pools of parts of the trials: without each, one after the other, by groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from living_review import pooling
from living_review.ground import numbers
from living_review.ground.arguments import float_array
from living_review.ground.errors import StatisticsError
from living_review.notebook.effect_size import both_of
from living_review.notebook.texts import Table, aligned, html_table, shown, spanned, tested
from living_review.pooling import PooledEffect

if TYPE_CHECKING:
    import pandas as pd

    from living_review.notebook.drawing import Drawing
    from living_review.notebook.meta_analysis import MetaAnalysis


@dataclass(frozen=True, eq=False, repr=False)
class Pools:
    """Several pools of one meta-analysis, a row each; effects on the natural scale.

    `frame` has the columns k, estimate, ci_low, ci_high, p, tau2 and i2. `test`: of groups, the
    statistic Q between them with its degrees of freedom and p.
    """

    of: MetaAnalysis
    title: str
    head: str
    frame: pd.DataFrame
    test: tuple[float, float, float] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below a table of them: the test between groups."""
        if self.test is None or not np.isfinite(self.test[0]):
            return ()
        q, df, p = self.test
        return (f"Test for subgroup differences: Q {tested(q, p, df)}",)

    def to_frame(self) -> pd.DataFrame:
        """Give the pools as a table of its own."""
        return self.frame.copy()

    def forest(self) -> Drawing:
        """Draw them one below the other, with the pool of all trials."""
        from living_review.notebook.plots import series

        return series(self.of, self)

    def __repr__(self) -> str:
        heads, rows = self._table()
        return "\n".join((self.title, aligned(rows, heads), *self.notes))

    def _repr_html_(self) -> str:
        heads, rows = self._table()
        return html_table(rows, heads, self.notes)

    def _table(self) -> Table:
        level = numbers.confidence(self.of.level)
        heads = (self.head, "Trials", "Effect", f"{level} interval", "τ²", "I²")
        rows = [
            (
                str(label),
                numbers.count(row["k"]),
                shown(self.of, row["estimate"]),
                spanned(self.of, (row["ci_low"], row["ci_high"])),
                numbers.tau2(row["tau2"]) if row["k"] > 1 else numbers.ABSENT,
                numbers.percent(row["i2"]) if row["k"] > 1 else numbers.ABSENT,
            )
            for label, row in self.frame.iterrows()
        ]
        return heads, rows


def left_out(result: MetaAnalysis) -> Pools:
    """Pool without each trial in turn; trials that are not pooled have no row."""
    if result.k < 2:
        raise StatisticsError("There is one trial, so nothing is left without it.")
    found = pooling.leave_one_out(*both_of(result.effects), **result._options())
    here = result.effects.usable.astype(bool)
    names = [f"Without {name}" for name in np.array(result.effects.labels)[here].tolist()]
    return Pools(result, "Leave one out", "Trials", _frame(result, found, names, here, "Trials"))


def accumulated(result: MetaAnalysis, by: str | ArrayLike | None) -> Pools:
    """Pool the trials one by one, as they stand or in order of a column or of values."""
    effects = result.effects
    order = effects.moderator(by) if isinstance(by, str) else by
    keys = np.arange(len(effects), dtype=float) if order is None else float_array(order, "by")
    if keys.shape != (len(effects),):
        raise StatisticsError(
            f"by takes one value a trial, {len(effects)} in all; found the shape {keys.shape}."
        )
    sequence = np.argsort(keys, kind="stable")
    found = pooling.cumulative(*both_of(effects), keys, **result._options())
    here = effects.usable.astype(bool)[sequence]
    names = [f"+ {name}" for name in np.array(effects.labels)[sequence][here].tolist()]
    return Pools(
        result, "Cumulative meta-analysis", "Trials", _frame(result, found, names, here, "Trials")
    )


def grouped(result: MetaAnalysis, by: str | Sequence[object], *, common_tau2: bool) -> Pools:
    """Pool the trials of each group, and test whether the groups differ."""
    import pandas as pd

    effects = result.effects
    values = effects.moderator(by) if isinstance(by, str) else by
    name = by if isinstance(by, str) else "Group"
    labels = np.array([str(value) for value in values])
    if labels.shape != (len(effects),):
        raise StatisticsError(
            f"by takes one group a trial, {len(effects)} in all; found {len(labels)}."
        )
    known = pd.Series(list(values), dtype=object).notna().to_numpy()
    y = np.where(known, effects.estimate, np.nan)
    found = pooling.subgroups(
        y, effects.variance, labels, common_tau2=common_tau2, **result._options()
    )
    here = np.isfinite(found.pooled.estimate)
    names = [str(level) for level in np.array(found.levels)[here].tolist()]
    frame = _frame(result, found.pooled, names, here, name)
    test = (float(found.q_between), float(found.df), float(found.p))
    return Pools(result, f"By {name}", name, frame, test)


def _frame(
    result: MetaAnalysis, found: PooledEffect, names: Sequence[str], here: ArrayLike, head: str
) -> pd.DataFrame:
    import pandas as pd

    scaled = result.effects.natural
    rows = np.asarray(here, dtype=bool)
    figures = {
        "k": found.k.astype(int),
        "estimate": scaled(found.estimate),
        "ci_low": scaled(found.ci_low),
        "ci_high": scaled(found.ci_high),
        "p": found.p,
        "tau2": found.tau2,
        "i2": found.i2,
    }
    chosen = {name: values[rows] for name, values in figures.items()}
    return pd.DataFrame(chosen, index=pd.Index(names, name=head))
