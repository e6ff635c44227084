"""A version made again has its own days; the feed and the card stand where the site says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.runs import editions, rendering

DAY, NOW = dt.date(2026, 3, 4), dt.datetime(2026, 3, 5, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize("as_of", [None, DAY])
def test_a_version_is_made_again_as_of_its_own_days(
    monkeypatch: pytest.MonkeyPatch, as_of: dt.date | None
) -> None:
    asked: dict[str, Any] = {}
    manifest = SimpleNamespace(as_of=as_of, date=DAY, previous=2, made_at=NOW)
    store: Any = SimpleNamespace(manifest=lambda number: manifest if number == 3 else None)

    def computed(folder: Any, **named: Any) -> str:
        asked["computed"] = (folder, named)
        return "edition"

    def numbered(*given: Any, **named: Any) -> str:
        asked["numbered"] = (given, named)
        return "numbered"

    monkeypatch.setattr(editions, "computed", computed)
    monkeypatch.setattr(editions, "numbered", numbered)
    monkeypatch.setattr(editions, "stored_tables", lambda *given: given)
    made: Any = editions.again("folder", store, 3, progress=print)  # type: ignore[arg-type]
    assert made == "numbered"
    days = {"as_of": as_of, "today": DAY, "progress": print, "tables": (store, 3)}
    assert asked["computed"] == ("folder", days)
    own = {"number": 3, "before": 2, "date": DAY, "folder": "folder"}
    own["made"] = None if as_of is None else NOW.date()
    assert asked["numbered"] == (("edition", store), own)


@pytest.mark.parametrize("name", ["", "card.png", "es/card.png"])
def test_a_card_and_a_feed_are_written_where_the_site_has_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr("living_review.document.site_facts.card_of", lambda *given: given)
    monkeypatch.setattr("living_review.figures.card.card", lambda facts: repr(facts).encode())
    monkeypatch.setattr("living_review.document.site_facts.abstract_as_text", lambda *given: given)
    monkeypatch.setattr(rendering, "feed_of", lambda *given: f"{given}")
    (tmp_path / "es").mkdir()
    site: Any = SimpleNamespace(card=name, feed=name.replace("card.png", "feed.xml"), folder="es/")
    rendering._draw_card("found", "protocol", site, tmp_path)  # type: ignore[arg-type]
    rendering._write_feed("found", "protocol", site, tmp_path)  # type: ignore[arg-type]
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    if not name:
        assert not written
        return
    assert written == {site.card, site.feed}
    assert (tmp_path / site.card).read_text() == repr((site, "found", "protocol"))
    assert (tmp_path / site.feed).read_text() == str(("found", "es/", ("found", "protocol")))
