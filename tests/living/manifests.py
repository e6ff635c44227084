"""A manifest of a made-up version."""

from __future__ import annotations

import datetime as dt

from living_review.living.manifest import Manifest, Software, Told

MOMENT = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def manifest(number: int, site: dict[str, str] | None = None) -> Manifest:
    return Manifest(
        number=number,
        date=MOMENT.date(),
        previous=number - 1 or None,
        as_of=None,
        made_at=MOMENT,
        pulled_at=MOMENT,
        source="CSV files",
        review_id="review",
        title="A title with “quotes” and ümlauts",
        registry_hash="ab" * 32,
        fingerprint="cd" * 32,
        next_change=None,
        next_search=dt.date(2026, 12, 15),
        engine="embedded",
        software=Software("living-review", "0.1.0", "ef", "3.11.7", {"numpy": "2.3"}),
        told=Told("One trial added", ("One trial added.",), (), ("Recovery",), (), 3, 90, 0),
        site=site or {},
    )
