"""What a person is asked of a draft: what is open, once, and the answer stands where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import pytest

from living_review.exchange.wide.asking import complete
from living_review.exchange.wide.proposal import Proposal, ProposedArm, ProposedResult

ASKED = {
    "decimal": "Decimal mark of the numbers (comma, point)",
    "a": "  Side of 'A', columns N a (intervention, control)",
    "b": "  Side of 'B', columns N b (intervention, control)",
    "outcome": "  Outcome (an id, or skip)",
    "timepoint": "  Time point (an id, or skip)",
    "better": "  Which values of {} are better, as measured (higher, lower)",
    "measure": "  Measure of the effect (SMD, MD, ROM, OR, RR, RD, HR, IRR, IRD)",
    "log": "  Is it written as its logarithm (yes, no)",
    "sign": "  What does a positive effect mean (positive-favours-intervention, "
    "negative-favours-intervention, intervention-minus-control)",
    "tool": "Tool of the risk-of-bias judgements (RoB2, RoB1)",
}


@dataclass
class Person:
    """Answers in turn, and keeps what was asked and said; stops where nothing is left to say."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ask(self, question: str, default: str) -> str:
        assert default == ""
        self.asked.append(question)
        return self.answers.pop(0)

    def say(self, text: str) -> None:
        self.told.append(text)


def arm(name: str, role: str = "") -> ProposedArm:
    return ProposedArm(name, role, {"n": f"N {name.lower()}"})


def asked(draft: Proposal, *answers: str) -> Person:
    person = Person(list(answers))
    complete(draft, person)
    assert not person.answers
    return person


OPEN = {
    "outcome": "mood", "timepoint": "post", "better": "lower",
    "measure": "OR", "log": "yes", "sign": "intervention-minus-control",
}  # fmt: skip


@pytest.mark.parametrize("measure", ["OR", "MD"])
def test_what_is_open_is_asked_and_nothing_else(measure: str) -> None:
    wanted = OPEN | {"measure": measure}
    if measure == "MD":
        del wanted["log"]  # a difference has no logarithm to ask for
    for known in product([False, True], repeat=4):
        given = dict(zip(("outcome", "timepoint", "measure", "sign"), known, strict=True))
        better_known = sum(known) % 2 == 0
        result = ProposedResult(
            "Mood after treatment", contrast={"estimate": "OR"},
            **{name: wanted[name] for name, there in given.items() if there},
            better=False if better_known else None,
        )  # fmt: skip
        given |= {"better": better_known, "log": given["measure"]}
        left = [name for name in wanted if not given[name]]
        person = asked(Proposal("f.csv", results=[result]), *(wanted[name] for name in left))
        assert person.asked == [ASKED[name].format("mood") for name in left]
        assert (result.outcome, result.timepoint, result.better) == ("mood", "post", False)
        assert (result.measure, result.sign) == (measure, wanted["sign"])
        assert result.log is (measure == "OR" and not given["measure"])


def test_a_logarithm_that_a_header_names_is_not_asked_for() -> None:
    result = ProposedResult("x", "mood", "post", better=True, contrast={"estimate": "lnOR"},
                            log=True, sign="positive-favours-intervention")  # fmt: skip
    assert asked(Proposal("f", results=[result]), "RR").asked == [ASKED["measure"]]
    assert (result.measure, result.log) == ("RR", True)
    result.measure, result.log = "", False
    asked(Proposal("f", results=[result]), "RR", "no")
    assert result.log is False


def test_of_arms_no_measure_and_no_sign_is_asked() -> None:
    result = ProposedResult("x", "mood", "post", better=True, arms=[arm("A", "control")])
    person = asked(Proposal("f", results=[result]))
    assert person.asked == []
    assert person.told[1:] == ["\nx", "  in the columns N a"]
    both = ProposedArm("A", "", {"n": "N", "mean": "M"})
    asking = asked(Proposal("f", arms=[both]), "")
    assert asking.asked == ["  Side of 'A', columns N, M (intervention, control)"]
    assert (result.measure, result.sign, result.log) == ("", "", False)


def test_the_side_of_an_arm_is_asked_once_in_a_draft() -> None:
    shared = [arm("A"), arm("B", "control")]
    own = [arm("B"), arm("A"), arm("A")]
    result = ProposedResult("x", "mood", "post", better=True, arms=own)
    person = asked(Proposal("f", arms=shared, results=[result]), "Intervention ", "control")
    assert person.asked == [ASKED["a"], ASKED["b"]]
    assert [each.role for each in (*shared, *own)] == [
        *("intervention", "control"), *("control", "intervention", "intervention")
    ]  # fmt: skip
    assert person.told == [
        "An empty answer leaves it open; it can be filled in later in the mapping.",
        *("\nx", "  in the columns N b, N a"),
    ]


def test_what_is_not_answered_stays_open() -> None:
    draft = Proposal("f.csv", ask_decimal=True, arms=[arm("A")], judged={"D1": "x"})
    result = ProposedResult("Sleep", contrast={"estimate": "g"})
    draft.results = [result]
    person = asked(draft, *[""] * 8)
    names = ("decimal", "a", "outcome", "timepoint", "better", "measure", "sign", "tool")
    assert person.asked == [ASKED[name].format("it") for name in names]
    assert (draft.decimal, draft.arms[0].role, draft.tool) == ("", "", "")
    assert result == ProposedResult("Sleep", contrast={"estimate": "g"})


def test_the_decimal_mark_and_the_tool_are_asked_where_they_count() -> None:
    for ask, decimal, judged, tool in product([False, True], ["", "point"], [{}, {"D1": "x"}],
                                              ["", "RoB1"]):  # fmt: skip
        draft = Proposal("f", ask_decimal=ask, decimal=decimal, judged=judged, tool=tool)
        wanted = {"decimal": ask and not decimal, "tool": bool(judged) and not tool}
        answers = [said for name, said in (("decimal", "COMMA"), ("tool", "rob2")) if wanted[name]]
        assert asked(draft, *answers).asked == [ASKED[name] for name in wanted if wanted[name]]
        assert draft.decimal == ("comma" if wanted["decimal"] else decimal)
        assert draft.tool == ("RoB2" if wanted["tool"] else tool)


def test_a_result_that_is_skipped_is_asked_no_more() -> None:
    first, second = ProposedResult("One"), ProposedResult("Two", "mood")
    third = ProposedResult("Three", "sleep", "post", better=True)
    person = asked(Proposal("f", results=[first, second, third]), "skip", "skip")
    assert person.asked == [ASKED["outcome"], ASKED["timepoint"]]
    assert [each.skip for each in (first, second, third)] == [True, True, False]
    assert (first.outcome, second.timepoint) == ("", "")
    assert person.told[1:] == ["\nOne", "\nTwo", "\nThree"]


def test_a_time_that_a_sheet_names_is_asked_once_and_one_that_it_does_not_name_each_time() -> None:
    made = [ProposedResult(str(n), "mood", better=True, said_time=said)
            for n, said in enumerate(("t1", "t2", "t1", "", ""))]  # fmt: skip
    person = asked(Proposal("f", results=made), "post", "late", "early", "never")
    assert person.asked == [ASKED["timepoint"]] * 4
    assert [each.timepoint for each in made] == ["post", "late", "post", "early", "never"]


def test_which_way_is_better_is_asked_once_for_an_outcome_with_one_instrument() -> None:
    whole = {"timepoint": "post"}
    made = [
        ProposedResult("1", "mood", **whole, instrument="BDI"),
        ProposedResult("2", "mood", **whole, instrument="WHO-5"),
        ProposedResult("3", "mood", **whole, instrument="BDI"),
        ProposedResult("4", "sleep", **whole, instrument="BDI"),
        ProposedResult("5", "mood", **whole, instrument="BDI", better=True),
    ]
    person = asked(Proposal("f", results=made), "lower", "higher", "")
    better = ASKED["better"].format
    assert person.asked == [better("mood"), better("mood"), better("sleep")]
    assert [each.better for each in made] == [False, True, False, None, True]


def test_an_answer_that_is_not_allowed_is_asked_again() -> None:
    result = ProposedResult("x", better=True)
    draft = Proposal("f", ask_decimal=True, results=[result])
    person = asked(draft, "dot", "point", "a mood", "mood", "ä/b", "")
    again = "    Allowed are comma, point; empty leaves it open."
    named = "    An id has letters, digits, '_', '.' and '-'."
    assert person.told[1:] == [again, "\nx", named, named]
    assert (draft.decimal, result.outcome, result.timepoint) == ("point", "mood", "")
    result = ProposedResult("x", better=True)
    draft = Proposal("f", results=[result], outcomes=("mood", "sleep"), timepoints=("post",))
    person = asked(draft, "pain", "SLEEP", "POST")
    assert person.asked == [*["  Outcome (mood, sleep, skip)"] * 2, "  Time point (post, skip)"]
    assert (result.outcome, result.timepoint) == ("sleep", "post")


def test_what_is_said_of_all_results_fills_what_a_header_leaves_open() -> None:
    for better, sign in product((None, True, False), ("", "intervention-minus-control")):
        effect = ProposedResult("1", contrast={"estimate": "d"}, better=better, sign=sign)
        arms = ProposedResult("2", timepoint="post")
        draft = Proposal("f", results=[effect, arms])
        draft.heed({})
        assert (effect.better, effect.sign, effect.timepoint, arms.better) == (
            better,
            sign,
            "",
            None,
        )
        for word, said in (("true", True), ("false", False)):
            effect.better, effect.sign, arms.better = better, sign, None
            draft.heed({"higher_is_better": word, "timepoint": "late",
                        "precalc_sign": "positive-favours-intervention"})  # fmt: skip
            assert effect.better is (said if better is None else better)
            assert effect.sign == (sign or "positive-favours-intervention")
            assert (arms.better, arms.sign) == (said, "")
            assert (effect.timepoint, arms.timepoint) == ("late", "post")
