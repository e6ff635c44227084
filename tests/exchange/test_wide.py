"""Spreadsheets as teams keep them: what is drafted, what is read, what is said of the rest."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from wide_sheets import DIALECTS, OUTCOMES, TIMES, Result, Sheet

from living_review.exchange import reading
from living_review.exchange.wide import figures, words
from living_review.ground.errors import BadInput


def filled(draft: str, **also: str) -> bytes:
    """Fill the blanks of a draft as a person would."""
    said = {"outcome": "mood", "timepoint": "post", "higher_is_better": "false", **also}
    for key, value in said.items():
        draft = re.sub(rf"^(\s+(?:- )?{key}:)\s*(?:#.*)?$", rf"\1 {value}", draft, flags=re.M)
    return draft.encode()


def through(read: Any, content: bytes, file: str, **said: Any) -> Any:
    mapping = filled(reading.draft(content, file, "wide"), **said)
    return read(content, file, format="wide", mapping=(mapping, "m.yml"))


def told(imported: Any) -> list[str]:
    return [f"{each.where}: {each.found}: {each.reason}" for each in imported.report]


# A registry drawn by chance comes back from every way of writing it

FIGURE = st.integers(-9_999, 9_999).map(lambda n: n / 100)
SPREAD = st.integers(1, 9_999).map(lambda n: n / 100)


@st.composite
def results(draw: Any) -> list[Result]:
    trials = draw(st.lists(st.integers(1950, 2029), min_size=1, max_size=4, unique=True))
    kinds = draw(
        st.lists(
            st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(TIMES)),
            min_size=1, max_size=4, unique=True,
        )
    )  # fmt: skip
    made = []
    for year in trials:
        for outcome, time in kinds:
            sides = []
            for _ in range(2):
                n = draw(st.integers(2, 400))
                counted = {"n": n, "events": draw(st.integers(0, n))}
                measured = {"n": n, "mean": draw(FIGURE), "sd": draw(SPREAD)}
                sides.append(counted if outcome == "Relapse" else measured)
            made.append(Result(f"Trial {year}", outcome, time, *sides))
    return made


@settings(max_examples=40, deadline=None)
@given(drawn=results(), write=st.sampled_from(DIALECTS))
def test_a_registry_drawn_by_chance_comes_back_from_every_way_of_writing_it(
    drawn: list[Result], write: Callable[[list[Result]], Sheet]
) -> None:
    import datetime as dt

    content, file = write(drawn)
    mapping = filled(reading.draft(content, file, "wide"))
    imported = reading.imported(
        content, file, "wide", mapping=(mapping, "m.yml"), timepoint=None, higher_is_better=None,
        weeks_are=None, date_added=None, pulled_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )  # fmt: skip
    table = imported.tables["arms"]
    arms = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    found = {
        (arm["trial_id"], arm["outcome"], arm["timepoint"], arm["role"]): {
            name: float(arm[name]) for name in ("n", "mean", "sd", "events") if arm.get(name)
        }
        for arm in arms
    }
    outcomes = {name: name.replace(" ", "_") for name in OUTCOMES}
    wanted = {
        (each.trial.replace(" ", "_"), outcomes[each.outcome], each.time, side): figures
        for each in drawn
        for side, figures in each.sides
    }
    assert found.keys() == wanted.keys()
    for key, given_ in wanted.items():
        assert found[key].keys() == given_.keys()
        assert all(math.isclose(found[key][name], given_[name]) for name in given_)
    assert len(imported.tables["trials"].rows) == len({each.trial for each in drawn})


# Cells and rows


def test_what_stands_around_a_number_is_left_out_and_told(read, rows) -> None:
    sheet = (
        b"Study,Year,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl\n"
        b"Smith 2001,2001,45 (n=44),12.3*,4.5,31,15.1 points,4.9\n"
        b"Jones 2005,2005,30,about 9,4.5,12-15,15.1,4.9\n"
        b"Total,,75,,,62,,\n"
        b"* as reported,,,,,,,\n"
    )
    imported = through(read, sheet, "s.csv")
    arms = rows(imported, "arms")
    assert [(a["n"], a["mean"]) for a in arms] == [
        ("45", "12.3"), ("31", "15.1"), ("30", ""), ("", "15.1"),
    ]  # fmt: skip
    assert told(imported) == [
        "row 4: Total: a row of totals.",
        "row 5: * as reported: nothing stands beside it: a heading or a note, or a study without "
        "data.",
        "row 2, n int: 45 (n=44): '(n=44)' was left out, and 45 entered.",
        "row 2, mean int: 12.3*: '*' was left out, and 12.3 entered.",
        "row 2, mean ctrl: 15.1 points: 'points' was left out, and 15.1 entered.",
        "row 3, mean int: about 9: it is not one number; write the number alone, and what else "
        "there is to say in notes.",
        "row 3, n ctrl: 12-15: it is not one number; write the number alone, and what else there "
        "is to say in notes.",
    ]


def test_scores_and_events_without_a_name_are_drafted_as_two_results() -> None:
    sheet = (
        "Studie;n IG;MW IG;SD IG;n KG;MW KG;SD KG;Ereignisse IG;Ereignisse KG\n"
        "A 2001;5;1,5;1;5;2,5;1;3;4\n"
    )
    drafted = reading.draft(sheet.encode(), "s.csv", "wide")
    assert drafted.count("- outcome:") == 2
    for columns in (
        '{n: "n IG", mean: "MW IG", sd: "SD IG"}',
        '{n: "n KG", mean: "MW KG", sd: "SD KG"}',
        '{n: "n IG", events: "Ereignisse IG"}',
        '{n: "n KG", events: "Ereignisse KG"}',
    ):
        assert columns in drafted
    named = sheet.replace("MW", "Mood MW").replace("SD", "Mood SD").replace("Ereign", "Mood Ereign")
    assert reading.draft(named.encode(), "s.csv", "wide").count("- outcome:") == 1


@pytest.mark.parametrize(
    ("header", "arms"),
    [
        # metafor's dat.hart1999 and dat.nielweise2008, and the arguments of meta's metainc
        ("x1i,n1i,t1i,x2i,n2i,t2i", ("events: x1i, n: n1i, time_at_risk: t1i", "x2i, n: n2i")),
        ("x1i,t1i,x2i,t2i", ("events: x1i, time_at_risk: t1i", "events: x2i, time_at_risk: t2i")),
        ("event.e,time.e,event.c,time.c", ("events: event.e, time_at_risk: time.e", "time.c")),
        ("ev.e,pt.e,ev.c,pt.c", ("events: ev.e, time_at_risk: pt.e", "time_at_risk: pt.c")),
        ("events1,py1,events2,py2", ("events: events1, time_at_risk: py1", "time_at_risk: py2")),
        ("events_int,person_years_int,events_ctrl,person_years_ctrl", ("person_years_ctrl",)),
        ("Events IG,Person-years at risk IG,Events CG,Person-years at risk CG", ("at risk CG",)),
        ("Ereignisse IG,Personenjahre IG,Ereignisse KG,Personenjahre KG", ("Personenjahre KG",)),
        ("Falls int,Person-years int,Falls ctrl,Person-years ctrl", ("events: Falls ctrl",)),
        ("falls_events_int,py_int,falls_events_ctrl,py_ctrl", ("time_at_risk: py_ctrl",)),
    ],
)
def test_events_and_the_time_they_were_counted_in_are_one_rate(header, arms, read, rows) -> None:
    cells = ",".join(str(3 + i) for i in range(header.count(",") + 1))
    sheet = f"study,{header}\nA 2001,{cells}\nB 2004,{cells}\n"
    drafted = reading.draft(sheet.encode(), "s.csv", "wide")
    assert drafted.count("- outcome:") == 1
    assert (
        "# Events in person-time: a rate, in the protocol of the measure IRR (or IRD)." in drafted
    )
    assert all(said in drafted.replace('"', "") for said in arms)
    sides = iter(("role: intervention\n", "role: control\n"))
    sided = re.sub(r"role: .*\n", lambda _: next(sides), drafted)
    imported = read(sheet.encode(), "s.csv", format="wide", mapping=(filled(sided), "m.yml"))
    found = rows(imported, "arms")
    assert len(found) == 4
    assert all(each["events"] and each["time_at_risk"] for each in found)


def test_a_time_without_events_is_no_result() -> None:
    sheet = "study,mean int,sd int,time int,mean ctrl,sd ctrl,time ctrl\nA 2001,1,1,9,2,1,9\n"
    drafted = reading.draft(sheet.encode(), "s.csv", "wide")
    assert "time_at_risk" not in drafted
    assert "No result by themselves" in drafted
    by_rows = "study,arm,n,mean,sd,Follow-up time\nA 2001,int,5,1,1,9\nA 2001,ctrl,5,2,1,9\n"
    assert "time_at_risk" not in reading.draft(by_rows.encode(), "s.csv", "wide")


def test_names_of_studies_that_look_the_same_are_told_and_read_as_one(read, rows) -> None:
    sheet = (
        "study,country,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl\n"
        "Müller–Lee 2017,Peru,20,1,1,20,2,1\nMu\u0308ller-Lee  2017,Chile,20,1,1,20,2,1\n"
    )
    imported = through(read, sheet.encode(), "s.csv")
    assert len(rows(imported, "trials")) == 1
    same, differ = told(imported)
    assert same.startswith(
        "study: 'Müller–Lee 2017' and 'Mu\u0308ller-Lee 2017': names that differ"
    )
    assert "read as one study" in same
    assert "the rows of Müller–Lee 2017 differ ('Peru', 'Chile'); 'Peru' is used." in differ


def test_the_control_of_a_sheet_of_effects_is_what_trials_were_compared_with() -> None:
    sheet = "Study,Control,Intervention,HR,lower CI,upper CI\nA 2001,placebo,drug,0.8,0.5,1.2\n"
    drafted = reading.draft(sheet.encode(), "s.csv", "wide")
    assert 'columns: {comparator: "Control"}' in drafted


def test_numbers_under_headers_of_another_language_are_pointed_at(read, rows) -> None:
    sheet = (
        "Étude;Année;n groupe expérimental;moyenne groupe expérimental;n groupe contrôle;"
        "moyenne groupe contrôle\nA 2001;2001;50;12,3;48;15,2\n"
    )
    drafted = reading.draft(sheet.encode(), "s.csv", "wide")
    (note,) = (line for line in drafted.splitlines() if "hold numbers" in line)
    assert "moyenne groupe expérimental, n groupe contrôle, moyenne groupe contrôle" in note
    mapping = (drafted.encode(), "m.yml")
    imported = read(sheet.encode(), "s.csv", format="wide", mapping=mapping)
    assert len(imported.tables["trials"].rows) == 1
    assert any("the mapping names no result" in line for line in told(imported))


@pytest.mark.parametrize("said", ["NR", "k. A.", "n/a", "not reported"])
def test_a_word_for_what_nobody_reported_is_told(read, rows, said) -> None:
    sheet = f"Study;n int;mean int;sd int;n ctrl;mean ctrl;sd ctrl\nA 2001;5;{said};1;5;-;1\n"
    imported = through(read, sheet.encode(), "s.csv")
    assert [arm.get("mean", "") for arm in rows(imported, "arms")] == ["", ""]
    (line,) = (each for each in told(imported) if "nothing is reported" in each)
    assert line.startswith(f"row 2, mean int: {said}: ")


def test_further_columns_of_trials_are_kept(read, rows) -> None:
    sheet = (
        "Studie;Jahr;Land;Alter MW;Setting;IG n;IG Ereignisse;KG n;KG Ereignisse\n"
        "Müller 2010;2010;Schweiz;44,5;ambulant;30;3;31;5\n"
    ).encode("cp1252")
    imported = through(read, sheet, "s.csv")
    (trial,) = rows(imported, "trials")
    assert (trial["label"], trial["country"]) == ("Müller 2010", "Schweiz")
    assert (trial["Alter MW"], trial["Setting"]) == ("44.5", "ambulant")
    assert [a["events"] for a in rows(imported, "arms")] == ["3", "5"]
    assert "Windows-1252" in " ".join(told(imported))


def test_a_study_that_gives_other_figures_twice_is_refused(read) -> None:
    sheet = (
        b"Study,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl\n"
        b"Smith 2001,30,1,2,31,2,3\nSmith 2001,20,1,2,21,2,3\n"
    )
    with pytest.raises(BadInput, match=r"s\.csv, row 2 and row 3: Smith 2001 gives other figures"):
        through(read, sheet, "s.csv")


def test_a_row_without_a_study_is_told_unless_it_is_of_the_one_above(read, rows) -> None:
    sheet = (
        b"Study,Outcome,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl\n"
        b"Smith 2001,Mood,30,1,2,31,2,3\n,Sleep,20,1,2,21,2,3\n"
    )
    imported = through(read, sheet, "s.csv")
    assert "row 3: Sleep: the row has no Study" in " ".join(told(imported))
    mapping = filled(reading.draft(sheet, "s.csv", "wide"))
    mapping = mapping.replace(b"study:\n", b"study:\n  fill_down: true\n", 1)
    imported = read(sheet, "s.csv", format="wide", mapping=(mapping, "m.yml"))
    assert {(a["trial_id"], a["outcome"]) for a in rows(imported, "arms")} == {
        ("Smith_2001", "Mood"), ("Smith_2001", "Sleep"),
    }  # fmt: skip


def test_every_column_row_and_sheet_that_is_not_read_is_told(read) -> None:
    sheet = (
        b"Study,Outcome,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl,Page\n"
        b"Smith 2001,Mood,30,1,2,31,2,3,5\nSmith 2001,Sleep,20,1,2,21,2,3,6\n"
    )
    draft = filled(reading.draft(sheet, "s.csv", "wide"))
    only_mood = draft.replace(b"outcome: Sleep\n", b"outcome: Sleep\n    skip: true\n")
    imported = read(sheet, "s.csv", format="wide", mapping=(only_mood, "m.yml"))
    assert told(imported) == [
        "Page: : the mapping does not name it.",
        "row 3: Outcome 'Sleep': no result of the mapping is for such rows.",
    ]


# Workbooks


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADER = ["Study", "IG n", "IG Mean", "IG SD", "KG n", "KG Mean", "KG SD"]
ROW = ["Smith 2001", 30, 9.1, 2.2, 31, 10.2, 27.300000000000004]


def test_a_sheet_an_outcome_and_one_of_judgements_are_read_together(read, rows) -> None:
    book = workbook(
        Depression=[HEADER, ROW, ["Sum", "=SUM(B2:B2)"]],
        Anxiety=[HEADER, ["Smith  2001", 30, "9,4", 2.5, 31, 11.125, 2.5]],
        RoB=[["Study", "D1", "Overall"], ["Smith 2001", "Low", "Some concerns"]],
        Memo=[["nothing here"]],
    )
    imported = through(read, book, "s.xlsx")
    arms = rows(imported, "arms")
    assert [(a["outcome"], a["mean"], a["sd"]) for a in arms] == [
        ("Depression", "9.1", "2.2"), ("Depression", "10.2", "27.3"),
        ("Anxiety", "9.4", "2.5"), ("Anxiety", "11.125", "2.5"),
    ]  # fmt: skip
    assert [(j["domain"], j["judgement"]) for j in rows(imported, "risk_of_bias")] == [
        ("D1", "low"), ("overall", "some concerns"),
    ]  # fmt: skip
    assert any(line.startswith("sheet Memo") for line in told(imported))
    assert len(rows(imported, "trials")) == 1


@pytest.mark.parametrize("name", ["revman5", "covidence", "metapsy", "revman-web"])
def test_a_workbook_given_to_another_importer_is_told_its_door(read, name: str) -> None:
    with pytest.raises(BadInput, match=r"s\.xlsx is an Excel workbook.*--format wide"):
        read(workbook(Data=[HEADER, ROW]), "s.xlsx", format=name)


def test_a_workbook_that_is_a_registry_is_told_its_door(read) -> None:
    book = workbook(trials=[["trial_id"]], arms=[["trial_id"]])
    with pytest.raises(BadInput, match=r"registry load --from xlsx:r\.xlsx"):
        read(book, "r.xlsx")


@pytest.mark.parametrize("write", DIALECTS)
def test_a_wide_sheet_is_recognised(write: Callable[[list[Result]], Sheet]) -> None:
    figures = {"n": 20, "mean": 1.5, "sd": 2.5}
    content, file = write([Result("Smith 2001", "Depression", "post", figures, figures)])
    assert "higher_is_better" in reading.draft(content, file, None)


# Blanks


def test_what_the_draft_leaves_open_is_named_by_its_key(read) -> None:
    sheet = b"study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA 2001,10,1.5,2,11,2.5,2.1\n"
    with pytest.raises(BadInput) as caught:
        read(sheet, "s.csv", format="wide", timepoint=None, higher_is_better=None)
    assert str(caught.value) == (
        "the draft of s.csv: still to be filled in: results[0].outcome, results[0].timepoint, "
        "results[0].higher_is_better, results[0].arms[0].role, results[0].arms[1].role. Write a "
        "mapping with --draft-mapping FILE, fill them in and give it with --mapping FILE."
    )


def test_a_column_that_is_not_there_is_named_with_the_nearest(read) -> None:
    sheet = b"Study,n int,mean int,sd int,n ctrl,mean ctrl,sd ctrl\nA 2001,1,2,3,4,5,6\n"
    mapping = filled(reading.draft(sheet, "s.csv", "wide")).replace(b'"sd int"', b'"SD intt"')
    with pytest.raises(BadInput, match=r"names the column 'SD intt'.*did you mean 'sd int'"):
        read(sheet, "s.csv", format="wide", mapping=(mapping, "m.yml"))


class Answers:
    """A person who has the answers ready, by the beginning of the question."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def ask(self, question: str, default: str) -> str:
        self.asked.append(question)
        return next((a for q, a in self.answers.items() if q in question), "")

    def say(self, text: str) -> None: ...


def test_on_a_terminal_only_what_is_open_is_asked(read, rows) -> None:
    sheet = b"study,CBT n,CBT mean,CBT sd,ACT n,ACT mean,ACT sd\nA 2001,10,1.5,2,11,2.5,2.1\n"
    person = Answers(CBT="intervention", ACT="control", Outcome="mood", Time="post", Which="lower")
    draft = reading.draft(sheet, "s.csv", "wide", None, person)
    assert len(person.asked) == 5
    imported = read(sheet, "s.csv", format="wide", mapping=(draft.encode(), "m.yml"))
    arms = rows(imported, "arms")
    assert [(a["arm"], a["role"], a["outcome"], a["higher_is_better"]) for a in arms] == [
        ("CBT", "intervention", "mood", "false"),
        ("ACT", "control", "mood", "false"),
    ]


def test_an_effect_without_arms_is_taken_when_somebody_says_what_its_sign_means(read, rows) -> None:
    sheet = b"Study,Outcome,logOR,SE(logOR)\nSmith 2001,Relapse,-0.5,0.2\n"
    draft = reading.draft(sheet, "s.csv", "wide")
    with pytest.raises(BadInput, match=r"results\[0\]\.contrast\.sign"):
        read(sheet, "s.csv", format="wide", mapping=(filled(draft), "m.yml"))
    for sign, estimate in (
        ("negative-favours-intervention", math.exp(-0.5)),
        ("positive-favours-intervention", math.exp(0.5)),
    ):
        mapping = filled(draft, sign=sign)  # of relapses, fewer are better
        (row,) = rows(read(sheet, "s.csv", format="wide", mapping=(mapping, "m.yml")), "contrasts")
        assert (row["measure"], row["se"]) == ("OR", "0.2")
        assert math.isclose(float(row["estimate"]), estimate)


@pytest.mark.parametrize("option", [True, False, None])
@pytest.mark.parametrize("said", ["true", "false", ""])
def test_a_sign_that_favours_is_that_of_the_outcome_before_that_of_the_option(
    read, rows, option, said
) -> None:
    sheet = b"Study,Mood,MD,SE\nSmith 2001,BDI,-0.5,0.2\n"
    draft = reading.draft(sheet, "s.csv", "wide")
    for sign in ("positive-favours-intervention", "negative-favours-intervention"):
        mapping = filled(draft, sign=sign, higher_is_better=said)
        given = {"mapping": (mapping, "m.yml"), "higher_is_better": option}
        if not said and option is None:
            with pytest.raises(BadInput, match="higher_is_better"):
                read(sheet, "s.csv", format="wide", **given)
            continue
        (row,) = rows(read(sheet, "s.csv", format="wide", **given), "contrasts")
        higher = said == "true" if said else option
        favours = sign == "negative-favours-intervention"
        assert (row["estimate"], row["higher_is_better"]) == (
            "0.5" if higher == favours else "-0.5",
            str(higher).lower(),
        )


def test_limits_change_sides_with_the_sign(read, rows) -> None:
    sheet = b"Study,HR,95% CI\nSmith 2001,0.8,0.5 to 1.25\n"
    draft = reading.draft(sheet, "s.csv", "wide")
    mapping = filled(draft, sign="positive-favours-intervention")
    (row,) = rows(read(sheet, "s.csv", format="wide", mapping=(mapping, "m.yml")), "contrasts")
    found = [float(row[name]) for name in ("estimate", "ci_low", "ci_high")]
    assert found == pytest.approx([1.25, 0.8, 2.0])


def test_who_took_part_is_kept_and_no_outcome() -> None:
    sheet = (
        b"Study,Age mean IG,Age mean KG,n IG,n KG,Dropout IG,Dropout KG,"
        b"BDI M IG,BDI SD IG,BDI M KG,BDI SD KG\nSmith 2001,44,45,40,41,5,6,10,3,12,4\n"
    )
    draft = reading.draft(sheet, "s.csv", "wide")
    assert draft.count("- outcome:") == 1
    assert '- "Age mean IG"' in draft
    assert "# Name an arm and no statistic, perhaps events: Dropout IG, Dropout KG" in draft


@pytest.mark.parametrize(
    ("cell", "statistic", "decimal", "given"),
    [
        ("12,3 (4,5)", "mean_sd", "comma", {"mean": "12.3", "sd": "4.5"}),
        ("12.3 ± 4.5*", "mean_sd", None, {"mean": "12.3", "sd": "4.5"}),
        ("12.34", "mean_sd", "point", {}),
        ("5/30 (17%)", "events_n", None, {"events": "5", "n": "30"}),
        ("10.1 [8.2; 12.4]", "median_iqr", None, {"median": "10.1", "q1": "8.2", "q3": "12.4"}),
        ("1.234", "mean", "comma", {}),
        ("1.234", "mean", None, {}),
        ("1.234", "mean", "point", {"mean": "1.234"}),
        ("1.234,5", "mean", None, {"mean": "1234.5"}),
        ("52 %", "events", None, {}),
        ("2026-03-12", "mean", None, {}),
        ("−3,5", "mean", "comma", {"mean": "-3.5"}),
        ("k. A.", "mean", None, {}),
    ],
)
def test_a_cell_gives_its_figures_or_none(
    cell: str, statistic: str, decimal: Any, given: dict[str, str]
) -> None:
    assert figures.read(cell, statistic, decimal).cells == given


def test_a_control_that_two_comparisons_share_is_one_arm(read, rows) -> None:
    sheet = (
        b"Study,Intervention,Control,IG n,IG Mean,IG SD,KG n,KG Mean,KG SD\n"
        b"Smith 2001,CBT,waiting list,30,1,2,31,2,3\n"
        b"Smith 2001,ACT,waiting list,29,1.5,2,31,2,3\n"
    )
    imported = through(read, sheet, "s.csv")
    assert [(a["arm"], a["role"], a["n"]) for a in rows(imported, "arms")] == [
        ("CBT", "intervention", "30"),
        ("waiting list", "control", "31"),
        ("ACT", "intervention", "29"),
    ]


@pytest.mark.parametrize(
    ("name", "statistic", "role", "rest"),
    [
        ("Depression post mean (IG)", "mean", "intervention", "Depression"),
        ("BDI_post_M_KG", "mean", "control", "BDI"),
        ("Standardabweichung (SD) KG", "sd", "control", ""),
        ("Intervention group (IG): Mean", "mean", "intervention", ""),
        ("IG (n = 30) | MW", "mean", "intervention", ""),
        ("Mean arterial pressure SD ctrl", "sd", "control", "Mean arterial pressure"),
        ("Total cholesterol mean IG", "mean", "intervention", "Total cholesterol"),
        ("Quality of life N treatment", "n", "intervention", "Quality of life"),
        ("PHQ-9 mean CBT", "mean", "", "PHQ-9 CBT"),
        ("SDInt", "sd", "intervention", ""),
        ("Responders n/N placebo", "events_n", "control", "Responders"),
        ("Events n KG", "events", "control", ""),
        ("95% CI lower int", "ci_low", "intervention", ""),
        ("Treatment duration", "", "intervention", "duration"),
    ],
)
def test_a_header_is_read(name: str, statistic: str, role: str, rest: str) -> None:
    said = words.meaning(name)
    assert (said.statistic, said.role, said.rest) == (statistic, role, rest)


def test_studies_that_are_numbered_have_the_name_of_their_author(read, rows) -> None:
    book = workbook(
        Studies=[["Study ID", "Author", "Year", "Design"], [1, "Smith", 2001, "RCT"]],
        Outcomes=[
            ["Study ID", "Outcome", "Timepoint (weeks)", "Arm", "n", "Mean", "SD"],
            [1, "Mood", 12, "Intervention", 30, 10.1, 4.2],
            [1, "Mood", 12, "Control", 31, 12.1, 4.4],
        ],
    )
    imported = through(read, book, "s.xlsx")
    (trial,) = rows(imported, "trials")
    assert (trial["trial_id"], trial["label"]) == ("Smith_2001", "Smith 2001")
    assert (trial["Design (sheet)"], trial["Author"]) == ("RCT", "Smith")
    assert [(a["trial_id"], a["weeks"]) for a in rows(imported, "arms")] == [
        ("Smith_2001", "12")
    ] * 2
