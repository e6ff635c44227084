from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from living_review.synthesis.trial_effects import TrialEffect, chosen


def test_arms_win_over_a_contrast_unless_the_protocol_says_otherwise(
    registry, arms_of_means, protocol_text
):
    contrast = {"estimate": -0.9, "se": 0.2, "n_intervention": 50, "n_control": 50}
    [trial] = (
        registry()
        .arms(arms_of_means("a", -0.5))
        .contrast("a", "mood", "SMD", **contrast)
        .finding("mood")
        .trials
    )
    assert trial.from_ == "arms"
    assert any("Both the arms and a contrast are reported" in note for note in trial.notes)
    other = registry(protocol_text + "analysis: {prefer: contrasts}\n")
    [trial] = (
        other.arms(arms_of_means("a", -0.5))
        .contrast("a", "mood", "SMD", **contrast)
        .finding("mood")
        .trials
    )
    assert (trial.from_, trial.estimate) == ("contrast", -0.9)


def test_arms_without_a_variance_give_way_to_a_contrast(registry, two_arms):
    contrast = {"estimate": -0.9, "se": 0.2, "n_intervention": 50, "n_control": 50}
    [trial] = (
        registry()
        .arms(two_arms("a", "mood", {"mean": 9}, {"mean": 10}))
        .contrast("a", "mood", "SMD", **contrast)
        .finding("mood")
        .trials
    )
    assert trial.from_ == "contrast"


def test_of_two_instruments_that_nobody_put_in_order_the_first_by_name_is_used(
    registry, arms_of_means
):
    rows = [*arms_of_means("a", -0.5, instrument="BDI"), *arms_of_means("a", -0.9, instrument="X")]
    for written in (rows, rows[::-1]):
        finding = registry().arms(written).finding("mood")
        [trial] = finding.trials
        assert (trial.instrument, finding.k, finding.n) == ("BDI", 1, 100)
        assert (
            "The trial also reports X; BDI is used (the protocol does not put these instruments in "
            "order, and its name comes first), so that the trial counts once."
        ) in trial.notes


def test_the_protocols_order_of_instruments_comes_first(registry, arms_of_means, protocol_text):
    text = protocol_text.replace(
        "measure: SMD, better: lower}", "measure: SMD, better: lower, instruments: {X: {}}}"
    )
    rows = [*arms_of_means("a", -0.5, instrument="BDI"), *arms_of_means("a", -0.9, instrument="X")]
    [trial] = registry(text).arms(rows).finding("mood").trials
    assert trial.instrument == "X"


effects = st.lists(
    st.builds(
        TrialEffect,
        trial_id=st.sampled_from("abc"),
        origin=st.sampled_from(["arms", "contrast"]),
        estimate=st.none() | st.floats(-2, 2),
        variance=st.none() | st.floats(0.01, 1),
        instrument=st.sampled_from(["X", "Y", None]),
        line=st.integers(2, 50),
        rank=st.tuples(st.integers(0, 2)),
    )
)


@given(effects, st.sampled_from(["arms", "contrasts"]))
def test_every_trial_counts_once_and_a_usable_effect_is_never_passed_over(offers, prefer):
    picked = chosen(offers, prefer)
    assert set(picked) == {effect.trial_id for effect in offers}
    for trial_id, effect in picked.items():
        own = [each for each in offers if each.trial_id == trial_id]
        assert effect.usable == any(each.usable for each in own)
