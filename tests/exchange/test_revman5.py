"""RevMan 5 files: what is read, what is refused, what is reported."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from sample_files import ANALYSES, BIAS, STUDIES, revman5

from living_review.ground.errors import BadInput


def by(rows, **keys):
    return [row for row in rows if all(row[key] == value for key, value in keys.items())]


def test_studies_of_every_list_become_trials_with_their_status(read, rows) -> None:
    trials = rows(read(revman5()), "trials")
    assert {row["trial_id"]: (row["year"], row["status"]) for row in trials} == {
        "Adams_2001": ("2001", "included"),
        "Bruck_2005a": ("2005", "included"),
        "Chen_2010": ("2010", "included"),
        "Dahl_2003": ("2003", "excluded"),
        "Egan_2024": ("2024", "ongoing"),
    }
    adams = trials[0]
    assert adams["label"] == "Adams 2001"
    assert adams["doi"] == "10.1000/adams"
    assert adams["citation"] == (
        "Adams A, Baker B. A trial of support & care. Journal of Trials 2001;12(3):1-9"
    )
    assert adams["population"] == "Adults with low mood"
    assert adams["date_added"] == "2026-01-02"
    assert by(trials, trial_id="Dahl_2003")[0]["status_reason"] == "Not randomised"


def test_events_and_means_become_arms_under_the_labels_of_their_groups(read, rows) -> None:
    arms = rows(read(revman5()), "arms")
    relapse = [(r["arm"], r["role"], r["events"], r["n"]) for r in by(arms, outcome="Relapse")]
    assert relapse == [
        ("Support", "intervention", "5", "50"),
        ("Usual care", "control", "10", "50"),
    ]
    mood = [(r["arm"], r["n"], r["mean"], r["sd"]) for r in by(arms, outcome="Mood")]
    assert mood[:2] == [("Support", "24", "10.5", "3"), ("Usual care", "26", "12", "3.25")]


def test_a_trial_in_two_subgroups_keeps_both_rows_and_is_reported(read, rows) -> None:
    imported = read(revman5())
    mood = by(rows(imported, "arms"), outcome="Mood")
    assert [(row["arm"], row["stratum"]) for row in mood] == [
        ("Support", "Women"),
        ("Usual care", "Women"),
        ("Support", "Men"),
        ("Usual care", "Men"),
    ]
    assert any("counted twice" in each.reason for each in imported.report)


def test_subgroups_that_are_times_are_the_same_people_measured_again(read, rows) -> None:
    timed = ANALYSES.replace("<NAME>Women</NAME>", "<NAME>6 weeks</NAME>")
    timed = timed.replace("<NAME>Men</NAME>", "<NAME>Month 3</NAME>")
    assert timed != ANALYSES
    imported = read(revman5(STUDIES, timed))
    mood = by(rows(imported, "arms"), outcome="Mood")
    assert [(row["arm"], row["weeks"]) for row in mood] == [
        ("Support", "6"),
        ("Usual care", "6"),
        ("Support", "13"),
        ("Usual care", "13"),
    ]
    assert any("timepoints[].choose" in each.reason for each in imported.report)


def test_a_ratio_entered_as_a_logarithm_comes_out_on_the_natural_scale(read, rows) -> None:
    ratio = by(rows(read(revman5()), "contrasts"), outcome="Time_to_relapse")
    assert len(ratio) == 1
    assert ratio[0]["measure"] == "HR"
    assert float(ratio[0]["estimate"]) == pytest.approx(0.6, rel=1e-12)
    assert ratio[0]["se"] == "0.2"
    assert ratio[0]["n_intervention"] == ""  # RevMan's 0 means: not entered


def test_a_ratio_that_was_not_entered_as_a_logarithm_is_not_guessed(read) -> None:
    report = read(revman5()).report
    assert any(each.where == "IV_DATA" and "log scale" in each.reason for each in report)


def test_a_ratio_that_contradicts_the_effect_shown_is_refused(read, rows) -> None:
    changed = ANALYSES.replace('EFFECT_SIZE="0.6"', 'EFFECT_SIZE="0.9"')
    imported = read(revman5(STUDIES, changed))
    assert not by(rows(imported, "contrasts"), outcome="Time_to_relapse")
    assert any("neither as a logarithm" in each.reason for each in imported.report)


def test_observed_minus_expected_gives_petos_odds_ratio(read, rows) -> None:
    death = by(rows(read(revman5()), "contrasts"), outcome="Death")[0]
    assert death["measure"] == "OR"
    assert (death["o_minus_e"], death["variance"]) == ("-1.5", "2.5")
    assert (death["estimate"], death["se"]) == ("", "")


def test_risk_of_bias_is_translated_and_groups_that_disagree_are_left_to_a_person(
    read, rows
) -> None:
    imported = read(revman5())
    bias = {(r["trial_id"], r["domain"]): r["judgement"] for r in rows(imported, "risk_of_bias")}
    assert bias == {
        ("Adams_2001", "sequence generation"): "low",
        ("Chen_2010", "sequence generation"): "unclear",
        ("Chen_2010", "blinding of outcome assessment"): "high",
    }
    assert any("judged differently" in each.reason for each in imported.report)
    assert any(each.found == "Funding" for each in imported.report)


def test_what_has_no_place_is_counted_in_the_report(read) -> None:
    where = {each.where: each.count for each in read(revman5()).report}
    assert where["OTHER_OUTCOME"] == 1
    assert where["DICH_DATA"] == 1
    assert where["REFERENCE"] == 1


def test_swapped_events_are_written_as_entered_and_pointed_out(read, rows) -> None:
    changed = ANALYSES.replace('SWAP_EVENTS="NO"', 'SWAP_EVENTS="YES"')
    imported = read(revman5(STUDIES, changed))
    assert by(rows(imported, "arms"), outcome="Relapse")[0]["events"] == "5"
    assert any("SWAP_EVENTS" in each.where for each in imported.report)


def test_outcomes_of_one_name_in_two_comparisons_are_not_put_together(read, rows) -> None:
    twice = ANALYSES.replace("</ANALYSES_AND_DATA>", "")
    again = ANALYSES.split("<ANALYSES_AND_DATA", 1)[1].split(">", 1)[1]
    again = again.replace('NO="1">\n <NAME>Support', 'NO="2">\n <NAME>Support')
    outcomes = {row["outcome"] for row in rows(read(revman5(STUDIES, twice + again)), "arms")}
    assert outcomes == {"Relapse", "Mood", "Relapse_2.1", "Mood_2.2"}


def test_which_way_is_better_is_asked_and_never_guessed(read) -> None:
    with pytest.raises(BadInput) as caught:
        read(revman5(), higher_is_better=None)
    assert "which way is better" in str(caught.value)
    assert "1.1 (Relapse)" in str(caught.value)
    assert "--draft-mapping" in str(caught.value)


def test_a_mapping_names_outcomes_and_their_direction(read, rows) -> None:
    mapping = b"""
outcomes:
  "1.1": {outcome: relapse, timepoint: year, higher_is_better: false}
  "1.2": {outcome: mood, higher_is_better: true, instrument: BDI, score: change, weeks: 12}
  "1.3": {skip: true}
  "1.4": {outcome: death, higher_is_better: false}
"""
    imported = read(revman5(), mapping=(mapping, "m.yml"), higher_is_better=None)
    arms = rows(imported, "arms")
    assert by(arms, outcome="relapse")[0]["timepoint"] == "year"
    mood = by(arms, outcome="mood")[0]
    assert (mood["higher_is_better"], mood["instrument"]) == ("true", "BDI")
    assert (mood["score"], mood["weeks"]) == ("change", "12")
    assert {row["outcome"] for row in rows(imported, "contrasts")} == {"death"}


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (b"outcomes: {'9.9': {skip: true}}", "9.9"),
        (b"outcomes: {'1.1': {higher: true}}", "unknown key"),
        (b"outcomes: {'1.1': {higher_is_better: 1}}", "higher_is_better"),
        (b"outcomes: {'1.1': {outcome: 'no spaces'}}", "identifier"),
        (b"- a list", "a list"),
        (b"\xff\xfe", "UTF-8"),
        (b"a: &b 1", "anchors"),
        (b" ", "empty"),
    ],
)
def test_a_wrong_mapping_is_one_sentence(read, mapping: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(revman5(), mapping=(mapping, "m.yml"))


BOMB = "".join(f'<!ENTITY b{i} "{f"&b{i - 1};" * 10}">' for i in range(1, 12))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<?xml version='1.0'?><COCHRANE_REVIEW>", "not XML"),
        (b"<?xml version='1.0'?><OTHER/>", "COCHRANE_REVIEW"),
        (
            b'<?xml version="1.0"?><!DOCTYPE COCHRANE_REVIEW [<!ENTITY x SYSTEM '
            b'"file:///etc/passwd">]><COCHRANE_REVIEW>&x;</COCHRANE_REVIEW>',
            "entities",
        ),
        (
            f'<?xml version="1.0"?><!DOCTYPE COCHRANE_REVIEW [<!ENTITY b0 "x">{BOMB}]>'
            "<COCHRANE_REVIEW>&b11;</COCHRANE_REVIEW>".encode(),
            "entities",
        ),
        (revman5(root='<COCHRANE_REVIEW TYPE="DIAGNOSTIC">'), "diagnostic"),
        (b'<?xml version="1.0" encoding="no-such"?><COCHRANE_REVIEW/>', "not XML"),
        (b"<?xml version='1.0'?><COCHRANE_REVIEW>\xff</COCHRANE_REVIEW>", "not XML"),
    ],
)
def test_hostile_or_wrong_xml_is_refused_in_one_sentence(read, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(content, "a.rm5")


def test_a_name_of_a_megabyte_is_cut_and_deep_nesting_is_no_danger(read, rows) -> None:
    long = STUDIES.replace("Adults with low mood", "x" * 1_000_000)
    deep = "<A>" * 5_000 + "</A>" * 5_000
    trials = rows(read(revman5(long, f"<MAIN_TEXT>{deep}</MAIN_TEXT>")), "trials")
    assert trials[0]["population"].endswith("(cut on import)")
    assert len(trials[0]["population"]) <= 5_000


PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {population: people, intervention: support, comparator: usual care, setting: any}
timepoints: [{id: post, label: End of treatment}]
comparisons:
  - {id: main, label: Support versus usual care, intervention: support, comparator: usual care}
outcomes:
  - {id: Relapse, label: Relapse, measure: RR, better: lower}
  - {id: Mood, label: Mood, measure: SMD, better: lower}
  - {id: Time_to_relapse, label: Time to relapse, measure: HR, better: lower}
  - {id: Death, label: Death, measure: OR, better: lower}
"""


def test_the_effects_of_a_file_are_those_it_shows_itself(read) -> None:
    """EFFECT_SIZE is what RevMan computed from the same figures."""
    from living_review.findings import VersionInfo
    from living_review.protocol import parse_protocol
    from living_review.registry import read as snapshot
    from living_review.synthesis import synthesise

    day = dt.date(2026, 1, 2)
    one_subgroup = ANALYSES.split('<CONT_SUBGROUP ID="CMP-001.02.02"')[0] + (
        "</CONT_OUTCOME>" + ANALYSES.split("</CONT_OUTCOME>", 1)[1]
    )
    protocol = parse_protocol(PROTOCOL, "p.yml")
    registry = snapshot(read(revman5(STUDIES, BIAS, one_subgroup)).tables, protocol)
    assert registry.quarantine == ()
    found = synthesise(registry, protocol, today=day, version=VersionInfo(number=None, date=day))
    effects = {
        (finding.outcome, trial.trial_id): trial
        for finding in found.findings
        for trial in finding.trials
    }
    assert effects["Relapse", "Adams_2001"].estimate == pytest.approx(0.5, rel=1e-12)
    assert effects["Death", "Chen_2010"].estimate == pytest.approx(math.exp(-0.6), rel=1e-12)
    assert effects["Death", "Chen_2010"].se == pytest.approx(1 / math.sqrt(2.5), rel=1e-12)
    assert effects["Time_to_relapse", "Chen_2010"].estimate == pytest.approx(0.6, rel=1e-12)
    assert effects["Time_to_relapse", "Chen_2010"].se == pytest.approx(0.2, rel=1e-12)
    mood = effects["Mood", "Adams_2001"]
    # Hedges' g of 10.5 (3, n 24) against 12 (3.25, n 26), by hand.
    pooled_sd = math.sqrt((23 * 9 + 25 * 3.25**2) / 48)
    assert mood.estimate == pytest.approx(-1.5 / pooled_sd * (1 - 3 / (4 * 48 - 1)), rel=1e-3)


def test_results_whose_study_id_has_a_doubled_hyphen_find_their_study(read, rows) -> None:
    changed = ANALYSES.replace("STD-Chen-2010", "STD-Chen--2010")
    trials = {row["trial_id"] for row in rows(read(revman5(STUDIES, changed)), "contrasts")}
    assert trials == {"Chen_2010"}


ALIKE = """<ANALYSES_AND_DATA CALCULATED_DATA="YES">
<COMPARISON ID="CMP-001" NO="1"><NAME>Drug versus placebo</NAME>
{first}</COMPARISON>
<COMPARISON ID="CMP-002" NO="2"><NAME>Drug versus another drug</NAME>
{second}</COMPARISON></ANALYSES_AND_DATA>"""
NAMED = """<CONT_OUTCOME ID="CMP-00{c}.0{n}" NO="{n}" EFFECT_MEASURE="MD"><NAME>{name}</NAME>
<CONT_DATA STUDY_ID="STD-Adams-2001" MEAN_1="4" SD_1="1" TOTAL_1="50" MEAN_2="5" SD_2="1"
 TOTAL_2="50"/></CONT_OUTCOME>
"""


def test_outcomes_whose_names_differ_in_a_sign_or_a_capital_stay_apart(read, rows) -> None:
    first = ["Pain &lt; 24 weeks", "Pain &gt; 24 weeks", "Response \u226550%", "Response &lt;50%"]
    second = ["Pain \u2264 24 weeks", "Pain &lt; 24 weeks", "pain &lt; 24 weeks"]
    analyses = ALIKE.format(
        first="".join(NAMED.format(c=1, n=n, name=name) for n, name in enumerate(first, 1)),
        second="".join(NAMED.format(c=2, n=n, name=name) for n, name in enumerate(second, 1)),
    )
    imported = read(revman5(STUDIES, analyses))
    made = list(dict.fromkeys(row["outcome"] for row in rows(imported, "arms")))
    assert made == [
        "Pain_lt_24_weeks",
        "Pain_gt_24_weeks",
        "Response_ge_50_percent",
        "Response_lt_50_percent",
        "Pain_le_24_weeks",
        "Pain_lt_24_weeks_2.2",
        "pain_lt_24_weeks_2.3",
    ]
    assert len({name.casefold() for name in made}) == len(made)
    assert any("nearly the same" in each.reason for each in imported.report)
