"""Whole documents of findings to write reports from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.findings import (
    Changes,
    Currency,
    Finding,
    FindingChange,
    Findings,
    OtherReview,
    QuarantineEntry,
    QueryEntry,
    Reason,
    RegistryInfo,
    ReviewInfo,
    SearchRun,
    Software,
    TrialCounts,
    TrialRecord,
    VersionInfo,
)
from living_review.protocol import Protocol, load_protocol
from living_review.rendering.illustrations import Illustration, name_of
from living_review.rendering.report import page_texts


def records(found: Sequence[Finding]) -> tuple[TrialRecord, ...]:
    """Give the registry's record of each trial in the findings, and one of each other status."""
    seen: dict[str, TrialRecord] = {}
    for finding in found:
        for each in finding.trials:
            seen.setdefault(
                each.trial_id,
                TrialRecord(
                    trial_id=each.trial_id,
                    label=each.label,
                    year=each.year,
                    citation=f"{each.label}. Psychiatric Services.",
                    doi="10.1176/appi.ps.201100125",
                    country="US",
                    design="parallel",
                    n_randomised=519,
                    population="adults with severe mental illness",
                    category="self-management",
                    delivery="in person",
                    comparator="waiting list",
                    status="included",
                    date_added=dt.date(2019, 7, 12),
                    risk_of_bias=(each.risk_of_bias,) if each.risk_of_bias else (),
                ),
            )
    others = tuple(
        TrialRecord(
            trial_id=f"X-{status}",
            label=f"Other {2020 + i}",
            year=2020 + i,
            status=status,
            status_reason=reason,
            date_added=dt.date(2026, 11, 22),
        )
        for i, (status, reason) in enumerate(
            (
                ("awaiting", "Its data have not been seen."),
                ("ongoing", "Recruiting until 2027."),
                ("excluded", "Support was given one to one."),
                ("retracted", "Retracted by the journal in 2024."),
            )
        )
    )
    return (*seen.values(), *others)


def findings(*found: Finding, **values: Any) -> Findings:
    """Give a whole document; by default one finding of every kind."""
    chosen = found or (
        recovery(),
        readmission(),
        little_difference(),
        narrative(),
        none(),
        single(),
    )
    trials = records(chosen)
    defaults: dict[str, Any] = {
        "review": ReviewInfo(
            id="group-peer-support",
            title="Group peer support for people experiencing mental health conditions",
            authors=("Living Review contributors",),
            language="en",
            question={
                "population": "adults with mental health conditions",
                "intervention": "group peer support",
                "comparator": "usual care or waiting list",
                "setting": "any",
            },
            precedes={
                "citation": "Lyons N, Cooper C, Lloyd-Evans B. BMC Psychiatry 2021;21:315",
                "doi": "10.1186/s12888-021-03321-z",
            },
            notice="A demonstration on public data, not clinical advice.",
        ),
        "version": VersionInfo(number=None, date=dt.date(2026, 11, 22)),
        "registry": RegistryInfo(
            hash="b1946ac92492d2347c6235b4d2611184" * 2,
            pulled_at=dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC),
            trials=TrialCounts(included=10, awaiting=1, ongoing=1, excluded=1, retracted=1),
            participants=2131,
            participants_missing=1,
        ),
        "software": Software(name="living-review", version="0.1.0", packages={"numpy": "2.2.0"}),
        "findings": chosen,
        "trials": trials,
        "searches": searches(),
        "other_reviews": (
            OtherReview(
                review="Lyons 2021",
                doi="10.1186/s12888-021-03321-z",
                outcome="recovery",
                timepoint="post",
                k=5,
                n=1265,
                measure="SMD",
                estimate=0.18,
                ci_low=0.07,
                ci_high=0.29,
                i2=0,
                favours_intervention="positive",
            ),
        ),
        "quarantine": (
            QuarantineEntry(
                table="arms",
                file="data/registry/arms.csv",
                row=41,
                trial_id="CONLEY2020_HOPC",
                column="n",
                value="",
                rule="arms-n-missing",
                reason="The number of participants is missing, so the arm can't be compared.",
            ),
        ),
        "queries": (
            QueryEntry(
                table="trials",
                file="data/registry/trials.csv",
                row=3,
                trial_id="BOEVINK2016",
                column="n_randomised",
                value="163",
                rule="trials-n-below-arms",
                reason="The arms add up to more than the number randomised.",
            ),
        ),
        "changes": None,
        "currency": Currency(
            last_search=dt.date(2026, 11, 22),
            last_pull=dt.date(2026, 11, 22),
            awaiting=1,
            ongoing=1,
            completed_unpublished=1,
            next_run=dt.date(2026, 12, 15),
            status="active",
        ),
    }
    return Findings.model_validate({**defaults, **values})


def searches() -> tuple[SearchRun, ...]:
    return (
        SearchRun(
            search_id="2019",
            date=dt.date(2019, 7, 12),
            source="MEDLINE, PsycINFO, Embase, CENTRAL",
            notes="The search of the 2021 review; its counts are not held here.",
        ),
        SearchRun(
            search_id="2026",
            date=dt.date(2026, 11, 22),
            source="Public sources",
            records=240,
            screened=231,
            excluded=226,
            exclusions={"not a group": 3, "not randomised": 2},
        ),
    )


def changed() -> Changes:
    return Changes(
        since=1,
        trials_added=("Poulsen 2025 (PEER)",),
        findings=(
            FindingChange(
                comparison="peer-support",
                outcome="recovery",
                timepoint="post",
                before={"k": 3, "n": 877.0, "certainty": "low"},
                after={"k": 4, "n": 1173.0, "certainty": "moderate"},
                conclusion_changed=True,
                reasons=(Reason(rule="change-certainty/1", sentence="The certainty of the evidence is now moderate (before: low)."),),
            ),
        ),
        methods=("The interval is now that of Knapp and Hartung.",),
    )


def protocol() -> Protocol:
    """Give a protocol that has the outcomes of the samples."""
    return load_protocol(Path(__file__).parent / "sample_protocol.yml")


def drawn(found: Findings) -> dict[str, Illustration]:
    """Stand in for the figures, whose drawing is tested elsewhere."""
    kinds = [
        (name_of(kind, finding), f"{kind} of {finding.outcome_label}")
        for finding in found.findings
        if finding.k
        for kind in ("forest", "forest-compact", "leave-one-out", "cumulative", "funnel")
        if kind != "funnel" or finding.k >= 10
    ]
    whole = ("prisma-flow", "risk-of-bias-1", "risk-of-bias-summary-1", "directions-peer-support")
    kinds += [(name, name.replace("-", " ")) for name in whole]
    return {
        name: Illustration(name, "<svg/>", f"What the {text} shows", text) for name, text in kinds
    }


def pages(found: Findings | None = None, templates: Path | None = None) -> dict[str, str]:
    """Render every page of sample findings, without drawing."""
    shown = found or findings()
    return page_texts(shown, protocol(), drawn(shown), templates)
