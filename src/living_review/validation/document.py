"""The agreement with metafor as a table for a terminal, a page, and data for other programs."""

from __future__ import annotations

from typing import Any

from living_review.ground.numbers import count, fixed, power_of_ten
from living_review.validation.agreement import Agreement, Family
from living_review.validation.comparison import CLOSED, ITERATED
from living_review.validation.revman import revman_figures

METAFOR = "3.8.1"
HEADER = ("Quantity", "Numbers", "Bar", "Worst difference", "Digits", "By choice", "Verdict")
INTRODUCTION = """\
# What agrees with metafor, and to how many digits

Written by `living-review validate --write docs/explanation/validation.md`; `living-review validate`
prints the same table from the installed program, computed anew on that machine.

{compared} numbers of metafor {metafor} (Viechtbauer 2010, R 4.2.2) and, for cluster-robust
inference, clubSandwich 0.5.8, over {data_sets} published data sets and {edge_cases} edge cases.

- *Bar* is the largest relative difference that counts as agreement: {closed} for closed forms,
  {iterated} for what is found by iteration. Where a family holds both, each number is held to its
  own bar, and the wider is shown.
- *Worst difference* is the largest one found among the numbers that are meant to agree, relative to
  metafor's number, or, where that is numerically zero, to the smallest number that is not.
- *Digits* are the significant digits that the worst difference leaves. Both depend in their last
  places on the machine.
- *By choice* counts the numbers that differ for one of the reasons below.
"""
SELECTION = """\
The selection model has a wider bar because metafor's general-purpose optimisers stop a few
millionths short of the maximum: our log-likelihood is nowhere lower than theirs.
"""
REVMAN = """\
## Figures of RevMan 5

RevMan weighs and tests counts in ways of its own. Below, its figures stand beside ours, computed
anew by the installed program; the tests compute them through the whole program, from a registry and
a protocol to the findings.

- Fleiss 1993 (seven trials of aspirin after a heart attack): what RevMan stores in its file, asked
  for here by `method: mantel-haenszel` with `model: common`.
- An empty cell: RevMan's τ² by `method: mantel-haenszel` with `model: random`, or by the
  sensitivity analysis `revman`. Half an event is added to each cell of a trial with an empty one,
  and Q is taken about the Mantel-Haenszel estimate of those cells. The figures are those of the
  rule, which was found to give eight stored analyses with empty cells to six decimals.

Where we differ from RevMan 5 on purpose:

- With the common model, Mantel-Haenszel takes an empty cell as it is, as metafor does. RevMan adds
  half an event to each cell of such a trial, which the method does not need and which draws its
  estimates towards no effect (Ades, Caldwell, Anwer & Dias 2025, Res Synth Methods). Half an event
  is added only where the counts as they are have no estimate, because one arm is empty in every
  trial.
- The variance of a Mantel-Haenszel risk difference is that of Sato, Greenland and Robins 1989, as
  in metafor, and not that of Greenland and Robins 1985.

Where we differ from metafor, as RevMan does: Q of risk differences counts every trial, also one
without events.

"""
DEFAULTS = """\
## What metafor prints by default

Its REML stops when τ² changes by less than 0.00001, so the numbers that it prints without further
options can differ from ours in the fourth digit: on the BCG trials by latitude it prints QM
16.3571, on the teacher-expectancy trials I² 41.86. With `control = list(threshold = 1e-12)` it
gives 16.3582 and 41.85, as we do; the reference was computed so.
"""
OTHERWISE = """\
## What metafor does not have

It is proved otherwise, by the tests: the distribution of Q by Imhof's integral and the chi-squared
law; the bootstrap prediction interval by the published result of the R package pimeta (Nagashima,
Noma & Furukawa 2019) on the cisapride trials of Hartung & Knapp 2001; the skewness test of Shi et
al. 2023 by its rate of false alarms on normal data; the global maximum of the likelihood by a grid
hundreds of times finer than the search's own.
"""


def as_text(agreement: Agreement) -> str:
    """Give the table for a terminal, with the register below it."""
    rows = [HEADER, *(_cells(each) for each in agreement.families)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADER))]
    lines = [
        "  ".join(
            cell.ljust(width) if at in (0, len(HEADER) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines += ["", "Differences by choice:"]
    lines += [f"  {each.id}: {each.reason}" for each in agreement.differences]
    return "\n".join([*lines, "", verdict(agreement)])


def verdict(agreement: Agreement) -> str:
    """Say in a sentence whether this installation agrees with metafor, and the remedy if not."""
    compared = f"{count(agreement.compared)} numbers"
    if agreement.holds:
        return (
            f"All of {compared} agree with metafor {METAFOR} to the bar, or differ for a reason "
            "given above."
        )
    wrong = [name for each in agreement.families for name in each.unexplained]
    named = wrong[:5] + [f"{each} (listed as a difference, and is none)" for each in agreement.gone]
    more = f" and {count(len(wrong) - 5)} more" if len(wrong) > 5 else ""
    return (
        f"Of {compared} some differ from metafor {METAFOR} without a reason: "
        f"{'; '.join(named)}{more}; install the versions of NumPy and SciPy named in "
        "requirements.lock and run this again."
    )


def as_json(agreement: Agreement) -> dict[str, Any]:
    """Give all of it as one JSON object."""
    return {
        "metafor": METAFOR,
        "agrees": agreement.holds,
        "compared": agreement.compared,
        "data_sets": agreement.data_sets,
        "edge_cases": agreement.edge_cases,
        "families": [{**vars(each), "verdict": each.verdict} for each in agreement.families],
        "differences": [vars(each) for each in agreement.differences],
        "differences_gone": agreement.gone,
    }


def as_markdown(agreement: Agreement) -> str:
    """Give the page docs/explanation/validation.md."""
    introduction = INTRODUCTION.format(
        compared=count(agreement.compared),
        metafor=METAFOR,
        data_sets=agreement.data_sets,
        edge_cases=agreement.edge_cases,
        closed=_power(CLOSED),
        iterated=_power(ITERATED),
    )
    table = [_line(HEADER), "|---|--:|--:|--:|--:|--:|---|"]
    table += [_line(_cells(each)) for each in agreement.families]
    differences = ["## Where we differ, and why", ""]
    for each in agreement.differences:
        differences += [
            f"### {each.id}",
            "",
            f"Cases: {', '.join(each.cases)}. Ours: {each.ours}. metafor: {each.theirs}.",
            "",
            each.reason,
            "",
        ]
    parts = [introduction, *table, "", SELECTION, *differences, REVMAN + _revman(), DEFAULTS]
    return "\n".join([*parts, OTHERWISE])


def _revman() -> str:
    lines = [_line(("Analysis", "Figure", "RevMan", "Ours", "Verdict")), "|---|---|--:|--:|---|"]
    for each in revman_figures():
        written = (fixed(value, each.digits) for value in (each.theirs, each.ours))
        verdict = "agrees" if each.agrees else "differs"
        lines.append(_line((each.analysis, each.quantity, *written, verdict)))
    return "\n".join([*lines, ""])


def _cells(family: Family) -> tuple[str, ...]:
    return (
        family.name,
        count(family.compared),
        _power(family.tolerance),
        _power(family.worst),
        str(family.digits),
        count(family.meant),
        family.verdict,
    )


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _power(value: float) -> str:
    return power_of_ten(value) if value else "0"
