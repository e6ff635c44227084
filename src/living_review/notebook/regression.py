"""Meta-regression on columns of a table, told and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from living_review import pooling
from living_review.ground import numbers
from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.ground.methods import with_moderators
from living_review.notebook.effect_size import both_of
from living_review.notebook.texts import Table, aligned, html_table, near, p_value, tested, trials
from living_review.pooling import MetaRegression
from living_review.pooling.regression import SAFEGUARDS

if TYPE_CHECKING:
    import pandas as pd

    from living_review.notebook.drawing import Drawing
    from living_review.notebook.meta_analysis import MetaAnalysis

INTERCEPT: Final = "Intercept"
_POINTS: Final = 60


@dataclass(frozen=True, eq=False, repr=False)
class Regression:
    """A mixed-effects meta-regression; coefficients on the scale of the analysis (log for ratios).

    `fit` has everything as `living_review.pooling.meta_regression` gives it; `design` the columns,
    with the trials that have them all.
    """

    of: MetaAnalysis
    fit: MetaRegression
    design: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Give one row a coefficient: estimate, standard error, interval, statistic, df and p."""
        import pandas as pd

        fit = self.fit
        figures = {
            "estimate": fit.coefficients,
            "se": fit.se,
            "ci_low": fit.ci_low,
            "ci_high": fit.ci_high,
            "statistic": fit.statistic,
            "df": np.broadcast_to(fit.df, fit.coefficients.shape),
            "p": fit.p,
        }
        return pd.DataFrame(figures, index=pd.Index(self.design.columns, name="coefficient"))

    def values(self, moderator: str) -> FloatArray:
        """Give the values of a moderator, one a trial, NaN where it has none."""
        self._one(moderator)
        return np.asarray(self.design[moderator], dtype=np.float64)

    def slope(self, moderator: str, step: float = 1.0) -> tuple[float, float, float]:
        """Give what a step of a moderator does, with its interval, on the natural scale.

        For a ratio that is a factor by which it is multiplied, else a difference.
        """
        self._one(moderator)
        at = list(self.design.columns).index(moderator)
        low, high = sorted((float(self.fit.ci_low[at]) * step, float(self.fit.ci_high[at]) * step))
        middle = float(self.fit.coefficients[at]) * step
        return self.of.natural(middle), self.of.natural(low), self.of.natural(high)

    def told(self, moderator: str, step: float = 1.0) -> str:
        """Say the slope in a clause."""
        slope = self.slope(moderator, step)
        text = numbers.estimate_with_interval(*slope, self.of.effects.written_as)
        unit = "" if step == 1 else f"{numbers.measured(step)} of "
        name = self.of.effects.measure or "effect"
        verb = "is multiplied by" if self.of.effects.is_ratio else "changes by"
        return f"Per {unit}{moderator} the {name} {verb} {text}"

    def predict(self, **at: float) -> pd.DataFrame:
        """Give the mean effect at a value of each moderator, on the natural scale."""
        for name in at:
            self._one(name)
        missing = [name for name in self.design.columns if name not in at and name != INTERCEPT]
        if missing:
            raise StatisticsError(f"Give a value of each moderator; {missing[0]!r} has none.")
        row = [1.0 if name == INTERCEPT else float(at[name]) for name in self.design.columns]
        return self._predicted(np.array([row])).reset_index(drop=True)

    def line(self, moderator: str) -> pd.DataFrame:
        """Give the line over the range of a moderator, the others at their means."""
        values = self.values(moderator)
        grid = np.linspace(np.nanmin(values), np.nanmax(values), _POINTS)
        rows = np.tile(self.design.mean().to_numpy(dtype=np.float64), (_POINTS, 1))
        rows[:, list(self.design.columns).index(moderator)] = grid
        found = self._predicted(rows)
        found.insert(0, "at", grid)
        return found

    def bubble(self, moderator: str | None = None) -> Drawing:
        """Draw effects against a moderator, sized by weight, with the line and its interval."""
        from living_review.notebook.plots import bubbles

        names = [name for name in self.design.columns if name != INTERCEPT]
        if moderator is None and len(names) != 1:
            raise StatisticsError(f"Which moderator is to be drawn? One of {', '.join(names)}.")
        return bubbles(self, moderator or names[0])

    def _predicted(self, rows: FloatArray) -> pd.DataFrame:
        import pandas as pd

        found = self.fit.predict(rows)
        scaled = self.of.effects.natural
        return pd.DataFrame(
            {name: scaled(values) for name, values in vars(found).items() if name != "se"}
        )

    def _one(self, moderator: str) -> None:
        names = [name for name in self.design.columns if name != INTERCEPT]
        if moderator not in names:
            raise StatisticsError(f"There is no moderator {moderator!r}{near(moderator, names)}")

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the coefficients: residual heterogeneity and the test of all."""
        fit = self.fit
        kind = "F" if np.isfinite(fit.qm_df2) else "Q"
        df = float(fit.qm_df), float(fit.qm_df2)
        parts = [
            f"{int(fit.k)} trials; residual τ² {numbers.tau2(float(fit.tau2))}, "
            f"I² {numbers.percent(float(fit.i2))}",
            f"Test of moderators: {kind} {tested(float(fit.qm), float(fit.qm_p), *df)}",
        ]
        if np.isfinite(fit.r2):
            parts[0] += f", R² {numbers.percent(float(fit.r2))}"
        names = {"wald": "Wald", "t": "t", "knapp-hartung": "Knapp-Hartung"}
        scale = ", its scale at least one" if fit.safeguard == "se" else ""
        kept = scale if fit.interval == "knapp-hartung" else ""
        tau2 = "common effect" if fit.tau2_method == "common" else f"τ² by {fit.tau2_method}"
        parts.append(f"Method: {tau2}; {names[fit.interval]} intervals{kept}")
        return tuple(parts)

    def __repr__(self) -> str:
        heads, rows = self._table()
        return "\n".join((self._title(), aligned(rows, heads), *self.notes))

    def _repr_html_(self) -> str:
        heads, rows = self._table()
        return html_table(rows, heads, (self._title(), *self.notes))

    def _title(self) -> str:
        scale = (
            f", on the scale of log {self.of.effects.measure}" if self.of.effects.is_ratio else ""
        )
        return f"Meta-regression{scale}"

    def _table(self) -> Table:
        heads = ("", "Estimate", "SE", f"{numbers.confidence(self.of.level)} interval", "p")
        rows = [
            (
                str(name),
                numbers.significant(row["estimate"], 4),
                numbers.significant(row["se"], 4),
                f"{numbers.significant(row['ci_low'], 4)} to "
                f"{numbers.significant(row['ci_high'], 4)}",
                p_value(row["p"]).removeprefix("= "),
            )
            for name, row in self.to_frame().iterrows()
        ]
        return heads, rows


def regressed(result: MetaAnalysis, moderators: Sequence[str]) -> Regression:
    """Regress the effects on columns; StatisticsError where there are none or one never varies."""
    import pandas as pd

    if not moderators:
        raise StatisticsError("Name a column to regress on, such as meta_regression('year').")
    if result.method != "inverse-variance":
        raise StatisticsError(
            "A meta-regression weighs trials by inverse variance; pool them so first."
        )
    design = pd.DataFrame({INTERCEPT: np.ones(len(result.effects))})
    for name in moderators:
        columns = _columns(result, name)
        if not columns:
            raise StatisticsError(f"{name!r} is the same in all trials that have it.")
        for label, values in columns:
            design[label] = values
    used = design.notna().all(axis=1) & result.effects.usable
    for label in design.columns[1:]:
        if design.loc[used, label].nunique() < 2:
            raise StatisticsError(f"{label!r} is the same in all trials that have it.")
    k, p = int(used.sum()), len(design.columns)
    if k <= p:
        raise StatisticsError(
            f"{trials(k)} with an effect and every moderator: too few for {p} coefficients, which "
            f"need {p + 1} at least."
        )
    options = result.options
    tau2 = options.get("tau2", "REML")
    if not isinstance(tau2, str):
        raise StatisticsError("A meta-regression estimates τ²; pool with a method, not a number.")
    design = design.where(used)
    fit = pooling.meta_regression(
        *both_of(result.effects),
        design.to_numpy(dtype=np.float64),
        tau2=with_moderators(tau2),
        interval=options.get("interval", "knapp-hartung"),
        safeguard=_safeguard(options.get("safeguard", "se")),
        level=result.level,
    )
    return Regression(result, fit, design)


def _safeguard(asked: str) -> str:
    """Give the safeguard of a regression: of those of a pool it knows one, and none."""
    return asked if asked in SAFEGUARDS else "se"


def _columns(result: MetaAnalysis, name: str) -> list[tuple[str, FloatArray]]:
    """Give a moderator as numbers: itself, or one column a level but the first."""
    import pandas as pd

    column = result.effects.moderator(name)
    if pd.api.types.is_datetime64_any_dtype(column):
        raise StatisticsError(
            f"{name!r} holds dates, whose slope would be by the nanosecond; give years, such as "
            f"df[{name!r}].dt.year."
        )
    read = pd.to_numeric(column, errors="coerce")
    if read.notna().sum() == column.notna().sum() and read.dtype != bool:
        return [(name, np.asarray(read, dtype=np.float64))]
    levels = sorted({str(value) for value in column.dropna()})
    there = column.notna().to_numpy()
    return [
        (
            f"{name}: {level}",
            np.where(there, (column.astype(str) == level).to_numpy(dtype=float), np.nan),
        )
        for level in levels[1:]
    ]
