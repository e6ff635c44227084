"""Which code of FHIR each method, measure and rating has, whatever the samples hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_findings import recovery

from living_review.exchange import fhir_elements as fhir
from living_review.exchange import fhir_evidence as written
from living_review.ground.measures import MEASURES
from living_review.ground.methods import TAU2

CODES = json.loads((Path(__file__).parent / "fhir_codes.json").read_text(encoding="utf-8"))
FIXED, RANDOM = "effectsFixed", "effectsRandom"
INVERSE, PLAIN, MODIFIED = "poolInverseVariance", "hartungKnapp", "modifiedHartungKnapp"


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (("common", "inverse-variance", "common", "wald", "none"), [INVERSE, FIXED]),
        (("common", "mantel-haenszel", "common", "wald", "none"), ["poolMantelHaenzsel", FIXED]),
        (("common", "peto", "common", "wald", "none"), ["poolPeto", FIXED]),
        (
            ("random", "mantel-haenszel", "DL, Mantel-Haenszel Q", "wald", "none"),
            [INVERSE, RANDOM],
        ),
        (
            ("random", "inverse-variance", "REML", "wald", "none"),
            [INVERSE, RANDOM, "tauRestrictedMaximumLikelihood"],
        ),
        (
            ("random", "inverse-variance", "DL", "knapp-hartung", "none"),
            [INVERSE, RANDOM, "tauDersimonianLaird", PLAIN],
        ),
        (
            ("random", "inverse-variance", "PM", "knapp-hartung", "se"),
            [INVERSE, RANDOM, "tauPauleMandel", MODIFIED],
        ),
    ],
)
def test_a_pool_says_by_which_method_it_was_made(told: tuple[str, ...], codes: list[str]) -> None:
    names = ("model", "method", "tau2_method", "interval", "safeguard")
    pooled = recovery().pooled.model_copy(update=dict(zip(names, told, strict=True)))
    made = [each["code"]["coding"][0] for each in written._model(pooled)]
    assert [each["code"] for each in made] == ["metaAnalysis", *codes]
    assert {each["system"] for each in made} == {fhir.MODEL}


def test_every_code_that_may_be_written_is_one_of_its_system_with_its_display() -> None:
    may = [
        *((fhir.CERTAINTY_TYPE, *each) for each in written._DOMAINS.values()),
        *((fhir.CERTAINTY_RATING, *each) for each in written._LEVELS.values()),
        *((fhir.CERTAINTY_RATING, *each) for own in written._RATINGS.values() for each in own),
        *((fhir.MODEL, *each) for each in written._POOLING.values()),
        *((fhir.MODEL, *own.fhir) for own in TAU2.values() if own.fhir),
        *((fhir.MODEL, code, display) for code, display in (
            (PLAIN, "Hartung-Knapp adjustment"),
            (MODIFIED, "Modified Hartung-Knapp adjustment"),
        )),
        *((fhir.STATISTIC_TYPE, *own.fhir) for own in MEASURES.values() if own.fhir),
        *((fhir.STATISTIC_TYPE, *each) for each in (written._PREDICTED_RISK, written._INCIDENCE)),
    ]  # fmt: skip
    wrong = [each for each in may if CODES[each[0]].get(each[1]) != each[2]]
    assert not wrong


@pytest.mark.parametrize(
    ("levels", "codes"),
    [
        (0, ["no-concern", "no-change"]),
        (-1, ["serious-concern", "downcode1"]),
        (-2, ["very-serious-concern", "downcode2"]),
        (-3, ["extremely-serious-concern", "downcode3"]),
    ],
)
def test_a_domain_says_how_serious_it_is_and_what_that_takes_off(
    levels: int, codes: list[str]
) -> None:
    domain = recovery().certainty.domains[0].model_copy(update={"decided": levels})
    for name, (code, display) in written._DOMAINS.items():
        made = written._domain(domain.model_copy(update={"name": name}))
        assert [each["code"] for each in made["rating"]["coding"]] == codes
        assert [(each["code"], each["display"]) for each in made["type"]["coding"]] == [
            (code, display)
        ]


@pytest.mark.parametrize(
    ("levels", "codes"), [(1, ["upcode1"]), (2, ["upcode2"]), (0, ["no-change"])]
)
def test_reasons_to_rate_up_have_no_code_of_their_own(levels: int, codes: list[str]) -> None:
    domain = (
        recovery()
        .certainty.domains[0]
        .model_copy(update={"name": "upgrade", "proposed": levels, "decided": None})
    )
    made = written._domain(domain)
    assert made["type"] == {"text": "Reasons to rate up"}
    assert [each["code"] for each in made["rating"]["coding"]] == codes
    nobody = written._domain(domain.model_copy(update={"proposed": None}))
    assert nobody["rating"] == {"text": "not assessed"}


@pytest.mark.parametrize(
    ("level", "code"),
    [("high", "high"), ("moderate", "moderate"), ("low", "low"), ("very low", "very-low")],
)
def test_a_level_of_certainty_has_its_code(level: str, code: str) -> None:
    rating = recovery().certainty.model_copy(update={"level": level})
    (coded,) = written._certainty(rating)["rating"]["coding"]
    assert (coded["code"], coded["system"]) == (code, fhir.CERTAINTY_RATING)
