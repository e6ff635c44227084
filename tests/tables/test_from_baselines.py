"""From what risks and rates with the intervention follow is told in the field's own terms."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from shipped_sets import SETS

from living_review.ground.measures import AT_A_RISK, RATES, RATIOS
from living_review.language import Words, speaking
from living_review.tables.summary_notes import explanations

WORD = {"en": "relative", "de": "relativen", "es": "relativo"}


def row(measure: str) -> Any:
    kind = "rate" if measure in RATES else "risk"
    absolute = (SimpleNamespace(kind=kind, baseline_source="us"),)
    return SimpleNamespace(
        key="", measure=measure, absolute=absolute, effect=True, familiar=None, comparator_mean=""
    )


@pytest.mark.parametrize("language", SETS)
def test_only_a_ratio_is_called_relative(language: str) -> None:
    measures = sorted(AT_A_RISK | RATES)
    with speaking(Words(language)):
        for those in (*((each,) for each in measures), *combinations(measures, 2)):
            spec: Any = SimpleNamespace(rows=[*map(row, those)], header={})
            (said,) = explanations(spec, {})
            told = f" {WORD[language]} " in f" {said} "
            assert told is (all(each in RATIOS and each not in RATES for each in those)), said
            assert "  " not in said
