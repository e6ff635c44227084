"""An effect in people, in points and beside what matters: the second computation, by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.verification import contradictions, rated, ratings
from living_review.verification.figures import Figure, Words
from living_review.verification.meaning import Placing


def value(tree: Any) -> Any:
    """Give what is expected without how near it must be."""
    if isinstance(tree, Figure | Words):
        return tree.value
    if isinstance(tree, dict):
        return {name: value(each) for name, each in tree.items()}
    return [value(each) for each in tree] if isinstance(tree, list | tuple) else tree


def outcome(measure: str = "MD", **more: Any) -> Any:
    given: dict[str, Any] = {"better": "higher", "familiar": None, "responder": None}
    given |= {"minimal_important_differences": (), "baseline_risks": (), "baseline_rates": ()}
    given |= {"person_time": SimpleNamespace(per=100), "thresholds": None}
    return SimpleNamespace(measure=measure, **{**given, **more})


def least(
    effect: tuple[float, ...], published: tuple[Any, ...] = (), sd: float | None = None
) -> Any:
    known = SimpleNamespace(value=2.0, sd=sd)
    finding: Any = SimpleNamespace(minimal_important_differences=published)
    measure = "MD" if sd is None else "SMD"
    [found] = rated._least(
        finding, outcome(measure, minimal_important_differences=(known,)), effect
    )
    assert found["value"].value == 2.0
    assert value(found["sd"]) == sd
    assert found["threshold"].value == 2.0 / (sd or 1.0)
    return value(found["estimate_reaches"]), value(found["interval"])


@pytest.mark.parametrize(
    ("effect", "reaches", "holds"),
    [
        ((3.0, 2.5, 3.5), True, "beyond"),
        ((1.0, 0.5, 1.5), False, "within"),
        ((2.5, 1.0, 3.0), True, "either"),
        ((1.5, 1.0, 3.0), False, "either"),
        ((-3.0, -3.5, -2.5), True, "beyond"),
        ((-1.5, -3.0, -1.0), False, "either"),
        ((0.0, -3.0, 3.0), False, "either"),
        ((0.5, 0.0, 3.0), False, "either"),
        ((0.5, -0.5, 1.5), False, "within"),
    ],
)
def test_an_effect_lies_among_the_differences_that_matter(
    effect: tuple[float, ...], reaches: bool, holds: str
) -> None:
    assert least(effect) == (reaches, holds)
    assert least(tuple(each / 4 for each in effect), sd=4.0) == (reaches, holds)
    other = SimpleNamespace(estimate_reaches=not reaches, interval="elsewhere")
    assert least(effect, (other,)) == (reaches, holds)


def test_at_the_difference_itself_either_side_is_right() -> None:
    told = SimpleNamespace(estimate_reaches=False, interval="as published")
    for effect in ((2.0, 1.0, 3.0), (2.5, 2.0, 3.0), (1.5, 1.0, 2.0), (-2.0, -3.0, -1.0)):
        assert least(effect, (told,)) == (False, "as published")
    assert least((2.0 * (1 + 5e-10), 1.0, 3.0), (told,)) == (False, "as published")
    assert least((2.0 * (1 + 1e-8), 1.0, 3.0), (told,)) == (True, "either")
    assert least((2.0, 2.0, 2.0)) == (True, "beyond")
    assert rated._least(told, outcome("OR"), (1.0, 1.0, 1.0)) == []  # type: ignore[arg-type]


def domain(name: str, proposed: int | None, decided: int | None = None) -> Any:
    return SimpleNamespace(name=name, proposed=proposed, decided=decided)


@pytest.mark.parametrize(
    ("start", "levels", "moved", "left", "imprecision"),
    [
        ("high", (0, 0), {}, "high", 0),
        ("high", (-1, 0), {}, "moderate", -1),
        ("high", (-1, -1), {}, "low", -1),
        ("high", (-2, -1), {}, "very low", -2),
        ("high", (-3, -2), {}, "very low", -3),
        ("low", (0, 1), {}, "moderate", 0),
        ("high", (0, 1), {}, "high", 0),
        ("high", (-1, 0), {"imprecision": -2}, "low", -2),
        ("high", (-1, -1), {"imprecision": 0}, "moderate", 0),
        ("high", (None, -1), {}, "moderate", 0),
    ],
)
def test_the_level_is_what_the_domains_leave(
    start: str, levels: tuple[Any, Any], moved: dict[str, int], left: str, imprecision: int
) -> None:
    domains = [domain("imprecision", levels[0]), domain("other", levels[1])]
    certainty: Any = SimpleNamespace(start=start, domains=domains)
    differing: Any = [SimpleNamespace(name=name, levels=each) for name, each in moved.items()]
    found = value(rated.level_at(certainty, differing))
    assert (found["level"], found["imprecision"]) == (left, imprecision)
    assert found["domains"] == [{"levels": each} for each in moved.values()]
    # What somebody decided counts before what a rule proposed.
    certainty.domains = [domain("imprecision", -3, levels[0] or 0), domain("other", 1, levels[1])]
    assert value(rated.level_at(certainty, differing))["level"] == left


def test_a_baseline_that_is_not_published_or_not_rated_has_no_level() -> None:
    certainty = SimpleNamespace(start="high", domains=[domain("imprecision", -1)])
    row = SimpleNamespace(domains=())
    finding: Any = SimpleNamespace(absolute=(row, row), certainty=certainty)
    assert [value(rated._rating(finding, at))["level"] for at in (0, 1, 2)] == [
        *("moderate", "moderate", None)
    ]
    finding.certainty = None
    assert value(rated._rating(finding, 0)) == {"level": None, "imprecision": None, "domains": []}


def test_people_in_each_group_and_their_difference_follow_from_the_effect() -> None:
    found = rated._absolute("RR", (0.5, 0.25, 2.0), "Usual", 0.2)
    told = value(found)
    assert told == pytest.approx(
        {
            **{"baseline_label": "Usual", "baseline_risk": 0.2, "with_comparator": 0.2},
            **{"with_intervention": 0.1, "with_intervention_ci_low": 0.05},
            **{"with_intervention_ci_high": 0.4, "difference": -0.1, "ci_low": -0.15},
            **{"ci_high": 0.2, "held": False},
        }
    )
    assert value(rated._absolute("RR", (0.5, 0.25, 9.0), "Usual", 0.2))["held"] is True
    assert value(rated._absolute("RR", (0.5, 0.25, 9.0), "", 0.2))["with_intervention_ci_high"] == 1


def test_an_effect_in_familiar_units_is_so_many_standard_deviations() -> None:
    known = SimpleNamespace(sd=10.0)
    ahead: Any = SimpleNamespace(prediction=SimpleNamespace(low=-0.4, high=0.9))
    found = value(rated._familiar(ahead, outcome("SMD", familiar=known), (0.3, 0.1, 0.5)))
    assert found == pytest.approx(
        {"sd": 10.0, "estimate": 3.0, "ci_low": 1.0, "ci_high": 5.0}
        | {"prediction_low": -4.0, "prediction_high": 9.0}
    )
    ahead.prediction = None
    found = value(rated._familiar(ahead, outcome("SMD", familiar=known), (0.3, 0.1, 0.5)))
    assert (found["prediction_low"], found["prediction_high"]) == (None, None)
    assert rated._familiar(ahead, outcome("SMD"), (0.3, 0.1, 0.5)) is None
    assert rated._familiar(ahead, outcome("MD", familiar=known), (0.3, 0.1, 0.5)) is None


def test_people_who_are_better_off_are_told_of_standardised_effects() -> None:
    assert rated._better_off(outcome("MD"), (0.3, 0.1, 0.5)) is None
    for better, ends in (("higher", (0.2, -0.1, 0.5)), ("lower", (-0.2, -0.5, 0.1))):
        found = value(rated._better_off(outcome("SMD", better=better), ends))
        assert found["basis"] == "superiority"
        assert found["with_comparator"] == 0.5
        assert found["ci_low"] < 0.5 < found["with_intervention"] < found["ci_high"]
    known = SimpleNamespace(risk=0.3)
    found = value(rated._better_off(outcome("SMD", responder=known), (0.0, -0.1, 0.1)))
    assert (found["basis"], found["with_comparator"]) == ("responders", 0.3)
    assert found["with_intervention"] == pytest.approx(0.3)


def test_the_effect_that_is_rated_is_the_pool_or_that_of_the_one_trial() -> None:
    pool = SimpleNamespace(estimate=1.0, ci_low=0.5, ci_high=2.0)
    one = SimpleNamespace(estimate=3.0, ci_low=2.5, ci_high=3.5)
    finding: Any = SimpleNamespace(pooled=pool, synthesis="pooled", trials=(one,))
    assert rated._headline(finding) == (1.0, 0.5, 2.0)
    finding.pooled = None
    assert rated._headline(finding) is None
    finding.synthesis = "single"
    assert rated._headline(finding) == (3.0, 2.5, 3.5)
    for lost in ("estimate", "ci_low", "ci_high"):
        finding.trials = (SimpleNamespace(**{**vars(one), lost: None}),)
        assert rated._headline(finding) is None


def trial(weight: float | None, overall: str | None, **more: Any) -> Any:
    judged = SimpleNamespace(overall=overall) if overall else None
    given = {"n": None, "arms": (), **more}
    return SimpleNamespace(weight_percent=weight, risk_of_bias=judged, **given)


def test_shares_of_judgements_are_of_weights_else_of_people_of_time_or_of_trials() -> None:
    judgements = ("low", "some concerns", "high", None)

    def shares(weights: Any, **more: Any) -> list[float]:
        columns = [{name: own[i] for name, own in more.items()} for i in range(4)]
        trials = [
            trial(weight, judged, **own)
            for weight, judged, own in zip(weights, judgements, columns, strict=True)
        ]
        found = ratings._shares(trials)
        names = ("low", "some_concerns", "high", "not_judged")
        return [found[f"{name}_percent"].value for name in names]

    def arms(*times: float | None) -> Any:
        return tuple(SimpleNamespace(time_at_risk=each) for each in times)

    assert shares((10, 20, 30, 40)) == pytest.approx([10, 20, 30, 40])
    people = {"n": (1, 1, 2, 4)}
    assert shares((10, None, 30, 40), **people) == pytest.approx([12.5, 12.5, 25, 50])
    times = {"arms": (arms(1, 1), arms(2, 0), arms(3, 1), arms(1, 1)), "n": (1, None, 2, 3)}
    assert shares((None,) * 4, **times) == pytest.approx([20, 20, 40, 20])
    for lost in ((), arms(1, None)):
        own = {"arms": (lost, *times["arms"][1:]), "n": times["n"]}
        assert shares((None,) * 4, **own) == pytest.approx([25, 25, 25, 25])
    assert shares((0, 0, 0, 0)) == [0, 0, 0, 0]
    assert ratings._shares([trial(1, "unclear")])["some_concerns_percent"].value == 100
    assert ratings._shares([trial(1, "odd")])["not_judged_percent"].value == 100


STEP = math.log(1.25)


@pytest.mark.parametrize(
    ("placing", "told", "place"),
    [
        (Placing("MD", 1, (1.0,)), (0.456,), 0.46),
        (Placing("SMD", -1, (0.2,)), (0.456,), -0.46),
        (Placing("ROM", 1, (0.3,), changes=True), (1.3,), 0.3),
        (Placing("ROM", -1, (0.3,), changes=True), (0.7,), 0.3),
        # A ratio that is written like a threshold, or like its inverse, is as large.
        (Placing("OR", 1, (STEP,)), (1.2501,), STEP),
        (Placing("OR", -1, (STEP,)), (0.8002,), STEP),
        (Placing("OR", 1, (STEP,)), (0.5,), math.log(0.5)),
        (Placing("OR", 1, ()), (0.001,), math.log(0.001)),
        (Placing("OR", 1, ()), (0.0,), -math.inf),
        # In people, as they are written beside one another.
        (Placing("RR", -1, (0.02,), 0.1), (0.5, 0.25, 2.0), 0.05),
        (Placing("RR", 1, (0.02,), 0.1), (0.5, 0.25, math.inf), -0.05),
        (Placing("RR", 1, (0.02,), 0.1), (1.5041, 0.25, 2.0), 0.05),
        (Placing("IRR", -1, (1.0,), 12.0), (0.5, 0.25, 2.0), 6.0),
    ],
)
def test_an_effect_is_placed_among_thresholds_as_it_is_written(
    placing: Placing, told: tuple[float, ...], place: float
) -> None:
    assert contradictions._place(placing, told, 0.0) == pytest.approx(place)
    for nudge in contradictions.NUDGES:
        assert contradictions._place(placing, told, nudge) == pytest.approx(place)


def test_trials_contradict_one_another_where_intervals_hardly_meet_and_effects_lie_apart() -> None:
    def result(estimate: float, low: float, high: float, **more: Any) -> Any:
        given = {"weight_percent": 25.0, "se": (high - low) / 4, **more}
        return SimpleNamespace(estimate=estimate, ci_low=low, ci_high=high, **given)

    placing = Placing("MD", 1, (1.0,))
    good, bad = result(2.0, 1.0, 3.0), result(-2.0, -3.0, -1.0)
    assert contradictions.contradicting((good, good, good, bad), placing) == (25.0,) * 3
    assert contradictions.contradicting((good, good, bad, bad), placing) == (50.0,) * 3
    assert contradictions.contradicting((good, good), placing) == (0.0,) * 3
    assert contradictions.contradicting((), placing) == (0.0,) * 3
    # Intervals that share a tenth of the shorter one still contradict, and more do not.
    for high, share in ((1.2, 50.0), (1.21, 0.0), (0.9, 50.0)):
        other = result(high - 1.0, high - 2.0, high)
        assert contradictions.contradicting((good, other), placing)[0] == share
    # So do no effects that lie nearer than what matters.
    near = result(2.9, 2.85, 2.95)
    assert contradictions.contradicting((result(2.0, 1.9, 2.1), near), placing)[0] == 0.0
    apart = result(3.0, 2.95, 3.05)
    assert contradictions.contradicting((result(2.0, 1.9, 2.1), apart), placing)[0] == 0.0
    low = result(0.0, -0.1, 0.1)
    assert contradictions.contradicting((result(1.0, 0.9, 1.1), low), placing)[0] == 50.0
    unknown = result(5.0, 4.0, 6.0, weight_percent=None, se=None)
    unknown.ci_low = None
    assert contradictions.contradicting((good, bad, unknown), placing) == (50.0,) * 3


def test_what_a_trial_holds_is_its_weight_or_its_precision_whichever_is_more() -> None:
    def held(*rows: tuple[float | None, float | None]) -> list[float]:
        trials: Any = [SimpleNamespace(weight_percent=w, se=se) for w, se in rows]
        return [float(each) for each in contradictions._weights(trials)]

    assert held((30.0, 1.0), (70.0, 0.5)) == pytest.approx([30, 80])
    assert held((30.0, None), (70.0, 0.5)) == [30, 70]
    assert held((None, 1.0), (70.0, 0.5)) == [20, 80]
    assert held((0.0, None), (0.0, None)) == [0, 0]
    assert held((None, None), (70.0, 0.5)) == [0, 0]
