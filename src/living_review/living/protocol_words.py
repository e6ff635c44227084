"""The keys of a protocol in the words of a methodologist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Key path (without list places) to the words for it; what is not here is told by its path.
PHRASES: Mapping[str, str] = {
    "review.id": "the id of the review",
    "review.title": "the title of the review",
    "review.authors": "the authors",
    "review.language": "the language",
    "review.url": "the address of the living page",
    "review.names": "the proper names",
    "review.notice": "the notice on the front page",
    "review.attribution": "the sources of the data",
    "review.precedes.citation": "the review that this one continues",
    "review.precedes.doi": "the DOI of the review that this one continues",
    "review.question.population": "the population of the question",
    "review.question.intervention": "the intervention of the question",
    "review.question.number": "whether the intervention of the question is singular or plural",
    "review.question.comparator": "the comparator of the question",
    "review.question.setting": "the setting of the question",
    "review.living.status": "the living status",
    "review.living.every": "the interval between updates",
    "review.living.next_search": "the date of the next search",
    "review.living.triggers": "the triggers of a new version",
    "review.living.retire_when": "the rule that ends the living mode",
    "timepoints.label": "the name",
    "timepoints.weeks": "the window in weeks",
    "timepoints.choose": "which of several measurements is used",
    "timepoints.target": "the week to which the nearest measurement is used",
    "comparisons.label": "the name",
    "comparisons.intervention": "the intervention",
    "comparisons.number": "whether the intervention is singular or plural",
    "comparisons.comparator": "the comparator",
    "comparisons.include": "the rule for which trials belong",
    "comparisons.exclude": "the rule for which trials do not belong",
    "comparisons.outcomes": "the outcomes that belong",
    "outcomes.label": "the name",
    "outcomes.importance": "the importance",
    "outcomes.measure": "the effect measure",
    "outcomes.better": "the better direction",
    "outcomes.description": "the description",
    "outcomes.thresholds.small": "the threshold of a small effect",
    "outcomes.thresholds.moderate": "the threshold of a moderate effect",
    "outcomes.thresholds.large": "the threshold of a large effect",
    "outcomes.thresholds.generic": "the mark that the thresholds are a rule of thumb",
    "outcomes.thresholds.source": "the source of the thresholds",
    "outcomes.familiar.instrument": "the familiar instrument",
    "outcomes.familiar.sd": "the standard deviation of the familiar instrument",
    "outcomes.familiar.unit": "the unit of the familiar instrument",
    "outcomes.familiar.source": "the source for the familiar instrument",
    "outcomes.minimal_important_differences.instrument": "the instrument",
    "outcomes.minimal_important_differences.value": "the size",
    "outcomes.minimal_important_differences.unit": "the unit",
    "outcomes.minimal_important_differences.sd": "the standard deviation",
    "outcomes.minimal_important_differences.sd_source": "the source for the standard deviation",
    "outcomes.minimal_important_differences.method": "the method",
    "outcomes.minimal_important_differences.source": "the source",
    "outcomes.responder.label": "the mark that people pass",
    "outcomes.responder.risk": "the share of people past the mark with the comparator",
    "outcomes.responder.source": "the source for the mark that people pass",
    "outcomes.event": "the words for the event",
    "outcomes.as_object": "the name after a verb",
    "outcomes.unit": "the unit",
    "outcomes.person_time.unit": "the unit of person-time",
    "outcomes.person_time.per": "the person-time that rates are shown for",
    "outcomes.baseline_rates.rate": "the rate",
    "outcomes.baseline_rates.source": "the source",
    "outcomes.baseline_risks.at": "the time",
    "outcomes.baseline_risks.risk": "the risk",
    "outcomes.baseline_risks.source": "the source",
    "analysis.model": "the model",
    "analysis.method": "the method by which events are pooled",
    "analysis.tau2": "the estimator of τ²",
    "analysis.interval": "the method of the confidence interval",
    "analysis.safeguard": "the safeguard against a too narrow interval",
    "analysis.smd_variance": "the variance of the standardised mean difference",
    "analysis.pool": "whether trials are pooled",
    "analysis.min_trials": "the least number of trials that are pooled",
    "analysis.prefer": "the choice where a trial has both arms and a contrast",
    "analysis.dependence": "the way with several instruments of one trial",
    "analysis.crossover_correlation": "the correlation assumed between a person’s two results in "
    "crossover trials",
    "analysis.crossover_correlation_source": "the source of the correlation assumed in crossover "
    "trials",
    "analysis.instrument_correlation": "the correlation assumed between instruments of one trial",
    "analysis.level": "the confidence level",
    "analysis.subgroups": "the subgroup analyses",
    "analysis.moderators": "the moderators",
    "analysis.sequential.alpha": "the two-sided error of the sequential view",
    "analysis.sequential.power": "the power of the sequential view",
    "analysis.sequential.heterogeneity": "the measure of heterogeneity in the sequential view",
    "analysis.sensitivity.label": "the name",
    "analysis.sensitivity.include": "the rule for which trials belong",
    "analysis.sensitivity.exclude": "the rule for which trials do not belong",
    "analysis.sensitivity.instruments": "the rule for which instruments count",
    "analysis.sensitivity.outcomes": "the outcomes that it is for",
    "surveillance.conditions": "the conditions ClinicalTrials.gov is asked for",
    "surveillance.interventions": "the interventions ClinicalTrials.gov is asked for",
    "surveillance.terms": "the words ClinicalTrials.gov is asked for",
    "surveillance.study_type": "the type of study ClinicalTrials.gov is asked for",
    "surveillance.since": "the day since which ClinicalTrials.gov is asked for records",
    "surveillance.contact": "the contact that ClinicalTrials.gov is told",
    "checks.max_smd": "the SMD beyond which a row is queried",
    "checks.max_sd_ratio": "the ratio of standard deviations beyond which a row is queried",
}
PHRASES = {
    **PHRASES,
    # A single outcome has the same choices, told by the same words.
    **{
        f"outcomes.{key}": words
        for key, words in PHRASES.items()
        if key.startswith("analysis.") and not key.startswith("analysis.sequential.")
    },
}
# The keys of an instrument, which has the name that the protocol's author gave it.
OF_INSTRUMENTS: Mapping[str, str] = {
    "range": "the range of",
    "higher_is_better": "whether a higher score is better on",
    "main": "whether the main analysis uses",
}
_KINDS: Mapping[str, tuple[str, str]] = {
    "timepoints": ("time point", "time points"),
    "comparisons": ("comparison", "comparisons"),
    "outcomes": ("outcome", "outcomes"),
    "outcomes.baseline_risks": ("baseline risk", "baseline risks"),
    "outcomes.baseline_rates": ("baseline rate", "baseline rates"),
    "outcomes.minimal_important_differences": (
        "minimal important difference",
        "minimal important differences",
    ),
    "analysis.sensitivity": ("sensitivity analysis", "sensitivity analyses"),
    "outcomes.analysis.sensitivity": ("sensitivity analysis", "sensitivity analyses"),
}


def kind_of(place: str) -> str:
    """Say what one item of a list is: 'outcome', 'sensitivity analysis'."""
    return _KINDS.get(place, (f"item of '{place}'", ""))[0]


def list_name(place: str) -> str:
    """Name a list of items."""
    return _KINDS.get(place, ("", f"items of '{place}'"))[1]


def _own_name(item: Mapping[str, Any]) -> str:
    return str(item.get("label") or item.get("instrument") or item.get("id") or "")


def item_name(item: Mapping[str, Any]) -> str:
    """Name an item in quotes, by its label where it has one."""
    return f"‘{_own_name(item) or 'without a name'}’"
