"""What other reviews found is read cell by cell, and a registry as it stood on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from living_review.ground.errors import RegistryError
from living_review.registry import as_of
from living_review.registry.other_reviews import OTHER_REVIEWS, read_other_reviews
from living_review.sources import RawTables

ROW = {
    "review_id": "smith2020",
    "review": "Smith 2020",
    "doi": "10.1/x",
    "outcome_reported": "Mood",
    "outcome": "mood",
    "timepoint": "End",
    "k": "3",
    "n": "400",
    "measure": "SMD",
    "estimate": "0.2",
    "ci_low": "-0.1",
    "ci_high": "0.5",
    "favours_intervention": "positive",
    "certainty": "very low",
    "source": "Table 2",
    "notes": "Seen.",
}
VALUES = ROW | {"k": 3, "n": 400, "estimate": 0.2, "ci_low": -0.1, "ci_high": 0.5}
EMPTY = dict.fromkeys(("doi", "outcome", "measure", "favours_intervention", "certainty"), "")
NEEDED = ("review_id", "review", "outcome_reported", "timepoint", "source")


def written(tmp_path: Path, *rows: dict[str, str]) -> Path:
    lines = [",".join(ROW), *(",".join(row.values()) for row in rows)]
    path = tmp_path / "other_reviews.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_every_cell_is_read_as_its_kind(tmp_path: Path) -> None:
    bare = {name: cell if name in NEEDED else "" for name, cell in ROW.items()}
    full, short = read_other_reviews(written(tmp_path, ROW, bare))
    assert asdict(full) == VALUES
    assert type(full.k) is type(full.n) is int
    numbers = dict.fromkeys(("k", "n", "estimate", "ci_low", "ci_high"))
    assert asdict(short) == VALUES | EMPTY | numbers | {"notes": ""}
    assert read_other_reviews(tmp_path / "none.csv") == ()
    assert tuple(ROW) == OTHER_REVIEWS.names
    assert {c.name for c in OTHER_REVIEWS.columns if c.required} == set(NEEDED)
    assert OTHER_REVIEWS.key == ("review_id", "outcome_reported", "timepoint", "measure")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        *((name, "", "the cell is empty; fill it in.") for name in NEEDED),
        ("k", "2.5", "found '2.5'; a whole number is needed;"),
        ("estimate", "small", "found 'small'; a number is needed;"),
        ("measure", "smd2", "found 'smd2'; allowed are SMD, MD, ROM, OR, RR, RD, HR, IRR, IRD;"),
        ("favours_intervention", "yes", "found 'yes'; allowed are positive, negative;"),
        ("certainty", "great", "found 'great'; allowed are high, moderate, low, very low;"),
        ("outcome", "a b", "found 'a b'; an identifier has only letters,"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_row(
    tmp_path: Path, column: str, cell: str, said: str
) -> None:
    with pytest.raises(RegistryError) as caught:
        read_other_reviews(written(tmp_path, ROW, ROW | {column: cell}))
    told = str(caught.value)
    path = tmp_path / "other_reviews.csv"
    assert told.startswith(f"{path}, row 3, column {column}: {said}")
    assert told.endswith(".")


def test_a_registry_is_cut_to_what_had_entered_by_a_day(
    tables: dict[str, list[dict[str, str]]], raw: Callable[..., RawTables]
) -> None:
    tables["trials"][1]["date_added"] = "2020-01-02"
    tables["trials"][2]["date_added"] = "soon"
    tables["searches"].append({"search_id": "s2", "date": "2020-01-02", "source": "Embase"})
    tables["searches"].append({"search_id": "s3", "date": "", "source": "Hand"})
    tables["exclusions"] = [
        {"report": name, "reason": "No", "search_id": search}
        for name, search in (("one", "s1"), ("two", "s2"), ("three", ""))
    ]
    whole = raw(tables)

    def left(day: dt.date) -> dict[str, set[str]]:
        return {name: {row[0] for row in table.rows} for name, table in as_of(whole, day).items()}

    everything = left(dt.date(2020, 1, 2))
    assert everything == {name: {row[0] for row in t.rows} for name, t in whole.items()}
    cut = left(dt.date(2020, 1, 1))
    assert cut["trials"] == cut["risk_of_bias"] == {"A", "C"}
    assert (cut["arms"], cut["contrasts"]) == ({"A"}, {"C"})
    assert (cut["searches"], cut["exclusions"]) == ({"s1", "s3"}, {"one", "three"})
    assert left(dt.date(2019, 7, 11))["trials"] == {"C"}
    no_trials = RawTables({"arms": whole["arms"]}, whole.pulled_at, whole.place)
    assert as_of(no_trials, dt.date(2019, 1, 1)) is no_trials
