"""A decision over versions: taken, stale when its inputs crossed a threshold, renewed, kept."""

from __future__ import annotations

import html
import json
import re

from typer.testing import CliRunner

from living_review.cli import app
from living_review.findings import Findings

WHERE = ("--comparison", "vaccine", "--outcome", "tuberculosis", "--timepoint", "follow-up")


def decide(review, verb: str, *options: str, date: str) -> None:
    command = ["grade", verb, *WHERE, "--domain", "imprecision", *options]
    said = ["--by", "Review maintainers", "--date", date, "--review", str(review.root)]
    done = CliRunner().invoke(app, [*command, *said])
    assert done.exit_code == 0, done.output


def words(page) -> str:
    bare = re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8"))
    return " ".join(html.unescape(bare).split())


def imprecision(review):
    text = (review.site / "findings.json").read_text(encoding="utf-8")
    found = next(f for f in Findings.from_json(text).findings if f.outcome == "tuberculosis")
    return next(d for d in found.certainty.domains if d.name == "imprecision")


def test_a_decision_is_taken_goes_stale_is_renewed_and_stays_in_the_history(review, version_1, at):
    decide(review, "confirm", "--reason", "We agree with the rule.", date="2026-11-24")
    at("2026-11-25T06:00:00+00:00")
    taken = review.update()
    assert taken.version == 2
    assert [each.change for each in taken.changes.decisions] == ["taken"]
    assert imprecision(review).state == "confirmed"
    assert imprecision(review).since == 2

    # A change that crosses nothing leaves the decision as it is.
    at("2026-11-26T06:00:00+00:00")
    review.drop("STEIN_ARONSON_1953")
    assert review.update().stale == ()
    assert imprecision(review).state == "confirmed"

    # Without most of the trials the interval crosses another threshold.
    at("2026-11-27T06:00:00+00:00")
    rest = [r["trial_id"] for r in review.rows("trials")][:3]
    review.drop(*[r["trial_id"] for r in review.rows("trials") if r["trial_id"] not in rest])
    gone_stale = review.update(accept_removals=True)
    assert len(gone_stale.stale) == 1
    assert "imprecision" in gone_stale.stale[0]
    assert [each.change for each in gone_stale.changes.decisions] == ["stale"]
    assert "Stale decision: Tuberculosis" in gone_stale.describe()
    assert json.dumps(gone_stale.summary()["stale"])
    assert imprecision(review).state == "stale"
    assert "A rating decision is stale" in words(review.site / "index.html")
    at("2026-11-28T06:00:00+00:00")
    assert review.update().stale == gone_stale.stale

    reason = "Three trials tell less."
    decide(review, "override", "--levels", "-2", "--reason", reason, date="2026-11-28")
    renewed = review.update()
    assert renewed.stale == ()
    assert [each.change for each in renewed.changes.decisions] in (["changed"], ["renewed"])
    assert imprecision(review).since == renewed.version
    [before] = imprecision(review).history
    assert (before.version, before.reason) == (2, "We agree with the rule.")
    profile = words(review.site / "evidence-profile.html")
    assert "Replaced (from version 2)" in profile
    assert "We agree with the rule." in profile
    assert reason in profile
