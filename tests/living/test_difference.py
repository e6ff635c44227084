"""The difference between two real editions: trials, cells, findings, decisions, methods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from every_page import page_texts

from living_review.document.orphan_numbers import orphan_numbers
from living_review.findings import Changes, FindingChange
from living_review.ground import numbers
from living_review.living.difference import difference
from living_review.protocol.outcomes import Instrument
from living_review.words.change_text import as_text, evidence_items, headline

if TYPE_CHECKING:
    from conftest import Review

Compared = Callable[["Review", "Review"], Changes]
BEFORE_PEER = dt.date(2019, 7, 12)


def of(changes: Changes, outcome: str) -> FindingChange:
    return next(each for each in changes.findings if each.outcome == outcome)


def rules(change: FindingChange) -> set[str]:
    return {reason.rule for reason in change.reasons}


@pytest.fixture(scope="module")
def since_2019(peers: Review) -> Changes:
    """The shipped review of today against that of the 2021 review's search."""
    return difference(peers.edition(BEFORE_PEER), peers.edition())


def test_the_trials_that_came_since_2019_are_told_with_their_status(since_2019: Changes) -> None:
    assert "POULSEN2025_PEER" in since_2019.trials_added
    assert since_2019.labels["POULSEN2025_PEER"] == "Poulsen 2025 (PEER)"
    assert since_2019.statuses["POULSEN2025_PEER"] == "included"
    assert since_2019.statuses["COOK2020_WHAM"] == "awaiting"
    assert since_2019.trials_removed == since_2019.trials_corrected == ()
    assert since_2019.since_date == BEFORE_PEER
    assert since_2019.since is None


def test_rows_of_an_added_trial_or_search_are_not_told_twice(since_2019: Changes) -> None:
    assert since_2019.rows == since_2019.corrections == ()
    assert since_2019.searches_added == ("update-2026", "update-2026-11")
    assert since_2019.search_labels["update-2026"].startswith("22 November 2026: Targeted")


def test_the_conclusion_on_recovery_changed_and_the_rules_say_why(peers: Review) -> None:
    """As it was told before the figures of a trial of 2018 were seen."""
    unseen = peers
    for table in ("trials", "arms", "contrasts", "risk_of_bias"):
        unseen = unseen.without(table, trial_id="DRUSS2018_HARP")
    changes = difference(unseen.edition(BEFORE_PEER), unseen.edition())
    change = of(changes, "recovery")
    assert change.conclusion_changed
    assert changes.findings[0] is change
    assert change.before is not None
    assert change.after is not None
    assert (change.before["k"], change.after["k"]) == (3, 4)
    assert change.before["certainty"] == "very low"
    assert change.after["certainty"] == "low"
    assert change.trials_joined == ("Poulsen 2025 (PEER)",)
    assert rules(change) == {"change-certainty/1", "change-no-difference/2", "change-statement/2"}
    assert change.methods_changed == ()


def test_recovery_moved_with_the_same_conclusion_and_is_told_with_its_figures(
    since_2019: Changes,
) -> None:
    (change,) = (
        each
        for each in since_2019.findings
        if (each.outcome, each.timepoint) == ("recovery", "post")
    )
    assert not change.conclusion_changed
    assert change.before is not None
    assert change.after is not None
    assert (change.before["k"], change.after["k"]) == (4, 5)
    assert change.trials_joined == ("Poulsen 2025 (PEER)",)
    (line,) = (
        each for each in evidence_items(since_2019) if each.startswith("Personal recovery, end")
    )
    assert "the conclusion did not change. New in this result: Poulsen 2025 (PEER)." in line
    assert "Trials 4, now 5; participants 1,277, now 1,573" in line
    assert "SMD 0.26 (0.08 to 0.44), now 0.29 (0.15 to 0.43)" in line


def test_decisions_taken_since_are_told_with_who_and_why(since_2019: Changes) -> None:
    taken = [d for d in since_2019.decisions if d.outcome == "recovery"]
    assert {(d.change, d.domain, d.after) for d in taken} >= {
        ("taken", "risk_of_bias", -1),
        ("taken", "imprecision", -1),
    }
    assert all(d.by and d.date and d.reason for d in taken)


def test_an_edition_differs_in_nothing_from_itself(peers: Review, bcg: Review) -> None:
    for edition in (peers.edition(), peers.edition(BEFORE_PEER), bcg.edition()):
        assert difference(edition, edition).empty


def test_what_one_way_adds_the_other_way_removes(peers: Review, since_2019: Changes) -> None:
    back = difference(peers.edition(), peers.edition(BEFORE_PEER))
    assert back.trials_removed == since_2019.trials_added
    assert back.trials_added == since_2019.trials_removed
    returned = {(f.comparison, f.outcome, f.timepoint): f for f in back.findings}
    assert len(returned) == len(back.findings) == len(since_2019.findings)
    for there in since_2019.findings:
        here = returned[there.comparison, there.outcome, there.timepoint]
        assert (here.before, here.after) == (there.after, there.before)
        assert here.conclusion_changed == there.conclusion_changed
        assert rules(here) == rules(there)


def test_every_number_that_is_told_stands_in_one_of_the_two(
    peers: Review, since_2019: Changes
) -> None:
    now = peers.edition().findings.model_copy(update={"changes": since_2019})
    assert orphan_numbers(as_text(since_2019, now), now, peers.protocol) == ()


def test_no_page_that_tells_the_changes_shows_a_number_of_its_own(
    peers: Review, since_2019: Changes
) -> None:
    now = peers.edition().findings.model_copy(update={"changes": since_2019})
    pages = page_texts(now, peers.protocol, {})
    before = of(since_2019, "recovery").before
    assert before is not None
    effect = (before[name] for name in ("estimate", "ci_low", "ci_high"))
    assert numbers.estimate_with_interval(*effect, before["measure"]) in pages["versions.qmd"]
    for name in ("index.qmd", "versions.qmd", "print/summary.md", "print/review.md"):
        assert orphan_numbers(pages[name], now, peers.protocol) == (), name


def test_a_corrected_cell_is_told_old_and_new_and_moves_its_finding(
    peers: Review, compared: Compared
) -> None:
    where = {"trial_id": "COOK2012_WRAP", "outcome": "recovery", "role": "intervention"}
    row = next(
        dict(zip(peers.tables["arms"].columns, cells, strict=True))
        for cells in peers.tables["arms"].rows
        if where.items() <= dict(zip(peers.tables["arms"].columns, cells, strict=True)).items()
    )
    changes = compared(peers, peers.edited("arms", where, sd="19.9"))
    (correction,) = changes.corrections
    assert (correction.old, correction.new) == (row["sd"], "19.9")
    assert (correction.column, correction.meaning) == ("sd", "Standard deviation")
    assert correction.where.startswith("personal recovery, end of intervention, ")
    assert "intervention arm" in correction.where
    assert changes.trials_corrected == ("COOK2012_WRAP",)
    assert changes.rows == changes.moves == ()
    assert [each.outcome for each in changes.findings] == ["recovery"]


def test_another_way_of_writing_the_same_is_no_correction(bcg: Review, compared: Compared) -> None:
    where = {"trial_id": "ARONSON_1948", "role": "intervention"}
    assert compared(bcg, bcg.edited("arms", where, events=" 4.0 ", higher_is_better="FALSE")).empty


def test_a_correction_that_only_a_note_shows_moves_no_finding(
    bcg: Review, compared: Compared
) -> None:
    changes = compared(bcg, bcg.edited("trials", {"trial_id": "ARONSON_1948"}, population="Young"))
    assert [c.column for c in changes.corrections] == ["population"]
    assert changes.corrections[0].where == ""
    assert changes.findings == ()


def test_a_corrected_moderator_moves_its_slope_and_nothing_else(
    bcg: Review, compared: Compared
) -> None:
    changes = compared(bcg, bcg.edited("trials", {"trial_id": "ARONSON_1948"}, latitude="14"))
    assert [(c.column, c.meaning) for c in changes.corrections] == [("latitude", "")]
    (change,) = changes.findings
    assert not change.conclusion_changed
    assert change.before is not None
    assert change.after is not None
    assert {key for key in change.after if change.after[key] != change.before[key]} == {"slopes"}
    slopes = (change.before["slopes"]["latitude"], change.after["slopes"]["latitude"])
    assert [round(each["estimate"], 2) for each in slopes] == [0.75, 0.76]


def test_a_slope_that_is_told_otherwise_is_no_other_slope(bcg: Review, compared: Compared) -> None:
    asked = bcg.protocol.model_dump(mode="json")["analysis"]
    told: tuple[dict[str, Any], ...] = ({"per": 5}, {"unit": "°"}, {"label": "Latitude"})
    for now in (*told, told[0] | told[1], {"per": 1e9}):
        moderators = [each | now for each in asked["moderators"]]
        changes = compared(bcg, bcg.asking(analysis=asked | {"moderators": moderators}))
        assert changes.findings == (), now
        assert changes.methods, now


def test_a_retracted_trial_is_a_retraction_and_no_correction(
    bcg: Review, compared: Compared
) -> None:
    gone = bcg.edited(
        "trials", {"trial_id": "ARONSON_1948"}, status="retracted", status_reason="Withdrawn."
    )
    changes = compared(bcg, gone)
    assert changes.trials_retracted == ("ARONSON_1948",)
    assert changes.trials_corrected == changes.corrections == ()
    (move,) = changes.moves
    assert (move.before, move.after, move.reason) == ("included", "retracted", "Withdrawn.")
    change = of(changes, "tuberculosis")
    assert change.before is not None
    assert change.after is not None
    assert change.after["k"] == change.before["k"] - 1
    assert change.trials_left == (changes.labels["ARONSON_1948"],)


def test_a_trial_that_was_removed_takes_its_rows_with_it(bcg: Review, compared: Compared) -> None:
    left = bcg.without("trials", trial_id="ARONSON_1948").without("arms", trial_id="ARONSON_1948")
    changes = compared(bcg, left)
    assert changes.trials_removed == ("ARONSON_1948",)
    assert changes.statuses["ARONSON_1948"] == "included"
    assert changes.rows == ()
    assert of(changes, "tuberculosis").trials_left == (changes.labels["ARONSON_1948"],)


def test_a_renamed_trial_came_and_went(bcg: Review, compared: Compared) -> None:
    renamed = bcg.edited("trials", {"trial_id": "ARONSON_1948"}, trial_id="ARONSON")
    renamed = renamed.edited("arms", {"trial_id": "ARONSON_1948"}, trial_id="ARONSON")
    renamed = renamed.edited("risk_of_bias", {"trial_id": "ARONSON_1948"}, trial_id="ARONSON")
    changes = compared(bcg, renamed)
    assert changes.trials_added == ("ARONSON",)
    assert changes.trials_removed == ("ARONSON_1948",)
    assert changes.corrections == changes.rows == ()
    assert not of(changes, "tuberculosis").conclusion_changed


def test_new_rows_of_a_trial_that_was_there_are_told(bcg: Review, compared: Compared) -> None:
    more = bcg
    for role, events in (("intervention", "1"), ("control", "5")):
        more = more.added(
            "arms",
            trial_id="ARONSON_1948",
            outcome="death",
            timepoint="follow-up",
            higher_is_better="false",
            arm=role,
            role=role,
            n="120",
            events=events,
        )
    changes = compared(bcg, more)
    assert [row.change for row in changes.rows] == ["added", "added"]
    assert changes.rows[0].where == "death from any cause, end of follow-up, intervention arm"
    assert changes.trials_corrected == ()
    change = of(changes, "death")
    assert "change-pooling/2" in rules(change)
    assert "There is evidence now; before, no trial gave usable data." in [
        reason.sentence for reason in change.reasons
    ]


def test_a_trial_whose_row_is_set_aside_is_said_to_be(bcg: Review, compared: Compared) -> None:
    more = bcg.added("trials", trial_id="NEW", label="New 2026", year="soon", status="included")
    changes = compared(bcg, more)
    assert changes.trials_added == ("NEW",)
    assert changes.statuses == {"NEW": "set aside"}


def test_a_correction_in_the_searches_is_told(bcg: Review, compared: Compared) -> None:
    search = bcg.tables["searches"].rows[0][bcg.tables["searches"].columns.index("search_id")]
    changes = compared(bcg, bcg.edited("searches", {"search_id": search}, records="1812"))
    (correction,) = changes.corrections
    assert correction.trial_id is None
    assert correction.label == f"search {search}"
    assert (correction.column, correction.old, correction.new) == ("records", None, "1812")
    assert changes.trials_corrected == ()


def test_an_exclusion_that_was_added_is_told(bcg: Review, compared: Compared) -> None:
    search = bcg.tables["searches"].rows[0][bcg.tables["searches"].columns.index("search_id")]
    more = bcg.added("exclusions", report="Nobody 1970", reason="no vaccine", search_id=search)
    (row,) = compared(bcg, more).rows
    assert (row.table, row.label, row.where) == ("exclusions", "Nobody 1970", f"search {search}")


def test_a_baseline_risk_that_was_added_is_a_method_and_shows_in_the_finding(
    bcg: Review, compared: Compared
) -> None:
    risks = bcg.protocol.model_dump(mode="json")["outcomes"][0]["baseline_risks"]
    more = bcg.outcome(
        0, baseline_risks=[*risks, {"label": "Epidemic", "risk": 0.2, "source": "us"}]
    )
    changes = compared(bcg, more)
    assert changes.methods == (
        "The baseline risk ‘Epidemic’ was added for outcome ‘Tuberculosis’.",
    )
    change = of(changes, "tuberculosis")
    assert change.methods_changed == ("the baseline risks",)
    assert change.after is not None
    assert [each["baseline_label"] for each in change.after["absolute"]][-1] == "Epidemic"


def test_another_estimator_is_told_and_named_as_a_possible_cause(
    bcg: Review, compared: Compared
) -> None:
    changes = compared(bcg.asking(analysis={"tau2": "DL"}), bcg)
    assert changes.methods == ("The estimator of τ² is now REML (before: DL).",)
    change = of(changes, "tuberculosis")
    assert not change.conclusion_changed
    assert change.methods_changed == ("the estimator of τ²",)


EXAMPLE = "Chosen for this example"


def test_a_threshold_that_moved_is_told_and_may_change_a_conclusion(
    bcg: Review, compared: Compared
) -> None:
    higher = {"small": 0.01, "moderate": 0.022, "large": 0.028, "source": EXAMPLE}
    changes = compared(bcg, bcg.outcome(0, thresholds=higher))
    assert changes.methods == (
        "The threshold of a small effect of the outcome ‘Tuberculosis’ is now 0.01 "
        "(before: 0.002).",
    )
    change = of(changes, "tuberculosis")
    assert change.conclusion_changed
    assert "change-magnitude/2" in rules(change)
    assert change.methods_changed == ("the thresholds for the size of an effect",)


def test_another_measure_alone_changes_no_side(bcg: Review, compared: Compared) -> None:
    changes = compared(bcg, bcg.outcome(0, measure="OR"))
    assert changes.methods == (
        "The effect measure of the outcome ‘Tuberculosis’ is now OR (before: RR).",
    )
    change = of(changes, "tuberculosis")
    assert change.before is not None
    assert change.after is not None
    assert (change.before["measure"], change.after["measure"]) == ("RR", "OR")
    assert not rules(change) & {"change-side/3", "change-no-difference/2"}


def test_an_outcome_that_is_asked_anew_gives_a_new_finding(bcg: Review, compared: Compared) -> None:
    outcomes = bcg.protocol.model_dump(mode="json")["outcomes"]
    fewer = bcg.asking(outcomes=outcomes[:1])
    added = compared(fewer, bcg)
    assert added.methods == ("The outcome ‘Death from any cause’ was added.",)
    assert of(added, "death").before is None
    assert not of(added, "death").conclusion_changed
    gone = compared(bcg, fewer)
    assert gone.methods == ("The outcome ‘Death from any cause’ was removed.",)
    assert of(gone, "death").after is None


def test_a_new_name_for_an_outcome_is_no_new_conclusion(bcg: Review, compared: Compared) -> None:
    changes = compared(bcg, bcg.outcome(0, label="Clinical tuberculosis"))
    assert changes.findings == ()
    assert changes.methods == ("The outcome ‘Tuberculosis’ is now called ‘Clinical tuberculosis’.",)


def test_a_new_name_for_a_baseline_risk_is_neither_a_method_of_a_finding_nor_a_change_of_it(
    bcg: Review, compared: Compared
) -> None:
    low, high = bcg.protocol.model_dump(mode="json")["outcomes"][0]["baseline_risks"]
    names = bcg.outcome(0, baseline_risks=[low | {"label": "Rare"}, high | {"label": "Common"}])
    changes = compared(bcg, names)
    assert changes.findings == ()
    assert changes.methods == tuple(
        f"The baseline risk ‘{old}’ for outcome ‘Tuberculosis’ is now called ‘{new}’."
        for old, new in ((low["label"], "Rare"), (high["label"], "Common"))
    )
    # One that has another value as well is another risk, and an order is told as one.
    (change,) = compared(bcg, bcg.outcome(0, baseline_risks=[high, low])).findings
    assert change.methods_changed == ("the baseline risks",)
    other = compared(bcg, bcg.outcome(0, baseline_risks=[low, high | {"label": "A", "risk": 0.3}]))
    assert [each.split()[-1] for each in other.methods] == ["‘Tuberculosis’."] * 2
    assert len(other.findings) == 1


def test_what_computes_is_told_when_it_changed(bcg: Review) -> None:
    after = bcg.edition()
    software = after.findings.software.model_copy(
        update={"version": "9.0", "packages": {**after.findings.software.packages, "numpy": "1.0"}}
    )
    findings = after.findings.model_copy(update={"software": software})
    before = type(after)(findings, after.tables, after.protocol)
    changes = difference(before, after, ["The wording of index.qmd.j2 changed."])
    assert len(changes.methods) == 3
    assert changes.methods[0].endswith("(before: living-review 9.0).")
    assert "numpy" in changes.methods[1]
    assert changes.methods[2] == "The wording of index.qmd.j2 changed."
    assert changes.findings == ()


def test_a_comparison_under_another_id_is_told_apart_by_it(bcg: Review, compared: Compared) -> None:
    comparisons = bcg.protocol.model_dump(mode="json")["comparisons"]
    changes = compared(bcg, bcg.asking(comparisons=[comparisons[0] | {"id": "jab"}]))
    assert len({each.label for each in changes.findings}) == len(changes.findings) == 4
    assert changes.methods == (
        "The comparison ‘BCG vaccine versus no vaccine’ (id ‘jab’) was added.",
        "The comparison ‘BCG vaccine versus no vaccine’ (id ‘vaccine’) was removed.",
    )


def test_a_decision_that_moved_the_certainty_is_named_as_a_possible_cause(bcg: Review) -> None:
    before = bcg.edition()
    finding = before.findings.findings[0]
    assert finding.certainty is not None
    first, *rest = finding.certainty.domains
    decided = first.model_copy(update={"decided": -2})
    rating = {"level": "very low", "domains": (decided, *rest)}
    certainty = finding.certainty.model_copy(update=rating)
    moved = finding.model_copy(update={"certainty": certainty})
    findings = (moved, *before.findings.findings[1:])
    after = replace(before, findings=before.findings.model_copy(update={"findings": findings}))
    (change,) = difference(before, after).findings
    assert change.methods_changed == ("what people decided on the rating",)


@pytest.mark.parametrize("trials", [3, 20], ids=["pooled", "not pooled"])
def test_no_page_names_another_level_than_that_of_its_intervals(bcg: Review, trials: int) -> None:
    review = bcg.asking(analysis={"level": 0.9, "min_trials": trials, "sensitivity": []})
    pages = page_texts(review.edition().findings, review.protocol, {})
    said = [name for name, text in pages.items() if re.search(r"\b95% (C|conf|pred)", text)]
    assert not said
    assert "90% CI" in "".join(pages.values())


def test_a_row_that_is_set_aside_is_told_beside_the_result_that_lost_it(
    bcg: Review, compared: Compared
) -> None:
    wrong = bcg.edited("arms", {"trial_id": "ARONSON_1948", "role": "control"}, events="-3")
    changes = compared(bcg, wrong)
    assert changes.set_aside is not None
    before, now = changes.set_aside
    assert (before, now > 0) == (0, True)
    assert "set aside now" in headline(changes)
    assert "set aside now and not used (before: none)." in as_text(changes)
    assert "No row of the registry is set aside now" in as_text(compared(wrong, bcg))


def test_bookkeeping_and_the_writing_of_numbers_are_no_corrections(
    bcg: Review, compared: Compared
) -> None:
    """A new name of the file that rows came from, or more decimals of a number, change no trial."""

    def rewritten(row: dict[str, str]) -> dict[str, str]:
        numbers = {name: f"{row[name]}.000" for name in ("n", "latitude") if row.get(name)}
        return {**row, **numbers, "source": f"{row['source']} (release 2)"}

    found = compared(bcg, bcg.rows("arms", {}, rewritten).rows("trials", {}, rewritten))
    assert (found.trials_corrected, found.corrections) == ((), ())
    assert {each.column for each in found.bookkeeping} == {"source"}
    assert headline(found).startswith("Only where rows of the registry came from")
    assert any("39 cells" in each for each in evidence_items(found))


def test_a_choice_that_cannot_move_a_finding_is_not_named_as_its_cause(
    bcg: Review, compared: Compared
) -> None:
    """The trials of tuberculosis are no crossover trials, and their risk ratios no SMD."""
    others = {"tau2": "DL", "crossover_correlation": 0.5, "smd_variance": "UB"}
    changes = compared(bcg.asking(analysis=others), bcg)
    assert len(changes.methods) == len(others)
    assert of(changes, "tuberculosis").methods_changed == ("the estimator of τ²",)


@pytest.mark.parametrize(
    ("known", "bears"),
    [
        ({"higher_is_better": False}, True),
        ({"higher_is_better": True}, False),
        ({"range": (1, 4)}, False),
        ({"range": (4, 9)}, True),
        ({"main": False}, True),
    ],
)
def test_what_the_protocol_says_of_an_instrument_is_named_where_it_sets_rows_aside(
    peers: Review, compared: Compared, known: dict[str, Any], bears: bool
) -> None:
    """Of one trial's scale for recovery higher scores are better, and its means are 3.1 and 3.2."""
    scale = "Personal Growth and Recovery Scale"
    told = tuple(
        each.model_copy(update={"instruments": {scale: Instrument(**known)}})
        if each.id == "recovery"
        else each
        for each in peers.protocol.outcomes
    )
    asked = peers.protocol.model_copy(update={"outcomes": told})
    changes = compared(peers, replace(peers, protocol=asked, _known={}))
    assert len(changes.methods) == 1
    moved = [each.outcome for each in changes.findings]
    assert moved == (["recovery"] if bears else [])
    if bears:
        (change,) = changes.findings
        apart = f"results on {scale} would count as well"
        assert (change.methods_changed, change.by_earlier_rules) in (
            ((f"which instruments count: {scale}",), ()),
            ((), (apart,)),
        )
