"""An estimate and its interval share decimals, and what goes with a step is never told as none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground import digits, numbers
from living_review.ground.digits_together import NEGLIGIBLE, change, together
from living_review.ground.measures import NAMES, RATIOS

MEASURES = st.sampled_from(sorted(NAMES))


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def triple(measure: str, value: float, below: float, above: float) -> tuple[float, float, float]:
    """An estimate with the ends of its interval, on the natural scale of the measure."""
    if measure in RATIOS:
        ratio = 10 ** (value / 40)
        return ratio, ratio / (1 + below), ratio * (1 + above)
    return value, value - below, value + above


SPREADS = st.floats(0, 100, allow_subnormal=False)
VALUES = st.floats(-100, 100, allow_subnormal=False)


@given(MEASURES, VALUES, SPREADS, SPREADS)
def test_all_three_have_the_same_decimals(
    measure: str, value: float, below: float, above: float
) -> None:
    given = triple(measure, value, below, above)
    written = together(*given, measure)
    alike = {decimals(text) for text in written if "×" not in text and digits.shown(text) != 0}
    own = [digits.estimate(each, measure) for each in given]
    for number, text, alone in zip(given, written, own, strict=True):
        # What would read as nothing beside the others has its own digits.
        if text == alone and "×" not in text and abs(number) < min(map(abs, given)) * 1.001:
            alike.discard(decimals(text))
            alike |= {decimals(written[0])} if "×" not in written[0] else set()
        assert (digits.shown(text) == 0) <= (digits.shown(alone) == 0), (given, written)
    if not any("×" in text for text in own):
        assert len(alike) <= 1, (given, written)


@given(MEASURES, VALUES, SPREADS, SPREADS)
def test_a_change_that_is_one_is_never_told_as_none(
    measure: str, value: float, below: float, above: float
) -> None:
    estimate, low, high = triple(measure, value / 1000, below / 1000, above / 1000)
    null = 1.0 if measure in RATIOS else 0.0
    written = change(estimate, low, high, measure)
    if abs(estimate - null) > 1e-9 and not NEGLIGIBLE * abs(estimate - null) < high - low:
        assert digits.shown(written[0]) != null
    assert change(null, low, high, measure)[0] in (digits.fixed(null, n) for n in range(15))


@pytest.mark.parametrize(
    ("measure", "given", "expected"),
    [
        ("IRD", (-1.2, -2.9, -0.049), "−1.20 (−2.90 to −0.05)"),
        ("IRD", (0.049, -2.9, 3.0), "0.049 (−2.900 to 3.000)"),
        ("RR", (0.52, 0.049, 5.1), "0.52 (0.05 to 5.10)"),
        ("RR", (0.52, 0.0004, 5.1), "0.5200 (0.0004 to 5.1000)"),
        ("OR", (0.5, 1e-7, 90.0), "0.50 (1.0 × 10⁻⁷ to 90.00)"),
        ("RD", (0.012, 0.001, 0.023), "0.012 (0.001 to 0.023)"),
        ("RD", (0.002, -0.01, 0.014), "0.0020 (−0.0100 to 0.0140)"),
        ("MD", (-0.3, -0.604, 0.004), "−0.30 (−0.60 to 0.00)"),
    ],
)
def test_decimals_are_those_of_the_estimate_and_more_for_a_small_limit(
    measure: str, given: tuple[float, float, float], expected: str
) -> None:
    estimate, low, high = together(*given, measure)
    assert f"{estimate} ({low} to {high})" == expected


@pytest.mark.parametrize(
    ("measure", "given", "expected"),
    [
        ("RR", (1.0003, 1.0001, 1.0005), ("1.0003", "1.0001", "1.0005")),
        ("RR", (0.998, 0.85, 1.18), ("0.998", "0.850", "1.180")),
        ("MD", (-0.002, -0.003, -0.001), ("−0.002", "−0.003", "−0.001")),
        ("MD", (0.00001, -4.0, 4.0), ("0.00", "−4.00", "4.00")),
        ("MD", (0.001, -4.0, 4.0), ("0.001", "−4.000", "4.000")),
        ("SMD", (0.3, None, None), ("0.30",)),
    ],
)
def test_a_change_has_the_digits_that_tell_it_from_none(
    measure: str, given: tuple[float, float, float], expected: tuple[str, ...]
) -> None:
    assert change(*given, measure) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0%"),
        (100, 0, "100%"),
        (100 - 1e-12, 0, "100%"),
        (99.6, 0, "99.6%"),
        (99.97, 0, "99.97%"),
        (99.999, 0, "more than 99.99%"),
        (0.4, 0, "0.4%"),
        (0.001, 0, "less than 0.01%"),
        (0.04, 1, "0.04%"),
        (41.2, 0, "41%"),
        (99.4, 0, "99%"),
        (0.0, 1, "0.0%"),
    ],
)
def test_a_share_is_none_or_all_only_where_it_is_that(
    value: float, decimals: int, expected: str
) -> None:
    assert numbers.percent(value, decimals) == expected


@given(st.floats(1e-8, 100 - 1e-8), st.sampled_from((0, 1)))
def test_no_share_between_is_told_as_none_or_all(value: float, decimals: int) -> None:
    written = numbers.percent(value, decimals).split()[-1].removesuffix("%")
    assert 0 < float(written) < 100
    assert abs(float(written) - value) <= 0.5 * 10.0**-decimals + 1e-9


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((0.024, 0.005, 0.21), ("0.024", "0.005", "0.210")),
        ((0.024, 0.0004, 0.21), ("0.0240", "0.0004", "0.2100")),
        ((0.004, 0.0, 0.21), ("0.0040", "0", "0.2100")),
        ((0.0, 0.0, 0.21), ("0", "0", "0.210")),
        ((0.3, None, None), ("0.300", "–", "–")),
        ((0.00001, 0.0, 0.02), ("< 0.0001", "0", "0.020")),
    ],
)
def test_a_variance_between_trials_shares_decimals_with_its_interval(
    given: tuple[float, float, float], expected: tuple[str, str, str]
) -> None:
    assert numbers.tau2_together(*given) == expected
