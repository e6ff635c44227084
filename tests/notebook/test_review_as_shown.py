"""What a review shows in a notebook, as text, as a page and as tables, of results of every kind.

`shown.txt` is as it was looked at; UPDATE_SNAPSHOTS=1 keeps the text of now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sample_documents import findings
from sample_findings import readmission
from tests.notebook.test_as_printed import TABLE, columns, told

import living_review.notebook as lr
from living_review.findings import Findings
from living_review.ground.errors import BadInput, StatisticsError
from living_review.notebook.review import Results, Review

KEPT = Path(__file__).with_name("shown.txt")
PROTOCOL: Any = None


def document() -> Findings:
    found = findings()
    # An outcome with two results has no name of its own.
    return found.model_copy(
        update={
            "findings": (*found.findings, readmission().model_copy(update={"timepoint": "late"}))
        }
    )


def shown(drawn: list[str]) -> Iterator[str]:
    review = Review(Path(), PROTOCOL, document(), {"tau2": "PM", "alpha": 0.1})
    plain = Review(Path(), PROTOCOL, document())
    yield from (repr(review), repr(plain), review._repr_html_())
    yield from (repr(review.findings), review.findings._repr_html_())
    yield from (told(review.to_frame()), told(review.trials))
    for key, result in review.findings.items():
        yield f"# {key}"
        yield from (repr(result), result._repr_html_(), told(result.to_frame()))
        if result.finding.has_effect:
            yield told(vars(result.effects()))
            result.forest()
            yield drawn.pop()[:400]


def test_a_review_is_shown_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    class Scene:
        def __init__(self, spec: Any) -> None:
            drawn.append(told(spec))

    monkeypatch.setattr("living_review.figures.plate_drawing.scene", Scene)
    text = "\n".join(shown(drawn)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


def test_a_result_is_found_by_its_key_or_by_an_outcome_that_names_one() -> None:
    results = Results(document())
    keys = list(results)
    assert len(results) == len(keys) == len(document().findings)
    for key in keys:
        assert key in results
        assert results[key].finding.key == key
    outcomes = [each.outcome for each in document().findings]
    for outcome in dict.fromkeys(outcomes):
        alone = outcomes.count(outcome) == 1
        assert (outcome in results) == alone
        if alone:
            assert results[outcome].finding.outcome == outcome
        else:
            with pytest.raises(BadInput, match=rf"'{outcome}' has 2 results; name one: .*, .*late"):
                results[outcome]
    assert "no such" not in results
    with pytest.raises(BadInput, match="There is no result 'recovry'; did you mean 'recovery'"):
        results["recovry"]


def test_effects_of_a_ratio_are_logarithms_and_pool_to_what_the_report_says() -> None:
    for key, result in Results(document()).items():
        if result.finding.pooled is None:
            continue
        effects = result.effects()
        used = result.finding.contributing
        natural = [each.estimate for each in used]
        wanted = np.log(natural) if result.finding.is_ratio else natural
        assert np.allclose(effects.estimate, np.asarray(wanted, float), atol=0.02), key
        assert np.allclose(effects.variance, [(each.se or 0) ** 2 for each in used])


@pytest.mark.parametrize("measure", ["RR", "MD"])
def test_what_is_predicted_is_on_the_line_of_the_coefficients(measure: str) -> None:
    pooled = lr.pool(TABLE.assign(dose=np.arange(7.0)), **columns(measure))
    fit = pooled.meta_regression("dose")
    first, slope = (float(each) for each in fit.fit.coefficients)
    for value in (-2.0, 0.0, 1.0, 3.5):
        found = fit.predict(dose=value)
        [middle] = found.iloc[:, 0]
        assert middle == pytest.approx(float(pooled.effects.natural(first + slope * value)))
        assert list(found.index) == [0]
    line = fit.line("dose")
    assert (line["at"].iloc[0], line["at"].iloc[-1], len(line)) == (0.0, 6.0, 60)
    assert line.iloc[0, 1] == pytest.approx(float(pooled.effects.natural(first)))


def test_the_moderator_that_is_named_is_drawn_or_the_only_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("living_review.notebook.plots.bubbles", lambda fit, name: (fit, name))
    table = TABLE.assign(dose=np.arange(7.0), size=[3.0, 1, 2, 5, 4, 7, 6])
    pooled = lr.pool(table, **columns("MD"))
    one, two = pooled.meta_regression("size"), pooled.meta_regression("dose", "size")
    assert one.bubble() == one.bubble("size") == (one, "size")
    assert (two.bubble("dose"), two.bubble("size")) == ((two, "dose"), (two, "size"))
    with pytest.raises(
        StatisticsError, match=r"Which moderator is to be drawn\? One of dose, size"
    ):
        two.bubble()
