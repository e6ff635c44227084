"""Every finding computed a second time, and how near the two computations are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from living_review.findings import Finding, Verification
from living_review.findings.workings import Workings
from living_review.ground.errors import Disagreement, LivingReviewError
from living_review.protocol import Protocol
from living_review.verification.evidence import Evidence
from living_review.verification.figures import Ledger, Tree
from living_review.verification.finding import expected

# Two doubles this near are the same figure, and which of them are nearest is chance.
ROUNDING = 1e-12
PACKAGES = ("statsmodels", "scipy")


def verify(findings: Sequence[Finding], protocol: Protocol, workings: Workings) -> Verification:
    """Compute every figure again; raises Disagreement at the first that differs."""
    evidence = Evidence(protocol, workings)
    ledgers = []
    for finding in findings:
        name = f"{finding.outcome_label}, {finding.timepoint_label} ({finding.comparison})"
        ledger = Ledger(name)
        with np.errstate(all="ignore"):
            ledger.compare(finding, _again(evidence, finding, name))
        ledgers.append(ledger)
    worst = max(ledgers, key=lambda each: each.worst, default=Ledger(""))
    far = worst.worst > ROUNDING
    return Verification(
        figures=sum(each.figures for each in ledgers),
        worst=rounded_up(worst.worst) if far else ROUNDING,
        where=worst.where if far else None,
        by=", ".join(f"{name} {version(name)}" for name in PACKAGES),
    )


def _again(evidence: Evidence, finding: Finding, name: str) -> Tree:
    """Compute a finding again; what cannot be computed twice cannot be published."""
    try:
        return expected(evidence, finding)
    except LivingReviewError:
        raise
    except Exception as fault:
        raise Disagreement(
            f"{name}: the second computation fails ({type(fault).__name__}: {fault}), which is a "
            "fault of the program and not of your data, and nothing was published; please report "
            "it with this sentence."
        ) from fault


def rounded_up(value: float) -> float:
    """Round up to one significant digit, which the processor does not decide."""
    if value == 0:
        return 0.0
    power = math.floor(math.log10(value))
    digit = math.ceil(round(value / 10.0**power, 6))
    return float(f"{digit}e{power}")
