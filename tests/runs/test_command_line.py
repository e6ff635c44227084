"""`living-review update`, `versions`, `diff` and `rebuild` as a shell and a scheduler use them."""

from __future__ import annotations

import json
import sys

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from living_review.cli import app

NEW_TRIAL = "COMSTOCK_1976"


def invoke(review, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [*arguments, "--review", str(review.root)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_an_update_is_told_in_a_line_and_what_changed_below_it(review, at):
    code, shown, steps = invoke(review, "update")
    assert code == 0
    assert shown.startswith("Version 1 is published in ")
    assert "Computing every meta-analysis" in steps
    assert invoke(review, "update") == (0, "Nothing new since version 1.\n", "")
    review.drop(NEW_TRIAL)
    code, shown, _ = invoke(review, "update", "--quiet")
    assert (code, shown) == (0, "")
    code, shown, _ = invoke(review, "versions")
    assert [line.split()[0] for line in shown.splitlines() if line.strip()[0].isdecimal()] == [
        "2",
        "1",
    ]
    code, shown, _ = invoke(review, "diff", "1", "2")
    assert code == 0
    assert "Comstock et al 1976" in shown
    code, shown, _ = invoke(review, "diff", "1", "--json")
    assert json.loads(shown)["trials_removed"] == [NEW_TRIAL]


def test_json_holds_the_outcome_and_nothing_else_is_printed(review, at):
    code, shown, errors = invoke(review, "update", "--json")
    outcome = json.loads(shown)
    assert (code, errors) == (0, "")
    assert (outcome["exit_code"], outcome["state"], outcome["version"]) == (0, "published", 1)
    assert outcome["conclusions_changed"] == outcome["stale"] == outcome["warnings"] == []


def test_rows_set_aside_give_code_1_with_the_version_and_0_where_nothing_is_new(review, at):
    def spoil(row):
        if row["trial_id"] == NEW_TRIAL and row["role"] == "control":
            row["events"] = "-3"

    review.change("arms", spoil)
    code, shown, _ = invoke(review, "update", "--json")
    assert code == 1
    outcome = json.loads(shown)
    assert outcome["set_aside"] >= 1
    assert sum(outcome["set_aside_tables"].values()) == outcome["set_aside"]
    assert outcome["set_aside_first"][0]["value"] == "-3"
    assert invoke(review, "update")[0] == 0


@pytest.mark.parametrize("words", [(), ("--quiet",)])
def test_an_update_that_ends_with_1_says_how_many_rows_of_which_tables_and_which(review, at, words):
    rows = review.rows("arms")
    for row in rows[:5]:
        row["events"] = "-3"
    review.write("arms", rows)
    code, shown, errors = invoke(review, "update", *words)
    said = errors if words else shown
    assert code == 1
    assert "Set aside: " in said
    assert "rows are not used: " in said
    assert " of arms" in said
    assert "The first are:" in said
    assert [line.split()[1] for line in said.splitlines() if line.startswith("  ! ")] == [
        "registry/arms.csv:2",
        "registry/arms.csv:3",
        "registry/arms.csv:4",
    ]
    assert "events '-3'" in said
    assert "'living-review check' lists every row" in said
    assert bool(shown) != bool(words)


def test_a_second_run_ends_at_once_with_code_5(review, at):
    folder = review.root / "data" / "versions"
    folder.mkdir()
    with FileLock(folder / ".lock"):
        code, shown, errors = invoke(review, "update", "--json")
    assert code == 5
    assert json.loads(shown)["exit_code"] == 5
    assert errors.startswith("Error: Another run is at work on this review")


@pytest.fixture
def listener(tmp_path):
    """A command that keeps what it is handed."""
    script, kept = tmp_path / "it listens.py", tmp_path / "told.jsonl"
    script.write_text(
        f"import sys\nopen({str(kept)!r}, 'a').write(sys.stdin.read() + '\\n')\n", encoding="utf-8"
    )
    return f"{sys.executable} '{script}'", kept


def test_a_command_is_told_of_what_was_published_and_of_failures_only(review, at, listener):
    command, kept = listener
    invoke(review, "update", "--notify", command)
    invoke(review, "update", "--notify", command)
    (review.root / "data" / "registry" / "trials.csv").write_text("nonsense\n", encoding="utf-8")
    code, _, _ = invoke(review, "update", "--notify", command)
    assert code == 2
    told = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [each.get("state") for each in told] == ["published", None]
    assert told[1]["exit_code"] == 2
    assert "trials.csv" in told[1]["error"]


@pytest.mark.parametrize("command", ["false", "/no/such/program --x", "unclosed ' quote"])
def test_a_command_that_fails_is_told_and_changes_nothing(review, at, command):
    code, shown, errors = invoke(review, "update", "--notify", command)
    assert code == 0
    assert shown.startswith("Version 1 is published")
    assert "Warning: the command of --notify" in errors


def test_no_shell_reads_the_command(review, at, tmp_path):
    invoke(review, "update", "--notify", f"true; touch {tmp_path}/owned")
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("command", [("diff", "1", "7"), ("diff", "7"), ("rebuild", "7")])
def test_a_version_that_there_is_not_is_told_with_those_there_are(review, at, command):
    assert "none is published yet" in invoke(review, *command)[2]
    invoke(review, "update")
    code, _, errors = invoke(review, *command)
    assert code == 2
    assert errors == "Error: There is no version 7; the published ones are 1.\n"


def test_a_folder_without_a_review_is_told(tmp_path):
    for command in (["update"], ["versions"], ["diff", "1"]):
        result = CliRunner().invoke(app, [*command, "--review", str(tmp_path)])
        assert result.exit_code == 2
        assert "protocol.yml" in result.stderr
        assert list(tmp_path.iterdir()) == []


def test_rebuild_tells_that_the_bytes_are_the_same(review, at, tmp_path):
    invoke(review, "update")
    out = tmp_path / "again"
    code, shown, _ = invoke(review, "rebuild", "1", "--out", str(out))
    assert code == 0
    assert "identical, byte for byte" in shown
    assert (out / "index.html").exists()
    assert invoke(review, "rebuild", "1", "--out", str(out))[0] == 2
