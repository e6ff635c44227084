"""One trial is added from a file: checked first, written whole, in the file's own ways."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli import app
from living_review.entry import writing
from living_review.entry.plan import Plan, planned, read_files
from living_review.entry.trial import TrialEntry, parsed
from living_review.ground import clock
from living_review.ground.errors import BadInput
from living_review.protocol import Protocol, load_protocol
from living_review.registry import read
from living_review.sources import CsvFolder

# What one of these tests has read serves them all.
pytestmark = pytest.mark.xdist_group("add-trial")

ENTRY = """\
trial:
  trial_id: SMITH2026
  label: Smith 2026
  year: 2026
  country: no
  status: included
  status_reason: Group format, randomised
  category: self-management
  delivery: in person
  comparator: usual care
  n_randomised: 120
  search_id: update-2026
  led_by: peers
  focus: mental health
arms:
  - {outcome: recovery, timepoint: post, weeks: 12, instrument: RAS, higher_is_better: true,
     arm: peer group, role: intervention, n: 60, mean: 50.10, sd: 9.8, source: "report, table 2"}
  - {outcome: recovery, timepoint: post, weeks: 12, instrument: RAS, higher_is_better: true,
     arm: usual care, role: control, n: 58, mean: 47.3, sd: 10.4, source: "report, table 2"}
risk_of_bias:
""" + "".join(
    f"  - {{tool: RoB2, domain: {domain}, judgement: low, support: null}}\n"
    for domain in ("D1", "D2", "D3", "D4", "D5", "overall")
)


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    shutil.copytree(
        project_root / "data",
        tmp_path / "data",
        ignore=shutil.ignore_patterns("versions", ".cache"),
    )
    return tmp_path


def registry(review: Path) -> Path:
    return review / "data" / "registry"


def files_of(review: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in registry(review).glob("*.csv")}


def add(review: Path, text: str = ENTRY, *arguments: str) -> tuple[int, str, str]:
    path = review / "smith.yml"
    path.write_text(text, encoding="utf-8")
    return run(review, "--from", str(path), *arguments)


def run(review: Path, *arguments: str, answers: str = "") -> tuple[int, str, str]:
    command = ["add-trial", "--review", str(review), *arguments]
    result = CliRunner().invoke(app, command, input=answers)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def table(review: Path, name: str, separator: str = ",") -> list[dict[str, str]]:
    text = (registry(review) / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def test_a_trial_is_appended_to_every_table_and_no_other_byte_changes(review: Path) -> None:
    before = files_of(review)
    code, out, _ = add(review)
    assert code == 0
    assert "SMITH2026 was added." in out
    after = files_of(review)
    for name in ("trials.csv", "arms.csv", "risk_of_bias.csv"):
        assert after[name].startswith(before[name])
    assert {name for name in after if after[name] == before[name]} == {
        "contrasts.csv",
        "exclusions.csv",
        "searches.csv",
    }
    trial = table(review, "trials")[-1]
    assert (trial["trial_id"], trial["country"], trial["n_randomised"]) == (
        "SMITH2026",
        "no",
        "120",
    )
    assert trial["date_added"] == clock.today().isoformat()
    first, second = table(review, "arms")[-2:]
    assert (first["mean"], first["trial_id"], first["source"]) == (
        "50.10",
        "SMITH2026",
        "report, table 2",
    )
    assert second["role"] == "control"
    assert len(table(review, "risk_of_bias")) == 92 + 6
    assert not (registry(review) / writing.STAGE).exists()


def test_the_same_trial_as_json_gives_the_same_files(review: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(review / "data", other / "data")
    add(review)
    add(other, parsed(ENTRY, "x").as_json())
    assert files_of(review) == files_of(other)


def test_a_dry_run_shows_the_rows_and_writes_nothing(review: Path) -> None:
    before = files_of(review)
    code, out, _ = add(review, ENTRY, "--dry-run")
    assert code == 0
    assert "trials.csv, 1 row:" in out
    assert "arms.csv, 2 rows:" in out
    assert "mean 50.10, sd 9.8" in out
    assert files_of(review) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sd: 9.8", "sd: -9.8", "arms[1].sd: found '-9.8';"),
        ("n: 58", "n: 58.5", "arms[2].n: found '58.5'; a whole number is needed"),
        ("n: 58", "n:", "arms[2].n: "),
        ("outcome: recovery", "outcome: recvery", "arms[1].outcome: found 'recvery';"),
        ("status: included", "status: in", "trial.status: found 'in'; allowed are included,"),
        ("mean: 47.3", "mean: '47,3'", "arms[2].mean: found '47,3'; "),
        ("role: control", "role: intervention", "found 'intervention'"),
        ("judgement: low", "judgement: lo", "risk_of_bias[1].judgement: found 'lo';"),
        ("SMITH2026", "COOK2012_WRAP", "the same trial_id 'COOK2012_WRAP' already stands in row 4"),
        ("  label: Smith 2026\n", "", "trial.label: the cell is required"),
        ("mean: 50.10", "maen: 50.10", "arms[1]: unknown column 'maen' — did you mean 'mean'?"),
        ("arms:\n", "amrs:\n", "unknown key 'amrs' — did you mean 'arms'?"),
        ("  year: 2026\n", "  year: 2026\n  year: 2025\n", "line 5: the key 'year' is there twice"),
        ("  year: 2026\n", "  year: [2026]\n", "line 4: trial.year must be one value."),
        ("trial:\n", "trail:\n", "the key 'trial' is missing"),
        ("  year: 2026\n", "  year: &a 2026\n  notes: *a\n", "anchors and aliases are not allowed"),
        ("  year: 2026\n", "  year: {\n", "line 4: what opens with { is not closed"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    review: Path, old: str, new: str, words: str
) -> None:
    before = files_of(review)
    assert old in ENTRY
    code, _, err = add(review, ENTRY.replace(old, new, 1))
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    assert files_of(review) == before


@pytest.mark.parametrize("text", ["", "3", "[]", "trial: x", "\x07", "arms: []", "- a\n- b"])
def test_a_file_that_holds_no_trial_is_refused_in_a_sentence(review: Path, text: str) -> None:
    code, _, err = add(review, text)
    assert code == 2
    assert err.startswith(f"Error: {review / 'smith.yml'}")


def test_a_suspicion_needs_a_yes(review: Path) -> None:
    # A standard deviation of a tenth of the other looks like a standard error.
    doubtful = ENTRY.replace("sd: 9.8", "sd: 0.9")
    before = files_of(review)
    code, _, err = add(review, doubtful)
    assert code == 2
    assert "give --yes if it is right" in err
    assert "arms[1]" in err
    assert files_of(review) == before
    assert add(review, doubtful, "--yes")[0] == 0
    assert table(review, "arms")[-2]["sd"] == "0.9"


def test_json_tells_what_was_written_and_what_is_wrong(review: Path) -> None:
    _, out, _ = add(review, ENTRY.replace("sd: 9.8", "sd: 0"), "--json")
    assert json.loads(out)["problems"][0].startswith("arms[1].sd: found '0';")
    _, out, _ = add(review, ENTRY, "--json")
    document = json.loads(out)
    assert document["written"] is True
    assert {name: len(rows) for name, rows in document["rows"].items()} == {
        "trials.csv": 1,
        "arms.csv": 2,
        "risk_of_bias.csv": 6,
    }


def test_a_file_keeps_its_separator_line_ends_mark_column_order_and_decimal_comma(
    review: Path,
) -> None:
    path = registry(review) / "arms.csv"
    rows = table(review, "arms")
    columns = ["notes", *[name for name in rows[0] if name != "notes"]]
    for row in rows:
        for name in ("mean", "sd"):
            row[name] = row[name].replace(".", ",")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    # A byte-order mark, and no line end after the last row.
    before = b"\xef\xbb\xbf" + out.getvalue().removesuffix("\r\n").encode()
    path.write_bytes(before)
    assert add(review)[0] == 0
    after = path.read_bytes()
    assert after.startswith(before + b"\r\n")
    assert after.endswith(b"\r\n")
    assert b"\n" not in after.replace(b"\r\n", b"")
    last = table(review, "arms", ";")[-2]
    assert (last["mean"], last["sd"], last["n"]) == ("50,10", "9,8", "60")


def test_a_table_that_is_not_there_is_begun(review: Path) -> None:
    (registry(review) / "risk_of_bias.csv").unlink()
    assert add(review, ENTRY, "--yes")[0] == 0
    assert len(table(review, "risk_of_bias")) == 6


def test_a_registry_elsewhere_is_refused_with_the_remedy(review: Path) -> None:
    path = review / "data" / "protocol.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nregistry:\n  xlsx: {file: data/registry.xlsx}\n", encoding="utf-8")
    code, _, err = add(review)
    assert code == 2
    assert "of the kind 'xlsx'" in err
    assert "add the trial where the registry is kept" in err


def test_without_a_terminal_and_a_file_it_says_so(review: Path) -> None:
    code, _, err = run(review)
    assert code == 2
    assert "There is no terminal to ask on" in err


# All files or none


def protocol_of(review: Path) -> Protocol:
    return load_protocol(review / "data" / "protocol.yml")


def plan_of(review: Path) -> tuple[Path, Plan]:
    protocol = protocol_of(review)
    entry = parsed(ENTRY, "smith.yml")
    entry = TrialEntry(
        {**entry.trial, "date_added": "2026-11-24"},
        entry.arms,
        entry.contrasts,
        entry.risk_of_bias,
    )
    return registry(review), planned(entry, read_files(registry(review), protocol), protocol)


class Killed(BaseException):
    """What a machine that stops leaves no chance to handle."""


@pytest.fixture
def stops_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Let a number of files be put in place (staged, listed or moved), and stop at the next."""
    real = Path.replace

    def arm(left: int) -> None:
        count = [left]

        def replace(self: Path, target: Path) -> Path:
            if not count[0]:
                raise Killed
            count[0] -= 1
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)

    yield arm
    monkeypatch.undo()


@pytest.mark.parametrize("step", range(8))
def test_a_run_that_is_killed_leaves_a_registry_that_is_read_and_the_next_finishes(
    review: Path,
    stops_after: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    step: int,
) -> None:
    folder, plan = plan_of(review)
    before = files_of(review)
    protocol = protocol_of(review)
    known = read(CsvFolder(folder).pull(), protocol)
    stops_after(step)
    killed = True
    try:
        writing.write(folder, plan)
        killed = False
    except Killed:
        pass
    monkeypatch.undo()
    # Three files are staged and listed, then moved: whatever is read between, the old trials stand.
    assert killed == (step < 7)
    between = read(CsvFolder(folder).pull(), protocol)
    added = [row for row in between.quarantine if row.trial_id == "SMITH2026"]
    assert len(between.quarantine) == len(known.quarantine) + len(added)
    if "SMITH2026" not in set(between.trials["trial_id"]):
        assert len(between.arms) == len(known.arms)
        assert len(between.risk_of_bias) == len(known.risk_of_bias)
    else:
        assert added == []
    finished = writing.finish(folder)
    assert finished == (4 <= step < 7)
    expected = before if step < 4 else {**before, **plan.after}
    assert files_of(review) == expected
    assert not (folder / writing.STAGE).exists()


def test_a_file_edited_after_a_kill_is_not_overwritten(
    review: Path, stops_after: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, plan = plan_of(review)
    stops_after(4)
    with pytest.raises(Killed):
        writing.write(folder, plan)
    monkeypatch.undo()
    path = folder / "arms.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    edited = files_of(review)
    with pytest.raises(BadInput, match=r"arms\.csv was edited since"):
        writing.finish(folder)
    assert files_of(review) == edited


def test_a_file_edited_while_the_trial_was_entered_is_not_overwritten(review: Path) -> None:
    folder, plan = plan_of(review)
    path = folder / "trials.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(BadInput, match="changed by somebody else"):
        writing.write(folder, plan)
    assert not (folder / writing.STAGE).exists()


def test_the_command_finishes_what_was_cut_short(
    review: Path, stops_after: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, plan = plan_of(review)
    stops_after(5)
    with pytest.raises(Killed):
        writing.write(folder, plan)
    monkeypatch.undo()
    _, _, err = run(review)
    assert "Finished an addition of a trial that was cut short." in err
    assert table(review, "trials")[-1]["trial_id"] == "SMITH2026"


def test_an_update_at_work_is_waited_for_by_the_person(review: Path) -> None:
    from filelock import FileLock

    versions = review / "data" / "versions"
    versions.mkdir()
    with FileLock(versions / ".lock"):
        code, _, err = add(review)
    assert code == 5
    assert "Another run is at work" in err


def test_a_file_named_in_capitals_is_the_one_that_grows(review: Path) -> None:
    folder = registry(review)
    (folder / "arms.csv").rename(folder / "arms.CSV")
    before = (folder / "arms.CSV").read_bytes()
    assert add(review)[0] == 0
    assert (folder / "arms.CSV").read_bytes().startswith(before)
    assert not (folder / "arms.csv").exists()


def test_json_without_a_file_is_refused(review: Path) -> None:
    code, out, _ = run(review, "--json")
    assert code == 2
    assert "--from" in json.loads(out)["error"]


def test_two_additions_at_once_do_not_mix(review: Path) -> None:
    versions = review / "data" / "versions"
    with writing.alone(versions):
        code, _, err = add(review)
    assert code == 5
    assert "Another run is at work" in err
    assert not versions.exists()
    assert add(review)[0] == 0
