"""A source that counts months is told beside the others, and what one source is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from living_review.registry import Snapshot

Tables = dict[str, list[dict[str, str]]]
WEEKS = ("2", "2.8", "1.8", "3", "2.5")


def sources(tables: Tables, months: str, weeks: str) -> set[str]:
    """Add five trials of one source in months and five of another in weeks; give the first."""
    pair = tables["arms"][:2]
    for place, few in enumerate(WEEKS):
        for address, name, week in (
            (months, f"M{place}", few),
            (weeks, f"W{place}", str(float(few) * 6)),
        ):
            tables["trials"].append({**tables["trials"][0], "trial_id": name, "label": name})
            tables["risk_of_bias"].append({**tables["risk_of_bias"][0], "trial_id": name})
            own = {"trial_id": name, "weeks": week, "source": f"{address}/{name}.csv"}
            tables["arms"] += [{**row, **own} for row in pair]
    return {f"M{place}" for place in range(len(WEEKS))}


@pytest.mark.parametrize(
    ("months", "weeks", "apart"),
    [
        ("https://one.org/data", "https://two.org/data", True),
        ("https://one.org/data", "https://www.one.org/other", False),
        ("https://github.com/one/data/blob/main", "https://github.com/two/data/blob/main", True),
        ("https://github.com/one/data/blob/main", "https://github.com/one/more/blob/main", True),
        ("https://github.com/one/data/blob/a1", "https://github.com/one/data/blob/b2", False),
        ("https://osf.io/abcde/files", "https://osf.io/fghij/files", True),
        ("https://osf.io/abcde/files", "https://osf.io/abcde/wiki", False),
    ],
)
def test_collections_on_one_host_are_sources_of_their_own(
    months: str,
    weeks: str,
    apart: bool,
    tables: Tables,
    reading: Callable[[Tables], Snapshot],
) -> None:
    counted = sources(tables, months, weeks)
    told = {each.trial_id for each in reading(tables).queries if each.rule == "months-as-weeks"}
    assert told == (counted if apart else set())
