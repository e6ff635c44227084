"""What is told of a file is new where no version before told it."""

from __future__ import annotations

from typing import Any

from living_review.findings import Findings, LeftOut, QueryEntry
from living_review.living.file_report import file_report


def told(
    bcg: Any, *, out: list[tuple[str, str, int, str]], looks: list[tuple[str, str]]
) -> Findings:
    findings: Findings = bcg.edition().findings
    left_out = tuple(
        LeftOut(file="f.csv", where=where, found=found, count=count, reason=reason)
        for where, found, count, reason in out
    )
    queries = tuple(
        QueryEntry(
            table="import",
            file="f.csv",
            row=0,
            trial_id=None,
            column=column,
            value=value,
            rule="import-look",
            reason="look.",
        )
        for column, value in looks
    )
    return findings.model_copy(update={"left_out": left_out, "queries": queries})


def test_more_often_or_in_another_row_is_not_new(bcg: Any) -> None:
    before = told(
        bcg,
        out=[("baseline", "", 12, "no place."), ("S, row 16", "Total", 1, "a row of totals.")],
        looks=[("S, row 3, Mean", "9*")],
    )
    now = told(
        bcg,
        out=[
            ("baseline", "", 13, "no place."),
            ("S, row 17", "Total", 1, "a row of totals."),
            ("S, row 4", "Adams", 1, "no figures."),
        ],
        looks=[("S, row 4, Mean", "9*"), ("S, row 4, Mean", "8*")],
    )
    report = file_report(now, before)
    assert [each.found for each in report.left_out] == ["Adams"]
    assert [each.value for each in report.to_look_at] == ["8*"]
    everything = file_report(now, None)
    assert (len(everything.left_out), len(everything.to_look_at)) == (3, 2)
    assert file_report(now, now) == file_report(before, before)
