"""A second process that draws the figures of some findings, where there are very many trials.

Drawing fills one core, and to load what draws takes a second: so it is asked only where there is
much to be drawn, and for less than half of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from living_review.assets.brand import Brand, wearing, worn
from living_review.document.drawing import Drawing
from living_review.document.illustration import Illustration, written_into
from living_review.findings import Finding
from living_review.ground.cores import cores
from living_review.ground.kept import keeping, kept
from living_review.ground.other_python import OtherPython, other_python
from living_review.ground.proper_names import capitals_kept
from living_review.ground.proper_names import keeping as keeping_capitals
from living_review.language import Words, speaking, spoken
from living_review.language.folders import in_other_than_main, main_is_spoken

ENOUGH = 1000
"""Results of trials, of all findings, from which on a second process is worth its start."""
SHARE = 0.4
"""How much of them it is given: it begins later, and has nothing of what shows the whole review."""


@dataclass(frozen=True)
class Share:
    """The findings that the other process draws, and how things are said and look there."""

    findings: tuple[Finding, ...]
    drawing: Drawing
    report: Path
    words: Words
    main: bool
    brand: Brand
    names: frozenset[str]
    keeps: bool

    def __call__(self) -> list[Illustration]:
        """Write the drawings, and give what pages are told of each figure."""
        write = written_into(self.report)
        with (
            nullcontext() if self.main else in_other_than_main(),
            speaking(self.words),
            wearing(self.brand),
            keeping_capitals(self.names),
            keeping() if self.keeps else nullcontext(),
        ):
            drawn = (each for finding in self.findings for each in self.drawing.of(finding))
            return [each.handed_over(write) for each in drawn]


@dataclass(frozen=True)
class OtherHand:
    """Draws the last findings of a review into a report while others are drawn here."""

    report: Path
    python: OtherPython[list[Illustration]]

    def left(self, findings: Sequence[Finding], drawing: Drawing) -> Sequence[Finding]:
        """Take a share of the findings, where that pays; give those left to be drawn here."""
        sums = [*accumulate(len(each.trials) for each in findings)]
        if len(findings) < 2 or sums[-1] < ENOUGH or cores() < 2:
            return findings
        here = sum(each <= (1 - SHARE) * sums[-1] for each in sums) or 1
        how = spoken(), main_is_spoken(), worn(), capitals_kept(), kept() is not None
        share = Share(tuple(findings[here:]), drawing, self.report, *how)
        return findings[:here] if self.python.begin(share) else findings

    def drawn(self) -> list[Illustration] | None:
        """Wait for the figures of its share; None where it had none, or could not draw them."""
        return self.python.result()


@contextmanager
def other_hand(report: Path) -> Iterator[OtherHand]:
    """Have another hand at drawing into a report, and end it when all is drawn or given up."""
    with other_python() as python:
        yield OtherHand(report, python)
