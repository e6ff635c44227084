"""By what the rows of a table of trials are chosen: comparison, outcome, risk of bias, and dates.

A trial is chosen where one of its results has everything that is asked: with an outcome, risk of
bias is that of its result for this outcome. What is the same in every row is not offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from living_review.findings import Finding, TrialRecord
from living_review.language import say
from living_review.language.facts import characteristics as facts
from living_review.tables.spec import Among, Choices, Facet, Table
from living_review.words.grammar import capitalised
from living_review.words.risk_of_bias_words import JUDGEMENTS, judgement

# Fewer rows are seen at a glance.
FEWEST_SORTED: Final = 5
_FACETS: tuple[facts.Facet, ...] = ("comparison", "outcome", "risk_of_bias")
_DATES: tuple[tuple[facts.ChoicePart, facts.ChoicePart], ...] = (
    ("year_down", "year_up"),
    ("entered_down", "entered_up"),
)


@dataclass(frozen=True)
class _Result:
    """What is known of one result of a trial, or of the trial where it gives none."""

    comparison: str | None
    outcome: str | None
    overall: str

    @property
    def values(self) -> tuple[str | None, ...]:
        return self.comparison, self.outcome, self.overall


def with_choices(
    table: Table,
    trials: Sequence[TrialRecord],
    findings: Iterable[Finding],
    shown: Sequence[str | None] | None = None,
) -> Table:
    """Let the rows of a table, one for each of `trials`, be chosen and sorted.

    `shown` are the overall judgements of the rows, where the table shows them; else those of the
    results count.
    """
    if len(table.rows) < FEWEST_SORTED:
        return table
    told = tuple(findings)
    found = _results(told)
    rows = [
        _of_trial(trial, found[trial.trial_id])
        if shown is None
        else _as_shown(found[trial.trial_id], shown[place])
        for place, trial in enumerate(trials)
    ]
    lists = _lists(rows, told)
    offered = [place for place, values in enumerate(lists) if len(values) > 1]
    keys = [(str(trial.year), trial.date_added.isoformat()) for trial in trials]
    dated = [place for place in range(len(_DATES)) if len({key[place] for key in keys}) > 1]
    choices = Choices(
        tuple(
            Facet(_FACETS[place], say(facts.Choosing(part=_FACETS[place])), lists[place])
            for place in offered
        ),
        tuple(
            (say(facts.Choosing(part=down)), say(facts.Choosing(part=up)))
            for down, up in (_DATES[place] for place in dated)
        ),
        tuple(map(judgement, (*JUDGEMENTS, None))) if shown is not None else (),
    )
    turns = [{value: turn for turn, value in enumerate(lists[place])} for place in offered]
    marked = (
        replace(
            row,
            among=tuple(_groups(results, offered, turns)) if offered else (),
            keys=tuple(key[place] for place in dated),
        )
        for row, results, key in zip(table.rows, rows, keys, strict=True)
    )
    return replace(table, css="sortable", choices=choices, rows=tuple(marked))


def _results(findings: Iterable[Finding]) -> Mapping[str, list[_Result]]:
    """Give the results of each trial, also those that no pool has."""
    found: dict[str, list[_Result]] = defaultdict(list)
    # A large review has tens of thousands of results, and few judgements to be worded.
    told: dict[str | None, str] = {}
    for finding in findings:
        of = finding.comparison_label, finding.outcome_label
        for trial in finding.trials:
            judged = trial.risk_of_bias.overall if trial.risk_of_bias else None
            if judged not in told:
                told[judged] = _told(judged)
            found[trial.trial_id].append(_Result(*of, told[judged]))
    return found


def _of_trial(trial: TrialRecord, results: Sequence[_Result]) -> list[_Result]:
    """Give the results of a trial, and what it was judged to be as a whole."""
    if results and not trial.risk_of_bias:
        return list(results)
    overall = trial.risk_of_bias[0].overall if trial.risk_of_bias else None
    return [*results, _Result(None, None, _told(overall))]


def _as_shown(results: Sequence[_Result], overall: str | None) -> list[_Result]:
    told = _told(overall)
    return [*(replace(each, overall=told) for each in results), _Result(None, None, told)]


def _lists(
    rows: Iterable[Iterable[_Result]], findings: Iterable[Finding]
) -> tuple[tuple[str, ...], ...]:
    """Give the values of each facet that a row has: in the turn of the findings, or by severity."""
    every = [result for results in rows for result in results]
    comparisons, outcomes = ({each.values[place] for each in every} for place in (0, 1))
    told = [(each.comparison_label, each.outcome_label) for each in findings]
    return (
        tuple(dict.fromkeys(each for each, _ in told if each in comparisons)),
        tuple(dict.fromkeys(each for _, each in told if each in outcomes)),
        tuple(sorted({each.overall for each in every}, key=_severity)),
    )


def _severity(told: str) -> tuple[int, str]:
    known = [_told(each) for each in JUDGEMENTS]
    last = len(known) + 1
    if told == _told(None):
        return last, ""
    return (known.index(told), "") if told in known else (len(known), told)


def _groups(
    results: Sequence[_Result], offered: Sequence[int], turns: Sequence[Mapping[str, int]]
) -> Iterator[Among]:
    """Give what a row has of each facet; results that differ by outcome alone are one group."""
    alike: dict[tuple[str | None, str], list[_Result]] = defaultdict(list)
    for each in results:
        alike[each.comparison, each.overall].append(each)
    for group in alike.values():
        found = tuple(
            tuple(
                sorted(
                    {
                        turns[at][value]
                        for each in group
                        if (value := each.values[place]) is not None
                    }
                )
            )
            for at, place in enumerate(offered)
        )
        if any(found):
            yield found


def _told(given: str | None) -> str:
    return capitalised(judgement(given))
