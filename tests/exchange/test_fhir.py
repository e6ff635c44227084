"""Findings as FHIR: held against the R5 definitions, the code systems, and the findings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import sample_documents
from sample_findings import (
    little_difference,
    narrative,
    none,
    readmission,
    recovery,
    single,
)

from living_review.exchange import fhir, fhir_elements
from living_review.findings import Findings, ReviewInfo, VersionInfo

# Code systems of FHIR 5.0.0 and of HL7 Terminology 7.0.1: code to display, by system.
CODES = json.loads((Path(__file__).parent / "fhir_codes.json").read_text(encoding="utf-8"))
REQUIRED = {
    "status": "http://hl7.org/fhir/publication-status",
    "membership": "http://hl7.org/fhir/group-membership-basis",
    "handling": "http://hl7.org/fhir/variable-handling",
}


@pytest.fixture(scope="module")
def findings() -> Findings:
    return sample_documents.findings(
        recovery("confirmed"), readmission(), little_difference(), narrative(), single(), none()
    )


@pytest.fixture(scope="module")
def made(findings: Findings) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(fhir.as_json(findings))
    return document


def resources(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = (entry["resource"] for entry in document["entry"])
    return [each for each in found if each["resourceType"] == kind]


def elements(item: Any) -> Iterator[dict[str, Any]]:
    if isinstance(item, dict):
        yield item
        for each in item.values():
            yield from elements(each)
    elif isinstance(item, list):
        for each in item:
            yield from elements(each)


def test_the_bundle_meets_the_definitions_of_r5(made) -> None:
    from fhir.resources.bundle import Bundle

    read = Bundle.model_validate(made)
    assert type(read.entry[0].resource).__name__ == "EvidenceReport"


def test_a_bundle_that_breaks_a_definition_would_be_noticed(made) -> None:
    from fhir.resources.bundle import Bundle
    from pydantic import ValidationError

    broken = json.loads(json.dumps(made))
    del resources(broken, "Evidence")[0]["variableDefinition"][0]["variableRole"]
    with pytest.raises(ValidationError):
        Bundle.model_validate(broken)


def test_every_code_is_one_of_its_system_with_its_own_display(made) -> None:
    coded = [each for each in elements(made) if {"system", "code", "display"} <= set(each)]
    assert len(coded) > 50
    for each in coded:
        assert CODES[each["system"]][each["code"]] == each["display"]


def test_required_codes_are_those_of_the_standard(made) -> None:
    for entry in made["entry"]:
        resource = entry["resource"]
        for name, system in REQUIRED.items():
            if name in resource:
                assert resource[name] in CODES[system]
        for related in resource.get("relatedArtifact", []):
            assert related["type"] in CODES["http://hl7.org/fhir/related-artifact-type"]
    assert made["type"] in CODES["http://hl7.org/fhir/bundle-type"]


def test_numbers_are_those_of_the_findings_to_the_last_digit(made, findings) -> None:
    pooled = [each for each in findings.findings if each.pooled]
    written = resources(made, "Evidence")
    assert len(written) == len(pooled) == 3
    for finding, resource in zip(pooled, written, strict=True):
        effect = resource["statistic"][0]
        assert effect["quantity"]["value"] == finding.pooled.estimate
        assert effect["sampleSize"]["numberOfStudies"] == finding.k
        estimates = {
            (each["type"].get("coding") or [{"code": each["type"].get("text")}])[0]["code"]: each
            for each in effect["attributeEstimate"]
        }
        interval = estimates["C53324"]["range"]
        assert interval["low"]["value"] == finding.pooled.ci_low
        assert interval["high"]["value"] == finding.pooled.ci_high
        assert estimates["C53324"]["level"] == finding.pooled.level
        assert estimates["0000421"]["quantity"]["value"] == finding.heterogeneity.tau2
        assert estimates["0000420"]["quantity"]["value"] == finding.heterogeneity.i2


def test_a_ratio_says_that_its_standard_error_is_of_the_logarithm(made) -> None:
    (ratio,) = [
        each
        for each in resources(made, "Evidence")
        if each["statistic"][0]["statisticType"]["coding"][0]["code"] == "C93152"
    ]
    names = [each["type"].get("text") for each in ratio["statistic"][0]["attributeEstimate"]]
    assert "Standard error of the logarithm" in names
    assert any("natural scale" in note["text"] for note in ratio["note"])


def test_absolute_effects_stand_beside_the_pooled_effect(made, findings) -> None:
    finding = next(each for each in findings.findings if each.absolute)
    resource = resources(made, "Evidence")[
        [each.key for each in findings.findings if each.pooled].index(finding.key)
    ]
    absolute = [
        each
        for each in resource["statistic"]
        if each.get("category") == {"text": "absolute effect"}
    ]
    assert len(absolute) == 3 * len(finding.absolute)
    assert absolute[2]["quantity"]["value"] == finding.absolute[0].difference


def test_every_interval_is_the_findings_own_with_its_level(made, findings) -> None:
    pooled = [each for each in findings.findings if each.pooled]
    for finding, resource in zip(pooled, resources(made, "Evidence"), strict=True):
        expected = [
            (finding.pooled.ci_low, finding.pooled.ci_high, finding.pooled.level),
            (finding.heterogeneity.tau2_ci_low, finding.heterogeneity.tau2_ci_high),
            (finding.prediction.low, finding.prediction.high, finding.pooled.level),
        ]
        if finding.familiar:
            expected.append((finding.familiar.ci_low, finding.familiar.ci_high))
        for row in finding.absolute:
            level = finding.pooled.level
            expected += [
                (row.with_intervention_ci_low, row.with_intervention_ci_high, level),
                (row.ci_low, row.ci_high, level),
            ]
        written = [
            (each["range"]["low"]["value"], each["range"]["high"]["value"], each.get("level"))
            for each in elements(resource)
            if "range" in each
        ]
        for low, high, *level in expected:
            if low is not None:
                assert any(
                    (low, high) == found[:2] and (not level or found[2] == level[0])
                    for found in written
                ), (finding.outcome, low, high)
        known = {each[:2] for each in expected}
        assert {each[:2] for each in written} <= known


def test_the_model_has_the_codes_of_how_it_was_pooled(made) -> None:
    found = resources(made, "Evidence")[0]["statistic"][0]["modelCharacteristic"]
    assert [each["code"]["coding"][0]["code"] for each in found] == [
        *("metaAnalysis", "poolInverseVariance", "effectsRandom"),
        *("tauRestrictedMaximumLikelihood", "modifiedHartungKnapp"),
    ]


def test_the_certainty_has_the_codes_of_grade_domain_by_domain(made, findings) -> None:
    (certainty,) = resources(made, "Evidence")[0]["certainty"]
    finding = findings.findings[0]
    assert certainty["rating"]["coding"][0]["code"] == finding.certainty.level.replace(" ", "-")
    by_domain = dict(
        zip(
            [each.name for each in finding.certainty.domains],
            certainty["subcomponent"],
            strict=True,
        )
    )
    for domain in finding.certainty.domains:
        codes = [c["code"] for c in by_domain[domain.name]["rating"].get("coding", [])]
        if domain.levels < 0:
            assert f"downcode{-domain.levels}" in codes
        elif domain.proposed is None and domain.decided is None:
            assert codes == []
        else:
            assert "no-change" in codes


def test_what_was_not_pooled_is_said_in_words_and_never_as_evidence(made, findings) -> None:
    (report,) = resources(made, "EvidenceReport")
    text = " ".join(section["text"]["div"] for section in report["section"])
    assert text.count("Not pooled.") == 2
    assert sum(len(section.get("entryReference", [])) for section in report["section"]) == 3


def test_every_reference_leads_to_an_entry_and_every_id_is_allowed(made) -> None:
    urls = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in made["entry"]}
    assert len(urls) == len(made["entry"])
    for each in elements(made):
        if "reference" in each:
            assert urls[each["reference"]] == each["type"]
    for entry in made["entry"]:
        identifier = entry["resource"]["id"]
        assert 1 <= len(identifier) <= 64
        assert set(identifier) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
        )
    ids = [(e["resource"]["resourceType"], e["resource"]["id"]) for e in made["entry"]]
    assert len(set(ids)) == len(ids)


def test_hostile_text_is_text_in_every_narrative(findings) -> None:
    evil = '<script>alert("x")</script>\x00\u202eTXT'
    review = findings.review.model_copy(update={"title": evil, "authors": (evil,), "notice": evil})
    first = findings.findings[0].model_copy(update={"outcome_label": evil, "statement": evil})
    changed = findings.model_copy(update={"review": review, "findings": (first,)})
    text = fhir.as_json(changed)
    assert "<script>" not in json.dumps([e["text"] for e in elements(json.loads(text)) if
                                         isinstance(e.get("text"), dict)])  # fmt: skip
    assert "\u202e" not in text
    for each in elements(json.loads(text)):
        if isinstance(each.get("div"), str):
            ElementTree.fromstring(each["div"])


def test_a_published_version_is_active_and_replaces_the_one_before(findings) -> None:
    version = VersionInfo(number=3, date=findings.version.date, previous=2)
    made = fhir.bundle(findings.model_copy(update={"version": version}))
    (report,) = resources(made, "EvidenceReport")
    assert report["status"] == "active"
    review = findings.review.id
    assert report["identifier"][0]["value"] == f"{review}-v3"
    assert report["relatesTo"][0]["target"]["identifier"]["value"] == f"{review}-v2"
    assert {each["version"] for each in resources(made, "Evidence")} == {"3"}


def test_a_review_with_an_address_is_the_system_of_its_identifiers(findings) -> None:
    review = ReviewInfo.model_validate(
        {**findings.review.model_dump(), "url": "https://example.org/review"}
    )
    made = fhir.bundle(findings.model_copy(update={"review": review}))
    (identifier,) = resources(made, "Evidence")[0]["identifier"]
    assert identifier["system"] == "https://example.org/review"


def test_names_that_differ_in_underscores_alone_get_different_ids() -> None:
    names = ["a-b", "a_b", "a.b", "a b", "x" * 64, "x" * 65, "x" * 66]
    assert len({fhir_elements.resource_id(name) for name in names}) == len(names)
