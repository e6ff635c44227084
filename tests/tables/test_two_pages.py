"""The clinician's summary of findings holds on two pages: what it tells, and what it leaves out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sample_documents
from hypothesis import given
from hypothesis import strategies as st
from sample_findings import narrative, none, recovery

from living_review.certainty.summary import summary_tables
from living_review.findings import Finding, Findings
from living_review.letters.lettering import width
from living_review.tables import results, summary_of_findings
from living_review.tables.html import draw
from living_review.tables.spec import PAGE, Row, Table, cell, columns, number, row
from living_review.tables.summary_on_paper import lower
from living_review.tables.widths import STEP, height, widths

ELSEWHERE = "What each trial found where none are pooled stands in the whole review."
LONG = "The confidence interval runs from little to no difference to a small benefit. " * 4


def named(found: Finding, place: int) -> Finding:
    return found.model_copy(
        update={"outcome": f"mood{place}", "outcome_label": f"Mood {place}", "timepoint": "post"}
    )


def document(pooled: int, apart: int) -> Findings:
    """A review of one comparison with outcomes that are pooled, and others that are not."""
    found = [named(recovery(), place) for place in range(pooled)]
    found += [named(narrative(), pooled + place) for place in range(apart)]
    one = {"comparison": found[0].comparison, "comparison_label": found[0].comparison_label}
    return sample_documents.findings(*(each.model_copy(update=one) for each in found))


def comments(review: Findings) -> list[str]:
    """What the whole review says of each trial of the rows that are not pooled."""
    pooled = {each.key for each in review.findings if each.pooled}
    return [
        comment
        for table in summary_tables(review)
        for each in table.rows
        if each.key not in pooled
        for comment in each.comments
    ]


@pytest.mark.parametrize(
    ("pooled", "apart"), [(0, 1), (0, 6), (5, 1), (6, 1), (0, 7), (1, 6), (3, 3)]
)
def test_trials_stand_one_by_one_in_a_short_table_alone(pooled: int, apart: int) -> None:
    review = document(pooled, apart)
    table = summary_of_findings.compact(review)
    lines = [line for each in table.rows for one in each.cells for line in one.lines]
    told = comments(review)
    assert told
    short = pooled + apart <= 6
    assert all((comment in lines) == short for comment in told)
    assert (ELSEWHERE in [note.text for note in table.footnotes]) != short


def test_a_long_table_of_pools_has_nothing_to_look_up_elsewhere() -> None:
    table = summary_of_findings.compact(document(7, 0))
    assert ELSEWHERE not in [note.text for note in table.footnotes]


def test_outcomes_without_data_take_no_row() -> None:
    both = summary_of_findings.compact(sample_documents.findings(recovery(), none()))
    alone = summary_of_findings.compact(sample_documents.findings(recovery()))
    assert [each.cells for each in both.rows] == [each.cells for each in alone.rows]


def test_two_pages_have_narrower_margins_than_the_review() -> None:
    (whole,) = summary_of_findings.tables(document(2, 0))
    assert (whole.page, summary_of_findings.compact(document(2, 0)).page > PAGE) == (PAGE, True)


def test_rows_rank_as_outcomes_matter_and_the_first_of_a_comparison_is_among_the_first() -> None:
    review = document(6, 0)
    importance = ("limited", "important", "critical", "limited", "critical", "important")
    found = tuple(
        each.model_copy(update={"importance": given})
        for each, given in zip(review.findings, importance, strict=True)
    )
    table = summary_of_findings.compact(review.model_copy(update={"findings": found}))
    ranks = {each.cells[0].lines[0]: each.css for each in table.rows if not each.banner}
    order = sorted(ranks, key=lambda name: int(ranks[name].removeprefix("rank-")))
    first, *others = order
    level = {f"Mood {place}": given for place, given in enumerate(importance)}
    assert [level[each] for each in others if each != first] == sorted(
        (level[each] for each in others), key=("critical", "important", "limited").index
    )


def small(page: float, *rows: Row) -> Table:
    made = Table("tbl-x", "A table", columns("Trial", number("SMD (95% CI)"), "Why"), rows)
    return replace(made, page=page)


@given(
    st.floats(40, 120),
    st.lists(
        st.tuples(st.text(max_size=60), st.text(max_size=20), st.text(max_size=300)), min_size=1
    ),
)
def test_no_table_leaves_its_page_whatever_it_holds(
    page: float, texts: list[tuple[str, str, str]]
) -> None:
    found = widths(small(page, *(row(*map(cell, each)) for each in texts)))
    assert abs(sum(found.columns) - 100) < 1e-6
    assert 0 < found.table <= 100


@pytest.mark.parametrize("page", [50.0, PAGE, 72.0, 100.0])
def test_a_long_text_gets_the_room_that_its_page_has(page: float) -> None:
    made = small(page, row("Cook 2012", "0.28 (−0.10 to 0.47)", LONG))
    found = widths(made)
    assert found.table * page / 100 > page - 2 * STEP
    numbers = page * found.table / 100 * found.columns[1] / 100
    assert numbers >= width("0.28 (−0.10 to 0.47)", 1), "the number keeps its line"


def test_a_small_table_is_as_wide_on_a_page_of_any_width() -> None:
    rooms = {
        round(page * widths(small(page, row("Cook", "0.1", "None"))).table, 3)
        for page in (PAGE, 72.0, 100.0)
    }
    assert len(rooms) == 1


DETAIL = re.compile(r'<th scope="row"[^>]*>(.*?)</th>')


@pytest.mark.parametrize("paper", [False, True])
def test_what_stands_below_the_name_of_an_outcome_is_marked_as_a_detail(paper: bool) -> None:
    review = document(2, 1)
    for table in (*summary_of_findings.tables(review), summary_of_findings.compact(review)):
        assert table.css == "sof"
        headings = DETAIL.findall(draw(table, paper=paper))
        with_details = [each for each in headings if "<br>" in each]
        assert with_details
        for heading in with_details:
            name, _, rest = heading.partition("<br>")
            assert "detail" not in name
            # One part, opened below the name and closed at the end, before any mark of a footnote.
            assert rest.startswith('<span class="detail">')
            assert re.sub(r"<sup>.*</sup>$", "", rest).endswith("</span>")
            assert heading.count('class="detail"') == 1
            assert heading.count("<span") == heading.count("</span>")


def test_no_other_table_and_no_other_cell_has_details() -> None:
    rows = (row(cell("A", "B", "C"), cell("1", "2"), "x"), row("D", "3", "y"))
    made = Table("tbl-x", "A table", columns("Trial", number("n"), "Why"), rows)
    assert "detail" not in draw(made)
    summary = draw(replace(made, css="sof"))
    assert summary.count('class="detail"') == 1
    assert '<br><span class="detail">B<br>C</span></th>' in summary
    assert "<td" in summary
    assert "detail" not in "".join(re.findall(r"<td.*?</td>", summary))
    assert "detail" not in draw(results.data_behind_the_figure(recovery()))


SIX = (
    "Outcome",
    "With the comparator",
    "With the intervention",
    "Participants (trials)",
    "Certainty and why",
    "What it means",
)


WORDS = (1, 3, 9, 20, 40)
PEOPLE = ("40 (1 trial)", "at least 688 (4 trials; 1 of unknown size)")


def two_pages(words: int, people: str, known: bool) -> Table:
    """A table with a statement of so many words."""
    first, *others = SIX if known else (SIX[0], *SIX[2:])
    told = row(
        cell(" ".join(["Recovery"] * max(1, words // 4)), "End of intervention"),
        *((cell("Mean 90.4 points (SD 14.0), from 2 of 5 trials"),) if known else ()),
        cell("0.09 standard deviations higher (0.20 lower to 0.39 higher)"),
        cell(people),
        cell("Very low", "risk of bias −2", "indirectness not judged"),
        cell(" ".join(["evidence"] * words)),
    )
    return Table("tbl-x", "T", columns(first, *others), (told,) * 4, page=60.0)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("known", [True, False])
def test_participants_stand_where_the_table_is_lower(words: int, people: str, known: bool) -> None:
    beside = two_pages(words, people, known)
    made = lower(beside)
    below = len(made.columns) < len(beside.columns)
    assert height(made) <= height(beside)
    for each, before in zip(made.rows, beside.rows, strict=True):
        assert len(each.cells) == len(made.columns)
        told, given = (
            [line for one in some.cells for line in one.lines] for some in (each, before)
        )
        assert sorted(told) == sorted(given)
        assert each.cells[0].lines[-1] == (people if below else "End of intervention")
    assert made.columns[0].heading == ("Outcome and participants (trials)" if below else "Outcome")


def test_participants_stand_beside_their_outcome_in_some_tables_and_below_it_in_others() -> None:
    made = {len(lower(two_pages(n, each, True)).columns) for n in WORDS for each in PEOPLE}
    assert made == {5, 6}
