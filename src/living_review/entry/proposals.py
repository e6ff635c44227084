"""What an arm is probably called: as before in this trial, else as trial or protocol say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from living_review.protocol.filters import asked_by

if TYPE_CHECKING:
    from living_review.protocol import Protocol


def arm(
    role: str,
    before: Sequence[Mapping[str, str]],
    here: Sequence[Mapping[str, str]],
    trial: Mapping[str, str],
    protocol: Protocol,
) -> str:
    """Propose the name of an arm; '' where every name that is known is taken.

    `before` are the arms of the trial's earlier results, `here` those of the same result.
    """
    taken = {row.get("arm", "") for row in here}
    asked = [each for each in protocol.comparisons if asked_by(each).takes(trial)]
    known = [row.get("arm", "") for row in before if row.get("role") == role]
    if role == "control":
        known += [trial.get("comparator", ""), *(each.comparator for each in asked[:1])]
    else:
        known += [each.intervention for each in asked[:1]]
        known += [trial.get("category", "")]
    return next((name for name in (*known, role) if name and name not in taken), "")
