"""Whether there is anything to do, told without computing anything."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from living_review.living.freshness import next_change

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("completions", "day"),
    [
        ([], None),
        (["2024-10"], None),
        (["2026-11"], dt.date(2026, 12, 1)),
        (["2026-12"], dt.date(2027, 1, 1)),
        (["2026-11-24"], None),
        (["2026-11-25", "2026-12"], dt.date(2026, 11, 25)),
        (["2027-13", "2027-02-30", "soon"], None),
    ],
)
def test_the_next_day_on_which_a_silent_trial_counts_as_completed(completions, day):
    assert next_change(completions, TODAY) == day


def test_a_run_with_nothing_new_imports_no_heavy_package():
    code = (
        "import sys, living_review.runs.update, living_review.cli.app\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'matplotlib', 'weasyprint', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
