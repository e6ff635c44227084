"""Names of other programs and of people's sheets: each means one thing of ours, or nothing."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest

from living_review.exchange.decisions import OutcomeDecision
from living_review.exchange.extract import ArmFound, Extract
from living_review.exchange.measures import named
from living_review.exchange.parts import distinct_arms
from living_review.exchange.subgroups import subgroup_columns
from living_review.exchange.wide.asking import _Asked
from living_review.exchange.wide.columns import _domain
from living_review.exchange.wide.known import Known
from living_review.registry.spellings import domain_meant

MEASURES = {
    "OR": ["Odds Ratio", "Peto Odds Ratio", "OR", "PETO_OR"],
    "RR": ["Risk Ratio", "Relative risk", "RR"],
    "HR": ["Hazard Ratio", "HR"],
    "RD": ["Risk Difference", "RD"],
    "MD": ["Mean Difference", "Difference in means", "Weighted mean difference", "MD"],
    "SMD": [
        *("Std. Mean Difference", "Standardised mean difference"),
        *("Standardized  Mean Difference", "SMD"),
    ],
    "ROM": ["Ratio of means", "ROM"],
    "IRR": ["Rate Ratio", "Incidence rate ratio", "IRR"],
    "IRD": ["Rate difference", "Incidence Rate Difference", "IRD"],
}


@pytest.mark.parametrize(("measure", "name"), [(m, n) for m, own in MEASURES.items() for n in own])
def test_a_measure_has_the_names_that_people_write(measure, name):
    assert named(name) == named(f"  {name.upper()} ") == measure
    assert named(f"{name}s of something") is None


TIMES = SimpleNamespace(
    timepoints=(
        SimpleNamespace(id="post", label="After treatment", weeks=(4, 16)),
        SimpleNamespace(id="follow-up", label="Half a year later", weeks=(17, 40)),
        SimpleNamespace(id="late", label="Years later", weeks=(30, 200)),
    )
)


@pytest.mark.parametrize(
    ("name", "weeks", "meant"),
    [
        *[(said, "", "post") for said in ("post", "POST", "after treatment", "After  Treatment")],
        *[(said, "100", "follow-up") for said in ("follow-up", "Follow up", "half a year later")],
        *[("", weeks, "post") for weeks in ("4", "10", "16")],
        *[("unheard of", weeks, "follow-up") for weeks in ("17", "29.5")],
        *[("", weeks, "late") for weeks in ("41", "200")],
        # Two time points hold it, or none, or nothing is said.
        *[("", weeks, "") for weeks in ("30", "40", "3", "16.5", "201", "")],
        ("unheard of", "", ""),
    ],
)
def test_a_time_point_is_known_by_its_id_its_label_or_its_weeks(name, weeks, meant):
    assert Known(TIMES).timepoint(name, weeks) == meant


def test_the_only_time_point_is_meant_where_nothing_is_said():
    known = Known(SimpleNamespace(timepoints=TIMES.timepoints[:1]))
    assert known.timepoint("", "") == "post"
    assert known.timepoint("unheard of", "") == ""
    assert Known().timepoint("Month 3", "12") == "Month_3"
    assert Known().timepoint("", "12") == ""


class Typed:
    """A terminal at which these answers are typed one after the other."""

    def __init__(self, *answers: str) -> None:
        self.left, self.said = list(answers), []

    def ask(self, question: str, default: str) -> str:
        return self.left.pop(0)

    def say(self, text: str) -> None:
        self.said.append(text)


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        ([""], ""),
        (["mood"], "mood"),
        (["my mood!", "m/d", "mood-2.1"], "mood-2.1"),
        (["-", "skip it", "leave out"], "leave out"),
    ],
)
def test_without_a_protocol_an_id_is_asked_for_until_it_is_one(answers, taken):
    terminal = Typed(*answers)
    assert _Asked(terminal, None).identifier("Outcome", (), ("leave out",)) == taken
    assert len(terminal.said) == len(answers) - 1


def extract(**parts: dict[str, str]) -> Extract:
    """Give what a file holds: by outcome, the subgroup of each study."""
    arms = tuple(
        ArmFound(study=study, outcome=outcome, part=part, arm="a", role="intervention", cells={})
        for outcome, of in parts.items()
        for study, part in of.items()
    )
    return Extract("made up", (), (), arms)


ADULTS = {"A": "adults", "B": "children", "C": "adults"}
OTHERS = {
    "the same": (ADULTS, True),
    "of fewer studies": ({"A": "adults", "B": "children"}, True),
    "of other studies": ({"D": "children", "E": "adults"}, True),
    "contradicted": ({"A": "children", "B": "adults"}, False),
    "in other words": ({"A": "old", "B": "young"}, False),
    "more of them": ({**ADULTS, "D": "both"}, False),
}


@pytest.mark.parametrize("how", OTHERS)
def test_outcomes_divided_in_the_same_way_share_a_column_of_subgroups(how):
    other, shared = OTHERS[how]
    about = {name: OutcomeDecision(outcome=name) for name in ("mood", "sleep")}
    found = subgroup_columns(extract(mood=ADULTS, sleep=other), about)
    if shared:
        assert [(each.outcomes, each.levels) for each in found] == [
            (("mood", "sleep"), {**ADULTS, **other})
        ]
    else:
        assert [(each.name, each.levels) for each in found] == [
            ("subgroup_mood", ADULTS),
            ("subgroup_sleep", other),
        ]


@pytest.mark.parametrize(("recur", "other"), list(product((True, False), ("10", "11"))))
def test_a_row_that_recurs_is_written_once_where_the_format_repeats_arms(recur, other):
    row = {"trial_id": "A", "arm": "x", "outcome": "mood", "timepoint": "post", "mean": "10"}
    remarks = []
    kept = distinct_arms([(row, ""), ({**row, "mean": other}, "")], recur, remarks)
    assert [each["mean"] for each in kept] == (["10"] if recur else ["10", other])
    assert len({each["arm"] for each in kept}) == len(kept)
    assert bool(remarks) == (not recur or other != "10")


@pytest.mark.parametrize("domain", ["D1", "D3", "D5", "overall"])
@pytest.mark.parametrize(
    "column",
    [
        *("{}", "RoB {}", "RoB 2 | {}", "RoB2_{}", "rob_{}", "Bias {}", "bias_{}", "RoB 2 bias {}"),
        *("ROB: {}", "RoB1 {}", "RoB 1 - {}"),
    ],
)
def test_a_column_of_judgements_is_known_by_its_domain_however_it_is_headed(column, domain):
    assert domain_meant(_domain(column.format(domain))) == domain
    assert domain_meant(_domain(column.format("D9"))) is None


@pytest.mark.parametrize("column", ["RoB 2", "RoB2", "rob", "Bias", "problem D1", "robust D2"])
def test_the_name_of_the_tool_alone_and_other_words_are_no_domain(column):
    assert domain_meant(_domain(column)) is None
