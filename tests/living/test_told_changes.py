"""What is told of changes of keys and cells, kept as text in `told_keys.txt` and `told_cells.txt`.

To accept other words on purpose: UPDATE_SNAPSHOTS=1 pytest -n 0 on this file, and read every line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from broken_protocols import OUTCOME, PROTOCOL, RISK, SIZES

from living_review.language import say
from living_review.living.edition import Edition
from living_review.living.protocol_difference import protocol_difference
from living_review.living.registry_difference import registry_difference
from living_review.protocol import parse_protocol

if TYPE_CHECKING:
    from conftest import Review

HERE = Path(__file__).parent
SECOND = "  - id: mood\n"
ANOTHER = "  - {id: sleep, label: Sleep, measure: MD, better: higher, unit: hours}\n"
RATED = "person_time: {unit: person-years, per: 100}"
# Each edit turns a text of the small protocol into another.
KEYS: dict[str, tuple[str, str]] = {
    "title": ("Aspirin after stroke", "Aspirin"),
    "authors": ("[A. Author]", "[B. Author, A. Author]"),
    "names": ("  authors:", "  names: [Aspirin, Placebo]\n  authors:"),
    "question": ("population: Adults", "population: Adults of any age"),
    "setting": ("comparator: Placebo}", "comparator: Placebo, setting: Hospitals}"),
    "languages": ("  authors:", "  languages: [en]\n  authors:"),
    "status": ("status: active", "status: paused"),
    "search": ("next_search: 2026-12-15", "next_search: 2027-01-15"),
    "triggers": ("status: active", "status: active, triggers: [a new trial, a warning]"),
    "window": ("weeks: [40, 60]", "weeks: [30, 60]"),
    "choice": ("weeks: [40, 60]", "weeks: [40, 60], choose: nearest, target: 52"),
    "label of a time point": ("label: One year", "label: A year"),
    "another time point": ("comparisons:\n", "  - {id: late, label: Late}\ncomparisons:\n"),
    "filter": ("include: {design: [parallel]}", "include: {design: [parallel, cluster]}"),
    "filter of another column": ("include: {design: [parallel]}", "include: {country: [NL]}"),
    "no filter": ("    include: {design: [parallel]}\n", ""),
    "exclude": ("include: {design", "exclude: {funding: [industry]}\n    include: {design"),
    "outcomes of a comparison": (
        "include: {design",
        "outcomes: [stroke, mood]\n    include: {design",
    ),
    "measure": ("    measure: RR\n", "    measure: OR\n"),
    "importance": (OUTCOME, f"{OUTCOME}    importance: critical\n"),
    "risk": ("risk: 0.3", "risk: 0.25"),
    "another risk": (RISK, RISK.replace("]", ", {label: high, risk: 0.5, source: us}]")),
    "no risk": (RISK + SIZES, ""),
    "thresholds": ("large: 0.1", "large: 0.2"),
    "thresholds as ratios": (
        "small: 0.02, moderate: 0.05, large: 0.1",
        "small: {ratio: 0.9}, moderate: {ratio: 0.8}, large: {ratio: 0.5}",
    ),
    "thresholds in people": (
        "small: 0.02, moderate: 0.05, large: 0.1",
        "small: {per_1000: 10}, moderate: {per_1000: 50}",
    ),
    "no thresholds": (SIZES, ""),
    "event": (OUTCOME, f"{OUTCOME}    event: have a stroke\n"),
    "instrument in words": ("higher_is_better: false", "higher_is_better: true"),
    "range": ("range: [0, 63]", "range: [0, 60]"),
    "another instrument": ("BDI: {range", "HDRS: {higher_is_better: false}, BDI: {range"),
    "an instrument that is kept out": (
        "BDI: {range",
        "HDRS: {main: false, higher_is_better: false}, BDI: {range",
    ),
    "an instrument that no longer is": ("range: [0, 63], ", "range: [0, 63], main: false, "),
    "familiar": ("sd: 10", "sd: 11"),
    "no familiar": ("    familiar: {instrument: BDI, sd: 10, source: trial}\n", ""),
    "another outcome": (SECOND, ANOTHER + SECOND),
    "min_trials": ("min_trials: 3", "min_trials: 2"),
    "pool": ("min_trials: 3", "pool: false"),
    "estimator": ("tau2: REML", "tau2: PM"),
    "level": ("tau2: REML", "level: 0.9"),
    "correlation": ("tau2: REML", "crossover_correlation: 0.5"),
    "subgroups": ("tau2: REML", "subgroups: [setting, sex]"),
    "sensitivity": ("    - wald\n", "    - common\n    - t\n"),
    "another sensitivity": ("tau2: DL}", "tau2: DL, include: {design: [cluster]}}"),
    "own analysis": (OUTCOME, f"{OUTCOME}    analysis: {{min_trials: 2, tau2: DL}}\n"),
    "sequential": ("tau2: REML", "sequential: {alpha: 0.1}"),
    "checks": ("analysis:\n", "checks: {max_smd: 3}\nanalysis:\n"),
    "surveillance": ("analysis:\n", "surveillance: {conditions: [stroke]}\nanalysis:\n"),
    "registry": ("analysis:\n", "registry: {csv: {folder: data/other}}\nanalysis:\n"),
}


def asking(text: str) -> Edition:
    """Give an edition that has a protocol and nothing else."""
    return Edition(None, None, parse_protocol(text))  # type: ignore[arg-type]


def of_keys() -> Iterator[str]:
    before = asking(PROTOCOL)
    for name, (old, new) in KEYS.items():
        assert PROTOCOL.count(old), name
        after = asking(PROTOCOL.replace(old, new, 1))
        yield f"{name}:"
        yield from (f"+ {say(each)}" for each in protocol_difference(before, after))
        yield from (f"- {say(each)}" for each in protocol_difference(after, before))


def of_cells(review: Review) -> Iterator[str]:
    """Edit a review of counts cell by cell and row by row, and write all that is told of it."""
    first = dict(zip(review.tables["trials"].columns, review.tables["trials"].rows[0], strict=True))
    of_it = {"trial_id": first["trial_id"]}
    arm = {**of_it, "role": "intervention"}
    search = {"search_id": first["search_id"]}
    edits: dict[str, Review] = {
        "status": review.edited("trials", of_it, status="retracted", status_reason="Withdrawn."),
        "cells of a trial": review.edited("trials", of_it, year="1949", notes="Seen.", label="X"),
        "cells of an arm": review.edited("arms", arm, events="5", n="124", notes="Again."),
        "the name of an arm": review.edited("arms", arm, arm="another name"),
        "a judgement": review.edited("risk_of_bias", of_it, judgement="high", support="Seen."),
        "a search": review.edited("searches", search, records="999", notes="By hand."),
        "an arm": review.without("arms", **arm),
        "a trial": review.without("trials", **of_it).without("arms", **of_it),
        "another search": review.added(
            "searches", search_id="s9", date="2026-11-01", source="Embase", records="12"
        ),
        "an exclusion": review.added("exclusions", report="Doe 1990", reason="No", **search),
        "another trial": review.added(
            "trials", **{**first, "trial_id": "NEW", "label": "New 2026"}
        ),
        "a column": review.edited("trials", of_it, colour="red"),
        "a contrast": review.added(
            *("contrasts",),
            **{**of_it, "outcome": "tb", "timepoint": "end", "measure": "RR", "estimate": "0.5"},
        ),
    }
    before = review.edition()
    for name, edited in edits.items():
        after = Edition(before.findings, edited.tables, before.protocol)
        yield f"{name}:"
        for sign, pair in (("+", (before, after)), ("-", (after, before))):
            found = registry_difference(*pair)
            parts = {each.name: getattr(found, each.name) for each in fields(found)}
            parts |= {"retracted": found.trials_retracted, "corrected": found.trials_corrected}
            yield from (
                f"{sign} {part}: {line}" for part, of in parts.items() for line in lines(of)
            )


def lines(of: Any) -> Iterator[str]:
    """Write each of what is told, with what is known of it."""
    pairs = of.items() if isinstance(of, dict) else ((None, each) for each in of)
    for key, each in pairs:
        if key is not None:
            yield f"{key} {each}"
        elif isinstance(each, str):
            yield each
        else:
            known = each.model_dump(exclude_none=True)
            yield "; ".join(f"{name} {value}" for name, value in known.items())


@pytest.mark.parametrize("kind", ["keys", "cells"])
def test_what_is_told_of_changes_is_as_it_was(kind: str, bcg: Review) -> None:
    file = HERE / f"told_{kind}.txt"
    told = list(of_keys() if kind == "keys" else of_cells(bcg))
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text("\n".join(told) + "\n", "utf-8")
    assert told == file.read_text("utf-8").splitlines()
