"""What a bottom line and an abstract tell as a review grows by one result after the other.

`grown.txt` has the length of each part and how it begins and ends, and what is left out for want of
room is seen in it. UPDATE_SNAPSHOTS=1 pytest on this file takes what is told now; read it.
"""

from __future__ import annotations

import datetime as dt
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sample_documents import findings
from sample_findings import narrative, recovery, single
from sample_parts import certainty, concluded

from living_review.certainty.case import Claim
from living_review.findings import Finding, Findings, SearchRun
from living_review.protocol.question import Living
from living_review.words import abstract
from living_review.words.bottom_line import bottom_line

KEPT = Path(__file__).with_name("grown.txt")
LEVELS = ("high", "moderate", "low", "very low")
LONG = "an outcome of a name that is told in a great many words, as protocols like it, part "
# How many results a review has, of each kind; of the others two and seven.
GROWING = {"alike": (0, 1, 3, 4), "harms": (4,), "in turn": (10,), "harms behind benefits": (5, 7)}
MOST = 10


def told(
    place: int,
    level: str | None = "high",
    importance: str = "critical",
    side: int = 1,
    size: str | None = "small",
    name: str = "thing ",
) -> Finding:
    """Give a pooled finding: of a certainty, of benefit (1) or harm (−1), by a drug in turn."""
    base = recovery()
    effect = 0.3 * side
    ends = {"estimate": effect, "ci_low": effect - 0.1, "ci_high": effect + 0.1}
    made = base.model_copy(
        update={
            "outcome": f"o{place}",
            "outcome_label": f"{name}{place}".capitalize(),
            "importance": importance,
            "comparison": "ab"[place % 2],
            "comparison_label": f"Drug {'ab'[place % 2]} versus placebo",
            "intervention": f"drug {'ab'[place % 2]}",
            "comparator": "placebo",
            "pooled": base.pooled.model_copy(update=ends),
            "certainty": certainty(level) if level else None,
            "not_rated": None if level else "nobody judged it",
            "thresholds": None if size is None else base.thresholds,
            "statement": None,
            "conclusions": (),
        }
    )
    return concluded(made, Claim(side, size != "trivial", size), level) if level else made


def of_harm(ways: Sequence[str]) -> Finding:
    """Give a finding without a pool whose trials point these ways."""
    base = narrative()
    trials = tuple(
        trial.model_copy(update={"direction": way})
        for trial, way in zip(base.trials, (*ways, *ways[-1:] * len(base.trials)), strict=False)
    )
    made = base.model_copy(update={"trials": trials, "certainty": certainty("high")})
    return concluded(made, Claim(-1, True, None), "high")


def kinds() -> Mapping[str, list[Finding]]:
    most = range(MOST)
    turns = [told(n, LEVELS[n % 4], ("critical", "important", "limited")[n % 3]) for n in most]
    return {
        "alike": [told(n) for n in most],
        "in turn": turns,
        "harms": [told(n, side=-1, importance="limited") for n in most],
        "harms behind benefits": [
            *(told(n) for n in range(3)),
            *(told(n, side=-1, importance="limited") for n in range(3, MOST)),
        ],
        "unsized": [told(n, LEVELS[n // 3 % 4], size=None) for n in most],
        "unrated": [told(n, None if n % 2 else "low") for n in most],
        "not critical": [told(n, LEVELS[n % 4], "important") for n in most],
        "unrated, not critical": [told(n, None, "important") for n in most],
        "long": [told(n, LEVELS[n % 4], name=LONG) for n in most],
        "little": [told(n, LEVELS[n % 4], size="trivial") for n in most],
    }


def beside(found: Findings, number: int) -> Findings:
    """Give a review of so many sources, and with a critical outcome that nobody reports."""
    runs = tuple(
        SearchRun(source=f"Source {n}", date=dt.date(2026, 1, 1 + n % 5), search_id=f"s{n}")
        for n in range(number)
    )
    bare = recovery().model_copy(
        update={"outcome": "gap", "outcome_label": "A gap", "trials": (), "pooled": None,
                "reported": False, "certainty": None, "statement": None, "conclusions": ()}
    )  # fmt: skip
    return found.model_copy(update={"searches": runs, "findings": (*found.findings, bare)})


def brief(text: str) -> str:
    short = text if len(text) < 130 else f"{text[:75]} … {text[-40:]}"
    return f"{len(text.split())} words, {zlib.crc32(text.encode()):08x}: {short}"


def lines() -> Iterator[str]:
    reviews: dict[str, tuple[Findings, dict[str, str]]] = {}
    for kind, of_kind in kinds().items():
        for number in GROWING.get(kind, (2, 7)):
            reviews[f"{kind}, {number}"] = (findings(*of_kind[:number]), {})
    for number, words in ((4, 0), (5, 0), *((9, 20 * place) for place in range(3, 8))):
        own = {"objectives": "Look. " * words} if words else {}
        found = beside(findings(*kinds()["in turn"]), number)
        reviews[f"{number} sources, {words} words"] = (found, own)
    ways = (("favours_control",), ("favours_control", "favours_intervention"), ("unknown",))
    for own_ways in ways:
        reviews[f"pointing {own_ways}"] = (findings(told(1), of_harm(own_ways)), {})
    for many in ("singular", "plural", None):
        asked = {**findings().review.question, "intervention": "aerobics", "number": many}
        asked = {name: each for name, each in asked.items() if each}
        review = findings().review.model_copy(update={"question": asked})
        reviews[f"asked of {many}"] = (findings().model_copy(update={"review": review}), {})
    reviews["one trial"] = (findings(single(), told(1)), {})
    for name, (found, own) in reviews.items():
        yield f"## {name}"
        yield from map(brief, bottom_line(found))
        made = abstract.structured_abstract(found, Living(status="active"), own)  # type: ignore[arg-type]
        yield f"abstract: {made.words} words"
        shown = (
            "objectives",
            "eligibility",
            "sources",
            "methods",
            "results",
            "limitations",
            "interpretation",
        )
        for part in made.parts:
            if part.part in shown:
                yield f"{part.part}: {brief(part.text)}"
        first, said = abstract.main_result(found)
        yield f"first: {first.outcome_label if first else None}: {brief(said)}"


PARAGRAPHS = (
    *("", "One.", "# Aims\n\nWe *look* at `it`.", "::: {.note}\nx\n:::\n\nThen [so](a.md)."),
    *("One\ntwo\n\nThree", "As was said [@a2020; see @b].", "a_b_c and _so_", "1 \\* 2 \\[x\\]"),
)


def test_what_is_told_of_a_review_is_what_was_told_however_much_it_holds() -> None:
    found = [*lines(), *(f"{each!r}: {abstract.first_paragraph(each)!r}" for each in PARAGRAPHS)]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    kept = KEPT.read_text("utf-8").splitlines()
    changed = [line for line in found if line not in set(kept)]
    assert not changed, "\n".join(changed[:20])
    assert found == kept
