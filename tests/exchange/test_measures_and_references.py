"""Measures that a file names, references as it lists them and identifiers, each at its bounds."""

from __future__ import annotations

import hashlib
import math
from itertools import product

import pytest

from living_review.exchange.identifiers import LONGEST, numbered, safe, unique
from living_review.exchange.measures import (
    LARGEST_LOG,
    from_inverse_variance,
    from_peto,
    is_log_scale,
)
from living_review.exchange.ris import Reference, by_study, references


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("OR", "2", "4"), ("OR", {"o_minus_e": "2", "variance": "4"})),
        (("Hazard Ratio", "-2.0", "0.5"), ("HR", {"o_minus_e": "-2", "variance": "0.5"})),
        (("", "2", "4"), "the file does not say whether O-E and variance give a"),
        (("RR", "2", "4"), "not 'RR'"),
        (("x" * 70, "2", "4"), f"not '{'x' * 60}'"),
        (("OR", "", "4"), "O-E or its variance is not there."),
        (("OR", "2", "NA"), "O-E or its variance is not there."),
        (("OR", "2", "0"), "O-E or its variance is not there."),
        (("OR", "2", "-1"), "O-E or its variance is not there."),
        (("OR", f"{LARGEST_LOG!r}", "1"), ("OR", {"o_minus_e": f"{LARGEST_LOG!r}",
                                                  "variance": "1"})),
        (("OR", "27.7", "1"), "O-E over its variance is beyond any ratio."),
        (("OR", "-27.7", "1"), "O-E over its variance is beyond any ratio."),
    ],
)  # fmt: skip
def test_observed_less_expected_events_are_a_ratio_or_none(
    given: tuple[str, str, str], told: object
) -> None:
    found = from_peto(*given)
    assert found == told if isinstance(told, tuple) else str(told) in found


def test_a_ratio_is_a_logarithm_where_the_effect_that_is_shown_says_so() -> None:
    log, ratio = -0.5, math.exp(-0.5)
    for shown, said in product((None, 0.0, -1.0), (None, True, False)):
        assert is_log_scale(log, shown, said=said) is (said is not False)
    for said in (None, True):
        assert is_log_scale(log, ratio, said=said) is True
        assert is_log_scale(log, ratio * 1.018, said=said) is True
    assert is_log_scale(log, ratio * 1.03, said=True) is None
    assert is_log_scale(log, ratio * 1.03, said=None) is None
    assert is_log_scale(log, ratio, said=False) is None
    for said in (None, False):
        assert is_log_scale(ratio, ratio, said=said) is False
    assert is_log_scale(ratio, ratio, said=True) is None
    assert is_log_scale(1e9, 2.0, said=None) is None
    # Near no effect on a small scale both could be meant, so that nothing is said.
    assert is_log_scale(0.003, 1.0, said=None) is True
    assert is_log_scale(5.0, 5.0, said=None) is False


@pytest.mark.parametrize(
    ("given", "said", "told"),
    [
        (("MD", "1.50", "0.5", ""), None, ("MD", {"estimate": "1.50", "se": "0.5"})),
        (("RR", "0", "0.5", ""), None, ("RR", {"estimate": "1.0", "se": "0.5"})),
        (("RR", "0.0", "0.5", "1"), True, ("RR", {"estimate": "1.0", "se": "0.5"})),
        (("", "1", "1", ""), None, "does not say what"),
        (("y" * 70, "1", "1", ""), None, f"'{'y' * 60}' is no measure"),
        (("MD", "x", "1", ""), None, "not there"),
        (("MD", "1", "", ""), None, "not there"),
        (("MD", "1", "0", ""), None, "not there"),
        (("MD", "1", "-1", ""), None, "not there"),
        (("RR", "0.5", "0.1", "0.9"), None, "neither as a logarithm nor as it is"),
        (("RR", "0.5", "0.1", ""), False, "not on the log scale"),
        (("RR", f"{LARGEST_LOG!r}", "1", ""), None,
         ("RR", {"estimate": repr(math.exp(LARGEST_LOG)), "se": "1"})),
        (("RR", "27.7", "1", ""), None, "beyond any ratio"),
        (("RR", "-27.7", "1", ""), None, "beyond any ratio"),
    ],
)  # fmt: skip
def test_an_estimate_is_one_of_its_measure_or_told_to_be_none(
    given: tuple[str, str, str, str], said: bool | None, told: object
) -> None:
    found = from_inverse_variance(*given, said=said)
    assert found == told if isinstance(told, tuple) else str(told) in found


RECORD = {
    "NS": " Adams  2001 ", "AU": "Adams A", "A1": "Bell B", "TI": "A title.", "JO": "J Test",
    "VL": "12", "IS": "3", "SP": "1", "EP": "9", "PY": "2001/05/06", "DO": "doi:10.1/x",
}  # fmt: skip


def one(**fields: str | None) -> Reference:
    told = {**RECORD, **fields}
    lines = [f"{tag}  - {text}" for tag, text in told.items() if text is not None]
    (found,) = references("\n".join([*lines, "ER  - ", ""]).encode(), "included")
    return found


def test_a_reference_is_cited_by_whatever_it_has() -> None:
    whole = "Adams A, Bell B. A title. J Test 2001;12(3):1-9"
    assert one() == Reference("Adams 2001", whole, "10.1/x", "2001", "included")
    for fields, citation in (
        ({"IS": None}, "Adams A, Bell B. A title. J Test 2001;12:1-9"),
        ({"EP": None}, "Adams A, Bell B. A title. J Test 2001;12(3):1"),
        ({"VL": None}, "Adams A, Bell B. A title. J Test 2001;(3):1-9"),
        ({"VL": None, "IS": None, "SP": None, "EP": None}, "Adams A, Bell B. A title. J Test 2001"),
        ({"PY": None}, "Adams A, Bell B. A title. J Test 12(3):1-9"),
        ({"AU": None, "A1": None}, "A title. J Test 2001;12(3):1-9"),
        ({"TI": None}, "Adams A, Bell B. J Test 2001;12(3):1-9"),
        ({"TI": None, "T1": "Another"}, "Adams A, Bell B. Another. J Test 2001;12(3):1-9"),
        ({"TI": None, "AU": None, "A1": None}, ""),
        ({"JO": None, "T2": "T2", "JF": "JF"}, "Adams A, Bell B. A title. T2 2001;12(3):1-9"),
        ({"JO": None, "JA": "JA", "J2": "J2"}, "Adams A, Bell B. A title. J2 2001;12(3):1-9"),
    ):
        assert one(**fields).citation == citation
    for before in ("https://doi.org/", "http://dx.doi.org/", "http://doi.org/", "doi:", "doi: "):
        assert one(DO=f"{before}10.2/Y").doi == "10.2/Y"
    assert [one(PY=None, **{tag: "1999"}).year for tag in ("Y1", "DA")] == ["1999", "1999"]


def test_lines_that_are_none_are_passed_over_and_the_last_record_may_have_no_end() -> None:
    lines = ("nothing", "NS - A", "TI - one", "TI - two", "ER -", "NS  - B", "XX", "TI  -")
    more = ("ER  -", "NS- none", "TI - x", "ER-", "NS - C")
    text = "\ufeff" + "\n".join((*lines, *more))
    found = list(references(text.encode() + b"\xff", "excluded"))
    cited = [(each.study, each.citation) for each in found]
    assert cited == [("A", "one"), ("B", ""), ("C\ufffd", "x")]
    assert {each.status for each in found} == {"excluded"}
    told = [Reference(s, c, "", "", "included") for s, c in (("A", ""), ("A", "x"), ("A", "y"))]
    assert by_study(iter(told)) == {"A": told[1]}
    assert by_study(iter(told[:1])) == {"A": told[0]}


def test_an_identifier_is_no_longer_than_one_may_be() -> None:
    name = "a" * LONGEST
    digest = hashlib.sha256(f"{name}b".encode()).hexdigest()[:8]
    assert safe(name, otherwise="trial") == name
    assert safe(f"{name}b", otherwise="trial") == f"{'a' * (LONGEST - 9)}-{digest}"
    assert len(safe(f"王{name}", otherwise="trial")) == LONGEST
    assert safe("王 2020", otherwise="trial").startswith("trial_2020-")
    assert safe("—", otherwise="trial").startswith("trial-")
    assert numbered(name, 7) == f"{'a' * (LONGEST - 2)}_7"
    assert numbered("a" * (LONGEST - 2), 7) == f"{'a' * (LONGEST - 2)}_7"
    assert numbered("a_", 12) == "a_12"


def test_of_several_keys_of_one_name_the_first_keeps_the_identifier() -> None:
    found = unique([("2", "A b"), ("1", "a B"), ("3", "c")], otherwise="trial")
    digest = hashlib.sha256(b"2").hexdigest()[:8]
    assert found == {"1": "a_B", "2": f"A_b-{digest}", "3": "c"}
