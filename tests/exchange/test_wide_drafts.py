"""A draft of a mapping of a sheet, line by line: what is known is written, what is not is asked."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from living_review.exchange import reading
from living_review.exchange.decisions import named, one_line, quoted
from living_review.exchange.wide.proposal import Proposal, ProposedArm, ProposedResult
from living_review.protocol import IDENTIFIER

FULL = Proposal(
    file="s.xlsx",
    sheet="Data",
    decimal="comma",
    label=("Author", "Year"),
    name=("Study",),
    study_sheet="Trials",
    columns_of_trials={"year": "Jahr", "doi": "DOI"},
    keep=["Setting", "Age: mean"],
    fill_down=True,
    arms=[
        ProposedArm("CBT", "intervention", {"n": "n 1"}, {"Group": "1"}, "Name of group"),
        ProposedArm("waiting", "", {"n": "n 2"}),
    ],
    columns={"weeks": "Weeks"},
    results=[
        ProposedResult("as read", "mood", "post", False, "week 8", "Data", ("Author", "Year"),
                       {"Outcome": "BDI"}, "BDI-II", "8", "change", {"icc": "ICC"},
                       [ProposedArm("CBT", "control", {"mean": "x" * 50, "sd é": "y" * 50})]),
        ProposedResult("not known"),
        ProposedResult("an effect", better=True, measure="OR", log=True, skip=True,
                       sign="positive-favours-intervention", contrast={"estimate": "logOR"}),
        ProposedResult("another", measure="MD", contrast={"estimate": "MD", "se": "SE"}),
    ],
    tool="RoB2",
    rob_sheet="Bias",
    rob_study=("Study",),
    judged={"D1": "Domain 1", "overall": "Overall"},
    notes=["A note."],
    outcomes=("mood", "pain"),
    timepoints=("post",),
)  # fmt: skip
DRAFT = """
#   outcomes of the protocol: mood, pain
#   its time points: post
# A note.
sheet: "Data"
decimal: comma
study:
  label: ["Author", "Year"]
  name: "Study"
  sheet: "Trials"
  fill_down: true
  columns: {year: "Jahr", doi: "DOI"}
  keep:
    - "Setting"
    - "Age: mean"
columns: {weeks: "Weeks"}
arms:
  - arm: "CBT"
    role: intervention
    name: "Name of group"
    where: {Group: "1"}
    columns: {n: "n 1"}
  - arm: "waiting"
    role:      # intervention or control
    columns: {n: "n 2"}
results:
  # as read
  - outcome: mood
    timepoint: post
    higher_is_better: false
    sheet: "Data"
    study: ["Author", "Year"]
    instrument: "BDI-II"
    weeks: 8
    score: change
    where: {Outcome: "BDI"}
    columns: {icc: "ICC"}
    arms:
      - arm: "CBT"
        role: control
        columns:
          mean: "MEAN"
          "sd é": "SD"
  # not known
  - outcome:
    timepoint:
    higher_is_better:         # true or false, as it was measured
  # an effect
  - outcome:
    timepoint:
    higher_is_better: true
    skip: true
    contrast:
      measure: OR
      log: true
      sign: positive-favours-intervention
      columns: {estimate: "logOR"}
  # another
  - outcome:
    timepoint:
    higher_is_better:         # true or false, as it was measured
    contrast:
      measure: MD
      sign:      # positive-favours-intervention, negative-favours-… or intervention-minus-control
      columns: {estimate: "MD", se: "SE"}
risk_of_bias:
  tool: RoB2
  sheet: "Bias"
  study: "Study"
  columns: {D1: "Domain 1", overall: "Overall"}
"""
BARE = """
study:
  label: "Study"
results: []
"""


def below(text: str) -> str:
    """Leave out the two lines of what to do with a draft."""
    return "\n" + text.split("\n", 2)[2]


def test_a_draft_writes_what_is_known_and_asks_the_rest() -> None:
    written = DRAFT.replace("MEAN", "x" * 50).replace('"SD"', f'"{"y" * 50}"')
    assert below(FULL.text()) == written


@pytest.mark.parametrize(
    ("more", "line"),
    [({}, ""), ({"ask_decimal": True}, "decimal:             # comma or point\n")],
)
def test_a_draft_of_nothing_has_its_study_alone(more: dict[str, bool], line: str) -> None:
    assert below(Proposal("s.csv", label=("Study",), **more).text()) == f"\n{line}{BARE[1:]}"


@pytest.mark.parametrize(("length", "lines"), [(66, 1), (67, 3)])
def test_columns_stand_on_one_line_up_to_96_letters(length: int, lines: int) -> None:
    text = Proposal("s", label=("S",), columns={"weeks": "w" * length, "icc": "i"}).text()
    columns = below(text).split("columns:")[1].split("results")[0]
    assert columns.count("\n") == lines
    assert max(map(len, text.splitlines()[2:])) <= 96


HEAD = "Study,Year,n IG,n KG,Mood mean IG,Mood mean KG,Mood SD IG,Mood SD KG"
FIGURES = "10,11,1,2,3,4"


def noted(*lines: str) -> tuple[list[str], list[str]]:
    """Give the notes of a draft, and what it keeps with the studies."""
    drafted = reading.draft("\n".join(lines).encode(), "s.csv", "wide")
    above = drafted.partition("study:")[0].splitlines()[2:]
    kept = [line.strip(' -"') for line in drafted.splitlines() if line.startswith('    - "')]
    return [each.removeprefix("# ") for each in above], kept


def sheet(column: str, first: str, second: str) -> tuple[str, str, str]:
    return (
        f"{HEAD},{column}",
        f"A 2001,2001,{FIGURES},{first}",
        f"B 2002,2002,{FIGURES},{second}",
    )


HOLDS = (
    "Kept with the studies, and hold numbers; put those that are figures of a result under results "
    "(headers are read in English and German): {}"
)
LONE = (
    "No result by themselves (a second arm, a mean, SD or number of events is lacking; a number of "
    "people may be one of events): {}"
)


@pytest.mark.parametrize(
    ("column", "first", "second", "note"),
    [
        ("Dose", "5", "7.5", [HOLDS.format("Dose")]),
        ("Colour", "red", "blue", []),
        ("Dose", "5", "high", []),
        ("Pain SD IG", "5", "6", [LONE.format("Pain SD IG")]),
        ("Cured IG", "5", "6", ["Name an arm and no statistic, perhaps events: Cured IG"]),
        ("Cured IG", "some", "many", []),
    ],
)
def test_a_column_that_is_of_no_result_is_kept_and_told_by_what_it_holds(
    column: str, first: str, second: str, note: list[str]
) -> None:
    notes, kept = noted(*sheet(column, first, second))
    assert [each for each in notes if not each.startswith("decimal")] == note
    assert kept == [column]


LONG = "Study,Outcome,Dose,n IG,n KG,mean IG,mean KG,SD IG,SD KG"


def test_what_differs_within_a_study_is_not_kept() -> None:
    lines = [f"{study},{outcome},{dose},{FIGURES}" for study, outcome, dose in (
        ("A 2001", "Mood", "5"), ("A 2001", "Pain", "6"), ("B 2002", "Mood", "7"),
    )]  # fmt: skip
    assert noted(LONG, *lines) == (["Differ within a study, and are not kept: Dose"], [])
    lines[1] = lines[1].replace("Pain,6", "Pain,5")
    assert noted(LONG, *lines) == ([HOLDS.format("Dose")], ["Dose"])


@pytest.mark.parametrize(("blanks", "told"), [(0, False), (1, False), (2, True), (3, True)])
def test_several_rows_without_a_study_are_asked_about(blanks: int, told: bool) -> None:
    outcomes = ("Pain", "Sleep", "Hope")[:blanks]
    notes, _ = noted(
        LONG, f"A 2001,Mood,5,{FIGURES}", *(f",{each},5,{FIGURES}" for each in outcomes)
    )
    asked = [each for each in notes if "name no study" in each]
    assert bool(asked) == told
    assert not told or asked[0].startswith(f"{blanks} rows name no study")


@pytest.mark.parametrize(
    ("mean", "line"),
    [
        ("1,5", "decimal: comma"),
        ("1.5", "decimal: point"),
        ("1.234", "decimal:             # comma or point"),
        ("15", None),
    ],
)
def test_the_decimal_mark_is_told_or_asked(mean: str, line: str | None) -> None:
    notes, _ = noted(LONG.replace(",", ";"), f"A 2001;Mood;x;10;11;{mean};2;3;4")
    assert [each for each in notes if each.startswith("decimal")] == ([line] if line else [])


@pytest.mark.parametrize(
    ("identifier", "written"),
    [
        *[(name, name) for name in ("mood", "BDI-II", "a", "e5", "Pain_2.1", "nothing", "")],
        *[(name, f'"{name}"') for name in (
            "36", "1e5", "26_2004", "2020-01-02", "0x1f", "1.5", "yes", "No", "TRUE", "off", "null",
            "y", "N", "NaN", "schön",
        )],
    ],
)  # fmt: skip
def test_a_name_that_yaml_would_read_otherwise_stands_in_quotation_marks(
    identifier: str, written: str
) -> None:
    assert named(identifier) == written
    assert (yaml.safe_load(f"[{written}]") or [""])[0] == identifier


@pytest.mark.parametrize(
    "word", ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]
)
def test_a_word_that_is_a_truth_or_no_number_in_some_yaml_is_never_written_plain(word: str) -> None:
    for each in (word, word.title(), word.upper()):
        assert named(each) == f'"{each}"'


@given(st.from_regex(IDENTIFIER, fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_every_identifier_is_read_back_from_yaml_as_it_is(identifier: str) -> None:
    assert yaml.safe_load(f"[{named(identifier)}]") == [identifier]
    assert yaml.safe_load(f"{{{named(identifier)}: 1}}") == {identifier: 1}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mood", '"Mood"'),
        ('a "b" \\ c', r'"a \"b\" \\ c"'),
        ("é 王 👍", '"é 王 👍"'),
        ("a\tb\nc", r'"a\tb\nc"'),
        ("a\u200bb", r'"a\u200bb"'),
        ("a\u202eb\x7f", r'"a\u202eb\u007f"'),
        ("a\U000e0001b", r'"a\U000e0001b"'),
        ("a\U0010ffff", r'"a\U0010ffff"'),
    ],
)
def test_a_text_in_quotation_marks_is_read_back_and_hides_nothing(text: str, written: str) -> None:
    assert quoted(text) == written
    assert yaml.safe_load(written) == text


def test_a_comment_is_one_line_of_what_can_be_seen() -> None:
    assert one_line("a\n  b\t\u202e c\U000e0001d") == "a b c d"
    assert one_line("x" * 301) == "x" * 300
    assert one_line("x" * 9, 5) == "x" * 5
