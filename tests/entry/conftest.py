"""What is read of the same cells is the same: conversations that get to one place read it once."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pandas as pd
import pytest

from living_review.protocol import Protocol
from living_review.registry import Snapshot, read
from living_review.sources import RawTables

_KNOWN: dict[bytes, Snapshot] = {}


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the program read each registry once in all these tests."""
    monkeypatch.setattr("living_review.registry.read", known)


def known(raw: RawTables, protocol: Protocol, **more: Any) -> Snapshot:
    """Give what `read` gave for the same cells, protocol, day and options; no error is kept."""
    cells = (sorted(raw.items()), raw.remarks, raw.columns, raw.pulled_at.date(), more)
    key = pickle.dumps((cells, protocol.model_dump_json(by_alias=True)))
    if key not in _KNOWN:
        _KNOWN[key] = read(raw, protocol, **more)
    found = _KNOWN[key]
    return replace(found, pulled_at=raw.pulled_at, **dict(_own_frames(found)))


def _own_frames(found: Snapshot) -> Iterator[tuple[str, pd.DataFrame]]:
    for each in fields(found):
        value = getattr(found, each.name)
        if isinstance(value, pd.DataFrame):
            yield each.name, value.copy()
