"""A text over versions: new, left behind by a conclusion, confirmed, and made again to the byte."""

from __future__ import annotations

import html
import json
import re

from typer.testing import CliRunner

from living_review.cli import app
from living_review.findings import Findings
from living_review.ground.folder import ReviewFolder
from living_review.runs import texts as runs_texts
from living_review.runs.rebuild import rebuild

KEY = "vaccine-tuberculosis-follow-up"
TEXTS = {
    "background.md": "BCG is given to 85% of children [@fine1995].",
    "authors-conclusions.md": "The effect was {{ tuberculosis.effect }}.",
    f"finding-{KEY}.md": "In {{ trials }}, of {{ certainty }} certainty.",
    "comparison-vaccine.md": "Vaccines differ.",
}
WORK = {"id": "fine1995", "type": "article-journal", "title": "Variation in protection by BCG"}
BOX = "This text may be out of date"


def words(page) -> str:
    bare = re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8"))
    return " ".join(html.unescape(bare).split())


def texts(review) -> dict[str, object]:
    found = Findings.from_json((review.site / "findings.json").read_text(encoding="utf-8"))
    return {each.name: each for each in found.texts}


def command(review, *said: str):
    done = CliRunner().invoke(app, ["text", *said, "--review", str(review.root), "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_text_is_left_behind_by_a_conclusion_until_somebody_confirms_it(review, version_1, at):
    folder = review.root / "data" / "text"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    (folder.parent / "references.json").write_text(json.dumps([WORK]), encoding="utf-8")
    at("2026-11-25T06:00:00+00:00")
    taken = review.update()
    assert taken.version == 2
    assert "the text “background” by the authors is new" in taken.changes.methods
    assert "95% CI" in words(review.site / "discussion.html")
    assert "given to 85% of children [ 1 ]" in words(review.site / "index.html")
    assert "Variation in protection by BCG" in words(review.site / "index.html")
    assert BOX not in words(review.site / "discussion.html")
    assert {each.version for each in texts(review).values()} == {2}

    # What changes no conclusion leaves the texts as they are, and a slot follows the registry.
    at("2026-11-26T06:00:00+00:00")
    review.drop("STEIN_ARONSON_1953")
    assert review.update().version == 3
    shown = texts(review)
    assert not any(each.moved for each in shown.values())
    assert shown["authors-conclusions"].version == 2
    assert "twelve trials" in words(review.site / f"finding-{KEY}.html").lower() or (
        "12 trials" in words(review.site / f"finding-{KEY}.html")
    )

    # Without most of the trials the certainty is another.
    at("2026-11-27T06:00:00+00:00")
    rest = [row["trial_id"] for row in review.rows("trials")]
    review.drop(*rest[3:])
    (folder / "authors-conclusions.md").write_text("It works.\n", encoding="utf-8")
    behind = review.update(accept_removals=True)
    assert "the text “authors-conclusions” by the authors was changed" in behind.changes.methods
    shown = texts(review)
    assert {name for name, each in shown.items() if each.moved} == {
        "authors-conclusions",
        f"finding-{KEY}",
        "comparison-vaccine",
    }
    discussion = words(review.site / "discussion.html")
    assert BOX in discussion
    assert "wrote this text on version 2, before the conclusion below changed" in discussion
    assert BOX in words(review.site / f"finding-{KEY}.html")
    assert BOX in words(review.site / "results.html")
    assert BOX not in words(review.site / "index.html")

    code, listed = command(review, "list", "--stale")
    assert (code, len(listed["texts"])) == (0, 3)
    code, done = command(review, "confirm", "authors-conclusions", "--by", "N. Lyons")
    assert (code, done["text"]["version"]) == (0, 4)
    at("2026-11-28T06:00:00+00:00")
    confirmed = review.update()
    assert "the authors confirmed a text of theirs" in confirmed.changes.methods
    shown = texts(review)["authors-conclusions"]
    assert (shown.moved, shown.confirmed_by, shown.version) == ((), "N. Lyons", 4)
    assert texts(review)[f"finding-{KEY}"].moved
    # What an earlier version was made from is kept, texts and all.
    made = rebuild(ReviewFolder(review.root), 2)
    assert made.identical, made.describe()


def test_what_cannot_be_confirmed_is_told(review, monkeypatch):
    folder = review.root / "data" / "text"
    folder.mkdir()
    (folder / "background.md").write_text("Text.\n", encoding="utf-8")
    (folder / "authors-conclusions.md").write_text("Text.\n", encoding="utf-8")
    cases = {
        ("backgroud", "--by", "X"): "did you mean 'background'?",
        ("background", "--by", "X"): "is about no result",
        ("authors-conclusions",): "--by is missing",
        ("authors-conclusions", "--by", " "): "--by is empty",
        ("authors-conclusions", "--by", "X", "--date", "2999-01-01"): "is in the future",
        ("authors-conclusions", "--by", "X", "--date", "1.2.2026"): "is written like 2026-11-22",
    }
    once = runs_texts.standing_texts(ReviewFolder(review.root))
    monkeypatch.setattr(runs_texts, "standing_texts", lambda _folder: once)
    for said, sentence in cases.items():
        code, answer = command(review, "confirm", *said)
        assert code == 2
        assert sentence in json.dumps(answer, ensure_ascii=False)
    (folder / "confirmed.json").write_text("[]", encoding="utf-8")
    monkeypatch.undo()
    code, answer = command(review, "list")
    assert "is not as the program wrote it" in json.dumps(answer)
