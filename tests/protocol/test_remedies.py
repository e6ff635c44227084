"""A remedy fits what was found: another kind of value, a key by another name or elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from broken_protocols import PROTOCOL

from living_review.ground.errors import ProtocolError
from living_review.protocol import parse_protocol
from living_review.protocol.choices import meant
from living_review.protocol.key_names import CALLED, key_called
from living_review.protocol.messages import TEXT_FOR, _keys_at
from living_review.protocol.models import Protocol

Path = tuple[str | int, ...]
MORE = """
  notice: Read it.
  url: https://example.org/aspirin
  names: [Cochrane]
"""
FULL = PROTOCOL.replace(
    "  title: Aspirin after stroke", f"  title: Aspirin after stroke{MORE.rstrip()}"
).replace(
    "    better: lower", "    better: lower\n    event: have a stroke\n    description: Any.", 1
)
KINDS = {"list": ["points", "x"], "mapping": {"points": "x"}, "nothing": None, "": 2012}
# A mapping of a text for readers is one of languages, and is told so.
FEWEST = {"list": 15, "mapping": 8, "nothing": 15, "": 15}
IN_QUOTATION_MARKS = "quotation marks around it)"


def texts(node: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from texts(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from texts(value, (*path, i))
    elif isinstance(node, str):
        yield path


def told(value: Any, *paths: Path) -> str:
    """Give what is said where a value is put at some key paths."""
    document = yaml.safe_load(FULL)
    for path in paths:
        node = document
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] = value
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(json.dumps(document, default=str), "p.yml")
    return "\n".join(str(each) for each in caught.value.problems)


def of_analysis(line: str) -> str:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(PROTOCOL.replace("  tau2: REML", f"  {line}"), "p.yml")
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_quotation_marks_are_no_remedy_for_what_is_no_word(kind: str) -> None:
    paths = [*texts(yaml.safe_load(FULL))]
    lines = told(KINDS[kind], *paths).splitlines()
    assert len(lines) > 30
    assert kind == "" or [line for line in lines if IN_QUOTATION_MARKS in line] == []
    assert len([line for line in lines if TEXT_FOR[kind] in line]) >= FEWEST[kind]


def test_languages_are_named_where_the_language_is_a_list() -> None:
    assert "give several as languages" in told(["es", "en"], ("review", "language"))


def test_a_text_of_a_language_is_told_by_what_it_is() -> None:
    for kind, value in KINDS.items():
        line = told({"en": value}, ("review", "title"))
        assert kind == "nothing" or TEXT_FOR[kind] in line


def test_a_key_by_the_name_of_the_field_is_understood() -> None:
    for line, key in {
        "confidence: 95": "level",
        "ci: 0.95": "level",
        "alpha: 0.05": "level",
        "conf.level: 0.9": "level",
        "estimator: DL": "tau2",
        "method.tau: DL": "tau2",
        "test: knha": "interval",
        "subgroup_analysis: [age]": "subgroups",
        "effects: random": "model",
    }.items():
        assert of_analysis(line).endswith(f"unknown key '{line.split(':')[0]}' of analysis — "
                                          f"did you mean '{key}'?")  # fmt: skip
    for word in ("effect", "effect_measure", "sm", "metric"):
        text = PROTOCOL.replace("    measure: SMD", f"    {word}: SMD")
        with pytest.raises(ProtocolError, match="did you mean 'measure'") as caught:
            parse_protocol(text)
        assert len(caught.value.problems) == 1


def test_a_key_in_the_wrong_place_is_sent_to_its_own() -> None:
    for word, place in {"tau2": "outcomes[1].analysis", "interval": "outcomes[1].analysis"}.items():
        text = PROTOCOL.replace("    better: lower", f"    better: lower\n    {word}: x", 1)
        with pytest.raises(ProtocolError, match="belongs under") as caught:
            parse_protocol(text)
        assert f"it belongs under '{place}'" in str(caught.value)
    with pytest.raises(ProtocolError, match="it belongs under 'analysis'"):
        parse_protocol(PROTOCOL + "\ntau2: DL\n")


def test_no_word_stands_for_two_keys_of_one_place() -> None:
    document = yaml.safe_load(FULL)
    places: set[Path] = {()} | {p[:i] for p in texts(document) for i in range(len(p))}
    for place in places:
        known = _keys_at(place, Protocol)
        for key in known & {*CALLED}:
            for word in CALLED[key]:
                assert word in known or key_called(word, known) in (key, ""), (place, word)
                assert key_called(word, known), (place, word)


def test_spellings_with_a_dash_or_none_are_one_name() -> None:
    intervals = (
        "HK-SJ",
        "HKSJ",
        "hk sj",
        "Knapp-Hartung",
        "hartung knapp",
        "KnHa",
        "Hartung/Knapp",
    )
    assert {meant("interval", each) for each in intervals} == {"knapp-hartung"}
    for written, value in {
        **dict.fromkeys(("Paule-Mandel", "paulemandel", "MP", "pm"), "PM"),
        **dict.fromkeys(("DerSimonian-Laird", "DL", "dl", "D-L", "DSL", "D&L"), "DL"),
        **dict.fromkeys(("reml", "RMLE", "Restricted maximum likelihood"), "REML"),
    }.items():
        assert meant("tau2", written) == value, written


@pytest.mark.parametrize("written", ["mKH", "modified Knapp-Hartung", "ad hoc", "mHKSJ"])
def test_an_interval_with_its_safeguard_is_told_as_two_keys(written: str) -> None:
    assert "write interval: knapp-hartung and safeguard: se" in of_analysis(f"interval: {written}")
