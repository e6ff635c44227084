"""`living-review check`: validate protocol, registry and judgements."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_review.cli.console import OK, SET_ASIDE, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from rich.table import Table

    from living_review.findings import QueryEntry
    from living_review.findings.document import QuarantineEntry


Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one page to read or pass on.")
]


def check(
    review: Review = Path(),
    html: Html = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check the protocol, every row of the registry, and the judgements; changes no review."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.build import compute
        from living_review.folder import ReviewFolder

        _, findings = compute(ReviewFolder(review), as_of=None, progress=lambda _step: None)
        code = SET_ASIDE if findings.quarantine else OK
        if html is not None:
            from living_review.rendering.check_page import check_page

            html.write_text(check_page(findings), encoding="utf-8")
        if as_json:
            from living_review.registry.catalogue import RULES

            print_json(
                {
                    "exit_code": code,
                    "trials": findings.registry.trials.model_dump(),
                    "quarantined": [row.model_dump(mode="json") for row in findings.quarantine],
                    "queries": [row.model_dump(mode="json") for row in findings.queries],
                    "corrections": [row.model_dump(mode="json") for row in findings.corrections],
                    "rules": [asdict(rule) for rule in RULES],
                }
            )
        elif not quiet:
            _show(findings.quarantine, findings.queries, sum(_counts(findings.registry.trials)))
        finish(code)


def _counts(trials: object) -> list[int]:
    return [int(number) for number in vars(trials).values()]


# Below this width a table of five columns is harder to read than lines.
TABLE_FROM = 100


def _show(
    quarantine: tuple[QuarantineEntry, ...], queries: tuple[QueryEntry, ...], trials: int
) -> None:
    from rich.console import Console

    still_open = tuple(each for each in queries if each.seen is None)
    seen = tuple(each for each in queries if each.seen is not None)
    console = Console()
    as_table = console.is_terminal and console.width >= TABLE_FROM
    for title, rows in (
        ("Set aside: these rows are not used", quarantine),
        ("Queries: these rows are used; please look at them", still_open),
        ("Seen: these rows are used, and a person has looked at them", seen),
    ):
        if rows and as_table:
            console.print(_table(title, rows))
        elif rows:
            typer.echo("\n".join((title, *map(_line, rows), "")))
    asked = f"{len(queries)} {'query' if len(queries) == 1 else 'queries'}"
    asked += f", {len(seen)} of them seen" if seen else ""
    aside = f"{len(quarantine)} {'row' if len(quarantine) == 1 else 'rows'} set aside"
    counts = f"{trials} {'trial' if trials == 1 else 'trials'}: {aside}, {asked}."
    clean = "" if quarantine or queries else " The registry is clean."
    typer.echo(counts + clean)


def _line(row: QuarantineEntry) -> str:
    cell = f" {row.column}={row.value!r}" if row.column else ""
    return f"  {row.file}:{row.row} {row.trial_id or ''}{cell} [{row.rule}]\n      {_sentence(row)}"


def _sentence(row: QuarantineEntry) -> str:
    seen = getattr(row, "seen", None)
    told = "" if seen is None else f" Seen by {seen.by} on {seen.date}: {seen.reason}"
    return row.reason[:1].upper() + row.reason[1:] + told


def _table(title: str, rows: tuple[QuarantineEntry, ...]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, expand=True)
    for heading, ratio in (("Where", 3), ("Trial", 3), ("Cell", 2), ("Why", 8)):
        table.add_column(heading, overflow="fold", ratio=ratio)
    for row in rows:
        cell = f"{row.column} = {row.value or 'empty'}" if row.column else ""
        # Text, not markup: a cell of the registry is shown as it is, never interpreted.
        cells = (f"{row.file}:{row.row}", row.trial_id or "", cell, _sentence(row))
        table.add_row(*(Text(each) for each in cells))
    return table
