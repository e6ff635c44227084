"""Where the parts of one review are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROTOCOL, JUDGEMENTS = "data/protocol.yml", "data/judgements.csv"
OTHER_REVIEWS, TEMPLATES = "data/other_reviews.csv", "templates"
CORRECTIONS, QUERIES = "data/corrections.csv", "data/queries.csv"


@dataclass(frozen=True)
class ReviewFolder:
    """The folder of a review; every part is at the same place in each."""

    root: Path

    @property
    def protocol(self) -> Path:
        return self.root / PROTOCOL

    @property
    def registry(self) -> Path:
        return self.root / "data" / "registry"

    @property
    def judgements(self) -> Path:
        return self.root / JUDGEMENTS

    @property
    def other_reviews(self) -> Path:
        return self.root / OTHER_REVIEWS

    @property
    def corrections(self) -> Path:
        return self.root / CORRECTIONS

    @property
    def queries(self) -> Path:
        return self.root / QUERIES

    @property
    def templates(self) -> Path:
        return self.root / TEMPLATES

    @property
    def versions(self) -> Path:
        return self.root / "data" / "versions"

    @property
    def report(self) -> Path:
        return self.root / "report"

    @property
    def changelog(self) -> Path:
        return self.root / "CHANGELOG.md"

    @property
    def site(self) -> Path:
        return self.root / "_site"

    def inputs(self) -> Mapping[str, Path]:
        """Name every file besides the registry that a report is made from and that is there."""
        single = (PROTOCOL, JUDGEMENTS, OTHER_REVIEWS, CORRECTIONS, QUERIES)
        found = {name: self.root / name for name in single if (self.root / name).is_file()}
        if self.templates.is_dir():
            for path in sorted(self.templates.rglob("*.j2")):
                found[path.relative_to(self.root).as_posix()] = path
        return found
