"""The way in: what a spreadsheet holds as its mapping says, and a draft of that mapping."""

from __future__ import annotations

from living_review.errors import BadInput
from living_review.exchange.decisions import Decisions, read_model
from living_review.exchange.extract import Extract
from living_review.exchange.wide.extraction import extract
from living_review.exchange.wide.grid import read_grids
from living_review.exchange.wide.mapping import WideMapping, check, decided


def read(
    content: bytes, file: str, mapping: tuple[bytes, str] | None, said: Decisions
) -> tuple[Extract, Decisions]:
    """Read a spreadsheet as its mapping says, and take the decisions of the mapping.

    Raises BadInput where the file or the mapping cannot be used, or a key is still blank.
    """
    if mapping is None:
        raise BadInput(
            f"{file} is a spreadsheet, whose columns differ from team to team; write a mapping "
            "with --draft-mapping FILE, fill it in and give it with --mapping FILE."
        )
    model = read_model(*mapping, WideMapping)
    check(model, mapping[1])
    decisions = decided(model, said, mapping[1])
    return extract(read_grids(content, file), file, model, decisions), decisions


def draft(content: bytes, file: str) -> str:
    """Write a mapping of a spreadsheet for a person to fill in."""
    raise NotImplementedError
