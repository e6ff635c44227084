"""An effect is read against published minimal important differences: from both sides, or not."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from living_review.certainty import NO_JUDGEMENTS, rate
from living_review.certainty.absolute import minimal_important_differences
from living_review.findings import Findings
from living_review.protocol import Protocol
from living_review.verification.figures import Words
from living_review.verification.rated import rated as computed_again
from living_review.words.prose import minimal_important_sentences

THREE = ["low"] * 3
OWN = "The size that is named and the certainty follow the thresholds above alone."


def known(value: float, **more):
    return {"instrument": "BDI", "value": value, "method": "Anchor", "source": "Doe 2001", **more}


def of_smd(value: float, sd: float = 10.0, **more):
    return known(value, sd=sd, sd_source="The controls", **more)


# A difference of 5 points, half a standard deviation: where the effect lies, and what is said.
READ = [
    ((0.6, 0.5, 0.9), True, "beyond"),
    ((0.6, 0.4, 0.9), True, "either"),
    ((0.5, 0.2, 0.8), True, "either"),
    ((0.4, 0.2, 0.8), False, "either"),
    ((0.2, -0.1, 0.49), False, "within"),
    ((0.0, -0.49, 0.49), False, "within"),
    ((0.0, -0.5, 0.4), False, "either"),
    ((0.2, -0.1, 0.5), False, "either"),
    ((0.5, 0.49, 0.8), True, "either"),
    ((0.49, 0.2, 0.8), False, "either"),
    ((0.0, -0.9, 0.9), False, "either"),
]


MIRRORED = [((-y, -high, -low), reaches, way) for (y, low, high), reaches, way in READ]


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("trials", [1, 3])
@pytest.mark.parametrize(("effect", "reaches", "interval"), [*READ, *MIRRORED])
def test_an_effect_is_beyond_within_or_either(
    outcome, finding, effect, reaches, interval, trials, better
):
    asked = outcome(better=better, minimal_important_differences=[of_smd(5.0)])
    made = finding(asked, effect, judgements=["low"] * trials)
    assert (made.pooled is None) == (trials == 1)
    (read,) = minimal_important_differences(made, asked)
    assert (read.estimate_reaches, read.interval) == (reaches, interval)
    assert (read.threshold, read.value, read.sd) == (0.5, 5.0, 10.0)
    assert (read.instrument, read.unit, read.source) == ("BDI", "points", "Doe 2001")


def test_a_mean_difference_is_read_in_its_own_points(outcome, finding):
    asked = outcome("MD", minimal_important_differences=[known(5.0)])
    (read,) = minimal_important_differences(finding(asked, (6, 5, 7), judgements=THREE), asked)
    assert (read.threshold, read.sd, read.sd_source, read.interval) == (5.0, None, None, "beyond")


def test_each_difference_is_read_by_itself_in_the_order_of_the_protocol(outcome, finding):
    several = [of_smd(9), of_smd(1), of_smd(9, sd=90)]
    asked = outcome(minimal_important_differences=several)
    made = finding(asked, (0.5, 0.4, 0.6), judgements=THREE)
    read = minimal_important_differences(made, asked)
    assert [each.interval for each in read] == ["within", "beyond", "beyond"]


def test_without_one_effect_nothing_is_read(outcome, finding):
    asked = outcome(minimal_important_differences=[of_smd(5.0)])
    narrative = finding(asked, trials=[(0.6, 0.5, 0.9)] * 2)
    assert narrative.pooled is None
    assert minimal_important_differences(narrative, asked) == ()
    assert minimal_important_sentences(narrative) == ()
    assert minimal_important_differences(finding(outcome(), (0.6, 0.5, 0.9)), outcome()) == ()


@pytest.mark.parametrize(("effect", "reaches", "interval"), READ)
def test_the_second_computation_reads_alike(outcome, finding, effect, reaches, interval):
    asked = outcome(minimal_important_differences=[of_smd(5.0)])
    made = finding(asked, effect, judgements=THREE)
    (found,) = computed_again(made, asked, None, None)["minimal_important_differences"]
    assert (found["estimate_reaches"], found["interval"]) == (Words(reaches), Words(interval))


# The fixtures make a new finding at every call.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.tuples(*[st.floats(-3, 3, allow_nan=False)] * 3).map(sorted),
    st.floats(0.01, 50),
    st.floats(0.5, 30),
)
def test_both_computations_agree_on_every_effect(outcome, finding, effect, value, sd):
    low, estimate, high = effect
    assume(all(abs(abs(each) - value / sd) > 1e-9 for each in effect))
    asked = outcome(minimal_important_differences=[of_smd(value, sd)])
    made = finding(asked, (estimate, low, high), judgements=THREE)
    (read,) = minimal_important_differences(made, asked)
    (again,) = computed_again(made, asked, None, None)["minimal_important_differences"]
    assert again["interval"] == Words(read.interval)
    assert again["estimate_reaches"] == Words(read.estimate_reaches)
    assert math.isclose(again["threshold"].value, read.threshold)
    # What is wholly beyond has its estimate there too, and what is within has not.
    assert read.interval == "either" or read.estimate_reaches == (read.interval == "beyond")


# The fixtures make a new finding at every call.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.01, 50), st.floats(0.5, 30), st.sampled_from((-1.0, 1.0)))
def test_an_effect_at_the_difference_itself_is_doubted_by_neither(
    outcome, finding, value, sd, side
):
    at = side * value / sd
    effect = (at, *sorted((at, at + 0.5)))
    asked = outcome(minimal_important_differences=[of_smd(value, sd)])
    made = finding(asked, effect, judgements=THREE)
    read = minimal_important_differences(made, asked)
    made = made.model_copy(update={"minimal_important_differences": read})
    (again,) = computed_again(made, asked, None, None)["minimal_important_differences"]
    assert again["interval"] == Words(read[0].interval)
    assert again["estimate_reaches"] == Words(read[0].estimate_reaches)


SAID = {
    (True, "beyond"): "The estimate, in favour of {side}, is at least as large, and so is all of "
    "its interval.",
    (True, "either"): "The estimate, in favour of {side}, is at least as large, and its interval "
    "holds smaller differences and larger ones.",
    (False, "either"): "The estimate is smaller than that, and its interval holds smaller "
    "differences and larger ones.",
    (False, "within"): "The estimate is smaller than that, and so are all the differences in its "
    "interval.",
}


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("trials", [1, 3])
@pytest.mark.parametrize(("effect", "reaches", "interval"), READ)
def test_the_sentence_says_which_it_is_and_whom_a_large_effect_favours(
    outcome, finding, effect, reaches, interval, trials, better
):
    asked = outcome(better=better, minimal_important_differences=[of_smd(5.0)])
    made = finding(asked, effect, judgements=["low"] * trials)
    read = minimal_important_differences(made, asked)
    first, last = minimal_important_sentences(
        made.model_copy(update={"minimal_important_differences": read})
    )
    assert first == (
        "A minimal important difference of 5 points on the BDI has been published (anchor; Doe "
        "2001). It is 0.50 standard deviations, taking one of 10 points (the controls). "
        + SAID[reaches, interval].format(
            side="support" if (effect[0] > 0) == (better == "higher") else "usual care"
        )
    )
    assert last == OWN


def test_points_of_a_mean_difference_are_not_turned_round(outcome, finding):
    asked = outcome("MD", minimal_important_differences=[known(1.0, units="points"), known(2.5)])
    made = finding(asked, (2, 1, 3), judgements=THREE)
    read = minimal_important_differences(made, asked)
    said = minimal_important_sentences(
        made.model_copy(update={"minimal_important_differences": read})
    )
    assert said[0].startswith("A minimal important difference of 1 point on the BDI has been")
    assert said[1].startswith("A minimal important difference of 2.5 points on the BDI has been")
    assert not any("standard deviation" in each for each in said)
    assert said[2:] == (OWN,)


def test_the_rating_does_not_follow_from_it(
    unrated: Findings, rated: Findings, protocol: Protocol
) -> None:
    without = protocol.model_copy(
        update={
            "outcomes": tuple(
                each.model_copy(update={"minimal_important_differences": ()})
                for each in protocol.outcomes
            )
        }
    )
    bare = rate(unrated, without, NO_JUDGEMENTS)
    nothing = {"minimal_important_differences": ()}
    assert any(each.minimal_important_differences for each in rated.findings)
    assert [each.model_copy(update=nothing) for each in rated.findings] == list(bare.findings)
