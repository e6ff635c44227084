"""What a cell or a note says in each of the cases that it tells apart, and at each of their bounds.

Walks over all combinations of the facts: the samples of other tests have the usual ones.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from itertools import product

import pytest
import sample_documents
from sample_findings import narrative, readmission, recovery, single

from living_review.findings import (
    Arm,
    Finding,
    LeftOut,
    Prediction,
    RiskOfBias,
    Sensitivity,
    VersionEntry,
)
from living_review.language import say
from living_review.language.facts.analyses import SameAsMain
from living_review.tables import explored, registry, results, trials, versions
from living_review.tables.html import draw

FOUND = recovery()
SPREAD = FOUND.heterogeneity
NOTHING = "–"


def with_(what, **values):
    return what.model_copy(update=values)


def judged(*given: tuple[bool, str | None]) -> Finding:
    """A finding with a trial of each: whether it is in the pool, and how it was judged."""
    whole = RiskOfBias(tool="RoB2", overall=None, domains={})
    made = (
        with_(
            FOUND.trials[0],
            in_pool=inside,
            risk_of_bias=None if overall is None else with_(whole, overall=overall or None),
        )
        for inside, overall in given
    )
    return with_(FOUND, trials=tuple(made))


def test_an_analysis_that_changes_nothing_is_a_note_and_any_other_a_row() -> None:
    for main, own, is_it, why, id_ in product(
        (FOUND.pooled, None),
        (FOUND.pooled, None),
        ("same as main", None),
        (say(SameAsMain()), "Too few.", None),
        ("low-risk-of-bias", "common"),
    ):
        told = {"reason_is": is_it, "reason": why, "id": id_}
        one = Sensitivity(label="Other", k=4, pooled=own, heterogeneity=SPREAD, **told)
        table = explored.sensitivity(with_(FOUND, pooled=main, sensitivity=(one,)), {})
        nothing = main and not own and (is_it or why == say(SameAsMain()))
        rows = [each.cells[0].lines[0] for each in table.rows]
        assert rows == ["Main analysis"] * bool(main) + ["Other"] * (not nothing)
        assert len(table.footnotes) == bool(nothing)
        if not nothing:
            effect, tau2, i2, method = table.rows[-1].cells[3:]
            shown = [each.lines[0] != NOTHING for each in (tau2, i2)]
            assert (effect.lines[0] != "not pooled", shown) == (bool(own), [bool(own)] * 2)
            assert len(method.lines) == bool(own) + 1


def test_an_analysis_without_heterogeneity_has_none_to_show() -> None:
    bare = with_(FOUND.sensitivity[0], heterogeneity=None)
    table = explored.sensitivity(with_(FOUND, sensitivity=(bare,)), {})
    assert [[each.lines[0] == NOTHING for each in row.cells[4:6]] for row in table.rows] == [
        [False, False],
        [True, True],
    ]


@pytest.mark.parametrize(
    ("found", "none"),
    [
        (judged((True, None), (True, "")), True),
        (judged((True, None), (False, "low")), True),
        (judged((True, "low")), False),
        (judged((True, None), (True, "high")), False),
        (judged(), True),
    ],
)
def test_that_no_trial_was_judged_is_said_of_the_analysis_by_judgements_alone(found, none) -> None:
    same = {"k": 4, "pooled": None, "heterogeneity": None, "reason_is": "same as main"}
    asked = (
        Sensitivity(id="low-risk-of-bias", label="Low risk", **same),
        Sensitivity(id="common", label="Common effect", **same),
    )
    notes = [
        note.text for note in explored.sensitivity(with_(found, sensitivity=asked), {}).footnotes
    ]
    same_as = [note for note in notes if note.endswith("so the same result.")]
    assert len(same_as) == 1
    assert ("ow risk" in same_as[0]) is not none
    assert len(notes) == 1 + none


@pytest.mark.parametrize("label", ["Cook 2012 (WRAP)", "Cook"])
def test_a_trial_is_named_with_its_year_once(label: str) -> None:
    trial = with_(FOUND.trials[0], label=label, year=2012)
    record = with_(sample_documents.findings().trials[0], label=label, year=2012)
    step = with_(FOUND.cumulative[0], label=label, year=2012)
    found = with_(FOUND, trials=(trial,), cumulative=(step,))
    wanted = label if "2012" in label else f"{label}, 2012"
    for table in (
        results.data_behind_the_figure(found),
        explored.cumulative(found),
        trials.characteristics([record]),
    ):
        assert table.rows[0].cells[0].lines == (wanted,)


def test_values_that_are_left_out_are_listed_as_far_as_a_cell_has_room() -> None:
    """Of each as much as a quarter of the room of a cell, until half of it is full."""

    def told(*found: str) -> str:
        rows = (LeftOut(file="f", where="row", found=x, count=1, reason="a.") for x in found)
        return registry.left_out(rows, "tbl-l", "x").rows[0].cells[1].lines[0]

    assert told("x" * 50) == "x" * 50
    assert told("x" * 51) == "x" * 50
    assert told("a" * 48, "b" * 49, "c") == f"{'a' * 48}; {'b' * 49}; c", "99 letters are not full"
    assert told("a" * 49, "b" * 49, "c").endswith("and 1 more")


def test_rows_with_the_same_wrong_in_them_share_a_line_whatever_their_keys_are() -> None:
    entry = sample_documents.findings().quarantine[0]
    entries = [with_(entry, row=place, key=f"T{place}/mood") for place in (3, 4)]
    assert len(registry.entries(entries, "tbl-q", "x").rows) == 1


def test_what_is_drawn_is_raw_html_without_empty_lines_and_nothing_else() -> None:
    record = sample_documents.findings().trials[0]
    plain = draw(results.data_behind_the_figure(FOUND))
    chosen = draw(trials.characteristics([record] * 60))
    assert chosen.count("```{=html}") == 2
    for drawn in (plain, chosen):
        parts = re.findall(r"```\{=html\}\n.*?\n```", drawn, re.DOTALL)
        assert drawn == "\n\n".join(parts)
        assert not any("\n\n" in part for part in parts)
    (said,) = re.findall(r'data-said="([^"]*)">([^<]*)<', html.unescape(chosen))
    assert said[0].replace("{shown}", "60") == said[1]


ALONE = single()
ONE = ALONE.trials[0]


def alone(**values) -> Finding:
    return with_(ALONE, trials=(with_(ONE, **values), with_(ONE, estimate=9.0)))


@pytest.mark.parametrize(
    ("found", "effect", "certainty"),
    [
        (FOUND, "SMD 0.28 (95% CI 0.10 to 0.47)", "Moderate"),
        (with_(FOUND, certainty=None), "SMD 0.28 (95% CI 0.10 to 0.47)", "Not rated"),
        (narrative(), "Not pooled: described trial by trial", "Very low"),
        (alone(), "One trial: SMD 0.20 (95% CI −0.18 to 0.58)", "Very low"),
        (with_(alone(), level=0.9), "One trial: SMD 0.20 (90% CI −0.18 to 0.58)", "Very low"),
        (alone(ci_low=None, ci_high=None), "One trial: SMD 0.20", "Very low"),
        (alone(estimate=None), "One trial: direction only", "Very low"),
        (with_(alone(), k=0), "One trial: direction only", "Very low"),
        (with_(alone(), trials=()), None, None),
    ],
)
def test_an_overview_tells_of_each_outcome_with_trials_how_it_came_out(found, effect, certainty):
    table = results.overview((found, with_(found, comparison="another")), found.comparison, "x")
    told = [[cell.lines for cell in row.cells[4:]] for row in table.rows]
    assert told == ([] if effect is None else [[(effect,), (certainty,)]])
    assert [each.align for each in table.columns].count("number") == 2


@pytest.mark.parametrize("found", [FOUND, narrative(), readmission()], ids=lambda each: each.key)
def test_of_many_trials_those_that_are_shown_stand_in_the_table_and_a_note_says_so(found) -> None:
    ids = [each.trial_id for each in found.trials]
    whole = results.data_behind_the_figure(found)
    for shown in (ids, ids[1:], ids[:1], ids[::2]):
        table = results.data_behind_the_figure(found, shown)
        assert [each.trial for each in table.rows if each.trial] == shown
        assert table.rows[len(shown) :] == whole.rows[len(ids) :]
        notes = [note.text for note in table.footnotes if note not in whole.footnotes]
        if shown == ids:
            assert notes == []
        else:
            [note] = notes
            assert ("the most weight" in note) == (found.pooled is not None)
            assert ("the most participants" in note) == (found.pooled is None)


@pytest.mark.parametrize("role", ["intervention", "control"])
def test_a_group_of_which_nothing_is_known_has_no_figure(role: str) -> None:
    arms = {each: Arm(role=each, n=20, mean=4.5, sd=2.25) for each in ("intervention", "control")}
    bare = with_(arms[role], mean=None)
    counted = Arm(role=role, n=20, events=3)
    in_time = with_(counted, time_at_risk=340.0)
    place = 2 if role == "intervention" else 4
    for measure, arm, said in (
        ("SMD", arms[role], "4.5 (2.25)"),
        ("SMD", bare, NOTHING),
        ("SMD", None, NOTHING),
        ("RR", counted, "3"),
        ("RR", with_(counted, events=None), NOTHING),
        ("RR", None, NOTHING),
        ("IRR", in_time, "3 in 340"),
    ):
        others = [own for name, own in arms.items() if name != role]
        others = others if measure == "SMD" else [with_(each, events=1) for each in others]
        mine = [] if arm is None else [arm]
        first, *more = FOUND.trials
        given = [with_(first, arms=(*others, *mine)), *more]
        full = [with_(each, arms=tuple(with_(a, events=1) for a in each.arms)) for each in given]
        trials_ = (given[0], *(full[1:] if measure != "SMD" else given[1:]))
        table = results.data_behind_the_figure(with_(FOUND, measure=measure, trials=trials_))
        assert table.rows[0].cells[place].lines == (said,), (measure, arm)


@pytest.mark.parametrize(
    ("prediction", "rows"),
    [
        (FOUND.prediction, 2),
        (None, 1),
        (Prediction(low=None, high=None, df=None, beyond_threshold=None), 1),
    ],
)
def test_a_pool_without_a_prediction_interval_has_no_row_of_it(prediction, rows) -> None:
    table = results.data_behind_the_figure(with_(FOUND, prediction=prediction))
    assert sum(each.css == "group" for each in table.rows) == rows
    assert all(len(each.cells) == len(table.columns) for each in table.rows)
    bare = results.data_behind_the_figure(with_(FOUND, prediction=prediction, pooled=None))
    assert not any(each.css for each in bare.rows)


def test_each_side_that_an_effect_may_favour_is_named() -> None:
    found = narrative()
    [first, *_] = found.narrative.directions
    for way, said in (
        ("favours_intervention", f"Favours {found.intervention}"),
        ("favours_control", f"Favours {found.comparator}"),
        ("little_difference", "Little to no difference"),
        ("unknown", "Direction not known"),
    ):
        told = with_(found.narrative, directions=(with_(first, direction=way),))
        [row] = results.directions(with_(found, narrative=told)).rows
        assert row.cells[3].lines == (said,)


def test_domains_stand_in_the_order_of_their_tool_and_others_as_they_come() -> None:
    base = sample_documents.findings().trials[0]
    given = {"D3": "low", "Funding": "high", "D1": "some concerns", "Blinding": "unclear"}
    second = RiskOfBias(tool="RoB2", overall=None, domains={"D2": "high", "D1": "odd"})
    older = RiskOfBias(tool="RoB1", overall="high", domains={"Blinding": "low"})
    listed = [
        with_(base, risk_of_bias=(RiskOfBias(tool="RoB2", overall="low", domains=given), older)),
        with_(base, risk_of_bias=(second,)),
    ]
    two, one = trials.risk_of_bias(listed)
    heads = [each.heading for each in two.columns]
    assert heads == ["Trial", "D1", "D2", "D3", "Funding", "Blinding", "Overall"]
    assert [name for name, _ in two.abbreviations] == ["D1", "D2", "D3"]
    assert [len(each.rows) for each in (two, one)] == [2, 1]
    assert (two.id, one.id, one.abbreviations) == ("tbl-rob2", "tbl-rob1", ())
    told = [(c.lines[0], c.symbols, c.css) for c in two.rows[1].cells[1:]]
    nothing = ("not assessed", None, "")
    assert told == [
        ("Odd", None, "rob rob-odd"),
        ("High", "×", "rob rob-high"),
        *[nothing] * 4,
    ]
    (only,) = trials.risk_of_bias(listed[1:])
    assert only.id == "tbl-rob2"
    assert trials.risk_of_bias([with_(base, risk_of_bias=())]) == ()
    unjudged = with_(base, risk_of_bias=())
    counts = trials.risk_of_bias_counts([*listed, unjudged, listed[0]])
    assert counts == (("low", 2), ("not assessed", 2))
    assert [trials.overall(each) for each in (*listed, unjudged)] == ["low", None, None]


def test_trials_of_a_status_are_listed_with_its_reason_or_that_none_is_given() -> None:
    base = sample_documents.findings().trials[0]
    first = with_(base, status="excluded", status_reason="no control group", label="A", year=2001)
    second = with_(first, status_reason=None, label="B", year=2002, registration="NCT1")
    others = with_(first, status="awaiting")
    table = trials.by_status([first, others, second], "excluded", "Left out")
    named = [each.cells[0].lines[0] for each in table.rows]
    assert named == ["A, 2001", "B, 2002"]
    reasons = [each.cells[-2].lines[0] for each in table.rows]
    assert reasons[0] == "no control group"
    assert "eason" in reasons[1]
    assert table.id == "tbl-excluded"
    assert trials.by_status([others], "excluded", "Left out").rows == ()


def test_columns_of_the_registry_s_own_stand_once_where_a_trial_has_them() -> None:
    base = sample_documents.findings().trials[0]
    listed = [with_(base, extra={"age_group": "adults"}), with_(base, extra={"dose": "3"})]
    table = trials.characteristics(listed, ["age_group", "dose", "absent"])
    heads = [each.heading for each in table.columns]
    assert heads.index("Age group") + 1 == heads.index("Dose") < heads.index("Comparator")
    assert "Absent" not in heads
    aligned = {each.heading for each in table.columns if each.align == "number"}
    assert len(aligned) == 1
    place = heads.index("Dose")
    assert [each.cells[place].lines[0] for each in table.rows] == [NOTHING, "3"]


@pytest.mark.parametrize("language", [None, "es"])
@pytest.mark.parametrize("conclusions", [(), ("mood", "hope")])
def test_a_version_is_told_in_the_language_of_its_texts(language, conclusions) -> None:
    entry = VersionEntry(
        number=3,
        date=dt.date(2026, 1, 2),
        pulled_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        headline="a trial joined",
        trials_included=9,
        conclusions_changed=conclusions,
        language=language,
    )
    older = with_(entry, number=2, made=dt.date(2026, 7, 8))
    first, second = versions.history((older, entry)).rows
    assert [each.cells[0].href for each in (first, second)] == [
        "versions/3/index.html",
        "versions/2/index.html",
    ]
    assert [len(each.cells[1].lines) for each in (first, second)] == [1, 2]
    changed, concluded = first.cells[2:4]
    assert (changed.lines, changed.language) == (("A trial joined.",), language or "")
    told = (("Mood", "Hope"), language or "") if conclusions else (("None",), "")
    assert (concluded.lines, concluded.language) == told
