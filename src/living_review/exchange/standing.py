"""One release of a file after another, each read by the mapping that the protocol names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from living_review.exchange.envelope import recognised
from living_review.exchange.formats import FORMATS
from living_review.exchange.reading import known_format, read
from living_review.ground.errors import BadInput
from living_review.sources.archive import is_workbook

if TYPE_CHECKING:
    from living_review.exchange.selection import Where
    from living_review.exchange.tabulate import Imported

# Formats that are told from the file beyond doubt.
_PLAIN = {"revman5", "revman-web", "metapsy"}


def imported_again(
    content: bytes,
    file: str,
    name: str,
    *,
    mapping: tuple[bytes, str],
    where: Where,
    first: bool,
    pulled_at: dt.datetime,
) -> Imported:
    """Make registry tables of one release of a file, by the mapping that is kept for all.

    `where` selects its rows; `first` lets the mapping say when the trials entered. Raises BadInput
    as `imported` does.
    """
    from living_review.exchange.decisions import Decisions
    from living_review.exchange.tabulate import tables_from

    name = known_format(content, file, name)
    _refuse_another(content, file, name)
    said = Decisions(kept_in=mapping[1], date_added=None if first else pulled_at.date())
    extract, decided = read(content, file, name, mapping, said, where)
    return tables_from(extract, decided, file, pulled_at)


def _refuse_another(content: bytes, file: str, name: str) -> None:
    """Raise BadInput where a file is plainly of another kind than the protocol says."""
    begins = content[:500].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        raise BadInput(
            f"{file} is a web page; name the file itself, not the page that shows it, under "
            "registry.import in protocol.yml."
        )
    if is_workbook(content):
        return
    try:
        found = recognised(content, file)
    except BadInput:
        return
    if found != name and {found, name} <= _PLAIN:
        raise BadInput(
            f"{file} is a {FORMATS[found].called}, and registry.import.format says {name}; put the "
            "right file there, or change format and mapping in protocol.yml."
        )
