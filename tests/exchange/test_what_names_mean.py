"""Names of other programs and of people's sheets: each means one thing of ours, or nothing."""

from __future__ import annotations

import math
from itertools import product
from types import SimpleNamespace

import pytest

from living_review.exchange import cells
from living_review.exchange.decisions import OutcomeDecision
from living_review.exchange.extract import ArmFound, Extract
from living_review.exchange.measures import from_peto, is_log_scale, named
from living_review.exchange.parts import distinct_arms
from living_review.exchange.rob_domains import domain_of, judgement_of
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


ROB1 = {
    "Random sequence generation (selection bias)": "sequence generation",
    "Allocation concealment (selection bias)": "allocation concealment",
    "Blinding of participants and personnel (performance bias)": (
        "blinding of participants and personnel"
    ),
    "Blinding of outcome assessment (detection bias)": "blinding of outcome assessment",
    "Incomplete outcome data (attrition bias)": "incomplete outcome data",
    "Selective reporting (reporting bias)": "selective reporting",
    "Other bias": "other",
    "Other sources of bias": "other",
}
ROB2 = {
    "Bias arising from the randomization process": "D1",
    "Bias arising from the randomisation process": "D1",
    "Randomisation process": "D1",
    "Randomization process": "D1",
    "Bias due to deviations from intended interventions": "D2",
    "Bias due to missing outcome data": "D3",
    "Bias in measurement of the outcome": "D4",
    "Bias in selection of the reported result": "D5",
    "Overall bias": "overall",
    "Overall risk of bias": "overall",
    "Overall": "overall",
}
TOOLS = [*(("RoB1", *each) for each in ROB1.items()), *(("RoB2", *each) for each in ROB2.items())]


@pytest.mark.parametrize(("tool", "name", "domain"), TOOLS)
def test_the_domains_of_both_tools_are_told_apart_by_the_words_of_revman(tool, name, domain):
    assert domain_of(name) == domain_of(f" {name.upper()}  ") == (tool, domain)


@pytest.mark.parametrize("tail", ["", " risk", " risk of bias", " Risk of bias."])
def test_a_judgement_belongs_to_its_tool(tail):
    tools = {
        "RoB1": ("low", "unclear", "high"),
        "RoB2": ("low", "some concerns", "high", "no information"),
    }
    for tool, own in tools.items():
        for word in ("low", "unclear", "some concerns", "high", "no information", "lowest"):
            meant = word if word in own else None
            assert judgement_of(f" {word.capitalize()}{tail}", tool) == meant


@pytest.mark.parametrize(
    ("cell", "number", "value"),
    [
        *[(cell, "", None) for cell in ("", " ", "NA", "n/a", "#N/A", "NR", "nan", ".")],
        *[("Not reported", "", None), ("about 5", "about 5", None), ("1.5.2", "1.5.2", None)],
        *[("12", "12", 12.0), ("12.0", "12", 12.0), ("12.50", "12.50", 12.5), (".5", ".5", 0.5)],
        *[("\u22121.5", "-1.5", -1.5), ("+2", "+2", 2.0), ("1e-3", "1e-3", 0.001)],
        *[("1e999", "1e999", None), ("1e9999", "1e9999", None), ("1,5", "1,5", None)],
    ],
)
def test_a_cell_is_a_number_or_nothing(cell, number, value):
    assert cells.number(f" {cell} ") == number
    assert cells.value(cell) == value
    assert cells.number("1,5", comma=True) == "1.5"


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("1,234", "1234"),
        ("12,345,678.5", "12345678.5"),
        ("-1,234", "-1234"),
        ("1,23", "1,23"),
        ("1234,567", "1234,567"),
        ("", ""),
    ],
)
def test_a_comma_is_of_thousands_where_three_digits_follow(cell, plain):
    assert cells.grouped(cell) == plain


@pytest.mark.parametrize(
    ("entered", "shown", "said", "is_log"),
    [
        (math.log(2), 2.0, None, True),
        (2.0, 2.0, None, False),
        (math.log(2), 2.0, True, True),
        (2.0, 2.0, False, False),
        # The file says one thing and its own figures another, or they fit neither or both.
        (2.0, 2.0, True, None),
        (math.log(2), 2.0, False, None),
        (0.3, 5.0, None, None),
        (1000.0, 3.0, None, None),
        # Nothing is shown: what is said holds, and a ratio is entered as its logarithm.
        *[(0.4, shown, None, True) for shown in (None, 0.0, -1.0)],
        *[(0.4, shown, True, True) for shown in (None, 0.0)],
        *[(0.4, shown, False, False) for shown in (None, 0.0)],
    ],
)
def test_a_ratio_was_entered_as_its_logarithm_or_as_it_is(entered, shown, said, is_log):
    assert is_log_scale(entered, shown, said=said) is is_log


@pytest.mark.parametrize("name", ["", "Hazard ratio", "Peto Odds Ratio", "Risk ratio", "MD"])
@pytest.mark.parametrize(
    ("o_e", "variance", "refused"),
    [
        ("-4.5", "9", None),
        ("0", "2", None),
        ("-4.5", "0", "not there"),
        ("-4.5", "-1", "not there"),
        ("", "9", "not there"),
        ("4", "NA", "not there"),
        ("100", "1", "beyond any ratio"),
        ("-100", "1", "beyond any ratio"),
        ("27", "1", None),
    ],
)
def test_observed_less_expected_is_of_a_hazard_or_an_odds_ratio(name, o_e, variance, refused):
    found = from_peto(name, o_e, variance)
    if not name:
        assert "does not say" in found
    elif named(name) not in ("HR", "OR"):
        assert found.endswith(f"and not '{name}'.")
    elif refused:
        assert refused in found
    else:
        assert found == (named(name), {"o_minus_e": o_e, "variance": variance})
