"""Figures hold together in a language with longer words: German, said by macros of a review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import test_geometry as geometry

from living_review.figures.scene import Words
from living_review.language import speaking, words_in

GERMAN = {
    "forest_plots": """\
{% set labels = {
  "trial": "Randomisierte Studie", "intervention": "Interventionsgruppe",
  "control": "Vergleichsgruppe", "n": "Anzahl", "events_of_n": "Ereignisse/Teilnehmende",
  "mean_sd": "Mittelwert (Standardabweichung)", "weight": "Gewichtung",
  "not_pooled": "Nicht zusammengefasst", "not_reported": "Nicht berichtet",
} %}
{% macro label(label) %}{{ labels[label] }}{% endmacro %}
""",
    "risk_of_bias": """\
{% set judgements = {
  "low": "niedriges Risiko", "some concerns": "einige Bedenken", "unclear": "unklares Risiko",
  "high": "hohes Risiko", "no information": "keine Angaben", "not assessed": "nicht beurteilt",
} %}
{% macro judgement(judgement) %}{{ judgements[judgement] }}{% endmacro %}
{% macro heading(column) %}
{{ {"trial": "Studie", "overall": "Gesamt", "risk_of_bias": "Verzerrungsrisiko"}[column] }}
{% endmacro %}
{% macro key() %}Risiko für systematische Verzerrungen:{% endmacro %}
""",
    "funnel_plots": """\
{% macro axes(effect, logarithm) %}
{{ effect }} (waagrecht, größere Werte rechts), Standardfehler
{% if logarithm %}des Logarithmus dieses Effektmaßes{% endif %} (senkrecht, nach unten)
{% endmacro %}
{% macro lines(level) %}
Durchgezogene Linie: zusammengefasster Effekt; gestrichelt: Grenzen darum ({{ level }}), falls sich
die Studien nur zufällig voneinander unterscheiden würden
{% endmacro %}
""",
    "sequential_plots": """\
{% macro axes() %}
Teilnehmende bis zu diesem Zeitpunkt (waagrecht), z-Wert des zusammengefassten Effekts (senkrecht)
{% endmacro %}
{% macro side(above, favours) %}
{{ "Oberhalb" if above else "Unterhalb" }} der Null: zugunsten von {{ favours }}
{% endmacro %}
{% macro required(participants) %}Erforderlicher Stichprobenumfang: {{ participants }}{% endmacro %}
""",
    "direction_plots": """\
{% set arrows = {
  "favours_intervention": "spricht für die Intervention",
  "favours_control": "spricht für die Vergleichsbehandlung",
  "little_difference": "kein nennenswerter Unterschied",
  "unknown": "lässt keine Richtung erkennen",
} %}
{% macro arrow(direction) %}{{ arrows[direction] }}{% endmacro %}
{% macro size(size, small, large) %}
{{ size }}: zwischen {{ small }} und {{ large }} Personen
{% endmacro %}
""",
    "flow": """\
{% macro box(box, count) %}
Berichte und Datensätze nach der Zusammenführung aller Quellen ({{ box }}): {{ count }}
{% endmacro %}
""",
}


@pytest.fixture(autouse=True)
def in_german(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "words").mkdir()
    for name, macros in GERMAN.items():
        (tmp_path / "words" / f"{name}.j2").write_text(macros, encoding="utf-8")
    with speaking(words_in(tmp_path)):
        yield


@pytest.mark.parametrize("name", geometry.FIGURES)
def test_a_figure_with_longer_words_holds_together(name: str, scene_of: Callable[..., Any]) -> None:
    draw, of = geometry.FIGURES[name]
    found = scene_of(draw, of)
    pictures = found if isinstance(found, tuple) else (found,)
    geometry.test_no_two_texts_overlap(pictures)
    geometry.test_nothing_leaves_the_canvas(pictures)
    geometry.test_no_text_lies_on_a_disc(pictures)


def test_they_are_said(scene_of: Callable[..., Any]) -> None:
    draw, of = geometry.FIGURES["forest-recovery"]
    said = {mark.text for mark in scene_of(draw, of).marks if isinstance(mark, Words)}
    assert said >= {"Verzerrungsrisiko", "Gewichtung", "Interventionsgruppe"}
