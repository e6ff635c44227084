"""An analysis is called the same as the main one only where computing it gives the same numbers."""

from __future__ import annotations

import random

import pytest

from living_review.language.facts.analyses import SameAsMain
from living_review.synthesis.evidence import gather
from living_review.synthesis.finding import plan
from living_review.synthesis.meta_analysis import answers, heterogeneity_of, pooled_of

NAMED = ("common", "wald", "t", "low-risk-of-bias", "revman", "mantel-haenszel", "peto", "DL", "ML")
OWN = (
    "{id: lax, label: Lax, without_risk_of_bias: [high]}",
    "{id: hk, label: HK, interval: knapp-hartung, safeguard: none}",
    "{id: given, label: Given, prefer: contrasts}",
    "{id: rev, label: Rev, smd_variance: RevMan, tau2: DL}",
    "{id: mh, label: MH, method: mantel-haenszel}",
    "{id: iv, label: IV, method: inverse-variance}",
    "{id: mean, label: Mean, dependence: combine}",
)


def choices(draw: random.Random, measure: str) -> str:
    method = draw.choice(["inverse-variance", "mantel-haenszel", "peto"])
    if measure != "OR" and method == "peto":
        method = "inverse-variance"
    model = "common" if method == "peto" else draw.choice(["random", "common"])
    counted = method == "mantel-haenszel" and measure in ("OR", "RR", "RD")
    tau2 = "DL" if counted else draw.choice(["DL", "REML", "ML"])
    interval = "wald" if counted or method == "peto" else draw.choice(["wald", "knapp-hartung"])
    variance = draw.choice(["LS", "RevMan"])
    asked = ", ".join((*NAMED, *OWN))
    return (
        f"{{model: {model}, method: {method}, tau2: {tau2}, interval: {interval}, min_trials: 2, "
        f"smd_variance: {variance}, sensitivity: [{asked}]}}"
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_same_is_the_same_in_every_number(
    seed, registry, two_arms, arms_of_means, protocol_text
):
    draw = random.Random(seed)
    measure = draw.choice(["OR", "RR", "RD", "SMD", "MD"])
    head = protocol_text.partition("outcomes:")[0]
    outcome = f"outcomes:\n  - {{id: o, label: O, measure: {measure}, better: lower}}\n"
    found = registry(f"{head}{outcome}analysis: {choices(draw, measure)}\n")
    for at in range(draw.randint(2, 6)):
        name = f"t{at}"
        if measure in ("SMD", "MD"):
            found.arms(arms_of_means(name, draw.uniform(-1, 1), "o", n=draw.randint(8, 60)))
        else:
            first, second = (
                {"events": draw.choice([0, 0, draw.randint(1, 9)]), "n": draw.randint(10, 90)}
                for _ in range(2)
            )
            found.arms(two_arms(name, "o", first, second))
        found.rob(name, draw.choice(["low", "high"]))
    if measure in ("OR", "RR") and draw.random() < 0.4:
        found.contrast("c", "o", measure, estimate=0.7, ci_low=0.4, ci_high=1.2)
    protocol, snapshot = found.protocol, found.snapshot()
    evidence = gather(snapshot, protocol)
    made = plan(
        evidence, protocol, protocol.comparisons[0], protocol.outcomes[0], protocol.timepoints[0]
    )
    if made.main.kind != "pooled":
        assert not any(isinstance(each.reason, SameAsMain) for each in made.alternatives)
        return
    (main,) = answers(made.requests[:1])
    for each in made.alternatives:
        if not isinstance(each.reason, SameAsMain):
            continue
        object.__setattr__(each, "reason", None)
        (other,) = answers([each.request])
        # With two trials another interval is withheld, which a note says.
        pooled = [pooled_of(answer, measure) for answer in (other, main)]
        said = [found and found.model_dump(exclude={"note"}) for found in pooled]
        assert said[0] == said[1], each.id
        assert heterogeneity_of(other) == heterogeneity_of(main), each.id
        assert other.weights == main.weights, each.id
