"""Reviews drawn by chance: every measure and setting, every way in which a trial can report."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

import yaml

from living_review.certainty import rate
from living_review.certainty.judgements import Judgements
from living_review.findings import Findings, VersionInfo
from living_review.findings.workings import Workings
from living_review.ground.methods import TAU2_OFFERED
from living_review.protocol import Protocol, parse_protocol
from living_review.registry import read
from living_review.sources import RawTable, RawTables
from living_review.synthesis import synthesise_with_workings

TODAY = dt.date(2026, 11, 22)
CHOICES = (*("common", "wald", "t", "low-risk-of-bias", "revman", "mantel-haenszel", "peto"),)
MODELS = ("random", "common")
REQUIRED = {
    "trials": ("trial_id", "label", "year", "status", "date_added"),
    "arms": ("trial_id", "outcome", "timepoint", "higher_is_better", "arm", "role", "n"),
    "contrasts": (
        *("trial_id", "outcome", "timepoint", "higher_is_better", "measure", "estimate"),
    ),
    "risk_of_bias": ("trial_id", "tool", "domain", "judgement"),
    "searches": ("search_id", "date", "source"),
    "exclusions": ("report", "reason"),
}
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class MadeUp:
    """A review with everything a second computation needs."""

    findings: Findings
    protocol: Protocol
    workings: Workings


def computed(protocol: Protocol, rows: Rows) -> MadeUp:
    """Compute and rate the findings of rows in their tables."""
    made = {}
    for name, needed in REQUIRED.items():
        own = rows.get(name, [])
        columns = tuple(dict.fromkeys((*needed, *(key for row in own for key in row))))
        cells = tuple(tuple(str(row.get(column, "")) for column in columns) for row in own)
        lines = tuple(range(2, len(own) + 2))
        made[name] = RawTable(name, f"{name}.csv", columns, cells, lines)
    snapshot = read(RawTables(made, dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)), protocol)
    findings, workings = synthesise_with_workings(
        snapshot, protocol, today=TODAY, version=VersionInfo(number=None, date=TODAY)
    )
    return MadeUp(rate(findings, protocol, Judgements({})), protocol, workings)


def made_up(seed: int, *, trials: int | None = None) -> MadeUp:
    """Draw a review, of so many trials or of any number from one to sixteen."""
    chance = random.Random(seed)
    protocol = parse_protocol(yaml.safe_dump(_protocol(chance), sort_keys=False))
    return computed(protocol, _rows(chance, protocol, trials or chance.randint(1, 16)))


def _protocol(chance: random.Random) -> dict[str, Any]:
    return {
        "review": {
            "id": "made-up",
            "title": "A made-up review",
            "authors": ["Nobody"],
            "question": {"population": "people", "intervention": "A", "comparator": "B"},
        },
        "timepoints": [{"id": "post", "label": "End"}],
        "comparisons": [
            {"id": "all", "label": "A versus B", "intervention": "A", "comparator": "B"},
            {
                "id": "some",
                "label": "A of one kind versus B",
                "intervention": "A",
                "comparator": "B",
                "include": {"category": ["x", "y"]},
            },
        ][: chance.randint(1, 2)],
        "outcomes": [_outcome(chance, measure) for measure in _measures(chance)],
        "analysis": _analysis(chance),
    }


def _measures(chance: random.Random) -> list[str]:
    return chance.sample(["SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD"], 3)


def _outcome(chance: random.Random, measure: str) -> dict[str, Any]:
    outcome: dict[str, Any] = {
        "id": measure.lower(),
        "label": f"Outcome {measure}",
        "measure": measure,
        "better": chance.choice(("higher", "lower")),
    }
    counts = measure in ("OR", "RR", "RD", "HR")
    if measure in ("IRR", "IRD"):
        outcome["person_time"] = {"unit": "person-years", "per": chance.choice((100, 1000))}
        if chance.random() < 0.5:
            outcome["baseline_rates"] = [{"label": "Usual", "rate": 12, "source": "us"}]
    if measure == "HR":
        outcome["baseline_risks"] = [
            {"label": "Usual", "risk": 0.3, "at": "12 months", "source": "us"}
        ]
    ratio = measure in ("OR", "RR", "HR", "IRR")
    if ratio and chance.random() < 0.3:
        outcome["thresholds"] = {"small": {"ratio": 0.9}, "source": "us"}
    elif measure in ("OR", "RR", "RD") and chance.random() < 0.3:
        outcome["thresholds"] = {"small": {"per_1000": 20}, "source": "us"}
    elif chance.random() < 0.7:
        least = {"SMD": 0.2, "MD": 1.5, "ROM": 0.05, "IRR": 1.0, "IRD": 1.0}.get(measure, 0.03)
        sizes = {"small": least}
        if chance.random() < 0.6:
            sizes |= {"moderate": 2 * least, "large": 4 * least}
        outcome["thresholds"] = {**sizes, "source": "us"}
    if counts and measure != "HR" and chance.random() < 0.6:
        risks = (0.12, 0.35)[: chance.randint(1, 2)]
        outcome["baseline_risks"] = [
            {"label": f"Risk {risk}", "risk": risk, "source": "us"} for risk in risks
        ]
    if measure == "SMD" and chance.random() < 0.6:
        outcome["familiar"] = {"instrument": "BDI", "sd": 9.3, "source": "us"}
    if measure in ("SMD", "MD"):
        spread = {"sd": 9.3, "sd_source": "us"} if measure == "SMD" else {}
        outcome["minimal_important_differences"] = [
            {"instrument": "BDI", "value": value, "method": "m", "source": "us", **spread}
            for value in (0.9, 4.5)
        ]
    if measure == "SMD" and chance.random() < 0.5:
        outcome["responder"] = {"label": "well", "risk": 0.3, "source": "us"}
    if measure in ("OR", "RR", "RD") and chance.random() < 0.4:
        model = chance.choice(MODELS)
        outcome["analysis"] = {"method": "mantel-haenszel", "model": model, "interval": "wald"}
        if model == "random":
            outcome["analysis"]["tau2"] = "DL"
        if measure == "OR" and chance.random() < 0.4:
            outcome["analysis"] = {"method": "peto", "model": "common", "interval": "wald"}
    elif chance.random() < 0.25:
        outcome["analysis"] = {
            "tau2": chance.choice(("ML", "REML") if measure == "SMD" else ("DL", "PM", "REML")),
            "interval": chance.choice(("wald", "t", "knapp-hartung")),
            "model": "random",
        }
    return outcome


def _analysis(chance: random.Random) -> dict[str, Any]:
    common = chance.random() < 0.12
    analysis: dict[str, Any] = {
        "model": "common" if common else "random",
        "interval": chance.choice(("wald", "t", "knapp-hartung", "knapp-hartung")),
        "safeguard": chance.choice(("none", "se", "iqwig6", "ci", "cochrane")),
        "smd_variance": chance.choice(("LS", "LS2", "UB", "RevMan")),
        "min_trials": chance.choice((2, 3)),
        "prefer": chance.choice(("arms", "contrasts")),
        "dependence": chance.choice(("pick", "pick", "combine")),
        "instrument_correlation": chance.choice((0.0, 0.4, 0.8)),
        "level": chance.choice((0.95, 0.95, 0.9, 0.99)),
        "subgroups": ["category"],
        "moderators": ["dose"],
        "sensitivity": [
            *chance.sample(CHOICES, 4),
            *chance.sample(TAU2_OFFERED, 3),
            "leave-one-out",
            {"id": "widened", "label": "Widened", "include": {"category": "any"}},
            {"id": "other-variance", "label": "Other variance", "smd_variance": "UB"},
        ],
    }
    if not common:
        analysis["tau2"] = chance.choice(TAU2_OFFERED)
        if analysis["tau2"] in ("REML", "ML") and chance.random() < 0.5:
            analysis["dependence"] = "three-level"
    if chance.random() < 0.5:
        analysis["crossover_correlation"] = chance.choice((0.1, 0.5, 0.7))
        analysis["crossover_correlation_source"] = "us"
    if chance.random() < 0.4:
        analysis["sequential"] = {
            "alpha": chance.choice((0.05, 0.01)),
            "power": chance.choice((0.8, 0.9)),
            "heterogeneity": chance.choice(("diversity", "none")),
        }
    return analysis


def _rows(chance: random.Random, protocol: Protocol, trials: int) -> Rows:
    rows: Rows = {name: [] for name in REQUIRED}
    for i in range(trials):
        trial = f"T{i:02d}"
        rows["trials"].append(_trial(chance, trial))
        if chance.random() < 0.9:
            judged = {"trial_id": trial, "tool": "RoB2", "domain": "overall"}
            judgement = chance.choice(("low", "some concerns", "high"))
            rows["risk_of_bias"].append({**judged, "judgement": judgement})
        for outcome in protocol.outcomes:
            kind = chance.random()
            if kind < 0.15:
                continue
            if kind < 0.8 and outcome.measure != "HR":
                _report_arms(chance, rows, trial, outcome.measure)
            if kind > 0.75 or outcome.measure == "HR":
                _report_contrast(chance, rows, trial, outcome.measure)
    return rows


def _trial(chance: random.Random, trial: str) -> dict[str, Any]:
    status = "retracted" if chance.random() < 0.06 else "included"
    return {
        "trial_id": trial,
        "label": f"Trial {trial}",
        "year": chance.randint(1995, 2012),
        "status": status,
        "status_reason": "" if status == "included" else "withdrawn by its journal",
        "date_added": f"2020-0{chance.randint(1, 9)}-01",
        "category": chance.choice(("x", "x", "y", "z", "")),
        "dose": chance.choice((1, 2, 3.5, 4, 7, "")),
        "design": "crossover" if chance.random() < 0.12 else "parallel",
    }


def _report_arms(chance: random.Random, rows: Rows, trial: str, measure: str) -> None:
    instruments = ("A1", "B2")[: chance.choice((1, 1, 2))]
    sides = ["intervention", "control"]
    if chance.random() < 0.15:
        sides.append(chance.choice(("intervention", "control")))
    cluster = {"cluster_size": chance.randint(4, 12), "icc": 0.04}
    clustered = chance.random() < 0.12
    strata = ("", "") if chance.random() > 0.12 else ("younger", "older")
    places = [
        (instrument, stratum)
        for instrument in (instruments if measure == "SMD" else instruments[:1])
        for stratum in dict.fromkeys(strata)
    ]
    for instrument, stratum in places:
        higher = chance.random() < 0.8
        for at, role in enumerate(sides):
            n = chance.randint(12, 160)
            row = {
                "trial_id": trial,
                "outcome": measure.lower(),
                "timepoint": "post",
                "instrument": instrument,
                "higher_is_better": "true",
                "arm": f"{role}{at}",
                "stratum": stratum,
                "role": role,
                "n": n,
                **(cluster if clustered else {}),
            }
            if measure in ("IRR", "IRD"):
                row["time_at_risk"] = round(n * chance.uniform(0.8, 2.2), 1)
                # Rates are reported without their people, too.
                row["n"] = "" if n % 5 == 0 else n
                rate = 0.02 if role == "control" else 0.015
                row["events"] = sum(chance.random() < rate for _ in range(4 * n))
            elif measure in ("OR", "RR", "RD"):
                risk = min(0.95, max(0.0, chance.gauss(0.12 if role == "control" else 0.09, 0.08)))
                row["events"] = sum(chance.random() < risk for _ in range(n))
            else:
                row |= _mean(chance, n, 20 + (1.2 if role == "intervention" else 0))
                row["higher_is_better"] = str(higher if measure == "SMD" else True).lower()
            rows["arms"].append(row)


def _mean(chance: random.Random, n: int, centre: float) -> dict[str, Any]:
    mean, sd = chance.gauss(centre, 1.0), chance.uniform(4, 7)
    kind = chance.random()
    if kind < 0.6:
        return {"mean": round(mean, 3), "sd": round(sd, 3)}
    se = sd / n**0.5
    if kind < 0.7:
        return {"mean": round(mean, 3), "se": round(se, 4)}
    if kind < 0.8:
        low, high = mean - 2 * se, mean + 2 * se
        return {"mean": round(mean, 3), "ci_low": round(low, 3), "ci_high": round(high, 3)}
    if kind < 0.9:
        quartiles = {
            "q1": round(mean - 0.67 * sd, 2),
            "median": round(mean, 2),
            "q3": round(mean + 0.69 * sd, 2),
        }
        if kind < 0.85:
            return {**quartiles, "min": round(mean - 2 * sd, 2), "max": round(mean + 2 * sd, 2)}
        return quartiles
    if kind < 0.95:
        ends = {"min": round(mean - 2.1 * sd, 2), "max": round(mean + 2 * sd, 2)}
        return {**ends, ("median" if kind < 0.92 else "mean"): round(mean, 3)}
    return {"mean": round(mean, 3)}


def _report_contrast(chance: random.Random, rows: Rows, trial: str, measure: str) -> None:
    told = measure
    if measure == "SMD" and chance.random() < 0.5:
        told = "MD"
    elif chance.random() < 0.1:
        told = "OR" if measure != "OR" else "RR"
    ratio = told in ("OR", "RR", "ROM", "HR", "IRR")
    spread = {"SMD": 0.2, "MD": 0.9, "RD": 0.04, "IRD": 2.0}.get(told, 0.25)
    value = chance.gauss(-0.1 if ratio else 0.2 * spread, spread)
    se = spread * chance.uniform(0.6, 1.4)
    row: dict[str, Any] = {
        "trial_id": trial,
        "outcome": measure.lower(),
        "timepoint": "post",
        "instrument": "A1",
        "higher_is_better": "true",
        "measure": told,
        "estimate": round(2.718281828**value if ratio else value, 4),
        "adjusted": chance.choice(("true", "false")),
    }
    if chance.random() < 0.85:
        row |= {"n_intervention": chance.randint(20, 120), "n_control": chance.randint(20, 120)}
    kind = chance.random()
    if kind < 0.4:
        row["se"] = round(se, 4)
    elif kind < 0.75:
        low, high = value - 1.96 * se, value + 1.96 * se
        if ratio:
            low, high = 2.718281828**low, 2.718281828**high
        row |= {"ci_low": round(low, 4), "ci_high": round(high, 4)}
    elif kind < 0.9:
        row["p"] = round(chance.uniform(0.001, 0.9), 4)
    if told == "MD" and kind > 0.8:
        row |= {"t": round(value / se, 3)} if chance.random() < 0.5 else {"sd_difference": 6.3}
    if told in ("HR", "OR") and measure == told and kind > 0.6:
        spread = chance.uniform(4, 30)
        row |= {"o_minus_e": round(chance.gauss(-1, 2), 3), "variance": round(spread, 3)}
        if kind > 0.75:
            row["estimate"] = ""
    rows["contrasts"].append(row)
