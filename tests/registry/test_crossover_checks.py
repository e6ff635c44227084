"""What the checks say of crossover trials: of their pairs, and of a spread that is a paired one."""

from __future__ import annotations

import pytest
from tests.registry.conftest import PROTOCOL

from living_review.protocol import parse_protocol
from living_review.registry import read

RULE = "crossover-unpaired"
OF_PAIRS = "nothing is known of the pairs"


def with_analysis(text):
    return parse_protocol(PROTOCOL.replace("analysis: {", "analysis: {" + text + ", "))


@pytest.fixture
def queried(tables, raw, protocol):
    """Give the queries of one rule once every trial is a crossover trial and tables are changed."""

    def found(*changes, rule=RULE, protocol=protocol):
        for row in tables["trials"]:
            row["design"] = "crossover"
        for change in changes:
            change(tables)
        snapshot = read(raw(tables), protocol)
        return {
            (query.table, query.row): query.sentence
            for query in snapshot.queries
            if query.rule == rule
        }

    return found


def paired_figure(trial_id="A", **cells):
    def change(tables):
        base = {**tables["contrasts"][0], "instrument": "", "higher_is_better": "false"}
        people = {"n_intervention": "50", "n_control": "50"}
        tables["contrasts"].append({**base, **people, "trial_id": trial_id, **cells})

    return change


def falls(tables):
    """Two arms of trial A on an outcome that is a rate, in rows 12 and 13."""
    for row in tables["arms"][8:10]:
        tables["arms"].append({**row, "outcome": "falls", "events": "60", "time_at_risk": "7.5"})


def test_means_are_asked_for_the_difference_within_people(queried):
    found = queried()
    for row in (2, 6, 8):  # SMD, MD and ROM
        assert OF_PAIRS in found["arms", row]
        assert "mean difference within people" in found["arms", row]
        assert "sd_difference or t" in found["arms", row]
        assert "analysis.crossover_correlation" in found["arms", row]


def test_counts_are_asked_for_their_own_ratio_and_never_for_a_mean_difference(queried):
    sentence = queried()["arms", 10]
    assert OF_PAIRS in sentence
    assert "risk ratio of the paired analysis (RR) with its standard error or interval" in sentence
    assert "analysis.crossover_correlation" in sentence
    assert "sd_difference" not in sentence


def test_counts_with_their_own_paired_ratio_are_not_asked(queried):
    figure = paired_figure(outcome="relapse", measure="RR", estimate="0.7", se="0.2")
    assert ("arms", 10) not in queried(figure)


@pytest.mark.parametrize("correlation", ["", "crossover_correlation: 0.5, "])
def test_rates_make_no_use_of_a_correlation_and_are_asked_for_their_ratio(queried, correlation):
    source = "crossover_correlation_source: us" if correlation else "min_trials: 3"
    sentence = queried(falls, protocol=with_analysis(correlation + source))["arms", 12]
    assert "rate ratio of the paired analysis (IRR)" in sentence
    assert "crossover_correlation" not in sentence


COUNTED = "method: mantel-haenszel, interval: wald, tau2: DL"
ASSUMED = "crossover_correlation: 0.5, crossover_correlation_source: us"


def test_a_method_that_counts_is_named_and_another_is_proposed(queried):
    sentence = queried(protocol=with_analysis(COUNTED))["arms", 10]
    assert "Mantel-Haenszel counts the events of each arm and knows of no pairs" in sentence
    assert "method: inverse-variance" in sentence
    assert "risk ratio of the paired analysis (RR)" in sentence
    assert len(sentence) < 500


def test_peto_is_named_for_an_odds_ratio(queried):
    text = PROTOCOL.replace("measure: RR, better: lower}", "measure: OR, better: lower}").replace(
        "    measure: RR\n", "    measure: OR\n"
    )
    peto = "analysis: {method: peto, model: common, interval: wald, "
    peto = parse_protocol(text.replace("analysis: {", peto))
    sentence = queried(protocol=peto)["arms", 10]
    assert "Peto counts the events of each arm" in sentence
    assert "odds ratio of the paired analysis (OR)" in sentence


@pytest.mark.parametrize("told", ["a figure", "a correlation"])
def test_what_is_known_of_the_pairs_does_not_reach_a_method_that_counts(queried, told):
    figure = paired_figure(outcome="relapse", measure="RR", estimate="0.7", se="0.2")
    if told == "a figure":
        found = queried(figure, protocol=with_analysis(COUNTED))
    else:
        found = queried(protocol=with_analysis(f"{COUNTED}, {ASSUMED}"))
    sentence = found["arms", 10]
    assert "method: inverse-variance" in sentence
    assert "enter" not in sentence
    assert ("arms", 2) in found if told == "a figure" else ("arms", 2) not in found


def test_a_correlation_that_is_assumed_is_used_for_means_and_counts(queried):
    assert queried(protocol=with_analysis(ASSUMED)) == {}


def test_a_difference_within_people_beside_arms_is_of_use_to_a_ratio_of_means(queried):
    of = {"outcome": "growth", "instrument": "Growth", "higher_is_better": "true"}
    figure = paired_figure("B", **of, measure="MD", estimate="2", se="0.2")
    assert ("arms", 8) not in queried(figure)
    assert queried(rule="measure-not-usable") == {}


def spread_of(**cells):
    """Make the contrast of trial C a difference in points within people."""
    base = {"measure": "MD", "estimate": "4", "se": "", "n_intervention": "40", "n_control": "40"}
    return lambda tables: tables["contrasts"][0].update({**base, **cells})


SPREADS = (
    *("se-looks-like-sd", "sd-ratio", "se-unconfirmed", "smd-implausible", "se-contradicts-n"),
    *("sd-beyond-range", "se-unlike-others", "se-contradicts-interval", "p-contradicts-estimate"),
)


@pytest.fixture
def doubted(tables, raw, protocol):
    """Give the rules by which the contrast of trial C is doubted or set aside."""

    def found(change, design="crossover", protocol=protocol):
        for row in tables["trials"]:
            row["design"] = design
        change(tables)
        snapshot = read(raw(tables), protocol)
        remarks = (*snapshot.quarantine, *snapshot.queries)
        return {r.rule: r.column for r in remarks if (r.table, r.row) == ("contrasts", 2)}

    return found


# People whose scores spread by 10 and correlate by 0.95: differences spread by 3.16, se = 0.5.
@pytest.mark.parametrize(
    "cells",
    [
        {"se": "0.5"},
        {"sd_difference": "3.16"},
        {"t": "8"},
        {"ci_low": "2.99", "ci_high": "5.01"},
        {"se": "0.5", "ci_low": "2.99", "ci_high": "5.01"},
    ],
)
def test_a_small_paired_error_is_not_doubted_as_if_it_were_of_two_groups(doubted, cells):
    assert not doubted(spread_of(**cells)).keys() & set(SPREADS)


def test_the_same_error_of_two_groups_is_doubted(doubted):
    assert "sd-ratio" in doubted(spread_of(se="0.5"), design="parallel")


def test_the_trials_of_two_groups_are_not_compared_with_paired_errors(tables, raw, protocol):
    tables["arms"] = [row for row in tables["arms"] if row["outcome"] != "mood"]
    spread_of(se="2.2")(tables)
    base = tables["contrasts"][0]
    tables["contrasts"] += [{**base, "trial_id": t, "se": "0.4"} for t in "AB"]
    for row in tables["trials"]:
        row["design"] = "parallel" if row["trial_id"] == "C" else "crossover"
    found = {query.rule for query in read(raw(tables), protocol).queries if query.row == 2}
    assert not found & {"sd-ratio", "se-looks-like-sd"}


def test_with_a_correlation_the_scores_behind_a_paired_error_are_compared(doubted):
    assert "se-looks-like-sd" not in doubted(spread_of(se="1.6"), protocol=with_analysis(ASSUMED))
    # The standard deviation of the differences in the place of their error.
    found = doubted(spread_of(se="10"), protocol=with_analysis(ASSUMED))
    assert found["se-looks-like-sd"] == "se"


def test_differences_within_people_may_spread_over_twice_the_range_and_no_more(doubted):
    # On 0 to 100 scores spread by 50 at most, and differences by 100.
    assert "sd-beyond-range" not in doubted(spread_of(sd_difference="90"))
    assert doubted(spread_of(sd_difference="110"))["sd-beyond-range"] == "sd_difference"
    assert doubted(spread_of(se="20"))["sd-beyond-range"] == "se"


def test_a_small_paired_error_of_a_ratio_is_not_smaller_than_people_can_give(doubted):
    ratio = {"measure": "OR", "estimate": "0.7", "se": "0.1"}
    assert "se-contradicts-n" not in doubted(spread_of(**ratio))
    assert "se-contradicts-n" in doubted(spread_of(**ratio), design="parallel")
    assert "se-contradicts-n" in doubted(spread_of(**{**ratio, "se": "2.5"}))


def test_paired_intervals_and_p_values_of_few_people_are_read_with_their_own_degrees(doubted):
    # Five people: t on 4 degrees of freedom is 2.776, and p is 0.016.
    few = {"n_intervention": "5", "n_control": "5", "se": "1"}
    exact = spread_of(**few, ci_low="1.224", ci_high="6.776", p="0.016")
    assert not doubted(exact).keys() & {"se-contradicts-interval", "p-contradicts-estimate"}
    wrong = doubted(spread_of(**few, ci_low="-2", ci_high="10", p="0.6"))
    assert {"se-contradicts-interval", "p-contradicts-estimate"} <= wrong.keys()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"t": "0.5"}, "t"),
        ({"ci_low": "-16", "ci_high": "24"}, "ci_low"),
        ({"sd_difference": "60"}, "sd_difference"),
    ],
)
def test_a_paired_figure_of_any_kind_fits_the_spreads_of_the_periods(queried, cells, column):
    people = {"n_intervention": "50", "n_control": "50", "instrument": "Pain Scale"}
    of = {**people, "outcome": "pain", "measure": "MD", "estimate": "4", "se": "", **cells}
    found = queried(paired_figure(**of), rule="crossover-correlation")
    assert f"column {column}" in found["contrasts", 3]


def test_a_p_value_is_too_rough_to_contradict_the_spreads_of_the_periods(queried):
    of = {"outcome": "pain", "measure": "MD", "estimate": "4", "se": "", "p": "0.8"}
    assert queried(paired_figure(**of), rule="crossover-correlation") == {}
