"""The slots of a text: `{{ recovery.effect }}` is filled with what the findings hold now.

The list is closed. A slot is a name with points; nothing in it is computed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from living_review.findings import Finding, Findings
from living_review.ground import numbers
from living_review.language import people, say
from living_review.language.facts import texts as facts
from living_review.language.facts.effects import EffectInBrief
from living_review.language.facts.terms import LevelOfCertainty
from living_review.synthesis.finding_names import FindingNames
from living_review.words import grammar, prose

SLOT = re.compile(r"\{\{(?P<name>[^{}]*)\}\}")
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")
REVIEW = "review"


@dataclass(frozen=True)
class Gap:
    """That a slot has nothing to say in this version."""

    what: facts.Missing
    finding: Finding | None = None


Value = str | Gap


@dataclass(frozen=True)
class Slot:
    """One field that a slot may name, and what it is filled with."""

    name: str
    says: str
    example: str
    of: Callable[[Finding], Value]
    sentence: bool = False
    """Whether it is filled with whole sentences."""


def _effect(finding: Finding) -> Value:
    if finding.pooled is not None:
        return prose.effect(finding)
    if (amounts := _only(finding)) is None:
        return Gap("effect", finding)
    estimate, ends = grammar.effect_amount(*amounts, finding)
    return say(
        EffectInBrief(
            measure=finding.measure,
            estimate=estimate,
            confidence=numbers.confidence(finding.level),
            interval=ends,
        )
    )


def _estimate(finding: Finding) -> Value:
    amounts = _amounts(finding)
    if amounts is None:
        return Gap("effect", finding)
    return say(grammar.effect_amount(*amounts, finding)[0])


def _interval(finding: Finding) -> Value:
    amounts = _amounts(finding)
    if amounts is None:
        return Gap("effect", finding)
    return say(grammar.effect_amount(*amounts, finding)[1])


def _amounts(finding: Finding) -> tuple[float, float, float] | None:
    pooled = finding.pooled
    if pooled is not None:
        return pooled.estimate, pooled.ci_low, pooled.ci_high
    return _only(finding)


def _only(finding: Finding) -> tuple[float, float, float] | None:
    """Give the effect of the only trial, where there is one alone that gives an effect."""
    if finding.synthesis != "single" or len(finding.trials) != 1:
        return None
    only = finding.trials[0]
    if only.estimate is None or only.ci_low is None or only.ci_high is None:
        return None
    return only.estimate, only.ci_low, only.ci_high


def _participants(finding: Finding) -> Value:
    _, n, missing = finding.described
    return Gap("people", finding) if not n else _people(n, missing)


def _people(n: float, missing: int) -> str:
    return say(facts.People(people=people.participants_of(n, missing)))


def _trials(finding: Finding) -> Value:
    return say(facts.Trials(trials=finding.described[0]))


def _both(finding: Finding) -> Value:
    return _trials_and_people(*finding.described)


def _trials_and_people(k: int, n: float | None, missing: int) -> str:
    known = None if not (k and n) else people.participants_of(n, missing)
    unknown = people.unknown_size(missing) if known else None
    of_none = bool(k and missing and not known)
    told = facts.TrialsAndPeople(trials=k, people=known, unknown=unknown, size_unknown=of_none)
    return say(told)


def _certainty(finding: Finding) -> Value:
    rating = finding.certainty
    return (
        Gap("certainty", finding) if rating is None else say(LevelOfCertainty(level=rating.level))
    )


def _evidence(finding: Finding) -> Value:
    rating = finding.certainty
    return Gap("certainty", finding) if rating is None else say(facts.Rated(level=rating.level))


def _i2(finding: Finding) -> Value:
    found = finding.heterogeneity
    known = found.i2 if found else None
    return Gap("heterogeneity", finding) if known is None else numbers.percent(known)


def _tau2(finding: Finding) -> Value:
    found = finding.heterogeneity
    known = found.tau2 if found else None
    return Gap("heterogeneity", finding) if known is None else numbers.tau2(known)


def _prediction(finding: Finding) -> Value:
    shown = finding.prediction
    if finding.pooled is None or shown is None or shown.low is None or shown.high is None:
        return Gap("prediction", finding)
    return say(grammar.effect_amount(finding.pooled.estimate, shown.low, shown.high, finding)[1])


def _absolute(finding: Finding) -> Value:
    return " ".join(prose.absolute_sentences(finding)) or Gap("absolute", finding)


SLOTS: tuple[Slot, ...] = (
    Slot(
        "effect",
        "the pooled effect, or that of the only trial, with its interval",
        "SMD 0.28 (95% CI 0.10 to 0.47)",
        _effect,
    ),
    Slot("estimate", "the same effect without its interval", "0.28", _estimate),
    Slot("interval", "the interval of the same effect", "0.10 to 0.47", _interval),
    Slot("prediction", "the prediction interval of the pool", "−0.05 to 0.61", _prediction),
    Slot("i2", "I² of the pool", "34%", _i2),
    Slot("tau2", "τ² of the pool", "0.012", _tau2),
    Slot("trials", "the trials behind the result", "five trials", _trials),
    Slot("participants", "the people in them", "1,573 participants", _participants),
    Slot("trials_and_participants", "both", "five trials (1,573 participants)", _both),
    Slot("certainty", "the GRADE certainty", "low", _certainty),
    Slot("evidence", "the evidence with its GRADE certainty", "low-certainty evidence", _evidence),
    Slot(
        "statement",
        "the GRADE statement, a whole sentence",
        "Group peer support may improve personal recovery slightly.",
        lambda f: f.statement or Gap("statement", f),
        sentence=True,
    ),
    Slot(
        "absolute",
        "the effect in numbers of people, in whole sentences",
        "Of 1000 people, 120 …",
        _absolute,
        sentence=True,
    ),
    Slot("outcome", "the name of the outcome", "personal recovery", lambda f: _in(f.outcome_label)),
    Slot(
        "comparison",
        "the name of the comparison",
        "group peer support versus usual care",
        lambda f: _in(f.comparison_label),
    ),
    Slot(
        "timepoint",
        "the name of the time point",
        "end of intervention",
        lambda f: _in(f.timepoint_label),
    ),
)
BY_NAME: Mapping[str, Slot] = {each.name: each for each in SLOTS}


def _in(label: str) -> str:
    return grammar.inside(label)


def _all_trials(findings: Findings) -> Value:
    return say(facts.Trials(trials=findings.registry.trials.included))


def _all_people(findings: Findings) -> Value:
    n, missing = findings.registry.participants, findings.registry.participants_missing
    return Gap("people") if not n else _people(n, missing)


def _all_both(findings: Findings) -> Value:
    registry = findings.registry
    n, missing = registry.participants, registry.participants_missing
    return _trials_and_people(registry.trials.included, n, missing)


def _last_search(findings: Findings) -> Value:
    last = findings.currency.last_search
    return Gap("search") if last is None else numbers.date(last)


OF_REVIEW: Mapping[str, tuple[str, str, Callable[[Findings], Value]]] = {
    "trials": ("the trials that are included", "twelve trials", _all_trials),
    "participants": ("the people in them", "2,340 participants", _all_people),
    "trials_and_participants": ("both", "twelve trials (2,340 participants)", _all_both),
    "last_search": ("the date of the last search", "12 July 2019", _last_search),
}


@dataclass
class Slots:
    """The slots that one text may name; `comparison` and `own` are what it is about, if one."""

    findings: Findings
    comparison: str | None = None
    own: Finding | None = None
    _known: dict[str, Finding] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        everything = self.findings.findings
        mine = [f for f in everything if f.comparison == self.comparison]
        for each in (*mine, *everything):
            outcome, time = each.outcome, each.timepoint
            for name in (outcome, f"{outcome}.{time}"):
                self._known.setdefault(name, each)
        for each in everything:
            with_comparison = f"{each.comparison}.{each.outcome}"
            for name in (with_comparison, f"{with_comparison}.{each.timepoint}"):
                self._known.setdefault(name, each)

    def names(self) -> Iterable[str]:
        """Name every slot, short names before long ones."""
        if self.own is not None:
            yield from BY_NAME
        yield from (f"{REVIEW}.{each}" for each in OF_REVIEW)
        for finding in sorted(self._known, key=lambda name: name.count(".")):
            yield from (f"{finding}.{each}" for each in BY_NAME)

    def value(self, name: str) -> Value | None:
        """Give what a slot says now; None for a name that is no slot."""
        before, _, last = name.rpartition(".")
        if before == REVIEW and last in OF_REVIEW:
            return OF_REVIEW[last][2](self.findings)
        slot = BY_NAME.get(last)
        finding = self._known.get(before) if before else self.own
        if slot is None or finding is None:
            return None
        return slot.of(finding)

    def is_sentence(self, name: str) -> bool:
        """Whether a slot is filled with whole sentences."""
        slot = BY_NAME.get(name.rpartition(".")[2])
        return slot is not None and slot.sentence

    def refused(self, name: str) -> str:
        """Say why a name is no slot, and which was meant."""
        if not name:
            return "the slot is empty; write a name in it, such as {{ review.trials }}."
        if not _NAME.fullmatch(name):
            return (
                f"'{name}' is no name of a slot, which is words joined by points and nothing else; "
                "write one such as {{ review.trials }}."
            )
        names = list(self.names())
        close = difflib.get_close_matches(name, names, n=1)
        if close:
            return f"there is no slot '{name}' — did you mean '{close[0]}'?"
        fields = ", ".join(BY_NAME)
        return (
            f"there is no slot '{name}'; write OUTCOME.FIELD, OUTCOME.TIMEPOINT.FIELD or "
            f"COMPARISON.OUTCOME.TIMEPOINT.FIELD with one of the fields {fields}."
        )

    def said(self, gap: Gap) -> str:
        """Say in the place of a paragraph what it cannot say in this version."""
        names = FindingNames(self.findings.findings)
        of = names.short(gap.finding) if gap.finding else ""
        return say(facts.LeftOut(what=gap.what, of=of))
