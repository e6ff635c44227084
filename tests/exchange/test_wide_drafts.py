"""A draft of a mapping of a sheet, line by line: what is known is written, what is not is asked."""

from __future__ import annotations

import pytest

from living_review.exchange.wide.proposal import Proposal, ProposedArm, ProposedResult

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
