"""Findings in a few words, and the case a GRADE rule looks at."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from living_review.certainty import NO_JUDGEMENTS, rate
from living_review.certainty.case import Case, case_of
from living_review.findings import (
    Arm,
    Currency,
    Finding,
    Findings,
    Heterogeneity,
    Pooled,
    Prediction,
    RiskOfBias,
    Sensitivity,
    TrialRecord,
    TrialResult,
    VersionInfo,
)
from living_review.protocol import Outcome, Protocol, load_protocol
from living_review.registry import read
from living_review.sources import CsvFolder
from living_review.synthesis import synthesise
from living_review.synthesis.scale import scales, thresholds_of

sys.path.insert(0, str(Path(__file__).parent))
from trial_sets import CURRENCY

THRESHOLDS = {"small": 0.2, "moderate": 0.5, "large": 0.8, "source": "us"}
RISK_THRESHOLDS = {"small": 0.02, "moderate": 0.05, "large": 0.1, "source": "us"}


def outcome_of(measure: str = "SMD", better: str = "higher", **more: Any) -> Outcome:
    """Give an outcome with thresholds, unless told `thresholds=None`."""
    binary = measure in ("OR", "RR", "RD")
    more.setdefault("thresholds", RISK_THRESHOLDS if binary else THRESHOLDS)
    if binary:
        more.setdefault("baseline_risks", ({"label": "Usual", "risk": 0.2, "source": "us"},))
    return Outcome(id="mood", label="Low mood", measure=measure, better=better, **more)


def trial_of(place: int, span: tuple[float, float, float], judgement: str | None, **more: Any):
    estimate, low, high = span
    rob = None if judgement is None else RiskOfBias(tool="RoB2", overall=judgement, domains={})
    values: dict[str, Any] = {
        "trial_id": f"t{place}",
        "label": f"Trial {place}",
        "year": 2000 + place,
        "estimate": estimate,
        "se": 0.1,
        "ci_low": low,
        "ci_high": high,
        "weight_percent": None,
        "n_intervention": 50.0,
        "n_control": 50.0,
        "risk_of_bias": rob,
        "from_": "arms",
        "direction": "unknown",
        "in_pool": True,
    }
    return TrialResult(**values | more)


def pooled_of(span: tuple[float, float, float], log: float | None = None) -> Pooled:
    estimate, low, high = span
    return Pooled(
        estimate=estimate,
        log_estimate=log,
        se=0.1,
        ci_low=low,
        ci_high=high,
        p=0.5,
        statistic=1.0,
        df=3.0,
        model="random",
        tau2_method="REML",
        interval="knapp-hartung",
    )


def finding_of(
    outcome: Outcome,
    estimate: tuple[float, float, float] | None = None,
    *,
    prediction: tuple[float, float] | None = None,
    trials: Sequence[tuple[float, float, float]] = (),
    judgements: Sequence[str | None] = (),
    weights: Sequence[float] | None = None,
    n: float | None = 1000.0,
    tau: float = 0.0,
    without_high: float | None = None,
    **more: Any,
) -> Finding:
    """Give a finding: pooled when it has an estimate and several trials."""
    count = max(len(trials), len(judgements), 1)
    spans = [*trials, *[estimate or (0.0, -1.0, 1.0)] * (count - len(trials))]
    judged = [*judgements, *["low"] * (count - len(judgements))]
    pooled = estimate is not None and count > 1
    shares = weights or [100.0 / count] * count
    [scale, *_] = scales(
        outcome.measure,
        outcome.better,
        thresholds_of(outcome).values,
        [],
    )
    rows = tuple(
        trial_of(
            place,
            span,
            judgement,
            weight_percent=share if pooled else None,
            direction=scale.direction(scale.place(span[0])),
        )
        for place, (span, judgement, share) in enumerate(zip(spans, judged, shares, strict=True))
    )
    values: dict[str, Any] = {
        "comparison": "main",
        "comparison_label": "Support versus usual care",
        "intervention": "support",
        "comparator": "usual care",
        "outcome": outcome.id,
        "outcome_label": outcome.label,
        "timepoint": "post",
        "timepoint_label": "End",
        "importance": outcome.importance,
        "measure": outcome.measure,
        "better": outcome.better,
        "synthesis": "pooled" if pooled else ("single" if count == 1 else "narrative"),
        "k": count,
        "n": n,
        "trials": rows,
        "thresholds": dict(thresholds_of(outcome).values) or None,
    }
    if pooled and estimate is not None:
        values["pooled"] = pooled_of(estimate)
        values["heterogeneity"] = Heterogeneity(
            tau2=tau**2, tau=tau, i2=50.0, q=1.0, q_df=2.0, q_p=0.5
        )
        low, high = prediction or estimate[1:]
        values["prediction"] = Prediction(low=low, high=high, df=3.0)
    if without_high is not None:
        values["sensitivity"] = (
            Sensitivity(
                id="low-risk-of-bias",
                label="Without",
                k=2,
                pooled=pooled_of((without_high, without_high - 1, without_high + 1)),
                heterogeneity=None,
            ),
        )
    return Finding(**values | more)


@pytest.fixture
def outcome() -> Callable[..., Outcome]:
    return outcome_of


@pytest.fixture
def finding() -> Callable[..., Finding]:
    return finding_of


@pytest.fixture
def currency() -> Currency:
    return CURRENCY


@pytest.fixture
def arm() -> type[Arm]:
    return Arm


@pytest.fixture
def case() -> Callable[..., Case]:
    """Give the case of a finding; its first arguments are those of `finding_of`."""

    def build(
        outcome: Outcome,
        *args: Any,
        records: dict[str, TrialRecord] | None = None,
        missing: int = 0,
        **more: Any,
    ) -> Case:
        currency = CURRENCY.model_copy(update={"completed_unpublished": missing})
        return case_of(finding_of(outcome, *args, **more), outcome, records or {}, currency, 10)

    return build


@pytest.fixture(scope="session")
def protocol(project_root: Path) -> Protocol:
    """Give the protocol of the shipped review."""
    return load_protocol(project_root / "data" / "protocol.yml")


@pytest.fixture(scope="session")
def unrated(project_root: Path, protocol: Protocol) -> Findings:
    """Give the findings of the shipped review before they are rated."""
    snapshot = read(CsvFolder(project_root / "data" / "registry").pull(), protocol)
    today = dt.date(2026, 11, 22)
    return synthesise(snapshot, protocol, today=today, version=VersionInfo(number=None, date=today))


@pytest.fixture(scope="session")
def rated(unrated: Findings, protocol: Protocol) -> Findings:
    """Give the findings of the shipped review, rated, nobody having decided anything."""
    return rate(unrated, protocol, NO_JUDGEMENTS)
