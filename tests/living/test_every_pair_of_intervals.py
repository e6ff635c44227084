"""Two versions of a finding, laid side by side with every pair of estimates and intervals.

What each rule should say is worked out here from the numbers alone, at the thresholds, beside them
and at no difference.
"""

from __future__ import annotations

import itertools

import pytest
from test_conclusion_rules import held, sentences

from living_review.living.conclusion_rules import (
    CERTAINTY,
    MAGNITUDE,
    NO_DIFFERENCE,
    SIDE,
    THRESHOLD,
)

LEAST = 0.2
PLACES = (-0.5, -0.2, -0.19, 0.0, 0.19, 0.2, 0.5)
EFFECTS = [
    (place, low, high)
    for low, place, high in itertools.combinations_with_replacement(PLACES, 3)
    if low < high
]
Effect = tuple[float, float, float]


def includes(effect: Effect, value: float) -> bool:
    _, low, high = effect
    return low <= value <= high


def side(effect: Effect, *, steps: bool) -> int:
    place, low, high = effect
    if steps:
        return (place >= LEAST) - (place <= -LEAST)
    return (low > 0) - (high < 0)


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("steps", [True, False])
@pytest.mark.parametrize("before", [(0.3, 0.1, 0.4), (-0.3, -0.4, 0.1), (0.0, -0.5, 0.5)])
def test_what_each_rule_says_follows_from_the_numbers(
    before: Effect, steps: bool, better: str
) -> None:
    more = {"better": better} if steps else {"better": better, "measure": "MD", "thresholds": None}
    old = held(before, **more)
    good = 1 if better == "higher" else -1
    for after in EFFECTS:
        said = sentences(old, held(after, **more))
        assert (NO_DIFFERENCE in said) == (includes(before, 0) != includes(after, 0)), after
        turned = side(before, steps=steps) * side(after, steps=steps) < 0
        assert (SIDE in said) == turned, after
        if turned:
            favoured = "support" if side(after, steps=steps) * good > 0 else "usual care"
            assert f"now in favour of {favoured}" in said[SIDE]
        crossed = [v for v in (LEAST, -LEAST) if includes(before, v) != includes(after, v)]
        assert (THRESHOLD in said) == (steps and bool(crossed)), after
        if THRESHOLD in said:
            # The last that is told is that of harm, where both are.
            way = "harm" if -LEAST * good in crossed else "benefit"
            assert way in said[THRESHOLD], (after, said[THRESHOLD])
        assert not {MAGNITUDE, CERTAINTY} & set(said)
