"""One pooled finding as an Evidence resource of FHIR R5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from living_review.certainty.absolute_words import absolute_sentences
from living_review.exchange import fhir_elements as fhir
from living_review.exchange.cells import printable
from living_review.exchange.fhir_elements import Element, concept, interval, quantity
from living_review.findings import (
    AbsoluteEffect,
    Certainty,
    Domain,
    Finding,
    Findings,
    Pooled,
)
from living_review.ground.measures import MEASURES, NAMES
from living_review.ground.methods import TAU2
from living_review.language import people
from living_review.language.english import capitalised
from living_review.synthesis.pairing_words import pairing_sentences

_PREDICTED_RISK = ("predictedRisk", "Predicted Risk")
_INCIDENCE = ("C16726", "Incidence")
_DOMAINS = {
    "risk_of_bias": ("RiskOfBias", "Risk of bias"),
    "inconsistency": ("Inconsistency", "Inconsistency"),
    "indirectness": ("Indirectness", "Indirectness"),
    "imprecision": ("Imprecision", "Imprecision"),
    "publication_bias": ("PublicationBias", "Publication bias"),
}
_LEVELS = {
    "high": ("high", "High quality"),
    "moderate": ("moderate", "Moderate quality"),
    "low": ("low", "Low quality"),
    "very low": ("very-low", "Very low quality"),
}
_NO_CHANGE = ("no-change", "no change to rating")
_RATINGS = {
    0: (("no-concern", "no serious concern"), _NO_CHANGE),
    -1: (("serious-concern", "serious concern"), ("downcode1", "reduce rating: -1")),
    -2: (("very-serious-concern", "very serious concern"), ("downcode2", "reduce rating: -2")),
    -3: (
        ("extremely-serious-concern", "extremely serious concern"),
        ("downcode3", "reduce rating: -3"),
    ),
    1: (("upcode1", "increase rating: +1"),),
    2: (("upcode2", "increase rating: +2"),),
}


def evidence(findings: Findings, finding: Finding, references: Mapping[str, Element]) -> Element:
    """Give the Evidence of a pooled finding.

    `references` are those to its variables, by their role. Numbers are those of the finding, at
    full precision; ratios are on the natural scale, the standard error of one is of its logarithm.
    """
    assert finding.pooled is not None
    version = findings.version
    title = (
        f"{finding.outcome_label}, {finding.timepoint_label}: {finding.intervention} versus "
        f"{finding.comparator}"
    )
    return fhir.without_nothing(
        {
            "resourceType": "Evidence",
            "id": fhir.resource_id(finding.key),
            "language": findings.review.language,
            "text": fhir.narrative((title, finding.statement or "", *absolute_sentences(finding))),
            "identifier": [
                fhir.without_nothing(
                    {
                        "system": findings.review.url,
                        "value": f"{findings.review.id}/{finding.key}",
                    }
                )
            ],
            "version": None if version.number is None else str(version.number),
            "title": printable(title),
            "status": "draft" if version.number is None else "active",
            "date": version.date.isoformat(),
            "author": [{"name": printable(name)} for name in findings.review.authors],
            "relatedArtifact": list(_trials(findings, finding)),
            "description": fhir.markdown(title),
            "assertion": fhir.markdown(finding.statement or ""),
            "note": [{"text": fhir.markdown(text)} for text in _notes(finding)],
            "variableDefinition": list(_variables(finding, references)),
            "synthesisType": concept((fhir.SYNTHESIS_TYPE, "std-MA", "summary data meta-analysis")),
            "studyDesign": [concept((fhir.STUDY_DESIGN, "SEVCO:01003", "randomized assignment"))],
            "statistic": list(_statistics(finding, finding.pooled)),
            "certainty": [_certainty(finding.certainty)] if finding.certainty else None,
        }
    )


def _trials(findings: Findings, finding: Finding) -> Iterator[Element]:
    records = {trial.trial_id: trial for trial in findings.trials}
    for result in finding.trials:
        if result.in_pool:
            record = records.get(result.trial_id)
            citation = (record and record.citation) or result.label
            made: Element = {
                "type": "derived-from",
                "label": printable(result.label),
                "citation": fhir.markdown(citation),
            }
            if record and record.doi:
                made["document"] = {"url": f"https://doi.org/{printable(record.doi)}"}
            yield made


def _notes(finding: Finding) -> Iterator[str]:
    if finding.pooled and finding.pooled.note:
        yield finding.pooled.note
    if finding.n is not None and finding.n_missing:
        known = people.participants(finding.n, finding.n_missing)
        missing = people.of_unknown_size(finding.n_missing)
        yield f"The number of participants is a lower bound: {known}; {missing}."
    if said := pairing_sentences(finding.contributing):
        yield said
    yield f"{'A higher' if finding.better == 'higher' else 'A lower'} value is better."
    if finding.is_ratio:
        yield "The ratio is on the natural scale; its standard error is that of its logarithm."
    if finding.certainty and finding.certainty.provisional:
        yield "The certainty is provisional until a person has decided every domain."


def _variables(finding: Finding, references: Mapping[str, Element]) -> Iterator[Element]:
    for role, display, text in (
        ("population", "population", None),
        ("exposure", "exposure", finding.intervention),
        ("referenceExposure", "reference exposure", finding.comparator),
        ("measuredVariable", "measured variable", finding.outcome_label),
    ):
        yield fhir.without_nothing(
            {
                "description": fhir.markdown(text) if text else None,
                "variableRole": concept((fhir.VARIABLE_ROLE, role, display)),
                "intended": references[role],
            }
        )


def _statistics(finding: Finding, pooled: Pooled) -> Iterator[Element]:
    yield fhir.without_nothing(
        {
            "description": "Pooled effect",
            "statisticType": statistic_type(finding.measure),
            "quantity": quantity(pooled.estimate, finding.unit_label or None),
            "numberOfEvents": fhir.whole(finding.events),
            "sampleSize": fhir.without_nothing(
                {
                    "numberOfStudies": finding.k,
                    "numberOfParticipants": fhir.whole(finding.n),
                }
            ),
            "attributeEstimate": list(_attributes(finding, pooled)),
            "modelCharacteristic": list(_model(pooled)),
        }
    )
    for absolute in finding.absolute:
        yield from _absolute(absolute, pooled.level)
    familiar = finding.familiar
    if familiar:
        yield {
            "description": fhir.markdown(
                f"The standardised mean difference in {familiar.unit} of {familiar.instrument}; "
                f"the standard deviation it is multiplied by is from: {familiar.sd_source}"
            ),
            "statisticType": statistic_type("MD"),
            "category": concept(text="re-expressed effect"),
            "quantity": quantity(familiar.estimate, familiar.unit),
            "attributeEstimate": [
                interval(_confidence(), familiar.ci_low, familiar.ci_high, pooled.level)
            ],
        }


def statistic_type(measure: str) -> Element:
    """Give the type of a statistic; one without a code, such as a ratio of means, is named."""
    known = MEASURES[measure].fhir
    if known is None:
        return concept(text=capitalised(NAMES[measure]))
    return concept((fhir.STATISTIC_TYPE, *known))


def _confidence() -> Element:
    return concept((fhir.ATTRIBUTE_TYPE, "C53324", "Confidence interval"))


def _attributes(finding: Finding, pooled: Pooled) -> Iterator[Element]:
    yield interval(_confidence(), pooled.ci_low, pooled.ci_high, pooled.level)
    error = "Standard error of the logarithm" if finding.is_ratio else "Standard error"
    yield {"type": concept(text=error), "quantity": quantity(pooled.se)}
    if pooled.p is not None:
        name = concept((fhir.ATTRIBUTE_TYPE, "C44185", "P-value"))
        yield {"type": name, "quantity": quantity(pooled.p)}
    spread, prediction = finding.heterogeneity, finding.prediction
    if spread:
        if spread.tau2 is not None:
            within = (
                [interval(_confidence(), spread.tau2_ci_low, spread.tau2_ci_high, pooled.level)]
                if spread.tau2_ci_low is not None and spread.tau2_ci_high is not None
                else None
            )
            yield fhir.without_nothing(
                {
                    "type": concept((fhir.ATTRIBUTE_TYPE, "0000421", "Tau squared")),
                    "quantity": quantity(spread.tau2),
                    "attributeEstimate": within,
                }
            )
        if spread.i2 is not None:
            name = concept((fhir.ATTRIBUTE_TYPE, "0000420", "I-squared"))
            yield {"type": name, "quantity": quantity(spread.i2, "%", "%")}
        if spread.q is not None:
            name = concept((fhir.ATTRIBUTE_TYPE, "0000419", "Cochran's Q statistic"))
            yield {"type": name, "quantity": quantity(spread.q)}
    if prediction and prediction.low is not None and prediction.high is not None:
        name = concept(text="Prediction interval")
        yield interval(name, prediction.low, prediction.high, pooled.level)


# With random effects the weights are inverse variances whatever τ² was taken from.
_POOLING = {
    "inverse-variance": ("poolInverseVariance", "Inverse variance method"),
    "mantel-haenszel": ("poolMantelHaenzsel", "Mantel-Haenszel method"),
    "peto": ("poolPeto", "Peto method"),
}


def _model(pooled: Pooled) -> Iterator[Element]:
    codes: list[tuple[str, str]] = [
        ("metaAnalysis", "Meta-analysis"),
        _POOLING["inverse-variance" if pooled.model == "random" else pooled.method],
        ("effectsRandom", "Random-effects")
        if pooled.model == "random"
        else ("effectsFixed", "Fixed-effects"),
    ]
    estimator = TAU2.get(pooled.tau2_method)
    if estimator is not None and estimator.fhir is not None:
        codes.append(estimator.fhir)
    if pooled.interval == "knapp-hartung":
        # The safeguard that never takes a smaller standard error is the modified adjustment.
        codes.append(
            ("modifiedHartungKnapp", "Modified Hartung-Knapp adjustment")
            if pooled.safeguard == "se"
            else ("hartungKnapp", "Hartung-Knapp adjustment")
        )
    for code, display in codes:
        yield {"code": concept((fhir.MODEL, code, display))}


def _absolute(absolute: AbsoluteEffect, level: float) -> Iterator[Element]:
    """Give the risks with and without the intervention, or the rates in their person-time."""
    rate = absolute.kind == "rate"
    noun, unit = absolute.kind, f"per {absolute.time}" if rate else None
    kind = _INCIDENCE if rate else _PREDICTED_RISK
    label = absolute.baseline_label + (f" at {absolute.at}" if absolute.at else "")
    source = f"; source: {absolute.baseline_source}" if absolute.baseline_source else ""
    where = "it would fall below 0" if rate else "it would leave 0 to 1"
    held = f"; the {noun} was cut where {where}" if absolute.held else ""

    def statistic(said: str, type_: Element, value: float, *limits: float) -> Element:
        found = [interval(_confidence(), limits[0], limits[1], level)] if limits else None
        return fhir.without_nothing(
            {
                "description": fhir.markdown(said),
                "statisticType": type_,
                "category": concept(text="absolute effect"),
                "quantity": quantity(value, unit),
                "attributeEstimate": found,
            }
        )

    yield statistic(
        f"{capitalised(noun)} with the comparator, baseline {noun} {label}{source}",
        concept((fhir.STATISTIC_TYPE, *kind)),
        absolute.with_comparator,
    )
    yield statistic(
        f"{capitalised(noun)} with the intervention, baseline {noun} {label}{held}",
        concept((fhir.STATISTIC_TYPE, *kind)),
        absolute.with_intervention,
        absolute.with_intervention_ci_low,
        absolute.with_intervention_ci_high,
    )
    rated = f"; certainty of the evidence at it: {absolute.level}" if absolute.level else ""
    said = f". {absolute.statement}" if absolute.statement else ""
    yield statistic(
        f"Difference in {noun}, baseline {noun} {label}{held}{rated}{said}",
        statistic_type("IRD" if rate else "RD"),
        absolute.difference,
        absolute.ci_low,
        absolute.ci_high,
    )


def _certainty(certainty: Certainty) -> Element:
    raters = sorted({each.by for each in certainty.domains if each.by})
    return fhir.without_nothing(
        {
            "description": fhir.markdown(f"Certainty {certainty.target}"),
            "type": concept((fhir.CERTAINTY_TYPE, "Overall", "Overall certainty")),
            "rating": concept((fhir.CERTAINTY_RATING, *_LEVELS[certainty.level])),
            "rater": printable("; ".join(raters)),
            "subcomponent": [_domain(each) for each in certainty.domains],
        }
    )


def _domain(domain: Domain) -> Element:
    known = _DOMAINS.get(domain.name)
    assessed = domain.decided is not None or domain.proposed is not None
    rated = _RATINGS[domain.levels] if known or domain.levels else (_NO_CHANGE,)
    notes = [domain.reason or "", f"State of the decision: {domain.state}"]
    return fhir.without_nothing(
        {
            "description": fhir.markdown(domain.explanation),
            "note": [{"text": fhir.markdown(text)} for text in notes if text],
            "type": concept((fhir.CERTAINTY_TYPE, *known))
            if known
            else concept(text="Reasons to rate up"),
            "rating": concept(*((fhir.CERTAINTY_RATING, *each) for each in rated))
            if assessed
            else concept(text="not assessed"),
            "rater": printable(domain.by or ""),
        }
    )
