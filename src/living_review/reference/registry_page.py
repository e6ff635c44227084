"""`docs/reference/registry.md`: every table and column of a registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from living_review.reference.markdown import code, table
from living_review.registry.columns import DOMAINS, JUDGEMENTS, TABLES, Column, Table
from living_review.sources import RawTable, RawTables

LONGEST_EXAMPLE = 40
INTRODUCTION = """\
# The registry, column by column

Written by `make schemas` from `src/living_review/registry/columns.py`, the list that headers,
checks and messages come from; the examples are the first of their kind in `data/registry/`.

A registry is a folder of UTF-8 CSV files, one a table, each with a header; it may also be a
workbook, a database or an address (see `registry` in [protocol.md](protocol.md)). The order of
columns and rows does not matter. Commas separate cells; semicolons or tabs are told by the header,
and decimals may then have a comma. An empty cell means: not reported.

`living-review check` says what is wrong with which cell and what to do. A wrong row is set aside
and shown in the report; a wrong header, a missing table or a row that is there twice stops the run.
`living-review add-trial` enters one trial with all its rows. To begin a registry,
`living-review registry template --to FILE.xlsx` (or a folder, for CSV) writes all tables empty:
each header with a note of what its column holds, lists of what the protocol names (outcomes, time
points, values of its filters), of the words of fixed lists and of the trials entered, and limits
for numbers and dates. A sheet of a team's own is read by `living-review import`
([exchange.md](exchange.md)).

What a cell holds:

- **identifier**: letters, digits, `_`, `.` and `-`; 64 at most; a letter or digit first.
- **number**, **whole number**: digits and a decimal point, without units, `%` or thousands marks.
- **date**: `2026-11-22`. **month**: `2026-11`, or a date.
- **true or false**, also yes or no; **one of** the values that are named, in any case of letters.
- **text**: up to 5000 characters, shown to readers as it is.

The words of fixed lists are also read in their other usual writings: `RoB 2`, `Some Concerns`,
`Low risk of bias`, `Bias due to missing outcome data`, `cluster-randomised`, `experimental`. What
may mean two things is not guessed: a minus is high in one kind of figure and some concerns in
another.

A cell that says that it is empty is read as empty, and listed as a query: the error of a
spreadsheet (`#N/A`, `#WERT!`) in any column but an identifier; `NA`, `N/A` and `NaN` in any column
but a name (label, arm, instrument, report, source); `not reported`, `unknown`, a dash and the like
in numbers, dates and fixed lists. If the cell is required, its row is set aside. The content hash
of a registry is the same whether a cell is empty or says so.

Rows that differ in `weeks` are the same people measured again, rows that differ in `stratum` are
other people of one trial: [people-once.md](../explanation/people-once.md) says what becomes of
them.

A result of which a report gives the direction alone ("better with the group") is a row of
contrasts with the measure of its outcome, no `estimate`, and `direction`: `intervention` or
`control` for the side that is better for people, or `unclear` where only "no difference" is said.
It is told in the narrative synthesis and never pooled, and `unclear` is never read as no effect.
"""
_KINDS: Mapping[str, str] = {
    "identifier": "identifier",
    "text": "text",
    "whole": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
    "month": "month or date",
}


def registry_page(examples: RawTables) -> str:
    """Write the page; `examples` are the tables that examples are taken from."""
    parts = [INTRODUCTION]
    for declared in TABLES.values():
        parts.append(_section(declared, examples.get(declared.name)))
    return "\n".join(parts)


def _section(declared: Table, example: RawTable | None) -> str:
    rows = [
        (
            code(column.name),
            _required(column),
            _holds(column),
            column.unit,
            _meaning(column),
            code(_example(column, example)),
        )
        for column in declared.columns
    ]
    header = ("Column", "Required", "Holds", "Unit", "Meaning", "Example")
    return "\n".join(
        (f"## {declared.name}.csv\n", " ".join(_about(declared)) + "\n", table(header, rows))
    )


def _about(declared: Table) -> Iterator[str]:
    yield f"{declared.meaning}."
    named = [code(name) for name in declared.key]
    if len(named) == 1:
        yield f"No two rows have the same {named[0]}."
    else:
        yield f"No two rows agree in all of {', '.join(named[:-1])} and {named[-1]}."
    if declared.optional:
        both = declared.name in ("arms", "contrasts")
        yield "The table may be missing" + (
            ", but not both arms.csv and contrasts.csv." if both else "."
        )
    if declared.extra_columns:
        yield (
            "Further columns are allowed; a protocol may use them as filters, subgroups and "
            "moderators."
        )
    if declared.name == "risk_of_bias":
        for tool, domains in DOMAINS.items():
            yield (
                f"Domains of {tool}: {', '.join(domains)}; its judgements: "
                f"{', '.join(JUDGEMENTS[tool])}."
            )


def _required(column: Column) -> str:
    if column.required and column.unless:
        instead = f", or {code(column.instead)} is" if column.instead else ""
        filled = " and ".join(code(name) for name in column.unless)
        return f"yes, unless {filled} are filled in{instead}"
    return "yes" if column.required else ""


def _holds(column: Column) -> str:
    if column.allowed:
        return f"one of {', '.join(code(value) for value in column.allowed)}"
    return _KINDS[column.kind]


def _meaning(column: Column) -> str:
    if column.default is None:
        return column.meaning
    default = str(column.default).lower() if isinstance(column.default, bool) else column.default
    return f"{column.meaning}; {default} where the cell is empty"


def _example(column: Column, example: RawTable | None) -> str:
    if example is None or column.name not in example.columns:
        return ""
    i = example.columns.index(column.name)
    cell = next((" ".join(row[i].split()) for row in example.rows if row[i].strip()), "")
    return cell if len(cell) <= LONGEST_EXAMPLE else f"{cell[: LONGEST_EXAMPLE - 1]}…"
