"""Errors of a row that names something that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.columns import DOMAINS, JUDGEMENTS
from living_review.registry.frames import Mark, Registry
from living_review.registry.headers import did_you_mean

_RESULTS = ("arms", "contrasts")


def unknown_trial(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A row must belong to a trial of trials.csv."""
    sides = (registry.tables, registry.removed)
    known = sorted({name for side in sides for name in side["trials"]["trial_id"].there()})
    for table in (*_RESULTS, "risk_of_bias"):
        frame = registry.tables[table]
        mask = ~frame["trial_id"].isin(set(known))
        yield from marked(
            table, frame, mask, "trial_id", "unknown-trial", _unknown("trial", known, "trial_id")
        )


def unknown_outcome(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A row must be about an outcome of the protocol; a judgement may leave it empty."""
    known = [outcome.id for outcome in protocol.outcomes]
    for table in (*_RESULTS, "risk_of_bias"):
        frame = registry.tables[table]
        mask = ~frame["outcome"].isin(known) & (frame["outcome"] != "")
        yield from marked(
            table, frame, mask, "outcome", "unknown-outcome", _unknown("outcome", known, "outcome")
        )


def unknown_timepoint(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A row must be at a time point of the protocol."""
    known = [timepoint.id for timepoint in protocol.timepoints]
    for table in _RESULTS:
        frame = registry.tables[table]
        mask = ~frame["timepoint"].isin(known)
        reason = _unknown("time point", known, "timepoint")
        yield from marked(table, frame, mask, "timepoint", "unknown-timepoint", reason)


def risk_of_bias_vocabulary(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A domain and a judgement must be in the words of their tool."""
    frame = registry.tables["risk_of_bias"]
    for tool in JUDGEMENTS:
        of_tool = frame["tool"] == tool
        for column, rule, allowed in (
            ("domain", "unknown-domain", DOMAINS[tool]),
            ("judgement", "unknown-judgement", JUDGEMENTS[tool]),
        ):
            mask = of_tool & ~frame[column].isin(allowed)
            reason = f"allowed for {tool} are {', '.join(allowed)}; write one of them."
            yield from marked("risk_of_bias", frame, mask, column, rule, reason)


def trial_set_aside(registry: Registry) -> Iterator[Mark]:
    """The rows of a trial that was set aside go with it."""
    gone = registry.removed["trials"]["trial_id"]
    if not len(gone):
        return
    for table in (*_RESULTS, "risk_of_bias"):
        frame = registry.tables[table]
        yield from marked(
            table,
            frame,
            frame["trial_id"].isin(gone),
            "trial_id",
            "trial-set-aside",
            "the trial's own row was set aside; correct that row and this one comes back.",
        )


def _unknown(what: str, known: list[str], column: str) -> Callable[[object], str]:
    hints: dict[str, str] = {}
    # A row whose own name cannot be read has none.
    known = [each for each in known if each]

    def reason(row: object) -> str:
        found = getattr(row, column)
        if found not in hints:
            hints[found] = did_you_mean(found, known)
        if hint := hints[found]:
            return f"there is no such {what}{hint}"
        shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        known_are = f"; known are {shown}." if shown else ", and none is known; add it."
        return f"there is no such {what}{known_are}"

    return reason
