"""How a sensitivity analysis is called: as the review calls it, or by a name of the program."""

from __future__ import annotations

from typing import get_args

from living_review.ground.methods import TAU2_OFFERED
from living_review.language import say
from living_review.language.facts.analyses import AnalysisName, ByName
from living_review.protocol.analysis import NAMED_SENSITIVITY, Sensitivity

_NAMES: dict[str, AnalysisName] = {name: name for name in get_args(AnalysisName)}


def analysis_label(asked: Sensitivity) -> str:
    """Give the label of an analysis; one that a word of the protocol stands for is said."""
    named = NAMED_SENSITIVITY.get(asked.id)
    if named is None or named["label"] != asked.label:
        return asked.label
    if asked.id in TAU2_OFFERED:
        return say(ByName(name="tau2", estimator=asked.id))
    return say(ByName(name=_NAMES[asked.id]))
