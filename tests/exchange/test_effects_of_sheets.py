"""Effects that sheets give without their arms: every measure, spelling and layout comes back."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import pytest

from living_review.exchange import reading
from living_review.exchange.wide.effect_names import named
from living_review.exchange.wide.figures import fits
from living_review.exchange.wide.levels import level_named
from living_review.ground.measures import NAMES, RATIOS

LONG = {
    "HR": "hazard ratio", "OR": "odds ratio", "RR": "risk ratio", "IRR": "rate ratio",
    "ROM": "ratio of means", "RD": "risk difference", "IRD": "rate difference",
    "SMD": "standardised mean difference", "MD": "mean difference",
}  # fmt: skip
LOGS = (
    "log {}", "Log {}", "LOG {}", "log({})", "ln({})", "Ln {}", "log_{}", "log-{}", "log.{}",
    "{}, log scale", "{} (log)", "{} (on the log scale)", "natural log of {}", "Log of the {}",
    "loge({})", "log_e({})", "{} logarithmiert",
)  # fmt: skip
GLUED = ("log{}", "ln{}", "Ln{}", "LOG{}")
PARTS = {
    "se": ("SE({})", "{} SE", "{}_se", "SE {}", "standard error of {}", "SE [{}]"),
    "ci_low": ("{} lower", "{} 95% CI lower", "lower CI ({})", "{} LCL", "{} ci.lb", "{} CI low"),
    "ci_high": ("{} upper", "{} 95% CI upper", "upper CI ({})", "{} UCL", "{} ci.ub", "{} CI high"),
    "ci": ("{} 95% CI", "95% CI of {}", "{} CI", "{} (95 % KI)"),
    "sampling_variance": ("{} variance", "{}_var", "variance {}"),
}


def spellings(measure: str) -> dict[str, bool]:
    """Give every name of a measure, and whether it is of the logarithm."""
    short, long = measure, LONG[measure]
    names = dict.fromkeys((short, long, long.title(), long.upper(), short.lower()), False)
    for form, name in itertools.product(LOGS, (short, long, long.title())):
        names[form.format(name)] = measure in RATIOS
    for form in GLUED:
        names[form.format(short)] = measure in RATIOS
    for form in ("log_{}", "log{}", "ln_{}", "ln{}", "log.{}"):
        names[form.format(short.lower())] = measure in RATIOS
    return names


@pytest.mark.parametrize("measure", NAMES)
def test_a_measure_and_its_logarithm_are_known_by_every_spelling_and_part(measure: str) -> None:
    wrong = {}
    for name, log in spellings(measure).items():
        if measure not in RATIOS and name not in (measure, LONG[measure], LONG[measure].title()):
            continue
        forms = [("estimate", "{}"), *((part, f) for part, fs in PARTS.items() for f in fs)]
        for part, form in forms:
            said = named(form.format(name))
            if said is None or (said.measure, said.part, said.log, said.outcome) != (
                *(measure, part, log, ""),
            ):
                wrong[form.format(name)] = said
    assert not wrong


@pytest.mark.parametrize(
    "name",
    ["RR mean IG", "HR SD (control)", "MD control", "MD (95% CI) intervention", "Pain or mood",
     "lower back pain", "n OR", "HR baseline", "CORE", "ORAL", "Armd"],
)  # fmt: skip
def test_what_is_of_an_arm_or_a_word_is_no_effect(name: str) -> None:
    assert named(name) is None


def filled(draft: str, **also: str) -> bytes:
    said = {"outcome": "mood", "timepoint": "post", "higher_is_better": "false",
            "sign": "intervention-minus-control", **also}  # fmt: skip
    for key, value in said.items():
        draft = re.sub(rf"^(\s+(?:- )?{key}:)\s*(?:#.*)?$", rf"\1 {value}", draft, flags=re.M)
    return draft.encode()


def contrasts(read: Any, rows: Any, header: str, *lines: str, **said: str) -> list[dict[str, str]]:
    sheet = "\n".join((header, *lines)).encode()
    mapping = filled(reading.draft(sheet, "s.csv", "wide"), **said)
    found: list[dict[str, str]] = rows(
        read(sheet, "s.csv", format="wide", mapping=(mapping, "m.yml")), "contrasts"
    )
    return found


# Estimate and limits on the scale of the header; what each layout writes of them.
LAYOUTS = {
    "se": ("{0}\tSE", "{e}\t0.3"),
    "se of": ("{0}\tSE({0})", "{e}\t0.3"),
    "variance": ("{0}\tvariance", "{e}\t0.09"),
    "limits": ("{0}\tCI lower\tCI upper", "{e}\t{l}\t{u}"),
    "limits of": ("{0}\t{0} lower\t{0} upper", "{e}\t{l}\t{u}"),
    "interval": ("{0}\t95% CI", "{e}\t{l} to {u}"),
    "one cell": ("{0} (95% CI)", "{e} ({l} to {u})"),
    "one cell, brackets": ("{0} [99% CI]", "{e} [{l}; {u}]"),
    "one cell with people": ("{0}, 95% CI\tN treated\tn_con", "{e} ({l}, {u})\t30\t31"),
    "one cell that says SE": ("{0} (SE)", "{e} (0.3)"),
    "cells that say more than the header": ("{0}", "{e} ({l} to {u}), p = 0.03"),
}
NAMED = [
    (measure, name, log)
    for measure in NAMES
    for name, log in spellings(measure).items()
    if measure in RATIOS or name in (measure, LONG[measure])
]
# Each layout meets every twelfth name, and nearly each name one layout.
TRIED = {
    layout: [each for j, each in enumerate(NAMED) if j % 12 == i % 12]
    for i, layout in enumerate(LAYOUTS)
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_effect_of_every_name_and_layout_is_imported_on_its_own_scale(
    layout: str, read: Any, rows: Any
) -> None:
    header, cells = LAYOUTS[layout]
    wrong = {}
    for measure, name, log in TRIED[layout]:
        figures = {"e": 0.53, "l": 0.31, "u": 0.89}
        if log:
            figures = {key: round(math.log(value), 4) for key, value in figures.items()}
        sheet = f"Study\t{header.format(name)}", f"A 2001\t{cells.format(**figures)}"
        (row,) = contrasts(read, rows, *sheet)
        scale = math.exp if log else float
        wanted = {"estimate": scale(figures["e"])}
        if "{l}" in cells:
            wanted |= {"ci_low": scale(figures["l"]), "ci_high": scale(figures["u"])}
        elif "SE" in header or "variance" in header:
            wanted["se"] = 0.3
        if "99%" in header:
            wanted["ci_level"] = 0.99
        if "N treated" in header:
            wanted |= {"n_intervention": 30, "n_control": 31}
        if row["measure"] != measure or any(
            not math.isclose(float(row.get(key) or "nan"), value, rel_tol=1e-9)
            for key, value in wanted.items()
        ):
            wrong[sheet] = row
    assert not wrong
    assert len(TRIED[layout]) > 20


def test_a_logarithm_to_another_base_is_not_drafted_and_told() -> None:
    for name in ("log10(OR)", "log2 HR", "log10 risk ratio"):
        draft = reading.draft(f"Study,{name},SE\nA 2001,-0.3,0.1\n".encode(), "s.csv", "wide")
        assert "results: []" in draft
        assert "another base than e, which no mapping reads" in draft
        assert f"work out the natural logarithm or the ratio: {name}" in draft


def test_a_ratio_and_its_logarithm_are_one_effect(read: Any, rows: Any) -> None:
    (row,) = contrasts(read, rows, "Study,OR,logOR,SE(logOR)", "A 2001,0.5,-0.6931471805599453,0.2")
    assert (float(row["estimate"]), row["se"]) == (pytest.approx(0.5), "0.2")
    (row,) = contrasts(read, rows, "Study,HR,SE(lnHR),95% CI", "A 2001,0.5,0.2,0.3-0.9")
    assert [row[key] for key in ("estimate", "se", "ci_low")] == ["0.5", "0.2", "0.3"]


def test_limits_of_the_ratio_beside_its_logarithm_are_left_out_and_told() -> None:
    head = "Study,Log OR,SE,CI lower,CI upper\n"
    draft = reading.draft(
        f"{head}A,-0.69,0.3,0.3,0.9\nB,0.1,0.3,0.6,1.9\n".encode(), "s.csv", "wide"
    )
    assert 'columns: {estimate: "Log OR", se: "SE"}' in draft
    assert "cannot have both of; they are left out: CI lower, CI upper" in draft
    draft = reading.draft(f"{head}A,-0.69,0.3,-1.2,-0.1\n".encode(), "s.csv", "wide")
    assert 'ci_low: "CI lower"' in draft


def test_each_of_several_effects_has_the_parts_that_stand_behind_it(read: Any, rows: Any) -> None:
    sheet = "Study,HR,lower,upper,OR,lower,upper", "A 2001,0.5,0.3,0.8,0.6,0.4,0.9"
    draft = reading.draft("\n".join(sheet).encode(), "s.csv", "wide")
    assert 'estimate: "HR", ci_low: "lower (column C)", ci_high: "upper (column D)"' in draft
    assert 'estimate: "OR", ci_low: "lower (column F)", ci_high: "upper (column G)"' in draft


def test_two_columns_of_effects_with_their_limits_are_no_arms(read: Any, rows: Any) -> None:
    sheet = (
        "Study,OR (95% CI),HR [95% CI]",
        "A 2001,0.53 (0.31 to 0.89),0.60 [0.40; 0.91]",
        "B 2002,NR,0.72 [0.5; 0.95]",
    )
    draft = reading.draft("\n".join(sheet).encode(), "s.csv", "wide")
    assert "arms:" not in draft
    assert [line.strip() for line in draft.splitlines() if "measure:" in line] == [
        "measure: OR", "measure: HR",
    ]  # fmt: skip


def test_an_effect_of_no_measure_asks_for_it(read: Any, rows: Any) -> None:
    for header in ("yi,vi", "TE,seTE", "yi,sei", "Effect size,SE", "effect,variance"):
        sheet = f"Study,{header}", "A 2001,0.5,0.04"
        draft = reading.draft("\n".join(sheet).encode(), "s.csv", "wide")
        assert "measure:   # SMD, MD, ROM, OR, RR, RD, HR, IRR, IRD\n" in draft
        with pytest.raises(Exception, match=r"results\[0\]\.contrast\.measure"):
            contrasts(read, rows, *sheet)
        (row,) = contrasts(read, rows, *sheet, measure="MD")
        assert (row["measure"], row["estimate"]) == ("MD", "0.5")
        (row,) = contrasts(read, rows, *sheet, measure="OR")
        log = header[:2] in ("yi", "TE")
        assert float(row["estimate"]) == pytest.approx(math.exp(0.5) if log else 0.5)
        assert float(row["se"]) == pytest.approx(0.2 if "v" in header.split(",")[1] else 0.04)


def test_a_variance_that_is_none_is_told(read: Any) -> None:
    sheet = b"Study,yi,vi\nA 2001,0.5,0\nB 2002,0.5,0.1\n"
    mapping = filled(reading.draft(sheet, "s.csv", "wide"), measure="MD")
    imported = read(sheet, "s.csv", format="wide", mapping=(mapping, "m.yml"))
    assert any("the variance 0 is not above 0" in each.reason for each in imported.report)


def test_an_effect_beside_its_arms_is_told_and_one_of_another_outcome_drafted() -> None:
    head = "Study,Mood mean IG,Mood SD IG,n IG,Mood mean KG,Mood SD KG,n KG"
    sheet = (
        f"{head},Mood SMD (95% CI),Death HR (95% CI)\n"
        "A 2001,1,2,30,3,4,31,0.5 (0.1 to 0.9),0.7 (0.5 to 1.2)\n"
    )
    draft = reading.draft(sheet.encode(), "s.csv", "wide")
    assert "not the effects that stand beside them: Mood SMD (95% CI)" in draft
    assert draft.count("- outcome:") == 2
    assert "- outcome: Death" in draft


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Study,Deaths events int,Deaths events con", "Deaths events int, Deaths events con"),
        ("Study,Mean (SD) IG,Mean (SD) KG", "Mean (SD) IG, Mean (SD) KG"),
        ("Study,Events (%) IG,Events (%) KG", "Events (%) IG, Events (%) KG"),
    ],
)
def test_figures_without_the_people_of_their_arm_are_told(header: str, told: str) -> None:
    draft = reading.draft(f"{header}\nA 2001,4 (2),5 (3)\n".encode(), "s.csv", "wide")
    assert f"name its column beside them, or add it to the sheet: {told}" in draft
    assert draft.count("- outcome:") == 1
    fine = f"{header},N treated,N control\nA 2001,4 (2),5 (3),30,31\n"
    assert "add it to the sheet" not in reading.draft(fine.encode(), "s.csv", "wide")


def test_people_of_both_arms_beside_an_effect_are_told() -> None:
    draft = reading.draft(b"Study,HR,95% CI,Total N\nA 2001,0.5,0.3-0.9,61\n", "s.csv", "wide")
    assert "write them as n_randomised under study.columns: Total N" in draft


METAFOR = {
    "trial,author,year,tpos,tneg,cpos,cneg": ("4", "123", "11", "139"),
    "study,ai,bi,ci,di": ("4", "123", "11", "139"),
    "study,ai,bi,ci,di,n1i,n2i": ("4", "123", "11", "139"),
    "study,ai,n1i,ci,n2i": ("4", "123", "11", "139"),
}


@pytest.mark.parametrize("header", METAFOR)
def test_tables_of_two_by_two_are_read_by_the_names_of_metafor(header, read, rows) -> None:
    cells = {"tpos": 4, "ai": 4, "tneg": 119, "bi": 119, "cpos": 11, "ci": 11, "cneg": 128,
             "di": 128, "n1i": 123, "n2i": 139, "year": 1948, "author": "Aronson"}  # fmt: skip
    line = ",".join(str(cells.get(name, "A 1948")) for name in header.split(","))
    sheet = f"{header}\n{line}\n".encode()
    sides = iter(("role: intervention\n", "role: control\n"))
    draft = re.sub(r"role: .*\n", lambda _: next(sides), reading.draft(sheet, "s.csv", "wide"))
    arms = rows(read(sheet, "s.csv", format="wide", mapping=(filled(draft), "m.yml")), "arms")
    assert tuple(arm[key] for arm in arms for key in ("events", "n")) == METAFOR[header]


def test_an_arm_may_stand_before_its_figures(read, rows) -> None:
    kinds = {
        "Mean (SD),n": ("1.2 (2.0),30", "2.5 (3.0),31"),
        "n,Mean,SD": ("30,1.2,2.0", "31,2.5,3.0"),
        "Events,Total": ("3,30", "5,31"),
        "n/N": ("3/30", "5/31"),
    }
    heads = (("Intervention", "Control"), ("Treatment", "Comparator"), ("Control", "Experimental"))
    for (header, figures), (first, second) in itertools.product(kinds.items(), heads):
        sheet = (
            f"Study,Outcome,{first},{header},{second},{header}\n"
            f"A 2001,BDI,CBT,{figures[0]},waiting list,{figures[1]}\n"
            f"B 2002,BDI,ACT,{figures[0]},placebo,{figures[1]}\n"
        ).encode()
        draft = filled(reading.draft(sheet, "s.csv", "wide"))
        arms = rows(read(sheet, "s.csv", format="wide", mapping=(draft, "m.yml")), "arms")
        assert [arm["arm"] for arm in arms] == ["CBT", "waiting list", "ACT", "placebo"]
        assert {(arm["n"], arm["role"]) for arm in arms} == (
            {("30", "control"), ("31", "intervention")}
            if first == "Control"
            else {("30", "intervention"), ("31", "control")}
        )


CELLS = {
    "0.53 (0.31 to 0.89)": True, "0.53 [0.31; 0.89]": True, "0.53 (0.31, 0.89)": True,
    "0.53 (0.31–0.89)": True, "−0.5 (−0.9 to −0.1)": True, "0.53 (95% CI 0.31 to 0.89)": True,
    "0,53 (0,31–0,89)": True, "0.53, 95% CI 0.31 to 0.89": True, "0.53; 0.31-0.89": True,
    "0.53 (0.31 to 0.89), p=0.02": True, "0.53 (0.31 to 0.89)*": True, "0.53": False,
    "0.53 (0.31)": False, "0.31 to 0.89": False, "0.53 (0.31 to 0.89) and more": False, "": False,
}  # fmt: skip


def test_an_estimate_with_its_limits_is_told_by_its_form() -> None:
    assert {cell: fits(cell, "estimate_ci") for cell in CELLS} == CELLS


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("OR (95% CI)", "0.95"), ("OR (99 % CI)", "0.99"), ("95%-KI", "0.95"), ("90 CI", "0.9"),
        ("CI (97.5%)", "0.975"), ("99% LCL", "0.99"), ("lower 90% limit", "0.9"), ("CI", ""),
        ("90% lower", "0.9"), ("2095 CI", ""), ("40% CI", ""), ("0.5 (99% CI 0.1 to 2)", "0.99"),
    ],
)  # fmt: skip
def test_the_level_of_an_interval_is_read(text: str, level: str) -> None:
    assert level_named(text) == level


def test_limits_of_any_column_have_the_level_of_their_header_or_cell(read, rows) -> None:
    for header, cells, level in (
        ("MD,99% CI lower,99% CI upper", "1,0,2", "0.99"),
        ("MD,90% CI", "1,0 to 2", "0.9"),
        ("MD,CI", "1,0 to 2", ""),
        ("MD (CI)", "1 (90% CI 0 to 2)", "0.9"),
        ("MD (99% CI)", "1 (95% CI 0 to 2)", ""),
    ):
        (row,) = contrasts(read, rows, f"Study,{header}", f"A 2001,{cells}")
        assert row.get("ci_level", "") == level
    sheet = b"Study,n IG,Mean (99% CI) IG,n KG,Mean (99% CI) KG\nA 2001,5,1 (0 to 2),6,2 (1 to 3)\n"
    draft = filled(reading.draft(sheet, "s.csv", "wide"))
    arms = rows(read(sheet, "s.csv", format="wide", mapping=(draft, "m.yml")), "arms")
    assert [arm["ci_level"] for arm in arms] == ["0.99", "0.99"]


def test_a_column_may_name_the_measure_of_each_row(read, rows) -> None:
    for head, cells in (
        ("Measure", ("HR", "MD")),
        ("Effect measure", ("Hazard ratio", "Mean difference")),
        ("sm", ("HR", "MD")),
    ):
        sheet = (
            f"Study,Outcome,{head},Estimate,Lower CI,Upper CI",
            f"A 2001,Death,{cells[0]},0.5,0.3,0.8",
            f"A 2001,Pain,{cells[1]},-2,-3,-1",
            f"B 2002,Death,{cells[0]},0.6,0.3,0.9",
        )
        found = contrasts(read, rows, *sheet)
        assert [(each["outcome"], each["measure"], each["estimate"]) for each in found] == [
            ("Death", "HR", "0.5"), ("Death", "HR", "0.6"), ("Pain", "MD", "-2"),
        ]  # fmt: skip
    (row,) = contrasts(read, rows, "Study,sm,TE,seTE", "A 2001,log OR,0.5,0.1")
    assert (row["measure"], float(row["estimate"])) == ("OR", pytest.approx(math.exp(0.5)))


def test_numbered_people_beside_an_effect_are_told() -> None:
    draft = reading.draft(b"Study,OR,95% CI,n1,n2\nA,0.5,0.3-0.9,30,31\n", "s.csv", "wide")
    assert "write them beside the effect as n_intervention and n_control: n1, n2" in draft
