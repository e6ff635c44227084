"""A summary of findings has a column of the comparator where something is known of its people."""

from __future__ import annotations

import pytest
import sample_documents
from sample_findings import readmission, recovery

from living_review.findings import Finding
from living_review.tables import summary_of_findings


def unknown() -> Finding:
    """A finding of which no mean with the comparator is known."""
    found = recovery()
    trials = tuple(trial.model_copy(update={"arms": ()}) for trial in found.trials)
    return found.model_copy(update={"trials": trials})


@pytest.mark.parametrize(("finding", "known"), [(unknown(), False), (readmission(), True)])
def test_the_column_stands_where_something_is_known(finding: Finding, known: bool) -> None:
    (table,) = summary_of_findings.tables(sample_documents.findings(finding))
    assert len(table.columns) == 6 + known
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    told = {line for row in table.rows for cell in row.cells for line in cell.lines}
    assert "Reference group" not in told
    assert [heading for heading in table.columns if heading.group][-1].heading.startswith("With ")
