"""Each rule by which a conclusion counts as changed, alone; and what does not count."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.certainty.statements import no_threshold
from living_review.findings import Certainty, Conclusion, Finding, Heterogeneity, Level, Pooled
from living_review.language import Words, say, speaking
from living_review.language.facts.statements import ChanceOf
from living_review.living.conclusion_rules import Held, changed_conclusion, reasons
from living_review.living.finding_state import same, state_of
from living_review.protocol import Outcome

if TYPE_CHECKING:
    from conftest import Review

STEPS = {"small": 0.2, "moderate": 0.5, "large": 0.8}


def pooled(estimate: float, low: float, high: float, p: float = 0.03) -> Pooled:
    return Pooled(
        estimate=estimate,
        se=0.1,
        ci_low=low,
        ci_high=high,
        p=p,
        statistic=1.0,
        df=3,
        model="random",
        tau2_method="REML",
        interval="knapp-hartung",
    )


def held(
    effect: tuple[float, float, float] | None = (0.3, 0.1, 0.4),
    level: Level | None = "low",
    **fields: Any,
) -> Held:
    """Give a finding of an SMD of which more is better, with thresholds."""
    certainty = None
    if level:
        certainty = Certainty(level=level, start="high", target="", domains=(), provisional=False)
    given: dict[str, Any] = {
        "comparison": "main",
        "comparison_label": "Support versus usual care",
        "intervention": "support",
        "comparator": "usual care",
        "outcome": "mood",
        "outcome_label": "Mood",
        "timepoint": "post",
        "timepoint_label": "End",
        "importance": "critical",
        "measure": "SMD",
        "better": "higher",
        "synthesis": "pooled" if effect else "none",
        "k": 3,
        "n": 300.0,
        "pooled": pooled(*effect) if effect else None,
        "thresholds": STEPS,
        "magnitude": "small",
        "certainty": certainty,
        "statement": "Support may improve mood slightly.",
    }
    if "level_of_interval" in fields:
        fields["level"] = fields.pop("level_of_interval")
    finding = Finding(**{**given, **fields})
    outcome = Outcome(id="mood", label="Mood", measure=finding.measure, better=finding.better)
    return Held(finding, outcome)


def sentences(old: Held, new: Held) -> dict[str, str]:
    """What each rule says, whether or not the conclusion reads otherwise."""
    return {reason.rule: reason.sentence for reason in reasons(old, new)}


CASES = {
    "certainty": (
        held(),
        held(level="moderate"),
        {"change-certainty/1": "The certainty of the evidence is now moderate (before: low)."},
    ),
    "no longer rated": (
        held(),
        held(level=None),
        {"change-certainty/1": "The certainty of the evidence is now not rated (before: low)."},
    ),
    "magnitude": (
        held(),
        held(magnitude="moderate"),
        {"change-magnitude/2": "The size of the effect is now moderate (before: small)."},
    ),
    "side": (
        held((0.3, -0.3, 0.4)),
        held((-0.3, -0.3, 0.4)),
        {
            "change-side/3": "The estimate is now in favour of usual care; "
            "before, it was in favour of support."
        },
    ),
    "interval reaches no difference": (
        held((0.1, 0.01, 0.15)),
        held((0.1, -0.01, 0.15)),
        {
            "change-no-difference/2": "The 95% interval now includes no difference; "
            "before, it lay on one side of it."
        },
    ),
    "interval leaves no difference": (
        held((0.1, -0.01, 0.15)),
        held((0.1, 0.01, 0.15)),
        {
            "change-no-difference/2": "The 95% interval now lies on one side of no difference; "
            "before, it included it."
        },
    ),
    "interval leaves the least that counts": (
        held((0.3, 0.19, 0.4)),
        held((0.3, 0.21, 0.4)),
        {
            "change-threshold/2": "The 95% interval no longer includes the threshold of a small "
            "benefit; before, it did."
        },
    ),
    "interval reaches the least harm that counts": (
        held((0.01, -0.19, 0.1)),
        held((0.01, -0.21, 0.1)),
        {
            "change-threshold/2": "The 95% interval now includes the threshold of a small harm; "
            "before, it did not."
        },
    ),
    "statement": (
        held(),
        held(statement="Support probably improves mood."),
        {"change-statement/2": "The sentence that states the conclusion reads otherwise."},
    ),
    "pooled": (
        held(synthesis="narrative", pooled=None),
        held(),
        {"change-pooling/2": "The trials are pooled now; before, they were not."},
    ),
    "not pooled": (
        held(),
        held(synthesis="narrative", pooled=None),
        {"change-pooling/2": "The trials are not pooled now; before, they were."},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_says_alone_that_a_conclusion_changed(name: str) -> None:
    old, new, expected = CASES[name]
    assert sentences(old, new) == expected


@pytest.mark.parametrize("name", CASES)
def test_no_conclusion_changes_while_it_reads_as_it_did(name: str) -> None:
    old, new, expected = CASES[name]
    reads_otherwise = not {"change-certainty/1", "change-statement/2"}.isdisjoint(expected)
    assert bool(changed_conclusion(old, new)) == reads_otherwise
    said = held(new.finding.pooled and None, statement="Support probably improves mood.")
    words = Held(new.finding.model_copy(update={"statement": said.finding.statement}), new.outcome)
    assert {*expected, "change-statement/2"} == {r.rule for r in changed_conclusion(old, words)}


def unsized(effect: tuple[float, float, float]) -> Held:
    favoured = "support" if effect[0] > 0 else "usual care"
    said = f"The estimate for mood favours {favoured} (MD {effect[0]}), and {no_threshold()}."
    return held(effect, statement=said, thresholds=None, magnitude=None, measure="MD")


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ((0.02, -0.1, 0.15), (-0.01, -0.12, 0.15), False),
        ((0.3, -0.1, 0.4), (0.2, 0.1, 0.4), False),
        ((0.3, 0.2, 0.4), (0.31, 0.2, 0.5), False),
        ((0.3, 0.2, 0.4), (-0.3, -0.4, -0.2), True),
    ],
)
def test_figures_in_a_sentence_without_a_size_change_no_conclusion(
    old: tuple[float, float, float], new: tuple[float, float, float], changed: bool
) -> None:
    assert bool(changed_conclusion(unsized(old), unsized(new))) is changed


LARGE = Conclusion(level="low", kind="sized", favours="intervention", size="large", text="One.")
NO_SIZE = Conclusion(level="low", kind="without_size", favours="intervention", text="Two.")


@pytest.mark.parametrize("field", ["level", "kind", "size", "favours", "most"])
def test_what_is_concluded_counts_and_not_how_it_is_said(field: str) -> None:
    other = {
        "level": "moderate",
        "kind": "between",
        "size": "small",
        "favours": "comparator",
        "most": "large",
    }
    before = held(conclusions=(LARGE,))
    reworded = LARGE.model_copy(update={"text": "Dasselbe in anderen Worten."})
    assert changed_conclusion(before, held(conclusions=(reworded,), statement="Anders.")) == ()
    moved = LARGE.model_copy(update={field: other[field]})
    assert [each.rule for each in changed_conclusion(before, held(conclusions=(moved,)))] == [
        "change-statement/2"
    ]
    assert changed_conclusion(before, held(conclusions=(LARGE, moved)))


def test_whom_an_estimate_without_a_size_favours_changes_with_its_interval_alone() -> None:
    def told(effect: tuple[float, float, float]) -> Held:
        favours = "intervention" if effect[0] > 0 else "comparator"
        made = NO_SIZE.model_copy(update={"favours": favours})
        return held(effect, conclusions=(made,), statement=favours, thresholds=None, magnitude=None)

    assert changed_conclusion(told((0.02, -0.1, 0.15)), told((-0.01, -0.12, 0.15))) == ()
    assert changed_conclusion(told((0.3, 0.2, 0.4)), told((-0.3, -0.4, -0.2)))


def test_a_version_that_has_the_sentence_alone_is_compared_by_it() -> None:
    now = held(conclusions=(LARGE,))
    assert changed_conclusion(held(), now) == ()
    assert changed_conclusion(held(statement="Support may improve mood a lot."), now)


def test_without_a_sentence_the_conclusion_is_whom_the_pool_favours() -> None:
    old, new = (
        held(effect, level=None, statement=None) for effect in ((0.3, 0.2, 0.4), (-0.3, -0.4, -0.2))
    )
    assert [r.rule for r in changed_conclusion(old, new)] == ["change-side/3"]
    reaches = held((0.3, -0.1, 0.6), level=None, statement=None)
    assert changed_conclusion(old, reaches) == ()


def test_a_baseline_risk_that_moved_in_a_sentence_is_no_new_conclusion() -> None:
    old, new = (
        held(statement=f"At a risk of {risk} per 1000 (low risk), support improves mood slightly.")
        for risk in (50, 49.5)
    )
    assert changed_conclusion(old, new) == ()


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ((0.02, -0.1, 0.15), (-0.01, -0.12, 0.15), False),
        ((0.3, 0.2, 0.4), (-0.3, -0.4, -0.2), True),
        ((0.3, -0.1, 0.4), (-0.3, -0.4, 0.1), False),
    ],
)
def test_without_thresholds_the_side_changes_where_the_whole_interval_does(
    old: tuple[float, float, float], new: tuple[float, float, float], changed: bool
) -> None:
    before, after = (
        held(each, thresholds=None, magnitude=None, measure="MD") for each in (old, new)
    )
    assert ("change-side/3" in sentences(before, after)) is changed


def test_an_estimate_of_little_difference_is_on_no_side() -> None:
    assert "change-side/3" not in sentences(held((0.05, -0.1, 0.15)), held((-0.05, -0.1, 0.15)))


def test_one_threshold_is_of_an_important_effect_and_not_of_a_small_one() -> None:
    old, new = (held((0.3, low, 0.4), thresholds={"small": 0.2}) for low in (0.19, 0.21))
    assert "the threshold of an important benefit" in sentences(old, new)["change-threshold/2"]


@pytest.mark.parametrize(
    "new",
    [
        held(pooled=pooled(0.3, 0.1, 0.4, p=0.4)),
        held((0.31, 0.12, 0.41)),
        held((0.45, 0.12, 0.79)),
        held(k=9, n=900.0),
    ],
    ids=["another p-value", "a little more", "reaches the moderate threshold", "more trials"],
)
def test_what_is_not_in_a_rule_changes_no_conclusion(new: Held) -> None:
    assert changed_conclusion(held(), new) == ()


@pytest.mark.parametrize("around", ["the chance of {{ what }}", "that {{ what }} is so"])
def test_words_around_a_name_are_no_new_conclusion_however_a_review_says_them(
    around: str, tmp_path: Path
) -> None:
    (tmp_path / "words").mkdir()
    macro = f"{{% macro chance_of(what, good) %}}{around}{{% endmacro %}}"
    (tmp_path / "words" / "statements.j2").write_text(macro, encoding="utf-8", newline="\n")
    with speaking(Words("en", tmp_path)):
        said = say(ChanceOf(what="being well", good=True))
        old, new, other = (
            held(outcome_label=label, statement=f"Support may increase {what}.")
            for label, what in (("Being well", said), ("Wellness", "wellness"), ("X", "gain"))
        )
        assert changed_conclusion(old, new) == ()
        assert changed_conclusion(old, other)


def test_names_that_changed_in_the_statement_are_no_new_conclusion() -> None:
    new = held(
        outcome_label="Low mood",
        intervention="peer support",
        statement="Peer support may improve low mood slightly.",
    )
    assert changed_conclusion(held(), new) == ()


@pytest.mark.parametrize("verb", ["improve", "increase", "reduce", "result", "affect"])
def test_names_of_several_things_are_no_new_conclusion(verb: str) -> None:
    old = held(statement=f"Support {verb}s mood more than usual care.")
    named = {"intervention": "peer groups", "comparator": "waiting lists", "as_object": "low moods"}
    new = held(statement=f"Peer groups {verb} low moods more than waiting lists.", **named)
    assert changed_conclusion(old, new) == ()
    other = held(statement=f"Waiting lists {verb} low moods more than peer groups.", **named)
    assert changed_conclusion(old, other)


def test_a_name_within_another_is_not_taken_for_it() -> None:
    old, new = (
        held(intervention=name, statement=f"{name} may improve mood slightly.")
        for name in ("Mood groups", "Art")
    )
    assert changed_conclusion(old, new) == ()


def test_an_effect_has_benefits_above_zero_and_no_difference_at_zero() -> None:
    assert held().effect == (0.3, 0.1, 0.4)
    assert held(better="lower").effect == (-0.3, -0.4, -0.1)
    ratio = held((1.5, 0.75, 2.0), measure="ROM", thresholds=None, better="lower")
    assert ratio.effect == (-0.5, -1.0, 0.25)
    assert held(None).effect is None


def test_an_outcome_turned_round_keeps_its_conclusion() -> None:
    turned = held((-0.3, -0.4, -0.1), better="lower")
    assert changed_conclusion(held(), turned) == ()


def test_a_ratio_and_a_difference_are_compared_by_their_own_no_difference() -> None:
    ratio = held((1.4, 1.1, 1.8), measure="ROM", thresholds=None)
    assert "change-no-difference/2" not in sentences(held(thresholds=None), ratio)
    reaches = held((1.4, 0.9, 1.8), measure="ROM", thresholds=None)
    assert "change-no-difference/2" in sentences(held(thresholds=None), reaches)


def test_a_risk_ratio_crosses_its_threshold_at_a_baseline_risk(bcg: Review) -> None:
    found = bcg.edition().findings.findings[0]
    assert found.pooled is not None
    outcome = bcg.protocol.outcomes[0]
    # At a risk of 10 per 1000, a ratio of 0.8 is the threshold of 2 per 1000 fewer.
    just_short, past = (
        found.model_copy(update={"pooled": found.pooled.model_copy(update={"ci_high": high})})
        for high in (0.74, 0.86)
    )
    said = sentences(Held(just_short, outcome), Held(past, outcome))
    assert said == {
        "change-threshold/2": "At a risk of 10 per 1000 (low incidence), the 95% interval now "
        "includes the threshold of a small benefit; before, it did not."
    }


def test_a_baseline_risk_that_moved_is_told_with_the_crossing(bcg: Review) -> None:
    found, outcome = bcg.edition().findings.findings[0], bcg.protocol.outcomes[0]
    low, high = (
        outcome.model_copy(
            update={
                "baseline_risks": (outcome.baseline_risks[0].model_copy(update={"risk": risk}),)
            }
        )
        for risk in (0.004, 0.04)
    )
    said = sentences(Held(found, low), Held(found, high))
    assert said["change-threshold/2"].startswith(
        "At a risk of 40 per 1000 (low incidence; before, 4), the 95% interval no longer includes"
    )


def test_an_interval_of_another_level_is_not_taken_for_the_one_before() -> None:
    wide = pooled(0.1, -0.01, 0.15)
    narrow = pooled(0.1, 0.01, 0.15)
    assert sentences(held(pooled=wide), held(pooled=narrow, level_of_interval=0.9))[
        "change-no-difference/2"
    ] == (
        "The 90% interval (before, the 95% interval) now lies on one side of no difference; "
        "before, it included it."
    )


def test_the_first_evidence_and_the_last_are_told() -> None:
    none, some = held(None, level=None, k=0, statement=None, magnitude=None), held()
    assert "There is evidence now" in sentences(none, some)["change-pooling/2"]
    assert "No trial gives usable data now" in sentences(some, none)["change-pooling/2"]


EFFECT = st.tuples(*[st.floats(-2, 2, allow_subnormal=False)] * 3).map(sorted)


@given(EFFECT, EFFECT)
def test_a_rule_that_holds_one_way_holds_the_other(one: list[float], other: list[float]) -> None:
    a, b = (held((mid, low, high)) for low, mid, high in (one, other))
    assert sentences(a, b).keys() == sentences(b, a).keys()
    assert sentences(a, a) == {}


@given(st.floats(-1e6, 1e6), st.sampled_from([1 - 1e-12, 1.0, 1 + 1e-12]))
def test_the_noise_of_a_rerun_is_no_move(value: float, factor: float) -> None:
    old = held(
        (value, value, value), heterogeneity=Heterogeneity(tau2=0.1, i2=1, q=1, q_df=1, q_p=1)
    )
    noisy = value * factor
    new = held(
        (noisy, noisy, noisy), heterogeneity=Heterogeneity(tau2=0.1, i2=1, q=1, q_df=1, q_p=1)
    )
    assert same(state_of(old.finding), state_of(new.finding))


def test_a_change_that_data_show_is_a_move() -> None:
    assert not same(state_of(held().finding), state_of(held((0.3 + 1e-6, 0.1, 0.4)).finding))
    assert not same(0.1, 0.2)
    assert not same(None, 0.1)
    assert not same({"a": 1}, {"b": 1})
    assert not same([1.0], [1.0, 2.0])
    assert not math.isclose(1.0, 1.0 + 1e-8, rel_tol=1e-9)


def test_of_trials_that_are_not_pooled_as_many_are_compared_as_the_page_tells(bcg: Review) -> None:
    found = next(each for each in bcg.edition().findings.findings if each.pooled)
    apart = {"synthesis": "narrative", "pooled": None, "k": 2, "n": 100.0, "n_missing": 0}
    state = state_of(found.model_copy(update=apart))
    assert state["k"] == len(found.trials)
    assert state["n"] == sum(each.n or 0 for each in found.trials)
    assert state_of(found)["k"] == found.k
