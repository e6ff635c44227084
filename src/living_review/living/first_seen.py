"""What published versions tell of a file that is read again: its trials, their days, its header."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from living_review.living import snapshot_files
from living_review.living.store import VersionStore


@dataclass(frozen=True)
class FirstSeen:
    """The days of the trials of all published versions, and the header of the latest file."""

    store: VersionStore

    def columns(self) -> tuple[str, ...]:
        """Give the header of the file that the latest version was made from; () for no table."""
        latest = self.store.latest()
        if latest is None or snapshot_files.INDEX not in latest.files:
            return ()
        index = json.loads(self.store.read(latest.number, snapshot_files.INDEX))
        return tuple(index.get("columns", ()))

    def names(self) -> Mapping[str, str]:
        """Give the identifier of every trial of the latest version whose label no other has."""
        latest = self.store.latest()
        rows = self._trials(latest.number, "label") if latest else []
        counts = Counter(label for _, label in rows)
        return {label: trial for trial, label in rows if counts[label] == 1}

    def days_of(self, trials: Iterable[str]) -> Mapping[str, str]:
        """Give the day of each trial that a version has, as the newest of them tells it.

        A trial that left the registry and came back keeps its day.
        """
        wanted, found = set(trials), dict[str, str]()
        for number in reversed(self.store.numbers()):
            if not wanted:
                break
            for trial, day in self._trials(number, "date_added"):
                if trial in wanted and day:
                    found[trial] = day
            wanted -= found.keys()
        return found

    def _trials(self, number: int, column: str) -> list[tuple[str, str]]:
        """Give every trial of a version with a cell of it, as its registry was pulled."""
        name = f"{snapshot_files.FOLDER}/trials.csv"
        if name not in self.store.manifest(number).files:
            return []
        columns, *trials = snapshot_files.rows_of(self.store.read(number, name))
        if "trial_id" not in columns or column not in columns:
            return []
        which, at = columns.index("trial_id"), columns.index(column)
        return [(row[which].strip(), row[at].strip()) for row in trials]
