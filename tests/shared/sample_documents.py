"""Whole documents of findings to write reports from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from every_page import page_texts
from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.document.illustration import Illustration, name_of
from living_review.findings import (
    Changes,
    Correction,
    Currency,
    DecisionChange,
    ExcludedReport,
    Finding,
    FindingChange,
    Findings,
    OtherReview,
    QuarantineEntry,
    QueryEntry,
    Reason,
    RegistryInfo,
    ReviewInfo,
    RowChange,
    SearchRun,
    Software,
    StatusMove,
    TrialCounts,
    TrialRecord,
    VersionInfo,
)
from living_review.protocol import Protocol, load_protocol


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
            reports_excluded=tuple(
                ExcludedReport(report=f"Report {number}, 2020", reason=reason)
                for number, reason in enumerate(["not a group"] * 3 + ["not randomised"] * 2, 1)
            ),
        ),
    )


def changed() -> Changes:
    """Give a difference that has some of everything."""
    return Changes(
        since=1,
        since_date=dt.date(2026, 5, 4),
        trials_added=("PEER", "WAITS"),
        trials_removed=("GONE",),
        trials_corrected=("COOK2012",),
        trials_retracted=("FALSE",),
        labels={
            "PEER": "Poulsen 2025 (PEER)",
            "WAITS": "Waits 2026",
            "GONE": "Gone 2001",
            "COOK2012": "Cook 2012 (WRAP)",
            "FALSE": "False 2011",
            "MOVED": "Moved 2020",
        },
        statuses={"PEER": "included", "WAITS": "awaiting", "GONE": "included"},
        moves=(
            StatusMove(
                trial_id="FALSE",
                label="False 2011",
                before="included",
                after="retracted",
                reason="Retracted by the journal in 2026.",
            ),
            StatusMove(trial_id="MOVED", label="Moved 2020", before="ongoing", after="included"),
        ),
        corrections=(
            Correction(
                table="arms",
                trial_id="COOK2012",
                label="Cook 2012 (WRAP)",
                where="personal recovery, end of intervention, RAS, intervention arm",
                column="sd",
                meaning="Standard deviation",
                old="13.7",
                new="14.9",
            ),
            Correction(
                table="searches",
                trial_id=None,
                label="search 2019",
                where="MEDLINE",
                column="records",
                meaning="Records found",
                old=None,
                new="1812",
            ),
        ),
        rows=(
            RowChange(
                table="arms",
                trial_id="COOK2012",
                label="Cook 2012 (WRAP)",
                where="depression, end of intervention, BSI, control arm",
                change="added",
            ),
        ),
        searches_added=("2026",),
        search_labels={"2026": "22 November 2026: Public sources"},
        findings=moved_findings(),
        decisions=(
            DecisionChange(
                comparison="peer-support",
                outcome="recovery",
                timepoint="post",
                label="Personal recovery, end of intervention",
                domain="imprecision",
                change="changed",
                before=-2,
                after=-1,
                reason="The interval is narrower.",
                by="A. Reviewer",
                date=dt.date(2026, 11, 20),
                reason_before="The interval is wide.",
                by_before="B. Reviewer",
                date_before=dt.date(2026, 5, 1),
            ),
            DecisionChange(
                comparison="peer-support",
                outcome="recovery",
                timepoint="post",
                label="Personal recovery, end of intervention",
                domain="risk_of_bias",
                change="stale",
                before=-1,
                after=-1,
                reason="the share of weight at high risk of bias crossed its threshold",
            ),
        ),
        methods=(
            "The estimator of τ² is now REML (before: DL).",
            "The outcome ‘Hope’ was added.",
        ),
    )


def moved_findings() -> tuple[FindingChange, ...]:
    """Give a changed conclusion, a result that moved, one that is new and one that is gone."""
    old: dict[str, Any] = {
        "synthesis": "pooled",
        "measure": "SMD",
        "better": "higher",
        "k": 3,
        "n": 877.0,
        "level": 0.95,
        "estimate": 0.2354,
        "ci_low": -0.0555,
        "ci_high": 0.5263,
        "prediction_low": -0.0555,
        "prediction_high": 0.5263,
        "tau2": 0.0,
        "i2": 0.0,
        "certainty": "very low",
        "certainty_by_domain": {"imprecision": -2, "upgrade": 0},
        "magnitude": "small",
        "statement": "The evidence is very uncertain about the effect on personal recovery.",
    }
    new = old | {
        "k": 4,
        "n": 1173.0,
        "estimate": 0.2838,
        "ci_low": 0.0974,
        "ci_high": 0.4702,
        "certainty": "low",
        "certainty_by_domain": {"imprecision": -1, "upgrade": 0},
        "statement": "Group peer support may improve personal recovery slightly.",
    }
    common: dict[str, Any] = {"comparison": "peer-support", "timepoint": "post", "measure": "SMD"}
    return (
        FindingChange(
            **common,
            outcome="recovery",
            label="Personal recovery, end of intervention",
            importance="critical",
            before=old,
            after=new,
            trials_joined=("Poulsen 2025 (PEER)",),
            conclusion_changed=True,
            reasons=(
                Reason(
                    rule="change-certainty/1",
                    sentence="The certainty of the evidence is now low (before: very low).",
                ),
                Reason(
                    rule="change-statement/1",
                    sentence="The sentence that states the conclusion reads otherwise.",
                ),
            ),
            methods_changed=("the estimator of τ²",),
        ),
        FindingChange(
            **common,
            outcome="depression",
            label="Depression, end of intervention",
            before=old,
            after=old | {"n": 880.0},
            conclusion_changed=False,
        ),
        FindingChange(
            **common,
            outcome="hope",
            label="Hope, end of intervention",
            before=None,
            after=new,
            conclusion_changed=False,
        ),
        FindingChange(
            **common,
            outcome="empowerment",
            label="Empowerment, end of intervention",
            before=old,
            after=None,
            conclusion_changed=False,
        ),
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
    whole += ("changes-1",) if found.changes else ()
    kinds += [(name, name.replace("-", " ")) for name in whole]
    return {
        name: Illustration(name, "<svg/>", f"What the {text} shows", text) for name, text in kinds
    }


def pages(found: Findings | None = None, templates: Path | None = None) -> dict[str, str]:
    """Render every page of sample findings, without drawing."""
    shown = found or findings()
    return page_texts(shown, protocol(), drawn(shown), templates)
