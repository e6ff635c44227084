"""Every figure of a review, drawn one after the other, by another process besides where asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_review.document.illustration import Illustration
from living_review.document.illustrations import of_finding, of_review
from living_review.findings import Finding, Findings, TrialRecord
from living_review.protocol import Shown
from living_review.synthesis.finding_names import FindingNames
from living_review.words.shown_columns import ShownColumn, shown_columns

if TYPE_CHECKING:
    from living_review.document.other_hand import OtherHand


@dataclass(frozen=True)
class Drawing:
    """What the figures of every finding of a review are drawn with."""

    trials: Sequence[TrialRecord]
    names: FindingNames
    shown: Sequence[ShownColumn]

    def of(self, finding: Finding) -> list[Illustration]:
        """Draw the figures of one finding."""
        return of_finding(finding, self.trials, self.names, self.shown)


def draw(
    findings: Findings,
    asked: Iterable[Shown] = (),
    write: Callable[[str, str], object] | None = None,
    hand: OtherHand | None = None,
) -> dict[str, Illustration]:
    """Draw every figure of the report, by name; `asked` are the columns that readers are shown.

    `write` is given each drawing as soon as it is there, by its name: all of them together take
    much memory in a review of many trials. What the other `hand` draws it writes itself.
    """
    shown = shown_columns((each for each in asked if each.forest), findings.trials)
    drawing = Drawing(findings.trials, FindingNames(findings.findings), shown)
    drawn: dict[str, Illustration] = {}

    def take(found: Iterable[Illustration]) -> None:
        for each in found:
            whole = each.handed_over(write) if write else each
            drawn.update((one.name, one) for one in (whole, *whole.parts))

    there = [finding for finding in findings.findings if finding.trials]
    here = hand.left(there, drawing) if hand else there
    take(of_review(findings))
    for finding in here:
        take(drawing.of(finding))
    elsewhere = hand.drawn() if hand else None
    if elsewhere is None:
        for finding in there[len(here) :]:
            take(drawing.of(finding))
    for each in elsewhere or ():
        drawn.update((one.name, one) for one in (each, *each.parts))
    return drawn
