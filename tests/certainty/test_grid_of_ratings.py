"""What is proposed for findings of every make: `grid.txt` holds a line for each.

Measures, thresholds, estimates, trials, judgements, people and spread go round at lengths that do
not divide each other. A line tells the levels of each domain; its checksum is of what was looked at
and of the facts that were told, so that no wording moves it. UPDATE_SNAPSHOTS=1 keeps those of now.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from heard import Heard

from living_review.certainty import NO_JUDGEMENTS
from living_review.certainty.absolute_words import absolute_sentences
from living_review.certainty.case import Case
from living_review.certainty.rating import _rated
from living_review.findings import Finding, TrialRecord
from living_review.language import speaking
from living_review.protocol import Outcome

KEPT = Path(__file__).with_name("grid.txt")
COUNT = 200
MEASURES = ("SMD", "RR", "MD", "RD", "OR", "HR", "ROM")
# Half the width of the interval, and how far from no difference it lies, in widths of thresholds.
SPANS = (
    *((0.3, 0.08), (0.3, 0.2), (0.02, 0.1), (0.9, 0.15), (-0.3, 0.6), (0.0, 1.5), (0.55, 0.04)),
    *((-0.6, 0.08), (0.25, 0.05), (-0.1, 0.4), (1.4, 0.5), None, (0.2, 0.2), (-0.8, 0.1)),
    *((0.05, 0.05), (-0.2, 0.19), None),
)
JUDGED = (
    *(["low"] * 3, ["some concerns"] * 3, ["high", "low", "low"], ["high", "high", "low"]),
    *(["high"] * 3, [None, "low", "low"], [None] * 3, ["some concerns", "low", "high"]),
    *(["low"], ["low"] * 4, ["some concerns", "low", "low"]),
)
APART = [(0.5, 0.3, 0.7), (0.45, 0.2, 0.7), (-0.3, -0.5, -0.1)]
NEAR = [(0.3, 0.1, 0.5), (0.35, 0.1, 0.6), (0.25, 0.0, 0.5)]
TRIALS = ([], NEAR, APART, [(0.1, -0.1, 0.3), (0.6, 0.4, 0.8)], [(-0.6, -1, -0.2)] * 5)
PEOPLE = (1000.0, 40.0, None, 300.0, 9000.0, 120.0)
TAUS = (0.0, 0.1, 0.4, 0.0, 0.3, 1.0, 0.05, 0.2)
RISKS = (
    {"label": "Few", "risk": 0.05, "source": "a cohort", "at": "1 year"},
    {"label": "Many", "risk": 0.4, "source": "a cohort"},
)
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"thresholds": None},
    {"baseline_risks": RISKS},
    {},
    {"thresholds": None, "baseline_risks": RISKS},
    {"familiar": {"instrument": "RAS", "sd": 10, "source": "us"}},
)
RATIOS = ("RR", "OR", "HR", "ROM")


def span_of(measure: str, span: tuple[float, float] | None) -> tuple[float, float, float] | None:
    if span is None:
        return None
    middle, half = span
    if measure in RATIOS:
        return (2**middle, 2 ** (middle - half), 2 ** (middle + half))
    share = 0.1 if measure == "RD" else 1.0
    return (share * middle, share * (middle - half), share * (middle + half))


def fits(measure: str, given: dict[str, Any]) -> dict[str, Any]:
    """Leave out what an outcome of this measure is not asked for."""
    own = dict(given)
    if measure != "SMD":
        own.pop("familiar", None)
    if measure not in ("RR", "OR", "HR", "RD"):
        own.pop("baseline_risks", None)
    if measure in ("HR", "ROM"):
        own["thresholds"] = None
    return own


def made(case: Callable[..., Case], outcome: Callable[..., Outcome]) -> Iterator[tuple[str, Case]]:
    records: dict[str, TrialRecord] = {}
    parts = map(cycle, (MEASURES, ASKED, SPANS, JUDGED, TRIALS, PEOPLE, TAUS))
    grid = islice(zip(*parts, strict=False), COUNT)
    for number, (measure, asked, span, judged, trials, people, tau) in enumerate(grid):
        better = "higher" if number % 3 else "lower"
        estimate = span_of(measure, span)
        more: dict[str, Any] = {"judgements": judged, "trials": trials, "n": people, "tau": tau}
        if estimate and number % 4 == 0:
            more["without_high"] = estimate[number // 4 % 3]
        if estimate and tau:
            wide = span_of(measure, (span[0], span[1] + 2 * tau))  # type: ignore[index]
            more["prediction"] = wide[1:]  # type: ignore[index]
        own = outcome(measure, better, **fits(measure, asked))
        name = f"{number} {measure} {better} {span} {len(judged)} {people} {tau}"
        yield name, case(own, estimate, records=records, missing=number % 5, **more)


def told(found: Finding, heard: Heard) -> str:
    if found.certainty is None:
        return f"not rated {checksum([found.not_rated or '', *facts(heard)])}"
    domains = found.certainty.domains
    inputs = [
        f"{each.name} {each.rule} {each.state} {name} {shown(value)}"
        for each in domains
        for name, value in each.inputs.items()
    ]
    levels = " ".join(str(each.proposed) for each in domains)
    shares = [shown(at) for at in found.certainty.at_baselines]
    beside = [str(getattr(found, name)) for name in ("familiar", "better_off")]
    looked = checksum([*inputs, *map(str, shares), *beside])
    return f"{found.certainty.level} {levels} {looked} {checksum(facts(heard))}"


def facts(heard: Heard) -> list[str]:
    return sorted(f"{macro} {fact}" for macro, held in heard.facts.items() for fact in held)


def checksum(lines: list[str]) -> str:
    return f"{zlib.crc32('|'.join(lines).encode()):08x}"


def shown(value: Any) -> Any:
    return f"{value:.4g}" if isinstance(value, float) else value


def test_findings_of_every_make_are_rated_as_they_were(
    case: Callable[..., Case], outcome: Callable[..., Outcome]
) -> None:
    lines = []
    for name, one in made(case, outcome):
        heard = Heard()
        with speaking(heard):
            found = _rated(one, NO_JUDGEMENTS)
            absolute_sentences(found)
        lines.append(f"{name}: {told(found, heard)}")
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"
