"""A small review that is updated for real, but for the setting of its PDFs."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from living_review.runs.update import Updated, update

BCG = Path(__file__).parents[1] / "other_reviews" / "bcg"


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


def cannot_start() -> None:
    """Have the figures computed again in this process, which loads statsmodels once for all."""
    raise OSError


@pytest.fixture
def verified_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the figures a second time in this process: another takes a second to load."""
    monkeypatch.setattr("living_review.verification.verifier.started_process", cannot_start)


@pytest.fixture
def quick_pdfs(monkeypatch: pytest.MonkeyPatch, verified_here: None) -> None:
    """Set no PDF: WeasyPrint would take most of the time of these tests, which are not about it."""
    from contextlib import nullcontext

    from living_review.paper import pdf

    def place(report: Path, out: Path, **_: Any) -> frozenset[str]:
        out.mkdir(parents=True, exist_ok=True)
        for name in ("summary", "review"):
            text = (report / "print" / f"{name}.md").read_bytes()
            (out / f"{name}.pdf").write_bytes(b"%PDF stand-in\n" + text)
        return frozenset()

    monkeypatch.setattr(pdf, "build_pdfs", place)
    monkeypatch.setattr("living_review.runs.build.presses_for", lambda only: nullcontext())


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock to a moment, written like 2026-11-24T06:00:00+00:00."""
    import datetime as dt

    def set_to(moment: str) -> None:
        seconds = int(dt.datetime.fromisoformat(moment).timestamp())
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))

    set_to("2026-11-24T06:00:00+00:00")
    return set_to


@pytest.fixture
def review(tmp_path: Path, quick_pdfs: None, at: Callable[[str], None]) -> Review:
    """The BCG review, which nobody has published yet."""
    root = tmp_path / "review"
    shutil.copytree(BCG, root)
    return Review(root)
