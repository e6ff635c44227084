"""What is said of an entry: what is new, causes before what follows from them, in its places."""

from __future__ import annotations

from itertools import product

import pytest

from living_review.entry.plan import Said, _said
from living_review.registry.snapshot import Remark

CAUSE, FOLLOWS = "sd-not-positive", "arm-without-partner"
LINES = {"arms": [7, 8], "trials": [3]}


def remark(rule: str, row: int = 7, column: str = "sd", table: str = "arms") -> Remark:
    return Remark(table, f"{table}.csv", row, "A", column, "0", rule, f"{rule}; mend it.")


@pytest.mark.parametrize(("cause", "follows"), list(product((0, 1, 2), (0, 1, 2))))
def test_what_follows_is_said_where_no_cause_is(cause: int, follows: int) -> None:
    """Only what no other fault explains would else be said twice, or not at all."""
    causes = [remark(CAUSE, row) for row in (7, 8)[:cause]]
    found = [*causes, *(remark(FOLLOWS, row) for row in (7, 8)[:follows])]
    told = [each.sentence for each in _said((), found, LINES)]
    rule, number = (CAUSE, cause) if cause else (FOLLOWS, follows)
    assert [each.partition(": ")[2] for each in told] == [f"found '0'; {rule}; mend it."] * number


def test_what_was_said_before_is_not_said_again_unless_it_is_another() -> None:
    known = remark(CAUSE)
    others = [
        *(remark("n-too-small"), remark(CAUSE, 8), remark(CAUSE, column="n")),
        remark(CAUSE, table="trials"),
    ]
    assert _said([known], [known], LINES) == ()
    assert len(_said([known], [known, *others], LINES)) == len(others)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            remark(CAUSE, 8),
            Said("arms", 1, "sd", "arms[2].sd: found '0'; sd-not-positive; mend it."),
        ),
        (
            remark(CAUSE, 8, ""),
            Said("arms", 1, "", "arms[2]: found '0'; sd-not-positive; mend it."),
        ),
        (remark(CAUSE, 9), Said("arms", None, "sd", remark(CAUSE, 9).sentence)),
        (
            remark(CAUSE, 7, table="links"),
            Said("links", None, "sd", remark(CAUSE, table="links").sentence),
        ),
    ],
)
def test_a_fault_of_the_entry_is_told_by_its_place_and_one_elsewhere_by_its_file(
    found: Remark, said: Said
) -> None:
    assert _said((), [found], LINES) == (said,)
