"""A made-up review in which every cell, list and label that may be long is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from made_reviews import WORDS

from living_review.findings import Changes, Finding, FindingChange, Findings, QuarantineEntry
from living_review.findings.changes import Correction, DecisionChange, RowChange
from living_review.findings.registry import ExcludedReport, QueryEntry, SearchRun, Seen

DATE = dt.date(2026, 11, 22)
URL = f"https://example.org/{'a-register/of-trials/' * 7}entry.html?{'query=1&' * 6}"
COMPOUND = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
HAN = "对患有慢性疾病的人及其家庭在社区中的支持与护理研究" * 8
# What cannot be broken where words end, and what is merely long.
LONG = (f"{WORDS * 3}"[:200], URL, COMPOUND, HAN)


def long(place: int) -> str:
    """Give one of the texts of 200 letters or a word that is longer than any column."""
    return LONG[place % len(LONG)]


def crowded(findings: Findings, rows: int) -> Findings:
    """Fill what readers are shown of the registry, so many rows of each kind."""
    trials = tuple(
        trial.model_copy(
            update={
                **dict.fromkeys(("citation", "country", "design", "population"), long(n)),
                **dict.fromkeys(("category", "delivery", "comparator", "notes"), long(n + 1)),
                "funding": long(n + 2),
                "registration": "NCT00000000 " * 9,
                "status": ("included", "awaiting", "ongoing", "retracted")[n % 4],
                "status_reason": long(n + 3),
            }
        )
        for n, trial in enumerate(findings.trials)
    )
    return findings.model_copy(
        update={
            "trials": trials,
            "searches": (_search(0), _search(1)),
            "quarantine": tuple(QuarantineEntry(**_entry(n)) for n in range(rows)),
            "queries": tuple(
                QueryEntry(**_entry(n), seen=_seen(n) if n % 3 == 0 else None)
                for n in range(rows // 4)
            ),
            "changes": _changes(findings, rows // 4),
        }
    )


def _search(place: int) -> SearchRun:
    reasons = {f"reason {n}: {long(n)}"[:120]: 60 - n for n in range(60 if place else 3)}
    reports = (
        ExcludedReport(report=f"Report {n} {long(n)}", reason=reason)
        for n, reason in enumerate(reasons)
    )
    return SearchRun(
        search_id=f"s{place}",
        date=DATE.replace(year=2019 + place),
        source=f"{URL} and {WORDS}",
        records=12_345,
        exclusions=reasons,
        reports_excluded=tuple(reports),
    )


def _entry(place: int) -> dict[str, Any]:
    return {
        "table": "arms",
        "file": f"{'a-long-name-of-a-file-' * 4}arms.csv",
        "row": 10_000 + place,
        "trial_id": f"TRIAL{place}_{'A' * 40}",
        "column": "higher_is_better",
        "value": long(place)[:120],
        "rule": "sd-zero",
        "reason": f"{long(place)} {WORDS}.",
    }


def _seen(place: int) -> Seen:
    return Seen(reason=long(place + 1), by="A. Reviewer", date=DATE)


def _changes(findings: Findings, rows: int) -> Changes:
    corrections = (
        Correction(
            table="arms", trial_id="T1", label=f"Trial {n} {WORDS}", where=WORDS,
            column="remark_of_the_registry", meaning=WORDS, old=long(n), new=long(n + 1),
        )
        for n in range(rows)
    )  # fmt: skip
    joined = (
        RowChange(table="arms", trial_id="T1", label=WORDS, where=long(n), change="added")
        for n in range(rows)
    )
    return Changes(
        since=4,
        corrections=tuple(corrections),
        rows=tuple(joined),
        findings=tuple(_moved(each) for each in findings.findings if each.pooled),
        decisions=tuple(_decided(each) for each in findings.findings),
        methods=LONG,
    )


def _side(finding: Finding, **fields: Any) -> dict[str, Any]:
    pooled = finding.pooled
    assert pooled is not None
    held = {"synthesis": "pooled", "measure": finding.measure, "better": finding.better}
    effect = {key: getattr(pooled, key) for key in ("estimate", "ci_low", "ci_high")}
    return {**held, "k": finding.k, "n": finding.n, "level": 0.95, **effect, **fields}


def _moved(finding: Finding) -> FindingChange:
    assert finding.pooled is not None
    before = _side(finding, k=finding.k - 1, estimate=finding.pooled.estimate + 0.1)
    return FindingChange(
        comparison=finding.comparison,
        outcome=finding.outcome,
        timepoint=finding.timepoint,
        measure=finding.measure,
        before=before,
        after=_side(finding),
        conclusion_changed=True,
    )


def _decided(finding: Finding) -> DecisionChange:
    return DecisionChange(
        comparison=finding.comparison,
        outcome=finding.outcome,
        timepoint=finding.timepoint,
        label=finding.outcome_label,
        domain="imprecision",
        change="changed",
        before=0,
        after=-1,
        reason=long(0),
        by="A. Reviewer",
        date=DATE,
        reason_before=URL,
    )
