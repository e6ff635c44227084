"""Parts of the checks beside a slow and plain way to work out the same, over many drawn inputs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import inf, isfinite, isnan, log, nan, sqrt
from random import Random
from statistics import fmean, median

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student
from tests.registry.conftest import arm, contrast, raw_tables, trial
from tests.registry.drawn_registries import drawn
from tests.registry.one_check import Check
from tests.registry.one_check import told as told_by

from living_review.protocol import parse_protocol
from living_review.registry.checks import precision, results, weeks
from living_review.registry.checks.others import Trials, below_others, medians_of_others
from living_review.registry.checks.pairing import (
    contrast_smd,
    on_analysis_scale,
    pairs,
    rough_effects,
    standard_errors,
)
from living_review.registry.checks.signs import turned_round
from living_review.registry.frames import Registry, typed
from living_review.registry.losses import losses
from living_review.registry.rows import Rows
from living_review.registry.values import Texts, Values
from living_review.sources import RawTable, RawTables

Row = dict[str, str]
MONTH = 365.25 / 12 / 7


@pytest.fixture(scope="module")
def registry() -> Registry:
    written, tables = drawn(4)
    found = typed(raw_tables(tables))
    results.locate(found, parse_protocol(written))
    return found


def near(found: Sequence[float], expected: Sequence[float]) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def told(number: float) -> bool:
    return not isnan(number)


# Sources that count months


def counts_months(own: float, others: float, many: int, most: float | None) -> bool:
    if most is not None and own * MONTH > most:
        return False
    few = 4.0 if most is None else most / 12
    times = others / own if many >= 5 else 0
    return own <= few or (own <= 3 * few and 3 <= times <= 6.3)


@pytest.mark.parametrize("most", [None, 12.0, 24.0, 48.0, 60.0])
def test_a_source_counts_months_by_its_median_and_that_of_the_others(most: float | None) -> None:
    said = set()
    for own, times, many in itertools.product(
        (0.5, 1, 1.5, 2, 3, 4, 4.5, 5, 6, 11, 12, 13, 15), (1, 2.9, 3, 4, 6.3, 6.4), (0, 4, 5, 6)
    ):
        window = None if most is None else (0.0, most)
        found = weeks._counts_months([own] * 5, [own * times] * many, window)
        assert found == counts_months(own, own * times, many, most), (own, times, many)
        said.add(found)
    assert said == {True, False}


# Effects that are turned round


def turned(effects: Sequence[float], variances: Sequence[float]) -> list[bool]:
    """Tell it of each effect beside the others, pooled by DerSimonian and Laird."""
    found = []
    for i, (own, variance) in enumerate(zip(effects, variances, strict=True)):
        y = [each for j, each in enumerate(effects) if j != i]
        v = [each for j, each in enumerate(variances) if j != i]
        w = [1 / each for each in v]
        mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
        q = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
        c = sum(w) - sum(each**2 for each in w) / sum(w)
        tau2 = max(0.0, (q - (len(y) - 1)) / c)
        w = [1 / (each + tau2) for each in v]
        mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
        spread = sqrt(variance + tau2 + 1 / sum(w))
        found.append(
            abs(mean) * sqrt(sum(w)) > 1.96
            and own * mean < 0
            and abs(own - mean) / spread > 2.576
            and abs(own + mean) / spread < 1.5
        )
    return found


def test_an_effect_is_turned_round_beside_the_pool_of_the_others() -> None:
    draw, said = Random(5), []
    for _ in range(150):
        k = draw.randrange(4, 8)
        effects = [draw.choice((-1, 1, 1, 1)) * draw.uniform(0.3, 0.9) for _ in range(k)]
        variances = [draw.choice((0.004, 0.01, 0.02, 0.06)) for _ in range(k)]
        found = turned_round(np.array(effects), np.array(variances)).tolist()
        assert found == turned(effects, variances)
        said += found
    assert 20 < sum(said) < len(said) / 2


# What is usual elsewhere


def test_the_median_of_the_others_is_that_of_a_list_without_the_own_value() -> None:
    draw = Random(6)
    for _ in range(60):
        groups = [draw.randrange(3) for _ in range(draw.randrange(1, 12))]
        values = [draw.choice((1.0, 2.0, 2.0, 3.5, 7.0, nan)) for _ in groups]
        expected = []
        for i, group in enumerate(groups):
            rest = [
                each
                for j, (of, each) in enumerate(zip(groups, values, strict=True))
                if of == group and j != i and told(each)
            ]
            expected.append(median(rest) if rest else nan)
        near(medians_of_others(np.array(groups), np.array(values)), expected)


def test_trusted_values_of_other_trials_are_the_ones_compared_with() -> None:
    draw = Random(7)
    for _ in range(60):
        size = draw.randrange(2, 14)
        lines = np.arange(size)
        group, trial = ([draw.choice(of) for _ in lines] for of in ("xy", "ABC"))
        values = [draw.choice((1.0, 2.0, 4.0, 9.0, nan)) for _ in lines]
        trusted = [draw.random() < 0.6 for _ in lines]
        rows = Rows({"g": Texts.of(group, lines), "trial_id": Texts.of(trial, lines)}, lines)
        trials = Trials.of(rows, ["g"])

        def usual(i: int, kept: Sequence[bool]) -> float:
            own = zip(group, trial, values, kept, strict=True)  # noqa: B023
            others: dict[str, list[float]] = {}
            for of, name, value, good in own:
                if of == group[i] and name != trial[i] and told(value) and good:  # noqa: B023
                    others.setdefault(name, []).append(value)
            return median(map(median, others.values())) if others else nan

        everybody = [True] * size
        plain = [usual(i, everybody) - values[i] for i in range(size)]
        best = [
            (good if told(good := usual(i, trusted)) else usual(i, everybody)) - values[i]
            for i in range(size)
        ]
        of = Values(np.array(values), lines)
        near(below_others(trials, of).array, plain)
        near(below_others(trials, of, Values(np.array(trusted), lines)).array, best)


# Arms beside their controls


def by_hand(own: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    n, m = own["n"], other["n"]
    found = dict.fromkeys(("smd", "log_odds", "log_odds_variance"), nan)
    found["difference"] = own["mean"] - other["mean"]
    found["null_variance"] = 1 / n + 1 / m
    df = n + m - 2
    if df > 0:
        pooled = sqrt(((n - 1) * own["sd"] ** 2 + (m - 1) * other["sd"] ** 2) / df)
        found["smd"] = found["difference"] / pooled if pooled > 0 else nan
    found["smd_variance"] = 1 / n + 1 / m + found["smd"] ** 2 / (2 * (n + m))
    times = [each["time_at_risk"] for each in (own, other)]
    size, size_of_other = (
        time if told(time) else people for time, people in zip(times, (n, m), strict=True)
    )
    found["risk_difference"] = own["events"] / size - other["events"] / size_of_other
    a, b, c, d = (
        max(each, 0) + 0.5
        for each in (own["events"], n - own["events"], other["events"], m - other["events"])
    )
    if told(own["events"]) and told(other["events"]):
        if all(map(told, times)):
            found["log_odds"] = log(a / times[0] / (c / times[1]))
            found["log_odds_variance"] = 1 / a + 1 / c
        elif told(n) and told(m):
            found["log_odds"] = log(a * d / (b * c))
            found["log_odds_variance"] = 1 / a + 1 / b + 1 / c + 1 / d
    return found


def test_arms_are_set_beside_every_control_of_their_comparison(registry: Registry) -> None:
    arms = registry.in_use("arms")
    numbers = ("n", "mean", "sd", "events", "time_at_risk")
    cells = [
        {name: float(row[name]) for name in numbers}
        | {"of": row["comparison"], "role": row["role"]}
        for row in arms.records((*numbers, "comparison", "role"))
    ]
    expected = [
        by_hand(own, other)
        for own in cells
        for other in cells
        if own["of"] == other["of"] and (own["role"], other["role"]) == ("intervention", "control")
    ]
    found = pairs(arms)
    assert len(found) == len(expected) > 200
    for name in expected[0]:
        near(found[name].array, [each[name] for each in expected])


def errors(rows: Rows, df: float) -> Iterator[float]:
    names = ("measure", "se", "ci_low", "ci_high", "ci_level", "variance")
    for row in rows.records(names):
        low, high = (
            (log(each) if each > 0 else nan) if row["measure"] in RATIOS else each
            for each in (row["ci_low"], row["ci_high"])
        )
        tail = (1 + row["ci_level"]) / 2
        times = norm.ppf(tail) if df == inf else student.ppf(tail, df)
        by_interval = (high - low) / (2 * times)
        by_test = row["variance"] ** -0.5 if row["variance"] > 0 else nan
        yield next((each for each in (row["se"], by_interval, by_test) if told(each)), nan)


RATIOS = ("ROM", "OR", "RR", "HR", "IRR")


@pytest.mark.parametrize("df", [inf, 7.0])
def test_a_standard_error_comes_from_the_first_cell_that_gives_one(
    registry: Registry, df: float
) -> None:
    rows = registry.tables["contrasts"]
    near(standard_errors(rows, Values.full(df, rows.index)).array, [*errors(rows, df)])
    if df == inf:
        near(standard_errors(rows).array, [*errors(rows, df)])


def test_rough_effects_are_those_of_arms_and_contrasts_towards_more(registry: Registry) -> None:
    arms, rows = pairs(registry.in_use("arms")), registry.in_use("contrasts")
    names = ("smd", "smd_variance", "log_odds", "log_odds_variance")
    expected = []
    for row in arms.records((*names, "higher_is_better", "mean_cell")):
        sign, means = (1 if row["higher_is_better"] else -1), told(row["smd"])
        effect, variance = (row[name] for name in (names[:2] if means else names[2:]))
        expected.append((effect * sign, variance, row["mean_cell"] if means else "events"))
    fields = ("estimate", "measure", "unit_sd", "se_used", "higher_is_better", "o_minus_e")
    smds = contrast_smd(rows).tolist()
    for row, smd in zip(rows.records((*fields, "variance", "n_intervention", "n_control")), smds,
                        strict=True):  # fmt: skip
        sign, measure = (1 if row["higher_is_better"] else -1), row["measure"]
        n, m = row["n_intervention"], row["n_control"]
        by_points = row["estimate"] / row["unit_sd"] if row["unit_sd"] else nan
        own = {"SMD": row["estimate"], "MD": by_points}.get(measure, nan)
        near([smd], [own])
        variance = row["se_used"] ** 2
        if measure == "MD":
            variance = nan if 0 in (n, m) else 1 / n + 1 / m + own**2 / (2 * (n + m))
        if measure in ("OR", "RR", "HR", "IRR"):
            estimate = row["estimate"]
            own = log(estimate) if estimate > 0 else nan
            if isnan(own):
                own = row["o_minus_e"] / row["variance"]
        expected.append((own * sign, variance, "estimate"))
    expected = [each for each in expected if all(map(isfinite, each[:2])) and each[1] > 0]
    found = rough_effects(arms, rows)
    assert found["column"].tolist() == [column for *_, column in expected]
    near(found["effect"].array, [effect for effect, *_ in expected])
    near(found["variance"].array, [variance for _, variance, _ in expected])


def test_limits_and_estimates_of_ratios_are_logarithms(registry: Registry) -> None:
    rows = registry.tables["contrasts"]
    found = zip(*(each.tolist() for each in on_analysis_scale(rows)), strict=True)
    names = ("ci_low", "ci_high", "estimate", "measure", "o_minus_e", "variance")
    for (low, high, estimate), row in zip(found, rows.records(names), strict=True):
        scale = (lambda x: log(x) if x > 0 else nan) if row["measure"] in RATIOS else float
        near([low, high], [scale(row["ci_low"]), scale(row["ci_high"])])
        own = scale(row["estimate"])
        test = row["o_minus_e"] / row["variance"] if row["variance"] else nan
        near([estimate], [own if told(own) else test])


# Errors, intervals and p values that tell one story

SIZES = (1, 2, 3, 5, 30, 59, 60, 61)
NEARLY = (0.79, 0.81, 1.0, 1.24, 1.26)


def quantiles(row: Row, tail: float) -> list[float]:
    """Give what a report may have reckoned with: the normal distribution, or t of few people."""
    n, m = (int(row[name]) for name in ("n_intervention", "n_control"))
    df = min(n, m) - 1 if row["trial_id"].startswith("X") else n + m - 2
    small = row["measure"] == "MD" and min(n, m) < 60 and df >= 1
    return [norm.ppf(tail), *([student.ppf(tail, df)] if small else [])]


def of_people() -> Iterator[Row]:
    """Give a contrast of every number of people, design and measure."""
    sizes = ((n, m) for n in SIZES for m in {n, min(n + 1, 61)})
    for (n, m), design, measure in itertools.product(sizes, "PX", ("MD", "SMD")):
        base = contrast(f"{design}{n}", "4", se="1", measure=measure, outcome="pain")
        yield base | {"n_intervention": str(n), "n_control": str(m)}


def lines_told(check: Check, rows: list[Row], *, arms: bool = False) -> list[int]:
    trials = [
        trial(f"{each}{n}", design="crossover" if each == "X" else "")
        for each in "PX"
        for n in SIZES
    ]
    given = {"arms": rows} if arms else {"contrasts": rows}
    said = told_by(check, trials=trials, **given)
    return [int(each.split()[-1]) for each in said]


def test_an_interval_is_as_wide_as_its_error_by_t_or_the_normal_distribution() -> None:
    rows, expected = [], []
    for base in of_people():
        for wide in quantiles(base, 0.975):
            for factor in NEARLY:
                half = wide * factor
                rows.append(base | {"ci_low": f"{4 - half:.8f}", "ci_high": f"{4 + half:.8f}"})
                found = [half / each for each in quantiles(base, 0.975)]
                if all(each < 0.8 or each > 1.25 for each in found):
                    expected.append(len(rows) + 1)
    assert lines_told(precision.se_against_interval, rows) == expected
    assert 100 < len(expected) < len(rows) / 2


def test_a_p_value_is_that_of_its_estimate_by_t_or_the_normal_distribution() -> None:
    rows, expected = [], []
    for base in of_people():
        for p in (0.0004, 0.001, 0.0011, 0.004, 0.01, 0.05, 0.2, 1.0):
            for error in ("0.8", "1.25", "2"):
                rows.append(base | {"p": str(p), "se": error})
                statistic, wrong = 4 / float(error), True
                for stated in quantiles(base, 1 - max(p, 0.001) / 2):
                    slack = max(0.5, stated / 4)
                    far = statistic > stated + slack and p > 0.001
                    wrong &= statistic < stated - slack or far
                if wrong:
                    expected.append(len(rows) + 1)
    assert lines_told(precision.p_against_estimate, rows) == expected
    assert 100 < len(expected) < len(rows)


def test_an_interval_of_a_mean_is_as_wide_as_its_spread_by_t() -> None:
    rows, expected = [], []
    for n, factor, by_error in itertools.product(SIZES, NEARLY, (True, False)):
        wide = student.ppf(0.975, max(n - 1, 1)) * factor * 10 / sqrt(n)
        cells = {"ci_low": f"{50 - wide:.8f}", "ci_high": f"{50 + wide:.8f}", "n": str(n)}
        cells |= {"se": f"{10 / sqrt(n):.10g}", "sd": "30"} if by_error else {"sd": "10"}
        rows.append(arm(f"P{n}", "control", "50", name=str(len(rows)), **cells))
        if factor in (0.79, 1.26):
            expected.append(len(rows) + 1)
    assert lines_told(precision.se_against_interval, rows, arms=True) == expected


# What may go without a question


def rows_of(name: str, columns: str, rows: Sequence[tuple[str, ...]]) -> RawTable:
    lines = tuple(range(2, 2 + len(rows)))
    return RawTable(name, f"{name}.csv", tuple(columns.split()), tuple(rows), lines)


def registry_of(
    trials: int, gone: int, rows: int, lost: int, searches: int, left: int
) -> RawTables:
    from datetime import UTC, datetime

    names = [f"T{i}" for i in range(trials)][gone:]
    arms = [("T9", f"arm {i}") for i in range(rows)][lost:]
    tables = {
        "trials": rows_of("trials", "trial_id status", [(each, "Included") for each in names]),
        "arms": rows_of("arms", "trial_id arm", arms),
        "searches": rows_of(
            "searches", "search_id source", [(f"s{i}", "M") for i in range(searches)][left:]
        ),
    }
    return RawTables(tables, datetime(2026, 11, 22, tzinfo=UTC))


def listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


@pytest.mark.parametrize("size", [10, 11, 19, 20, 21, 29, 30, 31, 70])
def test_a_tenth_may_go_and_one_trial_or_two_rows_whatever_there_was(size: int) -> None:
    before = registry_of(size, 0, size, 0, size, 0)
    for gone in range(9):
        tenth = size // 10
        trials = [f"T{i}" for i in range(gone)]
        searches = [f"s{i}" for i in range(gone)]
        now = registry_of(size, gone, size, gone, size, gone)
        expected = []
        if gone > max(1, tenth):
            expected.append(f"{gone} of the {size} trials ({listed(trials)})")
        if gone > max(2, tenth):
            expected.append(f"{gone} of the {size} rows of results (T9)")
        if gone > max(1, tenth):
            expected.append(f"{gone} of the {size} searches ({listed(searches)})")
        assert [*losses(before, now)] == expected


def test_what_is_compared_above_is_of_all_kinds(registry: Registry) -> None:
    arms = registry.in_use("arms")
    for name in ("mean", "events", "time_at_risk", "sd", "n"):
        assert fmean(arms[name].notna().tolist()) > 0.05
