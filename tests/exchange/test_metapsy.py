"""Databases in the Metapsy standard, and the facts of the shipped review by that way."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from sample_files import METAPSY, csv_bytes

from living_review.exchange.decisions import PrecalcSign
from living_review.ground.errors import BadInput
from living_review.sources import CsvFolder, RawTables

TWO = [METAPSY, {**METAPSY, "study": "Chen, 2010", "year": 2010, "duration": "8 sessions"}]


@pytest.mark.parametrize(("separator", "comma"), [(",", False), (";", True), (";", False)])
def test_separators_and_decimal_marks_are_told_from_the_file(read, rows, separator, comma) -> None:
    arms = rows(read(csv_bytes(TWO, separator, comma=comma)), "arms")
    first = arms[0]
    assert (first["trial_id"], first["arm"], first["role"]) == (
        "Adams_2001",
        "Support",
        "intervention",
    )
    assert (first["n"], first["mean"], first["sd"], first["weeks"]) == ("24", "10.5", "3.25", "12")
    assert (first["instrument"], first["outcome"]) == ("BDI-II", "Depression")
    assert len(arms) == 4


def test_a_nameless_column_of_row_numbers_is_passed_over(read, rows) -> None:
    numbered = csv_bytes([{"": i, **line} for i, line in enumerate(TWO, start=1)], ";", comma=True)
    imported = read(numbered)
    assert len(rows(imported, "arms")) == 4
    assert "" not in imported.tables["trials"].columns


def test_traits_of_a_study_become_columns_of_trials(read, rows) -> None:
    trial = rows(read(csv_bytes(TWO, ";", comma=True)), "trials")[0]
    assert trial["percent_women"] == "47.5"
    assert (trial["country"], trial["comparator"]) == ("UK", "CAU")
    assert ".g" not in trial


def test_weeks_that_look_like_months_are_left_empty_until_somebody_says(read, rows) -> None:
    content = csv_bytes([{**METAPSY, "duration": "12 months"}])
    doubtful = read(content)
    assert "weeks" not in doubtful.tables["arms"].columns
    assert any("may hold months" in each.reason for each in doubtful.report)
    assert rows(read(content, weeks_are="months"), "arms")[0]["weeks"] == "52"
    assert rows(read(content, weeks_are="weeks"), "arms")[0]["weeks"] == "12"


def test_the_type_of_outcome_says_which_figures_are_meant(read, rows) -> None:
    both = {"event_arm1": 3, "event_arm2": 11, "totaln_arm1": 20, "totaln_arm2": 22}
    means = read(csv_bytes([{**METAPSY, **both}]))
    assert "events" not in means.tables["arms"].columns
    assert any(each.where == "dich columns" for each in means.report)
    events = rows(read(csv_bytes([{**METAPSY, **both, "outcome_type": "dich"}])), "arms")
    assert [(row["events"], row["n"]) for row in events] == [("3", "20"), ("11", "22")]
    assert "mean" not in events[0]


def test_changes_from_baseline_are_called_so(read, rows) -> None:
    change = {
        **dict.fromkeys(("mean_arm1", "mean_arm2"), "NA"),
        **{f"{what}_change_arm{i}": 3.5 for what in ("mean", "sd") for i in (1, 2)},
        "n_change_arm1": 20,
        "n_change_arm2": 21,
        "outcome_type": "change",
    }
    assert rows(read(csv_bytes([{**METAPSY, **change}])), "arms")[0]["score"] == "change"


def test_an_effect_without_arms_is_reported_and_not_turned_round(read) -> None:
    bare = {**METAPSY, "mean_arm1": "NA", "mean_arm2": "NA"}
    imported = read(csv_bytes([bare]))
    assert "arms" not in imported.tables
    assert any("sign does not say" in each.reason for each in imported.report)


def test_an_arm_in_several_comparisons_is_written_once(read, rows) -> None:
    second = {**METAPSY, "condition_arm1": "Exercise", "mean_arm1": 9.5}
    arms = rows(read(csv_bytes([METAPSY, second])), "arms")
    assert [row["arm"] for row in arms] == ["Support", "CAU", "Exercise"]


def test_judgements_that_rows_disagree_on_are_left_to_a_person(read, rows) -> None:
    imported = read(csv_bytes([METAPSY, {**METAPSY, "time": "fu", "rob_d1": "High risk"}]))
    assert {row["domain"] for row in rows(imported, "risk_of_bias")} == {"overall"}
    assert any("judged differently" in each.reason for each in imported.report)


def test_a_column_of_the_standard_that_is_missing_is_named(read) -> None:
    bad = [{key: cell for key, cell in METAPSY.items() if key != "condition_arm2"}]
    with pytest.raises(BadInput, match="condition_arm2"):
        read(csv_bytes(bad), format="metapsy")


def as_metapsy(registry: Any, timepoint: str) -> list[dict[str, Any]]:
    """Write the two-armed means of a registry in the Metapsy standard."""
    trials = {
        cells["trial_id"]: {
            name: cells[name] for name in ("category", "delivery", "comparator", "led_by", "focus")
        }
        for cells in (
            dict(zip(registry["trials"].columns, row, strict=True))
            for row in registry["trials"].rows
        )
    }
    arms: dict[tuple[str, ...], dict[str, dict[str, str]]] = {}
    table = registry["arms"]
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        if all(cells[name] for name in ("n", "mean", "sd")) and cells["timepoint"] == timepoint:
            key = tuple(cells[name] for name in ("trial_id", "outcome", "instrument"))
            arms.setdefault(key, {})[cells["role"]] = cells
    return [
        {
            "study": trial,
            "year": 2000,
            **trials[trial],
            "outcome_type": "msd",
            "outcome_subcategory": outcome,
            "instrument": instrument,
            "time": "post",
            "condition_arm1": pair["intervention"]["arm"],
            "condition_arm2": pair["control"]["arm"],
            **{
                f"{what}_arm{number}": float(pair[role][what]) if what != "n" else pair[role][what]
                for number, role in ((1, "intervention"), (2, "control"))
                for what in ("n", "mean", "sd")
            },
        }
        for (trial, outcome, instrument), pair in arms.items()
        if len(pair) == 2
    ]


def test_the_shipped_reviews_facts_come_back_with_the_same_figures(
    read, rows, project_root: Path
) -> None:
    registry = CsvFolder(project_root / "data" / "registry").pull()
    lines = as_metapsy(registry, "post")
    assert len(lines) >= 10
    imported = rows(read(csv_bytes(lines, ";", comma=True)), "arms")
    table = registry["arms"]
    there = {
        (c["trial_id"], c["outcome"], c["instrument"], c["role"]): c
        for c in (dict(zip(table.columns, row, strict=True)) for row in table.rows)
        if c["timepoint"] == "post"
    }
    assert len(imported) == 2 * len(lines)
    for row in imported:
        own = there[row["trial_id"], row["outcome"], row["instrument"], row["role"]]
        assert float(row["n"]) == float(own["n"])
        assert float(row["mean"]) == float(own["mean"])
        assert float(row["sd"]) == float(own["sd"])


def test_the_shipped_reviews_facts_give_the_same_effects_by_that_way(
    read, project_root: Path
) -> None:
    from living_review.findings import VersionInfo
    from living_review.protocol import load_protocol
    from living_review.registry import read as snapshot
    from living_review.synthesis import synthesise

    def effects(tables: RawTables) -> dict[tuple[str, ...], tuple[float | None, float | None]]:
        found = synthesise(
            snapshot(tables, protocol),
            protocol,
            today=dt.date(2026, 11, 22),
            version=VersionInfo(number=None, date=dt.date(2026, 11, 22)),
        )
        return {
            (each.comparison, each.outcome, trial.trial_id): (trial.estimate, trial.se)
            for each in found.findings
            if each.timepoint == "post"
            for trial in each.trials
            if trial.from_ == "arms"
        }

    protocol = load_protocol(project_root / "data" / "protocol.yml")
    registry = CsvFolder(project_root / "data" / "registry").pull()
    table = registry["arms"]
    directions = {
        (c["outcome"], c["instrument"]): c["higher_is_better"]
        for c in (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    }
    mapping = "outcomes:\n" + "".join(
        f"  {json.dumps(' | '.join((outcome, instrument or 'no instrument', 'post', 'msd')))}: "
        f"{{higher_is_better: {better}}}\n"
        for (outcome, instrument), better in directions.items()
        if any(
            line["outcome_subcategory"] == outcome and line["instrument"] == instrument
            for line in as_metapsy(registry, "post")
        )
    )
    imported = read(
        csv_bytes(as_metapsy(registry, "post"), ";", comma=True),
        mapping=(mapping.encode(), "m.yml"),
        higher_is_better=None,
    )
    ours, theirs = effects(registry), effects(imported.tables)
    assert len(theirs) >= 10
    for key, (estimate, se) in theirs.items():
        assert estimate == pytest.approx(ours[key][0], rel=1e-12)
        assert se == pytest.approx(ours[key][1], rel=1e-12)


BARE = {**METAPSY, **dict.fromkeys(("mean_arm1", "mean_arm2"), "NA"), "outcome_type": "msd"}


@pytest.mark.parametrize(
    ("sign", "better", "estimate"),
    [
        ("positive-favours-intervention", True, "0.3"),
        ("positive-favours-intervention", False, "-0.3"),
        ("negative-favours-intervention", True, "-0.3"),
        ("negative-favours-intervention", False, "0.3"),
        ("intervention-minus-control", True, "0.3"),
        ("intervention-minus-control", False, "0.3"),
    ],
)
def test_a_computed_effect_enters_with_the_sign_a_person_names(
    read, rows, sign: str, better: bool, estimate: str
) -> None:
    content = csv_bytes([{**BARE, "precalc_g": 0.3, "precalc_g_se": 0.28}])
    silent = read(content)
    assert "contrasts" not in silent.tables
    assert any("--precalc-sign" in each.reason for each in silent.report)
    imported = read(content, precalc_sign=sign, higher_is_better=better)
    (contrast,) = rows(imported, "contrasts")
    assert (contrast["measure"], contrast["estimate"], contrast["se"]) == ("SMD", estimate, "0.28")
    assert (contrast["n_intervention"], contrast["n_control"]) == ("24", "26")
    assert any("SMD 0.3" in each.reason and sign in each.reason for each in imported.report)


@pytest.mark.parametrize("better", [True, False])
@pytest.mark.parametrize("sign", get_args(PrecalcSign))
def test_a_computed_ratio_stays_the_first_arm_against_the_second(read, rows, sign, better) -> None:
    """Deaths that are fewer would else be more once somebody has said what a sign of g means."""
    content = csv_bytes([{**BARE, "precalc_log_rr": -0.5, "precalc_log_rr_se": 0.2}])
    imported = read(content, precalc_sign=sign, higher_is_better=better)
    (contrast,) = rows(imported, "contrasts")
    assert contrast["measure"] == "RR"
    assert float(contrast["estimate"]) == pytest.approx(0.60653066, abs=1e-8)


def test_further_names_of_columns_arrive(read, rows) -> None:
    judged = {f"d{i}": "Low" for i in (1, 2, 3, 5)} | {
        "d4": "Some concerns",
        "rob": "Some Concerns",
    }
    line = {key: cell for key, cell in METAPSY.items() if "rob" not in key and key != "time"}
    line |= {**judged, "design": "Cross-over", "registration_number": "NCT00000001"}
    line |= {"full_ref": "Adams. A trial.", "study_time_point": "Day 28", "time_weeks": "NA"}
    imported = read(csv_bytes([line]), format="metapsy")
    (trial,) = rows(imported, "trials")
    assert (trial["design"], trial["registration"]) == ("crossover", "NCT00000001")
    assert trial["citation"] == "Adams. A trial."
    arm = rows(imported, "arms")[0]
    assert (arm["weeks"], arm["notes"]) == ("4", "Measured at: Day 28")
    found = {row["domain"]: row["judgement"] for row in rows(imported, "risk_of_bias")}
    assert found == {
        **dict.fromkeys(("D1", "D2", "D3", "D5"), "low"),
        **dict.fromkeys(("D4", "overall"), "some concerns"),
    }


def test_a_count_in_rob_is_no_judgement(read) -> None:
    line = {key: cell for key, cell in METAPSY.items() if "rob" not in key} | {"rob": 3}
    imported = read(csv_bytes([line]))
    assert "risk_of_bias" not in imported.tables
    assert any(each.where == "rob" and "numbers" in each.reason for each in imported.report)


@pytest.mark.parametrize(("said", "words"), [("months", "were converted"), ("weeks", "as weeks")])
def test_the_report_says_what_was_done_with_weeks(read, said: str, words: str) -> None:
    imported = read(csv_bytes([{**METAPSY, "duration": "12 months"}]), weeks_are=said)
    (remark,) = (each for each in imported.report if each.where == "time_weeks")
    assert words in remark.reason
    assert "left empty" not in remark.reason


def test_an_arm_measured_again_never_counts_twice(read, rows) -> None:
    """Weeks 6 and 26 are two measurements; without weeks the second is left out and named."""
    later = {**METAPSY, "mean_arm1": 9.0, "mean_arm2": 11.0}
    weeks = rows(
        read(csv_bytes([{**METAPSY, "time_weeks": 6}, {**later, "time_weeks": 26}])), "arms"
    )
    assert [(row["arm"], row["weeks"]) for row in weeks] == [
        ("Support", "6"),
        ("CAU", "6"),
        ("Support", "26"),
        ("CAU", "26"),
    ]
    imported = read(csv_bytes([{**METAPSY, "time_weeks": "NA"}, {**later, "time_weeks": "NA"}]))
    assert [row["arm"] for row in rows(imported, "arms")] == ["Support", "CAU"]
    left_out = [each for each in imported.report if "would count twice" in each.reason]
    assert sum(each.count for each in left_out) == 2


def test_the_direction_of_one_trial_may_be_said_by_itself(read, rows) -> None:
    key = "Depression | BDI-II | post | msd"
    text = (
        f'outcomes: {{"{key}": {{timepoint: post, higher_is_better: false, '
        'trials: {"Chen, 2010": {higher_is_better: true, instrument: Well-being}}}}\n'
    )
    arms = rows(read(csv_bytes(TWO), mapping=(text.encode(), "m.yml")), "arms")
    said = {(r["trial_id"], r["higher_is_better"], r["instrument"]) for r in arms}
    assert said == {("Adams_2001", "false", "BDI-II"), ("Chen_2010", "true", "Well-being")}
    wrong = text.replace("Chen, 2010", "Cheng, 2010")
    with pytest.raises(BadInput, match="did you mean 'Chen, 2010'"):
        read(csv_bytes(TWO), mapping=(wrong.encode(), "m.yml"))


def test_the_direction_of_one_trial_turns_an_effect_that_was_computed(read, rows) -> None:
    empty = dict.fromkeys((f"{what}_arm{i}" for what in ("mean", "sd") for i in (1, 2)), "NA")
    given = [{**each, **empty, "precalc_g": 0.5, "precalc_g_se": 0.1} for each in TWO]
    text = (
        'outcomes: {"Depression | BDI-II | post | precalculated": {timepoint: post, '
        "precalc_sign: positive-favours-intervention, "
        'higher_is_better: false, trials: {"Chen, 2010": {higher_is_better: true}}}}\n'
    )
    found = rows(read(csv_bytes(given), mapping=(text.encode(), "m.yml")), "contrasts")
    assert [(r["trial_id"], r["estimate"], r["higher_is_better"]) for r in found] == [
        ("Adams_2001", "-0.5", "false"),
        ("Chen_2010", "0.5", "true"),
    ]


def test_risk_of_bias_by_outcome_is_kept_by_outcome(read, rows) -> None:
    other = {**METAPSY, "outcome_subcategory": "Anxiety", "instrument": "BAI"}
    found = rows(read(csv_bytes([METAPSY, {**other, "rob_d1": "High risk"}])), "risk_of_bias")
    assert {(r["outcome"], r["domain"], r["judgement"]) for r in found} == {
        ("Depression", "D1", "low"),
        ("Anxiety", "D1", "high"),
        ("", "overall", "some concerns"),
    }


def test_the_older_tool_is_read_from_ones_and_zeros(read, rows) -> None:
    imported = read(csv_bytes([{**METAPSY, "sg": 1, "ac": 0, "ba": "sr"}]))
    found = {(r["tool"], r["domain"]): r["judgement"] for r in rows(imported, "risk_of_bias")}
    assert found["RoB1", "sequence generation"] == "low"
    assert found["RoB1", "allocation concealment"] == "high"
    assert ("RoB1", "blinding of outcome assessment") not in found
    assert any(each.where == "ba" and "'sr'" in each.reason for each in imported.report)


def test_every_column_and_row_that_has_no_place_has_a_line(read, rows) -> None:
    line = {
        **METAPSY,
        ".id": "Adams_msd",
        ".event_arm1": 3,
        "rating": "clinician",
        "dich_paper": "x",
        "rand_arm1": 30,
        "rand_arm2": 31,
    }
    imported = read(csv_bytes([line, {**line, "study": ""}]))
    said = {each.where: each.reason for each in imported.report}
    assert "name that a program gave" in said[".id"]
    assert {".event_arm1", "dich_paper", "row"} <= set(said)
    assert rows(imported, "trials")[0]["n_randomised"] == "61"
    assert rows(imported, "arms")[0]["notes"] == "Rated by: clinician"


def test_what_differs_within_studies_is_one_line_a_column(read) -> None:
    lines = [{**METAPSY, "study": f"S{i}, 2001", "format": kind, "instrument": kind}
             for i in range(9) for kind in ("ind", "grp")]  # fmt: skip
    (said,) = [each for each in read(csv_bytes(lines)).report if each.where == "format"]
    assert said.count == 9
    assert said.reason.endswith("S4, 2001 and 4 more.")
