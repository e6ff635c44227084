"""Contrasts that cannot be weighed: they stay for the direction of their effect, each a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from living_review.protocol import RATIO_MEASURES, Protocol
from living_review.registry.checks.crossover import with_precision
from living_review.registry.checks.marking import marked, reported
from living_review.registry.checks.results import COMPARISON
from living_review.registry.columns import DIRECTION
from living_review.registry.frames import Mark, Registry
from living_review.registry.rows import Rows
from living_review.registry.values import Values

_ONLY = "so only its direction is used, in the narrative synthesis"


def direction_only(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A contrast is in a measure its outcome can use, with its precision."""
    yield from registry.once(
        "direction_only", ("contrasts", "arms"), lambda: tuple(_marks(registry, protocol))
    )


def _marks(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    frame = registry.tables["contrasts"]
    if frame.empty:
        return
    converted, other = _measures(registry, frame, protocol)
    yield from marked(
        "contrasts",
        frame,
        other,
        "measure",
        "measure-not-usable",
        lambda row: (
            f"the outcome is analysed by {protocol.outcome(row.outcome).measure}, into which "
            f"{row.measure} is not converted, {_ONLY}; enter the arms instead."
        ),
    )
    yield from _without_precision(registry, frame, converted, other)


def _measures(registry: Registry, frame: Rows, protocol: Protocol) -> tuple[Values, Values]:
    """Tell which rows are converted into the measure of their outcome, and which cannot be."""
    wanted = frame["outcome"].texts({outcome.id: outcome.measure for outcome in protocol.outcomes})
    converted = (wanted == "SMD") & (frame["measure"] == "MD")
    # Beside its arms, a difference within people tells how alike a person's two results are.
    pairs = (wanted == "ROM") & (frame["measure"] == "MD") & registry.crossed(frame)
    pairs &= frame[COMPARISON].isin(registry.tables["arms"][COMPARISON])
    return converted, wanted.notna() & (frame["measure"] != wanted) & ~converted & ~pairs


def _without_precision(
    registry: Registry, frame: Rows, converted: Values, other: Values
) -> Iterator[Mark]:
    told = frame["estimate"].isna() & (frame[DIRECTION] != "")
    yield from marked(
        "contrasts",
        frame,
        told & ~other,
        DIRECTION,
        "no-precision",
        "the result is entered without its estimate, so it is told in the narrative synthesis "
        "alone; fill in the estimate and its precision if the report has them.",
    )
    weighed = with_precision(frame) | told
    only_p = ~weighed & frame["p"].notna()
    bare = ~weighed & frame["p"].isna()
    yield from marked(
        "contrasts",
        frame,
        bare & ~other,
        "se",
        "no-precision",
        "the estimate has neither a standard error, nor both limits of an interval, nor a p value, "
        f"{_ONLY}; fill in what the report gives.",
    )
    yield from marked(
        "contrasts",
        frame,
        converted
        & ~bare
        & ~told
        & ~reported(frame, "n_intervention", "n_control")
        & ~registry.crossed(frame),
        "n_intervention",
        "n-missing",
        "a standardised difference cannot be worked out without the number of people analysed in "
        f"each arm, and a total is never split by guess, {_ONLY}; fill in both numbers.",
    )
    yield from marked(
        "contrasts",
        frame,
        only_p & ~other & (_is_null(frame) | (frame["p"] == 1)),
        "p",
        "no-precision",
        "a p value gives no precision to an estimate of no effect, "
        f"{_ONLY}; fill in a standard error or an interval.",
    )


def _is_null(frame: Rows) -> Values:
    null: Values = frame["measure"].isin(RATIO_MEASURES).astype(float)
    return cast(Values, frame["estimate"] == null)
