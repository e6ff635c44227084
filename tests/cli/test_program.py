"""The program as a shell starts it: help, version, exit codes, and one sentence for an error."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli import app, asked_for
from living_review.cli.app import Program

PROGRAM = Path(sys.executable).parent / "living-review"


def invoke(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    """A copy of the shipped review's data that a test may spoil."""
    shutil.copytree(project_root / "data", tmp_path / "data")
    return tmp_path


def table(review: Path, name: str) -> Path:
    return review / "data" / "registry" / f"{name}.csv"


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['living-review', '--help']\n"
        "from living_review.cli import run\n"
        "try: run()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'matplotlib', 'weasyprint', 'pydantic', 'jinja2',\n"
        "         'yaml', 'decimal', 'living_review.language', 'living_review.ground.numbers'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "heavy: []" in shown.stdout
    for command in ("build", "check", "doctor"):
        assert command in shown.stdout


def test_version_is_that_of_the_package() -> None:
    from living_review import __version__

    code, shown, _ = invoke("--version")
    assert (code, shown.strip()) == (0, f"living-review {__version__}")


def test_check_of_the_shipped_review_lists_what_is_set_aside(project_root: Path) -> None:
    code, shown, _ = invoke("check", "--review", str(project_root), "--json")
    document = json.loads(shown)
    assert code == document["exit_code"] == 1
    assert {row["trial_id"] for row in document["quarantined"]} >= {"CONLEY2020_HOPC"}
    for row in document["quarantined"] + document["queries"]:
        assert row["file"]
        assert row["row"] >= 2
        assert row["reason"].endswith(".")


def test_check_prints_a_table_for_people(project_root: Path) -> None:
    code, shown, _ = invoke("check", "--review", str(project_root))
    assert code == 1
    assert "Set aside" in shown
    assert "CONLEY2020_HOPC" in shown


def test_a_missing_column_is_named_with_its_file(review: Path) -> None:
    path = table(review, "arms")
    rows = read_rows(path)
    for row in rows:
        del row["n"]
    write_rows(path, rows)
    code, _, error = invoke("check", "--review", str(review))
    assert code == 2
    assert "arms.csv" in error
    assert "'n'" in error
    assert error.count("\n") == 1


def test_a_missing_table_is_named(review: Path) -> None:
    table(review, "trials").unlink()
    code, _, error = invoke("check", "--review", str(review))
    assert code == 2
    assert "no table 'trials'" in error
    assert "add it" in error


def test_a_deleted_cell_sets_its_row_aside_and_leaves_the_others(review: Path) -> None:
    path = table(review, "arms")
    rows = read_rows(path)
    spoilt = next(
        r for r in rows if r["trial_id"] == "COOK2012_WRAP" and r["outcome"] == "recovery"
    )
    spoilt["n"] = ""
    write_rows(path, rows)
    code, shown, _ = invoke("check", "--review", str(review), "--json")
    document = json.loads(shown)
    assert code == 1
    aside = [row for row in document["quarantined"] if row["trial_id"] == "COOK2012_WRAP"]
    assert {row["table"] for row in aside} == {"arms"}
    assert any(row["column"] == "n" for row in aside)


def test_a_deleted_trial_is_missed_by_its_arms(review: Path) -> None:
    path = table(review, "trials")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(x for x in lines if not x.startswith("COOK2012_WRAP,")), encoding="utf-8"
    )
    code, shown, _ = invoke("check", "--review", str(review), "--json")
    rows = json.loads(shown)["quarantined"]
    assert code == 1
    assert any(row["trial_id"] == "COOK2012_WRAP" and row["table"] == "arms" for row in rows)


def test_an_unknown_protocol_key_is_refused_with_its_line(review: Path) -> None:
    path = review / "data" / "protocol.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  tau2: REML", "  tau: REML"), encoding="utf-8")
    line = text.splitlines().index("  tau2: REML") + 1
    code, _, error = invoke("check", "--review", str(review))
    assert code == 2
    assert f"line {line}" in error
    assert "tau2" in error


def test_a_folder_that_is_no_review_is_one_sentence(tmp_path: Path) -> None:
    code, _, error = invoke("build", "--review", str(tmp_path / "nowhere"))
    assert code == 2
    told = error.splitlines()[-1]
    assert told.startswith("Error: There is no protocol")
    assert "--review" in told


def test_an_impossible_date_is_refused() -> None:
    code, _, error = invoke("build", "--as-of", "2019-13-40")
    assert code == 2
    assert "2019-13-40" in error


def test_a_fault_of_the_program_is_owned_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    import living_review.runs.doctor

    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(living_review.runs.doctor, "examine", broken)
    code, _, error = invoke("doctor")
    assert code == 70
    assert "fault of the program" in error
    with pytest.raises(ZeroDivisionError):
        invoke("doctor", "--debug")


def test_doctor_knows_every_part() -> None:
    code, shown, _ = invoke("doctor", "--json")
    document = json.loads(shown)
    names = {part["name"] for part in document["parts"]}
    assert names >= {"Python", "Pandoc", "WeasyPrint", "Pango", "Quarto", "System fonts"}
    assert code == 0, document


def test_doctor_names_the_command_that_mends(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes.util

    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    code, shown, _ = invoke("doctor")
    assert code == 3
    assert "apt-get install -y libpango-1.0-0" in shown


def test_doctor_tells_of_a_package_that_is_other_than_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from matplotlib.backends.backend_svg import RendererSVG

    monkeypatch.delattr(RendererSVG, "_write_default_style")
    code, shown, _ = invoke("doctor")
    assert code == 3
    (told,) = [line for line in shown.splitlines() if "Inside matplotlib" in line]
    assert told.startswith("missing")
    assert "has no matplotlib.backends.backend_svg.RendererSVG._write_default_style" in told


def test_check_gathers_by_rule_and_says_what_to_do_first(review: Path) -> None:
    code, shown, _ = invoke("check", "--review", str(review))
    every = invoke("check", "--review", str(review), "--all")[1]
    assert code == 1
    lines = shown.splitlines()
    assert sum(line.startswith("  n-missing (12 rows): ") for line in lines) == 1
    assert "    and 9 more; --all lists them" in lines
    assert lines[-1].startswith("First: mend the rows of n-missing (CONLEY2020_HOPC)")
    assert "None" not in shown
    assert every.count("registry/arms.csv:") > shown.count("registry/arms.csv:")
    assert "--all" not in every
    assert (
        len(json.loads(invoke("check", "--review", str(review), "--json")[1])["quarantined"]) >= 12
    )


def test_a_command_is_imported_when_it_is_asked_for_and_not_to_be_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    real = asked_for.import_module
    monkeypatch.setattr(
        asked_for, "import_module", lambda name: asked.append(name.rpartition(".")[2]) or real(name)
    )
    _, listed, _ = invoke("--help")
    assert asked == []
    for name, entry in Program.entries.items():
        assert f"  {name} " in listed
        assert entry.says in listed
    assert invoke("grade", "--help")[0] == 0
    assert asked == ["grade"]
    assert invoke("nosuch")[0] == 2
    assert asked == ["grade"]
    commands = asked_for.Commands(Program.entries)
    assert commands["diff"] is commands["diff"]
    assert [each.name for each in commands.values()] == list(Program.entries)
    assert [each.short_help for each in commands.values()] == [
        each.says for each in Program.entries.values()
    ]
