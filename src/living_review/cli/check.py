"""`living-review check`: validate protocol, registry and judgements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from living_review.cli.console import OK, SET_ASIDE, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from rich.table import Table

    from living_review.findings import QueryEntry
    from living_review.findings.document import QuarantineEntry


def check(
    review: Review = Path(), quiet: Quiet = False, as_json: Json = False, debug: Debug = False
) -> None:
    """Check the protocol, every row of the registry, and the judgements; writes nothing."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.build import ReviewFolder, compute

        _, findings = compute(ReviewFolder(review), as_of=None, progress=lambda _step: None)
        code = SET_ASIDE if findings.quarantine else OK
        if as_json:
            print_json(
                {
                    "exit_code": code,
                    "trials": findings.registry.trials.model_dump(),
                    "quarantined": [row.model_dump(mode="json") for row in findings.quarantine],
                    "queries": [row.model_dump(mode="json") for row in findings.queries],
                }
            )
        elif not quiet:
            _show(findings.quarantine, findings.queries, sum(_counts(findings.registry.trials)))
        finish(code)


def _counts(trials: object) -> list[int]:
    return [int(number) for number in vars(trials).values()]


def _show(
    quarantine: tuple[QuarantineEntry, ...], queries: tuple[QueryEntry, ...], trials: int
) -> None:
    from rich.console import Console

    console = Console(soft_wrap=False)
    if quarantine:
        console.print(_table("Set aside: these rows are not used", quarantine))
    if queries:
        console.print(_table("Queries: these rows are used; please look at them", queries))
    counts = f"{trials} trials: {len(quarantine)} rows set aside, {len(queries)} queries."
    clean = "" if quarantine or queries else " The registry is clean."
    console.print(counts + clean, highlight=False)


def _table(title: str, rows: tuple[QuarantineEntry, ...]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, expand=True)
    for heading, ratio in (("Where", 2), ("Trial", 2), ("Column", 1), ("Value", 1), ("Why", 5)):
        table.add_column(heading, overflow="fold", ratio=ratio)
    for row in rows:
        cells = (f"{row.file}:{row.row}", row.trial_id, row.column, row.value, row.reason)
        # Text, not markup: a cell of the registry is shown as it is, never interpreted.
        table.add_row(*(Text(cell or "–") for cell in cells))
    return table
