"""What only a source can see of a row is a query like any other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from living_review.protocol import load_protocol
from living_review.registry import as_of, content_hash, read
from living_review.sources import CsvFolder, RawTables, SourceRemark


def with_remarks(raw: RawTables, *remarks: SourceRemark) -> RawTables:
    return replace(raw, tables={**raw.tables, "trials": replace(raw["trials"], remarks=remarks)})


def test_a_hidden_row_is_used_and_asked_about(project_root: Path) -> None:
    data = project_root / "data"
    protocol, plain = load_protocol(data / "protocol.yml"), CsvFolder(data / "registry").pull()
    line = plain["trials"].lines[3]
    raw = with_remarks(
        plain,
        SourceRemark(1, "", "hidden-sheet", "the sheet is hidden; show it."),
        SourceRemark(line, "label", "hidden-row", "the row is hidden; show it."),
    )
    before, after = read(plain, protocol), read(raw, protocol)
    assert after.hash == before.hash == content_hash(raw)
    assert after.trials.equals(before.trials)
    new = [query for query in after.queries if query not in before.queries]
    assert [(q.table, q.row, q.column, q.rule) for q in new] == [
        ("trials", 1, "", "hidden-sheet"),
        ("trials", line, "label", "hidden-row"),
    ]
    assert new[1].trial_id == plain["trials"].rows[3][0]
    assert new[1].sentence.endswith("the row is hidden; show it.")


def test_a_remark_goes_with_its_row(project_root: Path) -> None:
    plain = CsvFolder(project_root / "data" / "registry").pull()
    remarks = [SourceRemark(line, "", "hidden-row", "x.") for line in (1, *plain["trials"].lines)]
    cut = as_of(with_remarks(plain, *remarks), dt.date(2020, 1, 1))["trials"]
    assert 0 < len(cut.rows) < len(plain["trials"].rows)
    assert [remark.line for remark in cut.remarks] == [1, *cut.lines]
