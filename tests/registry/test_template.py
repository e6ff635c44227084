"""An empty registry to fill in: what it offers, what it refuses, and that it comes back filled."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from living_review.ground.errors import BadInput
from living_review.protocol import load_protocol
from living_review.registry import TABLES, content_hash, read
from living_review.registry.checks.numbers import _BOUNDS, _LEAST_SPREAD
from living_review.registry.template import LIMITS, template
from living_review.registry.template_files import write_template
from living_review.registry.typed_cells import valued
from living_review.sources import CsvFolder
from living_review.sources.workbook import Workbook


@pytest.fixture
def protocol(project_root: Path) -> Any:
    return load_protocol(project_root / "data" / "protocol.yml")


def rules(sheet: Any, column: str) -> list[Any]:
    """Give the rules of the cells of a column."""
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == column)
    return [r for r in sheet.data_validations.dataValidation if f"{letter}2" in r.sqref]


def listed(book: Any, rule: Any) -> list[str]:
    """Give the values that a rule offers."""
    name, area = rule.formula1.split("!")
    return [row[0].value for row in book[name][area.replace("$", "")]]


def test_every_column_has_its_note_and_the_header_stays(tmp_path: Path, protocol: Any) -> None:
    book = load_workbook(write_template(str(tmp_path / "t.xlsx"), protocol, replace=False))
    for name, declared in TABLES.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]][: len(declared.names)] == list(declared.names)
        assert sheet.freeze_panes == "B2"
        for cell, column in zip(sheet[1], declared.columns, strict=False):
            assert cell.comment.text.startswith(column.meaning)
            assert ("Required." in cell.comment.text) == column.always_required
        assert sheet.max_row == 1


def test_messages_are_no_longer_than_a_spreadsheet_allows(tmp_path: Path, protocol: Any) -> None:
    book = load_workbook(write_template(str(tmp_path / "t.xlsx"), protocol, replace=False))
    every = [r for name in TABLES for r in book[name].data_validations.dataValidation]
    assert every
    for rule in every:
        assert len(rule.errorTitle) <= 32
        assert len(rule.error) <= 255
        assert len(rule.formula1) <= 255


def test_what_the_protocol_names_is_there_to_choose(tmp_path: Path, protocol: Any) -> None:
    book = load_workbook(write_template(str(tmp_path / "t.xlsx"), protocol, replace=False))
    (outcome,) = rules(book["arms"], "outcome")
    assert listed(book, outcome) == [each.id for each in protocol.outcomes]
    assert outcome.errorStyle == "stop"
    (category,) = rules(book["trials"], "category")
    assert "self-management" in listed(book, category)
    assert category.errorStyle == "warning"
    (judgement,) = rules(book["risk_of_bias"], "judgement")
    assert judgement.formula1.startswith('IF($C2="RoB2",choices!')
    (trial,) = rules(book["arms"], "trial_id")
    assert trial.formula1.startswith("trials!$A$2:")


def test_numbers_and_dates_have_the_limits_of_the_checks(tmp_path: Path) -> None:
    for _, columns, _, _, bound, _ in _BOUNDS:
        for column in columns:
            above = bound == _LEAST_SPREAD
            assert (LIMITS[column].least, LIMITS[column].above) == (0 if above else bound, above)
    book = load_workbook(write_template(str(tmp_path / "t.xlsx"), None, replace=False))
    (n,) = rules(book["arms"], "n")
    assert (n.type, n.operator, n.formula1) == ("whole", "greaterThanOrEqual", "1")
    (sd,) = rules(book["arms"], "sd")
    assert (sd.type, sd.operator, sd.formula1) == ("decimal", "greaterThan", "0")
    (date,) = rules(book["trials"], "date_added")
    assert date.type == "date"
    assert not rules(book["arms"], "outcome")[0].formula1.startswith("choices")


def test_a_filled_workbook_is_the_same_registry(
    tmp_path: Path, project_root: Path, protocol: Any
) -> None:
    original = CsvFolder(project_root / "data" / "registry").pull()
    path = tmp_path / "t.xlsx"
    write_template(str(path), protocol, replace=False)
    book = load_workbook(path)
    for name, table in original.items():
        header = [cell.value for cell in book[name][1]]
        for column in (column for column in table.columns if column not in header):
            header.append(column)  # a person may add columns of trials
            book[name].cell(1, len(header)).value = column
        for i, row in enumerate(valued(table, strict=False), start=2):
            for column, value in zip(table.columns, row, strict=True):
                book[name].cell(i, header.index(column) + 1).value = value
    book.save(path)
    filled = Workbook(tmp_path, "t.xlsx").pull()
    assert content_hash(filled) == content_hash(original)
    before, after = read(original, protocol), read(filled, protocol)
    assert [each.rule for each in after.quarantine] == [each.rule for each in before.quarantine]
    assert len(after.queries) == len(before.queries)


def test_a_row_typed_by_a_person_is_read_without_a_query(tmp_path: Path, protocol: Any) -> None:
    path = tmp_path / "t.xlsx"
    write_template(str(path), protocol, replace=False)
    book = load_workbook(path)
    trial = {
        "trial_id": "SMITH2026", "label": "Smith 2026", "year": 2026, "status": "included",
        "category": "self-management", "delivery": "in person", "comparator": "usual care",
        "date_added": dt.datetime(2026, 1, 5), "country": "Kenya", "completed": "2025-10",
        "design": "parallel", "status_reason": "eligible", "led_by": "peers",
        "focus": "mental health",
    }  # fmt: skip
    arm = {
        "trial_id": "SMITH2026", "outcome": "recovery", "timepoint": "post", "weeks": 12,
        "instrument": "RAS", "higher_is_better": True, "score": "endpoint",
    }  # fmt: skip
    figures = [("peer group", "intervention", 60, 150.1, 19.8), ("care", "control", 58, 147, 20.4)]
    rows = [
        {**arm, "arm": name, "role": role, "n": n, "mean": mean, "sd": sd}
        for name, role, n, mean, sd in figures
    ]
    judged = {"trial_id": "SMITH2026", "tool": "RoB2", "domain": "overall", "judgement": "low"}
    for name, cells in (("trials", [trial]), ("arms", rows), ("risk_of_bias", [judged])):
        header = [cell.value for cell in book[name][1]]
        for i, row in enumerate(cells, start=2):
            for column, value in row.items():
                book[name].cell(i, header.index(column) + 1).value = value
    book.save(path)
    snapshot = read(Workbook(tmp_path, "t.xlsx").pull(), protocol)
    said = (*snapshot.quarantine, *snapshot.queries)
    # That other values of the protocol's filters have no trial yet is said of the protocol.
    assert [each.sentence for each in said if each.table in TABLES and each.row] == []


def test_a_folder_of_csv_files_is_an_empty_registry(tmp_path: Path, protocol: Any) -> None:
    write_template(str(tmp_path / "new"), protocol, replace=False)
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "columns.txt", *(f"{name}.csv" for name in TABLES),
    }  # fmt: skip
    with (tmp_path / "new" / "arms.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(TABLES["arms"].names)
    snapshot = read(CsvFolder(tmp_path / "new").pull(), protocol)
    assert not snapshot.quarantine
    words = (tmp_path / "new" / "columns.txt").read_text(encoding="utf-8")
    assert "one of: recovery," in words
    with pytest.raises(BadInput, match="name a new folder"):
        write_template(str(tmp_path / "new"), protocol, replace=True)


def test_a_workbook_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(BadInput, match="--replace"):
        write_template(str(path), None, replace=False)
    assert path.read_bytes() == b"mine"


def test_a_column_that_the_protocol_names_is_among_those_of_trials(
    tmp_path: Path, project_root: Path
) -> None:
    text = (project_root / "data" / "protocol.yml").read_text(encoding="utf-8")
    path = tmp_path / "protocol.yml"
    path.write_text(text.replace("category: [self", "setting: [ward]\n      category: [self", 1))
    fields = {field.name: field for field in template(load_protocol(path))["trials"]}
    assert fields["setting"].values == ("ward",)
