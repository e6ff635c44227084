"""Tests that share what one of them made run in one process."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("told-apart")
def test_a_group_is_seen_by_what_hands_out_the_tests(request: pytest.FixtureRequest) -> None:
    """It is read from the name of a test, and without it each process makes what they share."""
    if os.environ.get("PYTEST_XDIST_WORKER") and request.config.getoption("dist") == "loadgroup":
        assert request.node.nodeid.endswith("@told-apart")
