"""A team's file becomes a living review and keeps feeding it, without a script."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from living_review.cli import app
from living_review.findings import Findings
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.runs.rebuild import rebuild
from living_review.runs.update import update

sys.path.insert(0, str(Path(__file__).parent.parent / "exchange"))

from releases import CHANGED, GONE, NEW, PROTOCOL, SAMPLES, TRIALS, first, second, third

SAMPLE = SAMPLES["metapsy"]


def run(*arguments: object, ends: int = 0) -> Any:
    """Run the program; give what it says, as JSON where that was asked for."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == ends, result.output
    return json.loads(result.stdout) if "--json" in arguments else result.output


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def corrected(root: Path) -> None:
    """Write a correction of a cell of the registry that the file gives."""
    (root / "data" / "corrections.csv").write_text(
        "table,key,column,old,new,reason,by,date\n"
        "trials,Gray_2007,n_randomised,,95,from the report,A Team,2026-11-20\n",
        encoding="utf-8",
    )


@pytest.mark.usefixtures("quick_pdfs")
def test_from_import_to_the_third_release(tmp_path: Path, at: Any, monkeypatch: Any) -> None:
    root = tmp_path / "review"
    file, mapping = root / "data" / SAMPLE.file, root / "data" / "mapping.yml"
    file.parent.mkdir(parents=True)
    (root / "data" / "protocol.yml").write_text(PROTOCOL, encoding="utf-8")
    file.write_bytes(SAMPLE.written(first()))
    rows = [f"--where={column}={cell}" for column, cells in SAMPLE.where.items() for cell in cells]
    of = ("--review", root)
    run("import", file, "--draft-mapping", mapping, *rows, *of)
    mapping.write_text(SAMPLE.filled(mapping.read_text(encoding="utf-8")), encoding="utf-8")
    run("import", file, "--mapping", mapping, "--as-source", *rows, *of)
    corrected(root)
    found = run("check", "--json", *of)
    assert not found["quarantined"]
    assert {"primary_timepoint", "post_crossover"} <= {each["where"] for each in found["left_out"]}

    published = update(root)
    assert (published.state, published.version) == ("published", 1)
    assert len(published.file_report.left_out) == len(found["left_out"])
    data = (root / "_site" / "data.html").read_text(encoding="utf-8")
    assert "Left out of the file" in data
    assert "primary_timepoint" in data
    with monkeypatch.context() as nothing_is_read:
        nothing_is_read.setattr("living_review.exchange.standing.imported_again", None)
        assert update(root).state == "nothing new"

    at("2026-12-01T06:00:00+00:00")
    release = SAMPLE.written(second())
    width = release.split(b"\r\n", 1)[0].count(b";") + 1
    vague = ["v", "Vague, 2021", "support", "cau", "msd", "Mood", "BDI", "post", "yes", "no", "30"]
    vague += [""] * (width - len(vague))
    file.write_bytes(release + ";".join(vague).encode() + b"\r\n")
    newer = update(root)
    assert (newer.state, newer.version) == ("published", 2)
    changes = newer.changes
    assert changes is not None
    assert set(changes.trials_added) == {f"{NEW.label}_{NEW.year}", "Vague_2021"}
    (left_out,) = newer.file_report.left_out
    assert (left_out.where, left_out.found) == ("row", "Vague, 2021")
    (cell,) = changes.corrections
    assert ((cell.trial_id or "").startswith(CHANGED), cell.column) == (True, "mean")
    assert (changes.trials_removed, changes.methods, changes.rows) == ((), (), ())
    told = Findings.from_json((root / "_site" / "findings.json").read_text(encoding="utf-8"))
    days = {trial.trial_id: str(trial.date_added) for trial in told.trials}
    for trial in changes.trials_added:
        assert days.pop(trial) == "2026-12-01"
    assert set(days.values()) == {"2026-11-24"}
    assert len(days) == len(TRIALS)
    (applied,) = told.corrections
    assert applied.new == "95"

    at("2026-12-08T06:00:00+00:00")
    # Another measurement of a trial that is there already, and no whole one.
    release = file.read_bytes()
    vague[1], vague[7] = "Gray, 2007", "six months"
    file.write_bytes(release + ";".join(vague).encode() + b"\r\n")
    same = update(root)
    assert same.state == "nothing new"
    assert [each.found for each in same.file_report.left_out] == ["Gray, 2007"]
    file.write_bytes(release)
    before = everything(root)
    for content, said in (
        (SAMPLE.written(third()), f"lost {len(GONE) + 1} of the {len(TRIALS) + 2} trials"),
        (SAMPLE.broken(SAMPLE.written(second())), "has lost the column sd_arm1"),
        (b"<!DOCTYPE html><p>Log in", "is a web page"),
        (SAMPLES["revman5"].written(second()), "is a RevMan 5 file, and registry.import.format"),
    ):
        file.write_bytes(content)
        with pytest.raises(BadInput, match=said) as caught:
            update(root)
        assert len(caught.value.problems) == 1
    mapping.rename(tmp_path / "mapping.yml")
    with pytest.raises(BadInput, match=r"There is no mapping data/mapping\.yml"):
        update(root)
    shutil.move(tmp_path / "mapping.yml", mapping)
    file.write_bytes(before["data/mood.csv"])
    assert everything(root) == before

    file.write_bytes(SAMPLE.written(third()))
    accepted = update(root, accept_removals=True, dry_run=True)
    assert accepted.changes is not None
    assert len(accepted.changes.trials_removed) == len(GONE) + 1

    file.unlink()
    mapping.unlink()
    assert rebuild(ReviewFolder(root), 1).identical
