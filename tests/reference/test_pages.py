"""The pages and the schema are those of today's code, and the schema agrees with the program."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from living_review.cli.commands_page import MARK, renewed
from living_review.ground.errors import ProtocolError
from living_review.protocol import Protocol
from living_review.protocol.marks import read_yaml
from living_review.protocol.schema import json_schema
from living_review.reference.__main__ import PAGES
from living_review.reference.markdown import table
from living_review.registry import TABLES

ROOT = Path(__file__).parents[2]
SCHEMA = json_schema()

# What a schema cannot say: rules between keys, infinity, the calendar, brackets, addresses.
BEYOND_A_SCHEMA = {
    "outcomes of a comparison that there are not",
    "an outcome of no comparison",
    "a whole number beyond all numbers",
    "repeated identifier",
    "slip in an ORCID iD",
    "one ORCID iD for two",
    "author with and without an ORCID iD",
    "range reversed",
    "thresholds not ascending",
    "thresholds that fall like ratios",
    "large without moderate",
    "threshold as percentage",
    "baseline risk of a mean",
    "threshold of no difference",
    "thresholds in two ways",
    "ratios not ascending",
    "ratios meant",
    "more than everybody in 1000",
    "ratio of a difference",
    "risk of a mean",
    "unit of a ratio",
    "unit of an SMD",
    "hazard ratio without a time",
    "rate without person-time",
    "hazard ratio of survival",
    "baseline risk of a rate",
    "person-time of a risk",
    "familiar units of a ratio",
    "instrument of a count",
    "sensitivity changes nothing",
    "sensitivity contradicts itself",
    "own analysis of an outcome that contradicts itself",
    "own analysis of a count with the variance of an SMD",
    "own sensitivity analysis that changes nothing",
    "moderator twice",
    "more columns than a table has room for",
    "more columns than a forest plot has room for",
    "own subgroups twice",
    "own method of a mean",
    "own method of Peto with random effects and a risk ratio",
    "own method with another estimator",
    "sequential difference of no outcome",
    "sequential difference as percentage",
    "minimal important difference of an SMD without a deviation",
    "minimal important difference of an SMD whose deviation has no source",
    "minimal important difference of an MD with a deviation",
    "minimal important difference of a ratio of means",
    "minimal important difference of events",
    "impossible date",
    "infinite",
    "surveillance of everything",
    "surveillance with an open bracket",
    "surveillance with an open quotation",
    "surveillance without a reachable contact",
    "nearest to nothing",
    "a target of the last",
    "a target that nothing asks for",
    "common model with an estimator",
    "three levels without variation",
    "three levels by moments",
    "three levels of one outcome by moments",
    "a review by Mantel and Haenszel with another estimator",
    "a review by Mantel and Haenszel with an interval of its own",
    "a common model by Mantel and Haenszel with t",
    "an outcome by Peto with another interval",
    "an outcome by Peto with random effects",
    "a review by Peto of a risk ratio",
    "an analysis by Peto with random effects",
    "an analysis by Mantel and Haenszel with an estimator",
    "an analysis by Peto with an interval",
    "threshold that is infinite",
    "a threshold of 0.05 that no benefit reaches",
    "a threshold of 0.65 that no benefit reaches",
    "a threshold of {per_1000: 30} that no benefit reaches",
    "a mean that falls by all",
    "a mean that falls by more than all",
    "people in 1000 of a rate",
    "people in 1000 of a ratio of means",
    "surveillance with brackets that cross",
    "surveillance with a bracket that closes nothing",
    "surveillance with a term without end",
    "surveillance with a contact of two lines",
    "a text in a language that the review has not",
    "no language",
    "a language and languages",
}


def cases() -> Any:
    path = ROOT / "tests" / "protocol" / "test_messages.py"
    spec = importlib.util.spec_from_file_location("messages_of_the_protocol", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MESSAGES = cases()


def faults(text: str) -> list[str]:
    document, _ = read_yaml(text, "protocol.yml")
    checker = jsonschema.Draft202012Validator(SCHEMA)
    return [f"{each.json_path}: {each.message}" for each in checker.iter_errors(document)]


# Compared in tests/language, beside what it is made of.
ELSEWHERE = "reference/words.md"


@pytest.mark.parametrize("name", sorted(PAGES.keys() - {ELSEWHERE}))
def test_the_pages_are_those_of_the_code_and_the_shipped_registry(name: str) -> None:
    kept = (ROOT / "docs" / name).read_text(encoding="utf-8")
    now = PAGES[name](ROOT / "data" / "registry")
    assert kept == now, f"docs/{name} is not up to date; run make schemas"


def test_the_options_of_every_command_are_those_of_the_program() -> None:
    kept = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert MARK in kept
    assert kept == renewed(kept), "docs/reference/commands.md is not up to date; run make schemas"


def test_the_schema_is_a_schema_and_describes_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    undescribed = [
        f"{name}.{key}"
        for name, definition in [*SCHEMA["$defs"].items(), ("", SCHEMA)]
        for key, node in definition["properties"].items()
        if not node.get("description")
    ]
    assert undescribed == []


def test_every_limit_is_in_the_words_of_json_schema() -> None:
    def keys(node: Any) -> Iterator[str]:
        if isinstance(node, Mapping):
            yield from node
        for child in node.values() if isinstance(node, Mapping) else node:
            if isinstance(child, Mapping | list):
                yield from keys(child)

    assert not {"ge", "gt", "le", "lt", "min_length"} & set(keys(SCHEMA))


def protocols() -> list[Path]:
    places = [ROOT / "data", ROOT / "tests"]
    return sorted(path for place in places for path in place.rglob("*protocol.yml"))


@pytest.mark.parametrize("path", protocols(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_protocol_of_this_repository_is_valid(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


def test_the_protocol_the_cases_change_is_valid() -> None:
    assert faults(MESSAGES.PROTOCOL) == []


@pytest.mark.parametrize("name", MESSAGES.CASES)
def test_the_schema_refuses_what_the_program_refuses_in_one_key(name: str) -> None:
    old, new = MESSAGES.CASES[name]
    try:
        found = faults(MESSAGES.PROTOCOL.replace(old, new, 1))
    except ProtocolError:
        return  # no YAML that a schema could be asked about
    assert bool(found) != (name in BEYOND_A_SCHEMA) or _of_the_registry(name), found


def _of_the_registry(name: str) -> bool:
    """Where files are and what is a colour the program judges; the schema knows keys alone."""
    return name.startswith(("registry", "a brand", "a repository"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("authors: [A. Author]", "authors: One Author"),
        ("authors: [A. Author]", "authors: [A]\n  url: https://example.org/review/"),
        ("{status: active,", "{triggers: One, status: active,"),
        ("analysis:\n", "analysis:\n  subgroups: category\n"),
    ],
)
def test_what_may_stand_alone_or_be_left_out_is_valid(old: str, new: str) -> None:
    assert old in MESSAGES.PROTOCOL
    assert faults(MESSAGES.PROTOCOL.replace(old, new, 1)) == []


@pytest.mark.parametrize(
    "filter_", ["any", "[parallel]", "parallel", "2012", "[2012, 2013.5]", "['no']"]
)
def test_every_writing_of_a_filter_is_valid(filter_: str) -> None:
    changed = MESSAGES.PROTOCOL.replace("design: [parallel]", f"design: {filter_}")
    assert faults(changed) == []


@pytest.mark.parametrize("listed", ["[common, wald, SJ]", "leave-one-out", "[]"])
def test_sensitivity_analyses_are_named_or_described(listed: str) -> None:
    begin = MESSAGES.PROTOCOL.index("  sensitivity:")
    assert faults(f"{MESSAGES.PROTOCOL[:begin]}  sensitivity: {listed}\n") == []
    assert faults(f"{MESSAGES.PROTOCOL[:begin]}  sensitivity: [comon]\n") != []


def test_the_registry_is_at_exactly_one_place() -> None:
    for places, valid in (
        ("{csv: {folder: data/trials}}", True),
        ("{xlsx: {file: data/r.xlsx}}", True),
        ("{}", False),
        ("{csv: {}, xlsx: {file: data/r.xlsx}}", False),
    ):
        assert (faults(f"{MESSAGES.PROTOCOL}registry: {places}\n") == []) is valid


def test_every_column_and_every_key_stands_on_its_page() -> None:
    registry = (ROOT / "docs" / "reference" / "registry.md").read_text(encoding="utf-8")
    for declared in TABLES.values():
        section = registry.split(f"## {declared.name}.csv\n")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == [
            *declared.names
        ]
    protocol = (ROOT / "docs" / "reference" / "protocol.md").read_text(encoding="utf-8")
    assert all(f"## {name}\n" in protocol for name in Protocol.model_fields)
    assert "`outcomes[].familiar.units`" in protocol


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(("A", "B"), [("x|y", "")]) == "| A |\n| --- |\n| x\\|y |\n"
