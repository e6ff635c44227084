"""One way in for every format: from the bytes of a file to registry tables, or to a draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from living_review.errors import BadInput
from living_review.exchange.envelope import check_size, is_workbook, recognised
from living_review.exchange.formats import FORMATS

if TYPE_CHECKING:
    from living_review.exchange.decisions import PrecalcSign, WeeksAre
    from living_review.exchange.tabulate import Imported
    from living_review.exchange.wide.asking import Terminal
    from living_review.protocol import Protocol


def imported(
    content: bytes,
    file: str,
    name: str | None,
    *,
    mapping: tuple[bytes, str] | None,
    timepoint: str | None,
    higher_is_better: bool | None,
    weeks_are: WeeksAre | None,
    precalc_sign: PrecalcSign | None = None,
    date_added: dt.date | None,
    pulled_at: dt.datetime,
) -> Imported:
    """Make registry tables of a file; `name` is its format, None where it is to be told.

    `mapping` is the content and name of a mapping file; `date_added` None leaves the day to it, or
    to the day of the pull. Raises BadInput where the file, the mapping
    or an option cannot be used, or a decision is lacking.
    """
    from living_review.exchange.decisions import Decisions
    from living_review.exchange.tabulate import tables_from

    name = known_format(content, file, name)
    if timepoint is not None:
        _check_identifier(timepoint)
    said = Decisions(
        timepoint=timepoint,
        higher_is_better=higher_is_better,
        weeks_are=weeks_are,
        precalc_sign=precalc_sign,
        date_added=date_added,
    )
    extract, decided = FORMATS[name].read(content, file, mapping, said)
    return tables_from(extract, decided, file, pulled_at)


def protocol_draft(
    content: bytes,
    file: str,
    name: str | None,
    *,
    mapping: tuple[bytes, str] | None,
    timepoint: str | None,
    higher_is_better: bool | None,
    precalc_sign: PrecalcSign | None = None,
) -> str:
    """Write a protocol for a person to finish: outcomes, and how the file analyses them.

    Raises BadInput as `imported` does.
    """
    from living_review.exchange.decisions import Decisions
    from living_review.exchange.protocol_draft import protocol_draft as drafted

    name = known_format(content, file, name)
    if timepoint is not None:
        _check_identifier(timepoint)
    said = Decisions(
        timepoint=timepoint,
        higher_is_better=higher_is_better,
        precalc_sign=precalc_sign,
    )
    extract, decided = FORMATS[name].read(content, file, mapping, said)
    return drafted(extract, decided, file)


def draft(
    content: bytes,
    file: str,
    name: str | None,
    protocol: Protocol | None = None,
    terminal: Terminal | None = None,
) -> str:
    """Write a mapping of a file for a person to fill in.

    Where the format can ask, it takes outcomes and time points of the protocol, and asks on the
    terminal for what the file does not say.
    """
    kind = FORMATS[known_format(content, file, name)]
    return (
        kind.asked(content, file, protocol, terminal) if kind.asked else kind.draft(content, file)
    )


def asks(content: bytes, file: str, name: str | None) -> bool:
    """Tell whether a file is of a format that asks for what it does not say."""
    return FORMATS[known_format(content, file, name)].asked is not None


def known_format(content: bytes, file: str, name: str | None) -> str:
    """Give the format of a file, the one named or the one it shows; BadInput where it is none."""
    check_size(content, file)
    if name is not None and name not in FORMATS:
        raise BadInput(f"There is no format {name!r}; choose one of {', '.join(FORMATS)}.")
    if name not in (None, "wide") and is_workbook(content):
        raise BadInput(
            f"{file} is an Excel workbook, and a {FORMATS[name].called} is none; read it with "
            "--format wide, or save its sheet as CSV UTF-8 if that is what it holds."
        )
    return name or recognised(content, file)


def _check_identifier(timepoint: str) -> None:
    from living_review.protocol import IDENTIFIER

    if not IDENTIFIER.fullmatch(timepoint):
        raise BadInput(
            f"The time point {timepoint[:60]!r} is no identifier; give the id of a time point of "
            "protocol.yml."
        )
