"""The formats that a protocol may name are those that can be read."""

from __future__ import annotations

from typing import get_args

from living_review.exchange.formats import FORMATS
from living_review.protocol.registry_source import WITHOUT_ROWS, ImportFormat


def test_a_protocol_names_every_format_and_no_other() -> None:
    assert set(get_args(ImportFormat)) == set(FORMATS)


def test_rows_are_selected_where_a_format_has_rows() -> None:
    assert set(WITHOUT_ROWS) == {name for name, each in FORMATS.items() if not each.rows}
