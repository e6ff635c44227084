"""One way in for every format: from the bytes of a file to registry tables, or to a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from living_review.exchange.envelope import check_size, is_workbook, recognised
from living_review.exchange.formats import FORMATS, Format
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.exchange.decisions import Decisions, PrecalcSign, WeeksAre
    from living_review.exchange.extract import Extract
    from living_review.exchange.selection import Selected, Where
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
    where: Where | None = None,
) -> Imported:
    """Make registry tables of a file; `name` is its format, None where it is to be told.

    `mapping` is the content and name of a mapping file; `date_added` None leaves the day to it, or
    to the day of the pull. Raises BadInput where the file, the mapping
    or an option cannot be used, or a decision is lacking.
    """
    from living_review.exchange.tabulate import tables_from

    name = known_format(content, file, name, mapping)
    said = _said(timepoint, higher_is_better, weeks_are, precalc_sign, date_added)
    extract, decided = read(content, file, name, mapping, said, where or {})
    return tables_from(extract, decided, file, pulled_at)


def _said(
    timepoint: str | None,
    higher_is_better: bool | None,
    weeks_are: WeeksAre | None = None,
    precalc_sign: PrecalcSign | None = None,
    date_added: dt.date | None = None,
) -> Decisions:
    """Give what is decided by options; BadInput for a time point that cannot be one."""
    from living_review.exchange.decisions import Decisions

    if timepoint is not None:
        _check_identifier(timepoint)
    return Decisions(
        timepoint=timepoint,
        higher_is_better=higher_is_better,
        weeks_are=weeks_are,
        precalc_sign=precalc_sign,
        date_added=date_added,
    )


def read(
    content: bytes,
    file: str,
    name: str,
    mapping: tuple[bytes, str] | None,
    said: Decisions,
    where: Where,
) -> tuple[Extract, Decisions]:
    """Read the rows of a file that `where` selects, with the decisions of its mapping."""
    own = FORMATS[name]
    chosen = _chosen(content, file, own, where)
    said = said.model_copy(update={"where": {c: tuple(cells) for c, cells in where.items()}})
    extract, decided = own.read(chosen.content, file, mapping, said)
    return replace(extract, remarks=(*chosen.remarks, *extract.remarks)), decided


def _chosen(content: bytes, file: str, own: Format, where: Where) -> Selected:
    from living_review.exchange.selection import selected

    if where and not own.rows:
        raise BadInput(
            f"'where' selects rows of a table, and {file} is a {own.called}; leave outcomes out "
            "with skip: true in the mapping."
        )
    return selected(content, file, {} if own.selects else where)


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
    from living_review.exchange.protocol_draft import protocol_draft as drafted

    name = known_format(content, file, name, mapping)
    said = _said(timepoint, higher_is_better, precalc_sign=precalc_sign)
    extract, decided = FORMATS[name].read(content, file, mapping, said)
    return drafted(extract, decided, file)


def draft(
    content: bytes,
    file: str,
    name: str | None,
    protocol: Protocol | None = None,
    terminal: Terminal | None = None,
    *,
    where: Where | None = None,
    said: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Write a mapping of a file for a person to fill in.

    `where` selects the rows that it is made from. Where the format can ask, it takes outcomes and
    time points of the protocol, and asks on the terminal for what neither the file says nor `said`
    (of all outcomes, by key).
    """
    kind = FORMATS[known_format(content, file, name)]
    if where:
        content = _chosen(content, file, kind, where).content
    if "timepoint" in said:
        _check_identifier(said["timepoint"])
    if kind.asked:
        return kind.asked(content, file, protocol, terminal, said)
    return kind.draft(content, file)


def answered(draft: str, kind: str, said: Mapping[str, str]) -> str:
    """Fill the blanks of a draft of a format with what is said of every outcome."""
    if "timepoint" in said:
        _check_identifier(said["timepoint"])
    from living_review.exchange import decisions

    top = ("date_added",) if kind == "covidence" else ("date_added", "weeks_are")
    return decisions.answered(draft, said, top)


def asks(content: bytes, file: str, name: str | None) -> bool:
    """Tell whether a file is of a format that asks for what it does not say."""
    return FORMATS[known_format(content, file, name)].asked is not None


def known_format(
    content: bytes, file: str, name: str | None, mapping: tuple[bytes, str] | None = None
) -> str:
    """Give the format of a file: the one named, that of its mapping, or the one it shows.

    Raises BadInput where it is none.
    """
    check_size(content, file)
    assert name is None or name in FORMATS
    if name not in (None, "wide") and is_workbook(content):
        raise BadInput(
            f"{file} is an Excel workbook, and a {FORMATS[name].called} is none; read it with "
            "--format wide, or save its sheet as CSV UTF-8 if that is what it holds."
        )
    return name or _of_mapping(content, file, mapping) or recognised(content, file)


def _of_mapping(content: bytes, file: str, mapping: tuple[bytes, str] | None) -> str:
    """Give the format that a mapping settles; "" where it leaves that to the file."""
    from living_review.exchange.mapping_kind import kind_of

    kinds = kind_of(*mapping) if mapping is not None else ()
    if len(kinds) == 1 and not (kinds == ("covidence",) and is_workbook(content)):
        return kinds[0]
    if not kinds:
        return ""
    try:
        return recognised(content, file)
    except BadInput:
        return kinds[0]


def _check_identifier(timepoint: str) -> None:
    from living_review.protocol import IDENTIFIER

    if not IDENTIFIER.fullmatch(timepoint):
        raise BadInput(
            f"The time point {timepoint[:60]!r} is no identifier; give the id of a time point of "
            "protocol.yml."
        )
