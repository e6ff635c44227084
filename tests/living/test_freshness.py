"""Whether there is anything to do, told without computing anything."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from manifests import MOMENT, manifest

from living_review import __version__
from living_review.ground.folder import ReviewFolder
from living_review.living import freshness
from living_review.living.freshness import next_change, remember, shown, unchanged
from living_review.living.manifest import Software
from living_review.living.store import VersionStore
from living_review.sources import RawTable, RawTables

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("completions", "day"),
    [
        ([], None),
        (["2024-10"], None),
        (["2026-11"], dt.date(2026, 12, 1)),
        (["2026-12"], dt.date(2027, 1, 1)),
        (["2026-11-24"], None),
        (["2026-11-25", "2026-12"], dt.date(2026, 11, 25)),
        (["2027-01"], dt.date(2027, 2, 1)),
        (["2026-10", "2026-11-23", "2028-05-06"], dt.date(2028, 5, 6)),
        (["2027-00", "2027-01-00", "x2027-01", "2027-01x", "2027-1"], None),
        (["2027-13", "2027-02-30", "soon"], None),
    ],
)
def test_the_next_day_on_which_a_silent_trial_counts_as_completed(completions, day):
    assert next_change(completions, TODAY) == day


def test_a_run_with_nothing_new_imports_no_heavy_package():
    code = (
        "import sys, living_review.runs.update, living_review.cli.app\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'matplotlib', 'weasyprint', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


NOW = replace(manifest(3), software=Software("living-review", __version__, "ef", "3.11.7", {}))


@pytest.mark.parametrize(
    ("held", "inputs", "same"),
    [
        (NOW, NOW.fingerprint, True),
        (NOW, "other", False),
        (replace(NOW, as_of=TODAY), NOW.fingerprint, False),
        (replace(NOW, software=replace(NOW.software, version="0.0.9")), NOW.fingerprint, False),
        (replace(NOW, next_change=TODAY), NOW.fingerprint, False),
        (replace(NOW, next_change=dt.date(2026, 11, 23)), NOW.fingerprint, False),
        (replace(NOW, next_change=dt.date(2026, 11, 25)), NOW.fingerprint, True),
    ],
)
def test_the_same_inputs_of_the_same_program_bring_nothing_new(tmp_path, held, inputs, same):
    assert unchanged(VersionStore(tmp_path), held, inputs, TODAY) is same


def test_inputs_that_brought_nothing_are_remembered_for_their_version_alone(tmp_path):
    store = VersionStore(tmp_path)
    remember(store, NOW, "other")
    text = (tmp_path / ".checked.json").read_text("utf-8")
    assert json.loads(text) == {
        "version": {
            "review": "review",
            "number": 3,
            "date": "2026-11-24",
            "registry": "ab" * 32,
            "pulled_at": "2026-11-24T12:00:00+00:00",
        },
        "inputs": "other",
        "program": __version__,
    }
    assert text.endswith("}\n")
    assert unchanged(store, NOW, "other", TODAY)
    assert unchanged(store, replace(NOW, as_of=TODAY), "other", TODAY)
    assert not unchanged(store, NOW, "another", TODAY)
    assert not unchanged(store, replace(NOW, number=4), "other", TODAY)
    assert not unchanged(store, replace(NOW, next_change=TODAY), "other", TODAY)
    (tmp_path / ".checked.json").write_text("{", "utf-8")
    assert not unchanged(store, NOW, "other", TODAY)


def test_every_place_must_show_the_version(tmp_path):
    folder, site = ReviewFolder(tmp_path), tmp_path / "_site"
    entry = "# Changelog\n\n## Version 3: 24 November 2026\n"
    for path in (site, folder.report):
        path.mkdir(parents=True)
        (path / "version.json").write_text(json.dumps(freshness.identity(NOW)), "utf-8")
    folder.changelog.write_text(entry, "utf-8")
    assert freshness.everywhere(NOW, folder, site)
    assert not freshness.everywhere(replace(NOW, number=4), folder, site)
    for path, text in ((folder.changelog, "# Changelog\n"), (site / "version.json", "{}")):
        was = path.read_text("utf-8")
        path.write_text(text, "utf-8")
        assert not freshness.everywhere(NOW, folder, site)
        path.write_text(was, "utf-8")
    assert freshness.everywhere(NOW, folder, site)
    (folder.report / "version.json").write_text("[]", "utf-8")
    assert shown(folder.report) is None
    assert shown(tmp_path / "nowhere") is None
    assert not freshness.everywhere(NOW, folder, site)


def test_one_fingerprint_holds_for_all_that_a_report_is_made_from(tmp_path):
    (tmp_path / "data").mkdir()
    protocol = tmp_path / "data" / "protocol.yml"
    seen = set()
    for registry, text in (("a", "one"), ("b", "one"), ("b", "two"), ("b", "")):
        protocol.write_text(text, "utf-8")
        found = freshness.inputs_fingerprint(ReviewFolder(tmp_path), registry)
        assert found == freshness.inputs_fingerprint(ReviewFolder(tmp_path), registry)
        seen.add(found)
    protocol.unlink()
    seen.add(freshness.inputs_fingerprint(ReviewFolder(tmp_path), "b"))
    assert len(seen) == 5


def test_one_fingerprint_holds_for_the_cells_of_all_tables():
    def pulled(name="trials", column="a", cell="1"):
        table = RawTable(name, f"{name}.csv", (column,), ((cell,),), (2,))
        return RawTables({name: table}, MOMENT)

    changed = [{}, {"name": "arms"}, {"column": "b"}, {"cell": "2"}]
    assert len({freshness.tables_fingerprint(pulled(**each)) for each in changed}) == 4
    both = [RawTables({**pulled(), **pulled("arms")}, MOMENT),
            RawTables({**pulled("arms"), **pulled()}, MOMENT)]  # fmt: skip
    assert len(set(map(freshness.tables_fingerprint, both))) == 1
