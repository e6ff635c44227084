"""What is expected of the values that were worked out for a trial, and of the cells beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from living_review.findings import Recovered, TrialResult
from living_review.verification.arms import Row, design_effect, side_of, spread_of
from living_review.verification.crossover import paired_error
from living_review.verification.effects import contrast
from living_review.verification.evidence import Member
from living_review.verification.figures import Figure, Tree


def recovered(member: Member, published: TrialResult | None) -> list[Tree]:
    """Compute again every value that is listed as worked out.

    Where several arms of a trial bear one name, the one that comes nearest is meant.
    """
    if published is None:
        return []
    trees: list[Tree] = []
    for each in published.recovered:
        values = list(_values(member, each))
        cells = {
            name: Figure(_nearest(_cells(member, each, name), given), 0.0)
            for name, given in each.cells.items()
        }
        trees.append({"value": Figure(_nearest(values, each.value), 0.0), "cells": cells})
    return trees


def _nearest(values: Iterable[float | None], given: float) -> float | None:
    known = [each for each in values if each is not None and math.isfinite(each)]
    return min(known, key=lambda each: abs(each - given), default=None)


def _values(member: Member, listed: Recovered) -> Iterable[float | None]:
    if listed.role is None:
        for row in _rows(member, "contrasts"):
            error = _error(row, member)
            yield error if listed.what == "se" else _implied(row, error)
        return
    for part in _parts(member):
        rows = [row for row in part if row["role"] == listed.role]
        if listed.arm is None:
            side = side_of(rows)
            yield side.mean if listed.what == "mean" else side.sd
            continue
        for row in rows:
            if row["arm"] != listed.arm:
                continue
            if listed.what == "n":
                # Another stratum of a rate may lack the people of an arm of that name.
                yield None if row["n"] is None else float(row["n"]) / design_effect(row)
            else:
                mean, sd = spread_of(row)
                yield mean if listed.what == "mean" else sd


def _cells(member: Member, listed: Recovered, name: str) -> Iterable[float | None]:
    table = "contrasts" if listed.role is None else "arms"
    for row in _rows(member, table):
        if listed.role is None or (row["role"] == listed.role and row["arm"] == listed.arm):
            cell = row.get(name)
            yield None if cell is None else float(cell)
        if name == "se" and table == "contrasts":
            yield _error(row, member)


def _error(row: Row, member: Member) -> float | None:
    """Give the standard error of a comparison as it is reported, on its analysis scale."""
    if member.trial.get("design") == "crossover" and row["measure"] == "MD":
        return paired_error(row)
    variance = contrast(row)[1]
    return None if variance is None else math.sqrt(variance)


def _implied(row: Row, error: float | None) -> float | None:
    n1, n2 = row["n_intervention"], row["n_control"]
    return error / math.sqrt(1 / n1 + 1 / n2) if error and n1 and n2 else None


def _parts(member: Member) -> Sequence[Sequence[Row]]:
    """Give the rows of each comparison of arms, strata apart."""
    own = [each for made in member.made for each in (made.strata or (made,))]
    return [each.rows for each in own if each.table == "arms"]


def _rows(member: Member, table: str) -> Iterable[Row]:
    own = [each for made in member.made for each in (made.strata or (made,))]
    return (row for each in own if each.table == table for row in each.rows)
