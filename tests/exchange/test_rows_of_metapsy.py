"""Rows in the Metapsy standard: figures by kind, sides, times, people, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from living_review.exchange.extract import ArmFound, Extract, Remark
from living_review.exchange.metapsy import extract
from living_review.exchange.metapsy_studies import _randomised
from living_review.ground.errors import BadInput

PLACE = {"study": "Ames", "condition_arm1": "cbt", "condition_arm2": "wl"}
MEANS = {"n_arm1": "10", "mean_arm1": "1.5", "sd_arm1": "2", "n_arm2": "12", "mean_arm2": "1",
         "sd_arm2": "3"}  # fmt: skip
CHANGES = {name.replace("_arm", "_change_arm"): f"{cell}1" for name, cell in MEANS.items()}
EVENTS = {"totaln_arm1": "10", "event_arm1": "3", "totaln_arm2": "12", "event_arm2": "4"}
KINDS: dict[str, dict[str, str]] = {"msd": MEANS, "change": CHANGES, "dich": EVENTS}


def read(*rows: dict[str, str], separator: str = ",") -> Extract:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    text = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    return extract(text.encode(), "m.csv")


def told(found: Extract) -> list[tuple[str, str, str, int]]:
    return [(e.kind, e.where, e.found, e.count) for e in found.remarks]


def figures(found: Extract) -> list[dict[str, str]]:
    return [{name: cell for name, cell in arm.cells.items() if cell} for arm in found.arms]


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_set_of_figures_is_of_both_arms_and_its_kind(kind: str) -> None:
    found = read({**PLACE, **KINDS[kind]})
    score = {"score": "change"} if kind == "change" else {}
    names = {"msd": ("n", "mean", "sd"), "change": ("n", "mean", "sd"), "dich": ("n", "events")}
    cells = list(KINDS[kind].values())
    half = len(cells) // 2
    assert figures(found) == [
        {**dict(zip(names[kind], own, strict=True)), **score}
        for own in (cells[:half], cells[half:])
    ]
    assert [(a.study, a.arm, a.role, a.part) for a in found.arms] == [
        ("Ames", "cbt", "intervention", "versus wl"), ("Ames", "wl", "control", "versus cbt")
    ]  # fmt: skip
    (outcome,) = found.outcomes
    assert outcome.analysed is not None
    assert outcome.analysed.measure == ("RR" if kind == "dich" else "SMD")
    words = {"msd": "means;", "change": "changes from baseline;", "dich": "events;"}
    assert outcome.about == f"{words[kind]} time ''; category ''"
    assert told(found) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_set_that_lacks_a_figure_is_none(kind: str) -> None:
    for name in KINDS[kind]:
        found = read({**PLACE, **KINDS[kind], name: "NA"})
        assert found.arms == found.outcomes == ()
        assert told(found) == [("not mapped", "row", "Ames", 1)]
        assert found.remarks[0].reason == "the row has no whole set of figures for both arms."


@pytest.mark.parametrize(
    ("said", "kind"),
    [("", "msd"), ("msd", "msd"), ("imsd", "msd"), ("CHANGE", "change"), ("dich", "dich"),
     ("Response", "dich"), ("remission", "dich"), ("reliable improvement", "dich"),
     ("reliable deterioration", "dich"), ("rubbish", "msd")],
)  # fmt: skip
def test_the_type_of_outcome_says_which_figures_are_meant_and_the_others_are_told(said, kind):
    found = read({**PLACE, **MEANS, **CHANGES, **EVENTS, "outcome_type": said})
    assert found.outcomes[0].key.endswith(f"| {kind}")
    left = [name for name in KINDS if name != kind]
    own = [each for each in found.remarks if each.where.endswith(" columns")]
    assert [(e.kind, e.where, e.found, e.count) for e in own] == [
        ("not mapped", f"{name} columns", "Ames", 1) for name in left
    ]
    why = f"the row also has these figures, and its outcome_type is '{said}'."
    assert {each.reason for each in own} == {why}
    # What the type names and the row has not is no reason to take the others.
    if kind != "msd":
        found = read({**PLACE, **MEANS, "outcome_type": said})
        assert (found.arms, told(found)) == ((), [("not mapped", "row", "Ames", 1)])


def effects(**more: str) -> Extract:
    return read({**PLACE, "outcome_type": "msd", **more})


@pytest.mark.parametrize(
    ("cells", "measure", "given"),
    [
        ({"precalc_g": "0.5", "precalc_g_se": "0.1"}, "SMD", ("0.5", "0.1")),
        ({"precalc_log_rr": "-0.5", "precalc_log_rr_se": "0.1"}, "RR", ("-0.5", "0.1")),
        ({"precalc_g": "0.5", "precalc_g_se": "0.1", "precalc_log_rr": "1",
          "precalc_log_rr_se": "1"}, "SMD", ("0.5", "0.1")),
        ({"precalc_g": "0.5", "precalc_log_rr": "1", "precalc_log_rr_se": "2"}, "RR", ("1", "2")),
        ({"precalc_g": "0.5"}, None, None),
        ({"precalc_g_se": "0.1"}, None, None),
        ({"precalc_g": "much", "precalc_g_se": "0.1"}, None, None),
    ],
)  # fmt: skip
def test_an_effect_that_was_computed_stands_where_there_are_no_figures(cells, measure, given):
    for people in ({"n_arm1": "20", "n_arm2": "22"}, {"totaln_arm1": "20", "totaln_arm2": "22"},
                   {"n_arm1": "20", "totaln_arm1": "9", "totaln_arm2": "22"}):  # fmt: skip
        found = effects(**cells, **people, time_weeks="8.0", instrument="BDI", stratum="men")
        if measure is None:
            assert found.precalculated == ()
            (row, *_) = [each for each in found.remarks if each.where == "row"]
            lone = "precalc_g" in cells
            assert row.reason.startswith("only a computed effect" if lone else "the row has no wh")
            continue
        (made,) = found.precalculated
        assert (made.study, made.measure) == ("Ames", measure)
        assert made.cells == {
            "estimate": given[0], "se": given[1], "n_intervention": "20", "n_control": "22",
            "instrument": "BDI", "weeks": "8", "stratum": "men", "notes": "",
        }  # fmt: skip
        (outcome,) = found.outcomes
        assert outcome.about.startswith("effects computed by somebody else, without figures of")
    figures_too = effects(**cells, **MEANS)
    assert (len(figures_too.arms), figures_too.precalculated) == (2, ())


@pytest.mark.parametrize(
    ("cells", "when"),
    [
        ({"time_weeks": "8"}, {"weeks": "8"}),
        ({"time_weeks": "8.0"}, {"weeks": "8"}),
        ({"study_time_point": "12 weeks"}, {"weeks": "12", "notes": "Measured at: 12 weeks"}),
        ({"time_point": "12 weeks"}, {"weeks": "12", "notes": "Measured at: 12 weeks"}),
        ({"study_time_point": "post", "time_point": "12 weeks"}, {"notes": "Measured at: post"}),
        ({"time_weeks": "8", "time_point": "12 weeks"},
         {"weeks": "8", "notes": "Measured at: 12 weeks"}),
        ({"rating": "self"}, {"notes": "Rated by: self"}),
        ({"rating": "self", "time_point": "post"}, {"notes": "Measured at: post; Rated by: self"}),
        ({"instrument": "BDI", "stratum": "men"}, {"instrument": "BDI", "stratum": "men"}),
    ],
)  # fmt: skip
def test_when_and_by_whom_it_was_measured_goes_along(cells, when) -> None:
    found = figures(read({**PLACE, **MEANS, **cells}))
    assert found[0] == {"n": "10", "mean": "1.5", "sd": "2", **when}


@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [
        ({"time_weeks": "6", "time_point": "6 months"}, 1),
        ({"time_weeks": "6.0", "time": "6-month"}, 1),
        ({"time_weeks": "24", "time_point": "6 months"}, 0),
        ({"time_weeks": "6", "time_point": "6 weeks"}, 0),
        ({"time_point": "6 months"}, 0),
    ],
)
def test_weeks_that_another_cell_calls_months_are_doubted(cells, doubtful: int) -> None:
    assert read({**PLACE, **MEANS, **cells}).weeks_doubtful == doubtful
    rows = [{**PLACE, **MEANS, **cells, "study": study} for study in "AB"]
    assert read(*rows).weeks_doubtful == 2 * doubtful


@pytest.mark.parametrize(
    ("cells", "domain", "label", "key"),
    [
        ({}, "outcome", "outcome: no instrument named", "outcome | no instrument | no time | msd"),
        ({"outcome_type": "msd"}, "msd", "msd: no instrument named",
         "msd | no instrument | no time | msd"),
        ({"outcome_type": "msd", "outcome_category": "mood"}, "mood", "mood: no instrument named",
         "mood | no instrument | no time | msd"),
        ({"outcome_category": "mood", "outcome_subcategory": "joy", "instrument": "BDI",
          "time": "follow up"}, "joy", "joy: BDI", "joy | BDI | follow up | msd"),
    ],
)  # fmt: skip
def test_an_outcome_is_called_by_the_finest_of_its_names(cells, domain, label, key) -> None:
    (outcome,) = read({**PLACE, **MEANS, **cells}).outcomes
    assert (outcome.outcome, outcome.label, outcome.key) == (domain, label, key)
    assert outcome.timepoint == ("follow_up" if "time" in cells else "")


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ({}, ("cbt", "wl")),
        ({"multi_arm1": "group"}, ("cbt (group)", "wl")),
        ({"multi_arm2": "brief"}, ("cbt", "wl (brief)")),
        ({"condition_arm1": "", "condition_arm2": ""}, ("arm1", "arm2")),
        ({"condition_arm1": "", "multi_arm1": "x"}, ("arm1 (x)", "wl")),
    ],
)
def test_an_arm_is_called_by_its_condition_and_what_tells_it_apart(cells, names) -> None:
    assert tuple(arm.arm for arm in read({**PLACE, **MEANS, **cells}).arms) == names


def test_a_decimal_comma_is_one_where_no_comma_parts_the_cells() -> None:
    row = {**PLACE, **{name: cell.replace(".", ",") for name, cell in MEANS.items()}}
    assert read(row, separator=";").arms[0].cells["mean"] == "1.5"
    assert read(row).arms[0].cells["mean"] == "1,5"


def test_a_file_that_is_no_release_and_rows_of_nobody_are_named() -> None:
    with pytest.raises(BadInput, match=r"m\.csv lacks the columns study, condition_arm2 of the"):
        read({"condition_arm1": "x", "more": "y"})
    with pytest.raises(BadInput, match=r"m\.csv lacks the column study of the Metapsy"):
        read({"condition_arm1": "x", "condition_arm2": "y"})
    with pytest.raises(BadInput, match=r"names the column 'study' twice; keep one of the two"):
        extract(b"study,study,condition_arm1,condition_arm2\nA,A,b,c\n", "m.csv")
    found = read({**PLACE, **MEANS}, {"study": "", "n_arm1": "3"}, {"study": "NA"})
    assert told(found) == [("not mapped", "row", "3", 1)]
    assert found.columns == (*PLACE, *MEANS)
    assert [study.key for study in found.studies] == ["Ames"]


NOT = "the registry has no column for it."
ANEW = "effects are computed anew from the arms; a row that gives nothing else is named by itself."


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (".id", "the name that a program gave the row; trials are told apart by study."),
        ("baseline_m_arm1", "baseline values have no place."),
        *((name, ANEW) for name in (".g", "precalc_g", "g", "log_rr_se")),
        *((name, NOT) for name in ("dich_paper", "other_stat", "primary", "dich", "dich_type")),
        ("a column", "its name cannot be a column of trials.csv."),
        ("country", None),
    ],
)
def test_a_column_without_a_place_has_a_line_with_its_count(column: str, reason: str | None):
    rows = [{**PLACE, **MEANS, column: "x"}, {**PLACE, **MEANS, column: "x", "study": "B"}]
    own = [each for each in read(*rows, {**PLACE, **MEANS, "study": "C"}).remarks
           if each.where == column]  # fmt: skip
    assert own == ([Remark("not mapped", column, "", 2, reason)] if reason else [])
    rows = [{**row, column: ""} for row in rows]
    found = [each for each in read(*rows).remarks if each.where == column]
    assert len(found) == (column == "a column")
    assert (column in read({**rows[0], column: "x"}).columns) is (reason != ANEW and column not in (
        ".id", "baseline_m_arm1"))  # fmt: skip


def people(*rows: tuple[str, str, str, str]) -> str:
    named = ("condition_arm1", "rand_arm1", "condition_arm2", "rand_arm2")
    return _randomised([dict(zip(named, row, strict=True)) for row in rows], False)


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([("a", "10", "b", "12")], "22"),
        ([("a", "10", "b", "12"), ("a", "10", "c", "8")], "30"),  # the arm is one and the same
        ([("a", "10", "b", "12"), ("a", "11", "c", "8")], ""),
        ([("a", "10", "b", "")], ""),
        ([("a", "10", "b", "12"), ("a", "", "b", "")], "22"),
        ([("a", "10.5", "b", "12")], ""),
        ([("a", "10.5", "b", "11.5")], "22"),
        ([("a", "0", "b", "0")], ""),
        ([("a", "0", "b", "1")], "1"),
    ],
)
def test_people_randomised_are_added_up_where_every_arm_says_them_once(rows, total: str) -> None:
    assert people(*rows) == total


def study(*rows: dict[str, str]) -> tuple[Any, list[Remark]]:
    found = read(*({**PLACE, **MEANS, **row} for row in rows))
    assert all(isinstance(arm, ArmFound) for arm in found.arms)
    (made,) = found.studies
    return made, [each for each in found.remarks if each.where not in ("row",)]


def test_a_study_has_what_all_its_rows_say() -> None:
    made, told = study({"country": "CL", "full_ref": "Ames 2001", "year": "2001"}, {"country": ""})
    assert (made.label, made.year, made.status, told) == ("Ames", "2001", "included", [])
    assert made.cells == {"country": "CL", "citation": "Ames 2001", "comparator": "wl"}
    made, (apart,) = study({"country": "CL", "year": "2001"}, {"country": "PE", "year": "2002"})
    assert (made.year, made.cells) == ("", {"comparator": "wl"})
    assert (apart.kind, apart.where, apart.found, apart.count) == ("not mapped", "country", "", 1)
    assert apart.reason.endswith("trials.csv by hand: Ames.")
    made, _ = study({"condition_arm2": "cau", "rand_arm1": "3", "rand_arm2": "4"},
                    {"condition_arm2": "wl", "rand_arm1": "3", "rand_arm2": "5"})  # fmt: skip
    assert made.cells == {"n_randomised": "12", "rand_arm1": "3"}
    for said, design in (("Cross-over", "crossover"), ("CRCT", "cluster"), ("RCT", "parallel")):
        assert study({"design": said})[0].cells["design"] == design
    made, (odd,) = study({"design": "odd"})
    assert "design" not in made.cells
    assert odd == Remark("not mapped", "design", "Ames", 1, "'odd' is none of parallel, cluster "
                         "and crossover; fill in the design.")  # fmt: skip


@pytest.mark.parametrize(("number", "tail"), [(5, ""), (6, " and 1 more")])
def test_of_many_studies_that_say_several_things_five_are_named(number: int, tail: str) -> None:
    rows = [{**PLACE, **MEANS, "study": f"S{i}", "land": land}
            for i in range(number) for land in ("a", "b")]  # fmt: skip
    (told,) = [each for each in read(*rows).remarks if each.where == "land"]
    assert told.reason.endswith(f"by hand: S0; S1; S2; S3; S4{tail}.")
    assert told.count == number
