"""What the rows of a sheet give: to which arm, outcome, time and person each figure goes."""

from __future__ import annotations

from typing import Any

import pytest

from living_review.exchange.decisions import Decisions
from living_review.exchange.extract import Extract
from living_review.exchange.wide.extraction import extract
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.mapping import WideMapping
from living_review.ground.errors import BadInput


def sheet(*rows: str, name: str = "") -> Grid:
    """Give a sheet of lines whose cells are parted by a bar."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    made = (GridRow(number, {i: cell for i, cell in enumerate(row) if cell})
            for number, row in enumerate(cells, start=1))  # fmt: skip
    return Grid(name, tuple(made))


def read(*grids: Grid, results: list[Any] | None = None, study: Any = None, **more: Any) -> Extract:
    mapping = {"study": study or {"label": "Study"}, "results": results or [], **more}
    return extract(grids, "f.xlsx", WideMapping.model_validate(mapping), Decisions())


def told(found: Extract, kind: str = "") -> list[tuple[str, str, str, int, str]]:
    """Give the remarks but those on columns that no result names."""
    own = [each for each in found.remarks if "mapping does not name" not in each.reason]
    return [(e.kind, e.where, e.found, e.count, e.reason) for e in own if kind in e.kind]


def arm(name: str, role: str, *columns: str, **more: Any) -> dict[str, Any]:
    side = "C" if role == "control" else "I"
    return {"arm": name, "role": role, "columns": {c: f"{c} {side}" for c in columns}, **more}


def result(*arms: Any, outcome: str = "mood", time: str = "post", **more: Any) -> dict[str, Any]:
    own = {"arms": list(arms)} if arms else {}
    return {"outcome": outcome, "timepoint": time, "higher_is_better": True, **own, **more}


BOTH = (arm("peer", "intervention", "n", "mean", "sd"), arm("usual", "control", "n", "mean", "sd"))
HEAD = "Study | n I | mean I | sd I | n C | mean C | sd C | Weeks | Scale | Part | Source | Notes"
ROW = "Ames 2001 | 10 | 1.5 | 2 | 12 | 1 | 3 | 8 | BDI | women | p. 3 | odd"
SHARED = {"weeks": "Weeks", "instrument": "Scale", "stratum": "Part", "source": "Source",
          "notes": "Notes"}  # fmt: skip


def test_the_figures_of_a_row_go_to_the_arm_they_are_of() -> None:
    found = read(sheet(HEAD, ROW), results=[result(*BOTH, columns=SHARED)])
    shared = {"weeks": "8", "instrument": "BDI", "stratum": "women", "source": "p. 3",
              "notes": "odd"}  # fmt: skip
    figures = [{"n": "10", "mean": "1.5", "sd": "2"}, {"n": "12", "mean": "1", "sd": "3"}]
    assert [(a.study, a.outcome, a.arm, a.role, a.cells) for a in found.arms] == [
        ("ames 2001", "mood post [0]", "peer", "intervention", {**shared, **figures[0]}),
        ("ames 2001", "mood post [0]", "usual", "control", {**shared, **figures[1]}),
    ]
    (outcome,) = found.outcomes
    assert (outcome.key, outcome.label, outcome.outcome) == ("mood post [0]", "mood", "mood")
    assert (outcome.timepoint, outcome.analysed) == ("post", None)
    found = read(sheet(HEAD, ROW), results=[result(*BOTH)])
    assert found.arms[0].cells == {**figures[0], "source": "f.xlsx"}
    assert told(found) == []


def twice(*, first: str = "8 | BDI | women", second: str, columns: Any = None, **more: Any) -> int:
    """Read a row and one of other figures; give how many arms they make."""
    rows = [f"Ames | 10 | 1.5 | 2 | 12 | 1 | 3 | {first} | p. 3 | odd",
            f"AMES | 11 | 1.5 | 2 | 12 | 1 | 3 | {second} | p. 4 | even"]  # fmt: skip
    own = {"columns": SHARED if columns is None else columns, **more}
    return len(read(sheet(HEAD, *rows), results=[result(*BOTH, **own)]).arms)


@pytest.mark.parametrize("second", ["9 | BDI | women", "8 | WHO | women", "8 | BDI | men"])
def test_another_week_scale_or_part_of_the_people_is_another_result(second: str) -> None:
    assert twice(second=second) == 4


@pytest.mark.parametrize(
    "same",
    [
        {"second": "8 | BDI | women"},
        {"second": "9 | BDI | women", "weeks": 8},  # the mapping says the week
        {"second": "8 | WHO | women", "instrument": "BDI"},
        {"second": "9 | WHO | men", "columns": {}},
    ],
)
def test_a_result_given_twice_with_other_figures_is_refused(same: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        twice(**same)
    problem, *others = refused.value.problems
    assert all("other figures of usual" in str(each) for each in others)
    assert str(problem).startswith(
        "f.xlsx, row 2 and row 3: AMES gives other figures of peer for mood at post twice; tell"
    )


def test_a_result_that_is_given_twice_alike_counts_once() -> None:
    rows = [ROW, ROW.replace("p. 3 | odd", "p. 9 | even"), ROW.replace("Ames", "Bell")]
    found = read(sheet(HEAD, *rows), results=[result(*BOTH, columns=SHARED)])
    assert [a.study for a in found.arms] == ["ames 2001"] * 2 + ["bell 2001"] * 2
    one = [result(*BOTH), result(*BOTH, time="late"), result(*BOTH, outcome="sleep")]
    assert len(read(sheet(HEAD, ROW), results=one).arms) == 6
    assert len(read(sheet(HEAD, ROW), results=[result(*BOTH)] * 2).arms) == 2


@pytest.mark.parametrize(("number", "listed", "tail"), [(10, 10, ""), (11, 10, "… and 1 more")])
def test_of_many_results_given_twice_ten_are_listed(number: int, listed: int, tail: str) -> None:
    rows = [f"S{i} | {n} | 1 | 1" for i in range(number) for n in (5, 6)]
    with pytest.raises(BadInput) as refused:
        read(sheet("Study | n I | mean I | sd I", *rows), results=[result(BOTH[0])])
    problems = [str(each) for each in refused.value.problems]
    assert len([each for each in problems if "twice" in each]) == listed
    assert problems[listed:] == ([f"{tail} of the kind."] if tail else [])


def test_people_alone_are_no_result_and_an_arm_without_figures_is_told() -> None:
    rows = ["Ames | 10 | | | 12", "Bell | 10 | 1 | 2 | 12", "Cole | | | | | 3 | 1", "Dole"]
    found = read(sheet(HEAD, *rows, "Dole | | | | | | | 8"), results=[result(*BOTH)])
    assert [(a.study, a.arm) for a in found.arms] == [("bell", "peer"), ("cole", "usual")]
    none = "has figures for another arm of this result and none for"
    key = "mood post [0]"
    assert [each for each in told(found) if "nothing stands" not in each[4]] == [
        ("not mapped", "row 2", key, 1, "people are given and no result of theirs."),
        ("please check", "row 3", key, 1, f"Bell {none} usual."),
        ("please check", "row 4", key, 1, f"Cole {none} peer."),
    ]
    # Of several results, people may be those of another.
    other = result(*BOTH, outcome="sleep")
    found = read(sheet(HEAD, rows[0]), results=[result(*BOTH), other])
    assert told(found) == []


def test_people_with_and_without_the_event_are_those_of_the_arm() -> None:
    columns = {"events": "E", "non_events": "O"}
    arms = [{"arm": "a", "role": "intervention", "columns": columns}]
    rows = ["Ames | 3 | 7", "Bell | 3 | ", "Cole | 3 | 7.5", "Dole | | 7"]
    found = read(sheet("Study | E | O", *rows), results=[result(*arms)])
    own = [{**a.cells} for a in found.arms]
    assert [each.pop("source") for each in own] == ["f.xlsx"] * len(own)
    assert own[:3] == [{"events": "3", "n": "10"}, {"events": "3"}, {"events": "3"}]
    arms[0]["columns"] = {**columns, "n": "N"}
    (given,) = read(sheet("Study | E | O | N", "Ames | 3 | 7 | 99"), results=[result(*arms)]).arms
    assert given.cells["n"] == "99"


LONG = "Study | Arm | Group | n | mean | sd"
BY_ROWS = tuple(
    {"arm": name, "role": role, "name": "Group", "where": {"Arm": name},
     "columns": {"n": "n", "mean": "mean", "sd": "sd"}}
    for name, role in (("I", "intervention"), ("C", "control"))
)  # fmt: skip


def test_rows_of_arms_go_to_their_side_and_a_lone_side_is_told() -> None:
    rows = ["Ames | I | peers | 10 | 1 | 2", "Ames | c | | 12 | 1 | 3", "Bell | I | | 5 | 1 | 1",
            "Cole | C | usual | 6 | 1 | 1", "Dole | X | | 7 | 1 | 1"]  # fmt: skip
    found = read(sheet(LONG, *rows), results=[result(*BY_ROWS)])
    assert [(a.study, a.arm, a.role, a.cells["n"]) for a in found.arms] == [
        ("ames", "peers", "intervention", "10"),
        ("ames", "C", "control", "12"),
        ("bell", "I", "intervention", "5"),
        ("cole", "usual", "control", "6"),
    ]
    lone = "{} has rows of the {} for this result and none of the {}."
    assert told(found, "please check")[:2] == [
        (
            "please check",
            "mood post [0]",
            "Bell",
            1,
            lone.format("Bell", "intervention", "control"),
        ),
        (
            "please check",
            "mood post [0]",
            "Cole",
            1,
            lone.format("Cole", "control", "intervention"),
        ),
    ]


def test_rows_are_of_a_result_where_its_words_stand_in_them() -> None:
    rows = [ROW.replace("BDI", "bdi "), ROW.replace("Ames", "Bell").replace("BDI", "WHO")]
    found = read(sheet(HEAD, *rows), results=[result(*BOTH, where={"Scale": "BDI"})])
    assert {a.study for a in found.arms} == {"ames 2001"}


@pytest.mark.parametrize(
    ("columns", "measure"),
    [
        ({"events": "a", "time_at_risk": "b"}, "IRR"),
        ({"events": "a", "time_at_risk": "b", "n": "c"}, "IRR"),
        ({"events": "a", "n": "c"}, None),
        ({"time_at_risk": "b"}, None),
    ],
)
def test_events_in_person_time_are_a_rate(columns: dict[str, str], measure: str | None) -> None:
    arms = [{"arm": "x", "role": "intervention", "columns": columns},
            {"arm": "y", "role": "control", "columns": {"n": "c"}}]  # fmt: skip
    found = read(sheet("Study | a | b | c", "Ames | 1 | 2 | 3"), results=[result(*arms)])
    (outcome,) = found.outcomes
    assert (outcome.analysed and outcome.analysed.measure) == measure


EFFECT = {"measure": "MD", "sign": "intervention-minus-control"}
OF_EFFECT = "Study | d | se | Weeks | Scale | Part | Source | Score"


def effects(*rows: str, contrast: Any = None, **more: Any) -> Extract:
    columns = {"estimate": "d", "se": "se"}
    made = {**EFFECT, "columns": columns, **(contrast or {})}
    return read(sheet(OF_EFFECT, *rows), results=[result(contrast=made, **more)])


def test_an_effect_has_its_measure_its_place_and_what_the_row_says() -> None:
    shared = {"weeks": "Weeks", "instrument": "Scale", "stratum": "Part", "source": "Source",
              "score": "Score"}  # fmt: skip
    found = effects("Ames | 0.5 | 0.1 | 8 | BDI | men | p. 3 | change", columns=shared)
    (made,) = found.contrasts
    assert (made.study, made.outcome, made.measure) == ("ames", "mood post [0]", "MD")
    assert made.cells == {"estimate": "0.5", "se": "0.1", "weeks": "8", "instrument": "BDI",
                          "stratum": "men", "source": "p. 3"}  # fmt: skip
    (made,) = effects("Ames | 0.5 | 0.1").contrasts
    assert made.cells["source"] == "f.xlsx"
    assert effects("Ames | | 0.1 | 8").contrasts == ()


def test_an_effect_may_be_a_score_and_its_variance() -> None:
    contrast = {"measure": "HR", "columns": {"o_minus_e": "d", "variance": "se"}}
    (made,) = effects("Ames | -2 | 4", contrast=contrast).contrasts
    assert (made.cells["o_minus_e"], made.cells["variance"]) == ("-2", "4")


@pytest.mark.parametrize("column", ["weeks", "instrument", "stratum"])
def test_two_effects_of_a_study_are_told_apart_or_refused(column: str) -> None:
    rows = ("Ames | 0.5 | 0.1 | 8 | BDI | men", "Ames | 0.6 | 0.1 | 9 | WHO | women")
    own = {"weeks": "Weeks", "instrument": "Scale", "stratum": "Part"}[column]
    assert len(effects(*rows, columns={column: own}).contrasts) == 2
    with pytest.raises(BadInput, match="row 2 and row 3: Ames gives other figures of the MD for"):
        effects(*rows)
    if column == "instrument":
        with pytest.raises(BadInput, match="of the MD for mood at post twice"):
            effects(*rows, columns={column: own}, instrument="BDI")
    contrast = {**EFFECT, "columns": {"estimate": "d", "se": "se"}}
    places = (("post", "mood"), ("late", "mood"), ("post", "sleep"))
    several = [result(contrast=contrast, time=time, outcome=name) for time, name in places]
    assert len(read(sheet(OF_EFFECT, rows[0]), results=several).contrasts) == 3


def test_an_effect_that_is_no_ratio_is_told() -> None:
    found = effects("Ames | -1 | 0.1", contrast={"measure": "OR"})
    ((kind, where, key, count, why),) = told(found)
    assert (kind, where, key, count) == ("not mapped", "row 2", "mood post [0]", 1)
    assert why
    assert found.contrasts == ()


def test_whose_side_an_effect_is_on_is_said_by_the_result_and_else_by_all() -> None:
    contrast = {"measure": "MD", "sign": "positive-favours-intervention",
                "columns": {"estimate": "d", "se": "se"}}  # fmt: skip
    for own, common, value in ((True, False, "0.5"), (False, True, "-0.5"), (None, True, "0.5"),
                               (None, False, "-0.5")):  # fmt: skip
        mapping = WideMapping.model_validate(
            {"study": {"label": "Study"}, "results": [result(contrast=contrast) | {
                "higher_is_better": own}]}
        )  # fmt: skip
        decisions = Decisions(higher_is_better=common)
        (made,) = extract([sheet(OF_EFFECT, "Ames | 0.5 | 0.1")], "f", mapping, decisions).contrasts
        assert made.cells["estimate"] == value


BIAS = {"tool": "RoB2", "columns": {"D1": "First", "overall": "All"}}


def test_judgements_of_rows_are_read_told_or_named_as_none() -> None:
    rows = (
        "Ames | low | High",
        "Bell | fine | ",
        "AMES | high | high",
        "Cole | Some concerns | nr",
    )
    found = read(sheet("Study | First | All", *rows), risk_of_bias=BIAS)
    assert [(j.study, j.tool, j.domain, j.judgement) for j in found.judgements] == [
        ("ames", "RoB2", "D1", "low"),
        ("ames", "RoB2", "overall", "high"),
        ("cole", "RoB2", "D1", "some concerns"),
    ]
    no_result = ("not mapped", "f.xlsx", "", 1, "the mapping names no result, so none is read.")
    other = "another row of AMES says low, which is used."
    assert [each for each in told(found) if each[1] != "study"] == [
        no_result,
        ("not mapped", "row 3, First", "fine", 1, "it is no judgement of RoB2."),
        ("please check", "row 4, First", "high", 1, other),
    ]
    unclear = read(
        sheet("Study | First", "Ames | unclear"),
        risk_of_bias={"tool": "RoB1", "columns": {"sequence generation": "First"}},
    )
    assert [j.judgement for j in unclear.judgements] == ["unclear"]
    with pytest.raises(BadInput, match=r"risk_of_bias\.columns\.Zz is no domain of RoB2; allowed"):
        read(
            sheet("Study | First", "Ames | low"), risk_of_bias={**BIAS, "columns": {"Zz": "First"}}
        )


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("study", {}),
        ("results[0]", {"results": [result(*BOTH)], "study": {"label": "Study", "sheet": "Data"}}),
        ("risk_of_bias", {"risk_of_bias": BIAS, "study": {"label": "Study", "sheet": "Data"}}),
    ],
)
def test_a_file_of_several_sheets_is_told_which_key_names_none(key: str, more: Any) -> None:
    bias = sheet("Study | First | All", "Ames | low", name="Bias")
    grids = (sheet(HEAD, ROW, name="Data"), bias)
    with pytest.raises(BadInput) as refused:
        read(*grids, **more)
    assert str(refused.value.problems[0]).endswith(f"or under {key}.")


def test_a_sheet_that_ends_with_its_header_has_no_trial() -> None:
    with pytest.raises(BadInput, match=r"^f\.xlsx holds no row below its header, so that there is"):
        read(sheet(HEAD), results=[result(*BOTH)])
