"""Column widths on paper: numbers stay whole, words stay whole, and the page is not left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.letters.lettering import SEMIBOLD, width
from living_review.tables.html import draw
from living_review.tables.spec import BLANK, Row, Table, cell, columns, number, row
from living_review.tables.widths import widths

LONG = "The confidence interval runs from little to no difference to a small benefit. " * 4
EFFECT = "0.28 (−0.10 to 0.47)"


def table(*rows: Row) -> Table:
    return Table("tbl-x", "A table", columns("Trial", number("SMD (95% CI)"), "Why"), rows)


def em(made: Table, place: int) -> float:
    found = widths(made)
    return made.page * found.table / 100 * found.columns[place] / 100


def test_a_number_keeps_its_line_beside_a_long_text() -> None:
    assert em(table(row("Cook 2012", EFFECT, LONG)), 1) >= width(EFFECT, 1)


def test_the_column_with_the_longest_text_gets_the_most_room() -> None:
    made = widths(table(row("Cook 2012", EFFECT, LONG)))
    assert made.table > 99
    assert made.columns[2] == max(made.columns)


def test_a_small_table_does_not_take_the_page() -> None:
    assert widths(table(row("Cook", "0.1", "None"))).table < 50


def test_on_paper_each_column_has_its_width_and_on_the_web_none() -> None:
    made = table(row("Cook 2012", EFFECT, LONG))
    assert draw(made, paper=True).count("<col style=") == 3
    assert "<col" not in draw(made)


def test_one_long_cell_does_not_squeeze_what_every_row_says() -> None:
    rows = [row(f"arms, rows {n}, {n + 120} and {n + 130}", "30", LONG[:110]) for n in range(30)]
    made = table(*rows, row("arms, row 1", "–", LONG))
    assert em(made, 0) >= width("arms, rows 29, 149 and 159", 1) / 2


def test_a_heading_keeps_its_line_where_the_table_has_room() -> None:
    made = Table(
        "tbl-x",
        "A table",
        columns("Trial", number("Mean (SD)"), number("Mean (SD)"), "Risk of bias"),
        (row("Abel 2001", "28.28 (10)", "30 (1)", "Low"),),
    )
    for place, heading in ((2, "Mean (SD)"), (3, "Risk of bias")):
        assert em(made, place) >= width(heading, 1, SEMIBOLD)


def test_a_heading_of_short_words_has_three_lines_at_most() -> None:
    few = replace(table(row("Falls", "–", LONG)), header=(("Population", LONG),))
    heading = "With usual care or waiting list"
    columns = (few.columns[0], replace(few.columns[1], heading=heading), *few.columns[2:])
    made = replace(few, columns=columns)
    assert em(made, 1) >= min(7.5, width(heading, 1, SEMIBOLD) / 3)


def test_what_spans_columns_asks_none_of_them_for_room() -> None:
    columns = (number("Trial"), *[number(f"N{n}") for n in range(3)])
    rows = (row("A", "1", "2", "3"),)
    total = row("Pooled: 5 trials, 1,573 participants", BLANK, BLANK, "3", css="group")
    alone, both = (Table("t", "T", columns, each) for each in (rows, (*rows, total)))
    assert total.span == 3
    assert em(alone, 0) == pytest.approx(em(both, 0), abs=0.6)


@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=30), st.text(max_size=400))))
def test_columns_fill_their_table_and_no_table_leaves_the_page(
    texts: list[tuple[str, str, str]],
) -> None:
    found = widths(table(*(row(*map(cell, each)) for each in texts)))
    assert abs(sum(found.columns) - 100) < 1e-6
    assert min(found.columns) > 0
    assert 0 < found.table <= 100


def test_an_address_is_broken_before_a_word_and_a_word_before_a_number() -> None:
    """Seven columns of texts, two of them with words that are longer than any column."""
    address, word = f"https://example.org/{'register/' * 20}", "Participants"
    names = columns("Trial", word, "Country", "Design", "Intervention", "Source", number("SMD"))
    cells = row("Communities", "families", word, word, address, address, EFFECT)
    made = Table("tbl-x", "A table", names, (cells,) * 3)
    least = (width("Communities", 1), width(word, 1, SEMIBOLD), width(word, 1), width(word, 1))
    for place, letters in enumerate(least):
        assert em(made, place) >= letters + 1.19
    assert em(made, 6) >= width(EFFECT, 1)
    assert sum(em(made, place) for place in range(7)) <= made.page + 0.01


@pytest.mark.parametrize(("letters", "share"), [(100, 50), (40, 36), (10, 20)])
def test_a_column_has_room_for_the_whole_of_its_longest_cell(letters: int, share: int) -> None:
    """A cell may hold more letters than any line of a figure."""
    cells = row("some words " * letters, "some words " * 100)
    made = widths(Table("tbl-x", "A table", columns("First", "Second"), (cells,)))
    assert made.columns[0] == pytest.approx(share, abs=8)
    # Beside less the long cell has room, and takes no quarter of a page.
    assert made.tall == ((0,) if share == 50 else ())


def test_of_rows_the_first_and_the_last_are_told_where_they_are_as_high_as_many() -> None:
    high, low = row(*["some words " * 300] * 2), row(*["few words"] * 2)
    for rows, tall in (((low, high), (1,)), ((high, low), (0,)), ((low, high, low), ()), ((), ())):
        assert widths(Table("tbl-x", "A table", columns("One", "Two"), rows)).tall == tall
    made = Table("tbl-x", "A table", columns("One", "Two"), (low, high))
    assert 'class="tall"' in draw(made, paper=True)
    assert "tall" not in draw(made)
