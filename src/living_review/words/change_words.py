"""What changed since the version before, in sentences made from `Changes` alone.

Every sentence is plain text on one line: a template or the caller escapes it. Because labels and
figures stand in `Changes` itself, an old version is told without computing it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from living_review.findings import FindingChange, Reason
from living_review.ground import numbers, people
from living_review.ground.visible_text import cut_short, visible
from living_review.language import say
from living_review.language.facts import changes as facts
from living_review.living.finding_difference import DECIDED
from living_review.words.grammar import (
    DOMAINS,
    MEASURES,
    capitalised,
    levels_phrase,
    listed,
    sentence,
)

STATEMENT = "change-statement"
# A label or a cell may be a page long; a sentence that names it may not.
LONGEST_NAME, LONGEST_STATEMENT, LONGEST_CELL = 120, 320, 300
_NO_ESTIMATE = {"narrative": "not pooled", "single": "no estimate", "none": "no data"}


def short(text: str, longest: int = LONGEST_NAME) -> str:
    """Put a text on one line and cut it where it is too long for a sentence."""
    return cut_short(text, longest)


def stopped(text: str) -> str:
    """End a sentence with one full stop, none after a text that was cut."""
    return text if text.endswith(("…", ".")) else f"{text}."


def named(labels: Iterable[str], most: int) -> str:
    """List names, at most so many: 'A, B and three others'."""
    all_names = [short(label) for label in labels]
    if len(all_names) <= most:
        return listed(all_names)
    left = len(all_names) - most + 1
    return listed([*all_names[: most - 1], f"{numbers.in_words(left)} others"])


def verdict(change: FindingChange) -> str:
    """Say what became of a finding's conclusion."""
    if change.before is None:
        return "This result is new in this version."
    if change.after is None:
        return "This result is no longer part of the review."
    if change.conclusion_changed:
        return "The conclusion changed."
    return "The conclusion did not change."


def conclusion(change: FindingChange) -> str:
    """Say in two or three sentences that and how a conclusion changed."""
    opening = f"{capitalised(short(change.name))}: the conclusion changed."
    return " ".join((opening, *then_and_now(change), *caution(change)))


def then_and_now(change: FindingChange) -> tuple[str, ...]:
    """Say what was concluded and what is now; the reasons where the words stayed the same."""
    before, after = change.before or {}, change.after or {}
    if any(map(_on_statement, change.reasons)):
        old, new = (_stated(side) for side in (before, after))
        if old and new:
            return (f"It was {old}; it is now {new}.",)
        if new and before.get("synthesis") == "none":
            return (f"Before, no trial gave usable data; it is now {new}.",)
        if old and after.get("synthesis") == "none":
            return (f"It was {old}; now no trial gives usable data.",)
    telling = [each for each in change.reasons if not _on_statement(each)]
    return tuple(each.sentence for each in telling or change.reasons)


def _on_statement(reason: Reason) -> bool:
    """Whether a reason is that the sentence reads otherwise, by whichever version of the rule."""
    return reason.rule.partition("/")[0] == STATEMENT


def _stated(side: Mapping[str, Any]) -> str:
    statement = side.get("statement")
    if not isinstance(statement, str) or len(statement) > LONGEST_STATEMENT:
        return ""
    level = side.get("certainty")
    rated = f" ({level} certainty)" if level else ""
    return f"“{visible(statement).removesuffix('.')}”{rated}"


def caution(change: FindingChange) -> tuple[str, ...]:
    """Say what changed rules would have done, and that methods changed that bear on a finding."""
    methods = [each for each in change.methods_changed if each != DECIDED]
    # What these rules did is known, so it is said, and they are blamed for nothing else.
    said = []
    if change.by_earlier_rules:
        said.append(say(facts.EarlierRules(clauses=change.by_earlier_rules)))
    if methods:
        said.append(
            f"The methods changed too ({listed(methods)}), so this may be due, in part or in "
            "whole, to them rather than to the evidence."
        )
    if DECIDED in change.methods_changed:
        said.append(
            "People decided otherwise on the rating, so this may be due, in part or in whole, to "
            "that rather than to the evidence."
        )
    return tuple(said)


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
    return [f"It was “{old.removesuffix('.')}”; it is now “{new.removesuffix('.')}”."]


def _trials(change: FindingChange) -> list[str]:
    said = []
    if change.trials_joined and change.before is not None:
        said.append(f"New in it: {listed(map(short, change.trials_joined))}.")
    if change.trials_left and change.after is not None:
        said.append(f"No longer in it: {listed(map(short, change.trials_left))}.")
    return said


def figures(change: FindingChange) -> str:
    """Write every figure of a finding that moved: the old one, then the one of now."""
    before, after = change.before, change.after
    if before is None or after is None:
        side = before or after or {}
        return sentence(_all_figures(side))
    said = [
        f"{name} {old}, now {new}"
        for name, old, new in _written(before, after)
        if old != new and not (old == new == numbers.ABSENT)
    ]
    if said:
        return sentence("; ".join(said))
    if change.conclusion_changed or change.trials_joined or change.trials_left:
        return ""
    return f"{_unseen(before, after)}."


def _written(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    yield "trials", numbers.count(before.get("k")), numbers.count(after.get("k"))
    if before.get("n") is not None and after.get("n") is not None:
        yield "participants", participants(before), participants(after)
    measures = {str(side.get("measure")) for side in (before, after)}
    several = len(measures) > 1
    yield (
        "effect" if several else measures.pop(),
        effect(before, with_measure=several),
        effect(after, with_measure=several),
    )
    if _estimated(before) and _estimated(after):
        yield "prediction interval", _or_none(prediction(before)), _or_none(prediction(after))
    yield from _where_both("τ²", "tau2", numbers.tau2, before, after)
    yield from _where_both("I²", "i2", numbers.percent, before, after)
    yield from _domains(before, after)
    yield from _trial_figures(before, after)
    yield from _absolute_figures(before, after)


def _or_none(written: str) -> str:
    return "none" if written == numbers.ABSENT else written


def _where_both(
    name: str,
    key: str,
    write: Callable[[float | None], str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Iterable[tuple[str, str, str]]:
    """Write a figure where both versions have it: that there is none follows from the others."""
    old, new = before.get(key), after.get(key)
    if old is not None and new is not None:
        yield name, write(old), write(new)


def _estimated(side: Mapping[str, Any]) -> bool:
    return side.get("estimate") is not None


def effect(side: Mapping[str, Any], *, with_measure: bool = False) -> str:
    """Write the estimate and interval of one version, or why there is none."""
    if not _estimated(side):
        return _NO_ESTIMATE.get(str(side.get("synthesis")), numbers.ABSENT)
    measure = str(side.get("measure") or "")
    values = (side.get("estimate"), side.get("ci_low"), side.get("ci_high"))
    written = numbers.estimate_with_interval(*values, measure)
    if unit := side.get("unit"):
        written = f"{written} {unit}"
    return f"{measure} {written}" if with_measure else written


def prediction(side: Mapping[str, Any]) -> str:
    """Write the prediction interval of one version."""
    low, high = side.get("prediction_low"), side.get("prediction_high")
    return numbers.interval(low, high, str(side.get("measure") or ""))


def participants(side: Mapping[str, Any]) -> str:
    """Write the people of one version: 'at least 100' where some trials are of unknown size."""
    return people.counted(side.get("n"), side.get("n_missing") or 0)


def certainty(side: Mapping[str, Any]) -> str:
    """Write the certainty of one version."""
    return str(side.get("certainty") or "not rated")


def _domains(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """The levels of each domain that both versions rated."""
    old, new = (side.get("certainty_by_domain") or {} for side in (before, after))
    for domain in (domain for domain in new if domain in old):
        yield DOMAINS.get(domain, domain), *(rated(domain, side[domain]) for side in (old, new))


def rated(domain: str, levels: int) -> str:
    """Say how far one domain moved the rating."""
    return "not rated up" if domain == "upgrade" and levels == 0 else levels_phrase(levels)


def _trial_figures(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[tuple[str, str, str]]:
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


def _absolute_figures(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[tuple[str, str, str]]:
    """The difference for 1000 people at each baseline risk that both versions have."""
    old, new = (
        {each["baseline_label"]: each for each in side.get("absolute") or ()}
        for side in (before, after)
    )
    for label in (label for label in new if label in old):
        rate, of = new[label].get("kind") == "rate", "1000 people"
        if rate:
            of = str(new[label].get("time"))
        risk = f"{'rate' if rate else 'risk'} per {of} with the comparator ({short(label)})"
        yield risk, _baseline_risk(old[label]), _baseline_risk(new[label])
        name = f"difference per {of} ({short(label)})"
        yield name, per_1000(old[label]), per_1000(new[label])


def _baseline_risk(absolute: Mapping[str, Any]) -> str:
    return _writer(absolute)(absolute.get("baseline_risk"))


def _writer(absolute: Mapping[str, Any]) -> Callable[[float | None], str]:
    return numbers.rate if absolute.get("kind") == "rate" else numbers.per_1000


def per_1000(absolute: Mapping[str, Any]) -> str:
    """Write a difference in risk and its interval as people per 1000, or in rate."""
    write = _writer(absolute)
    value, low, high = (write(absolute[k]) for k in ("difference", "ci_low", "ci_high"))
    return f"{value} ({low} to {high})"


def _all_figures(side: Mapping[str, Any]) -> str:
    measure = str(side.get("measure") or "")
    said = [f"trials {numbers.count(side.get('k'))}"]
    if side.get("n") is not None:
        said.append(f"participants {participants(side)}")
    if side.get("estimate") is not None:
        said.append(f"{MEASURES.get(measure, measure)} {effect(side)}")
    said.append(f"certainty {certainty(side)}")
    return "; ".join(said)


def _unseen(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say what moved where no printed figure did."""
    moved = [name for name, read in _BESIDES.items() if read(before) != read(after)]
    if moved:
        return f"Only {listed(moved)} changed"
    return "It moved by less than the digits that are printed"


def _parts(key: str, *kept: str) -> Callable[[Mapping[str, Any]], Any]:
    """Give what a list of a finding says besides its figures; its order says nothing."""
    return lambda side: sorted(str([e.get(name) for name in kept]) for e in side.get(key) or ())


def _familiar(side: Mapping[str, Any]) -> Any:
    kept = ("instrument", "unit", "sd", "sd_source")
    return [(side.get("familiar") or {}).get(name) for name in kept]


# What a reader sees of a finding besides the figures that are written one by one.
_BESIDES: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "the thresholds for the size of the effect": lambda side: side.get("thresholds"),
    "the names in its statement": lambda side: side.get("statement"),
    "the familiar units": _familiar,
    "the baseline risks": _parts("absolute", "baseline_label", "baseline_risk"),
    "the names of its trials": _parts("trials", "trial_id", "label"),
    "the direction of a trial": _parts("trials", "trial_id", "direction"),
    "whether the number of participants is known": lambda side: side.get("n") is None,
    "how many trials are of unknown size": lambda side: side.get("n_missing") or 0,
    "which way is better": lambda side: side.get("better"),
    "the confidence level": lambda side: side.get("level"),
}
