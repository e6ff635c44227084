"""Every number of metafor 3.8.1 that the program carries against ours, and the register."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from living_review.pooling import TAU2_METHODS, selection_model
from living_review.validation import Comparison, cases, comparisons, known_differences, validate
from living_review.validation.agreement import digits


@pytest.mark.parametrize("case_name", sorted(cases()))
def test_every_quantity_agrees_with_metafor_unless_it_is_meant_to_differ(case_name):
    found = comparisons(case_name)
    meant = {one for each in known_differences() for one in each.concerned(case_name, found)}
    unlisted = [
        f"{each.name}: ours {each.ours!r}, metafor {each.theirs!r}"
        for each in found
        if not each.agrees and each not in meant
    ]
    assert not unlisted, "\n".join(unlisted)


@pytest.mark.parametrize(
    ("difference", "case_name"),
    [(each, name) for each in known_differences() for name in each.cases],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_listed_difference_is_one(difference, case_name):
    concerned = difference.concerned(case_name, comparisons(case_name))
    assert concerned
    assert not [each.name for each in concerned if each.agrees]
    if difference.ours == "withheld":
        assert all(np.isnan(each.ours) for each in concerned)


def test_every_listed_difference_gives_a_reason_and_has_its_own_id():
    assert all(len(each.reason) > 40 for each in known_differences())
    assert len({each.id for each in known_differences()}) == len(known_differences())


def test_the_grid_of_cases_has_not_shrunk():
    real = {name for name, case in cases().items() if case.family == "real"}
    assert real == {
        *("baskerville2012", "bcg", "borenstein2009_smd", "gibson2002_cont", "hackshaw1998"),
        *("konstantopoulos2011", "linde2005", "nielweise2007", "normand1999", "raudenbush1985"),
        *("viechtbauer2005_ex2", "yusuf1985_t6"),
    }
    assert len(cases()) - len(real) == 57
    assert len({case.family for case in cases().values()}) == 30
    models = [model for case in cases().values() for model in case.models.values()]
    assert {method for model in models for method in model["methods"]} == {*TAU2_METHODS}
    assert Counter(block for model in models for block in model.get("around", ())) == {
        "leave1out": 12,
        "influence": 12,
        "cumulative_by_year": 8,
        "regtest": 12,
        "ranktest": 12,
        "trimfill": 12,
        "subgroup": 6,
        "metareg": 5,
        "multilevel": 1,
        "selmodel": 11,
        "leave1out_DL": 43,
        "egger_lm": 43,
        "begg": 43,
        "trimfill_DL_L0": 43,
    }


# How many numbers of each family are compared; fewer would mean that some are no longer looked at.
COMPARED = {
    "Effect of a trial and its variance: RR": 952,
    "Effect of a trial and its variance: OR": 952,
    "Effect of a trial and its variance: RD": 478,
    "Effect of a trial and its variance: RD as reports give it": 478,
    "Effect of a trial and its variance: MD": 382,
    "Effect of a trial and its variance: SMD": 438,
    "Effect of a trial and its variance: ROM": 326,
    "Pooled estimate": 1_735,
    "τ²": 1_543,
    "I² and H²": 1_202,
    "Weights": 1_623,
    "Standard error of the pool": 3_254,
    "Test of the pool: statistic, df, p": 3_875,
    "Confidence limits": 4_888,
    "Prediction limits": 6_432,
    "Q and its p": 769,
    "Q-profile limits of τ², I², H²": 474,
    "Leave-one-out": 6_113,
    "Cumulative pools": 4_669,
    "Influence of a trial": 4_369,
    "Subgroups": 394,
    "Meta-regression": 3_162,
    "Egger's test": 784,
    "Begg's test": 100,
    "Trim and fill": 1_158,
    "Selection model": 132,
    "Mantel-Haenszel and Peto": 1_474,
    "Three-level model": 65,
    "Cluster-robust inference (CR2)": 18,
}


def test_no_family_of_quantities_compares_fewer_numbers_than_it_did():
    found = {each.name: each.compared for each in validate().families}
    assert found.keys() >= COMPARED.keys()
    assert not {name for name, least in COMPARED.items() if found[name] < least}


def test_the_whole_reference_holds():
    agreement = validate()
    assert agreement.holds
    assert not agreement.gone
    assert {each.verdict for each in agreement.families} == {"agrees"}
    for each in agreement.families:
        assert each.worst <= each.tolerance


@pytest.mark.parametrize(
    "case_name",
    [
        name
        for name, case in cases().items()
        if any("selmodel" in model.get("around", ()) for model in case.models.values())
    ],
)
def test_our_selection_model_is_no_lower_on_the_likelihood_than_metafors(case_name):
    case = cases()[case_name]
    for measure, model in case.models.items():
        block = model.get("around", {}).get("selmodel")
        if block is None:
            continue
        y, v, _ = case.sample(measure)
        found = selection_model(y, v)
        if found.identified:
            assert found.log_likelihood >= block["stepfun_025"]["loglik"] - 1e-11


def compared(ours, theirs, **more):
    return Comparison("family", "name", ours, theirs, 1e-8, **more)


def test_a_difference_beyond_the_bar_is_seen():
    assert compared(1.0 + 9e-9, 1.0).agrees
    assert not compared(1.0 + 2e-8, 1.0).agrees
    assert not compared(0.0, 1.0).agrees
    assert not compared(np.inf, 1.0).agrees
    assert compared(np.inf, np.inf).agrees


def test_a_number_that_is_numerically_zero_is_measured_by_its_floor():
    assert compared(1e-13, 0.0, floor=1e-12).agrees
    assert not compared(2e-12, 0.0, floor=1e-12).agrees
    assert not compared(1e-300, 0.0).agrees


def test_a_missing_number_agrees_with_a_missing_number_alone():
    assert compared(np.nan, np.nan).agrees
    assert not compared(np.nan, 1.0).agrees
    assert not compared(1.0, np.nan).agrees
    assert compared(1.0, np.nan, metafor_may_fail=True).agrees
    assert not compared(np.nan, np.nan, metafor_may_fail=True).agrees


@pytest.mark.parametrize(
    ("relative", "left"), [(0.0, 15), (9e-9, 8), (1e-8, 8), (1.1e-8, 7), (1.0, 0), (np.inf, 0)]
)
def test_digits_are_those_that_the_difference_leaves(relative, left):
    assert digits(relative) == left
