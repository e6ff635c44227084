"""A table on a narrow screen: which become cards, and what their cells carry for it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from itertools import product

import pytest
import sample_documents
import sample_findings
from hypothesis import given
from hypothesis import strategies as st

from living_review.assets import font_faces, site_stylesheet
from living_review.ground.lit import MOST_LIT
from living_review.ground.visible_text import visible
from living_review.tables import explored, results, trials
from living_review.tables.cards import (
    BRIEF,
    FEWEST_COLUMNS,
    MOST_CARDS,
    MOST_OF_WORDS,
    NAME,
    READ_BY_ROWS,
    SHORT,
    labels,
)
from living_review.tables.html import MOST_NOTES, draw
from living_review.tables.spec import Column, Footnote, Table, banner, cell, number, row

WORDS = "Usual care of the waiting list, in person"


def made(columns: int, rows: int = 2, text: str = WORDS) -> Table:
    head = tuple(Column(f"Column {place}") for place in range(columns))
    return Table("tbl-made", "Made", head, tuple(row(*[text] * columns) for _ in range(rows)))


@pytest.mark.parametrize(("columns", "text", "cards"), [(2, WORDS, 0), (3, WORDS, 1), (3, "1", 0)])
def test_a_table_of_few_or_short_columns_stays_a_table(columns: int, text: str, cards: int) -> None:
    assert str(draw(made(columns, text=text))).count('class="stack"') == cards


@pytest.mark.parametrize("columns", range(1, FEWEST_COLUMNS + 2))
def test_which_tables_become_cards_and_which_cells_are_brief_at_every_bound(columns: int) -> None:
    """Whatever the first column holds: it is the name of the card."""
    for lengths in product((1, SHORT, SHORT + 1, BRIEF, BRIEF + 1), repeat=columns):
        rows = (row(*("x" * length for length in lengths)), row(*["x"] * columns))
        shown = labels(replace(made(columns), rows=rows), paper=False)
        others = lengths[1:]
        stays = columns < FEWEST_COLUMNS or (columns == FEWEST_COLUMNS and max(others) <= SHORT)
        assert (shown.css, shown.shown) == (("", False) if stays else ("stack", True)), lengths
        brief = ["brief" if not stays and length <= BRIEF else "" for length in lengths]
        assert list(map(shown.kind, rows[0].cells)) == brief, lengths


@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_each_cell_carries_the_name_of_its_column_whatever_that_is(name: str, text: str) -> None:
    head = (Column("Trial"), Column(f"a{name}b"), number("N"), Column(f"c{name}"))
    drawn = str(draw(Table("tbl-x", "X", head, (row("one", text, "1", WORDS),))))
    cells = re.findall(r"<td([^>]*)>", drawn)
    assert len(cells) == 3
    assert all(cell.count(" data-label=") == 1 for cell in cells)


@given(st.lists(st.text("ab&<>\"'/._?=- #;é", max_size=80), min_size=1, max_size=4))
def test_a_very_long_word_breaks_behind_its_marks_and_stays_the_same_text(words: list[str]) -> None:
    text = " ".join(words) or "–"
    drawn = str(draw(Table("tbl-x", "X", made(2).columns, (row("one", text),))))
    (cell,) = re.findall(r'<td class="text">(.*?)</td>', drawn)
    assert html.unescape(cell.replace("<wbr>", "")) == visible(text)
    pieces = [html.unescape(each) for each in cell.split("<wbr>")]
    assert all(re.search(r"[/._?=-]$", each) for each in pieces[:-1])
    assert "<wbr>" not in cell or any(len(each) > 30 for each in html.escape(text).split())


HASH = "dcd4bc58e1c14a4769de5de5fd68bc28ce93f44d"


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        (f"https://example.org/articles/paper/detail/{HASH}.", 12),
        (f"({HASH}{HASH})", 13),
        ("Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk", 54),
        (f"https://example.org/{'Rehabilitationspsychologie' * 2}/1", 53),
        (f"see {HASH[:30]} there", 30),
    ],
)
def test_a_number_of_letters_and_digits_breaks_anywhere_and_a_word_nowhere(
    text: str, longest: int
) -> None:
    drawn = str(draw(Table("tbl-x", "X", made(2).columns, (row("one", text),))))
    (cell,) = re.findall(r'<td class="text">(.*?)</td>', drawn)
    assert cell.replace("<wbr>", "") == text
    assert max(map(len, re.split("<wbr>| ", cell))) == longest


def test_columns_of_one_name_are_told_apart_by_the_heading_above_them() -> None:
    head = (Column("Trial"), number("N", "Peers"), number("N", "Usual care"), number("Effect"))
    head += (number("Events", "Peers"), Column("Weeks", group="All"), number("Events", "All"))
    shown = labels(Table("tbl-x", "X", head, (row("one", *"123456"),)), paper=False)
    twice = ("Peers – N", "Usual care – N", "Effect", "Peers – Events", "Weeks", "All – Events")
    assert shown.of == ("", *twice)
    thrice = labels(
        Table("tbl-x", "X", (*head, number("N")), (row("one", *"1234567"),)), paper=False
    )
    assert thrice.of == ("", *twice, "N")


def test_a_card_has_its_brief_cells_side_by_side_and_none_that_says_nothing() -> None:
    head = (Column("Trial"), number("N"), Column("Country"), Column("People"))
    long = "x" * (BRIEF + 1)
    rows = (row("one", None, "Chile", "short"), row("two", "2", cell(long, "Peru"), long))
    drawn = str(draw(Table("tbl-x", "X", head, rows)))
    kinds = [re.findall("brief|none", each) for each in re.findall(r"<td([^>]*)>", drawn)]
    assert kinds == [["none"], ["brief"], ["brief"], ["brief"], [], []]
    noted = replace(cell(None), notes=("a",))
    assert labels(Table("tbl-x", "X", head, rows), paper=False).kind(noted) == "brief"
    assert "brief" not in str(draw(Table("tbl-x", "X", head, rows), paper=True))


@pytest.mark.parametrize(("letters", "kept"), [(NAME, 0), (NAME + 1, 1)])
def test_the_name_of_a_row_keeps_a_width_where_it_is_long(letters: int, kept: int) -> None:
    table = replace(made(5), rows=(row("x" * letters, *[WORDS] * 4),))
    assert str(draw(table)).count('class="text name"') == kept
    assert "name" not in re.findall(r"<th scope=.row.[^>]*>", str(draw(table, paper=True)))[0]


def test_how_a_table_is_read_is_folded_on_pages_and_told_on_paper() -> None:
    notes = (Footnote("a", "Of one row."), Footnote("*", "Of all.", reading=True))
    table = replace(made(5), footnotes=notes, abbreviations=(("SD", "standard deviation"),))
    before, folded = re.search("<tfoot>.*</tfoot>", str(draw(table)), re.DOTALL)[0].split(
        "<details"
    )
    assert "Of one row." in before
    assert "Of all." not in before
    summary, rest = folded.split("</summary>")
    assert summary.endswith("<sup>*</sup>")
    assert rest.index("Of all.") < rest.index("standard deviation") < rest.index("</details>")
    assert "<details" not in str(draw(table, paper=True))
    assert "<details" not in str(draw(replace(table, footnotes=notes[:1])))


@pytest.mark.parametrize("many", [False, True])
def test_notes_on_single_cells_are_folded_for_phones_where_they_are_many(many: bool) -> None:
    marks = "abcdefghi"[: MOST_NOTES + many]
    notes = (
        *(Footnote(mark, f"Of cell {mark}.") for mark in marks),
        Footnote("", "Of the table."),
        Footnote("*", "How it is read.", reading=True),
    )
    table = replace(made(5), footnotes=notes)
    text = str(draw(table))
    found = re.findall("<details class=.fold on-phones.*?</details>", text, re.DOTALL)
    assert len(found) == many
    assert all(f"Of cell {mark}." in text for mark in marks)
    if many:
        assert found[0].count("Of cell ") == len(marks)
        assert f"Notes a to {marks[-1]}" in found[0]
        assert "Of the table." not in found[0]
        assert "How it is read." not in found[0]
    assert "<details" not in str(draw(table, paper=True))


def test_a_row_across_the_table_has_no_name_of_a_column() -> None:
    table = Table("tbl-x", "X", made(4).columns, (banner("Peers"), row(*[WORDS] * 4)))
    assert str(draw(table)).count("data-label") == 3


@pytest.mark.parametrize(("numbers", "most"), [(True, MOST_CARDS), (False, MOST_OF_WORDS)])
def test_a_very_long_table_is_no_heavier_for_it_and_paper_has_none(
    numbers: bool, most: int
) -> None:
    def of(rows: int) -> Table:
        words = made(5, rows)
        return replace(words, columns=(*words.columns[:4], number("N"))) if numbers else words

    assert 'class="stack"' in str(draw(of(most)))
    assert "data-label" not in str(draw(of(most + 1)))
    assert 'class="long"' in str(draw(of(most + 1)))
    assert "stack" not in str(draw(of(5), paper=True))
    assert "long" not in str(draw(of(most + 1), paper=True))


@pytest.mark.parametrize("css", sorted(READ_BY_ROWS))
def test_what_is_read_row_by_row_has_cards_of_any_number(css: str) -> None:
    drawn = str(draw(replace(made(5, MOST_CARDS + 1), css=css)))
    assert f'class="{css} stack"' in drawn
    assert drawn.count("data-label") == 4 * (MOST_CARDS + 1)


IN_SIGHT = """([left, top]) => {
  const table = document.querySelector("table"), window_ = table.closest(".wide");
  window_.scrollTo(left, top);
  const frame = window_.getBoundingClientRect(), [head] = table.tHead.rows;
  const stays = (cell, side) => Math.abs(cell.getBoundingClientRect()[side] - frame[side]) < 3;
  const shown = [...table.tBodies[0].rows].find(
    row => row.getBoundingClientRect().top > head.getBoundingClientRect().bottom);
  return [frame.height / innerHeight, window_.scrollTop, window_.scrollLeft,
    stays(head.cells[0], "top"), stays(head.cells[3], "top"), stays(shown.cells[0], "left")];
}"""

LAID_OUT = "getComputedStyle(document.querySelector('.wide')).contentVisibility"


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768])
def test_a_long_table_scrolls_in_a_window_where_names_stay_in_sight(browser, width: int) -> None:
    words = [WORDS, "a label of a hundred letters " * 4, "12.3", WORDS, WORDS, WORDS]
    head = (*made(5).columns, number("Column 5"))
    table = Table("tbl-x", "X", head, (row(*words),) * (MOST_CARDS + 1))
    text = re.search("<table.*</table>", str(draw(table)), re.DOTALL)[0]
    context = browser.new_context(
        viewport={"width": width, "height": 700}, java_script_enabled=False
    )
    page = context.new_page()
    sheet = site_stylesheet().replace(font_faces("fonts/"), "")
    window = f'<main class="laid-out-late"><div class="wide">{text}</div></main>'
    page.set_content(f"<style>{sheet}</style>{window}")
    # What is laid out late is so once a frame was painted.
    page.screenshot()
    high, down, right, *stays = page.evaluate(IN_SIGHT, [90, 900])
    assert high <= 0.81
    assert page.evaluate(LAID_OUT) == "auto", "a browser lays it out when a reader is near"
    assert (down, right) == (900, 90)
    assert stays == [True] * 3
    page.emulate_media(media="print")
    assert page.evaluate(LAID_OUT) == "visible"
    assert page.evaluate(IN_SIGHT, [90, 900])[0] > 2, "paper shows every row"
    context.close()


@pytest.mark.parametrize(("count", "sorted_"), [(4, False), (5, True), (60, True)])
def test_tables_of_several_trials_can_be_sorted(count: int, sorted_: bool) -> None:
    trial = sample_documents.findings().trials[0]
    table = trials.characteristics([trial] * count)
    assert ("sortable" in str(draw(table))) is sorted_


@pytest.mark.parametrize(("count", "told"), [(1, 1), (MOST_LIT, MOST_LIT), (MOST_LIT + 1, 0)])
def test_a_row_tells_its_trial_where_a_page_can_light_it_up(count: int, told: int) -> None:
    trial = sample_documents.findings().trials[0]
    table = trials.characteristics([trial] * count)
    mark = f' data-trial="{trial.trial_id}"'
    assert str(draw(table)).count(mark) == told
    assert mark not in str(draw(table, paper=True)) + str(draw(table, links=False))
    hostile = replace(table.rows[0], trial='"><script>')
    assert "<script" not in str(draw(replace(table, rows=(hostile,))))


def test_rows_of_every_table_of_a_finding_tell_which_trial_they_are_of() -> None:
    found = sample_findings.recovery()
    ids = [each.trial_id for each in found.trials]
    assert _told(results.data_behind_the_figure(found)) == ids != []
    assert _told(explored.leave_one_out(found)) == [each.trial_id for each in found.leave_one_out]
    assert _told(explored.cumulative(found)) == [each.trial_id for each in found.cumulative]
    some = sample_findings.narrative()
    assert some.narrative
    given = [each.trial_id for each in some.narrative.directions]
    assert _told(results.directions(some)) == given != []


def _told(table: Table) -> list[str]:
    return re.findall(r'<tr[^>]* data-trial="([^"]*)">', str(draw(table)))
