"""What changed, in words: briefly however much it was, and in full without losing anything."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sample_documents
from hypothesis import given
from hypothesis import strategies as st
from sample_findings import recovery

from living_review import assets
from living_review.document import change_sections
from living_review.findings import (
    Changes,
    Correction,
    DecisionChange,
    FindingChange,
    Reason,
    RowChange,
    StatusMove,
)
from living_review.language import say
from living_review.language.english import stopped
from living_review.language.facts.changes import Nothing
from living_review.pages.pandoc import convert, read_page
from living_review.tables import changes as tables
from living_review.words import change_text, change_words
from living_review.words import registry_change_words as registry_words

CHANGED = sample_documents.changed()
NOTHING = say(Nothing())
BIBLIOGRAPHY = Path(assets.__file__).parent / "bibliography.json"
STATEMENT = Reason(rule="change-statement/1", sentence="The sentence reads otherwise.")
CERTAINTY = Reason(
    rule="change-certainty/1",
    sentence="The certainty of the evidence is now moderate (before: low).",
)
ATTACK = "<script>alert(1)</script> **b** {{ 7*7 }} [x](javascript:y)\n# h\u202e"


def side(**fields: Any) -> dict[str, Any]:
    """Give what one version held of a finding."""
    held = {
        "synthesis": "pooled",
        "measure": "SMD",
        "k": 3,
        "n": 300.0,
        "estimate": 0.3,
        "ci_low": 0.1,
        "ci_high": 0.5,
        "certainty": "low",
        "statement": "Support may improve mood slightly.",
    }
    return held | fields


def change(
    before: dict[str, Any] | None, after: dict[str, Any] | None, *reasons: Reason, **more: Any
) -> FindingChange:
    return FindingChange(
        comparison="main",
        outcome="mood",
        timepoint="post",
        label="Mood, end of treatment",
        before=before,
        after=after,
        conclusion_changed=bool(reasons),
        reasons=reasons,
        **more,
    )


def test_a_changed_statement_is_told_old_and_new_with_the_certainty() -> None:
    new = side(statement="Support probably improves mood.", certainty="moderate")
    assert change_words.conclusion(change(side(), new, CERTAINTY, STATEMENT)) == (
        "Mood, end of treatment: the conclusion changed. It was “Support may improve mood "
        "slightly” (low certainty); it is now “Support probably improves mood” (moderate "
        "certainty)."
    )


def test_the_reasons_are_told_where_the_statement_stayed() -> None:
    assert change_words.conclusion(change(side(), side(certainty="moderate"), CERTAINTY)) == (
        "Mood, end of treatment: the conclusion changed. The certainty of the evidence is now "
        "moderate (before: low)."
    )


def test_a_statement_too_long_to_quote_still_leaves_a_reason() -> None:
    long = side(statement="Support may improve mood. " * 40)
    assert change_words.then_and_now(change(side(), long, STATEMENT)) == (STATEMENT.sentence,)
    assert (
        long["statement"].strip().removesuffix(".")
        in change_words.in_full(change(side(), long, STATEMENT))[1]
    )


def test_first_evidence_and_lost_evidence_are_told_as_such() -> None:
    none = side(synthesis="none", k=0, n=None, estimate=None, certainty=None, statement=None)
    assert change_words.then_and_now(change(none, side(), STATEMENT)) == (
        "Before, no trial gave usable data; it is now “Support may improve mood slightly” "
        "(low certainty).",
    )
    assert change_words.then_and_now(change(side(), none, STATEMENT)) == (
        "It was “Support may improve mood slightly” (low certainty); now no trial gives usable "
        "data.",
    )


def test_a_conclusion_that_methods_may_have_changed_says_so() -> None:
    told = change(side(), side(), CERTAINTY, methods_changed=("the thresholds", "the model"))
    assert change_words.conclusion(told).endswith(
        "The methods changed too (the thresholds and the model), so this may be due, in part or in "
        "whole, to them rather than to the evidence."
    )


def test_figures_are_told_old_and_new_only_where_they_differ() -> None:
    new = side(k=4, n=1173.0, ci_high=0.47, i2=12.0)
    assert change_words.figures(change(side(i2=0.0), new)) == (
        "Trials 3, now 4; participants 300, now 1,173; SMD 0.30 (0.10 to 0.50), now 0.30 (0.10 to "
        "0.47); I² 0%, now 12%."
    )


def test_a_result_that_is_no_longer_pooled_says_so_instead_of_figures() -> None:
    new = side(k=2, synthesis="narrative", estimate=None, ci_low=None, ci_high=None)
    old = side(tau2=0.1, i2=20.0, prediction_low=0.0, prediction_high=1.0)
    assert change_words.figures(change(old, new)) == (
        "Trials 3, now 2; SMD 0.30 (0.10 to 0.50), now not pooled."
    )
    gone = side(k=0, n=None, synthesis="none", estimate=None)
    assert change_words.figures(change(old, gone)).endswith("now no data.")


def test_another_measure_is_named_on_both_sides() -> None:
    new = side(measure="MD", estimate=2.0, ci_low=1.0, ci_high=3.0)
    assert change_words.figures(change(side(), new)) == (
        "Effect SMD 0.30 (0.10 to 0.50), now MD 2.00 (1.00 to 3.00)."
    )


def test_a_move_that_no_printed_digit_shows_is_told_as_that() -> None:
    said = change_words.in_full(change(side(), side(estimate=0.3000001)))
    assert said == (
        "The conclusion did not change.",
        "The figures moved by less than the digits that are printed.",
    )


TRIAL = {"trial_id": "A", "label": "A 2001", "estimate": 0.2, "ci_low": 0.1, "ci_high": 0.3}
RISK = {
    "baseline_label": "Low",
    "baseline_risk": 0.03,
    "difference": -0.02,
    "ci_low": -0.05,
    "ci_high": 0.01,
}


def test_a_risk_with_the_comparator_that_moved_is_told_beside_the_difference() -> None:
    new = RISK | {"baseline_risk": 0.05, "difference": -0.03}
    assert change_words.figures(change(side(absolute=[RISK]), side(absolute=[new]))) == (
        "Risk per 1000 people with the comparator (Low) 30, now 50; "
        "difference per 1000 people (Low) −20 (−50 to 10), now −30 (−50 to 10)."
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"trials": [TRIAL]}, {"trials": [TRIAL | {"label": "B"}]}, "the names of its trials"),
        (
            {"trials": [TRIAL]},
            {"trials": [TRIAL | {"direction": "favours_control"}]},
            "the direction of a trial",
        ),
        (
            {"absolute": [RISK]},
            {"absolute": [RISK | {"baseline_label": "L"}]},
            "the baseline risks",
        ),
        (
            {"n": None, "better": "lower"},
            {"better": "higher"},
            "whether the number of participants is known and which way is better",
        ),
    ],
)
def test_what_no_figure_shows_is_told_and_not_called_a_small_move(
    before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    assert change_words.figures(change(side(**before), side(**after))) == f"Only {said} changed."


def test_another_order_of_the_trials_is_not_told_as_another_name() -> None:
    other = TRIAL | {"trial_id": "B", "label": "B 2002"}
    old, new = side(trials=[TRIAL, other]), side(trials=[other, TRIAL], estimate=0.3000001)
    assert change_words.figures(change(old, new)).startswith("The figures moved by less")


def test_trials_are_told_in_the_order_in_which_they_are_shown() -> None:
    def trials(high: float) -> dict[str, Any]:
        each = [TRIAL | {"trial_id": n, "label": n, "ci_high": high} for n in "HGFEDCBA"]
        return side(synthesis="narrative", estimate=None, trials=each)

    said = change_words.figures(change(trials(0.3), trials(0.4)))
    assert [part.strip()[0] for part in said.split(";")] == list("HGFEDCBA")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"completed_unpublished": (0, 1)}, "One trial is completed without results seen."),
        (
            {"searches_added": ("s", "t"), "rows": [("exclusions", "A report")]},
            "Two searches were added; other data of the registry changed.",
        ),
        ({"rows": [("exclusions", "A report")]}, "The data of the registry changed."),
    ],
)
def test_a_headline_names_what_changed_where_no_trial_and_no_result_did(
    changes: dict[str, Any], said: str
) -> None:
    rows = tuple(
        RowChange(table=table, trial_id=None, label=label, where="", change="added")
        for table, label in changes.pop("rows", ())
    )
    assert change_text.headline(Changes(since=1, rows=rows, **changes)) == said


def test_a_single_domain_that_moved_is_told() -> None:
    old, new = (side(certainty_by_domain={"imprecision": n, "upgrade": 0}) for n in (-1, -2))
    assert change_words.figures(change(old, new)) == (
        "Imprecision rated down by one level, now rated down by two levels."
    )


def test_the_effects_of_trials_that_are_not_pooled_are_told_one_by_one() -> None:
    def trials(high: float) -> dict[str, Any]:
        trial = {
            "trial_id": "A",
            "label": "A 2001",
            "estimate": 0.2,
            "ci_low": 0.1,
            "ci_high": high,
        }
        return side(synthesis="narrative", estimate=None, trials=[trial])

    assert change_words.figures(change(trials(0.3), trials(0.4))) == (
        "A 2001 0.20 (0.10 to 0.30), now 0.20 (0.10 to 0.40)."
    )


def test_absolute_effects_are_told_at_each_baseline_risk() -> None:
    def risks(difference: float) -> dict[str, Any]:
        at = {"baseline_label": "Low", "difference": difference, "ci_low": -0.05, "ci_high": 0.01}
        return side(absolute=[at])

    assert change_words.figures(change(risks(-0.02), risks(-0.03))) == (
        "Difference per 1000 people (Low) −20 (−50 to 10), now −30 (−50 to 10)."
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, side(), "This result is new in this version."),
        (side(), None, "This result is no longer part of the review."),
        (side(), side(k=4), "The conclusion did not change."),
    ],
)
def test_a_verdict_fits_what_happened(
    before: dict[str, Any] | None, after: dict[str, Any] | None, said: str
) -> None:
    assert change_words.in_full(change(before, after))[0] == said


def test_long_lists_of_names_are_cut_and_counted() -> None:
    assert say(change_words.named(["A", "B"], 2)) == "A and B"
    assert say(change_words.named(["A", "B", "C"], 2)) == "A and two others"
    assert say(change_words.named("ABCDEF", 4)) == "A, B, C and three others"
    assert len(say(change_words.named(["x" * 5000], 1))) <= change_words.LONGEST_NAME


def test_trials_are_counted_by_what_became_of_them() -> None:
    assert registry_words.trial_sentences(CHANGED)[:6] == (
        "One trial was added: Poulsen 2025 (PEER).",
        "One trial was entered as awaiting classification: Waits 2026.",
        "One trial was removed from the registry: Gone 2001.",
        "One trial was retracted and is in no main analysis now: False 2011.",
        "One trial moved from ongoing to included: Moved 2020.",
        "One trial was corrected (one cell): Cook 2012 (WRAP).",
    )


def test_several_trials_take_the_plural() -> None:
    several = Changes(
        since=1,
        trials_added=("a", "b"),
        trials_retracted=("c", "d"),
        moves=tuple(
            StatusMove(trial_id=t, label=t, before="included", after="retracted") for t in "cd"
        ),
        statuses={"a": "set aside", "b": "set aside"},
    )
    assert registry_words.trial_sentences(several) == (
        "Two trials were entered and set aside, because of what is wrong in the row: a and b.",
        "Two trials were retracted and are in no main analysis now: c and d.",
    )


def test_a_correction_reads_old_and_new() -> None:
    said = [registry_words.correction_sentence(each) for each in CHANGED.corrections]
    assert said == [
        "Cook 2012 (WRAP), personal recovery, end of intervention, RAS, intervention arm: sd is "
        "now 14.9 (before: 13.7).",
        "Search 2019, MEDLINE: records is now 1812 (before: empty).",
    ]


def decision(kind: Any, **fields: Any) -> DecisionChange:
    given: dict[str, Any] = {
        "comparison": "main",
        "outcome": "mood",
        "timepoint": "post",
        "label": "Mood, end of treatment",
        "domain": "imprecision",
        "change": kind,
        "before": -2,
        "after": -1,
        "by": "A. Reviewer",
        "date": dt.date(2026, 5, 1),
        "reason": "The interval is wide.",
    }
    return DecisionChange(**{**given, **fields})


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (
            "taken",
            {"before": None},
            "a decision was taken, rated down by one level (A. Reviewer, 1 May 2026: “The interval "
            "is wide”).",
        ),
        (
            "changed",
            {"by_before": "B", "reason_before": "So."},
            "the decision was changed and is now rated down by one level (A. Reviewer, 1 May 2026: "
            "“The interval is wide”); before, it was rated down by two levels (B: “So”).",
        ),
        (
            "changed",
            {"before": -1, "by_before": "B", "reason_before": "So."},
            "the reason was reworded, the decision is the same: rated down by one level (A. "
            "Reviewer, 1 May 2026: “The interval is wide”); before: rated down by one level (B: "
            "“So”).",
        ),
        (
            "changed",
            {"before": -1, "by_before": "B", "reason_before": "The interval is wide."},
            "the decision was changed and is now rated down by one level (A. Reviewer, 1 May 2026: "
            "“The interval is wide”); before, it was rated down by one level (B: “The interval is "
            "wide”).",
        ),
        (
            "renewed",
            {"reason": None, "by": None, "date": None},
            "the decision was confirmed again, rated down by one level.",
        ),
        (
            "withdrawn",
            {"after": None, "by_before": "B", "reason": "Not asked."},
            "the decision was withdrawn, rated down by two levels (B): Not asked.",
        ),
        (
            "stale",
            {"reason": "k rose"},
            "what the decision was taken on has changed, and it waits to be confirmed again: "
            "k rose.",
        ),
        (
            "fits again",
            {},
            "the decision, which had gone stale, fits the evidence again.",
        ),
        (
            "taken",
            {"domain": "upgrade", "after": 0, "by": None, "date": None, "reason": None},
            "a decision was taken, not rated up.",
        ),
    ],
)
def test_a_decision_says_what_became_of_it(kind: Any, fields: dict[str, Any], said: str) -> None:
    name = "reasons to rate up" if fields.get("domain") else "imprecision"
    sentence = registry_words.decision_sentence(decision(kind, **fields))
    assert sentence == f"Mood, end of treatment, {name}: {said}"


def test_decisions_are_counted_by_what_became_of_them() -> None:
    some = Changes(since=1, decisions=tuple(map(decision, ("taken", "taken", "stale", "renewed"))))
    assert registry_words.decisions_sentence(some) == (
        "Two rating decisions were taken, one was confirmed again and one rests on "
        "something that has changed."
    )
    reworded = decision("changed", before=-1, reason_before="So.")
    some = Changes(since=1, decisions=(decision("changed"), reworded))
    assert registry_words.decisions_sentence(some) == (
        "One rating decision was changed and one has its reason reworded."
    )


def many(number: int) -> Changes:
    """Give a difference in which very much changed, with very long names."""
    label = "A name that is far too long for any sentence " * 40
    trials = tuple(f"T{n}" for n in range(number))
    found = tuple(
        change(side(), side(statement=label * 5), STATEMENT, CERTAINTY, trials_joined=trials)
        for _ in range(number)
    )
    return Changes(
        since=1,
        trials_added=trials,
        trials_removed=trials,
        trials_corrected=trials,
        trials_retracted=trials,
        labels=dict.fromkeys(trials, label),
        moves=tuple(
            StatusMove(trial_id=t, label=label, before="included", after="retracted")
            for t in trials
        ),
        corrections=tuple(
            Correction(
                table="arms", trial_id=t, label=label, where=label, column="n", old=label, new="2"
            )
            for t in trials
        ),
        rows=tuple(
            RowChange(table="arms", trial_id=t, label=label, where=label, change="added")
            for t in trials
        ),
        searches_added=trials,
        findings=found,
        decisions=tuple(decision("stale") for _ in range(number)),
        methods=tuple(f"{label}{n}." for n in range(number)),
    )


@pytest.mark.parametrize("number", [1, 4, 100, 1000])
@pytest.mark.parametrize(("room", "longest"), [("SCREEN", 4500), ("PAPER", 2600)])
def test_the_brief_account_stays_brief_whatever_happened(
    number: int, room: str, longest: int
) -> None:
    changes, held = many(number), getattr(change_sections, room)
    conclusions = [change_words.conclusion(c) for c in changes.conclusions[: held.conclusions]]
    lines = change_sections.in_brief(changes, held)
    assert len(lines) <= 6
    assert sum(len(line) for line in (*conclusions, *lines)) < longest
    assert len(change_text.headline(changes)) < 600
    assert "\n" not in change_text.headline(changes)


def test_nothing_that_changed_is_passed_over_in_the_brief_account() -> None:
    lines = " ".join(change_sections.in_brief(CHANGED))
    for said in ("added", "awaiting", "removed", "retracted", "moved", "corrected", "search"):
        assert said in lines, said
    assert "One result is new: Hope, end of intervention." in lines
    assert (
        "One other result moved without a change of conclusion: Depression, end of intervention."
    ) in lines
    assert "The methods changed in two points." in lines


def test_an_account_without_a_changed_conclusion_says_so_first() -> None:
    moved = Changes(since=2, findings=(change(side(), side(k=4)),), trials_added=("A",))
    assert change_sections.in_brief(moved) == (
        "No conclusion changed.",
        "One trial was added: A.",
        "One result moved without a change of conclusion: Mood, end of treatment.",
    )
    assert change_text.headline(moved) == (
        "No conclusion changed; one trial was added; one result moved."
    )


def test_a_headline_names_the_one_conclusion_that_changed() -> None:
    assert change_text.headline(CHANGED).startswith(
        "The conclusion changed for personal recovery, end of intervention; one result is new; one "
        "result is no longer there; one trial was added; one trial was entered without being "
        "included; one trial was removed; one trial was retracted; one trial was given another "
        "status; one trial was corrected; one other result moved;"
    )


def test_a_headline_is_never_empty() -> None:
    cells = Changes(since=1, searches_added=("s",))
    assert change_text.headline(cells).endswith(".")
    assert change_text.headline(Changes(since=1)) == NOTHING


def test_items_are_one_line_each_and_cover_evidence_and_methods() -> None:
    evidence = change_text.evidence_items(CHANGED)
    assert evidence[0].startswith("Personal recovery, end of intervention: the conclusion changed.")
    assert (
        "One rating decision was changed and one rests on something that has changed." in evidence
    )
    assert all("\n" not in item and item.endswith(".") for item in evidence)
    assert change_text.methods_items(CHANGED) == (
        "The estimator of τ² is now REML (before: DL).",
        "The outcome ‘Hope’ was added.",
    )
    assert change_text.evidence_items(Changes(since=1, methods=("M.",))) == ()


def test_the_text_lists_everything_old_and_new() -> None:
    text = change_text.as_text(CHANGED, sample_documents.findings(changes=CHANGED))
    assert text.startswith(
        "Group peer support for people experiencing mental health conditions: what changed\n"
        "Since version 1 (4 May 2026): The conclusion changed"
    )
    for told in ("13.7", "14.9", "SMD 0.24 (−0.06 to 0.53), now 0.28 (0.10 to 0.47)", "REML"):
        assert told in text
    assert "significan" not in text
    assert change_text.as_text(Changes(since=3)) == (f"What changed\nSince version 3: {NOTHING}\n")


@given(st.text(max_size=80), st.text(max_size=80))
def test_text_from_a_registry_never_breaks_a_line(label: str, cell: str) -> None:
    changes = Changes(
        since=1,
        trials_added=("t",),
        trials_corrected=("c",),
        labels={"t": label, "c": label},
        corrections=(
            Correction(
                table="arms",
                trial_id="c",
                label=label,
                where=cell,
                column=cell,
                old=cell,
                new=label,
            ),
        ),
        methods=(f"M {cell}",),
    )
    for item in (*change_text.evidence_items(changes), *change_text.methods_items(changes)):
        assert len(item.splitlines()) == 1
    assert len(change_text.as_text(changes).splitlines()) < 20


def test_hostile_text_is_shown_as_text_in_both_sections(tmp_path: Path) -> None:
    bad = change(
        side(statement=ATTACK), side(statement=ATTACK + "2"), STATEMENT, trials_joined=(ATTACK,)
    ).model_copy(update={"label": ATTACK})
    changes = many(0).model_copy(
        update={
            "trials_added": ("t",),
            "labels": {"t": ATTACK},
            "findings": (bad,),
            "corrections": (
                Correction(
                    table="arms",
                    trial_id="t",
                    label=ATTACK,
                    where=ATTACK,
                    column=ATTACK,
                    old=ATTACK,
                    new=ATTACK,
                ),
            ),
            "decisions": (decision("taken", reason=ATTACK, by=ATTACK, label=ATTACK),),
            "methods": (ATTACK,),
        }
    )
    pages = sample_documents.pages(sample_documents.findings(recovery(), changes=changes))
    for name in ("index.qmd", "versions.qmd", "print/review.md"):
        path = tmp_path / Path(name).name
        path.write_text(pages[name], encoding="utf-8")
        medium = "print" if name.startswith("print/") else "screen"
        body = convert(read_page(path), bibliography=BIBLIOGRAPHY, medium=medium).body
        assert "alert(1)" in body, name
        assert "<script" not in body, name
        assert "<strong>b" not in body, name
        assert 'href="javascript' not in body, name
        assert "\u202e" not in body, name


def test_the_table_of_results_holds_old_and_new() -> None:
    table = tables.results(CHANGED.findings, "since version 1")
    first = [cell.lines for cell in table.rows[0].cells]
    assert first[1:4] == [
        ("3", "→ 4"),
        ("877", "→ 1,173"),
        ("SMD 0.24 (−0.06 to 0.53)", "→ SMD 0.28 (0.10 to 0.47)"),
    ]
    assert [row.cells[-1].lines for row in table.rows] == [
        ("changed",),
        ("unchanged",),
        ("new",),
        ("no longer there",),
    ]


def test_corrections_beyond_what_a_page_holds_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_sections, "SCREEN", change_sections.Room(3, 4, 1))
    page = sample_documents.pages(sample_documents.findings(changes=CHANGED))["versions.qmd"]
    assert "One more cell is listed in findings.json." in page
    assert "1812" not in page


def named(
    place: int, before: dict[str, Any] | None, after: dict[str, Any] | None, *reasons: Reason
):
    return change(before, after, *reasons).model_copy(update={"label": f"Result {place}, end"})


@pytest.mark.parametrize("number", [1, 2, 6, 7, 20])
def test_results_that_moved_are_told_with_their_figures_and_the_rest_is_counted(
    number: int,
) -> None:
    still = tuple(
        named(place, side(), side(k=4, estimate=0.35 + place / 100)) for place in range(number)
    )
    items = change_text.evidence_items(Changes(since=2, findings=still))
    assert items[0] == "No conclusion changed."
    told = [item for item in items if item.startswith("Result ")]
    assert len(told) == min(number, change_text.MOST_NAMES)
    for place, item in enumerate(told):
        assert item.startswith(f"Result {place}, end: ")
        assert "Trials 3, now 4" in item
        assert f"0.30 (0.10 to 0.50), now {0.35 + place / 100:.2f} (0.10 to 0.50)" in item
    rest = number - len(told)
    further = [item for item in items if "further result" in item]
    assert len(further) == (rest > 0)
    if rest:
        words = {1: "One further result", 14: "14 further results"}[rest]
        assert further == [f"{words} moved without a change of conclusion."]


def test_a_result_whose_conclusion_changed_is_not_told_twice() -> None:
    both = (named(0, side(), side(certainty="high"), CERTAINTY), named(1, side(), side(k=4)))
    items = change_text.evidence_items(Changes(since=2, findings=both))
    assert [item.partition(",")[0] for item in items] == ["Result 0", "Result 1"]
    assert "the conclusion changed" in items[0]
    assert "No conclusion changed." not in items


NO_DATA = side(synthesis="none", k=0, n=None, estimate=None, certainty=None, statement=None)


@pytest.mark.parametrize(
    ("reported", "empty", "said"),
    [
        (0, 1, ["One result is asked for now, and no trial has data on it."]),
        (0, 3, ["Three results are asked for now, and no trial has data on them."]),
        (1, 0, ["One result is new: Result 0, end."]),
        (
            2,
            1,
            [
                "Two results are new: Result 0, end and Result 1, end.",
                "One further result is asked for now, and no trial has data on it.",
            ],
        ),
        (
            1,
            2,
            [
                "One result is new: Result 0, end.",
                "Two further results are asked for now, and no trial has data on them.",
            ],
        ),
    ],
)
def test_new_results_without_data_are_counted_alone(
    reported: int, empty: int, said: list[str]
) -> None:
    new = [named(place, None, side()) for place in range(reported)]
    new += [named(place, None, NO_DATA) for place in range(reported, reported + empty)]
    changes = Changes(since=2, findings=tuple(new))
    lines = change_text.moved_sentences(changes)
    assert list(lines) == said
    headline = change_text.headline(changes)
    assert ("new" in headline) == bool(reported)
    assert not any(f"Result {place}," in " ".join(lines) for place in range(reported, 9))


def correction(trial: str, old: str | None, new: str | None = "5") -> Correction:
    return Correction(
        table="trials", trial_id=trial, label=trial, where="", column="year", old=old, new=new
    )


@pytest.mark.parametrize(
    ("held", "empty", "said"),
    [
        (0, 0, "corrected: A."),
        (1, 0, "corrected (one cell): A."),
        (3, 0, "corrected (three cells): A."),
        (0, 1, "filled in further (one cell that was empty): A."),
        (0, 2, "filled in further (two cells that were empty): A."),
        (
            1,
            1,
            "corrected or filled in further (one cell that held something else, one that was "
            "empty): A.",
        ),
        (
            2,
            3,
            "corrected or filled in further (two cells that held something else, three that were "
            "empty): A.",
        ),
    ],
)
def test_cells_that_were_empty_are_filled_in_and_not_corrected(
    held: int, empty: int, said: str
) -> None:
    cells = [correction("A", "4") for _ in range(held)]
    cells += [correction("A", None) for _ in range(empty)]
    # The cells of another trial, or of a search, are not counted with them.
    others = (correction("B", "1"), correction("C", None).model_copy(update={"trial_id": None}))
    changes = Changes(since=2, trials_corrected=("A",), corrections=(*cells, *others))
    assert f"One trial was {said}" in registry_words.trial_sentences(changes, 6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one two three four", "one two…"),
        ("trials of community (VIVE)", "trials of…"),
        ("(a very long bracket) ends", "(a very…"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaa…"),
        ("eleven signs", "eleven…"),
    ],
)
def test_a_text_is_cut_after_a_word_and_before_a_bracket(text: str, said: str) -> None:
    assert change_words.short(text, 11) == said
    assert stopped(said) == said
    assert stopped("one two") == "one two."


def test_no_sentence_ends_with_four_stops() -> None:
    long = "A search of trials of peer support in the community " * 5
    labels = {"a": long, "b": "Another"}
    for added in (("a",), ("b", "a")):
        some = Changes(
            since=1, searches_added=added, search_labels=labels, trials_added=added, labels=labels
        )
        for line in registry_words.trial_sentences(some):
            assert "…." not in line
            assert line.endswith((".", "…"))


@pytest.mark.parametrize("before", ["single", "pooled", "narrative"])
@pytest.mark.parametrize("after", ["single", "pooled", "narrative"])
def test_the_trials_are_told_one_by_one_but_where_the_one_is_the_whole(before, after):
    def side(synthesis: str, estimate: float, *names: str) -> dict[str, Any]:
        known = {"estimate": estimate, "ci_low": 0.1, "ci_high": 0.9}
        rows = [{"trial_id": name, "label": f"Trial {name}", **known} for name in names]
        return {"synthesis": synthesis, "measure": "SMD", "trials": rows}

    told = change_words._trial_figures(side(before, 0.4, "A", "B"), side(after, 0.5, "B", "A", "C"))
    names = [] if before == after == "single" else ["Trial B", "Trial A"]
    assert [name for name, *_ in told] == names
    assert not list(change_words._trial_figures(side(before, 0.4), side(after, 0.5, "A")))
