"""The plain-language summary: what patients and the public are told of the findings.

After the "Guidance for writing a Cochrane Plain language summary": main messages, what was asked,
what was done, what was found, how sure that is, and as of when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from living_review.findings import Conclusion, Finding, Findings
from living_review.ground import numbers
from living_review.ground.noun_phrases import plural_before
from living_review.language import say
from living_review.language.facts import plain as facts
from living_review.language.facts import plain_amounts as amount_facts
from living_review.language.facts import plain_page as page_facts
from living_review.protocol import Protocol
from living_review.protocol.question import Living
from living_review.synthesis.finding_names import FindingNames
from living_review.words.bottom_line import leading
from living_review.words.grammar import capitalised
from living_review.words.overview import LEVELS, by_importance, outcomes_of, status_of
from living_review.words.plain_facts import amounts, statement

MOST_MESSAGES = 3
MOST_RESULTS = 12
MOST_NAMED = 3
MOST_BASELINES = 2
MOST_ASKED = 8
MOST_IN_BRIEF = 4


@dataclass(frozen=True)
class Result:
    """One result as it is told: its statement, and what that amounts to."""

    finding: Finding
    told: str
    amounts: tuple[str, ...]
    studies: str


@dataclass(frozen=True)
class Compared:
    """The results of one comparison."""

    comparison: str
    intervention: str
    comparator: str
    results: tuple[Result, ...]
    missing: str


@dataclass(frozen=True)
class Summary:
    """All that the plain-language summary says, in its order."""

    messages: tuple[str, ...]
    asked: str
    why: str
    outcomes: tuple[str, ...]
    looked: bool
    found: str
    pooled: bool
    compared: tuple[Compared, ...]
    several: bool
    further: bool
    missing: str
    nothing: str
    meanings: tuple[str, ...]
    doubts: tuple[str, ...]
    provisional: bool
    searched: str
    search: str
    kept_up: str
    going_on: str

    @property
    def foremost(self) -> tuple[tuple[Compared, Result], ...]:
        """Give the results that a short summary tells, each with what is compared in it.

        Those come first that it has numbers for.
        """
        told = [(group, each) for group in self.compared for each in group.results]
        return tuple(sorted(told, key=lambda each: not each[1].amounts)[:MOST_IN_BRIEF])


def summary(findings: Findings, protocol: Protocol) -> Summary:
    """Say in plain words what a review asked, found, does not know, and how current it is."""
    plain = in_plain_labels(findings, protocol)
    chosen = leading(plain)[:MOST_RESULTS]
    with_trials = [each for each in plain.findings if each.trials]
    names = FindingNames(plain.findings)
    comparisons = tuple(dict.fromkeys(each.comparison for each in plain.findings))
    rated = [each for each in chosen if each.certainty]
    currency = findings.currency
    return Summary(
        messages=messages(plain),
        asked=say(_asked(protocol)),
        why=protocol.review.question.plain.why if protocol.review.question.plain else "",
        outcomes=_outcomes(plain),
        looked=_looked(plain),
        found=_found(plain),
        pooled=any(each.pooled for each in plain.findings),
        compared=tuple(
            told
            for comparison in comparisons
            if (told := _compared(plain, comparison, chosen, names)) is not None
        ),
        several=len(comparisons) > 1,
        further=len(with_trials) > len(chosen),
        missing=_missing(plain),
        nothing=say(page_facts.NoResultsYet()),
        meanings=_meanings(rated),
        doubts=_doubts(rated),
        provisional=any(each.certainty.provisional for each in rated if each.certainty),
        searched=say(page_facts.Searched(date=currency.last_search)),
        search=protocol.review.question.plain.search if protocol.review.question.plain else "",
        kept_up=_kept_up(findings, protocol.review.living),
        going_on=say(page_facts.GoingOn(trials=currency.ongoing)) if currency.ongoing else "",
    )


def _compared(
    plain: Findings, comparison: str, chosen: Sequence[Finding], names: FindingNames
) -> Compared | None:
    """Give the results of a comparison, and the critical outcomes that it alone says nothing of."""
    own = [each for each in plain.findings if each.comparison == comparison]
    shown = [each for each in chosen if each.comparison == comparison]
    known = outcomes_of(each for each in own if each.reported)
    missing = outcomes_of(
        (each for each in own if each.importance == "critical"), (*known, *_nowhere(plain))
    )
    if not (shown or missing):
        return None
    return Compared(
        comparison,
        own[0].intervention,
        own[0].comparator,
        tuple(_result(each, names) for each in shown),
        say(_first_missing(missing)) if missing else "",
    )


def _nowhere(plain: Findings) -> tuple[str, ...]:
    """Name the outcomes on which no study of any comparison has results."""
    return outcomes_of(plain.findings, outcomes_of(f for f in plain.findings if f.reported))


def in_plain_labels(findings: Findings, protocol: Protocol) -> Findings:
    """Give findings with the everyday words that the protocol has for what they are about."""
    return findings.model_copy(
        update={"findings": tuple(_plain(each, protocol) for each in findings.findings)}
    )


def _plain(finding: Finding, protocol: Protocol) -> Finding:
    outcome = next((o.plain for o in protocol.outcomes if o.id == finding.outcome), None)
    sides = next((c.plain for c in protocol.comparisons if c.id == finding.comparison), None)
    update: dict[str, object] = {}
    if outcome is not None and outcome.label:
        update |= {"outcome_label": outcome.label, "as_object": None}
    if outcome is not None and outcome.event:
        update["event"] = outcome.event
    if sides is not None and sides.intervention:
        update |= {"intervention": sides.intervention, "number": sides.number}
    if sides is not None and sides.comparator:
        update["comparator"] = sides.comparator
    return finding.model_copy(update=update) if update else finding


def messages(plain: Findings) -> tuple[str, ...]:
    """Give the two or three main messages.

    What is known of the most important outcomes comes first, with a harm that is known among them
    if there is one; then what is not known.
    """
    if not plain.registry.trials.included:
        return (_no_studies(plain),)
    chosen = leading(plain)
    names = FindingNames(plain.findings)
    known = [each for each in chosen if _known(each)]
    first = [_message(each, names) for each in _two_of(known)]
    nowhere = _nowhere(plain)
    unknown = _first(_unknown(plain, chosen), ())
    if unknown.outcomes:
        return (*first, say(unknown))
    if nowhere and len(first) < MOST_MESSAGES:
        return (*first, say(_first_missing(nowhere)))
    return tuple(first) or (_no_studies(plain),)


def _unknown(plain: Findings, chosen: Sequence[Finding]) -> tuple[str, ...]:
    """Name what nothing is known of: comparisons, beside others that have a known result.

    Then the outcomes on which no comparison has one, at any time.
    """
    known = [each for each in plain.findings if _known(each)]
    compared = {each.comparison for each in known}
    shared = Counter(
        side for _, side in {(each.comparison, each.intervention) for each in plain.findings}
    )
    whole = dict.fromkeys(
        each.comparison_label if shared[each.intervention] > 1 else each.intervention
        for each in plain.findings
        if compared and each.comparison not in compared
    )
    named = [each for each in chosen if not compared or each.comparison in compared]
    return (*whole, *outcomes_of(named, without=outcomes_of(known)))


def _looked(plain: Findings) -> bool:
    """Tell whether anybody recorded that studies were looked for."""
    return bool(plain.searches) or plain.currency.last_search is not None


def _no_studies(plain: Findings) -> str:
    return say(page_facts.NoStudies(looked=_looked(plain)))


def _two_of(known: Sequence[Finding]) -> list[Finding]:
    """Give the first two results; the first that favours the comparator stands for the second."""
    # An outcome at its second time goes behind the first of another outcome.
    outcomes = [(each.outcome, each.outcome_label) for each in known]
    again = [outcomes[place] in outcomes[:place] for place in range(len(known))]
    ordered = sorted(range(len(known)), key=again.__getitem__)[: MOST_MESSAGES - 1]
    told = [known[place] for place in sorted(ordered)]
    harms = [each for each in known if _favours_comparator(each)]
    if harms and not any(each in told for each in harms):
        told[-1] = harms[0]
    return told


def _favours_comparator(finding: Finding) -> bool:
    return any(each.favours == "comparator" for each in _conclusions(finding))


def _known(finding: Finding) -> bool:
    kinds = {each.kind for each in _conclusions(finding)}
    return bool(kinds) and not kinds & {"very_uncertain", "undecided", "stated"}


def _conclusions(finding: Finding) -> tuple[Conclusion, ...]:
    return finding.conclusions if finding.certainty else ()


def _first(labels: Sequence[str], without: Sequence[str]) -> page_facts.Unknown:
    left = [each for each in labels if each not in without]
    return page_facts.Unknown(
        outcomes=tuple(left[:MOST_NAMED]), more=max(len(left) - MOST_NAMED, 0)
    )


def _first_missing(labels: Sequence[str]) -> page_facts.NoData:
    return page_facts.NoData(
        outcomes=tuple(labels[:MOST_NAMED]), more=max(len(labels) - MOST_NAMED, 0)
    )


def _message(finding: Finding, names: FindingNames) -> str:
    """Give the statement of a result, at two baselines where it says something at several.

    With its comparator, and with its time where the outcome has several.
    """
    told = []
    for place, concluded in enumerate(_conclusions(finding)[:MOST_BASELINES]):
        shown = finding if place else _named(finding, names)
        said = _at(shown, concluded, "" if place else finding.comparator)
        assert said is not None
        told.append(say(said))
    return " ".join(told)


def _named(finding: Finding, names: FindingNames) -> Finding:
    """Give a result whose outcome has beside it what tells it from others of this outcome."""
    beside = _beside(finding, names)
    if not beside:
        return finding
    label = say(facts.Named(outcome=finding.outcome_label, beside=beside))
    other = finding.as_object
    named = say(facts.Named(outcome=other, beside=beside)) if other else other
    return finding.model_copy(update={"outcome_label": label, "as_object": named})


def _at(
    finding: Finding, concluded: Conclusion, comparator: str = ""
) -> facts.AtBaseline | facts.Statement | None:
    plain = statement(finding, concluded, comparator)
    if plain is None or not concluded.baseline_label:
        return plain
    return facts.AtBaseline(label=concluded.baseline_label, said=plain)


def _beside(finding: Finding, names: FindingNames) -> tuple[str, ...]:
    """Give the time of a result, where its outcome has results at several."""
    return tuple(each for each in names.beside(finding) if each != names.unsaid(finding))


def _result(finding: Finding, names: FindingNames) -> Result:
    trials, n, missing = finding.described
    people = numbers.count(n) if n else ""
    return Result(
        finding=finding,
        told=" ".join(map(say, _lines(finding, _named(finding, names)))),
        amounts=tuple(map(say, amounts(finding))) if finding.certainty else (),
        studies=say(amount_facts.Studies(trials=trials, people=people, at_least=bool(missing))),
    )


def _lines(finding: Finding, named: Finding) -> Sequence[facts.Sayable]:
    """Give what is said of a result; the time or measure of `named` stands once."""
    if finding.all_alike is not None and not finding.certainty:
        return [facts.Alike(outcome=named.outcome_label, had=finding.all_alike.had)]
    told = (
        _at(finding if place else named, each) for place, each in enumerate(_conclusions(finding))
    )
    said = [each for each in told if each is not None]
    return said or [facts.NotJudged(outcome=named.outcome_label)]


def _asked(protocol: Protocol) -> page_facts.Asked:
    question = protocol.review.question
    plain = question.plain
    own = plain.intervention if plain else ""
    number = plain.number if plain and own else question.number
    intervention = own or question.intervention
    return page_facts.Asked(
        population=(plain.population if plain else "") or question.population,
        intervention=intervention,
        many=plural_before(intervention, number),
        comparator=(plain.comparator if plain else "") or question.comparator,
    )


def _outcomes(plain: Findings) -> tuple[str, ...]:
    """Name what the review looks at, the most important first."""
    labels = outcomes_of(by_importance(plain))
    named = [capitalised(each) for each in labels[:MOST_ASKED]]
    left = len(labels) - MOST_ASKED
    return (*named, capitalised(say(page_facts.Others(number=left)))) if left > 0 else tuple(named)


def _found(plain: Findings) -> str:
    registry = plain.registry
    if not registry.trials.included:
        return say(page_facts.NoneYet(looked=_looked(plain)))
    n, missing = registry.participants, registry.participants_missing
    studies = amount_facts.Studies(
        trials=registry.trials.included,
        people=numbers.count(n) if n else "",
        at_least=bool(missing),
    )
    return say(page_facts.Found(studies=studies))


def _missing(plain: Findings) -> str:
    if not plain.registry.trials.included:
        return ""
    nowhere = _nowhere(plain)
    return say(_first_missing(nowhere)) if nowhere else ""


def _meanings(rated: Sequence[Finding]) -> tuple[str, ...]:
    levels = {each.level for finding in rated for each in finding.conclusions}
    return tuple(say(page_facts.Meaning(level=level)) for level in LEVELS if level in levels)


def _doubts(rated: Sequence[Finding]) -> tuple[str, ...]:
    """Give the reasons why results were rated down, the most frequent first."""
    tally: dict[page_facts.Doubt, int] = dict.fromkeys(get_args(page_facts.Doubt), 0)
    for finding in rated:
        for domain in finding.certainty.domains if finding.certainty else ():
            if domain.levels < 0 and domain.name in tally:
                tally[domain.name] += 1
    ordered = sorted(tally, key=lambda reason: -tally[reason])
    return tuple(say(page_facts.WhyDoubt(reason=each)) for each in ordered if tally[each])


def _kept_up(findings: Findings, living: Living) -> str:
    status, planned = status_of(findings, living).status, findings.currency.next_run
    if status == "unsaid" and planned is None:
        return ""
    return say(page_facts.KeptUp(status=status, next=planned))
