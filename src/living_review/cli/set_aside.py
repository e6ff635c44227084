"""What a run that ends with code 1 says: how many rows are not used, of which tables, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from living_review.cli.check_groups import FIRST_ROWS, FOLLOWING, left_out_lines, place, sentence
from living_review.cli.colours import sign
from living_review.ground.plurals import numbered, plural

if TYPE_CHECKING:
    from living_review.findings.registry import QuarantineEntry
    from living_review.living.file_report import FileReport


def by_table(rows: Sequence[QuarantineEntry]) -> dict[str, int]:
    """Count the rows of each table, most first."""
    return dict(Counter(row.table for row in rows).most_common())


def first_of(rows: Sequence[QuarantineEntry]) -> tuple[QuarantineEntry, ...]:
    """Give the first few rows, causes before what only follows from them."""
    return tuple(sorted(rows, key=lambda row: row.rule in FOLLOWING)[:FIRST_ROWS])


def set_aside_lines(rows: Sequence[QuarantineEntry]) -> str:
    """Say it in a few lines; '' where no row was set aside."""
    if not rows:
        return ""
    counts = by_table(rows)
    where = ", ".join(f"{count} of {table}" for table, count in counts.items())
    first = first_of(rows)
    named = "It" if len(rows) == 1 else "They" if len(rows) <= len(first) else "The first"
    verb = plural(len(rows), "is", "are")
    told = numbered(len(rows), "row is", "rows are")
    lines = [f"Set aside: {told} not used: {where}. {named} {verb}:", *_with_reasons(first)]
    return "\n".join((*lines, "'living-review check' lists every row with its reason."))


def _with_reasons(rows: Sequence[QuarantineEntry]) -> Iterator[str]:
    """Yield each row with its reason; one that the next row shares stands below both."""
    for i, row in enumerate(rows):
        yield f"  {sign('set aside')} {place(row)}"
        if i + 1 == len(rows) or sentence(rows[i + 1]) != sentence(row):
            yield f"      {sentence(row)}"


def set_aside_outcome(rows: Sequence[QuarantineEntry]) -> Mapping[str, Any]:
    """Give the same for `--json` and `--notify`."""
    return {
        "set_aside_tables": by_table(rows),
        "set_aside_first": [row.model_dump(mode="json") for row in first_of(rows)],
    }


def file_lines(report: FileReport) -> str:
    """Say what of a file is left out or should be looked at, and was not before; '' for nothing."""
    out, looks = report.left_out, report.to_look_at
    if not out and not looks:
        return ""
    lines = [*left_out_lines(out, everything=False, listed_by="living-review check")] if out else []
    if looks:
        lines.append("Please look: this is how the file was read")
        lines += [
            f"  {sign('query')} {place(each)}: {sentence(each)}" for each in looks[:FIRST_ROWS]
        ]
        if (more := len(looks) - FIRST_ROWS) > 0:
            lines.append(f"  and {more} more; living-review check lists {_them(more)}")
        lines.append("")
    return "\n".join(lines)


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


def file_outcome(report: FileReport) -> Mapping[str, Any]:
    """Give the same for `--json` and `--notify`."""
    return {
        "left_out": [each.model_dump(mode="json") for each in report.left_out],
        "to_look_at": [each.model_dump(mode="json") for each in report.to_look_at],
    }
