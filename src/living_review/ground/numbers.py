"""The one way to write a number. Nothing else in the program formats or rounds a result.

Every function takes a number (or None, or NaN) and returns text ready for a reader, in the language
that is spoken: its decimal sign and what stands between its thousands, the true minus sign
(U+2212), no negative zero, an en dash where there is nothing to write. Which digits a number has
does not depend on the language: `digits` says that.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from living_review.ground import digits, digits_together
from living_review.ground.digits import (
    ABSENT,
    MINUS,
    NO_BREAK,
    SUPERSCRIPTS,
    Beside,
    Number,
    absent,
)
from living_review.ground.number_style import MONTHS, filled, style

__all__ = ["ABSENT", "MINUS", "MONTHS", "NO_BREAK", "SUPERSCRIPTS", "Beside", "Number", "absent"]


def fixed(value: Number | Decimal, decimals: int) -> str:
    """Write a number with that many decimals; from a billion on with a power of ten."""
    return style().of(digits.fixed(value, decimals))


def power_of_ten(value: float) -> str:
    """Write a number too large or too small for digits alone: '1.2 × 10⁻⁸'."""
    return style().of(digits.power_of_ten(value))


def estimate(value: Number, measure: str) -> str:
    """Write an effect estimate or a bound of its interval on the natural scale of its measure.

    A risk difference has the digits of `per_1000`, a rate difference those of `rate`.
    """
    return style().of(digits.estimate(value, measure))


def together(value: Number, low: Number, high: Number, measure: str) -> tuple[str, str, str]:
    """Write an estimate and the limits of its interval with the same decimals.

    The value is None where an interval stands alone.
    """
    found = digits_together.together(value, low, high, measure)
    first, second, third = map(style().of, found)
    return first, second, third


def change(value: Number, low: Number, high: Number, measure: str) -> tuple[str, ...]:
    """Write what goes with a step and its interval, if known: never as no change where it is one.

    Unless 100,000 of it are in the interval: such a change is none.
    """
    return tuple(map(style().of, digits_together.change(value, low, high, measure)))


def shown(text: str) -> float:
    """Give the value that a reader takes from a written number; NaN where nothing is written."""
    return digits.shown(style().read(text))


def in_full(value: Number) -> str:
    """Write a number that people set, such as a threshold, with every digit that it has."""
    return style().of(digits.in_full(value))


def inverse(ratio: float) -> str:
    """Write 1/`ratio` with the decimals of `in_full`, at least two (two digits below 0.1)."""
    return style().of(digits.inverse(ratio))


def significant(value: Number, count_of_digits: int) -> str:
    """Write a number with that many significant digits; below a millionth with a power of ten."""
    return style().of(digits.significant(value, count_of_digits))


def interval(low: Number, high: Number, measure: str) -> str:
    """Write an interval as 'low to high', which no minus sign can garble."""
    if absent(low) or absent(high):
        return ABSENT
    _, first, last = together(None, low, high, measure)
    return filled(style().interval, low=first, high=last)


def estimate_with_interval(value: Number, low: Number, high: Number, measure: str) -> str:
    """Write 'estimate (low to high)'."""
    if absent(value):
        return ABSENT
    if absent(low) or absent(high):
        return estimate(value, measure)
    written, first, last = together(value, low, high, measure)
    return f"{written} ({filled(style().interval, low=first, high=last)})"


def standard_error(value: Number) -> str:
    """Write a standard error with three decimals, the digit at which trials are compared."""
    return style().of(digits.standard_error(value))


def p_value(p: Number) -> str:
    """Write a p-value after its sign, from which no line breaks it: '= 0.032', '< 0.001'."""
    return style().of(digits.p_value(p))


def percent(value: Number, decimals: int = 0) -> str:
    """Write a quantity that runs from 0 to 100: as 0% and 100% only where it is that."""
    text, beyond = digits.share(value, decimals)
    written = _percent(text)
    if not beyond:
        return written
    return filled(style().below if beyond < 0 else style().above, number=written)


def change_in_percent(value: Number, decimals: int = 0) -> str:
    """Write by how many percent a thing is more or less, which may round to none."""
    return _percent(digits.fixed(value, decimals))


def confidence(level: Number) -> str:
    """Write the level of an interval (0 to 1) with every digit that it has: '95%', '97.5%'."""
    return _percent(digits.in_full(None if level is None else 100 * level))


def percent_in_full(value: Number) -> str:
    """Write a share in percent with every digit that it has: '12.5%'."""
    return _percent(digits.in_full(value))


def _percent(written: str) -> str:
    if written == ABSENT:
        return ABSENT
    return filled(style().percent, number=style().of(written))


def probability(value: Number) -> str:
    """Write a probability (0 to 1) as a percentage; the extremes are not rounded to certainty."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if 0 < value < 0.01:
        return filled(style().below, number=percent(1))
    if 0.99 < value < 1:
        return filled(style().above, number=percent(99))
    return percent(100 * value)


def weight(value: Number) -> str:
    """Write a trial's weight in percent with one decimal."""
    return percent(value, 1)


def tau2(value: Number) -> str:
    """Write a between-trial variance: three decimals, two significant digits when smaller."""
    return style().of(digits.tau2(value))


def tau2_together(value: Number, low: Number, high: Number) -> tuple[str, str, str]:
    """Write a variance between trials and the limits of its interval with the same decimals."""
    first, second, third = map(style().of, digits_together.tau2_together(value, low, high))
    return first, second, third


def statistic(value: Number) -> str:
    """Write a test statistic (Q, t, z, H²) with two decimals."""
    return style().of(digits.statistic(value))


def count(value: Number) -> str:
    """Write a number of people or trials, with what stands between thousands."""
    return style().of(digits.count(value))


def degrees_of_freedom(value: Number) -> str:
    """Write degrees of freedom: whole when whole, else one decimal."""
    return style().of(digits.degrees_of_freedom(value))


def per_1000(risk: Number) -> str:
    """Write a risk (0 to 1) as people per 1000; below three, where a whole hides much, in tenths.

    Without the tenths a rare outcome reads '1 per 1000 (1 to 1)'.
    """
    return style().of(digits.per_1000(risk))


def baseline(risk: Number) -> str:
    """Write a risk (0 to 1) that something is read at as people per 1000: never 0 if it is not."""
    return style().of(digits.baseline(risk))


def people_beside(first: float, second: float, low: float, high: float) -> Beside:
    """Write two risks (0 to 1) and their difference as people per 1000, to one number of decimals.

    As many decimals as it takes to see how far the two are apart, unless that is less than a
    thousandth of the interval: such a difference is none. It is that of the numbers as they are
    written, and no end of an interval lies beyond its estimate by rounding.
    """
    return _beside(digits.people_beside(first, second, low, high))


def rates_beside(first: float, second: float, low: float, high: float) -> Beside:
    """Write two rates and their difference, as `people_beside`; in tenths at least."""
    return _beside(digits.rates_beside(first, second, low, high))


def _beside(of: Beside) -> Beside:
    written = style().of
    first, low, high = ((sign, written(text)) for sign, text in of.apart)
    return Beside(
        first=written(of.first),
        second=written(of.second),
        low=written(of.low),
        high=written(of.high),
        apart=(first, low, high),
    )


def rate(value: Number) -> str:
    """Write a rate, events in so much person-time: in tenths, below one two significant digits."""
    return style().of(digits.rate(value))


def one_in(risk: Number) -> str:
    """Write a risk as one in so many people: 'one in 5,000' for 0.0002; from a tenth on '19%'.

    Two digits are kept, and what is written is never below the risk, as a limit must not be.
    """
    if risk is None or not 0 < risk < 1:
        return ABSENT
    if risk > 0.1:
        return percent(math.ceil(100 * risk))
    return filled(style().one_in, number=style().of(digits.people_for_one(risk)))


def units(value: Number) -> str:
    """Write an amount in the units of a familiar instrument, with one decimal."""
    return style().of(digits.units(value))


def mean_and_sd(mean: float, sd: float) -> tuple[str, str]:
    """Write a mean and a standard deviation of people with the same decimals: '90.4' and '14.0'."""
    own = style()
    first, second = digits.mean_and_sd(mean, sd)
    return own.of(first), own.of(second)


def measured(value: Number, count_of_digits: int = 4) -> str:
    """Write a mean or a standard deviation as reported: up to four significant digits, or so many.

    Wholes are kept.
    """
    return style().of(digits.measured(value, count_of_digits))


def as_reported(digits: str) -> str:
    """Write a number as a registry has it, digit by digit, with the signs of the language."""
    return style().of(digits.replace("-", MINUS))


def in_words(value: int) -> str:
    """Write a count as in prose: words to nine, digits from ten."""
    small = style().small
    return small[value] if 0 <= value < len(small) else count(value)


def date(value: dt.date | None) -> str:
    """Write a date for a reader of any country: '22 November 2026'."""
    return ABSENT if value is None else style().date(value)
