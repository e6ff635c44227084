"""Which way a heading of a table heads: its row, or what stands below it.

WeasyPrint names to each cell the headings that head it. A reader that looks at the heading alone
asks for its scope (ISO 32000-1:2008, table 349; ISO 14289-1:2014, 7.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


def scope_headings(document: pikepdf.Pdf) -> None:
    """Give each heading its scope: a row where cells stand beside it, else the column."""
    import pikepdf

    row, column = pikepdf.Name.Row, pikepdf.Name.Column
    for element in document.objects:
        if not isinstance(element, pikepdf.Dictionary) or element.get("/S") != "/TR":
            continue
        kinds = [(str(cell.S), cell) for cell in element.K]
        scope = row if any(kind == "/TD" for kind, _ in kinds) else column
        for kind, cell in kinds:
            if kind == "/TH":
                cell.A.Scope = scope
