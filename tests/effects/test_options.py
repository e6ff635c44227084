"""What a function cannot reckon with is refused by its name: an option, or what is no number."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from living_review import effects
from living_review.effects import ReportedError
from living_review.ground.errors import StatisticsError


def options() -> Iterator[tuple[str, str]]:
    """Give each public function with each of its options, which have a text by default."""
    for name in effects.__all__:
        made = getattr(effects, name)
        if inspect.isfunction(made):
            for each in inspect.signature(made).parameters.values():
                if isinstance(each.default, str):
                    yield name, each.name


def test_effects_have_options() -> None:
    assert len(set(options())) >= 8


def given(function: str) -> dict[str, Any]:
    """Give what a function needs, of the kind that it takes."""
    one = effects.Arm(5.0, 2.0, 1.0)
    of_a_kind = {
        "reported": ReportedError(1.0),
        "measure": "RR" if function == "arm_variances" else "MD",
        **({"intervention": one, "control": one} if function == "paired_smd" else {}),
    }
    return {
        each.name: of_a_kind.get(each.name, 0.5)
        for each in inspect.signature(getattr(effects, function)).parameters.values()
        if each.default is inspect.Parameter.empty
    }


@pytest.mark.parametrize(("function", "option"), list(options()))
def test_an_option_that_does_not_exist_is_refused_by_its_name(function: str, option: str) -> None:
    made = getattr(effects, function)
    with pytest.raises(StatisticsError, match=f"There is no {option} 'none such'; choose one of"):
        made(**{**given(function), option: "none such"})


def arguments() -> Iterator[tuple[str, str]]:
    """Give each public function with each of its arguments that is of numbers."""
    for name in effects.__all__:
        made = getattr(effects, name)
        if inspect.isfunction(made):
            for each in inspect.signature(made).parameters.values():
                if each.annotation == "ArrayLike":
                    yield name, each.name


@pytest.mark.parametrize(("function", "argument"), list(arguments()))
def test_what_is_no_number_is_refused_by_its_name(function: str, argument: str) -> None:
    made = getattr(effects, function)
    with pytest.raises(StatisticsError, match=f"The argument {argument} must be numbers"):
        made(**{**given(function), argument: "many"})


def test_a_measure_that_arms_do_not_count_is_refused_by_its_name() -> None:
    with pytest.raises(StatisticsError, match="There is no measure 'MD'; choose one of"):
        effects.arm_variances(**{**given("arm_variances"), "measure": "MD"})
