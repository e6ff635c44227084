"""Column widths on paper: numbers stay whole, words stay whole, and the page is not left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.letters.lettering import SEMIBOLD, width
from living_review.tables.html import draw
from living_review.tables.spec import BLANK, Footnote, Row, Table, cell, columns, number, row
from living_review.tables.widths import LEAST_OF_TEXT, PADDING, TALL, Widths, widths

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


WORD, NUMBER, SHORT = "m" * 12, "0.28 (−0.10 to 0.47)", "Trial"
NEEDS = width(NUMBER, 1) + PADDING


def crowded(words: int, numbers: int, short: int = 0) -> tuple[list[float], Table]:
    """A table of that many columns of a long word, of numbers, and of a short word."""
    heads = (*["x"] * words, *[number("x")] * numbers, *["x"] * short)
    cells = (*[WORD] * words, *[NUMBER] * numbers, *[SHORT] * short)
    made = Table("tbl-x", "A table", columns(*heads), (row(*cells),))
    return [em(made, place) for place in range(len(heads))], made


def test_words_are_broken_before_numbers_and_these_only_where_words_have_given_all_they_can() -> (
    None
):
    whole = width(WORD, 1)
    room, made = crowded(2, 2, 1)
    assert min(room[:2]) >= whole + PADDING - 0.01, "where all have room, all have it"
    # Of five long words and two numbers the words share what the numbers and short words leave.
    room, made = crowded(5, 2, 1)
    assert min(room[5:7]) >= NEEDS - 0.01
    assert room[7] >= width(SHORT, 1) + PADDING - 0.01
    assert max(room[:5]) - min(room[:5]) < 0.01
    assert LEAST_OF_TEXT < max(room[:5]) < whole + PADDING
    assert sum(room) == pytest.approx(made.page, abs=0.01)
    # Words give way to no less than that, and then numbers do; and then all of them.
    room, made = crowded(5, 3)
    assert room[:5] == pytest.approx([LEAST_OF_TEXT] * 5, abs=0.01)
    assert room[5:] == pytest.approx([(made.page - 5 * LEAST_OF_TEXT) / 3] * 3, abs=0.01)
    for words, numbers in ((8, 2), (0, 10), (12, 0)):
        room, made = crowded(words, numbers)
        each = made.page / len(room)
        assert room == pytest.approx([each] * len(room), abs=0.01)


@pytest.mark.parametrize("notes", [False, True])
@pytest.mark.parametrize("short", [False, True])
def test_a_small_table_with_something_to_read_below_it_has_room_for_that(notes, short) -> None:
    made = replace(
        table(row("Cook", "0.1", "None")),
        footnotes=(Footnote("", "A note."),) * notes,
        abbreviations=(("SD", "standard deviation"),) * short,
    )
    assert (widths(made).table == 60) == (notes or short)
    assert (widths(made).table < 50) == (not notes and not short)
    assert widths(replace(made, header=(("Population", "Adults"),))).table == 100


@pytest.mark.parametrize(("lines", "tall"), [(TALL - 1, ()), (TALL, (0,)), (TALL + 1, (0,))])
def test_a_row_is_tall_by_its_highest_cell_unless_it_is_of_one_heading(lines, tall) -> None:
    heads, high = columns("A", "B", "C"), cell(*["x"] * lines)
    for cells in ((high, "x", "x"), ("x", "x", high)):
        assert widths(Table("t", "T", heads, (row(*cells),))).tall == tall
    for rest in (("x", "x"), (BLANK, "x")):
        total = row(high, *rest, css="group")
        assert widths(Table("t", "T", heads, (total,))).tall == (() if rest[0] == BLANK else tall)
    across = replace(row(high, "x", "x"), banner=True)
    assert widths(Table("t", "T", heads, (across, row(*"xyz")))).tall == ()


@pytest.mark.parametrize("blanks", [1, 2])
def test_what_stands_after_the_name_of_a_total_has_its_room(blanks: int) -> None:
    heads = (columns("A")[0], *[number("B")] * blanks, number("C"))
    rows = (row("A", *["1"] * blanks, "2"),)
    total = row("Pooled: 5 trials, 1,573 people", *[BLANK] * blanks, NUMBER, css="group")
    made = Table("t", "T", heads, (*rows, total))
    assert em(made, blanks + 1) >= NEEDS - 0.01
    assert em(made, 0) < width("Pooled: 5 trials", 1)


def test_a_table_of_one_column_and_one_of_nothing_have_widths() -> None:
    made = Table("t", "T", columns("A"), (row(LONG),) * 70)
    assert widths(made) == Widths(100.0, (100.0,))
    bare = Table("t", "T", columns("", ""), (row("", "x"),))
    nothing = replace(bare, rows=(replace(bare.rows[0], cells=(BLANK, cell("x"))),))
    assert em(nothing, 0) == pytest.approx(PADDING)
