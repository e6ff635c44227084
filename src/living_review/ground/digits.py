"""Which digits a number is written with; `numbers` writes them as the language that is spoken does.

Every function takes a number (or None, or NaN) and returns digits with a decimal point and commas
between thousands: the true minus sign (U+2212), no negative zero, an en dash where there is nothing
to write. Rounding is that of the exact binary value, as in R's `sprintf`, so that printed digits
agree with metafor's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from living_review.ground.measures import DIFFERENCES, RATES, RATIOS, RISKS

MINUS = "−"
THOUSANDFOLD = 1000
ABSENT = "–"
NO_BREAK = "\u00a0"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

FROM_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

# A share that is nearer to none or all than this is that, but for the noise of double precision.
_NOISE = 1e-9

Number = float | int | None


def absent(value: Number) -> bool:
    """Whether there is nothing to write."""
    return value is None or not math.isfinite(value)


def fixed(value: Number | Decimal, decimals: int) -> str:
    """Write a number with that many decimals; from a billion on with a power of ten."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if abs(float(value)) >= 1e9:
        return power_of_ten(float(value))
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and text.strip("0.,") != ""
    return MINUS + text if negative else text


def power_of_ten(value: float) -> str:
    """Write a number too large or too small for digits alone: '1.2 × 10⁻⁸'."""
    mantissa, exponent = f"{abs(value):.1e}".split("e")
    raised = str(int(exponent)).translate(SUPERSCRIPTS)
    return f"{MINUS if value < 0 else ''}{mantissa} × 10{raised}"


def estimate(value: Number, measure: str) -> str:
    """Write an effect estimate or a bound of its interval on the natural scale of its measure.

    A risk difference has the digits of `per_1000`, a rate difference those of `rate`.
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    if measure in RATES & DIFFERENCES:
        return rate(value)
    if measure in RISKS & DIFFERENCES:
        return fixed(value, 3 if value == 0 or abs(value) >= FEW else 4)
    if measure in RATIOS and value != 0 and abs(value) < 0.1:
        return significant(value, 2)
    return fixed(value, 2)


def shown(text: str) -> float:
    """Give the value that a reader takes from a written number; NaN where nothing is written."""
    if text == ABSENT:
        return math.nan
    mantissa, _, power = text.replace(MINUS, "-").replace(",", "").partition(" × 10")
    return float(f"{mantissa}e{power.translate(FROM_SUPERSCRIPTS) or 0}")


def in_full(value: Number) -> str:
    """Write a number that people set, such as a threshold, with every digit that it has."""
    if value is None or not math.isfinite(value):
        return ABSENT
    text = f"{Decimal(f'{abs(value):.10g}'):,f}"
    return MINUS + text if value < 0 and text.strip("0.,") else text


def inverse(ratio: float) -> str:
    """Write 1/`ratio` with the decimals of `in_full`, at least two (two digits below 0.1)."""
    decimals = min(4, max(2, len(in_full(ratio).partition(".")[2])))
    found = 1.0 / ratio
    fine = fixed(found, decimals)
    return fine if found >= 0.1 else max(fine, significant(found, 2), key=len)


def significant(value: Number, digits: int) -> str:
    """Write a number with that many significant digits; below a millionth with a power of ten."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if value == 0:
        return "0"
    if abs(value) < 1e-6:
        return power_of_ten(value)
    # The power of ten after rounding: 0.0999 to two digits is 0.10.
    power = int(f"{abs(value):.{digits - 1}e}".split("e")[1])
    return fixed(value, max(0, digits - 1 - power))


def standard_error(value: Number) -> str:
    """Write a standard error with three decimals, the digit at which trials are compared."""
    return fixed(value, 3)


def p_value(p: Number) -> str:
    """Write a p-value after its sign, from which no line breaks it: '= 0.032', '< 0.001'."""
    if p is None or not math.isfinite(p):
        return ABSENT
    if p < 0.001:
        return f"<{NO_BREAK}0.001"
    return f"={NO_BREAK}{p:.3f}" if p < 0.1 else f"={NO_BREAK}{p:.2f}"


def share(value: Number, decimals: int = 0) -> tuple[str, int]:
    """Write a quantity that runs from 0 to 100, as none or all only where it is that.

    It has up to two decimals more to tell it from them. What takes even more has what it is beyond:
    (0.01, −1) is less than 0.01, (99.99, 1) is more than 99.99.
    """
    if value is None or not math.isfinite(value):
        return ABSENT, 0
    for finer in range(decimals, decimals + 3):
        text = fixed(value, finer)
        whole = next((end for end in (0.0, 100.0) if shown(text) == end), None)
        if whole is None or abs(value - whole) < _NOISE:
            return (fixed(value, decimals) if whole is not None else text), 0
    least = 10.0 ** -(decimals + 2)
    low = shown(text) == 0
    return fixed(least if low else 100 - least, decimals + 2), -1 if low else 1


def percent(value: Number, decimals: int = 0) -> str:
    """Write a quantity that runs from 0 to 100, with its sign."""
    text, _ = share(value, decimals)
    return text if text == ABSENT else f"{text}%"


def confidence(level: Number) -> str:
    """Write the level of an interval (0 to 1) with every digit that it has: '95%', '97.5%'."""
    return ABSENT if level is None or absent(level) else f"{in_full(100 * level)}%"


def weight(value: Number) -> str:
    """Write a trial's weight in percent with one decimal."""
    return percent(value, 1)


def people_for_one(risk: float) -> str:
    """Write how many people there are to one, to two digits: never more than the risk says."""
    people = math.floor(1.0 / risk)
    step = 10 ** max(0, len(str(people)) - 2)
    return count(people // step * step)


def tau2(value: Number) -> str:
    """Write a between-trial variance: three decimals, two significant digits when smaller."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if value == 0:
        return "0"
    return "< 0.0001" if value < 0.0001 else (fixed(value, 3) if value >= 0.01 else fixed(value, 4))


def statistic(value: Number) -> str:
    """Write a test statistic (Q, t, z, H²) with two decimals."""
    return fixed(value, 2)


def count(value: Number) -> str:
    """Write a number of people or trials, with a thousands separator."""
    return fixed(value, 0)


def degrees_of_freedom(value: Number) -> str:
    """Write degrees of freedom: whole when whole, else one decimal."""
    if value is None or not math.isfinite(value):
        return ABSENT
    return count(value) if float(value).is_integer() else fixed(value, 1)


# From so small a risk on a whole number of people per 1000 is enough.
FEW = 0.003


def per_1000(risk: Number) -> str:
    """Write a risk (0 to 1) as people per 1000; below three, where a whole hides much, in tenths.

    Without the tenths a rare outcome reads '1 per 1000 (1 to 1)'.
    """
    if risk is None or not math.isfinite(risk):
        return ABSENT
    # Exactly, so that 0.0105 is 11 per 1000 as it is 0.011.
    people = 1000 * Decimal(risk)
    return fixed(people, 0) if abs(risk) >= FEW else fixed(people, 1).removesuffix(".0")


def baseline(risk: Number) -> str:
    """Write a risk (0 to 1) that something is read at as people per 1000: never 0 if it is not."""
    written = per_1000(risk)
    if not risk or written == ABSENT or shown(written) != 0:
        return written
    return significant(1000 * risk, 2)


class Beside(NamedTuple):
    """Two amounts, the interval of the second, and how far apart they are, as they are written.

    `apart` holds the difference and the ends of its interval, each with its sign (0: no difference)
    and without it in the text.
    """

    first: str
    second: str
    low: str
    high: str
    apart: tuple[tuple[int, str], tuple[int, str], tuple[int, str]]


def people_beside(first: float, second: float, low: float, high: float) -> Beside:
    """Write two risks (0 to 1) and their difference as people per 1000, to one number of decimals.

    As many decimals as it takes to see how far the two are apart, unless that is less than a
    thousandth of the interval: such a difference is none. It is that of the numbers as they are
    written, and no end of an interval lies beyond its estimate by rounding.
    """
    people = [1000 * Decimal(risk) for risk in (first, second, low, high)]
    decimals = _decimals(people, lambda least: 0 if least >= 3 else max(1, -_power(least)))
    return _beside(people, decimals, whole=3)


def rates_beside(first: float, second: float, low: float, high: float) -> Beside:
    """Write two rates and their difference, as `people_beside`; in tenths at least."""
    rates = [Decimal(rate) for rate in (first, second, low, high)]
    decimals = _decimals(rates, lambda least: 1 if least >= 1 else max(1, 1 - _power(least)))
    return _beside(rates, decimals, whole=math.inf)


def _decimals(amounts: Sequence[Decimal], needed: Callable[[float], int]) -> int:
    """Give the decimals of two amounts and their difference, by those that the smallest needs."""
    first, second, low, high = amounts
    apart = abs(second - first)
    tells = not high - low > THOUSANDFOLD * apart
    return needed(_least(first, second, apart) if tells else _least(first, second))


def _least(*amounts: Decimal) -> float:
    """Give the smallest amount that is not zero."""
    sizes = (float(each) for each in amounts)
    return min((size for size in sizes if size > 1e-6), default=math.inf)


def _power(value: float) -> int:
    """Give the power of ten of a number below what is counted in wholes; at most six decimals."""
    return max(-6, math.floor(math.log10(value)))


def _beside(amounts: list[Decimal], decimals: int, whole: float) -> Beside:
    """Round amounts that stand side by side; those from `whole` on need no decimals if alone."""

    def rounded(value: Decimal) -> Decimal:
        return Decimal(f"{value:.{decimals}f}") if value.is_finite() else value

    def end(value: Decimal, estimate: Decimal, way: int) -> Decimal:
        rough = Decimal(f"{value:.0f}") if value.is_finite() else value
        stays = way * rough >= way * estimate
        return rough if stays and abs(value) >= whole else rounded(value)

    def written(value: Decimal) -> str:
        bare = math.isfinite(whole) and value.is_finite() and value == int(value)
        return fixed(abs(value), 0 if bare else decimals)

    def signed(value: Decimal) -> tuple[int, str]:
        return (value > 0) - (value < 0), written(value)

    first, second = (rounded(value) for value in amounts[:2])
    low, high = end(amounts[2], second, -1), end(amounts[3], second, 1)
    apart = second - first
    return Beside(
        first=written(first),
        second=written(second),
        low=written(low),
        high=written(high),
        apart=(
            signed(apart),
            signed(end(low - first, apart, -1)),
            signed(end(high - first, apart, 1)),
        ),
    )


def rate(value: Number) -> str:
    """Write a rate, events in so much person-time: in tenths, below one two significant digits."""
    if value is None or not math.isfinite(value):
        return ABSENT
    return fixed(value, 1) if abs(value) >= 1 else significant(value, 2)


def units(value: Number) -> str:
    """Write an amount in the units of a familiar instrument, with one decimal."""
    return fixed(value, 1)


def mean_and_sd(mean: float, sd: float) -> tuple[str, str]:
    """Write a mean and a standard deviation of people with the same decimals.

    One, from a standard deviation of 100 none, and below 1 so many that two digits of it are seen.
    """
    decimals = max(0 if sd >= 100 else 1, 1 - math.floor(math.log10(sd))) if sd > 0 else 1
    return fixed(mean, decimals), fixed(sd, decimals)


def measured(value: Number, digits: int = 4) -> str:
    """Write a mean or a standard deviation as reported: up to four significant digits, or so many.

    Wholes are kept.
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    text = f"{abs(value):.{digits}g}"
    if "e" in text:
        text = significant(abs(value), digits)
    return MINUS + text if value < 0 and text.strip("0.") else text
