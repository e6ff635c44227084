"""What the settings of an analysis of RevMan mean, in every spelling that its files have."""

from __future__ import annotations

import pytest

from living_review.exchange.revman_settings import analysed

METHODS = {
    "mantel-haenszel": "MH; mh; Mantel-Haenszel; mantel-haenszel",
    "peto": "Peto; PETO; Exp[(O-E) / Var]; exp[(O-E)/Var]; EXP_O_E_VAR",
    "inverse-variance": "IV; iv; Inverse Variance; Inverse  variance",
    "": "another; ",
}
REML = "REML; Restricted maximum-likelihood; Restricted maximum likelihood"
DL = "DL; DerSimonian and Laird; DerSimonian-Laird; Dersimonian & Laird; unheard of"
HKSJ = "HKSJ; Hartung-Knapp-Sidik-Jonkman; hksj"
WALD = "Wald; Wald-type; unheard of"


def made(**other: object) -> object:
    said = {"kind": "dichotomous", "measure": "Odds Ratio", "method": "IV", "random": True}
    return analysed(**{**said, **other})


@pytest.mark.parametrize("meant", METHODS)
def test_a_method_has_its_spellings(meant: str) -> None:
    for name in METHODS[meant].split("; "):
        assert made(method=name, random=False).method == meant, name


@pytest.mark.parametrize(("names", "meant"), [(REML, "REML"), (DL, "DL")])
def test_an_estimator_of_heterogeneity_has_its_spellings(names: str, meant: str) -> None:
    for name in names.split("; "):
        assert made(further=("unheard of", name)).tau2 == meant, name
        assert made(further=(name,), random=False).tau2 == "", "of random effects alone"
        assert made(further=(name,), method="MH").tau2 == "DL", "with inverse variances alone"


@pytest.mark.parametrize(("names", "meant"), [(HKSJ, "knapp-hartung"), (WALD, "wald")])
def test_an_interval_has_its_spellings(names: str, meant: str) -> None:
    for name in names.split("; "):
        assert made(further=("unheard of", name)).interval == meant, name
        assert made(further=(name,), random=False).interval == "wald"
        assert made(further=(name,), method="MH").interval == "wald"


@pytest.mark.parametrize(
    ("level", "share"),
    [
        ("95", 0.95), ("90%", 0.9), (" 99 % ", 0.99), ("50", 0.5), ("99.9", 0.999),
        ("49.9", 0.95), ("99.95", 0.95), ("", 0.95), ("much", 0.95), ("0", 0.95),
    ],
)  # fmt: skip
def test_a_level_is_one_between_a_half_and_all_but_a_thousandth(level: str, share: float) -> None:
    assert made(level=level).level == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize(
    ("said", "measure", "method", "model"),
    [
        ({"random": True}, "OR", "inverse-variance", "random"),
        ({"random": False}, "OR", "inverse-variance", "common"),
        ({"random": None}, "OR", "inverse-variance", ""),
        ({"kind": "o-e", "measure": "Hazard Ratio"}, "HR", "inverse-variance", "random"),
        ({"kind": "o-e"}, "OR", "peto", "common"),
        ({"measure": "Peto Odds Ratio"}, "OR", "peto", "common"),
        ({"measure": "Mean Difference", "method": "MH"}, "MD", "inverse-variance", "random"),
        ({"kind": "contrast", "method": "MH"}, "OR", "inverse-variance", "random"),
        ({"kind": "continuous", "method": "MH"}, "OR", "inverse-variance", "random"),
        ({"measure": "Unheard of", "method": "MH"}, "", "inverse-variance", "random"),
        ({"measure": "Risk Ratio", "method": "MH"}, "RR", "mantel-haenszel", "random"),
    ],
)
def test_a_method_is_one_that_the_measure_and_the_figures_allow(
    said: dict[str, object], measure: str, method: str, model: str
) -> None:
    found = made(**said)
    assert (found.measure, found.method, found.model) == (measure, method, model)
