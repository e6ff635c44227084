"""The shipped review as a RevMan package and in the Metapsy standard, read back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import get_args

import pytest
import sample_documents
from sample_findings import recovery

from living_review.exchange.decisions import PrecalcSign
from living_review.exchange.metapsy_export import database
from living_review.exchange.revman_export import _of_arms, package
from living_review.findings import Findings, RiskOfBias
from living_review.protocol import load_protocol
from living_review.sources import CsvFolder, RawTable, RawTables

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def findings() -> Findings:
    return sample_documents.findings(recovery())


def numbers(rows, *columns):
    return sorted(tuple(row.get(column, "") for column in columns) for row in rows)


def test_the_shipped_registry_comes_back_from_the_metapsy_standard(read, rows) -> None:
    tables = CsvFolder(ROOT / "data" / "registry").pull()
    made = database(tables, load_protocol(ROOT / "data" / "protocol.yml"))
    imported = read(made.text.encode(), timepoint="post")
    arms = tables["arms"]
    there = [dict(zip(arms.columns, row, strict=True)) for row in arms.rows]
    kept = [
        row
        for row in there
        if row["n"] and row["mean"] and (row["sd"] or row["se"]) and not row["median"]
    ]
    here = rows(imported, "arms")
    assert len(here) > 30
    assert {(row["n"], float(row["mean"])) for row in here} <= {
        (row["n"], float(row["mean"])) for row in kept
    }
    bias = numbers(rows(imported, "risk_of_bias"), "domain", "judgement")
    assert len(bias) > 40
    assert any("without its arms" in sentence for sentence in made.left_out)


def table(name: str, *rows: dict[str, str]) -> RawTable:
    columns = tuple(dict.fromkeys(c for row in rows for c in row))
    cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
    return RawTable(name, f"{name}.csv", columns, cells, tuple(range(2, len(rows) + 2)))


TRIAL = {"trial_id": "A", "label": "=Adams", "year": "2001", "status": "included",
         "registration": "NCT1", "citation": "Adams 2001", "design": "cluster"}  # fmt: skip
CONTRAST = {"trial_id": "A", "outcome": "recovery", "timepoint": "post", "measure": "SMD",
            "estimate": "-0.5", "se": "0.1", "higher_is_better": "false"}  # fmt: skip


def test_an_effect_is_turned_into_the_sign_of_the_standard_and_back(read, rows) -> None:
    pulled = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    made = database(
        RawTables(
            {"trials": table("trials", TRIAL), "contrasts": table("contrasts", CONTRAST)},
            pulled,
            "here",
        ),
        load_protocol(ROOT / "data" / "protocol.yml"),
    )
    assert "'=Adams" in made.text  # no spreadsheet runs it
    imported = read(made.text.encode(), precalc_sign="positive-favours-intervention")
    (back,) = rows(imported, "contrasts")
    assert (back["estimate"], back["se"], back["higher_is_better"]) == ("-0.5", "0.1", "false")
    (trial,) = rows(imported, "trials")
    assert (trial["registration"], trial["design"]) == ("NCT1", "cluster")


@pytest.mark.parametrize("better", ["true", "false"])
@pytest.mark.parametrize("sign", get_args(PrecalcSign))
def test_a_ratio_without_arms_comes_back_as_it_was(read, rows, sign, better) -> None:
    ratio = {**CONTRAST, "measure": "RR", "estimate": "0.7", "higher_is_better": better}
    pulled = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    tables = {"trials": table("trials", TRIAL), "contrasts": table("contrasts", ratio)}
    made = database(RawTables(tables, pulled, "here"), load_protocol(ROOT / "data/protocol.yml"))
    imported = read(made.text.encode(), precalc_sign=sign, higher_is_better=better == "true")
    (back,) = rows(imported, "contrasts")
    assert (back["measure"], back["higher_is_better"]) == ("RR", better)
    assert float(back["estimate"]) == pytest.approx(0.7, rel=1e-12)


def test_a_package_holds_studies_risk_of_bias_and_references(read, rows, findings) -> None:
    content = package(findings).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == 5
    assert package(findings).content == content
    imported = read(content)
    included = [trial for trial in findings.trials if trial.status == "included"]
    back = {row["label"]: row for row in rows(imported, "trials")}
    assert {trial.label for trial in included} <= set(back)
    for trial in included:
        assert back[trial.label].get("doi", "") == (trial.doi or "")


def test_risk_of_bias_by_result_comes_back_by_outcome(read, rows, findings) -> None:
    finding = findings.findings[0]
    first, *rest = finding.trials
    own = RiskOfBias(tool="RoB2", overall="high", domains={"D1": "high"})
    changed = finding.model_copy(
        update={"trials": (first.model_copy(update={"risk_of_bias": own}), *rest)}
    )
    record = next(each for each in findings.trials if each.trial_id == first.trial_id)
    whole = RiskOfBias(tool="RoB2", overall="low", domains={"D1": "low"})
    trials = tuple(
        record.model_copy(update={"risk_of_bias": (whole,)}) if each is record else each
        for each in findings.trials
    )
    made = findings.model_copy(update={"findings": (changed,), "trials": trials})
    found = [r for r in rows(read(package(made).content), "risk_of_bias") if r["judgement"]]
    label = {row["trial_id"]: row["label"] for row in rows(read(package(made).content), "trials")}
    of_it = {(r["domain"], r["judgement"]) for r in found if label[r["trial_id"]] == first.label}
    assert of_it == {("D1", "high"), ("overall", "high")}


def test_outcomes_and_trials_of_one_label_stay_two_in_the_standard(read, rows) -> None:
    protocol = load_protocol(ROOT / "data" / "protocol.yml")
    one, other, *rest = protocol.outcomes
    same = (one, other.model_copy(update={"label": one.label.upper()}), *rest)
    arm = {"trial_id": "A", "timepoint": "post", "n": "20", "mean": "1", "sd": "2",
           "higher_is_better": "true"}  # fmt: skip
    arms = [
        {**arm, "trial_id": trial, "outcome": outcome, "arm": role, "role": role}
        for trial in ("A", "B")
        for outcome in (one.id, other.id)
        for role in ("intervention", "control")
    ]
    trials = [{**TRIAL, "label": "Adams"}, {**TRIAL, "trial_id": "B", "label": "adams"}]
    pulled = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    tables = {"trials": table("trials", *trials), "arms": table("arms", *arms)}
    made = database(
        RawTables(tables, pulled, "here"), protocol.model_copy(update={"outcomes": same})
    )
    imported = read(made.text.encode())
    assert len(rows(imported, "trials")) == 2
    assert len(rows(imported, "arms")) == 8


def test_events_in_person_time_are_no_people_of_the_standard() -> None:
    protocol = load_protocol(ROOT / "data" / "protocol.yml")
    one, *rest = protocol.outcomes
    rate = one.model_copy(update={"measure": "IRR"})
    arm = {"trial_id": "A", "outcome": one.id, "timepoint": "post", "n": "20", "events": "5",
           "time_at_risk": "40", "higher_is_better": "false"}  # fmt: skip
    arms = [{**arm, "arm": role, "role": role} for role in ("intervention", "control")]
    tables = {"trials": table("trials", TRIAL), "arms": table("arms", *arms)}
    made = database(
        RawTables(tables, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "here"),
        protocol.model_copy(update={"outcomes": (rate, *rest)}),
    )
    assert len(made.text.splitlines()) == 1
    said, _ = made.left_out
    assert said.endswith("no people with an event, and the standard has no place for them.")


@pytest.mark.parametrize("means", [(0.0, 0.4), (0.4, 0.0), (0.0, -0.4), (-3.0, 0.0), (2.0, 1.0)])
@pytest.mark.parametrize("sign", [1, -1])
def test_revman_makes_of_the_means_an_effect_of_the_sign_that_is_shown(findings, means, sign):
    """Means of an instrument that runs the other way stand below zero, and stay the same size."""
    trial = next(
        each
        for finding in findings.findings
        if finding.measure == "SMD"
        for each in finding.trials
        if len(each.arms) == 2 and all(arm.mean is not None for arm in each.arms)
    )
    roles = dict(zip(("intervention", "control"), means, strict=True))
    arms = tuple(arm.model_copy(update={"mean": roles[arm.role]}) for arm in trial.arms)
    changed = trial.model_copy(update={"arms": arms, "estimate": sign * 0.3})
    finding = next(each for each in findings.findings if trial in each.trials)
    line = _of_arms(changed, finding)
    written = [float(line[f"{name} mean"]) for name in ("Experimental", "Control")]
    assert (written[0] - written[1]) * sign > 0
    assert [abs(each) for each in written] == [abs(each) for each in means]
    plain = _of_arms(changed, finding.model_copy(update={"measure": "MD"}))
    assert [float(plain[f"{name} mean"]) for name in ("Experimental", "Control")] == list(means)
