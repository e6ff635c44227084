"""What other programs are given of findings, line by line, as it was looked at.

UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line. Numbers are compared to six
digits: their last ones differ from machine to machine.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sample_documents
from sample_everything import decided, everything
from sample_findings import readmission

from living_review.exchange import fhir, revman_export, revman_settings
from living_review.exchange.revman_rows import SETTINGS
from living_review.findings import Finding, Findings

KEPT = Path(__file__).parent / "snapshots"
FLOAT = re.compile(r"-?\d+\.\d{5,}(?:e-?\d+)?")


def compare(name: str, text: str) -> None:
    text = FLOAT.sub(lambda found: f"{float(found[0]):.6g}", text)
    text = text.replace("\r\n", "\n")
    kept = KEPT / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), f"{name}: see UPDATE_SNAPSHOTS"


def flat(item: Any, place: str = "") -> Iterator[str]:
    """Write a document as a line for each of its ends; text of several lines on one."""
    if isinstance(item, dict):
        for name, own in item.items():
            yield from flat(own, f"{place}.{name}")
    elif isinstance(item, list):
        for number, own in enumerate(item):
            yield from flat(own, f"{place}[{number}]")
    else:
        yield f"{place} {item!r}"


def of_rates(finding: Finding) -> Finding:
    """Give a finding whose amounts are rates, one of them cut where it would leave its bounds."""
    first, second = finding.absolute
    rates = {"kind": "rate", "time": "100 person-years"}
    cut = {"held": True, "at": "one year", "level": "low", "statement": "It may differ."}
    return finding.model_copy(
        update={
            "measure": "IRR",
            "outcome": "relapse",
            "outcome_label": "Relapse",
            "better": "lower",
            "absolute": (
                first.model_copy(update=rates),
                second.model_copy(update={**rates, **cut, "baseline_source": None}),
            ),
        }
    )


def pooled_otherwise(finding: Finding) -> Finding:
    """Give a finding of Peto's method, with a note; two of its trials are of unknown size."""
    other = {
        "model": "common", "method": "peto", "tau2_method": "common", "interval": "wald",
        "safeguard": "none", "note": "Peto’s method.", "p": None,
    }  # fmt: skip
    pooled = finding.pooled.model_copy(update=other)
    return finding.model_copy(
        update={
            "measure": "OR", "outcome": "death", "outcome_label": "Death", "pooled": pooled,
            "heterogeneity": None, "prediction": None, "n_missing": 2, "absolute": (),
        }
    )  # fmt: skip


def exported() -> Findings:
    rated, single = decided()
    ratio = readmission()
    return sample_documents.findings(rated, ratio, of_rates(ratio), pooled_otherwise(ratio), single)


def test_a_finding_is_the_evidence_it_was() -> None:
    document = json.loads(fhir.as_json(exported()))
    kinds = ("Evidence", "EvidenceReport")
    resources = [each["resource"] for each in document["entry"]]
    lines = [
        line
        for number, each in enumerate(resources)
        if each["resourceType"] in kinds
        for line in flat(each, f"{number}")
        if ".text.div " not in line
    ]
    compare("fhir.txt", "\n".join(lines) + "\n")


def test_the_package_for_revman_holds_what_it_did() -> None:
    made = revman_export.package(everything())
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    told = [f"## {name}\n{archive.read(name).decode('utf-8-sig')}" for name in archive.namelist()]
    assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    compare("revman.txt", "\n".join([*told, *made.left_out, ""]))
    ratios = revman_export.package(exported())
    archive = zipfile.ZipFile(io.BytesIO(ratios.content))
    name = next(each for each in archive.namelist() if each.endswith(SETTINGS))
    compare("revman-settings.txt", archive.read(name).decode("utf-8-sig"))


def test_the_odds_ratio_of_peto_has_the_name_that_revman_gives_it(monkeypatch) -> None:
    ratio = pooled_otherwise(readmission())
    for by_arms, method, named in (
        (True, "peto", "Peto Odds Ratio"),
        (True, "mantel-haenszel", "Odds Ratio"),
        (True, "inverse-variance", "Odds Ratio"),
        (False, "peto", "Odds Ratio"),
    ):
        monkeypatch.setattr(revman_export, "_by_arms", lambda _, said=by_arms: said)
        assert ratio.pooled
        pooled = ratio.pooled.model_copy(update={"method": method})
        setting = revman_export._setting({}, ratio.model_copy(update={"pooled": pooled}), False)
        assert setting["Effect measure"] == named
        read = revman_settings.analysed(
            kind="dichotomous" if by_arms else "contrast",
            measure=named,
            method=setting["Statistical method"],
            random=setting["Analysis model"] == "Random effects",
        )
        assert (read.measure, read.method) == ("OR", method if by_arms else "inverse-variance")
