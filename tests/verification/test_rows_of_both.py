"""What each row of a registry gives is the same in both computations, on both sides of each bound.

Made-up reviews meet the middle of what a trial can report; here are its edges: intervals and p
values that say nothing, groups of 59 and of 60 people, tables with empty cells, arms of one person.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest

from living_review import effects
from living_review.verification import arms, crossover, two_groups
from living_review.verification import effects as again
from living_review.verification.arms import Side
from living_review.verification.settings import Making

Row = dict[str, Any]
PRECISE = ("se", "ci_low", "ci_high", "ci_level", "p")
PEOPLE = ((30, 40), (59, 60), (60, 60), (90, 61), (None, 40), (1, 1), (2, 1), (1, 2))
ENDS: Row = {"ci_low": 0.4, "ci_high": 2.6, "ci_level": 0.95}
ERRORS: tuple[Row, ...] = (
    *({}, {"se": 0.5}, {"se": 0.0}, {"se": -1.0}, ENDS, {**ENDS, "ci_level": 0.9}),
    *({**ENDS, "ci_level": each} for each in (0.0, 1.0, None)),
    *({**ENDS, "ci_high": each} for each in (0.4, 0.3, None)),
    *({"ci_low": each, "ci_high": 2.6, "ci_level": 0.95} for each in (0.0, -0.4, None)),
    *({"p": each} for each in (0.0, 1e-12, 9e-4, 1e-3, 2e-3, 0.3, 0.9999, 1.0)),
    *({"se": 0.5, **ENDS}, {"se": 0.0, "p": 0.3}, {**ENDS, "p": 0.3}, {"se": 0.5, "p": 0.3}),
    {**ENDS, "ci_high": 0.3, "se": 0.7, "p": 0.01},
)
WITHIN: tuple[Row, ...] = (
    *({}, {"sd_difference": 3.0}, {"sd_difference": 0.0}, {"t": 2.0}, {"t": -2.0}, {"t": 0.0}),
    *({"sd_difference": 3.0, "t": 2.0}, {"sd_difference": None, "t": None}),
)


def nan(value: Any) -> float:
    return math.nan if value is None else float(value)


def columns(rows: Sequence[Row], *names: str) -> dict[str, Any]:
    return {name: np.array([nan(row.get(name)) for row in rows]) for name in names}


def alike(found: Sequence[Any], wanted: Any, of: Sequence[Any]) -> None:
    """Hold that both gave the same, and name the first row of which they did not."""
    ours = np.array([nan(each) for each in found])
    theirs = np.where(np.isfinite(wanted), wanted, math.nan)
    same = np.isclose(ours, theirs, rtol=1e-9, atol=1e-12, equal_nan=True)
    assert same.all(), (of[int(np.argmin(same))], ours[~same][0], theirs[~same][0])


def contrasts(measures: Sequence[str], more: Sequence[Row] = ({},)) -> list[Row]:
    empty = {**dict.fromkeys(PRECISE), "ci_level": 0.95}
    return [
        {**empty, "measure": measure, "estimate": value, "n_intervention": n1, "n_control": n2}
        | own
        | other
        for measure, value, (n1, n2), own, other in product(
            measures, (1.4, -0.5, 0.0), PEOPLE, ERRORS, more
        )
    ]


def test_a_reported_comparison_is_as_precise_in_both() -> None:
    rows = contrasts(("MD", "SMD", "OR", "RD", "HR"))
    sizes = columns(rows, "n_intervention", "n_control")
    reported = effects.ReportedError(**columns(rows, *PRECISE))
    measures = [row["measure"] for row in rows]
    value = columns(rows, "estimate")["estimate"]
    ours = effects.from_contrast(measures, value, reported, **sizes)
    found = [again.contrast(row) for row in rows]
    alike([v for _, v in found], ours.variance, rows)
    known = np.isfinite(ours.variance)
    assert 0.2 < known.mean() < 0.9
    alike([y if v else None for y, v in found], np.where(known, ours.estimate, math.nan), rows)
    for (y, _), row in zip(found, rows, strict=True):
        given = row["estimate"]
        ratio = row["measure"] in again.RATIOS
        wanted = given if not ratio else math.log(given) if given > 0 else None
        assert y == wanted


def test_a_t_statistic_comes_before_a_p_value_alone() -> None:
    base = contrasts(("MD",))[0] | {"estimate": -6.0, "t": 3.0, "p": 0.5}
    assert again.contrast(base) == (-6.0, 4.0)
    assert again.contrast({**base, "se": 0.5}) == (-6.0, 0.25)
    assert again.contrast({**base, "ci_low": -7.0, "ci_high": -5.0})[1] != 4.0
    for other in ({"measure": "SMD"}, {"t": 0.0}, {"t": None}):
        without = again.contrast({**base, "t": None} | other | {"t": None})
        assert again.contrast({**base, **other}) == pytest.approx(without)
    assert again.contrast({**base, "estimate": 0.0}) == (0.0, None)


def test_a_hazard_ratio_of_observed_and_expected_events_stays_in_the_range_of_a_number() -> None:
    for excess, spread, log in ((-2, 4, -0.5), (900, 1, 700.0), (-900, 1, -700.0), (700, 1, 700)):
        row = {"measure": "HR", "from_log_rank": True, "o_minus_e": excess, "variance": spread}
        assert again.contrast(row) == (log, 1 / spread)


def test_the_error_of_a_difference_within_people_is_the_same() -> None:
    rows = contrasts(("MD",), WITHIN)
    people = [crossover.people_of_pairs(row) for row in rows]
    known = [
        [each for each in (row["n_intervention"], row["n_control"]) if each is not None]
        for row in rows
    ]
    assert people == [min(each) for each in known]
    assert crossover.people_of_pairs(dict.fromkeys(("n_intervention", "n_control"))) is None
    with np.errstate(all="ignore"):
        wanted = effects.paired_error(
            columns(rows, "estimate")["estimate"],
            np.array(people, dtype=float),
            effects.ReportedError(**columns(rows, *PRECISE)),
            **columns(rows, "sd_difference", "t"),
        )
    alike([crossover.paired_error(row) for row in rows], wanted, rows)
    for formula, r in product(("LS", "LS2", "UB", "RevMan"), (-0.3, 0.0, 0.5, 0.8)):
        own = [
            row for row, n in zip(rows, people, strict=True) if row["estimate"] > 0 and n and n > 2
        ]
        sizes = [min(row["n_intervention"] or 99, row["n_control"]) for row in own]
        errors = [nan(crossover.paired_error(row)) for row in own]
        ours = effects.standardize_paired(1.4, errors, sizes, r, variance=formula)
        theirs = [crossover.standardised(row, r, formula) or (None, None) for row in own]
        alike([g for g, _ in theirs], ours.estimate, own)
        alike([v for _, v in theirs], ours.variance, own)
    few = {**rows[0], "se": 0.5, "n_intervention": 2, "n_control": 9}
    assert crossover.standardised(few, 0.5, "LS") is None
    assert crossover.standardised({**few, "n_intervention": 3}, 0.5, "LS") is not None


def arms_reported() -> Iterator[Row]:
    """Give arms with everything that stands for a mean and its spread, and its bounds."""
    said: tuple[Row, ...] = (
        *({"mean": 5.0, "sd": 2.0}, {"mean": 5.0, "sd": 0.0, "se": 0.3}, {"mean": 5.0, "se": 0.3}),
        *({"sd": 2.0}, {"mean": 5.0}, {}, {"mean": 0.0, "se": 0.0}),
        *({"mean": 5.0, **ENDS, "ci_level": each} for each in (0.95, 0.5, 0.0, 1.0, None)),
        *({"mean": 5.0, **ENDS, "ci_high": each} for each in (0.4, 0.3, None)),
        {"mean": 5.0, "se": 0.3, **ENDS},
    )
    five: tuple[Row, ...] = tuple(
        {name: each for pair in parts for name, each in pair.items()}
        for parts in product(
            ({}, {"min": 1.0, "max": 9.0}, {"min": 1.0}, {"min": 5.0, "max": 5.0}, {"max": 3.5}),
            ({}, {"q1": 3.0, "q3": 6.0}, {"q3": 6.0}, {"q1": 0.5, "q3": 9.5}),
            ({}, {"median": 4.0}, {"median": 20.0}, {"median": 3.0}),
        )
    )
    for n in (1, 2, 4, 5, 6, 30, 59, 60, 61, 400):
        for own in (*said, *five):
            yield {"ci_level": 0.95, **own, "n": n}
        yield {"n": n, "mean": 4.5, **five[-1]}
        yield {"n": n, "se": 0.5, **five[-1]}
        yield {"n": n, **ENDS, **five[20]}


def test_means_and_spreads_of_arms_are_recovered_alike() -> None:
    rows = list(arms_reported())
    names = ("n", "mean", "sd", "se", "ci_low", "ci_high", "ci_level", "q1", "median", "q3")
    given = columns(rows, *names, "min", "max")
    minimum, maximum = given.pop("min"), given.pop("max")
    with np.errstate(all="ignore"):
        ours = effects.rescue(effects.ReportedArms(**given, minimum=minimum, maximum=maximum))
    found = [arms.spread_of(row) for row in rows]
    for at, wanted in enumerate((ours.mean, ours.sd)):
        alike([each[at] for each in found], wanted, rows)
    assert arms.five_numbers({"n": 9, "min": 1.0, "max": 5.0}) == (
        None,
        pytest.approx(1.33855, 1e-5),
    )


def test_arms_of_one_role_are_put_together_alike() -> None:
    choices = ((10, 5.0, 2.0), (1, 5.0, 0.0), (25, -1.0, 3.0), (7, 0.0, 1.0))
    for size in (1, 2, 3):
        for own in combinations_with_replacement(choices, size):
            rows: list[Row] = [
                {"n": n, "mean": mean, "sd": sd, "events": n // 3, "time_at_risk": 2.0 * n}
                for n, mean, sd in own
            ]
            found, ours = arms.side_of(rows), effects.combine_arms(*zip(*own, strict=True))
            wanted = [ours.n, ours.mean, ours.sd]
            if size == 1:
                wanted = list(own[0])
            alike([found.n, found.mean, found.sd], np.array(wanted, dtype=float), [own] * 3)
            assert (found.events, found.time) == (
                sum(n // 3 for n, *_ in own),
                2 * sum(n for n, *_ in own),
            )
            assert (found.people, found.counted_events) == (found.n, found.events)
            rows[0] |= {"cluster_size": 5, "icc": 0.1}
            fewer = arms.side_of(rows)
            lost = own[0][0] * (1 - 1 / 1.4)
            assert fewer.people == pytest.approx(found.n - lost)
            assert fewer.n == found.n
            assert fewer.counted_time == pytest.approx(2 * (found.n - lost))
            for name in ("mean", "sd"):
                known = [{**rows[0], name: None}, *rows[1:]]
                assert getattr(arms.side_of(known), name) is None
            assert arms.side_of([{**rows[0], "mean": None}, *rows[1:]]).sd == (
                rows[0]["sd"] if size == 1 else None
            )
            unknown = arms.side_of([*rows[1:], {**rows[0], "n": None}])
            assert math.isnan(unknown.n)
            assert (unknown.mean, unknown.sd, unknown.events) == (None, None, found.events)
    assert arms.side_of([{"n": 1, "mean": 5.0, "sd": None, "events": None}]).events is None


@pytest.mark.parametrize(
    ("size", "icc", "factor"),
    [(None, 0.1, 1.0), (5, None, 1.0), (1.0, 0.5, 1.0), (0.9, 0.5, math.nan), (11, 0.1, 2.0)],
)
def test_the_design_effect_is_one_more_for_each_of_the_others(
    size: float | None, icc: float | None, factor: float
) -> None:
    found = arms.design_effect({"cluster_size": size, "icc": icc})
    assert found == pytest.approx(factor, nan_ok=True)
    if size and icc:
        assert found == pytest.approx(float(effects.design_effect(size, icc)), nan_ok=True)


TABLES = [
    *product((0, 1, 3, 5), (5,), (0, 2, 4), (4, 9)),
    *((7, 5, 2, 4), (1, 5, 6, 4), (-1, 5, 2, 4), (1, 5, -2, 4), (0, 0, 1, 4), (1, 5, 0, 0)),
    *((1.5, 5.5, 0.25, 7.75), (3, 5, 4, 4), (5, 5, 0, 4)),
]


def test_tables_give_the_same_effects() -> None:
    a, n1, c, n2 = np.array(TABLES, dtype=float).T
    tables = {
        "OR": effects.log_odds_ratio(a, n1, c, n2),
        "RR": effects.log_risk_ratio(a, n1, c, n2),
        "RD": effects.risk_difference(a, n1, c, n2, zero_cells="revman"),
    }
    for measure, ours in tables.items():
        found = [two_groups.from_counts(measure, *each) for each in TABLES]
        alike([y for y, _ in found], ours.estimate, TABLES)
        alike([v for _, v in found], ours.variance, TABLES)
    possible = [each for each in TABLES if 0 <= each[0] <= each[1] and 0 <= each[2] <= each[3]]
    own = [each for each in possible if each[1] and each[3]]
    a, n1, c, n2 = np.array(own, dtype=float).T
    most = effects.largest_correlation(a, n1, c, n2)
    for measure, r in product(("OR", "RR", "RD"), (0.05, 0.4, 1.0)):
        used = np.minimum(r, most)
        terms = effects.arm_variances(measure, a, n1, c, n2)
        paired = [crossover.variance_of_counts(measure, each, r) for each in own]
        alike([v for v, _ in paired], effects.paired_variance(*terms, used, n1, n2), own)
        alike([each for _, each in paired], used, own)


def side(**given: Any) -> Side:
    empty = dict.fromkeys(("mean", "sd", "events", "counted_events", "time", "counted_time"))
    return Side(**{"n": 10.0, "people": 10.0, **empty, **given})


def making(measure: str, **more: Any) -> Making:
    return Making(measure, "higher", "LS", averaged=False, correlation=0.5, **more)


def test_rates_give_the_same_effects() -> None:
    every = list(product((0.0, 1.0, 4.0, None), (0.0, 5.0, None), (0.0, 2.0), (3.0,)))
    known = columns([dict(zip("abcd", each, strict=True)) for each in every], *"abcd")
    ours = {
        ("IRR", 1.0): effects.log_rate_ratio(*known.values()),
        ("IRD", 1.0): effects.rate_difference(*known.values()),
        ("IRD", 100.0): effects.rate_difference(*known.values()),
    }
    for (measure, per), wanted in ours.items():
        found = [
            two_groups.from_rates(
                making(measure, per=per),
                side(events=9.0, time=9.0, counted_events=x1, counted_time=t1),
                side(events=9.0, time=9.0, counted_events=x2, counted_time=t2),
            )
            for x1, t1, x2, t2 in every
        ]
        alike([y for y, _ in found], per * wanted.estimate, every)
        alike([v for _, v in found], per**2 * wanted.variance, every)


def test_means_give_the_same_effects_of_two_groups_and_within_people() -> None:
    one = list(product((5.0, -2.0, 0.0), (2.0, 0.0, -1.0), (1.0, 2.0, 30.0)))
    every = [(*first, 4.0, 3.0, n) for first in one for n in (1.0, 2.0, 40.0)]
    every += [(5.0, 0.0, 9.0, 4.0, 0.0, 8.0)]
    given = tuple(np.array(every).T)
    sides = [
        (side(mean=m1, sd=s1, n=n1, people=n1), side(mean=m2, sd=s2, n=n2, people=n2))
        for m1, s1, n1, m2, s2, n2 in every
    ]
    plain = {"MD": effects.mean_difference(*given), "ROM": effects.ratio_of_means(*given)}
    ours = {(measure, "LS"): each for measure, each in plain.items()}
    for formula in ("LS", "LS2", "UB", "RevMan"):
        own = effects.standardized_mean_difference(*given, variance=formula)  # type: ignore[misc]
        ours["SMD", formula] = own
    for (measure, formula), wanted in ours.items():
        chosen = Making(measure, "higher", formula, averaged=False, correlation=0.5)
        found = [two_groups.from_means(chosen, *pair) for pair in sides]
        sure = np.isfinite(wanted.variance)
        alike([v for _, v in found], np.where(sure, wanted.variance, math.nan), every)
        told = [y if known else None for (y, _), known in zip(found, sure, strict=True)]
        alike(told, np.where(sure, wanted.estimate, math.nan), every)
        for m1, m2 in ((None, 4.0), (5.0, None)):
            lost = (side(mean=m1, sd=2.0), side(mean=m2, sd=2.0))
            assert two_groups.from_means(chosen, *lost) == (None, None)
        unsure = [
            two_groups.from_means(chosen, side(mean=5.0), side(mean=4.0, sd=s)) for s in (1, None)
        ]
        alone = {"MD": 1.0, "ROM": math.log(1.25), "SMD": None}[measure]
        assert unsure == [(alone, None)] * 2
    _within_people(every, sides)


def _within_people(every: Sequence[Any], sides: Sequence[tuple[Side, Side]]) -> None:
    m1, s1, n1, m2, s2, n2 = np.array([each for each in every if each[1] > 0]).T
    pairs = [pair for pair, each in zip(sides, every, strict=True) if each[1] > 0]
    groups = [effects.ReportedArms(n=n, mean=m, sd=s) for n, m, s in ((n1, m1, s1), (n2, m2, s2))]
    for r in (-0.2, 0.0, 0.7):
        spreads = {("MD", "LS"): (s1**2 / n1, s2**2 / n2)}
        with np.errstate(all="ignore"):
            spreads["ROM", "LS"] = ((s1 / m1) ** 2 / n1, (s2 / m2) ** 2 / n2)
        wanted = {key: effects.paired_variance(*each, r, n1, n2) for key, each in spreads.items()}
        for formula in ("LS", "LS2", "UB", "RevMan"):
            own = effects.paired_smd(*groups, r, variance=formula)  # type: ignore[arg-type]
            wanted["SMD", formula] = own.variance
        for (measure, formula), variance in wanted.items():
            known = [
                measure != "ROM" or bool(first.mean and second.mean) for first, second in pairs
            ]
            found = [
                crossover.variance_of_means(measure, *pair, r, formula) if there else None
                for pair, there in zip(pairs, known, strict=True)
            ]
            alike(found, np.where(known, variance, math.nan), pairs)
    for lost in ({"mean": None}, {"sd": None}, {"sd": 0.0}):
        whole = {"mean": 5.0, "sd": 2.0}
        for pair in ((side(**whole | lost), side(**whole)), (side(**whole), side(**whole | lost))):
            assert crossover.variance_of_means("MD", *pair, 0.5, "LS") is None


def test_the_correlation_behind_an_error_within_people_is_the_same_and_a_possible_one() -> None:
    row = {**dict.fromkeys(PRECISE), "estimate": 1.0, "n_intervention": 20, "n_control": 25}
    first, second = side(n=20.0, sd=2.0), side(n=25.0, sd=3.0)
    for error in (0.3, 0.5, 0.7, 0.9, 1.2, 0.05):
        wanted = float(effects.correlation_from_error(error, 2.0**2 / 20, 3.0**2 / 25, 20.0, 25.0))
        found = crossover.implied({**row, "se": error}, first, second)
        assert found == (pytest.approx(wanted) if -1 < wanted < 1 else None)
    same = side(n=16.0, sd=4.0)
    # Errors of one, so that a difference without an error would be perfect agreement.
    assert crossover.implied({**row, "se": 2.0}, same, same) is None
    assert crossover.implied({**row, "se": 1.999}, same, same) == pytest.approx(-0.998, abs=1e-3)
    for lost in (side(n=20.0), side(n=20.0, sd=0.0)):
        assert crossover.implied({**row, "se": 0.5}, lost, second) is None
        assert crossover.implied({**row, "se": 0.5}, second, lost) is None
    assert crossover.implied(row, first, second) is None
