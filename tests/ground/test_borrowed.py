"""A part of another package is given by its name, or missed in one sentence."""

from __future__ import annotations

from importlib import metadata

import pytest

from living_review.ground.borrowed import borrowed, sets
from living_review.ground.errors import EnvironmentFailure

VERSION = metadata.version("jinja2")


def test_what_is_there_is_given() -> None:
    from jinja2 import Environment

    assert borrowed("jinja2", "jinja2", "Environment") is Environment
    given = borrowed("jinja2", "jinja2", "Environment.from_string", "self", "source")
    assert given is Environment.from_string
    sets("jinja2", "jinja2", "Environment", "filters", "from_string")


@pytest.mark.parametrize(
    ("module", "name", "parameters"),
    [
        ("jinja2.elsewhere", "Environment", ()),
        ("jinja2", "Surroundings", ()),
        ("jinja2", "Environment.from_strings", ()),
        ("jinja2", "Environment.from_string", ("source",)),
        ("jinja2", "Environment.from_string", ("self", "globals")),
    ],
)
def test_what_is_gone_or_takes_something_else_is_named(
    module: str, name: str, parameters: tuple[str, ...]
) -> None:
    with pytest.raises(EnvironmentFailure) as failure:
        borrowed("jinja2", module, name, *parameters)
    said = str(failure.value)
    assert said.startswith(f"jinja2 {VERSION} has ")
    assert f"{module}.{name}" in said
    assert said.endswith("or a newer version of this program.")


def test_an_attribute_that_no_object_has_is_named() -> None:
    with pytest.raises(EnvironmentFailure, match=r"no '_cupboard' in a jinja2\.Environment"):
        sets("jinja2", "jinja2", "Environment", "filters", "_cupboard")
