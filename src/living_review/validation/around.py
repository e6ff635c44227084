"""The methods around the pool, compared with metafor's (and clubSandwich's)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from living_review import pooling
from living_review.ground.distributions import FloatArray
from living_review.validation.comparison import (
    CLOSED,
    ITERATED,
    NO_P,
    SEARCHED,
    Comparison,
    array,
    tolerance_of,
)
from living_review.validation.reference import Case, Sample

METHODS = {"EE": "common", "DL": "DL", "REML": "REML", "ML": "ML", "PM": "PM"}
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
TRIMMED = {"k": "k", "estimate": "estimate", "se": "se", "p": "p", "tau2": "tau2", "I2": "i2"}
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
MULTILEVEL: dict[str, dict[str, Any]] = {
    "three_level_REML": {},
    "three_level_REML_t": {"interval": "t"},
    "three_level_ML": {"method": "ML"},
    "CHE_rho0.6": {"rho": 0.6},
    "CHE_rho0.8": {"rho": 0.8},
}
EGGER = ("REML lm:sei", "REML lm:vi", "REML rma:sei", "REML rma:vi", "DL_rma_sei rma:sei")


class Around(NamedTuple):
    """A case with the effects its methods around the pool were run on."""

    case: Case
    sample: Sample
    blocks: dict[str, Any]

    def column(self, name: str) -> list[Any]:
        return [self.case.trials[name][row] for row in self.sample.rows]

    def compared(
        self,
        family: str,
        what: str,
        found: Mapping[str, Any],
        expected: Mapping[str, Any],
        tolerance: float,
    ) -> Iterator[Comparison]:
        """Compare every number of `expected`, scalars and arrays alike."""
        for quantity, theirs in expected.items():
            ours = np.atleast_1d(np.asarray(found[quantity], np.float64))
            floor = self._floor(quantity)
            for at, (mine, other) in enumerate(zip(ours, array(theirs), strict=True)):
                name = f"{self.case.name} {what} {quantity} {at}"
                yield Comparison(family, name, float(mine), float(other), tolerance, floor, True)

    def _floor(self, quantity: str) -> float:
        if quantity.startswith("tau2"):
            return 1e-9 * float(np.median(self.sample.v))
        if quantity in ("i2", "r2"):
            return 1e-7
        return {"h2": 1e-9, "p": NO_P}.get(quantity, 1e-13)


def compare_around(case: Case) -> Iterator[Comparison]:
    """Compare every method around the pool that metafor was run with on this case."""
    compare: dict[str, Callable[[Around, dict[str, Any]], Iterator[Comparison]]] = {
        "leave1out": _leave_one_out,
        "cumulative_by_year": _cumulative,
        "influence": _influence,
        "subgroup": _subgroups,
        "metareg": _meta_regression,
        "regtest": _egger,
        "ranktest": _begg,
        "trimfill": _trim_and_fill,
        "selmodel": _selection_model,
        "multilevel": _multilevel,
        # The edge cases have these four alone.
        "leave1out_DL": lambda a, block: _each_left_out(a, "DL", block),
        "egger_lm": lambda a, block: _egger_fit(a, block, "REML lm:sei"),
        "begg": _begg,
        "trimfill_DL_L0": lambda a, block: _trimmed(a, block, "DL", "L0"),
    }
    for measure, model in case.models.items():
        around = Around(case, case.sample(measure), model.get("around", {}))
        for block, comparisons in compare.items():
            # metafor stops with an error where all trials are the same.
            if "error" not in around.blocks.get(block, {"error": "not run"}):
                yield from comparisons(around, around.blocks[block])


def _renamed(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        ours: values[theirs] for theirs, ours in names.items() if values.get(theirs) is not None
    }


def _fields(result: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(result, name) for name in names}


def _leave_one_out(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    for method in ("EE", "DL", "REML"):
        yield from _each_left_out(a, method, block[method])
    found = pooling.leave_one_out(a.sample.y, a.sample.v, safeguard="none")
    expected = _renamed(block["REML_knha"], POOLED)
    ours = _fields(found, [*expected])
    yield from a.compared("Leave-one-out", "leave_one_out KH", ours, expected, ITERATED)


def _each_left_out(a: Around, method: str, theirs: dict[str, Any]) -> Iterator[Comparison]:
    found = pooling.leave_one_out(a.sample.y, a.sample.v, tau2=METHODS[method], interval="wald")
    expected = _renamed(theirs, POOLED)
    ours, what = _fields(found, [*expected]), f"leave_one_out {method}"
    yield from a.compared("Leave-one-out", what, ours, expected, tolerance_of(method))


def _cumulative(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    years = a.column("year")
    for method in ("EE", "DL", "REML"):
        found = pooling.cumulative(
            a.sample.y, a.sample.v, years, tau2=METHODS[method], interval="wald"
        )
        expected = _renamed(block[method], POOLED)
        ours, what = _fields(found, [*expected]), f"cumulative {method}"
        yield from a.compared("Cumulative pools", what, ours, expected, tolerance_of(method))


def _influence(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    for method in ("EE", "REML"):
        found = pooling.influence(a.sample.y, a.sample.v, tau2=METHODS[method])
        expected = _renamed(block[method], DIAGNOSTICS)
        ours, what = _fields(found, [*expected]), f"influence {method}"
        yield from a.compared("Influence of a trial", what, ours, expected, tolerance_of(method))


def _subgroups(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    y, v, _ = a.sample
    groups, family = a.column("subgroup"), "Subgroups"
    for method in ("EE", "DL", "REML"):
        tau2, tolerance = METHODS[method], tolerance_of(method)
        found = pooling.subgroups(y, v, groups, tau2=tau2, interval="wald")
        for level in block["levels"]:
            expected = _renamed(block[method]["per_level"][level], POOLED)
            at = found.levels.index(level)
            ours = {name: getattr(found.pooled, name)[at] for name in expected}
            yield from a.compared(family, f"subgroup {method} {level}", ours, expected, tolerance)
        names = {"Q_between_separate_tau2": "q_between", "Q_between_df": "df", "Q_between_p": "p"}
        expected = _renamed(block[method], names)
        ours = _fields(found, [*expected])
        yield from a.compared(family, f"subgroups {method}", ours, expected, tolerance)
        if method == "EE":
            continue
        model = block[method]["common_tau2_model"]
        found = pooling.subgroups(y, v, groups, common_tau2=True, tau2=tau2, interval="wald")
        expected = {"q_between": model["QM"], "df": model["QM_df"][0], "p": model["QM_p"]}
        expected["tau2"] = [model["tau2"]] * len(found.levels)
        ours = {**_fields(found, ["q_between", "df", "p"]), "tau2": found.pooled.tau2}
        yield from a.compared(family, f"subgroups common {method}", ours, expected, tolerance)


def design_matrix(case: Case, rows: Sequence[int], terms: Sequence[str]) -> FloatArray:
    """Give the design metafor used: an intercept, numbers, and dummy variables of names."""
    columns = []
    for term in terms:
        if term == "intrcpt":
            columns.append([1.0] * len(rows))
            continue
        column = max((name for name in case.trials if term.startswith(name)), key=len)
        values = [case.trials[column][row] for row in rows]
        level = term[len(column) :]
        columns.append([float(each == level) if level else float(each) for each in values])
    return np.array(columns).T


def _meta_regression(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    for moderators, fits in block.items():
        rows = [row - 1 for row in fits["rows_used"]]
        at = [a.sample.rows.index(row) for row in rows]
        for fit in ("REML:z", "REML:knha", "DL:z", "ML:z", "PM:knha", "EE:z"):
            if fit not in fits:
                continue
            method, test = fit.split(":")
            found = pooling.meta_regression(
                a.sample.y[at],
                a.sample.v[at],
                design_matrix(a.case, rows, fits[fit]["terms"]),
                tau2=METHODS[method],
                interval={"z": "wald", "knha": "knapp-hartung"}[test],
                safeguard="none",
            )
            expected = _renamed(fits[fit], REGRESSION)
            ours, what = _fields(found, [*expected]), f"meta_regression {moderators} {fit}"
            yield from a.compared("Meta-regression", what, ours, expected, tolerance_of(method))


def _egger(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    for fit in EGGER:
        part, name = fit.split()
        yield from _egger_fit(a, block[part][name], fit)


def _egger_fit(a: Around, theirs: dict[str, Any], fit: str) -> Iterator[Comparison]:
    part, name = fit.split()
    model, predictor = name.split(":")
    found = pooling.egger(
        a.sample.y,
        a.sample.v,
        model=model,
        predictor=a.sample.v if predictor == "vi" else None,
        tau2="DL" if part.startswith("DL") else "REML",
    )
    expected = _renamed(theirs, {"stat": "statistic", "p": "p", "limit_estimate": "limit"})
    if len(theirs.get("coef", ())) == 2:
        expected["asymmetry"] = theirs["coef"][1]
        expected["limit_se"], expected["se"] = theirs["coef_se"]
    if theirs.get("limit_ci"):
        expected["limit_low"], expected["limit_high"] = theirs["limit_ci"]
    tolerance = CLOSED if model == "lm" else ITERATED
    ours = _fields(found, [*expected])
    yield from a.compared("Egger's test", f"egger {fit}", ours, expected, tolerance)


def _begg(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    found = pooling.begg(a.sample.y, a.sample.v)
    expected = _renamed(block, {"tau": "tau", "p": "p"})
    yield from a.compared("Begg's test", "begg", _fields(found, [*expected]), expected, CLOSED)


def _trim_and_fill(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    for method in ("EE", "DL", "REML"):
        for estimator in ("L0", "R0"):
            yield from _trimmed(a, block[f"{method}_{estimator}"], method, estimator)


def _trimmed(
    a: Around, theirs: dict[str, Any], method: str, estimator: str
) -> Iterator[Comparison]:
    found = pooling.trim_and_fill(
        a.sample.y,
        a.sample.v,
        estimator=estimator,
        tau2=METHODS[method],
        interval="wald",
    )
    expected = _renamed(theirs, {"k0": "k0", "se_k0": "k0_se", "p_k0": "k0_p"})
    expected |= _renamed(theirs, TRIMMED)
    expected |= dict(zip(("ci_low", "ci_high"), theirs.get("ci", ()), strict=False))
    expected["on_the_right"] = float(theirs["side"] == "right")
    if "filled_yi" in theirs or "se_k0" in theirs:
        expected["filled"] = sorted(theirs.get("filled_yi", []))
    filled = found.filled_estimates[~np.isnan(found.filled_estimates)]
    ours = {
        **_fields(found, ["k0", "k0_se", "k0_p"]),
        **_fields(found.pooled, [*TRIMMED.values(), "ci_low", "ci_high"]),
        "filled": np.sort(filled),
        "on_the_right": float(found.side == "right"),
    }
    what = f"trim_and_fill {method} {estimator}"
    yield from a.compared("Trim and fill", what, ours, expected, tolerance_of(method))


def _selection_model(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    theirs = block["stepfun_025"]
    found = pooling.selection_model(a.sample.y, a.sample.v)
    expected = _renamed(theirs, SELECTION)
    expected |= {"delta": theirs["delta"][1], "delta_se": theirs["se_delta"][1]}
    expected["favours_more"] = float(block["alternative"] == "greater")
    ours = _fields(found, [name for name in expected if name != "favours_more"])
    ours["favours_more"] = float(found.alternative == "greater")
    yield from a.compared("Selection model", "selection_model", ours, expected, SEARCHED)


def _multilevel(a: Around, block: dict[str, Any]) -> Iterator[Comparison]:
    clusters = a.column("cluster")
    for fit, options in MULTILEVEL.items():
        theirs = block[fit]
        found = pooling.multilevel(a.sample.y, a.sample.v, clusters, **options)
        expected = _renamed(theirs, MODEL) | {"tau2": theirs["sigma2"], "prediction": theirs["pi"]}
        ours = _fields(found, [*MODEL.values()]) | {
            "tau2": [found.sigma2_between, found.sigma2_within],
            "prediction": [found.prediction_low, found.prediction_high],
        }
        yield from a.compared("Three-level model", fit, ours, expected, ITERATED)
        if "CR2" in theirs:
            expected = _renamed(theirs["CR2"], ROBUST)
            ours = _fields(found.robust, [*expected])
            family = "Cluster-robust inference (CR2)"
            yield from a.compared(family, f"{fit} CR2", ours, expected, ITERATED)
