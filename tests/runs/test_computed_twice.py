"""A version holds what was computed twice; a run that publishes nothing computes nothing twice."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from living_review.ground.errors import Disagreement
from living_review.verification import verifier


def forbidden(*_: object) -> None:
    raise AssertionError("nothing was to be computed a second time")


def test_a_version_says_that_it_was_computed_twice(review, monkeypatch):
    assert review.update().version == 1
    for folder in (review.site, review.root / "report"):
        told = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        assert told["verification"]["figures"] > 100
        assert told["verification"]["worst"] < 1e-8
        assert told["verification"]["by"].startswith("statsmodels ")
    methods = (review.site / "methods.html").read_text(encoding="utf-8")
    assert "was computed a second time" in methods
    monkeypatch.setattr(verifier, "started_process", forbidden)
    assert review.update().state == "nothing new"


def test_where_the_two_differ_no_version_is_made(review, monkeypatch):
    street = importlib.import_module("living_review.synthesis.synthesise")
    honest = street.finish

    def wrong(*args: Any) -> Any:
        found = honest(*args)
        if found.pooled is None:
            return found
        pooled = found.pooled.model_copy(update={"ci_high": found.pooled.ci_high * 1.01})
        return found.model_copy(update={"pooled": pooled})

    monkeypatch.setattr(street, "finish", wrong)
    before = review.everything()
    with pytest.raises(Disagreement, match=r"pooled\.ci_high"):
        review.update()
    assert review.everything() == before
    assert not review.site.exists()
