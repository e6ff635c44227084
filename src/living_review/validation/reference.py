"""The data sets and metafor's numbers for them, as installed with the program."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from living_review.ground.distributions import FloatArray
from living_review.ground.own_files import own_file
from living_review.validation.comparison import array, number

COLUMNS = {"binary": ("e1", "n1", "e2", "n2"), "continuous": ("m1", "sd1", "n1", "m2", "sd2", "n2")}


class Sample(NamedTuple):
    """Effects and variances that metafor was given, with the rows of the trials they are of."""

    y: FloatArray
    v: FloatArray
    rows: list[int]


@dataclass(frozen=True, eq=False)
class Case:
    """One data set: its trials and what metafor made of them; reference/README.md has the keys."""

    name: str
    family: str
    kind: str
    trials: dict[str, list[Any]]
    models: dict[str, dict[str, Any]]
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    title: str = ""
    citation: str = ""

    @property
    def columns(self) -> list[FloatArray]:
        """The arms' figures, in the order in which the functions of `effects` take them."""
        return [array(self.trials[name]) for name in COLUMNS[self.kind]]

    def sample(self, measure: str) -> Sample:
        """Give the effects that entered the models of a measure."""
        rows = self.models[measure]["rows"]
        if self.kind == "generic":
            source = self.trials["yi"], self.trials["vi"]
        else:
            effects = self.effects[measure]
            source = effects["estimate"], effects["variance"]
        y, v = (np.array([number(each[row]) for row in rows]) for each in source)
        return Sample(y, v, rows)


@cache
def cases() -> dict[str, Case]:
    """Give every case by name: the real data sets and the edge cases."""
    paths = sorted(
        path for path in own_file("validation", "reference").iterdir() if path.suffix == ".json"
    )
    loaded = [json.loads(path.read_text("utf-8")) for path in paths]
    each = [case for file in loaded for case in (file if isinstance(file, list) else [file])]
    known = Case.__dataclass_fields__
    return {
        case["name"]: Case(**{key: value for key, value in case.items() if key in known})
        for case in each
    }
