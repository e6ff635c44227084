"""Effects of trials from an analyst's table: one row a trial, columns as the caller names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypedDict, cast

import numpy as np
from numpy.typing import ArrayLike

from living_review import effects
from living_review.effects import Effect
from living_review.ground.arguments import float_array
from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.ground.measures import MEANS, NAMES, RATES, RATIOS, RISKS, Measure
from living_review.notebook.texts import listed, near

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[str, str]
"""Two columns: of the intervention, and of the control."""


class Columns(TypedDict, total=False):
    """Which columns of a table hold what; pairs name the intervention's column first.

    Events and people for RR, OR, RD; events and person-time for IRR, IRD; means, standard
    deviations and people for SMD, MD, ROM. Or effects as they are: `estimate` with its `variance`
    or `se`, ratios as logarithms. `label` names the trials, in place of the index.
    """

    measure: Measure | None
    events: Pair
    n: Pair
    time: Pair
    mean: Pair
    sd: Pair
    estimate: str
    variance: str
    se: str
    label: str


_OF_MEANS: Final[Mapping[str, Callable[..., Effect]]] = {
    "SMD": effects.standardized_mean_difference,
    "MD": effects.mean_difference,
    "ROM": effects.ratio_of_means,
}
_OF_EVENTS: Final[Mapping[str, Callable[..., Effect]]] = {
    "RR": effects.log_risk_ratio,
    "OR": effects.log_odds_ratio,
    "RD": effects.risk_difference,
    "IRR": effects.log_rate_ratio,
    "IRD": effects.rate_difference,
}


@dataclass(frozen=True, eq=False, repr=False)
class EffectSize:
    """Effects of k trials with their sampling variances, ready to pool.

    `estimate`, `variance`: shape (k,), ratios on the log scale, NaN where a trial has none.
    `columns` holds what they were computed of, by name and arm (`events`, `n`, `time`, `mean`,
    `sd`), each a pair of arrays. `data` is the table that they came from, where there was one: its
    other columns serve as moderators and subgroups.
    """

    estimate: FloatArray
    variance: FloatArray
    labels: tuple[str, ...]
    measure: Measure | None = None
    columns: Mapping[str, tuple[FloatArray, FloatArray]] = field(default_factory=dict)
    data: pd.DataFrame | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def is_ratio(self) -> bool:
        """Whether the effects are logarithms, and are shown as ratios."""
        return self.measure in RATIOS

    @property
    def written_as(self) -> Measure:
        """The measure whose digits effects are written with: points, where none is named."""
        return self.measure or "MD"

    def natural(self, values: ArrayLike) -> FloatArray:
        """Put values of the analysis scale on the natural scale: e to their power, for a ratio."""
        given = np.asarray(values, dtype=np.float64)
        return np.exp(given) if self.is_ratio else given

    @property
    def se(self) -> FloatArray:
        """The standard error of each effect, shape (k,)."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sqrt(self.variance))

    @property
    def usable(self) -> FloatArray:
        """Which trials have an effect, shape (k,), as booleans."""
        return np.asarray(np.isfinite(self.estimate) & np.isfinite(self.variance))

    def to_frame(self) -> pd.DataFrame:
        """Give one row a trial: `estimate` and `variance` on the scale of the analysis."""
        import pandas as pd

        index = pd.Index(self.labels, name="trial")
        return pd.DataFrame({"estimate": self.estimate, "variance": self.variance}, index=index)

    def moderator(self, column: str) -> pd.Series:
        """Give a column of the table, one value a trial; StatisticsError where there is none."""
        if self.data is None:
            raise StatisticsError(
                f"There is no column {column!r}: these effects came as arrays; pool a DataFrame "
                "that holds it, or give the values themselves."
            )
        return column_of(self.data, column)

    def __repr__(self) -> str:
        kind = NAMES[self.measure] if self.measure else "effects as given"
        return f"<EffectSize: {len(self)} trials, {kind}, {int(self.usable.sum())} usable>"

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(float_format="{:.4f}".format))


def effect_size(data: pd.DataFrame, **columns: object) -> EffectSize:
    """Compute the effect of each row of a table; the keywords are those of `Columns`.

    Raises StatisticsError for a column that is not there or holds no numbers, and for columns that
    the measure has no use for or lacks.
    """
    asked = _checked(columns)
    measure = asked.get("measure")
    labels = _labels(data, asked.get("label"))
    if "estimate" in asked:
        return _as_given(data, asked, labels)
    if measure is None:
        raise StatisticsError(
            f"Which effect is meant? Give measure: one of {', '.join(NAMES)}; or estimate and "
            "variance, the columns that hold effects as they are."
        )
    names = _needed(measure)
    lacking = [name for name in names if name not in asked]
    if lacking:
        raise StatisticsError(
            f"A {NAMES[measure]} ({measure}) needs {listed(names)}, each a pair of columns, "
            f"intervention first; {listed(lacking)} is not given."
        )
    useless = set(asked) - {*names, "measure", "label"}
    if useless:
        raise StatisticsError(
            f"A {NAMES[measure]} ({measure}) has no use for {listed(sorted(useless))}; it is made "
            f"of {listed(names)}."
        )
    pairs = {name: _pair(data, name, asked[name]) for name in names}  # type: ignore[literal-required]
    _refuse_impossible(pairs, labels, {name: asked[name] for name in names})  # type: ignore[literal-required]
    found = (_OF_MEANS if measure in MEANS else _OF_EVENTS)[measure](
        *(pairs[name][arm] for arm in (0, 1) for name in names)
    )
    return EffectSize(
        estimate=np.asarray(found.estimate, dtype=np.float64),
        variance=np.asarray(found.variance, dtype=np.float64),
        labels=labels,
        measure=measure,
        columns=pairs,
        data=data,
    )


def of_arrays(estimates: ArrayLike, variances: ArrayLike, **columns: object) -> EffectSize:
    """Take effects and sampling variances of k trials as they are, each of shape (k,).

    Raises StatisticsError for other shapes, and for keywords that name columns.
    """
    asked = _checked(columns)
    useless = set(asked) - {"measure"}
    if useless:
        raise StatisticsError(
            f"Effects given as arrays have no columns: {listed(sorted(useless))} names some; give "
            "a DataFrame first."
        )
    y, v = float_array(estimates, "estimates"), float_array(variances, "variances")
    if y.ndim != 1 or y.shape != v.shape:
        raise StatisticsError(
            f"Give one estimate and one variance a trial; the shapes are {y.shape} and {v.shape}. "
            "living_review.pooling.pool() takes many meta-analyses at once."
        )
    index = getattr(estimates, "index", None)
    labels = _numbered(len(y)) if index is None or callable(index) else _texts(index)
    return EffectSize(y, v, labels, asked.get("measure"))


def column_of(data: pd.DataFrame, name: str) -> pd.Series:
    """Give a column; StatisticsError with the nearest name where there is none."""
    if name not in data.columns:
        raise StatisticsError(f"The table has no column {name!r}{near(name, data.columns)}")
    found = data[name]
    if found.ndim != 1:
        raise StatisticsError(f"The table has {found.shape[1]} columns {name!r}; rename one.")
    return found


def _checked(columns: Mapping[str, object]) -> Columns:
    known = Columns.__annotations__
    for name in columns:
        if name not in known:
            raise StatisticsError(f"There is no option {name!r}{near(name, known)}")
    measure = columns.get("measure")
    if measure is not None and measure not in NAMES:
        raise StatisticsError(
            f"measure must be one of {', '.join(NAMES)}; found {measure!r}. Effects of another "
            "kind are given as they are: estimate and variance, without measure."
        )
    return cast("Columns", {name: value for name, value in columns.items() if value is not None})


def _needed(measure: Measure) -> tuple[str, ...]:
    if measure in MEANS:
        return ("mean", "sd", "n")
    if measure in RISKS:
        return ("events", "n")
    if measure in RATES:
        return ("events", "time")
    raise StatisticsError(
        f"A {NAMES[measure]} is not computed from arms; give its logarithm: estimate and se."
    )


def _refuse_impossible(
    pairs: Mapping[str, tuple[FloatArray, FloatArray]],
    labels: tuple[str, ...],
    columns: Mapping[str, Pair],
) -> None:
    """Raise StatisticsError for figures that no trial can have, and not leave the trial out."""
    for arm in (0, 1):
        own = {name: pair[arm] for name, pair in pairs.items()}
        known = {name: np.isfinite(values) for name, values in own.items()}
        wrong = {
            name: known[name] & ((own[name] <= 0) if name in ("n", "time") else (own[name] < 0))
            for name in own
            if name != "mean"
        }
        if "events" in own and "n" in own:
            wrong["events"] = wrong["events"] | (own["events"] > own["n"])
        for name, there in wrong.items():
            if there.any():
                at = int(np.flatnonzero(there)[0])
                of = f" of {own['n'][at]:g} people" if "n" in own and name != "n" else ""
                raise StatisticsError(
                    f"{labels[at]} has {own[name][at]:g} in column {columns[name][arm]!r} "
                    f"({name}){of}, which cannot be; correct it, or leave the cell empty."
                )


def _as_given(data: pd.DataFrame, asked: Columns, labels: tuple[str, ...]) -> EffectSize:
    useless = sorted({*asked} & {"events", "n", "time", "mean", "sd"})
    if useless or ("variance" in asked) == ("se" in asked):
        raise StatisticsError(
            "Effects as they are need estimate and either variance or se, each one column"
            + (f", and no {listed(useless)}." if useless else ".")
        )
    y = _numbers(data, asked["estimate"])
    if "variance" in asked:
        v = _numbers(data, asked["variance"])
    else:
        v = _numbers(data, asked["se"]) ** 2
    return EffectSize(y, v, labels, asked.get("measure"), data=data)


def _pair(data: pd.DataFrame, name: str, given: object) -> tuple[FloatArray, FloatArray]:
    if isinstance(given, str) or not isinstance(given, Iterable) or len(pair := tuple(given)) != 2:
        raise StatisticsError(
            f"{name} takes two columns, the intervention's first, such as "
            f"{name}=({name + '_1'!r}, {name + '_2'!r}); found {given!r}."
        )
    first, second = pair
    return _numbers(data, first), _numbers(data, second)


def _numbers(data: pd.DataFrame, name: str) -> FloatArray:
    import pandas as pd

    column = column_of(data, name)
    read = pd.to_numeric(column, errors="coerce")
    lost = column[read.isna() & column.notna()]
    if len(lost):
        raise StatisticsError(
            f"Column {name!r} holds {lost.iloc[0]!r} in row {lost.index[0]!r}, which is no number; "
            "leave the cell empty where a trial has none."
        )
    return np.asarray(read, dtype=np.float64)


def _labels(data: pd.DataFrame, column: str | None) -> tuple[str, ...]:
    return _texts(data.index if column is None else column_of(data, column))


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(each) for each in values)


def _numbered(k: int) -> tuple[str, ...]:
    return tuple(f"Trial {number}" for number in range(1, k + 1))


def both_of(effects: EffectSize) -> tuple[FloatArray, FloatArray]:
    """Give estimates and variances, the first two arguments of everything that pools."""
    return effects.estimate, effects.variance
