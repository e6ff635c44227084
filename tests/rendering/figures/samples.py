"""Findings with real numbers, for the figures' tests.

BCG: 13 trials of BCG vaccination against tuberculosis (Colditz 1994, JAMA 271:698; `dat.bcg`),
results as metafor 3.8.1 gives them (REML, Knapp-Hartung). Recovery: self-management groups led by
peers; arm data of the Metapsy peer-support database 23.0.3 (Smit 2022, doi
10.1017/S0033291722002422).
"""

from __future__ import annotations

import math
from typing import Any

from living_review.findings import (
    Arm,
    Finding,
    Heterogeneity,
    Pooled,
    Prediction,
    RiskOfBias,
    Subgroup,
    SubgroupLevel,
    TrialResult,
)

Z95 = 1.959963984540054

# label, year, events and n of the vaccinated, events and n of the controls, allocation,
# and the random-effects weight in percent (metafor, REML)
BCG_TRIALS = (
    ("Aronson 1948", 1948, 4, 123, 11, 139, "random", 5.06),
    ("Ferguson & Simes 1949", 1949, 6, 306, 29, 303, "random", 6.36),
    ("Rosenthal et al 1960", 1960, 3, 231, 11, 220, "random", 4.44),
    ("Hart & Sutherland 1977", 1977, 62, 13598, 248, 12867, "random", 9.70),
    ("Frimodt-Moller et al 1973", 1973, 33, 5069, 47, 5808, "alternate", 8.87),
    ("Stein & Aronson 1953", 1953, 180, 1541, 372, 1451, "alternate", 10.10),
    ("Vandiviere et al 1973", 1973, 8, 2545, 10, 629, "random", 6.03),
    ("TPT Madras 1980", 1980, 505, 88391, 499, 88391, "random", 10.19),
    ("Coetzee & Berjak 1968", 1968, 29, 7499, 45, 7277, "random", 8.74),
    ("Rosenthal et al 1961", 1961, 17, 1716, 65, 1665, "systematic", 8.37),
    ("Comstock et al 1974", 1974, 186, 50634, 141, 27338, "systematic", 9.93),
    ("Comstock & Webster 1969", 1969, 5, 2498, 3, 2341, "systematic", 3.82),
    ("Comstock et al 1976", 1976, 27, 16913, 29, 17854, "systematic", 8.40),
)


def log_risk_ratio(a: float, n1: float, c: float, n2: float) -> tuple[float, float]:
    """Log risk ratio and standard error (Katz 1978)."""
    return math.log(a / n1 / (c / n2)), math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2)


def bcg_trial(row: tuple[Any, ...]) -> TrialResult:
    label, year, a, n1, c, n2, _, weight = row
    y, se = log_risk_ratio(a, n1, c, n2)
    return TrialResult(
        trial_id=label.split()[0].upper() + str(year),
        label=label,
        year=year,
        estimate=math.exp(y),
        log_estimate=y,
        se=se,
        ci_low=math.exp(y - Z95 * se),
        ci_high=math.exp(y + Z95 * se),
        weight_percent=weight,
        n_intervention=n1,
        n_control=n2,
        arms=(Arm(role="intervention", n=n1, events=a), Arm(role="control", n=n2, events=c)),
        from_="arms",
        direction="unknown",
        in_pool=True,
    )


def bcg(**changes: Any) -> Finding:
    """The BCG vaccine trials, pooled (REML, Knapp-Hartung; METAFOR values to 8 digits)."""
    mu, low, high = -0.71453234, -1.1084437, -0.32062097
    fields: dict[str, Any] = {
        "comparison": "bcg",
        "comparison_label": "BCG vaccine versus no vaccine",
        "intervention": "BCG vaccine",
        "comparator": "no vaccine",
        "outcome": "tuberculosis",
        "outcome_label": "Tuberculosis",
        "timepoint": "end",
        "timepoint_label": "End of follow-up",
        "importance": "critical",
        "measure": "RR",
        "better": "lower",
        "synthesis": "pooled",
        "k": 13,
        "n": float(sum(row[3] + row[5] for row in BCG_TRIALS)),
        "trials": tuple(map(bcg_trial, BCG_TRIALS)),
        "pooled": Pooled(
            estimate=math.exp(mu),
            log_estimate=mu,
            se=0.18079174,
            ci_low=math.exp(low),
            ci_high=math.exp(high),
            p=0.0019,
            statistic=mu / 0.18079174,
            df=12,
            model="random",
            tau2_method="REML",
            interval="knapp-hartung",
            safeguard="se",
        ),
        "heterogeneity": Heterogeneity(
            tau2=0.31324326,
            tau2_ci_low=0.11971836,
            tau2_ci_high=1.1114791,
            tau=math.sqrt(0.31324326),
            i2=92.221385,
            i2_ci_low=81.92057,
            i2_ci_high=97.67808,
            h2=12.855758,
            q=152.23301,
            q_df=12,
            q_p=1e-26,
        ),
        "prediction": Prediction(low=math.exp(-1.9960168), high=math.exp(0.56695215), df=12),
    }
    return Finding(**{**fields, **changes})


def bcg_allocation() -> tuple[Subgroup, dict[str, str]]:
    """Subgroups by allocation; the test is metafor's (QM 1.7675114, p .41322803)."""
    membership = {bcg_trial(row).trial_id: row[6] for row in BCG_TRIALS}
    levels = tuple(
        SubgroupLevel(
            level=name,
            k=k,
            n=None,
            pooled=bcg().pooled if k > 2 else None,
            heterogeneity=None,
        )
        for name, k in (("random", 7), ("alternate", 2), ("systematic", 4))
    )
    return (
        Subgroup(moderator="allocation", levels=levels, q_between=1.7675114, df=2, p=0.41322803),
        membership,
    )


# trial, label, year, RoB 2 D1-D5 and overall (Smit 2022), as far as the database gives them
ROB2: dict[str, tuple[str, ...]] = {
    "COOK2012_WRAP": ("low", "low", "high", "low", "some concerns", "high"),
    "COOK2012_BRIDGES": ("low", "low", "high", "low", "some concerns", "high"),
    "BOEVINK2016": (
        *("some concerns", "low", "some concerns", "some concerns", "some concerns"),
        "high",
    ),
    "CASTELEIN2008": ("low", "low", "low", "some concerns", "some concerns", "some concerns"),
    "RUSSINOVA2014": (
        *("some concerns", "low", "low", "some concerns", "some concerns"),
        "some concerns",
    ),
    "VANGESTEL2012": ("low", "low", "high", "some concerns", "some concerns", "high"),
}


def rob2(trial_id: str) -> RiskOfBias | None:
    given = ROB2.get(trial_id)
    if given is None:
        return None
    names = ("D1", "D2", "D3", "D4", "D5")
    return RiskOfBias(
        tool="RoB2", overall=given[5], domains=dict(zip(names, given[:5], strict=True))
    )
