"""What changed since the version before, in words."""

from __future__ import annotations

from dataclasses import dataclass

from living_review import numbers
from living_review.findings import Changes, Finding, FindingChange, Findings
from living_review.rendering.grammar import capitalised, counted, inside, listed, sentence


@dataclass(frozen=True)
class Change:
    """One finding that moved, in words."""

    finding: Finding | None
    sentences: tuple[str, ...]
    conclusion_changed: bool


def changed_findings(findings: Findings) -> tuple[Change, ...]:
    """Describe how each finding moved since the version before."""
    changes = findings.changes
    if changes is None:
        return ()
    known = {(f.comparison, f.outcome, f.timepoint): f for f in findings.findings}
    return tuple(
        Change(
            known.get((each.comparison, each.outcome, each.timepoint)),
            _moves(each, known.get((each.comparison, each.outcome, each.timepoint))),
            each.conclusion_changed,
        )
        for each in changes.findings
    )


def _moves(change: FindingChange, finding: Finding | None) -> tuple[str, ...]:
    name = inside(finding.outcome_label) if finding else change.outcome
    if change.before is None:
        opening = f"{name}: new in this version"
    elif change.after is None:
        opening = f"{name}: no longer in this version"
    else:
        verdict = "changed" if change.conclusion_changed else "did not change"
        opening = f"{name}: the conclusion {verdict}"
    said = [sentence(opening)]
    if change.before and change.after:
        said += _before_and_after(change.before, change.after, finding)
    return (*said, *(each.sentence for each in change.reasons))


def _before_and_after(
    before: dict[str, object], after: dict[str, object], finding: Finding | None
) -> list[str]:
    said = []
    for key, name in (("k", "trials"), ("n", "participants")):
        old, new = before.get(key), after.get(key)
        if old != new and isinstance(old, int | float) and isinstance(new, int | float):
            said.append(f"{name} {numbers.count(old)}, now {numbers.count(new)}")
    if before.get("certainty") != after.get("certainty"):
        said.append(
            f"certainty {before.get('certainty') or 'not rated'}, "
            f"now {after.get('certainty') or 'not rated'}"
        )
    if finding is not None:
        old_effect, new_effect = (_effect(side, finding) for side in (before, after))
        if old_effect and new_effect and old_effect != new_effect:
            said.append(f"{finding.measure} {old_effect}, now {new_effect}")
    return [sentence("; ".join(said))] if said else []


def _effect(side: dict[str, object], finding: Finding) -> str:
    values = [side.get(key) for key in ("estimate", "ci_low", "ci_high")]
    estimate, low, high = (v if isinstance(v, int | float) else None for v in values)
    if estimate is None:
        return ""
    return numbers.estimate_with_interval(estimate, low, high, finding.measure)


def trial_changes(changes: Changes) -> tuple[str, ...]:
    """Say which trials came, went or were corrected."""
    verbs = {
        "trials_added": "added",
        "trials_removed": "removed",
        "trials_corrected": "corrected",
    }
    said = []
    for field, verb in verbs.items():
        trials: tuple[str, ...] = getattr(changes, field)
        if trials:
            said.append(f"{capitalised(counted(len(trials), 'trial'))} {verb}: {listed(trials)}.")
    return tuple(said)
