"""A small review that is updated for real, but for the setting of its PDFs."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from made_once import made_once
from quick_runs import set_no_paper, verify_here

from living_review.runs.update import Updated, update

BCG = Path(__file__).parents[2] / "examples" / "bcg"
FIRST = "2026-11-24T06:00:00+00:00"
FIRST_ALONE = ((FIRST, None),)


@dataclass(frozen=True)
class Review:
    """A review in a folder of its own, and the hands that change it."""

    root: Path

    @property
    def site(self) -> Path:
        return self.root / "_site"

    def update(self, **options: Any) -> Updated:
        return update(self.root, **options)

    def rows(self, table: str) -> list[dict[str, str]]:
        path = self.root / "data" / "registry" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        path = self.root / "data" / "registry" / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, edit: Callable[[dict[str, str]], None]) -> None:
        rows = self.rows(table)
        for row in rows:
            edit(row)
        self.write(table, rows)

    def drop(self, *trials: str) -> None:
        for table in ("trials", "arms", "risk_of_bias"):
            kept = [row for row in self.rows(table) if row["trial_id"] not in trials]
            self.write(table, kept)

    def everything(self) -> dict[str, bytes]:
        """Every file of the review but what a lock or a cache leaves."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }


@pytest.fixture
def verified_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the figures a second time in this process: another takes a second to load."""
    verify_here(monkeypatch)


@pytest.fixture
def quick_pdfs(monkeypatch: pytest.MonkeyPatch, verified_here: None) -> None:
    """Set no PDF: WeasyPrint would take most of the time of these tests, which are not about it."""
    set_no_paper(monkeypatch)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock to a moment, written like 2026-11-24T06:00:00+00:00."""
    set_clock(monkeypatch, FIRST)
    return partial(set_clock, monkeypatch)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    seconds = int(dt.datetime.fromisoformat(moment).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))


@pytest.fixture
def review(tmp_path: Path, quick_pdfs: None, at: Callable[[str], None]) -> Review:
    """The BCG review, which nobody has published yet."""
    root = tmp_path / "review"
    shutil.copytree(BCG, root)
    return Review(root)


@pytest.fixture
def version_1(review: Review, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The review has its first version, which `review.update()` made at the first moment."""
    folder, _ = made_once(tmp_path_factory, "bcg, version 1", partial(published, FIRST_ALONE))
    take(folder, review)


@pytest.fixture
def three_published(review: Review, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The review has three versions of three days, the later ones without a trial more."""
    moments = (("01", None), ("02", "COMSTOCK_1976"), ("03", "ARONSON_1948"))
    days = [(f"2026-12-{day}T06:00:00+00:00", trial) for day, trial in moments]
    folder, _ = made_once(tmp_path_factory, "bcg, three versions", partial(published, days))
    take(folder, review)


def published(moments: Sequence[tuple[str, str | None]], folder: Path) -> None:
    """Publish the BCG review at each moment, without one more of its trials where one is named."""
    made = Review(folder / "review")
    shutil.copytree(BCG, made.root)
    with pytest.MonkeyPatch.context() as patch:
        set_no_paper(patch)
        verify_here(patch)
        for moment, trial in moments:
            set_clock(patch, moment)
            if trial:
                made.drop(trial)
            made.update()


def take(folder: Path, review: Review) -> None:
    """Put what `published` made into the place of a review."""
    shutil.rmtree(review.root)
    shutil.copytree(folder / "review", review.root, symlinks=True)
