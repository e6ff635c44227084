"""What reading workbooks relies on inside openpyxl is missed at once, and is no fault of a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet import _reader

from living_review.ground.errors import EnvironmentFailure
from living_review.sources import openpyxl_parts
from living_review.sources.workbook import read_workbook

VERSION = metadata.version("openpyxl")


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    openpyxl_parts._parser_class.cache_clear()
    yield
    openpyxl_parts._parser_class.cache_clear()


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "trials"
    sheet.append(["trial_id", "year"])
    sheet.append(["SMITH_2010", 2010])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def refused() -> str:
    with pytest.raises(EnvironmentFailure) as failure:
        read_workbook(workbook(), "registry.xlsx")
    return str(failure.value)


def test_the_installed_openpyxl_has_it_all() -> None:
    assert read_workbook(workbook(), "registry.xlsx")["trials"].rows == (("SMITH_2010", "2010"),)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("openpyxl.worksheet._reader", "WorkSheetParser"),
        ("openpyxl.worksheet._reader.WorkSheetParser", "parse"),
        ("openpyxl.worksheet._read_only.ReadOnlyWorksheet", "_get_source"),
    ],
)
def test_a_part_that_is_gone_is_named_with_the_version(
    monkeypatch: pytest.MonkeyPatch, owner: str, name: str
) -> None:
    monkeypatch.delattr(f"{owner}.{name}")
    said = refused()
    assert f"openpyxl {VERSION} has no {owner}.{name}" in said
    assert "registry.xlsx" not in said, "the file is not at fault"


def test_rows_that_are_read_in_another_way_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Parser(_reader.WorkSheetParser):
        def parse(self) -> Iterator[Any]:
            for number, cells in super().parse():
                yield number, [(cell["column"], cell["value"]) for cell in cells]

    monkeypatch.setattr(_reader, "WorkSheetParser", Parser)
    assert "that reads rows in another way" in refused()
