"""Covidence exports, whose columns a mapping names."""

from __future__ import annotations

import pytest
from sample_files import csv_bytes

from living_review.exchange import reading
from living_review.ground.errors import BadInput

ROW = {
    "Covidence #": 7,
    "Study ID": "Adams 2001",
    "Title": "A trial of support",
    "Reviewer Name": "Consensus",
    "Mood post: Support Mean": 10.5,
    "Mood post: Support SD": 3.25,
    "Mood post: Support N": 24,
    "Mood post: Control Mean": 12,
    "Mood post: Control SD": 3.5,
    "Mood post: Control N": 26,
    "Funding": "A charity",
}
MAPPING = b"""
study:
  label: Study ID
  reviewer: Reviewer Name
  keep_reviewer: Consensus
  columns: {citation: Title}
results:
  - outcome: mood
    timepoint: post
    higher_is_better: false
    instrument: BDI-II
    weeks: 12
    arms:
      - arm: support
        role: intervention
        columns: {n: "Mood post: Support N", mean: "Mood post: Support Mean",
                  sd: "Mood post: Support SD"}
      - arm: usual care
        role: control
        columns: {n: "Mood post: Control N", mean: "Mood post: Control Mean",
                  sd: "Mood post: Control SD"}
"""


def test_a_mapping_says_which_column_holds_what(read, rows) -> None:
    other = {**ROW, "Reviewer Name": "Reviewer A", "Mood post: Support N": 99}
    imported = read(
        csv_bytes([other, ROW]), mapping=(MAPPING, "m.yml"), timepoint=None, higher_is_better=None
    )
    arms = rows(imported, "arms")
    assert [(r["arm"], r["role"], r["n"], r["mean"], r["sd"]) for r in arms] == [
        ("support", "intervention", "24", "10.5", "3.25"),
        ("usual care", "control", "26", "12", "3.5"),
    ]
    assert (arms[0]["weeks"], arms[0]["instrument"]) == ("12", "BDI-II")
    (trial,) = rows(imported, "trials")
    assert (trial["year"], trial["citation"]) == ("2001", "A trial of support")
    assert {each.where for each in imported.report} == {"Covidence #", "Funding", "row"}


@pytest.mark.parametrize(
    ("label", "column", "year"),
    [("Adams 2001", "2003", "2003"), ("Adams", "1999", "1999"), ("Adams 2001", "", "2001")],
)
def test_the_year_of_its_own_column_goes_before_that_of_the_label(read, rows, label, column, year):
    mapping = MAPPING.replace(b"{citation: Title}", b"{citation: Title, year: Published}")
    row = {**ROW, "Study ID": label, "Published": column}
    found = read(
        csv_bytes([row]), mapping=(mapping, "m.yml"), timepoint=None, higher_is_better=None
    )
    assert [each["year"] for each in rows(found, "trials")] == [year]


def test_a_study_without_figures_is_a_trial_without_arms(read, rows) -> None:
    empty = {**dict.fromkeys(ROW, ""), "Study ID": "Brown 2002", "Reviewer Name": "Consensus"}
    imported = read(csv_bytes([ROW, empty]), mapping=(MAPPING, "m.yml"))
    assert len(rows(imported, "trials")) == 2
    assert len(rows(imported, "arms")) == 2


def test_a_study_in_two_rows_is_a_question_and_not_a_choice(read) -> None:
    mapping = MAPPING.replace(b"  keep_reviewer: Consensus\n", b"")
    with pytest.raises(BadInput, match="rows 2 and 3: the study 'Adams 2001' stands twice"):
        read(csv_bytes([ROW, ROW]), "c.csv", mapping=(mapping, "m.yml"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"Support SD", b"Support SE", "did you mean 'Mood post: Support SD'"),
        (b"columns: {citation: Title}", b"columns: {nonsense: Title}", "'nonsense'"),
        (b"role: control", b"role: comparator", "intervention or control"),
        (b"higher_is_better: false", b"higher_is_better:", "higher_is_better"),
        (b"sd: ", b"sds: ", "'sds'"),
    ],
)
def test_a_wrong_mapping_is_a_sentence(read, old: bytes, new: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(csv_bytes([ROW]), mapping=(MAPPING.replace(old, new), "m.yml"))
    assert said in " ".join(caught.value.problems)


def test_without_a_mapping_the_way_to_one_is_told(read) -> None:
    with pytest.raises(BadInput, match="--draft-mapping"):
        read(csv_bytes([ROW]))


def test_a_draft_leaves_arm_outcome_and_direction_blank() -> None:
    draft = reading.draft(csv_bytes([ROW]), "c.csv", None)
    assert 'label: "Study ID"' in draft
    assert 'mean: "Mood post: Support Mean"' in draft
    assert "higher_is_better:  #" in draft
    assert "role:          #" in draft
    assert "#   Funding" in draft


DRAFTED = """
study:
  label: "Study ID"
  reviewer: "Reviewer Name"
  keep_reviewer:       # such as Consensus, where a study stands in several rows
  columns:
    citation: "Title"
results:
  - outcome:           # Mood post: Support
    timepoint:
    higher_is_better:  # true or false, for the scale or event as it was measured
    instrument:
    arms:
      - arm: "Mood_post_Support"
        role:          # intervention or control
        columns:
          mean: "Mood post: Support Mean"
          sd: "Mood post: Support SD"
          n: "Mood post: Support N"
  - outcome:           # Mood post: Control
    timepoint:
    higher_is_better:  # true or false, for the scale or event as it was measured
    instrument:
    arms:
      - arm: "Mood_post_Control"
        role:          # intervention or control
        columns:
          mean: "Mood post: Control Mean"
          sd: "Mood post: Control SD"
          n: "Mood post: Control N"
# A result has at least two arms: put the arms of one outcome and time point together.
# All columns of the export:
#   Covidence #
#   Study ID
#   Title
#   Reviewer Name
#   Mood post: Support Mean
#   Mood post: Support SD
#   Mood post: Support N
#   Mood post: Control Mean
#   Mood post: Control SD
#   Mood post: Control N
#   Funding
"""


def test_a_draft_is_a_mapping_of_every_column_that_is_understood() -> None:
    draft = reading.draft(csv_bytes([ROW]), "c.csv", None)
    assert draft[draft.index("\nstudy:") :] == DRAFTED


BARE = {"Covidence #": 7, "Study identifier": "Adams 2001", "Cured: Total N": 9}


@pytest.mark.parametrize(
    ("column", "line"),
    [
        (None, '  label: "Study identifier"'),
        ("Study", '  label: "Study"'),
        ("Reviewer Name", '  reviewer: "Reviewer Name"'),
        ("Template name", '  template: "Template name"'),
        ("Published Year", '    year: "Published Year"'),
        ("DOI", '    doi: "DOI"'),
        ("Country", '    country: "Country"'),
        ("Overall bias", '  - {tool: RoB2, domain: "overall", judgement: "Overall bias"}'),
        *[(f"Healed - {name}", f'          {statistic}: "Healed - {name}"')
          for name, statistic in (("Standard deviation", "sd"), ("Standard error", "se"),
                                  ("No. of events", "events"), ("Median", "median"),
                                  ("Sample size", "n"))],
    ],
)  # fmt: skip
def test_a_column_with_a_usual_name_has_its_place_in_the_draft(column, line) -> None:
    def draft(row: dict[str, object]) -> list[str]:
        return (
            reading.draft(csv_bytes([row]), "c.csv", "covidence")
            .split("# A result has")[0]
            .splitlines()
        )

    plain = draft(BARE)
    assert "  reviewer:" in plain
    assert "  columns:" not in plain
    assert "risk_of_bias:" not in plain
    assert '          n: "Cured: Total N"' in plain
    if column is None:
        assert line in plain
    else:
        assert line not in plain
        assert line in draft({**BARE, column: "Some concerns"})


ONE_EACH = b"""
study:
  {label: Study ID, reviewer: Reviewer Name, keep_reviewer: reviewer  b, columns: {citation: Title}}
results: []
"""


def test_no_study_is_lost_because_another_reviewer_extracted_it(read, rows) -> None:
    export = [
        {"Study ID": study, "Title": title, "Reviewer Name": reviewer}
        for study, title, reviewer in (
            ("Adams 2001", "by A alone", "Reviewer A"),
            ("Baker 2002", "by A", "Reviewer A"),
            ("Baker 2002", "by B", "Reviewer B"),
            ("Clark 2003", "by nobody", ""),
        )
    ]
    imported = read(csv_bytes(export), mapping=(ONE_EACH, "m.yml"), format="covidence")
    trials = rows(imported, "trials")
    assert [trial["citation"] for trial in trials] == ["by A alone", "by B", "by nobody"]
    said = [f"{each.kind}: {each.found}: {each.reason}" for each in imported.report]
    assert said == [
        "please check: Adams 2001: row 2 is by Reviewer A, and none of the study is by reviewer b; "
        "it is used.",
        "not mapped: Baker 2002: row 3, extracted by Reviewer A; row 4, by Reviewer B, is used.",
        "please check: Clark 2003: row 5 is by nobody who is named, and none of the study is by "
        "reviewer b; it is used.",
    ]


def test_rows_of_a_study_among_which_nobody_can_choose_are_refused(read) -> None:
    export = [
        {"Study ID": "Adams 2001", "Title": "A", "Reviewer Name": name} for name in ("A", "C", "D")
    ]
    with pytest.raises(
        BadInput, match=r"rows 2, 3 and 4: .* stands 3 times, and reviewer  ?b is not"
    ):
        read(csv_bytes(export), mapping=(ONE_EACH, "m.yml"), format="covidence")


def test_two_studies_of_one_name_are_told_apart_by_their_number(read, rows) -> None:
    other = {**ROW, "Covidence #": 12, "Title": "Another trial", "Mood post: Support N": 80}
    imported = read(csv_bytes([ROW, other]), mapping=(MAPPING, "m.yml"))
    trials = {row["trial_id"]: row["citation"] for row in rows(imported, "trials")}
    assert set(trials.values()) == {"A trial of support", "Another trial"}
    of = {row["trial_id"]: row["n"] for row in rows(imported, "arms") if row["arm"] == "support"}
    assert {trials[trial]: n for trial, n in of.items()} == {
        "A trial of support": "24",
        "Another trial": "80",
    }


def test_templates_of_one_study_are_put_together(read, rows) -> None:
    results = {key: cell for key, cell in ROW.items() if key != "Title"}
    first = {**dict.fromkeys(ROW, ""), "Study ID": "Adams 2001", "Covidence #": 7,
             "Title": "A trial of support", "Reviewer Name": "Consensus", "Template": "Design",
             "Funding": "A ministry"}  # fmt: skip
    export = csv_bytes([first, {**results, "Title": "", "Template": "Results"}])
    mapping = MAPPING.replace(b"  label: Study ID\n", b"  label: Study ID\n  template: Template\n")
    imported = read(export, mapping=(mapping, "m.yml"))
    (trial,) = rows(imported, "trials")
    assert trial["citation"] == "A trial of support"
    assert len(rows(imported, "arms")) == 2
    (differing,) = [each for each in imported.report if "of another is used" in each.reason]
    assert (differing.where, differing.found) == ("Funding", "Adams 2001")


QUALITY = {
    "Covidence #": 7,
    "Study ID": "Adams 2001",
    "Title": "A trial of support",
    "Reviewer Name": "Consensus",
    "Sequence generation": "Low risk",
    "Sequence generation: supporting text": "A computer",
    "Blinding of outcome assessment": "Unclear",
    "Notes": "",
}


def test_the_export_of_quality_assessment_is_recognised_and_read(read, rows) -> None:
    text = reading.draft(csv_bytes([QUALITY]), "quality.csv", None)
    text = text.replace("keep_reviewer:  ", "keep_reviewer: Consensus  ")
    imported = read(csv_bytes([QUALITY]), mapping=(text.encode(), "m.yml"))
    found = [(r["domain"], r["judgement"], r["support"]) for r in rows(imported, "risk_of_bias")]
    assert found == [
        ("sequence generation", "low", "A computer"),
        ("blinding of outcome assessment", "unclear", ""),
    ]


def test_a_judgement_in_other_words_and_a_wrong_domain_are_named(read) -> None:
    head = 'study: {label: "Study ID"}\nrisk_of_bias: [{tool: RoB1, '
    right = f'{head}domain: sequence generation, judgement: "Notes"}}]\n'
    imported = read(csv_bytes([{**QUALITY, "Notes": "fine"}]), mapping=(right.encode(), "m.yml"))
    assert any("'fine' is no judgement of RoB1" in each.reason for each in imported.report)
    wrong = right.replace("sequence generation", "sequence generaton")
    with pytest.raises(BadInput, match="did you mean 'sequence generation'"):
        read(csv_bytes([QUALITY]), mapping=(wrong.encode(), "m.yml"))


SUPPORT = ("Mood post: Support Mean", "Mood post: Support SD", "Mood post: Support N")
BOTH = (*SUPPORT, *(name.replace("Support", "Control") for name in SUPPORT))


@pytest.mark.parametrize(("separator", "mean"), [(";", "10.5"), ("\t", "10.5"), (",", "10,5")])
def test_a_decimal_comma_is_one_where_no_comma_parts_the_cells(read, rows, separator, mean) -> None:
    row = {name: str(cell).replace(".", ",") for name, cell in ROW.items()}
    text = separator.join(row) + "\n" + separator.join(f'"{cell}"' for cell in row.values())
    imported = read(text.encode(), mapping=(MAPPING, "m.yml"))
    assert rows(imported, "arms")[0]["mean"] == mean


@pytest.mark.parametrize("given", [BOTH[:1], BOTH[:3], BOTH[3:], BOTH[2:4], BOTH[5:], ()])
def test_an_arm_of_which_anything_is_given_is_an_arm_and_the_other_is_told(
    read, rows, given: tuple[str, ...]
) -> None:
    row = {name: cell for name, cell in ROW.items() if name not in BOTH or name in given}
    imported = read(csv_bytes([{**dict.fromkeys(ROW, ""), **row}]), mapping=(MAPPING, "m.yml"))
    arms = rows(imported, "arms") if given else []
    sides = {"support": BOTH[:3], "usual care": BOTH[3:]}
    there = [arm for arm, names in sides.items() if set(names) & set(given)]
    assert [row["arm"] for row in arms] == there
    cells = {cell for row in arms for name in ("n", "mean", "sd") if (cell := row.get(name))}
    assert cells == {str(ROW[name]) for name in given}
    told = [each.where for each in imported.report if "figures for another arm" in each.reason]
    assert told == [arm for arm in sides if there and arm not in there]


KEYS = {
    "study.label": b'study: {label: "Zz"}',
    "study.id": b'study: {label: "Study ID", id: "Zz"}',
    "study.template": b'study: {label: "Study ID", template: "Zz"}',
    "study.columns.year": b'study: {label: "Study ID", columns: {year: "Zz"}}',
    "results[0].arms.support.sd": MAPPING.replace(b"Mood post: Support SD", b"Zz"),
    "risk_of_bias[1].judgement": b'study: {label: "Study ID"}\nrisk_of_bias: [{tool: RoB1, '
    b"domain: sequence generation, judgement: Funding}, {tool: RoB1, domain: sequence generation, "
    b'judgement: "Zz"}]',
    "risk_of_bias[0].support": b'study: {label: "Study ID"}\nrisk_of_bias: [{tool: RoB1, domain: '
    b'sequence generation, judgement: Funding, support: "Zz"}]',
}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_column_that_is_not_there_or_there_twice_is_named_with_its_key(read, key: str) -> None:
    said = {"mapping": (KEYS[key], "m.yml"), "format": "covidence"}
    with pytest.raises(BadInput) as refused:
        read(csv_bytes([ROW]), "c.csv", **said)
    (problem,) = refused.value.problems
    assert problem == (
        f"The mapping's {key} names the column 'Zz', which c.csv has not; take a name from its "
        "header."
    )
    text = csv_bytes([{**ROW, "Zz": "", "ZZ": ""}])
    read(text, "c.csv", **said)
    with pytest.raises(BadInput) as refused:
        read(text.replace(b"ZZ", b"Zz"), "c.csv", **said)
    (problem,) = refused.value.problems
    assert problem.startswith(f"c.csv has several columns named 'Zz', which the mapping's {key} ")


def test_a_name_like_no_column_of_the_registry_is_answered_with_those_that_are(read) -> None:
    for old, new, one in ((b"{citation: Title}", b"{zzzz: Title}", "citation, "),
                          (b"{n: ", b"{zzzz: ", "mean, ")):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            read(csv_bytes([ROW]), mapping=(MAPPING.replace(old, new, 1), "m.yml"))
        (problem,) = refused.value.problems
        assert problem.startswith("The mapping fills 'zzzz', which is no such column")
        assert one in problem.split("; allowed are ")[1]
        assert problem.endswith(".")


def test_a_row_without_a_name_is_of_no_study_and_one_without_a_number_is(read, rows) -> None:
    nameless, numberless = {**ROW, "Study ID": ""}, {**ROW, "Covidence #": ""}
    imported = read(csv_bytes([numberless, nameless]), mapping=(MAPPING, "m.yml"))
    assert len(rows(imported, "trials")) == 1
    said = [(e.found, e.reason) for e in imported.report if "nobody knows" in e.reason]
    assert said == [("3", "row 3 has no Study ID, so nobody knows which study it is of.")]


def test_two_rows_of_a_study_are_said_to_stand_twice(read) -> None:
    export = [{"Study ID": "Adams", "Title": "A", "Reviewer Name": name} for name in ("A", "C")]
    with pytest.raises(BadInput, match=r"rows 2 and 3: the study 'Adams' stands twice, and review"):
        read(csv_bytes(export), mapping=(ONE_EACH, "m.yml"), format="covidence")
