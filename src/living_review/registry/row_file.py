"""Writing signed rows into their file, leaving every other byte as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from living_review.ground.disk import write_whole
from living_review.ground.errors import EnvironmentFailure
from living_review.registry.signed_rows import rows_in
from living_review.sources import read_csv


def write_rows(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    """Add rows (column to text) at the end of a file, which is made where there is none.

    The file is replaced at once. Raises RegistryError where it is not a table with these columns,
    and EnvironmentFailure where it cannot be written.
    """
    try:
        before = path.read_bytes() if path.exists() else f"{','.join(columns)}\n".encode()
        rows_in(before, path, columns)
        table = read_csv(before, path.stem, str(path))
        ending = "\r\n" if b"\r\n" in before else "\n"
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=table.separator, lineterminator=ending)
        for row in rows:
            writer.writerow([" ".join(row.get(name, "").split()) for name in table.columns])
        gap = b"" if before.endswith((b"\n", b"\r")) else ending.encode()
        write_whole(path, before + gap + out.getvalue().encode())
    except OSError as error:
        raise EnvironmentFailure(
            f"{path} cannot be written ({error.strerror}); allow it, and give the command again."
        ) from error
