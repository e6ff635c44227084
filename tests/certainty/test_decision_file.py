from __future__ import annotations

import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from living_review.certainty import read_judgements, write_decision
from living_review.certainty.judgements import COLUMNS
from living_review.ground.errors import EnvironmentFailure, JudgementError

HEADER = ",".join(COLUMNS)
ROW = {
    "comparison": "main",
    "outcome": "mood",
    "timepoint": "post",
    "domain": "imprecision",
    "levels": "-1",
    "reason": "The interval is wide.",
    "by": "Review maintainers",
    "date": "2026-11-22",
    "inputs_hash": "0123abcd-4567ef89",
}
OTHER = 'main,mood,post,inconsistency,0,"They agree, ""all""\nof them",A Person,2026-01-02,\n'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "judgements.csv"


def decision(path, domain="imprecision"):
    return read_judgements(path).of(("main", "mood", "post"), domain)


def test_the_first_decision_makes_the_file(path):
    write_decision(path, ROW)
    assert path.read_text().splitlines()[0] == HEADER
    assert (decision(path).levels, decision(path).by) == (-1, "Review maintainers")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_other_rows_keep_their_bytes(path, ending, last):
    text = (f"\ufeff{HEADER}\n{OTHER}\n" + "main,x,post,imprecision,-9,odd,,," + last).replace(
        "\n", ending
    )
    path.write_bytes(text.encode())
    write_decision(path, ROW)
    after = path.read_bytes().decode()
    assert after.startswith(text)
    assert after.endswith(ending)
    assert decision(path).levels == -1


def test_a_decision_takes_the_place_of_the_one_before(path):
    write_decision(path, ROW)
    path.write_text(path.read_text() + OTHER)
    write_decision(path, ROW | {"levels": "-2", "reason": "Very\nwide."})
    lines = path.read_text().splitlines(keepends=True)
    assert lines[0] == HEADER + "\n"
    assert lines[1].startswith("main,mood,post,imprecision,-2,Very wide.,")
    assert "".join(lines[2:]) == OTHER
    assert decision(path, "inconsistency").levels == 0


def test_a_row_that_was_no_decision_is_replaced(path):
    path.write_text(f"{HEADER}\nmain,mood,post,imprecision,-1,,A Person,2026-01-02,\n")
    write_decision(path, ROW)
    assert len(path.read_text().splitlines()) == 2
    assert read_judgements(path).notices == ()


def test_a_file_in_columns_of_its_own_order_and_separator_stays_so(path):
    columns = list(reversed(COLUMNS))
    path.write_text(";".join(columns) + "\n")
    write_decision(path, ROW)
    assert path.read_text().splitlines()[1] == ";".join(ROW[name] for name in columns)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("reason", "  ", "the reason is empty"),
        ("by", "", "the by is empty"),
        ("levels", "-4", "levels '-4'"),
        ("levels", "some", "levels 'some'"),
        ("date", "yesterday", "a date is written like"),
        ("domain", "precision", "there is no such domain"),
    ],
)
def test_what_is_no_decision_is_not_written(path, column, value, said):
    path.write_text(f"{HEADER}\n{OTHER}")
    with pytest.raises(JudgementError, match="was not written") as found:
        write_decision(path, ROW | {column: value})
    assert said in str(found.value)
    assert path.read_text() == f"{HEADER}\n{OTHER}"


def test_a_domain_decided_twice_must_be_put_right_first(path):
    path.write_text(f"{HEADER}\n" + 2 * "main,mood,post,imprecision,-1,wide,A,2026-01-02,\n")
    with pytest.raises(JudgementError, match="rows 2 and 3 decide the same domain"):
        write_decision(path, ROW)


def test_another_header_stops(path):
    path.write_text("a,b\n")
    with pytest.raises(JudgementError, match="it must have these, each once"):
        write_decision(path, ROW)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(EnvironmentFailure, match="cannot be written"):
        write_decision(tmp_path / "data" / "judgements.csv", ROW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    reason=st.text(min_size=1, max_size=40).filter(lambda text: text.split() and "\0" not in text)
)
def test_any_reason_is_read_as_it_was_written(path, reason):
    path.write_text(f"{HEADER}\n{OTHER}")
    try:
        " ".join(reason.split()).encode()
    except UnicodeEncodeError:
        return
    write_decision(path, ROW | {"reason": reason})
    assert decision(path).reason == " ".join(reason.split())
    assert path.read_bytes().startswith(f"{HEADER}\n{OTHER}".encode())
