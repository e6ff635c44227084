"""A sentence names a dozen trials at most, and says of more how many they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.language import say, speaking, words_in
from living_review.language.fact import Fact
from living_review.language.facts import explorations, overview
from living_review.words.overview import MOST_NAMED

SETS = ("en", "es", "de")


def names(count: int) -> tuple[str, ...]:
    return tuple(f"Trial {chr(65 + place)}" for place in range(count))


@pytest.mark.parametrize("language", SETS)
@pytest.mark.parametrize("count", [1, 2, MOST_NAMED, MOST_NAMED + 1, 20])
def test_a_dozen_trials_are_named_and_more_are_counted(
    project_root: Path, language: str, count: int
) -> None:
    own, many = names(count), count > MOST_NAMED
    told: tuple[Fact, ...] = (
        overview.InNoMainAnalysis(trials=own, listed_below=many),
        explorations.Trials(added=own, removed=()),
        explorations.Trials(added=(), removed=own),
        explorations.Trials(added=("Cook", "Pitt"), removed=own),
        explorations.Trials(added=own, removed=("Cook", "Pitt")),
    )
    with speaking(words_in(project_root / "templates", language)):
        for each in told:
            said = say(each)
            assert [name in said for name in own] == [not many] * count, said
            assert (str(count) in said) is many, said
