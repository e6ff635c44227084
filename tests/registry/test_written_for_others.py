"""What a registry is begun with elsewhere, whole: tables of a database, a workbook, CSV files.

`written/` holds each as it was looked at; UPDATE_SNAPSHOTS=1 keeps that of now.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from living_review.protocol import load_protocol
from living_review.registry.ddl import database, statements
from living_review.registry.template import template
from living_review.registry.template_files import workbook, write_template

KEPT = Path(__file__).parent / "written"
SAMPLE = Path(__file__).parents[1] / "shared" / "sample_protocol.yml"
# Of a workbook, what a person meets: not when it was made, nor how openpyxl packs it.
PARTS = (
    *("xl/worksheets/", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"),
    "xl/comments",
)


def compare(name: str, text: str) -> None:
    kept = KEPT / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_tables_of_a_database_are_as_they_were(dialect: Any) -> None:
    compare(f"{dialect}.sql", ";\n\n".join(statements(dialect)) + ";\n")


def test_a_database_has_the_tables_and_columns_that_are_wanted_and_what_they_need() -> None:
    made = database("own", {"trials": ("trial_id", "label", "further"), "searches": ("date",)})
    assert {name: [each.name for each in table.columns] for name, table in made.tables.items()} == {
        "own.trials": ["trial_id", "label", "year", "status", "date_added", "further"],
        "own.searches": ["search_id", "date", "source"],
    }


def told(content: bytes) -> Iterator[str]:
    """Give the parts of a workbook, an element a line."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in sorted(packed.namelist()):
            if name.startswith(PARTS) and "_rels" not in name:
                yield f"# {name}"
                text = packed.read(name).decode("utf-8")
                root = ElementTree.fromstring(text)
                yield from lines(root, 0)


def lines(element: ElementTree.Element, depth: int) -> Iterator[str]:
    named = " ".join(f'{key.rpartition("}")[2]}="{value}"' for key, value in element.items())
    tag = element.tag.rpartition("}")[2]
    yield f"{' ' * depth}{tag} {named} {(element.text or '').strip()}".rstrip()
    for child in element:
        yield from lines(child, depth + 1)


def test_a_workbook_to_fill_in_is_as_it_was() -> None:
    compare("workbook.txt", "\n".join(told(workbook(template(load_protocol(SAMPLE))))) + "\n")


def test_a_folder_to_fill_in_is_as_it_was(tmp_path: Path) -> None:
    to = write_template(str(tmp_path / "new"), load_protocol(SAMPLE), replace=False)
    text = [f"# {each.name}\n{each.read_bytes().decode()}" for each in sorted(Path(to).iterdir())]
    compare("folder.txt", "\n".join(text))
