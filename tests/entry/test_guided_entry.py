"""The conversation on a terminal: each answer is checked, asked again, and nothing is lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli import app

# What one of these tests has read serves them all.
pytestmark = pytest.mark.xdist_group("guided-entry")

TRIAL = {
    "trial_id": ["COOK2012_WRAP", "SMITH 2026", "SMITH2026"],
    "label": ["", "Smith 2026"],
    "year": ["two thousand", "2026"],
    "category": ["self-management"],
    "delivery": ["in person"],
    "comparator": ["usual care"],
    "led_by": ["peers"],
    "status": ["maybe", "included"],
    "status_reason": ["Group format, randomised"],
}


KEPT = Path(__file__).with_name("talks.txt")
HELD: list[str] = []


@pytest.fixture(autouse=True)
def as_it_was_held(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Compare what was said, word by word, and the answers that are kept, with `talks.txt`.

    Of each test it has a checksum; UPDATE_SNAPSHOTS=1 keeps those of now.
    """
    HELD.clear()
    # What is proposed for the day of entry is today.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795888800")
    yield
    told = "\n".join(HELD)
    line = f"{request.node.name}: {len(told.splitlines())} {zlib.crc32(told.encode()):08x}"
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    if os.environ.get("UPDATE_SNAPSHOTS"):
        others = [each for each in lines if not each.startswith(f"{request.node.name}: ")]
        lines = sorted([*others, line])
        KEPT.write_text("\n".join(lines) + "\n", "utf-8")
    assert line in lines, f"see UPDATE_SNAPSHOTS\n{told}"


@pytest.fixture
def review(tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(
        project_root / "data",
        tmp_path / "data",
        ignore=shutil.ignore_patterns("versions", ".cache"),
    )
    monkeypatch.setattr("living_review.cli.add_trial.on_a_terminal", lambda: True)
    return tmp_path


def header(review: Path) -> list[str]:
    path = review / "data" / "registry" / "trials.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def last(review: Path, name: str, count: int) -> list[dict[str, str]]:
    path = review / "data" / "registry" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[-count:]


def declared_first(columns: list[str]) -> list[str]:
    from living_review.registry import TABLES

    names = TABLES["trials"].names
    return [n for n in names if n in columns] + [n for n in columns if n not in names]


def own_row(review: Path) -> list[str]:
    return [
        answer for column in declared_first(header(review)) for answer in TRIAL.get(column, [""])
    ]


def results() -> list[str]:
    shared = ["12", "RAS", "true"]
    intervention = ["peer group", "60", "50.1", "9.8"]
    # Without a standard deviation the standard error is asked for, and then no interval.
    control = ["usual care", "58", "47.3", "", "1.366"]
    return ["yes", "recovery", "post", "means", *shared, *intervention, *control, "no", "", "", ""]


def judged() -> list[str]:
    return ["no", "RoB2", *["low", ""] * 3, "fine", "low", "", *["low", ""] * 2]


def talk(review: Path, answers: list[str]) -> tuple[int, str, str]:
    result = CliRunner().invoke(
        app, ["add-trial", "--review", str(review)], input="".join(f"{a}\n" for a in answers)
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    kept = answers_kept(review)
    held = kept.read_text(encoding="utf-8") if kept.exists() else ""
    said = "\n".join([f"{result.exit_code}", result.stdout, result.stderr, held])
    HELD.append(said.replace(str(review), "review"))
    return result.exit_code, result.stdout, result.stderr


def test_a_trial_is_asked_for_cell_by_cell_and_written(review: Path) -> None:
    code, out, err = talk(review, [*own_row(review), *results(), *judged(), "yes"])
    assert (code, err) == (0, "")
    assert "A trial of this name is in the registry; choose another." in out
    assert "An identifier has only letters" in out
    assert "This cell is required." in out
    assert "used so far: " in out
    assert "Allowed are low, some concerns, high, no information." in out
    (trial,) = last(review, "trials", 1)
    assert (trial["trial_id"], trial["year"], trial["status"]) == ("SMITH2026", "2026", "included")
    first, second = last(review, "arms", 2)
    assert (first["role"], first["n"], first["mean"], first["sd"]) == (
        "intervention",
        "60",
        "50.1",
        "9.8",
    )
    assert (second["role"], second["sd"], second["se"]) == ("control", "", "1.366")
    assert (first["score"], first["weeks"], first["higher_is_better"]) == ("endpoint", "12", "true")
    assert [row["judgement"] for row in last(review, "risk_of_bias", 6)] == ["low"] * 6


def test_an_answer_that_cannot_be_right_is_asked_again_at_once(review: Path) -> None:
    answers = results()
    place = answers.index("9.8")
    answers[place : place + 1] = ["-9.8", "9,8", "9.8"]
    code, out, _ = talk(review, [*own_row(review), *answers, *judged(), "yes"])
    assert code == 0
    assert "sd is above 0; correct it from the report." in out
    assert last(review, "arms", 2)[0]["sd"] == "9.8"


def test_a_suspicion_is_shown_and_needs_a_yes(review: Path) -> None:
    answers = results()
    answers[answers.index("9.8")] = "0.9"
    place = answers.index("1.366")
    answers[place - 1 : place + 1] = ["10.4"]
    code, out, _ = talk(review, [*own_row(review), *answers, "yes", *judged(), "yes"])
    assert code == 0
    assert "Is it right as it is?" in out
    assert last(review, "arms", 2)[0]["sd"] == "0.9"


def named_alike() -> list[str]:
    answers = results()
    answers[answers.index("usual care")] = "peer group"
    return answers


def test_results_that_cannot_stay_are_left_out_when_the_person_says_so(review: Path) -> None:
    code, out, _ = talk(
        review, [*own_row(review), *named_alike(), "leave out", "no", *judged(), "yes"]
    )
    assert code == 0, out
    assert "These results are left out." in out
    assert last(review, "arms", 1)[0]["trial_id"] != "SMITH2026"


def test_results_that_cannot_stay_are_gone_back_to_with_every_answer(review: Path) -> None:
    # Back at the notes, then over source, score, another arm, se, sd, mean and n to the name.
    back = ["back", *["<"] * 8, "usual care"]
    code, out, _ = talk(review, [*own_row(review), *named_alike(), *back, *judged(), "yes"])
    assert code == 0, out
    assert [row["arm"] for row in last(review, "arms", 2)] == ["peer group", "usual care"]
    assert last(review, "arms", 1)[0]["se"] == "1.366"


@pytest.mark.parametrize("answered", [3, 40])
def test_whoever_breaks_off_loses_nothing_and_can_go_on(review: Path, answered: int) -> None:
    answers = [*own_row(review), *results(), *judged(), "yes"][:answered]
    before = (review / "data" / "registry" / "trials.csv").read_bytes()
    code, _, err = talk(review, answers)
    assert code == 2
    assert "Nothing was written. What was entered is in" in err
    assert (review / "data" / "registry" / "trials.csv").read_bytes() == before
    kept = review / "data" / ".cache" / "add-trial.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["trial"]["trial_id"] == "SMITH2026"


def test_a_no_at_the_end_writes_nothing_and_the_file_kept_can_be_given(review: Path) -> None:
    code, _, err = talk(review, [*own_row(review), *results(), *judged(), "no"])
    assert code == 2
    assert "add-trial.json; correct it there and give it with --from" in err
    kept = review / "data" / ".cache" / "add-trial.json"
    command = ["add-trial", "--review", str(review), "--from", str(kept), "--yes"]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert last(review, "arms", 2)[1]["se"] == "1.366"


def test_a_contrast_and_counts_of_people_have_their_own_questions(review: Path) -> None:
    contrast = [
        "yes", "hope", "post", "contrast", "12", "Herth", "true",
        "", "0.31", "", "0.05", "0.57", "0.95", "", "60", "58", "true", "report", "",
    ]  # fmt: skip
    code, out, _ = talk(review, [*own_row(review), *contrast, "no", "none", "yes"])
    assert code == 0, out
    (row,) = last(review, "contrasts", 1)
    assert (row["measure"], row["estimate"], row["ci_low"], row["adjusted"]) == (
        "SMD",
        "0.31",
        "0.05",
        "true",
    )


def widen(review: Path, name: str, *columns: str) -> None:
    """Give a file of the registry further columns, empty in every row."""
    path = review / "data" / "registry" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        more = (list(columns), *[[""] * len(columns)] * (len(rows) - 1))
        csv.writer(file).writerows([*row, *added] for row, added in zip(rows, more, strict=True))


def measured_by(review: Path, outcome: str, measure: str, further: str = "") -> None:
    """Let the protocol have one more outcome."""
    path = review / "data" / "protocol.yml"
    item = f"outcomes:\n  - {{id: {outcome}, label: {outcome}, measure: {measure}, better: lower"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("outcomes:\n", f"{item}{further}}}\n", 1), encoding="utf-8")


def crossed(review: Path) -> list[str]:
    """Answer for the trial itself that each person had both."""
    if "design" not in header(review):
        widen(review, "trials", "design")
    return [
        "crossover" if column == "design" else answer
        for column in declared_first(header(review))
        for answer in TRIAL.get(column, [""])
    ]


def test_a_stratum_is_asked_for_where_the_file_has_its_column(review: Path) -> None:
    widen(review, "arms", "stratum")
    answers = results()
    answers.insert(answers.index("RAS") + 1, "women")
    code, out, err = talk(review, [*own_row(review), *answers, *judged(), "yes"])
    assert (code, err) == (0, "")
    assert "stratum: Part of the trial's people that is reported by itself" in out
    assert [row["stratum"] for row in last(review, "arms", 2)] == ["women"] * 2


def test_a_column_that_the_file_lacks_is_told_once_and_not_asked_for(review: Path) -> None:
    later = results()
    later[later.index("post")], later[later.index("12")] = "follow-up", "40"
    code, out, _ = talk(review, [*own_row(review), *results(), *later, *judged(), "yes"])
    assert code == 0
    assert out.count("arms.csv has no column stratum, so it is not asked for") == 1


def test_a_rate_is_asked_for_its_time_at_risk_in_the_unit_of_the_protocol(review: Path) -> None:
    widen(review, "arms", "stratum", "time_at_risk")
    measured_by(review, "falls", "IRR", ", person_time: {unit: person-months, per: 100}")
    falls = [
        "yes", "falls", "post", "", "12", "", "",
        "peer group", "60", "30", "165", "usual care", "58", "41", "160", "no", "", "",
    ]  # fmt: skip
    code, out, _ = talk(review, [*own_row(review), *falls, "no", "none", "yes"])
    assert code == 0, out
    assert "person-months" in out
    assert [row["time_at_risk"] for row in last(review, "arms", 2)] == ["165", "160"]


@pytest.mark.parametrize("measure", ["HR", "OR"])
def test_a_hazard_or_odds_ratio_is_asked_for_its_log_rank_test(review: Path, measure: str) -> None:
    widen(review, "contrasts", "stratum", "o_minus_e", "variance")
    measured_by(review, "death", measure)
    death = [
        "yes", "death", "post", "contrast", "12", "", "", "false",
        measure.lower(), "", "", "", "", "", "", "-3", "6", "60", "58", "", "", "",
    ]  # fmt: skip
    code, out, _ = talk(review, [*own_row(review), *death, "no", "none", "yes"])
    assert code == 0, out
    (row,) = last(review, "contrasts", 1)
    assert (row["estimate"], row["o_minus_e"], row["variance"]) == ("", "-3", "6")


PAIRED = ("stratum", "t", "sd_difference", "o_minus_e", "variance")


@pytest.mark.parametrize(
    ("figures", "written"),
    [
        (["", "5.5"], {"se": "", "sd_difference": "5.5", "t": ""}),
        (["", "", "2.4"], {"se": "", "sd_difference": "", "t": "2.4"}),
        (["0.7"], {"se": "0.7", "sd_difference": "", "t": ""}),
    ],
)
def test_a_difference_within_people_is_asked_for_the_first_figure_of_its_pairs(
    review: Path, figures: list[str], written: dict[str, str]
) -> None:
    widen(review, "contrasts", *PAIRED)
    own = crossed(review)
    measured_by(review, "points", "MD", ", unit: points")
    points = [
        "yes", "points", "post", "contrast", "12", "Scale", "", "false",
        "", "-1.7", *figures, "", "", "", "", "60", "60", "", "", "",
    ]  # fmt: skip
    code, out, _ = talk(review, [*own, *points, "no", "none", "yes"])
    assert code == 0, out
    (row,) = last(review, "contrasts", 1)
    assert written.items() <= row.items()
    assert "o_minus_e" not in out


def test_a_difference_of_two_groups_has_no_differences_within_people(review: Path) -> None:
    widen(review, "contrasts", *PAIRED)
    measured_by(review, "points", "MD", ", unit: points")
    points = [
        "yes", "points", "post", "contrast", "12", "Scale", "", "false",
        "", "-1.7", "", "2.4", "", "", "", "", "60", "58", "", "", "",
    ]  # fmt: skip
    code, out, _ = talk(review, [*own_row(review), *points, "no", "none", "yes"])
    assert code == 0, out
    assert "sd_difference" not in out
    assert last(review, "contrasts", 1)[0]["t"] == "2.4"


def answers_kept(review: Path) -> Path:
    return review / "data" / ".cache" / "add-trial-answers.json"


@pytest.mark.parametrize("answered", [1, 12, 34, 58])
def test_a_conversation_that_is_broken_off_goes_on_where_it_stopped(
    review: Path, answered: int
) -> None:
    answers = [*own_row(review), *results(), *judged(), "yes"]
    code, _, err = talk(review, answers[:answered])
    assert code == 2
    typed = answers[answered:]
    going_on = ["yes"] if answers_kept(review).exists() else []
    code, out, err = talk(review, [*going_on, *typed])
    assert code == 0, (out, err)
    assert [row["arm"] for row in last(review, "arms", 2)] == ["peer group", "usual care"]
    assert not answers_kept(review).exists()


def test_a_no_at_the_end_keeps_every_answer_for_the_next_time(review: Path) -> None:
    talk(review, [*own_row(review), *results(), *judged(), "no"])
    code, out, _ = talk(review, ["yes", "yes"])
    assert code == 0
    assert "An unfinished trial is kept: Smith 2026" in out
    assert last(review, "trials", 1)[0]["trial_id"] == "SMITH2026"


def test_who_begins_anew_loses_nothing_either(review: Path) -> None:
    talk(review, own_row(review))
    code, _, _ = talk(review, ["no", *own_row(review), *results(), *judged(), "yes"])
    assert code == 0
    assert (review / "data" / ".cache" / "add-trial-answers-before.json").exists()


def test_going_back_changes_one_answer_and_keeps_the_later_ones(review: Path) -> None:
    own = own_row(review)
    back = [
        *["<"] * 10,
        "10.8",
    ]  # over notes, source, score, another arm, se … name, to sd of arm 1
    code, out, _ = talk(review, [*own, *results(), *back, *judged(), "yes"])
    assert code == 0, out
    first, second = last(review, "arms", 2)
    assert (first["n"], first["sd"], second["n"], second["se"]) == ("60", "10.8", "58", "1.366")


def test_an_answer_is_emptied_by_a_dash(review: Path) -> None:
    answers = results()
    answers[answers.index("RAS")] = "-"
    code, _, _ = talk(review, [*own_row(review), *answers, *judged(), "yes"])
    assert code == 0
    assert last(review, "arms", 1)[0]["instrument"] == ""


def test_names_of_arms_are_proposed(review: Path) -> None:
    answers = results()
    for name in ("peer group", "usual care"):
        answers[answers.index(name)] = ""
    code, out, _ = talk(review, [*own_row(review), *answers, *judged(), "yes"])
    assert code == 0
    assert "arm: Name of the arm * [group peer support]" in out
    assert [row["arm"] for row in last(review, "arms", 2)] == ["group peer support", "usual care"]


def test_what_a_flag_answered_is_not_asked_again(review: Path) -> None:
    answers = results()
    answers[answers.index("50.1")] = "7.3"  # far from what the scale can give
    said = [*own_row(review), *answers, *judged()]
    code, out, _ = talk(review, said)
    assert (code, "Is it right as it is?" in out) == (2, True)
    path = review / "data" / ".cache"
    shutil.rmtree(path)
    command = ["add-trial", "--review", str(review), "--yes"]
    result = CliRunner().invoke(app, command, input="".join(f"{a}\n" for a in said))
    assert result.exit_code == 0, result.stdout
    assert "Is it right as it is?" not in result.stdout
    assert "Write this into the registry?" not in result.stdout
    assert last(review, "trials", 1)[0]["trial_id"] == "SMITH2026"


def test_a_column_that_is_lacking_is_created_on_request(review: Path) -> None:
    answers = results()
    place = answers.index("RAS") + 1
    answers[place:place] = ["+stratum", "women"]
    before = last(review, "arms", 3)
    code, out, _ = talk(review, [*own_row(review), *answers, *judged(), "yes"])
    assert code == 0, out
    assert "stratum will be added to arms.csv" in out
    assert [row["stratum"] for row in last(review, "arms", 2)] == ["women"] * 2
    assert [{**row, "stratum": ""} for row in before] == last(review, "arms", 5)[:3]


def test_a_column_that_a_file_lacks_is_created_from_a_document_too(review: Path) -> None:
    talk(review, [*own_row(review), *results(), *judged(), "no"])
    kept = review / "data" / ".cache" / "add-trial.json"
    document = json.loads(kept.read_text(encoding="utf-8"))
    for arm in document["arms"]:
        arm["stratum"] = "women"
    given = review / "trial.json"
    given.write_text(json.dumps(document), encoding="utf-8")
    command = ["add-trial", "--review", str(review), "--from", str(given), "--yes"]
    assert CliRunner().invoke(app, command).exit_code == 2
    assert CliRunner().invoke(app, [*command, "--create-columns"]).exit_code == 0
    assert [row["stratum"] for row in last(review, "arms", 2)] == ["women"] * 2


def test_a_column_of_the_trials_that_is_created_is_asked_for(review: Path) -> None:
    given = TRIAL | {"funding": ["A grant"]}
    own = [each for name in declared_first(header(review)) for each in given.get(name, [""])]
    answers = ["+funding", *own, "no", "none", "yes"]
    path = review / "data" / "registry" / "trials.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{**row} for row in csv.DictReader(file)]
    names = [each for each in header(review) if each != "funding"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    code, out, _ = talk(review, answers)
    assert (code, out.count("funding will be added to trials.csv")) == (0, 1)
    assert "funding" in header(review)
