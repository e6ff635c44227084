"""The report of the review that ships, from its own registry."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from every_page import page_texts

from living_review.certainty import rate, read_judgements
from living_review.document.orphan_numbers import orphan_numbers
from living_review.document.report import write_report
from living_review.findings import Findings, VersionInfo
from living_review.language.english import listed
from living_review.protocol import Protocol, load_protocol
from living_review.registry import read, read_other_reviews
from living_review.sources import CsvFolder
from living_review.synthesis import synthesise

DATA = Path(__file__).parents[2] / "data"
UPDATE = dt.date(2026, 11, 22)


def protocol() -> Protocol:
    return load_protocol(DATA / "protocol.yml")


def found(as_of: dt.date | None = None) -> Findings:
    asked = protocol()
    snapshot = read(CsvFolder(DATA / "registry").pull(), asked, as_of=as_of)
    day = as_of or UPDATE
    made = synthesise(
        snapshot,
        asked,
        today=day,
        version=VersionInfo(number=None, date=day),
        as_of=as_of,
        other_reviews=read_other_reviews(DATA / "other_reviews.csv"),
    )
    return rate(made, asked, read_judgements(DATA / "judgements.csv"))


@pytest.fixture(scope="module")
def now() -> Findings:
    return found()


@pytest.fixture(scope="module")
def pages(now: Findings) -> dict[str, str]:
    return page_texts(now, protocol(), {})


def test_no_page_holds_a_number_the_findings_do_not(now: Findings, pages: dict[str, str]) -> None:
    by_page = {f"finding-{each.key}.qmd": each for each in now.findings}
    for name, text in pages.items():
        # a finding's page may show the figures of that finding only
        own = now.model_copy(update={"findings": (by_page[name],)}) if name in by_page else now
        assert orphan_numbers(text, own, protocol()) == (), name


def test_nothing_is_called_significant(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        assert "significan" not in text.lower(), name


def test_sentences_have_no_seams(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        prose = re.sub(r"```\{=html\}.*?```", "", text, flags=re.S)
        for flaw in (
            r"\.\.(?!\.)",
            r" ,",
            r" \.(?=\s)",
            r"\bNone\b(?! of them)",
            r"\bnan\b",
            r"[^\S\n]{2,}\S",
        ):
            assert not re.search(flaw, prose.replace("   ", " ")), (name, flaw)
        tables = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", text)
        assert not [cell for cell in tables if re.search(r"\.\.|None(?!:| for)|nan\b|: :", cell)], (
            name
        )


def test_the_bottom_line_is_three_to_five_sentences_and_names_critical_outcomes(
    pages: dict[str, str],
) -> None:
    lead = re.search(r"::: \{\.lead\}\n(.*?)\n:::", pages["index.qmd"], re.S)
    assert lead is not None
    assert 3 <= len(lead[1].split("\n\n")) <= 5
    assert "personal recovery" in lead[1]
    assert "quality of life" in lead[1]


def test_recovery_is_pooled_from_five_trials_and_says_how_sure(pages: dict[str, str]) -> None:
    text = pages["finding-peer-support-recovery-post.qmd"]
    assert "Five trials (1,573 participants) gave usable data and were pooled." in text
    assert "was 0.29 (95% confidence interval, CI, 0.15 to 0.43)" in text
    assert "implied by the interval" in text
    assert "It is provisional" in text


def test_before_the_latest_trial_there_were_four() -> None:
    before = page_texts(found(dt.date(2019, 7, 12)), protocol(), {})
    text = before["finding-peer-support-recovery-post.qmd"]
    assert "Four trials (1,277 participants)" in text
    assert "Poulsen" not in text
    assert "It is not the current evidence." in before["index.qmd"]
    assert "Trials as of\n:   12 July 2019" in before["index.qmd"]


def test_what_is_not_there_is_said(now: Findings, pages: dict[str, str]) -> None:
    without: dict[tuple[str, str], dict[str, bool]] = {}
    for each in now.findings:
        trials = without.setdefault((each.comparison, each.timepoint_label), {})
        trials[each.outcome_label.casefold()] = bool(each.trials)
    assert any(not all(each.values()) for each in without.values())
    for reported in without.values():
        names = [name for name, some in reported.items() if not some]
        if names:
            said = "any outcome" if len(names) == len(reported) else listed(names, "or")
            assert f"no trial gave usable data on {said}." in pages["results.qmd"]
    assert "Not reported" in pages["search.qmd"]
    assert "Conley 2020" in pages["trials.qmd"]
    assert "CONLEY2020" in pages["data.qmd"]
    assert (
        "which trials of this registry it holds is likely and not verified" in (pages["search.qmd"])
    )


def test_every_statement_in_the_discussion_is_one_of_the_findings(
    now: Findings, pages: dict[str, str]
) -> None:
    for finding in now.findings:
        if finding.statement:
            assert finding.statement.rstrip(".") in pages["discussion.qmd"]


def test_the_report_holds_the_findings_it_shows(now: Findings, tmp_path: Path) -> None:
    write_report(now, protocol(), tmp_path)
    kept = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert kept["registry"]["hash"] == now.registry.hash
    for page in tmp_path.glob("*.qmd"):
        for image in re.findall(r"\]\((fig/[^)]+)\)\{", page.read_text(encoding="utf-8")):
            assert (tmp_path / image).stat().st_size > 0
