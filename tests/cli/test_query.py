"""`living-review query` and `check`: what is doubtful, and that a person has looked at it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from living_review.cli.app import app
from living_review.ground.folder import ReviewFolder
from living_review.registry.catalogue import RULES
from living_review.runs.build import compute

SIGNED = ("--reason", "Item means, as the notes say", "--by", "A. Reader", "--date", "2026-11-23")


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    target = tmp_path / "review"
    (target / "data").mkdir(parents=True)
    for name in ("protocol.yml", "judgements.csv"):
        shutil.copy(project_root / "data" / name, target / "data")
    shutil.copytree(project_root / "data" / "registry", target / "data" / "registry")
    # As if one trial's item means were given as totals: two standard deviations are doubted.
    arms = target / "data" / "registry" / "arms.csv"
    lines = arms.read_text("utf-8").splitlines(keepends=True)
    means, totals = (f"Recovery Assessment Scale, {each}" for each in ("item mean", "total"))
    turned = [x.replace(means, totals) if x.startswith("KAPLAN2011,") else x for x in lines]
    assert turned != lines
    arms.write_text("".join(turned), "utf-8")
    return target


def run(review: Path, *words: str) -> Any:
    return CliRunner().invoke(app, [*words, "--review", str(review)])


def document(review: Path, *words: str) -> dict[str, Any]:
    result = run(review, *words, "--json")
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def test_a_query_is_seen_until_its_value_changes(review: Path) -> None:
    done = run(review, "query", "see", "--rule", "sd-ratio", "--all", *SIGNED)
    assert done.exit_code == 0, done.output
    text = (review / "data" / "queries.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["value"] for row in rows] == ["0.497494", "0.7"]
    checked = document(review, "check")
    seen = [each for each in checked["queries"] if each["seen"]]
    assert [each["rule"] for each in seen] == ["sd-ratio"] * 2
    assert seen[0]["seen"]["reason"] == "Item means, as the notes say"
    arms = review / "data" / "registry" / "arms.csv"
    arms.write_text(arms.read_text("utf-8").replace("0.497494", "0.4975"), "utf-8")
    after = document(review, "check")["queries"]
    assert [each["value"] for each in after if each["seen"]] == ["0.7"]
    assert "seen-value-changed" in {each["rule"] for each in after}


def test_a_query_about_the_protocol_is_listed_at_its_line_and_seen(review: Path) -> None:
    path = review / "data" / "protocol.yml"
    text = path.read_text("utf-8")
    assert "category: [" in text
    path.write_text(text.replace("category: [", "category: [choir, ", 1), "utf-8")
    line = 1 + text[: text.index("category: [")].count("\n")
    place = f"data/protocol.yml:{line} comparisons["
    assert place in run(review, "check").output
    (query,) = (q for q in document(review, "check")["queries"] if q["table"] == "protocol")
    assert (query["file"], query["row"]) == ("data/protocol.yml", line)
    assert (query["value"], query["key"], query["trial_id"]) == ("choir", None, None)
    done = run(review, "query", "see", "--table", "protocol", *SIGNED)
    assert done.exit_code == 0, done.output
    (query,) = (q for q in document(review, "check")["queries"] if q["table"] == "protocol")
    assert query["seen"]["by"] == "A. Reader"
    page = review / "page.html"
    run(review, "check", "--html", str(page))
    assert f"protocol, line {line}" in page.read_text("utf-8")


def test_a_second_mark_leaves_the_first_as_it_was(review: Path) -> None:
    path = review / "data" / "queries.csv"
    run(review, "query", "see", "--trial", "KAPLAN2011", "--all", *SIGNED)
    before = path.read_bytes()
    done = run(review, "query", "see", "--trial", "RUSCH2025_HOPMIL", "--all", *SIGNED)
    assert done.exit_code == 0
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--rule", "sd-ratio", *SIGNED), "2 open queries are so named"),
        (("--rule", "nothing", *SIGNED), "No open query is so named"),
        (("--rule", "sd-ratio", "--all", "--by", "A"), "--reason is missing"),
        (("--rule", "sd-ratio", "--all", *SIGNED[:-1], "2099-01-01"), "still to come"),
        (("--rule", "sd-ratio", "--all", *SIGNED[:-3], " ", *SIGNED[-2:]), "--by"),
    ],
)
def test_what_cannot_be_marked_is_told_and_nothing_written(
    words: tuple[str, ...], says: str, review: Path
) -> None:
    done = run(review, "query", "see", *words)
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (review / "data" / "queries.csv").exists()


def test_check_lists_rules_and_corrections_and_exits_1_for_a_refused_one(review: Path) -> None:
    header = "table,key,column,old,new,reason,by,date\n"
    key = '"KAPLAN2011/recovery/post/Recovery Assessment Scale, total/waiting list"'
    good = f'arms,{key},sd,0.7,0.71,"The report, table 2",A,2026-11-23\n'
    bad = "trials,KAPLAN2011,year,2010,2012,A slip,A,2026-11-23\n"
    (review / "data" / "corrections.csv").write_text(header + good + bad, encoding="utf-8")
    checked = document(review, "check")
    assert checked["exit_code"] == 1
    assert [each["new"] for each in checked["corrections"]] == ["0.71"]
    refused = [each for each in checked["quarantined"] if each["table"] == "corrections"]
    assert [(each["row"], each["rule"]) for each in refused] == [(3, "correction-outdated")]
    assert "0.71" in {each["value"] for each in checked["queries"]}
    assert [each["id"] for each in checked["rules"]] == [rule.id for rule in RULES]


def test_check_writes_one_page_that_needs_no_other_file(review: Path) -> None:
    run(review, "query", "see", "--rule", "sd-ratio", "--all", *SIGNED)
    page = review / "checks.html"
    done = run(review, "check", "--html", str(page))
    assert done.exit_code == 1
    text = page.read_text(encoding="utf-8")
    for wanted in ("CONLEY2020_HOPC", "Item means, as the notes say", "<h1>", 'lang="en"'):
        assert wanted in text
    for outside in ("src=", "<link", "url(", "<script"):
        assert outside not in text


def test_a_look_back_leaves_out_what_was_signed_later(review: Path) -> None:
    run(review, "query", "see", "--rule", "sd-ratio", "--all", *SIGNED)
    (review / "data" / "corrections.csv").write_text(
        "table,key,column,old,new,reason,by,date\n"
        "trials,COOK2012_WRAP,n_randomised,519,520,A slip,A,2026-11-23\n",
        encoding="utf-8",
    )
    now, before = (
        compute(ReviewFolder(review), as_of=day, progress=lambda _step: None)[1]
        for day in (dt.date(2026, 11, 23), dt.date(2026, 11, 22))
    )
    assert len(now.corrections) == 1
    assert sum(query.seen is not None for query in now.queries) == 2
    assert before.corrections == ()
    assert not any(query.seen for query in before.queries)
    assert before.quarantine == now.quarantine
    assert before.registry.hash != now.registry.hash
