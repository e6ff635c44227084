"""What is said of a regression, in every language and for every kind of measure."""

from __future__ import annotations

import pytest
from sample_findings import recovery

from living_review.findings import Finding, Regression
from living_review.language.words import Words, speaking
from living_review.words.regression_words import moderator_sentences


def regressed(measure: str, **fields: object) -> Finding:
    found = Regression(
        moderator="mean_age", label="Mean age", unit="years", k=12, centre=40.0, intercept=0.3,
        slope=-0.03, se=0.01, ci_low=-0.05, ci_high=-0.01, statistic=-3.0, df=10.0, p=0.013,
        r2=31.0, tau2=0.02, i2=41.0, q=17.2, q_df=10.0, q_p=0.07, per=10.0, per_effect=-0.3,
        per_ci_low=-0.5, per_ci_high=-0.1,
    )  # fmt: skip
    finding = recovery()
    update = {"measure": measure, "moderators": (found.model_copy(update=fields),)}
    return finding.model_copy(update=update)


@pytest.mark.parametrize(
    ("language", "measure", "fields", "clause"),
    [
        (
            "en",
            "SMD",
            {},
            "for every 10 years more, the standardised mean difference is lower by 0.30 (95% CI of "
            "the change −0.50 to −0.10); t −3.00 on 10 degrees of freedom, p = 0.013.",
        ),
        ("en", "MD", {"per_effect": 0.3, "df": None}, "is higher by 0.30"),
        (
            "en",
            "MD",
            {"per_effect": 0.001},
            "the mean difference is higher by 0.001 (95% CI of the",
        ),
        ("en", "MD", {"per_effect": 1e-6}, "the mean difference stays the same (95% CI of the"),
        (
            "en",
            "OR",
            {"per_effect": 0.7, "per_ci_low": 0.5},
            "the odds ratio is multiplied by 0.70",
        ),
        ("en", "SMD", {"per": 1.0}, "for each year more, the standardised"),
        ("en", "SMD", {"per": 1.0, "unit": "degrees"}, "for each degree more, the standardised"),
        ("en", "SMD", {"per": 1.0, "unit": "mmHg"}, "for every 1 mmHg more, the standardised"),
        ("en", "SMD", {"per": 1.0, "unit": ""}, "for each unit more, the standardised"),
        ("en", "SMD", {"unit": "%"}, "for every 10 percentage points more, the standardised"),
        ("en", "SMD", {"unit": "", "moderator": "year"}, "for every 10 years later, the standard"),
        (
            "en",
            "SMD",
            {"groups": (0.0, 1.0), "unit": "", "per": 1.0},
            "in trials with 1 compared with trials with 0, the standardised",
        ),
        ("en", "SMD", {"groups": (0.0, 100.0), "unit": "%"}, "in trials with 100% compared with"),
        (
            "de",
            "SMD",
            {"groups": (1990.0, 2000.0), "moderator": "year"},
            "In Studien aus dem Jahr 2000 im Vergleich zu Studien aus dem Jahr 1990 ist der",
        ),
        ("es", "SMD", {"per": 1.0, "unit": "grados"}, "por cada grado más, la"),
        ("en", "OR", {"per_effect": 0.9996, "per_ci_low": 0.9, "per_ci_high": 1.1}, "by 0.9996 (9"),
        ("en", "SMD", {"label": "Jadad score"}, "Meta-regression on Jadad score (12 trials)"),
        ("en", "SMD", {"unit": ""}, "for every 10 more, the standardised"),
        ("en", "SMD", {"left_out": ("X1",)}, "One trial without this number is left out (X1)."),
        ("en", "SMD", {"left_out": tuple("abcdefghi")}, "Nine trials without this number are left"),
        ("en", "SMD", {"df": None}, "; z −3.00, p"),
        (
            "en",
            "SMD",
            {"per_effect": None},
            "No meta-regression on Mean age: it could not be fitted.",
        ),
        ("de", "OR", {"per_effect": 0.7}, "Je 10 years mehr multipliziert sich der Effektschätzer"),
        ("de", "SMD", {}, "Metaregression auf „Mean age“ (12 Studien): Je 10 years mehr ist der"),
        (
            "de",
            "SMD",
            {"left_out": ("X",)},
            "Eine Studie ohne diese Angabe bleibt unberücksichtigt",
        ),
        (
            "es",
            "SMD",
            {},
            "es menor en 0,30 (IC del 95 % del cambio: −0,50 a −0,10); t = −3,00 con",
        ),
        ("es", "OR", {"per_effect": 0.7}, "por cada 10 years más, la odds ratio se multiplica por"),
        (
            "es",
            "SMD",
            {"left_out": ("X", "Y")},
            "Se dejan fuera 2 ensayos sin este dato (X y Y).",
        ),
    ],
)
def test_a_slope_is_told_on_the_natural_scale(
    language: str, measure: str, fields: dict[str, object], clause: str
) -> None:
    with speaking(Words(language, None)):
        (said,) = moderator_sentences(regressed(measure, **fields))
    assert clause in said.replace("\u00a0", " "), said
    for causal in ("explain", "erklär", "explica", "effect of", "because"):
        assert causal not in said
