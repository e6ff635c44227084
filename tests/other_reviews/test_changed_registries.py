"""The shipped review with its registry changed: a retraction, and text that means harm."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog

from living_review.ground import numbers
from living_review.runs.build import Built, build

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("changed-registries")

Change = Callable[[dict[str, str]], None]
RECOVERY = "finding-peer-support-recovery-post"
ATTACK = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> **b** [x](javascript:y) {{ 1111*1111 }} "
    "{% raw %} {{< env HOME >}} $\\alpha$ `c` ::: {.notice} \\textbf{t} @key \u202eevil\u202c "
)
LONG = "unbroken" * 500


def changed(project_root: Path, folder: Path, tables: dict[str, Change]) -> Path:
    """Copy the review's data and change every row of some tables."""
    shutil.copytree(project_root / "data", folder / "data")
    for name, change in tables.items():
        path = folder / "data" / "registry" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            change(row)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def words(page: Path) -> str:
    bare = re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8"))
    return " ".join(html.unescape(bare).split())


def test_a_retracted_trial_is_shown_both_ways(project_root: Path, tmp_path: Path) -> None:
    def retract(row: dict[str, str]) -> None:
        if row["trial_id"] == "RUSSINOVA2014":
            row["status"], row["status_reason"] = "retracted", "Made up for this test"

    review = changed(project_root, tmp_path / "review", {"trials": retract})
    site = build(review, out=tmp_path / "site", only="html").out
    recovery = words(site / f"{RECOVERY}.html")
    found = json.loads((site / "findings.json").read_text(encoding="utf-8"))["findings"]
    asked = ("peer-support", "recovery", "post")
    (own,) = (
        each for each in found if (each["comparison"], each["outcome"], each["timepoint"]) == asked
    )
    (other,) = (each for each in own["sensitivity"] if each["id"] == "with-retracted")
    # 82 people took part in the retracted trial, and the shipped review pools it.
    assert (other["k"], other["n"]) == (own["k"] + 1, own["n"] + 82)
    pools = [each["pooled"] for each in (own, other)]
    effects = [[each[name] for name in ("estimate", "ci_low", "ci_high")] for each in pools]
    assert effects[1] == pytest.approx([0.2895121, 0.1490377, 0.4299867], abs=2e-7)
    (estimate, *limits), with_it = effects[0], numbers.estimate_with_interval(*effects[1], "SMD")
    people = [numbers.count(each["n"]) for each in (own, other)]
    many = numbers.in_words(own["k"]).capitalize()
    assert f"{many} trials ({people[0]} participants) gave usable data and were pooled" in recovery
    said = f"was {numbers.estimate(estimate, 'SMD')} (95% confidence interval, CI, "
    assert said + f"{numbers.interval(*limits, 'SMD')})" in recovery
    assert (
        "Russinova 2014 (Photovoice) was retracted and is left out; with it the pooled effect "
        f"would be SMD {with_it.replace('(', '(95% CI ')}."
    ) in recovery
    assert f"With retracted trials {other['k']} {people[1]} {with_it}" in recovery
    trials = words(site / "trials.html")
    assert "Made up for this test" in trials.partition("Retracted trials")[2]


@pytest.fixture(scope="module")
def hostile(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of a registry whose every free text is an attack, a formula or endless."""

    def trial(row: dict[str, str]) -> None:
        row["label"] = f"{ATTACK}{row['trial_id']}"
        row["citation"], row["notes"], row["funding"] = f"=cmd()|{ATTACK}", LONG, f"@SUM(1){ATTACK}"
        row["population"], row["source"] = f"# {ATTACK}", f"https://example.org/{LONG[:900]}"
        row["status_reason"], row["country"] = f"- {ATTACK}", "http://example.org/<script>"
        row["doi"], row["registration"] = "javascript:alert(1)", ATTACK

    def arm(row: dict[str, str]) -> None:
        row["instrument"], row["notes"] = f"{ATTACK}{row['instrument']}", LONG

    def search(row: dict[str, str]) -> None:
        row["source"], row["notes"] = f"{ATTACK}{LONG[:300]}", ATTACK

    folder = tmp_path_factory.mktemp("hostile")
    tables: dict[str, Change] = {"trials": trial, "arms": arm, "searches": search}
    review = changed(project_root, folder / "review", tables)
    return build(review, out=folder / "site", only="html")


@pytest.mark.browser
def test_hostile_text_is_shown_as_text_and_breaks_no_page(hostile: Built, browser: Browser) -> None:
    page = browser.new_page()
    ran: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: ran.append(str(error)))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    widths = [360, 1280]
    for path in sorted(hostile.out.glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.querySelectorAll('main script, [onerror]').length") == 0
        assert page.evaluate("document.querySelectorAll('a[href^=\"javascript\"]').length") == 0
        content = page.content()
        assert "1234321" not in content, path.name
        assert "\u202e" not in content, path.name
        # Each page is first laid out at the width that the one before was left with.
        widths.reverse()
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wider <= 0, f"{path.name} is {wider} pixels wider than a screen of {width}"
    page.goto((hostile.out / "trials.html").as_uri())
    assert "<script>alert(2)</script> **b** [x](javascript:y)" in page.inner_text("main")
    page.close()
    assert not ran
    assert not [url for url in requests if not url.startswith(("file:", "data:"))]


def test_no_cell_of_the_downloads_runs_as_a_formula(hostile: Built) -> None:
    for path in sorted((hostile.out / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    number = re.fullmatch(r"-\d[\d.e+-]*", cell)
                    assert number or not cell.startswith(("=", "+", "-", "@")), (path.name, cell)
