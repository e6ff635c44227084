"""The files that readers can take away, and what each holds."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

DataFile = Literal[
    "abstract.json",
    "results.csv",
    "trial-effects.csv",
    "trial-arms.csv",
    "sensitivity.csv",
    "review.docx",
    "summary-of-findings.docx",
    "summary-of-findings.csv",
    "summary-of-findings.json",
    "certainty.csv",
    "trials.csv",
    "recovered.csv",
    "set-aside.csv",
    "left-out.csv",
]
VersionFile = Literal["summary.pdf", "review.pdf", "findings.json", "data.zip"]


@fact("downloads.data_file")
class HoldsOf(Fact):
    """What a file of figures holds; behind its name."""

    name: DataFile
    """The file."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="results.csv")


@fact("downloads.version_file")
class VersionFileLabel(Fact):
    """What a file of a version is; the text of a link to it."""

    name: VersionFile
    """The file."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="data.zip")


@fact("downloads.not_kept")
class NotKept(Fact):
    """Which files of an old version are no longer there, and how they are made again.

    What stands between backticks is shown as code.
    """

    files: tuple[VersionFile, ...]
    """The files."""
    command: str
    """What the review team types."""

    @classmethod
    def example(cls) -> Self:
        return cls(files=("summary.pdf", "review.pdf"), command="living-review rebuild 3 --out DIR")
