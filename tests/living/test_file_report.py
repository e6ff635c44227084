"""What is told of a file is new where no version before told it."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

from living_review.findings import Findings, LeftOut, QueryEntry, Seen
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


def test_what_is_to_be_looked_at_is_new_in_another_column_or_value_until_somebody_saw_it(
    bcg: Any,
) -> None:
    places = [
        ("S, row 3, Mean", "9*"),
        ("S, row 3, SD", "9*"),
        ("S, row 3, Mean", "8*"),
        ("", "9*"),
    ]
    for had, has in product(places, repeat=2):
        new = file_report(told(bcg, out=[], looks=[has]), told(bcg, out=[], looks=[had]))
        assert bool(new.to_look_at) == (had != has), (had, has)
    (asked,) = told(bcg, out=[], looks=[places[0]]).queries
    seen = Seen(by="NL", date=dt.date(2026, 11, 28), reason="as reported")
    none = asked.model_copy(update={"column": None})
    others = [asked.model_copy(update={"seen": seen}), none.model_copy(update={"rule": "far"})]
    now = told(bcg, out=[], looks=[]).model_copy(update={"queries": (asked, *others, none)})
    assert file_report(now, None).to_look_at == (asked, none)
