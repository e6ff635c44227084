"""Test files as pytest rewrites them: half of what it takes to collect ten thousand tests.

Where all tests are run by several processes, each of these rewrites its share of the files for
all, and later runs find them, also where Python itself keeps nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

TESTS = Path(__file__).parents[1]


def rewrite_a_share(config: pytest.Config) -> None:
    """Rewrite what this process is to rewrite of all test files."""
    whole = [Path(each).resolve() for each in config.args] == [TESTS]
    if whole and hasattr(config, "workerinput") and os.access(TESTS, os.W_OK):
        files = sorted(TESTS.rglob("test_*.py"))
        mine = int(config.workerinput["workerid"].removeprefix("gw"))
        for path in files[mine :: config.workerinput["workercount"]]:
            _keep(path, config)


def _keep(path: Path, config: pytest.Config) -> None:
    folder = rewrite.get_cache_dir(path)
    kept = folder / f"{path.stem}{rewrite.PYC_TAIL}"
    if rewrite._read_pyc(path, kept) is None and rewrite.try_makedirs(folder):
        about, code = rewrite._rewrite_test(path, config)
        rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, about, kept)
