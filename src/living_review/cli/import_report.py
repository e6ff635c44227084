"""What an import says: the report of the file, conflicts with the registry, the rows written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_review.cli.console import OK, SET_ASIDE, echo

if TYPE_CHECKING:
    from living_review.exchange.extract import Remark
    from living_review.exchange.registry_files import Addition
    from living_review.exchange.tabulate import Imported


def told(imported: Imported, addition: Addition | None, *, dry_run: bool) -> dict[str, Any]:
    """Give an import as programs read it."""
    conflicts = addition.conflicts if addition else ()
    return {
        "exit_code": SET_ASIDE if conflicts else OK,
        "dry_run": dry_run,
        "rows": {name: len(table.rows) for name, table in imported.tables.items()},
        "added": dict(addition.added) if addition else None,
        "already_there": dict(addition.known) if addition else None,
        "report": [
            {"kind": each.kind, "where": each.where, "found": each.found, "count": each.count,
             "reason": each.reason}
            for each in imported.report
        ],
        "conflicts": [
            {"table": each.table, "row": each.row, "key": each.key, "column": each.column,
             "registry": each.there, "file": each.imported, "sentence": each.sentence}
            for each in conflicts
        ],
    }  # fmt: skip


def show(
    imported: Imported, addition: Addition | None, into: Path | None, *, dry_run: bool
) -> None:
    """Say what a file holds and the tables do not, what needs an eye, and what was written."""
    for kind, title in (
        ("not mapped", "Not mapped: the file holds this and the registry does not"),
        ("please check", "Please check: how this was read needs a person's eye"),
    ):
        lines = [_line(each) for each in imported.report if each.kind == kind]
        if lines:
            echo("\n".join((title, *lines, "")))
    conflicts = addition.conflicts if addition else ()
    if conflicts:
        echo("Conflicts: these rows were not added")
        echo("\n".join(f"  {each.sentence}" for each in conflicts) + "\n")
    counts = addition.added if addition else {n: len(t.rows) for n, t in imported.tables.items()}
    rows = ", ".join(f"{name} {count}" for name, count in counts.items())
    done = "Would write" if dry_run else "Added" if addition else "Wrote"
    place = f" to {into}" if into and not dry_run else ""
    echo(f"{done} rows{place}: {rows}.")
    if not dry_run:
        echo("Look at them with 'living-review check' before you use them.")


def _line(remark: Remark) -> str:
    found = f" {remark.found!r}" if remark.found else ""
    return f"  {remark.where}{found} ({remark.count}): {remark.reason}"


def show_reading(mapping: bytes, file: Path, kept: Path, registry: Path) -> None:
    """Say how the columns of a sheet were read: nobody has looked at the mapping yet."""
    from living_review.exchange.wide.told import reading_of

    lines, read = reading_of(mapping)
    echo("\n".join((f"How {file.name} was read, as it stands in {kept}:", *lines)))
    if read:
        echo(
            f"If that is wrong, correct {kept}, remove {registry}, and: living-review import "
            f"{file} --mapping {kept} --into {registry}"
        )
    echo("")
