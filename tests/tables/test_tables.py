"""Tables are accessible HTML in which every cell is text."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
import sample_documents
from sample_findings import little_difference, many, narrative, none, readmission, recovery, single

from living_review.findings import Finding, LeftOut, QuarantineEntry, Sensitivity
from living_review.findings.registry import SAID_TO_READERS
from living_review.ground.from_the_right import apart
from living_review.ground.lit import MOST_LIT
from living_review.language import Words, speaking
from living_review.protocol import Shown
from living_review.tables import (
    evidence_profile,
    explored,
    registry,
    results,
    summary_of_findings,
    trials,
)
from living_review.tables.html import draw
from living_review.tables.spec import (
    BLANK,
    Footnote,
    Table,
    banner,
    cell,
    columns,
    number,
    row,
    without_empty_columns,
)

VOID = {"br"}


def test_a_column_that_the_protocol_shows_is_one_of_numbers_or_of_words_and_stands_once() -> None:
    hostile = "<script>alert(1)</script> [x](y) {{ 7*7 }}"
    records = [
        trial.model_copy(update={"extra": {"dose": str(n), "place": hostile, "empty": ""}})
        for n, trial in enumerate(sample_documents.findings(recovery()).trials)
    ]
    asked = [
        Shown(column="dose", label="Dose", unit="mg"),
        *(Shown(column=each) for each in ("place", "empty", "country")),
    ]
    table = trials.characteristics(records, ["dose"], asked)
    heads = {each.heading: each.align for each in table.columns}
    assert (heads["Dose (mg)"], heads["Place"]) == ("number", "text")
    assert not {"Dose", "Empty"} & {*heads}
    assert "<script>" not in str(draw(table))


@pytest.mark.parametrize("name", ["כהן 2015", "تجربة 120 試験, 1990", "محمد (العربي) 2014; 0.35"])
def test_a_number_behind_a_name_that_is_read_from_the_right_stays_behind_it(name: str) -> None:
    held = apart(name)
    assert held != name
    heads, rows = columns(name, number(name)), (row(name, cell(name, href="x.html")), banner(name))
    notes = (Footnote("a", name), Footnote("", name))
    table = Table("t", name, heads, rows, footnotes=notes, header=(("Question", name),))
    for paper in (False, True):
        drawn = str(draw(table, paper=paper))
        assert drawn.count(held) == 9
        assert name not in drawn
    (trial, *_) = recovery().trials
    found = recovery().model_copy(update={"trials": [trial.model_copy(update={"label": name})]})
    assert f">{held}" in draw(results.data_behind_the_figure(found))


class Structure(HTMLParser):
    """Read a table: balanced tags, the width of each row, every heading's scope."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[tuple[str, dict[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(table: Table) -> Structure:
    block = draw(table)
    lines = block.splitlines()
    assert lines[0] == "```{=html}"
    assert lines[-1] == "```"
    structure = Structure()
    structure.feed("\n".join(lines[1:-1]))
    assert not structure.open
    return structure


def every_table() -> list[Table]:
    found = sample_documents.findings()
    made = list(summary_of_findings.tables(found))
    for finding in found.findings:
        made += [results.data_behind_the_figure(finding), explored.sensitivity(finding, {})]
        made += [explored.leave_one_out(finding), explored.cumulative(finding)]
        made += [results.directions(finding), evidence_profile.of_finding(finding)]
        made += [replace(evidence_profile.rules([finding]), id=f"tbl-rules-{finding.key}")]
        made += list(explored.subgroups(finding))
    made += [trials.characteristics(found.trials)]
    made += [trials.by_status(found.trials, "awaiting", "x"), *trials.risk_of_bias(found.trials)]
    made += [registry.searches(found.searches), registry.exclusions(found.searches)]
    made += [registry.entries(found.quarantine, "tbl-q", "x")]
    return [table for table in made if table.rows]


@pytest.mark.parametrize("table", every_table(), ids=lambda table: table.id)
def test_every_table_is_well_formed_and_every_heading_has_a_scope(table: Table) -> None:
    structure = read(table)
    width = len(table.columns)
    waiting = 0
    for cells in structure.rows:
        spans = sum(int(attrs.get("colspan") or 1) for _, attrs in cells)
        assert spans + waiting == width, table.id
        waiting = sum(attrs.get("rowspan") == "2" for _, attrs in cells)
        for tag, attrs in cells:
            assert tag == "td" or attrs.get("scope") in {"col", "row", "colgroup", "rowgroup"}
    assert draw(table).count("<caption>") == 1


def test_hostile_cells_are_text() -> None:
    hostile = "<img src=x onerror=alert(1)> ``` {{< env X >}} \u202e =cmd() &amp;"
    table = Table("tbl-x", hostile, columns(hostile, number("n")), (row(hostile, "1"),))
    block = draw(table)
    assert "<img" not in block
    assert block.count("`") == 6
    assert "{{<" not in block
    assert "\u202e" not in block
    assert read(table).text.count("<img src=x onerror=alert(1)>") == 3


def test_a_very_long_cell_is_cut_and_its_length_told() -> None:
    made = cell("x" * 1_000_000)
    assert len(made.lines[0]) < 1600
    assert made.lines[0].endswith("(1,000,000 characters)")


def test_columns_in_which_nothing_is_said_are_left_out_but_not_the_first() -> None:
    table = Table("t", "c", columns("a", "b", "c"), (row(None, None, "x"), banner("all")))
    kept = without_empty_columns(table)
    assert [column.heading for column in kept.columns] == ["a", "c"]
    assert len(kept.rows[0].cells) == 2
    assert kept.rows[1].banner


def test_a_row_has_the_room_of_what_is_empty_beside_its_name_where_it_is_a_total() -> None:
    for place, css in product(range(1, 5), ("", "group", "stale group", "groups")):
        cells = ["x", *[BLANK] * (place - 1), "y"]
        span = place if "group" in css.split() else 1
        assert row(*cells, css=css).span == span
        assert replace(row(*cells, css=css), banner=True).span == 1
    assert row("x", BLANK, BLANK, css="group").span == 1


@pytest.mark.parametrize(("of_a_trial", "lit"), [(0, False), (1, True), (MOST_LIT, True)])
def test_a_table_of_trials_that_are_not_too_many_is_lit(of_a_trial: int, lit: bool) -> None:
    rows = (row("x"), *(row("x", trial=f"T{n}") for n in range(of_a_trial)))
    assert Table("t", "c", columns("a"), rows).lit is lit
    assert not Table("t", "c", columns("a"), (row("x", trial="T"),) * (MOST_LIT + 1)).lit


def test_on_paper_there_are_no_links() -> None:
    table = Table("t", "c", columns("a"), (row(cell("x", href="page.html")),))
    assert 'href="page.html"' in draw(table)
    assert "href" not in draw(table, paper=True)


def test_what_a_file_holds_and_the_registry_does_not_is_gathered_by_reason() -> None:
    found = [
        LeftOut(file="f.csv", where="row", found=f"Trial {i}", count=2, reason="no figures.")
        for i in range(300)
    ]
    found += [LeftOut(file="f.csv", where="baseline", found=None, count=7, reason="no place.")]
    table = registry.left_out(found, "tbl-l", "x")
    assert len(table.rows) == 2
    text = read(table).text
    assert "Trial 0; Trial 1; Trial 2" in text
    assert "; and 288 more" in text
    assert "600" in text
    assert "No figures." in text
    long = [LeftOut(file="f", where="row", found="x" * 5_000, count=1, reason="a.")] * 2
    assert len(read(registry.left_out(long, "tbl-l", "x")).text) < 400


def test_a_table_without_rows_is_not_drawn() -> None:
    assert draw(replace(every_table()[0], rows=())) == ""


def summary(*found: Finding) -> Structure:
    (table,) = summary_of_findings.tables(sample_documents.findings(*found))
    return read(table)


def test_the_summary_of_findings_has_the_question_in_its_head() -> None:
    text = summary(recovery()).text
    for words in ("Population", "Adults with mental health conditions", "Setting", "Intervention"):
        assert words in text


def test_on_paper_the_question_stands_once_and_fewer_columns_say_all_that_more_do() -> None:
    found = sample_documents.findings(readmission(), recovery(), narrative(), none())
    for whole, brief in zip(
        summary_of_findings.tables(found),
        summary_of_findings.tables(found, paper=True),
        strict=True,
    ):
        assert len(brief.columns) == len(whole.columns) - 2
        for before, after in zip(whole.rows, brief.rows, strict=True):
            assert len(after.cells) == len(brief.columns)
            said = [[line for each in r.cells for line in each.lines] for r in (before, after)]
            assert set(said[1]) | {"–"} == set(said[0]) | {"–"}
            assert after.cells[-2:] == before.cells[-2:]
        drawn = str(draw(brief, paper=True))
        head = drawn[drawn.index("<thead>") : drawn.index("</thead>")]
        caption = drawn[drawn.index("<caption>") : drawn.index("</caption>")]
        for name, text in whole.header:
            assert f"{name}:</span> {text}" in caption
            assert text not in head.replace(f"With {text}", "") or len(text) < 12
        assert "(95% CI)" in head


def test_on_paper_the_name_of_a_total_has_the_room_of_the_empty_cells_beside_it() -> None:
    made = results.data_behind_the_figure(recovery())
    paper, web = (
        str(draw(made, paper=on_paper)).split("<tbody>")[1].split("</tbody>")[0]
        for on_paper in (True, False)
    )
    for each in (each for each in made.rows if each.css == "group"):
        assert each.span > 1
        assert f'<th scope="row" colspan="{each.span}"' in paper
    assert "colspan" not in web
    for part in re.findall(r"<tr[^>]*>.*?</tr>", paper, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>", part)
        spans = [int(n) for n in re.findall(r'colspan="(\d+)"', part)]
        assert len(cells) + sum(n - 1 for n in spans) == len(made.columns)


def test_the_summary_shows_risks_per_1000_at_each_baseline() -> None:
    text = summary(readmission()).text
    assert "Low risk: 100 per 1000" in text
    assert "High risk: 300 per 1000" in text
    assert "RR 1.37 (0.93 to 2.02)" in text
    assert "The risk with the intervention follows from" in text


def test_the_summary_shows_familiar_units_where_there_are_some() -> None:
    text = summary(recovery(), little_difference()).text
    assert "3.9 points higher (1.3 to 6.5 higher) on the RAS-41" in text
    assert "0.13 standard deviations higher (0.61 lower to 0.88 higher)" in text


def test_the_summary_is_honest_about_what_is_not_pooled_and_what_is_not_there() -> None:
    text = summary(narrative(), none()).text
    assert "not pooled" in text
    assert "Both trials" in text
    assert "no usable data" in text
    assert "no trials" in text
    assert "not rated" in text


def test_a_single_trial_shows_its_own_effect() -> None:
    assert "SMD 0.20 (−0.18 to 0.58)" in summary(single()).text


def test_a_stale_rating_is_marked() -> None:
    (table,) = summary_of_findings.tables(sample_documents.findings(recovery("stale")))
    assert 'class="stale' in draw(table)


def test_footnotes_are_lettered_in_reading_order_and_reused() -> None:
    (table,) = summary_of_findings.tables(sample_documents.findings(narrative(), recovery()))
    marks = [note.mark for note in table.footnotes if note.mark not in ("", "*")]
    used = [mark for each in table.rows for c in each.cells for mark in c.notes]
    assert marks == sorted(set(used))
    assert list(dict.fromkeys(used)) == marks
    assert len(used) > len(marks)


def test_a_sensitivity_analysis_names_trials_as_readers_know_them() -> None:
    finding = recovery()
    row_ = finding.sensitivity[1].model_copy(update={"trials_removed": ("T1",), "reason": None})
    table = explored.sensitivity(
        finding.model_copy(update={"sensitivity": (row_,)}), {"T1": "Cook 2012 (WRAP)"}
    )
    assert "Without Cook 2012 (WRAP)." in read(table).text


def test_sensitivity_analyses_that_change_nothing_share_one_sentence_below_the_table() -> None:
    finding = recovery()
    same = tuple(
        Sensitivity(
            id=label,
            label=label,
            k=finding.k,
            pooled=None,
            heterogeneity=None,
            reason="It uses the same trials and methods as the main analysis.",
        )
        for label in ("With online groups", "With any comparator")
    )
    other = {"label": "By Peto", "reason": "Peto’s method does not pool these."}
    fewer = same[0].model_copy(update={"label": "Low risk of bias", "k": 1, "reason": "One left."})
    asked = (*same, fewer, same[0].model_copy(update=other))
    table = explored.sensitivity(finding.model_copy(update={"sensitivity": asked}), {})
    listed = [each.cells[0].lines[0] for each in table.rows]
    assert listed == ["Main analysis", "Low risk of bias", "By Peto"]
    assert [note.text for note in table.footnotes] == [
        "With online groups; with any comparator: the same trials and methods, so the same result."
    ]


def test_a_trial_that_is_not_pooled_is_shown_as_such() -> None:
    finding = recovery()
    apart = finding.trials[0].model_copy(update={"in_pool": False, "weight_percent": None})
    table = results.data_behind_the_figure(
        finding.model_copy(update={"trials": (apart, *finding.trials[1:])})
    )
    assert "Not pooled." in read(table).text
    assert table.rows[0].css == "not-pooled"


def test_sixty_five_trials_are_sixty_five_rows() -> None:
    assert len(results.data_behind_the_figure(many()).rows) == 65 + 2


def test_a_judgement_does_not_need_colour() -> None:
    found = sample_documents.findings()
    (table,) = trials.risk_of_bias(found.trials)
    for each in table.rows:
        assert all(c.symbols and c.lines[0] for c in each.cells[1:])


def test_an_unknown_count_is_never_a_zero() -> None:
    text = read(registry.searches(sample_documents.searches())).text
    assert "Not reported" in text
    assert "240 records; 231 screened; 226 excluded." in text
    assert "Not reported: duplicates removed, sought" in text
    assert not re.search(r"\b0\b", text)


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ([41], "row 41"),
        ([3, 4], "rows 3 and 4"),
        ([40, 41, 42], "rows 40 to 42"),
        ([1, 3, 5], "rows 1, 3 and 5"),
    ],
)
def test_rows_alike_share_a_line(places: list[int], text: str) -> None:
    entry = sample_documents.findings().quarantine[0]
    entries = [entry.model_copy(update={"row": place}) for place in places]
    table = registry.entries(entries, "tbl-q", "x")
    assert [each.cells[0].lines for each in table.rows] == [(f"arms, {text}",)]


def test_a_row_set_aside_shows_its_place_its_value_and_the_reason() -> None:
    entry = QuarantineEntry(
        table="arms",
        file="arms.csv",
        row=1041,
        trial_id="T1",
        column="sd",
        value="",
        rule="sd-missing",
        reason="the SD is missing",
    )
    text = read(registry.entries((entry,), "tbl-q", "Rows set aside")).text
    for words in ("arms, row 1041", "(empty)", "The SD is missing.", "sd-missing"):
        assert words in text


@pytest.mark.parametrize(
    ("language", "rule", "marked"),
    [("es", "n-missing", 1), ("en", "n-missing", 0), ("es", "effect-several-weeks", 0)],
)
def test_what_a_check_says_to_a_team_is_marked_as_english_on_other_pages(
    language: str, rule: str, marked: int
) -> None:
    entry = sample_documents.findings().quarantine[0].model_copy(update={"rule": rule})
    with speaking(Words(language)):
        drawn = draw(registry.entries((entry,), "tbl-q", "x"))
    assert str(drawn).count('lang="en"') == marked


def test_the_rules_of_the_synthesis_are_those_that_speak_to_readers(project_root: Path) -> None:
    sources = (project_root / "src/living_review/synthesis").glob("*.py")
    found = {
        rule for path in sources for rule in re.findall(r'"(effect-[a-z-]+)"', path.read_text())
    }
    assert found == SAID_TO_READERS


def test_a_ratio_of_means_is_told_in_percent_and_not_said_to_lack_a_baseline_risk() -> None:
    finding = readmission().model_copy(update={"measure": "ROM", "absolute": ()})
    text = summary(finding).text
    assert re.search(r"on average \d+% higher \(", text)
    assert "baseline risk" not in text


def test_where_nobody_with_the_comparator_had_the_event_the_people_are_counted() -> None:
    found = readmission()
    trials = tuple(
        trial.model_copy(
            update={
                "arms": tuple(
                    arm.model_copy(update={"events": 0.0 if arm.role == "control" else 3.0})
                    for arm in trial.arms
                )
            }
        )
        for trial in found.trials
    )
    cells = summary(found.model_copy(update={"trials": trials, "absolute": ()})).text
    people = [
        sum(
            arm.n or 0
            for trial in trials
            if trial.in_pool
            for arm in trial.arms
            if arm.role == role
        )
        for role in ("control", "intervention")
    ]
    had = 3 * sum(trial.in_pool for trial in trials)
    assert f"0 of {people[0]:,.0f} people" in cells
    assert f"{had} of {people[1]:,.0f} people" in cells
    assert "no baseline risk" not in cells


@pytest.mark.parametrize("table", [t for t in every_table() if t.footnotes], ids=lambda t: t.id)
def test_on_paper_notes_stand_below_the_table_whose_head_they_would_repeat(table: Table) -> None:
    paper, screen = draw(table, paper=True), draw(table)
    inside, _, below = paper.partition("</table>")
    assert "<tfoot" in screen
    assert "<tfoot" not in paper
    for note in table.footnotes:
        marked = f"<sup>{note.mark}</sup>"
        assert not note.mark or marked in below
    assert below.count("<p") == screen.partition("<tfoot")[2].count("<p") > 0
    assert "<p>" not in inside
