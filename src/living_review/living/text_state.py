"""On which conclusions a text was written, and whether they changed since.

What counts as changed is what the rules of `conclusion_rules` say. They compare two whole findings;
of a text only what they look at is kept, so that a text can be confirmed between two versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from living_review.findings import ConclusionHeld, Finding, Findings, WrittenText
from living_review.language import Fact, say
from living_review.language.facts import conclusions as facts
from living_review.language.facts import texts as text_facts
from living_review.living.conclusion_rules import Held, concluded, favoured, side_of
from living_review.living.text_confirmations import Confirmation
from living_review.protocol import Protocol
from living_review.synthesis.finding_names import FindingNames

UNSIZED = "without_size"
_SIDES: Mapping[int, Literal["benefit", "harm", "neither"]] = {
    1: "benefit",
    -1: "harm",
    0: "neither",
}
_NUMBERS = {name: number for number, name in _SIDES.items()}


def with_states(
    findings: Findings,
    protocol: Protocol,
    before: Iterable[WrittenText],
    confirmed: Mapping[str, Confirmation],
) -> Findings:
    """Give findings whose texts know on which version they were written, and what moved since.

    A text keeps the state that the version before has of it, until somebody confirms it; a new one
    was written on the conclusions of now.
    """
    known = {each.name: each for each in before}
    texts = tuple(
        _with_state(each, findings, protocol, known.get(each.name), confirmed.get(each.name))
        for each in findings.texts
    )
    return findings.model_copy(update={"texts": texts})


def _with_state(
    text: WrittenText,
    findings: Findings,
    protocol: Protocol,
    before: WrittenText | None,
    confirmed: Confirmation | None,
) -> WrittenText:
    now = held_by(text, findings, protocol)
    if not is_about_results(text):
        version = before.version if before else findings.version.number
        return text.model_copy(update={"version": version})
    if confirmed:
        of = {
            "version": confirmed.version,
            "confirmed_by": confirmed.by,
            "confirmed_on": confirmed.date,
            "held": confirmed.held,
        }
    elif before:
        kept = ("version", "confirmed_by", "confirmed_on", "held")
        of = {name: getattr(before, name) for name in kept}
    else:
        of = {"version": findings.version.number, "held": now}
    made = text.model_copy(update=of)
    return made.model_copy(update={"moved": tuple(_moved(made.held, now, findings))})


def is_about_results(text: WrittenText) -> bool:
    """Whether a text is about results, so that one of them can leave it behind."""
    return text.about is not None or text.kind == "authors-conclusions"


def held_by(
    text: WrittenText, findings: Findings, protocol: Protocol
) -> tuple[ConclusionHeld, ...]:
    """Give what is concluded of each finding that a text is about and that has trials."""
    if not is_about_results(text):
        return ()
    return tuple(
        held(each, protocol)
        for each in findings.findings
        if each.synthesis != "none" and text.about in (None, each.key, each.comparison)
    )


def held(finding: Finding, protocol: Protocol) -> ConclusionHeld:
    """Give what the rules look at of one finding."""
    found = concluded(finding)
    marks = ("; ".join(" ".join(map(str, filter(None, each))) for each in found)) or None
    return ConclusionHeld(
        finding=finding.key,
        synthesis=finding.synthesis,
        side=_SIDES[side_of(Held(finding, protocol.outcome(finding.outcome)))],
        certainty=finding.certainty.level if finding.certainty else None,
        stated=marks,
    )


def _moved(
    before: Iterable[ConclusionHeld], now: Iterable[ConclusionHeld], findings: Findings
) -> Iterator[str]:
    known = {each.finding: each for each in before}
    today = {each.finding: each for each in now}
    names, by_key = FindingNames(findings.findings), {f.key: f for f in findings.findings}
    for key in dict.fromkeys((*known, *today)):
        finding = by_key.get(key)
        if finding is None:
            gone = say(text_facts.ResultGone())
            yield say(text_facts.Moved(result=key, changes=(gone,)))
            continue
        none = ConclusionHeld(finding=key, synthesis="none", side="neither")
        changes = changed(known.get(key, none), today.get(key, none), finding)
        if changes:
            said = tuple(say(each) for each in changes)
            yield say(text_facts.Moved(result=names.short(finding), changes=said))


def changed(old: ConclusionHeld, new: ConclusionHeld, finding: Finding) -> tuple[Fact, ...]:
    """Give what changed in a conclusion, where it counts as changed; `finding` is that of now."""
    side = _side(old, new, finding)
    pooling, certainty = _pooling(old, new), _certainty(old, new)
    reads = old.stated != new.stated or (UNSIZED in (new.stated or "") and bool(side))
    if old.stated is None and new.stated is None:
        return (*pooling, *certainty, *side)
    if not reads and not certainty:
        return ()
    told = (*pooling, *certainty, *side)
    return told or (facts.ReadsOtherwise(),)


def _pooling(old: ConclusionHeld, new: ConclusionHeld) -> tuple[Fact, ...]:
    before, after = old.synthesis, new.synthesis
    if before == after:
        return ()
    if before == "none":
        return (facts.Evidence(now="there"),)
    if after == "none":
        return (facts.Evidence(now="gone"),)
    if after == "pooled":
        return (facts.Evidence(now="pooled"),)
    return (facts.Evidence(now="not pooled"),) if before == "pooled" else ()


def _certainty(old: ConclusionHeld, new: ConclusionHeld) -> tuple[Fact, ...]:
    if old.certainty == new.certainty:
        return ()
    return (facts.CertaintyChanged(now=new.certainty, before=old.certainty),)


def _side(old: ConclusionHeld, new: ConclusionHeld, finding: Finding) -> tuple[Fact, ...]:
    before, after = _NUMBERS[old.side], _NUMBERS[new.side]
    if before * after >= 0:
        return ()
    now, then = favoured(after, finding), favoured(before, finding)
    return (facts.SideChanged(now=now, before=then),)
