"""The steps that a computation tells, and when an update looks at the file of a registry."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sample_documents
from sample_everything import everything

from living_review.ground.folder import ReviewFolder
from living_review.living.file_report import FileReport
from living_review.runs import update
from living_review.runs.editions import computed

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"


def test_a_computation_tells_what_it_is_at() -> None:
    steps: list[str] = []
    day = dt.date(2026, 3, 4)
    computed(ReviewFolder(MINIMAL), as_of=None, today=day, progress=steps.append)
    assert steps == ["Reading the protocol and the registry", "Computing every meta-analysis",
                     "Rating the certainty of the evidence"]  # fmt: skip


@pytest.mark.parametrize("left_out", [True, False])
@pytest.mark.parametrize("table", ["import", "arms"])
def test_the_file_of_a_registry_is_told_of_where_something_of_it_is_left_out_or_doubted(
    table: str, left_out: bool
) -> None:
    [out, *_], [query, *_] = everything().left_out, everything().queries
    own = query.model_copy(update={"table": table, "rule": f"{table}-look", "seen": None})
    found = sample_documents.findings(left_out=(out,) * left_out, queries=(query, own))
    run: Any = object.__new__(update._Run)
    run.latest = None
    report = run._file_report(found)
    assert (report == FileReport()) == (table == "arms" and not left_out)
    assert len(report.to_look_at) == (table == "import")
    assert len(report.left_out) == left_out
