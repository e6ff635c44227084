"""Tests that share what one of them made run in one process."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.xdist_group("told-apart")
def test_a_group_is_seen_by_what_hands_out_the_tests(request: pytest.FixtureRequest) -> None:
    """It is read from the name of a test, and without it each process makes what they share."""
    if os.environ.get("PYTEST_XDIST_WORKER") and request.config.getoption("dist") == "loadgroup":
        assert request.node.nodeid.endswith("@told-apart")


def test_the_groups_that_are_begun_first_are_there(request: pytest.FixtureRequest) -> None:
    [conftest] = [
        each for each in request.config.pluginmanager.get_plugins() if hasattr(each, "LONGEST")
    ]
    named = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r'xdist_group\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert set(conftest.LONGEST) <= named
