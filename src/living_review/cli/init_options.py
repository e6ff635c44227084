"""The options of `living-review init`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Trials(StrEnum):
    """The empty registries that a review may begin with."""

    csv = "csv"
    workbook = "workbook"


Directory = Annotated[Path, typer.Argument(metavar="[DIR]", help="A folder that is new or empty.")]
Title = Annotated[str, typer.Option(help="What the review is called.")]
Authors = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Who writes it; again for another.")
]
Population = Annotated[str, typer.Option(help="Who it is about.")]
Intervention = Annotated[str, typer.Option(help="What is done, as in a sentence.")]
Comparator = Annotated[str, typer.Option(help="What it is compared with.")]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        metavar="OUTCOME",
        help="Name, measure, higher or lower, importance: 'Depression, SMD, lower, critical'; "
        "again for another.",
    ),
]
Timepoints = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LABEL",
        help="When outcomes are measured; again for another.",
        show_default="End of treatment",
    ),
]
OfTrials = Annotated[
    Trials | None,
    typer.Option(help="The empty registry that is written.", show_default="csv"),
]
FromFile = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Take the trials of a file in."),
]
Example = Annotated[
    str, typer.Option(metavar="NAME", help="Begin with a finished review: bcg, minimal, …")
]
Build = Annotated[
    bool, typer.Option("--build/--no-build", help="Build the website and the PDFs at once.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")
]
