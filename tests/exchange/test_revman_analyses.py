"""What RevMan pooled and how: the drafted protocol makes of an import RevMan's own numbers."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

import pytest
from sample_files import SETTINGS, csv_bytes, package, revman5

from living_review.exchange import reading
from living_review.exchange.revman_export import package as exported
from living_review.findings import Findings, VersionInfo
from living_review.protocol import parse_protocol
from living_review.registry import read as read_registry
from living_review.synthesis import synthesise

DAY = dt.date(2026, 1, 2)
# Fleiss 1993, as RevMan 5 stores it in a file that its authors share (R package meta).
FLEISS = {
    "MRC-1": (49, 615, 67, 624),
    "CDP": (44, 758, 64, 771),
    "MRC-2": (102, 832, 126, 850),
    "GASP": (32, 317, 38, 309),
    "PARIS": (85, 810, 52, 406),
    "AMIS": (246, 2267, 219, 2257),
    "ISIS-2": (1570, 8587, 1720, 8600),
}
LABELS = "<GROUP_LABEL_1>Aspirin</GROUP_LABEL_1><GROUP_LABEL_2>Placebo</GROUP_LABEL_2>"


def events(counts: dict[str, tuple[int, int, int, int]]) -> str:
    return "".join(
        f'<DICH_DATA STUDY_ID="STD-{name}" EVENTS_1="{a}" TOTAL_1="{n}" EVENTS_2="{b}"'
        f' TOTAL_2="{m}"/>'
        for name, (a, n, b, m) in counts.items()
    )


def outcome(number: int, name: str, rows: str, kind: str = "DICH", **said: str) -> str:
    attributes = " ".join(f'{key}="{value}"' for key, value in said.items())
    return (
        f'<{kind}_OUTCOME NO="{number}" {attributes}><NAME>{name}</NAME>{LABELS}{rows}'
        f"</{kind}_OUTCOME>"
    )


def parts(kind: str, **rows: str) -> str:
    return "".join(
        f'<{kind}_SUBGROUP NO="{number}"><NAME>{name.replace("_", " ")}</NAME>{own}'
        f"</{kind}_SUBGROUP>"
        for number, (name, own) in enumerate(rows.items(), start=1)
    )


def review(*outcomes: str, studies: tuple[str, ...] = tuple(FLEISS)) -> bytes:
    listed = "".join(f'<STUDY ID="STD-{n}" NAME="{n}" YEAR="1980"/>' for n in studies)
    return revman5(
        "<COVER_SHEET><TITLE>Aspirin</TITLE><CREATORS><PERSON><FIRST_NAME>A</FIRST_NAME>"
        "<LAST_NAME>Author</LAST_NAME></PERSON></CREATORS></COVER_SHEET>"
        f"<INCLUDED_STUDIES>{listed}</INCLUDED_STUDIES>"
        f'<COMPARISON NO="1"><NAME>Aspirin versus placebo</NAME>{"".join(outcomes)}</COMPARISON>'
    )


_BLANKS = (
    *(("title", "A review"), ("authors", "[Nobody]"), ("population", "adults")),
    *(("intervention", "care"), ("comparator", "no care")),
)


def finished(text: str) -> str:
    """Fill in the blanks of a drafted protocol."""
    for name, said in _BLANKS:
        text = re.sub(rf"(?m)^( +{name}:) *(#.*)?$", rf"\1 {said}", text)
    return text


def found(content: bytes, mapping: str = "", file: str = "a.rm5") -> dict[str, Any]:
    """Give the findings of an imported file by outcome."""
    return {each.outcome: each for each in reviewed(content, mapping, file).findings}


def reviewed(content: bytes, mapping: str = "", file: str = "a.rm5") -> Findings:
    """Import a file, draft its protocol, and bring its trials together."""
    given = (mapping.encode(), "mapping.yml") if mapping else None
    said: dict[str, Any] = {"mapping": given, "timepoint": "end", "higher_is_better": False}
    text = reading.protocol_draft(content, file, None, **said)
    protocol = parse_protocol(finished(text))
    imported = reading.imported(
        content,
        file,
        None,
        **said,
        weeks_are=None,
        date_added=DAY,
        pulled_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    snapshot = read_registry(imported.tables, protocol)
    version = VersionInfo(number=1, date=DAY)
    return synthesise(snapshot, protocol, today=DAY, version=version)


def test_a_file_gives_the_numbers_that_revman_stores_in_it() -> None:
    content = review(
        outcome(1, "Death", events(FLEISS), EFFECT_MEASURE="OR", METHOD="MH", RANDOM="NO")
    )
    death = found(content)["Death"]
    assert death.k == 7
    assert death.pooled.estimate == pytest.approx(0.8968655609130709, rel=1e-12)
    assert death.pooled.ci_low == pytest.approx(0.8405144008917793, rel=1e-9)
    assert death.pooled.ci_high == pytest.approx(0.9569947088336491, rel=1e-9)
    assert death.heterogeneity.q == pytest.approx(9.946055983220074, rel=1e-9)
    assert death.heterogeneity.i2_q == pytest.approx(39.67458045558399, rel=1e-9)
    assert abs(death.pooled.statistic) == pytest.approx(3.287633061337987, rel=1e-9)


WAYS = [
    ("OR", "MH", "NO", ("mantel-haenszel", "common", "common", "wald")),
    ("RR", "MH", "YES", ("mantel-haenszel", "random", "DL, Mantel-Haenszel Q", "wald")),
    ("RD", "IV", "NO", ("inverse-variance", "common", "common", "wald")),
    ("RR", "IV", "YES", ("inverse-variance", "random", "DL", "wald")),
    ("PETO_OR", "PETO", "NO", ("peto", "common", "common", "wald")),
]


@pytest.mark.parametrize(("measure", "method", "random", "way"), WAYS)
def test_method_and_model_are_those_of_the_file(measure, method, random, way) -> None:
    said = {"EFFECT_MEASURE": measure, "METHOD": method, "RANDOM": random, "CI_TOTAL": "90"}
    death = found(review(outcome(1, "Death", events(FLEISS), **said)))["Death"]
    pooled = death.pooled
    assert (pooled.method, pooled.model, pooled.tau2_method, pooled.interval) == way
    assert pooled.level == 0.9
    assert death.measure == measure.removeprefix("PETO_")


def test_what_has_no_total_is_kept_and_not_pooled() -> None:
    content = review(
        outcome(1, "Death", events(FLEISS), EFFECT_MEASURE="OR", METHOD="MH", TOTALS="NO")
    )
    death = found(content)["Death"]
    assert (death.synthesis, death.k, death.pooled) == ("narrative", 7, None)
    assert "protocol asks" in death.narrative.reason


SUBGROUPS = outcome(
    1,
    "Pain",
    parts(
        "DICH",
        Low_dose=events({"CDP": FLEISS["CDP"], "GASP": FLEISS["GASP"]}),
        High_dose=events({"CDP": FLEISS["CDP"], "AMIS": FLEISS["AMIS"]}),
    ),
    EFFECT_MEASURE="OR",
    METHOD="MH",
    RANDOM="NO",
    TOTALS="SUB",
    SUBGROUPS="YES",
)


def test_subgroups_that_revman_pools_alone_are_outcomes_of_their_own() -> None:
    made = found(review(SUBGROUPS))
    assert list(made) == ["Pain_Low_dose", "Pain_High_dose"]
    assert [each.outcome_label for each in made.values()] == ["Pain: Low dose", "Pain: High dose"]
    assert [(each.synthesis, each.k) for each in made.values()] == [("pooled", 2)] * 2


def test_their_total_is_pooled_only_where_the_team_says_so(read) -> None:
    content = review(SUBGROUPS)
    assert any("shows no total" in each.reason for each in read(content).report)
    together = 'outcomes: {"1.1": {outcome: pain, timepoint: end, higher_is_better: false}}\n'
    made = found(content, together)
    assert (made["pain"].synthesis, made["pain"].k) == ("narrative", 3)


def test_rows_outside_the_subgroups_are_kept() -> None:
    both = SUBGROUPS.replace(
        "<DICH_SUBGROUP", events({"PARIS": FLEISS["PARIS"]}) + "<DICH_SUBGROUP", 1
    )
    made = found(review(both))
    assert {name: each.synthesis for name, each in made.items()} == {
        "Pain": "single",
        "Pain_Low_dose": "pooled",
        "Pain_High_dose": "pooled",
    }


def test_subgroups_of_other_trials_become_a_column_that_the_protocol_compares(read, rows) -> None:
    small, large = (dict(list(FLEISS.items())[i:j]) for i, j in ((0, 4), (4, 7)))
    content = review(
        outcome(
            1,
            "Death",
            parts("DICH", Small=events(small), Large=events(large)),
            EFFECT_MEASURE="OR",
            METHOD="MH",
            RANDOM="NO",
            TOTALS="YES",
        )
    )
    trials = rows(read(content), "trials")
    assert {row["label"]: row["subgroup_Death"] for row in trials}["AMIS"] == "Large"
    death = found(content)["Death"]
    assert death.pooled.estimate == pytest.approx(0.8968655609130709, rel=1e-12)
    assert [(level.level, level.k) for level in death.subgroups[0].levels] == [
        ("Large", 3),
        ("Small", 4),
    ]


def test_outcomes_of_two_comparisons_stay_in_their_own(read) -> None:
    first = outcome(1, "Pain", events({"CDP": FLEISS["CDP"], "GASP": FLEISS["GASP"]}),
                    EFFECT_MEASURE="OR", METHOD="MH")  # fmt: skip
    content = review(first)
    other = first.replace("Placebo", "Naproxen")
    content = content.replace(
        b"</COMPARISON>",
        f'</COMPARISON><COMPARISON NO="2"><NAME>Aspirin versus naproxen</NAME>{other}'
        "</COMPARISON>".encode(),
    )
    text = reading.protocol_draft(
        content, "a.rm5", None, mapping=None, timepoint="end", higher_is_better=False
    )
    protocol = parse_protocol(finished(text))
    assert [(each.comparator, each.outcomes) for each in protocol.comparisons] == [
        ("Placebo", ("Pain",)),
        ("Naproxen", ("Pain_2.1",)),
    ]
    assert protocol.review.title == "Aspirin"
    assert tuple(map(str, protocol.review.authors)) == ("A Author",)


def test_log_rank_and_generic_results_are_pooled_as_revman_does() -> None:
    rows = (("CDP", -3.0, 8.0), ("GASP", 1.0, 4.0))
    log_rank = "".join(f'<IPD_DATA STUDY_ID="STD-{n}" O_E="{o}" VAR="{v}"/>' for n, o, v in rows)
    generic = "".join(
        f'<IV_DATA STUDY_ID="STD-{n}" ESTIMATE="{o / v}" SE="{1 / math.sqrt(v)}"/>'
        for n, o, v in rows
    )
    name = "<EFFECT_MEASURE>Peto Odds Ratio</EFFECT_MEASURE>"
    content = review(
        outcome(1, "Relapse", name + log_rank, "IPD"),
        outcome(2, "Fracture", name.replace("Peto ", "") + generic, "IV", RANDOM="NO"),
    )
    made = found(content)
    ratio = math.exp(sum(o for _, o, _ in rows) / sum(v for *_, v in rows))
    for each in ("Relapse", "Fracture"):
        assert made[each].pooled.estimate == pytest.approx(ratio, rel=1e-12)
    assert made["Relapse"].pooled.method == "peto"


def test_the_settings_of_a_data_package_say_the_same() -> None:
    said = {
        "Statistical method": "MH",
        "Analysis model": "Fixed effect",
        "Estimate CI": "95%",
        "Effect measure": "Odds Ratio",
    }
    rows = [
        {
            "Analysis group": 1,
            "Analysis number": 1,
            "Study": name,
            "Study year": 1980,
            "Subgroup": "Low" if name in ("CDP", "GASP") else "High",
            "Applicability": "SUBGROUP_AND_OVERALL",
            "Experimental cases": a,
            "Experimental N": n,
            "Control cases": b,
            "Control N": m,
        }
        for name, (a, n, b, m) in FLEISS.items()
    ]

    def death(**more: str) -> Any:
        settings = csv_bytes([{**SETTINGS[0], **said, **more}])
        content = package(overall_estimates_and_settings=settings, data_rows=csv_bytes(rows))
        return found(content, file="a.zip")

    pooled = death()["Relapse"].pooled
    assert pooled.estimate == pytest.approx(0.8968655609130709, rel=1e-12)
    hksj = {"Analysis model": "Random effects", "Statistical method": "IV"}
    pooled = death(**hksj, **{"Tau² method": "REML", "Interval": "HKSJ"})["Relapse"].pooled
    assert (pooled.tau2_method, pooled.interval, pooled.safeguard) == (
        "REML",
        "knapp-hartung",
        "none",
    )
    made = death(**{"Overall estimates": "false", "Subgroup estimates": "true"})
    assert {name: each.k for name, each in made.items()} == {"Relapse_High": 5, "Relapse_Low": 2}
    made = death(**{"Overall estimates": "false", "Subgroup estimates": "false"})
    assert made["Relapse"].synthesis == "narrative"


def test_a_package_that_is_exported_comes_back_with_its_numbers() -> None:
    small = dict(list(FLEISS.items())[:4])
    means = "".join(
        f'<CONT_DATA STUDY_ID="STD-{n}" MEAN_1="{10 + i}" SD_1="3.5" TOTAL_1="{20 + i}"'
        f' MEAN_2="12" SD_2="4" TOTAL_2="25"/>'
        for i, n in enumerate(small)
    )
    generic = "".join(
        f'<IV_DATA STUDY_ID="STD-{n}" ESTIMATE="{-0.1 * i - 0.05}" SE="0.2"/>'
        for i, n in enumerate(small)
    )
    hazard = "<EFFECT_MEASURE>Hazard Ratio</EFFECT_MEASURE>"
    content = review(
        outcome(1, "Death", events(FLEISS), EFFECT_MEASURE="OR", METHOD="MH", RANDOM="NO"),
        outcome(2, "Stroke", events(small), EFFECT_MEASURE="RR", METHOD="MH", RANDOM="YES"),
        outcome(3, "Mood", means, "CONT", EFFECT_MEASURE="SMD", RANDOM="YES"),
        outcome(4, "Relapse", hazard + generic, "IV", RANDOM="YES", CI_TOTAL="90"),
        outcome(5, "Pain", events(small), EFFECT_MEASURE="OR", METHOD="MH", TOTALS="NO"),
    )
    first = reviewed(content)
    package = exported(first)
    assert package.left_out == ()
    again = reviewed(package.content, file="b.zip")
    assert again.findings
    for before, after in zip(first.findings, again.findings, strict=True):
        assert (before.outcome, before.synthesis, before.k) == (
            after.outcome,
            after.synthesis,
            after.k,
        )
        assert (before.pooled is None) == (after.pooled is None)
        if before.pooled:
            for name in ("estimate", "ci_low", "ci_high", "level"):
                one, other = (getattr(each.pooled, name) for each in (before, after))
                assert one == pytest.approx(other, rel=1e-9)
            assert after.pooled.method == before.pooled.method
            assert after.pooled.tau2_method == before.pooled.tau2_method


# Five trials of mental health treatment in Fleiss 1993, and what RevMan 5 exports for their pool.
DAYS = {
    "Davis": (13, 5.0, 4.7, 13, 6.5, 3.8),
    "Florell": (30, 4.9, 1.71, 50, 6.1, 2.3),
    "Gruen": (35, 22.5, 3.44, 35, 24.9, 10.65),
    "Hart": (20, 12.5, 1.47, 20, 12.3, 1.66),
    "Wilson": (8, 6.5, 0.76, 8, 7.38, 1.41),
}


def test_the_export_of_revman_5_gives_the_pool_that_stands_in_it() -> None:
    head = {"Comparison Number": 1, "Outcome Number": 1, "Subgroup Number": 0}
    columns = ("Total 1", "Mean 1", "SD 1", "Total 2", "Mean 2", "SD 2")
    rows = [{**head, "Outcome Number": 0, "Name": "Treatment versus control", "Data Type": ""}]
    rows.append(
        {
            **head,
            "Name": "Days",
            "Data Type": "CON",
            "Statistical Method": "IV",
            "Effect Measure": "MD",
            "Analysis Model": "Fixed",
        }
    )
    rows += [
        {**head, "Name": name, "Year of study": 1975, **dict(zip(columns, figures, strict=True))}
        for name, figures in DAYS.items()
    ]
    days = found(csv_bytes(rows), file="a.csv")["Days"]
    assert days.pooled.estimate == pytest.approx(-0.70938839, abs=5e-9)
    assert days.pooled.ci_low == pytest.approx(-1.25848502, abs=5e-9)
    assert days.pooled.ci_high == pytest.approx(-0.16029176, abs=5e-9)
    assert days.heterogeneity.q == pytest.approx(5.66012379, abs=5e-9)
    assert days.heterogeneity.i2_q == pytest.approx(29.33016758, abs=5e-9)
    assert abs(days.pooled.statistic) == pytest.approx(2.53211477, abs=5e-9)


# The weights that RevMan stores for the aspirin trials: Mantel-Haenszel, common effect.
WEIGHTS = (3.17649, 3.101689, 5.67538, 1.795485, 3.217624, 10.153491, 72.87984)


# Trials that differ, and of which one has an empty cell.
UNLIKE = dict(
    zip(
        FLEISS,
        ((10, 50, 20, 50), (0, 80, 9, 75), (30, 60, 15, 62), (8, 40, 12, 41), (3, 90, 10, 88),
         (22, 70, 20, 75), (14, 33, 9, 30)),
        strict=True,
    )
)  # fmt: skip


def data_rows(
    weights: tuple[float, ...],
    subgroups: tuple[str, ...] = ("",) * 7,
) -> bytes:
    """Write trials as data rows without settings."""
    rows = []
    for (name, (a, n, b, m)), weight, subgroup in zip(
        FLEISS.items(), weights, subgroups, strict=True
    ):
        odds = a * (m - b) / (b * (n - a))
        rows.append(
            {"Analysis group": 1, "Analysis number": 1, "Analysis name": "Death", "Study": name,
             "Study year": 1980, "Subgroup": subgroup, "Experimental cases": a,
             "Experimental N": n, "Control cases": b, "Control N": m, "Weight": weight,
             "Mean": round(odds, 6), "CI start": 0.1, "CI end": 9}
        )  # fmt: skip
    return csv_bytes(rows)


def test_data_rows_alone_are_pooled_as_their_weights_say() -> None:
    death = found(data_rows(WEIGHTS), file="CD1-data-rows.csv")["Death"]
    assert death.measure == "OR"
    assert death.pooled.method == "mantel-haenszel"
    assert death.pooled.estimate == pytest.approx(0.8968655609130709, rel=1e-12)
    assert death.pooled.ci_high == pytest.approx(0.9569947088336491, rel=1e-9)


def test_data_rows_without_weights_have_no_total() -> None:
    death = found(data_rows((0,) * 7), file="CD1-data-rows.csv")["Death"]
    assert (death.synthesis, death.k) == ("narrative", 7)


def test_weights_that_add_up_by_subgroup_make_outcomes_of_subgroups() -> None:
    parts_of = ("Small",) * 4 + ("Large",) * 3
    sums = {name: sum(w for w, p in zip(WEIGHTS, parts_of, strict=True) if p == name)
            for name in ("Small", "Large")}  # fmt: skip
    weights = tuple(100 * w / sums[p] for w, p in zip(WEIGHTS, parts_of, strict=True))
    made = found(data_rows(weights, parts_of), file="CD1-data-rows.csv")
    assert {name: (each.synthesis, each.k) for name, each in made.items()} == {
        "Death_Small": ("pooled", 4),
        "Death_Large": ("pooled", 3),
    }
    assert {each.pooled.method for each in made.values()} == {"mantel-haenszel"}


MEASURED = dict(
    zip(
        FLEISS,
        ((10, 3, 24, 12, 3.5, 26), (11, 4, 30, 11.5, 2, 28), (9, 2, 15, 14, 3, 16),
         (8, 3, 40, 8, 3, 41), (12, 5, 90, 11, 4, 8), (7, 2.5, 22, 9, 3, 20),
         (10, 6, 33, 13, 5, 30)),
        strict=True,
    )
)  # fmt: skip
ANALYSES = [
    (measure, method, random)
    for measures, methods in ((("OR", "RR", "RD"), ("MH", "IV")), (("MD", "SMD"), ("IV",)))
    for measure in measures
    for method in methods
    for random in ("YES", "NO")
]
OF_COUNTS, OF_MEANS = ("EVENTS", "TOTAL"), ("MEAN", "SD", "TOTAL")
HEADS = {"EVENTS": "cases", "TOTAL": "N", "MEAN": "mean", "SD": "SD"}


def columns_of(measure: str) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """Give the figures for a measure, and arm and attribute of each of them."""
    of_means = measure in ("MD", "SMD")
    names = OF_MEANS if of_means else OF_COUNTS
    return MEASURED if of_means else UNLIKE, [(arm, name) for arm in (1, 2) for name in names]


@pytest.fixture(scope="module")
def told_again() -> tuple[dict[str, Any], dict[str, Any]]:
    """Pool every measure in every way, and again from rows and weights without settings."""
    outcomes = []
    for number, (measure, method, random) in enumerate(ANALYSES, start=1):
        figures, columns = columns_of(measure)
        kind = "DICH" if figures is UNLIKE else "CONT"
        rows = "".join(
            f'<{kind}_DATA STUDY_ID="STD-{study}" '
            + " ".join(f'{n}_{arm}="{c}"' for (arm, n), c in zip(columns, own, strict=True))
            + "/>"
            for study, own in figures.items()
        )
        said = {"EFFECT_MEASURE": measure, "METHOD": method, "RANDOM": random}
        outcomes.append(outcome(number, f"{measure} {method} {random}", rows, kind, **said))
    first = found(review(*outcomes))
    bare: list[dict[str, object]] = []
    for number, (measure, method, random) in enumerate(ANALYSES, start=1):
        figures, columns = columns_of(measure)
        heads = [f"{('Experimental', 'Control')[arm - 1]} {HEADS[name]}" for arm, name in columns]
        trials = {each.label: each for each in first[f"{measure}_{method}_{random}"].trials}
        bare += [
            {"Analysis group": 1, "Analysis number": number, "Study": study, "Study year": 1980,
             "Analysis name": f"{measure} {method} {random}",
             **dict(zip(heads, own, strict=True)),
             "Weight": round(trials[study].weight_percent, 6),
             "Mean": round(trials[study].estimate, 6), "CI start": 0.1, "CI end": 9}
            for study, own in figures.items()
        ]  # fmt: skip
    return first, found(csv_bytes(bare), file="CD1-data-rows.csv")


@pytest.mark.parametrize(("measure", "method", "random"), ANALYSES)
def test_the_weights_that_a_method_makes_tell_it_again(
    told_again, measure: str, method: str, random: str
) -> None:
    first, again = (each[f"{measure}_{method}_{random}"] for each in told_again)
    assert again.measure == first.measure == measure
    assert first.pooled.method == {"MH": "mantel-haenszel", "IV": "inverse-variance"}[method]
    assert first.pooled.model == {"YES": "random", "NO": "common"}[random]
    assert (again.pooled.method, again.pooled.model, again.pooled.tau2_method) == (
        first.pooled.method,
        first.pooled.model,
        first.pooled.tau2_method,
    )
    assert again.pooled.estimate == pytest.approx(first.pooled.estimate, rel=1e-12)
