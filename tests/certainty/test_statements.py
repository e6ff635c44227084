from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from living_review.certainty.case import Claim, target_words
from living_review.certainty.statements import change_of, sentence, statement
from living_review.findings import Level

TABLE = Path(__file__).parent / "statements.txt"
LEVELS: tuple[Level, ...] = ("high", "moderate", "low", "very low")
MAGNITUDES = ("large", "moderate", "small", "trivial", None)


def rows():
    for intervention, (outcome, better) in product(
        ("peer support", "support groups"), (("Recovery", "higher"), ("Depression", "lower"))
    ):
        for side, magnitude, level in product((1, -1), MAGNITUDES, LEVELS):
            change = change_of(better, side)
            said = sentence(intervention, outcome, change, magnitude, level)
            way = "benefit" if side > 0 else "harm"
            where = " | ".join((f"{better} is better", way, magnitude or "size not said", level))
            yield f"{where} | {said}"


def test_every_combination_reads_as_in_the_table():
    assert TABLE.read_text(encoding="utf-8").splitlines() == list(rows())


def test_no_sentence_speaks_of_significance_or_has_two_verb_families():
    text = " ".join(rows()).casefold()
    for word in ("significan", "likely", "suggests", "decrease", "lower s", "raises"):
        assert word not in text


@pytest.mark.parametrize("level", LEVELS[:3])
def test_trials_that_do_not_agree_are_not_given_a_direction(finding, outcome, level):
    found = finding(outcome(), trials=[(0.5, 0.2, 0.8), (-0.5, -0.8, -0.2)])
    said = statement(found, Claim(None, None, None), level)
    assert said == "The trials do not agree on whether support affects low mood."


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ((0.3, 0.2, 0.4), "that the effect on low mood is an important benefit (small in size)"),
        ((-0.9, -1.2, 0.4), "that the effect on low mood is an important harm (large in size)"),
        ((0.1, 0.0, 0.4), "that there is little to no difference in low mood"),
    ],
)
def test_the_target_is_what_the_estimate_claims(case, outcome, effect, words):
    assert target_words(case(outcome(), effect, judgements=["low"] * 3)) == words


def test_without_thresholds_the_target_is_any_effect(case, outcome):
    bare = outcome("OR", "lower", thresholds=None, baseline_risks=())
    found = case(bare, (0.8, 0.7, 0.9), judgements=["low"] * 3)
    assert target_words(found) == "that there is an effect on low mood, and that it is a benefit"
    assert found.claim.magnitude is None


def test_one_threshold_does_not_tell_small_from_large(case, outcome):
    only = outcome("MD", thresholds={"small": 2, "source": "us"})
    assert case(only, (9, 8, 10), judgements=["low"] * 3).claim == Claim(1, True, None)
    assert case(only, (1, 0, 2), judgements=["low"] * 3).claim == Claim(1, False, "trivial")
