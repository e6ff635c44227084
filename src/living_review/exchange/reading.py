"""One way in for every format: from the bytes of a file to registry tables, or to a draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from living_review.errors import BadInput
from living_review.exchange.envelope import FORMATS, check_size, recognised

if TYPE_CHECKING:
    from living_review.exchange.decisions import PrecalcSign, WeeksAre
    from living_review.exchange.extract import Extract
    from living_review.exchange.tabulate import Imported


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
    date_added: dt.date,
    pulled_at: dt.datetime,
) -> Imported:
    """Make registry tables of a file; `name` is its format, None where it is to be told.

    `mapping` is the content and name of a mapping file. Raises BadInput where the file, the mapping
    or an option cannot be used, or a decision is lacking.
    """
    from living_review.exchange import covidence, decisions
    from living_review.exchange.tabulate import tables_from

    name = _format(content, file, name)
    if timepoint is not None:
        _check_identifier(timepoint)
    said = decisions.Decisions(
        timepoint=timepoint,
        higher_is_better=higher_is_better,
        weeks_are=weeks_are,
        precalc_sign=precalc_sign,
        date_added=date_added,
    )
    if name == "covidence":
        if mapping is None:
            raise BadInput(
                f"{file} is a Covidence export, whose columns differ from review to review; write "
                "a mapping with --draft-mapping FILE, fill it in and give it with --mapping FILE."
            )
        columns = decisions.read_model(*mapping, covidence.CovidenceMapping)
        with_columns = covidence.extract(content, file, columns)
        return tables_from(with_columns, covidence.decided(columns, said), file, pulled_at)
    if mapping is not None:
        said = said.model_copy(update={"mapping": decisions.read_mapping(*mapping)})
    return tables_from(_extract(content, file, name), said, file, pulled_at)


def draft(content: bytes, file: str, name: str | None) -> str:
    """Write a mapping of a file for a person to fill in."""
    from living_review.exchange import covidence, decisions

    name = _format(content, file, name)
    if name == "covidence":
        return covidence.draft(content, file)
    return decisions.draft(_extract(content, file, name), file)


def _format(content: bytes, file: str, name: str | None) -> str:
    check_size(content, file)
    if name is not None and name not in FORMATS:
        raise BadInput(f"There is no format {name!r}; choose one of {', '.join(FORMATS)}.")
    return name or recognised(content, file)


def _extract(content: bytes, file: str, name: str) -> Extract:
    from living_review.exchange import metapsy, revman5, revman_web

    read = {
        "revman5": revman5.extract,
        "revman-web": revman_web.extract,
        "metapsy": metapsy.extract,
    }[name]
    return read(content, file)


def _check_identifier(timepoint: str) -> None:
    from living_review.protocol import IDENTIFIER

    if not IDENTIFIER.fullmatch(timepoint):
        raise BadInput(
            f"The time point {timepoint[:60]!r} is no identifier; give the id of a time point of "
            "protocol.yml."
        )
