"""JSON with one value a line is what the standard library writes, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.indented_json import indented

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    PLAIN | st.text(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(value=VALUES)
def test_a_value_is_written_as_the_standard_library_does(value: Any) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": {"b": float("-inf")}}])
def test_a_number_that_json_lacks_is_refused_as_there(value: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        indented(value)
    with pytest.raises(ValueError, match="not JSON compliant"):
        json.dumps(value, ensure_ascii=False, allow_nan=False)


@pytest.mark.parametrize("value", [{1: "a"}, {None: 1}, [object()], {"a": b"b"}])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        indented(value)
