"""All that is wrong with a review's files is told at once, by line, and in parts for programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from broken_protocols import CASES, PROTOCOL
from typer.testing import CliRunner

from living_review.cli import app
from living_review.ground.errors import Problem, ProtocolError
from living_review.protocol import parse_protocol

MINIMAL = Path(__file__).parents[2] / "examples/minimal/data"


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(text, "data/protocol.yml")
    return caught.value.parts


def changed(*changes: tuple[str, str]) -> str:
    text = PROTOCOL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_faults_of_keys_and_between_keys_are_told_together_by_line() -> None:
    found = problems(
        changed(
            ("  title: Aspirin", "  titel: Aspirin"),
            ("weeks: [40, 60]", "weeks: [60, 40]"),
            ("large: 0.1", "large: 0.01"),
            ("    measure: SMD", "    measure: SMX\n    unit: points"),
            ("  tau2: REML", "  tau2: RELM\n  tau2: DL\n  min_trials: 0"),
        )
    )
    lines = [each.line or 0 for each in found]
    assert lines == sorted(lines)
    assert [each.key for each in found] == [
        "review.titel",
        "timepoints[1].weeks",
        "outcomes[1].thresholds.large",
        "outcomes[2].measure",
        "analysis.tau2",
        "analysis.tau2",
        "analysis.min_trials",
    ]


def test_nothing_is_said_of_what_stands_in_for_a_fault() -> None:
    # Without its measure nobody can tell whether the unit, and a random model whether Peto, fits.
    found = problems(
        changed(
            ("    measure: SMD", "    measure: SMX\n    unit: points"),
            ("  tau2: REML", "  tau2: REML\n  modell: common"),
            ("    measure: RR\n", "    measure: OR\n    analysis: {method: peto}\n"),
        )
    )
    assert [each.key for each in found] == ["outcomes[2].measure", "analysis.modell"]


@pytest.mark.parametrize("name", CASES)
def test_every_problem_says_what_to_do(name: str) -> None:
    old, new = CASES[name]
    for each in problems(changed((old, new))):
        assert each.file == "data/protocol.yml"
        assert each.remedy, each.sentence
        assert each.sentence.endswith(each.remedy)


def test_a_value_is_given_as_it_was_written() -> None:
    (found,) = problems(changed(("weeks: [40, 60]", "weeks: [60, 40]")))
    assert (found.line, found.value) == (8, "a list of 2")
    (found,) = problems(changed(("sd: 10", "sd: '10,5'")))
    assert found.value == "10,5"


def test_protocol_tables_and_decisions_are_told_together(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(MINIMAL, data)
    protocol, arms = data / "protocol.yml", data / "registry/arms.csv"
    protocol.write_text(protocol.read_text().replace("measure:", "measre:"))
    arms.write_text(arms.read_text().replace("trial_id", "trialid", 1))
    (data / "judgements.csv").write_text("comparison,outcome\n")
    done = CliRunner().invoke(app, ["check", "--review", str(tmp_path), "--json"])
    assert done.exit_code == 2
    told = json.loads(done.stdout)
    assert told["error"].endswith("(3 more problems)")
    files = [each["file"].rpartition("/")[2] for each in told["faults"]]
    assert files == ["protocol.yml", "arms.csv", "arms.csv", "judgements.csv"]
    assert all(each["remedy"] and each["sentence"] for each in told["faults"])
    assert done.stderr.count("Error: ") == 4
