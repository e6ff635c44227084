"""`living-review check`: validate protocol, registry and judgements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.check_groups import (
    Group,
    cell,
    first_step,
    groups,
    left_out_lines,
    lines,
    sentence,
)
from living_review.cli.check_texts import texts_counted, texts_told
from living_review.cli.colours import Kind, sign
from living_review.cli.console import OK, SET_ASIDE, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review
from living_review.ground.folder import PROTOCOL
from living_review.ground.plurals import numbered, plural
from living_review.ground.visible_text import visible_lines

if TYPE_CHECKING:
    from rich.table import Table

    from living_review.findings import Findings
    from living_review.protocol.in_languages import Lacking
    from living_review.texts.writing import Texts

FIRST_TEXTS = 3

Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one page to read or pass on.")
]
All = Annotated[bool, typer.Option("--all", help="List every row, not the first of each rule.")]


def check(
    review: Review = Path(),
    html: Html = None,
    everything: All = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check the protocol, every row of the registry, and the judgements; changes no review."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground import clock
        from living_review.ground.folder import ReviewFolder
        from living_review.letters.without_font import told
        from living_review.protocol import texts_lacking
        from living_review.runs.editions import computed
        from living_review.runs.languages import languages_of_site
        from living_review.runs.looks import looked_at
        from living_review.runs.texts import texts_of
        from living_review.runs.unread import unread

        folder = ReviewFolder(review)
        edition = computed(folder, as_of=None, today=clock.today(), progress=lambda _step: None)
        findings = edition.findings
        # A language whose words are not whole is refused here, as a build would do.
        languages_of_site(folder, edition.protocol)
        brand, without_font = looked_at(folder, edition)
        texts = texts_of(folder, edition)
        not_read = unread(folder, edition.protocol.review.spoken)
        lacking = texts_lacking(folder.protocol)
        code = SET_ASIDE if findings.quarantine else OK
        if html is not None:
            _write_page(html, findings)
        if as_json:
            print_json(
                _as_json(code, findings)
                | {
                    "without_font": [cell.as_json() for cell in without_font],
                    "texts_lacking": [each.as_json(PROTOCOL) for each in lacking],
                    "brand": list(brand),
                    "templates_unread": [each.as_json() for each in not_read],
                    "texts": texts.as_json(),
                }
            )
        elif not quiet:
            if findings.left_out:
                echo("\n".join(left_out_lines(findings.left_out, everything=everything)))
            for line in (
                *told(without_font, everything=everything),
                *_texts_lacking(lacking, everything=everything),
                *_listed("The brand of the review: where it gives way", brand, len(brand)),
                *_of_texts(texts, everything=everything),
                *_listed(
                    "Files of the templates that nothing reads",
                    [each.sentence for each in not_read],
                    len(not_read) if everything else FIRST_TEXTS,
                ),
            ):
                echo(line)
            _show(findings, everything=everything)
        finish(code)


def _write_page(html: Path, findings: Findings) -> None:
    from living_review.document.check_page import check_page

    html.write_text(check_page(findings), encoding="utf-8", newline="\n")


def _as_json(code: int, findings: Findings) -> dict[str, Any]:
    """Give what the checks found of the registry, and how decisions stand, for `--json`."""
    from living_review.registry.catalogue import RULES
    from living_review.runs.standing import as_json

    return {
        "exit_code": code,
        "trials": findings.registry.trials.model_dump(),
        "quarantined": [row.model_dump(mode="json") for row in findings.quarantine],
        "queries": [row.model_dump(mode="json") for row in findings.queries],
        "left_out": [each.model_dump(mode="json") for each in findings.left_out],
        "corrections": [row.model_dump(mode="json") for row in findings.corrections],
        "grade": as_json(findings),
        "rules": [asdict(rule) for rule in RULES],
    }


def _texts_lacking(lacking: tuple[Lacking, ...], *, everything: bool) -> Iterator[str]:
    """Say which texts of the protocol a language of the review has none of."""
    title = "Texts of the protocol that a language of the review has none of"
    said = [each.sentence(PROTOCOL) for each in lacking]
    yield from _listed(title, said, len(said) if everything else FIRST_TEXTS)


def _of_texts(texts: Texts, *, everything: bool) -> Iterator[str]:
    """Say what there is to say of the texts that people wrote."""
    for title, said in texts_told(texts):
        yield from _listed(title, said, len(said) if everything else FIRST_TEXTS)
    yield from texts_counted(texts)


def _listed(title: str, sentences: Sequence[str], first: int) -> Iterator[str]:
    """Yield the first of some sentences below their title, and how many more there are."""
    if sentences:
        yield title
    yield from (f"  {each}" for each in sentences[:first])
    if (left := len(sentences) - first) > 0:
        yield f"  and {left} more; --all lists {plural(left, 'it', 'them')}"


def _counts(trials: object) -> list[int]:
    return [int(number) for number in vars(trials).values()]


# Below this width a table of five columns is harder to read than lines.
TABLE_FROM = 100


def _show(findings: Findings, *, everything: bool) -> None:
    from rich.console import Console

    from living_review.registry.catalogue import RULES

    quarantine, queries = findings.quarantine, findings.queries
    trials = sum(_counts(findings.registry.trials))
    # One id may be an error in one table and a suspicion in another.
    errors = {rule.id: rule.says for rule in RULES if rule.severity == "error"}
    says = {rule.id: rule.says for rule in RULES if rule.severity == "suspicion"}
    seen = tuple(each for each in queries if each.seen is not None)
    aside = groups(quarantine, errors)
    still_open = groups((each for each in queries if each.seen is None), says)
    console = Console()
    as_table = console.is_terminal and console.width >= TABLE_FROM
    parts: tuple[tuple[str, tuple[Group, ...], Kind], ...] = (
        ("Set aside: these rows are not used", aside, "set aside"),
        ("Queries: these rows are used; please look at them", still_open, "query"),
        ("Seen: these rows are used, and a person has looked at them", groups(seen, says), "seen"),
    )
    for title, found, kind in parts:
        if found and as_table:
            echo(title)
            console.print(_table(found, kind, everything=everything))
        elif found:
            echo("\n".join(lines(title, found, kind, everything=everything)))
    asked = numbered(len(queries), "query", "queries")
    asked += f", {len(seen)} of them seen" if seen else ""
    rows = f"{numbered(len(quarantine), 'row')} set aside"
    counts = f"{numbered(trials, 'trial')}: {rows}, {asked}."
    clean = "" if quarantine or queries else " The registry is clean."
    echo(counts + clean)
    _close(findings, first_step(aside, still_open))


def _close(findings: Findings, step: str) -> None:
    """End with how the review stands besides its rows, and with what to do next."""
    from living_review.runs.standing import due, ratings

    for line in (*ratings(findings), *due(findings)):
        echo(line)
    echo(step or "Next: 'living-review build' makes the report, 'living-review update' a version.")


def _table(found: Sequence[Group], kind: Kind, *, everything: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, expand=True)
    for heading, ratio in (("Where", 3), ("Trial", 3), ("Cell", 2), ("Why", 8)):
        table.add_column(heading, overflow="fold", ratio=ratio)
    for group in found:
        # Text, not markup: a cell of the registry is shown as it is, never interpreted.
        counted = numbered(len(group.rows), "row")
        head = (group.rule, counted, "", group.says)
        table.add_row(*(Text(each, style="bold") for each in head))
        before = ""
        for row in group.shown(everything=everything):
            why = "" if sentence(row) == before else sentence(row)
            before = sentence(row)
            cells = (f"{sign(kind)} {row.file}:{row.row}", row.trial_id or "", cell(row), why)
            table.add_row(*(Text(visible_lines(each)) for each in cells))
        if left := group.left(everything=everything):
            table.add_row("", "", "", Text(left))
        table.add_section()
    return table
