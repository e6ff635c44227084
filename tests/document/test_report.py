"""The report as a whole: its files, its words, its links, and a snapshot of each template."""

import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest
import sample_documents
from sample_findings import many, narrative, none, recovery, single

from living_review import assets
from living_review.document import report
from living_review.document.orphan_numbers import orphan_numbers
from living_review.document.site_facts import site_info
from living_review.findings import Findings, VersionEntry, VersionInfo
from living_review.language.sandbox import PROGRAM_TEMPLATES
from living_review.pages.pandoc import convert, read_page

SNAPSHOTS = Path(__file__).parent / "snapshots"
BIBLIOGRAPHY = Path(assets.__file__).parent / "bibliography.json"
SAMPLE = sample_documents.findings()
PAGES = sample_documents.pages(SAMPLE)
CHANGED = sample_documents.findings(
    recovery("stale"), many(), single(), changes=sample_documents.changed()
)

NUMBERED = CHANGED.model_copy(
    update={
        "version": VersionInfo(number=3, date=CHANGED.version.date, previous=2),
        "history": tuple(
            VersionEntry(
                number=number,
                date=dt.date(2019 + number, 7, 12),
                made=dt.date(2026, 11, 1) if number == 1 else None,
                pulled_at=dt.datetime(2026, 11, number, 6, tzinfo=dt.UTC),
                headline="First version" if number == 1 else "One trial was added",
                conclusions_changed=() if number == 1 else ("recovery, end of intervention",),
                trials_included=2 + number,
            )
            for number in (1, 2)
        ),
    }
)


def compare(name: str, text: str) -> None:
    """Compare with the text kept; UPDATE_SNAPSHOTS=1 keeps this one instead."""
    kept = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), f"{name}: see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_reads_as_it_did(name: str) -> None:
    compare(name, PAGES[name])


@pytest.mark.parametrize("name", ["index.qmd", "versions.qmd", "print/summary.md"])
def test_a_page_with_changes_and_a_stale_rating_reads_as_it_did(name: str) -> None:
    compare(f"changed/{name}", sample_documents.pages(CHANGED)[name])


def test_changed_methods_are_a_list_of_sentences(tmp_path: Path) -> None:
    methods = ("A is new (before: B).", "C is gone.")
    changes = CHANGED.changes.model_copy(update={"methods": methods})
    page = sample_documents.pages(CHANGED.model_copy(update={"changes": changes}))["methods.qmd"]
    path = tmp_path / "methods.qmd"
    path.write_text(page, encoding="utf-8")
    drawn = convert(read_page(path), bibliography=BIBLIOGRAPHY).body
    items = r"<li>A is new \(before: B\)\.</li>\s*<li>C is gone\.</li>"
    assert re.search(rf"<dd>\s*<ul>\s*{items}", drawn)
    assert "Changes to the results</dt>" in drawn


def test_the_whole_review_does_not_send_its_reader_to_itself() -> None:
    pages = sample_documents.pages(CHANGED)
    there = "Every change stands in the full review"
    assert there in pages["print/summary.md"]
    assert there not in pages["print/review.md"]
    assert "[Changes in full](#changes-in-full)" in pages["print/review.md"]


@pytest.mark.parametrize("name", ["versions/page.md", "versions.qmd"])
def test_the_pages_of_versions_read_as_they_did(name: str) -> None:
    compare(f"numbered/{name}", sample_documents.pages(NUMBERED)[name])


def test_every_template_is_used_by_some_page(tmp_path: Path) -> None:
    marked, program = tmp_path / "templates", PROGRAM_TEMPLATES / "en"
    pages = {path for path in program.rglob("*.j2") if path.parent.name != "words"}
    names = {str(path.relative_to(program)) for path in pages}
    for name in names:
        copy = marked / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = (program / name).read_text(encoding="utf-8")
        copy.write_text(f"{text}\nUSED<{name}>\n", encoding="utf-8")
    numbered = SAMPLE.version.model_copy(update={"number": 3})
    sample = SAMPLE.model_copy(update={"version": numbered})
    text = "".join(sample_documents.pages(sample, marked).values())
    assert set(re.findall(r"USED<(.*?)>", text)) == names


def test_the_word_significant_never_occurs() -> None:
    for name, text in {**PAGES, **sample_documents.pages(CHANGED)}.items():
        assert "significan" not in text.lower(), name


@pytest.mark.parametrize("name", sorted(PAGES))
def test_labels_are_unique_on_a_page(name: str) -> None:
    labels = re.findall(r'\{#([\w-]+)|<table id="([^"]+)"', PAGES[name])
    flat = [first or second for first, second in labels]
    assert len(flat) == len(set(flat)), sorted({x for x in flat if flat.count(x) > 1})


def test_every_link_leads_to_a_page_a_file_or_an_anchor() -> None:
    found, protocol = SAMPLE, sample_documents.protocol()
    files = {name.replace(".qmd", ".html") for name in PAGES if name.endswith(".qmd")}
    files |= {"findings.json", "findings.schema.json", "summary.pdf", "review.pdf"}
    files |= {f"data/{name}" for name in report.data_files(found)}
    files |= {"data/summary-of-findings.docx", "data/review.docx", "data/abstract.json"}
    assert protocol
    for name, text in PAGES.items():
        for target in re.findall(r'\]\(([^)\s]+)\)(?!\{#fig)|href="([^"]+)"', text):
            page, _, anchor = (target[0] or target[1]).partition("#")
            if page.startswith("https://doi.org/"):
                continue
            assert page in files, f"{name}: {target}"
            if anchor:
                assert f"{{#{anchor}}}" in PAGES[page.replace(".html", ".qmd")], target


def test_every_citation_is_in_the_bibliography() -> None:
    known = {work["id"] for work in json.loads(BIBLIOGRAPHY.read_text(encoding="utf-8"))}
    for name, text in PAGES.items():
        cited = set(re.findall(r"(?<!\\)@([a-z]+\d*[a-z]*)(?=[\];])", text))
        assert cited <= known, (name, cited - known)
        assert not cited or "::: {#refs}" in text, name


@pytest.mark.parametrize("name", ["index.qmd", "methods.qmd", "discussion.qmd", "print/review.md"])
def test_pandoc_reads_a_page_without_a_complaint(tmp_path: Path, name: str) -> None:
    path = tmp_path / Path(name).name
    path.write_text(PAGES[name], encoding="utf-8")
    medium = "print" if name.startswith("print/") else "screen"
    body = convert(read_page(path), bibliography=BIBLIOGRAPHY, medium=medium).body
    for leak in (":::", "{#", "[@", "\\", "**"):
        assert leak not in re.sub(r"<[^>]*>", "", body), leak


def test_a_finding_without_trials_has_no_page() -> None:
    assert "finding-peer-support-recovery-post.qmd" in PAGES
    assert "finding-peer-support-hope-post.qmd" not in PAGES


def hostile() -> Findings:
    text = json.loads(SAMPLE.to_json())
    attack = "<script>alert(1)</script> **b** {{ 1111*1111 }} {{< env X >}} $\\alpha$ "
    attack += "[x](javascript:y) ```"
    for trial in text["trials"]:
        trial |= dict.fromkeys(("label", "citation", "country", "notes", "source"), attack)
        trial["doi"] = "javascript:alert(1)"
    for finding in text["findings"]:
        finding |= {"outcome_label": attack, "intervention": attack, "statement": attack}
        for trial in finding["trials"]:
            trial |= {"label": attack, "notes": [attack], "instrument": attack}
    for entry in (*text["quarantine"], *text["queries"]):
        entry |= {"value": "=cmd()|" + attack, "reason": attack, "trial_id": attack}
    told = {"file": attack, "where": attack, "found": "=cmd()|" + attack, "reason": attack}
    text["left_out"] = [told | {"count": 1}]
    text["review"] |= {"title": attack, "notice": attack}
    return Findings.from_json(json.dumps(text))


def test_hostile_text_is_shown_as_text_on_every_page(tmp_path: Path) -> None:
    for name, text in sample_documents.pages(hostile()).items():
        path = tmp_path / Path(name).name
        path.write_text(text, encoding="utf-8")
        assert "{{<" not in text.partition("\n---\n")[2], name
        medium = "print" if name.startswith("print/") else "screen"
        body = convert(read_page(path), bibliography=BIBLIOGRAPHY, medium=medium).body
        assert "<script" not in body, name
        assert "<strong>b" not in body, name
        assert 'href="javascript' not in body, name
        assert "1234321" not in body, name


def test_cells_that_a_spreadsheet_would_run_are_defused() -> None:
    files = report.data_files(hostile())
    assert "'=cmd()" in files["set-aside.csv"]
    assert "'=cmd()" in files["left-out.csv"]
    assert "left-out.csv" not in report.data_files(SAMPLE), "where there is nothing to tell"
    for name, text in files.items():
        assert not (name.endswith(".csv") and re.search(r"(?m)(^|,)\"?[=@]", text)), name


def test_data_files_hold_full_precision() -> None:
    pooled = recovery().pooled
    assert pooled is not None
    assert repr(pooled.estimate) in report.data_files(SAMPLE)["results.csv"]


def test_the_citation_can_be_taken_away() -> None:
    files = report.data_files(SAMPLE)
    assert "@misc{group-peer-support-2026-11-22," in files["citation.bib"]
    assert "a living systematic review" in files["citation.bib"]
    assert files["citation.ris"].startswith("TY  - DATA\n")
    assert files["citation.ris"].endswith("ER  - \n")


def test_the_same_findings_give_the_same_bytes_and_nothing_else(tmp_path: Path) -> None:
    found = sample_documents.findings(recovery(), single())
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        report.write_report(found, sample_documents.protocol(), folder)
    files = {p.relative_to(first): p.read_bytes() for p in first.rglob("*") if p.is_file()}
    again = {p.relative_to(second): p.read_bytes() for p in second.rglob("*") if p.is_file()}
    assert files == again
    assert Findings.from_json(files[Path("findings.json")].decode()) == found
    tops = {path.parts[0] for path in files}
    apart = {"print", "fig", "data", "findings.json", "findings.schema.json", "version.json"}
    assert tops == apart | {path.name for path in files if path.suffix == ".qmd"}


def test_every_figure_a_page_shows_was_drawn(tmp_path: Path) -> None:
    report.write_report(SAMPLE, sample_documents.protocol(), tmp_path)
    shown = set()
    for page in (*tmp_path.glob("*.qmd"), *tmp_path.glob("print/*.md")):
        for name in re.findall(
            r'(?:\]\(|compact=")([^")]*\.svg)[")]', page.read_text(encoding="utf-8")
        ):
            assert (page.parent / name).resolve().is_file(), name
            shown.add(Path(name).name)
    drawn = {path.name for path in tmp_path.glob("fig/*.svg")}
    # The two-page summary chooses which results it shows.
    assert {name for name in drawn if not name.startswith("forest-compact-")} <= shown <= drawn


def test_a_code_leads_from_paper_to_the_living_page() -> None:
    address = "https://example.org/review/"
    living = SAMPLE.review.model_copy(update={"url": address})
    pages = sample_documents.pages(SAMPLE.model_copy(update={"review": living}))
    assert "<svg" in pages["print/summary.md"]
    assert "<svg" not in PAGES["print/summary.md"]
    site = site_info(SAMPLE.model_copy(update={"review": living}))
    assert site.address("data.html") == "https://example.org/review/data.html"
    assert site_info(SAMPLE).address("data.html") is None


def test_whose_data_these_are_is_said_with_the_methods_and_the_data() -> None:
    for name in ("methods.qmd", "data.qmd", "print/review.md"):
        assert "Open Data Commons Attribution License 1.0" in PAGES[name], name


def test_the_title_of_a_published_version_says_living_and_its_number() -> None:
    version = VersionInfo(number=3, date=SAMPLE.version.date, previous=2)
    pages = sample_documents.pages(SAMPLE.model_copy(update={"version": version}))
    assert ": a living systematic review (version 3)" in pages["index.qmd"].splitlines()[1]
    assert "[Its own page](versions/3/index.html)" in pages["versions.qmd"]
    assert "versions/page.md" in pages
    assert "versions/page.md" not in PAGES
    assert "Version 3 of 22 November 2026." in pages["versions.qmd"]


def test_a_finding_without_a_rating_is_still_told() -> None:
    rated = recovery()
    statement = "The certainty of the evidence on personal recovery was not rated."
    unrated = rated.model_copy(
        update={"certainty": None, "magnitude": None, "statement": statement}
    )
    pages = sample_documents.pages(sample_documents.findings(unrated, single()))
    told = pages["discussion.qmd"].partition("### Not rated")[2]
    assert statement.rstrip(".") in told.partition("\n## ")[0]
    assert "The certainty of one further result was not rated." in pages["discussion.qmd"]
    assert statement in pages["finding-peer-support-recovery-post.qmd"]
    assert "not rated" in pages["index.qmd"]


def test_pooled_results_are_told_although_nobody_judged_the_risk_of_bias() -> None:
    unrated = recovery().model_copy(
        update={
            "certainty": None,
            "magnitude": None,
            "statement": None,
            "not_rated": "the risk of bias of its trials has not been judged",
        }
    )
    pages = sample_documents.pages(sample_documents.findings(unrated))
    front = " ".join(pages["index.qmd"].split())
    assert "group peer support compared with" in front
    assert "SMD 0.28 (95% CI" in front
    assert "Certainty not rated (the risk of bias of its trials has not been judged): " in front
    assert "could be rated" not in front + pages["discussion.qmd"]
    assert "The certainty of one result was not rated." in pages["discussion.qmd"]


def test_a_review_without_any_data_has_a_whole_report() -> None:
    empty = sample_documents.findings(
        none(), trials=(), searches=(), other_reviews=(), quarantine=(), queries=()
    )
    pages = sample_documents.pages(empty)
    assert "No trial gave usable data on" in pages["index.qmd"]
    assert "no trial gave usable data on any outcome" in pages["results.qmd"]
    assert not [name for name in pages if name.startswith("finding-")]


def test_sixty_five_trials_fill_a_page() -> None:
    page = sample_documents.pages(CHANGED)["finding-mutual-support-quality_of_life-post.qmd"]
    assert "65 trials (7,670 participants) gave usable data and were pooled." in page
    assert "Egger’s regression test" in page
    only = CHANGED.model_copy(update={"findings": (CHANGED.findings[1],)})
    assert orphan_numbers(page, only, sample_documents.protocol()) == ()


def test_trials_that_give_only_a_direction_are_not_passed_over() -> None:
    told = narrative()
    bare = [
        trial.model_copy(update={"estimate": None, "se": None, "ci_low": None, "ci_high": None})
        for trial in told.trials
    ]
    finding = told.model_copy(
        update={"k": 0, "n": None, "trials": tuple(bare), "certainty": None, "statement": None}
    )
    pages = sample_documents.pages(sample_documents.findings(finding, single()))
    assert "finding-peer-support-depression-post.qmd" in pages
    named = "- Depression, group peer support compared with usual care or waiting list: "
    assert f"{named}both trials favour group peer support (" in pages["discussion.qmd"]
    assert "2 trials" in pages["index.qmd"]
    for name in ("index.qmd", "results.qmd", "discussion.qmd"):
        assert "usable data on depression" not in pages[name], name
