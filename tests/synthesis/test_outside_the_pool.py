"""What a trial whose result is not pooled does to figures that are made of trials: nothing."""

from __future__ import annotations

import pytest

from living_review.language import say
from living_review.language.facts.analyses import LevelNotReported

RELAPSE = "{id: relapse, label: Relapse, measure: RR, better: lower}"
COUNTS = {"a": (5, 100, 10, 100), "b": (12, 100, 20, 100), "c": (20, 100, 30, 100)}


def test_the_baseline_risk_is_that_of_the_trials_with_an_effect(registry, two_arms, protocol_text):
    head = protocol_text.partition("outcomes:")[0]
    found = registry(f"{head}outcomes:\n  - {RELAPSE}\n")
    counts = {**COUNTS, "nobody": (0, 100, 0, 100), "everybody": (100, 100, 100, 100)}
    for name, (e1, n1, e2, n2) in counts.items():
        found.arms(two_arms(name, "relapse", {"events": e1, "n": n1}, {"events": e2, "n": n2}))
    finding = found.finding("relapse")
    usable = [each.trial_id for each in finding.trials if each.in_pool]
    assert usable == ["a", "b", "c"]
    from living_review.certainty.absolute import absolute_effects

    [row] = absolute_effects(finding, found.protocol.outcome("relapse"))
    assert row.baseline_risk == pytest.approx(0.2)


@pytest.mark.parametrize("others", [("zebra", "apple"), ("Zebra", "APPLE")])
def test_trials_that_report_no_level_come_last(registry, arms_of_means, protocol_text, others):
    made = registry(protocol_text + "analysis: {subgroups: [category]}\n")
    last, first = others
    levels = {"a": last, "b": "", "c": first, "d": last, "e": "", "f": first}
    for place, (name, level) in enumerate(levels.items()):
        made.trial(name, category=level).arms(arms_of_means(name, 0.1 * place))
    [found] = made.finding("mood").subgroups
    assert [each.level for each in found.levels] == [first, last, say(LevelNotReported())]
