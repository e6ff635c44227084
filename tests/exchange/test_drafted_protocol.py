"""A protocol drafted from a file says how that file analysed each outcome, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from living_review.exchange import protocol_draft as module
from living_review.exchange.extract import Analysed, FoundOutcome


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Draft a protocol of outcomes that are all decided, and read it back."""
    monkeypatch.setattr(module, "check_decided", lambda *_: None)
    monkeypatch.setattr(module, "subgroup_columns", lambda *_: ())

    def made(found: Sequence[FoundOutcome]) -> Any:
        monkeypatch.setattr(module, "used_outcomes", lambda *_: {each.key for each in found})
        about = SimpleNamespace(title="", authors=())
        extract: Any = SimpleNamespace(outcomes=found, about=about)
        decisions: Any = SimpleNamespace(
            about=lambda each: SimpleNamespace(
                skip=False, outcome=each.outcome, timepoint="post", higher_is_better=False
            )
        )
        return yaml.safe_load(module.protocol_draft(extract, decisions, "a file.rm5"))

    return made


def found(key: str = "1.1", outcome: str = "mood", parent: str = "", **how: Any) -> FoundOutcome:
    return FoundOutcome(key, "Mood", "of it", outcome, "post", Analysed(**how), parent)


@pytest.mark.parametrize(
    ("title", "sides", "named"),
    [
        *((f"CBT{word}care", ("Experimental", "Control"), ("CBT", "care"))
          for word in (" versus ", " vs. ", " vs ", " v ")),
        ("CBT v care", ("A", "B"), ("A", "B")),
        ("CBT v care", ("", ""), ("CBT", "care")),
        ("CBT", ("", ""), (None, None)),
        (" versus care", ("", ""), (None, None)),
        ("CBT versus ", ("", ""), (None, None)),
        ("over vs. under v care", ("", ""), ("over", "under v care")),
    ],
)  # fmt: skip
def test_sides_are_those_of_the_file_or_stand_around_a_word_for_versus(
    drafted: Any, title: str, sides: tuple[str, str], named: tuple[str | None, str | None]
) -> None:
    draft = drafted([found(comparison=("1", title), sides=sides)])
    (comparison,) = draft["comparisons"]
    assert (comparison["intervention"], comparison["comparator"]) == named
    question = draft["review"]["question"]
    assert (question["intervention"], question["comparator"]) == named
    assert comparison["label"].strip() == title.strip()
    assert "outcomes" not in comparison
    assert draft["review"]["id"] == "a_file"


@pytest.mark.parametrize(
    ("ways", "analysis"),
    [
        ([{}], None),
        ([{"pooled": False}], {"pool": False}),
        ([{}, {"pooled": False}], {"pool": False}),
        ([{"method": "inverse-variance"}], None),
        ([{"method": "peto", "model": "common"}], {"method": "peto", "model": "common"}),
        ([{"tau2": "DL"}], {"tau2": "DL"}),
        ([{"interval": "wald"}], None),
        ([{"model": "random", "interval": "wald"}], {"model": "random", "interval": "wald"}),
        ([{"model": "random", "interval": "knapp-hartung"}],
         {"model": "random", "interval": "knapp-hartung", "safeguard": "none"}),
        ([{"level": 0.9}], {"level": 0.9}),
        ([{"measure": "SMD"}], {"smd_variance": "RevMan"}),
    ],
)  # fmt: skip
def test_an_outcome_is_analysed_as_the_file_does(
    drafted: Any, ways: list[dict[str, Any]], analysis: dict[str, Any] | None
) -> None:
    draft = drafted([found(f"1.{at}", **each) for at, each in enumerate(ways)])
    (outcome,) = draft["outcomes"]
    assert outcome.get("analysis") == analysis
    assert outcome["measure"] == (ways[0].get("measure"))
    assert (outcome["id"], outcome["label"], outcome["better"]) == ("mood", "Mood", "lower")


def test_subgroups_that_are_pooled_one_by_one_are_not_pooled_together(drafted: Any) -> None:
    apart = [found("1.1.1", parent="1.1"), found("1.1.2", parent="1.1")]
    assert drafted(apart)["outcomes"][0]["analysis"] == {"pool": False}
    assert "analysis" not in drafted(apart[:1])["outcomes"][0]


def test_each_comparison_of_several_names_its_outcomes(drafted: Any) -> None:
    draft = drafted(
        [
            found("1.1", "mood", comparison=("1", "A v B")),
            found("1.2", "sleep", comparison=("1", "A v B")),
            found("2.1", "falls", comparison=("2", ""), measure="IRR"),
        ]
    )
    assert [(each["label"], each["outcomes"]) for each in draft["comparisons"]] == [
        ("A v B", ["mood", "sleep"]),
        ("Main comparison", ["falls"]),
    ]
    assert draft["outcomes"][2]["person_time"] == {"unit": None, "per": 100}
    assert "person_time" not in draft["outcomes"][0]
    nothing = drafted([])
    assert (nothing["comparisons"], nothing["outcomes"], nothing["timepoints"]) == ([], [], [])
