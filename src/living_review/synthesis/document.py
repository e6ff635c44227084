"""The findings around the results: the review, its registry, its trials, searches and currency."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from living_review import __version__
from living_review.findings import (
    AppliedCorrection,
    Currency,
    ExcludedReport,
    LeftOut,
    OtherReview,
    QuarantineEntry,
    QueryEntry,
    RegistryInfo,
    ReviewInfo,
    RiskOfBias,
    SearchRun,
    Seen,
    Software,
    TrialCounts,
    TrialRecord,
)
from living_review.protocol import Protocol
from living_review.synthesis.evidence import Evidence
from living_review.synthesis.rows import LINE, Row, grouped, in_order, rows_of, whole
from living_review.synthesis.trial_effects import Unusable

if TYPE_CHECKING:
    from living_review.registry import OtherReview as ReadReview
    from living_review.registry import Seen as SeenQuery
    from living_review.registry import Snapshot
    from living_review.registry.snapshot import Remark

NAME = "living-review"
PACKAGES = ("numpy", "scipy", "pandas", "pydantic", "statsmodels")
_PRINTED = (
    *("review", "doi", "outcome_reported", "outcome", "timepoint", "k", "n", "measure"),
    *("estimate", "ci_low", "ci_high", "favours_intervention", "certainty", "source"),
)
YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def review_info(protocol: Protocol) -> ReviewInfo:
    """Give what the review is."""
    review = protocol.review
    precedes = review.precedes
    orcids = tuple(each.orcid or None for each in review.authors)
    return ReviewInfo(
        id=review.id,
        title=review.title,
        authors=tuple(each.name for each in review.authors),
        orcids=orcids if any(orcids) else (),
        language=review.language,
        question={
            name: str(value)
            for name, value in review.question.model_dump(exclude_none=True).items()
        },
        precedes=None if precedes is None else {"citation": precedes.citation, "doi": precedes.doi},
        notice=review.notice or None,
        url=review.url or None,
        doi=review.doi or None,
        licence=review.licence or None,
        funding=review.funding or None,
        registration=review.registration or None,
        topics=review.topics,
    )


def registry_info(
    snapshot: Snapshot, trials: Sequence[Row], as_of: dt.date | None, source: str | None
) -> RegistryInfo:
    """Give what the findings were computed from; participants are those of included trials."""
    sizes = [trial["n_randomised"] for trial in trials if trial["status"] == "included"]
    known = [size for size in sizes if size is not None]
    return RegistryInfo(
        hash=snapshot.hash,
        pulled_at=snapshot.pulled_at,
        as_of=as_of,
        source=source,
        trials=TrialCounts(**Counter(trial["status"] for trial in trials)),
        participants=int(sum(known)) if known else None,
        participants_missing=len(sizes) - len(known),
    )


def trial_records(evidence: Evidence) -> tuple[TrialRecord, ...]:
    """Give every trial of the registry, further columns under `extra`."""
    own = set(TrialRecord.model_fields) - {"extra", "risk_of_bias"}
    records = []
    for trial in evidence.trials:
        extra = {
            name: str(value)
            for name, value in sorted(trial.items())
            if name not in own and name != LINE and value is not None
        }
        judged: RiskOfBias | None = evidence.judgements.get((trial["trial_id"], ""))
        records.append(
            TrialRecord(
                **{name: whole(trial[name]) for name in own if name in trial},
                extra=extra,
                risk_of_bias=() if judged is None else (judged,),
            )
        )
    return tuple(records)


def search_runs(snapshot: Snapshot) -> tuple[SearchRun, ...]:
    """Give every search by date, the first row of a search with its reasons for exclusion."""
    exclusions = in_order(rows_of(snapshot.tables["exclusions"]))
    left_out = {
        key[0]: tuple(ExcludedReport(report=row["report"], reason=row["reason"]) for row in rows)
        for key, rows in grouped(exclusions, "search_id").items()
    }
    runs = []
    for row in sorted(in_order(rows_of(snapshot.tables["searches"])), key=lambda row: row["date"]):
        cells = {name: whole(value) for name, value in row.items() if name != LINE}
        reports = left_out.pop(row["search_id"], ())
        reasons = dict(Counter(each.reason for each in reports))
        runs.append(SearchRun(**cells, exclusions=reasons, reports_excluded=reports))
    return tuple(runs)


def currency(
    snapshot: Snapshot, protocol: Protocol, evidence: Evidence, today: dt.date
) -> Currency:
    """Say how current the review is on a day."""
    searches = in_order(rows_of(snapshot.tables["searches"]))
    last = max((row["date"] for row in searches), default=None)
    covered = dict.fromkeys(row["source"] for row in searches if row["date"] == last)
    counts = Counter(trial["status"] for trial in evidence.trials)
    living = protocol.review.living
    planned = living.next_search if living.status == "active" else None
    if planned and last and planned <= last:
        # That search was made, and the protocol names no later one.
        planned = None
    reported = {
        trial_id
        for name in ("arms", "contrasts")
        for trial_id in snapshot.tables[name]["trial_id"].tolist()
    }
    silent = [
        trial
        for trial in evidence.trials
        if trial["status"] in ("awaiting", "ongoing")
        and trial["trial_id"] not in reported
        and _completed(trial.get("completed"), today)
    ]
    return Currency(
        last_search=last,
        last_search_source="; ".join(filter(None, covered)) or None,
        last_pull=snapshot.pulled_at.date(),
        awaiting=counts["awaiting"],
        ongoing=counts["ongoing"] - sum(trial["status"] == "ongoing" for trial in silent),
        completed_unpublished=len(silent),
        next_run=planned,
        status=living.status,
        overdue=planned is not None and planned < today,
    )


def set_aside(
    snapshot: Snapshot, unusable: Iterable[Unusable]
) -> tuple[tuple[QuarantineEntry, ...], tuple[QueryEntry, ...]]:
    """Give the rows that are not used (those without an effect last), and the queries."""
    rows = [QuarantineEntry(**_cells(each)) for each in snapshot.quarantine]
    rows += [
        QuarantineEntry(
            table=each.table,
            file=f"{each.table}.csv",
            row=each.line,
            trial_id=each.trial_id,
            column=each.column,
            value=each.value,
            rule=each.rule,
            reason=each.reason,
        )
        for each in unusable
    ]
    queries = (QueryEntry(**_cells(each), seen=_seen(each.seen)) for each in snapshot.queries)
    return tuple(rows), tuple(queries)


def left_out(snapshot: Snapshot) -> tuple[LeftOut, ...]:
    """Give what the file that the registry is made of holds and the registry does not."""
    return tuple(
        LeftOut(
            file=each.file,
            where=each.where,
            found=each.found or None,
            count=each.count,
            reason=each.reason,
        )
        for each in snapshot.left_out
    )


def corrections(snapshot: Snapshot) -> tuple[AppliedCorrection, ...]:
    """Give the corrections that were applied to the registry, empty cells as None."""
    blank = {"old", "new", "trial_id"}
    return tuple(
        AppliedCorrection(
            **{
                name: getattr(each, name) or (None if name in blank else "")
                for name in AppliedCorrection.model_fields
            }
        )
        for each in snapshot.corrections
    )


def _seen(seen: SeenQuery | None) -> Seen | None:
    return None if seen is None else Seen(reason=seen.reason, by=seen.by, date=seen.date)


def other_review(row: ReadReview) -> OtherReview:
    """Give what another review printed, empty cells as None."""
    cells = {name: getattr(row, name) for name in _PRINTED}
    known = {name: None if value == "" else value for name, value in cells.items()}
    return OtherReview(**known | {"outcome": row.outcome, "note": row.notes or None})


@cache
def software() -> Software:
    """Give the program and the packages that computed the findings, with their versions."""
    from importlib.metadata import version

    return Software(
        name=NAME, version=__version__, packages={name: version(name) for name in PACKAGES}
    )


def _cells(remark: Remark) -> dict[str, Any]:
    names = ("table", "file", "row", "rule", "reason")
    optional = ("trial_id", "column", "value", "key")
    return {name: getattr(remark, name) for name in names} | {
        name: getattr(remark, name) or None for name in optional
    }


def _completed(value: object, today: dt.date) -> bool:
    """Tell whether a year-month or date is past; a month counts once it is over."""
    found = YEAR_MONTH.fullmatch(str(value)) if value is not None else None
    if found is None:
        return False
    year, month, day = found.groups()
    if day is not None:
        return dt.date(int(year), int(month), int(day)) <= today
    return (int(year), int(month)) < (today.year, today.month)
