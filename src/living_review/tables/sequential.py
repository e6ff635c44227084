"""The table of a sequential view: every look with its boundary."""

from __future__ import annotations

import re

from living_review.findings import Finding, SequentialLook
from living_review.ground import numbers
from living_review.tables.spec import Table, columns, number, row

WITHOUT = {"early": "none yet", "past": "none"}


def sequential(finding: Finding) -> Table:
    """Each look: what came in, how far along it was, and whether it reached its boundary."""
    view = finding.sequential
    return Table(
        id=re.sub(r"[^A-Za-z0-9_-]+", "-", f"tbl-sequential-{finding.key}"),
        caption="Looks of the sequential view",
        columns=columns(
            "Came in",
            number("Year"),
            number("Trials"),
            number("Participants"),
            number("Share of required size"),
            number(finding.measure),
            number("z"),
            number("Boundary of z, either side"),
            "Reached",
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
                WITHOUT.get(look.state) or numbers.statistic(look.boundary),
                _reached(look),
            )
            for look in (view.looks if view else ())
        ),
        css="numbers",
    )


def _reached(look: SequentialLook) -> str:
    if look.state != "monitored":
        return numbers.ABSENT
    return "yes" if look.crossed else "no"
