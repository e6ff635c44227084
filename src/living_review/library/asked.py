"""The seals of many reviews, asked for by as many processes as there are cores.

To ask the file system about every file of a large library is most of what a run costs that finds
nothing new; one process asks about one file at a time.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from living_review.ground.cores import cores
from living_review.library.members import Member
from living_review.library.seals import seal_of

MANY = 1000
"""Reviews from which on further processes save more time than their start takes."""
AT_ONCE = 50
"""Reviews a process is asked about at a time."""
MOST = 4
"""Processes at most: a disk answers no more at a time, and others use the machine as well."""


def sealed(member: Member) -> tuple[str, int]:
    """Give the seal of a review as `seal_of`; '' where none can be taken."""
    return _of_place(_place(member))


def all_sealed(members: Sequence[Member]) -> Iterator[tuple[str, int]]:
    """Give the seal of each review, in their order, as soon as it and those before are there."""
    places = [_place(each) for each in members]
    processes = min(cores(), MOST)
    done = 0
    if len(places) >= MANY and processes > 1:
        try:
            for each in _by_others(places, processes):
                done += 1
                yield each
        except (BrokenProcessPool, OSError):
            pass  # one was ended, or may not be started: the rest is asked for here
    yield from map(_of_place, islice(places, done, None))


def _by_others(places: Sequence[str], processes: int) -> Iterator[tuple[str, int]]:
    # Another way to start would hand on the threads and open files of this process.
    pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield from pool.map(_of_place, places, chunksize=AT_ONCE)
    finally:
        pool.shutdown(cancel_futures=True)


def _place(member: Member) -> str:
    return "" if member.address else os.fspath(member.root)


def _of_place(place: str) -> tuple[str, int]:
    if not place:
        return "", 0
    try:
        return seal_of(Path(place))
    except OSError:
        return "", 0
