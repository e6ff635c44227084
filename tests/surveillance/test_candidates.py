"""The file of candidates: people's decisions stay, the register's words are brought up to date."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.sources.csv_text import CsvText, parsed
from living_review.surveillance.candidate import Candidate
from living_review.surveillance.candidates import COLUMNS, OF_PEOPLE, counts, merged

DAY = dt.date(2026, 11, 24)
LATER = dt.date(2026, 12, 24)
ONE = Candidate("NCT00000001", "One", "recruiting", "2027-03", True, "120", True)
TWO = Candidate("NCT00000002", "Two", "completed", "2025-01", False, "80", results="2026-01-01")


def rows(file: CsvText) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.encoded().decode("utf-8-sig"))))


def reread(file: CsvText) -> CsvText:
    return parsed(file.encoded(), "candidates.csv")


def test_a_study_enters_as_new_and_one_of_the_registry_as_linked() -> None:
    done = merged(None, [ONE, TWO], {"NCT00000002": "SMITH2024"}, DAY)
    first, second = rows(done.file)
    assert tuple(first) == COLUMNS
    assert (first["state"], first["trial_id"], first["first_seen"]) == ("new", "", "2026-11-24")
    assert (second["state"], second["trial_id"]) == ("linked", "SMITH2024")
    assert (first["completion"], first["enrolment"]) == ("2027-03 planned", "120 planned")
    assert [row.seen_first for row in done.rows] == [True, True]


def test_an_old_number_of_the_register_matches_the_registry_and_the_row() -> None:
    before = merged(None, [Candidate("NCT00000009", "Old", "recruiting")], {}, DAY).file
    now = Candidate("NCT00000001", "Old", "recruiting", aliases=("NCT00000009",))
    done = merged(reread(before), [now], {"NCT00000009": "SMITH2024"}, LATER)
    (row,) = rows(done.file)
    assert row["nct_id"] == "NCT00000001"
    assert (row["state"], row["registry_trial"]) == ("new", "SMITH2024")
    assert done.rows[0].trial_id == "SMITH2024"
    assert any("is now NCT00000001" in notice for notice in done.notices)


def test_nothing_new_leaves_every_byte() -> None:
    before = merged(None, [ONE, TWO], {}, DAY).file
    assert merged(reread(before), [TWO, ONE], {}, LATER).file.encoded() == before.encoded()


def test_a_change_is_told_and_dated_and_nothing_of_people_moves() -> None:
    before = merged(None, [ONE, TWO], {}, DAY).file
    text = (
        before.encoded()
        .decode()
        .replace("NCT00000001,new,,,", 'NCT00000001,Screened in,,fits,"ask; again"')
    )
    now = Candidate("NCT00000001", "One!", "completed", "2026-09-30", False, "117", False, "posted")
    done = merged(parsed(text.encode(), "candidates.csv"), [now, TWO], {}, LATER)
    first, second = rows(done.file)
    assert [first[name] for name in OF_PEOPLE] == ["Screened in", "", "fits", "ask; again"]
    assert first["change"] == (
        "status: recruiting → completed; completion date: 2027-03 planned → 2026-09-30; "
        "people enrolled: 120 planned → 117; results posted: not given → posted"
    )
    assert first["changed_on"] == "2026-12-24"
    assert done.rows[0].state == "screened in"
    assert second["change"] == ""


def test_what_a_spreadsheet_made_of_a_date_is_no_change() -> None:
    before = merged(None, [ONE], {}, DAY).file.encoded().decode()
    done = merged(parsed(before.replace("2027-03 planned", "Mar 27").encode(), "c"), [ONE], {}, DAY)
    assert done.rows[0].change == ""
    assert rows(done.file)[0]["completion"] == "2027-03 planned"


def test_a_file_of_people_keeps_its_order_columns_separator_and_line_ends() -> None:
    own = (
        "\ufeffrated by;nct_id;state;reason;trial_id\r\n"
        'Ann;NCT00000002;screened out;"no; not\ngroups";\r\n'
        "Bo;ISRCTN123;new;;\r\n"
    )
    done = merged(parsed(own.encode(), "candidates.csv"), [ONE, TWO], {}, DAY)
    written = done.file.encoded()
    assert written.startswith(b"\xef\xbb\xbfrated by;nct_id;state;reason;trial_id;note;title;")
    assert written.count(b"\r\n") == 4
    table = list(
        csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert [row["nct_id"] for row in table] == ["NCT00000002", "ISRCTN123", "NCT00000001"]
    assert table[0]["rated by"] == "Ann"
    assert table[0]["reason"] == "no; not\ngroups"
    assert [row["first_seen"] for row in table] == ["2026-11-24", "", "2026-11-24"]
    assert done.rows[1].change == "", "a row without the register's words cannot have changed"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("NCT00000001,maybe,,,", "is 'maybe'; write one of new, screened in"),
        ("NCT00000001,,,,", "is empty; write one of"),
        ("NCT00000001,linked,,,", "linked, without a trial"),
    ],
)
def test_a_state_that_is_none_is_told_and_left(cells: str, words: str) -> None:
    text = merged(None, [ONE], {}, DAY).file.encoded().decode().replace("NCT00000001,new,,,", cells)
    done = merged(parsed(text.encode(), "candidates.csv"), [ONE], {}, DAY)
    assert any(words in notice for notice in done.notices)
    assert done.file.encoded() == text.encode()


def test_a_study_in_two_rows_is_told_and_the_first_is_used() -> None:
    both = merged(None, [Candidate("NCT00000009"), ONE], {}, DAY).file
    now = Candidate("NCT00000001", "One", aliases=("NCT00000009",))
    done = merged(reread(both), [now], {}, DAY)
    assert any("2 rows" in notice for notice in done.notices)
    assert len(done.file.records) == 2


def test_a_number_that_stands_twice_is_told_once_for_each_further_row() -> None:
    head = f"{','.join(COLUMNS)}\n".encode()
    place = COLUMNS.index("nct_id")

    def told(*numbers: str) -> tuple[str, ...]:
        lines = (
            ",".join(["x"] * place + [n] + ["x"] * (len(COLUMNS) - place - 1)) for n in numbers
        )
        file = parsed(head + "\n".join(lines).encode(), "candidates.csv")
        found = [each for each in merged(file, [], {}, DAY).notices if "stands twice" in each]
        return tuple(each.split(" ")[0] for each in found)

    one, two = "NCT00000001", "NCT00000002"
    assert told(one, two) == told("", "") == ()
    assert told(one, two, one.lower()) == (one,)
    assert told(two, one, two, one, two) == (two, one, two)


def test_hostile_text_stays_text_in_a_spreadsheet() -> None:
    file = merged(None, [Candidate("NCT00000001", '=HYPERLINK("http://x")')], {}, DAY).file
    assert rows(file)[0]["title"] == '\'=HYPERLINK("http://x")'
    assert (
        merged(reread(file), [Candidate("NCT00000001", '=HYPERLINK("http://x")')], {}, LATER)
        .rows[0]
        .change
        == ""
    )


def test_states_are_counted() -> None:
    file = merged(None, [ONE, TWO], {"NCT00000002": "T"}, DAY).file
    assert counts(file) == {"new": 1, "screened in": 0, "screened out": 0, "linked": 1}


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=4), st.sampled_from(",;\t"))
def test_whatever_people_write_is_still_there_after_a_run(
    cells: list[tuple[str, ...]], separator: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(["nct_id", *OF_PEOPLE, "own column"])
    writer.writerows([[f"NCT{i:08}", *row] for i, row in enumerate(cells)])
    before = parsed(out.getvalue().encode(), "candidates.csv")
    found = [Candidate(f"NCT{i:08}", "T", "completed") for i in range(len(cells) + 1)]
    after = reread(merged(before, found, {}, DAY).file)
    kept = [[record.cells[name] for name in (*OF_PEOPLE, "own column")] for record in after.records]
    assert kept[:-1] == [[cell.strip() for cell in row] for row in cells]
    assert merged(after, found, {}, LATER).file.encoded() == after.encoded()
