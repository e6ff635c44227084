"""`update` with a registry that is kept elsewhere than in CSV files."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from living_review.findings import Findings
from living_review.ground.errors import RegistryError
from living_review.living.store import VersionStore
from living_review.registry.transfer import Place, write
from living_review.runs.rebuild import rebuild
from living_review.sources.database import SqliteFile

SQLITE = "\nregistry: {sqlite: {file: data/registry.db}}\n"


def kept_in_sqlite(review) -> Path:
    """Move the registry of a review into a database, and say so in its protocol."""
    folder, database = review.root / "data" / "registry", review.root / "data" / "registry.db"
    raw = Place.parsed(f"csv:{folder}").pull()
    write(raw, Place.parsed(f"sqlite:{database}"), replace=False)
    shutil.rmtree(folder)
    protocol = review.root / "data" / "protocol.yml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + SQLITE, encoding="utf-8")
    return database


def told(review) -> Findings:
    return Findings.from_json((review.site / "findings.json").read_text(encoding="utf-8"))


def executed(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("fingerprints", [True, False])
def test_a_database_is_followed_from_version_to_version(
    review, at, monkeypatch: pytest.MonkeyPatch, fingerprints: bool
) -> None:
    """Also where only pulling can tell whether anything is new."""
    if not fingerprints:
        monkeypatch.setattr(SqliteFile, "fingerprint", lambda _self: "")
    database = kept_in_sqlite(review)
    assert review.update().state == "published"
    assert told(review).registry.source == "the SQLite database data/registry.db"
    with monkeypatch.context() as nothing_is_computed:
        nothing_is_computed.setattr("living_review.runs.editions.computed", None)
        assert review.update().state == "nothing new"
    at("2026-12-01T06:00:00+00:00")
    executed(database, "UPDATE arms SET events = events + 1 WHERE rowid = 1")
    second = review.update()
    assert (second.state, second.version) == ("published", 2)
    assert second.changes is not None
    assert len(second.changes.trials_corrected) == 1


def test_a_registry_that_moves_is_told_and_changes_no_number(review, version_1, at) -> None:
    before = told(review)
    at("2026-12-01T06:00:00+00:00")
    kept_in_sqlite(review)
    assert review.update().state == "published"
    after = told(review)
    assert after.registry.hash == before.registry.hash
    assert [f.pooled for f in after.findings] == [f.pooled for f in before.findings]
    assert after.changes is not None
    assert (
        "The registry is now read from the SQLite database data/registry.db "
        "(before: CSV files in data/registry)."
    ) in after.changes.methods


def test_a_version_is_made_again_without_its_source(review, at) -> None:
    database = kept_in_sqlite(review)
    review.update()
    database.unlink()
    assert rebuild_differs_in_pdfs_alone(review.root)
    with pytest.raises(RegistryError, match=r"There is no file data/registry\.db"):
        review.update()


def rebuild_differs_in_pdfs_alone(root: Path) -> bool:
    from living_review.ground.folder import ReviewFolder

    done = rebuild(ReviewFolder(root), 1)
    return done.identical or set(done.differing) <= {"summary.pdf", "review.pdf"}


def test_a_run_with_nothing_new_does_not_read_the_protocol(review, version_1) -> None:
    manifest = VersionStore(review.root / "data" / "versions").latest()
    assert manifest is not None
    assert manifest.registry_place == {"csv": {"folder": "data/registry"}}
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from living_review.runs.inputs import inputs_of\n"
        "from living_review.ground.folder import ReviewFolder\n"
        "print(inputs_of(ReviewFolder(Path(sys.argv[1])))[0])\n"
        "heavy = {'pandas', 'numpy', 'pydantic', 'yaml', 'sqlalchemy', 'httpx', 'openpyxl'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(review.root)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [manifest.fingerprint, "[]"]
    protocol = review.root / "data" / "protocol.yml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + SQLITE, encoding="utf-8")
    with pytest.raises(RegistryError, match=r"There is no file data/registry\.db"):
        review.update()


def test_a_look_back_into_a_database_is_that_into_csv_files(review, at) -> None:
    from living_review.ground.folder import ReviewFolder
    from living_review.runs.editions import computed

    def on(day: dt.date) -> str:
        folder = ReviewFolder(review.root)
        return computed(
            folder, as_of=day, today=day, progress=lambda _: None
        ).findings.registry.hash

    day = dt.date(2000, 1, 1)
    before = on(day)
    kept_in_sqlite(review)
    assert on(day) == before
