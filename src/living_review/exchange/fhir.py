"""Findings as a FHIR R5 bundle: Evidence, its variables, and an EvidenceReport over all.

HL7's model of evidence (EBMonFHIR). In the ballots of R6 the EvidenceReport gives way to a profile
of Composition; what is written here is R5 (5.0.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from living_review.certainty.measured_words import known
from living_review.exchange import fhir_elements as fhir
from living_review.exchange.cells import printable
from living_review.exchange.fhir_elements import Element, concept
from living_review.exchange.fhir_evidence import evidence
from living_review.findings import Finding, Findings
from living_review.ground.measures import AT_A_RISK, MEANS


def as_json(findings: Findings) -> str:
    """Write the bundle as JSON: full double precision, stable order of keys."""
    text = json.dumps(bundle(findings), ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8", "replace").decode() + "\n"


def bundle(findings: Findings) -> Element:
    """Give a collection of every pooled finding, its variables and the report."""
    pooled = [each for each in findings.findings if each.pooled]
    resources: dict[str, Element] = {}

    def add(kind: str, name: str, resource: Element) -> Element:
        url = fhir.full_url(findings, kind, name)
        resources.setdefault(url, resource)
        return {"reference": url, "type": resource["resourceType"]}

    question = findings.review.question
    population = add(
        "Group", "population", _group("population", question.get("population") or "Population")
    )
    written: dict[str, Element] = {}
    for finding in pooled:
        side = {
            role: add("Group", f"{finding.comparison}/{role}", _group(
                f"{finding.comparison}-{role}", f"People who receive {text}"))
            for role, text in (
                ("exposure", finding.intervention),
                ("referenceExposure", finding.comparator),
            )
        }  # fmt: skip
        name = f"{finding.outcome}-{finding.timepoint}"
        measured = add("EvidenceVariable", name, _variable(findings, finding))
        references = {"population": population, "measuredVariable": measured, **side}
        written[finding.key] = add("Evidence", finding.key, evidence(findings, finding, references))
    report = _report(findings, written, population)
    entries = [(fhir.full_url(findings, "EvidenceReport", "report"), report), *resources.items()]
    return {
        "resourceType": "Bundle",
        "id": fhir.resource_id(_edition(findings)),
        "type": "collection",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _bundle_urn(findings)},
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries],
    }


def _edition(findings: Findings) -> str:
    number = findings.version.number
    return f"{findings.review.id}-{findings.version.date if number is None else f'v{number}'}"


def _bundle_urn(findings: Findings) -> str:
    return fhir.full_url(findings, "Bundle", "bundle")


def _group(name: str, text: str) -> Element:
    return {
        "resourceType": "Group",
        "id": fhir.resource_id(name),
        "text": fhir.narrative((text,)),
        "type": "person",
        "membership": "definitional",
        "name": printable(text),
        "description": fhir.markdown(text),
    }


def _variable(findings: Findings, finding: Finding) -> Element:
    title = f"{finding.outcome_label}, {finding.timepoint_label}"
    handling = (
        "dichotomous"
        if finding.measure in AT_A_RISK
        else "continuous"
        if finding.measure in MEANS
        else None
    )
    return fhir.without_nothing(
        {
            "resourceType": "EvidenceVariable",
            "id": fhir.resource_id(f"{finding.outcome}-{finding.timepoint}"),
            "text": fhir.narrative((title,)),
            "title": printable(title),
            "status": "draft" if findings.version.number is None else "active",
            "date": findings.version.date.isoformat(),
            "description": fhir.markdown(title),
            "note": [{"text": f"A {finding.better} value is better."}],
            "handling": handling,
        }
    )


def _report(findings: Findings, written: dict[str, Element], population: Element) -> Element:
    """Give the summary of findings: a section a comparison, with what was not pooled in words."""
    review, version = findings.review, findings.version
    comparisons = dict.fromkeys(each.comparison for each in findings.findings)
    sections = [
        _section([each for each in findings.findings if each.comparison == name], written)
        for name in comparisons
    ]
    return fhir.without_nothing(
        {
            "resourceType": "EvidenceReport",
            "id": fhir.resource_id(f"{_edition(findings)}-report"),
            "language": review.language,
            "text": fhir.narrative((review.title, review.notice or "")),
            "status": "draft" if version.number is None else "active",
            "identifier": [
                fhir.without_nothing({"system": review.url, "value": _edition(findings)})
            ],
            "note": [{"text": fhir.markdown(review.notice)}] if review.notice else None,
            "relatedArtifact": list(_precedes(findings)),
            "subject": {
                "characteristic": [
                    {"code": concept(text="Population"), "valueReference": population}
                ],
            },
            "author": [{"name": printable(name)} for name in review.authors],
            "relatesTo": [
                {
                    "code": "replaces",
                    "target": {"identifier": {"value": f"{review.id}-v{version.previous}"}},
                }
            ]
            if version.number is not None and version.previous is not None
            else None,
            "section": [each for each in sections if each],
        }
    )


def _precedes(findings: Findings) -> Iterable[Element]:
    before = findings.review.precedes
    if before and before.get("citation"):
        made: Element = {"type": "predecessor", "citation": fhir.markdown(before["citation"])}
        if before.get("doi"):
            made["document"] = {"url": f"https://doi.org/{printable(before['doi'])}"}
        yield made


def _section(of_comparison: list[Finding], written: dict[str, Element]) -> Element:
    entries = [written[each.key] for each in of_comparison if each.key in written]
    words = [f"{each.outcome_label}, {each.timepoint_label}: {_words(each)}" for each in
             of_comparison if each.trials or each.pooled]  # fmt: skip
    if not entries and not words:
        return {}
    label = of_comparison[0].comparison_label
    return fhir.without_nothing(
        {
            "title": printable(label),
            "focus": concept(
                (
                    fhir.SECTION,
                    "SummaryOfBodyOfEvidenceFindings",
                    "Summary of Body of Evidence Findings",
                )
            ),
            "text": fhir.narrative((label, *words)),
            "entryReference": entries,
        }
    )


def _words(finding: Finding) -> str:
    said = finding.statement or known(finding)
    return said if finding.pooled else f"Not pooled. {said}"
