"""Risks as people out of 100, or of more: never shown as nobody, and never as another effect."""

from hypothesis import example, given
from hypothesis import strategies as st

from living_review.ground.out_of import FARTHEST, TOTALS, out_of, people

RISKS = st.floats(0.0002, 0.9998)


@given(RISKS, RISKS, RISKS, RISKS, st.booleans())
@example(0.06, 0.131, 0.111, 0.154, False)
@example(0.0004, 0.0002, 0.0001, 0.003, False)
@example(0.0649, 0.0651, 0.06, 0.07, True)
def test_people_shown_are_those_of_the_risks(
    first: float, second: float, one: float, other: float, trivial: bool
) -> None:
    low, high = min(one, other, second), max(one, other, second)
    shown = out_of(first, second, low, high, trivial=trivial)
    assert shown.total in TOTALS
    assert 0 < shown.first < shown.total
    assert 0 < shown.second < shown.total
    assert shown.low <= shown.second <= shown.high
    assert shown.low > 0
    assert shown.high < shown.total
    for number, risk in ((shown.first, first), (shown.second, second)):
        assert abs(number - risk * shown.total) <= 0.5 + 1e-6
    # What a reader subtracts has the sign of the true difference, and about its size.
    true = (second - first) * shown.total
    assert shown.apart * true >= 0
    if not trivial and shown.total != TOTALS[-1]:
        assert abs(shown.apart - true) <= FARTHEST * abs(true) + 1e-6


def test_the_smallest_total_that_shows_them_is_taken() -> None:
    assert out_of(0.06, 0.131, 0.111, 0.154).total == 100
    assert out_of(0.004, 0.006, 0.002, 0.01).total == 1000
    assert out_of(0.0004, 0.0007, 0.0001, 0.003).total == 10_000
    assert out_of(0.30, 0.302, 0.29, 0.31, trivial=True).apart == 0


def test_an_end_that_rounds_to_nobody_or_everybody_says_so() -> None:
    shown = out_of(0.10, 0.05, 0.001, 0.999)
    assert (shown.low, shown.low_edge, shown.high, shown.high_edge) == (1, "below", 99, "above")
    none = out_of(0.10, 0.05, 0.0, 1.0)
    assert (none.low, none.low_edge, none.high, none.high_edge) == (0, "", 100, "")


def test_half_a_person_is_rounded_up() -> None:
    assert [people(risk, 100) for risk in (0.004, 0.005, 0.015, 0.285)] == [0, 1, 2, 29]
