"""What of a portal stays when it is made again, and what is read where parts are gone."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.findings import TrialRecord
from living_review.ground.folder import ReviewFolder
from living_review.language import PROGRAMS
from living_review.language.words import _SPEAKING
from living_review.library.members import Member, library_at
from living_review.portal import copying, publication, reading, shared
from living_review.portal.memory import FILE
from living_review.portal.record import tell_library
from living_review.portal.shared import InSeveral
from living_review.sources import RawTables

DAY = "2026-01-01"


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("remembered", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_a_review_stays_where_its_folder_is_the_portals_and_is_there(
    shelf: Any, *, readable: bool, remembered: bool, there: bool
) -> None:
    root = shelf.review("a", title="Awake")
    shelf.made()
    if not readable:
        (root / "_site" / "findings.json").write_text("{", encoding="utf-8")
    if not remembered:
        memory = json.loads(shelf.page(FILE))
        (shelf.out / FILE).write_text(json.dumps({**memory, "folders": []}), encoding="utf-8")
    if not there:
        shutil.rmtree(shelf.out / "reviews" / "a")
    made = shelf.made()
    stays = remembered and there
    [entry] = made.entries
    assert entry.shown == (readable or stays)
    assert made.brought == (("a",) if readable and not stays else ())
    assert entry.why == (None if readable else "unreadable")
    assert (shelf.out / "reviews" / "a" / "index.html").is_file() == entry.shown


def test_every_five_hundred_reviews_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_look_at", "_write", "_put"):
        monkeypatch.setattr(publication._Making, name, lambda *_: None)
    told: list[str] = []
    library: Any = SimpleNamespace(members=[Member(str(n), tmp_path) for n in range(1001)])
    known = publication.Memory()
    settings = publication.Settings()
    publication._Making(library, tmp_path, settings, known, tmp_path, told.append).made()
    assert told == ["500 of 1001 reviews read", "1000 of 1001 reviews read"]


def test_what_somebody_laid_into_a_portal_stays_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "a").mkdir(parents=True)
    (own / "a" / "text").write_text("mine", encoding="utf-8")
    (own / "a" / "here").symlink_to("text")
    (own / "a" / "nowhere").symlink_to("gone")
    (own / "beside").symlink_to("a", target_is_directory=True)
    own.chmod(0o750)
    copying.kept(own, tmp_path / "new")
    new = tmp_path / "new"
    assert stat.S_IMODE(new.stat().st_mode) == 0o750
    assert (new / "a" / "text").read_text(encoding="utf-8") == "mine"
    links = {each: (new / each).readlink() for each in ("a/here", "a/nowhere", "beside")}
    assert links == {"a/here": Path("text"), "a/nowhere": Path("gone"), "beside": Path("a")}


def test_the_record_of_a_library_stays_but_for_what_is_told(shelf: Any) -> None:
    shelf.review("a")
    record = shelf.place / "library.json"
    before = {"schema": "living-review/library/1", "reviews": [{"name": "Café"}]}
    record.write_text(json.dumps(before, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    was = record.read_text(encoding="utf-8")
    tell_library(library_at(shelf.place), InSeveral())
    told = record.read_text(encoding="utf-8")
    assert told == was.replace("\n}\n", ',\n "shared_trials": []\n}\n')


def test_a_site_without_findings_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"findings\.json"):
        reading._findings(tmp_path, "en")


def trial(label: str) -> TrialRecord:
    known: dict[str, Any] = {"date_added": DAY, "year": 2020, "doi": "10.1000/xyz"}
    return TrialRecord(trial_id="T", label=label, n_randomised=10, status="retracted", **known)


def test_a_version_that_is_in_the_store_no_more_is_shown_without_what_it_told(shelf: Any) -> None:
    root = shelf.review("a", title="Awake", conclusions=("one",), trials=(trial("Ash"),))
    shelf.review("b", title="Breathless", trials=(trial("Elm").model_copy(
        update={"status": "included"}),))  # fmt: skip
    [known, *_] = [each for each in shelf.made().entries if each.name == "a"]
    assert (known.conclusions_changed, [each.number for each in known.lately]) == (1, [1])
    shutil.rmtree(root / "data" / "versions")
    shutil.rmtree(shelf.out)
    made = shelf.made()
    [gone] = [each for each in made.entries if each.name == "a"]
    assert (gone.title, gone.conclusions_changed, gone.lately) == ("Awake", 0, ())
    # Its trials are those of its findings, of whose registry nothing is known.
    [found] = made.shared.trials
    assert (found.retracted_in, sorted(found.labels)) == (("a",), ["a", "b"])
    (root / "_site" / "findings.json").write_text("{", encoding="utf-8")
    members = {each.name: each for each in library_at(shelf.place).members}
    assert shared._held(members["a"], {"10.1000/xyz"}) == ()
    folder: Any = SimpleNamespace(versions=root / "data" / "versions")
    findings: Any = SimpleNamespace(
        version=SimpleNamespace(number=7), registry=SimpleNamespace(pulled_at=None)
    )
    assert shared._registry(folder, findings) == RawTables({}, findings.registry.pulled_at)


@pytest.mark.parametrize(("language", "spoken"), [("de", "de"), ("xx", PROGRAMS.language)])
def test_where_the_words_of_a_review_have_a_fault_the_program_speaks(
    shelf: Any, language: str, spoken: str
) -> None:
    root = shelf.review("a")
    own = root / "templates" / language / "words"
    own.mkdir(parents=True)
    (own / "no-such.j2").write_text("{% macro x %}", encoding="utf-8")
    with reading._words(ReviewFolder(root), language):
        assert _SPEAKING.get().language == spoken
