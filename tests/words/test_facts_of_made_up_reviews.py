"""Every fact that the pages of some reviews are told, kept in brief: what is said, not how.

`facts_said.txt` holds a line for each macro: how many facts it was given, the first of them, and a
checksum of all. Longer texts of several words count as none, so that no wording moves a line, and
neither does a fact or a field that was not there then.
To accept other facts on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and see that what changed
is what was meant to.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_documents
from every_page import page_texts
from heard import Heard
from sample_findings import many, narrative, readmission, recovery, single

from living_review.findings import Findings
from living_review.language import speaking
from living_review.protocol import Protocol

HERE = Path(__file__).parent
KEPT, FIELDS = HERE / "facts_said.txt", "fields of "
# A seed and a number of trials each: pooled, single and narrative, of means, counts and times.
REVIEWS = {"52": (52, 4), "56": (56, 4), "64": (64, 3)}


def samples() -> tuple[Findings, Protocol]:
    found = (recovery("stale"), many(), single(), readmission(), narrative())
    changed = sample_documents.findings(*found, changes=sample_documents.changed())
    return changed, sample_documents.protocol()


def review(name: str) -> tuple[Findings, Protocol]:
    if name == "samples":
        return samples()
    sys.path.insert(0, str(HERE.parent / "verification"))
    from made_up_reviews import made_up

    seed, trials = REVIEWS[name]
    made = made_up(seed, trials=trials)
    return made.findings, made.protocol


def lines(name: str, heard: Heard) -> Iterator[str]:
    with speaking(heard):
        findings, protocol = review(name)
        page_texts(findings, protocol, {})
    for macro, held in sorted(heard.facts.items()):
        every = sorted(held)
        told = f"{every[0][:80]} … {zlib.crc32('|'.join(every).encode()):08x}"
        yield f"{name}: {macro} {len(every)}: {told}"


def known(kept: list[str]) -> dict[str, tuple[str, ...]]:
    """Read which fields the facts had when they were kept: new ones move no line."""
    told = (each.removeprefix(FIELDS).partition(": ") for each in kept if each.startswith(FIELDS))
    return {macro: tuple(names.split()) for macro, _, names in told}


def kept_anew(name: str, kept: list[str]) -> list[str]:
    heard = Heard()
    own = list(lines(name, heard))
    fields = known(kept) | heard.fields
    others = [each for each in kept if not each.startswith((FIELDS, f"{name}: "))]
    told = [f"{FIELDS}{macro}: {' '.join(names)}" for macro, names in sorted(fields.items())]
    return [*told, *others, *own]


@pytest.mark.parametrize("name", ["samples", *REVIEWS])
def test_the_pages_of_a_review_are_told_what_they_were(name: str) -> None:
    kept = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept = kept_anew(name, kept)
        KEPT.write_text("\n".join(kept) + "\n", "utf-8")
    fields = known(kept)
    found = [each for each in lines(name, Heard(fields)) if each.split()[1] in fields]
    own = [each for each in kept if each.startswith(f"{name}: ")]
    changed = [each for each in found if each not in set(own)]
    assert not changed, "\n".join(changed[:20])
    assert found == own
