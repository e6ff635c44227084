"""Findings of every measure and synthesis, and each with one fact after the other changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from sample_findings import narrative, none, pooled_finding, readmission, recovery, single
from sample_parts import certainty
from sample_sequential import with_view

from living_review.findings import (
    AllAlike,
    Arm,
    Conclusion,
    Finding,
    MinimalImportantDifference,
    PersonTime,
    Regression,
    Sensitivity,
    Subgroup,
)
from living_review.findings.certainty import DomainAt, LevelAt
from living_review.findings.trials import KeptOut
from living_review.ground.measures import RATIOS, Measure

YEARS = PersonTime(unit="person-years", per=100)
ROWS = (
    ("T1", "Adams 2001", 2001, -0.31, 0.14, 210, 205, "low"),
    ("T2", "Baker 2004", 2004, -0.22, 0.17, 150, 149, "low"),
    ("T3", "Clark 2009", 2009, -0.41, 0.16, 180, 190, "some concerns"),
)
TOTALS = {"total_with_intervention": 90.0, "total_with_comparator": 88.0}
ALIKE = {"had": "nobody", "kind": "risk", **TOTALS}
LIMITS = {"limit_with_intervention": 0.0327, "limit_with_comparator": 0.0335}


def changed(value: Any, path: str, to: Any) -> Any:
    """Give a value with another at a path: 'pooled.estimate', 'absolute.0.held'."""
    name, _, rest = path.partition(".")
    if isinstance(value, tuple):
        place = int(name)
        new = changed(value[place], rest, to) if rest else to
        return (*value[:place], new, *value[place + 1 :])
    new = changed(getattr(value, name), rest, to) if rest else to
    return value.model_copy(update={name: new})


def has(value: Any, path: str) -> bool:
    """Tell whether there is something at a path that can be another."""
    for name in path.split(".")[:-1]:
        if isinstance(value, tuple):
            value = value[int(name)] if int(name) < len(value) else None
        else:
            value = getattr(value, name)
        if value is None:
            return False
    name = path.rpartition(".")[2]
    return int(name) < len(value) if isinstance(value, tuple) else True


def of_measure(measure: Measure, thresholds: dict[str, float], kind: str, **given: Any) -> Finding:
    """Pool three trials as this measure."""
    values: dict[str, Any] = {
        "measure": measure,
        "outcome": measure.lower(),
        "outcome_label": f"Outcome {measure}",
        "better": "lower",
        "thresholds": thresholds,
        "thresholds_kind": kind,
        "thresholds_generic": False,
        "certainty": certainty("moderate", imprecision=-1),
        "magnitude": "small",
    }
    return pooled_finding(ROWS, **{**values, **given})


def in_which_all_are_alike() -> Finding:
    """Give trials that are not pooled, in which nobody had the event."""
    arms = (Arm(role="intervention", n=45, events=0), Arm(role="control", n=44, events=0))
    found = narrative().model_copy(update={"certainty": None, "measure": "RR", "statement": None})
    trials = tuple(each.model_copy(update={"arms": arms}) for each in found.trials)
    alike = AllAlike.model_validate({**ALIKE, **LIMITS})
    update = {"trials": trials, "all_alike": alike, "not_rated": "nobody had the event"}
    return found.model_copy(update={**update, "conclusions": (), "not_rated_why": "nobody"})


@cache
def bases() -> Mapping[str, Finding]:
    """Give the findings that are varied, by name."""
    rates = {"person_time": YEARS}
    return {
        "SMD": with_view(recovery("stale")),
        "RR": readmission(),
        "MD": of_measure("MD", {"small": 0.3}, "difference", unit="mmHg"),
        "OR": of_measure("OR", {"small": 0.8, "moderate": 0.6}, "ratio"),
        "RD": of_measure("RD", {"small": 0.02, "large": 0.3}, "risk difference"),
        "ROM": of_measure("ROM", {"small": 0.1}, "relative change", better="higher"),
        "IRR": of_measure("IRR", {"small": 0.9}, "ratio", **rates),
        "IRD": of_measure("IRD", {"small": 0.2}, "rate difference", **rates),
        "narrative": narrative(),
        "single": single(),
        "none": none(),
        "alike": in_which_all_are_alike(),
    }


DONE = Sensitivity(id="one", label="One way", k=3, n=9.0, pooled=None, heterogeneity=None)
REGRESSED = Regression.model_validate(
    {
        **{"moderator": "year", "k": 9, "slope": 0.02, "ci_low": 0.01, "ci_high": 0.03, "p": 0.01},
        **{"statistic": 2.5, "df": 7.0, "r2": 40.0, "tau2": 0.02, "i2": 20.0, "q": 8.0},
        **{"q_df": 7.0, "q_p": 0.3, "per": 10.0, "per_effect": 1.2, "per_ci_low": 1.1},
        **{"per_ci_high": 1.3},
    }
)
GROUPS = Subgroup(moderator="kind", levels=(), q_between=3.2, df=2.0, p=0.04)
POINTS = MinimalImportantDifference(
    **{"instrument": "RAS", "unit": "points", "value": 4.0, "sd": 12.0, "sd_source": "a trial"},
    **{"method": "anchor", "source": "a study", "threshold": 0.33, "estimate_reaches": True},
    interval="either",
)
KEPT = tuple(
    KeptOut(trial_id=f"K{place}", label=f"Kept {place}", instruments=("A", "B"))
    for place in range(6)
)
AT = (DomainAt(name="imprecision", levels=-1, explanation="It is wide."),)

SIDES: tuple[Literal["intervention", "comparator"], ...] = ("intervention", "comparator")
AT_LOW = Conclusion(
    **{"level": "low", "kind": "sized", "favours": "intervention", "size": "small", "text": "So."},
    **{"baseline": "10 of 100", "baseline_label": "Low risk"},
)
CONCLUDED = (
    *(
        Conclusion(level=level, kind="sized", favours=side, size=size, text="So.")
        for level in ("high", "moderate", "low")
        for side in SIDES
        for size in ("small", "important")
    ),
    Conclusion(level="moderate", kind="sized", size="trivial", text="So."),
    *(
        Conclusion(level="low", kind="between", favours=side, size="small", most=most, text="So.")
        for side in SIDES
        for most in ("large", None)
    ),
    *(
        Conclusion(level="moderate", kind="without_size", favours=side, text="So.")
        for side in (*SIDES, None)
    ),
    *(Conclusion(level="low", kind=kind, text="So.") for kind in ("undecided", "stated")),
    Conclusion(level="very low", kind="very_uncertain", text="So."),
    AT_LOW,
)

# What is changed, by the path to it, and into what.
VARIED: Mapping[str, tuple[Any, ...]] = {
    "better": ("higher", "lower"),
    "k": (0, 1, 2, 3, 9, 10, 11),
    "n": (None, 1.0),
    "n_missing": (1, 2),
    "level": (0.9,),
    "pooled.estimate": ("null", "above", "below", 0.2, -0.2, 0.9, 1.1, 3.0),
    "pooled.ci_low": ("null", -9.0, 0.001),
    "pooled.ci_high": ("null", 9.0, -0.001),
    "pooled.level": (0.9,),
    "pooled.model": ("common",),
    "pooled.method": ("mantel-haenszel", "peto"),
    "pooled.interval": ("wald", "t"),
    "pooled.safeguard": ("none", "se", "cochrane"),
    "pooled.safeguard_applied": (True, False),
    "pooled.tau2_method": ("DL", "common"),
    "heterogeneity": (None,),
    "heterogeneity.tau2": (None, 0.0),
    "heterogeneity.tau2_ci_low": (None, 0.0),
    "heterogeneity.tau2_ci_high": (None, 0.0),
    "heterogeneity.tau": (None,),
    "heterogeneity.i2": (None,),
    "heterogeneity.i2_ci_low": (None, 100.0),
    "heterogeneity.i2_ci_high": (None, 0.0),
    "heterogeneity.q": (None,),
    "heterogeneity.q_df": (1.0,),
    "prediction": (None,),
    "prediction.low": (None, "null", -9.0, 1.5),
    "prediction.high": (None, "null", 9.0),
    "prediction.reason": ("too few trials",),
    "prediction.beyond_threshold": (None, 0.4, 0.9999),
    "prediction.beyond_harm": (0.3,),
    "sensitivity": ((), (DONE,), (DONE.model_copy(update={"reason_is": "same as main"}),)),
    "sensitivity.0.id": ("with-retracted",),
    "sensitivity.0.trials_added": (("T1", "T9"),),
    "sensitivity.0.pooled.estimate": ("null", "above", "below", 0.2, 0.9, 1.1, 3.0),
    "subgroups": ((GROUPS,), (changed(GROUPS, "df", 1.0),), (changed(GROUPS, "p", None),)),
    "leave_one_out": ((),),
    "leave_one_out.0.estimate": (9.0, 0.01),
    "influence": (
        ({"label": "A", "influential": True}, {"label": "B", "influential": False}),
        ({"label": "B", "influential": False},),
    ),
    "small_study": (None,),
    "small_study.reason": (None,),
    "small_study.egger": ({"intercept": 1.2, "se": 0.3, "p": 0.04},),
    "moderators": (
        (REGRESSED,),
        *((changed(REGRESSED, name, None),) for name in ("per", "df", "r2", "per_ci_low")),
        (changed(REGRESSED, "per_effect", 0.8), changed(REGRESSED, "per_effect", -0.004)),
        (changed(changed(REGRESSED, "per_effect", None), "reason", "too few"),),
        (changed(REGRESSED, "left_out", tuple("ABCDEFGHI")),),
        (changed(changed(REGRESSED, "left_out", (*"ABCDEFG", "T1")), "per", 1.0),),
        (changed(changed(REGRESSED, "moderator", "age"), "unit", "weeks"),),
        (changed(changed(REGRESSED, "moderator", "women"), "unit", "Per cent"),),
        (changed(changed(REGRESSED, "groups", (1.0, 2.0)), "moderator", "dose"),),
        (changed(changed(REGRESSED, "groups", (1.0, 2.0)), "unit", "%"),),
    ),
    "kept_out": (KEPT[:1], KEPT[:5], KEPT),
    "synthesis": ("narrative", "single"),
    "trials.0.in_pool": (False,),
    "trials.0.estimate": (None, 0.0, 1.0),
    "trials.0.direction": ("favours_intervention", "little_difference", "unknown"),
    "trials.0.pairing": ("reported", "assumed", "ignored", "counted"),
    "trials.0.ci_low": (None,),
    "trials.0.n": (None,),
    "trials.0.arms": (
        (Arm(role="intervention", n=9, events=0), Arm(role="control", n=8, events=0)),
        (Arm(role="intervention", n=9, events=9), Arm(role="control", n=8, events=8)),
        (Arm(role="intervention", n=9, events=2), Arm(role="control", n=8, events=0)),
    ),
    "narrative": (None,),
    "narrative.directions": ((),),
    "narrative.reason_is": ("not asked",),
    "all_alike.had": ("everybody",),
    "all_alike.kind": ("rate",),
    "all_alike.limit_with_intervention": (None, 0.9876),
    "all_alike.limit_with_comparator": (None,),
    "all_alike.level": (0.9,),
    "all_alike": (AllAlike(**{**ALIKE, **LIMITS, "had": "everybody"}, level=0.9),),
    "thresholds": (
        *(None, {}, {"small": 0.1}, {"small": 1.0}, {"small": 0.25, "large": 0.3}),
        {"small": 1.25, "moderate": 2.0},
    ),
    "thresholds_kind": ("ratio", "difference"),
    "thresholds_generic": (True,),
    "thresholds_note": ("They are not used.",),
    "unit": (None, "points"),
    "person_time": (None, PersonTime(unit="person-days", per=1)),
    "certainty": (
        None,
        *(certainty("low", each, risk_of_bias=-1, imprecision=-2) for each in
          ("confirmed", "overridden", "not assessed")),
        certainty("high", publication_bias=1, upgrade=2),
    ),
    "certainty.level": ("high", "moderate", "low", "very low"),
    "certainty.provisional": (False,),
    "certainty.domains.0.name": ("upgrade",),
    "certainty.domains.3.proposed": (None, 1, 2, 0),
    "certainty.domains.3.state": ("confirmed", "overridden", "stale", "not assessed"),
    "certainty.at_baselines": (
        (LevelAt(baseline_label="Low", level="low"),),
        (LevelAt(baseline_label="Low", level="low"),
         LevelAt(baseline_label="High", level="very low", domains=AT)),
    ),
    "not_rated": ("their risk of bias is not judged", None),
    "not_rated_why": ("not judged", "nobody", None),
    "absolute": ((),),
    "absolute.0.held": (True,),
    "absolute.0.baseline_risk": (0.0, 0.3),
    "absolute.0.level": ("high", "low", "very low"),
    "absolute.1.level": ("high", "low", "very low"),
    "absolute.1.domains": (AT, (changed(AT[0], "levels", 0),)),
    "absolute.0.target": ("a small effect",),
    "absolute.0.magnitude": ("trivial", "small"),
    "absolute.0.kind": ("rate",),
    "absolute.0.chance_of_benefit": (0.3,),
    "absolute.0.chance_of_harm": (0.4, 1.0),
    "absolute.0.with_intervention": (0.1, 0.0, 0.05),
    "familiar": (None,),
    "familiar.estimate": (0.0, 1.0, -1.0, -4.0),
    "familiar.ci_low": (-2.0, 0.0, -9.0),
    "familiar.ci_high": (0.0, -0.5),
    "minimal_important_differences": (
        (POINTS,),
        (changed(POINTS, "sd", None), changed(POINTS, "value", 1.0)),
    ),
    "magnitude": ("trivial", None),
    "statement": (None,),
    "conclusions": ((), *((each,) for each in CONCLUDED)),
    "sequential.reason": ("not asked",),
    "sequential.looks": ((),),
    "sequential.diversity": (None,),
    "sequential.adjusted": ("sequential.required", 1.0),
    "sequential.looks.0.crossed": (True,),
    "sequential.looks.2.crossed": (True,),
    "sequential.looks.2.state": ("past",),
    "sequential.looks.2.participants": (2.0, 1172.0, 1172.5),
    "sequential.looks.2.fraction": (None, 1.0, 0.999),
}  # fmt: skip


# What hangs on the measure, which is changed for every one; the rest for two of them.
BY_MEASURE = (
    *("better", "pooled.estimate", "pooled.ci", "prediction.low", "prediction.high", "unit"),
    *("prediction.beyond", "sensitivity.0.pooled", "thresholds", "person_time", "absolute.0"),
    *("conclusions", "trials.0.estimate"),
)
WHOLE = ("SMD", "RR", "narrative", "single", "none", "alike")


def meant(finding: Finding, to: Any) -> Any:
    """Give the value that a word stands for: no difference, and what is shown as beside it."""
    none = 1.0 if finding.measure in RATIOS else 0.0
    known = {"null": none, "above": none + 0.004, "below": none - 0.006}
    if to == "sequential.required" and finding.sequential:
        return finding.sequential.required
    return known.get(to, to) if isinstance(to, str) else to


def variations(name: str) -> Iterator[tuple[str, Finding]]:
    """Give a finding with one fact after the other changed, where it has that fact."""
    finding = bases()[name]
    for path, values in VARIED.items():
        if not has(finding, path) or not (name in WHOLE or path.startswith(BY_MEASURE)):
            continue
        for number, to in enumerate(values, 1):
            new = meant(finding, to)
            if new != _at(finding, path):
                yield f"{path} {number}", changed(finding, path, new)


def _at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, tuple) else getattr(value, name)
    return value
