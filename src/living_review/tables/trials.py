"""Tables of trials: what they are, how they were judged, and why some are not in the analyses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from living_review.findings import RiskOfBias, TrialRecord
from living_review.ground import numbers
from living_review.language.markdown import doi_address
from living_review.tables.spec import Cell, Table, cell, columns, number, row, without_empty_columns
from living_review.words.grammar import capitalised

ROB2_DOMAINS = (
    ("D1", "randomisation process"),
    ("D2", "deviations from intended interventions"),
    ("D3", "missing outcome data"),
    ("D4", "measurement of the outcome"),
    ("D5", "selection of the reported result"),
)
NOT_ASSESSED = "not assessed"
JUDGEMENTS = ("low", "some concerns", "unclear", "high", "no information")
MARKS = {"low": "+", "some concerns": "−", "unclear": "?", "high": "×", "no information": "?"}


def characteristics(trials: Iterable[TrialRecord], asked: Iterable[str] = ()) -> Table:
    """Design, people, intervention and comparator of each included trial.

    `asked`: columns of the registry's own by which the protocol lets trials in or leaves them out.
    """
    listed = tuple(trials)
    own = [name for name in asked if any(name in trial.extra for trial in listed)]
    rows = tuple(
        row(
            trial_cell(trial),
            trial.country,
            capitalised(trial.design) if trial.design else None,
            numbers.count(trial.n_randomised),
            trial.population,
            cell(trial.category, trial.delivery),
            *(trial.extra.get(name) for name in own),
            trial.comparator,
            trial.funding,
        )
        for trial in listed
    )
    head = columns(
        "Trial",
        "Country",
        "Design",
        number("Randomised"),
        "Participants",
        "Intervention",
        *(capitalised(name.replace("_", " ")) for name in own),
        "Comparator",
        "Funding",
    )
    return without_empty_columns(
        Table("tbl-characteristics", "Characteristics of the included trials", head, rows)
    )


def trial_cell(trial: TrialRecord) -> Cell:
    """Name a trial, linked to its report where known."""
    return cell(trial_name(trial), href=doi_address(trial.doi))


def trial_name(trial: TrialRecord) -> str:
    """Name a trial, with its year where the name lacks it."""
    return trial.label if str(trial.year) in trial.label else f"{trial.label}, {trial.year}"


def by_status(trials: Iterable[TrialRecord], status: str, caption: str) -> Table:
    """Trials of one status with the reason for it."""
    rows = tuple(
        row(
            trial_cell(trial),
            trial.citation,
            trial.registration,
            cell(trial.status_reason or "No reason is recorded."),
            numbers.date(trial.date_added),
        )
        for trial in trials
        if trial.status == status
    )
    head = columns("Trial", "Report", "Registration", "Why", "Entered the registry")
    return without_empty_columns(Table(f"tbl-{status}", caption, head, rows))


def risk_of_bias(trials: Iterable[TrialRecord]) -> tuple[Table, ...]:
    """One table a tool: the judgement of every domain, in words and with its mark."""
    chosen = [(t, each) for t in trials for each in t.risk_of_bias]
    return tuple(
        _of_tool(tool, [pair for pair in chosen if pair[1].tool == tool])
        for tool in ("RoB2", "RoB1")
        if any(each.tool == tool for _, each in chosen)
    )


def _of_tool(tool: str, chosen: list[tuple[TrialRecord, RiskOfBias]]) -> Table:
    names = list(dict.fromkeys(name for _, each in chosen for name in each.domains))
    order = [name for name, _ in ROB2_DOMAINS]
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    rows = tuple(
        row(
            trial_cell(trial),
            *(judgement_cell(each.domains.get(name)) for name in names),
            judgement_cell(each.overall),
        )
        for trial, each in chosen
    )
    title = "RoB 2" if tool == "RoB2" else "the Cochrane tool of 2011 (RoB 1)"
    return Table(
        f"tbl-{tool.lower()}",
        f"Risk of bias of each trial, by {title}",
        columns("Trial", *(capitalised(name) for name in names), "Overall"),
        rows,
        abbreviations=tuple(each for each in ROB2_DOMAINS if each[0] in names),
    )


def judgement_cell(judgement: str | None) -> Cell:
    """Write a judgement in words, with a mark that does not need colour."""
    if judgement is None:
        return cell(NOT_ASSESSED)
    css = f"rob rob-{judgement.replace(' ', '-')}"
    return Cell((capitalised(judgement),), symbols=MARKS.get(judgement), css=css)


def risk_of_bias_counts(trials: Iterable[TrialRecord]) -> tuple[tuple[str, int], ...]:
    """Count trials by overall judgement; trials without one are counted as 'not assessed'."""
    tally = Counter(overall(trial) or NOT_ASSESSED for trial in trials)
    return tuple((name, tally[name]) for name in (*JUDGEMENTS, NOT_ASSESSED) if tally[name])


def overall(trial: TrialRecord) -> str | None:
    """Give the overall judgement of a trial, None where nobody has judged it."""
    return trial.risk_of_bias[0].overall if trial.risk_of_bias else None
