"""Every number of metafor 3.8.1 in this folder against ours; README.md says where they come from.

Closed forms agree to 1e-8 relative, iterated estimates to 1e-6. Below an absolute floor a number is
numerically zero: 1e-9 of the median variance for τ², 1e-12 of the largest effect for estimates and
limits, 1e-7 percentage points for I², 1e-9 for H², 1e-100 for p. What is meant to differ stands in
`validation/differences.toml`: a listed difference must be one, an unlisted one fails.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from living_review import effects
from living_review.pooling import TAU2_METHODS, mantel_haenszel, peto, pool

HERE = Path(__file__).parent
REGISTER = HERE.parents[1] / "validation" / "differences.toml"
CLOSED, ITERATED = 1e-8, 1e-6
# A p-value below this is zero to any reader; identical effects leave it to rounding.
NO_P = 1e-100
ITERATED_METHODS = {"ML", "REML", "EB", "PM", "PMM"}
INTERVALS = {
    "wald": ("wald", "none"),
    "t": ("t", "none"),
    "knapp-hartung none": ("knapp-hartung", "none"),
    "knapp-hartung se": ("knapp-hartung", "se"),
}
EFFECTS = {
    "OR": lambda c: effects.log_odds_ratio(*c, double_zeros="keep"),
    "OR all": lambda c: effects.log_odds_ratio(*c, zero_cells="all", double_zeros="keep"),
    "OR none": lambda c: effects.log_odds_ratio(*c, zero_cells="none", double_zeros="keep"),
    "OR drop": effects.log_odds_ratio,
    "RR": lambda c: effects.log_risk_ratio(*c, double_zeros="keep"),
    "RR all": lambda c: effects.log_risk_ratio(*c, zero_cells="all", double_zeros="keep"),
    "RR none": lambda c: effects.log_risk_ratio(*c, zero_cells="none", double_zeros="keep"),
    "RR drop": effects.log_risk_ratio,
    "RD": effects.risk_difference,
    "MD": effects.mean_difference,
    "MD HO": lambda c: effects.mean_difference(*c, variance="HO"),
    "SMD": effects.standardized_mean_difference,
    "SMD LS2": lambda c: effects.standardized_mean_difference(*c, variance="LS2"),
    "SMD UB": lambda c: effects.standardized_mean_difference(*c, variance="UB"),
    "ROM": effects.ratio_of_means,
}
UNCALLED = {"OR drop", "RR drop", "RD", "MD", "SMD", "ROM"}
COLUMNS = {"binary": ("e1", "n1", "e2", "n2"), "continuous": ("m1", "sd1", "n1", "m2", "sd2", "n2")}


class Comparison(NamedTuple):
    """One quantity of one case, ours and metafor's, with the tolerance that applies."""

    name: str
    ours: float
    theirs: float
    relative: float
    floor: float

    @property
    def agrees(self) -> bool:
        return bool(
            np.isclose(self.ours, self.theirs, rtol=self.relative, atol=self.floor, equal_nan=True)
        )


@cache
def reference_cases() -> dict[str, dict[str, Any]]:
    """The cases by name: the real data sets, one a file, and the edge cases."""
    loaded = [json.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*.json"))]
    cases = [case for each in loaded for case in (each if isinstance(each, list) else [each])]
    return {case["name"]: case for case in cases}


def columns(case: dict[str, Any]) -> list[np.ndarray]:
    return [np.array(case["trials"][name], dtype=float) for name in COLUMNS[case["kind"]]]


def number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def effect_comparisons(case: dict[str, Any]) -> Iterator[Comparison]:
    for measure, expected in case["effects"].items():
        if measure not in EFFECTS:
            continue
        expected = case["effects"][expected.get("same_as", measure)]
        compute = EFFECTS[measure]
        found = compute(*columns(case)) if measure in UNCALLED else compute(columns(case))
        for quantity in ("estimate", "variance"):
            ours, theirs = np.atleast_1d(getattr(found, quantity)), expected[quantity]
            for row, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
                name = f"{case['name']} effect {measure} {quantity} {row}"
                yield Comparison(name, mine, number(other), CLOSED, 1e-14)


def trial_effects(case: dict[str, Any], measure: str, rows: list[int]) -> tuple[Any, Any]:
    if case["kind"] == "generic":
        source = case["trials"]["yi"], case["trials"]["vi"]
    else:
        source = case["effects"][measure]["estimate"], case["effects"][measure]["variance"]
    return tuple(np.array([number(each[row]) for row in rows]) for each in source)


def pool_comparisons(case: dict[str, Any]) -> Iterator[Comparison]:
    for measure, model in case["models"].items():
        y, v = trial_effects(case, measure, model["rows"])
        for method, expected in model["methods"].items():
            relative = ITERATED if method in ITERATED_METHODS else CLOSED
            name = f"{case['name']} {measure} {method}"
            yield from point_comparisons(name, y, v, method, expected, relative)
            for kind, interval in expected.get("intervals", {}).items():
                yield from interval_comparisons(name, y, v, method, kind, interval, relative)
        name = f"{case['name']} {measure}"
        yield from heterogeneity_comparisons(name, y, v, model["heterogeneity"])


def point_comparisons(
    name: str, y: Any, v: Any, method: str, expected: dict[str, Any], relative: float
) -> Iterator[Comparison]:
    found = pool(y, v, tau2=method, interval="wald")
    floors = {
        "estimate": 1e-12 * np.max(np.abs(y)),
        "tau2": 1e-9 * np.median(v),
        "se": 0.0,
        "i2": 1e-7,
        "h2": 1e-9,
    }
    for quantity, floor in floors.items():
        if quantity in expected:
            ours, theirs = getattr(found, quantity), number(expected[quantity])
            yield Comparison(f"{name} {quantity}", ours, theirs, relative, floor)
    for trial, weight in enumerate(expected.get("weights_percent", [])):
        ours = 100 * found.weights[trial]
        yield Comparison(f"{name} weight {trial}", ours, number(weight), relative, 1e-12)


def interval_comparisons(
    name: str, y: Any, v: Any, method: str, kind: str, expected: dict[str, Any], relative: float
) -> Iterator[Comparison]:
    interval, safeguard = INTERVALS[kind]
    found = {
        df: pool(y, v, tau2=method, interval=interval, safeguard=safeguard, prediction=df)
        for df in ("k-1", "k-2", "normal")
    }
    first = found["k-1"]
    dust = 1e-12 * max(np.max(np.abs(y)), first.se)
    for quantity, floor in (("se", dust), ("statistic", 0.0), ("df", 0.0), ("p", NO_P)):
        if quantity in expected:
            ours, theirs = getattr(first, quantity), number(expected[quantity])
            yield Comparison(f"{name} {kind} {quantity}", ours, theirs, relative, floor)
    yield from pairs(
        f"{name} {kind} ci", (first.ci_low, first.ci_high), expected.get("ci"), relative, dust
    )
    usual = "normal" if interval == "wald" else "k-1"
    for quantity, df in (
        ("prediction", usual),
        ("prediction k-1", "k-1"),
        ("prediction k-2", "k-2"),
    ):
        ours = found[df].prediction_low, found[df].prediction_high
        yield from pairs(f"{name} {kind} {quantity}", ours, expected.get(quantity), relative, dust)


def heterogeneity_comparisons(
    name: str, y: Any, v: Any, expected: dict[str, Any]
) -> Iterator[Comparison]:
    found = pool(y, v)
    for quantity in ("k", "q", "q_df", "q_p"):
        if quantity in expected:
            ours, theirs = getattr(found, quantity), number(expected[quantity])
            yield Comparison(f"{name} {quantity}", ours, theirs, CLOSED, 1e-12)
    bounds = found.tau2_interval()
    for quantity, floor in (("tau2", 1e-9 * np.median(v)), ("i2", 1e-7), ("h2", 1e-9)):
        ours = getattr(bounds, f"{quantity}_low"), getattr(bounds, f"{quantity}_high")
        theirs = expected.get(f"{quantity}_interval")
        yield from pairs(f"{name} {quantity} interval", ours, theirs, ITERATED, floor)


def count_comparisons(case: dict[str, Any]) -> Iterator[Comparison]:
    for measure, expected in case.get("counts", {}).items():
        name, counts = f"{case['name']} counts {measure}", columns(case)
        found = peto(*counts) if measure == "Peto" else mantel_haenszel(*counts, measure=measure)
        yield from pairs(f"{name} ci", (found.ci_low, found.ci_high), expected["ci"], CLOSED, 1e-14)
        for quantity in expected.keys() - {"ci", "leave_one_out"}:
            ours, theirs = getattr(found, quantity), number(expected[quantity])
            yield Comparison(f"{name} {quantity}", ours, theirs, CLOSED, 1e-14)


def pairs(
    name: str, ours: tuple[Any, Any], theirs: list[Any] | None, relative: float, floor: float
) -> Iterator[Comparison]:
    for side, mine, other in zip(("low", "high"), ours, theirs or (), strict=False):
        yield Comparison(f"{name} {side}", mine, number(other), relative, floor)


@cache
def comparisons(case_name: str) -> tuple[Comparison, ...]:
    """Every quantity of one case."""
    case = reference_cases()[case_name]
    made = [*pool_comparisons(case), *count_comparisons(case)]
    return (*(effect_comparisons(case) if case["kind"] != "generic" else ()), *made)


def differences() -> list[dict[str, Any]]:
    return tomllib.loads(REGISTER.read_text("utf-8"))["difference"]


def listed(case_name: str) -> list[str]:
    """Patterns of the quantities that are meant to differ in this case."""
    return [each["quantity"] for each in differences() if case_name in each["cases"]]


@pytest.mark.parametrize("case_name", sorted(reference_cases()))
def test_every_quantity_agrees_with_metafor_unless_it_is_meant_to_differ(case_name):
    meant = listed(case_name)
    unlisted = [
        f"{each.name}: ours {each.ours!r}, metafor {each.theirs!r}"
        for each in comparisons(case_name)
        if not each.agrees and not any(re.search(pattern, each.name) for pattern in meant)
    ]
    assert not unlisted, "\n".join(unlisted)


@pytest.mark.parametrize(
    ("difference", "case_name"),
    [(each["id"], name) for each in differences() for name in each["cases"]],
)
def test_a_listed_difference_is_one(difference, case_name):
    entry = next(each for each in differences() if each["id"] == difference)
    concerned = [c for c in comparisons(case_name) if re.search(entry["quantity"], c.name)]
    assert concerned
    assert not [c.name for c in concerned if c.agrees]
    if entry["ours"] == "withheld":
        assert all(np.isnan(c.ours) for c in concerned)


def test_every_listed_difference_gives_a_reason_and_has_its_own_id():
    assert all(len(each["reason"]) > 40 for each in differences())
    assert len({each["id"] for each in differences()}) == len(differences())


def test_the_grid_of_cases_has_not_shrunk():
    cases = reference_cases()
    real = {name for name, case in cases.items() if case["family"] == "real"}
    assert real == {
        *("baskerville2012", "bcg", "borenstein2009_smd", "gibson2002_cont", "hackshaw1998"),
        *("konstantopoulos2011", "linde2005", "nielweise2007", "normand1999", "raudenbush1985"),
        *("viechtbauer2005_ex2", "yusuf1985_t6"),
    }
    assert len(cases) - len(real) == 57
    assert len({case["family"] for case in cases.values()}) == 30
    assert sum(len(comparisons(name)) for name in cases) >= 30_000
    methods = {
        m for c in cases.values() for model in c["models"].values() for m in model["methods"]
    }
    assert methods == {*TAU2_METHODS}
