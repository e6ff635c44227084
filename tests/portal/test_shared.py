"""Trials that several reviews hold: each review hears what another says of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from living_review.findings import AppliedCorrection, TrialRecord
from living_review.library.members import library_at
from living_review.portal.record import tell_library


def trial(label: str, n: int, status: str = "included", **more: Any) -> TrialRecord:
    known = {"doi": "10.1000/xyz", "date_added": dt.date(2026, 1, 1), "year": 2020, **more}
    return TrialRecord(trial_id="T", label=label, n_randomised=n, status=status, **known)


def row(mean: str) -> dict[str, str]:
    return {"trial_id": "T", "instrument": "RAS", "timepoint": "post", "mean": mean}


def test_a_retraction_in_one_review_is_told_to_the_others(shelf: Any) -> None:
    shelf.review("a", title="Awake", trials=(trial("Ash 2020", 100),), rows=[row("1.5")])
    gone = trial("Ash 2021", 101, "retracted", registration="NCT01234567")
    shelf.review("b", title="Breathless", trials=(gone,), rows=[row("1.6")])
    only = trial("By number", 101, doi=None, registration="NCT01234567")
    shelf.review("c", title="Calm", language="es", trials=(only,))
    other = trial("Elm 2019", 7, doi="10.1000/other")
    shelf.review("d", title="Dull", trials=(other,))
    made = shelf.made()
    page = shelf.page("shared/index.html")
    assert "1 trial is in more than one of these reviews." in page
    assert "Retracted in 1 of these reviews, and not in 2." in page
    assert 'Breathless</a> (Ash 2021) <strong class="overdue">retracted here</strong>' in page
    assert page.count("retracted here") == 1
    assert '<th scope="row">People randomised</th><td>100</td><td>101</td><td>101</td>' in page
    assert "<td>1.5</td><td>1.6</td><td>–</td>" in page
    assert 'href="../reviews/c/index.html" lang="es">Calm</a> (By number)' in page
    front = shelf.page()
    assert front.count("A trial of this review is retracted in another review") == 2
    assert made.as_json()["shared_trials"][0]["retracted_in"] == ["b"]


def test_a_correction_is_told_with_its_reason(shelf: Any) -> None:
    slip = AppliedCorrection(
        table="arms",
        trial_id="T",
        column="sd",
        old="9",
        new="6",
        reason="A slip of <the> report.",
        by="A. Smith",
        date=dt.date(2026, 1, 1),
        key="T/recovery",
        row=2,
    )
    shelf.review("a", title="Awake", trials=(trial("Ash", 100),), corrections=(slip,))
    shelf.review("b", title="Breathless", trials=(trial("Ash", 100),))
    shelf.made()
    page = shelf.page("shared/index.html")
    assert "Corrected in Awake:" in page
    assert "<li>arms.sd: A slip of &lt;the&gt; report.</li>" in page


def test_the_record_of_the_library_is_told(shelf: Any) -> None:
    shelf.review("a", trials=(trial("Ash", 100),))
    shelf.review("b", trials=(trial("Ash", 101, "retracted"),))
    library = library_at(shelf.place)
    found = shelf.made().shared
    record = shelf.place / "library.json"
    tell_library(library, found)
    assert not record.exists()
    for text in ("[]", "{", '{"schema": "other"}'):
        record.write_text(text, encoding="utf-8")
        tell_library(library, found)
        assert record.read_text(encoding="utf-8") == text
    record.write_text('{"schema": "living-review/library/1", "reviews": []}', encoding="utf-8")
    tell_library(library, found)
    told = json.loads(record.read_text(encoding="utf-8"))
    assert told["reviews"] == []
    assert told["shared_trials"][0]["retracted_in"] == ["b"]


def test_where_nothing_differs_there_is_nothing_to_tell(shelf: Any) -> None:
    for name in "ab":
        shelf.review(name, trials=(trial("Ash", 100),))
    shelf.made()
    page = shelf.page("shared/index.html")
    assert "they tell the same of it." in page
    assert "<section" not in page
    (shelf.place / "b" / "_site" / "findings.json").unlink()
    shelf.made()
    assert "No trial is known to be in more than one" in shelf.page("shared/index.html")
