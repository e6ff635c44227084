"""Every number a reader sees is written here, so every format is pinned here."""

from __future__ import annotations

import datetime as dt
import inspect
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground import numbers

WRITERS: dict[str, Callable[[float | None], str]] = {
    "fixed": lambda v: numbers.fixed(v, 2),
    "estimate": lambda v: numbers.estimate(v, "SMD"),
    "significant": lambda v: numbers.significant(v, 2),
    "standard_error": numbers.standard_error,
    "p_value": numbers.p_value,
    "percent_in_full": numbers.percent_in_full,
    "together": lambda v: numbers.together(v, None, None, "SMD")[0],
    "tau2_together": lambda v: numbers.tau2_together(v, None, None)[0],
    "change": lambda v: numbers.change(v, None, None, "SMD")[0],
    "percent": numbers.percent,
    "change_in_percent": numbers.change_in_percent,
    "probability": numbers.probability,
    "weight": numbers.weight,
    "tau2": numbers.tau2,
    "statistic": numbers.statistic,
    "count": numbers.count,
    "degrees_of_freedom": numbers.degrees_of_freedom,
    "per_1000": numbers.per_1000,
    "baseline": numbers.baseline,
    "rate": numbers.rate,
    "units": numbers.units,
    "measured": numbers.measured,
    "in_full": numbers.in_full,
    "confidence": numbers.confidence,
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_undefined_is_written_as_a_dash(name: str, value: float | None) -> None:
    assert WRITERS[name](value) == numbers.ABSENT


@pytest.mark.parametrize("name", WRITERS)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_carries_a_hyphen_an_exponent_or_a_negative_zero(name: str, value: float) -> None:
    text = WRITERS[name](value)
    assert "-" not in text
    assert "e+" not in text
    assert "e−" not in text
    if text.startswith(numbers.MINUS):
        assert any(digit in text for digit in "123456789")


def test_every_public_function_is_tested_here() -> None:
    written = {
        name
        for name, member in inspect.getmembers(numbers, inspect.isfunction)
        if member.__module__ == numbers.__name__ and not name.startswith("_")
    }
    named = set(WRITERS) | {
        *("power_of_ten", "interval", "estimate_with_interval", "in_words", "date"),
        *("shown", "inverse", "one_in", "as_reported"),
        *("people_beside", "rates_beside", "mean_and_sd"),
    }
    assert written == named


@given(value=st.floats(1e-12, 1.0))
def test_a_risk_that_is_not_none_is_not_written_as_none(value: float) -> None:
    assert numbers.shown(numbers.baseline(value)) > 0
    if value >= 0.001:
        assert numbers.baseline(value) == numbers.per_1000(value)


@given(value=st.floats(-1.0, 1.0))
def test_a_difference_in_risk_and_people_per_1000_are_one_number(value: float) -> None:
    of_risk = numbers.shown(numbers.estimate(value, "RD"))
    assert numbers.shown(numbers.per_1000(value)) == pytest.approx(1000 * of_risk)


@given(value=st.floats(-1e12, 1e12), measure=st.sampled_from(["SMD", "RR", "RD", "IRD"]))
def test_what_a_reader_takes_from_a_number_is_what_is_written(value: float, measure: str) -> None:
    seen = numbers.shown(numbers.estimate(value, measure))
    assert numbers.estimate(seen, measure).strip("0.") == (
        numbers.estimate(value, measure).strip("0.")
    )
    assert seen == pytest.approx(value, abs=0.051, rel=0.05)


def test_nothing_is_taken_from_a_dash() -> None:
    assert math.isnan(numbers.shown(numbers.ABSENT))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.3, "0.3"),
        (1000 * 0.0155, "15.5"),
        (0.12345, "0.12345"),
        (1200, "1,200"),
        (1e-7, "0.0000001"),
    ],
)
def test_what_people_set_is_written_with_every_digit(value: float, text: str) -> None:
    assert numbers.in_full(value) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.75, "1.33"), (1.25, "0.80"), (0.755, "1.325"), (15, "0.067"), (1.001, "0.999")],
)
def test_an_inverse_has_the_decimals_of_its_ratio(ratio: float, text: str) -> None:
    assert numbers.inverse(ratio) == text


def test_absent_tells_what_cannot_be_written() -> None:
    assert numbers.absent(None)
    assert numbers.absent(math.nan)
    assert not numbers.absent(0)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5678, 2, "1,234.57"),
        (-0.004, 2, "0.00"),
        (-0.006, 2, "−0.01"),
        (2.675, 2, "2.67"),  # the binary value lies below the half, as in R's sprintf
        (0, 0, "0"),
        (-1e9, 2, "−1.0 × 10⁹"),
    ],
)
def test_fixed_rounds_the_binary_value(value: float, decimals: int, text: str) -> None:
    assert numbers.fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.24e300, "1.2 × 10³⁰⁰"), (-6.5e-9, "−6.5 × 10⁻⁹"), (1e12, "1.0 × 10¹²")]
)
def test_powers_of_ten_are_raised(value: float, text: str) -> None:
    assert numbers.power_of_ten(value) == text


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (0.489421, "RR", "0.49"),
        (0.0861, "RR", "0.086"),
        (0.0999, "OR", "0.10"),
        (0.0123, "SMD", "0.01"),
        (-0.0333, "RD", "−0.033"),
        (0.00264, "RD", "0.0026"),
        (0.0, "RD", "0.000"),
        (1.26, "IRD", "1.3"),
        (12.5, "MD", "12.50"),
        (1.0, "HR", "1.00"),
        (1e-8, "RR", "1.0 × 10⁻⁸"),
    ],
)
def test_estimates_have_the_decimals_of_their_measure(
    value: float, measure: str, text: str
) -> None:
    assert numbers.estimate(value, measure) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0, 2, "0"), (0.00123, 2, "0.0012"), (1234, 2, "1,234"), (-0.5, 2, "−0.50"), (9.99, 2, "10")],
)
def test_significant_digits(value: float, digits: int, text: str) -> None:
    assert numbers.significant(value, digits) == text


def test_what_a_registry_has_keeps_its_digits() -> None:
    assert numbers.as_reported("-1.50") == "−1.50"
    assert numbers.as_reported("1234") == "1234"


def test_intervals_say_to_because_a_dash_reads_as_a_minus() -> None:
    assert numbers.interval(-0.055, 0.527, "SMD") == "−0.06 to 0.53"
    assert numbers.interval(None, 1.0, "SMD") == numbers.ABSENT
    assert numbers.estimate_with_interval(0.489, 0.33, 0.726, "RR") == "0.49 (0.33 to 0.73)"
    assert numbers.estimate_with_interval(0.489, None, 0.726, "RR") == "0.49"
    assert numbers.estimate_with_interval(None, 0.3, 0.7, "RR") == numbers.ABSENT


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0004, "< 0.001"),
        (0.001, "= 0.001"),
        (0.0324, "= 0.032"),
        (0.41322803, "= 0.41"),
        (1, "= 1.00"),
    ],
)
def test_p_values_carry_their_sign(p: float, text: str) -> None:
    assert numbers.p_value(p) == text.replace(" ", numbers.NO_BREAK)


def test_percentages_and_weights() -> None:
    assert numbers.percent(92.221385) == "92%"
    assert numbers.percent(92.221385, 1) == "92.2%"
    assert numbers.weight(5.059) == "5.1%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0%"),
        (0.004, "less than 1%"),
        (0.5, "50%"),
        (0.996, "more than 99%"),
        (1.0, "100%"),
    ],
)
def test_probabilities_do_not_round_to_certainty(value: float, text: str) -> None:
    assert numbers.probability(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.00005, "< 0.0001"), (0.0042, "0.0042"), (0.31324326, "0.313"), (12.0, "12.000")],
)
def test_tau2_shows_small_values(value: float, text: str) -> None:
    assert numbers.tau2(value) == text


def test_counts_statistics_and_degrees_of_freedom() -> None:
    assert numbers.count(357347.0) == "357,347"
    assert numbers.statistic(152.23301) == "152.23"
    assert numbers.standard_error(0.18079174) == "0.181"
    assert numbers.degrees_of_freedom(12.0) == "12"
    assert numbers.degrees_of_freedom(9.863156) == "9.9"


def test_rates_are_in_tenths_and_below_one_in_two_digits() -> None:
    assert [numbers.rate(v) for v in (12.34, 1.25, 1.0, 0.5678, 0.0123)] == [
        *("12.3", "1.2", "1.0"),
        *("0.57", "0.012"),
    ]
    assert (numbers.rate(-3.21), numbers.rate(0.0)) == ("−3.2", numbers.significant(0.0, 2))


def test_risks_are_people_per_thousand() -> None:
    assert numbers.per_1000(0.2204) == "220"
    assert numbers.per_1000(-0.0152) == "−15"
    assert numbers.per_1000(0.00067) == "0.7"
    assert numbers.per_1000(0.0298) == "30"
    assert [numbers.per_1000(risk) for risk in (0.002, 0.00296, 0.0)] == ["2", "3", "0"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (92.9, "92.9"),
        (0.497494, "0.4975"),
        (90, "90"),
        (-1.5, "−1.5"),
        (14.0, "14"),
        (12345, "12,345"),
    ],
)
def test_reported_values_keep_four_digits(value: float, text: str) -> None:
    assert numbers.measured(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.12345, "0.123"), (12.0, "12"), (1234, "1,234"), (-12345, "−12,345")]
)
def test_reported_values_keep_three_digits_where_so_many_are_asked(value: float, text: str) -> None:
    assert numbers.measured(value, 3) == text


def test_what_checks_tell_of_a_registry_has_no_figure_written_elsewhere() -> None:
    own = re.compile(r"\{[^{}]*:,?\.\d*[efg]\}")
    registry = Path(numbers.__file__).parents[1] / "registry"
    files = (*(registry / "checks").glob("*.py"), registry / "in_use.py")
    found = {path.name: own.findall(path.read_text("utf-8")) for path in files}
    assert {name: figures for name, figures in found.items() if figures} == {}


@pytest.mark.parametrize(
    ("level", "text"),
    [(0.95, "95%"), (0.9, "90%"), (0.58, "58%"), (0.975, "97.5%"), (0.9975, "99.75%")],
)
def test_the_level_of_an_interval_has_every_digit(level: float, text: str) -> None:
    assert numbers.confidence(level) == text


@pytest.mark.parametrize(
    ("risk", "text"),
    [
        (0.0002, "one in 5,000"),
        (0.0295, "one in 33"),
        (0.000123, "one in 8,100"),
        (0.1, "one in 10"),
        (0.181, "19%"),
        (0.63, "63%"),
    ],
)
def test_a_limit_is_one_in_so_many_people_and_never_below_the_risk(risk: float, text: str) -> None:
    assert numbers.one_in(risk) == text
    assert numbers.one_in(0.0) == numbers.one_in(1.0) == numbers.ABSENT


def test_familiar_units_have_one_decimal() -> None:
    assert numbers.units(2.45) == "2.5"
    assert numbers.units(-0.04) == "0.0"


def test_small_counts_are_words() -> None:
    assert [numbers.in_words(n) for n in (0, 1, 9, 10, 2131)] == [
        "no",
        "one",
        "nine",
        "10",
        "2,131",
    ]


def test_dates_are_unambiguous() -> None:
    assert numbers.date(dt.date(2019, 7, 12)) == "12 July 2019"
    assert numbers.date(None) == numbers.ABSENT


@st.composite
def risks_beside(draw: st.DrawFn) -> tuple[float, float, float, float]:
    """Two risks, and an interval around the second."""
    small = draw(st.sampled_from((1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)))
    first = draw(st.floats(0, 1)) * small
    low, second, high = sorted(draw(st.floats(0, 1)) * small for _ in range(3))
    return first, second, low, high


def read(text: str) -> float:
    return float(text.replace(",", ""))


@pytest.mark.parametrize("write", [numbers.people_beside, numbers.rates_beside])
@given(values=risks_beside())
def test_amounts_side_by_side_are_as_far_apart_as_is_written(
    write: Callable[..., numbers.Beside], values: tuple[float, float, float, float]
) -> None:
    shown = write(*values)
    (way, size), low, high = shown.apart
    written = round(read(shown.second) - read(shown.first), 9)
    assert written == pytest.approx(way * read(size), abs=1e-12)
    times = 1000 if write is numbers.people_beside else 1
    tells = 1000 * abs(values[1] - values[0]) > values[3] - values[2]
    if times * abs(values[1] - values[0]) > 1e-5 and tells:
        assert way == (1 if values[1] > values[0] else -1)
    ends = [sign * read(text) for sign, text in (low, high)]
    assert ends[0] <= way * read(size) <= ends[1]
    assert read(shown.low) <= read(shown.second) <= read(shown.high)


def test_ten_and_nine_are_apart_by_what_is_written() -> None:
    shown = numbers.people_beside(0.010, 0.0095, 0.009, 0.0102)
    assert (shown.first, shown.second, shown.apart[0]) == ("10", "9.5", (-1, "0.5"))
    shown = numbers.people_beside(0.0604, 0.1316, 0.1108, 0.1542)
    assert (shown.first, shown.second, shown.apart[0]) == ("60", "132", (1, "72"))
    assert numbers.people_beside(0.1, 0.1, 0.09, 0.11).apart[0] == (0, "0")
    rare = numbers.people_beside(0.00002, 0.00005, 0.00001, 0.0004)
    assert (rare.first, rare.second, rare.apart[0]) == ("0.02", "0.05", (1, "0.03"))
    assert numbers.rates_beside(0.6, 0.55, 0.5, 0.61).apart[0] == (-1, "0.050")


@pytest.mark.parametrize("measure", ["SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD"])
@given(ends=st.lists(st.floats(1e-7, 1e6), min_size=3, max_size=3), sign=st.sampled_from((1, -1)))
def test_no_end_of_an_interval_crosses_its_estimate_by_rounding(
    measure: str, ends: list[float], sign: int
) -> None:
    low, value, high = sorted(sign * each for each in ends)
    if measure not in ("SMD", "MD", "RD", "IRD"):
        low, value, high = sorted(abs(each) for each in ends)
    texts = [numbers.estimate(each, measure) for each in (low, value, high)]
    if any("×" in text for text in texts):
        return
    values = [read(text.replace(numbers.MINUS, "-")) for text in texts]
    assert values == sorted(values)


@given(
    rate=st.floats(1.0, 1e4),
    parts=st.floats(1e-7, 9e-5),
    width=st.floats(0.05, 1.0),
    write=st.sampled_from([numbers.rates_beside, numbers.people_beside]),
)
def test_amounts_that_agree_within_a_thousandth_of_their_interval_are_written_alike(
    rate: float, parts: float, width: float, write: Callable[..., numbers.Beside]
) -> None:
    scale = rate if write is numbers.rates_beside else 1e-4 * rate
    second = scale * (1.0 + parts * width)
    shown = write(scale, second, second - scale * width, second + scale * width)
    assert all(len(each.partition(".")[2]) <= 1 for each in shown[:4])


def test_rates_that_do_not_differ_have_no_decimals_that_say_so() -> None:
    shown = numbers.rates_beside(70.0, 70.00095, 54.967, 89.147)
    assert shown[:4] == ("70.0", "70.0", "55.0", "89.1")
    assert shown.apart[0][0] == 0


@given(mean=st.floats(-1e5, 1e5), sd=st.floats(1e-3, 1e4))
def test_a_mean_and_its_sd_have_the_same_decimals(mean: float, sd: float) -> None:
    told = numbers.mean_and_sd(mean, sd)
    decimals = {len(each.partition(".")[2]) for each in told}
    assert len(decimals) == 1
    half = 0.5 * 10.0 ** -decimals.pop() * (1 + 1e-9)
    for each, value in zip(told, (mean, sd), strict=True):
        assert abs(float(each.replace("−", "-").replace(",", "")) - value) <= half
    assert numbers.mean_and_sd(90.43, 13.985) == ("90.4", "14.0")
