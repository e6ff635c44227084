from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path

import pytest

from living_review.certainty.case import Claim, target_words
from living_review.certainty.conclusions import conclusion
from living_review.certainty.statements import change_of, fact_of, sentence, subject
from living_review.findings import Conclusion, Level
from living_review.language import say

TABLE = Path(__file__).parent / "statements.txt"
LEVELS: tuple[Level, ...] = ("high", "moderate", "low", "very low")
MAGNITUDES = ("large", "moderate", "small", "trivial", None)


def rows():
    for intervention, (outcome, better) in product(
        ("peer support", "support groups"), (("Recovery", "higher"), ("Depression", "lower"))
    ):
        for side, magnitude, level in product((1, -1), MAGNITUDES, LEVELS):
            change = change_of(better, side)
            said = sentence(intervention, outcome, change, magnitude, level)
            way = "benefit" if side > 0 else "harm"
            where = " | ".join((f"{better} is better", way, magnitude or "size not said", level))
            yield f"{where} | {said}"


HEAD = """\
# The informative sentences

Written by `tests/certainty/test_statements.py`; do not edit by hand.

The report words each finding from the size of its effect and the certainty of the evidence, after \
GRADE guidelines 26 (Santesso et al. 2020, J Clin Epidemiol 119:126-135), in the table as the ACIP \
GRADE handbook, chapter 11, reproduces it. One family of verbs is used throughout: nothing for \
high, *probably* for moderate, *may* for low certainty. The p-value plays no part.

Cells marked † (low and very low certainty) follow the table usually cited as Cochrane Handbook \
15.6.b and have not been read again in the paper of 2020. The option of naming a direction at very \
low certainty is not used: the sentence is the same whatever the effect. A harm is worded in the \
same way with its own verb, which depends on whether more of the outcome is better.

*Important, of no named size* is for an outcome with one threshold, and for trials that are not \
pooled and give a direction only.

Where **no threshold** is set, no verb could be chosen without asking whether an interval includes \
no difference. The sentence then gives the figures and whom they favour, whatever the interval and \
the certainty (except very low): *The estimate for recovery favours peer support over usual care \
(MD 2.10, 95% CI −0.30 to 4.50), and no threshold was agreed to say which effects matter.* An \
estimate that prints as no difference *shows no difference between* the two. Thresholds that are \
set and cannot be placed, for want of a risk with the comparator, end it with *and its size cannot \
be named*.

Trials that are **not pooled** agree unless one is an important benefit and another an important \
harm. Where they differ in size the sentence has both ends: *Peer support may result in anything \
from little to no difference to a small improvement in recovery.* Trials that point both ways give \
no answer that could be more or less certain: they are rated as very low or not at all.
"""
NAMES = {
    "large": "Large",
    "moderate": "Moderate",
    "small": "Small",
    "trivial": "Trivial or none",
    None: "Important, of no named size",
}


def document() -> str:
    lines = [HEAD]
    for outcome, better in (("Recovery", "higher"), ("Depression", "lower")):
        for side, way in ((1, "benefit"), (-1, "harm")):
            lines += [f"## {outcome} ({better} is better): {way}", ""]
            lines += ["| Effect | High | Moderate | Low † | Very low † |", "|---|---|---|---|---|"]
            for magnitude, name in NAMES.items():
                change = change_of(better, side)
                said = (
                    sentence("peer support", outcome, change, magnitude, level) for level in LEVELS
                )
                lines.append(f"| {name} | {' | '.join(said)} |")
            lines.append("")
    return "\n".join(lines)


def test_the_document_holds_every_sentence(project_root):
    path = project_root / "docs" / "reference" / "grade-statements.md"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(document(), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert text == document()
    assert all(row.split(" | ")[-1] in text for row in rows() if "Peer support" in row)


def test_every_combination_reads_as_in_the_table():
    assert TABLE.read_text(encoding="utf-8").splitlines() == list(rows())


def test_no_sentence_speaks_of_significance_or_has_two_verb_families():
    text = " ".join(rows()).casefold()
    for word in ("significan", "likely", "suggests", "decrease", "lower s", "raises"):
        assert word not in text


@pytest.mark.parametrize("level", LEVELS[:3])
def test_trials_that_do_not_agree_are_not_given_a_direction(finding, outcome, level):
    found = finding(outcome(), trials=[(0.5, 0.2, 0.8), (-0.5, -0.8, -0.2)])
    said = conclusion(found, Claim(None, None, None), level).text
    assert said == "The trials do not agree on whether support affects low mood."


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ((0.3, 0.2, 0.4), "that the effect on low mood is an important benefit (small in size)"),
        ((-0.9, -1.2, 0.4), "that the effect on low mood is an important harm (large in size)"),
        ((0.1, 0.0, 0.4), "that there is little to no difference in low mood"),
    ],
)
def test_the_target_is_what_the_estimate_claims(case, outcome, effect, words):
    assert target_words(case(outcome(), effect, judgements=["low"] * 3)) == words


def test_without_thresholds_the_target_is_the_estimate(case, outcome):
    bare = outcome("OR", "lower", thresholds=None, baseline_risks=())
    found = case(bare, (0.8, 0.7, 0.9), judgements=["low"] * 3)
    assert target_words(found) == (
        "that the true effect on low mood is close to the estimate; no threshold says what matters"
    )
    assert found.claim.magnitude is None


def test_one_threshold_does_not_tell_small_from_large(case, outcome):
    only = outcome("MD", thresholds={"small": 2, "source": "us"})
    assert case(only, (9, 8, 10), judgements=["low"] * 3).claim == Claim(1, True, None)
    assert case(only, (1, 0, 2), judgements=["low"] * 3).claim == Claim(1, False, "trivial")


MEASURES = ("SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD")
NAMED = ("Discharge home", "Being free of pain", "Any adverse event", "Deaths", "Time to relapse")


@pytest.mark.parametrize("measure", MEASURES)
def test_no_benefit_reads_as_a_harm_whatever_measure_name_and_polarity(finding, outcome, measure):
    """Walk over measure, polarity, side, size, certainty, name and number of the intervention."""
    base = finding(outcome("SMD"))
    for better, side, magnitude, level, label, number in product(
        ("higher", "lower"), (1, -1), (*NAMES,), LEVELS, NAMED, ("singular", "plural")
    ):
        found = base.model_copy(
            update={"measure": measure, "better": better, "outcome_label": label, "number": number}
        )
        said = conclusion(found, Claim(side, magnitude != "trivial", magnitude), level).text
        what = named if isinstance(named := subject(found), str) else say(named)
        assert said.endswith(".")
        assert not re.search(r"improves? the (?:chance|risk|rate|hazard)\b", said)
        of_score = measure in ("SMD", "MD", "ROM")
        assert of_score or not re.search(r"(?:s|e|in) (?:being free|any adverse)\b", said)
        if better == "higher":
            assert "hazard" not in what
            assert "the risk of" not in what
        if level == "very low":
            assert "very uncertain" in said
            continue
        more = (better == "higher") == (side > 0)
        up = re.search(r"\b(?:improv|increas)", said) is not None
        assert magnitude == "trivial" or up == more
        singular = re.search(r"(?:results|improves|increases|reduces)\b", said) is not None
        assert singular == (number == "singular" and level != "low")


def test_the_words_of_the_protocol_follow_the_verb(finding, outcome):
    found = finding(outcome("RR", "higher", thresholds=None, baseline_risks=()))
    named = found.model_copy(
        update={"outcome_label": "Being free of pain", "as_object": "freedom from pain"}
    )
    said = conclusion(named, Claim(1, True, "small"), "high").text
    assert said == "Support improves freedom from pain slightly."
    assert (
        "of support on freedom from pain"
        in conclusion(named, Claim(1, None, None), "very low").text
    )
    rate = named.model_copy(update={"measure": "HR", "as_object": "discharge home"})
    said = conclusion(rate, Claim(1, True, "moderate"), "moderate").text
    assert said == "Support probably increases the rate of discharge home."


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (["unknown"], "The trial does not show whether"),
        (["unknown", "unknown"], "The trials do not show whether"),
        (["favours_intervention", "favours_control"], "The trials do not agree on whether"),
    ],
)
def test_why_nothing_is_concluded_is_said_for_one_trial_and_for_several(
    finding, outcome, ways, said
):
    made = finding(outcome(), trials=[(0.0, -1.0, 1.0)] * len(ways))
    pairs = zip(made.trials, ways, strict=True)
    trials = tuple(trial.model_copy(update={"direction": way}) for trial, way in pairs)
    found = made.model_copy(update={"trials": trials})
    text = say(fact_of(found, Conclusion(level="low", kind="undecided")))
    assert text == f"{said} support affects low mood."
