from __future__ import annotations

import itertools

import pytest
import sample_documents
from hypothesis import given
from hypothesis import strategies as st
from sample_findings import readmission, recovery

from living_review.certainty.summary import SYMBOLS, letter, summary_table, summary_tables
from living_review.findings import DomainAt, LevelAt
from living_review.ground import numbers


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
    named = list(dict.fromkeys(row.outcome for row in table.rows))
    assert len(named) == 7
    # Each at both times at which it is rated.
    critical = [row.key for row in table.rows if row.importance == "critical"]
    assert critical == [row.key for row in table.rows[:4]]
    assert [key.removeprefix("peer-support-") for key in critical] == [
        *("recovery-post", "recovery-follow-up"),
        *("quality_of_life-post", "quality_of_life-follow-up"),
    ]
    with_trials = [row.k > 0 for row in table.rows[4:]]
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


@pytest.mark.parametrize("left", [set(), {"indirectness"}, {"publication_bias", "upgrade"}])
def test_a_rating_that_leaves_a_domain_out_says_which(rated, left):
    """Rating up is no domain that lowers: that nobody looked at it is no remark on the rating."""
    number, finding = next((n, each) for n, each in enumerate(rated.findings) if each.certainty)
    domains = {each.name: each for each in finding.certainty.domains}
    states = {name: "not assessed" if name in left else "confirmed" for name in domains}
    certainty = finding.certainty.model_copy(
        update={
            "domains": tuple(
                each.model_copy(update={"state": states[name]}) for name, each in domains.items()
            )
        }
    )
    findings = list(rated.findings)
    findings[number] = finding.model_copy(update={"certainty": certainty})
    table = summary_table(
        rated.model_copy(update={"findings": tuple(findings)}), finding.comparison, limit=20
    )
    [row] = [each for each in table.rows if each.key == finding.key]
    own = [each.text for each in table.footnotes if each.mark in row.marks]
    said = [text for text in own if text.startswith("Not assessed: ")]
    told = {name for name in domains if any(name.replace("_", " ") in text for text in said)}
    assert told == left - {"upgrade"}
    assert len(said) == bool(told)


def test_an_outcome_that_is_not_rated_says_what_is_known_and_why(rated):
    table = summary_table(rated, "peer-support", limit=20)
    [row] = [each for each in table.rows if each.key == "peer-support-stigma_stress-post"]
    assert row.level is None
    (finding,) = (each for each in rated.findings if each.key == row.key)
    assert {each.direction for each in finding.trials} == {"favours_intervention"}
    many = numbers.in_words(len(finding.trials))
    assert f"{'Both' if many == 'two' else f'All {many}'} favoured group peer support." in (
        row.statement
    )
    assert row.statement.endswith("not rated: no trial gave a result that can be weighed.")


def test_an_unknown_comparison_is_refused(rated):
    with pytest.raises(KeyError):
        summary_table(rated, "nothing")


TIMES = ("post", "half a year", "a year")
# What there is at a time point: nothing, trials that nobody rated, a rated result, a rated pool.
NONE, UNRATED, SINGLE, POOLED = "none", "unrated", "single", "pooled"


def at(sample, kinds, importance="important", outcome="mood"):
    """Give the findings of one outcome, at each time point what is asked for."""
    rating = next(each.certainty for each in sample.findings if each.certainty)
    pool = next(each for each in sample.findings if each.pooled)
    single = next(each for each in sample.findings if each.synthesis == "single" and each.certainty)
    nothing = next(each for each in sample.findings if not each.trials)
    basis = {NONE: nothing, UNRATED: single, SINGLE: single, POOLED: pool}
    return [
        basis[kind].model_copy(
            update={
                "comparison": "peer-support",
                "outcome": outcome,
                "outcome_label": outcome.capitalize(),
                "timepoint": name,
                "importance": importance,
                "certainty": rating if kind in (SINGLE, POOLED) else None,
                "subgroups": (),
            }
        )
        for name, kind in zip(TIMES, kinds, strict=True)
    ]


def shown(sample, findings, limit=7):
    table = summary_table(
        sample.model_copy(update={"findings": tuple(findings)}), "peer-support", limit
    )
    return [row.key.removeprefix("peer-support-") for row in table.rows], table.left_out


@pytest.mark.parametrize("importance", ["critical", "important", "limited"])
@pytest.mark.parametrize(
    "kinds", list(itertools.product((NONE, UNRATED, SINGLE, POOLED), repeat=3))
)
def test_an_outcome_stands_at_its_first_rated_time_and_a_critical_one_wherever_it_is(
    rated, kinds, importance
):
    def first():
        for wanted in ((SINGLE, POOLED), (UNRATED,), (NONE,)):
            for name, kind in zip(TIMES, kinds, strict=True):
                if kind in wanted:
                    return name
        raise AssertionError

    wanted = {first()}
    if importance == "critical":
        wanted |= {
            name for name, kind in zip(TIMES, kinds, strict=True) if kind in (SINGLE, POOLED)
        }
    rows, left_out = shown(rated, at(rated, kinds, importance))
    assert rows == [f"mood-{name}" for name in TIMES if name in wanted]
    assert left_out == 0


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize("number", [1, 2, 7, 9])
def test_the_limit_counts_outcomes_and_not_their_rows(rated, number, limit):
    findings = [
        each
        for place in range(number)
        for each in at(rated, (POOLED, POOLED, SINGLE), "critical", f"mood{place}")
    ]
    rows, left_out = shown(rated, findings, limit)
    held = min(number, limit)
    assert rows == [f"mood{i}-{name}" for i in range(held) for name in TIMES]
    assert left_out == number - held


def test_an_outcome_at_two_times_is_one_whose_thresholds_are_a_rule_of_thumb(rated):
    findings = at(rated, (POOLED, POOLED, NONE), "critical")
    assert all(each.thresholds_generic for each in findings[:2])
    document = rated.model_copy(update={"findings": tuple(findings)})
    assert summary_table(document, "peer-support").generic == ("Mood",)


def marked(finding, trials=()):
    """Give the notes of the only row of a table, in the order of its marks."""
    table = summary_table(sample_documents.findings(finding), finding.comparison)
    notes = {note.mark: note for note in table.footnotes}
    assert table.rows[0].marks == tuple(sorted(notes, key=lambda mark: (len(mark), mark)))
    return [(notes[mark].domain, notes[mark].levels, notes[mark].text) for mark in notes]


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("levels", [0, -1, -2, 1])
def test_what_is_rated_otherwise_at_another_baseline_has_a_footnote(levels, pooled):
    """Of a pool beside its amounts, and of trials that are not pooled beside its certainty."""
    domain = DomainAt(name="imprecision", levels=levels, explanation="Wide at 300.")
    found = readmission()
    if pooled:
        first, second = found.absolute
        second = second.model_copy(update={"domains": (domain,)})
        found = found.model_copy(update={"absolute": (first, second)})
    else:
        at = LevelAt(baseline_label="High risk", level="low", domains=(domain,))
        rating = found.certainty.model_copy(update={"at_baselines": (at,)})
        found = found.model_copy(update={"absolute": (), "certainty": rating})
    [note] = [each for each in marked(found) if "igh risk" in each[2]]
    assert note[:2] == ("imprecision", levels)
    assert "Wide at 300." in note[2]
    way = {0: "not", -1: "down one", -2: "down two", 1: "up one"}[levels]
    assert way in note[2]


@pytest.mark.parametrize("pairing", [None, "reported", "ignored", "assumed", "counted"])
def test_a_result_of_trials_without_their_pairs_has_a_footnote(pairing):
    found = recovery()
    trials = tuple(each.model_copy(update={"pairing": pairing}) for each in found.trials)
    told = marked(found.model_copy(update={"trials": trials}))
    assert any(domain == "crossover" for domain, _, _ in told) == (
        pairing in ("ignored", "assumed", "counted")
    )


@pytest.mark.parametrize("funding", ["Public", "A pharma company"])
def test_a_result_that_industry_alone_paid_for_has_a_footnote(funding):
    found = recovery()
    document = sample_documents.findings(found)
    record = document.trials[0].model_copy(update={"funding": funding})
    own = [record.model_copy(update={"trial_id": each.trial_id}) for each in found.contributing]
    table = summary_table(document.model_copy(update={"trials": tuple(own)}), found.comparison)
    told = [note.domain for note in table.footnotes]
    assert ("funding" in told) == (funding != "Public")


@pytest.mark.parametrize("lost", [None, 0, 1])
def test_levels_of_a_subgroup_stand_below_their_outcome_where_they_differ(lost):
    found = recovery()
    level = found.subgroups[0].levels[0].model_copy(update={"k": 2, "pooled": found.pooled})
    levels = [
        level.model_copy(update={"level": name, "n": n}) for name, n in (("A", 9.0), ("B", 8.0))
    ]
    if lost is not None:
        levels[lost] = levels[lost].model_copy(update={"k": 1})
    group = found.subgroups[0].model_copy(
        update={"moderator": "age_group", "p": 0.01, "levels": tuple(levels)}
    )
    whole, *parts = summary_table(
        sample_documents.findings(found.model_copy(update={"subgroups": (group,)})),
        found.comparison,
    ).rows
    assert [(each.subgroup, each.k, each.n) for each in parts] == (
        [("age group: A", 2, 9.0), ("age group: B", 2, 8.0)] if lost is None else []
    )
    assert whole.subgroup == ""
    for each in parts:
        assert (each.level, each.symbols, each.marks, each.stale) == (None, "", (), False)
        assert (each.comments, each.comparator_mean, each.familiar) == ((), "", None)
        assert not each.provisional
        assert each.effect
        assert each.key == whole.key
