"""What one check alone says of a small registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.registry.conftest import PROTOCOL, Tables, arm, contrast, faultless, raw_tables

from living_review.protocol import Protocol, parse_protocol
from living_review.registry.checks.results import locate
from living_review.registry.frames import Mark, Registry, typed

Check = Callable[[Registry, Protocol], Iterator[Mark]]
Rows = list[dict[str, str]]


def told(
    check: Check, arms: Rows = (), contrasts: Rows = (), trials: Rows = (), said: str = PROTOCOL
) -> list[str]:
    """Give what a check says of rows: column, rule and row of each remark, in order."""
    tables: Tables = {
        **faultless(),
        "arms": list(arms) or [arm("Z", "none", "", weeks="")],
        "contrasts": list(contrasts) or [contrast("Z", "", weeks="", instrument="")],
        "trials": list(trials) or faultless()["trials"],
    }
    protocol = parse_protocol(said)
    registry = typed(raw_tables(tables))
    locate(registry, protocol)
    return [f"{each.column} {each.rule} {each.row}" for each in check(registry, protocol)]


def pair(mean: str = "50", other: str = "52", trial_id: str = "A", **cells: str) -> Rows:
    return [
        arm(trial_id, "intervention", mean, **cells),
        arm(trial_id, "control", other, **cells),
    ]
