"""What the rules of GRADE propose on both sides of every bound they know, kept as a table.

`bounds.txt` holds it, a line for each made-up finding: the levels that are proposed, the hashes of
the bands, of the inputs and of what is concluded at each certainty, and the claim. No words stand
in it, so that none moves it: `ratings.txt` has those. To accept other ratings on purpose:
UPDATE_SNAPSHOTS=1 pytest on this file, and read every changed line.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

import pytest
from trial_sets import CURRENCY

from living_review.certainty.case import Case, case_of
from living_review.certainty.conclusions import conclusions
from living_review.certainty.rules import RULES
from living_review.findings import Heterogeneity, SmallStudy, Subgroup
from living_review.protocol import Outcome

KEPT = Path(__file__).with_name("bounds.txt")
ASKED = {
    "intervals": ("inconsistency", "imprecision"),
    "amounts": ("imprecision",),
    "contradictions": ("inconsistency", "imprecision"),
    "judged": ("risk_of_bias",),
    "unpublished": ("publication_bias",),
    "unpooled": ("inconsistency", "imprecision"),
}
Made = dict[str, Any]
Build = tuple[Callable[..., Case], Callable[..., Outcome]]
LOST: Made = {"estimate": None, "se": None, "ci_low": None, "ci_high": None}
LEVELS = ("high", "moderate", "low", "very low")
NONE: Made = {"thresholds": None}
ONE: Made = {"thresholds": {"small": 2.0, "source": "us"}}
BARE: Made = {"thresholds": None, "baseline_risks": ()}
TIME: Made = {
    "person_time": {"unit": "person-years", "per": 100},
    "baseline_rates": ({"label": "Usual", "rate": 20.0, "source": "us"},),
}
TWO: Made = {
    "baseline_risks": (
        {"label": "Few", "risk": 0.05, "source": "us", "at": "1 year"},
        {"label": "Many", "risk": 0.4, "source": "us"},
    )
}
# measure, which is better, the outcome besides, and the ends of its intervals: on both sides of
# each threshold, of no difference, and of the ratios that stand for a threshold where none is set
SPANS: dict[str, tuple[str, str, Made, tuple[float, ...]]] = {
    "smd": (
        *("SMD", "higher", {}),
        (-0.8, -0.79, -0.5, -0.49, -0.2, -0.19, 0.0, 0.19, 0.2, 0.49, 0.5, 0.79, 0.8),
    ),
    "smd-": ("SMD", "lower", {}, (-0.9, -0.6, -0.3, -0.1, 0.1, 0.3, 0.9)),
    "one": ("MD", "higher", ONE, (-8.0, -7.9, -2.0, -1.9, 1.9, 2.0, 8.0)),
    "bare": ("MD", "lower", NONE, (-2.0, -0.1, 0.0, 0.1, 2.0)),
    "rom": ("ROM", "higher", NONE, (0.2, 0.74, 0.75, 1.0, 1.25, 1.26, 4.1)),
    "or": ("OR", "lower", BARE, (0.24, 0.25, 0.74, 0.75, 1.0, 1.25, 1.26, 4.0, 4.1)),
    "rr": ("RR", "lower", {}, (0.1, 0.5, 0.74, 0.76, 0.89, 0.91, 1.0, 1.09, 1.11, 1.26, 1.6)),
    "rr two": ("RR", "higher", TWO, (0.3, 0.9, 1.1, 2.5, 4.0)),
    "rd": ("RD", "lower", {}, (-0.11, -0.05, -0.02, -0.01, 0.02, 0.1)),
    "hr": ("HR", "lower", {**NONE, **TWO}, (0.2, 0.7, 1.0, 1.3, 5.0)),
}


def hashed(*told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:6]


def line(case: Case, proposals: Made) -> str:
    """Write what is proposed, and what would be concluded at each level of certainty."""
    told = []
    for name, each in proposals.items():
        inputs = {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in each.inputs.items()
        }
        bands = "-".join(part[:3] for part in each.fingerprint.split("-")[1:])
        told.append(f"{name} {each.levels} {bands} {hashed(each.rule, inputs)}")
    claims = case.claims
    said = [
        (each.kind, each.size, each.most, each.favours, each.baseline_label)
        for level in LEVELS
        for each in conclusions(case.finding, claims, [level] * len(claims), level)
    ]
    claimed = "/".join(
        f"{claim.side}{claim.important}{claim.magnitude}{claim.between}" for _, claim in claims
    )
    return "; ".join([*told, claimed, hashed(said)])


def subgroup(p: float) -> Subgroup:
    return Subgroup(moderator=f"m{p}", q_between=1.0, df=1.0, p=p, levels=())


@pytest.fixture
def build(case: Callable[..., Case], outcome: Callable[..., Outcome]) -> Build:
    return case, outcome


def intervals(build: Build) -> Iterator[tuple[str, Case]]:
    """Pools of three trials, and one trial alone, whose intervals end at every bound."""
    case, outcome = build
    for name, (measure, better, more, ends) in SPANS.items():
        asked = outcome(measure, better, **more)
        for low, high in combinations_with_replacement(ends, 2):
            span = ((low + high) / 2, low, high)
            alone = low == high
            yield (
                f"{name} {low} {high}",
                case(asked, span, judgements=["low"] * (1 if alone else 3)),
            )


def amounts(build: Build) -> Iterator[tuple[str, Case]]:
    """Large effects, and wide ones, with as many people as each bound of information."""
    case, outcome = build
    smd, three = outcome(), {"judgements": ["low"] * 3}
    for n in (98.0, 196.0, 197.0, 393.0, 394.0, 787.0, 788.0, 1999.0, 2000.0, None):
        for span in ((0.8, 0.81, 0.9), (1.5, 0.81, 2.43), (1.5, 0.81, 2.44), (0.1, -0.9, 1.2)):
            yield f"smd {span} of {n}", case(smd, span, n=n, **three)
    for span in ((0.79, 0.7, 0.9), (0.8, 0.7, 0.9), (-0.8, -0.9, -0.7)):
        yield f"smd {span} of 20", case(smd, span, n=20.0, **three)
    for measure, span in product(
        ("OR", "RR"), ((0.69, 0.6, 0.79), (0.7, 0.6, 0.8), (1.42, 1.1, 3.4), (1.44, 1.0, 9.9))
    ):
        for n in (100.0, 700.0, None):
            asked = outcome(measure, "lower")
            yield f"{measure} {span} of {n}", case(asked, span, n=n, **three)
    for measure, ends in (("OR", (2.5, 2.51, 6.25, 6.3)), ("RR", (3.0, 3.01, 9.0, 9.1))):
        for high in ends:
            span = (min(1.45, high), 1.0, high)
            asked = outcome(measure, "lower", **BARE)
            yield f"{measure} up to {high}", case(asked, span, n=None, **three)
    for missing, n in product((0, 2), (100.0, 787.0, 788.0)):
        made = case(smd, (1.0, 0.81, 3.0), n=n, n_missing=missing, **three)
        yield f"{missing} missing of {n}", made
    for risk, difference in product((0.2, 0.5), (-0.06, -0.061, -0.15, 0.16)):
        asked = outcome(
            "RD", "lower", baseline_risks=({"label": "x", "risk": risk, "source": "us"},)
        )
        span = (difference, difference - 0.01, difference + 0.01)
        yield f"rd {difference} at {risk}", case(asked, span, n=300.0, **three)


def contradictions(build: Build) -> Iterator[tuple[str, Case]]:
    """Trials that lie among the thresholds and overlap in every way, pooled and not."""
    case, outcome = build
    pool = (0.3, 0.21, 0.4)
    spans = [
        (0.6, 0.5, 0.7),
        (0.1, 0.0, 0.2),
        (0.1, 0.42, 0.52),
        (-0.3, -0.5, -0.1),
        (0.2, 0.1, 0.51),
    ]
    for asked, how in ((outcome(), "sized"), (outcome("MD", "lower", **NONE), "bare")):
        for one, other in product(spans, spans):
            for effect in (pool, None):
                made = case(asked, effect, trials=[one, other, (0.31, 0.2, 0.42)])
                yield f"{how} {one[0]} {other[0]} {'pooled' if effect else 'apart'}", made
    shares = [(19.9, 80.1), (20.0, 80.0), (33.3, 66.7), (100 / 3, 200 / 3), (50.0, 50.0), (70, 30)]
    for weights, high in product(shares, (0.1, -0.3)):
        trials = [(high, high - 0.1, high + 0.1), (0.6, 0.5, 0.7)]
        yield f"{weights} at {high}", case(outcome(), pool, trials=trials, weights=weights)
    for shared in (0.59, 0.6, 0.61, 0.62, 0.65):
        trials = [(0.1, 0.0, shared), (0.9, 0.6, 1.2)]
        yield f"shared up to {shared}", case(outcome(), pool, trials=trials)
    for p, others in product((0.09, 0.1), ((), (0.05, 0.5))):
        groups = tuple(subgroup(each) for each in (p, *others))
        trials = [(-0.3, -0.4, -0.2), (0.6, 0.5, 0.7)]
        yield f"subgroups {p} {others}", case(outcome(), pool, trials=trials, subgroups=groups)
    for q, better in product((1.9, 2.0, 2.1), ("higher", "lower")):
        spread = Heterogeneity(tau2=0.01, tau=0.1, i2=1.0, q=q, q_df=2.0, q_p=0.5)
        trials = [(0.25, 0.05, 0.45), (0.3, 0.1, 0.5), (0.35, 0.15, 0.55)]
        made = case(outcome(better=better), (0.3, 0.1, 0.55), trials=trials, heterogeneity=spread)
        yield f"q {q} {better}", made


def judged(build: Build) -> Iterator[tuple[str, Case]]:
    """Every share of every judgement on both sides of a half and of three quarters."""
    case, outcome = build
    kinds = ("low", "some concerns", "high", None)
    for one, other in product(kinds, kinds):
        for share in (0.0, 10.0, 49.9, 50.0, 50.1, 74.9, 75.0, 75.1) if one != other else (50.0,):
            given = {"judgements": [one, other], "weights": [share, 100.0 - share]}
            yield f"{one} {share} {other}", case(outcome(), (0.3, 0.21, 0.4), **given)
    for without, more in product((0.19, 0.2, 0.49, 0.5, None), ({}, NONE)):
        for shares in ((10.0, 90.0), (60.0, 40.0)):
            given = {"judgements": ["high", "some concerns"], "weights": shares}
            made = case(outcome(**more), (0.3, 0.21, 0.4), without_high=without, **given)
            yield f"without high {without} {shares} {sorted(more)}", made


def unpublished(build: Build) -> Iterator[tuple[str, Case]]:
    """Asymmetry, funding and trials without results on both sides of their bounds."""
    case, outcome = build
    span = (0.3, 0.21, 0.4)
    for k, p, slope in product((9, 10), (0.09, 0.1), (-1.0, 0.0, 1.0)):
        small = SmallStudy(test="egger", egger={"p": p, "intercept": slope})
        for better in ("higher", "lower"):
            given = {"judgements": ["low"] * k, "small_study": small}
            yield f"{k} trials {p} {slope} {better}", case(outcome(better=better), span, **given)
    for missing in (0, 1, 2, 3):
        yield (
            f"{missing} without results",
            case(outcome(), span, judgements=["low"] * 2, missing=missing),
        )


def unpooled(build: Build) -> Iterator[tuple[str, Case]]:
    """Two trials that are not pooled and point every way; both, one or none say how far."""
    case, outcome = build
    span = {
        "favours_intervention": (0.6, 0.5, 0.7),
        "favours_control": (-0.6, -0.7, -0.5),
        "little_difference": (0.1, 0.0, 0.19),
        "unknown": (0.3, 0.2, 0.4),
    }
    sizes = {"three": outcome(), "one": outcome(thresholds={"small": 0.2, "source": "us"})}
    sizes["none"] = outcome("MD", **NONE)
    for (name, asked), ways, known in product(
        sizes.items(), combinations_with_replacement(span, 2), (2, 1, 0)
    ):
        found = case(asked, None, trials=[span[way] for way in ways]).finding
        trials = tuple(
            trial.model_copy(update={"direction": way, **({} if place < known else LOST)})
            for place, (trial, way) in enumerate(zip(found.trials, ways, strict=True))
        )
        found = found.model_copy(update={"trials": trials})
        yield f"{name} {' '.join(ways)} {known}", case_of(found, asked, {}, CURRENCY, 10)


@pytest.mark.parametrize(
    "kind", [intervals, amounts, contradictions, judged, unpublished, unpooled]
)
def test_on_both_sides_of_every_bound_the_rules_propose_what_they_did(
    kind: Callable[[Build], Iterator[tuple[str, Case]]], build: Build
) -> None:
    asked = ASKED[kind.__name__]
    found = [
        f"{kind.__name__}: {name}: {line(made, {each: RULES[each](made.main) for each in asked})}"
        for name, made in kind(build)
    ]
    kept = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    if os.environ.get("UPDATE_SNAPSHOTS"):
        others = [each for each in kept if not each.startswith(f"{kind.__name__}: ")]
        kept = [*others, *found]
        KEPT.write_text("\n".join(kept) + "\n", "utf-8")
    assert found == [each for each in kept if each.startswith(f"{kind.__name__}: ")]
