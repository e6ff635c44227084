"""What was done, in the words of a Methods section, from the protocol's analysis choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from living_review.findings import Findings
from living_review.ground import numbers
from living_review.ground.methods import TAU2
from living_review.language.markdown import Markdown, escape
from living_review.protocol import (
    BINARY_MEASURES,
    Analysis,
    Protocol,
    Sensitivity,
)
from living_review.synthesis.counted import method_for
from living_review.synthesis.requests import Settings
from living_review.words.grammar import ESTIMATORS, MEASURES, inside, listed, sentence
from living_review.words.question_words import in_filter, spaced

_ON_THE_LOG_SCALE = "are pooled on the log scale [@handbook]."
_MEASURE_WORDS = {
    "SMD": "Standardised mean differences are Hedges’ g, with the exact small-sample correction "
    "[@hedges1981]; {variance}.",
    "MD": "Mean differences are the difference of the arms’ means, with a variance that does not "
    "assume equal standard deviations [@handbook].",
    "ROM": "Ratios of means are pooled on the log scale [@hedges1999].",
    "OR": f"Odds ratios {_ON_THE_LOG_SCALE}",
    "RR": f"Risk ratios {_ON_THE_LOG_SCALE}",
    "RD": "Risk differences are pooled as they are; where a cell is empty, half an event is added "
    "to each cell of the trial for its variance alone [@handbook].",
    "HR": "Hazard ratios are pooled on the log scale, as reported or from the observed less the "
    "expected events of the log-rank test and their variance [@tierney2007].",
    "IRR": "Rate ratios, of events in person-time, are pooled on the log scale; half an event is "
    "added to both arms of a trial in which one has none [@handbook].",
    "IRD": "Rate differences, of events in person-time, are pooled as they are; where an arm has "
    "no event, half an event is added to both in the variance alone [@handbook].",
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


def measure_sentences(protocol: Protocol) -> tuple[Markdown, ...]:
    """Define each effect measure the protocol uses."""
    used = list(dict.fromkeys(outcome.measure for outcome in protocol.outcomes))
    variance = _VARIANCES[protocol.analysis.smd_variance]
    said = {m: _MEASURE_WORDS[m].format(variance=variance) for m in used}
    if "OR" in said and "RR" in said:
        first, second = (m for m in used if m in ("OR", "RR"))
        said[first] = f"{MEASURES[first].capitalize()}s and {MEASURES[second]}s {_ON_THE_LOG_SCALE}"
        del said[second]
    return tuple(map(Markdown, said.values()))


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


_PREFER = {
    "arms": "where a trial reports both its arms and a comparison of them, the effect is computed "
    "from the arms",
    "contrasts": "where a trial reports both its arms and a comparison of them, the reported "
    "comparison is used",
}


def dependence_sentence(protocol: Protocol) -> Markdown:
    """Say what was done with several arms and several instruments of one trial."""
    rule = _instruments(protocol.analysis)
    said = f"Several eligible arms of one trial are combined into one; {rule}."
    apart = [
        f"{listed(escape(name) for name in each.apart)} for {inside(escape(each.label))}"
        for each in protocol.outcomes
        if each.apart
    ]
    if apart:
        said += f" Kept for sensitivity analyses are the instruments {listed(apart)}."
    return Markdown(said)


def _instruments(analysis: Analysis) -> str:
    return _DEPENDENCE[analysis.dependence].format(
        correlation=numbers.estimate(analysis.instrument_correlation, "SMD")
    )


_PAIRED = (
    "People of crossover trials count once. Their effects use that a person’s two results are "
    "alike: by the standard error, the standard deviation of the differences or the test statistic "
    "of its pairs that a trial reports [@elbourne2002; @handbook]; for counts, the ratio or "
    "difference of the two risks with the correlation of a person’s two results [@curtin2002]. A "
    "comparison within people that is reported in the measure of the outcome is used in the place "
    "of the arms."
)
_COUNTED_APART = (
    "Methods that count events (Mantel-Haenszel, Peto) know of no pairs: there the arms of a "
    "crossover trial are counted as if they were different people, and the report says so."
)


def crossover_sentence(findings: Findings, protocol: Protocol) -> Markdown:
    """Say how crossover trials were analysed; nothing where the registry has none."""
    if not any(trial.design == "crossover" for trial in findings.trials):
        return Markdown("")
    analysis = protocol.analysis
    if analysis.crossover_correlation is None:
        rest = (
            "Where nothing is known of its pairs, such a trial is used as if its periods were two "
            "groups of people, and the report says so."
        )
    else:
        rest = (
            "Where a trial reports nothing of its pairs, "
            f"{_assumed_in_crossover(analysis)}, and sensitivity analyses vary it."
        )
    counting = any(
        method_for(protocol.analysis_for(outcome).method, outcome.measure) != "inverse-variance"
        for outcome in protocol.outcomes
    )
    said = [_PAIRED, rest, _COUNTED_APART] if counting else [_PAIRED, rest]
    said.append("Effects of the period and carry-over are not allowed for.")
    return Markdown(" ".join(said))


def _assumed_in_crossover(analysis: Analysis) -> str:
    source = escape(analysis.crossover_correlation_source or "")
    value = numbers.estimate(analysis.crossover_correlation, "SMD")
    return f"a correlation of {value} is assumed{f' ({source})' if source else ''}"


_NONE_POOLED = "Trials were not pooled; the results of each are described by themselves"


def pooling_sentences(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say when and how trials were pooled."""
    least = numbers.in_words(protocol.analysis.fewest)
    if not pools_any(protocol):
        return (Markdown(f"{_NONE_POOLED} [@campbell2020]."),)
    said = [
        f"An outcome was pooled where at least {least} trials gave results that can be pooled; "
        "with fewer, their results are described one by one, without pooling [@campbell2020].",
        *_pooling(protocol.analysis, [each.measure for each in protocol.outcomes]),
    ]
    return tuple(Markdown(text) for text in said)


_COUNTING = {
    ("mantel-haenszel", "common"): (
        "Events were pooled with the common-effect model by the method of Mantel and Haenszel "
        "[@mantel1959], with the variances of Robins, Breslow and Greenland for odds ratios "
        "[@robins1986], of Greenland and Robins for risk ratios [@greenland1985] and of Sato, "
        "Greenland and Robins for risk differences [@sato1989]; Q is about that estimate. No event "
        "is added to an empty cell unless the counts as they are have no estimate."
    ),
    ("mantel-haenszel", "random"): (
        "Events were pooled with a random-effects model as RevMan 5 has it: weights are inverse "
        "variances, and τ² follows by the formula of DerSimonian and Laird [@dersimonian1986] from "
        "Q about the estimate of Mantel and Haenszel [@mantel1959], as does I²; half an event is "
        "added to each cell of a trial with an empty one."
    ),
    ("peto", "common"): (
        "Odds ratios were pooled with the common-effect model by Peto’s one-step method, from "
        "observed less expected events and their variance [@yusuf1985], which suits rare events, "
        "arms of like size and small effects; nothing is added to an empty cell."
    ),
}


def _pooling(analysis: Analysis, measures: Iterable[str]) -> list[str]:
    """Say how trials are pooled under these choices, and how the interval is made.

    A method that counts events pools what it can count; all else goes by inverse variance.
    """
    methods = [method_for(analysis.method, measure) for measure in measures]
    counting = analysis.method != "inverse-variance" and analysis.method in methods
    weighting = not counting or "inverse-variance" in methods
    who = "Trials of other outcomes" if counting else "Trials"
    said = [_COUNTING[analysis.method, analysis.model]] if counting else []
    if counting and not weighting:
        return [*said, *_interval("wald", "none", numbers.confidence(analysis.level))]
    if analysis.model == "common":
        said.append(
            f"{who} were pooled with the common-effect model by inverse variance [@handbook]."
        )
    else:
        estimator = ESTIMATORS.get(analysis.tau2, analysis.tau2)
        said.append(
            f"{who} were pooled with a random-effects model by inverse variance; the variance "
            f"between trials, τ², was estimated by {estimator} [@{TAU2[analysis.tau2].source}]."
        )
    # The interval that is made: the common-effect model has no Knapp-Hartung interval.
    made = Settings.of(analysis)
    level = numbers.confidence(made.level)
    if counting and made.interval != "wald":
        said += _interval("wald", "none", level, " of outcomes pooled by counts")
        return said + _interval(made.interval, made.safeguard, level, " of other outcomes")
    return said + _interval(made.interval, made.safeguard, level)


def outcome_analysis_items(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say what is done otherwise for single outcomes, those that do the same together."""
    alike: dict[str, list[str]] = {}
    for outcome in protocol.outcomes:
        said = _otherwise(protocol.analysis, protocol.analysis_for(outcome), outcome.measure)
        if said:
            alike.setdefault("; ".join(said), []).append(escape(outcome.label))
    return tuple(Markdown(sentence(f"{listed(own)}: {text}")) for text, own in alike.items())


_NOT_POOLED = "not pooled: the result of each trial is described by itself"


def _otherwise(usual: Analysis, own: Analysis, measure: str) -> list[str]:
    if not own.pool:
        return [] if not usual.pool else [_NOT_POOLED]
    said = []
    if own.pool != usual.pool:
        said.append("pooled")
    if own.fewest != usual.fewest:
        least = numbers.in_words(own.fewest)
        said.append(f"pooled where at least {least} trials gave results that can be pooled")
    usually = _pooling(usual, [measure])
    said += [text for text in _pooling(own, [measure]) if text not in usually]
    if own.smd_variance != usual.smd_variance:
        said.append(_VARIANCES[own.smd_variance])
    if _instruments(own) != _instruments(usual):
        said.append(_instruments(own))
    assumed = own.crossover_correlation
    if assumed is not None and _assumed_in_crossover(own) != _assumed_in_crossover(usual):
        said.append(f"in crossover trials {_assumed_in_crossover(own)}")
    if own.prefer != usual.prefer:
        said.append(_PREFER[own.prefer])
    if _for_all(own) != _for_all(usual):
        named = listed(f"‘{escape(each.label)}’" for each in own.sensitivity)
        said.append(f"sensitivity analyses {named}" if named else "no sensitivity analyses")
    if own.subgroups != usual.subgroups:
        named = listed(escape(name) for name in own.subgroups)
        said.append(f"subgroups by {named}" if named else "no subgroup analyses")
    if own.moderators != usual.moderators:
        named = listed(escape(name) for name in own.moderators)
        said.append(f"meta-regression on {named}" if named else "no meta-regression")
    return [_clause(text) for text in said]


def _clause(text: str) -> str:
    """Write a sentence as part of a longer one; names such as Knapp-Hartung keep their capital."""
    return inside(text.removesuffix("."))


def least_elsewhere(protocol: Protocol) -> tuple[tuple[str, int], ...]:
    """Give the outcomes that are pooled from another number of trials on, with that number."""
    usual = protocol.analysis.fewest
    own = (
        (o.label, protocol.analysis_for(o).fewest)
        for o in protocol.outcomes
        if protocol.analysis_for(o).pool
    )
    return tuple((inside(label), least) for label, least in own if least != usual)


def never_pooled(protocol: Protocol) -> tuple[str, ...]:
    """Give the outcomes that the protocol asks not to pool."""
    return tuple(inside(o.label) for o in protocol.outcomes if not protocol.analysis_for(o).pool)


def pools_any(protocol: Protocol) -> bool:
    """Tell whether any outcome may be pooled."""
    return len(never_pooled(protocol)) < len(protocol.outcomes)


def models_used(protocol: Protocol) -> frozenset[str]:
    """Give the models that the review and its single outcomes pool with."""
    return frozenset(protocol.analysis_for(outcome).model for outcome in protocol.outcomes)


def _interval(interval: str, safeguard: str, level: str, of: str = "") -> list[str]:
    """Say how confidence intervals are made: of all outcomes, or `of` some."""
    if interval == "knapp-hartung":
        # With two trials there is one degree of freedom, and the interval says nothing.
        two = (
            [] if safeguard == "cochrane" else ["With two trials only, the Wald interval is used."]
        )
        return [
            f"Confidence intervals ({level}){of} follow Knapp and Hartung, on the t distribution "
            "[@knapp2003].",
            _SAFEGUARDS[safeguard],
            *two,
        ]
    kind = "the t distribution" if interval == "t" else "the normal distribution (Wald)"
    return [f"Confidence intervals ({level}){of} follow {kind} [@handbook]."]


def sensitivity_items(
    protocol: Protocol, trials: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Name each sensitivity analysis and what it changes; those of one outcome alone say so.

    `trials` gives the label of a trial by its id, for those that an analysis names.
    """
    usual = protocol.analysis.sensitivity
    counts = any(outcome.measure in BINARY_MEASURES for outcome in protocol.outcomes)
    named = {outcome.id: inside(outcome.label) for outcome in protocol.outcomes}
    said = [
        f"{_only_for(each, named)}{_changed(each, trials or {}, counts=counts)}." for each in usual
    ]
    for outcome in protocol.outcomes:
        own = protocol.analysis_for(outcome).sensitivity
        said += [
            f"For {inside(outcome.label)}: {inside(each.label)}"
            f"{_changed(each, trials or {}, counts=outcome.measure in BINARY_MEASURES)}."
            for each in own
            if each not in usual
        ]
    return tuple(said)


def _only_for(each: Sensitivity, named: Mapping[str, str]) -> str:
    """Give the label of an analysis, after the outcomes that it is for."""
    if not each.outcomes:
        return each.label
    return f"For {listed(named[name] for name in each.outcomes)}: {inside(each.label)}"


def _for_all(analysis: Analysis) -> tuple[Sensitivity, ...]:
    """Give the sensitivity analyses that are not for certain outcomes alone."""
    return tuple(each for each in analysis.sensitivity if not each.outcomes)


_AS_REVMAN = (
    "weights are inverse variances; where every trial of an outcome of people with an event "
    "reports its counts, τ² follows from the Mantel-Haenszel Q, with half an event added to each "
    "cell of a trial with an empty one"
)


def _changed(each: Sensitivity, trials: Mapping[str, str], *, counts: bool) -> str:
    parts = [
        in_filter(column, values, trials) if values else f"any {spaced(column)}"
        for column, values in each.include.items()
    ]
    parts += [f"not {in_filter(column, values, trials)}" for column, values in each.exclude.items()]
    if each.instruments == "any":
        parts.append("with the instruments that the main analysis leaves out")
    if each.smd_variance == "RevMan" and each.tau2 == "DL":
        parts.append(_AS_REVMAN if counts else "weights are inverse variances")
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
