"""Protocols of which one choice after the other is made otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from living_review.protocol import Protocol, parse_protocol

BASE: dict[str, Any] = {
    "review": {
        **{"id": "x", "title": "X", "authors": ["Us"]},
        "question": {"population": "people", "intervention": "A", "comparator": "B"},
    },
    "timepoints": [{"id": "post", "label": "End"}],
    "comparisons": [{"id": "all", "label": "A or B", "intervention": "A", "comparator": "B"}],
    "outcomes": [{"id": "o", "label": "O", "measure": "SMD", "better": "higher"}],
}
OUTCOMES: tuple[dict[str, Any], ...] = (
    *({"importance": each} for each in ("critical", "important", "limited")),
    *({"better": "lower"}, {"measure": "MD", "unit": "mmHg"}),
    *(
        {"measure": measure, "thresholds": {"small": small, "source": "us"}, **other}
        for measure, small, other in (
            *(("SMD", 0.2, {}), ("SMD", 1, {}), ("MD", 1, {"unit": "mmHg"}), ("MD", 2, {})),
            *(("ROM", 0.1, {}), ("ROM", {"ratio": 0.9}, {}), ("RR", {"ratio": 0.8}, {})),
            *(("RR", {"per_1000": 20}, {}), ("OR", {"per_1000": 1}, {}), ("RD", 0.02, {})),
            *(("RD", 0.001, {}), ("RD", {"per_1000": 1}, {}), ("HR", {"ratio": 1.25}, {})),
            ("MD", 3, {"unit": "mmHg"}),
            *(
                (measure, 1.0, {"person_time": {"unit": "years", "per": per}})
                for measure in ("IRR", "IRD")
                for per in (1, 100)
            ),
        )
    ),
    {"thresholds": {"small": 0.2, "moderate": 0.5, "large": 1, "source": "us"}},
    *({"plain": own} for own in ({"label": "how one is"}, {"event": "are well"}, {})),
)
COMPARISONS: tuple[dict[str, Any], ...] = (
    *({"include": {"category": ["a", "b"]}}, {"include": {"category": "any"}}),
    *({"exclude": {"category": ["a"]}}, {"exclude": {"trial_id": ["T1", "T2"]}}),
    *({"include": {"trial_id": ["T1"]}}, {"include": {"trial_id": "any"}}, {"outcomes": ["o"]}),
    *(
        {"plain": {**own, "number": "plural"}}
        for own in ({"intervention": "help"}, {"comparator": "no help"}, {})
    ),
    {"include": {"some_column": ["a"]}, "exclude": {"category": ["b"]}},
)
TIMES: tuple[dict[str, Any], ...] = (
    *({"weeks": [0, 8]}, {"weeks": [0.5, 8.25]}, {"choose": "first"}, {"choose": "last"}),
    {"weeks": [0, 8], "choose": "nearest", "target": 4},
)
LIVING: tuple[dict[str, Any], ...] = (
    *({}, {"status": "active"}, {"status": "paused"}, {"status": "retired"}),
    *({"every": each} for each in ("day", "week", "month", "quarter", "half-year", "year")),
)
SEQUENTIAL: tuple[dict[str, Any], ...] = (
    *({}, {"alpha": 0.01, "power": 0.9}, {"heterogeneity": "none"}),
    {"differences": {"o": {"difference": 0.02, "source": "us"}}},
)
PLAIN = {"population": "folk", "intervention": "help", "comparator": "no help"}
QUESTIONS: tuple[dict[str, Any], ...] = (
    *({"setting": "any"}, {"number": "plural"}, {"number": "singular"}),
    *({"plain": {name: text}} for name, text in PLAIN.items()),
    *({"plain": {**PLAIN, "number": number}} for number in ("plural", "singular")),
    {"plain": {"population": "folk", "number": "plural"}, "number": "singular"},
    {"plain": {**PLAIN, "why": "It matters.", "search": "We looked."}},
)
RATES = {"person_time": {"unit": "years", "per": 1}}


def protocols() -> Iterator[tuple[str, Protocol]]:
    """Give protocols, by what is chosen in them."""
    yield "as usual", made({})
    for part, choices in (("outcomes", OUTCOMES), ("comparisons", COMPARISONS)):
        for place, own in enumerate(choices):
            yield f"{part} {place}", made({part: [{**BASE[part][0], **own}]})
    for place, own in enumerate(TIMES):
        yield f"time {place}", made({"timepoints": [{**BASE["timepoints"][0], **own}]})
    for place, own in enumerate(LIVING):
        yield f"living {place}", made({"review": {**BASE["review"], "living": own}})
    for place, own in enumerate(QUESTIONS):
        question = {**BASE["review"]["question"], **own}
        yield f"question {place}", made({"review": {**BASE["review"], "question": question}})
    for place, own in enumerate(SEQUENTIAL):
        for measure in ("SMD", "MD", "ROM", "RR", "OR", "RD", "HR", "IRR"):
            outcome = {**BASE["outcomes"][0], "measure": measure}
            outcome |= RATES if measure == "IRR" else {}
            for model in ("random", "common") if measure == "SMD" else ("random",):
                chosen = {"sequential": own, "model": model}
                yield (
                    f"sequential {place} of {measure}, {model}",
                    made({"outcomes": [outcome], "analysis": chosen}),
                )


def made(update: dict[str, Any]) -> Protocol:
    return parse_protocol(yaml.safe_dump({**BASE, **update}, sort_keys=False))
