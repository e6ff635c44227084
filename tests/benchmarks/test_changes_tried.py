"""A change is tried where its room's tests stand ready as where all is loaded anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "shared" / "behind_mutants.py"
HERE = "tests/tiny/test_own.py::test_"
ANEW, READY = False, True
# By what is changed: whether tests that stand ready can tell, and which of them notices.
EXPECTED = {
    "a function that others hold under another name": (READY, f"{HERE}doubled[doubled]"),
    "a function that means the same": (READY, ""),
    "a property": (READY, f"{HERE}held"),
    "a function whose value is remembered later": (READY, f"{HERE}remembered_later"),
    "a module that is loaded by a test": (READY, f"{HERE}later"),
    "a default": (ANEW, f"{HERE}doubled[doubled]"),
    "a constant that others hold": (ANEW, "tests/tiny/test_above.py::test_called"),
    "a function below a decorator": (READY, f"{HERE}tripled"),
    "a decorator that has run": (ANEW, f"{HERE}tripled"),
    "a function whose value is remembered": (ANEW, f"{HERE}remembered"),
    "a function that runs on loading and means the same": (ANEW, ""),
    "a function within a method": (READY, f"{HERE}held"),
    "what a class holds": (ANEW, f"{HERE}size"),
    "a function without a name": (READY, f"{HERE}less"),
    "what does not end": (READY, "ended by signal 24"),
    "what only a test that fails anyway runs": (READY, ""),
    "what does not load": (ANEW, "the program does not load"),
    "a test that does not load": (
        ANEW,
        "Which tests run what could not be measured: a test file does not load.",
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What came of every change; four seconds."""
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, str(SCRIPT), str(tmp_path_factory.mktemp("tiny"))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_what_notices_a_change_notices_it_in_both_ways(found):
    assert {name: (each[0], each[1]) for name, each in found.items()} == EXPECTED
    twice = [each for each in found.values() if len(each) == 3]
    assert len(twice) == 5
    assert all(ready == anew for _, ready, anew in twice)
