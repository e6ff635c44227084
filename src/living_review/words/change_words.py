"""What changed since the version before, in sentences made from `Changes` alone.

Every sentence is plain text on one line: a template or the caller escapes it. Because labels and
figures stand in `Changes` itself, an old version is told without computing it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, cast, get_args

from living_review.findings import FindingChange, Reason
from living_review.ground import numbers
from living_review.ground.measures import RATIOS, Measure
from living_review.ground.visible_text import cut_short, visible
from living_review.language import Fact, say
from living_review.language.facts import changed_results as facts
from living_review.language.facts import changes, conclusions
from living_review.language.facts.certainty import LevelsMoved
from living_review.language.facts.effects import Interval
from living_review.language.facts.tables import People
from living_review.language.facts.terms import Domain, DomainOfGrade, Level
from living_review.words.grammar import effect_written, interval, levels_moved
from living_review.words.regression_words import step

STATEMENT = "change-statement"
# A label or a cell may be a page long; a sentence that names it may not.
LONGEST_NAME, LONGEST_STATEMENT, LONGEST_CELL = 120, 320, 300
Side = Mapping[str, Any]
Moved = tuple[facts.Named, facts.Figure, facts.Figure]


def short(text: str, longest: int = LONGEST_NAME) -> str:
    """Put a text on one line and cut it where it is too long for a sentence."""
    return cut_short(text, longest)


def named(labels: Iterable[str], most: int) -> changes.Names:
    """Give names, at most so many, and how many others there are."""
    names = [short(label) for label in labels]
    if len(names) <= most:
        return changes.Names(first=tuple(names), others=0)
    return changes.Names(first=tuple(names[: most - 1]), others=len(names) - most + 1)


def verdict(change: FindingChange) -> str:
    """Say what became of a finding's conclusion."""
    return say(conclusions.Verdict(became=became(change)))


def became(change: FindingChange) -> Literal["new", "gone", "changed", "unchanged"]:
    """Tell what became of a finding's conclusion."""
    if change.before is None:
        return "new"
    if change.after is None:
        return "gone"
    return "changed" if change.conclusion_changed else "unchanged"


def conclusion(change: FindingChange) -> str:
    """Say in two or three sentences that and how a conclusion changed."""
    opening = say(conclusions.Changed(name=short(change.name)))
    return " ".join((opening, *then_and_now(change), *caution(change)))


def then_and_now(change: FindingChange) -> tuple[str, ...]:
    """Say what was concluded and what is now; the reasons where the words stayed the same."""
    before, after = change.before or {}, change.after or {}
    if any(map(_on_statement, change.reasons)):
        old, new = (_stated(side) for side in (before, after))
        told = old or before.get("synthesis") == "none"
        tells = new or after.get("synthesis") == "none"
        if (old or new) and told and tells:
            return (say(conclusions.ThenAndNow(before=old, now=new)),)
    telling = [each for each in change.reasons if not _on_statement(each)]
    return tuple(each.sentence for each in telling or change.reasons)


def _on_statement(reason: Reason) -> bool:
    """Whether a reason is that the sentence reads otherwise, by whichever version of the rule."""
    return reason.rule.partition("/")[0] == STATEMENT


def _stated(side: Side) -> conclusions.Stated | None:
    statement = side.get("statement")
    if not isinstance(statement, str) or len(statement) > LONGEST_STATEMENT:
        return None
    level = cast(Level | None, side.get("certainty"))
    return conclusions.Stated(statement=visible(statement).removesuffix("."), level=level)


def caution(change: FindingChange) -> tuple[str, ...]:
    """Say what changed rules would have done, and that methods changed that bear on a finding."""
    decided = change.decided_otherwise
    methods = change.methods_changed[:-1] if decided else change.methods_changed
    if not decided and (told := say(conclusions.Decisions())) in methods:
        # A version from before that was told apart says it in words alone.
        decided, methods = True, tuple(each for each in methods if each != told)
    # What these rules did is known, so it is said, and they are blamed for nothing else.
    said: list[Fact] = []
    if change.by_earlier_rules:
        said.append(changes.EarlierRules(clauses=change.by_earlier_rules))
    if methods:
        said.append(conclusions.MethodsChanged(methods=methods))
    if decided:
        said.append(conclusions.DecidedOtherwise())
    return tuple(map(say, said))


def in_full(change: FindingChange) -> tuple[str, ...]:
    """Say everything that moved in a finding, old and new."""
    said = [verdict(change)]
    if change.conclusion_changed:
        said += _statements(change)
        said += [each.sentence for each in change.reasons if not _on_statement(each)]
    said += _trials(change)
    said.append(figures(change))
    return tuple(part for part in (*said, *caution(change)) if part)


def _statements(change: FindingChange) -> list[str]:
    sides = (change.before or {}, change.after or {})
    old, new = (visible(str(side.get("statement") or "")) for side in sides)
    if not old or not new or old == new:
        return []
    was, is_now = (
        conclusions.Stated(statement=each.removesuffix("."), level=None) for each in (old, new)
    )
    return [say(conclusions.ThenAndNow(before=was, now=is_now))]


def _trials(change: FindingChange) -> list[str]:
    said: list[Fact] = []
    if change.trials_joined and change.before is not None:
        said.append(facts.TrialsJoined(trials=tuple(map(short, change.trials_joined))))
    if change.trials_left and change.after is not None:
        said.append(facts.TrialsLeft(trials=tuple(map(short, change.trials_left))))
    return [*map(say, said)]


def figures(change: FindingChange) -> str:
    """Write every figure of a finding that moved: the old one, then the one of now."""
    before, after = change.before, change.after
    if before is None or after is None:
        return _all_figures(before or after or {})
    moved = tuple(
        facts.FigureMoved(name=name, before=old, now=new)
        for name, old, new in _written(before, after)
        if old != new
    )
    if moved:
        return say(facts.FiguresMoved(figures=moved))
    if change.conclusion_changed or change.trials_joined or change.trials_left:
        return ""
    return _unseen(before, after)


def _written(before: Side, after: Side) -> Iterable[Moved]:
    named = _named_figure
    yield named("trials"), numbers.count(before.get("k")), numbers.count(after.get("k"))
    if before.get("n") is not None and after.get("n") is not None:
        yield named("participants"), _people(before), _people(after)
    measures = {str(side.get("measure")) for side in (before, after)}
    several = len(measures) > 1
    yield (
        named("effect") if several else measures.pop(),
        effect(before, with_measure=several),
        effect(after, with_measure=several),
    )
    if _estimated(before) and _estimated(after):
        yield named("prediction"), _predicted(before), _predicted(after)
    yield from _where_both("τ²", "tau2", numbers.tau2, before, after)
    yield from _where_both("I²", "i2", numbers.percent, before, after)
    yield from _domains(before, after)
    yield from _trial_figures(before, after)
    yield from _absolute_figures(before, after)
    yield from _slopes(before, after)


def _named_figure(
    figure: Literal["trials", "participants", "effect", "prediction"],
) -> facts.FigureName:
    return facts.FigureName(figure=figure)


def _predicted(side: Side) -> facts.Prediction:
    found = _interval_of_prediction(side)
    return facts.Prediction(interval=found if found.low else None)


def _where_both(
    name: str,
    key: str,
    write: Callable[[float | None], str],
    before: Side,
    after: Side,
) -> Iterable[Moved]:
    """Write a figure where both versions have it: that there is none follows from the others."""
    old, new = before.get(key), after.get(key)
    if old is not None and new is not None:
        yield name, write(old), write(new)


def _estimated(side: Side) -> bool:
    return side.get("estimate") is not None


def effect(side: Side, *, with_measure: bool = False) -> facts.Effect | facts.NoEffect:
    """Give the estimate and interval of one version, or why there is none."""
    if not _estimated(side):
        return facts.NoEffect(synthesis=_without_effect(side.get("synthesis")))
    measure = str(side.get("measure") or "")
    value, low, high = (side.get(key) for key in ("estimate", "ci_low", "ci_high"))
    estimate, found = effect_written(value, low, high, measure)
    return facts.Effect(
        measure=measure if with_measure else "",
        estimate=estimate,
        interval=found if found.low else None,
        unit=str(side.get("unit") or ""),
    )


def _without_effect(synthesis: object) -> Literal["narrative", "single", "none", "unknown"]:
    match synthesis:
        case "narrative" | "single" | "none":
            return synthesis
    return "unknown"


def prediction(side: Side) -> str:
    """Write the prediction interval of one version."""
    return say(_interval_of_prediction(side))


def _interval_of_prediction(side: Side) -> Interval:
    ends = (side.get("prediction_low"), side.get("prediction_high"))
    return interval(*ends, str(side.get("measure") or ""))


def participants(side: Side) -> str:
    """Write the people of one version: 'at least 100' where some trials are of unknown size."""
    return say(_people(side))


def _people(side: Side) -> People:
    n = side.get("n")
    least = bool(side.get("n_missing")) and n is not None
    return People(number=numbers.count(n), least=least)


def certainty(side: Side) -> facts.Certainty:
    """Give the certainty of one version."""
    return facts.Certainty(level=cast(Level | None, side.get("certainty") or None))


def _domains(before: Side, after: Side) -> Iterable[Moved]:
    """The levels of each domain that both versions rated."""
    old, new = (side.get("certainty_by_domain") or {} for side in (before, after))
    for domain in (domain for domain in new if domain in old):
        name = DomainOfGrade(domain=cast(Domain, domain))
        yield name, rated(domain, old[domain]), rated(domain, new[domain])


def rated(domain: str, levels: int) -> facts.NotRatedUp | LevelsMoved:
    """Tell how far one domain moved the rating."""
    return facts.NotRatedUp() if domain == "upgrade" and levels == 0 else levels_moved(levels)


def _trial_figures(before: Side, after: Side) -> Iterable[Moved]:
    """The effects of the trials that both versions show one by one."""
    if before.get("synthesis") == after.get("synthesis") == "single":
        # The effect of the one trial is told as the effect of the finding.
        return
    old, new = (
        {trial["trial_id"]: {**trial, "measure": side["measure"]} for trial in side["trials"]}
        if side.get("trials")
        else {}
        for side in (before, after)
    )
    for trial in (trial for trial in new if trial in old):
        yield short(new[trial]["label"]), effect(old[trial]), effect(new[trial])


def _absolute_figures(before: Side, after: Side) -> Iterable[Moved]:
    """The difference for 1000 people at each baseline risk that both versions have."""
    old, new = (
        {each["baseline_label"]: each for each in side.get("absolute") or ()}
        for side in (before, after)
    )
    for label in (label for label in new if label in old):
        per = str(new[label].get("time")) if new[label].get("kind") == "rate" else ""
        risk = facts.RiskName(per=per, label=short(label))
        yield risk, _baseline_risk(old[label]), _baseline_risk(new[label])
        difference = facts.DifferenceName(per=per, label=short(label))
        yield difference, per_1000(old[label]), per_1000(new[label])


def _slopes(before: Side, after: Side) -> Iterable[Moved]:
    """What goes with a step of each moderator on which effects are regressed."""
    old, new = (side.get("slopes") or {} for side in (before, after))
    measures = {str(side.get("measure")) for side in (before, after)}
    for column in dict.fromkeys((*new, *old)) if len(measures) == 1 else ():
        told = new.get(column) or old[column]
        name = facts.SlopeName(
            moderator=short(told["label"]),
            step=step(told["per"], told["unit"], column, told.get("groups") or ()),
            ratio=_ratio(after),
        )
        yield name, _slope(old.get(column), before), _slope(new.get(column), after)


def _ratio(side: Side) -> bool:
    return side.get("measure") in RATIOS


def _slope(slope: Side | None, side: Side) -> facts.Effect | str:
    if slope is None:
        return numbers.ABSENT
    ends = (slope.get("ci_low"), slope.get("ci_high"))
    written = numbers.change(slope["estimate"], *ends, str(side.get("measure") or ""))
    return facts.Effect(
        measure="",
        estimate=written[0],
        interval=Interval(low=written[1], high=written[2]) if len(written) > 1 else None,
        unit="" if _ratio(side) else str(side.get("unit") or ""),
    )


def _baseline_risk(absolute: Side) -> str:
    return _writer(absolute)(absolute.get("baseline_risk"))


def _writer(absolute: Side) -> Callable[[float | None], str]:
    return numbers.rate if absolute.get("kind") == "rate" else numbers.per_1000


def per_1000(absolute: Side) -> facts.Difference:
    """Give a difference in risk and its interval as people per 1000, or in rate."""
    write = _writer(absolute)
    value, low, high = (write(absolute[k]) for k in ("difference", "ci_low", "ci_high"))
    return facts.Difference(value=value, interval=Interval(low=low, high=high))


def _all_figures(side: Side) -> str:
    found = effect(side) if _estimated(side) else None
    measure = side.get("measure")
    return say(
        facts.Figures(
            trials=numbers.count(side.get("k")),
            participants=None if side.get("n") is None else _people(side),
            measure=cast(Measure, measure) if found and measure in get_args(Measure) else None,
            effect=found if isinstance(found, facts.Effect) else None,
            certainty=certainty(side),
        )
    )


def _unseen(before: Side, after: Side) -> str:
    """Say what moved where no printed figure did."""
    moved = tuple(part for part, read in _BESIDES.items() if read(before) != read(after))
    return say(facts.PartsAlone(parts=moved) if moved else facts.NotSeen())


def _parts(key: str, *kept: str) -> Callable[[Side], Any]:
    """Give what a list of a finding says besides its figures; its order says nothing."""
    return lambda side: sorted(str([e.get(name) for name in kept]) for e in side.get(key) or ())


def _familiar(side: Side) -> Any:
    kept = ("instrument", "unit", "sd", "sd_source")
    return [(side.get("familiar") or {}).get(name) for name in kept]


# What a reader sees of a finding besides the figures that are written one by one.
_BESIDES: Mapping[facts.Part, Callable[[Side], Any]] = {
    facts.Part(part="thresholds"): lambda side: side.get("thresholds"),
    facts.Part(part="names in the statement"): lambda side: side.get("statement"),
    facts.Part(part="familiar units"): _familiar,
    facts.Part(part="baseline risks"): _parts("absolute", "baseline_label", "baseline_risk"),
    facts.Part(part="names of trials"): _parts("trials", "trial_id", "label"),
    facts.Part(part="direction of a trial"): _parts("trials", "trial_id", "direction"),
    facts.Part(part="participants known"): lambda side: side.get("n") is None,
    facts.Part(part="trials of unknown size"): lambda side: side.get("n_missing") or 0,
    facts.Part(part="better"): lambda side: side.get("better"),
    facts.Part(part="level"): lambda side: side.get("level"),
}
