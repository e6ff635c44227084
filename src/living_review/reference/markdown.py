"""Tables and code of a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a column that is empty in every row is left out."""
    found = [tuple(row) for row in rows]
    kept = [i for i in range(len(header)) if any(row[i] for row in found)]
    lines = [[header[i] for i in kept], ["---"] * len(kept)]
    lines += [[row[i].replace("|", "\\|") for i in kept] for row in found]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    """Write text as code; empty text stays empty."""
    mark = "``" if "`" in text else "`"
    return f"{mark}{text}{mark}" if text else ""
