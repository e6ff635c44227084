"""The way in: what a spreadsheet holds as its mapping says, and a draft of that mapping."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from living_review.exchange.decisions import Decisions, read_model
from living_review.exchange.extract import Extract
from living_review.exchange.wide import asking
from living_review.exchange.wide.drafting import drafted
from living_review.exchange.wide.extraction import extract
from living_review.exchange.wide.grid import read_grids
from living_review.exchange.wide.known import Known
from living_review.exchange.wide.mapping import WideMapping, check, decided
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.protocol import Protocol


def read(
    content: bytes, file: str, mapping: tuple[bytes, str] | None, said: Decisions
) -> tuple[Extract, Decisions]:
    """Read a spreadsheet as its mapping says, and take the decisions of the mapping.

    Without a mapping it is read as the draft of one says, if that leaves nothing open. Raises
    BadInput where the file or the mapping cannot be used, or a key is still blank.
    """
    grids = read_grids(content, file)
    own = mapping is None
    given = mapping or (drafted(grids, file, Known()).text().encode(), f"the draft of {file}")
    model = read_model(*given, WideMapping)
    check(model, given[1])
    try:
        decisions = decided(model, said, given[1])
    except BadInput as error:
        if not own:
            raise
        raise BadInput(
            f"{error} Write a mapping with --draft-mapping FILE, fill them in and give it with "
            "--mapping FILE."
        ) from None
    return extract(grids, file, model, decisions), decisions


def draft(
    content: bytes,
    file: str,
    protocol: Protocol | None = None,
    terminal: asking.Terminal | None = None,
    said: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Write a mapping of a spreadsheet; what it does not say is asked for, or left blank.

    `said` holds of all results, by key, what nobody is to be asked for.
    """
    proposal = drafted(read_grids(content, file), file, Known(protocol))
    proposal.heed(said)
    if terminal is not None:
        try:
            asking.complete(proposal, terminal)
        except (EOFError, KeyboardInterrupt):
            terminal.say("\nStopped; what was answered is kept.")
    return proposal.text()
