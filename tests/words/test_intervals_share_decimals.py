"""Whoever writes an estimate with its interval writes all three with the same decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sample_findings import recovery

from living_review.figures.forest import effect_shown
from living_review.findings import Finding
from living_review.ground import numbers
from living_review.language import say
from living_review.language.words import Words, speaking
from living_review.words import labels
from living_review.words.change_words import effect
from living_review.words.prose.effects import effect_sentence, in_brief

NUMBER = r"(−?\d+\.?\d*)"
TOLD = re.compile(rf"{NUMBER}[^(\d−]*\((?:95%[^\d−]*)?{NUMBER} to {NUMBER}\)")
CASES = {
    "IRD": [(-1.2, -2.9, -0.049), (0.31, -0.02, 12.4), (1.0, 0.1, 2.0)],
    "RR": [(0.52, 0.049, 5.1), (0.071, 0.02, 1.31), (1.9, 1.01, 3.4)],
    "RD": [(0.012, 0.001, 0.023), (-0.002, -0.014, 0.01)],
    "MD": [(-0.3, -0.6, 0.004), (12.0, 0.5, 23.5)],
    "SMD": [(0.2, 0.01, 0.4)],
}


def written(finding: Finding) -> Iterator[str]:
    """Everything that tells the pooled effect."""
    pooled = finding.pooled
    assert pooled is not None
    yield say(in_brief(finding, pooled))
    yield effect_sentence(finding)
    yield say(effect_shown(pooled, finding))
    told = (pooled.estimate, pooled.ci_low, pooled.ci_high)
    yield labels.estimate(*told, finding.measure)
    yield numbers.estimate_with_interval(*told, finding.measure)
    state = dict(zip(("estimate", "ci_low", "ci_high"), told, strict=True))
    yield say(effect({**state, "measure": finding.measure}))


@pytest.mark.parametrize("measure", CASES)
def test_the_three_numbers_are_alike(measure: str) -> None:
    for told in CASES[measure]:
        ends = dict(zip(("estimate", "ci_low", "ci_high"), told, strict=True))
        found = recovery()
        assert found.pooled is not None
        update = {"measure": measure, "pooled": found.pooled.model_copy(update=ends)}
        finding = found.model_copy(update={**update, "thresholds": None})
        with speaking(Words("en", None)):
            said = list(written(finding))
        forms = set()
        for text in said:
            match = TOLD.search(text)
            assert match, text
            assert len({len(each.partition(".")[2]) for each in match.groups()}) == 1, text
            forms.add(match.groups())
        assert len(forms) == 1, forms
