"""On which conclusions the texts of a review were written, or confirmed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_review.ground.folder import TEXTS_CONFIRMED

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.ground.folder import ReviewFolder
    from living_review.living.store import VersionStore
    from living_review.protocol import Protocol


def in_their_state(
    findings: Findings,
    protocol: Protocol,
    folder: ReviewFolder,
    store: VersionStore,
    before: int | None,
) -> Findings:
    """Give findings whose texts know on what they were written; `before` is the version before.

    A look back knows of no confirmation after its day.
    """
    if not findings.texts:
        return findings
    from living_review.living.text_confirmations import read_confirmations
    from living_review.living.text_state import with_states
    from living_review.runs.stored import stored

    known = stored(store, before).findings.texts if before is not None else ()
    confirmed = read_confirmations(folder.own(TEXTS_CONFIRMED), findings.registry.as_of)
    return with_states(findings, protocol, known, confirmed)
