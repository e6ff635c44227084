"""Mantel-Haenszel and Peto as main models, through the whole street from counts to findings."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from living_review.findings import VersionInfo
from living_review.ground.errors import ProtocolError
from living_review.pooling import mantel_haenszel, peto
from living_review.protocol import load_protocol, parse_protocol
from living_review.registry import read
from living_review.sources import CsvFolder
from living_review.synthesis import synthesise
from living_review.words.exploration_words import influence_sentence
from living_review.words.method_words import outcome_analysis_items, pooling_sentences
from living_review.words.prose import method_line

# Fleiss 1993, aspirin after a heart attack: events and people, aspirin then placebo.
FLEISS = {
    "MRC-1": (49, 615, 67, 624),
    "CDP": (44, 758, 64, 771),
    "MRC-2": (102, 832, 126, 850),
    "GASP": (32, 317, 38, 309),
    "PARIS": (85, 810, 52, 406),
    "AMIS": (246, 2267, 219, 2257),
    "ISIS-2": (1570, 8587, 1720, 8600),
}
PROTOCOL_OF_FILES = """
review:
  id: aspirin
  title: Aspirin
  authors: [Nobody]
  question: {population: people, intervention: aspirin, comparator: placebo}
timepoints:
  - {id: post, label: End}
comparisons:
  - {id: main, label: Aspirin versus placebo, intervention: aspirin, comparator: placebo}
outcomes:
  - {id: death, label: Death, measure: OR, better: lower}
analysis: {model: common, method: mantel-haenszel, sensitivity: []}
"""
SPARSE = {"a": (4, 60, 15, 62), "b": (0, 40, 9, 41), "c": (20, 80, 22, 81), "d": (0, 50, 0, 52)}


@pytest.fixture
def review(registry, two_arms, protocol_text):
    """Give the finding of trials with these counts, under these analysis choices."""

    def made(counts, measure="OR", analysis="", own=""):
        head = protocol_text.partition("outcomes:")[0]
        outcome = f"{{id: death, label: Death, measure: {measure}, better: lower{own}}}"
        text = f"{head}outcomes:\n  - {outcome}\nanalysis: {{{analysis}}}\n"
        found = registry(text)
        for place, (name, (e1, n1, e2, n2)) in enumerate(counts.items()):
            found.trial(name, year=1970 + place, category="xy"[place % 2])
            found.arms(two_arms(name, "death", {"events": e1, "n": n1}, {"events": e2, "n": n2}))
        return found

    return made


def columns(counts):
    return [list(column) for column in zip(*counts.values(), strict=True)]


def test_mantel_haenszel_gives_what_revman_stores_for_fleiss(review):
    finding = review(FLEISS, analysis="model: common, method: mantel-haenszel").finding("death")
    pooled, spread = finding.pooled, finding.heterogeneity
    assert (pooled.method, pooled.model, pooled.interval) == ("mantel-haenszel", "common", "wald")
    stored = (0.8968655609130709, 0.8405144008917793, 0.9569947088336491)
    assert (pooled.estimate, pooled.ci_low, pooled.ci_high) == pytest.approx(stored, rel=1e-12)
    assert abs(pooled.statistic) == pytest.approx(3.287633061337987, rel=1e-12)
    assert spread.q == pytest.approx(9.946055983220074, rel=1e-12)
    assert spread.i2 == pytest.approx(39.67458045558399, rel=1e-12)
    assert (spread.tau2, finding.prediction.low) == (None, None)
    assert sum(trial.weight_percent for trial in finding.trials) == pytest.approx(100)
    ours = 64 * (758 - 44) / (758 + 771)
    every = sum(c * (n1 - a) / (n1 + n2) for a, n1, c, n2 in FLEISS.values())
    assert finding.trials[1].weight_percent == pytest.approx(100 * ours / every)
    assert "common effect, Mantel-Haenszel, Wald interval" in method_line(finding)


def test_revman_s_tau2_counts_half_an_event_in_trials_with_an_empty_cell(review):
    counts = {**{k: SPARSE[k] for k in "abc"}, "d": (10, 200, 30, 190)}
    expected = (0.383432, 0.156831, 0.937443)
    usual = review(counts, "RR", "sensitivity: [revman]").finding("death").sensitivity[0]
    main = "model: random, method: mantel-haenszel, sensitivity: [revman]"
    finding = review(counts, "RR", main).finding("death")
    for pooled, spread in (
        (usual.pooled, usual.heterogeneity),
        (finding.pooled, finding.heterogeneity),
    ):
        assert (pooled.estimate, pooled.ci_low, pooled.ci_high) == pytest.approx(expected, abs=1e-6)
        assert spread.tau2 == pytest.approx(0.530734, abs=1e-6)
        assert pooled.tau2_method == "DL, Mantel-Haenszel Q"
        assert "from the Mantel-Haenszel Q" in method_line(finding, pooled)
    assert finding.sensitivity[0].reason == (
        "It uses the same trials and methods as the main analysis."
    )
    dl = review(counts, "RR", "tau2: DL, interval: wald, sensitivity: [revman]").finding("death")
    assert dl.sensitivity[0].reason is None


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_each_measure_is_pooled_from_the_counts_as_they_are(review, measure):
    counts = FLEISS | {"z": (0, 400, 7, 390)}
    analysis = "model: common, method: mantel-haenszel, sensitivity: [common, mantel-haenszel]"
    finding = review(counts, measure, analysis).finding("death")
    direct = mantel_haenszel(*columns(counts), measure=measure)
    estimate = math.exp(direct.estimate) if measure != "RD" else direct.estimate
    assert finding.pooled.estimate == pytest.approx(estimate)
    assert finding.pooled.se == pytest.approx(direct.se)
    assert {each.reason for each in finding.sensitivity} == {
        "It uses the same trials and methods as the main analysis."
    }


def test_trials_without_events_add_nothing_to_a_ratio_and_say_so(review):
    choices = "model: common, method: mantel-haenszel, min_trials: 2"
    three = {name: SPARSE[name] for name in "abc"}
    with_it, without = (review(c, "OR", choices).finding("death") for c in (SPARSE, three))
    assert with_it.pooled == without.pooled
    assert with_it.heterogeneity == without.heterogeneity
    assert (with_it.k, with_it.n) == (3, without.n)
    silent = next(trial for trial in with_it.trials if trial.trial_id == "d")
    assert not silent.in_pool
    assert "adds nothing to the Mantel-Haenszel method" in silent.notes[-1]
    corrected = next(trial for trial in with_it.trials if trial.trial_id == "b")
    assert "the Mantel-Haenszel estimate takes the counts as they are" in corrected.notes[0]
    difference = review(SPARSE, "RD", choices).finding("death")
    assert (difference.k, difference.heterogeneity.q_df) == (4, 3)


@pytest.mark.parametrize(
    ("measure", "method"),
    [
        ("OR", "mantel-haenszel"),
        ("RR", "mantel-haenszel"),
        ("RD", "mantel-haenszel"),
        ("OR", "peto"),
    ],
)
def test_a_trial_is_said_to_add_nothing_where_it_has_no_part_in_the_pool(review, measure, method):
    """Where nobody or everybody had the event a ratio hears nothing, a difference zero."""
    counts = SPARSE | {"e": (30, 30, 31, 31)}
    finding = review(counts, measure, f"model: common, method: {method}").finding("death")
    told = {
        t.trial_id
        for t in finding.trials
        if any("the trial adds nothing to" in each for each in t.notes)
    }
    assert told == {trial.trial_id for trial in finding.trials if not trial.in_pool}
    assert told == ({"d", "e"} if measure in ("OR", "RR") else set())


def test_peto_shows_the_odds_ratios_that_it_pools(review):
    finding = review(SPARSE, "OR", "model: common, method: peto").finding("death")
    direct = peto(*columns(SPARSE))
    assert finding.pooled.method == "peto"
    assert finding.pooled.estimate == pytest.approx(math.exp(direct.estimate))
    assert finding.pooled.se == pytest.approx(direct.se)
    assert finding.heterogeneity.q == pytest.approx(direct.q)
    shown = {trial.trial_id: trial for trial in finding.trials}
    a, n1, c, n2 = SPARSE["b"]
    expected = n1 * (a + c) / (n1 + n2)
    v = n1 * n2 * (a + c) * (n1 + n2 - a - c) / ((n1 + n2) ** 2 * (n1 + n2 - 1))
    assert shown["b"].log_estimate == pytest.approx((a - expected) / v)
    assert shown["b"].se == pytest.approx(v**-0.5)
    assert shown["b"].weight_percent == pytest.approx(100 * direct.weights[1])
    assert "Peto" in shown["b"].notes[0]
    assert not shown["d"].in_pool
    assert "common effect, Peto, Wald interval" in method_line(finding)


def test_what_stands_around_the_pool_follows_its_method(review):
    choices = "model: common, method: mantel-haenszel, subgroups: [category]"
    finding = review(FLEISS, "OR", f"{choices}, sensitivity: [leave-one-out]").finding("death")
    table = np.array(columns(FLEISS), dtype=float)
    for at, row in enumerate(finding.leave_one_out):
        direct = mantel_haenszel(*np.delete(table, at, axis=1))
        assert row.estimate == pytest.approx(math.exp(direct.estimate))
        assert row.i2 == pytest.approx(direct.i2)
    for at, row in enumerate(finding.cumulative):
        direct = mantel_haenszel(*table[:, : at + 1])
        assert row.ci_high == pytest.approx(math.exp(direct.ci_high))
    (split,) = finding.subgroups
    levels = [mantel_haenszel(*table[:, start::2]) for start in (0, 1)]
    for level, direct in zip(split.levels, levels, strict=True):
        assert level.pooled.estimate == pytest.approx(math.exp(direct.estimate))
    w = np.array([1 / level.se**2 for level in levels])
    y = np.array([level.estimate for level in levels])
    assert split.q_between == pytest.approx((w * (y - (w * y).sum() / w.sum()) ** 2).sum())
    assert finding.influence == ()
    assert "are not given: they are defined" in influence_sentence(finding)


def test_influential_trials_are_named_and_a_pool_of_two_says_nothing_of_them(review):
    analysis = "model: common, sensitivity: []"
    assert influence_sentence(review(FLEISS, "OR", analysis).finding("death")) == (
        "Case-deletion diagnostics call AMIS and ISIS-2 influential."
    )
    without = {name: FLEISS[name] for name in ("MRC-1", "CDP", "GASP")}
    assert "call no trial influential" in influence_sentence(
        review(without, "OR", analysis).finding("death")
    )
    two = {name: FLEISS[name] for name in ("MRC-1", "CDP")}
    for method in ("inverse-variance", "mantel-haenszel"):
        finding = review(two, "OR", f"{analysis}, min_trials: 2, method: {method}").finding("death")
        assert finding.pooled is not None
        assert influence_sentence(finding) == ""


def test_an_arm_that_is_empty_in_every_trial_has_half_an_event_added(review):
    counts = {"a": (0, 60, 5, 62), "b": (0, 40, 9, 41), "c": (0, 80, 2, 81)}
    finding = review(counts, "OR", "model: common, method: mantel-haenszel").finding("death")
    half = [[a + 0.5, n1 + 1, c + 0.5, n2 + 1] for a, n1, c, n2 in counts.values()]
    direct = mantel_haenszel(*zip(*half, strict=True))
    assert finding.pooled.estimate == pytest.approx(math.exp(direct.estimate))
    assert "half an event was added" in finding.pooled.note


def test_without_any_event_the_difference_by_mantel_haenszel_is_zero_with_an_interval(review):
    counts = {"a": (0, 10, 0, 100), "b": (0, 12, 0, 120), "c": (0, 8, 0, 90)}
    finding = review(counts, "RD", "model: common, method: mantel-haenszel").finding("death")
    assert finding.pooled.estimate == 0
    assert finding.pooled.ci_low < 0 < finding.pooled.ci_high


@pytest.mark.parametrize("method", ["mantel-haenszel", "peto"])
def test_a_trial_that_reports_a_comparison_alone_is_left_out_by_name(review, method):
    found = review(FLEISS, "OR", f"model: common, method: {method}, sensitivity: [revman]")
    found.contrast("only", "death", "OR", estimate=0.5, ci_low=0.3, ci_high=0.8)
    finding = found.finding("death")
    assert finding.k == 7
    left = next(trial for trial in finding.trials if trial.trial_id == "only")
    assert (left.in_pool, left.weight_percent) == (False, None)
    assert "counts the events of each arm: the trial is not pooled" in left.notes[-1]
    assert "counts events" in finding.narrative.reason
    assert [each.trial_id for each in finding.narrative.directions] == ["only"]
    (other,) = finding.sensitivity
    assert other.trials_added == ("only",)
    assert other.pooled.tau2_method == "DL"


def test_what_peto_pools_of_a_comparison_enters_its_pool(review):
    found = review(FLEISS, "OR", "model: common, method: peto, sensitivity: [mantel-haenszel]")
    told = {"o_minus_e": -4.5, "variance": 9.0, "n_intervention": 60, "n_control": 64}
    found.contrast("only", "death", "OR", estimate="", **told)
    # An adjusted estimate is not what Peto's method pools.
    found.contrast("both", "death", "OR", estimate=0.8, se=0.4, o_minus_e=-2.0, variance=7.0)
    for stratum, excess, spread in (("women", 1.5, 4.0), ("men", -3.0, 6.0)):
        cells = {"stratum": stratum, "estimate": "", "o_minus_e": excess, "variance": spread}
        found.contrast("parts", "death", "OR", **cells)
    finding = found.finding("death")
    counted = peto(*columns(FLEISS))
    spread = 1 / counted.se**2
    v = spread + 9 + 7 + 10
    pooled = (counted.estimate * spread - 4.5 - 2 - 1.5) / v
    assert finding.k == 10
    assert finding.pooled.log_estimate == pytest.approx(pooled, rel=1e-12)
    assert finding.pooled.se == pytest.approx(v**-0.5, rel=1e-12)
    shown = {trial.trial_id: trial for trial in finding.trials}
    assert shown["both"].log_estimate == pytest.approx(-2 / 7)
    assert (shown["parts"].log_estimate, shown["parts"].se) == pytest.approx((-0.15, 10**-0.5))
    assert "Peto’s method." in shown["parts"].notes[0]
    for name in ("only", "both", "parts"):
        assert shown[name].in_pool
        assert any("less the expected events" in note for note in shown[name].notes)
    (other,) = finding.sensitivity
    assert other.k == 7


def test_strata_that_are_counted_and_reported_add_up_in_peto_s_method(review, two_arms):
    found = review({}, "OR", "model: common, method: peto, min_trials: 2")
    found.trial("b")
    women = two_arms("b", "death", {"events": 3, "n": 40}, {"events": 9, "n": 42})
    found.arms([{**row, "stratum": "women"} for row in women])
    cells = {"stratum": "men", "estimate": 0.9, "se": 0.5, "o_minus_e": -1.5, "variance": 4.0}
    found.contrast("b", "death", "OR", **cells)
    [trial] = found.finding("death").trials
    excess = 3 - 40 * 12 / 82 - 1.5
    spread = 40 * 42 * 12 * 70 / (82**2 * 81) + 4
    assert (trial.log_estimate, trial.se) == pytest.approx((excess / spread, spread**-0.5))
    assert trial.recovered == ()


def test_a_p_value_of_one_leaves_the_precision_to_the_log_rank_test(review):
    found = review({}, "OR", "model: common, min_trials: 2")
    found.contrast("a", "death", "OR", estimate=1.0, p=1, o_minus_e=0.0, variance=5.0)
    [trial] = found.finding("death").trials
    assert (trial.estimate, trial.se) == pytest.approx((1.0, 5**-0.5))


def test_methods_name_the_method_and_its_sources(review, registry, protocol_text):
    own = ", analysis: {method: peto, model: common}"
    protocol = review({}, "OR", own=own).protocol
    (said,) = outcome_analysis_items(protocol)
    assert "Peto’s one-step method" in said
    assert "[@yusuf1985]" in said
    text = protocol_text + "analysis: {model: common, method: mantel-haenszel}\n"
    sentences = " ".join(pooling_sentences(parse_protocol(text)))
    assert "[@mantel1959]" in sentences
    assert "Trials of other outcomes are pooled with the common-effect model" in sentences


@pytest.mark.parametrize(
    ("analysis", "own", "message"),
    [
        ("method: peto", "", "Peto's method has no random-effects model"),
        ("method: mantel-haenszel, tau2: PM", "", "τ² is that of DerSimonian and Laird"),
        ("method: mantel-haenszel, interval: t, model: common", "", "a Wald interval alone"),
        ("", ", analysis: {method: peto}", "Peto's method has no random-effects model"),
        ("sensitivity: [{id: x, label: X, method: peto, model: random}]", "", "no random-effects"),
        ("sensitivity: [{id: x, label: X, method: mantel-haenszel, tau2: PM}]", "", "remove one"),
    ],
)
def test_choices_that_do_not_go_with_a_method_are_refused(review, analysis, own, message):
    with pytest.raises(ProtocolError, match=message):
        review({}, "OR", analysis, own)


def test_peto_pools_odds_ratios_alone(review):
    with pytest.raises(ProtocolError, match="which pools odds ratios"):
        review({}, "RR", "method: peto, model: common")
    sensitivity = review(FLEISS, "RR", "sensitivity: [peto]").finding("death").sensitivity[0]
    assert sensitivity.reason == "Peto’s method does not pool outcomes measured by RR."


def test_the_sequential_view_follows_the_pool_as_counted(review):
    choices = (
        "model: common, method: mantel-haenszel, sequential: {differences: "
        "{death: {difference: 0.02, source: us}}}"
    )
    finding = review(FLEISS, "OR", choices).finding("death")
    looks = finding.sequential.looks
    assert [look.estimate for look in looks] == pytest.approx(
        [each.estimate for each in finding.cumulative]
    )
    assert looks[-1].z == pytest.approx(finding.pooled.statistic)


def test_fleiss_from_files_is_what_revman_stores(tmp_path):
    trials = ["trial_id,label,year,status,date_added"]
    arms = ["trial_id,outcome,timepoint,higher_is_better,arm,role,n,events"]
    for name, (e1, n1, e2, n2) in FLEISS.items():
        trials.append(f"{name},{name},1980,included,2026-01-01")
        arms.append(f"{name},death,post,false,aspirin,intervention,{n1},{e1}")
        arms.append(f"{name},death,post,false,placebo,control,{n2},{e2}")
    tables = {
        "trials": trials,
        "arms": arms,
        "contrasts": ["trial_id,outcome,timepoint,higher_is_better,measure,estimate"],
        "risk_of_bias": ["trial_id,tool,domain,judgement"],
        "searches": ["search_id,date,source"],
    }
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "protocol.yml").write_text(PROTOCOL_OF_FILES, encoding="utf-8")
    protocol = load_protocol(tmp_path / "protocol.yml")
    snapshot = read(CsvFolder(tmp_path).pull(), protocol)
    today = dt.date(2026, 11, 22)
    version = VersionInfo(number=None, date=today)
    (finding,) = synthesise(snapshot, protocol, today=today, version=version).findings
    assert finding.pooled.estimate == pytest.approx(0.8968655609130709, rel=1e-12)
    assert finding.heterogeneity.q == pytest.approx(9.946055983220074, rel=1e-12)


@pytest.mark.parametrize("method", ["mantel-haenszel", "peto"])
def test_counts_of_clusters_are_those_of_the_design_effect(review, two_arms, method):
    found = review(FLEISS, "OR", f"model: common, method: {method}")
    effect = 1 + (21 - 1) * 0.05
    own = {"cluster_size": 21, "icc": 0.05}
    found.trial("k", design="cluster")
    found.arms(
        two_arms("k", "death", {"events": 9, "n": 90, **own}, {"events": 15, "n": 95, **own})
    )
    finding = found.finding("death")
    counts = [*FLEISS.values(), (9 / effect, 90 / effect, 15 / effect, 95 / effect)]
    direct = (peto if method == "peto" else mantel_haenszel)(*zip(*counts, strict=True))
    assert finding.pooled.estimate == pytest.approx(math.exp(direct.estimate))
    assert finding.pooled.se == pytest.approx(direct.se)


@pytest.mark.parametrize("method", ["mantel-haenszel", "peto"])
def test_the_strata_of_a_trial_are_counted_as_tables_of_their_own(review, two_arms, method):
    found = review(FLEISS, "OR", f"model: common, method: {method}")
    strata = {"women": (12, 90, 20, 95), "men": (30, 110, 33, 100)}
    for stratum, (e1, n1, e2, n2) in strata.items():
        first, second = {"events": e1, "n": n1}, {"events": e2, "n": n2}
        rows = two_arms("s", "death", first, second)
        found.arms([{**row, "stratum": stratum} for row in rows])
    finding = found.finding("death")
    direct = (peto if method == "peto" else mantel_haenszel)(
        *zip(*FLEISS.values(), *strata.values(), strict=True)
    )
    assert finding.k == len(FLEISS) + 1
    assert finding.pooled.estimate == pytest.approx(math.exp(direct.estimate))
    assert finding.pooled.se == pytest.approx(direct.se)
    share = next(trial for trial in finding.trials if trial.trial_id == "s").weight_percent
    assert share == pytest.approx(100 * direct.weights[-2:].sum())


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
@pytest.mark.parametrize(
    "choice",
    [
        *("model: common, method: mantel-haenszel", "model: random, method: mantel-haenszel"),
        *("model: common, method: inverse-variance", "model: random, tau2: DL, interval: wald"),
        "model: common, method: peto",
    ],
)
def test_between_subgroups_stands_the_q_of_their_means(review, measure, choice):
    """Each level weighs as its own standard error says (Borenstein 2009, ch. 19)."""
    if "peto" in choice and measure != "OR":
        return
    counts = {**FLEISS, "extra": (12, 300, 25, 310), "more": (7, 150, 5, 160)}
    wald = "" if "interval" in choice else ", interval: wald"
    found = review(counts, measure, f"{choice}{wald}, subgroups: [category]").finding("death")
    (group,) = found.subgroups
    assert [each.level for each in group.levels] == ["x", "y"]
    assert [each.k for each in group.levels] == [5, 4]
    effects = [each.pooled for each in group.levels]
    means = np.array([e.estimate if measure == "RD" else math.log(e.estimate) for e in effects])
    weights = np.array([1 / each.se**2 for each in effects])
    mean = (weights * means).sum() / weights.sum()
    assert group.q_between == pytest.approx((weights * (means - mean) ** 2).sum(), rel=1e-9)
    assert group.df == 1
    assert group.p == pytest.approx(math.erfc(math.sqrt(group.q_between / 2)), rel=1e-9)


@pytest.mark.parametrize("tau2", ["DL", "REML", "PM"])
def test_the_q_between_subgroups_does_not_rest_on_the_kind_of_interval(review, tau2):
    counts = {**FLEISS, "extra": (12, 300, 25, 310), "more": (7, 150, 5, 160)}
    found = [
        review(counts, "OR", f"tau2: {tau2}, interval: {kind}, subgroups: [category]")
        .finding("death")
        .subgroups[0]
        for kind in ("wald", "t", "knapp-hartung")
    ]
    first, *others = [each.q_between for each in found]
    assert first > 0
    assert others == pytest.approx([first] * 2, rel=1e-12)
    assert len({each.levels[0].pooled.ci_low for each in found}) > 1
