"""Words stand in the order of the numbers they explain, and levels mean what GRADE says."""

from __future__ import annotations

import itertools

import pytest
from sample_findings import recovery
from sample_parts import certainty

from living_review.certainty.case import band_of, place_of
from living_review.language import say
from living_review.synthesis.scale import Baseline, scales
from living_review.words import grammar
from living_review.words.rating_words import LEVELS, certainty_sentence, definitions, meaning_of

MEASURES = ("SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_range_is_told_from_its_lower_number_to_its_upper_one(measure, better):
    ratio = measure in ("ROM", "OR", "RR", "HR", "IRR")
    found = recovery().model_copy(
        update={
            "measure": measure,
            "better": better,
            "thresholds": {"small": 1.2, "large": 2.0} if ratio else {"small": 0.2, "large": 0.8},
            "thresholds_kind": "ratio" if ratio else "difference",
        }
    )
    values = (0.2, 0.6, 0.9, 1.0, 1.1, 1.5, 3.0) if ratio else (-1, -0.5, -0.1, 0, 0.1, 0.5, 1)
    for low, high in itertools.combinations(values, 2):
        said = say(grammar.span_of(low, high, found))
        first, last = (say(grammar.meaning_of(each, found)) for each in (low, high))
        if first == last:
            assert said == first
            continue
        start, end = said.removeprefix("anything from ").split(" to ", 1)[0], last
        assert first.startswith(start.split(" effect")[0])
        assert said.endswith(end)


@pytest.mark.parametrize("measure", ["SMD", "RR"])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_range_on_one_side_names_the_side_once(measure, better):
    steps = {"small": 0.02, "moderate": 0.05, "large": 0.1}
    (scale,) = scales(measure, better, steps, [Baseline("Usual", 0.3)])
    for first, last in itertools.product(range(-3, 4), repeat=2):
        said = say(place_of(scale, first, last))
        if first == last:
            assert said == f"within the range of {say(band_of(scale, first))}"
            continue
        assert said.endswith(say(band_of(scale, last)))
        assert said.count("harm") + said.count("benefit") == (
            1 if first * last > 0 else abs((first > 0) - (first < 0)) + abs((last > 0) - (last < 0))
        )
    assert say(place_of(scale, -1, -2)) == "from a small to a moderate harm"


def test_the_levels_are_defined_as_grade_does():
    told = definitions()
    assert all(meaning_of(level) in told for level in LEVELS)
    for stronger in ("rest on", "should not decide", "certain that", "proves"):
        assert stronger not in told


@pytest.mark.parametrize("level", LEVELS)
def test_a_rating_says_what_it_leaves_out(level):
    said = certainty_sentence(certainty(level))
    assert "ndirectness was not assessed, and the rating takes no account of it." in said
    assert "with no reason to lower it in what was assessed" in said
