"""A second Python that draws the figures of some findings, where there are very many trials.

    python -m living_review.document.other_hand

It reads a pickled `Share` from standard input, writes its drawings into the report, and answers
with what pages are told of each. Drawing fills one core, and loading what draws takes a second: so
it is asked only where there is much to be drawn, and for less than half of that.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from living_review.assets.brand import Brand, wearing, worn
from living_review.document.drawing import Drawing
from living_review.document.illustration import Illustration, written_into
from living_review.findings import Finding
from living_review.ground.answering import answer_and_end
from living_review.ground.cores import cores
from living_review.ground.doors import OF_THE_PROGRAM
from living_review.ground.kept import keeping, kept
from living_review.ground.proper_names import capitals_kept
from living_review.ground.proper_names import keeping as keeping_capitals
from living_review.language import Words, speaking, spoken
from living_review.language.words import in_other_than_main, main_is_spoken

ENOUGH = 1000
"""Results of trials, of all findings, from which on a second Python is worth its start."""
SHARE = 0.4
"""How much of them it is given: it begins later, and has nothing of what shows the whole review."""


@dataclass(frozen=True)
class Share:
    """The findings that the other Python draws, and how things are said and look there."""

    findings: tuple[Finding, ...]
    drawing: Drawing
    report: Path
    words: Words
    main: bool
    brand: Brand
    names: frozenset[str]
    keeps: bool

    def drawn(self) -> list[Illustration]:
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


class OtherHand:
    """Draws the last findings of a review while others are drawn here."""

    def __init__(self, report: Path) -> None:
        self._report = report
        self._process: subprocess.Popen[bytes] | None = None
        self._threads = ThreadPoolExecutor(1)
        self._answer: Future[list[Illustration] | None] | None = None

    def left(self, findings: Sequence[Finding], drawing: Drawing) -> Sequence[Finding]:
        """Take a share of the findings, where that pays; give those left to be drawn here."""
        sums = [*accumulate(len(each.trials) for each in findings)]
        if len(findings) < 2 or sums[-1] < ENOUGH or cores() < 2:
            return findings
        here = sum(each <= (1 - SHARE) * sums[-1] for each in sums) or 1
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return findings
        share = Share(
            (*findings[here:],),
            drawing,
            self._report,
            spoken(),
            main_is_spoken(),
            worn(),
            capitals_kept(),
            kept() is not None,
        )
        self._answer = self._threads.submit(self._asked, self._process, share)
        return findings[:here]

    def drawn(self) -> list[Illustration] | None:
        """Wait for the figures of its share; None where it had none, or could not draw them."""
        return self._answer.result() if self._answer else None

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
        self._threads.shutdown()

    @staticmethod
    def _asked(process: subprocess.Popen[bytes], share: Share) -> list[Illustration] | None:
        try:
            said, _ = process.communicate(pickle.dumps(share))
            found: list[Illustration] = pickle.loads(said)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            return None
        return found


@contextmanager
def other_hand(report: Path) -> Iterator[OtherHand]:
    """Have another hand at drawing into a report, and end it when all is drawn or given up."""
    hand = OtherHand(report)
    try:
        yield hand
    finally:
        hand.close()


def main() -> None:
    """Draw one share; whatever fails is drawn, and told, by who asked."""
    # A short life makes little garbage, and looking for it takes its time.
    gc.disable()
    try:
        share: Share = pickle.load(sys.stdin.buffer)
    except EOFError:
        sys.exit(OF_THE_PROGRAM)
    answer_and_end(share.drawn())


if __name__ == "__main__":
    main()
