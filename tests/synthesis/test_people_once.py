"""One person counts once: measurements are never combined, strata are pooled within the trial."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from living_review.effects import (
    log_odds_ratio,
    mean_difference,
    standardized_mean_difference,
)

CHOOSE = "{id: post, label: End of treatment"


def pair(trial, outcome, first, second):
    return [
        {"trial_id": trial, "outcome": outcome, "timepoint": "post", "higher_is_better": "false"}
        | {"n": 50, "arm": role, "role": role, **own}
        for role, own in (("intervention", first), ("control", second))
    ]


def means(trial, effect, **more):
    return pair(
        trial, "mood", {"mean": 10 + effect, "sd": 1, **more}, {"mean": 10, "sd": 1, **more}
    )


def measured_at(trial, *weeks, **more):
    return [
        row
        for i, each in enumerate(weeks)
        for row in means(trial, -0.2 * (i + 1), weeks=each, **more)
    ]


@pytest.fixture
def choosing(registry, protocol_text):
    """A registry whose one time point has a rule."""

    def made(rule):
        return registry(protocol_text.replace(CHOOSE, f"{CHOOSE}, {rule}"))

    return made


@pytest.mark.parametrize(
    ("rule", "weeks", "effect"),
    [
        ("choose: last", 4, -0.6),
        ("choose: first", 1, -0.2),
        ("choose: nearest, target: 2.4", 2, -0.4),
    ],
)
def test_fifty_people_at_three_weeks_are_fifty_people(choosing, rule, weeks, effect):
    [trial] = choosing(rule).arms(measured_at("a", 1, 2, 4, n=25)).finding("mood").trials
    assert (trial.n_intervention, trial.n_control, trial.weeks) == (25, 25, weeks)
    alone = standardized_mean_difference(10 + effect, 1, 25, 10, 1, 25)
    assert trial.estimate == pytest.approx(float(alone.estimate), rel=1e-12)
    assert trial.notes[0].startswith(f"Measured at weeks 1, 2 and 4; week {weeks} is used, as the")


@pytest.mark.parametrize("checked", [True, False])
def test_without_a_rule_the_trial_is_set_aside_with_its_weeks(registry, checked):
    registry = registry().arms([*measured_at("a", 6, 12, 26), *means("b", -1)])
    findings = registry.findings(checked=checked)
    mood = next(each for each in findings.findings if each.outcome == "mood")
    assert [trial.trial_id for trial in mood.trials] == ["b"]
    aside = [each for each in findings.quarantine if each.rule.endswith("several-weeks")]
    assert aside
    for each in aside:
        assert (each.trial_id, each.column) == ("a", "weeks")
        assert "measured at weeks 6, 12 and 26; say which is used by timepoints[].choose" in (
            each.reason
        )


def test_a_blank_week_among_others_sets_the_trial_aside_even_with_a_rule(choosing):
    findings = choosing("choose: last").arms(measured_at("a", 6, "")).findings()
    assert not findings.findings[0].trials
    assert {each.rule for each in findings.quarantine} == {"several-weeks"}


def test_arms_at_slightly_different_weeks_are_one_comparison(registry):
    rows = pair("a", "mood", {"mean": 9, "sd": 1, "weeks": 12}, {"mean": 10, "sd": 1, "weeks": 13})
    findings = registry().arms(rows).findings()
    assert findings.findings[0].trials[0].weeks == 13
    assert "weeks-differ" in {each.rule for each in findings.queries}


def test_the_last_week_with_both_arms_is_used_and_the_lone_arm_is_listed(choosing):
    findings = choosing("choose: last").arms(measured_at("a", 6, 12, 26)[:-1]).findings()
    [trial] = findings.findings[0].trials
    assert trial.weeks == 12
    assert "At week 26 intervention or control is missing." in trial.notes[0]
    [aside] = findings.quarantine
    assert (aside.rule, aside.value) == ("effect-one-side", "26")


def test_arms_of_different_strata_are_no_comparison_and_are_listed(choosing):
    whole = strata("score", *OPPOSED, higher_is_better="true", weeks=26)
    early = [{**row, "weeks": 6} for row in (whole[0], whole[3])]
    findings = choosing("choose: last").arms([*early, *whole]).findings(checked=False)
    [trial] = next(each for each in findings.findings if each.outcome == "score").trials
    assert (trial.n_intervention, trial.weeks) == (120, 26)
    lacking = {
        (each.row, "no control arm" in each.reason, "no intervention arm" in each.reason)
        for each in findings.quarantine
        if each.rule == "effect-one-side"
    }
    assert lacking == {(2, True, False), (3, False, True)}


def test_contrasts_at_several_weeks_are_never_all_offered(registry, choosing):
    def made(registry):
        for weeks, estimate in ((6, -0.1), (26, -0.5)):
            registry.contrast("a", "mood", "SMD", estimate=estimate, se=0.2, weeks=weeks)
        return registry

    assert not made(registry()).finding("mood").trials
    [trial] = made(choosing("choose: last")).finding("mood").trials
    assert (trial.estimate, trial.weeks) == (-0.5, 26)


def test_a_contrast_at_another_week_than_the_arms_is_another_measurement(choosing):
    rows = means("a", -0.4, weeks=6)
    registry = choosing("choose: last").arms(rows)
    registry.contrast("a", "mood", "SMD", estimate=-0.9, se=0.2, weeks=26)
    [trial] = registry.finding("mood").trials
    assert (trial.from_, trial.estimate) == ("contrast", -0.9)


def strata(outcome, women, men, **more):
    return [
        {**row, "stratum": name, **more}
        for name, cells in (("women", women), ("men", men))
        for row in pair("a", outcome, *cells)
    ]


OPPOSED = (
    [{"mean": 20, "sd": 4, "n": 100}, {"mean": 21, "sd": 4, "n": 20}],
    [{"mean": 10, "sd": 4, "n": 20}, {"mean": 11, "sd": 4, "n": 100}],
)


def test_two_strata_with_one_difference_have_that_difference(registry):
    rows = strata("score", *OPPOSED, higher_is_better="true")
    [trial] = registry().arms(rows).finding("score").trials
    assert trial.estimate == pytest.approx(-1, abs=1e-12)
    each = float(mean_difference(20, 4, 100, 21, 4, 20).variance)
    assert trial.se**2 == pytest.approx(each / 2, rel=1e-12)
    assert (trial.n_intervention, trial.n_control) == (120, 120)
    assert [(arm.n, arm.mean) for arm in trial.arms] == [(120, None), (120, None)]
    assert trial.notes[0] == ("Pooled over two strata of the trial (men, women), inverse variance.")
    assert [(part.stratum, part.estimate) for part in trial.strata] == [("men", -1), ("women", -1)]


def test_strata_told_by_the_names_of_arms_are_pooled_and_queried(registry):
    rows = strata("score", *OPPOSED, higher_is_better="true", stratum="")
    for row, name in zip(rows, ("Drug", "Placebo", "Drug (women)", "Placebo (women)"), strict=True):
        row["arm"] = name
    findings = registry().arms(rows).findings()
    [trial] = next(each for each in findings.findings if each.outcome == "score").trials
    assert trial.estimate == pytest.approx(-1, abs=1e-12)
    assert "told apart by the names of the arms (Drug; Drug (women))" in trial.notes[0]
    [query] = [each for each in findings.queries if each.rule == "strata-by-name"]
    assert "filling in stratum" in query.reason


def counts(*tables):
    return [[{"events": a, "n": n}, {"events": c, "n": m}] for a, n, c, m in tables]


def test_counts_of_strata_are_pooled_by_mantel_haenszel(registry):
    # Robins, Breslow & Greenland 1986, by hand: R = Σad/N, S = Σbc/N.
    tables = ((10, 100, 20, 100), (30, 60, 40, 80))
    [trial] = registry().arms(strata("death", *counts(*tables))).finding("death").trials
    r = [a * (m - c) / (n + m) for a, n, c, m in tables]
    s = [(n - a) * c / (n + m) for a, n, c, m in tables]
    p = [(a + m - c) / (n + m) for a, n, c, m in tables]
    q = [1 - each for each in p]
    variance = (
        sum(x * y for x, y in zip(p, r, strict=True)) / (2 * sum(r) ** 2)
        + sum(pi * si + qi * ri for pi, si, qi, ri in zip(p, s, q, r, strict=True))
        / (2 * sum(r) * sum(s))
        + sum(x * y for x, y in zip(q, s, strict=True)) / (2 * sum(s) ** 2)
    )
    assert trial.estimate == pytest.approx(sum(r) / sum(s), rel=1e-12)
    assert trial.se**2 == pytest.approx(variance, rel=1e-12)
    assert trial.notes[0].endswith("(men, women), Mantel-Haenszel.")
    assert [(arm.n, arm.events) for arm in trial.arms] == [(160, 40), (180, 60)]


def test_a_stratum_without_events_counts_its_people(registry):
    tables = ((0, 50, 0, 40), (5, 50, 10, 50))
    [trial] = registry().arms(strata("relapse", *counts(*tables))).finding("relapse").trials
    assert (trial.n_intervention, trial.n_control) == (100, 90)
    assert trial.estimate == pytest.approx(0.5, rel=1e-12)


def test_a_stratum_without_events_counts_its_people_where_the_other_has_an_empty_cell(registry):
    tables = ((0, 50, 0, 40), (0, 50, 10, 50))
    [trial] = registry().arms(strata("death", *counts(*tables))).finding("death").trials
    assert (trial.n_intervention, trial.n_control, trial.n) == (100, 90, 190)
    assert [(arm.n, arm.events) for arm in trial.arms] == [(100, 0), (90, 10)]
    assert trial.log_estimate == pytest.approx(float(log_odds_ratio(0, 50, 10, 50).estimate))
    assert "One stratum alone is used: men." in trial.notes[0]


def test_strata_without_any_event_in_one_arm_are_pooled_from_their_corrected_effects(registry):
    tables = ((0, 50, 3, 50), (0, 50, 5, 50))
    [trial] = registry().arms(strata("death", *counts(*tables))).finding("death").trials
    parts = [log_odds_ratio(*table) for table in tables]
    weights = [1 / float(part.variance) for part in parts]
    mean = sum(w * float(p.estimate) for w, p in zip(weights, parts, strict=True)) / sum(weights)
    assert trial.log_estimate == pytest.approx(mean, rel=1e-12)
    assert "inverse variance" in trial.notes[0]


def test_contrasts_of_strata_are_pooled_too(registry):
    registry = registry()
    for stratum, estimate, se in (("women", -0.2, 0.1), ("men", -0.5, 0.2)):
        cells = {"estimate": estimate, "se": se, "n_intervention": 30, "n_control": 20}
        registry.contrast("a", "mood", "SMD", stratum=stratum, **cells)
    [trial] = registry.finding("mood").trials
    assert trial.estimate == pytest.approx((-0.2 / 0.01 - 0.5 / 0.04) / (100 + 25), rel=1e-12)
    assert trial.se == pytest.approx((100 + 25) ** -0.5, rel=1e-12)
    assert (trial.n_intervention, trial.n_control) == (60, 40)


def test_a_stratum_with_one_arm_leaves_the_others(registry):
    rows = strata("score", *OPPOSED, higher_is_better="true")[:-1]
    findings = registry().arms(rows).findings()
    [trial] = next(each for each in findings.findings if each.outcome == "score").trials
    assert (trial.n_intervention, trial.n_control) == (100, 20)
    assert trial.notes[0] == "One stratum alone is used: women."
    assert [each.rule for each in findings.quarantine] == ["arm-without-partner"]


def test_strata_at_several_weeks_are_chosen_before_they_are_pooled(registry, choosing):
    rows = [
        {**row, "weeks": weeks}
        for weeks in (6, 26)
        for row in strata("score", *OPPOSED, higher_is_better="true")
    ]
    assert not registry().arms(rows).finding("score").trials
    [trial] = choosing("choose: last").arms(rows).finding("score").trials
    assert (trial.n_intervention, trial.weeks) == (120, 26)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.floats(-2, 2), st.integers(5, 80), st.integers(5, 80)), min_size=2, max_size=4
    ),
    st.randoms(use_true_random=False),
)
def test_a_trial_in_strata_has_an_effect_between_theirs_and_all_their_people(
    registry, parts, random
):
    rows = [
        {**row, "stratum": f"s{i}"}
        for i, (effect, n, m) in enumerate(parts)
        for row in pair(
            "a", "mood", {"mean": 10 + effect, "sd": 1, "n": n}, {"mean": 10, "sd": 1, "n": m}
        )
    ]
    [trial] = registry().arms(rows).finding("mood").trials
    own = [part.estimate for part in trial.strata]
    assert min(own) - 1e-9 <= trial.estimate <= max(own) + 1e-9
    assert trial.n_intervention == sum(n for _, n, _ in parts)
    shuffled = sorted(rows, key=lambda _row: random.random())
    assert registry().arms(shuffled).finding("mood").trials == (trial,)
