"""What the second computation makes of one trial: instruments, strata, pairs and counts.

Expected values are worked out by hand, by another formula, or by the first computation.
"""

from __future__ import annotations

import math
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from scipy import stats

from living_review import effects as first
from living_review.verification import effects
from living_review.verification.effects import Effect, effect_of
from living_review.verification.settings import Making

# As the whole verification is: what has no value is none, and warns of nothing.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
Row = dict[str, Any]
NOTHING = dict.fromkeys(("se", "ci_low", "ci_high", "p", "n_intervention", "n_control"))


def making(measure: str, **more: Any) -> Making:
    chosen: dict[str, Any] = {"better": "higher", "smd_variance": "LS", "averaged": False}
    return Making(measure, **{**chosen, "correlation": 0.5, **more})


def made(rows: list[Row], table: str = "arms", **more: Any) -> Any:
    given = {"strata": (), "pair": None, **more}
    return SimpleNamespace(rows=rows, all_rows=rows, table=table, **given)


def arms(one: Row, other: Row, **more: Any) -> Any:
    roles = zip(("intervention", "control"), (one, other), strict=True)
    return made([{"role": role, "higher_is_better": True, **own} for role, own in roles], **more)


def contrast(measure: str, **given: Any) -> Any:
    row = {**NOTHING, "measure": measure, "ci_level": 0.95, "higher_is_better": True, **given}
    return made([row], "contrasts")


def means(m1: float, m2: float, n1: int = 20, n2: int = 30, **more: Any) -> Any:
    return arms({"n": n1, "mean": m1, "sd": 2.0}, {"n": n2, "mean": m2, "sd": 2.5}, **more)


def counts(a: float, n1: int, c: float, n2: int) -> Any:
    return arms({"n": n1, "events": a}, {"n": n2, "events": c})


def test_several_instruments_are_averaged_with_the_correlation_of_their_errors() -> None:
    parts = (means(5.0, 4.0), means(6.0, 4.5, 25, 28), contrast("SMD", estimate=0.4, se=0.3))
    for r in (0.0, 0.5, 1.0):
        asked = making("SMD", correlation=r)
        own = [effect_of((each,), asked) for each in parts]
        found = effect_of(parts, asked)
        ours = first.mean_of_correlated(
            [each.estimate for each in own], [each.variance for each in own], r
        )
        assert found.estimate == pytest.approx(float(ours.estimate))
        assert found.variance == pytest.approx(float(ours.variance))
        assert found.parts == tuple((each.estimate, each.variance) for each in own)
    assert (found.n, found.people, found.total) == ((25.0, 30.0), 53.0, 55.0)
    assert effect_of(parts[:1], asked).parts == ()


def test_an_instrument_on_which_less_is_better_is_turned_where_effects_are_standardised() -> None:
    against = means(5.0, 4.0)
    for row in against.rows:
        row["higher_is_better"] = False
    for measure, sign in (("SMD", -1), ("MD", 1), ("ROM", 1)):
        for better, other in (("higher", 1), ("lower", sign)):
            found = effect_of((means(5.0, 4.0),), making(measure, better=better)).estimate
            plain = effect_of((means(5.0, 4.0),), making(measure)).estimate
            assert found == pytest.approx(other * (plain or 0.0))
            turned = effect_of((against,), making(measure, better=better)).estimate
            assert turned == pytest.approx(sign * (found or 0.0))


@pytest.mark.parametrize("table", [(3, 10, 5, 12), (0, 10, 4, 9), (10, 10, 2, 9), (1, 1, 0, 1)])
def test_events_beyond_those_expected_are_those_of_the_hypergeometric_distribution(
    table: tuple[int, int, int, int],
) -> None:
    a, n1, c, n2 = table
    known = stats.hypergeom(n1 + n2, a + c, n1)
    found = effects._excess(table)
    assert found == pytest.approx((a - known.mean(), known.var()))
    peto = effect_of((counts(*table),), making("OR", method="peto"))
    assert peto.estimate == pytest.approx((a - known.mean()) / known.var())
    assert peto.variance == pytest.approx(1 / known.var())
    assert peto.usable


def test_a_trial_without_counts_or_variance_is_left_out_where_events_are_counted() -> None:
    silent = effect_of((counts(0, 10, 0, 12),), making("OR", method="peto"))
    assert (silent.estimate, silent.variance, silent.usable) == (None, None, False)
    told = contrast("OR", estimate=0.5, se=0.2)
    for method in ("mantel-haenszel", "peto"):
        found = effect_of((told,), making("OR", method=method))
        assert (found.left_out, found.usable) == (True, False)
        nothing = effect_of((contrast("OR", estimate=None),), making("OR", method=method))
        assert nothing.left_out is False
    assert effect_of((told,), making("OR")).usable
    whole = contrast("OR", estimate=0.5, se=0.2, o_minus_e=-2.0, variance=4.0)
    peto = effect_of((whole,), making("OR", method="peto"))
    assert (peto.estimate, peto.variance) == (-0.5, 0.25)
    for lost in ("o_minus_e", "variance"):
        row = {**whole.rows[0], lost: None}
        assert effect_of((made([row], "contrasts"),), making("OR", method="peto")).left_out
    assert effects._excess(None) is None


def test_strata_are_pooled_within_their_trial() -> None:
    strata = (means(5.0, 4.0), means(6.0, 4.0, 40, 44))
    found = effect_of((made([], strata=strata),), making("MD"))
    own = [effect_of((each,), making("MD")) for each in strata]
    weights = [1 / (each.variance or 1) for each in own]
    mean = math.fsum(w * (e.estimate or 0) for w, e in zip(weights, own, strict=True)) / sum(
        weights
    )
    assert found.estimate == pytest.approx(mean)
    assert found.variance == pytest.approx(1 / sum(weights))
    assert (found.n, found.people, found.total) == ((60.0, 74.0), 134.0, 134.0)
    assert found.sides is not None
    assert [each.n for each in found.sides] == [60.0, 74.0]
    assert found.sides[0].mean is None
    assert len(found.strata) == 2
    tables = ((3, 20, 6, 22), (4, 30, 9, 28))
    for measure in ("OR", "RR", "RD"):
        both = (made([], strata=tuple(counts(*each) for each in tables)),)
        pooled = effect_of(both, making(measure))
        expected = effects.mantel_haenszel(tables, measure, half=False)
        assert pooled.estimate == pytest.approx(expected.estimate)
        assert pooled.variance == pytest.approx(expected.variance)
        assert pooled.tables == tables
        assert len(pooled.excesses) == 2
        # Of one stratum with counts its own effect is taken.
        lone = effect_of((made([], strata=(counts(*tables[0]),)),), making(measure))
        alone = effect_of((counts(*tables[0]),), making(measure))
        assert lone.estimate == pytest.approx(alone.estimate)
        assert lone.strata == ()
    assert pooled.sides is not None
    assert [each.events for each in pooled.sides] == [7.0, 15.0]


def test_people_of_a_stratum_without_an_effect_count_where_all_report_events() -> None:
    strata = (counts(3, 20, 6, 22), counts(0, 10, 0, 12))
    # By Mantel-Haenszel the table without events says nothing, and its people are the trial's.
    found = effect_of((made([], strata=strata),), making("OR"))
    assert found.n == (30.0, 34.0)
    mixed = (counts(3, 20, 6, 22), contrast("OR", estimate=None))
    assert effect_of((made([], strata=mixed),), making("OR")).n == (20.0, 22.0)
    rates = [
        arms(
            {"n": n, "events": x, "time_at_risk": 10.0}, {"n": n, "events": x, "time_at_risk": 9.0}
        )
        for n, x in ((20, 4), (11, 0))
    ]
    both = effect_of((made([], strata=tuple(rates)),), making("IRR"))
    assert both.n == (31.0, 31.0)
    assert both.sides is not None
    assert (both.sides[0].time, both.sides[0].events) == (20.0, 4.0)
    lost = effect_of((made([], strata=(contrast("OR", estimate=None),) * 2),), making("OR"))
    assert (lost.estimate, lost.strata, lost.sides, lost.n) == (None, (), None, (None, None))


def test_of_one_with_several_effects_of_pairs_the_least_known_is_told() -> None:
    def one(pairing: str | None, r: float | None = None) -> Effect:
        return Effect(0.1, 0.2, (1.0, 1.0), pairing=pairing, correlation=r)

    told = [one("reported", 0.4), one("assumed", 0.5), one(None), one("ignored"), one("counted", 1)]
    for size, (pairing, r) in enumerate(
        [("reported", 0.4), ("assumed", 0.5), ("assumed", 0.5), ("ignored", None), ("counted", 1)],
        1,
    ):
        assert effects._least_known(told[:size]) == {"pairing": pairing, "correlation": r}


def test_a_crossover_trial_has_its_people_once_and_the_variance_of_its_pairs() -> None:
    asked = making("MD", pairing=0.6)
    found = effect_of((means(5.0, 4.0, 20, 18),), asked, "crossover")
    v1, v2 = 4 / 20, 6.25 / 18
    assert found.variance == pytest.approx(v1 + v2 - 1.2 * math.sqrt(v1 * v2) * math.sqrt(18 / 20))
    assert (found.total, found.people, found.pairing, found.correlation) == (20, 20, "assumed", 0.6)
    ignored = effect_of((means(5.0, 4.0, 20, 18),), making("MD"), "crossover")
    assert (ignored.variance, ignored.pairing) == (pytest.approx(v1 + v2), "ignored")
    plain = effect_of((means(5.0, 4.0, 20, 18),), asked)
    assert (plain.pairing, plain.crossover, plain.total) == (None, False, 38)
    pair = {
        **NOTHING,
        "ci_level": 0.95,
        "estimate": 1.0,
        "se": 0.5,
        "n_intervention": 20,
        "n_control": 18,
    }
    for measure, pairing in (("SMD", "reported"), ("ROM", "reported"), ("MD", "assumed")):
        told = effect_of(
            (means(5.0, 4.0, 20, 18, pair=pair),), making(measure, pairing=0.6), "crossover"
        )
        assert told.pairing == pairing
    impossible = means(5.0, 4.0, 20, 18, pair={**pair, "se": 9.0})
    assert effect_of((impossible,), making("SMD", pairing=0.6), "crossover").pairing == "assumed"
    # Where the pairs leave no variance, none is taken off.
    one = arms({"n": 20, "mean": 5.0, "sd": 2.0}, {"n": 20, "mean": 4.0, "sd": 2.0})
    full = effect_of((one,), making("MD", pairing=1.0), "crossover")
    assert (full.pairing, full.variance) == ("ignored", pytest.approx(0.4))
    events = (counts(3, 20, 6, 20),)
    by_counts = effect_of(events, making("OR", pairing=0.5), "crossover")
    assert (by_counts.pairing, by_counts.counts) == ("assumed", None)
    for method, pairing in (("mantel-haenszel", "counted"), ("peto", "counted")):
        told = effect_of(events, making("OR", pairing=0.5, method=method), "crossover")
        assert told.pairing == pairing
    silent = effect_of((counts(0, 9, 0, 9),), making("RR", pairing=0.5), "crossover")
    assert (silent.pairing, silent.estimate) == (None, None)


def test_a_difference_that_is_reported_is_standardised_where_its_people_allow_it() -> None:
    for n1, n2, usable in (
        (20, 30, True),
        (1, 3, True),
        (1, 2, False),
        (0, 9, False),
        (9, 0, False),
    ):
        told = contrast("MD", estimate=2.0, se=0.5, n_intervention=n1, n_control=n2)
        found = effect_of((told,), making("SMD", smd_variance="LS2"))
        assert found.usable is usable
        assert found.n == (n1, n2)
        if usable:
            ours = first.standardize(2.0, 0.5, n1, n2, variance="LS2")
            assert found.estimate == pytest.approx(float(ours.estimate))
            assert found.variance == pytest.approx(float(ours.variance))
    for lost in ({"n_intervention": None}, {"n_control": None}, {"se": None}, {"estimate": None}):
        sure = {"estimate": 2.0, "se": 0.5, "n_intervention": 20, "n_control": 30}
        assert not effect_of((contrast("MD", **{**sure, **lost}),), making("SMD")).usable
    # Any other measure is none of these.
    for told_as, wanted in product(("OR", "SMD", "MD"), ("RR", "ROM", "MD", "SMD")):
        own = effect_of((contrast(told_as, estimate=0.8, se=0.2),), making(wanted))
        assert own.usable == (told_as == wanted)


def test_a_difference_within_people_needs_a_correlation_to_be_standardised() -> None:
    sure = {"estimate": 2.0, "se": 0.5, "n_intervention": 20, "n_control": 20}
    told = (contrast("MD", **sure),)
    for pairing, method, usable in (
        *((0.5, "inverse-variance", True), (None, "inverse-variance", False)),
        (0.5, "mantel-haenszel", False),
    ):
        asked = making("SMD", pairing=pairing, method=method)
        found = effect_of(told, asked, "crossover")
        assert (found.estimate is not None) is usable
        if usable:
            ours = first.standardize_paired(2.0, 0.5, 20, 0.5)
            assert found.estimate == pytest.approx(float(ours.estimate))
            assert (found.pairing, found.correlation) == ("assumed", 0.5)
    as_told = effect_of(told, making("MD"), "crossover")
    assert (as_told.pairing, as_told.variance) == ("reported", 0.25)
    unsure = effect_of((contrast("MD", **{**sure, "se": None}),), making("MD"), "crossover")
    assert (unsure.pairing, unsure.variance) == (None, None)
    assert effect_of(told, making("MD")).pairing is None


def test_an_effect_is_usable_where_it_has_a_variance_and_is_not_left_out() -> None:
    assert Effect(0.1, 0.2, (1.0, 2.0)).usable
    assert not Effect(None, 0.2, (1.0, 2.0)).usable
    assert not Effect(0.1, None, (1.0, 2.0)).usable
    assert not Effect(0.1, 0.2, (1.0, 2.0), left_out=True).usable
    assert Effect(0.1, 0.2, (1.0, 2.0)).total == 3.0
    assert Effect(0.1, 0.2, (1.0, None)).total is None
    assert Effect(0.1, 0.2, (None, 2.0)).total is None
    assert Effect(0.1, 0.2, (1.0, None), crossover=True).total == 1.0
    assert Effect(0.1, 0.2, (None, None), crossover=True).total is None
    table = (1.0, 5.0, 2.0, 6.0)
    some = Effect(0.1, 0.2, (1.0, 2.0), counts=table)
    none = Effect(0.1, 0.2, (1.0, 2.0))
    assert (some.tables, none.tables) == ((table,), ())
    both = Effect(0.1, 0.2, (1.0, 2.0), strata=(some, none))
    assert (both.tables, both.excesses) == ((), ())
    assert len(Effect(0.1, 0.2, (1.0, 2.0), strata=(some, some)).tables) == 2
