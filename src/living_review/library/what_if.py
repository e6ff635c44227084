"""Another choice of analysis, or a trial gone, tried on many reviews; nothing is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from living_review.ground.errors import BadInput
from living_review.ground.trial_identifiers import identifiers

if TYPE_CHECKING:
    from living_review.sources import RawTable, RawTables

RETRACTED, PREFIX = "retracted", "analysis."


@dataclass(frozen=True)
class WhatIf:
    """Choices that take the place of those under `analysis`, and trials taken as retracted.

    `retracted` are DOIs or registration numbers, as `identifiers` writes them. What a protocol
    chooses for one outcome alone stays.
    """

    analysis: Mapping[str, object] = field(default_factory=dict)
    retracted: frozenset[str] = frozenset()

    def applied(self, tables: RawTables) -> tuple[RawTables, bool]:
        """Give a registry in which those trials are retracted, and whether it holds any of them."""
        trials = tables["trials"] if self.retracted and "trials" in tables else None
        if trials is None or not {"doi", "registration"} & set(trials.columns):
            return tables, False
        rows = [self._retracted(trials, row) for row in trials.rows]
        concerned = any(row != old for row, old in zip(rows, trials.rows, strict=True))
        changed = replace(trials, rows=tuple(rows))
        return replace(tables, tables={**tables.tables, "trials": changed}), concerned

    def _retracted(self, trials: RawTable, row: tuple[str, ...]) -> tuple[str, ...]:
        cells = dict(zip(trials.columns, row, strict=True))
        if self.retracted.isdisjoint(identifiers(cells.get("doi"), cells.get("registration"))):
            return row
        return tuple({**cells, "status": RETRACTED}.values())


def what_if(pairs: Sequence[str]) -> WhatIf | None:
    """Read KEY=VALUE pairs: keys of `analysis`, or 'retracted' with a DOI; None for no pair.

    Raises BadInput for what is no such pair, and for a key or value that no protocol may have.
    """
    if not pairs:
        return None
    import yaml

    analysis: dict[str, object] = {}
    retracted: set[str] = set()
    for pair in pairs:
        key, sign, value = (part.strip() for part in pair.partition("="))
        if not sign or not key or not value:
            raise BadInput(
                f"--what-if '{pair}' is not KEY=VALUE; write a key of 'analysis' in the protocol "
                "such as tau2=PM, or retracted=DOI."
            )
        if key == RETRACTED:
            named = identifiers(value, None) or identifiers(None, value)
            if not named:
                raise BadInput(
                    f"--what-if '{pair}': it is neither a DOI nor a registration number, by which "
                    "a trial is known in many reviews; write one."
                )
            retracted |= named
            continue
        try:
            analysis[key.removeprefix(PREFIX)] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise BadInput(
                f"--what-if '{pair}': the value is no YAML; write a plain value."
            ) from error
    _check(analysis)
    return WhatIf(analysis, frozenset(retracted))


def _check(analysis: Mapping[str, object]) -> None:
    """Refuse at once what every protocol would refuse."""
    from pydantic import ValidationError

    from living_review.protocol.analysis import Analysis

    try:
        Analysis.model_validate(dict(analysis))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "analysis"
        if first["type"] == "extra_forbidden":
            allowed = ", ".join((*Analysis.model_fields, RETRACTED))
            raise BadInput(
                f"--what-if {key}: no such key of 'analysis'; allowed are {allowed}."
            ) from error
        raise BadInput(
            f"--what-if {key}: the value is '{first['input']}'; {first['msg']}. "
            "docs/reference/protocol.md has the values of each key."
        ) from error
