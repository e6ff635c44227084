"""Which columns of a Metapsy file judge, and of whom where rows of a study differ."""

from __future__ import annotations

from living_review.exchange.extract import Remark
from living_review.exchange.metapsy_studies import judgements_of


def read(
    *rows: dict[str, str], outcomes: tuple[str, ...] = ()
) -> tuple[set[tuple[str, str, str, str, str]], list[tuple[str, str, str, int]]]:
    remarks: list[Remark] = []
    lines = [{"study": "A", **row} for row in rows]
    of = outcomes or ("o",) * len(rows)
    judged = {
        (each.study, each.tool, each.domain, each.judgement, each.outcome)
        for each in judgements_of(lines, of, remarks)
    }
    return judged, [(each.kind, each.where, each.found, each.count) for each in remarks]


def test_domains_and_the_whole_are_read_in_the_words_of_their_tool() -> None:
    row = {"d1": "Low ", "rob_d2": "SOME  concerns", "robd_5": "high", "d6": "low", "rob": "high"}
    judged, remarks = read(row)
    assert judged == {
        *(("A", "RoB2", "D1", "low", ""), ("A", "RoB2", "D2", "some concerns", "")),
        *(("A", "RoB2", "D5", "high", ""), ("A", "RoB2", "overall", "high", "")),
    }
    assert remarks == []
    judged, remarks = read({"d1": "good"})
    assert (judged, remarks) == (set(), [("not mapped", "d1", "A", 1)])


def test_counts_are_no_judgements_and_of_several_columns_of_the_whole_the_first_judges() -> None:
    judged, remarks = read({"rob": "high", "overall_rob": "low", "rob_study_lvl": "3"})
    assert judged == {("A", "RoB2", "overall", "low", "")}
    assert remarks == [("not mapped", "rob_study_lvl", "", 1), ("not mapped", "rob", "", 1)]
    # An empty column of the whole judges nothing and leaves it to the next.
    judged, remarks = read({"rob": "high", "overall_rob": "", "rob_study_lvl": ""})
    assert judged == {("A", "RoB2", "overall", "high", "")}
    assert remarks == []
    assert read({"d1": "2"}, {"d1": ""})[1] == [("not mapped", "d1", "", 1)]
    judged, remarks = read({"d1": "2"}, {"d1": "low"})
    assert judged == {("A", "RoB2", "D1", "low", "")}
    assert remarks == [("not mapped", "d1", "A", 1)]


def test_what_rows_of_a_study_say_otherwise_is_said_of_their_outcomes() -> None:
    low, high = {"d1": "low"}, {"d1": "high"}
    for rows, outcomes, wanted in (
        ((low, low), ("o", "p"), {("low", "")}),
        ((low, high), ("o", "p"), {("low", "o"), ("high", "p")}),
        ((low, high), ("o", ""), {("low", "o")}),
    ):
        judged, _ = read(*rows, outcomes=outcomes)
        assert {(each[3], each[4]) for each in judged} == wanted
    judged, remarks = read(low, high, low, outcomes=("o", "o", "p"))
    assert {(each[3], each[4]) for each in judged} == {("low", "p")}
    assert remarks == [("not mapped", "D1", "A", 2)]
    assert read() == (set(), [])
