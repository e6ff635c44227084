"""The first trial of a sheet is a row of it, however much it looks like a line of the header."""

from __future__ import annotations

import itertools

import pytest

from living_review.exchange.wide import header
from living_review.exchange.wide.grid import read_grids

# What a trial says in words, beside the figures of its arms.
LABELS = ("Smith et al.", "Smith 2001", "SMITH_ET_AL", "Müller u. a. 2010", "STAR*D")
TEXTS = (
    "usual care in eight weekly sessions of about an hour each",
    "CBT", "placebo group", "mean of two raters", "intervention", "NR",
)  # fmt: skip
FIGURES = {
    "n IG,n KG": ("30", "31"),
    "Mean (SD),Mean (SD)": ("1.2 (2.0)", "2.1 (3.0)"),
    "n/N IG,n/N KG": ("3/30", "5/31"),
    "OR (95% CI),p": ("0.53 (0.31 to 0.89)", "<0.05"),
    "Median (IQR) IG,Median (IQR) KG": ("12 [9; 15]", "14 [9–17]"),
    "Improved int (%),Improved ctrl (%)": ("45%", "30 %"),
}
WORDED = ("Setting", "Intervention", "Control", "Comments", "Outcome")


def understood(*lines: list[str]) -> header.Table:
    text = "\n".join("\t".join(line) for line in lines)
    table = header.understood(read_grids(text.encode(), "s.txt")[0])
    assert table is not None
    return table


@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize("head", FIGURES)
def test_a_first_trial_of_many_words_is_no_line_of_the_header(head: str, rows: int) -> None:
    wrong = []
    for label, text in itertools.product(LABELS, TEXTS):
        names = ["Study", *WORDED, *head.split(",")]
        first = [label, *[text] * len(WORDED), *FIGURES[head]]
        others = [[f"Lee {i}", *["words"] * len(WORDED), *FIGURES[head]] for i in range(1, rows)]
        table = understood(names, first, *others)
        if len(table.rows) != rows or table.names[0] != "Study":
            wrong.append(table.names)
    assert not wrong


def test_a_trial_of_words_alone_is_told_by_its_year_authors_or_long_text() -> None:
    for first in (
        ["Smith et al.", "CBT", "usual care"],
        ["Smith", "CBT (manual of 2001)", "usual care"],
        ["Smith", "eight weekly sessions of cognitive therapy at a clinic", "usual care"],
    ):
        table = understood(["Study", "Arm", "Control mean"], first, ["Lee 2003", "ACT", "NR"])
        assert [table.names[i] for i in range(3)] == ["Study", "Arm", "Control mean"]


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        ([["", "IG", "", "KG", ""], ["Study", "n", "mean", "n", "mean"]], "KG | mean"),
        ([["", "12 weeks", "", "6 months", ""], ["Study", "n IG", "n KG", "n IG", "n KG"]],
         "6 months | n KG"),
        ([["Study", "IG", "", "KG", ""], ["", "n", "95% CI", "n", "95% CI"]], "KG | 95% CI"),
        ([["Study", "IG", "", "KG", ""], ["", "n", "Mean (95% CI)", "n", "Mean (95% CI)"]],
         "KG | Mean (95% CI)"),
    ],
)  # fmt: skip
def test_a_second_line_of_names_is_still_one_of_the_header(
    lines: list[list[str]], last: str
) -> None:
    for trials in (
        [],
        [["A 2001", "5", "6 (1)", "7", "8 (1)"]],
        [["A 2001", "5", "6", "7", "8"]] * 3,
    ):
        table = understood(*lines, *trials)
        assert table.names[4] == last
        assert len(table.rows) == len(trials)
