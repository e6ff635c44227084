from __future__ import annotations

import datetime as dt

import pytest

from living_review.certainty import read_judgements
from living_review.certainty.judgements import COLUMNS, DOMAINS, faults
from living_review.ground.errors import JudgementError

HEADER = ",".join(COLUMNS)
HASH = "0123abcd-4567ef89"
GOOD = "main,mood,post,imprecision,-1,wide,A Person,2026-01-02,0123abcd-4567ef89"


@pytest.fixture
def read(tmp_path):
    def write(*rows: str, header: str = HEADER):
        path = tmp_path / "judgements.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return read_judgements(path)

    return write


def test_a_decision_is_read(read):
    found = read(GOOD)
    assert found.notices == ()
    judgement = found.of(("main", "mood", "post"), "imprecision")
    assert (judgement.levels, judgement.by, judgement.inputs_hash) == (-1, "A Person", HASH)
    assert found.of(("main", "mood", "post"), "inconsistency") is None


def test_no_file_means_no_decisions(tmp_path):
    assert read_judgements(tmp_path / "judgements.csv").decisions == {}


@pytest.mark.parametrize(
    ("column", "value", "rule", "said"),
    [
        ("levels", "-4", "judgement-levels", "levels are 0, -1, -2, -3"),
        ("levels", "lots", "judgement-levels", "levels are"),
        ("levels", "1", "judgement-levels", "only the domain upgrade is rated up"),
        ("levels", "", "judgement-empty", "the levels is empty"),
        ("reason", "", "judgement-empty", "the reason is empty; fill it in"),
        ("by", "", "judgement-empty", "the by is empty"),
        ("domain", "precision", "judgement-domain", "there is no such domain"),
        ("inputs_hash", "abc", "judgement-hash", "it is no hash that the program wrote"),
        ("date", "2.1.2026", "judgement-date", "a date is written like 2026-11-22"),
        ("date", "2026-02-30", "judgement-date", "a date is written like"),
    ],
)
def test_a_row_that_is_no_decision_is_set_aside_with_a_sentence(read, column, value, rule, said):
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | {column: value}
    found = read('"' + '","'.join(cells.values()) + '"')
    assert found.decisions == {}
    [notice] = found.notices
    assert (notice.table, notice.row, notice.column, notice.rule) == ("judgements", 2, column, rule)
    assert said in notice.reason
    assert notice.reason.endswith("until then what the rule proposes stands.")


def test_a_look_back_knows_only_the_decisions_of_its_time(read):
    found = read(GOOD)
    assert found.until(dt.date(2026, 1, 1)).decisions == {}
    assert found.until(dt.date(2026, 1, 2)) == found.until(None) == found


def test_a_true_minus_sign_is_a_minus_sign(read):
    found = read(GOOD.replace("-1,", "−1,", 1))
    assert next(iter(found.decisions.values())).levels == -1


def test_rating_up_is_for_the_domain_upgrade(read):
    good = "main,mood,post,upgrade,+1,dose,A Person,2026-01-02,"
    assert next(iter(read(good).decisions.values())).levels == 1
    assert read(good.replace("+1", "-1")).decisions == {}


def test_two_decisions_for_one_domain_count_as_none(read):
    found = read(GOOD, GOOD.replace("-1", "-2"))
    assert found.decisions == {}
    assert [notice.row for notice in found.notices] == [2, 3]
    assert all("rows 2 and 3 decide the same domain" in each.reason for each in found.notices)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("main", "other", "comparison"), ("mood", "moods", "outcome"), ("post", "later", "timepoint")],
)
def test_a_decision_about_something_unknown_is_named(read, old, new, column):
    found = read(GOOD.replace(old, new, 1))
    [notice] = found.unknown(frozenset({("main", "mood", "post")}))
    assert (notice.column, notice.value) == (column, new)
    assert f"the protocol has no {column} '{new}'; use one of {old}" in notice.reason
    assert read(GOOD).unknown(frozenset({("main", "mood", "post")})) == ()


@pytest.mark.parametrize("header", ["comparison,outcome", HEADER + ",more", HEADER + ",by"])
def test_another_header_stops(read, header):
    with pytest.raises(JudgementError, match="it must have these, each once"):
        read(header=header)


def test_bytes_that_are_not_text_stop(tmp_path):
    path = tmp_path / "judgements.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(JudgementError):
        read_judgements(path)


@pytest.mark.parametrize(
    ("column", "value", "near"),
    [
        ("domain", "risk of bias", "risk_of_bias"),
        ("domain", "imprecison", "imprecision"),
        ("domain", "heterogeneity", "inconsistency"),
        ("levels", "-4", "-3"),
        ("levels", "1", "-1"),
        ("levels", "serious", "-1"),
        ("levels", "very serious", "-2"),
        ("levels", "not serious", "0"),
    ],
)
def test_what_is_no_decision_is_told_the_nearest(column: str, value: str, near: str) -> None:
    row = dict.fromkeys(COLUMNS, "x") | {
        "domain": "imprecision",
        "levels": "-1",
        "date": "2026-11-22",
        "inputs_hash": "",
    }
    (found,) = faults({**row, column: value})
    assert found.column == column
    assert f"(nearest is {near})." in found.reason


@pytest.mark.parametrize("domain", [*DOMAINS, "precision", ""])
def test_each_domain_has_its_levels_and_another_is_told_all_there_are(domain):
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | {"domain": domain}
    right = {0, 1, 2} if domain == "upgrade" else {0, -1, -2, -3}
    for level in range(-5, 4):
        found = {each.rule: each.reason for each in faults({**cells, "levels": f"{level}"})}
        assert ("judgement-levels" in found) is (level not in right)
        told = found.get("judgement-domain", "")
        assert bool(told) is (domain not in DOMAINS)
        assert not told or f"use one of {', '.join(DOMAINS)}" in told
