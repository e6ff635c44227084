"""The table of a sequential view: every look with its boundary."""

from __future__ import annotations

from living_review.findings import Finding, SequentialLook
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import sequential as facts
from living_review.language.facts.sequential import Column
from living_review.tables.results import id_of
from living_review.tables.spec import Table, columns, number, row
from living_review.words import labels


def sequential(finding: Finding) -> Table:
    """Each look: what came in, how far along it was, and whether it reached its boundary."""
    view = finding.sequential
    return Table(
        id=id_of("sequential", finding),
        caption=say(facts.Caption()),
        columns=columns(
            _heading("trials"),
            number(_heading("year")),
            number(_heading("number")),
            number(_heading("participants")),
            number(_heading("share")),
            number(labels.measure(finding.measure)[0]),
            number(_heading("z")),
            number(_heading("boundary")),
            _heading("reached"),
        ),
        rows=tuple(
            row(
                "; ".join(look.trials),
                str(look.year),
                numbers.count(look.k),
                numbers.count(look.participants),
                numbers.probability(look.fraction),
                numbers.estimate(look.estimate, finding.measure),
                numbers.statistic(look.z),
                _boundary(look),
                _reached(look),
            )
            for look in (view.looks if view else ())
        ),
        css="numbers",
    )


def _heading(column: Column) -> str:
    return say(facts.LookColumn(column=column))


def _boundary(look: SequentialLook) -> str:
    if look.state == "monitored":
        return numbers.statistic(look.boundary)
    return say(facts.NoBoundary(state=look.state))


def _reached(look: SequentialLook) -> str:
    if look.state != "monitored":
        return numbers.ABSENT
    return say(facts.WhetherReached(reached=look.crossed))
