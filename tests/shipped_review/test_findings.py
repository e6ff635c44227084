"""What the shipped review finds, to the digits that its trials' authors and metafor print."""

from __future__ import annotations

import json

import jsonschema
import pytest

from living_review.findings import Finding, Findings

from .conftest import BEFORE_PEER, Site

pytestmark = pytest.mark.xdist_group("shipped-review")


def finding(findings: Findings, outcome: str, comparison: str = "peer-support") -> Finding:
    return next(
        each
        for each in findings.findings
        if (each.comparison, each.outcome, each.timepoint) == (comparison, outcome, "post")
    )


def test_three_outcomes_are_pooled_and_the_others_say_why_not(site: Site) -> None:
    pooled = {each.outcome for each in site.findings.findings if each.synthesis == "pooled"}
    assert pooled == {"recovery", "empowerment", "quality_of_life"}
    for each in site.findings.findings:
        if each.synthesis in ("single", "narrative"):
            assert each.narrative is not None
            assert each.narrative.reason
            assert each.pooled is None


@pytest.mark.parametrize(
    ("trial", "estimate", "se"),
    [
        ("COOK2012_WRAP", "0.208", "0.094"),
        ("COOK2012_BRIDGES", "0.281", "0.108"),
    ],
)
def test_recovery_effects_have_the_known_digits(
    site: Site, trial: str, estimate: str, se: str
) -> None:
    [found] = [each for each in finding(site.findings, "recovery").trials if each.trial_id == trial]
    assert f"{found.estimate:.3f}" == estimate
    assert found.se is not None
    assert f"{found.se:.3f}" == se


def test_the_2025_trial_enters_through_the_sd_its_interval_implies(site: Site) -> None:
    [peer] = [
        each
        for each in finding(site.findings, "recovery").trials
        if each.trial_id == "POULSEN2025_PEER"
    ]
    assert peer.from_ == "contrast"
    assert peer.in_pool
    assert f"{peer.estimate:.2f}" == "0.43"
    assert (peer.n_intervention, peer.n_control) == (145, 151)
    assert any("interval" in note for note in peer.notes)


def test_before_2025_the_review_does_not_know_the_2025_trial(site: Site, site_before: Site) -> None:
    assert finding(site_before.findings, "recovery").k == 4
    assert finding(site.findings, "recovery").k == 5
    for page in site_before.pages:
        assert "Poulsen" not in page.read_text(encoding="utf-8"), page.name
    assert "Poulsen" not in (site_before.folder / "findings.json").read_text(encoding="utf-8")
    assert site_before.findings.currency.last_search == BEFORE_PEER


def test_the_findings_file_validates_against_its_schema(site: Site) -> None:
    document = json.loads((site.folder / "findings.json").read_text(encoding="utf-8"))
    schema = json.loads((site.folder / "findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert Findings.from_json(json.dumps(document)) == site.findings
