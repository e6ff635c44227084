"""How `check` gathers what it found: a line a rule, the first rows, and what to do first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from living_review.cli.check_groups import FIRST_ROWS, first_step, groups, lines
from living_review.findings import QueryEntry
from living_review.registry.catalogue import RULES

SAYS = {rule.id: rule.says for rule in RULES}


def entry(rule: str, row: int = 2, **cells: str | None) -> QueryEntry:
    said = {
        **{"table": "arms", "file": "registry/arms.csv", "trial_id": f"T{row}", "column": "sd"},
        **{"value": "1", "reason": "the value is wrong; correct it."},
        **cells,
    }
    return QueryEntry(row=row, rule=rule, **said)  # type: ignore[arg-type]


def told(*found: QueryEntry, everything: bool = False) -> list[str]:
    return list(lines("Title", groups(found, SAYS), "query", everything=everything))


def test_a_rule_is_one_line_with_its_count_its_words_and_its_first_rows() -> None:
    found = [entry("sd-ratio", i) for i in range(2, 9)]
    shown = told(*found)
    assert shown[1] == f"  sd-ratio (7 rows): {SAYS['sd-ratio']}"
    assert sum("registry/arms.csv:" in line for line in shown) == FIRST_ROWS
    assert "    and 4 more; --all lists them" in shown
    assert shown.count("      The value is wrong; correct it.") == 1
    assert sum("registry/arms.csv:" in x for x in told(*found, everything=True)) == 7


def test_what_is_not_there_is_not_written() -> None:
    for cells in ({"value": None}, {"value": ""}, {"column": None}, {"trial_id": None}):
        text = "\n".join(told(entry("cell-missing", **cells)))
        assert "None" not in text
        assert "=" not in text
    assert "registry/arms.csv:2 T2 sd" in "\n".join(told(entry("cell-missing", value=None)))


def test_a_trial_in_the_wrong_place_comes_before_a_missing_judgement() -> None:
    found = groups([entry("included-without-rob"), entry("filtered-by-a-slip", 3)], SAYS)
    assert [each.rule for each in found] == ["filtered-by-a-slip", "included-without-rob"]
    assert first_step((), found).startswith("First: look at filtered-by-a-slip (T3); it may be")


def test_rows_set_aside_come_before_queries_and_what_follows_comes_last() -> None:
    aside = groups(
        [entry("arm-without-partner", 3), entry("arm-without-partner", 4), entry("n-missing")], SAYS
    )
    step = first_step(aside, groups([entry("filtered-by-a-slip")], SAYS))
    assert [each.rule for each in aside] == ["n-missing", "arm-without-partner"]
    assert step.startswith("First: mend the rows of n-missing (T2); 2 rows that are set aside")


def test_nothing_found_is_nothing_to_do() -> None:
    assert first_step((), ()) == ""


@given(st.lists(st.tuples(st.sampled_from([*SAYS, "unknown-rule"]), st.integers(2, 99))))
def test_every_row_is_in_one_group_and_every_row_can_be_listed(
    found: list[tuple[str, int]],
) -> None:
    rows = [entry(rule, row) for rule, row in found]
    gathered = groups(rows, SAYS)
    assert sorted(r.row for g in gathered for r in g.rows) == sorted(row.row for row in rows)
    assert len({group.rule for group in gathered}) == len(gathered)
    shown = list(lines("Title", gathered, "query", everything=True))
    assert sum("registry/arms.csv:" in line for line in shown) == len(rows)
    assert not any("--all" in line for line in shown)
