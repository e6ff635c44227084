"""What findings are called beside others: `names.txt`, every way in which two may be alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from sample_findings import recovery

from living_review.findings import Finding
from living_review.synthesis.finding_names import FindingNames

KEPT = Path(__file__).with_name("names.txt")
WHAT = ("comparison", "intervention", "comparator", "comparison_label")
BESIDE = {
    "alone": None,
    "another comparison": ("c2", "exercise", "usual care", "Exercise versus usual care"),
    "another comparator": ("c2", "support", "placebo", "Support versus placebo"),
    "the same two": ("c2", "support", "usual care", "Support or not"),
    "the same two and label": ("c2", "support", "usual care", "Support versus usual care"),
    "the other way round": ("c2", "usual care", "support", "Usual care versus support"),
}
OUTCOMES = {
    "of one outcome": {},
    "of another outcome": {"outcome": "o2", "outcome_label": "Mood"},
    "of the same label": {"outcome": "o2", "outcome_label": "pain "},
    "of the same label, by another measure": {
        **{"outcome": "o2", "outcome_label": "Pain", "measure": "RR"},
    },
}
TIMES = {
    "at one time": {},
    "at another time": {"timepoint": "t2", "timepoint_label": "One year"},
    "at a time of the same label": {"timepoint": "t2"},
}
FIRST = ("c1", "support", "usual care", "Support versus usual care")


def made(pair: tuple[str, ...], **more: object) -> Finding:
    own = dict(zip(WHAT, pair, strict=True))
    usual = {"outcome": "o1", "outcome_label": "Pain", "timepoint": "t1", "timepoint_label": "Then"}
    return recovery().model_copy(update={**own, **usual, **more})


def lines() -> Iterator[str]:
    for (a, pair), (b, outcome), (c, time) in product(
        *(x.items() for x in (BESIDE, OUTCOMES, TIMES))
    ):
        first = made(FIRST)
        other = made(pair or FIRST, **outcome, **time)
        silent = first.model_copy(update={"statement": "People may be better"})
        for kind, found in {
            "": (first, other),
            "without trials": (first, other.model_copy(update={"trials": ()})),
            "unsaid": (silent, other),
        }.items():
            if kind and (b, c) not in (
                ("of one outcome", "at one time"),
                ("of the same label", "at another time"),
            ):
                continue
            names, one = FindingNames(found), found[0]
            told = [
                *(names.full(one), names.title(one), names.shown(one), names.short(one)),
                *(names.comparison(one), names.unsaid(one), names.twin(one)),
                *(" + ".join(names.beside(one)), " + ".join(names.beside(one, always_when=True))),
                *(names.beside_label(one), " + ".join(names.listed(found))),
            ]
            yield f"{', '.join(filter(None, (a, b, c, kind)))}: {' | '.join(told)}"


def test_findings_are_called_as_they_were_whatever_stands_beside_them() -> None:
    found = list(lines())
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    kept = KEPT.read_text("utf-8").splitlines()
    changed = [line for line in found if line not in set(kept)]
    assert not changed, "\n".join(changed[:20])
    assert found == kept
