"""The options of `living-review import`, and what was asked for by them."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer


class Format(enum.StrEnum):
    """The formats that can be read."""

    auto = "auto"
    revman5 = "revman5"
    revman_web = "revman-web"
    revman_csv = "revman-csv"
    covidence = "covidence"
    metapsy = "metapsy"
    wide = "wide"


class WeeksAre(enum.StrEnum):
    """What a column of weeks holds."""

    weeks = "weeks"
    months = "months"


class PrecalcSign(enum.StrEnum):
    """What the sign of an effect that somebody else computed means."""

    positive_favours_intervention = "positive-favours-intervention"
    negative_favours_intervention = "negative-favours-intervention"
    intervention_minus_control = "intervention-minus-control"


File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")]
OfFormat = Annotated[Format, typer.Option("--format", help="What the file is; auto looks into it.")]
Into = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write a new registry into this folder.")
]
Append = Annotated[
    bool, typer.Option("--append", help="Add to the registry of the review (--review).")
]
AsSource = Annotated[
    bool,
    typer.Option(
        "--as-source",
        help="Have the protocol read this file, by its mapping, whenever the registry is pulled.",
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN=CELL",
        help="Read the rows with this cell alone; again for another cell or column.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")]
MappingFile = Annotated[
    Path | None, typer.Option(metavar="YAML", help="What a person decided about the file.")
]
DraftMapping = Annotated[
    Path | None,
    typer.Option(metavar="YAML", help="Write a mapping to fill in, and nothing else."),
]
DraftProtocol = Annotated[
    Path | None,
    typer.Option(
        metavar="YAML",
        help="Write a protocol to finish, with the analyses of the file, and nothing else.",
    ),
]
Timepoint = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Time point of every outcome the mapping leaves open."),
]
HigherIsBetter = Annotated[
    bool | None,
    typer.Option(
        "--higher-is-better/--lower-is-better",
        help="Which way is better for every outcome the mapping leaves open.",
        show_default=False,
    ),
]
OfWeeks = Annotated[
    WeeksAre | None, typer.Option(help="What a column of weeks holds.", show_default=False)
]
OfSign = Annotated[
    PrecalcSign | None,
    typer.Option(
        help="Use effects that the file gives without figures; says what their sign means.",
        show_default=False,
    ),
]
DateAdded = Annotated[
    dt.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="The day the trials entered the registry.",
        show_default="today",
    ),
]


@dataclass(frozen=True)
class Asked:
    """One import as it was asked for: the file, where its tables go, and what it leaves open."""

    file: Path
    format: Format
    review: Path
    into: Path | None
    append: bool
    dry_run: bool
    mapping: Path | None
    where: tuple[str, ...]
    timepoint: str | None
    higher_is_better: bool | None
    weeks_are: WeeksAre | None
    precalc_sign: PrecalcSign | None
    date_added: dt.date | None
    quiet: bool
    as_json: bool

    @property
    def format_name(self) -> str | None:
        """The name of the format, where it was named."""
        return None if self.format is Format.auto else self.format.value

    @property
    def left_open(self) -> dict[str, Any]:
        """What a mapping may leave open, as it was answered on the command line."""
        return {
            "timepoint": self.timepoint,
            "higher_is_better": self.higher_is_better,
            "precalc_sign": self.precalc_sign.value if self.precalc_sign else None,
        }

    @property
    def said_of_all(self) -> dict[str, str]:
        """What was said of every outcome, as a mapping writes it."""
        better = None if self.higher_is_better is None else str(self.higher_is_better).lower()
        said = {
            "timepoint": self.timepoint,
            "higher_is_better": better,
            "precalc_sign": self.precalc_sign.value if self.precalc_sign else None,
            "weeks_are": self.weeks_are.value if self.weeks_are else None,
            "date_added": self.date_added.isoformat() if self.date_added else None,
        }
        return {key: value for key, value in said.items() if value is not None}

    @property
    def not_for_a_source(self) -> Mapping[str, object]:
        """Whatever a file that is read at every pull cannot be given on the command line."""
        return {
            "--into": self.into,
            "--append": self.append,
            "--timepoint": self.timepoint,
            "--higher-is-better/--lower-is-better": self.higher_is_better,
            "--weeks-are": self.weeks_are,
            "--precalc-sign": self.precalc_sign,
            "--date-added": self.date_added,
        }
