"""Every figure and word of the findings of some made-up reviews, kept in brief.

`made_up.txt` holds a line for each part of a finding: how many values it has, the first few, and a
checksum of all. To accept other figures on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and see
that what changed is what was meant to.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from living_review.certainty import measured_words
from living_review.findings import Finding

HERE = Path(__file__).parent
KEPT = HERE / "made_up.txt"
# A seed and how many trials; together they have every measure, narratives and several views.
REVIEWS = ((50, 5), (52, 4), (56, 4), (58, 4), (60, 4), (64, 3))
SHOWN = 3


def leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Give every value with its path, in which the places of lists are left out."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(f"{path}.{key}", each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(path, each)
    elif isinstance(value, float) and not isinstance(value, bool):
        # Four figures are the same on every machine; what is next to nothing is nothing.
        yield path, f"{0.0 if abs(value) < 1e-8 else value:.4g}"
    elif value is not None:
        yield path, str(value)


def words_of(finding: Finding) -> Iterator[tuple[str, str]]:
    """Give what is told of how a finding was measured and of what stands beside its pool."""
    for told in (
        measured_words.measured_sentence,
        measured_words.follow_up,
        measured_words.weeks,
        measured_words.measurement,
        measured_words.comparator_mean,
        measured_words.reference,
        measured_words.known,
        measured_words.unpooled_results,
    ):
        said = told(finding)
        yield told.__name__, said if isinstance(said, str) else " / ".join(said)


def lines() -> Iterator[str]:
    sys.path.insert(0, str(HERE.parent / "verification"))
    from made_up_reviews import made_up

    for seed, trials in REVIEWS:
        for finding in made_up(seed, trials=trials).findings.findings:
            yield f"{seed}: {finding.measure} {finding.synthesis} of {finding.k}, {finding.key}"
            held: dict[str, list[str]] = {}
            for path, value in leaves("", finding.model_dump()):
                held.setdefault(".".join(path[1:].split(".")[:2]), []).append(value)
            for path, values in held.items():
                first = " | ".join(values[:SHOWN])
                more = ""
                if len(values) > SHOWN:
                    more = f" … {len(values)}, {zlib.crc32('|'.join(values).encode()):08x}"
                yield f"  {path}: {first[:90]}{more}"
            yield from (f"  {name}: {said}" for name, said in words_of(finding) if said)


def test_every_finding_of_made_up_reviews_is_as_it_was() -> None:
    found = list(lines())
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    kept = KEPT.read_text("utf-8").splitlines()
    changed = [line for line in found if line not in set(kept)]
    assert not changed, "\n".join(changed[:20])
    assert found == kept
