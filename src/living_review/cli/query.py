"""`living-review query`: what the checks doubt, and saying that a person has looked at it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review, group
from living_review.ground.errors import BadInput
from living_review.ground.plurals import numbered

if TYPE_CHECKING:
    from living_review.findings import QueryEntry

app = group("List what the checks doubt, and mark it as seen.")

Table = Annotated[str | None, typer.Option(metavar="NAME", help="Table, such as arms.")]
Key = Annotated[str | None, typer.Option(metavar="KEY", help="Row: its key columns, joined by /.")]
Column = Annotated[str | None, typer.Option(metavar="NAME", help="Column of the table.")]
Rule = Annotated[str | None, typer.Option(metavar="ID", help="Rule, such as sd-ratio.")]
Trial = Annotated[str | None, typer.Option(metavar="ID", help="Trial of the registry.")]
Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why the value stands.")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who looked: a person or a role.")]
Date = Annotated[str | None, typer.Option(metavar="DATE", help="YYYY-MM-DD. [default: today]")]
All = Annotated[bool, typer.Option("--all", help="Mark every query that is named.")]


@app.command("list", short_help="List the queries.")
def list_queries(
    review: Review = Path(),
    open_only: Annotated[bool, typer.Option("--open", help="Only what nobody has seen.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """List the queries of the registry, and who has looked at which."""
    with reporting(as_json=as_json, debug=debug):
        found = [each for each in _queries(review) if not (open_only and each.seen)]
        if as_json:
            rows = [each.model_dump(mode="json") for each in found]
            print_json({"exit_code": OK, "queries": rows})
        elif not quiet:
            echo("\n".join((*map(_line, found), *_closing(found))))
        finish(OK)


def _closing(found: Sequence[QueryEntry]) -> list[str]:
    """Say how many there are, and what to do about those that nobody has seen."""
    if not found:
        return ["There are no queries."]
    left = sum(each.seen is None for each in found)
    counted = numbered(len(found), "query", "queries")
    if not left:
        return [f"{counted}, all of them seen."]
    return [
        f"{counted}, {'none' if left == len(found) else len(found) - left} of them seen.",
        "Next: correct the row, or say why it stands with 'living-review query see'.",
    ]


@app.command(short_help="Say that a query was looked at, and why the value stands.")
def see(
    review: Review = Path(),
    table: Table = None,
    key: Key = None,
    column: Column = None,
    rule: Rule = None,
    trial: Trial = None,
    every: All = False,
    reason: Reason = None,
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Mark queries as seen in data/queries.csv; asks for what is not given on a terminal."""
    with reporting(as_json=as_json, debug=debug):
        wanted = {"table": table, "key": key, "column": column, "rule": rule, "trial_id": trial}
        named = [
            each
            for each in _queries(review)
            if each.seen is None
            and each.table not in ("queries", "corrections")
            and all(v is None or (getattr(each, n) or "") == v for n, v in wanted.items())
        ]
        chosen = _chosen(named, every=every)
        rows = _signed(chosen, reason, by, date)
        from living_review.ground.folder import ReviewFolder
        from living_review.registry.row_file import write_rows
        from living_review.registry.seen import COLUMNS

        path = ReviewFolder(review).queries
        write_rows(path, rows, COLUMNS)
        if as_json:
            print_json({"exit_code": OK, "seen": rows})
        elif not quiet:
            count = numbered(len(rows), "query", "queries")
            echo(f"{path}: {count} marked as seen.")
        finish(OK)


def _queries(review: Path) -> tuple[QueryEntry, ...]:
    from living_review.ground.folder import ReviewFolder
    from living_review.runs.build import compute

    _, findings = compute(ReviewFolder(review), as_of=None, progress=lambda _step: None)
    return findings.queries


def _chosen(named: Sequence[QueryEntry], *, every: bool) -> Sequence[QueryEntry]:
    """Give the queries to mark, asking on a terminal which where more than one is named."""
    if not named:
        raise BadInput(
            "No open query is so named; list them with 'living-review query list --open'."
        )
    if every or len(named) == 1:
        return named
    if not _terminal():
        raise BadInput(
            f"{len(named)} open queries are so named; name one by --table, --key, --column and "
            "--rule, or give --all."
        )
    for place, each in enumerate(named, start=1):
        echo(f"{place:>3}  {_line(each)}")
    given = str(typer.prompt("Which")).strip()
    if not (given.isdecimal() and 1 <= int(given) <= len(named)):
        raise BadInput(f"'{given}' is no number of the list; nothing was marked.")
    return (named[int(given) - 1],)


def _signed(
    chosen: Sequence[QueryEntry], reason: str | None, by: str | None, date: str | None
) -> list[dict[str, str]]:
    from living_review.ground import clock
    from living_review.registry.signed_rows import SignedRow, signature_fault

    today = clock.today()
    signature = {
        "reason": _asked(reason, "reason", "Why the value stands").strip(),
        "by": _asked(by, "by", "Seen by").strip(),
        "date": (date or today.isoformat()).strip(),
    }
    if fault := signature_fault(SignedRow("", 0, signature), (), today):
        raise BadInput(f"--{fault[0]} '{signature[fault[0]]}': {fault[1].reason}")
    places = ("table", "key", "column", "rule", "value")
    rows = [{name: getattr(each, name) or "" for name in places} for each in chosen]
    return [{**row, **signature} for row in rows]


def _asked(given: str | None, name: str, prompt: str) -> str:
    if given is not None:
        return given
    if not _terminal():
        raise BadInput(f"--{name} is missing; give it, or run the command on a terminal.")
    return str(typer.prompt(prompt))


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _line(query: QueryEntry) -> str:
    value = "empty" if query.value is None else f"'{query.value}'"
    where = f"{query.table} {query.key or ''}".strip()
    text = f"{where}, {query.column} {value} [{query.rule}]\n      {query.reason}"
    if query.seen is None:
        return text
    return f"{text}\n      Seen by {query.seen.by} on {query.seen.date}: {query.seen.reason}"
