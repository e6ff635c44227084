"""Tables and figures are worded by a review's own macros, down to their headings and notes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_documents

from living_review.figures import flow, forest_plate, forest_plot_alt, risk_of_bias_summary_alt
from living_review.findings import Finding
from living_review.language import speaking, words_in
from living_review.tables import evidence_profile, registry, results, summary_of_findings, trials

FOUND = sample_documents.findings()
OWN = {
    "tables": (
        '{% set german = {"trial": "Studie", "weight": "Gewicht"} %}'
        "{% macro column(column) %}"
        "{{ german[column] if column in german else column }}{% endmacro %}"
        "{% macro pooled(who) %}Zusammen ({{ who }}){% endmacro %}"
    ),
    "forest_plots": (
        "{% macro label(label) %}<{{ label }}>{% endmacro %}"
        "{% macro pooled_alt(good_side, result) %}{{ good_side }} – {{ result }}{% endmacro %}"
    ),
    "risk_of_bias": (
        "{% macro judgement(judgement) %}[{{ judgement }}]{% endmacro %}"
        "{% macro heading(column) %}={{ column }}={% endmacro %}"
        "{% macro key() %}Verzerrung:{% endmacro %}"
    ),
    "summary_of_findings": (
        "{% macro cell(said) %}«{{ said }}»{% endmacro %}"
        "{% macro column(column) %}Spalte {{ column }}{% endmacro %}"
    ),
    "evidence_profile": "{% macro serious(degree) %}{{ degree }}!{% endmacro %}",
    "registry_tables": "{% macro places(places) %}Zeile {{ places | join('+') }}{% endmacro %}",
    "flow": "{% macro count(number) %}{{ number | count if number else '?!' }}{% endmacro %}",
}


@pytest.fixture(autouse=True)
def in_own_words(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "words").mkdir()
    for name, macros in OWN.items():
        (tmp_path / "words" / f"{name}.j2").write_text(macros, encoding="utf-8")
    with speaking(words_in(tmp_path)):
        yield


@pytest.fixture
def pooled() -> Finding:
    return next(each for each in FOUND.findings if each.pooled and each.certainty)


def test_the_data_behind_a_figure(pooled: Finding) -> None:
    table = results.data_behind_the_figure(pooled)
    headings = [column.heading for column in table.columns]
    assert headings[0] == "Studie"
    assert "Gewicht" in headings
    assert any(row.cells[0].lines[0].startswith("Zusammen (") for row in table.rows)


def test_a_forest_plot_and_its_key(pooled: Finding) -> None:
    plate = forest_plate(pooled)
    assert plate.label_header == "<trial>"
    assert {column.group for column in plate.before} >= {"<intervention>", "<control>"}
    assert plate.judgement_header == "=risk_of_bias="
    assert plate.judgement_key is not None
    assert plate.judgement_key.heading == "Verzerrung:"
    assert all(word == f"[{name}]" for name, word in plate.judgement_key.entries)
    assert forest_plot_alt(pooled).startswith("values above 0 favour group peer support – ")


def test_judgements_are_named_alike_in_tables_and_figures() -> None:
    (table,) = trials.risk_of_bias(FOUND.trials)
    assert table.columns[-1].heading == "=overall="
    assert {row.cells[-1].lines[0][0] for row in table.rows} == {"["}
    (told,) = risk_of_bias_summary_alt(FOUND.trials)
    assert "[low] " in told


def test_a_summary_of_findings_and_a_profile(pooled: Finding) -> None:
    (table, *_) = summary_of_findings.tables(FOUND)
    assert table.columns[0].heading == "Spalte outcome"
    profile = evidence_profile.profile(FOUND.findings, pooled.comparison)
    assert any(cell.lines[0] == "not!" for row in profile.rows for cell in row.cells)
    assert "«" in summary_of_findings._said("not_rated")


def test_rows_set_aside_and_the_flow() -> None:
    table = registry.entries(FOUND.quarantine, "tbl-q", "x")
    assert all(row.cells[0].lines[0].startswith("Zeile ") for row in table.rows)
    streams = flow(FOUND.searches, FOUND.trials).streams
    lines = [line for stream in streams for step in stream.steps for line in step.main + step.side]
    assert any("?!" in line for line in lines)
    assert not any("not reported" in line for line in lines)
