"""Tables of trials: what they are, how they were judged, and why some are not in the analyses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from living_review.findings import Finding, RiskOfBias, TrialRecord
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import characteristics as facts
from living_review.language.facts import risk_of_bias as bias_facts
from living_review.language.markdown import doi_address
from living_review.protocol import Shown
from living_review.tables.choices import with_choices
from living_review.tables.spec import (
    Cell,
    Column,
    Table,
    cell,
    number,
    row,
    without_empty_columns,
)
from living_review.words.grammar import capitalised
from living_review.words.risk_of_bias_words import JUDGEMENTS, ROB2, judgement
from living_review.words.risk_of_bias_words import NOT_ASSESSED as NOT_ASSESSED
from living_review.words.shown_columns import shown_columns

TOOLS: Final = ("RoB2", "RoB1")
_FIRST: tuple[facts.Column, ...] = (
    *("trial", "country", "design"),
    *("randomised", "participants", "intervention"),
)
# Columns of trials.csv that the table has by itself.
_STANDING: Final = frozenset(
    {"trial_id", "label", "country", "design", "n_randomised", "population"}
    | {"category", "delivery", "comparator", "funding"}
)
MARKS: Mapping[str, str] = dict(zip(JUDGEMENTS, "+−?×?", strict=True))


def _heading(column: facts.Column) -> Column:
    heading = say(facts.ColumnHeading(column=column))
    return number(heading) if column == "randomised" else Column(heading)


def characteristics(
    trials: Iterable[TrialRecord],
    asked: Iterable[str] = (),
    show: Iterable[Shown] = (),
    findings: Iterable[Finding] = (),
) -> Table:
    """Design, people, intervention and comparator of each included trial.

    `asked`: columns of the registry's own by which the protocol lets trials in or leaves them out;
    `show`: those that it shows; `findings`: to what the trials give results.
    """
    listed = tuple(trials)
    shown = shown_columns((each for each in show if each.column not in _STANDING), listed)
    named = {each.column for each in shown}
    own = [
        name for name in asked if name not in named and any(name in trial.extra for trial in listed)
    ]
    rows = tuple(
        row(
            trial_cell(trial),
            trial.country,
            capitalised(trial.design) if trial.design else None,
            numbers.count(trial.n_randomised),
            trial.population,
            cell(trial.category, trial.delivery),
            *(trial.extra.get(name) for name in own),
            *(each.cells.get(trial.trial_id) for each in shown),
            trial.comparator,
            trial.funding,
            trial=trial.trial_id,
        )
        for trial in listed
    )
    head = (
        *(_heading(each) for each in _FIRST),
        *(Column(capitalised(name.replace("_", " "))) for name in own),
        *(Column(each.heading, "number" if each.numeric else "text") for each in shown),
        _heading("comparator"),
        _heading("funding"),
    )
    caption = say(facts.Caption())
    table = Table("tbl-characteristics", caption, head, rows)
    return without_empty_columns(with_choices(table, listed, findings))


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
            cell(trial.status_reason or say(facts.NoReason())),
            numbers.date(trial.date_added),
        )
        for trial in trials
        if trial.status == status
    )
    shown: tuple[facts.Column, ...] = ("trial", "report", "registration", "why", "entered")
    head = tuple(_heading(each) for each in shown)
    return without_empty_columns(Table(f"tbl-{status}", caption, head, rows))


def risk_of_bias(
    trials: Iterable[TrialRecord], findings: Iterable[Finding] = ()
) -> tuple[Table, ...]:
    """One table a tool: the judgement of every domain, in words and with its mark."""
    told = tuple(findings)
    chosen = [(t, each) for t in trials for each in t.risk_of_bias]
    return tuple(
        _of_tool(tool, [pair for pair in chosen if pair[1].tool == tool], told)
        for tool in TOOLS
        if any(each.tool == tool for _, each in chosen)
    )


def _of_tool(
    tool: Literal["RoB2", "RoB1"],
    chosen: Sequence[tuple[TrialRecord, RiskOfBias]],
    findings: Sequence[Finding],
) -> Table:
    names = list(dict.fromkeys(name for _, each in chosen for name in each.domains))
    order: tuple[str, ...] = ROB2
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    rows = tuple(
        row(
            trial_cell(trial),
            *(judgement_cell(each.domains.get(name)) for name in names),
            judgement_cell(each.overall),
            trial=trial.trial_id,
        )
        for trial, each in chosen
    )
    table = Table(
        f"tbl-{tool.lower()}",
        say(bias_facts.Caption(tool=tool)),
        (
            Column(say(bias_facts.Heading(column="trial"))),
            *(Column(capitalised(name)) for name in names),
            Column(say(bias_facts.Heading(column="overall"))),
        ),
        rows,
        abbreviations=tuple(
            (each, say(bias_facts.DomainName(domain=each))) for each in ROB2 if each in names
        ),
    )
    return with_choices(
        table, [trial for trial, _ in chosen], findings, [each.overall for _, each in chosen]
    )


def judgement_cell(given: str | None) -> Cell:
    """Write a judgement in words, with a mark that does not need colour."""
    if given is None:
        return cell(judgement(None))
    css = " ".join(("rob", f"rob-{given.replace(' ', '-')}"))
    return Cell((judgement(given),), symbols=MARKS.get(given), css=css)


def risk_of_bias_counts(trials: Iterable[TrialRecord]) -> tuple[tuple[str, int], ...]:
    """Count trials by overall judgement; trials without one are counted as 'not assessed'."""
    tally = Counter(overall(trial) or NOT_ASSESSED for trial in trials)
    return tuple((name, tally[name]) for name in (*JUDGEMENTS, NOT_ASSESSED) if tally[name])


def overall(trial: TrialRecord) -> str | None:
    """Give the overall judgement of a trial, None where nobody has judged it."""
    return trial.risk_of_bias[0].overall if trial.risk_of_bias else None
