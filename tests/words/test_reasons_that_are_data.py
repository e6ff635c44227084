"""What is told apart is kept as data: a review words it freely, old versions are still read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_findings import narrative, recovery

from living_review.certainty import measured_words
from living_review.findings import Finding, Sensitivity
from living_review.language import kept, say, speaking, words_in
from living_review.language.facts.analyses import SameAsMain
from living_review.language.facts.arms import ChangeScores
from living_review.language.facts.decisions import NotRecorded
from living_review.language.facts.narrative import NotAsked
from living_review.tables import explored
from living_review.words import prose

OWN = {
    "analyses": ("same_as_main", "As before"),
    "arms": ("change_scores", "Changes"),
    "decisions": ("not_recorded", "Nobody knows"),
    "narrative": ("not_asked", "No pool was wanted"),
}
PROGRAMS = {kind: say(kind()) for kind in (SameAsMain, ChangeScores, NotAsked)}


@pytest.fixture(params=["the program's words", "a review's own"], autouse=True)
def words(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    if request.param == "a review's own":
        (tmp_path / "words").mkdir()
        for subject, (macro, said) in OWN.items():
            (tmp_path / "words" / f"{subject}.j2").write_text(
                f"{{% macro {macro}() %}}{said}{{% endmacro %}}", encoding="utf-8"
            )
    with speaking(words_in(tmp_path)):
        assert (say(NotRecorded()) == "Nobody knows") is (request.param == "a review's own")
        yield


@pytest.mark.parametrize(
    ("reason", "known", "told"),
    [
        ("whatever", "same as main", True),
        (PROGRAMS[SameAsMain], None, True),
        ("whatever", None, False),
    ],
)
def test_an_analysis_that_changes_nothing_is_known(
    reason: str, known: str | None, told: bool
) -> None:
    made = Sensitivity(
        id="x", label="X", k=4, pooled=None, heterogeneity=None, reason=reason, reason_is=known
    )
    found = recovery().model_copy(update={"sensitivity": (made,)})
    assert bool(explored.sensitivity(found, {}).footnotes) is told


@pytest.mark.parametrize(
    ("reason", "known", "told"),
    [("whatever", "not asked", True), (PROGRAMS[NotAsked], None, True), ("whatever", None, False)],
)
def test_a_pool_that_is_not_asked_for_is_known(reason: str, known: str | None, told: bool) -> None:
    found = narrative()
    assert found.narrative is not None
    changed = {"reason": reason, "reason_is": known}
    own = found.model_copy(
        update={"narrative": found.narrative.model_copy(update=changed), "all_alike": None}
    )
    few = found.narrative.model_copy(update={"reason": "", "reason_is": None})
    other = own.model_copy(update={"narrative": few})
    assert (prose.included_sentence(own) != prose.included_sentence(other)) is told


def with_note(notes: tuple[str, ...], means_are: str | None) -> Finding:
    found = recovery()
    trials = tuple(
        each.model_copy(update={"notes": notes, "means_are": means_are, "instrument": "RAS"})
        for each in found.trials
    )
    return found.model_copy(update={"trials": trials, "measure": "MD", "unit": "points"})


def test_means_that_are_changes_are_known() -> None:
    def mean(*given: object) -> object:
        return measured_words._comparator_mean(with_note(*given))  # type: ignore[arg-type]

    assert mean((), None) is not None
    assert mean((), "changes") is None
    assert mean((PROGRAMS[ChangeScores],), None) is None
    assert kept(ChangeScores())[-1] == PROGRAMS[ChangeScores]
