"""What was done, in the words of a Methods section, from the protocol's analysis choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, cast

from living_review.findings import Findings
from living_review.ground import methods, numbers
from living_review.language import say
from living_review.language.facts import methods as facts
from living_review.language.facts import planned_analyses as others
from living_review.language.markdown import Markdown, Marked
from living_review.protocol import (
    BINARY_MEASURES,
    Analysis,
    Protocol,
    Sensitivity,
)
from living_review.synthesis.analysis_names import analysis_label
from living_review.synthesis.counted import method_for
from living_review.synthesis.requests import Settings
from living_review.words.grammar import inside
from living_review.words.question_words import conditions

Pooling = facts.Counts | facts.Weights | facts.IntervalsMade | facts.SafeguardUsed | facts.TwoTrials


def _said(fact: Marked) -> Markdown:
    return Markdown(say(fact))


def measure_sentences(protocol: Protocol) -> tuple[Markdown, ...]:
    """Define each effect measure the protocol uses."""
    used = list(dict.fromkeys(outcome.measure for outcome in protocol.outcomes))
    both = {"OR", "RR"} <= set(used)
    said = []
    for measure in used:
        if both and measure in ("OR", "RR"):
            odds_first = used.index("OR") < used.index("RR")
            if measure == ("OR" if odds_first else "RR"):
                said.append(facts.EffectMeasure(measure="OR and RR" if odds_first else "RR and OR"))
            continue
        variance = facts.SmdVariance(variance=protocol.analysis.smd_variance)
        own = variance if measure == "SMD" else None
        said.append(facts.EffectMeasure(measure=measure, variance=own))
    return tuple(map(_said, said))


def dependence_sentence(protocol: Protocol) -> Markdown:
    """Say what was done with several arms and several instruments of one trial."""
    apart = (
        facts.KeptApart(instruments=each.apart, outcome=each.label)
        for each in protocol.outcomes
        if each.apart
    )
    instruments = _instruments(protocol.analysis)
    return _said(facts.Dependence(instruments=instruments, apart=tuple(apart)))


def _instruments(analysis: Analysis) -> facts.Instruments:
    assumed = analysis.dependence != "pick"
    return facts.Instruments(
        choice=analysis.dependence,
        correlation=numbers.estimate(analysis.instrument_correlation, "SMD") if assumed else "",
    )


def crossover_sentence(findings: Findings, protocol: Protocol) -> Markdown:
    """Say how crossover trials were analysed; nothing where the registry has none."""
    if not any(trial.design == "crossover" for trial in findings.trials):
        return Markdown("")
    counting = any(
        method_for(protocol.analysis_for(outcome).method, outcome.measure) != "inverse-variance"
        for outcome in protocol.outcomes
    )
    assumed = _assumed_in_crossover(protocol.analysis)
    return _said(facts.Crossover(assumed=assumed, counting=counting))


def _assumed_in_crossover(analysis: Analysis) -> facts.AssumedInCrossover | None:
    if analysis.crossover_correlation is None:
        return None
    return facts.AssumedInCrossover(
        correlation=numbers.estimate(analysis.crossover_correlation, "SMD"),
        source=analysis.crossover_correlation_source or "",
    )


def pooling_sentences(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say when and how trials were pooled."""
    if not pools_any(protocol):
        return (_said(facts.NonePooled()),)
    return (
        _said(facts.PooledFrom(trials=protocol.analysis.fewest)),
        *map(_said, _pooling(protocol.analysis, [each.measure for each in protocol.outcomes])),
    )


def _pooling(analysis: Analysis, measures: Iterable[str]) -> list[Pooling]:
    """Tell how trials are pooled under these choices, and how the interval is made.

    A method that counts events pools what it can count; all else goes by inverse variance.
    """
    chosen = [method_for(analysis.method, measure) for measure in measures]
    told: list[Pooling] = []
    counting = analysis.method != "inverse-variance" and analysis.method in chosen
    if analysis.method != "inverse-variance" and counting:
        told.append(facts.Counts(method=analysis.method, random=analysis.model == "random"))
        if "inverse-variance" not in chosen:
            return [*told, *_interval("wald", "none", analysis.level)]
    estimator = facts.EstimatorWithSource(
        tau2=analysis.tau2, source=methods.TAU2[analysis.tau2].source or ""
    )
    told.append(
        facts.Weights(rest=counting, estimator=None if analysis.model == "common" else estimator)
    )
    # The interval that is made: the common-effect model has no Knapp-Hartung interval.
    made = Settings.of(analysis)
    interval = cast("methods.Interval", made.interval)
    safeguard = cast("methods.Safeguard", made.safeguard)
    if counting and interval != "wald":
        told += _interval("wald", "none", made.level, "counts")
        return [*told, *_interval(interval, safeguard, made.level, "rest")]
    return [*told, *_interval(interval, safeguard, made.level)]


def _interval(
    interval: methods.Interval,
    safeguard: methods.Safeguard,
    level: float,
    of: Literal["all", "counts", "rest"] = "all",
) -> Iterator[facts.IntervalsMade | facts.SafeguardUsed | facts.TwoTrials]:
    """Tell how confidence intervals are made: of all outcomes, or `of` some."""
    yield facts.IntervalsMade(interval=interval, confidence=numbers.confidence(level), of=of)
    if interval == "knapp-hartung":
        yield facts.SafeguardUsed(safeguard=safeguard)
        # With two trials there is one degree of freedom, and the interval says nothing.
        if safeguard != "cochrane":
            yield facts.TwoTrials()


def outcome_analysis_items(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say what is done otherwise for single outcomes, those that do the same together."""
    alike: dict[tuple[others.Choice, ...], list[str]] = {}
    for outcome in protocol.outcomes:
        own = protocol.analysis_for(outcome)
        told = tuple(_otherwise(protocol.analysis, own, outcome.measure))
        if told:
            alike.setdefault(told, []).append(outcome.label)
    return tuple(
        _said(others.Otherwise(outcomes=tuple(own), choices=told)) for told, own in alike.items()
    )


def _otherwise(usual: Analysis, own: Analysis, measure: str) -> Iterator[others.Choice]:
    if own.pool != usual.pool:
        yield others.Pooled(pooled=own.pool)
    if not own.pool:
        return
    if own.fewest != usual.fewest:
        yield others.PooledFrom(trials=own.fewest)
    usually = _pooling(usual, [measure])
    yield from (each for each in _pooling(own, [measure]) if each not in usually)
    if own.smd_variance != usual.smd_variance:
        yield facts.SmdVariance(variance=own.smd_variance)
    if _instruments(own) != _instruments(usual):
        yield _instruments(own)
    assumed = _assumed_in_crossover(own)
    if assumed is not None and assumed != _assumed_in_crossover(usual):
        yield others.InCrossoverTrials(assumed=assumed)
    if own.prefer != usual.prefer:
        yield others.Prefer(what=own.prefer)
    if _for_all(own) != _for_all(usual):
        labels = (others.Quoted(label=analysis_label(each)) for each in own.sensitivity)
        yield others.SensitivityOf(analyses=tuple(labels))
    if own.subgroups != usual.subgroups:
        yield others.SubgroupsBy(variables=own.subgroups)
    if own.moderators != usual.moderators:
        yield others.RegressionOn(variables=tuple(each.shown for each in own.moderators))


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


def sensitivity_items(
    protocol: Protocol, trials: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Name each sensitivity analysis and what it changes; those of one outcome alone say so.

    `trials` gives the label of a trial by its id, for those that an analysis names.
    """
    usual, labels = protocol.analysis.sensitivity, trials or {}
    counts = any(outcome.measure in BINARY_MEASURES for outcome in protocol.outcomes)
    named = {outcome.id: outcome.label for outcome in protocol.outcomes}
    told = [
        _sensitivity(each, tuple(named[name] for name in each.outcomes), labels, counts=counts)
        for each in usual
    ]
    for outcome in protocol.outcomes:
        own = (e for e in protocol.analysis_for(outcome).sensitivity if e not in usual)
        counts = outcome.measure in BINARY_MEASURES
        told += [_sensitivity(each, (outcome.label,), labels, counts=counts) for each in own]
    return tuple(map(say, told))


def _sensitivity(
    each: Sensitivity, outcomes: tuple[str, ...], trials: Mapping[str, str], *, counts: bool
) -> others.SensitivityAnalysis:
    as_revman = each.smd_variance == "RevMan" and each.tau2 == "DL"
    return others.SensitivityAnalysis(
        label=analysis_label(each),
        outcomes=outcomes,
        changes=(
            *conditions(each.include, each.exclude, trials),
            *((others.OtherInstruments(),) if each.instruments == "any" else ()),
            *((others.AsRevMan(counts=counts),) if as_revman else ()),
        ),
    )


def _for_all(analysis: Analysis) -> tuple[Sensitivity, ...]:
    """Give the sensitivity analyses that are not for certain outcomes alone."""
    return tuple(each for each in analysis.sensitivity if not each.outcomes)


def subgroup_sentence(protocol: Protocol) -> str:
    """Name the subgroup analyses and moderators."""
    planned = protocol.analysis
    moderators = tuple(each.shown for each in planned.moderators)
    return say(others.Planned(subgroups=planned.subgroups, moderators=moderators))
