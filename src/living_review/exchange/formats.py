"""The formats that can be read: a line each, and all that is told of a format stands in it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.exchange.decisions import Decisions
    from living_review.exchange.extract import Extract
    from living_review.exchange.wide.asking import Terminal
    from living_review.protocol import Protocol

    # The content of a mapping file, and how messages name it.
    MappingGiven = tuple[bytes, str] | None
    Drafter = Callable[[bytes, str, Protocol | None, Terminal | None, Mapping[str, str]], str]
    Reader = Callable[[bytes, str, MappingGiven, Decisions], tuple[Extract, Decisions]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what its files are called, how one is read, and how a mapping is drafted.

    `read` gives what is in a file, with the decisions of the mapping taken into those given.
    `rows`: its file is a table, whose rows `where` can select; `selects`: the format does it
    itself, by the decisions, since its file may be a workbook. `asked` drafts a mapping with what
    the protocol says, and asks a person for what it cannot tell.
    """

    called: str
    read: Reader
    draft: Callable[[bytes, str], str]
    rows: bool = True
    selects: bool = False
    asked: Drafter | None = None


def _by_outcome(called: str, module: str, *, rows: bool) -> Format:
    """Give a format whose columns or elements are known: a mapping names its outcomes."""

    def read(
        content: bytes, file: str, mapping: MappingGiven, said: Decisions
    ) -> tuple[Extract, Decisions]:
        from living_review.exchange.decisions import read_mapping

        if mapping is not None:
            said = said.model_copy(update={"mapping": read_mapping(*mapping)})
        return _module(module).extract(content, file), said

    def draft(content: bytes, file: str) -> str:
        from living_review.exchange import decisions

        return decisions.draft(_module(module).extract(content, file), file)

    return Format(called, read, draft, rows)


def _by_column(called: str, module: str, model: str) -> Format:
    """Give a format whose columns differ from team to team: a mapping names them."""

    def read(
        content: bytes, file: str, mapping: MappingGiven, said: Decisions
    ) -> tuple[Extract, Decisions]:
        from living_review.exchange.decisions import read_model

        if mapping is None:
            raise BadInput(
                f"{file} is a {called}, whose columns differ from review to review; write a "
                "mapping with --draft-mapping FILE, fill it in and give it with --mapping FILE."
            )
        of = _module(module)
        columns = read_model(*mapping, getattr(of, model))
        return of.extract(content, file, columns), of.decided(columns, said)

    def draft(content: bytes, file: str) -> str:
        text: str = _module(module).draft(content, file)
        return text

    return Format(called, read, draft)


def _spreadsheet() -> Format:
    """Give the format of a team's own sheets: a mapping names sheets, columns and rows."""

    def read(
        content: bytes, file: str, mapping: MappingGiven, said: Decisions
    ) -> tuple[Extract, Decisions]:
        from living_review.exchange.wide import importing

        return importing.read(content, file, mapping, said)

    def draft(
        content: bytes,
        file: str,
        protocol: Protocol | None = None,
        terminal: Terminal | None = None,
        said: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        from living_review.exchange.wide import importing

        return importing.draft(content, file, protocol, terminal, said)

    return Format("spreadsheet", read, draft, selects=True, asked=draft)


def _module(name: str) -> Any:
    """Give the module of a format, which is imported where a file of it is read."""
    return importlib.import_module(f"living_review.exchange.{name}")


FORMATS: Mapping[str, Format] = {
    "revman5": _by_outcome("RevMan 5 file", "revman5", rows=False),
    "revman-web": _by_outcome("RevMan data package", "revman_web", rows=False),
    "revman-csv": _by_outcome("RevMan table", "revman_csv", rows=False),
    "covidence": _by_column("Covidence export", "covidence", "CovidenceMapping"),
    "metapsy": _by_outcome("Metapsy database", "metapsy", rows=True),
    "wide": _spreadsheet(),
}
