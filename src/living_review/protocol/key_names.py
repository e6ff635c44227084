"""What people and other programs call the keys of a protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from living_review.ground.spelling import plain

CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "level": (
        *("confidence", "confidence level", "conf", "conf level", "ci", "ci level", "alpha"),
        *("significance", "significance level", "level ma", "coverage"),
    ),
    "tau2": (
        *("estimator", "tau", "tau squared", "tau²", "tau^2", "τ²", "tau2 estimator"),
        *("method tau", "heterogeneity estimator", "heterogeneity", "between study variance"),
    ),
    "interval": (
        *("test", "ci method", "method ci", "method random ci", "confidence interval", "hakn"),
        *("knapp hartung", "hartung knapp", "hksj", "interval method"),
    ),
    "model": ("effects", "effects model", "effect model", "pooling model", "model type"),
    "method": ("pooling", "pooling method", "weighting", "weights", "statistical method"),
    "measure": (
        *("effect", "effect measure", "effect size", "es", "sm", "metric", "summary measure"),
        *("statistic", "outcome measure", "measured by"),
    ),
    "better": ("direction", "favours", "favors", "desirable", "higher is better"),
    "importance": ("priority", "relevance", "grade importance"),
    "label": ("title", "name", "heading", "display name", "caption"),
    "title": ("name", "label"),
    "unit": ("scale unit", "measured in"),
    "smd_variance": ("vtype", "smd method", "method smd"),
    "min_trials": ("k", "min k", "min studies", "minimum trials", "minimum studies"),
    "dependence": ("multiple instruments", "dependent effects", "multiplicity"),
    "instrument_correlation": ("rho", "within study correlation"),
    "sensitivity": ("sensitivity analysis", "sensitivity analyses"),
    "subgroups": ("subgroup analysis", "subgroup analyses", "groups"),
    "moderators": ("meta regression", "metaregression", "mods", "covariates", "predictors"),
    "safeguard": ("adhoc hakn ci", "ad hoc", "adhoc"),
    "leave_one_out": ("loo", "jackknife", "influence"),
    "thresholds": ("decision thresholds", "cut offs", "cutoffs", "effect thresholds"),
    "minimal_important_differences": ("mid", "mids", "mcid", "mcids", "minimal important change"),
    "baseline_risks": (
        *("control risk", "assumed risk", "control event rate", "cer", "acr"),
        *("assumed control risk", "comparator risk"),
    ),
    "person_time": ("exposure time", "time at risk"),
    "instruments": ("scales", "scale", "questionnaires", "tools"),
    "population": ("participants", "patients", "people"),
    "intervention": ("treatment", "exposure", "experimental"),
    "comparator": ("control", "comparison", "placebo", "reference"),
    "comparisons": ("contrasts", "picos", "treatments", "questions"),
    "outcomes": ("endpoints", "end points"),
    "timepoints": ("time points", "follow up", "follow ups", "times", "waves"),
    "weeks": ("window", "range", "time", "from to"),
    "include": ("filter", "where", "select", "eligible"),
    "exclude": ("except", "leave out"),
    "languages": ("langs", "translations"),
    "language": ("lang", "locale"),
    "authors": ("author", "team", "reviewers"),
    "question": ("pico", "research question"),
    "brand": ("theme", "style", "design"),
    "colour": ("color", "accent"),
    "colour_dark": ("color dark", "dark color", "dark colour"),
    "registry": ("data", "source"),
    "surveillance": ("search", "monitoring", "alerts"),
    "analysis": ("methods", "statistics", "meta analysis"),
    "show": ("columns", "table columns"),
    "risk": ("probability", "proportion"),
    "sd": ("standard deviation", "std"),
    "source": ("reference", "citation"),
}
"""Key -> what stands for it elsewhere: in sentences of the field, in metafor, meta and RevMan."""


def _bare(text: str) -> str:
    return " ".join(plain(text).replace("_", " ").replace("-", " ").replace(".", " ").split())


def key_called(written: object, known: Iterable[str]) -> str:
    """Give which of some keys people mean by a word; '' where none, or where it may be several."""
    word = _bare(str(written))
    found = [key for key in known if word in map(_bare, CALLED.get(key, ()))]
    return found[0] if len(found) == 1 else ""
