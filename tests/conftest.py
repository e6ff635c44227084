"""What every test shares; and in CI, a skipped test is a failure unless it may be skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# marker -> why a test with it may be skipped in CI
MAY_BE_SKIPPED = {"quarto": "Quarto is in no package registry that CI reaches"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    report = yield
    in_ci = os.environ.get("CI", "").lower() == "true"
    allowed = any(item.get_closest_marker(marker) for marker in MAY_BE_SKIPPED)
    if in_ci and report.skipped and not hasattr(report, "wasxfail") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI without being on the allow-list: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the shipped review."""
    return ROOT
