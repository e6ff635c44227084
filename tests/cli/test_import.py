"""`living-review import` as a person uses it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli import app
from living_review.sources import CsvFolder

sys.path.insert(0, str(Path(__file__).parent.parent / "exchange"))

from sample_files import revman5


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "review.rm5"
    path.write_bytes(revman5())
    return path


DECIDED = ("--timepoint", "post", "--lower-is-better")


def test_a_new_registry_is_written_and_the_report_shown(file: Path, tmp_path: Path) -> None:
    code, shown, _ = invoke(file, "--into", tmp_path / "new", *DECIDED)
    assert code == 0
    assert "Not mapped" in shown
    tables = CsvFolder(tmp_path / "new").pull()
    assert {name: len(table.rows) for name, table in tables.items()} == {
        "trials": 5,
        "arms": 6,
        "contrasts": 2,
        "risk_of_bias": 3,
    }


def test_a_dry_run_writes_nothing_and_tells_programs(file: Path, tmp_path: Path) -> None:
    code, shown, _ = invoke(file, "--dry-run", "--into", tmp_path / "new", "--json", *DECIDED)
    told = json.loads(shown)
    assert (code, told["exit_code"], told["rows"]["arms"]) == (0, 0, 6)
    assert {each["kind"] for each in told["report"]} == {"not mapped", "please check"}
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_left_alone(file: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    code, _, said = invoke(file, "--into", tmp_path / "new", *DECIDED)
    assert code == 2
    assert "not an empty folder" in said
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.txt"]


def test_appending_twice_adds_once(file: Path, tmp_path: Path, project_root: Path) -> None:
    shutil.copytree(project_root / "data", tmp_path / "data")
    registry = tmp_path / "data" / "registry"
    before = (registry / "arms.csv").read_bytes()
    options = (file, "--append", "--review", tmp_path, "--json", *DECIDED)
    code, shown, _ = invoke(*options)
    assert (code, json.loads(shown)["added"]["arms"]) == (0, 6)
    after = {path.name: path.read_bytes() for path in registry.iterdir()}
    # Strata came, and with them a column: what was there is as it was, with an empty cell more.
    header, *lines = before.splitlines()
    assert after["arms.csv"].splitlines()[: len(lines) + 1] == [
        header + b",stratum",
        *(line + b"," for line in lines),
    ]
    code, shown, _ = invoke(*options)
    assert json.loads(shown)["added"] == dict.fromkeys(json.loads(shown)["added"], 0)
    assert {path.name: path.read_bytes() for path in registry.iterdir()} == after
    left = {path.name for path in registry.parent.iterdir() if path.name.startswith(".")}
    assert left <= {".cache"}, "git is told to leave the cache alone"


def test_a_conflict_is_told_and_ends_with_exit_code_one(
    file: Path, tmp_path: Path, project_root: Path
) -> None:
    shutil.copytree(project_root / "data", tmp_path / "data")
    options = ("--append", "--review", tmp_path, *DECIDED)
    invoke(file, *options)
    file.write_bytes(revman5().replace(b'EVENTS_1="5"', b'EVENTS_1="6"'))
    code, shown, _ = invoke(file, *options)
    assert code == 1
    assert "the registry says '5' in events, the file '6'" in shown


def test_a_draft_is_written_and_never_over_a_file(file: Path, tmp_path: Path) -> None:
    draft = tmp_path / "m.yml"
    assert invoke(file, "--draft-mapping", draft)[0] == 0
    assert '"1.1":' in draft.read_text()
    code, _, said = invoke(file, "--draft-mapping", draft)
    assert (code, "is there already" in said) == (2, True)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", (), "is empty"),
        (b"hello", (), "none of the formats"),
        (b"hello", ("--format", "revman5"), "not XML"),
        (b"hello", ("--format", "revman-web"), "cannot be unpacked"),
        (b"study\n1\n", ("--format", "metapsy"), "condition_arm1"),
        (b"\xff\xfea", ("--format", "metapsy"), "UTF-16"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_writes_nothing(
    tmp_path: Path, content: bytes, options: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    code, _, error = invoke(path, "--into", tmp_path / "new", *options, *DECIDED)
    assert code == 2
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_where_the_tables_go_must_be_said(file: Path) -> None:
    code, _, said = invoke(file, *DECIDED)
    assert (code, "--into DIR" in said) == (2, True)


def test_a_registry_is_not_changed_while_another_run_is_at_work(
    file: Path, tmp_path: Path, project_root: Path
) -> None:
    from filelock import FileLock

    shutil.copytree(project_root / "data", tmp_path / "data")
    (tmp_path / "data" / "versions").mkdir(exist_ok=True)
    before = {p.name: p.read_bytes() for p in (tmp_path / "data" / "registry").iterdir()}
    with FileLock(tmp_path / "data" / "versions" / ".lock"):
        code, _, said = invoke(file, "--append", "--review", tmp_path, *DECIDED)
    assert (code, "Another run" in said) == (5, True)
    assert {p.name: p.read_bytes() for p in (tmp_path / "data" / "registry").iterdir()} == before


def test_rows_are_not_added_to_a_registry_that_is_kept_elsewhere(
    file: Path, tmp_path: Path, project_root: Path
) -> None:
    shutil.copytree(project_root / "data", tmp_path / "data")
    protocol = tmp_path / "data" / "protocol.yml"
    text = protocol.read_text(encoding="utf-8")
    protocol.write_text(
        f"{text}\nregistry: {{xlsx: {{file: data/registry.xlsx}}}}\n", encoding="utf-8"
    )
    code, _, said = invoke(file, "--append", "--review", tmp_path, *DECIDED)
    assert (code, "CSV files only" in said) == (2, True)


def test_a_new_registry_and_an_addition_are_not_both_made(file: Path, tmp_path: Path) -> None:
    code, _, said = invoke(file, "--append", "--into", tmp_path / "new", *DECIDED)
    assert (code, "not both" in said) == (2, True)


SHEET = "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA 2001,10,1.5,2,11,2.5,2.1\n"


def asked(folder: Path, answers: list[str], *more: object) -> tuple[int, str, str]:
    """Import a sheet on a terminal where a person answers."""
    file = folder / "sheet.csv"
    file.write_text(SHEET, encoding="utf-8")
    command = ["import", str(file), "--into", str(folder / "new"), "--review", str(folder)]
    typed = "".join(f"{answer}\n" for answer in answers)
    result = CliRunner().invoke(app, [*command, *map(str, more)], input=typed)
    return result.exit_code, result.stdout, result.stderr


def test_on_a_terminal_what_a_sheet_does_not_say_is_asked_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.cli.add_trial.on_a_terminal", lambda: True)
    code, shown, _ = asked(tmp_path, ["control", "intervention", "mood", "post", "higher"])
    assert code == 0, shown
    arms = CsvFolder(tmp_path / "new").pull()["arms"]
    assert [row[arms.columns.index("role")] for row in arms.rows] == ["control", "intervention"]
    mapping = tmp_path / "sheet-mapping.yml"
    shutil.rmtree(tmp_path / "new")
    code, _, said = asked(tmp_path, [])
    assert (code, "give it with --mapping" in said) == (2, True)
    code, _, _ = asked(tmp_path, [], "--mapping", mapping)
    assert code == 0


@pytest.mark.parametrize(
    ("more", "answers"),
    [
        (("--timepoint", "post"), ["control", "intervention", "mood", "higher"]),
        (("--higher-is-better",), ["control", "intervention", "mood", "post"]),
        (("--lower-is-better", "--timepoint", "post"), ["control", "intervention", "mood"]),
    ],
)
def test_on_a_terminal_nobody_is_asked_what_an_option_said(
    more: tuple[str, ...], answers: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.cli.add_trial.on_a_terminal", lambda: True)
    code, shown, said = asked(tmp_path, answers, *more)
    assert code == 0, (shown, said)
    assert ("Time point" in shown) == ("--timepoint" not in more)
    kept = (tmp_path / "sheet-mapping.yml").read_text(encoding="utf-8")
    assert f"higher_is_better: {str('--lower-is-better' not in more).lower()}" in kept
    assert "timepoint: post" in kept


def test_answers_that_are_broken_off_are_kept_in_the_mapping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.cli.add_trial.on_a_terminal", lambda: True)
    code, _, said = asked(tmp_path, ["control", "intervention", "mood"])
    assert code == 2
    assert "results[0].timepoint, results[0].higher_is_better" in said
    assert "outcome: mood" in (tmp_path / "sheet-mapping.yml").read_text(encoding="utf-8")
    assert not (tmp_path / "new").exists()
