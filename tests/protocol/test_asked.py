"""What a protocol asks for: trials by filters, columns, and the analysis of each outcome."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from living_review.protocol import Protocol, parse_protocol
from living_review.protocol.analysis import NAMED_SENSITIVITY, Analysis, OutcomeAnalysis
from living_review.protocol.filters import (
    Asked,
    asked_by,
    cell_text,
    everything_asked,
    named_values,
)
from living_review.protocol.method_rules import method_faults

WIDE = """\
review:
  id: aspirin
  title: Aspirin after stroke
  authors: [A. Author]
  question: {population: Adults, intervention: Aspirin, comparator: Placebo}
timepoints:
  - {id: post, label: One year, weeks: [40, 60]}
comparisons:
  - id: main
    label: Main
    intervention: Aspirin
    comparator: placebo
    include: {design: [parallel, cluster], year: [2012]}
    exclude: {country: [NL]}
  - {id: other, label: Other, intervention: heparin, comparator: placebo}
outcomes:
  - {id: stroke, label: Stroke, measure: RR, better: lower}
  - id: mood
    label: Mood
    measure: SMD
    better: higher
    analysis:
      subgroups: [sex]
      moderators: [dose]
      crossover_correlation: 0.4
      sensitivity: [{id: few, label: Few, tau2: DL, exclude: {design: [cluster]}}]
analysis:
  subgroups: [setting]
  moderators: [year]
  crossover_correlation: 0.6
  crossover_correlation_source: a trial
  sensitivity:
    - wald
    - id: small
      label: Small
      include: {design: [Parallel], region: [north]}
      exclude: {country: [BE], funding: [industry]}
      outcomes: [mood]
"""


@pytest.fixture(scope="module")
def wide() -> Protocol:
    return parse_protocol(WIDE)


def test_a_sensitivity_analysis_replaces_what_is_asked_for_and_adds_to_what_is_not(
    wide: Protocol,
) -> None:
    [main, other], small = wide.comparisons, wide.analysis.sensitivity[1]
    assert asked_by(main) == Asked("Main", main.include, main.exclude)
    assert asked_by(main, small) == Asked(
        "Main: Small",
        {"design": ("Parallel",), "year": ("2012",), "region": ("north",)},
        {"country": ("NL", "BE"), "funding": ("industry",)},
    )
    labels = [each.label for each in everything_asked(wide)]
    assert labels == ["Main", "Other", "Main: Small", "Other: Small", "Main: Few", "Other: Few"]
    assert named_values(wide, "design") == {"parallel": "Parallel", "cluster": "cluster"}
    assert asked_by(other).takes({})


@pytest.mark.parametrize(
    ("trial", "left_out_by"),
    [
        ({"design": "parallel", "year": 2012.0, "country": "DE"}, ()),
        ({"design": " CLUSTER", "year": "2012"}, ()),
        ({"design": "parallel", "year": 2012.5}, ("year",)),
        ({"design": "parallel", "year": 2012, "country": "nl"}, ("country",)),
        ({"design": "crossover", "year": None, "country": "NL"}, ("design", "year", "country")),
        ({"year": float("nan")}, ("design", "year")),
    ],
)
def test_a_trial_is_left_out_by_the_columns_that_do_not_fit(
    wide: Protocol, trial: dict[str, object], left_out_by: tuple[str, ...]
) -> None:
    asked = asked_by(wide.comparisons[0])
    assert asked.leaves_out_by(trial) == left_out_by
    assert asked.takes(trial) == (not left_out_by)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (float("nan"), ""), (3.0, "3"), (3.5, "3.5"), (0, "0"), ("A  b", "a b")],
)
def test_a_cell_is_read_as_it_is_written(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_every_column_of_trials_that_is_named_is_told_with_its_place(wide: Protocol) -> None:
    own = ("outcomes", 1, "analysis")
    assert wide.trials_columns() == {
        ("comparisons", 0, "include", "design"): "design",
        ("comparisons", 0, "include", "year"): "year",
        ("comparisons", 0, "exclude", "country"): "country",
        ("analysis", "sensitivity", 1, "include", "design"): "design",
        ("analysis", "sensitivity", 1, "include", "region"): "region",
        ("analysis", "sensitivity", 1, "exclude", "country"): "country",
        ("analysis", "sensitivity", 1, "exclude", "funding"): "funding",
        (*own, "sensitivity", 0, "exclude", "design"): "design",
        ("analysis", "subgroups", 0): "setting",
        ("analysis", "moderators", 0): "year",
        (*own, "subgroups", 0): "sex",
        (*own, "moderators", 0): "dose",
    }
    assert wide.subgroups() == ("setting", "sex")
    assert wide.moderators() == ("year", "dose")
    assert wide.kept_names == {"Aspirin"}
    paths = {
        (): "",
        ("outcomes", 1, "analysis", "sensitivity", 0, "label"): (
            "outcomes[mood].analysis.sensitivity[few].label"
        ),
        ("comparisons", 0, "include", "year", 0): "comparisons[main].include.year[1]",
    }
    assert {path: wide.address(path) for path in paths} == paths
    assert wide.line(("analysis", "sensitivity", 1, "label")) == 35
    for found in (wide.outcome, wide.comparison, wide.timepoint):
        with pytest.raises(KeyError):
            found("nobody")
    assert wide.comparison("other").label == "Other"


def test_the_choices_of_an_outcome_come_before_those_of_the_review(wide: Protocol) -> None:
    stroke, mood = (wide.analysis_for(each) for each in wide.outcomes)
    assert [each.id for each in stroke.sensitivity] == ["wald"]
    assert [each.id for each in mood.sensitivity] == ["few"]
    assert (stroke.crossover_correlation, stroke.crossover_correlation_source) == (0.6, "a trial")
    assert (mood.crossover_correlation, mood.crossover_correlation_source) == (0.4, None)
    assert (stroke.subgroups, mood.subgroups) == (("setting",), ("sex",))


@pytest.mark.parametrize(
    ("least", "pool", "pooled"), [(3, True, [3, 4]), (1, True, [2, 3, 4]), (3, False, [])]
)
def test_so_many_trials_are_pooled(least: int, pool: bool, pooled: list[int]) -> None:
    analysis = Analysis(min_trials=least, pool=pool)
    assert [k for k in range(1, 5) if analysis.pools(k)] == pooled


def test_every_value_by_default_and_every_named_analysis_is_as_it_was() -> None:
    short = WIDE[: WIDE.index("comparisons:")] + (
        "comparisons:\n  - {id: main, label: Main, intervention: i, comparator: c}\noutcomes:\n"
        "  - {id: stroke, label: Stroke, measure: RR, better: lower, thresholds: {small: 0.1, "
        "source: us}, baseline_risks: [{label: x, risk: 0.2, source: us}]}\n"
        "  - {id: falls, label: Falls, measure: IRR, better: lower, person_time: {unit: years}, "
        "baseline_rates: [{label: x, rate: 2, source: us}]}\n"
        "  - {id: mood, label: Mood, measure: SMD, better: higher, instruments: {BDI: "
        "{higher_is_better: false}}, familiar: {instrument: BDI, sd: 9, source: us}, responder: "
        "{label: well, risk: 0.3, source: us}, minimal_important_differences: [{instrument: BDI, "
        "method: anchor, value: 3, source: us, sd: 9, sd_source: us}]}\n"
        "surveillance: {conditions: [x]}\n"
        f"analysis: {{sensitivity: [{', '.join(NAMED_SENSITIVITY)}], sequential: {{}}}}\n"
    )
    lines = list(flat("", parse_protocol(short).model_dump(mode="json", warnings=False)))
    kept(lines, "defaults.txt")


METHODS = ("inverse-variance", "mantel-haenszel", "peto")
ESTIMATORS, INTERVALS = (None, "DL", "REML"), (None, "wald", "t", "knapp-hartung")


def test_every_pair_of_choices_that_contradict_each_other_is_told(wide: Protocol) -> None:
    """The method with each measure, model, estimator and interval, for the review or an outcome."""
    lines = []
    choices = product(("RR", "OR", "MD"), METHODS, ("random", "common"), ESTIMATORS, INTERVALS)
    for measure, method, model, tau2, interval in choices:
        given = {"method": method, "model": model, "tau2": tau2, "interval": interval}
        given = {name: value for name, value in given.items() if value}
        said = []
        for own in (False, True):
            [outcome, *_] = wide.outcomes
            analysis = OutcomeAnalysis(**given) if own else None
            one = outcome.model_copy(update={"measure": measure, "analysis": analysis})
            review = Analysis() if own else Analysis(**given)
            protocol = wide.model_copy(update={"outcomes": (one,), "analysis": review})
            said.append(", ".join(str(path[-1]) for path, _ in method_faults(protocol)) or "fine")
        asked = " ".join((measure, *given.values()))
        lines.append(f"{asked}: {said[0]}" + (f"; of one outcome {said[1]}" * (said[0] != said[1])))
    kept(lines, "methods.txt")


def flat(place: str, value: object) -> list[str]:
    """Write every value within others with its place."""
    if isinstance(value, dict | list) and value:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [line for key, each in pairs for line in flat(f"{place}.{key}", each)]
    return [f"{place[1:]} = {value!r}"]


def kept(lines: list[str], name: str) -> None:
    """Compare with what is kept; to accept other lines on purpose, delete the file and run once."""
    file = Path(__file__).with_name(name)
    if not file.exists():
        file.write_text("\n".join(lines) + "\n", "utf-8")
        pytest.fail(f"{name} was not there and has been written; read it and run again.")
    assert lines == file.read_text("utf-8").splitlines()


def test_every_filter_has_its_place_in_the_protocol(wide: Protocol) -> None:
    empty: dict[str, tuple[str, ...]] = {}
    small = ("analysis", "sensitivity", 1)
    few = ("outcomes", 1, "analysis", "sensitivity", 0)
    found = {place: dict(values) for place, values in wide.filters().items()}
    named = {place: values for place, values in found.items() if values}
    assert named == {
        ("comparisons", 0, "include"): {"design": ("parallel", "cluster"), "year": ("2012",)},
        ("comparisons", 0, "exclude"): {"country": ("NL",)},
        (*small, "include"): {"design": ("Parallel",), "region": ("north",)},
        (*small, "exclude"): {"country": ("BE",), "funding": ("industry",)},
        (*few, "exclude"): {"design": ("cluster",)},
    }
    assert found[("comparisons", 1, "include")] == found[(*few, "include")] == empty
    assert {place[-1] for place in found} == {"include", "exclude"}
