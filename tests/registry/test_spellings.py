"""Words of fixed lists in the writings people use: read as what they are, and never guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.registry import Snapshot
from living_review.registry.cells import canonical, parse
from living_review.registry.columns import DOMAINS, JUDGEMENTS, TABLES, Column
from living_review.registry.spellings import domain_meant, judgement_meant, tool_meant

Tables = dict[str, list[dict[str, str]]]
Reading = Callable[[Tables], Snapshot]

TOOLS = {
    "RoB2": [
        "RoB 2",
        "rob2",
        "RoB2.0",
        "ROB-2",
        "RoB 2.0",
        "rob_2",
        "Risk of Bias 2",
        "ROB\u00a02",
    ],
    "RoB1": ["RoB 1", "rob1", "RoB1.0", "ROB-1"],
}
JUDGED = {
    "low": ["Low", "LOW", "Low risk", "low risk of bias", "Low RoB", " low "],
    "some concerns": ["Some Concerns", "some concern", "Some  concerns", "some-concerns"],
    "high": ["High", "High risk", "High risk of bias"],
    "unclear": ["Unclear", "unclear risk", "Unclear risk of bias"],
    "no information": ["No information", "No info"],
}
NAMED = {
    "D1": [
        *(
            "d1",
            "D1 ",
            "D1:",
            "Domain 1",
            "1",
            "D1: Randomisation process",
            "Randomization process",
        ),
        *(
            "Bias arising from the randomisation process",
            "Risk of bias arising from the randomization process",
            "D1 - Bias arising from the randomization process",
        ),
    ],
    "D2": [
        "Deviations from intended interventions",
        "Bias due to deviations from the intended interventions",
    ],
    "D3": ["Missing outcome data", "Bias due to missing outcome data"],
    "D4": ["Measurement of the outcome", "Bias in measurement of the outcome"],
    "D5": ["Selection of the reported result", "Bias in selection of the reported result"],
    "overall": ["Overall", "overall bias", "Overall risk of bias", "Overall judgement"],
    "sequence generation": [
        "Random sequence generation",
        "Random sequence generation (selection bias)",
    ],
    "allocation concealment": ["Allocation concealment (selection bias)"],
    "blinding of participants and personnel": [
        "Blinding of participants and personnel (performance bias)"
    ],
    "blinding of outcome assessment": ["Blinding of outcome assessment (detection bias)"],
    "incomplete outcome data": ["Incomplete outcome data (attrition bias)"],
    "selective reporting": ["Selective reporting (reporting bias)", "selective outcome reporting"],
    "other": ["Other bias", "Other sources of bias"],
}
CHOICES = {
    ("trials", "status", "included"): ["Included", "include"],
    ("trials", "status", "awaiting"): ["Awaiting classification"],
    ("trials", "design", "cluster"): ["Cluster-randomised", "cluster randomized", "cluster RCT"],
    ("trials", "design", "crossover"): ["cross-over", "Cross over"],
    ("trials", "design", "parallel"): ["Parallel group", "parallel-group"],
    ("arms", "role", "intervention"): [
        "Intervention",
        "experimental",
        "Treatment",
        "Treatment arm",
    ],
    ("arms", "role", "control"): ["Control", "Control group", "comparator", "placebo"],
    ("arms", "score", "change"): ["Change", "change score", "change from baseline"],
    ("arms", "score", "endpoint"): ["Endpoint", "end-point", "final values"],
    ("contrasts", "measure", "SMD"): ["smd", "Standardized mean difference", "Hedges' g"],
    ("contrasts", "measure", "RR"): ["Risk ratio", "relative risk"],
}
AMBIGUOUS = {
    "tool": ["RoB", "Cochrane", "RoB 3", "ROBINS-I", "2"],
    "judgement": ["+", "-", "?", "x", "moderate", "medium", "some", "critical", "lo"],
    "domain": ["D6", "D0", "blinding", "D1: Missing outcome data", "bias", "selection bias", "12"],
    "role": ["active", "usual care", "TAU", "A", "arm 1"],
    "design": ["RCT", "cluster crossover", "randomised"],
    "status": ["maybe", "in", "complete"],
    "measure": ["d", "g", "ratio", "Cohen's d"],
    "higher_is_better": ["higher", "better", "-1", "2"],
}


def column(name: str) -> Column:
    return next(c for table in TABLES.values() for c in table.columns if c.name == name)


@pytest.mark.parametrize(
    ("meant", "of"),
    [(tool_meant, TOOLS), (judgement_meant, JUDGED), (domain_meant, NAMED)],
    ids=["tool", "judgement", "domain"],
)
def test_the_words_of_the_tools_are_read_in_every_usual_writing(
    meant: Callable[[str], str | None], of: dict[str, list[str]]
) -> None:
    for word, written in of.items():
        assert {cell: meant(cell) for cell in (word, *written)} == dict.fromkeys(
            (word, *written), word
        )


def test_every_word_of_a_tool_has_its_usual_writings_tried() -> None:
    assert set(TOOLS) == set(JUDGEMENTS) == set(DOMAINS)
    assert set(JUDGED) == {word for words in JUDGEMENTS.values() for word in words}
    assert set(NAMED) == {word for words in DOMAINS.values() for word in words}


@pytest.mark.parametrize(("place", "written"), CHOICES.items())
def test_choices_are_read_in_their_usual_writings(
    place: tuple[str, str, str], written: list[str]
) -> None:
    table, name, word = place
    declared = TABLES[table].column(name)
    for cell in written:
        assert parse(cell, declared) == (word, None)
        assert canonical(cell, declared) == word


@pytest.mark.parametrize(
    ("cell", "value"),
    [("yes", True), ("No", False), ("TRUE", True), ("WAHR", True), ("Ja", True), ("1.0", True),
     ("F", False), ("nein", False), ("0", False)],
)  # fmt: skip
def test_booleans_are_read_in_their_usual_writings(cell: str, value: bool) -> None:
    assert parse(cell, column("higher_is_better")) == (value, None)


@pytest.mark.parametrize(("name", "cells"), AMBIGUOUS.items())
def test_what_may_mean_two_things_is_not_guessed(name: str, cells: list[str]) -> None:
    allowed = {*column(name).allowed, *(w for words in JUDGEMENTS.values() for w in words),
               *(w for words in DOMAINS.values() for w in words)}  # fmt: skip
    for cell in cells:
        value, fault = parse(cell, column(name))
        assert fault is not None or (isinstance(value, str) and value not in allowed), cell


@given(st.sampled_from(["tool", "judgement", "domain", "role", "status"]), st.text(max_size=40))
def test_reading_a_word_twice_changes_nothing(name: str, text: str) -> None:
    once = canonical(text, column(name))
    assert canonical(once, column(name)) == once


@given(st.sampled_from(["RoB2", "RoB1"]), st.data())
def test_capitals_and_blanks_never_change_a_judgement(tool: str, data: st.DataObject) -> None:
    domain = data.draw(st.sampled_from(DOMAINS[tool]))
    judgement = data.draw(st.sampled_from(JUDGEMENTS[tool]))
    change = data.draw(st.sampled_from([str.upper, str.title, str.capitalize, str.swapcase]))
    for name, word in (("tool", tool), ("domain", domain), ("judgement", judgement)):
        written = f" {change(word).replace(' ', chr(0xA0) * 2)}\u00a0"
        assert canonical(written, column(name)) == word


def test_judgements_in_capitals_are_judgements(reading: Reading, tables: Tables) -> None:
    before = reading(tables)
    for row in tables["risk_of_bias"]:
        row["tool"] = "RoB 2"
        row["domain"] = row["domain"].title()
        row["judgement"] = f"{row['judgement'].title()} risk"
    after = reading(tables)
    assert not after.quarantine
    assert after.hash == before.hash
    assert after.risk_of_bias.equals(before.risk_of_bias)


def test_one_judgement_under_two_writings_is_twice_the_same(
    reading: Reading, tables: Tables
) -> None:
    tables["risk_of_bias"].append({**tables["risk_of_bias"][0], "tool": "RoB 2"})
    with pytest.raises(Exception, match="already stands in row 2"):
        reading(tables)
