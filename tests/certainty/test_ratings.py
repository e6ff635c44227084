"""What is said of a set of made-up findings, kept as text: every domain, every number in people.

`ratings.txt` holds it. To accept other ratings or words on purpose: UPDATE_SNAPSHOTS=1 pytest on
this file, and read every changed line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from living_review.certainty import NO_JUDGEMENTS
from living_review.certainty.absolute_words import absolute_sentences
from living_review.certainty.case import Case
from living_review.certainty.rating import _rated
from living_review.findings import Finding, TrialRecord
from living_review.protocol import Outcome

KEPT = Path(__file__).with_name("ratings.txt")
Made = dict[str, Any]
SOME, HIGH = ["some concerns"] * 3, ["high", "low", "low"]
TWO_RISKS = (
    {"label": "Few", "risk": 0.05, "source": "a cohort", "at": "1 year"},
    {"label": "Many", "risk": 0.4, "source": "a cohort"},
)
NONE = {"thresholds": None}
TWO = {"baseline_risks": TWO_RISKS}
APART = [(0.5, 0.3, 0.7), (0.45, 0.2, 0.7), (-0.3, -0.5, -0.1)]
NEAR = [(0.3, 0.1, 0.5), (0.35, 0.1, 0.6), (0.25, 0.0, 0.5)]
# measure, which is better, the outcome besides, the estimate, and the finding besides
CASES: dict[str, tuple[str, str, Made, tuple[float, float, float] | None, Made]] = {
    "a small benefit": ("SMD", "higher", {}, (0.3, 0.22, 0.38), {"judgements": SOME}),
    "a benefit that may be trivial": ("SMD", "higher", {}, (0.3, 0.1, 0.5), {"judgements": HIGH}),
    "a benefit or a harm": ("SMD", "higher", {}, (0.3, -0.3, 0.9), {"trials": APART, "tau": 0.4}),
    "anything": ("SMD", "higher", {}, (0.0, -1.5, 1.5), {"trials": APART, "tau": 1.0}),
    "little": ("SMD", "higher", {}, (0.02, -0.1, 0.14), {"trials": NEAR}),
    "little, of few people": ("SMD", "higher", {}, (0.02, -0.1, 0.14), {"trials": NEAR, "n": 40.0}),
    "a large benefit of few people": (
        *("SMD", "lower", {}, (-1.1, -1.3, -0.9)),
        {"judgements": SOME, "n": 60.0},
    ),
    "a harm": ("SMD", "lower", {}, (0.6, 0.52, 0.68), {"judgements": HIGH, "without_high": 0.6}),
    "a harm that high risk of bias makes": (
        *("SMD", "lower", {}, (0.6, 0.52, 0.68)),
        {"judgements": HIGH, "without_high": 0.1},
    ),
    "all at high risk of bias": ("SMD", "lower", {}, (0.6, 0.4, 0.8), {"judgements": ["high"] * 3}),
    "without a threshold": ("MD", "lower", NONE, (-2.0, -3.0, -1.0), {"judgements": SOME}),
    "high risk without a threshold": (
        *("MD", "lower", NONE, (-2.0, -3.0, -1.0)),
        {"judgements": HIGH, "without_high": -2.0},
    ),
    "nobody judged": ("SMD", "higher", {}, (0.3, 0.2, 0.4), {"judgements": [None] * 3}),
    "trials spread": ("SMD", "higher", {}, (0.3, 0.2, 0.4), {"trials": APART, "tau": 0.3}),
    "trials spread as predicted": (
        *("SMD", "higher", {}, (0.5, 0.3, 0.7)),
        {"trials": NEAR, "tau": 0.3, "prediction": (-0.4, 1.4)},
    ),
    "one trial": ("SMD", "higher", {}, (0.6, 0.3, 0.9), {}),
    "one wide trial": ("SMD", "higher", {}, None, {"judgements": ["low"]}),
    "trials that disagree": ("SMD", "higher", {}, None, {"trials": APART}),
    "trials that agree": ("SMD", "higher", {}, None, {"trials": NEAR}),
    "trials that agree without a threshold": ("MD", "higher", NONE, None, {"trials": NEAR}),
    "fewer events": ("RR", "lower", {}, (0.7, 0.6, 0.8), {"judgements": SOME}),
    "fewer or more events": ("RR", "lower", TWO, (0.9, 0.5, 1.6), {"judgements": SOME}),
    "more events": ("RR", "lower", TWO, (1.4, 1.2, 1.7), {"judgements": HIGH}),
    "more of what is wanted": ("RR", "higher", TWO, (1.4, 1.2, 1.7), {"judgements": SOME}),
    "as many events": ("RR", "lower", TWO, (1.0, 0.9, 1.1), {"judgements": SOME}),
    "odds": ("OR", "lower", TWO, (0.4, 0.2, 0.8), {"judgements": SOME}),
    "a difference in risk": ("RD", "lower", {}, (-0.06, -0.1, 0.0), {"judgements": SOME}),
    "beyond everybody": ("RD", "lower", {}, (0.9, 0.7, 1.1), {"judgements": SOME}),
    "a ratio of means": ("ROM", "higher", NONE, (1.2, 1.0, 1.5), {"judgements": SOME}),
    "either way without a threshold": (
        *("MD", "lower", NONE, (-0.2, -3.0, 2.6)),
        {"judgements": SOME, "tau": 1.0},
    ),
    "either way of few people without a threshold": (
        *("MD", "higher", NONE, (0.2, -0.3, 0.7)),
        {"judgements": SOME, "n": 40.0},
    ),
    "more or fewer events without a threshold": (
        *("RR", "lower", NONE, (0.9, 0.6, 1.35), {"judgements": SOME}),
    ),
    "odds of few people without a threshold": (
        *("OR", "lower", NONE, (0.5, 0.05, 5.0), {"judgements": HIGH, "n": 60.0}),
    ),
    "a wide difference in risk without a threshold": (
        *("RD", "lower", NONE, (-0.1, -0.6, 0.4), {"trials": APART, "n": None}),
    ),
    "trials on both sides without a threshold": ("MD", "higher", NONE, None, {"trials": APART}),
    "one trial without a threshold": ("MD", "higher", NONE, (1.0, -0.5, 2.5), {}),
    "everything is open": ("RR", "lower", TWO, (0.9, 0.05, 9.0), {"judgements": HIGH, "n": 30.0}),
    "a hazard": (
        *("HR", "lower", {"thresholds": None, **TWO}, (0.7, 0.5, 1.0)),
        {"judgements": SOME},
    ),
}


def lines_of(found: Finding) -> Iterator[str]:
    """Write what a rated finding says."""
    if found.not_rated:
        yield f"not rated: {found.not_rated}"
    if found.certainty is not None:
        yield f"{found.certainty.level}, {found.certainty.target}"
        for each in found.certainty.domains:
            yield f"{each.name}: {each.state} {each.proposed}; {each.explanation}"
            looked_at = (f"{name} {shown(value)}" for name, value in each.inputs.items())
            yield f"  by {each.rule}: {'; '.join(looked_at)}"
        yield from (f"at {each}" for each in found.certainty.at_baselines)
    yield from (f"said: {each.kind}, {each.text}" for each in found.conclusions)
    yield from absolute_sentences(found)
    for name in ("familiar", "better_off", "prediction"):
        if getattr(found, name) is not None:
            yield f"{name}: {rounded(getattr(found, name).model_dump(exclude_defaults=True))}"


def rounded(given: Made) -> Made:
    return {key: shown(value) for key, value in given.items()}


def shown(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def test_every_rating_of_the_set_is_as_it_was(
    case: Callable[..., Case], outcome: Callable[..., Outcome]
) -> None:
    records: dict[str, TrialRecord] = {}
    blocks = []
    for missing, (name, row) in enumerate(CASES.items()):
        measure, better, besides, estimate, more = row
        if measure == "SMD":
            besides = besides | {"familiar": {"instrument": "RAS", "sd": 10, "source": "us"}}
        asked = outcome(measure, better, **besides)
        made = case(asked, estimate, records=records, missing=missing % 5, **more)
        blocks.append("\n".join([name, *lines_of(_rated(made, NO_JUDGEMENTS))]))
    text = "\n\n".join(blocks) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8")
