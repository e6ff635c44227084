"""What is told where there is one of a kind, two, or none: trials, measures, baselines."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest
import sample_documents
from sample_findings import narrative, recovery, single

from living_review.findings import Arm, Finding
from living_review.language import say
from living_review.words.method_words import measure_sentences
from living_review.words.prose.baselines import _estimate
from living_review.words.prose.prediction import _is_of_the_mean
from living_review.words.prose.trials import directions


def trials_of(*alike: str | None) -> Finding:
    """Give a finding without a pool of so many trials; nobody, everybody or some had the event."""
    found = narrative()
    events = {"nobody": 0, "everybody": 10, None: 4}
    trials = tuple(
        found.trials[0].model_copy(
            update={
                "trial_id": f"t{place}",
                "arms": tuple(
                    Arm(role=role, n=10, events=events[each])
                    for role in ("intervention", "control")
                ),
            }
        )
        for place, each in enumerate(alike)
    )
    way = found.narrative.directions[0]
    ways = tuple(
        way.model_copy(update={"trial_id": each.trial_id, "direction": "favours_control"})
        for each in trials
    )
    told = found.narrative.model_copy(update={"directions": ways})
    return found.model_copy(update={"trials": trials, "narrative": told})


@pytest.mark.parametrize("had", [*product(("nobody", "everybody", None), repeat=2)])
def test_trials_in_which_all_are_alike_are_told_as_that_where_all_trials_are(had):
    first, second = had
    alone, both = (say(directions(trials_of(*own))) for own in ((first,), had))
    word = {"nobody": "event", "everybody": "event", None: "favour"}
    assert word[first] in alone
    assert any(each in both.lower() for each in ("in every trial", "no trial")) == (
        first == second is not None
    )
    if first is not None:
        assert alone != both
        assert ("everybody" in alone.lower() or "everyone" in alone.lower()) == (
            first == "everybody"
        )


@pytest.mark.parametrize(
    ("used", "told"),
    [
        (("OR",), 1),
        (("RR",), 1),
        (("OR", "RR"), 1),
        (("RR", "OR"), 1),
        (("SMD", "RR", "OR"), 2),
        (("OR", "SMD", "OR"), 2),
    ],
)
def test_odds_and_risks_are_defined_together_in_the_order_of_the_protocol(used, told):
    protocol = sample_documents.protocol()
    outcomes = [SimpleNamespace(measure=each) for each in used]
    said = measure_sentences(SimpleNamespace(outcomes=outcomes, analysis=protocol.analysis))
    assert len(said) == told
    whole = " ".join(map(str, said)).lower()
    places = {"OR": whole.find("odds ratio"), "RR": whole.find("risk ratio")}
    there = [name for name in dict.fromkeys(used) if name in places]
    assert sorted(there, key=places.__getitem__) == there
    assert all((places[name] >= 0) == (name in used) for name in places)


def test_without_a_prediction_or_a_pool_none_is_that_of_the_mean():
    found = recovery()
    same = found.prediction.model_copy(
        update={"low": found.pooled.ci_low, "high": found.pooled.ci_high}
    )
    assert _is_of_the_mean(found.model_copy(update={"prediction": same}))
    for lacks in ("prediction", "pooled"):
        assert not _is_of_the_mean(found.model_copy(update={"prediction": same, lacks: None}))


def test_the_estimate_is_that_of_the_pool_or_of_the_first_trial():
    assert _estimate(recovery()) == recovery().pooled.estimate
    assert _estimate(single()) == single().trials[0].estimate
    two = (single().trials[0], single().trials[0].model_copy(update={"estimate": 9.0}))
    assert _estimate(single().model_copy(update={"trials": two})) == two[0].estimate
