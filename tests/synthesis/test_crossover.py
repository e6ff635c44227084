"""Crossover trials use their pairs: as reported, else as assumed, else as if there were none."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from living_review.effects import log_risk_ratio, mean_difference, standardized_mean_difference
from living_review.effects.continuous import small_sample_factor
from living_review.language import say
from living_review.synthesis.narrative import _pairing

N, M1, S1, M2, S2 = 40, 5.0, 2.0, 4.0, 2.5
MEANS = ({"mean": M1, "sd": S1, "n": N}, {"mean": M2, "sd": S2, "n": N})
COUNTS = ({"events": 10}, {"events": 20})
ASSUMED = "analysis: {crossover_correlation: 0.5}\n"


@pytest.fixture
def crossover(registry, two_arms, protocol_text):
    """Give a registry with one crossover trial, which reports arms unless told otherwise."""

    def build(outcome="mood", analysis="", arms=MEANS, trials=("t1",), contrast=None, **cells):
        made = registry(protocol_text + analysis)
        for name in trials:
            made.trial(name, design="crossover")
            if arms:
                made.arms([{**row, **cells} for row in two_arms(name, outcome, *arms)])
            if contrast:
                given = {"n_intervention": N, "n_control": N, **cells, **contrast}
                made.contrast(name, outcome, given.pop("measure", "MD"), **given)
        return made

    return build


def only(made, outcome="mood"):
    return made.finding(outcome).trials[0]


def paired_se(r):
    return math.sqrt((S1**2 + S2**2 - 2 * r * S1 * S2) / N)


def elbourne(g, r):
    return math.sqrt((1 / N + g**2 / (2 * N)) * 2 * (1 - r))


def test_without_a_word_on_pairs_a_trial_counts_as_two_groups_and_says_so(crossover):
    trial = only(crossover("score", higher_is_better="true"), "score")
    groups = mean_difference(M1, S1, N, M2, S2, N)
    assert trial.se == pytest.approx(math.sqrt(groups.variance))
    assert (trial.pairing, trial.correlation, trial.n) == ("ignored", None, N)
    assert any("as if its periods were two groups" in note for note in trial.notes)


def test_an_assumed_correlation_makes_a_mean_difference_paired(crossover):
    trial = only(crossover("score", ASSUMED, higher_is_better="true"), "score")
    assert trial.estimate == pytest.approx(1)
    assert trial.se == pytest.approx(paired_se(0.5))
    assert (trial.pairing, trial.correlation) == ("assumed", 0.5)
    assert any(
        "a correlation of 0.50 of a person’s two results is assumed" in n for n in trial.notes
    )


def test_an_assumed_correlation_leaves_a_standardised_effect_where_it_is(crossover):
    trial = only(crossover("mood", ASSUMED))
    groups = standardized_mean_difference(M1, S1, N, M2, S2, N)
    assert trial.estimate == pytest.approx(groups.estimate)
    assert trial.se == pytest.approx(elbourne(groups.estimate, 0.5))


@pytest.mark.parametrize(
    "figures",
    [
        {"se": paired_se(0.6)},
        {"sd_difference": paired_se(0.6) * math.sqrt(N)},
        {"t": 1 / paired_se(0.6)},
        {"t": -1 / paired_se(0.6)},
    ],
)
def test_a_reported_paired_difference_gives_the_correlation_of_the_arms(crossover, figures):
    trial = only(crossover("mood", ASSUMED, contrast={"estimate": 1, **figures}))
    assert trial.from_ == "arms"
    assert (trial.pairing, trial.correlation) == ("reported", pytest.approx(0.6, abs=1e-9))
    assert trial.se == pytest.approx(elbourne(trial.estimate, 0.6))
    # The contrast is used for its pairing, and is not said to be left aside.
    told = " ".join(trial.notes)
    assert "the contrast tells how alike a person’s two results are" in told
    assert "not the contrast" not in told
    assert "correlate by 0.60, which follows from" in told
    assert "is assumed" not in told


@pytest.mark.parametrize(
    ("figures", "formula"),
    [
        ({"se": 0.3}, None),
        ({"sd_difference": 0.3 * math.sqrt(N)}, "sd_difference / √n, of the people of the pairs"),
        ({"t": 1 / 0.3}, "|estimate / t|"),
        (
            {"ci_low": 1 - 2.0226909 * 0.3, "ci_high": 1 + 2.0226909 * 0.3},
            "(upper − lower limit) / (2 × t of the people of the pairs less 1 at the level)",
        ),
    ],
)
def test_a_mean_difference_within_people_is_used_whole(crossover, figures, formula):
    made = crossover("score", ASSUMED, contrast={"estimate": 1, **figures}, higher_is_better="true")
    trial = only(made, "score")
    assert (trial.from_, trial.pairing, trial.n) == ("contrast", "reported", N)
    assert trial.se == pytest.approx(0.3, abs=1e-7)
    errors = [each for each in trial.recovered if each.what == "se"]
    assert [each.formula for each in errors] == ([formula] if formula else [])
    assert all(set(figures) <= set(each.cells) for each in errors)


def test_a_difference_alone_is_standardised_by_the_assumed_correlation(crossover):
    given = {"estimate": -1, "se": paired_se(0.5)}
    trial = only(crossover("mood", ASSUMED, arms=None, contrast=given))
    sd = math.sqrt((S1**2 + S2**2 - S1 * S2) / (2 * 0.5))
    assert trial.estimate == pytest.approx(-small_sample_factor(N - 1) / sd)
    # By as many degrees of freedom as there are differences, less one.
    assert trial.se**2 == pytest.approx(1 / N + trial.estimate**2 / (2 * (N - 1)))


def test_a_difference_alone_gives_its_direction_where_no_correlation_is_assumed(crossover):
    found = crossover("mood", arms=None, contrast={"estimate": -1, "se": 0.3}).finding("mood")
    assert found.k == 0
    assert found.trials[0].direction == "favours_intervention"
    assert any("cannot be standardised without the correlation" in n for n in found.trials[0].notes)


def test_an_effect_of_a_turned_instrument_keeps_its_turn(crossover):
    given = {"estimate": 1, "se": paired_se(0.5)}
    trial = only(crossover("mood", ASSUMED, arms=None, contrast=given, higher_is_better="true"))
    assert trial.estimate < 0
    assert trial.direction == "favours_intervention"


def test_figures_that_contradict_each_other_imply_no_pairing(crossover):
    trial = only(crossover("mood", contrast={"estimate": 1, "se": 0.01}))
    assert trial.pairing == "ignored"
    assert any("contradict each other" in note for note in trial.notes)


@pytest.mark.parametrize("measure", ["relapse", "death"])
def test_counts_are_paired_by_the_assumed_correlation(crossover, measure):
    trial = only(crossover(measure, ASSUMED, arms=({"events": 10}, {"events": 20})), measure)
    p, q = 10 / 50, 20 / 50
    terms = {
        "relapse": ((1 - p) / (50 * p), (1 - q) / (50 * q)),
        "death": (1 / (50 * p * (1 - p)), 1 / (50 * q * (1 - q))),
    }[measure]
    expected = sum(terms) - 2 * 0.5 * math.sqrt(terms[0] * terms[1])
    assert trial.se == pytest.approx(math.sqrt(expected))
    assert trial.n == 50


def test_no_correlation_is_assumed_that_two_risks_do_not_allow(crossover):
    made = crossover(
        "death", "analysis: {crossover_correlation: 0.9}\n", arms=({"events": 10}, {"events": 20})
    )
    trial = only(made, "death")
    assert trial.correlation == pytest.approx(math.sqrt((10 / 40) / (20 / 30)))
    assert any("the largest that its two risks allow" in note for note in trial.notes)


def test_a_pool_that_rests_on_an_assumed_correlation_is_shown_around_it(crossover):
    names = ("t1", "t2", "t3", "t4")
    made = crossover("relapse", ASSUMED, arms=({"events": 10}, {"events": 20}), trials=names)
    found = made.finding("relapse")
    around = {each.id: each for each in found.sensitivity if each.id.startswith("crossover")}
    assert [*around] == ["crossover-0.30", "crossover-0.70", "crossover-parallel"]
    groups = math.sqrt(log_risk_ratio(10, 50, 20, 50).variance / 4)
    assert around["crossover-parallel"].pooled.se == pytest.approx(groups)
    assert around["crossover-0.30"].pooled.se > found.pooled.se
    assert {each.n for each in around.values()} == {200}


@pytest.mark.parametrize(
    ("correlation", "ids"),
    [
        ("0.1", ["crossover-0.00", "crossover-0.30", "crossover-parallel"]),
        ("0.9", ["crossover-0.70", "crossover-0.95", "crossover-parallel"]),
    ],
)
def test_the_range_around_it_stays_possible(crossover, correlation, ids):
    made = crossover(
        "score",
        f"analysis: {{crossover_correlation: {correlation}}}\n",
        trials=("t1", "t2", "t3"),
        higher_is_better="true",
    )
    found = made.finding("score")
    assert [e.id for e in found.sensitivity if e.id.startswith("crossover")] == ids


def test_reported_pairs_and_other_designs_need_no_range(crossover, arms_of_means):
    made = crossover("mood", ASSUMED, contrast={"estimate": 1, "se": paired_se(0.6)})
    for name in ("p1", "p2", "p3"):
        made.arms(arms_of_means(name, -0.4))
    found = made.finding("mood")
    assert found.k == 4
    assert not [each for each in found.sensitivity if each.id.startswith("crossover")]


def test_clusters_and_pairs_are_both_allowed_for(crossover):
    made = crossover("score", ASSUMED, higher_is_better="true", cluster_size=11, icc=0.1)
    trial = only(made, "score")
    assert trial.se == pytest.approx(paired_se(0.5) * math.sqrt(2))
    assert any("40 people count as 20" in note for note in trial.notes)
    assert trial.n == N


def test_one_outcome_may_assume_its_own_correlation(crossover, protocol_text):
    text = protocol_text.replace(
        "measure: MD, better: higher,",
        "measure: MD, better: higher, analysis: {crossover_correlation: 0.8},",
    )
    assert text != protocol_text
    made = crossover("score", ASSUMED, higher_is_better="true")
    made.protocol = type(made)(text + ASSUMED).protocol
    assert only(made, "score").se == pytest.approx(paired_se(0.8))


def test_a_narrative_says_that_pairs_are_not_known(crossover):
    found = crossover("mood", trials=("t1", "t2")).finding("mood")
    assert (
        "Two crossover trials are used as if their periods were two groups of people, because "
        "nothing is known of their pairs." in found.narrative.statement
    )


def test_methods_that_count_events_know_of_no_pairs(crossover):
    made = crossover(
        "death",
        "analysis: {crossover_correlation: 0.5, method: mantel-haenszel, model: common}\n",
        arms=({"events": 10}, {"events": 20}),
        trials=("t1", "t2", "t3"),
    )
    found = made.finding("death")
    assert (found.k, found.n) == (3, 150)
    assert {trial.pairing for trial in found.trials} == {"counted"}
    assert any("as if they were different people" in note for note in found.trials[0].notes)


def test_trials_beside_a_pool_say_of_themselves_how_their_pairs_were_used(crossover):
    apart = crossover("mood", trials=("t1", "t2")).finding("mood").trials
    assert say(_pairing(SimpleNamespace(kind="pooled"), apart)).startswith(
        "Of these trials, two crossover trials are used as if their periods were two groups"
    )


def test_of_a_trial_without_events_beside_a_pool_no_pairs_are_told(crossover, two_arms):
    method = "analysis: {method: mantel-haenszel, model: common}\n"
    made = crossover("death", method, arms=COUNTS, trials=("t1", "t2", "t3"))
    made.trial("t4", design="crossover")
    made.arms(two_arms("t4", "death", {"n": N, "events": 0}, {"n": N, "events": 0}))
    said = made.finding("death").narrative.statement
    assert "had the event" in said
    assert "crossover" not in said


def test_strata_of_a_crossover_trial_are_paired_and_then_pooled(crossover):
    whole = only(crossover("score", ASSUMED, higher_is_better="true"), "score")
    made = crossover("score", ASSUMED, higher_is_better="true", stratum="women")
    made.arms([{**row, "stratum": "men"} for row in made.tables["arms"]])
    trial = only(made, "score")
    assert trial.se == pytest.approx(whole.se / math.sqrt(2))
    assert (trial.pairing, trial.n) == ("assumed", 2 * N)
