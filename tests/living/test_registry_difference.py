"""Registries changed at random: both ways agree, and nothing crashes or is passed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from living_review.living.edition import Edition
from living_review.living.registry_difference import registry_difference
from living_review.registry import content_hash
from living_review.sources import RawTable, RawTables

if TYPE_CHECKING:
    from conftest import Review

CELL = st.sampled_from(["", "1", "1.0", "x", "included", "retracted", "2020-01-01", "ARONSON_1948"])
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, float, float, str]]:
    """Give what to do to which cell of which table; places are shares of the table."""
    share = st.floats(0, 0.999)
    table = st.sampled_from(["trials", "arms", "risk_of_bias", "searches"])
    return draw(st.lists(st.tuples(table, share, share, CELL | st.just("drop")), max_size=6))


def edited(tables: RawTables, todo: list[tuple[str, float, float, str]]) -> RawTables:
    made: dict[str, RawTable] = dict(tables)
    for name, down, across, cell in todo:
        table = made[name]
        rows = [list(row) for row in table.rows]
        if not rows:
            continue
        row = int(down * len(rows))
        if cell == "drop":
            del rows[row]
        else:
            rows[row][int(across * len(table.columns))] = cell
        lines = tuple(range(2, len(rows) + 2))
        made[name] = replace(table, rows=tuple(map(tuple, rows)), lines=lines)
    return RawTables(made, tables.pulled_at)


@FEW
@given(edits())
def test_both_ways_agree_and_no_change_is_passed_over(
    bcg: Review, todo: list[tuple[str, float, float, str]]
) -> None:
    before = bcg.edition()
    after = Edition(before.findings, edited(bcg.tables, todo), before.protocol)
    there, back = registry_difference(before, after), registry_difference(after, before)
    assert there.trials_added == back.trials_removed
    assert there.trials_removed == back.trials_added
    assert Counter((c.table, c.column, c.old, c.new) for c in there.corrections) == Counter(
        (c.table, c.column, c.new, c.old) for c in back.corrections
    )
    assert {(m.trial_id, m.before, m.after) for m in there.moves} == {
        (m.trial_id, m.after, m.before) for m in back.moves
    }
    told = (there.trials_added, there.trials_removed, there.corrections, there.rows, there.moves)
    told = (*told, there.bookkeeping)
    same = content_hash(before.tables) == content_hash(after.tables)
    assert same == (not any((*told, there.searches_added)))


@FEW
@given(edits())
def test_a_registry_differs_in_nothing_from_itself(
    bcg: Review, todo: list[tuple[str, float, float, str]]
) -> None:
    before = bcg.edition()
    edition = Edition(before.findings, edited(bcg.tables, todo), before.protocol)
    again = Edition(before.findings, edited(bcg.tables, todo), before.protocol)
    found = registry_difference(edition, again)
    assert not any((found.corrections, found.rows, found.moves, found.trials_added))


def test_a_trial_that_came_is_not_told_row_by_row_nor_is_one_that_went(bcg: Review) -> None:
    before = bcg.edition()
    left = bcg.without("trials", trial_id="ARONSON_1948").without("arms", trial_id="ARONSON_1948")
    after = Edition(before.findings, left.tables, before.protocol)
    for found in (registry_difference(before, after), registry_difference(after, before)):
        assert [row for row in found.rows if row.table == "arms"] == []


def test_rows_left_behind_by_a_trial_that_went_still_tell_their_corrections(bcg: Review) -> None:
    before = bcg.edition()
    left = bcg.without("trials", trial_id="ARONSON_1948")
    left = left.edited("arms", {"trial_id": "ARONSON_1948", "role": "control"}, events="12")
    after = Edition(before.findings, left.tables, before.protocol)
    found = registry_difference(before, after)
    assert [(c.column, c.new) for c in found.corrections] == [("events", "12")]
    assert found.trials_corrected == ()


def test_another_source_of_a_search_that_was_there_is_a_row_and_no_search(bcg: Review) -> None:
    first = dict(zip(bcg.tables["searches"].columns, bcg.tables["searches"].rows[0], strict=True))
    before = bcg.edition()
    for search, came in ((first["search_id"], ()), ("new", ("new",))):
        more = bcg.added("searches", **{**first, "search_id": search, "source": "Embase"})
        found = registry_difference(before, replace(before, tables=more.tables))
        assert found.searches_added == came
        rows = [(each.table, each.where, each.change) for each in found.rows]
        assert rows == ([] if came else [("searches", "Embase", "added")])
        back = registry_difference(replace(before, tables=more.tables), before)
        # A row that went is told; what it belonged to may be there still.
        assert back.searches_added == ()
        assert [each.change for each in back.rows] == ["removed"]
