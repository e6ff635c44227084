from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.certainty.summary import SYMBOLS, letter, summary_table, summary_tables


def test_symbols_lose_a_circle_a_level():
    assert list(SYMBOLS.values()) == ["⊕⊕⊕⊕", "⊕⊕⊕◯", "⊕⊕◯◯", "⊕◯◯◯"]


def test_the_letters_of_footnotes():
    assert [letter(place) for place in (0, 1, 25, 26, 27, 51, 52)] == [
        *("a", "b", "z", "aa", "ab", "az", "ba"),
    ]


@given(st.sets(st.integers(0, 2000), min_size=2))
def test_no_two_footnotes_share_a_letter(places):
    assert len({letter(place) for place in places}) == len(places)


def test_at_most_seven_outcomes_the_critical_ones_first(rated):
    [table, *_] = summary_tables(rated)
    assert len(table.rows) == 7
    assert [row.importance for row in table.rows[:2]] == ["critical", "critical"]
    with_trials = [row.k > 0 for row in table.rows[2:]]
    assert with_trials == sorted(with_trials, reverse=True)
    assert table.left_out == len({each.outcome for each in rated.findings}) - 7


def test_footnotes_are_lettered_in_reading_order_and_reused(rated):
    for table in summary_tables(rated):
        order = list(dict.fromkeys(mark for row in table.rows for mark in row.marks))
        assert order == [letter(place) for place in range(len(order))]
        assert [note.mark for note in table.footnotes] == order
        assert len({note.text for note in table.footnotes}) == len(table.footnotes)
    [main, *_] = summary_tables(rated)
    marks = [mark for row in main.rows for mark in row.marks]
    assert len(marks) > len(set(marks)), "two outcomes share a reason"


def test_every_lost_level_has_a_footnote_with_domain_levels_and_reason(rated):
    [table, *_] = summary_tables(rated)
    for row in table.rows:
        finding = next(each for each in rated.findings if each.key == row.key)
        if finding.certainty is None:
            assert (row.marks, row.symbols) == ((), "")
            continue
        down = [domain for domain in finding.certainty.domains if domain.levels]
        unjudged = [each for each in finding.certainty.domains if each.state == "not assessed"]
        left_out = any(domain.name != "upgrade" for domain in unjudged)
        assert len(row.marks) == len(down) + left_out
        notes = {note.mark: note for note in table.footnotes}
        lowered = [notes[mark] for mark in row.marks if notes[mark].levels]
        assert {(note.domain, note.levels) for note in lowered} == {
            (domain.name, domain.levels) for domain in down
        }
        reasons = tuple(domain.explanation for domain in down)
        assert all(note.text.endswith(reasons) and "rated down" in note.text for note in lowered)
        assert list(row.marks) == sorted(row.marks)


def test_outcomes_without_trials_say_so(rated):
    table = summary_table(rated, "mutual-support", limit=20)
    trials = {each.key: each.trials for each in rated.findings}
    empty = [row for row in table.rows if not trials[row.key]]
    assert empty
    assert all(row.statement.startswith("No trial") for row in empty)


def test_an_outcome_that_is_not_rated_says_what_is_known_and_why(rated):
    table = summary_table(rated, "peer-support", limit=20)
    [row] = [each for each in table.rows if each.key == "peer-support-stigma_stress-post"]
    assert row.level is None
    assert "Both favoured group peer support." in row.statement
    assert row.statement.endswith("not rated: no trial gave a result that can be weighed.")


def test_an_unknown_comparison_is_refused(rated):
    with pytest.raises(KeyError):
        summary_table(rated, "nothing")
