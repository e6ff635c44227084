"""The decisions of the shipped review, as a person and as a script take them."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.certainty.judgements import COLUMNS
from living_review.cli import app, grade

RECOVERY = ("--comparison", "peer-support", "--outcome", "recovery", "--timepoint", "post")
SAID = ("--reason", "We looked.", "--by", "Review maintainers", "--date", "2026-11-22")


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    """A copy of the shipped review's data, nobody having decided anything."""
    shutil.copytree(project_root / "data", tmp_path / "data")
    (tmp_path / "data" / "judgements.csv").write_text(",".join(COLUMNS) + "\n")
    return tmp_path


def invoke(review: Path, *arguments: str, said: str | None = None) -> tuple[int, str, str]:
    command = ["grade", *arguments, "--review", str(review)]
    result = CliRunner().invoke(app, command, input=said)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def rows(review: Path) -> list[dict[str, str]]:
    with (review / "data" / "judgements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(review: Path, *arguments: str) -> dict[tuple[str, str], dict]:
    _, shown, _ = invoke(review, "list", "--json", *arguments)
    return {
        (row["outcome"], row["domain"] if "domain" in row else row["name"]): row
        for row in json.loads(shown)["domains"]
        if (row["comparison"], row["timepoint"]) == ("peer-support", "post")
    }


def test_list_shows_every_domain_of_every_finding_with_trials(review):
    code, shown, _ = invoke(review, "list")
    assert code == 0
    assert "peer-support / recovery / post: low, provisional" in shown
    assert shown.count("indirectness") == shown.count("imprecision") > 8
    assert invoke(review, "list", "--stale")[1] == "No decision is stale.\n"


def test_a_confirmed_proposal_is_written_and_shown(review):
    code, shown, _ = invoke(review, "confirm", *RECOVERY, "--domain", "imprecision", *SAID)
    assert code == 0
    assert "confirmed: -1 (Review maintainers, 2026-11-22)" in shown
    [row] = rows(review)
    assert (row["levels"], row["reason"], row["by"]) == ("-1", "We looked.", "Review maintainers")
    found = listed(review)[("recovery", "imprecision")]
    assert (found["state"], found["decided"]) == ("confirmed", -1)
    assert found["inputs_hash"] == row["inputs_hash"]


def test_an_override_changes_the_certainty(review):
    code, shown, _ = invoke(
        review, "override", *RECOVERY, "--domain", "risk_of_bias", "--levels", "0", *SAID
    )
    assert code == 0
    assert "recovery / post: moderate" in shown
    assert listed(review)[("recovery", "risk_of_bias")]["state"] == "overridden"


def test_what_no_rule_proposes_is_decided_and_not_confirmed(review):
    where = (*RECOVERY, "--domain", "indirectness")
    code, _, error = invoke(review, "confirm", *where, *SAID)
    assert code == 2
    assert "nothing to confirm" in error
    assert invoke(review, "override", *where, "--levels", "0", *SAID)[0] == 0
    assert listed(review)[("recovery", "indirectness")]["state"] == "confirmed"


def test_a_decision_is_stale_when_the_registry_moves_an_input_across_a_threshold(review):
    invoke(review, "confirm", *RECOVERY, "--domain", "imprecision", *SAID)
    arms = review / "data" / "registry" / "arms.csv"
    with arms.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header, found = reader.fieldnames, list(reader)
    for row in found:
        if row["outcome"] == "recovery" and row["role"] == "intervention" and row["mean"]:
            row["mean"] = str(float(row["mean"]) + 2 * float(row["sd"] or 0))
    with arms.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(found)
    stale = listed(review, "--stale")[("recovery", "imprecision")]
    assert stale["decided"] == -1
    assert stale["moved"].startswith("Since the decision was taken, ")
    assert "the interval is now" in stale["moved"]
    assert "the interval is now" in invoke(review, "list", "--stale")[1]
    invoke(review, "confirm", *RECOVERY, "--domain", "imprecision", *SAID)
    assert invoke(review, "list", "--stale")[1] == "No decision is stale.\n"


def test_a_change_that_crosses_nothing_leaves_a_decision(review):
    invoke(review, "confirm", *RECOVERY, "--domain", "imprecision", *SAID)
    arms = review / "data" / "registry" / "arms.csv"
    text = arms.read_text(encoding="utf-8")
    with arms.open(encoding="utf-8", newline="") as file:
        first = next(r for r in csv.DictReader(file) if r["outcome"] == "recovery" and r["mean"])
    changed = text.replace(f",{first['mean']},", f",{float(first['mean']) + 0.01},", 1)
    assert changed != text
    arms.write_text(changed, encoding="utf-8")
    assert listed(review)[("recovery", "imprecision")]["state"] == "confirmed"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--outcome": "happiness"}, "--outcome happiness: no finding with trials has it; use one"),
        ({"--domain": "precision"}, "there is no such domain; use one of risk_of_bias"),
        ({"--levels": "-4"}, "levels '-4': levels are 0, -1, -2, -3"),
        ({"--levels": "1"}, "only the domain upgrade is rated up"),
        ({"--reason": " "}, "the reason is empty"),
        ({"--date": "22.11.2026"}, "a date is written like"),
        ({"--date": "2999-01-01"}, "is in the future"),
    ],
)
def test_a_wrong_flag_is_one_sentence_and_writes_nothing(review, changed, said):
    flags = dict(zip(RECOVERY[::2], RECOVERY[1::2], strict=True))
    flags |= dict(zip(SAID[::2], SAID[1::2], strict=True))
    flags |= {"--domain": "imprecision", "--levels": "-1"} | changed
    code, _, error = invoke(review, "override", *(part for pair in flags.items() for part in pair))
    assert code == 2
    assert said in error
    assert error.count("\n") == 1
    assert rows(review) == []


def test_a_script_that_leaves_a_flag_out_is_told_which(review):
    code, _, error = invoke(review, "confirm", *RECOVERY, "--domain", "imprecision", *SAID[2:])
    assert code == 2
    assert "--reason is missing" in error
    code, _, error = invoke(review, "confirm", *SAID)
    assert code == 2
    assert "--comparison is missing; give one of peer-support, mutual-support" in error


def test_on_a_terminal_it_shows_what_the_rule_saw_and_asks(review, monkeypatch):
    monkeypatch.setattr(grade, "_terminal", lambda: True)
    answers = "peer-support\nrecovery\npost\nimprecision\n-2\nVery wide.\nReview maintainers\n"
    code, shown, _ = invoke(review, "override", said=answers)
    assert code == 0, shown
    assert "The confidence interval (" in shown
    assert "thresholds crossed: 1" in shown
    assert "Source: GRADE guidance 34" in shown
    [row] = rows(review)
    assert (row["levels"], row["reason"], row["by"]) == ("-2", "Very wide.", "Review maintainers")


def test_a_row_that_is_no_decision_is_named_and_the_proposal_stands(review):
    path = review / "data" / "judgements.csv"
    good = "peer-support,recovery,post,imprecision,{},{},A Person,2026-11-22,{}\n"
    for levels, reason, fingerprint, said in (
        ("-5", "why", "", "levels are 0, -1, -2, -3"),
        ("0", "", "", "the reason is empty"),
        ("0", "why", "0a0b0c0d-0a0b0c0d", "it matches nothing"),
    ):
        path.write_text(",".join(COLUMNS) + "\n" + good.format(levels, reason, fingerprint))
        code, _, error = invoke(review, "list")
        assert code == 1
        assert said in error
        assert error.count("\n") == 1
        assert listed(review)[("recovery", "imprecision")]["state"] == "proposed"
