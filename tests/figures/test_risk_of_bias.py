"""No judgement is lost, pages are short, and shares say how they were counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import (
    risk_of_bias_summary,
    risk_of_bias_summary_alt,
    risk_of_bias_traffic_light,
    risk_of_bias_traffic_light_alt,
)
from living_review.figures.scene import Shape, Stamps, Words
from living_review.findings import RiskOfBias
from living_review.ground.errors import BadInput


def discs(picture: Any) -> int:
    return sum(len(m.centres) for m in picture.marks if isinstance(m, Stamps) and m.radius > 5)


@pytest.mark.parametrize(("k", "pages"), [(0, 0), (1, 1), (36, 1), (37, 2), (80, 3)])
def test_pages_hold_at_most_36_trials(k: int, pages: int, scene_of: Callable[..., Any]) -> None:
    found = scene_of(risk_of_bias_traffic_light, samples.records(k))
    assert len(found) == pages
    assert sum(map(discs, found)) == 6 * k
    assert len(risk_of_bias_traffic_light_alt(samples.records(k))) == pages


def test_a_missing_domain_is_a_dash_and_no_information_a_question_mark(
    scene_of: Callable[..., Any],
) -> None:
    first, second = samples.records(2)
    gaps = RiskOfBias(tool="RoB2", overall=None, domains={"D1": "no information"})
    trials = (first, second.model_copy(update={"risk_of_bias": (gaps,)}))
    (picture,) = scene_of(risk_of_bias_traffic_light, trials)
    assert discs(picture) == 7
    dashes = [m for m in picture.marks if isinstance(m, Words) and m.kind == "judgement"]
    assert [m.text for m in dashes] == ["–"] * 5
    assert "?" in {m.symbol for m in picture.marks if isinstance(m, Stamps)}


def test_each_tool_has_its_own_page(scene_of: Callable[..., Any]) -> None:
    old = RiskOfBias(tool="RoB1", overall="unclear", domains={"allocation concealment": "unclear"})
    first, second = samples.records(2)
    trials = (first, second.model_copy(update={"risk_of_bias": (old,)}))
    assert len(scene_of(risk_of_bias_traffic_light, trials)) == 2
    assert len(scene_of(risk_of_bias_summary, trials)) == 2


def test_an_unknown_judgement_is_refused() -> None:
    odd = RiskOfBias(tool="RoB2", overall="fair", domains={})
    trial = samples.records(1)[0].model_copy(update={"risk_of_bias": (odd,)})
    with pytest.raises(BadInput, match="'fair'"):
        risk_of_bias_traffic_light([trial])
    with pytest.raises(BadInput, match="'fair'"):
        risk_of_bias_summary([trial])


def bars(picture: Any) -> list[float]:
    found = [m.lines[0] for m in picture.marks if isinstance(m, Shape) and m.kind == "bar"]
    return [points[1][0] - points[0][0] for points in found]


def test_bars_fill_the_whole_and_follow_the_counts(scene_of: Callable[..., Any]) -> None:
    (picture,) = scene_of(risk_of_bias_summary, samples.records())
    assert sum(bars(picture)) == pytest.approx(6 * 300)
    assert bars(picture)[-2:] == pytest.approx([100, 200])
    told = [m.text for m in picture.marks if isinstance(m, Words)]
    assert "33% some concerns" in told
    assert "Bars: each trial counts once." in told


def test_weighted_bars_follow_the_weights_of_the_pool(scene_of: Callable[..., Any]) -> None:
    trials = samples.recovery().trials
    (picture,) = scene_of(risk_of_bias_summary, trials, weighted=True)
    assert bars(picture)[-2:] == pytest.approx([300 * 0.094, 300 * 0.906])
    told = [m.text for m in picture.marks if isinstance(m, Words)]
    assert "Bars: weighted as in the pooled estimate." in told


def test_no_number_has_a_sign_before_it(scene_of: Callable[..., Any]) -> None:
    (picture,) = scene_of(risk_of_bias_summary, samples.records())
    shares = [m.text for m in picture.marks if isinstance(m, Words) and m.kind == "share"]
    assert all(text[0].isdigit() for text in shares)


def test_alt_texts_count_overall_judgements() -> None:
    assert risk_of_bias_traffic_light_alt(samples.records()) == (
        "Risk of bias of 6 trials by domain. Overall: 2 some concerns; 4 high.",
    )
    assert "part 2 of 3" in risk_of_bias_traffic_light_alt(samples.records(80))[1]
    assert risk_of_bias_summary_alt(samples.recovery().trials, weighted=True) == (
        "Risk of bias by domain over 3 trials (weighted as in the pooled estimate). "
        "Overall: some concerns 9%; high 91%.",
    )
