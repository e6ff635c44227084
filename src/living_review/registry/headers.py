"""What stops a run: a missing table, a wrong header, a repeated key. No pandas here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from living_review.ground.errors import Problem, ProtocolError, RegistryError
from living_review.ground.spelling import both, plain_name
from living_review.protocol import Protocol
from living_review.protocol.marks import key_path
from living_review.protocol.messages import suggestion
from living_review.registry.cells import printable
from living_review.registry.columns import TABLES, Table
from living_review.registry.keys import key_cells
from living_review.sources import RawTable, RawTables

_MOST_TO_COMPARE = 2_000


def check_headers(raw: RawTables, protocol: Protocol) -> None:
    """Raise RegistryError, or ProtocolError when the protocol names a column nobody has.

    The error holds every problem found: tables first, then headers, then repeated keys, then the
    columns that the protocol names.
    """
    found = table_faults(raw)
    missing = tuple(_columns_of_the_protocol(raw, protocol))
    if found:
        raise RegistryError(*found, *missing)
    if missing:
        raise ProtocolError(*missing)


def table_faults(raw: RawTables) -> tuple[str, ...]:
    """Give all that is wrong with the tables of a registry, whatever its protocol says."""
    return (*_tables(raw), *_headers(raw), *_keys(raw))


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Return ` — did you mean 'x'?` when something allowed is close to what was found."""
    allowed = list(allowed)
    # Comparing with each of many names would take longer than all the checks.
    return suggestion(found, allowed, 0.7) if len(allowed) <= _MOST_TO_COMPARE else ""


def _tables(raw: RawTables) -> Iterator[str]:
    place = raw.place or "the registry"
    for name, table in raw.items():
        if name not in TABLES:
            hint = did_you_mean(name, TABLES) or "; move it out of the registry."
            yield f"{table.file}: unknown table '{printable(name)}'{hint}"
    if "trials" not in raw:
        yield f"There is no table 'trials' in {place}; add it, with one row a trial."
    if "arms" not in raw and "contrasts" not in raw:
        yield (
            f"There is neither a table 'arms' nor a table 'contrasts' in {place}; add the one your "
            "results are in."
        )


def _headers(raw: RawTables) -> Iterator[str]:
    for name, declared in TABLES.items():
        if name in raw:
            yield from header_faults(raw[name], declared)


def header_faults(table: RawTable, declared: Table) -> Iterator[str]:
    """Yield what is wrong with the header of a table."""
    seen: set[str] = set()
    absent = [name for name in declared.names if name not in table.columns]
    for i, name in enumerate(table.columns):
        if not name:
            yield (
                f"{table.file}, row 1: column {i + 1} has cells but no name; name it or remove it."
            )
        elif name in seen:
            yield f"{table.file}, row 1: the column '{name}' is there twice; keep one of the two."
        elif alike := next((other for other in seen if plain_name(other) == plain_name(name)), ""):
            yield (
                f"{table.file}, row 1: the columns {both((alike, name))} are the same name but for "
                "capitals, blanks or the encoding of a letter; keep one of the two."
            )
        elif name not in declared.names and not declared.extra_columns:
            hint = did_you_mean(name, absent) or "; remove it, or keep what it says in notes."
            yield f"{table.file}, row 1: unknown column '{printable(name)}'{hint}"
        seen.add(name)
    extra = [name for name in table.columns if name not in declared.names]
    for name in absent:
        column = declared.column(name)
        instead = not column.instead or column.instead in absent
        lacking = column.required and instead and set(column.unless) & {*absent}
        if column.always_required or lacking:
            hint = did_you_mean(name, extra)
            remedy = hint.replace("did you mean", "is it the one named") if hint else "; add it."
            yield f"{table.file}, row 1: the required column '{name}' is missing{remedy}"


def _keys(raw: RawTables) -> Iterator[str]:
    for name, declared in TABLES.items():
        # Rows whose keys lack a column would look the same.
        if name in raw and not any(header_faults(raw[name], declared)):
            yield from _repeated_keys(raw[name], declared)


def _repeated_keys(table: RawTable, declared: Table) -> Iterator[str]:
    named = [column for column in declared.key if column in table.columns]
    keys = zip(*(key_cells(table, declared.column(column)) for column in named), strict=True)
    first: dict[tuple[str, ...], int] = {}
    for key, line in zip(keys, table.lines, strict=True):
        before = first.setdefault(key, line)
        if before != line and any(key):
            said = ", ".join(
                f"{column} '{printable(cell)}'" for column, cell in zip(named, key, strict=True)
            )
            yield (
                f"{table.file}, row {line}: the same {said} already stands in row {before}; keep "
                "one of the two, or tell them apart."
            )


def _columns_of_the_protocol(raw: RawTables, protocol: Protocol) -> Iterator[Problem]:
    trials = raw.get("trials")
    if trials is None:
        return
    known = {*TABLES["trials"].names, *trials.columns}
    for path, column in protocol.trials_columns().items():
        if column not in known:
            hint = did_you_mean(column, known) or "; add it to the table or remove the key."
            line, key = protocol.line(path), key_path(path)
            yield Problem(
                f"{protocol.file}, line {line}, {key}: {trials.file} has no column "
                f"'{printable(column)}'{hint}",
                *(protocol.file, line, key, column),
            )
