"""Which rows are the same people measured again, and which measurement is used."""

from __future__ import annotations

import pytest

from living_review.language import say
from living_review.protocol import Timepoint
from living_review.registry.measurements import Choice, Reading, Undecided, choose, measurements
from living_review.registry.strata import by_names, by_times

ROLES = ("intervention", "control")


def arms(*weeks: float | None, stratum: str = "", start: int = 0) -> list[Reading]:
    return [
        Reading("arms", start + 2 * i + j, each, stratum, role, role)
        for i, each in enumerate(weeks)
        for j, role in enumerate(ROLES)
    ]


def contrast(weeks: float | None, row: int = 90, what: str = "MD/False") -> Reading:
    return Reading("contrasts", row, weeks, "", what)


def by_rule(rule: str | None, target: float | None = None) -> Timepoint:
    return Timepoint(id="post", label="Post", choose=rule, target=target)  # type: ignore[arg-type]


def weeks_of(readings: list[Reading]) -> list[float | None]:
    return [each.weeks for each in measurements(readings)]


@pytest.mark.parametrize(
    ("rule", "target", "used"),
    [
        ("last", None, 26),
        ("first", None, 6),
        ("nearest", 12, 12),
        ("nearest", 10, 12),
        ("nearest", 9, 12),  # 6 and 12 are equally near: the later
        ("nearest", 100, 26),
    ],
)
def test_the_protocol_says_which_measurement_is_used(
    rule: str, target: float | None, used: float
) -> None:
    choice = choose(measurements(arms(26, 6, 12)), by_rule(rule, target))
    assert isinstance(choice, Choice)
    assert choice.used.weeks == used
    assert len(choice.used.readings) == 2
    assert say(choice.note).startswith(
        f"Measured at weeks 6, 12 and 26; week {used} is used, as the "
    )


def test_without_a_rule_the_weeks_and_the_key_are_named() -> None:
    choice = choose(measurements(arms(6, 12, 26)), by_rule(None))
    assert isinstance(choice, Undecided)
    assert "at weeks 6, 12 and 26" in choice.reason
    assert "timepoints[].choose" in choice.reason


def test_rows_that_do_not_say_when_leave_no_choice() -> None:
    for rule in ("last", None):
        choice = choose(measurements(arms(6, None)), by_rule(rule))
        assert isinstance(choice, Undecided)
        assert "do not say when" in choice.reason


def test_arms_that_stand_there_once_are_one_measurement_whatever_their_weeks() -> None:
    first, second = arms(12)
    for later in (13, None):
        apart = [first, Reading("arms", 1, later, "", second.arm, second.role)]
        (one,) = measurements(apart)
        assert one.readings == tuple(apart)


def test_arms_whose_names_say_the_week_are_told_by_their_weeks() -> None:
    named = [
        Reading(each.table, each.row, each.weeks, "", f"{each.arm} {each.weeks}", each.role)
        for each in arms(6, 12)
    ]
    assert weeks_of(named) == [6, 12]


def test_a_measurement_of_one_role_is_not_chosen() -> None:
    choice = choose(measurements(arms(6, 12, 26)[:-1]), by_rule("last"))
    assert isinstance(choice, Choice)
    assert choice.used.weeks == 12
    assert say(choice.note).endswith("At week 26 intervention or control is missing.")
    only = choose(measurements(arms(6, 12)[:-1]), by_rule(None))
    assert isinstance(only, Choice)
    assert only.used.weeks == 6


def test_a_measurement_that_lacks_a_stratum_is_not_chosen() -> None:
    rows = [*arms(6, 12, stratum="women"), *arms(6, stratum="men", start=50)]
    choice = choose(measurements(rows), by_rule("last"))
    assert isinstance(choice, Choice)
    assert choice.used.weeks == 6
    assert "At week 12 a stratum is missing." in say(choice.note)


def test_strata_measured_at_other_weeks_are_one_measurement() -> None:
    rows = [*arms(12, stratum="women"), *arms(13, stratum="men", start=50)]
    assert len(measurements(rows)) == 1


def test_a_contrast_belongs_to_the_arms_of_its_weeks() -> None:
    assert len(measurements([*arms(12), contrast(12)])) == 1
    assert len(measurements([*arms(12), contrast(None)])) == 1
    assert len(measurements([*arms(None), contrast(12)])) == 1
    assert weeks_of([*arms(12), contrast(26)]) == [12, 26]
    assert [len(each.readings) for each in measurements([*arms(6, 12), contrast(12)])] == [2, 3]


def test_contrasts_at_several_weeks_are_measurements() -> None:
    assert weeks_of([contrast(12), contrast(6, 91)]) == [6, 12]
    assert len(measurements([contrast(12), contrast(12, 91, "MD/True")])) == 1
    assert len(measurements([contrast(12), contrast(None, 91, "MD/True")])) == 1
    assert weeks_of([contrast(12), contrast(None, 91)]) == [12, None]


@pytest.mark.parametrize(
    ("interventions", "controls", "strata"),
    [
        (("Drug", "Drug (women)"), ("Placebo", "Placebo (women)"), ("", "women")),
        (("Drug – men", "Drug – women"), ("placebo: Men", "placebo: Women"), ("men", "women")),
        (("Women: drug", "Men: drug"), ("women, placebo", "men, placebo"), ("women", "men")),
        (("age < 65", "age ≥ 65"), ("care < 65", "care ≥ 65"), ("<", "≥")),
        (("group", "single"), ("waiting list", "placebo"), None),
        (("group", "group"), ("care", "care"), None),
        (("low dose", "high dose"), ("placebo",), None),
        (("drug",), ("placebo",), None),
    ],
)
def test_arms_whose_names_pair_off_are_strata(
    interventions: tuple[str, ...], controls: tuple[str, ...], strata: tuple[str, ...] | None
) -> None:
    roles = [ROLES[0]] * len(interventions) + [ROLES[1]] * len(controls)
    found = by_names(roles, [*interventions, *controls])
    assert found == (None if strata is None else (*strata, *strata))


def test_names_that_differ_by_a_time_are_measurements() -> None:
    roles = [*ROLES, *ROLES]
    assert by_times(
        roles, ["drug (week 6)", "placebo, week 6", "drug (week 12)", "placebo week 12"]
    )
    assert by_times(roles, ["drug", "placebo", "drug (follow-up)", "placebo (follow-up)"])
    assert not by_times(roles, ["drug", "placebo", "drug (women)", "placebo (women)"])
    # One time among groups of people does not make the groups one.
    names = ["drug (week 6)", "placebo (week 6)", "drug (women)", "placebo (women)"]
    assert not by_times(roles, names)
