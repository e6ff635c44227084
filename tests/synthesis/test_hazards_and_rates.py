"""Reviews of hazard ratios, rate ratios and rate differences, from rows to sentences."""

from __future__ import annotations

import math

import pytest

from living_review.certainty import NO_JUDGEMENTS, rate
from living_review.effects import from_log_rank

PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {population: people, intervention: exercise, comparator: usual care, setting: any}
timepoints:
  - {id: post, label: One year}
comparisons:
  - {id: main, label: Exercise versus usual care, intervention: exercise, comparator: usual care}
outcomes:
  - id: death
    label: Death
    measure: HR
    better: lower
    baseline_risks: [{label: Average, risk: 0.1, at: 12 months, source: cohort}]
    thresholds: {small: {per_1000: 10}, moderate: {per_1000: 20}, large: {per_1000: 50}, source: us}
  - id: falls
    label: Falls
    measure: IRR
    better: lower
    person_time: {unit: person-years, per: 100}
    thresholds: {small: {ratio: 0.9}, moderate: {ratio: 0.8}, large: {ratio: 0.5}, source: us}
  - id: stays
    label: Hospital stays
    measure: IRD
    better: lower
    person_time: {unit: person-years, per: 100}
    baseline_rates: [{label: Average, rate: 25, source: cohort}]
    thresholds: {small: 2, moderate: 5, large: 10, source: us}
  - id: relapse
    label: Relapse
    measure: RR
    better: lower
    thresholds: {small: 0.1, moderate: 0.25, large: 0.5, source: a user}
analysis: {tau2: DL, interval: wald}
"""
TRIALS = "ABCD"
# Events and catheter-days with coated and with standard catheters (Niël-Weise et al. 2008).
NIELWEISE = (
    *((7, 1344, 11, 1988), (8, 1600, 8, 1461), (3, 12012, 14, 10962)),
    *((6, 1536, 10, 1503), (1, 370, 1, 483), (1, 729, 8, 913)),
    *((17, 6760, 15, 6840), (3, 1107, 7, 1015), (2, 320, 3, 440)),
)


def rated(registry, outcome):
    findings = rate(registry.findings(), registry.protocol, NO_JUDGEMENTS)
    return next(each for each in findings.findings if each.outcome == outcome)


def judged(registry):
    for name in TRIALS:
        registry.rob(name, "low")
    return registry


@pytest.fixture
def hazards(registry):
    made = registry(PROTOCOL)
    for name, o_e in zip(TRIALS, (-20.0, -25.0, -30.0, -22.0), strict=True):
        made.contrast(
            name, "death", "HR", o_minus_e=o_e, variance=80, n_intervention=400, n_control=400
        )
    return judged(made)


def counted(registry, two_arms, outcome, share):
    made = registry(PROTOCOL)
    for i, name in enumerate(TRIALS):
        events = (round((120 + 10 * i) * share), 120 + 10 * i)
        first, second = ({"events": e, "time_at_risk": 98 - i, "n": 90} for e in events)
        made.arms(two_arms(name, outcome, first, second))
    return judged(made)


def test_a_hazard_ratio_comes_from_the_log_rank_test(hazards):
    finding = rated(hazards, "death")
    found = from_log_rank(-20.0, 80.0)
    first = finding.trials[0]
    assert first.log_estimate == pytest.approx(found.estimate)
    assert first.se == pytest.approx(1 / math.sqrt(80))
    assert any("log-rank" in note for note in first.notes)
    # By hand: the log of the pool of equal variances is the mean, −97/4/80.
    assert finding.pooled.estimate == pytest.approx(math.exp(-97 / 4 / 80))
    assert (finding.k, finding.n) == (4, 3200)


def test_a_hazard_ratio_gives_risks_at_a_stated_time(hazards):
    [shown] = rated(hazards, "death").absolute
    ratio = rated(hazards, "death").pooled.estimate
    assert shown.at == "12 months"
    assert shown.with_intervention == pytest.approx(1 - (1 - 0.1) ** ratio)


def test_a_statement_of_a_hazard_ratio_names_the_hazard(hazards):
    assert rated(hazards, "death").statement == ("Exercise probably reduces the hazard of death.")


def test_a_reported_estimate_comes_before_the_log_rank_test_and_a_bare_one_after(registry):
    made = registry(PROTOCOL)
    both = {"o_minus_e": -20, "variance": 80}
    made.contrast("A", "death", "HR", estimate=0.8, ci_low=0.64, ci_high=1.0, **both)
    made.contrast("B", "death", "HR", estimate=0.8, **both)
    first, second = made.finding("death").trials
    assert first.estimate == pytest.approx(0.8)
    assert second.estimate == pytest.approx(math.exp(-0.25))


def test_a_rate_ratio_is_told_on_its_own_scale(registry, two_arms):
    finding = rated(counted(registry, two_arms, "falls", 0.7), "falls")
    first = finding.trials[0]
    assert first.estimate == pytest.approx(84 / 120)
    assert first.se == pytest.approx(math.sqrt(1 / 84 + 1 / 120))
    assert finding.thresholds == {"small": 0.9, "moderate": 0.8, "large": 0.5}
    assert (finding.thresholds_kind, finding.magnitude) == ("ratio", "moderate")
    assert "the rate of falls" in finding.statement
    assert finding.events == sum(round((120 + 10 * i) * 0.7) + 120 + 10 * i for i in range(4))
    [shown] = finding.absolute
    assert (shown.kind, shown.time) == ("rate", "100 person-years")
    assert shown.with_intervention == pytest.approx(shown.with_comparator * finding.pooled.estimate)


def test_events_of_a_rate_may_outnumber_people(registry, two_arms):
    made = counted(registry, two_arms, "falls", 0.7)
    assert made.snapshot().quarantine == ()


@pytest.mark.parametrize(
    ("outcome", "share"), [("falls", 0.7), ("stays", 0.9)], ids=["ratio", "difference"]
)
def test_a_rate_needs_no_people(registry, two_arms, outcome, share):
    """All figures are those of the same rows with people, and who is not counted is told."""
    of_people = ("n", "n_missing", "n_intervention", "n_control")
    with_people = counted(registry, two_arms, outcome, share)
    known = rated(with_people, outcome)

    def but_people(finding):
        trials = [each.model_dump(exclude={*of_people, "arms"}) for each in finding.trials]
        left = {"pooled", "heterogeneity", "prediction", "absolute", "events", "statement"}
        return finding.model_dump(include=left), finding.certainty.level, trials

    for lacking, n, missing in (("ABCD", None, 4), ("BD", 360, 2)):
        made = registry(PROTOCOL)
        made.tables = dict(with_people.tables)
        made.tables["arms"] = [
            row if row["trial_id"] not in lacking else {**row, "n": ""}
            for row in with_people.tables["arms"]
        ]
        snapshot, finding = made.snapshot(), rated(made, outcome)
        assert snapshot.quarantine == ()
        assert [each.rule for each in snapshot.queries].count("people-not-counted") == 2 * missing
        assert but_people(finding) == but_people(known)
        assert (finding.n, finding.n_missing) == (n, missing)
        assert {each.trial_id for each in finding.trials if each.n is None} == set(lacking)


def test_people_of_one_arm_are_no_people_of_a_trial(registry, two_arms):
    made = registry(PROTOCOL)
    made.arms(
        two_arms(
            "A",
            "falls",
            {"events": 84, "time_at_risk": 98, "n": 90},
            {"events": 120, "time_at_risk": 98, "n": ""},
        )
    )
    [only] = made.finding("falls").trials
    assert (only.n, only.n_intervention, only.n_control) == (None, 90, None)
    assert [arm.n for arm in only.arms] == [90, None]
    assert only.estimate == pytest.approx(84 / 120)


def test_arms_that_are_combined_add_up_their_events_without_people(registry, two_arms):
    pair = two_arms(
        "A",
        "falls",
        {"events": 40, "time_at_risk": 50, "n": ""},
        {"events": 120, "time_at_risk": 98, "n": 90},
    )
    other = {**pair[0], "arm": "a second", "events": 44, "time_at_risk": 48, "n": 45}
    [only] = registry(PROTOCOL).arms([*pair, other]).finding("falls").trials
    assert only.estimate == pytest.approx(84 / 120)
    assert (only.n_intervention, only.arms[0].events, only.arms[0].time_at_risk) == (None, 84, 98)


def test_rates_of_catheters_without_people_are_pooled_as_by_metafor(registry, two_arms):
    """`rma(measure = "IRR", data = dat.nielweise2008, test = "knha")` of metafor 3.8-1."""
    made = registry(PROTOCOL.replace("{tau2: DL, interval: wald}", "{safeguard: none}"))
    for i, (x1, t1, x2, t2) in enumerate(NIELWEISE):
        own = {"events": x1, "time_at_risk": t1, "n": ""}
        made.arms(two_arms(f"T{i}", "falls", own, {**own, "events": x2, "time_at_risk": t2}))
    finding = made.finding("falls")
    pooled = finding.pooled
    assert (pooled.estimate, pooled.ci_low, pooled.ci_high) == pytest.approx(
        (0.67283238, 0.40422752, 1.11992230), rel=1e-6
    )
    assert finding.heterogeneity.tau2 == pytest.approx(0.0936078, rel=1e-5)
    assert finding.events == 125


def test_a_rate_difference_is_in_the_time_of_its_outcome(registry, two_arms):
    finding = rated(counted(registry, two_arms, "stays", 0.9), "stays")
    first = finding.trials[0]
    assert first.estimate == pytest.approx((108 - 120) / 98 * 100)
    assert first.se == pytest.approx(math.sqrt((108 + 120) / 98**2) * 100)
    assert finding.unit_label == "per 100 person-years"
    assert finding.magnitude == "large"
    [shown] = finding.absolute
    assert shown.difference == pytest.approx(finding.pooled.estimate)


def test_the_unit_of_a_rate_changes_no_conclusion(registry, two_arms):
    one = counted(registry, two_arms, "stays", 0.9)
    tenfold = (
        PROTOCOL.replace("per: 100}", "per: 1000}")
        .replace("rate: 25", "rate: 250")
        .replace("{small: 2, moderate: 5, large: 10,", "{small: 20, moderate: 50, large: 100,")
    )
    other = registry(tenfold)
    other.tables = one.tables
    before, after = rated(one, "stays"), rated(other, "stays")
    assert after.pooled.estimate == pytest.approx(10 * before.pooled.estimate)
    assert after.statement == before.statement
    assert after.magnitude == before.magnitude


def test_arms_that_change_places_invert_a_rate_ratio(registry, two_arms):
    one = counted(registry, two_arms, "falls", 0.7)
    turned = registry(PROTOCOL)
    swap = {"intervention": "control", "control": "intervention"}
    turned.arms([{**row, "role": swap[row["role"]]} for row in one.tables["arms"]])
    assert turned.finding("falls").pooled.estimate == pytest.approx(
        1 / one.finding("falls").pooled.estimate
    )


def test_a_hazard_ratio_of_a_rate_keeps_its_direction_alone(registry):
    made = registry(PROTOCOL).contrast("A", "falls", "HR", estimate=0.5, ci_low=0.3, ci_high=0.8)
    [only] = made.finding("falls").trials
    assert only.estimate is None
    assert only.direction == "favours_intervention"


def test_a_clustered_rate_counts_events_and_time_at_their_effective_size(registry, two_arms):
    made = registry(PROTOCOL).trial("A", design="cluster")
    cells = {"time_at_risk": 98, "n": 90, "cluster_size": 11, "icc": 0.1}
    made.arms(two_arms("A", "falls", {"events": 84, **cells}, {"events": 120, **cells}))
    [only] = made.finding("falls").trials
    assert only.estimate == pytest.approx(84 / 120)
    assert only.se == pytest.approx(math.sqrt(2 * (1 / 84 + 1 / 120)))
    assert only.notes[0].startswith("Cluster-randomised: 180 people count as 90 after correction")
    made.tables["arms"] = [{**row, "n": ""} for row in made.tables["arms"]]
    [bare] = made.finding("falls").trials
    assert (bare.estimate, bare.se) == (only.estimate, only.se)
    assert bare.notes[0].startswith("Cluster-randomised: a person-time of 196 counts as 98 after")
    assert not bare.recovered


def test_a_ratio_typed_as_a_risk_difference_never_becomes_little_to_no_difference(
    registry, two_arms
):
    made = registry(PROTOCOL)
    for name in TRIALS:
        made.arms(two_arms(name, "relapse", {"events": 49, "n": 2000}, {"events": 100, "n": 2000}))
    made = judged(made)
    finding = rated(made, "relapse")
    assert finding.pooled.estimate == pytest.approx(0.49)
    assert finding.statement == (
        "The estimate for relapse favours exercise over usual care (RR 0.49, 95% CI 0.41 to "
        "0.58), and its size "
        "cannot be named."
    )
    assert finding.magnitude is None
    assert "so no size is named" in finding.thresholds_note
    queried = [q for q in made.snapshot().queries if q.rule == "threshold-out-of-reach"]
    assert len(queried) == 1
    assert "{ratio: 0.8}" in queried[0].sentence


@pytest.mark.parametrize("events", [(0, 0), (0, 1), (1, 0)])
def test_a_rate_points_nowhere_where_nobody_had_an_event(registry, two_arms, events):
    made = registry(PROTOCOL)
    first, second = ({"events": each, "time_at_risk": 98, "n": 90} for each in events)
    made.arms(two_arms("A", "falls", first, second))
    [only] = made.finding("falls").trials
    assert (only.direction == "unknown") == (sum(events) == 0)
