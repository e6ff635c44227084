"""Columns of a table while its rows are checked: numbers, truths and texts, one value a row.

A review is most often a table of a few dozen rows that a hundred checks look at, and what a data
frame takes to begin anything is then nearly all the time. A column here is an array with the lines
of its rows, and answers by the names that pandas has for it, so that a check reads as it would
there: NaN is a number that is not reported, and no comparison holds for it. What pandas would align
by lines is refused: both columns of an expression are of the same rows.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Self, TypeAlias, cast

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Lines: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.intp]
Cell: TypeAlias = float | str | bool | None


def _of_both(compute: Callable[[Any, Any], Any]) -> Callable[[Values, Any], Values]:
    """Return an operator that no number can offend, such as a comparison."""

    def operated(self: Values, other: Any) -> Values:
        return Values(compute(self.array, self.own(other)), self.index)

    return operated


def _reckoned(
    compute: Callable[[Any, Any], Any], *, turned: bool = False
) -> Callable[[Values, Any], Values]:
    """Return an operator of which a result that is no number, or beyond all, is untold."""

    def operated(self: Values, other: Any) -> Values:
        first, second = self.array, self.own(other)
        with np.errstate(all="ignore"):
            made = compute(second, first) if turned else compute(first, second)
        return Values(made, self.index)

    return operated


class Values:
    """A column of numbers, truths or dates; `index` has the line of each row."""

    __slots__ = ("array", "index")
    __hash__ = None  # type: ignore[assignment]

    __and__ = __rand__ = _of_both(operator.and_)
    __or__ = __ror__ = _of_both(operator.or_)
    __lt__ = _of_both(operator.lt)
    __le__ = _of_both(operator.le)
    __gt__ = _of_both(operator.gt)
    __ge__ = _of_both(operator.ge)
    __eq__ = _of_both(operator.eq)  # type: ignore[assignment]
    __ne__ = _of_both(operator.ne)  # type: ignore[assignment]
    __add__ = __radd__ = _reckoned(operator.add)
    __mul__ = __rmul__ = _reckoned(operator.mul)
    __sub__ = _reckoned(operator.sub)
    __rsub__ = _reckoned(operator.sub, turned=True)
    __truediv__ = _reckoned(operator.truediv)
    __rtruediv__ = _reckoned(operator.truediv, turned=True)
    __pow__ = _reckoned(operator.pow)

    def __init__(self, array: Array, index: Lines) -> None:
        """Name the lines of an array."""
        self.array = array
        self.index = index

    def __invert__(self) -> Values:
        return Values(~self.array, self.index)

    def __neg__(self) -> Values:
        return Values(-self.array, self.index)

    @classmethod
    def full(cls, value: float | bool, index: Lines) -> Values:
        """Return one value in every row."""
        return cls(np.full(len(index), value), index)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Give the values to a function of numpy."""
        return self.array if dtype is None else self.array.astype(dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **more: Any) -> Any:
        """Compute row by row; a division by 0 or the logarithm of a negative number is untold."""
        if method != "__call__":
            return NotImplemented
        with np.errstate(all="ignore"):
            made = ufunc(*(self.own(each) for each in inputs), **more)
        return Values(made, self.index)

    def own(self, other: Any) -> Any:
        """Return the array of a column of the same rows, and anything else as it is."""
        if not isinstance(other, Values):
            return other
        if other.index is not self.index and not np.array_equal(other.index, self.index):
            raise ValueError("The two columns are of different rows.")
        return other.array

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array.tolist())

    def __getitem__(self, rows: Values | Array) -> Values:
        """Return the rows that a mask holds, or those at some places."""
        places = rows.array if isinstance(rows, Values) else rows
        return Values(self.array[places], self.index[places])

    def at(self, place: int) -> Any:
        """Return one value."""
        return self.array[place].item() if self.array.dtype != object else self.array[place]

    def items(self) -> Iterator[tuple[int, Any]]:
        """Give each line and its value."""
        return zip(self.index.tolist(), self.array.tolist(), strict=True)

    def to_dict(self) -> dict[Any, Any]:
        """Give the values by their lines."""
        return dict(self.items())

    def tolist(self) -> list[Any]:
        """Give the values."""
        return cast(list[Any], self.array.tolist())

    def to_numpy(self, dtype: Any = None) -> Array:
        """Give the values as an array."""
        return self.array if dtype is None else self.array.astype(dtype, copy=False)

    def astype(self, dtype: Any) -> Values:
        """Return the values as another kind of number."""
        return Values(self.array.astype(dtype), self.index)

    def isna(self) -> Values:
        """Tell the rows that report nothing."""
        if self.array.dtype.kind == "f":
            return Values(np.isnan(self.array), self.index)
        if self.array.dtype == object:
            return Values(np.array([each is None for each in self.array], dtype=bool), self.index)
        return Values(np.zeros(len(self.array), dtype=bool), self.index)

    def notna(self) -> Values:
        """Tell the rows that report something."""
        return ~self.isna()

    def where(self, kept: Any, other: Any = np.nan) -> Values:
        """Return the values where they are kept, and the other ones elsewhere."""
        return Values(np.where(self.own(kept), self.array, self.own(other)), self.index)

    def mask(self, gone: Any, other: Any = np.nan) -> Values:
        """Return the other values where these are gone."""
        return Values(np.where(self.own(gone), self.own(other), self.array), self.index)

    def fillna(self, other: Any) -> Values:
        """Return the other values where nothing is reported."""
        return self.where(self.notna(), other)

    def isin(self, known: Collection[Any] | Values) -> Values:
        """Tell the rows whose value is one of some."""
        among = known.array if isinstance(known, Values) else np.array(list(known))
        found = np.isin(self.array, among) if among.size else np.zeros(len(self), dtype=bool)
        return Values(found, self.index)

    def between(self, low: Any, high: Any) -> Values:
        """Tell the values from one to another, both included."""
        return cast(Values, (self >= low) & (self <= high))

    def abs(self) -> Values:
        """Return the values without their signs."""
        return Values(np.abs(self.array), self.index)

    def clip(self, *, lower: float) -> Values:
        """Return the values, and what is lower as the least there may be."""
        return Values(np.maximum(self.array, lower), self.index)

    def any(self) -> bool:
        """Tell whether any row holds."""
        return bool(self.array.any())

    def all(self) -> bool:
        """Tell whether every row holds."""
        return bool(self.array.all())

    def reindex(self, index: Lines, *, fill_value: float | bool = np.nan) -> Values:
        """Return the values of other lines, the same one where a line is not among these."""
        known = self.to_dict()
        found = [known.get(line, fill_value) for line in index.tolist()]
        kind = bool if isinstance(fill_value, bool) else float
        return Values(np.array(found, dtype=kind), index)


class Texts:
    """A column of texts: the number of its text in each row, -1 where there is none."""

    __slots__ = ("codes", "index", "levels")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, codes: Codes, levels: Sequence[str], index: Lines) -> None:
        """Name the lines of texts that are told once each; no level is there twice."""
        self.codes = codes
        self.levels = levels
        self.index = index

    @classmethod
    def of(cls, texts: Sequence[str | None], index: Lines) -> Self:
        """Tell the texts of a column once each."""
        known: dict[str, int] = {}
        codes = [-1 if each is None else known.setdefault(each, len(known)) for each in texts]
        return cls(np.array(codes, dtype=np.intp), list(known), index)

    @classmethod
    def full(cls, text: str, index: Lines) -> Self:
        """Return one text in every row."""
        return cls(np.zeros(len(index), dtype=np.intp), [text], index)

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tolist())

    def __getitem__(self, rows: Values | Array) -> Texts:
        """Return the rows that a mask holds, or those at some places."""
        places = rows.array if isinstance(rows, Values) else rows
        return Texts(self.codes[places], self.levels, self.index[places])

    def at(self, place: int) -> str | None:
        """Return one text."""
        code = self.codes[place]
        return None if code < 0 else self.levels[code]

    def tolist(self) -> list[Any]:
        """Give the texts."""
        levels = [*self.levels, None]
        return [levels[code] for code in self.codes.tolist()]

    def items(self) -> Iterator[tuple[int, Any]]:
        """Give each line and its text."""
        return zip(self.index.tolist(), self.tolist(), strict=True)

    def to_dict(self) -> dict[Any, Any]:
        """Give the texts by their lines."""
        return dict(self.items())

    def __eq__(self, other: object) -> Values:  # type: ignore[override]
        """Tell the rows with a text, or with that of the same row of another column."""
        if isinstance(other, Texts):
            place = {text: i for i, text in enumerate(other.levels)}
            same = np.array([*(place.get(each, -2) for each in self.levels), -3], dtype=np.intp)
            return Values(same[self.codes] == other.codes, self.index)
        wanted = [each == other for each in self.levels]
        return self._by_level(wanted)

    def __ne__(self, other: object) -> Values:  # type: ignore[override]
        """Tell the rows with another text, or with none."""
        return ~(self == other)

    def _by_level(self, wanted: Sequence[bool]) -> Values:
        if True not in wanted:
            return Values(np.zeros(len(self.codes), dtype=bool), self.index)
        return Values(np.array([*wanted, False])[self.codes], self.index)

    def isin(self, known: Collection[str] | Texts) -> Values:
        """Tell the rows with one of some texts."""
        among = known.there() if isinstance(known, Texts) else known
        return self._by_level([each in among for each in self.levels])

    def there(self) -> set[str]:
        """Give the texts that a row has."""
        return {self.levels[code] for code in set(self.codes.tolist()) if code >= 0}

    def isna(self) -> Values:
        """Tell the rows without a text."""
        return Values(self.codes < 0, self.index)

    def notna(self) -> Values:
        """Tell the rows with a text."""
        return Values(self.codes >= 0, self.index)

    def where(self, kept: Values) -> Texts:
        """Return the texts where they are kept, and none elsewhere."""
        return Texts(np.where(kept.array, self.codes, -1), self.levels, self.index)

    def texts(self, told: Mapping[str, str] | Callable[[str], str | None]) -> Texts:
        """Return what is told of each text; none where nothing is."""
        tell = told if callable(told) else told.get
        known: dict[str, int] = {}
        places = []
        for each in self.levels:
            found = tell(each)
            places.append(-1 if found is None else known.setdefault(found, len(known)))
        return Texts(np.array([*places, -1], dtype=np.intp)[self.codes], list(known), self.index)

    def numbers(self, told: Mapping[str, float] | Callable[[str], float | None]) -> Values:
        """Return the number of each text; NaN where it has none."""
        tell = told if callable(told) else told.get
        found = [tell(each) for each in self.levels]
        by_level = np.array([*(np.nan if each is None else each for each in found), np.nan], float)
        return Values(by_level[self.codes], self.index)

    def holds(self, told: Callable[[str], object]) -> Values:
        """Tell the rows whose text is as it is asked for."""
        return self._by_level([bool(told(each)) for each in self.levels])

    def reindex(self, index: Lines) -> Texts:
        """Return the texts of other lines; none where a line is not among these."""
        known = dict(zip(self.index.tolist(), self.codes.tolist(), strict=True))
        codes = [known.get(line, -1) for line in index.tolist()]
        return Texts(np.array(codes, dtype=np.intp), self.levels, index)


Cells: TypeAlias = Values | Texts


def log(values: Values) -> Values:
    """Return natural logarithms; NaN of what is negative."""
    return cast(Values, np.log(values))


def exp(values: Values) -> Values:
    """Return what has these natural logarithms."""
    return cast(Values, np.exp(values))


def joined(parts: Sequence[Cells], index: Lines) -> Cells:
    """Return columns one below the other."""
    if all(isinstance(each, Texts) for each in parts):
        known: dict[str, int] = {}
        codes = []
        for each in cast(Sequence[Texts], parts):
            places = [known.setdefault(text, len(known)) for text in each.levels]
            codes.append(np.array([*places, -1], dtype=np.intp)[each.codes])
        return Texts(np.concatenate(codes), list(known), index)
    return Values(np.concatenate([cast(Values, each).array for each in parts]), index)
