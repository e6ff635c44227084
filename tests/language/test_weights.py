"""What a template makes is weighed before it is made: each operation, filter and method."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from living_review.language import limits
from living_review.language.limits import BeyondLimits, Bounded, Work


class Environment(Bounded, ImmutableSandboxedEnvironment):
    """Jinja's sandbox within bounds."""


@pytest.fixture
def made() -> Environment:
    environment = Environment()
    environment.bound()
    environment.begin()
    return environment


@pytest.mark.parametrize(
    ("operator", "left", "right", "weight"),
    [
        ("+", "abc", "de", 5),
        ("+", [1, 2], [3], 3),
        ("+", 5, 7, 0),
        ("*", "abc", 5, 15),
        ("*", 5, "abc", 15),
        ("*", "abc", 0, 0),
        ("*", "abc", -5, 0),
        ("*", [1, 2], 5, 80),
        ("*", 5, (1, 2), 80),
        ("*", 5, 7, 0),
        ("*", 2.5, 7, 0),
        ("**", 2, 10, 0),
        ("%", 7, 5, 0),
    ],
)
def test_an_operation_weighs_what_it_would_make(
    made: Environment, operator: str, left: Any, right: Any, weight: int
) -> None:
    made._weigh_operation(operator, left, right)
    assert made.work.characters == weight


BITS = limits.LARGEST_NUMBER


@pytest.mark.parametrize(
    ("operator", "left", "right", "said"),
    [
        ("%", "a%s", 5, "is for numbers here"),
        ("%", b"a", 5, "is for numbers here"),
        ("*", "x", limits.LONGEST_TEXT + 1, "at once"),
        ("*", [0], limits.LONGEST_TEXT // 8 + 1, "at once"),
        ("*", 1 << (BITS - 1), 1, "larger than any report needs"),
        ("**", 3, BITS, "larger than any report needs"),
    ],
)
def test_an_operation_that_makes_too_much_is_refused(
    made: Environment, operator: str, left: Any, right: Any, said: str
) -> None:
    with pytest.raises(BeyondLimits, match=said):
        made._weigh_operation(operator, left, right)


def test_as_much_as_is_allowed_is_made(made: Environment) -> None:
    made._weigh_operation("*", "x", limits.LONGEST_TEXT)
    made._weigh_operation("*", [0], limits.LONGEST_TEXT // 8)
    # The bits of a product are those of both numbers.
    made._weigh_operation("*", 1 << (BITS - 2), 1)
    made._weigh_operation("**", 1, BITS - 14)


@pytest.mark.parametrize(
    ("name", "value", "args", "weight"),
    [
        ("replace", "abab", ("a", "xyz"), 8),
        ("replace", "abab", ("ab", "x"), 4),
        ("replace", "abab", ("", "xy"), 14),
        ("replace", "abab", ("a",), 0),
        ("replace", ["abab"], ("a", "xyz"), 0),
        ("join", ["a", "b", "c"], (", ",), 6),
        ("join", iter("abc"), (", ",), 2),
        ("join", "abcd", ("-",), 4),
        ("join", "abcd", (5,), 0),
        ("join", "abcd", (), 0),
        ("indent", "a\nb", (), 11),
        ("indent", "a\nb", (10,), 23),
        ("indent", "a\nb", (True, 3), 9),
        ("sum", [1, 2], (), 0),
        ("upper", "abc", (), 0),
        ("format", "%5s", ("x",), 0),
        ("center", "abc", (BITS,), 0),
        ("truncate", "abc", (BITS + 1,), 0),
    ],
)
def test_a_filter_weighs_what_it_would_make(
    made: Environment, name: str, value: Any, args: tuple[Any, ...], weight: int
) -> None:
    made._weigh_arguments(name, value, args)
    assert made.work.characters == weight


@pytest.mark.parametrize(
    "name", ["center", "indent", "batch", "slice", "round", "tojson", "wordwrap"]
)
@pytest.mark.parametrize("number", [BITS + 1, -BITS - 1])
def test_a_number_that_is_a_width_has_its_bound(made: Environment, name: str, number: int) -> None:
    with pytest.raises(BeyondLimits, match=f"the number {number:,} is larger than '{name}'"):
        made._weigh_arguments(name, "a", ("x", number))
    made._weigh_arguments(name, "a", (BITS, -BITS))


@pytest.mark.parametrize(
    ("name", "value", "args", "said"),
    [
        ("sum", [[1]], ("start", [2]), "adds numbers here"),
        ("format", "%12345d", (), "a width of five digits"),
        ("format", "%-*d", (), "a width of five digits"),
    ],
)
def test_a_filter_that_makes_too_much_is_refused(
    made: Environment, name: str, value: Any, args: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(BeyondLimits, match=said):
        made._weigh_arguments(name, value, args)


@pytest.mark.parametrize(
    ("result", "weight"),
    [
        ("x" * BITS, 0),
        ("x" * (BITS + 1), BITS + 1),
        ([0] * BITS, 0),
        ([0] * (BITS + 1), 8 * (BITS + 1)),
        ((0,) * (BITS + 1), 8 * (BITS + 1)),
        (dict.fromkeys(range(BITS + 1)), 8 * (BITS + 1)),
        (range(BITS + 1), 0),
    ],
)
def test_a_long_result_is_weighed(made: Environment, result: Any, weight: int) -> None:
    assert made._weighed_result(result) is result
    assert made.work.characters == weight


def test_texts_add_up_to_the_bound_of_a_page_and_a_page_begins_anew() -> None:
    work = Work()
    times = limits.LARGEST_WORK // limits.LONGEST_TEXT
    for _ in range(times):
        work.weigh(limits.LONGEST_TEXT)
    with pytest.raises(BeyondLimits, match="20,000,000 characters at once or 200,000,000 in all"):
        work.weigh(1)
    work.start()
    work.weigh(limits.LONGEST_TEXT)
    with pytest.raises(BeyondLimits):
        work.weigh(limits.LONGEST_TEXT + 1)


def test_a_page_that_takes_its_time_is_stopped_at_the_next_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(limits, "monotonic", lambda: now[0])
    work = Work()
    now[0] = 100.0 + limits.SECONDS
    for _ in range(2 * limits._EVERY):
        work.step()
    now[0] += 0.5
    for _ in range(limits._EVERY - 1):
        work.step()
    with pytest.raises(BeyondLimits, match="more than 60 seconds"):
        work.step()
    assert work.steps == 3 * limits._EVERY


def test_every_turn_call_and_filter_is_counted_and_every_joining_weighed(
    made: Environment,
) -> None:
    assert made.from_string("{% for x in 'abc' %}{{ x }}{% endfor %}").render() == "abc"
    assert made.work.steps == 3
    made.begin()
    assert made.from_string("{{ 'abc' ~ 'de' ~ 5 }}").render() == "abcde5"
    # What is joined by a sign, and the page that is joined of its parts.
    assert made.work.characters == 12
    made.begin()
    assert made.from_string("{{ 'abc' | upper | length }}").render() == "3"
    assert made.work.steps == 2
    made.begin()
    assert made.from_string("{{ 'abab'.replace('a', 'xyz') }}").render() == "xyzbxyzb"
    assert made.work.steps == 1
    assert made.work.characters == 8 + 8
