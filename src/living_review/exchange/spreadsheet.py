"""The tables of a registry as CSV that a spreadsheet opens without running any cell."""

from __future__ import annotations

import csv
import io

from living_review.ground.spreadsheet import guarded
from living_review.sources import RawTables


def registry_files(tables: RawTables) -> dict[str, str]:
    """Give the text of `registry-NAME.csv` for every table, as it was pulled but for `guarded`."""
    files = {}
    for name, table in sorted(tables.items()):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([guarded(column) for column in table.columns])
        writer.writerows([[guarded(cell) for cell in row] for row in table.rows])
        files[f"registry-{name}.csv"] = out.getvalue()
    return files
