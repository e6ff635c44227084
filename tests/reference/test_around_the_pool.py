"""Every number of metafor 3.8.1 around the pool: sensitivity, moderators, small studies, clusters.

Closed forms agree to 1e-8 relative, iterated estimates to 1e-6; where a number is numerically zero
the floors are 1e-9 of the median variance for τ² and 1e-7 percentage points for I² and R². metafor
reports NA where an iteration failed; there our number only has to exist. What is meant to differ
stands in `validation/differences.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from living_review import pooling

HERE = Path(__file__).parent
REGISTER = HERE.parents[1] / "validation" / "differences.toml"
METHODS = {"EE": "common", "DL": "DL", "REML": "REML", "ML": "ML", "PM": "PM"}
CLOSED, ITERATED = 1e-8, 1e-6
# metafor's names for what we name otherwise.
POOLED = {
    "estimate": "estimate",
    "se": "se",
    "pval": "p",
    "ci.lb": "ci_low",
    "ci.ub": "ci_high",
    "Q": "q",
    "Qp": "q_p",
    "tau2": "tau2",
    "I2": "i2",
    "H2": "h2",
}
DIAGNOSTICS = {
    "rstudent": "rstudent",
    "dffits": "dffits",
    "cook.d": "cook",
    "cov.r": "covariance_ratio",
    "tau2.del": "tau2_deleted",
    "QE.del": "q_deleted",
    "hat": "hat",
    "dfbs_intrcpt": "dfbetas",
    "is_infl": "influential",
}
REGRESSION = {
    "b": "coefficients",
    "se": "se",
    "stat": "statistic",
    "p": "p",
    "ci_lb": "ci_low",
    "ci_ub": "ci_high",
    "tau2": "tau2",
    "I2": "i2",
    "H2": "h2",
    "R2": "r2",
    "QE": "qe",
    "QE_p": "qe_p",
    "QM": "qm",
    "QM_p": "qm_p",
}


class Case(NamedTuple):
    """A data set with the effects metafor was given and what it made of them."""

    name: str
    y: np.ndarray
    v: np.ndarray
    rows: list[int]
    trials: dict[str, list[Any]]
    around: dict[str, Any]


def numbers(values: Any) -> np.ndarray:
    listed = values if isinstance(values, list) else [values]
    return np.array([np.nan if each is None else each for each in listed], dtype=float)


@cache
def cases() -> dict[str, Case]:
    found = {}
    for path in sorted(HERE.glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        for measure, model in case.get("models", {}).items() if isinstance(case, dict) else ():
            if "around" not in model:
                continue
            generic = case["kind"] == "generic"
            source = case["trials"] if generic else case["effects"][measure]
            y, v = ("yi", "vi") if generic else ("estimate", "variance")
            found[case["name"]] = Case(
                case["name"],
                numbers(source[y])[model["rows"]],
                numbers(source[v])[model["rows"]],
                model["rows"],
                case["trials"],
                model["around"],
            )
    return found


def having(block: str) -> Any:
    return pytest.mark.parametrize("case", [c for c in cases() if block in cases()[c].around])


@cache
def listed_differences() -> tuple[dict[str, Any], ...]:
    register = tomllib.loads(REGISTER.read_text("utf-8"))
    return tuple(register.get("difference_around", ()))


def floor(case: Case, quantity: str) -> float:
    """Below this a number is numerically zero."""
    if quantity.startswith("tau2"):
        return 1e-9 * float(np.median(case.v))
    if quantity in ("i2", "r2"):
        return 1e-7
    return {"h2": 1e-9, "p": 1e-100}.get(quantity, 1e-13)


class Comparison(NamedTuple):
    """One number, ours and metafor's."""

    name: str
    ours: float
    theirs: float
    agrees: bool


def comparisons(
    case: Case, what: str, found: Mapping[str, Any], expected: Mapping[str, Any], relative: float
) -> list[Comparison]:
    """Every number of `expected` against ours; where metafor has NA, ours only has to exist."""
    compared = []
    for quantity, theirs in expected.items():
        ours, known = np.atleast_1d(np.asarray(found[quantity], float)), numbers(theirs)
        assert ours.shape == known.shape, f"{case.name} {what} {quantity}"
        close = np.isclose(ours, known, rtol=relative, atol=floor(case, quantity))
        close |= np.isnan(known) & ~np.isnan(ours)
        compared += [
            Comparison(f"{case.name} {what} {quantity} {at}", *values)
            for at, values in enumerate(zip(ours, known, close, strict=True))
        ]
    return compared


def disagreements(
    case: Case, what: str, found: Mapping[str, Any], expected: Mapping[str, Any], relative: float
) -> list[Comparison]:
    """The numbers that differ beyond tolerance and are not meant to."""
    meant = [each["quantity"] for each in listed_differences() if case.name in each["cases"]]
    return [
        each
        for each in comparisons(case, what, found, expected, relative)
        if not each.agrees and not any(re.search(quantity, each.name) for quantity in meant)
    ]


def renamed(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        ours: values[theirs] for theirs, ours in names.items() if values.get(theirs) is not None
    }


def fields(result: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(result, name) for name in names}


def tolerance(method: str) -> float:
    return ITERATED if method in ("REML", "ML", "PM") else CLOSED


def test_no_data_set_has_been_lost() -> None:
    blocks = [block for case in cases().values() for block in case.around]
    assert len(cases()) == 12
    assert {each: blocks.count(each) for each in set(blocks)} == {
        "leave1out": 12,
        "influence": 12,
        "cumulative_by_year": 8,
        "regtest": 12,
        "ranktest": 12,
        "trimfill": 12,
        "subgroup": 6,
        "metareg": 5,
        "multilevel": 1,
        "selmodel": 11,
    }


@having("leave1out")
@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_leave_one_out_agrees_with_metafor(case: str, method: str) -> None:
    c = cases()[case]
    found = pooling.leave_one_out(c.y, c.v, tau2=METHODS[method], interval="wald")
    expected = renamed(c.around["leave1out"][method], POOLED)
    what = f"leave_one_out {method}"
    assert not disagreements(c, what, fields(found, [*expected]), expected, tolerance(method))


@having("leave1out")
def test_leave_one_out_agrees_with_metafor_under_knapp_hartung(case: str) -> None:
    c = cases()[case]
    found = pooling.leave_one_out(c.y, c.v, safeguard="none")
    expected = renamed(c.around["leave1out"]["REML_knha"], POOLED)
    assert not disagreements(c, "leave_one_out KH", fields(found, [*expected]), expected, ITERATED)


@having("cumulative_by_year")
@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_cumulative_agrees_with_metafor(case: str, method: str) -> None:
    c = cases()[case]
    years = [c.trials["year"][row] for row in c.rows]
    found = pooling.cumulative(c.y, c.v, years, tau2=METHODS[method], interval="wald")
    expected = renamed(c.around["cumulative_by_year"][method], POOLED)
    what = f"cumulative {method}"
    assert not disagreements(c, what, fields(found, [*expected]), expected, tolerance(method))


@having("influence")
@pytest.mark.parametrize("method", ["EE", "REML"])
def test_influence_agrees_with_metafor(case: str, method: str) -> None:
    c = cases()[case]
    found = pooling.influence(c.y, c.v, tau2=METHODS[method])
    expected = renamed(c.around["influence"][method], DIAGNOSTICS)
    what = f"influence {method}"
    assert not disagreements(c, what, fields(found, [*expected]), expected, tolerance(method))


@having("subgroup")
@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_subgroups_agree_with_metafor(case: str, method: str) -> None:
    c = cases()[case]
    block = c.around["subgroup"]
    groups = [c.trials["subgroup"][row] for row in c.rows]
    found = pooling.subgroups(c.y, c.v, groups, tau2=METHODS[method], interval="wald")
    assert list(found.levels) == block["levels"]
    for at, level in enumerate(block["levels"]):
        expected = renamed(block[method]["per_level"][level], POOLED)
        ours = {name: getattr(found.pooled, name)[at] for name in expected}
        what = f"subgroup {method} {level}"
        assert not disagreements(c, what, ours, expected, tolerance(method))
    names = {"Q_between_separate_tau2": "q_between", "Q_between_df": "df", "Q_between_p": "p"}
    expected = renamed(block[method], names)
    what = f"subgroups {method}"
    assert not disagreements(c, what, fields(found, [*expected]), expected, tolerance(method))


@having("subgroup")
@pytest.mark.parametrize("method", ["DL", "REML"])
def test_subgroups_with_a_common_tau2_agree_with_metafor(case: str, method: str) -> None:
    c = cases()[case]
    model = c.around["subgroup"][method]["common_tau2_model"]
    groups = [c.trials["subgroup"][row] for row in c.rows]
    found = pooling.subgroups(
        c.y, c.v, groups, common_tau2=True, tau2=METHODS[method], interval="wald"
    )
    expected = {"q_between": model["QM"], "df": model["QM_df"][0], "p": model["QM_p"]}
    expected["tau2"] = [model["tau2"]] * len(found.levels)
    ours = {**fields(found, ["q_between", "df", "p"]), "tau2": found.pooled.tau2}
    what = f"subgroups common {method}"
    assert not disagreements(c, what, ours, expected, tolerance(method))


def design(c: Case, rows: list[int], terms: list[str]) -> np.ndarray:
    """The design matrix metafor used: an intercept, numbers, and dummy variables of names."""
    columns = []
    for term in terms:
        if term == "intrcpt":
            columns.append([1.0] * len(rows))
            continue
        column = max((name for name in c.trials if term.startswith(name)), key=len)
        values = [c.trials[column][row] for row in rows]
        level = term[len(column) :]
        columns.append([float(each == level) if level else float(each) for each in values])
    return np.array(columns).T


@having("metareg")
@pytest.mark.parametrize(
    "fit", ["REML:z", "REML:knha", "DL:z", "ML:z", "PM:knha", "EE:z"], ids=lambda f: f
)
def test_meta_regression_agrees_with_metafor(case: str, fit: str) -> None:
    c = cases()[case]
    method, test = fit.split(":")
    compared = 0
    for moderators, block in c.around["metareg"].items():
        if fit not in block:
            continue
        rows = [row - 1 for row in block["rows_used"]]
        at = [c.rows.index(row) for row in rows]
        found = pooling.meta_regression(
            c.y[at],
            c.v[at],
            design(c, rows, block[fit]["terms"]),
            tau2=METHODS[method],
            interval={"z": "wald", "knha": "knapp-hartung"}[test],
            safeguard="none",
        )
        expected = renamed(block[fit], REGRESSION)
        what = f"meta_regression {moderators} {fit}"
        assert not disagreements(c, what, fields(found, [*expected]), expected, tolerance(method))
        compared += 1
    assert compared >= 3


EGGER = ["REML lm:sei", "REML lm:vi", "REML rma:sei", "REML rma:vi", "DL_rma_sei rma:sei"]


@having("regtest")
@pytest.mark.parametrize("fit", EGGER)
def test_egger_agrees_with_metafor(case: str, fit: str) -> None:
    c = cases()[case]
    block, name = fit.split()
    model, predictor = name.split(":")
    theirs = c.around["regtest"][block][name]
    found = pooling.egger(
        c.y,
        c.v,
        model=model,
        predictor=c.v if predictor == "vi" else None,
        tau2="DL" if block.startswith("DL") else "REML",
    )
    expected = {
        **renamed(theirs, {"stat": "statistic", "p": "p", "limit_estimate": "limit"}),
        "asymmetry": theirs["coef"][1],
        "se": theirs["coef_se"][1],
        "limit_se": theirs["coef_se"][0],
    }
    if theirs.get("limit_ci"):
        expected["limit_low"], expected["limit_high"] = theirs["limit_ci"]
    relative = CLOSED if model == "lm" else ITERATED
    assert not disagreements(c, f"egger {fit}", fields(found, [*expected]), expected, relative)


@having("ranktest")
def test_begg_agrees_with_metafor(case: str) -> None:
    c = cases()[case]
    expected = renamed(c.around["ranktest"], {"tau": "tau", "p": "p"})
    found = fields(pooling.begg(c.y, c.v), ["tau", "p"])
    assert not disagreements(c, "begg", found, expected, CLOSED)


TRIMMED = {"k": "k", "estimate": "estimate", "se": "se", "p": "p", "tau2": "tau2", "I2": "i2"}


@having("trimfill")
@pytest.mark.parametrize("estimator", ["L0", "R0"])
@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_trim_and_fill_agrees_with_metafor(case: str, method: str, estimator: str) -> None:
    c = cases()[case]
    theirs = c.around["trimfill"][f"{method}_{estimator}"]
    found = pooling.trim_and_fill(
        c.y, c.v, estimator=estimator, tau2=METHODS[method], interval="wald"
    )
    expected = renamed(theirs, {"k0": "k0", "se_k0": "k0_se", "p_k0": "k0_p"})
    expected |= renamed(theirs, TRIMMED) | dict(
        zip(("ci_low", "ci_high"), theirs["ci"], strict=True)
    )
    expected["filled"] = sorted(theirs.get("filled_yi", []))
    filled = found.filled_estimates[~np.isnan(found.filled_estimates)]
    ours = {
        **fields(found, ["k0", "k0_se", "k0_p"]),
        **fields(found.pooled, [*TRIMMED.values(), "ci_low", "ci_high"]),
        "filled": np.sort(filled),
    }
    assert found.side == theirs["side"]
    what = f"trim_and_fill {method} {estimator}"
    assert not disagreements(c, what, ours, expected, tolerance(method))


SELECTION = {
    "estimate": "estimate",
    "se": "se",
    "stat": "statistic",
    "p": "p",
    "tau2": "tau2",
    "se_tau2": "tau2_se",
    "loglik": "log_likelihood",
    "LRT_sel": "lrt",
    "LRT_sel_p": "lrt_p",
}
# metafor's general-purpose optimisers stop this far from the maximum: see the test below.
SEARCHED = 5e-6


def selection_comparisons(c: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our selection model and metafor's, both in our names."""
    theirs = c.around["selmodel"]["stepfun_025"]
    found = pooling.selection_model(c.y, c.v)
    expected = renamed(theirs, SELECTION)
    expected["delta"], expected["delta_se"] = theirs["delta"][1], theirs["se_delta"][1]
    return fields(found, [*expected]), expected


@having("selmodel")
def test_the_selection_model_agrees_with_metafor(case: str) -> None:
    c = cases()[case]
    ours, expected = selection_comparisons(c)
    assert not disagreements(c, "selection_model", ours, expected, SEARCHED)
    assert pooling.selection_model(c.y, c.v).alternative == c.around["selmodel"]["alternative"]


@having("selmodel")
def test_our_selection_model_is_no_lower_on_the_likelihood_than_metafors(case: str) -> None:
    c = cases()[case]
    ours, expected = selection_comparisons(c)
    if pooling.selection_model(c.y, c.v).identified:
        assert ours["log_likelihood"] >= expected["log_likelihood"] - 1e-11


@pytest.mark.parametrize(
    ("difference", "case"),
    [(each["id"], case) for each in listed_differences() for case in each["cases"]],
)
def test_a_listed_difference_around_the_pool_is_one(difference: str, case: str) -> None:
    entry = next(each for each in listed_differences() if each["id"] == difference)
    c = cases()[case]
    compared = comparisons(c, "selection_model", *selection_comparisons(c), SEARCHED)
    concerned = [each for each in compared if re.search(entry["quantity"], each.name)]
    assert concerned
    assert not [each.name for each in concerned if each.agrees]
    assert len(entry["reason"]) > 40


MODEL = {
    "b": "coefficients",
    "se": "se",
    "stat": "statistic",
    "p": "p",
    "ci_lb": "ci_low",
    "ci_ub": "ci_high",
    "loglik": "log_likelihood",
    "QE": "qe",
    "QE_p": "qe_p",
}
ROBUST = {
    "se": "se",
    "tstat": "statistic",
    "df": "df",
    "p": "p",
    "ci_lb": "ci_low",
    "ci_ub": "ci_high",
}
MULTILEVEL = {
    "three_level_REML": {},
    "three_level_REML_t": {"interval": "t"},
    "three_level_ML": {"method": "ML"},
    "CHE_rho0.6": {"rho": 0.6},
    "CHE_rho0.8": {"rho": 0.8},
}


@having("multilevel")
@pytest.mark.parametrize("fit", [*MULTILEVEL])
def test_three_level_models_agree_with_metafor_and_clubsandwich(case: str, fit: str) -> None:
    c = cases()[case]
    theirs = c.around["multilevel"][fit]
    found = pooling.multilevel(
        c.y, c.v, [c.trials["cluster"][row] for row in c.rows], **MULTILEVEL[fit]
    )
    expected = renamed(theirs, MODEL) | {
        "tau2": theirs["sigma2"],
        "prediction": theirs["pi"],
    }
    ours = fields(found, [*MODEL.values()]) | {
        "tau2": [found.sigma2_between, found.sigma2_within],
        "prediction": [found.prediction_low, found.prediction_high],
    }
    assert not disagreements(c, fit, ours, expected, ITERATED)
    if "CR2" in theirs:
        expected = renamed(theirs["CR2"], ROBUST)
        ours = fields(found.robust, [*expected])
        assert not disagreements(c, f"{fit} CR2", ours, expected, ITERATED)
