"""Tables of the registry's housekeeping: searches, rows set aside, queries, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from living_review.findings import (
    AppliedCorrection,
    Findings,
    LeftOut,
    QuarantineEntry,
    QueryEntry,
    SearchRun,
)
from living_review.ground import numbers
from living_review.ground.visible_text import visible
from living_review.language.markdown import Markdown
from living_review.tables.spec import Cell, Table, cell, columns, number, row
from living_review.words.grammar import capitalised, listed, plural, sentence

NOT_REPORTED = "not reported"
_COUNTS = (
    ("records", "records"),
    ("duplicates_removed", "duplicates removed"),
    ("screened", "screened"),
    ("excluded", "excluded"),
    ("sought", "sought"),
    ("not_retrieved", "not retrieved"),
    ("assessed", "assessed in full"),
    ("excluded_full_text", "excluded in full text"),
)
_LONGEST_VALUE = 200


def searches(runs: Iterable[SearchRun]) -> Table:
    """Every search with the counts that are known; an unknown count is never a zero."""
    rows = tuple(
        row(f"{numbers.date(run.date)} ({run.search_id})", run.source, _counts(run), run.notes)
        for run in runs
    )
    head = columns("Search", "Sources", "Counts", "Notes")
    return Table("tbl-searches", "Searches", head, rows)


def _counts(run: SearchRun) -> Cell:
    known = [
        f"{numbers.count(value)} {name}"
        for field, name in _COUNTS
        if (value := getattr(run, field)) is not None
    ]
    unknown = [name for field, name in _COUNTS if getattr(run, field) is None]
    if not known:
        return cell(capitalised(NOT_REPORTED))
    return cell(
        sentence("; ".join(known)),
        sentence(f"{NOT_REPORTED}: {', '.join(unknown)}") if unknown else None,
    )


def exclusions(runs: Iterable[SearchRun]) -> Table:
    """Every report that was left out with its reason, search by search."""
    rows = tuple(row(*told, run.search_id) for run in runs for told in _reports(run))
    head = columns("Report", "Reason", "Search")
    return Table("tbl-exclusions", "Reports that were left out, each with the reason", head, rows)


def _reports(run: SearchRun) -> tuple[tuple[str, str], ...]:
    """Give report and reason; what an older version knows by its number alone as a number."""
    if run.reports_excluded:
        return tuple((each.report, each.reason) for each in run.reports_excluded)
    return tuple(
        (f"{numbers.count(n)} {plural(n, 'report')}", reason)
        for reason, n in run.exclusions.items()
    )


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
            cell(sentence(entry.reason)),
            entry.rule,
        )
        for entry, places in alike.items()
    )
    head = columns("Row", "Trial", "Column", "Value", "Reason", "Rule")
    return Table(id_, caption, head, rows)


def seen(found: Iterable[QueryEntry], id_: str, caption: str) -> Table:
    """Rows that a person has looked at and let stand, each with the reason."""
    rows = tuple(
        row(
            _where(entry, [entry.row]),
            entry.trial_id,
            entry.column,
            _value(entry.value),
            cell(sentence(entry.reason), entry.rule),
            cell(sentence(entry.seen.reason), _signed(entry.seen.by, entry.seen.date)),
        )
        for entry in found
        if entry.seen is not None
    )
    head = columns("Row", "Trial", "Column", "Value", "Query", "Why it stands")
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
    head = columns("In the file", "Found", number("How often"), "Why")
    return Table(id_, caption, head, rows)


def _some(found: Sequence[str]) -> str | None:
    """List the first of many, and say how many more there are; None for nothing."""
    shown: list[str] = []
    while len(shown) < len(found) and len("; ".join(shown)) < _LONGEST_VALUE // 2:
        shown.append(found[len(shown)][: _LONGEST_VALUE // 4])
    more = len(found) - len(shown)
    return "; ".join((*shown, *((f"and {numbers.count(more)} more",) if more else ()))) or None


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
    head = columns("Row", "Column", "In the registry", "Used here", "Why")
    return Table(id_, caption, head, rows)


def recovered(findings: Findings, id_: str, caption: str) -> Table:
    """Values that are used and were not reported, each with its cells and its formula, once."""
    rows: dict[tuple[Any, ...], None] = {}
    for finding in findings.findings:
        for trial in finding.trials:
            for each in trial.recovered:
                of = each.arm or (f"{each.role} arms" if each.role else "comparison")
                cells = ", ".join(f"{name} {numbers.measured(x)}" for name, x in each.cells.items())
                rows[
                    trial.label,
                    f"{finding.outcome_label}, {finding.timepoint_label}",
                    of,
                    f"{_USED[each.what]} {numbers.measured(each.value)}",
                    cells,
                    each.formula,
                    each.reference,
                ] = None
    head = columns("Trial", "Outcome", "Arm", "Used", "From", "How")
    return Table(id_, caption, head, tuple(row(*r[:5], cell(r[5], r[6])) for r in rows))


_USED = {
    "mean": "mean",
    "sd": "standard deviation",
    "se": "standard error",
    "n": "people counted",
}


def names(findings: Findings, drawn: Callable[[Table], Markdown]) -> dict[str, Any]:
    """Give what templates call the rows set aside, the queries and the corrections."""
    still_open = tuple(each for each in findings.queries if each.seen is None)
    looked_at = tuple(each for each in findings.queries if each.seen is not None)
    aside = entries(findings.quarantine, "tbl-set-aside", "Rows set aside")
    return {
        "rows_in": _rows_in,
        "quarantine": findings.quarantine,
        "quarantine_table": drawn(aside),
        "queries": findings.queries,
        "open_queries": still_open,
        "queries_table": drawn(entries(still_open, "tbl-queries", "Rows used and queried")),
        "seen_queries": looked_at,
        "seen_table": drawn(seen(looked_at, "tbl-seen", "Rows looked at by a person")),
        "left_out": findings.left_out,
        "left_out_of": listed(dict.fromkeys(each.file for each in findings.left_out)),
        "left_out_table": drawn(
            left_out(findings.left_out, "tbl-left-out", "Left out when the file was read")
        ),
        "recovered_table": drawn(
            recovered(findings, "tbl-recovered", "Values worked out from what is reported")
        ),
        "any_recovered": any(trial.recovered for f in findings.findings for trial in f.trials),
        "corrections": findings.corrections,
        "corrected_cells_table": drawn(
            corrections(findings.corrections, "tbl-corrected-cells", "Corrected cells")
        ),
    }


def _rows_in(found: Iterable[QuarantineEntry]) -> int:
    """Count rows, each once, whatever the number of things that are said of it."""
    return len({(each.table, each.file, each.row) for each in found})


def _signed(by: str, date: dt.date) -> str:
    return f"{by}, {numbers.date(date)}"


def _shown(value: str | None) -> str:
    return "(empty)" if value is None else value


def _where(entry: QuarantineEntry, places: list[int]) -> str:
    """Write the table and the rows; of a file of another program, its name."""
    if entry.table == "import":
        return entry.file
    return f"{entry.table}, {_places(places, _noun(entry))}"


def _noun(entry: QuarantineEntry) -> str:
    return "line" if entry.table == "protocol" else "row"


def _places(places: list[int], noun: str) -> str:
    """Write 'row 41', 'rows 40 to 51', or 'rows 3, 5 and 9'."""
    first, last = places[0], places[-1]
    if len(places) == 1:
        return f"{noun} {first}"
    if len(places) > 2 and places == list(range(first, last + 1)):
        return f"{noun}s {first} to {last}"
    return f"{noun}s {listed(str(place) for place in places)}"


def _value(value: str | None) -> Cell:
    if value is None:
        return cell()
    if not value.strip():
        return cell("(empty)")
    return Cell((visible(value, _LONGEST_VALUE),))
