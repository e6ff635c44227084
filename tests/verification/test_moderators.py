"""Whatever column is named as a moderator: regressed and computed twice, or no regression."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml
from made_up_reviews import REQUIRED, MadeUp, Rows, computed

from living_review.findings import Finding
from living_review.ground import numbers
from living_review.language.words import Words, speaking
from living_review.protocol import parse_protocol
from living_review.verification.run import verify
from living_review.words.regression_words import moderator_sentences

TRIALS = 12
MEASURES = ("MD", "RR", "IRD")
# The cell of a column in each trial.
KINDS: dict[str, Any] = {
    "age": lambda i: 20 + 3 * i,
    "dust": lambda i: 1e-7 * i,
    "people": lambda i: 1000 * i + 7,
    "score": lambda i: i % 5,
    "minus": lambda i: f"−{i}.5",
    "blinded": lambda i: i % 2,
    "grams": lambda i: 10 + 10 * (i % 2),
    "share": lambda i: 8 * i,
    "same": lambda i: 4,
    "empty": lambda i: "",
    "comma": lambda i: f"{i},5",
    "underscore": lambda i: f"1_{i}00",
    "word": lambda i: "yes" if i % 2 else "no",
    "month": lambda i: f"20{10 + i}-05",
}
TYPED = ("year", "n_randomised", "date_added", "completed", "status", "design", "trial_id", "label")
REGRESSED = ("year", "n_randomised", *tuple(KINDS)[:8])
PERS = (None, 1e-4, 1, 10, 1e9)


def review(chance: random.Random) -> MadeUp:
    """A review with every kind of moderator, each with every step."""
    units = {"share": "%", "age": "years", "grams": "g"}
    moderators = [
        {"column": column, "unit": units.get(column, ""), **({"per": per} if per else {})}
        for column in (*KINDS, *TYPED)
        for per in [chance.choice(PERS)]
    ]
    asked = {
        "review": {
            "id": "made-up",
            "title": "A made-up review",
            "authors": ["Nobody"],
            "question": {"population": "people", "intervention": "A", "comparator": "B"},
        },
        "timepoints": [{"id": "post", "label": "End"}],
        "comparisons": [{"id": "all", "label": "All", "intervention": "A", "comparator": "B"}],
        "outcomes": [
            {
                "id": measure.lower(),
                "label": measure,
                "measure": measure,
                "better": "lower",
                **({"person_time": {"unit": "years", "per": 100}} if "I" in measure else {}),
            }
            for measure in MEASURES
        ],
        "analysis": {"moderators": moderators},
    }
    protocol = parse_protocol(yaml.safe_dump(asked, sort_keys=False))
    rows: Rows = {name: [] for name in REQUIRED}
    for i in range(TRIALS):
        trial = {"trial_id": f"T{i:02d}", "label": f"Trial {i}", "year": 1990 + i}
        trial |= {"status": "included", "date_added": f"2020-01-{i + 1:02d}", "design": "parallel"}
        trial |= {"n_randomised": 100 + 10 * i, "completed": f"{2000 + i}-05"}
        rows["trials"].append(trial | {name: cell(i) for name, cell in KINDS.items()})
        for measure in MEASURES:
            rows["arms"] += [
                {
                    "trial_id": trial["trial_id"],
                    "outcome": measure.lower(),
                    "timepoint": "post",
                    "higher_is_better": "false",
                    "arm": role,
                    "role": role,
                    "n": 40,
                    **_result(chance, measure),
                }
                for role in ("intervention", "control")
            ]
    return computed(protocol, rows)


def _result(chance: random.Random, measure: str) -> dict[str, Any]:
    if measure in ("SMD", "MD"):
        return {"mean": round(chance.gauss(20, 3), 1), "sd": round(chance.uniform(4, 7), 1)}
    counted = {"events": chance.randint(3, 20)}
    return counted | ({"time_at_risk": 60} if "I" in measure else {})


@pytest.fixture(scope="module")
def reviewed() -> list[MadeUp]:
    return [review(random.Random(seed)) for seed in (1,)]


def test_what_is_a_number_is_regressed_and_nothing_else(reviewed: list[MadeUp]) -> None:
    for each in reviewed:
        verify(each.findings.findings, each.protocol, each.workings)
        for finding in each.findings.findings:
            told = {found.moderator for found in finding.moderators if found.slope is not None}
            assert told == set(REGRESSED), finding.measure
            for found in finding.moderators:
                assert (found.reason is None) == (found.slope is not None)


def test_the_step_and_the_share_that_is_explained_are_those_of_these_trials(
    reviewed: list[MadeUp],
) -> None:
    for finding in _findings(reviewed):
        for found in finding.moderators:
            if found.slope is None:
                continue
            wide = found.line[-1].at - found.line[0].at
            assert found.per is not None
            assert wide / 1000 <= found.per <= wide * (1 + 1e-9)
            pair = found.moderator in ("blinded", "grams")
            assert len(found.groups) == (2 if pair else 0)
            if pair:
                assert found.per == pytest.approx(wide)
            assert finding.heterogeneity is not None
            assert (found.r2 is None) == (finding.heterogeneity.tau2 == 0)


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_no_slope_is_told_as_none_and_each_kind_of_step_in_its_words(
    reviewed: list[MadeUp], language: str
) -> None:
    groups = {"en": "compared with trials", "es": "en comparación con", "de": "im Vergleich zu"}
    later = {"en": "later", "es": "más tarde", "de": "später"}
    points = {"en": "percentage point", "es": "punto", "de": "Prozentpunkt"}
    none = {"en": "stays the same", "es": "no cambia", "de": " gleich ("}
    with speaking(Words(language, None)):
        for finding in _findings(reviewed):
            for found, said in zip(finding.moderators, moderator_sentences(finding), strict=True):
                if found.slope is None:
                    continue
                assert (groups[language] in said) == bool(found.groups), said
                assert (later[language] in said) == (found.moderator == "year"), said
                assert (points[language] in said) == (found.moderator == "share"), said
                assert none[language] not in said
                factor = numbers.change(
                    found.per_effect or 0.0, found.per_ci_low, found.per_ci_high, finding.measure
                )[0]
                assert numbers.shown(factor) != finding.null, said
                assert "p\u00a0=\u00a0" in said or "p\u00a0<\u00a0" in said


def _findings(reviewed: list[MadeUp]) -> list[Finding]:
    return [finding for each in reviewed for finding in each.findings.findings]
