"""Every sentence reads as English and says which way is better."""

import pytest
from babel.lists import format_list
from hypothesis import given
from hypothesis import strategies as st
from sample_findings import (
    little_difference,
    many,
    narrative,
    none,
    readmission,
    recovery,
    single,
)
from sample_parts import certainty
from shipped_sets import OTHERS

from living_review.certainty.absolute_words import absolute_sentences
from living_review.findings import Direction, Finding, NarrativeDirection, Prediction
from living_review.language import Words, say, speaking
from living_review.language.english import counted
from living_review.words import exploration_words, prose, rating_words
from living_review.words.grammar import (
    capitalised,
    inside,
    levels_phrase,
    listed,
    meaning_of,
    sentence,
    side,
    span_of,
)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A, x", "B", "C"], "A, x; B and C"),
    ],
)
def test_lists_read_as_in_prose(items: list[str], text: str) -> None:
    assert listed(items) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "no trials"),
        (1, "one trial"),
        (9, "nine trials"),
        (10, "10 trials"),
        (1200, "1,200 trials"),
    ],
)
def test_counts_are_words_to_nine(number: int, text: str) -> None:
    assert counted(number, "trial") == text


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Personal recovery", "personal recovery"),
        ("PTSD symptoms", "PTSD symptoms"),
        ("Self-efficacy", "self-efficacy"),
        ("HbA1c", "HbA1c"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence(label: str, text: str) -> None:
    assert inside(label) == text


@given(st.text(max_size=30))
def test_a_sentence_ends_once(text: str) -> None:
    assert sentence(sentence(text)) == sentence(text)


def test_capitals_do_not_touch_the_rest() -> None:
    assert capitalised("iQ and B") == "IQ and B"


@pytest.mark.parametrize(
    ("better", "value", "favoured"),
    [
        ("higher", 0.3, "group peer support"),
        ("higher", -0.3, "usual care or waiting list"),
        ("lower", 0.3, "usual care or waiting list"),
        ("lower", -0.3, "group peer support"),
        ("lower", 0.0, None),
    ],
)
def test_the_side_follows_sign_and_polarity(better: str, value: float, favoured: str) -> None:
    assert side(value, none().model_copy(update={"better": better})) == favoured


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        (0.0, "no difference"),
        (0.19, "little to no difference"),
        (-0.19, "little to no difference"),
        (0.2, "a small effect in favour of group peer support"),
        (0.5, "a moderate effect in favour of group peer support"),
        (-0.8, "a large effect in favour of usual care or waiting list"),
    ],
)
def test_a_value_is_named_by_the_thresholds(value: float, phrase: str) -> None:
    assert say(meaning_of(value, none())) == phrase


def test_one_threshold_tells_what_counts_and_no_sizes() -> None:
    bare = none().model_copy(update={"thresholds": {"small": 0.2}})
    assert say(meaning_of(1.5, bare)).startswith("an important effect in favour of")
    assert say(meaning_of(0.1, bare)) == "little to no difference"


def test_a_range_runs_from_its_lower_number_to_its_upper_one() -> None:
    higher, lower = none(), none().model_copy(update={"better": "lower"})
    small_harm = "a small effect in favour of usual care or waiting list"
    assert (
        say(span_of(-0.3, 0.1, higher)) == f"anything from {small_harm} to little to no difference"
    )
    assert (
        say(span_of(-0.1, 0.3, lower)) == f"anything from little to no difference to {small_harm}"
    )
    assert say(span_of(-0.1, 0.1, higher)) == "little to no difference"


def test_levels() -> None:
    assert levels_phrase(0) == "not rated down"
    assert levels_phrase(-1) == "rated down by one level"
    assert levels_phrase(2) == "rated up by two levels"


ALL = (recovery, little_difference, readmission, narrative, single, none, many)
SENTENCES = (
    prose.included_sentence,
    prose.effect_sentence,
    prose.familiar_sentence,
    prose.prediction_sentence,
    prose.heterogeneity_sentence,
    prose.interval_sentence,
    prose.directions_sentence,
    exploration_words.sensitivity_sentence,
    exploration_words.leave_one_out_sentence,
    exploration_words.small_study_sentence,
    prose.thresholds_sentence,
)


@pytest.mark.parametrize("make", ALL)
def test_every_sentence_is_one(make: type) -> None:
    finding = make()
    for write in SENTENCES:
        text = write(finding)
        if text:
            assert text[0].isupper() or text[0].isdigit(), text
            assert text.endswith("."), text
            for flaw in ("..", "  ", " ,", " .", "None", "nan", "significan", "( ", ": :"):
                assert flaw not in text, text


def test_the_pooled_effect_is_given_with_what_it_means() -> None:
    assert prose.effect_sentence(recovery()) == (
        "The pooled standardised mean difference (SMD) was 0.28 "
        "(95% confidence interval, CI, 0.10 to 0.47): "
        "a small effect in favour of group peer support. The interval is compatible with "
        "anything from little to no difference to a small effect in favour of group peer support."
    )


def test_a_ratio_above_one_of_a_harm_favours_the_comparator() -> None:
    text = prose.effect_sentence(readmission())
    assert "(RR) was 1.37" in text
    assert "The estimate favours usual care or waiting list" in text
    assert "1.00" not in text


def test_absolute_effects_are_people_per_1000() -> None:
    low, high = absolute_sentences(readmission())
    assert low.startswith(
        "Low risk, readmission to hospital: 100 of 1000 people with usual care or waiting list "
        "and 137 (93 to 202) with group peer support, 37 more ("
    )
    assert "fewer to" in low
    assert high.startswith("High risk, readmission to hospital: 300 of 1000 people")
    named = readmission().model_copy(update={"event": "come back to hospital"})
    assert absolute_sentences(named)[0].startswith(
        "Low risk: with usual care or waiting list 100 of 1000 people come back to hospital; with "
        "group peer support 137 (93 to 202), 37 more ("
    )


def test_the_prediction_interval_says_what_it_includes() -> None:
    wide = little_difference()
    assert "a range that includes effects in favour of either side" in prose.prediction_sentence(
        wide
    )
    assert "wholly on the side of mutual support groups" in prose.prediction_sentence(many())
    withheld = recovery().model_copy(
        update={"prediction": Prediction(low=None, high=None, df=None, reason="Too few trials.")}
    )
    assert prose.prediction_sentence(withheld) == "No prediction interval is given: too few trials."


@pytest.mark.parametrize(
    ("k", "tau2", "shown", "said"),
    [
        (9, 0.01, None, "With nine trials this interval is itself very imprecise."),
        (10, 0.01, None, ""),
        (10, 0.0, None, "It is the interval of the mean, because no variation between trials was "),
        (5, 0.0, None, "estimated; with five trials there may be some all the same."),
        (
            5,
            0.0,
            (-1.0, 2.0),
            "It allows for chance alone, because no variation between trials was",
        ),
    ],
)
def test_a_prediction_interval_says_how_little_it_rests_on(k, tau2, shown, said) -> None:
    found = recovery()
    low, high = shown or (found.pooled.ci_low, found.pooled.ci_high)
    told = prose.prediction_sentence(
        found.model_copy(
            update={
                "k": k,
                "heterogeneity": found.heterogeneity.model_copy(update={"tau2": tau2}),
                "prediction": Prediction(low=low, high=high, df=k - 1),
            }
        )
    )
    assert said in told
    assert ("very imprecise" in told) is (tau2 > 0 and k < 10)


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_side_of_the_prediction_interval_follows_polarity(better: str) -> None:
    finding = recovery().model_copy(
        update={"better": better, "prediction": Prediction(low=0.1, high=0.4, df=3)}
    )
    favoured = finding.intervention if better == "higher" else finding.comparator
    assert f"wholly on the side of {favoured}." in prose.prediction_sentence(finding)


def test_i2_is_never_called_low_or_high() -> None:
    text = prose.heterogeneity_sentence(little_difference())
    assert "I² " in text
    for word in (" low", " high", "considerable", "substantial", "moderate"):
        assert word not in text


def test_the_safeguard_is_told_only_when_it_acted() -> None:
    acted = recovery()
    assert acted.pooled is not None
    assert acted.pooled.safeguard_applied
    pooled = acted.pooled.model_copy(update={"safeguard_applied": False})
    idle = acted.model_copy(update={"pooled": pooled})
    assert "the safeguard acted" in prose.interval_sentence(acted)
    assert "did not have to act" in prose.interval_sentence(idle)


def told(*directions: Direction) -> Finding:
    finding = narrative()
    assert finding.narrative is not None
    rows = tuple(
        NarrativeDirection(
            trial_id=f"T{i}",
            label=f"Trial {i}",
            direction=direction,
            estimate=None,
            ci_low=None,
            ci_high=None,
            n=None,
            risk_of_bias=None,
        )
        for i, direction in enumerate(directions)
    )
    return finding.model_copy(
        update={"narrative": finding.narrative.model_copy(update={"directions": rows})}
    )


@pytest.mark.parametrize(
    ("directions", "text"),
    [
        (("favours_intervention",) * 2, "Both trials favour group peer support."),
        (("favours_control",), "The one trial favours usual care or waiting list."),
        (("little_difference",) * 3, "All three trials show little to no difference."),
        (
            ("favours_intervention", "little_difference"),
            "Of two trials, one favours group peer support and one shows little to no difference.",
        ),
        (
            ("favours_intervention", "favours_intervention", "unknown"),
            "Of three trials, two favour group peer support and one shows no direction.",
        ),
    ],
)
def test_directions_are_counted(directions: tuple[Direction, ...], text: str) -> None:
    assert prose.directions_sentence(told(*directions)) == text


def test_certainty_names_each_reason_and_what_was_not_assessed() -> None:
    rating = certainty("low", risk_of_bias=-1, imprecision=-1)
    assert rating_words.certainty_sentence(rating) == (
        "The certainty of the evidence is low, rated down for risk of bias (one level) and "
        "imprecision (one level). Indirectness was not assessed, and the "
        "rating takes no account of it."
    )
    assert rating_words.certainty_sentence(certainty("high")) == (
        "The certainty of the evidence is high, with no reason to lower it in what was assessed. "
        "Indirectness was not assessed, and the "
        "rating takes no account of it."
    )


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("proposed", "Not yet decided: the proposal counts."),
        (
            "confirmed",
            "Rated down by one level, decided by A. Reviewer on 1 September 2026, as the rule "
            "proposes. Reason: Agreed after discussion.",
        ),
        (
            "overridden",
            "Rated down by one level, decided by A. Reviewer on 1 September 2026, against the "
            "rule’s proposal (rated down by one level). Reason: Agreed after discussion.",
        ),
        (
            "stale",
            "Rated down by one level, decided by A. Reviewer on 1 September 2026, but what it "
            "was taken on has changed since: the lower limit of the interval crossed the threshold "
            "for a small effect. Reason: Agreed after discussion. The rule now proposes: rated "
            "down by one level. This decision waits to be confirmed again.",
        ),
    ],
)
def test_a_decision_says_whose_it_is_and_whether_it_holds(state: str, text: str) -> None:
    domains = {d.name: d for d in certainty("low", state, imprecision=-1).domains}
    assert rating_words.domain_decision(domains["imprecision"]) == text


def test_familiar_units_follow_the_sign() -> None:
    finding = recovery()
    assert finding.familiar is not None
    told = prose.familiar_difference(finding.familiar)
    assert say(told) == "3.9 points higher (1.3 to 6.5 higher)"
    turned = finding.familiar.model_copy(update={"estimate": -1.0, "ci_low": -2.5, "ci_high": 0.5})
    told = prose.familiar_difference(turned)
    assert say(told) == "1.0 points lower (2.5 lower to 0.5 higher)"


def test_both_ends_below_zero_are_written_from_the_smaller_size() -> None:
    assert (
        prose.difference(-0.3, -0.5, -0.1, little_difference())
        == "0.30 standard deviations lower (0.10 to 0.50 lower)"
    )


@pytest.mark.parametrize("language", OTHERS)
def test_names_are_joined_as_the_language_that_is_spoken_does(language: str) -> None:
    assert listed(("A", "B")) == "A and B"
    with speaking(Words(language)):
        assert listed(("A", "B")) == format_list(("A", "B"), "standard", language)
