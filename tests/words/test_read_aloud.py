"""Sentences that a reader stumbled over: each kind, wherever it can be said."""

from __future__ import annotations

import re

import pytest
import sample_documents
from sample_findings import many, narrative, none, readmission, recovery, single
from sample_parts import certainty

from living_review.certainty import measured_words
from living_review.document import context, illustrations
from living_review.document.drawing import draw
from living_review.findings import AllAlike, Arm, Finding, Narrative, Sensitivity
from living_review.findings.certainty import DomainAt as LevelDomain
from living_review.ground import numbers
from living_review.ground.measures import NAMES
from living_review.language.facts import overview as facts
from living_review.synthesis.scale import Baseline
from living_review.tables import results, trials
from living_review.words import (
    limits_words,
    overview,
    plain_facts,
    prose,
    rating_words,
    research_words,
    unrated_words,
)
from living_review.words.exploration_words import WITH_RETRACTED, retraction_notices
from living_review.words.method_words import measure_sentences
from living_review.words.prose import baselines
from living_review.words.prose.thresholds import is_one


@pytest.mark.parametrize("risk", [1e-7, 0.000017, 0.00004, 0.0004, 0.003, 0.2])
def test_a_risk_that_is_not_zero_is_not_written_as_zero(risk: float) -> None:
    assert numbers.shown(Baseline("Usual", risk).number) > 0


def test_a_risk_of_zero_stays_zero() -> None:
    assert Baseline("Nobody", 0.0).number == "0"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "was lowered by imprecision."),
        (2, "lowered by imprecision for both."),
        (3, "for all three."),
    ],
)
def test_all_results_are_not_counted_as_some_of_them(number: int, said: str) -> None:
    found = [
        recovery().model_copy(
            update={"outcome": f"o{place}", "certainty": certainty("low", imprecision=-2)}
        )
        for place in range(number)
    ]
    first, *_ = limits_words.limitation_sentences(sample_documents.findings(*found))
    assert first.endswith(said)


def two_baselines() -> Finding:
    """A result that is certain at the first baseline and imprecise at the second."""
    found = readmission()
    first = found.absolute[0].model_copy(update={"level": "high", "domains": ()})
    there = LevelDomain(name="imprecision", levels=-2, explanation="It is wide.")
    severe = {"baseline_label": "Severe illness", "level": "low", "domains": (there,)}
    rows = (first, first.model_copy(update=severe))
    return found.model_copy(update={"absolute": rows, "certainty": certainty("high")})


def test_what_lowers_the_certainty_at_another_baseline_alone_is_told() -> None:
    whole = sample_documents.findings(two_baselines())
    limits = " ".join(limits_words.limitation_sentences(whole))
    assert "At other risks than the first it was lowered by imprecision for" in limits
    research = " ".join(research_words.research_sentences(whole))
    assert "(severe illness): the estimate is imprecise." in research
    rated_alike = two_baselines().model_copy(update={"absolute": two_baselines().absolute[:1]})
    alone = sample_documents.findings(rated_alike)
    assert "At other risks" not in " ".join(limits_words.limitation_sentences(alone))


@pytest.mark.parametrize(("number", "are"), [(1, "the estimate is"), (2, "the estimates are")])
def test_one_estimate_is_not_several(number: int, are: str) -> None:
    rating = certainty("low", imprecision=-2)
    found = [
        recovery().model_copy(update={"outcome": f"o{i}", "certainty": rating})
        for i in range(number)
    ]
    said = " ".join(research_words.research_sentences(sample_documents.findings(*found)))
    assert f"{are} imprecise" in said


@pytest.mark.parametrize("people", [100.0, 832.0])
def test_what_was_rated_down_for_imprecision_is_told_as_imprecise_whoever_took_part(people):
    rating = certainty("very low", imprecision=-2)
    held = {"participants": people, "optimal_information_size": 788.0}
    domains = tuple(
        each.model_copy(update={"inputs": held}) if each.name == "imprecision" else each
        for each in rating.domains
    )
    rating = rating.model_copy(update={"domains": domains})
    found = recovery().model_copy(update={"certainty": rating})
    said = " ".join(research_words.research_sentences(sample_documents.findings(found)))
    assert re.search(r"are needed for personal recovery: the estimate is imprecise[.,]", said)
    assert "studied" not in said


def test_an_outcome_whose_rows_are_set_aside_was_measured() -> None:
    """That trials should measure it would be said of what they did measure."""
    whole = sample_documents.findings()
    trial = next(each.trial_id for each in whole.trials if each.status == "included")
    lacking = next(each for each in whole.findings if not each.reported)
    row = whole.quarantine[0].model_copy(
        update={"trial_id": trial, "key": f"{trial}/{lacking.outcome}/post/Scale/group"}
    )
    said = " ".join(research_words.research_sentences(whole))
    assert "Trials should measure hope" in said
    with_row = whole.model_copy(update={"quarantine": (row,)})
    said = " ".join(research_words.research_sentences(with_row))
    assert "The registry holds results on hope that are set aside and not counted here" in said
    assert "should measure" not in said


def test_the_safeguard_is_not_explained_by_trials_being_few_and_alike() -> None:
    pooled = recovery().pooled.model_copy(
        update={"interval": "knapp-hartung", "safeguard": "se", "safeguard_applied": True}
    )
    said = prose.interval_sentence(recovery().model_copy(update={"pooled": pooled}))
    assert "the safeguard acted" in said
    assert not re.search(r"few|similar", said)


def test_domains_are_explained_only_where_they_are_shown() -> None:
    whole = sample_documents.findings(recovery())
    (shown,) = trials.risk_of_bias(whole.trials[:1])
    assert shown.abbreviations
    (first, *_) = whole.trials
    bare = tuple(each.model_copy(update={"domains": {}}) for each in first.risk_of_bias)
    (hidden,) = trials.risk_of_bias([first.model_copy(update={"risk_of_bias": bare})])
    assert not hidden.abbreviations


def test_trials_of_one_judgement_are_all_of_them_and_the_unjudged_are_named() -> None:
    one, two = sample_documents.findings(recovery()).trials[:2]
    low = tuple(r.model_copy(update={"overall": "low"}) for r in one.risk_of_bias)
    one = one.model_copy(update={"risk_of_bias": low})
    judged = two.model_copy(update={"risk_of_bias": low})
    said = context._risk_of_bias_sentence([one, judged])
    assert said == "Both included trials are at low risk of bias."
    assert context._risk_of_bias_sentence([one]).startswith("The one included trial is at low")
    unjudged = two.model_copy(update={"risk_of_bias": ()})
    assert f"one has not been judged ({two.label})." in context._risk_of_bias_sentence(
        [one, unjudged]
    )


@pytest.mark.parametrize("rated", [True, False])
def test_levels_are_said_to_be_proposed_where_there_are_any(rated: bool) -> None:
    found = recovery()
    if not rated:
        found = found.model_copy(update={"certainty": None, "statement": None, "not_rated": "so"})
    page = sample_documents.pages(sample_documents.findings(found))["evidence-profile.qmd"]
    assert ("every level above is a proposal" in page) is rated
    assert ("No result is rated yet." in page) is not rated


def test_what_is_not_rated_is_told_with_its_reason_where_practice_is_spoken_of() -> None:
    found = recovery().model_copy(
        update={"certainty": None, "statement": None, "not_rated": "nobody judged its trials"}
    )
    (said,) = unrated_words.unrated_meanings(sample_documents.findings(found))
    assert said.startswith("Not rated, ")
    assert said.endswith(
        ": nobody judged its trials, and the figures alone do not say how sure this is."
    )


def test_a_review_without_data_does_not_say_it_twice() -> None:
    empty = sample_documents.findings(none())
    assert len(overview.without_data_sentences(empty)) == 1


@pytest.mark.parametrize("measures", [("RR", "OR"), ("OR", "RR"), ("RR",), ("SMD", "OR", "RR")])
def test_one_way_of_pooling_is_described_once(measures: tuple[str, ...]) -> None:
    protocol = sample_documents.protocol()
    outcomes = tuple(
        protocol.outcomes[0].model_copy(update={"measure": measure, "id": measure})
        for measure in measures
    )
    said = " ".join(measure_sentences(protocol.model_copy(update={"outcomes": outcomes})))
    assert said.count("pooled on the log scale [@handbook]") == 1
    assert all(NAMES[measure] in said.lower() for measure in measures)


def test_the_summary_says_at_which_baseline_a_certainty_holds() -> None:
    said = rating_words.reasons(two_baselines())
    assert said.startswith("High certainty. This is the certainty at a risk of ")
    assert "; it is low at a risk of" in said
    assert "This is the certainty" not in rating_words.reasons(readmission())


def test_a_figure_says_what_is_compared_and_when_and_a_caption_has_no_second_colon() -> None:
    two = [
        recovery(),
        recovery().model_copy(update={"timepoint": "later", "timepoint_label": "A year later"}),
    ]
    whole = sample_documents.findings(*two)
    drawn = [each for each in draw(whole).values() if "recovery" in each.name]
    assert len({e.alt for e in drawn if "by" not in e.name and e.name.startswith("forest")}) == 2
    for each in drawn:
        assert ":" not in each.caption
        assert f"compared with {recovery().comparator}" in each.alt


def test_a_forest_plot_by_subgroup_tells_its_levels() -> None:
    found = next(f for f in (many(), recovery()) if f.subgroups)
    told = [
        each.alt
        for each in illustrations.of_finding(found, ())
        if each.name.startswith("forest-by")
    ]
    assert told
    for alt in told:
        assert alt.count("Forest plot") == 1
        assert all(each.level in alt for each in found.subgroups[0].levels if each.pooled)


def measured_in_a_unit(measure: str, unit: str | None) -> Finding:
    """The sample, whose trials name a unit in the place of the instrument."""
    arms = tuple(
        Arm(role=role, n=50, mean=mean, sd=9.0)
        for role, mean in (("intervention", 80.0), ("control", 82.0))
    )
    told = tuple(
        each.model_copy(update={"instrument": "kg", "arms": arms}) for each in recovery().trials
    )
    return recovery().model_copy(
        update={"measure": measure, "unit": unit, "trials": told, "familiar": None}
    )


@pytest.mark.parametrize(("measure", "unit"), [("MD", "kg"), ("ROM", None), ("SMD", None)])
def test_a_unit_is_not_called_an_instrument(measure: str, unit: str | None) -> None:
    found = measured_in_a_unit(measure, unit)
    assert "instrument" not in measured_words.measured_sentence(found)
    assert measured_words.measurement(found) == "higher is better"
    assert measured_words.comparator_mean(found) == "mean 82 kg"
    table = results.data_behind_the_figure(found)
    assert "Instrument" not in [column.heading for column in table.columns]


def test_events_that_are_not_pooled_are_told_with_their_counts() -> None:
    found = readmission()
    apart = tuple(each.model_copy(update={"in_pool": False}) for each in found.trials)
    alone = found.model_copy(
        update={"trials": apart, "pooled": None, "synthesis": "narrative", "k": 0}
    )
    (said,) = measured_words.unpooled_results(alone)
    first = {arm.role: arm for arm in apart[0].arms}
    had, control = first["intervention"], first["control"]
    assert (
        f"; {had.events:.0f} of {had.n:.0f} people against {control.events:.0f} of {control.n:.0f})"
        in said
    )
    arms = tuple(arm.model_copy(update={"events": 0}) for arm in apart[0].arms)
    nobody = apart[0].model_copy(
        update={"arms": arms, "estimate": None, "ci_low": None, "ci_high": None}
    )
    (said,) = measured_words.unpooled_results(alone.model_copy(update={"trials": (nobody,)}))
    assert f"nobody had the event among {nobody.n:.0f} participants" in said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        ((0.80, 0.68, 0.95), "on average 20% lower (5% to 32% lower)"),
        ((1.20, 0.90, 1.50), "on average 20% higher (10% lower to 50% higher)"),
        ((1.001, 0.90, 1.10), "on average no difference (10% lower to 10% higher)"),
    ],
)
def test_a_ratio_of_means_is_told_in_percent(ratio: tuple[float, ...], said: str) -> None:
    assert prose.relative_difference(*ratio) == said


@pytest.mark.parametrize(("unit", "said"), [("hours", "1 hour"), ("points", "1 point")])
def test_one_hour_is_not_one_hours(unit: str, said: str) -> None:
    thresholds = {"small": 0.25, "large": 1.0}
    found = recovery().model_copy(
        update={"measure": "MD", "unit": unit, "thresholds": thresholds, "thresholds_kind": None}
    )
    assert f"from {said} more or less" in prose.thresholds_sentence(found)
    assert [is_one("1"), is_one("2"), is_one("1.0")] == [True, False, False]


def test_what_is_not_rated_is_called_that_in_the_overview() -> None:
    found = recovery().model_copy(
        update={"certainty": None, "statement": None, "not_rated": "nobody judged its trials"}
    )
    (line,) = results.overview((found,), found.comparison, "All").rows
    assert line.cells[-1].lines == ("Not rated",)


def test_trials_that_a_notice_is_about_are_named_in_it_once() -> None:
    found = recovery()
    trial = found.trials[0]
    other = Sensitivity(
        id=WITH_RETRACTED,
        label="With retracted trials",
        k=found.k + 1,
        pooled=found.pooled,
        heterogeneity=None,
        trials_added=(trial.trial_id,),
    )
    whole = sample_documents.findings(found.model_copy(update={"sensitivity": (other,)}))
    records = tuple(
        each.model_copy(
            update={"status": "retracted" if each.trial_id == trial.trial_id else "included"}
        )
        for each in whole.trials
    )
    said = retraction_notices(whole.model_copy(update={"trials": records}))[0]
    assert said.count(trial.label) == 1
    assert " without it, " in said
    assert " with it." in said


def test_that_nobody_had_the_event_is_said_once() -> None:
    said = "Two trials reported stones. No trial had an event. None was judged."
    told = Narrative(directions=(), statement=said, reason="")
    alike = AllAlike(
        kind="risk",
        had="nobody",
        total_with_intervention=50,
        total_with_comparator=50,
        limit_with_intervention=0.06,
        limit_with_comparator=0.06,
    )
    found = narrative().model_copy(update={"narrative": told, "all_alike": alike})
    assert prose.narrative_sentence(found) == "Two trials reported stones. None was judged."
    without = found.model_copy(update={"all_alike": None})
    assert prose.narrative_sentence(without) == said


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        (("high", "high"), None),
        (("high", "low"), ["low"]),
        (("high", "high", "low"), ["low"]),
        (("high", "low", "high", "moderate"), ["low", "moderate"]),
        (("high", None), []),
        (("high", None, "low"), ["low"]),
        ((None, "low"), ["low"]),
        ((None, None), None),
        ((), None),
    ],
)
def test_of_other_baselines_those_are_told_that_are_rated_and_otherwise(
    levels: tuple[str | None, ...], told: list[str] | None
) -> None:
    [row, *_] = readmission().absolute
    rows = tuple(
        row.model_copy(update={"level": level, "baseline_label": f"Risk {place}"})
        for place, level in enumerate(levels)
    )
    found = baselines.at_baselines(readmission().model_copy(update={"absolute": rows}))
    assert (found and [each.level for each in found.others]) == told
    if found:
        assert found.first.label == "Risk 0"
        places = [int(each.baseline.label.split()[1]) for each in found.others]
        assert [levels[place] for place in places] == told


def test_in_brief_trials_that_are_not_pooled_tell_their_directions_and_no_trial_nothing() -> None:
    assert isinstance(overview.result_of(narrative()), facts.DirectionsInBrief)
    assert isinstance(overview.result_of(none()), facts.NoResult)
    assert isinstance(overview.result_of(single()), facts.ResultInBrief)
    assert isinstance(overview.result_of(readmission()), facts.ResultInBrief)


def test_a_difference_in_plain_words_is_more_or_less() -> None:
    assert [plain_facts._away(each) for each in (-2.0, 0.0, 0.1)] == ["less", "more", "more"]
