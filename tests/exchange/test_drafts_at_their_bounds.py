"""What a draft makes of sheets on the edge: another sheet, a lone column, a row of labels."""

from __future__ import annotations

import pytest

from living_review.exchange.wide.drafting import drafted
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.known import Known
from living_review.exchange.wide.proposal import Proposal

ARMS = "Study,n intervention,n control,mean intervention,mean control,SD intervention,SD control"
FIGURES = "30,31,5.5,4.5,2.1,2.2"


def grid(text: str, name: str = "", *, fault: str = "", hidden: bool = False) -> Grid:
    rows = tuple(
        GridRow(number, {at: cell for at, cell in enumerate(line.split(",")) if cell})
        for number, line in enumerate(text.splitlines(), 1)
    )
    return Grid(name, rows, fault=fault, hidden=hidden)


def draft(*grids: Grid) -> Proposal:
    return drafted(grids, "f.xlsx", Known())


def sheet(more: str = "", cells: tuple[str, ...] = ("", "", ""), name: str = "") -> Grid:
    """A sheet of three trials with two arms, and more columns of it."""
    header = f"{ARMS},{more}" if more else ARMS
    lines = [f"Trial {at},{FIGURES}{',' + own if more else ''}" for at, own in enumerate(cells)]
    return grid("\n".join((header, *lines)), name)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (grid("a,b\n1,2", "Notes"), "no header was recognised"),
        (grid("", "Empty"), None),
        (grid("", "Broken", fault="it is locked"), "it is locked"),
        (grid("a,b\n1,2", ""), None),
        (grid("", "", fault="it is locked"), None),
        (grid(f"{ARMS}\nA,{FIGURES}", "Old", hidden=True), "it is hidden"),
    ],
)
def test_a_sheet_beside_the_one_that_is_read_is_told_of_where_it_has_a_name_and_holds_something(
    other: Grid, said: str | None
) -> None:
    notes = draft(sheet(name="Data"), other).notes
    told = [each for each in notes if "is not read" in each]
    assert told == ([] if said is None else [f"The sheet {other.name} is not read: {said}"])


def test_the_sheet_of_the_studies_is_the_one_with_most_of_their_columns() -> None:
    plain, more = sheet(name="Results"), sheet("Year,Country", ("2001,US",) * 3, "Characteristics")
    for grids in ((plain, more), (more, plain)):
        found = draft(*grids)
        assert found.sheet == "Characteristics"
        assert set(found.columns_of_trials) >= {"year"}
        assert {each.sheet for each in found.results} == {"", "Results"}
    # Where both have as many, the one with arms.
    bare = grid("Study,Year,n total\nA,2001,9\nB,2002,8", "Overview")
    arms = sheet("Year", ("2001", "2002", "2003"), "Arms")
    for grids in ((bare, arms), (arms, bare)):
        assert draft(*grids).sheet == "Arms"


@pytest.mark.parametrize(
    ("column", "lone"),
    [
        ("events intervention", True),
        ("mean change of pain in the placebo group", True),
        ("Median", False),
        ("Setting", False),
    ],
)
def test_a_column_of_one_arm_alone_is_named_as_no_result(column: str, lone: bool) -> None:
    notes = draft(sheet(column, ("3", "4", "5"))).notes
    told = [each for each in notes if each.startswith("No result by themselves")]
    assert bool(told) is lone, notes
    if lone:
        assert told[0].endswith(f": {column}")


def test_a_column_names_an_arm_where_each_result_has_one_of_its_side() -> None:
    found = draft(sheet("Control", ("placebo", "waiting list", "usual care")))
    names = {arm.role: arm.name for arm in found.arms or found.results[0].arms}
    assert names == {"intervention": "", "control": "Control"}
    # Of two arms of a side none is called by it.
    sides = ("CBT", "ACT", "control")
    columns = [f"{figure} {side}" for figure in ("n", "mean", "SD") for side in sides]
    both = ",".join(("Study", *columns, "Control"))
    three = grid(f"{both}\nA,30,31,29,5,4,3,2,2,2,placebo\nB,30,31,29,5,4,3,2,2,2,none", "")
    roles = [arm.role for arm in draft(three).results[0].arms]
    assert roles.count("control") == 1


def test_a_row_of_labels_alone_is_no_kind_of_row() -> None:
    header = f"Study,Outcome,{ARMS.partition(',')[2]}"
    rows = (f"A,Depression,{FIGURES}", f"B,Anxiety,{FIGURES}")
    for label, kinds in (("C,Sleep", 2), ("C,Sleep,30", 3), (",Sleep", 2), (",Sleep,,30", 2)):
        found = draft(grid("\n".join((header, *rows, label))))
        said = {each.where.get("Outcome") for each in found.results}
        assert len(said) == kinds, (label, said)
