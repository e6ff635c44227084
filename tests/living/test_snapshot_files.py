"""What was pulled is kept cell by cell and line by line, wherever it came from."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.living import compression
from living_review.living.snapshot_files import as_files, from_files
from living_review.registry import content_hash
from living_review.sources import CsvFolder, RawTable, RawTables, SourceRemark

MOMENT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=[]), max_size=8)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 4))
    columns = tuple(f"c{i}" for i in range(width))
    rows = draw(st.lists(st.tuples(*[CELLS] * width), max_size=6))
    gaps = draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows)))
    lines = tuple(1 + sum(gaps[: i + 1]) for i in range(len(rows)))
    separator = draw(st.sampled_from([",", ";", "\t"]))
    remarks = tuple(
        SourceRemark(line, "c0", "hidden-row", "the row is hidden; show it.")
        for line in draw(st.lists(st.sampled_from([1, *lines]), max_size=2))
    )
    file = "registry/trials.csv"
    table = RawTable("trials", file, columns, tuple(rows), lines, separator, remarks)
    return RawTables({"trials": table}, MOMENT, "somewhere")


@given(tables())
def test_tables_come_back_as_they_were(raw):
    assert from_files(as_files(raw), MOMENT) == raw


def test_the_shipped_registry_keeps_its_hash_and_its_lines(project_root):
    raw = CsvFolder(project_root / "data" / "registry").pull()
    back = from_files(as_files(raw), raw.pulled_at)
    assert back == raw
    assert content_hash(back) == content_hash(raw)


def test_a_cell_of_a_megabyte_comes_back():
    table = RawTable("trials", "t.csv", ("notes",), (("x" * 2**20,),), (2,))
    raw = RawTables({"trials": table}, MOMENT)
    assert from_files(as_files(raw), MOMENT) == raw


def test_a_header_that_names_another_size_is_told_before_memory_is_asked_for():
    content = b"a" * 300
    packed = compression.compressed(content)
    assert compression.decompressed(packed, b"", 300) == content
    for size in (299, 301):
        with pytest.raises(ValueError, match="names another size"):
            compression.decompressed(packed, b"", size)


def test_a_frame_whose_header_names_no_size_is_read_up_to_the_size_that_is_known():
    import zstandard

    packer = zstandard.ZstdCompressor(write_content_size=False)
    packed = packer.compress(b"a" * 300)
    assert compression.decompressed(packed, b"", 300) == b"a" * 300
    with pytest.raises(ValueError, match="full frame"):
        compression.decompressed(packed, b"", 299)
