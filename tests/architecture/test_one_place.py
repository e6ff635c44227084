"""Each method, check and rule is named in one place; what it lacks elsewhere is told.

To add one, write its entry and run this file: it names every part that is still missing. Measures
have a file of their own, test_measures.py.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from shipped_sets import OTHERS, SETS

from living_review.certainty import rules
from living_review.exchange import fhir_evidence
from living_review.findings import DomainName
from living_review.ground import methods
from living_review.ground.errors import LivingReviewError
from living_review.language import Fact, Words, say, speaking
from living_review.language.facts.figures import EstimatorInBrief, IntervalInBrief
from living_review.language.facts.methods import IntervalsMade, SafeguardUsed
from living_review.language.facts.pools import Estimator, IntervalMethod
from living_review.language.facts.summary_rows import Footnote
from living_review.language.facts.terms import Domain, DomainOfGrade
from living_review.pooling import pool
from living_review.pooling.regression import meta_regression
from living_review.pooling.residual_tau2 import RESIDUAL_ESTIMATORS
from living_review.pooling.tau2 import ESTIMATORS
from living_review.protocol.analysis import NAMED_SENSITIVITY, Sensitivity
from living_review.registry import checks
from living_review.synthesis.analysis_names import analysis_label
from living_review.validation import pools
from living_review.validation.reference import cases
from living_review.verification import ratings, regressions, variance

Y = np.array([0.61, -0.2, 0.35, 1.1, 0.05, 0.44])
V = np.array([0.04, 0.09, 0.02, 0.11, 0.05, 0.03])
X = np.column_stack([np.ones(6), [0.0, 1.0, 2.0, 5.0, 3.0, 4.0]])


def told(kind: str, name: str, parts: Iterable[tuple[str, bool]]) -> None:
    """Fail with every part that is missing, and where it belongs."""
    missing = [part for part, there in parts if not there]
    assert not missing, f"{kind} {name!r} lacks " + "; ".join(missing)


def _in(language: str, fact: Fact) -> str:
    with speaking(Words(language)):
        return say(fact)


def _agrees(first: Callable[[], float], second: Callable[[], float]) -> bool:
    try:
        return bool(np.isclose(first(), second(), rtol=1e-6, atol=1e-9))
    except (AssertionError, KeyError, ValueError, LivingReviewError):
        return False


@pytest.mark.parametrize("name", methods.TAU2)
def test_an_estimator_of_tau2_has_all_its_parts(name: str, project_root: Path) -> None:
    offered, beside = name in methods.TAU2_OFFERED, methods.with_moderators(name)
    used = {
        method
        for case in cases().values()
        for model in case.models.values()
        for method in model["methods"]
    }
    bibliography = (project_root / "src/living_review/assets/bibliography.json").read_text("utf-8")
    sources = {entry["id"] for entry in json.loads(bibliography)}
    printed = (project_root / "tests/validation/test_published_results.py").read_text("utf-8")
    told_of = {
        page: set(re.findall(r"\w+", (project_root / page).read_text("utf-8")))
        for page in ("README.md", "docs/explanation/reliability.md")
    }
    told(
        "τ² estimator",
        name,
        [
            ("its function in pooling/tau2.py ESTIMATORS", name in ESTIMATORS),
            (
                "its function in pooling/residual_tau2.py RESIDUAL_ESTIMATORS, or the name of "
                "another as with_moderators in ground/methods.py",
                beside in RESIDUAL_ESTIMATORS,
            ),
            (
                "reference values: metafor's in src/living_review/validation/reference/ "
                "(validation/README.md), or those that its source prints, in "
                "tests/validation/test_published_results.py",
                name in used or f'tau2="{name}"' in printed,
            ),
            (
                "the entry of its source in assets/bibliography.json",
                not offered or methods.TAU2[name].source in sources,
            ),
            (
                "its name in sentences (`estimators` of words/pools.j2 in every set of templates/)",
                all(_in(each, Estimator(tau2=name)) != name for each in SETS),
            ),
            (
                "its name in figures (`estimators` of words/figures.j2 in every set of templates/)",
                # The short name of one is its abbreviation.
                not offered
                or name == "REML"
                or all(_in(each, EstimatorInBrief(tau2=name)) != name for each in SETS),
            ),
            (
                "its name in README.md and docs/explanation/reliability.md",
                not offered or all(name in words for words in told_of.values()),
            ),
            (
                "a double that agrees with it in verification/variance.py estimate",
                not offered
                or _agrees(
                    lambda: variance.estimate(name, Y, V), lambda: float(pool(Y, V, tau2=name).tau2)
                ),
            ),
            (
                "a double that agrees with it in verification/regressions.py residual_tau2",
                not offered
                or _agrees(
                    lambda: regressions.residual_tau2(beside, Y, V, X),
                    lambda: float(meta_regression(Y, V, X, tau2=beside).tau2),
                ),
            ),
        ],
    )


def test_no_estimator_is_known_beside_the_list() -> None:
    for names in (ESTIMATORS, RESIDUAL_ESTIMATORS):
        assert set(names) <= set(methods.TAU2), "ground/methods.py has no entry for one of these"


@pytest.mark.parametrize("name", methods.INTERVALS)
def test_an_interval_has_all_its_parts(name: str) -> None:
    wald = pool(Y, V, interval="wald", safeguard="none")
    own = pool(Y, V, interval=name, safeguard="none")
    alike = bool(own.ci_low == wald.ci_low and own.ci_high == wald.ci_high)
    sentence, wald_sentence = (
        say(IntervalsMade(interval=each, confidence="95%", of="all")) for each in (name, "wald")
    )
    told(
        "interval",
        name,
        [
            ("its own limits in pooling/intervals.py", name == "wald" or not alike),
            (
                "its row of reference values in validation/pools.py INTERVALS",
                name in {interval for interval, _ in pools.INTERVALS.values()},
            ),
            (
                "its name in sentences (`intervals` of templates/en/words/pools.j2)",
                say(IntervalMethod(interval=name)) != name,
            ),
            (
                "its name in figures (`intervals` of templates/en/words/figures.j2)",
                say(IntervalInBrief(interval=name)) != f"{name} interval" or name == "t",
            ),
            (
                "its sentence (`interval` of templates/en/words/methods.j2)",
                name == "wald" or sentence != wald_sentence,
            ),
        ],
    )


@pytest.mark.parametrize("name", methods.SAFEGUARDS)
def test_a_safeguard_has_all_its_parts(name: str) -> None:
    told(
        "safeguard",
        name,
        [
            (
                "its sentence (`safeguard` of templates/en/words/methods.j2)",
                bool(say(SafeguardUsed(safeguard=name))),
            )
        ],
    )


@pytest.mark.parametrize("name", get_args(DomainName))
def test_a_domain_of_grade_has_all_its_parts(name: DomainName, project_root: Path) -> None:
    source = inspect.getsource(ratings.certainty)
    told(
        "domain",
        name,
        [
            ("its rule in certainty/rules.py DOMAIN_RULES", name in rules.DOMAIN_RULES),
            (
                "its name in sentences (`domains` of templates/en/words/terms.j2)",
                name in get_args(Domain) and bool(say(DomainOfGrade(domain=name))),
            ),
            (
                "its name in the summary (words/summary_rows.j2)",
                bool(say(Footnote(domain=name, way="down", levels=1, why=""))),
            ),
            (
                "its code in exchange/fhir_evidence.py",
                name in fhir_evidence._DOMAINS or name == "upgrade",
            ),
            ("the doubles of its inputs in verification/ratings.py", f'"{name}":' in source),
        ],
    )


RULE_ID = re.compile(r"[a-z]+(-[a-z]+)+/[1-9][0-9]*")


def _ids_in(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and RULE_ID.fullmatch(text):
                yield text, path.name


def test_a_rule_of_grade_has_all_its_parts(project_root: Path) -> None:
    written = list(_ids_in(project_root / "src/living_review/certainty"))
    listed = [id_ for rule in rules.DOMAIN_RULES.values() for id_ in rule.ids]
    assert len(listed) == len(set(listed)), "an id is given twice"
    page = (project_root / "docs/explanation/grade.md").read_text("utf-8")
    tests = "".join(
        path.read_text("utf-8") for path in (project_root / "tests/certainty").glob("*.py")
    )
    for id_ in dict.fromkeys([*(id_ for id_, _ in written), *listed]):
        told(
            "GRADE rule",
            id_,
            [
                ("its place among the ids of its domain, certainty/rules.py", id_ in listed),
                ("a module of certainty/ that gives it", id_ in dict(written)),
                ("its id in the table of docs/explanation/grade.md", f"`{id_}`" in page),
                ("a case in tests/certainty that names its id", f'"{id_}"' in tests),
            ],
        )
    said = {found[0].strip("`") for found in re.finditer(f"`{RULE_ID.pattern}`", page)}
    assert said == set(listed), "docs/explanation/grade.md names a rule that no longer is"


# What `run` calls in its own order, between the lists.
IN_ORDER = {"trial_set_aside", "arm_without_partner"}


def _checks() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every public function that has the shape of a check, with its place."""
    for found in pkgutil.iter_modules(checks.__path__):
        module = importlib.import_module(f"{checks.__name__}.{found.name}")
        for name, each in vars(module).items():
            if not inspect.isfunction(each) or each.__module__ != module.__name__:
                continue
            marks = "Iterator[Mark]" in str(each.__annotations__.get("return"))
            asked = [parameter.strip("_") for parameter in inspect.signature(each).parameters]
            if marks and asked == ["registry", "protocol"] and not name.startswith("_"):
                yield f"{name} of registry/checks/{found.name}.py", each


def test_a_check_of_the_registry_runs_and_says_what_it_finds() -> None:
    run = {*checks.ROW_ERRORS, *checks.COMPARISON_ERRORS, *checks.SUSPICIONS}
    for place, check in _checks():
        told(
            "check",
            place,
            [
                (
                    "its line among ROW_ERRORS, COMPARISON_ERRORS or SUSPICIONS in "
                    "registry/checks/__init__.py",
                    check in run or check.__name__ in IN_ORDER,
                ),
                ("a docstring that is its rule in one sentence", bool(check.__doc__)),
            ],
        )


def test_a_sensitivity_analysis_of_the_program_is_called_as_the_protocol_shows_it() -> None:
    for name, own in NAMED_SENSITIVITY.items():
        asked = Sensitivity.model_validate({"id": name, **own})
        assert analysis_label(asked) == own["label"]
        for language in OTHERS:
            with speaking(Words(language)):
                assert analysis_label(asked) != own["label"]
                named = asked.model_copy(update={"label": "Our own name"})
                assert analysis_label(named) == "Our own name"
