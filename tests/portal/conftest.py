"""Made-up reviews as `update` leaves them, written and not built."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sample_documents import findings
from sample_findings import recovery, single

from living_review.findings import Findings, VersionInfo
from living_review.library.members import library_at
from living_review.living.manifest import Manifest, Software, Told
from living_review.living.snapshot_files import as_files
from living_review.living.store import VersionStore
from living_review.living.whole_site import write_list
from living_review.portal.publication import Made, make
from living_review.portal.settings import Settings
from living_review.sources import RawTable, RawTables

TODAY = dt.date(2026, 11, 29)
MOMENT = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
BASE = findings(recovery(), single())
Cells = Sequence[Mapping[str, str]]


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))
    # What else the machine writes is not waited for.
    monkeypatch.setattr(os, "sync", lambda: None)


def told(*conclusions: str) -> Told:
    items = tuple(f"{each}: the conclusion changed." for each in conclusions)
    return Told("One trial was added.", items, (), conclusions, (), 3, 90, 0)


def manifest(number: int, says: Told) -> Manifest:
    return Manifest(
        number=number,
        date=MOMENT.date(),
        previous=number - 1 or None,
        as_of=None,
        made_at=MOMENT,
        pulled_at=MOMENT,
        source="CSV files",
        review_id="review",
        title="A title",
        registry_hash="ab" * 32,
        fingerprint="cd" * 32,
        next_change=None,
        next_search=None,
        engine="embedded",
        software=Software("living-review", "0.1.0", "ef", "3.11.7", {}),
        told=says,
    )


def registry(rows: Cells) -> RawTables:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = tuple(tuple(row.get(name, "") for name in columns) for row in rows)
    lines = tuple(range(2, len(rows) + 2))
    return RawTables({"arms": RawTable("arms", "arms.csv", columns, cells, lines)}, MOMENT)


class Shelf:
    """A folder of published reviews."""

    def __init__(self, place: Path) -> None:
        self.place, self.out = place / "shelf", place / "portal"

    def review(self, name: str, *, number: int | None = 1, **values: Any) -> Path:
        """Publish a review; `values` are those of `says`, or parts of its findings."""
        root = self.place / name
        (root / "data").mkdir(parents=True, exist_ok=True)
        (root / "data" / "protocol.yml").write_text("review: {}\n", encoding="utf-8")
        rows, conclusions = values.pop("rows", ()), values.pop("conclusions", ())
        document = says(number, **values)
        site = root / "_site"
        (site / "versions" / "1").mkdir(parents=True, exist_ok=True)
        (site / "index.html").write_text(f"<h1>{name} {number}</h1>", encoding="utf-8")
        document.write(site / "findings.json")
        write_list(site)
        store = VersionStore(root / "data" / "versions")
        if number is not None and number not in store.numbers():
            store.add(manifest(number, told(*conclusions)), as_files(registry(rows)), {})
        return root

    def made(self, place: Path | None = None, **settings: Any) -> Made:
        return make(library_at(place or self.place), self.out, Settings(**settings))

    def page(self, name: str = "index.html") -> str:
        return (self.out / name).read_text(encoding="utf-8")


def says(number: int | None, **values: Any) -> Findings:
    """Give the findings of a version: fields of the review and of its currency, or whole parts."""
    review = {
        name: values.pop(name)
        for name in ("title", "language", "url", "topics", "question")
        if name in values
    }
    currency = {
        name: values.pop(name) for name in ("status", "next_run", "last_search") if name in values
    }
    return BASE.model_copy(
        update={
            "review": BASE.review.model_copy(update=review),
            "currency": BASE.currency.model_copy(update=currency),
            "version": VersionInfo(number=number, date=MOMENT.date()),
            **values,
        }
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


Published = Callable[..., Path]
