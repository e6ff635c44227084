"""What a mapping says, for one outcome and for all that are silent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sample_files import METAPSY, csv_bytes, revman5

from living_review.exchange import reading
from living_review.exchange.decisions import read_mapping
from living_review.exchange.tabulate import Imported
from living_review.ground.errors import BadInput

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


def imported(mapping: str, content: bytes | None = None, **options: Any) -> Imported:
    given: dict[str, Any] = {
        "timepoint": None,
        "higher_is_better": None,
        "weeks_are": None,
        "date_added": None,
        **options,
    }
    content = csv_bytes([METAPSY]) if content is None else content
    return reading.imported(
        content, "f", None, mapping=(mapping.encode(), "m.yml"), pulled_at=NOW, **given
    )


def rows(found: Imported, table: str) -> list[dict[str, str]]:
    own = found.tables[table]
    return [dict(zip(own.columns, row, strict=True)) for row in own.rows]


def test_every_option_of_import_has_a_place_in_the_mapping() -> None:
    said = "timepoint: post\nhigher_is_better: false\ndate_added: 2020-01-31\n"
    by_mapping = imported(said)
    by_options = imported(
        "outcomes: {}\n",
        timepoint="post",
        higher_is_better=False,
        date_added=dt.date(2020, 1, 31),
    )
    assert by_mapping == by_options
    assert {row["date_added"] for row in rows(by_mapping, "trials")} == {"2020-01-31"}
    assert {row["date_added"] for row in rows(imported(said, date_added=NOW.date()), "trials")} == {
        "2026-11-27"
    }


def test_an_outcome_says_for_itself_what_the_top_says_for_all() -> None:
    draft = reading.draft(csv_bytes([METAPSY]), "f", None)
    (key,) = (line.strip().rstrip(":") for line in draft.splitlines() if line.startswith('  "'))
    top = "timepoint: post\nhigher_is_better: false\n"
    found = imported(f"{top}outcomes:\n  {key}: {{timepoint: later, higher_is_better: true}}\n")
    assert {(row["timepoint"], row["higher_is_better"]) for row in rows(found, "arms")} == {
        ("later", "true")
    }


def test_what_a_mapping_does_not_name_can_be_skipped_and_is_told() -> None:
    found = imported("others: skip\n")
    assert "arms" not in found.tables
    assert any("does not name it" in each.reason for each in found.report)


def test_a_key_that_stands_for_another_outcome_by_now_is_refused() -> None:
    draft = reading.draft(revman5(), "review.rm5", None)
    filled = draft.replace("higher_is_better:", "higher_is_better: false").replace(
        "timepoint:", "timepoint: post"
    )
    assert "label:" in filled
    imported(filled, revman5())
    # A new outcome came first, and the numbers of all others moved.
    renamed = revman5().replace(b"<NAME>Relapse</NAME>", b"<NAME>Recovery</NAME>")
    with pytest.raises(
        BadInput, match=r"outcome '1\.1' of f is '.*Recovery', and the mapping calls"
    ):
        imported(filled, renamed)


def test_an_outcome_may_have_the_name_of_a_key() -> None:
    text = b'outcomes: {"label": {trials: {"skip": {that: true}}}}\n'
    with pytest.raises(BadInput, match=r"unknown key 'that' of .*known are higher_is_better"):
        read_mapping(text, "m.yml")
    with pytest.raises(
        BadInput, match=r"unknown key 'usual' of .*known are higher_is_better, inst"
    ):
        read_mapping(b'outcomes: {"trials": {usual: 1}}\n', "m.yml")


SAID = {
    "timepoint": "post",
    "higher_is_better": "false",
    "precalc_sign": "intervention-minus-control",
    "weeks_are": "months",
    "date_added": "2020-01-01",
}


@pytest.mark.parametrize("kind", ["covidence", "wide"])
def test_what_is_said_of_all_fills_the_blanks_of_a_draft(kind: str) -> None:
    draft = (
        "# A draft\nstudy:\n  - outcome:\n    timepoint:\n"
        "    higher_is_better:    # true or false\n"
        "      sign:      # which way\n  - outcome: mood\n    timepoint: early\n"
    )
    weeks = {
        "wide": "weeks_are: months\n",
        "covidence": "# Nothing is left open for weeks_are, which was said to be months.\n",
    }
    assert reading.answered(draft, kind, SAID) == (
        f"# A draft\n{weeks[kind]}date_added: 2020-01-01\n"
        "study:\n  - outcome:\n    timepoint: post\n"
        "    higher_is_better: false\n      sign: intervention-minus-control\n"
        "  - outcome: mood\n    timepoint: early\n"
    )
    with pytest.raises(BadInput, match="no identifier"):
        reading.answered(draft, kind, {"timepoint": "after that"})
