"""A remark of the registry stands beside its result, and moves no figure."""

from __future__ import annotations

import pytest

from living_review.synthesis.rows import remarks
from living_review.tables.html import draw
from living_review.tables.results import data_behind_the_figure

ROUNDED = "its standard deviations are rough"


@pytest.fixture
def made(registry, arms_of_means):
    found = registry()
    found.trial("a").arms(arms_of_means("a", -0.9, remark=ROUNDED))
    found.trial("b").arms(arms_of_means("b", -0.2))
    found.trial("c").contrast(
        "c", "mood", "SMD", estimate=-0.3, ci_low=-0.6, ci_high=0.0, remark="Companions. Twice."
    )
    return found


def test_it_is_a_note_of_the_trial_once_and_as_a_sentence(made):
    first, second, third = made.finding("mood").trials
    assert first.notes == ("Its standard deviations are rough.",)
    assert second.notes == ()
    assert third.notes[-1] == "Companions. Twice."


def test_it_stands_under_the_figures(made):
    shown = str(draw(data_behind_the_figure(made.finding("mood"))))
    assert "Its standard deviations are rough." in shown
    assert "Companions. Twice." in shown


def test_it_moves_no_figure(made, registry, arms_of_means):
    plain = registry()
    for name, effect in {"a": -0.9, "b": -0.2}.items():
        plain.trial(name).arms(arms_of_means(name, effect))
    plain.trial("c").contrast("c", "mood", "SMD", estimate=-0.3, ci_low=-0.6, ci_high=0.0)
    assert made.finding("mood").pooled == plain.finding("mood").pooled


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([], ()),
        ([None, "", None], ()),
        (["one", "one"], ("One.",)),
        (["one", "two!", "one"], ("One.", "Two!")),
        (["  two\n lines  "], ("Two lines.",)),
    ],
)
def test_remarks_are_told_once_each(cells, told):
    assert remarks([{"remark": cell} for cell in cells]) == told
