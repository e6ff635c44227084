"""Every key of a protocol that changed is told, in words where there are words for it."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from living_review.language import say
from living_review.language.facts import protocol_changes as facts
from living_review.living.edition import Edition
from living_review.living.methods_difference import methods_changes
from living_review.living.protocol_difference import _LONGEST as LONGEST
from living_review.living.protocol_difference import KEYS, LISTS
from living_review.living.protocol_texts import COLUMNS
from living_review.protocol import Protocol, parse_protocol

PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {{population: people, intervention: support, comparator: usual care}}
  living: {{next_search: 2026-12-15}}
timepoints:
  - {{id: post, label: End of treatment}}
comparisons:
  - id: main
    label: Support versus usual care
    intervention: support
    comparator: usual care
    include: {{{include}}}
outcomes:
  - id: mood
    label: Low mood
    measure: SMD
    better: lower
    familiar: {{instrument: BDI, sd: 9.5, units: points, source: us}}
  - {{id: relapse, label: Relapse, measure: RR, better: lower}}
analysis: {{{analysis}}}
"""


def protocol(include: str = "", analysis: str = "", **changes: str) -> Protocol:
    """Give a protocol; `changes` replace one text in it by another."""
    text = PROTOCOL.format(include=include, analysis=analysis)
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_protocol(text)


@pytest.fixture
def told(bcg: Any) -> Any:
    """Say what differs between two protocols, whatever the findings."""
    findings, tables = bcg.edition().findings, bcg.tables

    def between(before: Protocol, after: Protocol) -> tuple[str, ...]:
        return methods_changes(Edition(findings, tables, before), Edition(findings, tables, after))

    return between


def test_the_same_protocol_changes_nothing(told: Any) -> None:
    assert told(protocol(), protocol()) == ()


CASES = {
    "a choice of the analysis": (
        protocol(),
        protocol(analysis="tau2: DL, min_trials: 2"),
        (
            "The estimator of τ² is now DL (before: REML).",
            "The least number of trials that are pooled is now 2 (before: 3).",
        ),
    ),
    "a filter": (
        protocol(include="category: [a, b]"),
        protocol(include="category: any"),
        (
            "The rule for which trials belong (‘category’) of the comparison ‘Support versus usual "
            "care’ is now any value (before: a, b).",
        ),
    ),
    "a filter that came": (
        protocol(),
        protocol(include="category: a"),
        (
            "The rule for which trials belong (‘category’) of the comparison ‘Support versus usual "
            "care’ is now a (before: not set).",
        ),
    ),
    "a list of names": (
        protocol(),
        protocol(analysis="moderators: [year, n_randomised]"),
        ("The moderators are now year, n_randomised (before: none).",),
    ),
    "how a moderator is told": (
        protocol(analysis="moderators: [n_randomised]"),
        protocol(
            analysis="moderators: [{column: n_randomised, label: Size, unit: people, per: 100}]"
        ),
        (
            "The name of the moderator ‘n_randomised’ is now Size (before: not set).",
            "The unit of the moderator ‘n_randomised’ is now people (before: not set).",
            "The step that the slope of ‘n_randomised’ is told for is now 100 (before: not set).",
        ),
    ),
    "the familiar instrument": (
        protocol(),
        protocol(**{"sd: 9.5": "sd: 10.25"}),
        (
            "The standard deviation of the familiar instrument of the outcome ‘Low mood’ is now "
            "10.25 (before: 9.5).",
        ),
    ),
    "numbers that print alike": (
        protocol(**{"sd: 9.5": "sd: 9.50001"}),
        protocol(**{"sd: 9.5": "sd: 9.50002"}),
        (
            "The standard deviation of the familiar instrument of the outcome ‘Low mood’ is now "
            "9.50002 (before: 9.50001).",
        ),
    ),
    "a date": (
        protocol(),
        protocol(**{"2026-12-15": "2027-01-15"}),
        ("The date of the next search is now 15 January 2027 (before: 15 December 2026).",),
    ),
    "a text that is no date": (
        protocol(),
        protocol(**{"population: people": "population: 2026-13-45"}),
        ("The population of the question is now 2026-13-45 (before: people).",),
    ),
    "a sensitivity analysis": (
        protocol(analysis="sensitivity: [wald]"),
        protocol(analysis="sensitivity: [t]"),
        (
            "The sensitivity analysis ‘Interval from the t distribution’ was added.",
            "The sensitivity analysis ‘Wald interval’ was removed.",
        ),
    ),
    "an order": (
        protocol(analysis="sensitivity: [wald, t]"),
        protocol(analysis="sensitivity: [t, wald]"),
        ("The order of the sensitivity analyses changed.",),
    ),
    "a time point's window": (
        protocol(),
        protocol(**{"label: End of treatment": "label: End of treatment, weeks: [0, 12]"}),
        (
            "The window in weeks of the time point ‘End of treatment’ is now 0 to 12 "
            "(before: not set).",
        ),
    ),
    "an outcome": (
        protocol(),
        protocol(**{"id: relapse": "id: return", "label: Relapse": "label: Return"}),
        ("The outcome ‘Return’ was added.", "The outcome ‘Relapse’ was removed."),
    ),
    "the question": (
        protocol(),
        protocol(**{"population: people": "population: adults"}),
        ("The population of the question is now adults (before: people).",),
    ),
}


LONG = "The searches of this review were targeted and not systematic, so trials will be missing"
TRIGGERS = [f"{LONG}, number {place}" for place in range(3)]


def with_triggers(*triggers: str) -> Protocol:
    listed = ", ".join(f"'{each}'" for each in triggers)
    return protocol(**{"2026-12-15}": f"2026-12-15, triggers: [{listed}]}}"})


def with_outcome(more: str) -> Protocol:
    return protocol(
        **{"    better: lower\n    familiar": f"    better: lower\n    {more}\n    familiar"}
    )


def least(instrument: str = "BDI", value: float = 3, **more: Any) -> str:
    known = {"instrument": instrument, "value": value, "units": "points", "sd": 9.5,
             "sd_source": "us", "method": "anchor", "source": "them", **more}  # fmt: skip
    return "{" + ", ".join(f"{name}: {each}" for name, each in known.items()) + "}"


def with_least(*known: str) -> Protocol:
    return with_outcome(f"minimal_important_differences: [{', '.join(known)}]")


CASES |= {
    "a sentence": (
        protocol(**{"population: people": f"population: {LONG!r}"}),
        protocol(**{"population: people": f"population: {LONG + ' indeed'!r}"}),
        (f"The population of the question now reads “{LONG} indeed” (before: “{LONG}”).",),
    ),
    "a sentence that came": (
        protocol(),
        protocol(**{"population: people": f"population: {LONG!r}"}),
        (f"The population of the question now reads “{LONG}” (before: people).",),
    ),
    "sentences that came and went": (
        with_triggers(*TRIGGERS[:2]),
        with_triggers(*TRIGGERS[1:]),
        (
            f"The triggers of a new version changed: now with “{TRIGGERS[2]}”; no longer with "
            f"“{TRIGGERS[0]}”.",
        ),
    ),
    "sentences in another order": (
        with_triggers(*TRIGGERS[:2]),
        with_triggers(*TRIGGERS[1::-1]),
        ("The triggers of a new version changed: the same sentences in another order.",),
    ),
    "the first sentences": (
        protocol(),
        with_triggers(TRIGGERS[0]),
        (f"The triggers of a new version changed: now with “{TRIGGERS[0]}”.",),
    ),
    "an instrument that came": (
        with_outcome("instruments: {BDI: {range: [0, 63]}}"),
        with_outcome("instruments: {BDI: {range: [0, 63]}, PHQ-9: {higher_is_better: false}}"),
        ("The instrument ‘PHQ-9’ was added for the outcome ‘Low mood’.",),
    ),
    "an instrument that came for sensitivity analyses": (
        with_outcome("instruments: {BDI: {range: [0, 63]}}"),
        with_outcome("instruments: {BDI: {range: [0, 63]}, PHQ-9: {main: false}}"),
        (
            "The instrument ‘PHQ-9’ was added for the outcome ‘Low mood’, to be kept out of the "
            "main analysis.",
        ),
    ),
    "an instrument that went": (
        with_outcome("instruments: {BDI: {range: [0, 63]}, PHQ-9: {main: false}}"),
        with_outcome("instruments: {BDI: {range: [0, 63]}}"),
        ("The instrument ‘PHQ-9’ was removed for the outcome ‘Low mood’.",),
    ),
    "the first instrument": (
        protocol(),
        with_outcome("instruments: {BDI: {main: false}}"),
        (
            "The instrument ‘BDI’ was added for the outcome ‘Low mood’, to be kept out of the "
            "main analysis.",
        ),
    ),
    "a minimal important difference that came": (
        with_least(least()),
        with_least(least(), least("PHQ-9", 5)),
        ("The minimal important difference ‘PHQ-9’ was added for outcome ‘Low mood’.",),
    ),
    "a minimal important difference that changed": (
        with_least(least(value=3)),
        with_least(least(value=4)),
        (
            "The size of the minimal important difference ‘BDI’ for outcome ‘Low mood’ is now 4 "
            "(before: 3).",
        ),
    ),
    "a minimal important difference that went": (
        with_least(least(), least("PHQ-9", 5)),
        with_least(least("PHQ-9", 5)),
        ("The minimal important difference ‘BDI’ was removed for outcome ‘Low mood’.",),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changed_is_told_in_words(name: str, told: Any) -> None:
    before, after, expected = CASES[name]
    assert told(before, after) == expected
    assert len(told(after, before)) == len(expected)


def test_a_familiar_instrument_that_went_is_told_key_by_key(told: Any) -> None:
    line = "    familiar: {instrument: BDI, sd: 9.5, units: points, source: us}\n"
    said = told(protocol(), protocol(**{line: ""}))
    assert "The familiar instrument of the outcome ‘Low mood’ is now not set (before: BDI)." in said
    assert len(said) == 4


def test_a_very_long_text_is_cut(told: Any) -> None:
    (said,) = told(protocol(), protocol(**{"population: people": "population: " + "p" * 4000}))
    assert len(said) < LONGEST + 60
    assert said.count("p") < LONGEST + 20
    assert "…" in said


def test_every_key_that_has_words_is_one_that_a_protocol_has() -> None:
    keys = {path for path, _ in _paths("", Protocol.model_json_schema())}
    assert keys >= KEYS, sorted(KEYS - keys)


# An author is told as one text, the name with its iD: a list of texts needs no names of items.
TOLD_AS_TEXTS = {"review.authors"}


def test_every_list_whose_items_have_keys_has_a_name() -> None:
    lists = {path for path, of_mappings in _paths("", Protocol.model_json_schema()) if of_mappings}
    named = {path for path in lists if not path.startswith("registry")}
    assert named - TOLD_AS_TEXTS == {*LISTS, *COLUMNS}
    assert named >= TOLD_AS_TEXTS


def test_an_author_whose_identifier_came_is_told_as_a_text(told: Any) -> None:
    named = "{name: Nobody, orcid: 0000-0002-1825-0097}"
    (said,) = told(protocol(), protocol(**{"[Nobody]": f"[{named}]"}))
    assert "Nobody (https://orcid.org/0000-0002-1825-0097)" in said
    assert told(protocol(), protocol(**{"[Nobody]": "[{name: Nobody}]"})) == ()


def test_every_key_and_list_has_words() -> None:
    """A word that a table of a template lacks would stop a build on the day it is needed."""
    for each in get_args(facts.Key):
        key = facts.KeyName(key=each, path=each, part="", instrument="", item=None)
        assert re.fullmatch(r"[^{}'_]+", say(key)), each
    for of in get_args(facts.ListOf):
        item = facts.Item(of=of, name="A", id="", within=None)
        assert say(item).endswith(" ‘A’")
        assert say(facts.OrderChanged(of=of, within=None)).startswith("The order of the ")


def _paths(path: str, schema: Any, whole: Any = None) -> list[tuple[str, bool]]:
    """Give every key path of a JSON schema, without list places, and whether it lists mappings."""
    whole = whole or schema
    if "$ref" in schema:
        return _paths(path, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    items = schema.get("items")
    found = [(path, isinstance(items, dict) and "$ref" in items)] if path else []
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        found += _paths(path, part, whole)
    for part in (items, schema.get("additionalProperties")):
        if isinstance(part, dict):
            found += _paths(path, part, whole)
    for key, item in schema.get("properties", {}).items():
        key = "unit" if key == "units" else key
        found += _paths(f"{path}.{key}" if path else key, item, whole)
    return found


def test_rows_of_a_file_that_are_selected_otherwise_are_told(told: Any) -> None:
    def selecting(where: str) -> Protocol:
        kept = f"registry: {{import: {{file: a.csv, format: metapsy, where: {where}}}}}\nanalysis:"
        return protocol(**{"analysis:": kept})

    assert told(selecting("{primary: yes, dose: [1, 2]}"), selecting("{primary: [no, null]}")) == (
        "Of the file that the registry is made from, rows are now read with 'no' or an empty cell "
        "in the column primary (before: 'yes').",
        "Of the file that the registry is made from, rows are now read with any cell in the column "
        "dose (before: '1' or '2').",
    )
    assert told(protocol(), selecting("{primary: yes}")) == (), "the place is told by itself"
