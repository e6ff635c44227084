"""The rules by which a conclusion counts as changed; docs/explanation/differences.md says why.

A conclusion changes where what is said of it does: its sentence or the certainty beside it, names
and figures aside. The rules then say in what. None looks at a p-value. Each compares what the two
versions say, with benefits above zero, so that a change of the measure or of the direction of an
outcome does not by itself count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from living_review.certainty.case import headline
from living_review.certainty.statements import no_threshold, not_sized
from living_review.findings import Finding, Reason
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import conclusions as facts
from living_review.language.facts import statements
from living_review.protocol import Outcome
from living_review.synthesis.scale import Scale, reaches, scales_of

SIDE = "change-side/3"
NO_DIFFERENCE = "change-no-difference/2"
THRESHOLD = "change-threshold/2"
MAGNITUDE = "change-magnitude/2"
CERTAINTY = "change-certainty/1"
POOLING = "change-pooling/2"
STATEMENT = "change-statement/2"
OUTCOME = "{outcome}"
_AROUND = (
    *(statements.ChanceOf(what=OUTCOME, good=good) for good in (True, False)),
    *(statements.RateOf(what=OUTCOME, hazard=hazard) for hazard in (True, False)),
)
_DIGITS = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Held:
    """A finding as one version held it, with its outcome in that version's protocol."""

    finding: Finding
    outcome: Outcome
    renamed: Mapping[str, str] = field(default_factory=dict)
    """What its baselines are called in the version that it is compared with."""

    @property
    def effect(self) -> tuple[float, float, float] | None:
        """The estimate and interval it stands on, benefits above zero, no difference at zero."""
        found = headline(self.finding)
        if found is None:
            return None
        benefit = 1 if self.finding.better == "higher" else -1
        estimate, low, high = (benefit * (value - self.finding.null) for value in found)
        return estimate, min(low, high), max(low, high)


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
        Reason(rule=rule, sentence=say(found))
        for rule, find in _RULES.items()
        for found in find(old, new)
    )


def _pooling(old: Held, new: Held) -> Iterator[Fact]:
    before, after = old.finding.synthesis, new.finding.synthesis
    if before == after:
        return
    if before == "none":
        yield facts.Evidence(now="there")
    elif after == "none":
        yield facts.Evidence(now="gone")
    elif after == "pooled":
        yield facts.Evidence(now="pooled")
    elif before == "pooled":
        yield facts.Evidence(now="not pooled")


def _side(old: Held, new: Held) -> Iterator[Fact]:
    before, after = side_of(old), side_of(new)
    if before * after < 0:
        yield facts.SideChanged(
            now=favoured(after, new.finding), before=favoured(before, old.finding)
        )


def side_of(held: Held) -> int:
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


def favoured(side: int, finding: Finding) -> str:
    """Name what an effect on a side (benefit 1, harm −1) favours."""
    return finding.intervention if side > 0 else finding.comparator


def _no_difference(old: Held, new: Held) -> Iterator[Fact]:
    before, after = old.effect, new.effect
    if before is None or after is None:
        return
    had, has = (low <= 0 <= high for _, low, high in (before, after))
    if had != has:
        yield facts.NoDifference(interval=_interval(old, new), includes=has)


def _interval(old: Held, new: Held) -> facts.IntervalOf:
    """Name the interval of now, and that of before where it had another level."""
    before, now = (numbers.confidence(held.finding.level) for held in (old, new))
    return facts.IntervalOf(level=now, before=before if before != now else "")


def _threshold(old: Held, new: Held) -> Iterator[Fact]:
    """Compare at each baseline risk that both versions have, and once where there is none."""
    known_as = {_place(scale): scale for scale in scales_of(old.finding, old.outcome)}
    before = {old.renamed.get(name, name): scale for name, scale in known_as.items()}
    for scale in scales_of(new.finding, new.outcome):
        known = before.get(_place(scale))
        if known is None:
            continue
        had, has = _reached(old.finding, known), _reached(new.finding, scale)
        if had is None or has is None:
            continue
        ways: tuple[tuple[int, Literal["benefit", "harm"]], ...] = ((1, "benefit"), (-1, "harm"))
        for side, way in ways:
            if (side in had) != (side in has):
                yield facts.Threshold(
                    interval=_interval(old, new),
                    least="important" if len(scale.steps) == 1 else "small",
                    way=way,
                    includes=side in has,
                    at=_at(scale, known),
                )


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


def _at(scale: Scale, known: Scale) -> facts.AtBaseline | None:
    """Tell at which risk; a median over trials is another one when the trials are."""
    if scale.baseline is None:
        return None
    risk = scale.baseline.number
    held = known.baseline.number if known.baseline else risk
    return facts.AtBaseline(
        number=risk,
        time=scale.baseline.time,
        by=scale.baseline.at,
        label=scale.baseline.label,
        before=held if held != risk else "",
    )


def _magnitude(old: Held, new: Held) -> Iterator[Fact]:
    before, after = old.finding.magnitude, new.finding.magnitude
    if before != after:
        yield facts.Magnitude(now=after, before=before)


def _certainty(old: Held, new: Held) -> Iterator[Fact]:
    before, after = (
        held.finding.certainty.level if held.finding.certainty else None for held in (old, new)
    )
    if before != after:
        yield facts.CertaintyChanged(now=after, before=before)


def _statement(old: Held, new: Held) -> Iterator[Fact]:
    if old.finding.conclusions and new.finding.conclusions:
        differs = concluded(old.finding) != concluded(new.finding)
        unsized = any(each.kind == "without_size" for each in new.finding.conclusions)
    else:
        differs = _unnamed(old.finding) != _unnamed(new.finding)
        unsized = _unnamed(new.finding) in (no_threshold(), not_sized())
    if differs or (unsized and any(_side(old, new))):
        yield facts.ReadsOtherwise()


def concluded(finding: Finding) -> tuple[tuple[object, ...], ...]:
    """Give what is concluded at each baseline, whatever the words, the names and the figures.

    Where no threshold is set a hair can turn whom an estimate favours: there the conclusion is
    another when the side is beyond doubt.
    """
    return tuple(
        (own.level, own.kind, own.size, own.most, own.kind != "without_size" and own.favours)
        for own in finding.conclusions
    )


def _unnamed(finding: Finding) -> str:
    """Give the statement without names and figures, to compare with a version that has it alone."""
    said = _DIGITS.sub("#", (finding.statement or "").lower())
    for end in (no_threshold(), not_sized()):
        if said.endswith(f"{end.lower()}."):
            return end
    names = {
        _DIGITS.sub("#", finding.outcome_label.lower()): OUTCOME,
        _DIGITS.sub("#", (finding.as_object or "").lower()): OUTCOME,
        _DIGITS.sub("#", finding.intervention.lower()): "{intervention}",
        _DIGITS.sub("#", finding.comparator.lower()): "{comparator}",
    }
    for name in sorted(filter(None, names), key=len, reverse=True):
        said = said.replace(name, names[name])
    # Nor are other words around a name: 'the chance of being well' for 'being well', a plural verb.
    for around in _AROUND:
        said = said.replace(say(around).lower(), OUTCOME)
    return re.sub(r"\b(improve|increase|reduce|result|affect)s\b", r"\1", said)


_RULES: dict[str, Callable[[Held, Held], Iterator[Fact]]] = {
    POOLING: _pooling,
    CERTAINTY: _certainty,
    MAGNITUDE: _magnitude,
    SIDE: _side,
    NO_DIFFERENCE: _no_difference,
    THRESHOLD: _threshold,
    STATEMENT: _statement,
}
