"""What may have moved a finding is named where it bears on it, and nowhere else: by walks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from living_review.findings import Finding, FindingChange
from living_review.language import say
from living_review.language.facts.conclusions import Decisions, MethodName
from living_review.living.edition import Edition
from living_review.living.finding_difference import finding_changes
from living_review.protocol.outcomes import Instrument
from living_review.registry.measurements import rule_of

if TYPE_CHECKING:
    from conftest import Review


def editions(bcg: Review, *sides: tuple[Finding | None, Mapping[str, Any]]) -> Iterator[Edition]:
    """Give editions whose first finding is this one, under a protocol with other parts."""
    made = bcg.edition()
    others = made.findings.findings[1:]
    for own, asked in sides:
        found = (*((own,) if own else ()), *others)
        findings = made.findings.model_copy(update={"findings": found})
        yield replace(made, findings=findings, protocol=made.protocol.model_copy(update=asked))


def change(
    bcg: Review,
    old: Finding | None,
    new: Finding | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> FindingChange:
    """Give what is told of the finding, which reads otherwise now."""
    if new is not None:
        new = new.model_copy(update={"statement": "It reads otherwise."})
    sides = editions(bcg, (old, before or {}), (new, after or {}))
    (found,) = finding_changes(*sides)
    return found


def first(bcg: Review) -> Finding:
    return bcg.edition().findings.findings[0]


def method(name: Any) -> str:
    return say(MethodName(method=name))


def test_a_result_that_came_or_went_was_moved_by_nothing(bcg: Review) -> None:
    own = first(bcg)
    for old, new in ((None, own), (own, None)):
        told = change(bcg, old, new)
        assert (told.before is None, told.after is None) == (old is None, new is None)
        assert (told.decided_otherwise, told.conclusion_changed) == (False, False)
        assert (told.reasons, told.methods_changed, told.by_earlier_rules) == ((), (), ())
        trials = tuple(each.label for each in own.contributing)
        assert (told.trials_joined, told.trials_left) == ((trials, ()) if new else ((), trials))
        assert (told.comparison, told.outcome) == (own.comparison, own.outcome)
        assert (told.timepoint, told.importance) == (own.timepoint, own.importance)


def test_a_decision_is_named_where_it_is_another_and_not_what_is_proposed(bcg: Review) -> None:
    own = first(bcg)
    rating = own.certainty
    assert rating is not None
    for had, has in product(product((None, 0, -1), (None, 0, -1, -2)), repeat=2):
        old, new = (
            own.model_copy(update={"certainty": rating.model_copy(update={"domains": domains})})
            for proposed, decided in (had, has)
            for domains in [
                (
                    rating.domains[0].model_copy(
                        update={"proposed": proposed, "decided": decided, "levels": 0}
                    ),
                    *rating.domains[1:],
                )
            ]
        )
        against = [d is not None and d != (p or 0) for p, d in (had, has)]
        told = change(bcg, old, new)
        assert told.decided_otherwise == (had[1] != has[1] and any(against)), (had, has)
        assert (say(Decisions()) in told.methods_changed) == told.decided_otherwise


def test_how_effects_are_pooled_is_named_where_they_are_or_were(bcg: Review) -> None:
    own = first(bcg)
    analysis = bcg.protocol.analysis.model_copy(update={"tau2": "DL"})
    for pooled in product((True, False), repeat=2):
        old, new = (own if each else own.model_copy(update={"pooled": None}) for each in pooled)
        told = change(bcg, old, new, {}, {"analysis": analysis})
        assert (method("tau2") in told.methods_changed) == any(pooled)


def test_which_measurement_counts_is_named_where_a_trial_had_several(bcg: Review) -> None:
    own = first(bcg)
    (point,) = bcg.protocol.timepoints
    rules = [{"choose": None, "target": None}] + [
        {"choose": rule, "target": week}
        for rule, week in (("nearest", 52.0), ("nearest", 26.0), ("last", None))
    ]
    points = [point.model_copy(update=each) for each in rules]
    for (old, before), (new, after) in product(
        product((False, True), points), product((False, True), points)
    ):
        sides = []
        for noted, asked in ((old, before), (new, after)):
            rule = rule_of(asked)
            said = ("A note.", *([f"Chosen {say(rule)}."] if rule and noted else []))
            trials = (own.trials[0].model_copy(update={"notes": said}), *own.trials[1:])
            sides.append(own.model_copy(update={"trials": trials}))
        told = change(bcg, *sides, {"timepoints": (before,)}, {"timepoints": (after,)})
        ruled = (old and before.choose) or (new and after.choose)
        wanted = bool(ruled) and (before.choose, before.target) != (after.choose, after.target)
        assert (method("choose") in told.methods_changed) == wanted, (before, after)


def test_who_belongs_and_what_counts_are_named_each_by_itself(bcg: Review) -> None:
    own = first(bcg)
    (comparison,), (outcome, *others) = bcg.protocol.comparisons, bcg.protocol.outcomes
    narrower = comparison.model_copy(update={"include": {"allocation": ("random",)}})
    # Of an outcome that is counted, no row has an instrument.
    for belongs, lists in product((False, True), repeat=2):
        asked = {
            "comparisons": (narrower if belongs else comparison,),
            "outcomes": (
                outcome.model_copy(update={"instruments": {"A": Instrument()} if lists else {}}),
                *others,
            ),
        }
        told = change(bcg, own, own, {}, asked)
        assert bool(told.by_earlier_rules) == belongs
        assert told.methods_changed == ()


def test_a_rule_of_the_rating_is_named_where_both_were_rated_by_it(bcg: Review) -> None:
    own = first(bcg)
    rating = own.certainty
    assert rating is not None
    one, two, *rest = rating.domains
    for had, has in product(product(("a/1", "a/2"), ("b/1", "c/1", "c/2")), repeat=2):
        old, new = (
            own.model_copy(update={"certainty": rating.model_copy(update={"domains": domains})})
            for first_rule, second in (had, has)
            for domains in [
                (
                    one.model_copy(update={"rule": first_rule}),
                    two.model_copy(update={"rule": second}),
                    *rest,
                )
            ]
        )
        of = (dict(each.split("/") for each in rules) for rules in (had, has))
        before, after = of
        another = any(before[rule] != after.get(rule, before[rule]) for rule in before)
        told = change(bcg, old, new)
        assert (method("rule of the rating") in told.methods_changed) == another, (had, has)
