"""Every way in which a trial reports a result, and what becomes of it: `ways.txt`, a line a trial.

Each measure has a review of trials that give their arms, a comparison, or both, in two groups, in
clusters or in pairs. Where something is to become of a trial otherwise: UPDATE_SNAPSHOTS=1 pytest
on this file, and read what changed.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from living_review.findings import Finding, Findings, TrialResult

KEPT = Path(__file__).with_name("ways.txt")
Cells = Mapping[str, Any]
TWO: Mapping[str, tuple[Cells, Cells]] = {
    "spread": ({"mean": 12, "sd": 4}, {"mean": 10, "sd": 5}),
    "errors": ({"mean": 12, "se": 0.5}, {"mean": 10, "se": 0.6}),
    "interval": (
        {"mean": 12, "ci_low": 11, "ci_high": 13},
        {"mean": 10, "ci_low": 8, "ci_high": 12, "ci_level": 0.9},
    ),
    "quartiles": ({"median": 12, "q1": 9, "q3": 15}, {"median": 10, "q1": 7, "q3": 14}),
    "one median": ({"mean": 12, "sd": 4}, {"median": 10, "q1": 7, "q3": 14}),
    "ranges": ({"median": 12, "min": 1, "max": 25}, {"median": 10, "min": 2, "max": 20}),
    "no spread": ({"mean": 12}, {"mean": 10, "sd": 5}),
    "no mean": ({"sd": 4}, {"mean": 10, "sd": 5}),
    "few": ({"mean": 12, "sd": 4, "n": 2}, {"mean": 10, "sd": 5, "n": 2}),
    "changed": ({"mean": 2, "sd": 4, "score": "change"}, {"mean": -1, "sd": 5, "score": "change"}),
    "half changed": ({"mean": 2, "sd": 4, "score": "change"}, {"mean": -1, "sd": 5}),
    "below nought": ({"mean": -12, "sd": 4}, {"mean": 10, "sd": 5}),
    "turned": (
        {"mean": 12, "sd": 4, "higher_is_better": "true"},
        {"mean": 10, "sd": 5, "higher_is_better": "true"},
    ),
    "alike": ({"mean": 10, "sd": 5}, {"mean": 10, "sd": 5}),
}
COUNTED: Mapping[str, tuple[Cells, Cells]] = {
    "some": ({"events": 4}, {"events": 9}),
    "none in one": ({"events": 0}, {"events": 9}),
    "nobody": ({"events": 0}, {"events": 0}),
    "everybody": ({"events": 50}, {"events": 50}),
    "all in one": ({"events": 50}, {"events": 9}),
    "not counted": ({"events": 4}, {}),
}
TIMED = {
    name: tuple({**cells, "time_at_risk": time} for cells, time in zip(pair, (40, 60), strict=True))
    for name, pair in COUNTED.items()
} | {"no time": ({"events": 4, "time_at_risk": 40}, {"events": 9})}
GIVEN: Mapping[str, Cells] = {
    "error": {"estimate": 1.5, "se": 0.4},
    "interval": {"estimate": 1.5, "ci_low": 0.9, "ci_high": 2.5},
    "interval of 90": {"estimate": 1.5, "ci_low": 0.9, "ci_high": 2.5, "ci_level": 0.9},
    "half an interval": {"estimate": 1.5, "ci_low": 0.9},
    "p": {"estimate": 1.5, "p": 0.04},
    "t": {"estimate": 1.5, "t": 2.1},
    "both": {"estimate": 1.5, "t": 2.1, "p": 0.04, "se": 0.4},
    "alone": {"estimate": 1.5},
    "differences": {"estimate": 1.5, "sd_difference": 3.0},
    "no people": {"estimate": 1.5, "se": 0.4, "n_intervention": "", "n_control": ""},
    "better so": {"estimate": -1.5, "se": 0.4, "higher_is_better": "true"},
    "nothing": {"estimate": 0, "se": 0.4},
    "direction": {"estimate": "", "direction": "intervention"},
    "no difference": {"estimate": "", "direction": "neither"},
    "adjusted": {"estimate": 1.5, "se": 0.4, "adjusted": "true"},
    "log-rank": {"estimate": "", "o_minus_e": -3.5, "variance": 8.0},
}
DESIGNS = ("parallel", "cluster", "crossover")
# The measure of an outcome, its arms, and the measures in which comparisons are given.
MEASURES: Mapping[str, tuple[Mapping[str, tuple[Cells, Cells]], tuple[str, ...]]] = {
    "SMD": (TWO, ("SMD", "MD")),
    "MD": (TWO, ("MD",)),
    "ROM": (TWO, ("ROM",)),
    "RR": (COUNTED, ("RR", "OR")),
    "OR": (COUNTED, ("OR",)),
    "RD": (COUNTED, ("RD",)),
    "HR": ({}, ("HR",)),
    "IRR": (TIMED, ("IRR",)),
    "IRD": (TIMED, ("IRD",)),
}


def written(trial: TrialResult) -> str:
    """Write what a trial came to; figures as four are the same on every machine."""
    figures = ("estimate", "se", "ci_low", "ci_high", "n", "correlation")
    told = [
        f"{name} {value:.4g}" for name in figures if (value := getattr(trial, name)) is not None
    ]
    words = (trial.direction, trial.from_, trial.pairing, "" if trial.in_pool else "not pooled")
    return "; ".join((*told, *map(str, filter(None, words)), *map(mark, trial.notes)))


def mark(note: str) -> str:
    """Stand for a sentence, which is written once at the end."""
    return f"[{zlib.crc32(note.encode()) & 0xFFFF:04x}]"


def named(*words: str) -> str:
    return "_".join(words).replace(" ", "_")


def findings_of(made: Any, measure: str, designs: Sequence[str] = DESIGNS) -> Findings:
    arms, given = MEASURES[measure]
    cluster = {"cluster_size": 5, "icc": 0.1}
    for design in designs:
        more = cluster if design == "cluster" else {}
        for name, pair in arms.items():
            trial = named(design, name)
            made.trial(trial, design=design)
            for role, cells in zip(("intervention", "control"), pair, strict=True):
                row = {"trial_id": trial, "outcome": "o", "timepoint": "post", "arm": role}
                made.arms([{**row, "role": role, "higher_is_better": "false", "n": 50}
                           | more | dict(cells)])  # fmt: skip
        for own in given:
            for name, cells in GIVEN.items():
                trial = named(design, own, name)
                made.trial(trial, design=design)
                people = {"n_intervention": 40, "n_control": 38}
                made.contrast(trial, "o", own, **{**people, **cells})
    measured_twice(made, measure)
    return made.findings()


def measured_twice(made: Any, measure: str) -> None:
    """Trials that give a result for several weeks, and some of them for one group alone."""
    arms, given = MEASURES[measure]
    pair = next(iter(arms.values()), ())
    for kind, weeks in {"weeks": (8, 12), "undated": ("", 12), "alike": (8, 8.5)}.items():
        for own in given:
            for week, estimate in zip(weeks, (1.5, 1.2), strict=True):
                cells = {"estimate": estimate, "se": 0.4, "weeks": week, "n_intervention": 40}
                made.contrast(named(own, kind), "o", own, n_control=38, **cells)
        for lone in ("", "intervention"):
            rows = [
                {"arm": role, "role": role, "weeks": week, "n": 50, **cells}
                for week in weeks
                for role, cells in zip(("intervention", "control"), pair, strict=bool(pair))
                if role != lone or week == weeks[0]
            ]
            trial = {"trial_id": named("arms", kind, "lone" * bool(lone)), "outcome": "o"}
            more = {"timepoint": "post", "higher_is_better": "false"}
            made.arms([{**trial, **more, **row} for row in rows])


def pairs(made: Any) -> Finding:
    """Crossover trials that give their arms and how each person's two results differ."""
    for name, pair in TWO.items():
        for other in ("error", "t", "differences", "better so"):
            trial = named(name, "with", other)
            made.trial(trial, design="crossover")
            for role, cells in zip(("intervention", "control"), pair, strict=True):
                row = {"trial_id": trial, "outcome": "o", "timepoint": "post", "arm": role}
                made.arms([{**row, "role": role, "higher_is_better": "false", "n": 50}
                           | dict(cells)])  # fmt: skip
            people = {"n_intervention": 40, "n_control": 38}
            made.contrast(trial, "o", "MD", **{**people, **GIVEN[other]})
    return made.finding("o")


def aside(found: Findings, notes: set[str]) -> Iterator[str]:
    """Write what gives no effect; what checks of a registry set aside is held where they are."""
    own = [each for each in found.quarantine if each.rule.startswith("effect-")]
    notes.update(each.reason for each in own)
    for each in own:
        at = f"{each.file}, {each.row}, {each.column} {each.value}"
        yield f"set aside: {each.table}, {at}, {each.rule} {mark(each.reason)}"


def lines(registry: Callable[..., Any], head: str) -> Iterator[str]:
    def review(measure: str, analysis: str) -> Any:
        timed = ", person_time: {unit: person-years, per: 100}" * (measure in ("IRR", "IRD"))
        outcome = f"{{id: o, label: O, measure: {measure}, better: lower{timed}}}"
        return registry(f"{head}outcomes:\n  - {outcome}\nanalysis: {{{analysis}}}\n")

    notes: set[str] = set()
    for measure in MEASURES:
        for assumed in ("", "crossover_correlation: 0.6"):
            if assumed and measure in ("HR", "IRR", "IRD"):
                continue
            designs = DESIGNS[-1:] if assumed else DESIGNS
            whole = findings_of(review(measure, assumed), measure, designs)
            (found,) = [each for each in whole.findings if each.outcome == "o"]
            yield f"# {measure}, {assumed or 'nothing assumed'}: {found.k} of {len(found.trials)}"
            notes.update(note for trial in found.trials for note in trial.notes)
            yield from (f"{trial.trial_id}: {written(trial)}" for trial in found.trials)
            yield from aside(whole, notes)
    for measure in ("SMD", "ROM"):
        for assumed in ("", "crossover_correlation: 0.6"):
            yield f"# pairs, {measure}, {assumed or 'nothing assumed'}"
            found = pairs(review(measure, assumed))
            notes.update(note for trial in found.trials for note in trial.notes)
            yield from (f"{trial.trial_id}: {written(trial)}" for trial in found.trials)
    # What its checks would set aside before: a result that runs against its outcome.
    for measure in ("MD", "ROM", "RR"):
        against = review(measure, "")
        turned = {"higher_is_better": "true"}
        against.contrast("given", "o", measure, **{**GIVEN["error"], **turned})
        for role in ("intervention", "control"):
            row = {"trial_id": "arms", "outcome": "o", "timepoint": "post", "arm": role, "n": 50}
            against.arms([{**row, **turned, "role": role, "mean": 3, "sd": 1, "events": 4}])
        yield f"# against, {measure}"
        yield from aside(against.findings(checked=False), notes)
    yield "# notes"
    yield from sorted(f"{mark(note)} {note}" for note in notes)


def test_what_becomes_of_each_way_to_report_is_as_it_was(
    registry: Callable[..., Any], protocol_text: str
) -> None:
    found = list(lines(registry, protocol_text.partition("outcomes:")[0]))
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    kept = KEPT.read_text("utf-8").splitlines()
    changed = [line for line in found if line not in set(kept)]
    assert not changed, "\n".join(changed[:20])
    assert found == kept
