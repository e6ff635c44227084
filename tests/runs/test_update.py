"""`update`: quick when nothing changed, right when something did, and one story everywhere."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from living_review.findings import Findings
from living_review.ground.errors import (
    BadInput,
    EnvironmentFailure,
    RegistryError,
    TemplateFailure,
)
from living_review.ground.folder import ReviewFolder
from living_review.living.store import VersionStore
from living_review.runs.editions import current

NEW_TRIAL = "COMSTOCK_1976"
ATOM = "{http://www.w3.org/2005/Atom}"


def findings(folder: Path) -> Findings:
    return Findings.from_json((folder / "findings.json").read_text(encoding="utf-8"))


def tuberculosis(found: Findings):
    return next(each for each in found.findings if each.outcome == "tuberculosis")


def without_last_trial(review):
    trials, arms = review.rows("trials"), review.rows("arms")
    judged = review.rows("risk_of_bias")
    review.drop(NEW_TRIAL)

    def put_back() -> None:
        review.write("trials", trials)
        review.write("arms", arms)
        review.write("risk_of_bias", judged)

    return put_back


def test_a_trial_that_is_added_is_told_alike_by_site_changelog_feed_and_difference(review, at):
    put_back = without_last_trial(review)
    first = review.update()
    assert (first.state, first.version) == ("published", 1)
    at("2026-12-01T06:00:00+00:00")
    put_back()
    second = review.update()
    assert (second.state, second.version) == ("published", 2)
    assert second.changes is not None
    assert second.changes.trials_added == (NEW_TRIAL,)

    told = findings(review.site)
    assert told.version.number == 2
    assert tuberculosis(told).k == 13
    assert told.changes == second.changes
    assert findings(review.root / "report") == told
    changelog = (review.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.index("## Version 2: 1 December 2026") < changelog.index("## Version 1")
    assert "Comstock et al 1976" in changelog.partition("## Version 1")[0]
    feed = Xml.fromstring((review.site / "feed.xml").read_bytes())
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    assert "Comstock et al 1976" in "".join(entries[0].itertext())
    page = (review.site / "versions" / "2" / "index.html").read_text(encoding="utf-8")
    assert "Comstock et al 1976" in page
    assert "A newer version exists" not in page
    old = (review.site / "versions" / "1" / "index.html").read_text(encoding="utf-8")
    assert "A newer version exists" in old
    assert "Comstock et al 1976" not in old
    assert findings(review.site / "versions" / "1").version.number == 1

    at("2026-12-02T06:00:00+00:00")
    review.drop(NEW_TRIAL)
    third = review.update()
    assert third.version == 3
    assert third.changes.trials_removed == (NEW_TRIAL,)
    again, before = (
        tuberculosis(findings(review.site)),
        tuberculosis(findings(review.site / "versions" / "1")),
    )
    assert again.pooled == before.pooled
    assert again.trials == before.trials


def test_where_nothing_is_new_no_file_is_touched_and_no_word_of_the_review_is_read(
    review, version_1, at, monkeypatch
):
    def read(*_args, **_options):
        raise AssertionError("what costs more than all else was read")

    monkeypatch.setattr("living_review.protocol.load_protocol", read)
    monkeypatch.setattr("living_review.runs.spoken.words_in", read)
    before = review.everything()
    at("2026-11-25T06:00:00+00:00")
    done = review.update()
    assert done.state == "nothing new"
    assert review.everything() == before


def test_other_bytes_that_say_the_same_are_nothing_new_and_remembered(
    review, version_1, at, monkeypatch
):
    path = review.root / "data" / "protocol.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert review.update().state == "nothing new"

    def computed(*_args, **_options):
        raise AssertionError("it was computed again")

    monkeypatch.setattr("living_review.runs.editions.computed", computed)
    assert review.update().state == "nothing new"


def test_a_corrected_cell_is_told_old_and_new(review, version_1, at):

    def correct(row):
        if row["trial_id"] == NEW_TRIAL and row["role"] == "intervention":
            row["events"] = str(int(row["events"]) + 5)

    review.change("arms", correct)
    changes = review.update().changes
    assert changes.trials_corrected == (NEW_TRIAL,)
    [cell] = changes.corrections
    assert (cell.table, cell.column) == ("arms", "events")
    assert int(cell.new) == int(cell.old) + 5


def test_a_changed_method_makes_a_version_and_is_told(review, version_1, at):
    path = review.root / "data" / "protocol.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("safeguard: none", "safeguard: none\n  tau2: DL"), encoding="utf-8"
    )
    done = review.update()
    assert done.version == 2
    assert any("DL" in line or "DerSimonian" in line for line in done.changes.methods)
    assert done.changes.trials_corrected == ()


def test_a_reworded_template_makes_a_version_and_is_told(review, version_1, at, project_root):
    own = review.root / "templates" / "search.qmd.j2"
    own.parent.mkdir()
    text = (project_root / "templates" / "en" / "search.qmd.j2").read_text(encoding="utf-8")
    own.write_text(text + "\nOur own words.\n", encoding="utf-8")
    done = review.update()
    assert done.version == 2
    assert any("templates/search.qmd.j2" in line for line in done.changes.methods)
    assert "Our own words." in (review.site / "search.html").read_text(encoding="utf-8")
    moved = own.parent / "en" / own.name
    moved.parent.mkdir()
    own.rename(moved)
    assert review.update().state != "published", "a template that was moved is no new wording"


def test_a_copy_of_the_programs_templates_is_no_change_when_it_comes_and_when_it_goes(
    review, version_1, at, project_root
):
    own = review.root / "templates" / "en"
    shutil.copytree(project_root / "templates" / "en", own)
    assert review.update().state != "published"
    search = own / "search.qmd.j2"
    search.write_text(search.read_text(encoding="utf-8") + "\nOur own words.\n", encoding="utf-8")
    done = review.update()
    assert done.changes.methods == ("the file templates/en/search.qmd.j2 is new",)
    shutil.rmtree(own.parent)
    done = review.update()
    assert done.changes.methods == ("the file templates/en/search.qmd.j2 was removed",)


def test_a_macro_of_a_review_makes_a_version_and_speaks_in_pages_and_changes(review, version_1, at):
    own = review.root / "templates" / "en" / "words" / "effects.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{% macro interval(low, high) %}[{{ low }}; {{ high }}]{% endmacro %}\n")
    told = own.with_name("method_changes.j2")
    told.write_text("{% macro file(name, change) %}{{ name }}: {{ change }}{% endmacro %}\n")
    done = review.update()
    assert done.version == 2
    methods = ("templates/en/words/effects.j2: new", "templates/en/words/method_changes.j2: new")
    assert done.changes.methods == methods
    now = current(ReviewFolder(review.root), as_of=None, progress=lambda _: None)
    assert now.findings.changes == done.changes
    pages = [path.read_text(encoding="utf-8") for path in review.site.glob("finding-*.html")]
    assert any("confidence interval, CI, [" in page for page in pages)
    own.write_text("{% macro intervall(low) %}{{ low }}{% endmacro %}\n")
    before = review.everything()
    with pytest.raises(TemplateFailure, match=r"en/words/effects\.j2, line 1: nothing is said"):
        review.update()
    assert review.everything() == before


def test_what_other_reviews_printed_is_part_of_a_version(review, version_1, at, project_root):
    shutil.copy(project_root / "data" / "other_reviews.csv", review.root / "data")
    done = review.update()
    assert done.version == 2
    assert done.changes.methods == (
        "The results of other reviews that are shown for comparison changed.",
    )


def test_a_site_that_is_gone_is_laid_out_again_without_a_new_version(review, at):
    put_back = without_last_trial(review)
    review.update()
    put_back()
    review.update()
    before = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    shutil.rmtree(review.site)
    shutil.rmtree(review.root / "report")
    (review.root / "CHANGELOG.md").unlink()
    at("2027-01-01T06:00:00+00:00")
    done = review.update()
    assert (done.state, done.version) == ("republished", 2)
    after = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    assert after == before
    assert "## Version 2" in (review.root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_site_that_is_not_whole_is_made_whole(review, at):
    put_back = without_last_trial(review)
    review.update()
    put_back()
    review.update()
    before = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    for name in ("trials.html", "versions/1/summary.pdf"):
        (review.site / name).unlink()
    for name in ("index.html", "review.pdf", "versions/2/index.html", "assets/site.css"):
        path = review.site / name
        path.write_bytes(path.read_bytes()[:-100])
    assert review.update(dry_run=True).state == "would republish"
    done = review.update()
    assert done.state == "republished"
    assert done.mended == (
        "assets/site.css was changed",
        "index.html was changed",
        "review.pdf was changed",
        "trials.html is missing",
        "versions/1/summary.pdf is missing",
        "versions/2/index.html was changed",
    )
    assert "again (assets/site.css was changed, index.html was changed" in done.describe()
    after = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    assert after == before
    assert review.update().state == "nothing new"


def test_a_shelf_that_is_not_whole_is_not_carried_into_the_next_version(review, at):
    put_back = without_last_trial(review)
    review.update()
    page = review.site / "versions" / "1" / "summary.pdf"
    whole = page.read_bytes()
    page.write_bytes(whole[:10])
    put_back()
    assert review.update().version == 2
    assert page.read_bytes() == whole


def test_a_history_is_made_in_order_and_says_when(review, at):
    def later(row):
        if row["trial_id"] == NEW_TRIAL:
            row["date_added"] = "2020-05-05"

    review.change("trials", later)
    first = review.update(as_of=dt.date(1995, 1, 1))
    assert (first.version, first.date) == (1, dt.date(1995, 1, 1))
    told = findings(review.site)
    assert tuberculosis(told).k == 12
    assert told.version.made == dt.date(2026, 11, 24)
    assert review.update(as_of=dt.date(1995, 1, 1)).state == "nothing new"
    second = review.update()
    assert second.version == 2
    assert second.changes.trials_added == (NEW_TRIAL,)
    with pytest.raises(BadInput, match="in the order of their dates"):
        review.update(as_of=dt.date(2000, 1, 1))
    with pytest.raises(BadInput, match="in the future"):
        review.update(as_of=dt.date(2030, 1, 1))


def test_a_dry_run_says_what_would_change_and_writes_nothing(review, at):
    assert review.update(dry_run=True).state == "would publish"
    assert not (review.root / "data" / "versions").exists()
    review.update()
    before = review.everything()
    review.drop(NEW_TRIAL)
    changed = review.everything()
    done = review.update(dry_run=True)
    assert (done.state, done.version) == ("would publish", 2)
    assert done.changes.trials_removed == (NEW_TRIAL,)
    assert review.everything() == changed != before


def test_a_registry_that_lost_many_trials_is_not_believed(review, version_1, at):
    before = review.everything()
    review.drop(NEW_TRIAL, "ARONSON_1948")
    with pytest.raises(BadInput, match=r"has lost 2 of the 13 trials.*--accept-removals"):
        review.update()
    assert {k: v for k, v in review.everything().items() if k in before and "data/" not in k} == {
        k: v for k, v in before.items() if "data/" not in k
    }
    assert review.update(accept_removals=True).version == 2


@pytest.mark.parametrize(
    ("left", "said"), [(None, "the whole table arms"), (0.5, "all results of")]
)
def test_results_that_are_gone_stop_an_update(review, version_1, at, left, said):
    before = review.everything()
    arms = review.root / "data" / "registry" / "arms.csv"
    lines = arms.read_bytes().splitlines(keepends=True)
    if left is None:
        arms.unlink()
    else:
        arms.write_bytes(b"".join(lines[: int(left * len(lines))]))
    with pytest.raises(BadInput, match=rf"the registry has lost {said}.*--accept-removals"):
        review.update()
    published = {name for name in before if name.startswith(("_site/", "data/versions/"))}
    now = review.everything()
    assert {name: now[name] for name in published} == {name: before[name] for name in published}
    assert review.update(accept_removals=True).version == 2


def test_a_clock_that_runs_backwards_is_told(review, version_1, at):
    review.drop(NEW_TRIAL)
    at("2026-11-23T06:00:00+00:00")
    with pytest.raises(EnvironmentFailure, match="set the clock right"):
        review.update()


def test_a_source_that_is_gone_leaves_everything_as_it_was(review, version_1, at):
    folder = review.root / "data" / "registry"
    folder.rename(review.root / "elsewhere")
    before = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    with pytest.raises(RegistryError, match="no registry folder"):
        review.update()
    assert {k: v for k, v in review.everything().items() if k.startswith("_site/")} == before


def test_half_a_file_is_refused_and_nothing_is_published(review, version_1, at):
    path = review.root / "data" / "registry" / "arms.csv"
    path.write_bytes(path.read_bytes()[:1205])
    before = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    with pytest.raises(BadInput, match=r"arms\.csv, line \d+"):
        review.update()
    assert {k: v for k, v in review.everything().items() if k.startswith("_site/")} == before


def test_a_site_of_another_history_is_not_overwritten(review, version_1, at, tmp_path):
    elsewhere = tmp_path / "other"
    shutil.copytree(review.root, elsewhere)
    shutil.rmtree(elsewhere / "data" / "versions")
    twin = type(review)(elsewhere)
    at("2026-11-25T06:00:00+00:00")
    with pytest.raises(BadInput, match="another machine published it"):
        twin.update(publish=review.site)
    shutil.rmtree(elsewhere / "_site")
    twin.update()
    twin.drop(NEW_TRIAL)
    with pytest.raises(BadInput, match="two machines made versions of their own"):
        twin.update(publish=review.site)
    assert findings(review.site).version.number == 1


def test_a_folder_that_holds_other_things_is_not_replaced(review, at):
    other = review.root / "papers"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BadInput, match=r"--publish .*papers is not empty"):
        review.update(publish=other)
    assert (other / "thesis.txt").exists()


def test_an_overdue_search_is_a_warning_even_where_nothing_is_new(review, at):
    path = review.root / "data" / "protocol.yml"
    text = path.read_text(encoding="utf-8").replace(
        "{status: retired, retire_when: The question is answered.}",
        "{status: active, next_search: 2026-12-15}",
    )
    path.write_text(text, encoding="utf-8")
    assert review.update().warnings == ()
    at("2026-12-16T06:00:00+00:00")
    done = review.update()
    assert done.state == "nothing new"
    assert "2026-12-15 is overdue" in done.warnings[0]


def test_a_trial_that_falls_due_makes_a_version_by_the_passing_of_time(review, at):
    rows = review.rows("trials")
    new = dict.fromkeys(rows[0], "") | {
        "trial_id": "SILENT",
        "label": "Silent 2027",
        "year": "2026",
        "status": "ongoing",
        "date_added": "2026-11-01",
    }
    review.write(
        "trials", [row | {"completed": ""} for row in rows] + [new | {"completed": "2026-12"}]
    )
    review.update()
    assert findings(review.site).currency.completed_unpublished == 0
    at("2026-12-31T06:00:00+00:00")
    assert review.update().state == "nothing new"
    at("2027-01-01T06:00:00+00:00")
    review.update()
    assert findings(review.site).currency.completed_unpublished == 1


def test_a_damaged_version_names_the_folder_and_publishes_nothing(review, version_1, at):
    manifest = review.root / "data" / "versions" / "1" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    review.drop(NEW_TRIAL)
    with pytest.raises(BadInput, match=r"data/versions/1/manifest\.json cannot be read.*Restore"):
        review.update()


def test_the_version_file_says_which_version_a_site_shows(review, version_1, at):
    shown = json.loads((review.site / "version.json").read_text(encoding="utf-8"))
    manifest = VersionStore(review.root / "data" / "versions").latest()
    assert shown["number"] == 1
    assert shown["registry"] == manifest.registry_hash


def test_a_changelog_that_cannot_be_added_to_is_told_before_a_version_is_made(
    review, version_1, at
):
    review.drop(NEW_TRIAL)
    changelog = review.root / "CHANGELOG.md"
    written = changelog.read_bytes()
    changelog.write_bytes(b"\xff\xfe" + written)
    before = review.everything()
    with pytest.raises(BadInput, match=r"CHANGELOG\.md is not UTF-8 \(byte 1\)"):
        review.update()
    assert review.everything() == before
    changelog.write_bytes(written)
    assert review.update().version == 2


def test_a_look_back_with_nothing_since_is_remembered(review, at, monkeypatch):
    review.update(as_of=dt.date(2026, 1, 1))
    assert review.update().state == "nothing new"
    monkeypatch.setattr("living_review.runs.editions.computed", None)
    assert review.update().state == "nothing new"


def test_a_changelog_that_is_a_link_stays_one(review, at, tmp_path):
    (tmp_path / "HISTORY.md").write_text("# Ours\n", encoding="utf-8")
    (review.root / "CHANGELOG.md").symlink_to(tmp_path / "HISTORY.md")
    review.update()
    assert (review.root / "CHANGELOG.md").is_symlink()
    assert "## Version 1" in (tmp_path / "HISTORY.md").read_text(encoding="utf-8")


def test_the_newest_version_is_not_called_old_where_the_site_shows_an_unpublished_build(review, at):
    from living_review.runs.build import build

    review.update()
    review.drop(NEW_TRIAL)
    build(review.root)
    page = (review.site / "versions" / "1" / "index.html").read_text(encoding="utf-8")
    assert "The site shows a build that is not published" in page
    assert "A newer version exists" not in page


def test_a_site_is_never_put_into_a_part_of_the_review(review, at):
    review.update()
    with pytest.raises(BadInput, match=r"--publish .*report is part of the review"):
        review.update(publish=review.root / "report")
