"""Whole documents, each with one fact after the other changed: of a review, of its changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import sample_documents
from sample_findings import many, narrative, none, readmission, recovery, single
from sample_parts import certainty, stated
from varied_findings import KEPT, bases, changed, has

from living_review.findings import (
    Changes,
    DecisionChange,
    Finding,
    FindingChange,
    Findings,
    Verification,
)
from living_review.findings.certainty import not_recorded
from living_review.findings.texts import WrittenText

DAY = dt.date(2026, 3, 4)


def named(finding: Finding, number: int, **update: Any) -> Finding:
    """Give a finding of another outcome."""
    own = {"outcome": f"o{number}", "outcome_label": f"Outcome {number}", **update}
    return finding.model_copy(update=own)


def harm(number: int, **update: Any) -> Finding:
    """Give a finding in which the intervention is worse, of high certainty."""
    return named(readmission(), number, **update)


def unrated(number: int, why: str | None, **update: Any) -> Finding:
    """Give a result that is not rated."""
    own = {"certainty": None, "statement": None, "conclusions": (), "not_rated": why}
    return named(recovery(), number, **own, **update)


def at_other_level(finding: Finding) -> Finding:
    """Give a finding that is rated otherwise at its second baseline."""
    made = changed(changed(finding, "absolute.0.level", "high"), "absolute.1.level", "low")
    told = [{"label": "Low risk", "level": "high"}, {"label": "High risk", "level": "low"}]
    (own,) = finding.conclusions
    both = tuple(
        own.model_copy(
            update={
                "baseline": each["label"],
                "baseline_label": each["label"],
                "level": each["level"],
            }
        )
        for each in told
    )
    return made.model_copy(update={"conclusions": both})


SIZE = "optimal_information_size"
INPUTS: Mapping[str, Any] = {
    "enough": {"participants": 400, SIZE: 400.0},
    "too few": {"participants": 399, SIZE: 400},
    "events": {"events": 400, SIZE: 400},
    "people before events": {"participants": 1, "events": 400, SIZE: 400},
    "no size": {"participants": 1},
    "no people": {SIZE: 400},
    "words": {"participants": "many", SIZE: 400},
}


@cache
def tuples() -> Mapping[str, tuple[Finding, ...]]:
    """Give findings that stand beside each other."""
    lesser = {"importance": "important"}
    sized = stated("high", "without_size", "It is so.", favours="comparator")
    alike = bases()["alike"]
    return {
        "one": (recovery(),),
        "one without data": (none(),),
        "two, the same trials": (recovery(), named(recovery(), 2)),
        "two times": (recovery(), recovery().model_copy(update={"timepoint": "later",
                      "timepoint_label": "Later"})),
        "two times of others": (recovery(), named(narrative(), 1, outcome="recovery",
                                outcome_label="Personal recovery", timepoint="later",
                                timepoint_label="Later")),
        "two comparisons": (recovery(), many(), none(), single()),
        "none critical": tuple(named(recovery(), n, **lesser) for n in range(5)),
        "none critical, two rated": (named(recovery(), 1, **lesser), unrated(2, "why", **lesser),
                                     named(narrative(), 3, **lesser)),
        "none critical, none pooled": tuple(named(narrative(), n, **lesser) for n in range(4)),
        "harms": tuple(harm(n, **lesser) for n in range(8)),
        "harms and a benefit": (*(harm(n, **lesser) for n in range(3)), recovery()),
        "a harm of low certainty": (recovery(), harm(1, certainty=certainty("low"),
                                    **stated("low", "sized", "It may.", size="small"), **lesser)),
        "a harm of moderate certainty": (recovery(), harm(1, **lesser, certainty=certainty(
            "moderate"), **stated("moderate", "sized", "It may.", size="small"))),
        "a trivial harm": (recovery(), harm(1, **lesser,
                           **stated("high", "sized", "Little.", size="trivial"))),
        "a harm without size": (recovery(), harm(1, **{**lesser, **sized}, thresholds=None)),
        "two without size": (harm(1, **sized, thresholds=None), harm(2, **sized, thresholds=None)),
        "two without size, one in part": (harm(1, **sized, thresholds=None), harm(2, **sized)),
        "two without size at two levels": (
            harm(1, **sized, thresholds=None),
            harm(2, certainty=certainty("low", imprecision=-1), thresholds=None,
                 **stated("low", "without_size", "It is so.", favours="comparator"))),
        "a narrative harm": (recovery(), named(narrative(), 1, **lesser,
                             **stated("high", "sized", "It harms.", size="small"))),
        "at two levels": (at_other_level(readmission()), recovery()),
        "not rated": (unrated(1, "why"), unrated(2, "why"), unrated(3, "why not"), recovery()),
        "not rated, of one reason": (unrated(1, "why"), unrated(2, "why")),
        "not rated, known": (unrated(1, "why", not_rated_why="not judged"), recovery()),
        "nobody had it": (alike, recovery()),
        "nobody had it twice": (alike, named(alike, 2), unrated(3, "why")),
        "everybody had it": (changed(alike, "all_alike.had", "everybody"), recovery()),
        "kept out": (none().model_copy(update={"kept_out": KEPT[:2]}), recovery()),
        "kept out alone": (none().model_copy(update={"kept_out": KEPT[:2]}),),
        "critical without data": (named(none(), 1, importance="critical"), recovery(),
                                  many(), *(named(none(), n, importance="critical")
                                            for n in range(2, 8))),
        "every level": tuple(
            named(recovery(), n, certainty=certainty(level, imprecision=-1),
                  **stated(level, "very_uncertain" if level == "very low" else "sized", "So.",
                           size="small", favours="intervention"))
            for n, level in enumerate(("high", "moderate", "low", "very low"))),
        "every kind": tuple(
            named(recovery(), n, certainty=certainty("low", risk_of_bias=-1, inconsistency=-1),
                  **stated("low", kind, "It is so.", size="small", favours=side))
            for n, (kind, side) in enumerate((("between", "intervention"), ("stated", None),
                                              ("undecided", None), ("sized", "comparator"),
                                              ("without_size", "intervention")))),
        "decided": (recovery("confirmed"), named(recovery("overridden"), 2), readmission()),
        "stale": (recovery("stale"), narrative()),
        "not recorded": (changed(changed(recovery("stale"), "certainty.domains.3.moved",
                                         not_recorded()), "certainty.provisional", False),),
        "decided in part": (changed(recovery("confirmed"), "certainty.domains.0.decided", 0),),
        **{f"imprecise, {name}": (changed(recovery(), "certainty.domains.3.inputs", inputs),)
           for name, inputs in INPUTS.items()},
    }  # fmt: skip


WRITTEN = WrittenText(kind="objectives", about=None, read_from="x.md", markdown="# A\n\nTo *see*.")
VARIED: Mapping[str, tuple[Any, ...]] = {
    "registry.trials.included": (0, 1),
    "registry.participants": (None, 0, 1),
    "registry.participants_missing": (0, 2),
    "currency.last_search": (None,),
    "currency.awaiting": (0, 2),
    "currency.ongoing": (0, 2),
    "currency.completed_unpublished": (0, 2),
    "currency.next_run": (None,),
    "currency.overdue": (True,),
    "currency.status": ("paused", "retired"),
    "trials": ((),),
    "trials.0.status": ("retracted", "awaiting"),
    "trials.0.design": ("crossover",),
    "trials.1.year": (1950, 2027),
    "trials.2.risk_of_bias": ((),),
    "searches": ((),),
    "searches.0.source": ("Public sources", "A"),
    "searches.0.date": (dt.date(2027, 1, 1),),
    "quarantine": ((),),
    "quarantine.0.key": ("COOK2012_WRAP/hope/post", "COOK2012_WRAP/recovery/post", "x"),
    "queries": ((),),
    "version.number": (3,),
    "review.question": ({},),
    "review.funding": ("A fund.",),
    "verification": (
        *(Verification(figures=9, worst=worst, by="a, b") for worst in (0.0, 1e-12, 2e-9, 0.1)),
        Verification(figures=0, worst=0.0, by="a"),
    ),
    "texts": ((WRITTEN,), (WRITTEN.model_copy(update={"stands_in": "de"}),)),
    "other_reviews": ((),),
}


def documents() -> Iterator[tuple[str, Findings]]:
    """Give a document with one fact after the other changed, and with other findings."""
    whole = sample_documents.findings()
    yield "as it is", whole
    for path, values in VARIED.items():
        assert has(whole, path), path
        yield from ((f"{path} {n}", changed(whole, path, to)) for n, to in enumerate(values, 1))
    paid = tuple(each.model_copy(update={"funding": "industry"}) for each in whole.trials)
    yield "paid by industry", whole.model_copy(update={"trials": paid})
    yield "one paid", whole.model_copy(update={"trials": (*paid[:3], *whole.trials[3:])})
    lost = (whole.quarantine[0].model_copy(update={"trial_id": "COOK2012_WRAP", "key": key})
            for key in ("COOK2012_WRAP/hope/post", "COOK2012_WRAP/empowerment/post"))  # fmt: skip
    yield "set aside", whole.model_copy(update={"quarantine": tuple(lost)})
    other = (whole.trials[0].model_copy(update={"label": "A trial"}), *whole.trials[1:])
    empty = changed(whole.quarantine[0], "trial_id", "COOK2012_WRAP")
    for number in range(7):
        rows = tuple(
            empty.model_copy(update={"trial_id": own, "key": f"{own}/hope/post"})
            for own in (each.trial_id for each in other[:number])
        )
        update = {"quarantine": rows, "trials": other}
        yield f"set aside of {number}", whole.model_copy(update=update)
    long = tuple(harm(n, outcome_label=f"{n} {'long name ' * 20}") for n in range(6))
    for changes in (None, sample_documents.changed()):
        update = {"findings": long, "changes": changes, "searches": whole.searches * 3}
        yield f"long names, changes {bool(changes)}", whole.model_copy(update=update)
        yield f"changes {bool(changes)}", whole.model_copy(update={"changes": changes})
    for name, found in tuples().items():
        trials = sample_documents.records(found)
        yield name, whole.model_copy(update={"findings": found, "trials": trials})


OF_CHANGES: Mapping[str, tuple[Any, ...]] = {
    "since": (None,),
    "trials_added": ((), ("PEER",), ("WAITS",), tuple("ABCDEFGHIJ")),
    "trials_removed": ((),),
    "trials_corrected": ((),),
    "trials_retracted": ((),),
    "statuses": ({"PEER": "set aside", "WAITS": "strange"}, {}),
    "moves": ((),),
    "moves.0.reason": (None,),
    "moves.1.before": ("included", "odd"),
    "corrections": ((),),
    "corrections.0.old": (None,),
    "corrections.0.trial_id": ("OTHER",),
    "corrections.0.where": ("",),
    "rows": ((),),
    "rows.0.change": ("removed",),
    "rows.0.where": ("",),
    "searches_added": ((), ("2026", "2027")),
    "set_aside": ((2, 5), (3, 0)),
    "completed_unpublished": ((1, 0), (0, 2)),
    "findings": ((),),
    "decisions": ((),),
    "decisions.0.before": (-1, None),
    "decisions.0.after": (None,),
    "decisions.0.by": (None,),
    "decisions.0.change": ("taken", "withdrawn", "renewed", "fits again"),
    "decisions.0.reason": ("The interval is wide.", None),
    "methods": ((),),
}
OF_FINDINGS: Mapping[str, tuple[Any, ...]] = {
    "label": ("",),
    "conclusion_changed": (True, False),
    "reasons": ((),),
    "trials_joined": (("A", "B"), ()),
    "trials_left": (("A",),),
    "methods_changed": ((), ("a", "b")),
    "decided_otherwise": (True,),
    "by_earlier_rules": (("it would",),),
    "before": (None,),
    "after": (None,),
}
SLOPE = {"label": "Year", "per": 10, "unit": "", "estimate": 0.1, "ci_low": 0.02, "ci_high": 0.3}
RISK = {
    **{"baseline_label": "Low", "baseline_risk": 0.1, "difference": 0.02, "ci_low": 0.01},
    **{"ci_high": 0.03, "kind": "risk"},
}
FAMILIAR = {"instrument": "RAS", "unit": "points", "sd": 12.0, "sd_source": "a"}
SHOWN = {"trial_id": "T", "label": "T 2001", "estimate": 0.1, "ci_low": 0.01, "ci_high": 0.2}
ONE = {"trials": [{**SHOWN, "direction": "favours_control"}]}
# What one side of a changed finding holds otherwise than the other.
SIDES: tuple[Mapping[str, Any], ...] = (
    *({"measure": "RR"}, {"measure": "OR", "slopes": {"year": SLOPE}}, {"better": "lower"}),
    *({"n": None}, {"n": None, "n_missing": 1}, {"n_missing": 2}, {"k": 5}, {"level": 0.9}),
    *({"estimate": None, "synthesis": each} for each in ("narrative", "single", "none", None)),
    *({"ci_low": None}, {"prediction_low": None}, {"prediction_low": -0.4}, {"unit": "mmHg"}),
    *({"tau2": None}, {"tau2": 0.2}, {"i2": None}, {"i2": 40.0}, {"thresholds": {"small": 1}}),
    *({"certainty": None}, {"certainty": "high"}, {"certainty_by_domain": None}),
    {"certainty_by_domain": {"imprecision": 0, "upgrade": 1, "inconsistency": -1}},
    *({"statement": None}, {"statement": "It is so."}, {"statement": "x" * 900}),
    *({"synthesis": "single"}, {"synthesis": "none", "statement": None}),
    *({"slopes": {"year": SLOPE}}, {"slopes": {"year": {**SLOPE, "ci_low": None}}}),
    *({"absolute": [RISK]}, {"absolute": [{**RISK, "kind": "rate", "time": "1 year"}]}),
    *(ONE, {**ONE, "synthesis": "single"}),
    {"familiar": FAMILIAR},
)


def one_change(**update: Any) -> FindingChange:
    """Give the first changed finding of the samples, otherwise."""
    return sample_documents.moved_findings()[0].model_copy(update=update)


def _both() -> Iterator[FindingChange]:
    """Give a finding of which one side, the other or both hold something else."""
    first = one_change()
    before, after = dict(first.before or {}), dict(first.after or {})
    plain = {"conclusion_changed": False, "trials_joined": (), "reasons": ()}
    for held in SIDES:
        yield one_change(before={**before, **held})
        yield one_change(after={**after, **held})
        yield one_change(before={**after, **held}, after=after, **plain)
    for key, own in (("familiar", FAMILIAR), ("absolute", RISK), ("trials", ONE["trials"][0])):
        for field, was in own.items():
            new = {**own, field: f"{was}x" if isinstance(was, str) else was + 1.0}
            sides = [{**after, key: each if key == "familiar" else [each]} for each in (own, new)]
            yield one_change(before=sides[0], after=sides[1], **plain)
    rate = {**RISK, "kind": "rate", "time": "1 year"}
    for held in ({"slopes": {"year": SLOPE}}, {"absolute": [RISK]}, {"absolute": [rate]}, ONE):
        other = {key: _otherwise(value) for key, value in held.items()}
        for measure in ("SMD", "RR", "IRD"):
            sides = ({**before, **held, "measure": measure}, {**after, **other, "measure": measure})
            yield one_change(before=sides[0], after=sides[1])


def _otherwise(held: Any) -> Any:
    if isinstance(held, list):
        return [_otherwise(each) for each in held]
    inner = {key: _otherwise(each) for key, each in held.items() if isinstance(each, dict)}
    others = {"estimate": 0.15, "baseline_risk": 0.2, "difference": 0.04, "direction": "unknown"}
    return {**held, **{key: to for key, to in others.items() if key in held}, **inner}


def differences() -> Iterator[tuple[str, Changes]]:
    """Give what changed between versions, with one fact after the other otherwise."""
    whole = sample_documents.changed()
    yield "as it is", whole
    yield "nothing", Changes(since=1)
    for path, values in OF_CHANGES.items():
        yield from ((f"{path} {n}", changed(whole, path, to)) for n, to in enumerate(values, 1))
        name = path.partition(".")[0]
        if path == name:
            held = {"since": 1, "labels": whole.labels, name: getattr(whole, name) or values[0]}
            yield f"{name} alone", Changes.model_validate(held)
    yield "origins alone", Changes(since=1, bookkeeping=whole.corrections)
    yield "origins", whole.model_copy(update={"bookkeeping": whole.corrections})
    searched = {"searches_added": ("2026",), "bookkeeping": whole.corrections}
    yield "origins and a search", Changes(since=1, **searched)
    yield "rows and a search", Changes(since=1, searches_added=("2026",), rows=whole.rows)
    ends = {"synthesis": "none"}
    new = tuple(one_change(before=None, after=ends) for _ in range(2))
    yield "new without data", Changes(since=1, findings=new)
    yield "new with others", whole.model_copy(update={"findings": (*whole.findings, *new)})
    still = tuple(one_change(conclusion_changed=False, outcome=f"o{n}") for n in range(8))
    yield "many moved", Changes(since=1, findings=still)
    yield "six moved", Changes(since=1, findings=still[:6])


def single_changes() -> Iterator[FindingChange]:
    """Give a changed finding with one fact after the other otherwise."""
    yield from sample_documents.moved_findings()
    for name, values in OF_FINDINGS.items():
        yield from (one_change(**{name: to}) for to in values)
    yield one_change(decided_otherwise=True, methods_changed=("a", "b"))
    yield from _both()


def decisions() -> Iterator[DecisionChange]:
    """Give what became of decisions, with one fact after the other otherwise."""
    for _, changes in differences():
        yield from changes.decisions
