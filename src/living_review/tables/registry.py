"""Tables of the registry's housekeeping: searches, rows set aside, queries, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, get_args

from living_review.findings import (
    AppliedCorrection,
    Findings,
    LeftOut,
    QuarantineEntry,
    QueryEntry,
    SearchRun,
)
from living_review.ground import numbers
from living_review.language import language_spoken, say
from living_review.language.facts import registry_tables as facts
from living_review.language.later import Later
from living_review.language.markdown import Markdown
from living_review.tables.spec import Cell, Column, Table, cell, number, row, shortened
from living_review.words.grammar import sentence

_LONGEST_VALUE = 200


def _headings(*shown: facts.Column) -> tuple[Column, ...]:
    """Make the columns; how often something is found stands to the right."""
    said = {each: say(facts.ColumnHeading(column=each)) for each in shown}
    return tuple(
        number(heading) if each == "how_often" else Column(heading)
        for each, heading in said.items()
    )


def searches(runs: Iterable[SearchRun]) -> Table:
    """Every search with the counts that are known; an unknown count is never a zero."""
    rows = tuple(
        row(say(facts.Search(on=run.date, name=run.search_id)), run.source, _counts(run), run.notes)
        for run in runs
    )
    head = _headings("search", "sources", "counts", "notes")
    return Table("tbl-searches", say(facts.Caption(table="searches")), head, rows)


def _counts(run: SearchRun) -> Cell:
    steps: tuple[facts.Step, ...] = get_args(facts.Step)
    known = tuple(
        facts.Counted(step=step, number=value)
        for step in steps
        if (value := getattr(run, step)) is not None
    )
    unknown = tuple(facts.StepName(step=step) for step in steps if getattr(run, step) is None)
    if not known:
        return cell(say(facts.NotReported(steps=())))
    return cell(
        say(facts.Counts(known=known)),
        say(facts.NotReported(steps=unknown)) if unknown else None,
    )


def exclusions(runs: Iterable[SearchRun]) -> Table:
    """Every report that was left out with its reason, search by search."""
    rows = tuple(row(*told, run.search_id) for run in runs for told in _reports(run))
    head = _headings("report", "reason", "search")
    return Table("tbl-exclusions", say(facts.Caption(table="exclusions")), head, rows)


def _reports(run: SearchRun) -> tuple[tuple[str, str], ...]:
    """Give report and reason; what an older version knows by its number alone as a number."""
    if run.reports_excluded:
        return tuple((each.report, each.reason) for each in run.reports_excluded)
    return tuple((say(facts.Reports(number=n)), why) for why, n in run.exclusions.items())


def entries(found: Iterable[QuarantineEntry], id_: str, caption: str) -> Table:
    """Rows of the registry with what is wrong in them; rows alike in all of it share a line."""
    alike: dict[QuarantineEntry, list[int]] = {}
    for entry in found:
        alike.setdefault(entry.model_copy(update={"row": 0, "key": None}), []).append(entry.row)
    rows = tuple(
        row(
            _where(entry, places),
            entry.trial_id,
            entry.column,
            _value(entry.value),
            _in_english(entry, cell(sentence(entry.reason))),
            entry.rule,
        )
        for entry, places in alike.items()
    )
    head = _headings("row", "trial", "column", "value", "reason", "rule")
    return Table(id_, caption, head, rows)


def _in_english(entry: QuarantineEntry, told: Cell) -> Cell:
    """Mark what a check of the registry says to the team on a page of another language."""
    apart = language_spoken() != "en" and entry.for_teams
    return replace(told, language="en") if apart else told


def seen(found: Iterable[QueryEntry], id_: str, caption: str) -> Table:
    """Rows that a person has looked at and let stand, each with the reason."""
    rows = tuple(
        row(
            _where(entry, [entry.row]),
            entry.trial_id,
            entry.column,
            _value(entry.value),
            _in_english(entry, cell(sentence(entry.reason), entry.rule)),
            cell(sentence(entry.seen.reason), _signed(entry.seen.by, entry.seen.date)),
        )
        for entry in found
        if entry.seen is not None
    )
    head = _headings("row", "trial", "column", "value", "query", "why_it_stands")
    return Table(id_, caption, head, rows)


def left_out(found: Iterable[LeftOut], id_: str, caption: str) -> Table:
    """What the file that the registry is made of holds and the registry does not, by reason."""
    alike: dict[tuple[str, str], list[LeftOut]] = {}
    for each in found:
        alike.setdefault((each.where, each.reason), []).append(each)
    rows = tuple(
        row(
            where,
            _value(_some([each.found for each in own if each.found])),
            numbers.count(sum(each.count for each in own)),
            sentence(reason),
        )
        for (where, reason), own in alike.items()
    )
    head = _headings("in_the_file", "found", "how_often", "why")
    return Table(id_, caption, head, rows)


def _some(found: Sequence[str]) -> str | None:
    """List the first of many, and say how many more there are; None for nothing."""
    shown: list[str] = []
    while len(shown) < len(found) and len("; ".join(shown)) < _LONGEST_VALUE // 2:
        shown.append(found[len(shown)][: _LONGEST_VALUE // 4])
    more = len(found) - len(shown)
    return say(facts.FoundIn(values=tuple(shown), more=more)) if shown else None


def corrections(applied: Iterable[AppliedCorrection], id_: str, caption: str) -> Table:
    """Cells that read otherwise than in the registry that was pulled."""
    rows = tuple(
        row(
            f"{each.table}, {each.key}",
            each.column,
            cell(_shown(each.old)),
            cell(_shown(each.new)),
            cell(sentence(each.reason), _signed(each.by, each.date)),
        )
        for each in applied
    )
    head = _headings("row", "column", "in_the_registry", "used_here", "why")
    return Table(id_, caption, head, rows)


def recovered(findings: Findings, id_: str, caption: str) -> Table:
    """Values that are used and were not reported, each with its cells and its formula, once."""
    rows: dict[tuple[Any, ...], None] = {}
    for finding in findings.findings:
        for trial in finding.trials:
            for each in trial.recovered:
                used = facts.WorkedOut(what=each.what, value=numbers.measured(each.value))
                cells = ", ".join(f"{name} {numbers.measured(x)}" for name, x in each.cells.items())
                rows[
                    trial.label,
                    f"{finding.outcome_label}, {finding.timepoint_label}",
                    each.arm or say(facts.OfArms(role=each.role)),
                    say(used),
                    cells,
                    each.formula,
                    each.reference,
                ] = None
    head = _headings("trial", "outcome", "arm", "used", "from", "how")
    return Table(id_, caption, head, tuple(row(*r[:5], cell(r[5], r[6])) for r in rows))


def names(findings: Findings, drawn: Callable[[Table], Markdown]) -> dict[str, Any]:
    """Give what templates call the rows set aside, the queries and the corrections."""
    still_open = tuple(each for each in findings.queries if each.seen is None)
    files = dict.fromkeys(each.file for each in findings.left_out)
    looked_at = tuple(each for each in findings.queries if each.seen is not None)

    def later(table: Callable[[], Table]) -> Later:
        return Later(lambda: drawn(table()))

    return {
        "rows_in": _rows_in,
        "quarantine": findings.quarantine,
        "quarantine_table": later(
            lambda: entries(
                findings.quarantine, "tbl-set-aside", say(facts.Caption(table="set_aside"))
            )
        ),
        "queries": findings.queries,
        "open_queries": still_open,
        "queries_table": later(
            lambda: entries(still_open, "tbl-queries", say(facts.Caption(table="queries")))
        ),
        "seen_queries": looked_at,
        "seen_table": later(lambda: seen(looked_at, "tbl-seen", say(facts.Caption(table="seen")))),
        "left_out": findings.left_out,
        "left_out_of": say(facts.Files(files=tuple(files))) if files else "",
        "left_out_table": later(
            lambda: left_out(
                findings.left_out, "tbl-left-out", say(facts.Caption(table="left_out"))
            )
        ),
        "recovered_table": later(
            lambda: recovered(findings, "tbl-recovered", say(facts.Caption(table="recovered")))
        ),
        "any_recovered": any(trial.recovered for f in findings.findings for trial in f.trials),
        "corrections": findings.corrections,
        "corrected_cells_table": later(
            lambda: corrections(
                findings.corrections,
                "tbl-corrected-cells",
                say(facts.Caption(table="corrected")),
            )
        ),
    }


def _rows_in(found: Iterable[QuarantineEntry]) -> int:
    """Count rows, each once, whatever the number of things that are said of it."""
    return len({(each.table, each.file, each.row) for each in found})


def _signed(by: str, date: dt.date) -> str:
    return say(facts.Signed(by=by, on=date))


def _shown(value: str | None) -> str:
    return say(facts.Empty()) if value is None else value


def _where(entry: QuarantineEntry, places: list[int]) -> str:
    """Write the table and the rows; of a file of another program, its name."""
    if entry.table == "import":
        return entry.file
    first, last = places[0], places[-1]
    through = len(places) > 2 and places == list(range(first, last + 1))
    return say(
        facts.Places(
            table=entry.table,
            lines=entry.table == "protocol",
            places=tuple(str(place) for place in ((first, last) if through else places)),
            through=through,
        )
    )


def _value(value: str | None) -> Cell:
    if value is None:
        return cell()
    if not value.strip():
        return cell(say(facts.Empty()))
    return Cell((shortened(value, _LONGEST_VALUE),))
