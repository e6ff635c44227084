"""What changed between two versions of a review."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import Changes
from living_review.ground.proper_names import keeping
from living_review.living.decision_difference import decision_changes
from living_review.living.edition import Edition
from living_review.living.finding_difference import finding_changes
from living_review.living.methods_difference import methods_changes
from living_review.living.protocol_texts import compared
from living_review.living.registry_difference import registry_difference


def difference(before: Edition, after: Edition, extra_methods: Sequence[str] = ()) -> Changes:
    """Compare two editions: registry, findings, decisions and methods.

    `extra_methods` are further changes of method in sentences, such as of a template. The rules by
    which a conclusion counts as changed stand in docs/explanation/differences.md. Nothing is read
    or written.
    """
    with keeping(after.protocol.kept_names):
        methods = methods_changes(before, after, extra_methods)
        return _difference(before, after, methods)


def _difference(before: Edition, after: Edition, methods: tuple[str, ...]) -> Changes:
    registry = registry_difference(before, after)
    version = before.findings.version
    return Changes(
        since=version.number,
        since_date=version.date,
        trials_added=registry.trials_added,
        trials_removed=registry.trials_removed,
        trials_corrected=registry.trials_corrected,
        trials_retracted=registry.trials_retracted,
        labels=registry.labels,
        statuses=registry.statuses,
        moves=tuple(registry.moves),
        corrections=tuple(registry.corrections),
        bookkeeping=tuple(registry.bookkeeping),
        rows=tuple(registry.rows),
        searches_added=registry.searches_added,
        search_labels=registry.search_labels,
        completed_unpublished=_completed(before, after),
        set_aside=_set_aside(before, after),
        findings=finding_changes(before, after),
        decisions=decision_changes(before, after),
        methods=methods,
        texts_not_compared=compared(before.asked, after.asked).not_compared,
    )


def _completed(before: Edition, after: Edition) -> tuple[int, int] | None:
    """Count the trials completed without results seen: time alone can make one more of them."""
    old, new = (each.findings.currency.completed_unpublished for each in (before, after))
    return None if old == new else (old, new)


def _set_aside(before: Edition, after: Edition) -> tuple[int, int] | None:
    """Count the rows that were not used: a result that moved for want of one must say so."""
    old, new = (len(each.findings.quarantine) for each in (before, after))
    return None if old == new else (old, new)
