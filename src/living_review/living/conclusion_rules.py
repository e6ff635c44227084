"""The rules by which a conclusion counts as changed; docs/differences.md gives their reasons.

A conclusion changes where what is said of it does: its sentence or the certainty beside it, names
and figures aside. The rules then say in what. None looks at a p-value. Each compares what the two
versions say, with benefits above zero, so that a change of the measure or of the direction of an
outcome does not by itself count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from living_review.certainty.case import headline
from living_review.certainty.statements import no_threshold, not_sized
from living_review.findings import Finding, Reason
from living_review.ground import numbers
from living_review.protocol import Outcome
from living_review.synthesis.scale import Scale, reaches, scales_of
from living_review.synthesis.wording import inside

SIDE = "change-side/3"
NO_DIFFERENCE = "change-no-difference/2"
THRESHOLD = "change-threshold/2"
MAGNITUDE = "change-magnitude/2"
CERTAINTY = "change-certainty/1"
POOLING = "change-pooling/2"
STATEMENT = "change-statement/2"
_DIGITS = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Held:
    """A finding as one version held it, with its outcome in that version's protocol."""

    finding: Finding
    outcome: Outcome

    @property
    def effect(self) -> tuple[float, float, float] | None:
        """The estimate and interval it stands on, benefits above zero, no difference at zero."""
        found = headline(self.finding)
        if found is None:
            return None
        benefit = 1 if self.finding.better == "higher" else -1
        estimate, low, high = (benefit * (value - self.finding.null) for value in found)
        return estimate, min(low, high), max(low, high)

    @property
    def interval(self) -> str:
        """What its interval is called."""
        return f"{numbers.confidence(self.finding.level)} interval"


def changed_conclusion(old: Held, new: Held) -> tuple[Reason, ...]:
    """Give every rule by which the conclusion changed; none where it reads as it did.

    Where neither version has a sentence, the conclusion is whether there is evidence, whether it is
    pooled, and whom it favours.
    """
    found = reasons(old, new)
    if old.finding.statement is None and new.finding.statement is None:
        return tuple(each for each in found if each.rule in (POOLING, SIDE, CERTAINTY))
    return found if any(each.rule in (STATEMENT, CERTAINTY) for each in found) else ()


def reasons(old: Held, new: Held) -> tuple[Reason, ...]:
    """Give every rule that holds between two versions, whether or not the conclusion changed."""
    return tuple(
        Reason(rule=rule, sentence=sentence)
        for rule, find in _RULES.items()
        for sentence in find(old, new)
    )


def _pooling(old: Held, new: Held) -> Iterator[str]:
    before, after = old.finding.synthesis, new.finding.synthesis
    if before == after:
        return
    if before == "none":
        yield "There is evidence now; before, no trial gave usable data."
    elif after == "none":
        yield "No trial gives usable data now; before, there was evidence."
    elif after == "pooled":
        yield "The trials are pooled now; before, they were not."
    elif before == "pooled":
        yield "The trials are not pooled now; before, they were."


def _side(old: Held, new: Held) -> Iterator[str]:
    before, after = _sided(old), _sided(new)
    if before * after < 0:
        yield (
            f"The estimate is now {_favours(after, new.finding)}; "
            f"before, it was {_favours(before, old.finding)}."
        )


def _sided(held: Held) -> int:
    """Give the side (benefit 1, harm −1) an effect is on beyond doubt or by more than a little.

    With thresholds, its estimate counts as a benefit or a harm; without, its interval lies whole on
    one side. An estimate close to no difference is on neither: 1.02 and 0.99 are one conclusion.
    """
    effect = held.effect
    if effect is None:
        return 0
    scale, *_ = scales_of(held.finding, held.outcome)
    if scale.steps:
        found = headline(held.finding)
        assert found is not None
        band = scale.band(scale.place(found[0]))
        return (band > 0) - (band < 0)
    _, low, high = effect
    return (low > 0) - (high < 0)


def _favours(side: int, finding: Finding) -> str:
    return f"in favour of {finding.intervention if side > 0 else finding.comparator}"


def _no_difference(old: Held, new: Held) -> Iterator[str]:
    before, after = old.effect, new.effect
    if before is None or after is None:
        return
    had, has = (low <= 0 <= high for _, low, high in (before, after))
    name = _interval(old, new)
    if has and not had:
        yield f"The {name} now includes no difference; before, it lay on one side of it."
    elif had and not has:
        yield f"The {name} now lies on one side of no difference; before, it included it."


def _interval(old: Held, new: Held) -> str:
    """Name the interval of now, and that of before where it had another level."""
    changed = old.interval != new.interval
    return f"{new.interval} (before, the {old.interval})" if changed else new.interval


def _inclusion(interval: str, what: str, has: bool) -> str:
    if has:
        return f"The {interval} now includes {what}; before, it did not."
    return f"The {interval} no longer includes {what}; before, it did."


def _threshold(old: Held, new: Held) -> Iterator[str]:
    """Compare at each baseline risk that both versions have, and once where there is none."""
    before = {_place(scale): scale for scale in scales_of(old.finding, old.outcome)}
    for scale in scales_of(new.finding, new.outcome):
        known = before.get(_place(scale))
        if known is None:
            continue
        had, has = _reached(old.finding, known), _reached(new.finding, scale)
        if had is None or has is None:
            continue
        for way, word in ((1, "benefit"), (-1, "harm")):
            if (way in had) != (way in has):
                least = "an important" if len(scale.steps) == 1 else "a small"
                what = f"the threshold of {least} {word}"
                yield _at(scale, known, _inclusion(_interval(old, new), what, way in has))


def _place(scale: Scale) -> str:
    return scale.baseline.label if scale.baseline else ""


def _reached(finding: Finding, scale: Scale) -> set[int] | None:
    """Give the sides (benefit 1, harm −1) on which the interval includes the least that counts."""
    effect = headline(finding)
    if effect is None or not scale.steps:
        return None
    _, low, high = scale.span(*effect)
    least = scale.steps[0]
    benefit = reaches(high, least) and reaches(-low, -least)
    harm = reaches(-low, least) and reaches(high, -least)
    return {way for way, held in ((1, benefit), (-1, harm)) if held}


def _at(scale: Scale, known: Scale, sentence: str) -> str:
    """Say at which risk; a median over trials is another one when the trials are."""
    if scale.baseline is None:
        return sentence
    risk = scale.baseline.number
    held = known.baseline.number if known.baseline else risk
    before = f"; before, {held}" if held != risk else ""
    where = f"{scale.baseline.amount} ({inside(scale.baseline.label)}{before})"
    noun = "rate" if scale.baseline.time else "risk"
    return f"At a {noun} of {where}, {inside(sentence)}"


def _magnitude(old: Held, new: Held) -> Iterator[str]:
    before, after = old.finding.magnitude, new.finding.magnitude
    if before == after:
        return
    if after is None:
        yield f"The size of the effect can no longer be named (before: {before})."
    else:
        yield f"The size of the effect is now {after} (before: {before or 'not named'})."


def _certainty(old: Held, new: Held) -> Iterator[str]:
    before, after = (
        held.finding.certainty.level if held.finding.certainty else "not rated"
        for held in (old, new)
    )
    if before != after:
        yield f"The certainty of the evidence is now {after} (before: {before})."


def _statement(old: Held, new: Held) -> Iterator[str]:
    unsized = _unnamed(new.finding) in (no_threshold(), not_sized())
    if _unnamed(old.finding) != _unnamed(new.finding) or (unsized and any(_side(old, new))):
        yield "The sentence that states the conclusion reads otherwise."


def _unnamed(finding: Finding) -> str:
    """Give the statement without the names and figures in it: another label is no new conclusion.

    Where no threshold is set a statement gives the estimate and whom it favours, which a hair can
    turn: there the conclusion is another when the side is beyond doubt.
    """
    said = _DIGITS.sub("#", (finding.statement or "").lower())
    for end in (no_threshold(), not_sized()):
        if said.endswith(f"{end}."):
            return end
    names = {
        _DIGITS.sub("#", finding.outcome_label.lower()): "{outcome}",
        _DIGITS.sub("#", (finding.as_object or "").lower()): "{outcome}",
        _DIGITS.sub("#", finding.intervention.lower()): "{intervention}",
        _DIGITS.sub("#", finding.comparator.lower()): "{comparator}",
    }
    for name in sorted(filter(None, names), key=len, reverse=True):
        said = said.replace(name, names[name])
    # Nor are other words around a name: 'the chance of being well' for 'being well', a plural verb.
    said = re.sub(r"the (?:chance|risk|rate|hazard) of (?=\{outcome\})", "", said)
    return re.sub(r"\b(improve|increase|reduce|result|affect)s\b", r"\1", said)


_RULES: dict[str, Callable[[Held, Held], Iterator[str]]] = {
    POOLING: _pooling,
    CERTAINTY: _certainty,
    MAGNITUDE: _magnitude,
    SIDE: _side,
    NO_DIFFERENCE: _no_difference,
    THRESHOLD: _threshold,
    STATEMENT: _statement,
}
