"""Faults put into findings one at a time: a figure with another sign, a neighbour's figure, …"""

from __future__ import annotations

import copy
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from living_review.findings import Finding
from living_review.pooling import pool
from living_review.verification.exempt import EXEMPT

Path = tuple[str | int, ...]
# Swapped as a pair, and otherwise moved alone.
ENDS = {"ci_low": "ci_high", "low": "high", "prediction_low": "prediction_high"}
# Truth values that say how something is shown, or that a rule or a person decides.
NOT_FIGURES = (
    *("thresholds_generic", "provisional", "important_both_ways", "every_interval_crosses"),
    "small_and_paid_by_industry",
)
EXEMPT_FIELDS = {name for _, name in EXEMPT}
KINDS = ("sign", "percent", "ends", "neighbour", "estimator", "one more", "lost", "turned")


@dataclass(frozen=True)
class Fault:
    """One figure of one finding made wrong; `field` is its place without names and numbers."""

    kind: str
    field: str
    path: str
    finding: Finding


def faults(findings: tuple[Finding, ...], chance: random.Random, wanted: int) -> Iterator[Fault]:
    """Give that many faults, spread evenly over the fields of the findings and the kinds."""
    documents = [each.model_dump(mode="python", by_alias=True) for each in findings]
    by_field: dict[str, list[tuple[int, Path]]] = defaultdict(list)
    for at, document in enumerate(documents):
        for path, _ in figures_of(document):
            by_field[field_of(path)].append((at, path))
    fields = sorted(by_field)
    made = 0
    while made < wanted:
        chance.shuffle(fields)
        for field in fields:
            at, path = chance.choice(by_field[field])
            kinds = list(KINDS)
            chance.shuffle(kinds)
            for kind in kinds:
                document = copy.deepcopy(documents[at])
                if changed(document, path, kind, findings[at]):
                    shown = ".".join(map(str, path))
                    yield Fault(kind, field, shown, Finding.model_validate(document))
                    made += 1
                    break
            if made == wanted:
                return


def figures_of(document: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give every number and truth value of a finding that is published as computed."""
    if path and (path[-1] in NOT_FIGURES or ("domains" in path and path[-1] in EXEMPT_FIELDS)):
        return
    if isinstance(document, bool | int | float):
        yield path, document
    elif isinstance(document, dict):
        for name, each in document.items():
            yield from figures_of(each, (*path, name))
    elif isinstance(document, list | tuple):
        for at, each in enumerate(document):
            yield from figures_of(each, (*path, at))


def field_of(path: Path) -> str:
    """Give a place without the number of its row."""
    return re.sub(r"\.\d+", "[]", ".".join(map(str, path)))


def changed(document: Any, path: Path, kind: str, finding: Finding) -> bool:
    """Put a fault of this kind into the document; tell whether it is one."""
    *above, name = path
    parent = document
    for step in above:
        parent = parent[step]
    value = parent[name]
    new = _other(document, path, kind, value, parent, finding)
    if new is None or new == value or _the_same(new, value):
        return False
    if kind == "ends":
        parent[ENDS[str(name)]] = value
    parent[name] = None if new == "lost" else new
    return True


def _the_same(one: Any, other: Any) -> bool:
    """Tell whether two figures differ by rounding alone, as those of two equal rows do."""
    if not isinstance(one, float) or not isinstance(other, float):
        return False
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _other(document: Any, path: Path, kind: str, value: Any, parent: Any, finding: Finding) -> Any:
    name = path[-1]
    if isinstance(value, bool):
        return (not value) if kind == "turned" else None
    if kind == "sign":
        return -value if value else None
    if kind == "percent":
        return value * 1.01 if isinstance(value, float) and value else None
    if kind == "ends":
        return parent.get(ENDS[name]) if name in ENDS and isinstance(parent, dict) else None
    if kind == "one more":
        return value + 1 if isinstance(value, int) or name in ("n", "k") else None
    if kind == "lost":
        may_be_none = ("tau2_ci_low", "p", "log_estimate", "weight_percent")
        return "lost" if name in may_be_none and "cells" not in path else None
    if kind == "neighbour":
        return _neighbour(document, path)
    if kind == "estimator" and path == ("heterogeneity", "tau2"):
        return _by_another_estimator(finding)
    return None


def _neighbour(document: Any, path: Path) -> Any:
    """Give the same field of the next row."""
    rows = [at for at, step in enumerate(path) if isinstance(step, int)]
    if not rows:
        return None
    at = rows[-1]
    table = document
    for step in path[:at]:
        table = table[step]
    other = table[(path[at] + 1) % len(table)]  # type: ignore[operator]
    for step in path[at + 1 :]:
        if not isinstance(other, dict) or step not in other:
            return None
        other = other[step]
    return other if isinstance(other, int | float) else None


def _by_another_estimator(finding: Finding) -> float | None:
    own = [each for each in finding.trials if each.in_pool and each.se]
    y = [each.estimate if each.log_estimate is None else each.log_estimate for each in own]
    method = "DL" if finding.pooled and finding.pooled.tau2_method != "DL" else "SJ"
    return float(pool(y, [(each.se or 1.0) ** 2 for each in own], tau2=method).tau2)
