"""What a reader sees of one finding, as plain data that two versions can be compared by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from living_review.certainty.case import headline
from living_review.findings import Finding, TrialResult

# A rerun on another machine may differ in the last bits of a number; no reader sees that.
NOISE, NOTHING = 1e-9, 1e-12


def state_of(finding: Finding, told_as: Finding | None = None) -> dict[str, Any]:
    """Give what a reader sees; ratios on the natural scale, the one trial's effect if single.

    `told_as` is the finding by whose names and steps its regressions are told.
    """
    effect = headline(finding)
    estimate, low, high = effect or (None, None, None)
    trials, people, unknown = finding.described
    prediction, spread, rating = finding.prediction, finding.heterogeneity, finding.certainty
    state: dict[str, Any] = {
        "synthesis": finding.synthesis,
        "measure": finding.measure,
        "better": finding.better,
        "k": trials,
        "n": people,
        "n_missing": unknown,
        "level": finding.level if effect else None,
        "estimate": estimate,
        "ci_low": low,
        "ci_high": high,
        "prediction_low": prediction.low if prediction else None,
        "prediction_high": prediction.high if prediction else None,
        "tau2": spread.tau2 if spread else None,
        "i2": spread.i2 if spread else None,
        "certainty": rating.level if rating else None,
        "certainty_by_domain": {d.name: d.levels for d in rating.domains} if rating else {},
        "magnitude": finding.magnitude,
        "statement": finding.statement,
        "thresholds": dict(finding.thresholds) if finding.thresholds else None,
        "absolute": [_absolute(each.model_dump(mode="json")) for each in finding.absolute],
        "familiar": finding.familiar.model_dump(mode="json") if finding.familiar else None,
    }
    if finding.thresholds_kind == "ratio":
        state["thresholds_kind"] = finding.thresholds_kind
    if unit := finding.unit_label:
        state["unit"] = unit
    if slopes := _slopes(finding, told_as or finding):
        state["slopes"] = slopes
    if finding.pooled is None:
        state["trials"] = [_trial(trial) for trial in finding.trials]
    return state


def _slopes(finding: Finding, told_as: Finding) -> dict[str, Any]:
    """Give what goes with a step of each moderator, by its column."""
    names = {each.moderator: each for each in told_as.moderators}
    found = {}
    for each in finding.moderators:
        by = names.get(each.moderator, each)
        per = by.per or each.per or 1.0
        at_step = each.at_step(per, ratio=finding.is_ratio)
        if at_step:
            told = dict(zip(("estimate", "ci_low", "ci_high"), at_step, strict=True))
            found[each.moderator] = {"label": by.name, "unit": by.unit, "per": per, **told}
            if by.groups:
                found[each.moderator]["groups"] = list(by.groups)
    return found


def _absolute(effect: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("baseline_label", "baseline_risk", "with_intervention", "difference")
    told = ("kind", "time") if effect.get("kind") == "rate" else ()
    return {name: effect[name] for name in (*kept, "ci_low", "ci_high", *told)}


def aligned(
    old: dict[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    """Give what was seen by the names of now: those of baselines, units and familiar instruments.

    `names` are those of baselines as they were. That a thing is called otherwise is told with the
    protocol, in whichever of its languages it is.
    """
    kept = [{**each, "baseline_label": _now(each, names)} for each in old["absolute"]]
    time = {each["baseline_label"]: each["time"] for each in new["absolute"] if "time" in each}
    kept = [
        {**each, "time": time.get(each["baseline_label"], each["time"])} if "time" in each else each
        for each in kept
    ]
    found = {**old, "absolute": kept}
    if "unit" in old and "unit" in new:
        found["unit"] = new["unit"]
    if old["familiar"] and new["familiar"]:
        texts = ("instrument", "unit", "sd_source")
        found["familiar"] = {**old["familiar"], **{key: new["familiar"][key] for key in texts}}
    return found


def _now(effect: Mapping[str, Any], names: Mapping[str, str]) -> str:
    label = str(effect["baseline_label"])
    return names.get(label, label)


def _trial(trial: TrialResult) -> dict[str, Any]:
    kept = ("trial_id", "label", "estimate", "ci_low", "ci_high", "direction")
    return {name: getattr(trial, name) for name in kept}


def same(old: Any, new: Any) -> bool:
    """Tell whether two values read the same; numbers may differ by the noise of a rerun."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(same, old, new))
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=NOISE, abs_tol=NOTHING)
    return bool(old == new)
