"""Every fact that Methods tells of a protocol's choices, one choice after the other.

`facts_of_methods.txt` holds what another choice says that the usual ones do not. Texts of several
words count as one word or none, so that no wording moves a line. To accept other facts on purpose:
UPDATE_SNAPSHOTS=1 pytest on this file, and read every changed line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any, get_args

import yaml
from heard import Heard

from living_review.ground.errors import ProtocolError
from living_review.ground.measures import RATES, Measure
from living_review.language import speaking
from living_review.protocol import Protocol, parse_protocol
from living_review.words import method_words

KEPT = Path(__file__).with_name("facts_of_methods.txt")
CHOICES: dict[str, tuple[dict[str, Any], ...]] = {
    "model": ({"model": "common"},),
    "method": (
        *({"method": "mantel-haenszel"}, {"method": "mantel-haenszel", "model": "common"}),
        {"method": "peto", "model": "common"},
        {"method": "peto", "model": "common", "level": 0.9},
    ),
    "interval": tuple(
        {"interval": interval, "safeguard": safeguard}
        for interval in ("knapp-hartung", "wald", "t")
        for safeguard in ("none", "se", "cochrane")
        if interval == "knapp-hartung" or safeguard == "none"
    ),
    "tau2": tuple({"tau2": each} for each in ("DL", "PM", "HS")),
    "smd_variance": tuple({"smd_variance": each} for each in ("LS2", "UB", "RevMan")),
    "pool": ({"pool": False},),
    "min_trials": ({"min_trials": 1}, {"min_trials": 2}, {"min_trials": 5}),
    "prefer": ({"prefer": "contrasts"},),
    "dependence": (
        *({"dependence": "combine"}, {"dependence": "three-level", "instrument_correlation": 0.7}),
    ),
    "crossover": (
        {"crossover_correlation": 0.4, "crossover_correlation_source": "a trial"},
    ),
    "level": ({"level": 0.9},),
    "sensitivity": (
        {"sensitivity": []},
        {"sensitivity": ["revman", "low-risk-of-bias"]},
        {
            "sensitivity": [
                {"id": "few", "label": "Few", "include": {"country": ["A"]}, "outcomes": ["o0"]},
                {"id": "any", "label": "Any", "instruments": "any"},
            ]
        },
    ),
    "subgroups": ({"subgroups": ["country"]},),
    "moderators": ({"moderators": ["year"]},),
}  # fmt: skip
SETS: tuple[tuple[Measure, ...], ...] = (*(("OR", "SMD"), ("SMD", "RR"), ("HR", "IRR")),)


def protocol(
    measures: tuple[Measure, ...], analysis: dict[str, Any], own: dict[str, Any] | None = None
) -> Protocol:
    outcomes = [
        {
            **{"id": f"o{place}", "label": f"Outcome {place}", "measure": measure},
            **{
                "better": "lower",
                "instruments": {"A": {"main": False}} if measure == "SMD" else {},
            },
            **({"person_time": {"unit": "years", "per": 10}} if measure in RATES else {}),
            **({"analysis": own} if own and place == 0 else {}),
        }
        for place, measure in enumerate(measures)
    ]
    question = {"population": "people", "intervention": "A", "comparator": "B"}
    given = {
        "review": {"id": "x", "title": "X", "authors": ["Us"], "question": question},
        "timepoints": [{"id": "post", "label": "End"}],
        "comparisons": [{"id": "all", "label": "A or B", "intervention": "A", "comparator": "B"}],
        "outcomes": [{k: v for k, v in each.items() if v != {}} for each in outcomes],
        "analysis": analysis,
    }
    return parse_protocol(yaml.safe_dump(given, sort_keys=False))


TOLD: tuple[Callable[[Protocol], object], ...] = (
    method_words.measure_sentences,
    method_words.dependence_sentence,
    method_words.pooling_sentences,
    method_words.outcome_analysis_items,
    method_words.sensitivity_items,
    method_words.subgroup_sentence,
)
COUNTED: tuple[Callable[[Protocol], object], ...] = (
    *(method_words.least_elsewhere, method_words.never_pooled, method_words.pools_any),
)


def facts_of(asked: Protocol) -> list[str]:
    heard = Heard()
    with speaking(heard):
        for told in TOLD:
            told(asked)
        counted = [f"{each.__name__} {each(asked)}" for each in COUNTED]
    models = " ".join(sorted(method_words.models_used(asked)))
    return [*(fact for held in heard.facts.values() for fact in held), *counted, models]


def new_in(
    usual: list[str],
    measures: tuple[Measure, ...],
    analysis: dict[str, Any],
    own: dict[str, Any] | None = None,
) -> str:
    """Give what is told beside the usual; a choice that the protocol cannot make is refused."""
    try:
        asked = protocol(measures, analysis, own)
    except ProtocolError:
        return "refused"
    return " | ".join(each for each in facts_of(asked) if each not in usual)


def lines() -> Iterator[str]:
    alone = ((each,) for each in get_args(Measure))
    for measures in (*alone, ("OR", "RR"), ("RR", "OR"), *permutations(("OR", "SMD", "RR"))):
        said = facts_of(protocol(measures, {}))
        yield f"{' and '.join(measures)}: {' '.join(each for each in said if 'measure(' in each)}"
    for measures in SETS:
        usual = facts_of(protocol(measures, {}))
        name = " ".join(measures)
        yield from (f"{name}: {each}" for each in usual)
        for key, choices in CHOICES.items():
            for choice in choices:
                shown = choice if key != "sensitivity" else len(choice["sensitivity"])
                yield f"{name}, {key} {shown}: {new_in(usual, measures, choice)}"
                if len(measures) > 1:
                    said = new_in(usual, measures, {}, choice)
                    yield f"{name}, {key} {shown} of the first: {said}"


def test_methods_are_told_what_they_were() -> None:
    found = list(lines())
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    assert found == KEPT.read_text("utf-8").splitlines()
