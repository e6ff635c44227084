"""What was done, in the words of a Methods section, from the protocol's analysis choices."""

from __future__ import annotations

from living_review import numbers
from living_review.protocol import Outcome, Protocol, Sensitivity
from living_review.rendering.grammar import (
    ESTIMATORS,
    MEASURES,
    capitalised,
    level_of,
    listed,
    sentence,
)
from living_review.rendering.markdown import Markdown

_SOURCES = {
    "REML": "viechtbauer2005",
    "DL": "dersimonian1986",
    "PM": "paule1982",
    "SJ": "sidik2005",
    "EB": "morris1983",
    "HE": "viechtbauer2005",
    "HS": "viechtbauer2005",
    "HSk": "viechtbauer2005",
    "ML": "viechtbauer2005",
}
_MEASURE_WORDS = {
    "SMD": "Standardised mean differences are Hedges’ g, with the exact small-sample correction "
    "[@hedges1981]; {variance}.",
    "MD": "Mean differences are the difference of the arms’ means, with a variance that does not "
    "assume equal standard deviations [@handbook].",
    "ROM": "Ratios of means are pooled on the log scale [@hedges1999].",
    "OR": "Odds ratios are pooled on the log scale [@handbook].",
    "RR": "Risk ratios are pooled on the log scale [@handbook].",
    "RD": "Risk differences are pooled as they are [@handbook].",
}
_VARIANCES = {
    "LS": "their variance is the large-sample one [@hedges1982]",
    "LS2": "their variance is the large-sample one, corrected for small samples [@borenstein2009]",
    "UB": "their variance is the unbiased one [@hedges1982]",
    "RevMan": "their variance and correction are those that RevMan uses [@handbook]",
}
_SAFEGUARDS = {
    "se": "Where the Knapp-Hartung standard error would be smaller than the ordinary one, the "
    "ordinary one is used [@roever2015].",
    "ci": "Where the Knapp-Hartung interval would be narrower than the Wald interval, the Wald "
    "interval is used [@roever2015].",
    "iqwig6": "Where the Knapp-Hartung interval would be narrower than the DerSimonian-Laird Wald "
    "interval, it is corrected [@roever2015].",
    "cochrane": "With two trials only, or no estimated variation between trials, the Wald interval "
    "is used [@handbook].",
    "none": "No safeguard against a too narrow interval is used.",
}
_EVERY = {
    "day": "every day",
    "week": "every week",
    "month": "every month",
    "quarter": "every three months",
    "half-year": "every six months",
    "year": "every year",
}


def measure_sentences(protocol: Protocol) -> tuple[Markdown, ...]:
    """Define each effect measure the protocol uses."""
    used = dict.fromkeys(outcome.measure for outcome in protocol.outcomes)
    variance = _VARIANCES[protocol.analysis.smd_variance]
    return tuple(Markdown(_MEASURE_WORDS[m].format(variance=variance)) for m in used)


_DEPENDENCE = {
    "pick": "where a trial measured an outcome with several instruments, one is used, in the "
    "order of the protocol, so that no person counts twice [@handbook]",
    "combine": "where a trial measured an outcome with several instruments, the mean of their "
    "standardised effects is used, with a variance that assumes a correlation of {correlation} "
    "between them, which is a convention [@borenstein2009]",
    "three-level": "where a trial measured an outcome with several instruments, all are used in a "
    "three-level model with a cluster-robust interval, which assumes a correlation of "
    "{correlation} between them, a convention",
}


def dependence_sentence(protocol: Protocol) -> Markdown:
    """Say what was done with several arms and several instruments of one trial."""
    analysis = protocol.analysis
    rule = _DEPENDENCE[analysis.dependence].format(
        correlation=numbers.estimate(analysis.instrument_correlation, "SMD")
    )
    return Markdown(f"Several eligible arms of one trial are combined into one; {rule}.")


def pooling_sentences(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say when and how trials were pooled."""
    analysis = protocol.analysis
    least = numbers.in_words(analysis.min_trials)
    said = [
        f"An outcome was pooled where at least {least} trials gave usable data; with fewer, "
        "their results are described one by one, without pooling [@campbell2020].",
    ]
    level = level_of(analysis.level)
    if analysis.model == "common":
        said.append(
            "Trials were pooled with the common-effect model by inverse variance [@handbook]."
        )
    else:
        estimator = ESTIMATORS.get(analysis.tau2, analysis.tau2)
        said.append(
            "Trials were pooled with a random-effects model by inverse variance; the variance "
            f"between trials, τ², was estimated by {estimator} [@{_SOURCES[analysis.tau2]}]."
        )
    said += _interval(analysis.interval, analysis.safeguard, level)
    return tuple(Markdown(text) for text in said)


def _interval(interval: str, safeguard: str, level: str) -> list[str]:
    if interval == "knapp-hartung":
        return [
            f"Confidence intervals ({level}) follow Knapp and Hartung, on the t distribution "
            "[@knapp2003].",
            _SAFEGUARDS[safeguard],
        ]
    kind = "the t distribution" if interval == "t" else "the normal distribution (Wald)"
    return [f"Confidence intervals ({level}) follow {kind} [@handbook]."]


def sensitivity_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each sensitivity analysis and what it changes."""
    return tuple(f"{each.label}{_changed(each)}." for each in protocol.analysis.sensitivity)


def _changed(each: Sensitivity) -> str:
    parts = [
        f"{column} {listed(values, 'or')}" if values else f"any {column}"
        for column, values in each.include.items()
    ]
    parts += [f"not {column} {listed(values, 'or')}" for column, values in each.exclude.items()]
    return f" ({'; '.join(parts)})" if parts else ""


def subgroup_sentence(protocol: Protocol) -> str:
    """Name the subgroup analyses and moderators."""
    analysis = protocol.analysis
    said = []
    if analysis.subgroups:
        said.append(f"Subgroups were compared by {listed(analysis.subgroups)}")
    if analysis.moderators:
        said.append(
            f"With at least ten trials, effects are regressed on {listed(analysis.moderators)} "
            "with the intervals of Knapp and Hartung"
        )
    return " ".join(sentence(text) for text in said) or "No subgroup analyses were planned."


def eligibility_sentences(protocol: Protocol) -> tuple[str, ...]:
    """Say which trials enter each comparison."""
    said = []
    for comparison in protocol.comparisons:
        parts = [
            f"{column} {listed(values, 'or')}"
            for column, values in comparison.include.items()
            if values
        ]
        parts += [f"not {c} {listed(v, 'or')}" for c, v in comparison.exclude.items() if v]
        which = f"trials with {'; '.join(parts)}" if parts else "all included trials"
        said.append(sentence(f"{comparison.label}: {which}"))
    return tuple(said)


def outcome_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each outcome with its importance, measure, direction and thresholds."""
    return tuple(
        sentence(
            f"{outcome.label}: {outcome.importance}; {MEASURES[outcome.measure]}; "
            f"{outcome.better} is better{_thresholds(outcome)}"
        )
        for outcome in protocol.outcomes
    )


def _thresholds(outcome: Outcome) -> str:
    given = outcome.thresholds
    if given is None:
        return ""
    risk = outcome.measure in ("OR", "RR", "RD")
    write = numbers.per_1000 if risk else numbers.measured
    values = [
        f"{name} from {write(getattr(given, name))}"
        for name in ("small", "moderate", "large")
        if getattr(given, name) is not None
    ]
    unit = " people per 1000" if risk else ""
    return f"; an effect is {listed(values)}{unit} ({given.source})"


def timepoint_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each time point with its window in weeks."""
    said = []
    for timepoint in protocol.timepoints:
        window = ""
        if timepoint.weeks:
            low, high = (numbers.measured(week) for week in timepoint.weeks)
            window = f" ({low} to {high} weeks after randomisation)"
        said.append(sentence(f"{timepoint.label}{window}"))
    return tuple(said)


def schedule_sentence(protocol: Protocol) -> str:
    """Say how often the review looks for new evidence."""
    living = protocol.review.living
    if living.status != "active":
        return f"The living mode is {living.status}: no updates are scheduled."
    when = (
        f" The next search is planned for {numbers.date(living.next_search)}."
        if living.next_search
        else ""
    )
    return f"The registry is checked for new evidence {_EVERY[living.every]}.{when}"


def question_items(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """Give the parts of the review question that are stated."""
    asked = protocol.review.question
    parts = ("population", "intervention", "comparator", "setting")
    return tuple((capitalised(p), getattr(asked, p)) for p in parts if getattr(asked, p))
