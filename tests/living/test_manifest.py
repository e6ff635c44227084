"""What a version is known by, letter by letter: a published manifest is read for good."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from manifests import manifest

from living_review.living.manifest import Font, Manifest, OtherSchema, StoredFile

ONE = manifest(2, {"index.html": "ef"})
FULL = replace(
    ONE,
    as_of=dt.date(2026, 1, 2),
    next_change=dt.date(2027, 3, 4),
    next_search=None,
    files={"a/b.csv": StoredFile("12", 5, 1), "c.json": StoredFile("34", 7, 2, 1, 3)},
    registry_place={"csv": {"folder": "data/registry"}},
    fonts=(Font("Noto", "2.1", "56"),),
    manifest_before="78",
    told_in={"es": replace(ONE.told, headline="Un ensayo más", stale=("a",), methods=("b", "c"))},
    language="en",
)
TOLD = {
    "headline": "One trial added",
    "items": ["One trial added."],
    "methods": [],
    "conclusions_changed": ["Recovery"],
    "stale": [],
    "trials_included": 3,
    "participants": 90,
    "set_aside": 0,
    "participants_missing": 0,
}
WRITTEN = {
    "schema": "living-review/version/1",
    "number": 2,
    "date": "2026-11-24",
    "previous": 1,
    "as_of": "2026-01-02",
    "made_at": "2026-11-24T12:00:00+00:00",
    "pulled_at": "2026-11-24T12:00:00+00:00",
    "source": "CSV files",
    "review_id": "review",
    "title": "A title with “quotes” and ümlauts",
    "registry_hash": "ab" * 32,
    "fingerprint": "cd" * 32,
    "next_change": "2027-03-04",
    "next_search": None,
    "engine": "embedded",
    "software": {
        "name": "living-review",
        "version": "0.1.0",
        "code": "ef",
        "python": "3.11.7",
        "packages": {"numpy": "2.3"},
    },
    "told": TOLD,
    "files": {
        "a/b.csv": {"sha256": "12", "size": 5, "kept_in": 1, "base": None, "depth": 0},
        "c.json": {"sha256": "34", "size": 7, "kept_in": 2, "base": 1, "depth": 3},
    },
    "site": {"index.html": "ef"},
    "registry_place": {"csv": {"folder": "data/registry"}},
    "fonts": [{"name": "Noto", "version": "2.1", "sha256": "56"}],
    "manifest_before": "78",
    "told_in": {"es": TOLD | {"headline": "Un ensayo más", "stale": ["a"], "methods": ["b", "c"]}},
    "language": "en",
}


def test_every_part_of_a_manifest_is_written_and_read_back() -> None:
    text = FULL.to_json()
    assert json.loads(text) == WRITTEN
    assert text == json.dumps(WRITTEN, ensure_ascii=False, indent=1) + "\n"
    assert Manifest.from_json(text) == FULL
    assert Manifest.from_json(text).to_json() == text


def test_what_a_version_does_not_tell_is_not_written_and_read_as_nothing() -> None:
    document = json.loads(ONE.to_json())
    assert not {"told_in", "language"} & set(document)
    assert Manifest.from_json(ONE.to_json()) == ONE
    # The first versions told neither where the registry lies nor what was added since.
    later = ("registry_place", "fonts", "manifest_before")
    early = {name: value for name, value in document.items() if name not in later}
    del early["told"]["participants_missing"]
    assert Manifest.from_json(json.dumps(early)) == ONE


@pytest.mark.parametrize(
    ("schema", "error"),
    [
        ("living-review/version/2", OtherSchema),
        ("living-review/site/1", ValueError),
        (None, ValueError),
        (1, ValueError),
    ],
)
def test_what_is_no_manifest_of_this_program_is_told_apart(schema: object, error: type) -> None:
    with pytest.raises(ValueError, match=r"living-review/version/2|not a manifest") as caught:
        Manifest.from_json(json.dumps(WRITTEN | {"schema": schema}))
    assert type(caught.value) is error


def test_what_has_no_place_in_a_manifest_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no place"):
        replace(ONE, registry_place={"csv": {"folder": {1}}}).to_json()


def test_the_pdfs_of_a_version_are_those_of_its_site_in_each_language() -> None:
    names = ("summary.pdf", "review.pdf", "es/summary.pdf", "fr/summary.pdf", "index.html")
    told = replace(FULL, site=dict.fromkeys(names, ""))
    assert told.pdfs == ("summary.pdf", "review.pdf", "es/summary.pdf")
