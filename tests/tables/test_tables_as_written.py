"""Every table of a document that has something of everything, cell by cell, as it was looked at.

A column, a link, a mark or a word that is another is a difference from the text kept in snapshots/;
UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import sample_documents
from sample_everything import decided, everything
from sample_findings import narrative, recovery
from sample_sequential import with_view

from living_review.certainty import distances
from living_review.findings import (
    Findings,
    VersionEntry,
)
from living_review.language.facts.changes import Since
from living_review.language.later import Later
from living_review.language.markdown import Markdown
from living_review.tables import (
    changes,
    evidence_profile,
    explored,
    registry,
    results,
    sequential,
    summary_of_findings,
    trials,
    versions,
)
from living_review.tables.spec import Cell, Table
from living_review.tables.widths import widths

KEPT = Path(__file__).parent / "snapshots"


def cell(one: Cell) -> str:
    """Write a cell with all that is more than its text."""
    marks = [
        *([f"->{one.href}"] if one.href else []),
        *([f"^{''.join(one.notes)}"] if one.notes else []),
        *([f"[{one.symbols}]"] if one.symbols else []),
        *([f".{one.css}"] if one.css else []),
        *([f"@{one.language}"] if one.language else []),
    ]
    return " ".join([" / ".join(one.lines), *marks])


def written(table: Table) -> Iterator[str]:
    css = f" .{table.css}" if table.css else ""
    yield f"## {table.id}{css} ({table.page:g} em): {table.caption}"
    yield from (f"{name}: {said}" for name, said in table.header)
    yield " | ".join(
        f"{each.heading}{' #' if each.align == 'number' else ''}"
        f"{f' < {each.group}' if each.group else ''}"
        for each in table.columns
    )
    if table.grouped:
        yield " | ".join(f"{name} ({number})" for name, number in table.groups)
    given = widths(table)
    yield f"widths: {given.table:.0f}% of {' '.join(f'{each:.1f}' for each in given.columns)}"
    for each in table.rows:
        css = f" .{each.css}" if each.css else ""
        yield f"{'=' if each.banner else '-'}{css} {' | '.join(map(cell, each.cells))}"
    yield from (f"{note.mark or '_'}: {note.text}" for note in table.footnotes)
    yield from (f"{name} = {said}" for name, said in table.abbreviations)


def every_table(found: Findings) -> Iterator[Table]:
    yield from summary_of_findings.tables(found)
    yield from summary_of_findings.tables(found, paper=True)
    yield summary_of_findings.compact(found)
    yield results.overview(found.findings, "peer-support", "Peer support")
    for each in found.findings:
        yield from (results.data_behind_the_figure(each), results.directions(each))
        yield from (explored.sensitivity(each, {}), explored.leave_one_out(each))
        yield from (explored.cumulative(each), *explored.subgroups(each))
        yield evidence_profile.of_finding(each)
    yield sequential.sequential(with_view(recovery()))
    for comparison in ("peer-support", "mutual-support"):
        yield evidence_profile.profile(found.findings, comparison)
        yield evidence_profile.profile(decided(), comparison)
    yield evidence_profile.decisions(decided())
    records = {each.trial_id: each for each in found.trials}
    laid_out = distances(found.findings[0], records, found.review.question)
    yield evidence_profile.distance(found.findings[0], laid_out)
    yield from map(evidence_profile.of_finding, decided())
    yield evidence_profile.rules(found.findings)
    yield trials.characteristics(found.trials)
    yield from (trials.by_status(found.trials, s, s) for s in ("awaiting", "ongoing", "excluded"))
    yield from trials.risk_of_bias(found.trials)
    yield from (registry.searches(found.searches), registry.exclusions(found.searches))
    yield registry.entries(found.quarantine, "tbl-q", "Set aside")
    yield registry.seen(found.queries[1:], "tbl-s", "Seen")
    yield registry.left_out(found.left_out, "tbl-l", "Left out")
    yield registry.corrections(found.corrections, "tbl-c", "Corrected")
    yield registry.recovered(found, "tbl-r", "Worked out")
    entry = VersionEntry(
        number=1, date=dt.date(2026, 1, 2), pulled_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        headline="the first version", trials_included=9,
    )  # fmt: skip
    later = {"number": 2, "made": dt.date(2026, 7, 8), "conclusions_changed": ("mood", "hope")}
    yield versions.history((entry, entry.model_copy(update=later)))
    changed = sample_documents.changed()
    since = Since(version="1", on=dt.date(2026, 5, 4))
    yield changes.results(changed.findings, since)
    yield changes.corrections(changed.corrections, since)


def test_every_table_reads_as_it_did() -> None:
    blocks = ["\n".join(written(table)) for table in every_table(everything()) if table.rows]
    text = "\n\n".join(blocks) + "\n"
    kept = KEPT / "tables.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


def test_the_names_of_the_data_page_count_rows_once_and_tell_open_queries_from_seen_ones() -> None:
    found = everything()
    drawn: list[Table] = []

    def draw(table: Table) -> Markdown:
        drawn.append(table)
        return Markdown(table.id)

    given = registry.names(found, draw)
    assert given["rows_in"](found.quarantine) == 7
    assert [entry.seen is None for entry in given["open_queries"]] == [True]
    assert [entry.seen is None for entry in given["seen_queries"]] == [False]
    assert given["quarantine"] == found.quarantine
    assert given["queries"] == found.queries
    assert given["left_out"] == found.left_out
    assert given["corrections"] == found.corrections
    assert "f.csv" in given["left_out_of"]
    assert drawn == [], "no table is drawn before a template asks for it"
    later = {name: str(table.value) for name, table in given.items() if isinstance(table, Later)}
    rows = {table.id: len(table.rows) for table in drawn}
    assert {name: (table, rows[table]) for name, table in later.items()} == {
        "quarantine_table": ("tbl-set-aside", 5),
        "queries_table": ("tbl-queries", 1),
        "seen_table": ("tbl-seen", 1),
        "left_out_table": ("tbl-left-out", 2),
        "recovered_table": ("tbl-recovered", 2),
        "corrected_cells_table": ("tbl-corrected-cells", 1),
    }
    assert given["any_recovered"]
    known = sample_documents.findings(narrative(), recovery())
    plain = registry.names(known, lambda table: Markdown(table.id))
    assert not plain["any_recovered"]
    assert plain["left_out_of"] == ""
