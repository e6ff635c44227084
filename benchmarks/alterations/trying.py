"""Tries a mutant: asks tests until one fails that passes on the program as it is."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .forks import LOADS_NOT, Ran
from .making import Mutant
from .nearest import Asked, Map, asked
from .running import Program

# What the clock gave up counts where the program as it is takes this much less of it.
HELD_UP = 10


class Trial:
    """Mutants of one room, one after the other."""

    def __init__(self, program: Program, room: str, known: Map, *, slowly: bool = False) -> None:
        self.program, self.known = program, known
        files = sorted({each.partition("::")[0] for each in known.tests})
        self.standing = None if slowly or not files else program.standing(room, files)
        self.sound: dict[tuple[bool, tuple[str, ...]], Ran] = {}

    def close(self) -> None:
        """End what stands ready."""
        if self.standing:
            self.standing.close()

    def noticed(self, mutant: Mutant) -> tuple[str, float]:
        """Name the test that fails on the mutant, or nothing; and say how long it took."""
        begun = time.monotonic()
        while True:
            by, failing = self._asked(mutant)
            if not failing:
                return by, time.monotonic() - begun
            self.known.leave(failing)

    def _asked(self, mutant: Mutant) -> tuple[str, set[str]]:
        """Name the test that fails on the mutant, and those that fail on the program as it is."""
        for each in asked(mutant, self.known, self.program):
            with self.program.changed(mutant):
                ran, stood = self._run(mutant, each)
            # How long files elsewhere take is not known: that they take long says nothing.
            if not ran.failed or (each.files and ran.in_vain):
                continue
            found = self._as_it_is(each, ran, stood)
            if ran.waited and HELD_UP * found.took > ran.took:
                continue
            if not found.failed:
                return ran.by, set()
            if not found.in_vain:
                print(f"{found.by} fails as it is: {mutant.path}:{mutant.line} again", flush=True)
                return "", {found.by} & set(each.tests or found.by.split()) or set(each.tests)
        return "", set()

    def _run(self, mutant: Mutant | None, each: Asked) -> tuple[Ran, bool]:
        """Run tests where they stand ready, or else anew; say which."""
        if self.standing and not each.files:
            ran = self.standing.ask(mutant, each.tests, each.seconds, each.long)
            if ran:
                return ran, True
        return self._anew(each), False

    def _anew(self, each: Asked) -> Ran:
        files = each.files or _files(each.tests)
        return self.program.run(files, each.tests or None, seconds=each.seconds, long=each.long)

    def _as_it_is(self, each: Asked, ran: Ran, stood: bool) -> Ran:
        """Run what noticed a change, up to the test that failed, on the unchanged program."""
        tests = (*ran.tests, ran.by) if "::" in ran.by else each.tests
        if ran.by == LOADS_NOT:
            tests = tests[:1]
        if (stood, tests) not in self.sound:
            again = Asked(tests, each.seconds, (), each.long)
            if not stood:
                found = self._anew(again)
            else:
                assert self.standing
                found = self.standing.ask(None, tests, each.seconds, each.long) or Ran(1, tests[-1])
            self.sound[stood, tests] = found
        return self.sound[stood, tests]


def _files(tests: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.partition("::")[0] for each in tests))
