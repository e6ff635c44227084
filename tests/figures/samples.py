"""Findings with real numbers, for the figures' tests.

BCG: 13 trials of BCG vaccination against tuberculosis (Colditz 1994, JAMA 271:698; `dat.bcg`),
results as metafor 3.8.1 gives them (REML, Knapp-Hartung). Recovery: self-management groups led by
peers; arm data of the Metapsy peer-support database 23.0.3 (Smit 2022, doi
10.1017/S0033291722002422).
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from living_review.findings import (
    Arm,
    Cumulative,
    Finding,
    Heterogeneity,
    LeaveOneOut,
    Narrative,
    NarrativeDirection,
    Pooled,
    Prediction,
    RiskOfBias,
    SearchRun,
    Subgroup,
    SubgroupLevel,
    TrialRecord,
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


# metafor 3.8.1, rma(yi, vi, method="REML") by allocation: k, estimate, se and Wald interval.
BCG_ALLOCATION = (
    ("random", 7, -0.970965, 0.275956, -1.511829, -0.430101),
    ("alternate", 2, -0.540793, 0.281602, -1.092722, 0.011136),
    ("systematic", 4, -0.424207, 0.359745, -1.129295, 0.280880),
)


def bcg_allocation() -> tuple[Subgroup, dict[str, str]]:
    """Subgroups by allocation, two trials not pooled; metafor's QM 1.7675114, p .41322803."""
    membership = {bcg_trial(row).trial_id: row[6] for row in BCG_TRIALS}
    levels = tuple(
        SubgroupLevel(
            level=name,
            k=k,
            n=None,
            pooled=None
            if k < 3
            else Pooled(
                estimate=math.exp(y),
                log_estimate=y,
                se=se,
                ci_low=math.exp(low),
                ci_high=math.exp(high),
                p=None,
                statistic=None,
                df=None,
                model="random",
                tau2_method="REML",
                interval="wald",
            ),
            heterogeneity=None,
        )
        for name, k, y, se, low, high in BCG_ALLOCATION
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


# Trial, label, year, then n, mean, SD of peer support and of control (Metapsy 23.0.3), Hedges' g
# and its variance (LS).
RECOVERY_TRIALS = (
    (
        "COOK2012_WRAP",
        "Cook 2012 (WRAP)",
        2012,
        (222, 92.9, 14.2),
        (231, 90.0, 13.7),
        0.2075803,
        0.0088811,
    ),
    (
        "COOK2012_BRIDGES",
        "Cook 2012 (BRIDGES)",
        2012,
        (170, 94.84, 12.83),
        (172, 91.01, 14.36),
        0.2805627,
        0.0118114,
    ),
    (
        "RUSSINOVA2014",
        "Russinova 2014",
        2014,
        (40, 3.2, 0.54),
        (42, 3.08, 0.63),
        0.2022134,
        0.0490589,
    ),
    (
        "KAPLAN2011",
        "Kaplan 2011",
        2011,
        (99, 3.78, 0.497494),
        (100, 3.69, 0.7),
        0.1475215,
        0.0201557,
    ),
)
RECOVERY_WEIGHTS = (51.7, 38.9, 9.4)


def recovery_trial(row: tuple[Any, ...], weight: float | None) -> TrialResult:
    trial_id, label, year, treated, control, g, variance = row
    se = math.sqrt(variance)
    return TrialResult(
        trial_id=trial_id,
        label=label,
        year=year,
        estimate=g,
        se=se,
        ci_low=g - Z95 * se,
        ci_high=g + Z95 * se,
        weight_percent=weight,
        n_intervention=treated[0],
        n_control=control[0],
        arms=(
            Arm(role="intervention", n=treated[0], mean=treated[1], sd=treated[2]),
            Arm(role="control", n=control[0], mean=control[1], sd=control[2]),
        ),
        risk_of_bias=rob2(trial_id),
        from_="arms",
        direction="favours_intervention",
        in_pool=weight is not None,
    )


def recovery(**changes: Any) -> Finding:
    """Personal recovery: three trials pooled, the online group shown apart."""
    weights = (*RECOVERY_WEIGHTS, None)
    fields: dict[str, Any] = {
        "comparison": "peer-support",
        "comparison_label": "Group peer support versus usual care or waiting list",
        "intervention": "group peer support",
        "comparator": "usual care or waiting list",
        "outcome": "recovery",
        "outcome_label": "Personal recovery",
        "timepoint": "post",
        "timepoint_label": "End of intervention",
        "importance": "critical",
        "measure": "SMD",
        "better": "higher",
        "synthesis": "pooled",
        "k": 3,
        "n": 877.0,
        "trials": tuple(map(recovery_trial, RECOVERY_TRIALS, weights)),
        "pooled": Pooled(
            estimate=0.2354676,
            se=0.0677835,
            ci_low=-0.0561812,
            ci_high=0.5271164,
            p=0.0738102,
            statistic=3.4738202,
            df=2,
            model="random",
            tau2_method="REML",
            interval="knapp-hartung",
            safeguard="se",
            safeguard_applied=True,
        ),
        "heterogeneity": Heterogeneity(tau2=0.0, i2=0.0, q=0.2822799, q_df=2, q_p=0.8683678),
        "prediction": Prediction(low=-0.0561812, high=0.5271164, df=2),
        "thresholds": {"small": 0.2, "moderate": 0.5, "large": 0.8},
    }
    return Finding(**{**fields, **changes})


def unpooled(**changes: Any) -> Finding:
    """Two trials of recovery that are described, not pooled."""
    trials = tuple(recovery_trial(row, None) for row in RECOVERY_TRIALS[2:])
    narrative = Narrative(
        directions=tuple(
            NarrativeDirection(
                trial_id=trial.trial_id,
                label=trial.label,
                direction=trial.direction,
                estimate=trial.estimate,
                ci_low=trial.ci_low,
                ci_high=trial.ci_high,
                n=281.0,
                risk_of_bias="some concerns",
            )
            for trial in trials
        ),
        statement="Both trials favour group peer support.",
        reason="two trials, where the protocol asks for at least three",
    )
    fields = {
        "synthesis": "narrative",
        "k": 2,
        "trials": trials,
        "pooled": None,
        "heterogeneity": None,
        "prediction": None,
        "narrative": narrative,
    }
    return recovery(**{**fields, **changes})


def many(k: int, **changes: Any) -> Finding:
    """The recovery finding with k trials made by repeating the real ones, names and all."""
    trials = tuple(
        recovery_trial(
            (f"T{n}", f"{row[1]} no. {n}", *row[2:5], row[5] + ((n * 37) % 21 - 10) / 20, row[6]),
            100 / k,
        )
        for n in range(k)
        for row in [RECOVERY_TRIALS[n % len(RECOVERY_TRIALS)]]
    )
    rated = tuple(
        trial.model_copy(update={"risk_of_bias": rob2(RECOVERY_TRIALS[n % 3][0])})
        for n, trial in enumerate(trials)
    )
    return recovery(**{"trials": rated, "k": k, **changes})


# metafor 3.8.1, cumul(rma(yi, vi, method="REML"), order=year): estimate, ci.lb, ci.ub
BCG_CUMULATIVE = (
    (-0.889311, -2.007667, 0.229045),
    (-1.325003, -2.009009, -0.640998),
    (-0.972080, -1.453179, -0.490981),
    (-1.001096, -1.436766, -0.565426),
    (-1.101426, -1.492763, -0.710088),
    (-0.973464, -1.341262, -0.605666),
    (-0.901251, -1.275091, -0.527411),
    (-0.788566, -1.174582, -0.402549),
    (-0.865607, -1.250257, -0.480958),
    (-0.785210, -1.138284, -0.432136),
    (-0.708206, -1.057833, -0.358579),
    (-0.794768, -1.147321, -0.442214),
    (-0.714532, -1.066898, -0.362167),
)

# metafor 3.8.1, leave1out(rma(yi, vi, method="REML")): estimate, se
BCG_LEAVE_ONE_OUT = (
    (-0.707084, 0.189961),
    (-0.654031, 0.180695),
    (-0.685554, 0.185706),
    (-0.628409, 0.176619),
    (-0.764170, 0.191788),
    (-0.710877, 0.200254),
    (-0.655248, 0.180473),
    (-0.794768, 0.179878),
    (-0.741197, 0.196675),
    (-0.653033, 0.184267),
    (-0.757859, 0.195787),
    (-0.759812, 0.182091),
    (-0.777536, 0.185536),
)


def bcg_with_series(**changes: Any) -> Finding:
    """The BCG trials with their cumulative and leave-one-out analyses."""
    by_year = sorted(BCG_TRIALS, key=lambda row: row[1])
    cumulative = tuple(
        Cumulative(
            trial_id=f"T{n}",
            label=row[0],
            year=row[1],
            k=n,
            estimate=math.exp(y),
            ci_low=math.exp(low),
            ci_high=math.exp(high),
        )
        for n, (row, (y, low, high)) in enumerate(zip(by_year, BCG_CUMULATIVE, strict=True), 1)
    )
    left_out = tuple(
        LeaveOneOut(
            trial_id=row[0],
            label=row[0],
            estimate=math.exp(y),
            ci_low=math.exp(y - Z95 * se),
            ci_high=math.exp(y + Z95 * se),
            tau2=None,
            i2=None,
        )
        for row, (y, se) in zip(BCG_TRIALS, BCG_LEAVE_ONE_OUT, strict=True)
    )
    return bcg(**{"cumulative": cumulative, "leave_one_out": left_out, **changes})


def records(count: int | None = None) -> tuple[TrialRecord, ...]:
    """Registry entries of the peer-support trials with their RoB 2 judgements."""
    names = list(ROB2)
    return tuple(
        TrialRecord(
            trial_id=f"{name}-{n}",
            label=name.replace("_", " "),
            year=int("".join(filter(str.isdigit, name))),
            status="included",
            date_added=dt.date(2019, 7, 12),
            search_id="lyons-2021",
            risk_of_bias=(rating,),
        )
        for n in range(len(names) if count is None else count)
        for name in [names[n % len(names)]]
        if (rating := rob2(name)) is not None
    )


def searches() -> tuple[SearchRun, ...]:
    """The 2021 review's search, whose counts are not in the registry, and a later one."""
    return (
        SearchRun(
            search_id="lyons-2021",
            date=dt.date(2019, 7, 12),
            source="MEDLINE, PsycINFO, Embase and CENTRAL",
        ),
        SearchRun(
            search_id="update-1",
            date=dt.date(2026, 11, 22),
            source="MEDLINE",
            records=1204,
            duplicates_removed=310,
            screened=894,
            excluded=880,
            sought=14,
            not_retrieved=1,
            assessed=13,
            excluded_full_text=12,
            exclusions={"not randomised": 7, "individual, not group, peer support": 5},
        ),
    )
