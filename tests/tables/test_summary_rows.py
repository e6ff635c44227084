"""The cells of a summary of findings in each case that they tell apart, whole and in brief."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
import sample_documents
from sample_findings import narrative, none, readmission, recovery, single

from living_review.certainty import SummaryRow
from living_review.certainty.summary import IMPORTANCE, summary_tables
from living_review.findings import AllAlike, Finding, LevelAt
from living_review.tables import summary_of_findings
from living_review.tables.spec import Row, Table

RISKS, SCORES = readmission(), recovery()
AT_RISK = RISKS.absolute[0]
NO_RISK = "not estimated: no baseline risk is given"
PERCENT = "on average 37% higher (7% lower to 102% higher)"
DEVIATIONS = "0.28 standard deviations higher (0.10 to 0.47 higher)"


def with_(what: Any, **values: Any) -> Any:
    return what.model_copy(update=values)


def made(found: Finding, monkeypatch: pytest.MonkeyPatch, **row: Any) -> tuple[Table, Table]:
    """The table and the one for two pages, of one row with these values."""
    document = sample_documents.findings(found)
    [spec] = summary_tables(document)
    told = replace(spec, rows=(replace(spec.rows[0], **row),))
    monkeypatch.setattr(summary_of_findings, "summary_tables", lambda _: (told,))
    [table] = summary_of_findings.tables(document)
    return table, summary_of_findings.compact(document)


def lines(table: Table, row: Row) -> dict[str, tuple[str, ...]]:
    """The cells of a row by what is above them, those with people by whom."""
    return {column.heading: one.lines for column, one in zip(table.columns, row.cells, strict=True)}


def at(**values: Any) -> dict[str, Any]:
    return {"absolute": (with_(AT_RISK, **values),)}


BARE = {"absolute": ()}


@pytest.mark.parametrize(
    ("found", "row", "comparator", "intervention"),
    [
        (RISKS, at(), "100 per 1000", "137 per 1000 (93 to 202)"),
        (RISKS, at(held=True), "100 per 1000", "137 per 1000 (93 to 202; cut, does not apply at"),
        (RISKS, at(at="5 years"), "100 per 1000 at 5 years", "137 per 1000 at 5 years (93 to"),
        (RISKS, at(at="5 years", time="1 year"), "100 per 1000 at 5 years", "137 per 1000 at 5"),
        (
            RISKS,
            at(kind="rate", time="100 person-years"),
            "0.100 per 100 person-years",
            "0.137 per 100 person-years (0.093 to 0.202)",
        ),
        (with_(RISKS, measure="RR"), BARE, None, NO_RISK),
        (with_(RISKS, measure="OR"), BARE, None, NO_RISK),
        (with_(RISKS, measure="HR"), BARE, None, NO_RISK),
        (with_(RISKS, measure="IRR"), BARE, None, NO_RISK.replace("risk", "rate")),
        (with_(RISKS, measure="ROM"), BARE, None, PERCENT),
        (with_(RISKS, measure="ROM"), BARE | {"comparator_mean": "mean 90"}, "Mean 90", PERCENT),
        (
            SCORES,
            {"comparator_mean": "mean 90"},
            "Mean 90",
            "3.9 points higher (1.3 to 6.5 higher) o",
        ),
        (
            SCORES,
            {"comparator_mean": ""},
            None,
            "3.9 points higher (1.3 to 6.5 higher) on the RAS-41",
        ),
        (SCORES, {"comparator_mean": "mean 90", "familiar": None}, "Mean 90", DEVIATIONS),
        (SCORES, {"comparator_mean": "", "familiar": None}, None, DEVIATIONS),
        (narrative(), {}, None, "Both trials favour group peer support."),
        (narrative(), {"comparator_mean": "mean 90"}, "Mean 90", "Both trials favour group"),
    ],
)
def test_what_happens_with_either_is_told_as_far_as_it_is_known(
    found: Finding, row: dict[str, Any], comparator: str | None, intervention: str, monkeypatch
) -> None:
    """Its column stands where it is known of somebody what happens with the comparator."""
    for table, more in zip(made(found, monkeypatch, **row), (0, 1), strict=True):
        cells = [one.lines for one in table.rows[-1].cells]
        known = comparator is not None
        if known:
            assert cells[1] == (comparator,)
        told = cells[1 + known]
        assert told[0].startswith(intervention)
        assert len(told) == 1 + more, "in brief the effect stands below"
        assert len(cells) == len(table.columns)


@pytest.mark.parametrize(("stale", "provisional"), [*product((True, False), repeat=2)])
def test_a_row_is_marked_where_a_decision_is_outdated_or_still_to_be_taken(
    stale: bool, provisional: bool, monkeypatch
) -> None:
    table, brief = made(SCORES, monkeypatch, stale=stale, provisional=provisional)
    marks = ["stale"] * stale + ["provisional"] * provisional
    assert table.rows[0].css == " ".join(marks)
    assert brief.rows[-1].css == "rank-1"


@pytest.mark.parametrize(
    ("found", "effect", "people", "certainty", "meaning"),
    [
        (SCORES, "SMD 0.28 (0.10 to 0.47)", "1,173 (4 trials)", "Moderate", SCORES.statement),
        (narrative(), "not pooled", "168 (2 trials)", "Very low", narrative().statement),
        (none(), "no usable data", "no trials", "not rated", "No trial gave usable data."),
        (single(), "SMD 0.20 (−0.18 to 0.58)", "106 (1 trial)", "Very low", single().statement),
        (
            with_(SCORES, certainty=None, not_rated="it is so", n=None, n_missing=4),
            "SMD 0.28 (0.10 to 0.47)",
            "4 trials; how many participants is not known",
            *("not rated", "Not rated: it is so."),
        ),
        (
            with_(SCORES, certainty=None, not_rated=None, n=900.0, n_missing=1),
            "SMD 0.28 (0.10 to 0.47)",
            "at least 900 (4 trials; 1 of unknown size)",
            *("not rated", "Not rated: no result could be weighed."),
        ),
    ],
)
def test_the_other_cells_say_what_is_there_and_what_is_not(
    found: Finding, effect: str, people: str, certainty: str, meaning: str, monkeypatch
) -> None:
    table, _ = made(found, monkeypatch)
    told = [one.lines[0] for one in table.rows[0].cells[-4:]]
    assert told == [effect, people, certainty, meaning]
    rated = found.certainty is not None
    assert bool(table.rows[0].cells[-2].css) == rated
    assert sum(note.text == summary_of_findings.definitions() for note in table.footnotes) == rated


@pytest.mark.parametrize("pairings", [*product((None, "ignored", "counted", "assumed"), repeat=2)])
def test_two_pages_say_how_many_crossover_trials_have_no_pairs(pairings: Any, monkeypatch) -> None:
    first, second, *others = SCORES.trials
    trials = (with_(first, pairing=pairings[0]), with_(second, pairing=pairings[1]), *others)
    _, brief = made(with_(SCORES, trials=trials), monkeypatch)
    told = lines(brief, brief.rows[-1])
    people = next(said for said in told.values() if any("1,173" in each for each in said))
    note = people[people.index("1,173 (4 trials)") + 1 :]
    unpaired, assumed = (
        sum(each in those for each in pairings) for those in (("ignored", "counted"), ("assumed",))
    )
    assert bool(note) == bool(unpaired + assumed)
    if note:
        [said] = note
        assert [*map(int, filter(str.isdigit, said))] == [n for n in (unpaired, assumed) if n]


def test_two_pages_say_why_the_certainty_is_what_it_is(monkeypatch) -> None:
    rating = SCORES.certainty
    for levels, assessed in product((0, -1, -2, 1), (True, False)):
        domains = tuple(
            with_(
                each,
                proposed=levels if each.name == "imprecision" else 0,
                decided=None,
                state="proposed" if assessed or each.name != "indirectness" else "not assessed",
            )
            for each in rating.domains
        )
        found = with_(SCORES, certainty=with_(rating, domains=domains))
        table, brief = made(found, monkeypatch)
        wanted = [f"imprecision {levels:+d}".replace("-", "−").replace("+", "")] * bool(levels)
        wanted += ["indirectness not judged"] * (not assessed)
        assert list(brief.rows[-1].cells[-2].lines) == ["Moderate", *wanted]
        assert brief.rows[-1].cells[-2].notes == ()
        assert table.rows[0].cells[-2].lines == ("Moderate",)


def test_a_table_without_findings_heads_its_effects_by_the_usual_level() -> None:
    for level, found in ((95, []), (90, [with_(SCORES, level=0.9)])):
        document = with_(sample_documents.findings(), findings=tuple(found))
        brief = summary_of_findings.compact(document)
        heads = " ".join(column.heading for column in brief.columns)
        assert (f"({level}% CI)" in heads) == (not found)
        for paper in (True, False):
            for table in summary_of_findings.tables(document, paper=paper):
                assert f"({level}% CI)" in " ".join(each.heading for each in table.columns)


@pytest.mark.parametrize("importance", [*product(IMPORTANCE, repeat=3)])
def test_rows_rank_by_importance_and_the_first_of_each_comparison_with_the_critical(
    importance: Any, monkeypatch
) -> None:
    document = sample_documents.findings(RISKS)
    [spec] = summary_tables(document)
    [row] = spec.rows

    def rows(name: str) -> tuple[SummaryRow, ...]:
        return tuple(
            replace(row, key=f"{name}-{name}{place}-t", outcome=f"{name}{place}", importance=each)
            for place, each in enumerate(importance)
        )

    tables = tuple(replace(spec, comparison=name, rows=rows(name)) for name in "ab")
    found = [
        with_(RISKS, comparison=each.comparison, outcome=own.outcome, timepoint="t")
        for each in tables
        for own in each.rows
    ]
    monkeypatch.setattr(summary_of_findings, "summary_tables", lambda _: tables)
    brief = summary_of_findings.compact(sample_documents.findings(*found))
    ranks = {each.cells[0].lines[0]: each.css for each in brief.rows if not each.banner}
    order = sorted(
        (0 if place == 0 else IMPORTANCE.index(each), name, place)
        for name in "ab"
        for place, each in enumerate(importance)
    )
    assert ranks == {f"{n}{p}": f"rank-{rank}" for rank, (_, n, p) in enumerate(order, 1)}


def test_where_nobody_had_the_event_the_people_are_told_beside_each_other(monkeypatch) -> None:
    alike = AllAlike(
        had="nobody",
        kind="risk",
        total_with_intervention=312.0,
        total_with_comparator=207.0,
        limit_with_intervention=0.0096,
        limit_with_comparator=0.0144,
    )
    found = with_(narrative(), measure="RR", all_alike=alike)
    table, brief = made(found, monkeypatch)
    for each in (table, brief):
        comparator, intervention = each.rows[-1].cells[1:3]
        assert "207" in " ".join(comparator.lines)
        assert "312" in " ".join(intervention.lines)
        assert "312" not in " ".join(comparator.lines)
    shown = with_(RISKS, all_alike=alike)
    assert made(shown, monkeypatch)[0].rows[0].cells[2].lines[0].startswith("Low risk: 137")


def test_a_subgroup_stands_below_its_outcome_and_in_the_whole_table_alone(monkeypatch) -> None:
    table, brief = made(SCORES, monkeypatch, subgroup="age: old", k=2, n=120.0, n_missing=0)
    [row] = table.rows
    assert row.cells[0].lines == ("Personal recovery", "Age: old")
    assert row.cells[0].href is None
    people, certainty, meaning = (one.lines[0] for one in row.cells[-3:])
    assert people == "120 (2 trials)"
    assert "not rated" in certainty
    assert "personal recovery" in meaning
    assert brief.rows == ()


@pytest.mark.parametrize("rated", [*product((True, False), repeat=2)])
def test_levels_are_defined_where_a_row_has_one(rated: Any, monkeypatch) -> None:
    document = sample_documents.findings(SCORES)
    [spec] = summary_tables(document)
    [row] = spec.rows
    rows = tuple(replace(row, level="low" if so else None) for so in rated)
    monkeypatch.setattr(
        summary_of_findings, "summary_tables", lambda _: (replace(spec, rows=rows),)
    )
    [table] = summary_of_findings.tables(document)
    for each in (table, summary_of_findings.compact(document)):
        told = [note.text for note in each.footnotes]
        assert told.count(summary_of_findings.definitions()) == any(rated)


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("comments", [(), ("Of each trial.",)])
@pytest.mark.parametrize("count", [6, 7])
def test_that_trials_stand_elsewhere_is_said_where_some_of_them_are_left_out(
    pooled: bool, comments: tuple[str, ...], count: int, monkeypatch
) -> None:
    found = SCORES if pooled else narrative()
    document = sample_documents.findings(found)
    [spec] = summary_tables(document)
    rows = (replace(spec.rows[0], comments=comments),) * count
    monkeypatch.setattr(
        summary_of_findings, "summary_tables", lambda _: (replace(spec, rows=rows),)
    )
    brief = summary_of_findings.compact(document)
    elsewhere = any("stands in the whole review" in note.text for note in brief.footnotes)
    assert elsewhere == (count > 6 and bool(comments) and not pooled)
    shown = any("Of each trial." in one.lines for row in brief.rows for one in row.cells)
    assert shown == (count <= 6 and bool(comments) and not pooled)


def test_the_effect_is_headed_in_brief_where_it_stands_with_what_happens(monkeypatch) -> None:
    bare = with_(RISKS, absolute=())
    table, brief = made(bare, monkeypatch, absolute=())
    [whole] = (each.heading for each in table.columns if "(95% CI)" in each.heading)
    [short] = (each.heading for each in brief.columns if "(95% CI)" in each.heading)
    assert whole != short


def test_two_pages_tell_why_before_what_holds_at_other_baselines(monkeypatch) -> None:
    rating = SCORES.certainty
    at = LevelAt(baseline_label="High risk", level="very low")
    found = with_(SCORES, certainty=with_(rating, at_baselines=(at,)))
    table, brief = made(found, monkeypatch)
    first, *others = table.rows[0].cells[-2].lines
    told = brief.rows[-1].cells[-2].lines
    assert len(others) == 1
    assert told == (first, "imprecision −1", "indirectness not judged", *others)
