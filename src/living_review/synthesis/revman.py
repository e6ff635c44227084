"""RevMan's way with counts: the variance between trials follows from the Mantel-Haenszel Q."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from living_review.pooling import PooledCounts, mantel_haenszel
from living_review.protocol import BINARY_MEASURES
from living_review.synthesis.evidence import Member


@dataclass(frozen=True)
class MantelHaenszel:
    """Q about the Mantel-Haenszel estimate, with the τ² of DerSimonian & Laird that it gives."""

    tau2: float
    q: float
    q_df: float
    q_p: float


def mantel_haenszel_tau2(members: Sequence[Member], measure: str) -> MantelHaenszel | None:
    """Give RevMan's τ² for trials that report counts; None for any other trials or measures.

    τ² = max(0, (Q − df)/(Σw − Σw²/Σw)) with Q about the Mantel-Haenszel estimate and w the inverse
    variances (Deeks & Higgins 2010, Statistical algorithms in Review Manager 5).
    """
    counts = [member.effect.counts for member in members if member.effect.counts is not None]
    if measure not in BINARY_MEASURES or len(counts) != len(members) or len(counts) < 2:
        return None
    found: PooledCounts = mantel_haenszel(
        *zip(*counts, strict=True),
        measure=measure,  # type: ignore[arg-type]
    )
    w = np.array([1.0 / (member.effect.variance or np.nan) for member in members])
    spread = float(w.sum() - (w**2).sum() / w.sum())
    q, df = float(found.q), float(found.q_df)
    if not (np.isfinite(q) and spread > 0 and df == len(members) - 1):
        return None
    return MantelHaenszel(max(0.0, (q - df) / spread), q, df, float(found.q_p))
