"""By what the rows of a table of trials are chosen and sorted, and what the page carries for it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Sequence
from itertools import product

import pytest
import sample_documents
import sample_findings
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.findings import Finding, RiskOfBias, TrialRecord
from living_review.tables import trials
from living_review.tables.choices import FEWEST_SORTED
from living_review.tables.html import draw
from living_review.tables.results import id_of
from living_review.tables.spec import Row, Table
from living_review.words.grammar import capitalised
from living_review.words.risk_of_bias_words import JUDGEMENTS, judgement

SAMPLE = sample_documents.findings().trials[0]
FINDING = sample_findings.recovery()
JUDGED = ("low", "some concerns", "high", None)
HOSTILE = "</script><img src=x onerror=alert(1)> \"'|&amp; `{{ x }}`"


def a_trial(number: int, overall: str | None = None, **more: object) -> TrialRecord:
    judged = (RiskOfBias(tool="RoB2", overall=overall, domains={}),) if overall else ()
    name = f"T{number}"
    return SAMPLE.model_copy(
        update={"trial_id": name, "label": name, "risk_of_bias": judged, **more}
    )


def a_finding(comparison: str, outcome: str, given: Sequence[tuple[int, str | None]]) -> Finding:
    one = FINDING.trials[0]
    results = [
        one.model_copy(
            update={
                "trial_id": f"T{number}",
                "risk_of_bias": overall
                and RiskOfBias(tool="RoB2", overall=overall, domains={"D1": overall}),
            }
        )
        for number, overall in given
    ]
    return FINDING.model_copy(
        update={
            "comparison_label": comparison,
            "outcome_label": outcome,
            "trials": tuple(results),
        }
    )


def told_of(judged: str | None) -> str:
    return capitalised(judgement(judged))


def names(table: Table) -> dict[str, tuple[str, ...]]:
    assert table.choices
    return {each.name: each.values for each in table.choices.facets}


def chosen(table: Table, asked: dict[str, str]) -> set[str]:
    """Choose rows as the script of the pages does: by one group that has all that is asked."""
    assert table.choices
    places = [
        each.values.index(asked[each.name]) if each.name in asked else None
        for each in table.choices.facets
    ]

    def has(row: Row) -> bool:
        return any(
            all(place is None or place in group[at] for at, place in enumerate(places))
            for group in row.among
        )

    return {row.trial for row in table.rows if has(row)}


RESULTS = st.lists(
    st.tuples(
        st.integers(0, 6), st.sampled_from("AB"), st.sampled_from("XYZ"), st.sampled_from(JUDGED)
    ),
    max_size=20,
)
WHOLE = st.lists(st.sampled_from(JUDGED), min_size=7, max_size=7)


@settings(max_examples=40)
@given(results=RESULTS, whole=WHOLE)
def test_a_trial_is_chosen_where_one_of_its_results_has_all_that_is_asked(
    results: list[tuple[int, str, str, str | None]], whole: list[str | None]
) -> None:
    findings = [
        a_finding(c, o, [(t, judged) for t, of, at, judged in results if (of, at) == (c, o)])
        for c, o in product("AB", "XYZ")
    ]
    listed = [a_trial(number, overall) for number, overall in enumerate(whole)]
    table = trials.characteristics(listed, findings=findings)
    told = [(f"T{t}", c, o, told_of(judged)) for t, c, o, judged in results]
    known = {each[0] for each in told}
    told += [
        (trial.trial_id, None, None, told_of(overall))
        for trial, overall in zip(listed, whole, strict=True)
        if overall or trial.trial_id not in known
    ]
    facets = names(table)
    every = [[None, *facets.get(name, ())] for name in ("comparison", "outcome", "risk_of_bias")]
    for asked in product(*every):
        wanted = {
            trial
            for trial, *has in told
            if all(one is None or one == other for one, other in zip(asked, has, strict=True))
        }
        given_ = zip(("comparison", "outcome", "risk_of_bias"), asked, strict=True)
        by = {name: value for name, value in given_ if value is not None}
        # Where nothing can be chosen, nothing is marked.
        if facets:
            assert chosen(table, by) == wanted, asked


def test_lists_are_in_the_turn_of_the_findings_and_of_severity() -> None:
    findings = [
        a_finding("Second", "Zeal", [(1, "high")]),
        a_finding("First", "Ardour", [(0, None), (2, "low")]),
        a_finding("First", "Of nobody here", [(99, "low")]),
    ]
    table = trials.characteristics(map(a_trial, range(5)), findings=findings)
    assert names(table) == {
        "comparison": ("Second", "First"),
        "outcome": ("Zeal", "Ardour"),
        "risk_of_bias": ("Low", "High", "Not assessed"),
    }


def test_judgements_are_listed_by_severity_then_others_by_name_and_none_at_the_end() -> None:
    given_: list[str | None] = [None, "zeal", *reversed(JUDGEMENTS), "ardour"]
    findings = [a_finding("A", "X", list(enumerate(given_)))]
    table = trials.characteristics(map(a_trial, range(len(given_))), findings=findings)
    expected = (*JUDGEMENTS, "ardour", "zeal", None)
    assert names(table)["risk_of_bias"] == tuple(map(told_of, expected))


@pytest.mark.parametrize("kinds", [1, 2, 3])
def test_rows_are_sorted_by_dates_where_two_differ(kinds: int) -> None:
    listed = [
        a_trial(n, year=2000 + n % kinds, date_added=dt.date(2020, 1, 1 + n % kinds))
        for n in range(FEWEST_SORTED)
    ]
    choices = trials.characteristics(listed).choices
    assert choices
    assert len(choices.orders) == (2 if kinds > 1 else 0)


def test_a_table_of_judgements_is_chosen_by_those_that_it_shows() -> None:
    listed = [a_trial(number, "high" if number else "low") for number in range(5)]
    findings = [a_finding("A", "X", [(0, "high"), (1, "low")]), a_finding("A", "Y", [(2, "low")])]
    (table,) = trials.risk_of_bias(listed, findings)
    assert names(table) == {"outcome": ("X", "Y"), "risk_of_bias": ("Low", "High")}
    assert chosen(table, {"risk_of_bias": "Low"}) == {"T0"}
    assert chosen(table, {"risk_of_bias": "High", "outcome": "X"}) == {"T1"}
    assert table.choices
    assert table.choices.ranked[:3] == ("Low", "Some concerns", "Unclear")


@pytest.mark.parametrize("count", [0, 1, FEWEST_SORTED - 1])
def test_what_is_seen_at_a_glance_is_not_chosen(count: int) -> None:
    findings = [a_finding("A", "X", [(0, "low"), (1, "high")])]
    assert trials.characteristics(map(a_trial, range(count)), findings=findings).choices is None


def test_what_is_the_same_in_every_row_is_not_offered() -> None:
    table = trials.characteristics(map(a_trial, range(FEWEST_SORTED)))
    assert names(table) == {}
    assert table.choices
    assert table.choices.orders == ()
    assert 'data-name="words"' in str(draw(table))
    assert "data-among" not in str(draw(table))
    assert "data-keys" not in str(draw(table))
    entered = [
        a_trial(number, date_added=dt.date(2020 + number, 1, 1)) for number in range(FEWEST_SORTED)
    ]
    table = trials.characteristics(entered)
    assert table.choices
    assert len(table.choices.orders) == 1
    assert [row.keys for row in table.rows] == [(f"{2020 + n}-01-01",) for n in range(5)]


def test_a_page_carries_labels_as_text_and_paper_carries_nothing() -> None:
    findings = [a_finding("A", HOSTILE, [(0, "low")]), a_finding("A", "X" * 120, [(1, "high")])]
    table = trials.characteristics(map(a_trial, range(5)), findings=findings)
    drawn = str(draw(table))
    assert "<img" not in drawn + str(draw(table, paper=True))
    (values,) = re.findall(r'data-name="outcome" data-values="([^"]*)"', drawn)
    assert json.loads(html.unescape(values)) == ["All", HOSTILE, "X" * 120]
    assert re.findall(r'data-among="([^"]*)"', drawn)[:3] == ["0.0", "1.1", ".2"]
    assert re.search(r'<div class="choose"[^>]* hidden>', drawn), "it is hidden without a script"
    for plain in (draw(table, paper=True), draw(table, links=False)):
        assert "choose" not in str(plain)
        assert "data-" not in str(plain).replace("data-label", "")


@pytest.mark.parametrize("separator", ["/", " ", ".", "é", "::", "/ .:"])
def test_a_table_has_an_anchor_of_letters_that_an_address_may_hold(separator: str) -> None:
    """What it may not hold is one dash, however much of it there is."""
    found = FINDING.model_copy(update={"outcome": f"mood{separator}one"})
    parts = (found.comparison, "mood-one", found.timepoint)
    assert id_of("main", found) == "-".join(("tbl-main", *parts))
