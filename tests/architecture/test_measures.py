"""An effect measure has one entry, in ground/measures.py; what it lacks elsewhere is told.

To add one, write its entry and run this file: it names every part that is still missing, and then
every file that asks for a measure by its name, which a new one must be held against.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from living_review.exchange import measures as programs
from living_review.ground import measures
from living_review.ground.measures import EffectMeasure
from living_review.language import Words, say, speaking
from living_review.language.facts import methods as methods_said
from living_review.language.facts.terms import MeasureName
from living_review.registry import spellings
from living_review.synthesis import arm_effects, scale
from living_review.validation import pools
from living_review.verification import meaning

# Hazard ratios are reported by trials; tests/effects/test_rates.py holds rates to printed results.
REFERENCE_ELSEWHERE = {"HR", "IRR", "IRD"}
FROM_ARMS = {
    "means": arm_effects.MEAN_MEASURES,
    "risks": arm_effects.EVENT_MEASURES,
    "rates": arm_effects.RATE_MEASURES,
}


def _said(language: str, sentence: Callable[[], str], name: str) -> bool:
    """Tell whether a language has words for a measure, and not its code alone."""
    with speaking(Words(language)):
        try:
            text = sentence()
        except Exception:  # a macro without a branch or entry for it
            return False
    return bool(text.strip()) and text.strip() != name


def _parts(name: str, root: Path) -> Iterator[tuple[str, bool]]:
    """Yield each part that a measure has, where it belongs, and whether it is there."""
    own = measures.MEASURES.get(name)
    yield "its entry in ground/measures.py", own is not None
    yield "its code among Measure in ground/measures.py", name in get_args(measures.Measure)
    of = own.of if own else "risks"
    if of != "hazards":
        yield f"its effect from arms in synthesis/arm_effects.py, of {of}", name in FROM_ARMS[of]
    if of in ("risks", "rates"):
        half = name in arm_effects.HALF_AN_EVENT
        yield (
            "what half an event is added to, or None, arm_effects.py HALF_AN_EVENT",
            half,
        )
    if of != "means":
        there = name in scale.CORRESPONDING
        yield (
            "the risk or rate that it makes of a baseline, synthesis/scale.py CORRESPONDING",
            there,
        )
        if own and own.ratio:
            there = name in scale.LOG_RATIO
            yield "its logarithm between two risks or rates, synthesis/scale.py LOG_RATIO", there
    doubles = "".join(
        (root / f"src/living_review/verification/{module}.py").read_text("utf-8")
        for module in (("two_groups",) if of == "means" else ("meaning", "two_groups"))
    )
    yield "its double in verification/two_groups.py and meaning.py", f'"{name}"' in doubles
    kinds = [
        (name in meaning.RATIOS) == (name in measures.RATIOS),
        (name in meaning.RISKS) == (name in measures.AT_A_RISK),
        (name in meaning.RATES) == (name in measures.RATES),
        (name in meaning.RELATIVE) == (name in measures.RELATIVE),
    ]
    yield "its kinds in verification/meaning.py and effects.py", own is not None and all(kinds)
    for language in sorted(each.name for each in (root / "templates").iterdir()):
        named = _said(language, lambda: say(MeasureName(code=name)), name)
        yield f"its name in templates/{language}/words/terms.j2", named
        variance = methods_said.SmdVariance(variance="LS")
        what = methods_said.EffectMeasure(measure=name, variance=variance)
        told = _said(language, lambda what=what: say(what), name)
        yield f"its sentence in templates/{language}/words/methods.j2 (`measure`)", told
    yield "the names by which people write it, its entry", bool(own and own.written)
    yield "its title in RevMan, its entry", bool(own and own.revman)
    compared = {each.split()[0] for each in pools.EFFECTS} | REFERENCE_ELSEWHERE
    yield "reference values of trials in validation/pools.py EFFECTS", name in compared
    drawn = (root / "tests/reading/drawn_reviews.py").read_text("utf-8")
    yield "drawn reviews that use it, tests/reading/drawn_reviews.py", f'"{name}"' in drawn
    page = (root / "docs/reference/protocol.md").read_text("utf-8")
    yield "its place in docs/reference/protocol.md (make schemas)", f"`{name}`" in page


@pytest.mark.parametrize("name", get_args(measures.Measure))
def test_a_measure_has_all_its_parts(name: str, project_root: Path) -> None:
    missing = [part for part, there in _parts(name, project_root) if not there]
    assert not missing, f"measure {name!r} lacks " + "; ".join(missing)


def test_whatever_a_made_up_measure_lacks_is_told(
    project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is registered and nothing else: every part but its entry is missed."""
    made_up = EffectMeasure("XRR", "made-up ratio", "risks", ratio=True)  # type: ignore[arg-type]
    monkeypatch.setattr(measures, "MEASURES", {**measures.MEASURES, "XRR": made_up})
    for kind in ("RISKS", "EVENTS", "RATIOS", "AT_A_RISK", "RELATIVE"):
        monkeypatch.setattr(measures, kind, getattr(measures, kind) | {"XRR"})
    there = [part for part, there in _parts("XRR", project_root) if there]
    assert there == ["its entry in ground/measures.py"]


def test_every_measure_is_of_the_kinds_that_its_entry_says() -> None:
    assert tuple(measures.MEASURES) == get_args(measures.Measure)
    kinds = (measures.MEANS, measures.RISKS, measures.RATES, measures.HAZARDS)
    assert sorted(code for kind in kinds for code in kind) == sorted(measures.NAMES)
    assert set(measures.NAMES) == measures.RATIOS | measures.DIFFERENCES


def test_no_name_means_two_measures() -> None:
    for read in (lambda own: (*own.written, *own.in_sheets), lambda own: own.in_programs):
        names = [name for own in measures.MEASURES.values() for name in read(own)]
        assert len(names) == len(set(names))
    for code, own in measures.MEASURES.items():
        for name in own.written:
            assert programs.named(name) == spellings.meant("measure", name) == code


# Files that ask for one measure by its name, and what they ask. A new measure is held against each
# of these lines; a new line says why no kind of measure would do.
BY_NAME = {
    "certainty/absolute.py": "SMD alone is shown on a familiar instrument",
    "certainty/information.py": "how wide a ratio may be, and what is large, by measure",
    "certainty/measured_words.py": "SMD alone has standard deviations for a unit",
    "document/orphan_numbers.py": "digits of plain numbers; RD is told as people, too",
    "effects/contrasts.py": "t stands behind a difference of means alone",
    "effects/crossover.py": "the variance of one term of each measure of risks",
    "entry/questions.py": "t and the SD of differences are those of an MD",
    "exchange/fhir_evidence.py": "a unit and a rate have quantities of their own in FHIR",
    "exchange/metapsy.py": "the two measures of that program",
    "exchange/metapsy_export.py": "the two measures of that program",
    "exchange/protocol_draft.py": "SMD alone has instruments to ask for",
    "exchange/wide/extraction.py": "a ratio is proposed of two kinds of rates",
    "exchange/revman5_analyses.py": "what that program makes of O − E",
    "exchange/revman_csv.py": "Peto's method of that program",
    "exchange/revman_export.py": "SMD alone may be turned",
    "exchange/revman_weights.py": "the weights by which that program's settings are found out",
    "exchange/wide/effect_names.py": "the headers of a team's sheet",
    "figures/card.py": "a large effect where nobody says one: that of an SMD",
    "figures/changes.py": "MD alone has a unit of its own",
    "findings/results.py": "MD alone has a unit, and IRD that of its time",
    "ground/measures.py": "the entries",
    "living/bearing.py": "MD alone has a unit of its own",
    "living/finding_difference.py": "digits of plain numbers",
    "notebook/effect_size.py": "the effect of each measure from columns of a table",
    "notebook/meta_analysis.py": "Peto's method gives an OR; digits of plain numbers",
    "pooling/counts.py": "the sums of Mantel, Haenszel and Peto by measure",
    "protocol/method_rules.py": "Peto's method gives an OR",
    "protocol/outcome_rules.py": "keys of the protocol for one measure alone",
    "protocol/rules.py": "SMD alone has a variance to choose",
    "protocol/thresholds.py": "thresholds of a ROM are relative changes",
    "registry/checks/contrast_spreads.py": "how much people differ, by measure",
    "registry/checks/counting.py": "O − E makes an OR for Peto's method",
    "registry/checks/crossover.py": "what is made of a paired MD",
    "registry/checks/directions.py": "what an MD is turned into",
    "registry/checks/groups.py": "SMD alone mixes instruments",
    "registry/checks/instruments.py": "SMD alone mixes instruments",
    "registry/checks/numbers.py": "RD lies within 1, and ROM needs means above 0",
    "registry/checks/outcomes.py": "an MD is in one unit",
    "registry/checks/pairing.py": "units of an MD beside those of an SMD",
    "registry/checks/precision.py": "t stands behind a difference of means alone",
    "registry/checks/ranges.py": "MD alone is in points of an instrument",
    "registry/checks/spreads.py": "MD alone is in points of an instrument",
    "registry/checks/suspicions.py": "MD is in points, SMD is not",
    "registry/in_use.py": "t stands behind a difference of means alone",
    "synthesis/arm_effects.py": "the effect of each measure; what is left without a variance",
    "synthesis/contrast_effects.py": "an MD becomes an SMD, O − E a HR or OR",
    "synthesis/counted.py": "Peto's method gives an OR",
    "synthesis/counted_pools.py": "half an event for the variance of an RD alone",
    "synthesis/crossover.py": "variance of means within people; digits of a correlation",
    "synthesis/evidence.py": "SMD alone has a variance to choose",
    "synthesis/finding.py": "MD alone has a unit of its own",
    "synthesis/recovered.py": "what was worked out for an MD",
    "synthesis/scale.py": "thresholds of SMD and ROM; risks and rates by measure",
    "synthesis/sensitivity.py": "digits of a correlation",
    "synthesis/sequential.py": "variance of one participant, by measure",
    "synthesis/small_study.py": "the test of asymmetry that fits each measure",
    "tables/summary_notes.py": "words of differences in risk and in rate",
    "tables/summary_of_findings.py": "ROM is told as a relative change",
    "validation/pools.py": "reference values",
    "validation/revman.py": "reference values",
    "words/figure_words.py": "thresholds of a ROM",
    "words/method_words.py": "OR and RR in one sentence; SMD alone has a variance to choose",
    "words/prose/effects.py": "SMD alone has standard deviations for a unit",
    "words/prose/thresholds.py": "digits of plain numbers; thresholds of a ROM",
    "words/question_words.py": "thresholds of a ROM",
    "words/sequential_words.py": "variance of one participant, by measure",
}
# Typed words and examples; and the second computation, which has its own of everything.
APART = ("language/facts/", "verification/")


def test_what_asks_for_a_measure_by_its_name_says_why(project_root: Path) -> None:
    package = project_root / "src/living_review"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in measures.NAMES
    }
    asking = {name for name in found if not name.startswith(APART)}
    assert asking - set(BY_NAME) == set(), "ask for the kind of a measure, or say why not"
    assert set(BY_NAME) - asking == set(), "no longer ask for a measure by its name"
